use super::anchor::{fold_quote, same_title};
use super::gold::{Gold, GoldDocument, GoldRow, Quote};
use crate::model::{Slots, State};
use serde::Serialize;
use std::collections::BTreeMap;

/// A coding to be scored: one instrument x provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coded {
    /// File name without folders.
    pub source: String,
    pub title: String,
    pub provision: String,
    pub state: State,
    pub evidence: Vec<Quote>,
    pub slots: Slots,
}

/// Additive counts of one document x provision pair; sums of them give the measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub tp: usize,
    pub fp: usize,
    pub fn_: usize,
    /// Pairs by gold state (row) and coded state (column): present delegated contradicted absent;
    /// a fifth column counts what the coding leaves undetermined.
    pub states: [[usize; 5]; 4],
    pub quotes_coded: usize,
    pub quotes_gold: usize,
    pub loose: usize,
    pub passage_coded: usize,
    pub passage_gold: usize,
    pub span: usize,
    pub labels: usize,
    pub labels_right: usize,
    pub slots: usize,
    pub slots_right: usize,
}

/// One pair with its counts and both sides.
#[derive(Debug, Clone)]
pub struct PairScore {
    pub doc: String,
    pub provision: String,
    pub gold: GoldRow,
    pub coded: Option<Coded>,
    pub counts: Counts,
}

/// The measures of the shared scorer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measures {
    pub pairs: usize,
    pub precision: f64,
    pub recall: f64,
    pub presence_f1: f64,
    pub macro_f1: f64,
    pub accuracy: f64,
    pub kappa: f64,
    pub passage_f1: f64,
    pub span_f1: f64,
    pub label_accuracy: Option<f64>,
    pub slot_accuracy: Option<f64>,
    pub loose_quotes: usize,
}

/// A pair on which gold and coding differ.
pub type Difference = PairScore;

/// Scores a coding pair by pair, in the order of the gold. A pair without a coding counts as
/// absent, as in the shared scorer.
pub fn score(gold: &Gold, coding: &[Coded]) -> Vec<PairScore> {
    let mut out = Vec::new();
    for doc in &gold.documents {
        let mut mine: BTreeMap<&str, &Coded> = BTreeMap::new();
        for c in coding.iter().filter(|c| c.source == doc.source && same_title(&doc.title, &c.title)) {
            mine.insert(&c.provision, c);
        }
        for row in &doc.rows {
            let coded = mine.get(row.provision.as_str()).copied();
            let counts = pair(doc, row, coded);
            out.push(PairScore {
                doc: doc.doc.clone(),
                provision: row.provision.clone(),
                gold: row.clone(),
                coded: coded.cloned(),
                counts,
            });
        }
    }
    out
}

fn column(state: State) -> usize {
    match state {
        State::Present => 0,
        State::Delegated => 1,
        State::Contradicted => 2,
        State::Absent => 3,
        State::Undetermined => 4,
    }
}

struct Place<'a> {
    start: usize,
    end: usize,
    label: &'a str,
}

impl Place<'_> {
    fn touches(&self, other: &Place) -> bool {
        self.start < other.end && other.start < self.end
    }
    fn jaccard(&self, other: &Place) -> f64 {
        let inter = self.end.min(other.end) as f64 - self.start.max(other.start) as f64;
        if inter <= 0.0 {
            return 0.0;
        }
        inter / (self.end.max(other.end) - self.start.min(other.start)) as f64
    }
}

fn locate<'a>(text: &str, quotes: &'a [Quote]) -> (Vec<Place<'a>>, usize) {
    let (mut found, mut loose) = (Vec::new(), 0);
    for q in quotes {
        let folded = fold_quote(&q.quote);
        match text.find(&folded).filter(|_| !folded.is_empty()) {
            None => loose += 1,
            Some(byte) => {
                let start = text[..byte].chars().count();
                found.push(Place { start, end: start + folded.chars().count(), label: &q.label });
            }
        }
    }
    (found, loose)
}

fn pair(doc: &GoldDocument, gold: &GoldRow, coded: Option<&Coded>) -> Counts {
    let mut c = Counts::default();
    let state = coded.map_or(State::Absent, |c| c.state);
    let (gp, pp) = (gold.state == State::Present, state == State::Present);
    c.tp = usize::from(gp && pp);
    c.fp = usize::from(pp && !gp);
    c.fn_ = usize::from(gp && !pp);
    if gold.state != State::Undetermined {
        c.states[column(gold.state)][column(state)] = 1;
    }
    if gp || pp {
        evidence(doc, gold, coded, gp, pp, &mut c);
    }
    for (key, value) in &gold.slots {
        if value.is_null() || *value == serde_json::json!([]) || *value == serde_json::json!("") {
            continue;
        }
        c.slots += 1;
        c.slots_right += usize::from(coded.is_some_and(|p| same_value(value, p.slots.get(key))));
    }
    c
}

