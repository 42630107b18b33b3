//! Stretches of signs, and single glyphs that fonts keep apart. Each is found by its neighbours on the one half of the lines and must be found again on the other.

use super::fit::{Fit, mapping};
use super::layer::{Half, Layer};
use super::order::{APART, IDEOGRAPHS, Order, QUOTES, SIGNS};
use super::table::TABLE;
use std::collections::{BTreeMap, BTreeSet};

/// Bits that a stretch must gain on either half.
const GAIN: i64 = 20;

/// Bits for a pair of brackets.
const PAIR: i64 = 8;
/// The common ones: single quotation marks would claim what double ones are.
const PAIRS: &[(char, char)] = &[('（', '）'), ('《', '》'), ('〔', '〕'), ('“', '”')];

const BOTH: [Half; 2] = [Half::Fit, Half::Proof];

type Neighbours = BTreeMap<char, Vec<(Option<char>, Option<char>)>>;

impl Fit {
    /// Finds the stretches of signs, the one that gains most first: the comma of one stretch looks
    /// much like that of another.
    pub fn signs(&mut self, layer: &Layer) {
        let mut open: Vec<&Order> = SIGNS.iter().collect();
        while let Some((i, offset, _)) = self.next_stretch(&open, layer, &[Half::Fit]) {
            let order = open.remove(i);
            if self.again(order, offset, layer) {
                self.take(order, offset, &layer.codes());
            }
        }
    }

    /// The same for quotation marks, once ASCII is known. They are few and stand beside what is
    /// rare: all lines are asked, and all marks must stand in pairs.
    pub fn quotes(&mut self, layer: &Layer) {
        let order = &*QUOTES;
        let Some((_, offset, _)) = self.next_stretch(&[order], layer, &BOTH) else { return };
        let (paired, odd) = self.pairs(order, offset, layer, &BOTH);
        if paired > 1 && odd * 10 <= paired {
            self.take(order, offset, &layer.codes());
        }
    }

    fn again(&self, order: &Order, offset: i32, layer: &Layer) -> bool {
        self.next_stretch(&[order], layer, &[Half::Proof]).is_some_and(|(_, found, _)| found == offset)
    }

    /// Index, offset and gain of the stretch that gains most.
    fn next_stretch(&self, open: &[&Order], layer: &Layer, halves: &[Half]) -> Option<(usize, i32, i64)> {
        let seen = self.neighbours(layer, halves);
        let offsets = |order| {
            let pairs = |offset| {
                let (paired, odd) = self.pairs(order, offset, layer, halves);
                PAIR * (paired - odd)
            };
            offset_of(order, &seen, pairs)
        };
        (0..open.len())
            .filter_map(|i| offsets(open[i]).map(|(offset, gain)| (i, offset, gain)))
            .max_by_key(|(i, _, gain)| (*gain, std::cmp::Reverse(*i)))
    }

    /// Brackets and quotation marks of a stretch that close what stands open in their line, and
    /// those that do not.
    fn pairs(&self, order: &Order, offset: i32, layer: &Layer, halves: &[Half]) -> (i64, i64) {
        let (mut paired, mut odd) = (0, 0);
        for line in halves.iter().flat_map(|half| layer.half(*half)) {
            let (mut open, mut first) = (None, true);
            for g in line.iter().filter(|g| g.is_code() && !self.map.contains_key(&g.ch)) {
                let rank = usize::try_from(g.ch as i32 - offset).ok();
                let Some(c) = rank.and_then(|r| order.chars.get(r)) else { continue };
                if let Some((_, end)) = PAIRS.iter().find(|(start, _)| start == c) {
                    odd += i64::from(open.replace(*end).is_some());
                } else if PAIRS.iter().any(|(_, end)| end == c) {
                    // The first of a line may close what the line before opened.
                    match open.take() {
                        Some(end) if end == *c => paired += 1,
                        None if first => {}
                        _ => odd += 1,
                    }
                } else {
                    continue;
                }
                first = false;
            }
        }
        (paired, odd)
    }

    pub fn take(&mut self, order: &Order, offset: i32, all: &BTreeSet<char>) {
        for (code, c) in mapping(order, offset, all) {
            self.map.entry(code).or_insert(c);
        }
    }

    /// Neighbours of all glyphs that are not mapped yet.
    fn neighbours(&self, layer: &Layer, halves: &[Half]) -> Neighbours {
        let mut out = Neighbours::new();
        for line in halves.iter().flat_map(|half| layer.half(*half)) {
            for (i, g) in
                line.iter().enumerate().filter(|(_, g)| g.is_code() && !self.map.contains_key(&g.ch))
            {
                let before = i.checked_sub(1).and_then(|k| self.char(line[k]));
                let behind = line.get(i + 1).and_then(|g| self.char(*g));
                out.entry(g.ch).or_default().push((before, behind));
            }
        }
        out
    }

    /// Single glyphs outside all stretches: those known to be kept apart where the neighbours agree,
    /// others when the neighbours on both halves single out the same character.
    pub fn strays(&mut self, layer: &Layer) {
        let (fit, check) = (self.neighbours(layer, &[Half::Fit]), self.neighbours(layer, &[Half::Proof]));
        let codes: BTreeSet<char> = fit.keys().chain(check.keys()).copied().collect();
        let letters = TABLE.letters();
        for code in codes {
            let (a, b) = (fit.get(&code), check.get(&code));
            let known = self
                .apart(code)
                .filter(|c| [a, b].into_iter().flatten().map(|seen| between(seen, *c)).sum::<i64>() > 0);
            let agreed = || {
                let (a, b) = (singled_out(a?, &letters)?, singled_out(b?, &letters)?);
                (a == b).then_some(a)
            };
            if let Some(c) = known.or_else(agreed) {
                self.map.insert(code, c);
            }
        }
    }

    fn apart(&self, code: char) -> Option<char> {
        let first = self.order == IDEOGRAPHS[0].name;
        APART.iter().find(|(distance, _)| first && code as i32 - self.offset == *distance).map(|(_, c)| *c)
    }
}

/// The offset of a stretch of signs that gains most by the neighbours of its glyphs and what
/// `more` adds.
fn offset_of(order: &Order, seen: &Neighbours, more: impl Fn(i32) -> i64) -> Option<(i32, i64)> {
    let mut offsets: BTreeMap<i32, i64> = BTreeMap::new();
    for (code, seen) in seen {
        for (rank, c) in order.chars.iter().enumerate().filter(|(_, c)| TABLE.knows(**c)) {
            *offsets.entry(*code as i32 - rank as i32).or_default() += between(seen, *c);
        }
    }
    let best =
        offsets.into_iter().map(|(k, gain)| (k, gain + more(k))).max_by_key(|(k, gain)| (*gain, -k))?;
    (best.1 > GAIN).then_some(best)
}

/// Bits that a character gains over chance between the neighbours seen.
fn between(seen: &[(Option<char>, Option<char>)], c: char) -> i64 {
    seen.iter().map(|(b, a)| i64::from(TABLE.behind(*b, Some(c)) + TABLE.behind(Some(c), *a))).sum()
}

/// The one character that the neighbours call for, well before the next.
fn singled_out(seen: &[(Option<char>, Option<char>)], letters: &[char]) -> Option<char> {
    let mut ranked: Vec<(i64, char)> = letters.iter().map(|c| (between(seen, *c), *c)).collect();
    ranked.sort_by_key(|(n, c)| (-n, *c));
    let ((best, c), (next, _)) = (*ranked.first()?, *ranked.get(1)?);
    (seen.len() > 1 && best > 10 && best > next + 4).then_some(c)
}
