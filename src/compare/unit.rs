use crate::model::{Clause, ClauseKind, Instrument, fold};
use crate::segment::sentences;
use std::collections::{BTreeMap, BTreeSet};

/// What is put side by side: a clause or a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Label of the clause it is or lies in.
    pub label: String,
    pub text: String,
    /// The stem that an item hangs on; empty for others.
    pub stem: String,
    /// Folded, without punctuation, with the text's name for itself made one.
    pub key: Vec<char>,
}

/// What an instrument calls itself; longer names first where one holds another.
const SELF: &[&str] = &[
    "本实施规范",
    "本实施意见",
    "本管理办法",
    "本实施细则",
    "本办法",
    "本细则",
    "本规定",
    "本意见",
    "本方案",
    "本条例",
];

impl Unit {
    pub fn new(label: impl Into<String>, text: impl Into<String>, stem: impl Into<String>) -> Self {
        let text = text.into();
        Self { label: label.into(), stem: stem.into(), key: key(&text), text }
    }
}

fn key(text: &str) -> Vec<char> {
    let mut folded = fold(text).text.replace("应当", "应");
    for name in SELF {
        folded = folded.replace(name, "本规范");
    }
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn normative(clause: &&Clause) -> bool {
    clause.kind != ClauseKind::Notice
}

/// The clauses of an instrument, those of the covering notice left out.
pub fn clause_units(text: &str, instrument: &Instrument) -> Vec<Unit> {
    let of = |c: &Clause| Unit::new(&c.label, c.span.of(text), c.stem.map_or("", |s| s.of(text)));
    instrument.clauses.iter().filter(normative).map(of).collect()
}

/// The sentences of an instrument's clauses, each under the label of its clause.
pub fn sentence_units(text: &str, instrument: &Instrument) -> Vec<Unit> {
    let mut out = Vec::new();
    for clause in instrument.clauses.iter().filter(normative) {
        let own = clause.span.of(text);
        out.extend(sentences(own).into_iter().map(|s| Unit::new(&clause.label, s.of(own), "")));
    }
    out.retain(|u| !u.key.is_empty());
    out
}

/// How alike two lists of units are: 0-1 for each pair that is alike at all.
#[derive(Debug)]
pub struct Scores(BTreeMap<(usize, usize), f64>);

/// Pairs below this are not kept.
const FLOOR: f64 = 0.2;
/// A unit shorter than this (characters) is no part of a longer one: short words are everywhere.
const PART: usize = 14;
/// A run of characters this long that one unit of the right and at most two of the left hold is rare.
const RUN: usize = 5;
/// A unit is part of a longer one only when they share so many rare runs: the words of the subject
/// alone, in any order, lie in every long clause.
const RARE: u32 = 3;

impl Scores {
    /// Weighted bigrams in common: rare ones weigh more, so that the formulas of the genre alone
    /// make no pair. A unit that lies wholly in a longer one counts, too, but less.
    pub fn new(left: &[Unit], right: &[Unit]) -> Self {
        let grams: [Vec<BTreeSet<[char; 2]>>; 2] = [left, right].map(|u| u.iter().map(bigrams).collect());
        let mut seen: BTreeMap<[char; 2], usize> = BTreeMap::new();
        grams.iter().flatten().flatten().for_each(|g| *seen.entry(*g).or_default() += 1);
        let total = (left.len() + right.len()) as f64;
        let weight = |g: &[char; 2]| (1.0 + total / seen[g] as f64).ln();
        let weights =
            grams.each_ref().map(|u| u.iter().map(|g| g.iter().map(weight).sum::<f64>()).collect::<Vec<_>>());
        let mut holders: BTreeMap<[char; 2], Vec<usize>> = BTreeMap::new();
        for (j, unit) in grams[1].iter().enumerate() {
            unit.iter().for_each(|g| holders.entry(*g).or_default().push(j));
        }
        let rare = rare_runs(left, right);
        let mut out = BTreeMap::new();
        let mut shared = vec![0.0; right.len()];
        for (i, unit) in grams[0].iter().enumerate() {
            shared.fill(0.0);
            for g in unit {
                let w = weight(g);
                holders.get(g).into_iter().flatten().for_each(|&j| shared[j] += w);
            }
            for (j, &common) in shared.iter().enumerate().filter(|(_, s)| **s > 0.0) {
                let (a, b) = (weights[0][i], weights[1][j]);
                let dice = 2.0 * common / (a + b);
                let short = left[i].key.len().min(right[j].key.len());
                let is_part = short >= PART && rare.get(&(i, j)).is_some_and(|n| *n >= RARE);
                let part = if is_part { 0.8 * common / a.min(b) } else { 0.0 };
                let score = dice.max(part);
                if score >= FLOOR {
                    out.insert((i, j), score);
                }
            }
        }
        // One character has no bigram.
        for (i, l) in left.iter().enumerate().filter(|(_, l)| l.key.len() == 1) {
            right.iter().enumerate().filter(|(_, r)| r.key == l.key).for_each(|(j, _)| {
                out.insert((i, j), 1.0);
            });
        }
        Self(out)
    }

    pub fn iter(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        self.0.iter().map(|(&(i, j), &s)| (i, j, s))
    }
}

/// How many rare runs each pair shares.
fn rare_runs(left: &[Unit], right: &[Unit]) -> BTreeMap<(usize, usize), u32> {
    let runs = |u: &Unit| u.key.windows(RUN).map(<[char]>::to_vec).collect::<BTreeSet<_>>();
    let mut holders: BTreeMap<Vec<char>, [Vec<usize>; 2]> = BTreeMap::new();
    for (side, units) in [left, right].into_iter().enumerate() {
        for (i, unit) in units.iter().enumerate() {
            runs(unit).into_iter().for_each(|r| holders.entry(r).or_default()[side].push(i));
        }
    }
    let mut out = BTreeMap::new();
    for [own, other] in holders.values().filter(|[own, other]| own.len() <= 2 && other.len() == 1) {
        own.iter().for_each(|i| *out.entry((*i, other[0])).or_default() += 1);
    }
    out
}

fn bigrams(unit: &Unit) -> BTreeSet<[char; 2]> {
    unit.key.windows(2).map(|w| [w[0], w[1]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_subject_are_no_part_of_a_long_clause() {
        let unit = |t: &str| Unit::new("", t, "");
        let base = [unit("数据资源运营协议的技术支撑平台"), unit("运营机构应当按季度报送成本和收入")];
        let own = [
            unit(
                "运营协议终止后，平台应当收回数据资源的使用权限，技术资料移交给支撑单位，运营的资源另行安排",
            ),
            unit("此外，运营机构应当按季度报送成本和收入，并附上第三方出具的说明，逾期不报的予以通报"),
        ];
        let scores = Scores::new(&own, &base);
        let of = |i, j| scores.iter().find(|(a, b, _)| (*a, *b) == (i, j)).map_or(0.0, |(_, _, s)| s);
        assert!(of(0, 0) < 0.36, "{}", of(0, 0));
        assert!(of(1, 1) >= 0.36, "{}", of(1, 1));
    }
}
