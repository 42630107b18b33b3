use serde::{Deserialize, Serialize};

/// A byte range `start..end` of a text, always on character boundaries of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }
    pub fn len(self) -> usize {
        self.end - self.start
    }
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
    /// Shares at least one byte with `other`.
    pub fn touches(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
    /// The span `by` bytes further on.
    pub fn shift(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }
    /// The text of the span.
    ///
    /// # Panics
    /// When the span is not on character boundaries of `text`; spans are made from `text` itself.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
    /// The same span without white space at its ends.
    pub fn trim(self, text: &str) -> Span {
        let t = self.of(text);
        let start = self.start + (t.len() - t.trim_start().len());
        let end = start + t.trim().len();
        Span { start, end }
    }
}

/// Converts byte offsets of one text to UTF-16 units and code points and back, exactly.
///
/// Browsers count UTF-16 units, Python counts code points. A sampled table makes each call cost
/// at most a short scan.
#[derive(Debug, Clone)]
pub struct TextIndex<'a> {
    text: &'a str,
    /// (byte, utf16, code points) at every character boundary that is the first at or after a
    /// multiple of `STEP` bytes.
    marks: Vec<(usize, usize, usize)>,
}

const STEP: usize = 256;

impl<'a> TextIndex<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut marks = vec![(0, 0, 0)];
        let (mut u16s, mut points, mut next) = (0, 0, STEP);
        for (at, c) in text.char_indices() {
            if at >= next {
                marks.push((at, u16s, points));
                next = at + STEP;
            }
            u16s += c.len_utf16();
            points += 1;
        }
        Self { text, marks }
    }

    /// (UTF-16 units, code points) before byte `at`; `None` when `at` is no character boundary.
    pub fn from_byte(&self, at: usize) -> Option<(usize, usize)> {
        if !self.text.is_char_boundary(at) {
            return None;
        }
        let i = self.marks.partition_point(|m| m.0 <= at) - 1;
        let (b, mut u, mut p) = self.marks[i];
        for c in self.text[b..at].chars() {
            u += c.len_utf16();
            p += 1;
        }
        Some((u, p))
    }

    /// The byte offset of a UTF-16 offset; `None` inside a surrogate pair or past the end.
    pub fn byte_of_utf16(&self, units: usize) -> Option<usize> {
        self.seek(units, |m| m.1, char::len_utf16)
    }

    /// The byte offset of a code point offset; `None` past the end.
    pub fn byte_of_point(&self, points: usize) -> Option<usize> {
        self.seek(points, |m| m.2, |_| 1)
    }

    fn seek(
        &self,
        goal: usize,
        key: impl Fn(&(usize, usize, usize)) -> usize,
        width: impl Fn(char) -> usize,
    ) -> Option<usize> {
        let i = self.marks.partition_point(|m| key(m) <= goal) - 1;
        let (mut at, mut count) = (self.marks[i].0, key(&self.marks[i]));
        for c in self.text[at..].chars() {
            if count >= goal {
                break;
            }
            count += width(c);
            at += c.len_utf8();
        }
        (count == goal).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Law 2: conversion there and back is exact at every boundary.
        #[test]
        fn conversions_round_trip(text in "\\PC{0,400}") {
            let index = TextIndex::new(&text);
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let (u, p) = index.from_byte(at).unwrap();
                prop_assert_eq!(u, text[..at].encode_utf16().count());
                prop_assert_eq!(p, text[..at].chars().count());
                prop_assert_eq!(index.byte_of_utf16(u), Some(at));
                prop_assert_eq!(index.byte_of_point(p), Some(at));
            }
        }
    }

    #[test]
    fn inside_a_surrogate_pair_is_no_place() {
        let index = TextIndex::new("a𠮷b");
        assert_eq!(index.byte_of_utf16(2), None);
        assert_eq!(index.byte_of_utf16(3), Some(5));
        assert_eq!(index.from_byte(2), None);
    }
}
