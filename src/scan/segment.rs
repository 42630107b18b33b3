use super::bits::{self, Bits};
use super::roles::PartyName;
use super::tables::Tables;
use super::typed;
use crate::model::{Folded, fold};
use crate::rules::{ClassId, RoleKind, RuleSet};
use std::collections::BTreeSet;

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
    pub term: u32,
}

/// An occurrence of a party's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleHit {
    pub start: u32,
    pub end: u32,
    pub role: RoleKind,
    pub term: u32,
}

/// Folded text with its sentences and phrases cut and, after [`Segment::find`], its terms.
#[derive(Debug, Clone, Default)]
pub struct Segment {
    pub folded: Folded,
    /// In order of end, the longer first.
    pub(super) found: Vec<Found>,
    pub roles: Vec<RoleHit>,
    /// Character ranges of sentences, in order, tiling the text.
    pub sentences: Vec<(u32, u32)>,
    /// Classes seen in each sentence, row after row.
    by_sentence: Vec<u64>,
    /// Characters at which a phrase ends (exclusive, the comma included), in order.
    pub phrase_ends: Vec<u32>,
    pub seen: Bits,
    /// A length of time or a date may stand here.
    timed: bool,
    /// A pattern that wants the whole clause may fire.
    pub(super) whole: bool,
}

impl Segment {
    /// Folds and cuts; terms are not looked for yet.
    pub fn new(text: &str) -> Self {
        let folded = fold(text);
        let (sentences, phrase_ends) = cut(&folded.text);
        let timed = typed::may_hold(&folded.text);
        Self { folded, sentences, phrase_ends, timed, ..Self::default() }
    }

    /// Finds the terms, typed values and parties; `names`: what the instrument calls parties.
    pub(super) fn find(&mut self, rules: &RuleSet, tables: &Tables, names: &[PartyName]) {
        let (found, roles) = (&mut self.found, &mut self.roles);
        found.reserve(self.folded.len() / 3);
        let mut cursor = Cursor::default();
        let mut veils = false;
        rules.find(&self.folded.text, |term, _, end_byte| {
            let term = term as u32;
            let end = cursor.char_at(&self.folded, end_byte);
            let of = tables.term(term);
            let start = end.saturating_sub(of.length);
            found.push(Found { start, end, term });
            veils |= of.veil;
            self.whole |= of.whole;
            roles.extend(of.role.map(|role| RoleHit { start, end, role, term }));
        });
        if self.timed {
            for (kind, start, end) in typed::find(&self.folded.text) {
                let at = |byte: usize| self.folded.char_at(byte) as u32;
                found.push(Found { start: at(start), end: at(end), term: tables.typed(kind) });
            }
            self.whole = true;
        }
        self.find_names(tables, names);
        self.found.sort_by_key(|f| (f.end, f.start));
        longest_names(&mut self.roles);
        if veils {
            self.cover(tables);
        }
        self.collect_classes(tables);
    }

    /// A party by the name that the instrument gives it counts like the usual names of that party.
    fn find_names(&mut self, tables: &Tables, names: &[PartyName]) {
        let known = self.roles.len();
        for name in names {
            for (at, _) in self.folded.text.match_indices(&name.text) {
                let start = self.folded.char_at(at) as u32;
                let end = self.folded.char_at(at + name.text.len()) as u32;
                // 单位 inside 数据提供单位 names another party.
                let longer = |r: &RoleHit| r.start <= start && end <= r.end;
                if self.roles[..known].iter().any(longer) {
                    continue;
                }
                self.roles.push(RoleHit { start, end, role: name.role, term: u32::MAX });
                self.found.extend(tables.usual(name.role).map(|term| Found { start, end, term }));
                self.whole = true;
            }
        }
    }