fn evidence(doc: &GoldDocument, gold: &GoldRow, coded: Option<&Coded>, gp: bool, pp: bool, c: &mut Counts) {
    let (gs, _) = locate(&doc.text, if gp { &gold.evidence } else { &[] });
    let (ps, loose) = locate(&doc.text, coded.filter(|_| pp).map_or(&[], |p| &p.evidence));
    c.loose = loose;
    c.quotes_coded = ps.len() + loose;
    c.quotes_gold = gs.len();
    c.passage_coded = ps.iter().filter(|p| gs.iter().any(|g| p.touches(g))).count();
    c.passage_gold = gs.iter().filter(|g| ps.iter().any(|p| p.touches(g))).count();
    let mut used = vec![false; ps.len()];
    for g in &gs {
        let mut best = (0.5, None);
        for (i, p) in ps.iter().enumerate().filter(|(i, _)| !used[*i]) {
            let j = p.jaccard(g);
            if j > best.0 {
                best = (j, Some(i));
            }
        }
        if let Some(i) = best.1 {
            used[i] = true;
            c.span += 1;
        }
    }
    for p in &ps {
        let near: Vec<&Place> = gs.iter().filter(|g| p.touches(g)).collect();
        if near.is_empty() {
            continue;
        }
        c.labels += 1;
        let mine = fold_quote(p.label);
        c.labels_right += usize::from(near.iter().any(|g| {
            let theirs = fold_quote(g.label);
            mine.starts_with(&theirs) || theirs.starts_with(&mine)
        }));
    }
}

fn same_value(gold: &serde_json::Value, coded: Option<&serde_json::Value>) -> bool {
    use serde_json::Value::Array;
    match (gold, coded) {
        (Array(a), Some(Array(b))) => {
            let sorted = |v: &[serde_json::Value]| {
                let mut v: Vec<String> = v.iter().map(ToString::to_string).collect();
                v.sort();
                v
            };
            sorted(a) == sorted(b)
        }
        (serde_json::Value::Number(a), Some(serde_json::Value::Number(b))) => a.as_f64() == b.as_f64(),
        (a, Some(b)) => a == b,
        _ => false,
    }
}

fn ratio(a: usize, b: usize) -> f64 {
    if b == 0 { 1.0 } else { a as f64 / b as f64 }
}

fn f1(p: f64, r: f64) -> f64 {
    if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
}

/// The measures over some pairs. Pairs that the coding leaves undetermined agree with nothing.
pub fn measures<'a>(pairs: impl Iterator<Item = &'a PairScore> + Clone) -> Measures {
    let sum = |f: fn(&Counts) -> usize| pairs.clone().map(|p| f(&p.counts)).sum::<usize>();
    let (tp, fp, fn_) = (sum(|c| c.tp), sum(|c| c.fp), sum(|c| c.fn_));
    let (precision, recall) = (ratio(tp, tp + fp), ratio(tp, tp + fn_));
    let mut per: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    let mut table = [[0usize; 5]; 4];
    for p in pairs.clone() {
        let e = per.entry(&p.provision).or_default();
        *e = (e.0 + p.counts.tp, e.1 + p.counts.fp, e.2 + p.counts.fn_);
        for (row, add) in table.iter_mut().zip(&p.counts.states) {
            row.iter_mut().zip(add).for_each(|(a, b)| *a += b);
        }
    }
    let macros: Vec<f64> = per
        .values()
        .filter(|(tp, _, fn_)| tp + fn_ > 0)
        .map(|(tp, fp, fn_)| 2.0 * *tp as f64 / (2 * tp + fp + fn_) as f64)
        .collect();
    let n: usize = table.iter().flatten().sum();
    let agree = ratio((0..4).map(|i| table[i][i]).sum(), n);
    let chance: f64 = (0..4)
        .map(|i| table[i].iter().sum::<usize>() as f64 * table.iter().map(|r| r[i]).sum::<usize>() as f64)
        .sum::<f64>()
        / (n as f64 * n as f64).max(1.0);
    let (nc, ng) = (sum(|c| c.quotes_coded), sum(|c| c.quotes_gold));
    let some = |a: usize, b: usize| (b > 0).then(|| a as f64 / b as f64);
    Measures {
        pairs: pairs.clone().count(),
        precision,
        recall,
        presence_f1: f1(precision, recall),
        macro_f1: if macros.is_empty() { 0.0 } else { macros.iter().sum::<f64>() / macros.len() as f64 },
        accuracy: agree,
        kappa: if chance < 1.0 { (agree - chance) / (1.0 - chance) } else { 1.0 },
        passage_f1: f1(ratio(sum(|c| c.passage_coded), nc), ratio(sum(|c| c.passage_gold), ng)),
        span_f1: f1(ratio(sum(|c| c.span), nc), ratio(sum(|c| c.span), ng)),
        label_accuracy: some(sum(|c| c.labels_right), sum(|c| c.labels)),
        slot_accuracy: some(sum(|c| c.slots_right), sum(|c| c.slots)),
        loose_quotes: sum(|c| c.loose),
    }
}
