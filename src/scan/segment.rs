use super::roles::{PartyName, may_define};
use super::tables::{Row, Tables, TermKind};
use super::typed;
use crate::model::{Folded, fold};
use crate::rules::{Coded, RoleKind, RuleSet};
use std::ops::Range;

/// Where a class occurs, in characters of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    pub start: u32,
    pub end: u32,
}

/// An occurrence of a term, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub start: u32,
    pub end: u32,
    /// [`NO_TERM`] for typed values; [`NAMED`] is set when it is not the term that stands here
    /// but a name of the instrument's own for the same party.
    pub term: u32,
    pub row: Row,
}

const NO_TERM: u32 = u32::MAX;
const NAMED: u32 = 1 << 31;

/// An occurrence of a party's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleHit {
    pub start: u32,
    pub end: u32,
    pub role: RoleKind,
    pub term: u32,
}

/// Folded text with its sentences and phrases cut and, after [`Finder::find`], its terms.
#[derive(Debug, Clone, Default)]
pub struct Segment {
    pub folded: Folded,
    /// Its terms among those of the instrument, in order of start, then of end.
    pub(super) found: Range<usize>,
    /// Parties by the names that the instrument gives them.
    names: Vec<RoleHit>,
    /// Character ranges of sentences, in order, tiling the text.
    pub sentences: Vec<(u32, u32)>,
    /// Characters at which a phrase ends (exclusive, the comma included), in order.
    pub phrase_ends: Vec<u32>,
    /// A length of time or a date may stand here.
    timed: bool,
    /// A party may be defined here.
    pub(super) defines: bool,
    /// A pattern hangs on one of its terms; one that wants the whole clause does.
    pub(super) hangs: bool,
    pub(super) hangs_whole: bool,
}

/// Finds the terms of many segments together.
pub(super) struct Finder<'a> {
    rules: &'a RuleSet,
    tables: &'a Tables,
    /// What the instrument calls parties.
    names: &'a [PartyName],
    coded: Coded,
    /// The look-alikes among the terms of a segment.
    veils: Vec<usize>,
    /// The terms of all segments.
    pub found: Vec<Found>,
}

/// Characters that are looked at together: so many that steps are long, so few that they stay in
/// the nearest caches.
const TOGETHER: usize = 2048;

impl Segment {
    /// Folds and cuts; terms are not looked for yet.
    pub fn new(text: &str) -> Self {
        let mut segment = Self { folded: fold(text), ..Self::default() };
        segment.cut();
        segment
    }

    /// Cuts sentences and phrases. Inside brackets and quotes a full stop does not end a sentence
    /// of the statute's prose often enough to matter.
    fn cut(&mut self) {
        let (mut from, mut at, mut before) = (0, 0, ' ');
        for c in self.folded.text.chars() {
            at += 1;
            let sentence_end = matches!(c, '。' | ';' | '!' | '?');
            if sentence_end || matches!(c, ',' | ':') {
                self.phrase_ends.push(at);
            }
            if sentence_end {
                self.sentences.push((from, at));
                from = at;
            }
            self.timed |= typed::may_end(before, c);
            self.defines |= may_define(before, c);
            before = c;
        }
        if from < at {
            self.sentences.push((from, at));
        }
        if self.phrase_ends.last() != Some(&at) {
            self.phrase_ends.push(at);
        }
    }

    /// The names of parties: the longest at a place is the party; 二级开发主体 is not 开发主体.
    pub(super) fn roles(&self, tables: &Tables, found: &[Found]) -> Vec<RoleHit> {
        let named = |f: &Found| {
            let role = tables.term(f.term).role?;
            Some(RoleHit { start: f.start, end: f.end, role, term: f.term })
        };
        let mut roles: Vec<RoleHit> =
            found.iter().filter(|f| f.term & NAMED == 0).filter_map(named).collect();
        roles.extend(&self.names);
        roles.sort_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
        let mut covered = 0;
        roles.retain(|r| {
            let keep = r.end > covered;
            covered = covered.max(r.end);
            keep
        });
        roles
    }

    /// The phrases that cover `start..end`, within `bounds`, trailing comma excluded.
    pub fn phrases(&self, start: u32, end: u32, bounds: (u32, u32)) -> (u32, u32) {
        let i = self.phrase_ends.partition_point(|e| *e <= start);
        let from = if i == 0 { 0 } else { self.phrase_ends[i - 1] };
        let j = self.phrase_ends.partition_point(|e| *e < end);
        let to = self.phrase_ends.get(j).copied().unwrap_or(self.folded.len() as u32);
        (from.max(bounds.0), to.min(bounds.1))
    }
}

