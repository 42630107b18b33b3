use super::doc::ClauseDoc;
use super::near::pairs_within;
use super::norm::{Normal, normalise};
use super::plan::Wanted;
use crate::model::{Span, TextIndex};
use serde::{Deserialize, Serialize};

/// How much of the query a clause holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// The text as typed.
    Literal,
    /// All that is asked for.
    All,
    /// Most of the words; `missing` names the others.
    Most,
}

/// A marked stretch of a hit's text, counted in bytes, in UTF-16 units and in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub start: usize,
    pub end: usize,
    pub utf16: (usize, usize),
    pub chars: (usize, usize),
}

/// A clause found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    pub key: String,
    #[serde(flatten)]
    pub clause: ClauseDoc,
    pub holds: Holds,
    /// Words of the query that are neither in the clause nor in what it hangs under.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Comparable within one answer only, among the best of it.
    pub score: f32,
    /// Stretches of `clause.text` that are words of the query, in order, apart.
    pub highlights: Vec<Mark>,
}

/// Marks all occurrences of the needles, and of the near pairs where they are near. Overlapping
/// occurrences become one mark.
pub fn marks(text: &str, needles: &[Vec<char>], near: &[(Vec<char>, Vec<char>, usize)]) -> Vec<Mark> {
    marks_in(text, &normalise(text), needles, near)
}

/// As [`marks`], with the normal form of the text at hand.
pub fn marks_in(
    text: &str,
    normal: &Normal,
    needles: &[Vec<char>],
    near: &[(Vec<char>, Vec<char>, usize)],
) -> Vec<Mark> {
    let mut spans: Vec<Span> = Vec::new();
    for needle in needles {
        spans.extend(normal.find_all(needle).map(|at| normal.source(at, at + needle.len())));
    }
    for (left, right, distance) in near {
        let (a, b): (Vec<_>, Vec<_>) = (normal.find_all(left).collect(), normal.find_all(right).collect());
        for (x, y) in pairs_within(&a, left.len(), &b, right.len(), *distance) {
            spans.push(normal.source(x, x + left.len()));
            spans.push(normal.source(y, y + right.len()));
        }
    }
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    let index = TextIndex::new(text);
    merged
        .into_iter()
        .filter_map(|s| {
            let (from, to) = (index.from_byte(s.start)?, index.from_byte(s.end)?);
            Some(Mark { start: s.start, end: s.end, utf16: (from.0, to.0), chars: (from.1, to.1) })
        })
        .collect()
}

/// The words that neither the clause nor what it hangs under holds.
pub fn missing(clause: &ClauseDoc, wanted: &[Wanted]) -> Vec<String> {
    let headings = clause.headings.iter().map(|h| h.text.as_str());
    let texts: Vec<_> = [clause.text.as_str(), clause.title.as_str()]
        .into_iter()
        .chain(headings)
        .chain(clause.stem.as_deref())
        .map(normalise)
        .collect();
    let held = |w: &&Wanted| w.forms().any(|f| texts.iter().any(|t| t.find_all(f).next().is_some()));
    wanted.iter().filter(|w| !held(w)).map(Wanted::text).collect()
}

/// The text with `open` and `close` around every mark, for a terminal or a page.
pub fn marked(text: &str, marks: &[Mark], open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len() + marks.len() * (open.len() + close.len()));
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(inside)) = (text.get(at..mark.start), text.get(mark.start..mark.end)) else {
            continue;
        };
        out.push_str(before);
        out.push_str(open);
        out.push_str(inside);
        out.push_str(close);
        at = mark.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(s: &str) -> Vec<char> {
        normalise(s).chars
    }

    #[test]
    fn marks_lie_on_the_source() {
        let text = "𠮷：數 据、ＡＢ（数据）。";
        let found = marks(text, &[chars("数据"), chars("ab")], &[]);
        let shown: Vec<&str> = found.iter().map(|m| &text[m.start..m.end]).collect();
        assert_eq!(shown, ["數 据", "ＡＢ", "数据"]);
        assert_eq!((found[0].utf16, found[0].chars), ((3, 6), (2, 5)));
        assert_eq!(marked(text, &found, "[", "]"), "𠮷：[數 据]、[ＡＢ]（[数据]）。");
    }

    #[test]
    fn near_marks_only_what_is_near() {
        let text = "数据应当删除。另有数据。";
        let found = marks(text, &[], &[(chars("数据"), chars("删除"), 2)]);
        assert_eq!(marked(text, &found, "[", "]"), "[数据]应当[删除]。另有数据。");
    }

    #[test]
    fn overlapping_marks_are_one() {
        let found = marks("授权运营机构", &[chars("授权运营"), chars("运营机构")], &[]);
        assert_eq!(marked("授权运营机构", &found, "[", "]"), "[授权运营机构]");
    }
}
