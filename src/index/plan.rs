//! From a query to what the engine runs: the text as typed, the words all of them, most of them.

use super::cut::{query_words, units};
use super::find::{Find, Piece, Word};
use super::lexicon::Lexicon;
use super::lookup::LookedUp;
use super::near::{Near, pair_offsets};
use super::norm::{Normal, normalise};
use super::opened::{Known, Opened};
use super::query::{Filter, Node, Query as Asked};
use super::terms::{filter_query, joint_query};
use super::tokens::is_letter;
use super::worth::Weights;
use crate::segment::is_ideograph;
use std::cell::RefCell;
use std::rc::Rc;
use tantivy::TantivyError;

/// Longest piece, in characters, whose pairs are chosen by how rare they are.
const LONG: usize = 32;
/// What it takes to look at the places of a pair in a clause, in clauses of a list read over.
const PLACES: u64 = 20;

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
    pub literal: Option<Find>,
    /// All that is asked for.
    pub whole: Find,
    /// Every hit of `literal` is one of `whole`.
    pub literal_within: bool,
    /// What `literal` finds, normalised.
    pub typed: Vec<Vec<char>>,
    /// Words of the query, when leaving some out could help.
    pub wanted: Vec<Wanted>,
    /// The shorter words that the wanted ones are made of.
    pub(super) units: Vec<Wanted>,
    /// What stays wanted when words are left out.
    pub(super) rest: Vec<Find>,
    /// What orders the best of the clauses found; empty when their own scores do.
    pub worth: Vec<Find>,
    /// Pieces to mark wherever they stand.
    pub needles: Vec<Vec<char>>,
    /// Pieces to mark where they stand near each other.
    pub near: Vec<(Vec<char>, Vec<char>, usize)>,
    pub notes: Vec<String>,
}

pub struct Planner<'a> {
    pub opened: &'a Opened,
    pub lexicon: &'a Lexicon,
    pub synonyms: bool,
    pub weights: Weights,
    /// Terms of this query looked up so far: pairs, words, hidden words, context.
    pub(super) known: [RefCell<LookedUp>; 4],
    pub(super) failed: RefCell<Option<TantivyError>>,
}

impl<'a> Planner<'a> {
    pub fn new(opened: &'a Opened, lexicon: &'a Lexicon, synonyms: bool, weights: Weights) -> Self {
        let (known, failed) = Default::default();
        Self { opened, lexicon, synonyms, weights, known, failed }
    }

