//! From a query to what the engine runs: the text as typed, the words all of them, most of them.

use super::cut::{query_words, units};
use super::lexicon::Lexicon;
use super::near::{NearQuery, pair_offsets};
use super::norm::normalise;
use super::query::{Filter, Node, Query as Asked, Text};
use super::schema::Fields;
use super::terms::{filter_query, joint_query};
use super::worth::{Weights, boosted};
use tantivy::Searcher;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Term};

/// Clauses from which on it pays to look for the rarest pair of a piece.
const LARGE: u64 = 50_000;
/// Longest piece, in characters, whose pairs are counted one by one.
const LONG: usize = 32;

pub type Parts = Vec<(Occur, Box<dyn Query>)>;

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
    /// What `literal` finds, normalised.
    pub typed: Vec<Vec<char>>,
    /// Words of the query, when leaving some out could help.
    pub wanted: Vec<Wanted>,
    /// The shorter words that the wanted ones are made of.
    pub(super) units: Vec<Wanted>,
    /// What stays wanted when words are left out.
    pub(super) rest: Parts,
    /// What orders the best of the clauses found; empty when their own scores do.
    pub worth: Vec<Box<dyn Query>>,
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
            typed: Vec::new(),
            wanted: Vec::new(),
            units: Vec::new(),
            rest: Vec::new(),
            worth: Vec::new(),
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
        plan.whole = self.whole(&plan);
        let raw = normalise(&asked.raw).chars;
        let joined = trim(&typed).to_vec();
        // One word or phrase alone is found as it stands anyway.
        let same = joined.len() == typed.len()
            && loose == 1
            && plan.wanted.len() == 1
            && plan.wanted[0].word == joined;
        let mut literal: Parts = Vec::new();
        if loose > 0 && !joined.is_empty() && !same {
            let mut all = copy(&plan.rest);
            all.push((Occur::Must, self.substring(&joined)));
            literal.push((Occur::Should, boolean(all)));
            plan.needles.insert(0, joined.clone());
            plan.typed.push(joined.clone());
        }
        if !raw.is_empty() && raw != joined && self.possible(&raw) {
            let plain = |part: &Node| match part {
                Node::Text(text) | Node::Phrase(text) => holds(&raw, &normalise(&text.text).chars),
                _ => false,
            };
            plan.literal_within = parts.iter().all(plain) && self.held(&plan.wanted, &raw);
            literal.push((Occur::Should, self.substring(&raw)));
            plan.needles.insert(0, raw.clone());
            plan.typed.push(raw);
        }
        plan.literal = (!literal.is_empty()).then(|| boolean(literal));
        if loose > 0 {
            plan.worth = self.worth(&plan, &typed);
        }
        Ok(plan)
    }

    /// The plan of a query that is none: the text as it stands.
    pub fn plain(&self, raw: &str) -> Plan {
        let chars = normalise(raw).chars;
        Plan {
            literal: None,
            whole: self.substring(&chars),
            literal_within: true,
            typed: Vec::new(),
            wanted: Vec::new(),
            units: Vec::new(),
            rest: Vec::new(),
            worth: Vec::new(),
            needles: vec![chars],
            near: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Clauses that hold at least `least` of the [units](Plan::units), in their own text or in what
    /// they hang under, and all else that is asked for.
    pub fn most(&self, plan: &Plan, least: usize) -> Box<dyn Query> {
        let any: Parts = plan.units.iter().map(|w| (Occur::Should, self.anywhere(w))).collect();
        let mut all = copy(&plan.rest);
        all.push((Occur::Must, Box::new(BooleanQuery::with_minimum_required_clauses(any, least))));
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
                plan.notes.push(said(&word, &synonyms));
            }
            let wanted = Wanted {
                word: normalise(&word).chars,
                synonyms: synonyms.iter().map(|s| normalise(s).chars).collect(),
            };
            if plan.wanted.contains(&wanted) {
                continue;
            }
            plan.needles.extend(wanted.forms().cloned());
            for unit in units(self.searcher, self.fields, &word) {
                let synonyms = if unit == word { wanted.synonyms.clone() } else { Vec::new() };
                let unit = Wanted { word: unit.chars().collect(), synonyms };
                if !plan.units.contains(&unit) {
                    plan.units.push(unit);
                }
            }
            plan.wanted.push(wanted);
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
        boolean(all)
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
                let pair = |at: usize| chars[at..at + 2].iter().collect::<String>();
                let pairs = self.cover(chars).into_iter();
                Box::new(PhraseQuery::new_with_offset(
                    pairs.map(|at| (at, term(self.fields.pairs, &pair(at)))).collect(),
                ))
            }
        }
    }

    /// Offsets of pairs that hold all characters of a piece of three or more. In a large index the
    /// rarest pair is among them when it is much rarer: it bounds what has to be looked at.
    fn cover(&self, chars: &[char]) -> Vec<usize> {
        let plain: Vec<usize> = pair_offsets(chars).into_iter().map(|p| p.0).collect();
        if self.searcher.num_docs() <= LARGE || chars.len() > LONG {
            return plain;
        }
        let holders: Vec<u64> = chars
            .windows(2)
            .map(|pair| {
                let pair: String = pair.iter().collect();
                self.searcher.doc_freq(&Term::from_field_text(self.fields.pairs, &pair)).unwrap_or(0)
            })
            .collect();
        let least = |at: &usize| holders[*at];
        let rarest = (0..holders.len()).min_by_key(least).unwrap_or(0);
        if holders[rarest] * 2 >= plain.iter().map(least).min().unwrap_or(0) {
            return plain;
        }
        let mut chosen = vec![rarest];
        for at in 0..chars.len() {
            if !chosen.iter().any(|p| *p == at || p + 1 == at) {
                let before = at.checked_sub(1);
                let here = (at < holders.len()).then_some(at);
                chosen.extend(before.into_iter().chain(here).min_by_key(least));
            }
        }
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }

    /// Clauses that hold the word or what may stand for it; what may stand for it adds no score.
    pub(super) fn any_form(&self, wanted: &Wanted) -> Box<dyn Query> {
        let mut forms: Parts = vec![(Occur::Should, self.substring(&wanted.word))];
        for other in &wanted.synonyms {
            forms.push((Occur::Should, Box::new(ConstScoreQuery::new(self.substring(other), 0.0))));
        }
        boolean(forms)
    }

    /// As [`any_form`](Self::any_form), or what they hang under holds the word.
    fn anywhere(&self, wanted: &Wanted) -> Box<dyn Query> {
        let term = Term::from_field_text(self.fields.context, &wanted.text());
        let above = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        boolean(vec![
            (Occur::Should, self.any_form(wanted)),
            (Occur::Should, boosted(above, self.weights.context)),
        ])
    }

    /// Whether text that holds `raw` holds every word, too.
    fn held(&self, wanted: &[Wanted], raw: &[char]) -> bool {
        wanted.iter().all(|w| holds(raw, &w.word))
    }

    /// Whether every pair of the text stands in some clause.
    fn possible(&self, chars: &[char]) -> bool {
        let known = |pair: &[char]| {
            let pair: String = pair.iter().collect();
            self.searcher.doc_freq(&Term::from_field_text(self.fields.pairs, &pair)).unwrap_or(1) > 0
        };
        chars.windows(2).all(known)
    }
}

fn holds(text: &[char], piece: &[char]) -> bool {
    piece.is_empty() || text.windows(piece.len()).any(|x| x == piece)
}

/// The note on synonyms: a few, and how many there are.
fn said(word: &str, synonyms: &[String]) -> String {
    const SHOWN: usize = 6;
    let some = synonyms.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("、");
    let rest = if synonyms.len() > SHOWN { format!(" 等 {} 个", synonyms.len()) } else { String::new() };
    format!("{word} 含同义词 {some}{rest} (synonyms)，加引号则不扩展")
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