impl<'a> Finder<'a> {
    pub fn new(rules: &'a RuleSet, tables: &'a Tables, names: &'a [PartyName]) -> Self {
        Self { rules, tables, names, coded: Coded::default(), veils: Vec::new(), found: Vec::new() }
    }

    /// Finds the terms, typed values and parties of all segments.
    pub fn find<'s>(&mut self, segments: impl Iterator<Item = &'s mut Segment>) {
        let mut group: Vec<(&mut Segment, usize)> = Vec::new();
        for segment in segments {
            let from = self.coded.len();
            self.rules.literals.add(&segment.folded.text, &mut self.coded);
            group.push((segment, from));
            if self.coded.len() >= TOGETHER {
                self.find_group(&mut group);
            }
        }
        self.find_group(&mut group);
    }

    fn find_group(&mut self, group: &mut Vec<(&mut Segment, usize)>) {
        self.rules.literals.find(&mut self.coded);
        for (segment, from) in group.drain(..) {
            self.take(segment, from);
        }
        self.coded.clear();
    }

    /// Takes what was found in a segment, which begins at `at` of the texts looked at.
    fn take(&mut self, segment: &mut Segment, at: usize) {
        let (tables, from, found) = (self.tables, self.found.len(), &mut self.found);
        let (mut hangs, mut hangs_whole) = (false, false);
        self.veils.clear();
        let here = self.coded.found(at..at + segment.folded.len());
        found.reserve(here.len());
        for o in here {
            let of = tables.term(o.term);
            if of.kind == TermKind::Idle {
                continue;
            }
            if of.kind == TermKind::Veil {
                self.veils.push(found.len() - from);
            }
            hangs |= of.row.hangs_any();
            hangs_whole |= of.row.hangs(true);
            let start = o.start - at as u32;
            found.push(Found { start, end: start + u32::from(of.length), term: o.term, row: of.row });
        }
        let plain = found.len();
        if segment.timed {
            for (kind, start, end) in typed::find(&segment.folded.text) {
                let at = |byte: usize| segment.folded.char_at(byte) as u32;
                found.push(Found { start: at(start), end: at(end), term: NO_TERM, row: tables.typed(kind) });
            }
        }
        self.find_names(segment, from..plain);
        let found = &mut self.found[from..];
        if found.len() > plain - from {
            hangs |= found[plain - from..].iter().any(|f| f.row.hangs_any());
            hangs_whole |= found[plain - from..].iter().any(|f| f.row.hangs(true));
            found.sort_by_key(|f| (f.start, f.end));
            if !self.veils.is_empty() {
                let veils =
                    |f: &Found| f.term != NO_TERM && tables.term(f.term & !NAMED).kind == TermKind::Veil;
                self.veils = (0..found.len()).filter(|i| veils(&found[*i])).collect();
            }
        }
        self.veils.iter().for_each(|i| cover(tables, found, *i));
        (segment.hangs, segment.hangs_whole) = (hangs, hangs_whole);
        segment.found = from..self.found.len();
    }

    /// A party by the name that the instrument gives it counts like the usual names of that party.
    fn find_names(&mut self, segment: &mut Segment, terms: Range<usize>) {
        for name in self.names {
            for (at, _) in segment.folded.text.match_indices(&name.text) {
                let start = segment.folded.char_at(at) as u32;
                let end = segment.folded.char_at(at + name.text.len()) as u32;
                // 单位 inside 数据提供单位 names another party.
                let longer =
                    |f: &Found| f.start <= start && end <= f.end && self.tables.term(f.term).role.is_some();
                if self.found[terms.clone()].iter().any(longer) {
                    continue;
                }
                segment.names.push(RoleHit { start, end, role: name.role, term: NO_TERM });
                let named = |term: u32| {
                    let row = self.tables.term(term).row;
                    Found { start, end, term: term | NAMED, row }
                };
                self.found.extend(self.tables.usual(name.role).map(named));
            }
        }
    }
}

/// Takes from the terms inside a look-alike, the `i`th of those found, the classes that they do
/// not count for there.
fn cover(tables: &Tables, found: &mut [Found], i: usize) {
    let veil = found[i];
    let first = i - found[..i].iter().rev().take_while(|f| f.start == veil.start).count();
    for inner in tables.veils(veil.term & !NAMED) {
        let Some(start) = veil.end.checked_sub(inner.before_end) else { continue };
        let behind = found[first..].iter_mut().skip_while(|f| f.start < start);
        let there = |f: &&mut Found| f.term == inner.term;
        let Some(covered) = behind.take_while(|f| f.start == start).find(there) else { continue };
        let whole = tables.term(inner.term).row;
        covered.row = if covered.row == whole { inner.left } else { tables.both(covered.row, inner.left) };
    }
}
