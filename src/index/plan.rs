//! From a query to what the engine runs: the text as typed, the words all of them, most of them.

use super::cut::query_words;
use super::lexicon::Lexicon;
use super::near::{NearQuery, pair_offsets};
use super::norm::normalise;
use super::query::{Filter, Node, Query as Asked, Text};
use super::schema::Fields;
use super::terms::{filter_query, joint_query};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tantivy::Searcher;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Term};

/// What the ranking makes of each view of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    pub pairs: f32,
    pub words: f32,
    pub context: f32,
    /// Pairs of neighbouring characters of the text as typed, across its words.
    pub typed: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { pairs: 0.5, words: 1.0, context: 0.4, typed: 1.0 }
    }
}

type Parts = Vec<(Occur, Box<dyn Query>)>;

/// A word of the query with the terms that may stand for it, all normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub word: Vec<char>,
    pub synonyms: Vec<Vec<char>>,
}

impl Wanted {
    pub fn text(&self) -> String {
        self.word.iter().collect()
    }
    pub fn forms(&self) -> impl Iterator<Item = &Vec<char>> {
        std::iter::once(&self.word).chain(&self.synonyms)
    }
}

/// What to run, best hits first, and what to mark in them.
pub struct Plan {
    /// The text as typed, and the typed words joined; `None` when nothing is typed but filters.
    pub literal: Option<Box<dyn Query>>,
    /// All that is asked for.
    pub whole: Box<dyn Query>,
    /// Every hit of `literal` is one of `whole`.
    pub literal_within: bool,
    /// Words of the query, when leaving some out could help.
    pub wanted: Vec<Wanted>,
    /// What stays wanted when words are left out.
    rest: Parts,
    /// Pairs of the text as typed: they find nothing by themselves, but order what is found.
    pairs: BTreeSet<String>,
    /// Pieces to mark wherever they stand.
    pub needles: Vec<Vec<char>>,
    /// Pieces to mark where they stand near each other.
    pub near: Vec<(Vec<char>, Vec<char>, usize)>,
    pub notes: Vec<String>,
}

pub struct Planner<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    pub lexicon: &'a Lexicon,
    pub synonyms: bool,
    pub weights: Weights,
}