    /// Puts stand-ins where a longer look-alike covers an occurrence.
    fn cover(&mut self, tables: &Tables) {
        let mut covered: Vec<(usize, u32)> = Vec::new();
        for (i, veil) in self.found.iter().enumerate() {
            for inner in tables.veils(veil.term) {
                let end = veil.end - inner.before_end;
                // Sorted by end: it stands before, or behind with the same end.
                let first = self.found[..i].iter().rev().take_while(|f| f.end >= end).count();
                let near = self.found[i - first..].iter().take_while(|f| f.end <= veil.end);
                let at = near.enumerate().find(|(_, f)| f.end == end && f.term == inner.term);
                covered.extend(at.map(|(j, _)| (i - first + j, inner.stand_in)));
            }
        }
        let mut last = None;
        for (at, stand_in) in covered.into_iter().collect::<BTreeSet<_>>() {
            let again = last.replace(at) == Some(at);
            let term = &mut self.found[at].term;
            *term = if again { tables.both(*term, stand_in) } else { stand_in };
        }
    }

    fn collect_classes(&mut self, tables: &Tables) {
        let words = tables.words;
        let mut by_sentence = vec![0; words * self.sentences.len()];
        let mut seen = Bits::default();
        let mut at = 0;
        for found in &self.found {
            while self.sentences.get(at).is_some_and(|s| s.1 < found.end) {
                at += 1;
            }
            // What runs over the end of a sentence counts for the clause only.
            let within = self.sentences.get(at).is_some_and(|s| s.0 <= found.start);
            let row = if within { &mut by_sentence[at * words..][..words] } else { seen.row_mut(words) };
            tables.classes(found.term).iter().for_each(|class| bits::set(row, *class));
        }
        if !self.found.is_empty() {
            by_sentence.chunks_exact(words).for_each(|row| seen.add_all(row));
        }
        (self.by_sentence, self.seen) = (by_sentence, seen);
    }

    /// Classes seen in the sentence of that index.
    pub(super) fn seen_in(&self, sentence: usize) -> &[u64] {
        let words = self.by_sentence.len() / self.sentences.len().max(1);
        &self.by_sentence[sentence * words..][..words]
    }

    /// Occurrences that end in the character range; some may begin before it.
    pub(super) fn found_up_to(&self, start: u32, end: u32) -> &[Found] {
        let from = self.found.partition_point(|f| f.end <= start);
        let len = self.found[from..].partition_point(|f| f.end <= end);
        &self.found[from..from + len]
    }

    /// Adds where the class occurs within the character range, each position moved to where
    /// `start` is at `to`.
    pub(super) fn hits(
        &self,
        tables: &Tables,
        class: ClassId,
        (start, end): (u32, u32),
        to: u32,
        out: &mut Vec<Hit>,
    ) {
        let inside = self.found_up_to(start, end).iter().filter(|f| f.start >= start);
        let of_class = inside.filter(|f| tables.has(f.term, class));
        out.extend(of_class.map(|f| Hit { start: f.start - start + to, end: f.end - start + to }));
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

/// The longest name at a place is the party; 二级开发主体 is not 开发主体.
fn longest_names(roles: &mut Vec<RoleHit>) {
    roles.sort_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
    let mut covered = 0;
    roles.retain(|r| {
        let keep = r.end > covered;
        covered = covered.max(r.end);
        keep
    });
}

/// Byte offsets come in ascending order of match ends; this walks along instead of searching.
#[derive(Default)]
struct Cursor {
    byte: usize,
    chars: u32,
}

impl Cursor {
    fn char_at(&mut self, folded: &Folded, byte: usize) -> u32 {
        if byte < self.byte {
            return folded.char_at(byte) as u32;
        }
        // Count the bytes that begin a character.
        let between = &folded.text.as_bytes()[self.byte..byte];
        self.chars += between.iter().filter(|b| (**b & 0xC0) != 0x80).count() as u32;
        self.byte = byte;
        self.chars
    }
}

/// Sentences and phrases of folded text, in characters. Inside brackets and quotes a full stop
/// does not end a sentence of the statute's prose often enough to matter.
fn cut(text: &str) -> (Vec<(u32, u32)>, Vec<u32>) {
    let (mut sentences, mut phrases, mut from, mut at) = (Vec::new(), Vec::new(), 0, 0);
    for c in text.chars() {
        at += 1;
        let sentence_end = matches!(c, '。' | ';' | '!' | '?');
        if sentence_end || matches!(c, ',' | ':') {
            phrases.push(at);
        }
        if sentence_end {
            sentences.push((from, at));
            from = at;
        }
    }
    if from < at {
        sentences.push((from, at));
    }
    if phrases.last() != Some(&at) {
        phrases.push(at);
    }
    (sentences, phrases)
}