    /// The plan of a query that was understood.
    pub fn plan(&self, asked: &Asked) -> tantivy::Result<Plan> {
        let mut plan = Plan {
            literal: None,
            whole: Find::All,
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
            let normal = match part {
                Node::Text(text) | Node::Phrase(text) => normalise(&text.text),
                _ => Normal::default(),
            };
            typed.extend(&normal.chars);
            match part {
                Node::Text(_) if self.take_words(&normal, &mut plan) => loose += 1,
                other => others.push(other),
            }
        }
        plan.rest = self.conjuncts(&others, &mut plan, true)?;
        plan.whole = self.whole(&plan);
        let raw = match parts {
            [Node::Text(text)] if text.text == asked.raw => typed.clone(),
            _ => normalise(&asked.raw).chars,
        };
        let joined = trim(&typed).to_vec();
        // One word or phrase alone is found as it stands anyway.
        let same = joined.len() == typed.len()
            && loose == 1
            && plan.wanted.len() == 1
            && plan.wanted[0].word == joined;
        let mut literal = Vec::new();
        if loose > 0 && !joined.is_empty() && !same {
            let mut all = plan.rest.clone();
            all.push(self.substring(&joined));
            literal.push(Find::all(all));
            plan.needles.insert(0, joined.clone());
            plan.typed.push(joined.clone());
        }
        if !raw.is_empty() && raw != joined && self.possible(&raw) {
            let plain = |part: &Node| match part {
                Node::Text(text) | Node::Phrase(text) => holds(&raw, &normalise(&text.text).chars),
                _ => false,
            };
            plan.literal_within = parts.iter().all(plain) && self.held(&plan.wanted, &raw);
            literal.push(self.substring(&raw));
            plan.needles.insert(0, raw.clone());
            plan.typed.push(raw);
        }
        plan.literal = (!literal.is_empty()).then(|| Find::any(literal));
        if loose > 0 {
            plan.worth = self.worth(&plan, &typed);
        }
        match self.failed.take() {
            Some(error) => Err(error),
            None => Ok(plan),
        }
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
    pub fn most(&self, plan: &Plan, least: usize) -> Find {
        let any: Vec<Find> = plan.units.iter().map(|w| self.anywhere(w)).collect();
        let mut all = plan.rest.clone();
        all.push(Find::Or(any.into(), least));
        Find::all(all)
    }

    /// Takes the words of a run into the plan; false when it holds nothing but punctuation and
    /// question words, and is wanted as it stands.
    fn take_words(&self, text: &Normal, plan: &mut Plan) -> bool {
        let words = query_words(self, text);
        if words.is_empty() {
            return false;
        }
        for word in words {
            let synonyms = self.synonyms_of(&word);
            if !synonyms.is_empty() {
                plan.notes.push(said(&word, &synonyms));
            }
            let wanted = Wanted {
                word: word.chars().collect(),
                synonyms: synonyms.iter().map(|s| normalise(s).chars).collect(),
            };
            if plan.wanted.contains(&wanted) {
                continue;
            }
            plan.needles.extend(wanted.forms().cloned());
            for unit in units(self, &word) {
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
        self.lexicon.synonyms_of(word)
    }

    fn whole(&self, plan: &Plan) -> Find {
        let mut all = plan.rest.clone();
        all.extend(plan.wanted.iter().map(|w| self.any_form(w)));
        Find::all(all)
    }

    /// A node below the top: runs are taken as they stand.
    fn node(&self, node: &Node, plan: &mut Plan, mark: bool) -> tantivy::Result<Find> {
        Ok(match node {
            Node::All => Find::All,
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
                    return Ok(Find::all(vec![self.substring(&left), self.substring(&right)]));
                }
                if mark {
                    plan.near.push((left.clone(), right.clone(), *distance as usize));
                }
                Find::Near(Rc::new(Near { left, right, distance: *distance }))
            }
            Node::Filter(filter) => {
                let (query, note) = filter_query(self.opened, filter)?;
                plan.notes.extend(note);
                query
            }
            Node::Not(inner) => self.node(inner, plan, false)?.not(),
            Node::And(parts) => Find::all(self.conjuncts(&parts.iter().collect::<Vec<_>>(), plan, mark)?),
            Node::Or(parts) => {
                let any = parts.iter().map(|p| self.node(p, plan, mark));
                Find::any(any.collect::<tantivy::Result<_>>()?)
            }
        })
    }

    /// Nodes that stand side by side. A provision and a state among them are meant of the same
    /// piece of evidence.
    fn conjuncts(&self, nodes: &[&Node], plan: &mut Plan, mark: bool) -> tantivy::Result<Vec<Find>> {
        let provision = nodes.iter().find_map(|n| match n {
            Node::Filter(Filter::Provision(ids)) => Some(ids),
            _ => None,
        });
        let state = nodes.iter().find_map(|n| match n {
            Node::Filter(Filter::State(states)) => Some(states),
            _ => None,
        });
        let mut all = Vec::new();
        if let (Some(ids), Some(states)) = (provision, state) {
            let (query, note) = joint_query(self.opened, ids, states)?;
            plan.notes.extend(note);
            all.push(query);
        }
        for node in nodes {
            all.push(match node {
                Node::Filter(Filter::Provision(_) | Filter::State(_))
                    if provision.is_some() && state.is_some() =>
                {
                    continue;
                }
                other => self.node(other, plan, mark)?,
            });
        }
        Ok(all)
    }

    /// Clauses that hold these characters one behind another.
    pub fn substring(&self, chars: &[char]) -> Find {
        match chars {
            [] => Find::All,
            [c] => Find::Char(*c),
            [_, _] => Find::Term(self.pair(&text_of(chars))),
            _ => {
                // Words of the dictionary are indexed wherever they stand, whatever the cut.
                if is_whole_word(chars) {
                    let text = text_of(chars);
                    let (cut, hidden) = (self.word(&text), self.hidden(&text));
                    match cut.holders + hidden.holders {
                        0 => {}
                        _ if hidden.holders == 0 => return Find::Term(cut),
                        n => return Find::Word(Rc::new(Word { cut, hidden, rarity: self.opened.rarity(n) })),
                    }
                }
                Find::Piece(Rc::new(self.piece(chars)))
            }
        }
    }

    /// Pairs that hold all characters of a piece of three or more, such that least is to be read.
    fn piece(&self, chars: &[char]) -> Piece {
        if chars.len() > LONG {
            let pairs = pair_offsets(chars).into_iter().map(|(at, pair)| (at as u32, self.pair(&pair)));
            return Piece { pairs: pairs.collect(), rarest: None };
        }
        let pairs: Vec<Rc<Known>> = chars.windows(2).map(|p| self.pair(&text_of(p))).collect();
        let rarest = (0..pairs.len()).min_by_key(|at| pairs[*at].holders).unwrap_or(0);
        let places = PLACES * pairs[rarest].holders;
        // The cheapest way to the end from each pair that is taken; the next one may leave one out.
        let mut cost = vec![0; pairs.len() + 1];
        for at in (0..pairs.len()).rev() {
            let next = cost[at + 1].min(cost.get(at + 2).copied().unwrap_or(u64::MAX));
            let next = if at + 1 == pairs.len() {
                0
            } else if at + 2 == pairs.len() {
                cost[at + 1]
            } else {
                next
            };
            cost[at] = next + places + pairs[at].holders;
        }
        let mut chosen = vec![0];
        let mut at = 0;
        while at + 1 < pairs.len() {
            at += if at + 2 < pairs.len() && cost[at + 2] < cost[at + 1] { 2 } else { 1 };
            chosen.push(at);
        }
        let rare = (!chosen.contains(&rarest)).then(|| pairs[rarest].clone());
        Piece { pairs: chosen.into_iter().map(|at| (at as u32, pairs[at].clone())).collect(), rarest: rare }
    }

    /// Clauses that hold the word or what may stand for it; what may stand for it adds no score.
    pub(super) fn any_form(&self, wanted: &Wanted) -> Find {
        let mut forms = vec![self.substring(&wanted.word)];
        forms.extend(wanted.synonyms.iter().map(|other| self.substring(other).fixed(0.0)));
        Find::any(forms)
    }

    /// As [`any_form`](Self::any_form), or what they hang under holds the word.
    fn anywhere(&self, wanted: &Wanted) -> Find {
        let above = Find::Term(self.above(&wanted.text())).times(self.weights.context);
        Find::any(vec![self.any_form(wanted), above])
    }

    /// Whether text that holds `raw` holds every word, too.
    fn held(&self, wanted: &[Wanted], raw: &[char]) -> bool {
        wanted.iter().all(|w| holds(raw, &w.word))
    }

    /// Whether every pair of the text stands in some clause.
    fn possible(&self, chars: &[char]) -> bool {
        chars.windows(2).all(|pair| self.pair(&text_of(pair)).holders > 0)
    }
}

/// Chinese characters only, as words of the dictionary of three and more are looked for in clauses.
fn is_whole_word(chars: &[char]) -> bool {
    chars.len() <= LONG && chars.iter().all(|c| is_ideograph(*c))
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
    let letter = |c: &char| is_letter(*c);
    match (chars.iter().position(letter), chars.iter().rposition(letter)) {
        (Some(from), Some(to)) => &chars[from..=to],
        _ => chars,
    }
}

fn text_of(chars: &[char]) -> String {
    chars.iter().collect()
}