impl Planner<'_> {
    /// The plan of a query that was understood.
    pub fn plan(&self, asked: &Asked) -> tantivy::Result<Plan> {
        let mut plan = Plan {
            literal: None,
            whole: Box::new(AllQuery),
            literal_within: true,
            wanted: Vec::new(),
            rest: Vec::new(),
            pairs: BTreeSet::new(),
            needles: Vec::new(),
            near: Vec::new(),
            notes: Vec::new(),
        };
        let parts: &[Node] = match &asked.root {
            Node::And(parts) => parts,
            Node::All => &[],
            other => std::slice::from_ref(other),
        };
        let mut typed = Vec::new();
        let mut loose = 0;
        let mut others = Vec::new();
        for part in parts {
            if let Node::Text(text) | Node::Phrase(text) = part {
                typed.extend(normalise(&text.text).chars);
            }
            match part {
                Node::Text(text) if self.take_words(text, &mut plan) => loose += 1,
                other => others.push(other),
            }
        }
        plan.rest = self.conjuncts(&others, &mut plan, true)?;
        plan.pairs = typed
            .windows(2)
            .filter(|p| p.iter().all(|c| c.is_alphanumeric()))
            .map(|p| p.iter().collect())
            .collect();
        plan.whole = self.whole(&plan);
        let raw = normalise(&asked.raw).chars;
        let joined = trim(&typed).to_vec();
        // One word or phrase alone is found as it stands anyway.
        let same = joined.len() == typed.len()
            && (loose == 1
                && plan.rest.is_empty()
                && plan.wanted.len() == 1
                && plan.wanted[0].word == joined);
        let mut literal: Parts = Vec::new();
        if loose > 0 && !joined.is_empty() && !same {
            let mut all = copy(&plan.rest);
            all.push((Occur::Must, self.substring(&joined)));
            all.extend(self.word_scores(&plan.wanted));
            literal.push((Occur::Should, boolean(all)));
            plan.needles.insert(0, joined.clone());
        }
        if !raw.is_empty() && raw != joined {
            plan.literal_within = loose == parts.len() && self.held(&plan.wanted, &raw);
            literal.push((Occur::Should, self.substring(&raw)));
            plan.needles.insert(0, raw);
        }
        plan.literal = (!literal.is_empty()).then(|| boolean(literal));
        Ok(plan)
    }

    /// The plan of a query that is none: the text as it stands.
    pub fn plain(&self, raw: &str) -> Plan {
        let chars = normalise(raw).chars;
        Plan {
            literal: None,
            whole: self.substring(&chars),
            literal_within: true,
            wanted: Vec::new(),
            rest: Vec::new(),
            pairs: BTreeSet::new(),
            needles: vec![chars],
            near: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Clauses that hold at least `least` of the words, in their own text or in what they hang
    /// under, and all else that is asked for.
    pub fn most(&self, plan: &Plan, least: usize) -> Box<dyn Query> {
        let any: Parts = plan.wanted.iter().map(|w| (Occur::Should, self.anywhere(w))).collect();
        let mut all = copy(&plan.rest);
        all.push((Occur::Must, Box::new(BooleanQuery::with_minimum_required_clauses(any, least))));
        all.extend(self.pair_scores(plan));
        boolean(all)
    }

    /// Takes the words of a run into the plan; false when it holds nothing but punctuation and
    /// question words, and is wanted as it stands.
    fn take_words(&self, text: &Text, plan: &mut Plan) -> bool {
        let words = query_words(self.searcher, self.fields, &self.lexicon.terms, &text.text);
        if words.is_empty() {
            return false;
        }
        for word in words {
            let synonyms = self.synonyms_of(&word);
            if !synonyms.is_empty() {
                plan.notes.push(format!("{word} also as {} (同义词)", synonyms.join("、")));
            }
            let wanted = Wanted {
                word: normalise(&word).chars,
                synonyms: synonyms.iter().map(|s| normalise(s).chars).collect(),
            };
            if !plan.wanted.contains(&wanted) {
                plan.needles.extend(wanted.forms().cloned());
                plan.wanted.push(wanted);
            }
        }
        true
    }

    fn synonyms_of(&self, word: &str) -> Vec<String> {
        if !self.synonyms {
            return Vec::new();
        }
        let same = |term: &&String| normalise(term).text() == word;
        let groups = self.lexicon.synonyms.iter().filter(|g| g.iter().any(|t| same(&t)));
        let mut found: Vec<String> = groups.flatten().filter(|t| !same(t)).cloned().collect();
        found.sort();
        found.dedup();
        found
    }

    fn whole(&self, plan: &Plan) -> Box<dyn Query> {
        let mut all = copy(&plan.rest);
        all.extend(plan.wanted.iter().map(|w| (Occur::Must, self.any_form(w))));
        all.extend(self.word_scores(&plan.wanted));
        all.extend(self.pair_scores(plan));
        boolean(all)
    }

    /// What the typed pairs add to the score of a clause, when words are searched for.
    fn pair_scores(&self, plan: &Plan) -> Parts {
        let wanted = !plan.wanted.is_empty() && self.weights.typed > 0.0;
        let pairs = plan.pairs.iter().filter(|_| wanted);
        pairs
            .map(|pair| {
                let term = Term::from_field_text(self.fields.pairs, pair);
                let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                (Occur::Should, self.boosted(query, self.weights.typed))
            })
            .collect()
    }

    /// A node below the top: runs are taken as they stand.
    fn node(&self, node: &Node, plan: &mut Plan, mark: bool) -> tantivy::Result<Box<dyn Query>> {
        Ok(match node {
            Node::All => Box::new(AllQuery),
            Node::Text(text) | Node::Phrase(text) => {
                let chars = normalise(&text.text).chars;
                if mark {
                    plan.needles.push(chars.clone());
                }
                self.substring(&chars)
            }
            Node::Near { left, right, distance } => {
                let (left, right) = (normalise(&left.text).chars, normalise(&right.text).chars);
                if left.is_empty() || right.is_empty() {
                    return Ok(boolean(vec![
                        (Occur::Must, self.substring(&left)),
                        (Occur::Must, self.substring(&right)),
                    ]));
                }
                if mark {
                    plan.near.push((left.clone(), right.clone(), *distance as usize));
                }
                Box::new(NearQuery::new(self.fields, left, right, *distance))
            }
            Node::Filter(filter) => {
                let (query, note) = filter_query(self.searcher, self.fields, filter)?;
                plan.notes.extend(note);
                Box::new(ConstScoreQuery::new(query, 0.0))
            }
            Node::Not(inner) => negated(self.node(inner, plan, false)?),
            Node::And(parts) => boolean(self.conjuncts(&parts.iter().collect::<Vec<_>>(), plan, mark)?),
            Node::Or(parts) => {
                let any = parts.iter().map(|p| Ok((Occur::Should, self.node(p, plan, mark)?)));
                boolean(any.collect::<tantivy::Result<Parts>>()?)
            }
        })
    }

    /// Nodes that stand side by side. A provision and a state among them are meant of the same
    /// piece of evidence.
    fn conjuncts(&self, nodes: &[&Node], plan: &mut Plan, mark: bool) -> tantivy::Result<Parts> {
        let provision = nodes.iter().find_map(|n| match n {
            Node::Filter(Filter::Provision(ids)) => Some(ids),
            _ => None,
        });
        let state = nodes.iter().find_map(|n| match n {
            Node::Filter(Filter::State(states)) => Some(states),
            _ => None,
        });
        let mut all: Parts = Vec::new();
        if let (Some(ids), Some(states)) = (provision, state) {
            let (query, note) = joint_query(self.searcher, self.fields, ids, states)?;
            plan.notes.extend(note);
            all.push((Occur::Must, Box::new(ConstScoreQuery::new(query, 0.0))));
        }
        for node in nodes {
            all.push(match node {
                Node::Filter(Filter::Provision(_) | Filter::State(_))
                    if provision.is_some() && state.is_some() =>
                {
                    continue;
                }
                Node::Not(inner) => (Occur::MustNot, self.node(inner, plan, false)?),
                other => (Occur::Must, self.node(other, plan, mark)?),
            });
        }
        Ok(all)
    }

    /// Clauses that hold these characters one behind another.
    pub fn substring(&self, chars: &[char]) -> Box<dyn Query> {
        let term = |field: Field, text: &str| Term::from_field_text(field, text);
        match chars {
            [] => Box::new(AllQuery),
            [c] => Box::new(FuzzyTermQuery::new_prefix(term(self.fields.pairs, &c.to_string()), 0, false)),
            [_, _] => {
                let pair: String = chars.iter().collect();
                Box::new(TermQuery::new(term(self.fields.pairs, &pair), IndexRecordOption::WithFreqs))
            }
            _ => {
                let pairs = pair_offsets(chars).into_iter();
                Box::new(PhraseQuery::new_with_offset(
                    pairs.map(|(at, pair)| (at, term(self.fields.pairs, &pair))).collect(),
                ))
            }
        }
    }

    fn any_form(&self, wanted: &Wanted) -> Box<dyn Query> {
        let forms =
            wanted.forms().map(|f| (Occur::Should, self.boosted(self.substring(f), self.weights.pairs)));
        boolean(forms.collect())
    }

    fn anywhere(&self, wanted: &Wanted) -> Box<dyn Query> {
        let mut any: Parts = vec![(Occur::Should, self.any_form(wanted))];
        for (_, query) in self.word_scores(std::slice::from_ref(wanted)) {
            any.push((Occur::Should, query));
        }
        boolean(any)
    }

    /// What adds to the score of a clause without being asked for.
    fn word_scores(&self, wanted: &[Wanted]) -> Parts {
        let mut parts: Parts = Vec::new();
        for form in wanted.iter().flat_map(Wanted::forms) {
            let text: String = form.iter().collect();
            for (field, weight) in
                [(self.fields.words, self.weights.words), (self.fields.context, self.weights.context)]
            {
                if weight > 0.0 {
                    let term = Term::from_field_text(field, &text);
                    let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                    parts.push((Occur::Should, self.boosted(query, weight)));
                }
            }
        }
        parts
    }

    fn boosted(&self, query: Box<dyn Query>, by: f32) -> Box<dyn Query> {
        if (by - 1.0).abs() < f32::EPSILON { query } else { Box::new(BoostQuery::new(query, by)) }
    }

    /// Whether text that holds `raw` holds every word, too.
    fn held(&self, wanted: &[Wanted], raw: &[char]) -> bool {
        wanted.iter().all(|w| raw.windows(w.word.len()).any(|x| x == w.word))
    }
}

/// Without punctuation at the ends.
fn trim(chars: &[char]) -> &[char] {
    let letter = |c: &char| c.is_alphanumeric();
    match (chars.iter().position(letter), chars.iter().rposition(letter)) {
        (Some(from), Some(to)) => &chars[from..=to],
        _ => chars,
    }
}

fn copy(parts: &Parts) -> Parts {
    parts.iter().map(|(o, q)| (*o, q.box_clone())).collect()
}

/// One query of many, with what a Boolean query of exclusions alone lacks: something to exclude from.
fn boolean(mut parts: Parts) -> Box<dyn Query> {
    if parts.iter().all(|p| p.0 == Occur::MustNot) {
        parts.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
    }
    if parts.len() == 1 {
        return parts.swap_remove(0).1;
    }
    Box::new(BooleanQuery::new(parts))
}

/// Clauses that any of the queries finds.
pub fn union(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    if queries.len() == 1 {
        return queries.swap_remove(0);
    }
    Box::new(BooleanQuery::union(queries))
}

/// Clauses that both find, scored by the first.
pub fn both(query: &dyn Query, within: &dyn Query) -> Box<dyn Query> {
    let within = Box::new(ConstScoreQuery::new(within.box_clone(), 0.0));
    boolean(vec![(Occur::Must, query.box_clone()), (Occur::Must, within)])
}

fn negated(query: Box<dyn Query>) -> Box<dyn Query> {
    boolean(vec![(Occur::MustNot, query)])
}
