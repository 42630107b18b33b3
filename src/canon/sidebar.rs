//! The side column of a printed page: the same short lines come again on every page, between the
//! lines of the text or at their ends.

use super::Draft;
use super::label;
use super::lines::Lines;
use crate::model::CutReason;
use std::collections::{BTreeMap, BTreeSet};

/// A line comes again at least this often, at least this many lines apart, in a group of at
/// least this many different ones.
const TIMES: usize = 3;
const APART: usize = 12;
const GROUP: usize = 3;
/// The longest line of a side column, in characters.
const LONGEST: usize = 24;

pub fn pass(draft: &mut Draft<'_>) {
    let view = draft.lines();
    let column = column(&view);
    if column.is_empty() {
        return;
    }
    for i in 0..view.lines.len() {
        let line = view.str(i);
        if column.contains(compact(line).as_str()) {
            draft.cut_line(&view, i, CutReason::Furniture);
        } else if let Some(part) = attached(line, &column) {
            draft.cut_part(&view, i, part, CutReason::Furniture);
        }
    }
}

fn compact(line: &str) -> String {
    line.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The lines of the side column. A table repeats its cells close together, a column of a page only
/// page after page.
fn column(view: &Lines) -> BTreeSet<String> {
    let mut places: BTreeMap<String, (Vec<usize>, bool)> = BTreeMap::new();
    for i in 0..view.lines.len() {
        let line = view.str(i).trim();
        // It may always touch a line of the text but once.
        if let Some(at) = line.rfind(' ') {
            note(&mut places, &line[at..], i, false);
        }
        note(&mut places, line, i, true);
    }
    let repeated = places.clone();
    places.retain(|key, (at, alone)| {
        *alone && at.len() >= TIMES && at.windows(2).all(|w| w[1] - w[0] >= APART) && !is_unit(key)
    });
    // The whole column comes with every page: between two of its most frequent line each other
    // line comes once at most. Words that a text happens to repeat keep no such time.
    let Some(beat) = places.values().map(|p| p.0.clone()).max_by_key(Vec::len) else {
        return BTreeSet::new();
    };
    let page_of = |line: usize| beat.partition_point(|b| *b <= line);
    places.retain(|_, (at, _)| at.windows(2).all(|w| page_of(w[0]) != page_of(w[1])));
    let column: BTreeSet<usize> = places.values().flat_map(|p| p.0.iter().copied()).collect();
    if places.len() < GROUP {
        return BTreeSet::new();
    }
    // What comes again and stands with the column each time belongs to it.
    let beside = |line: &usize| column.range(line.saturating_sub(6)..=line + 6).next().is_some();
    let joins = |key: &str, at: &[usize]| {
        at.len() >= TIMES && at.iter().all(beside) && (!is_unit(key) || key.ends_with('…'))
    };
    places
        .keys()
        .cloned()
        .chain(repeated.into_iter().filter(|(k, p)| p.1 && joins(k, &p.0)).map(|(k, _)| k))
        .collect()
}

fn note(places: &mut BTreeMap<String, (Vec<usize>, bool)>, part: &str, line: usize, alone: bool) {
    if part.len() > 6 * LONGEST {
        return;
    }
    let key = compact(part);
    let size = key.chars().count();
    if (3..=LONGEST).contains(&size) && !key.ends_with(['。', '；', '：', '，', '、']) {
        let (at, stands_alone) = places.entry(key).or_default();
        if at.last() != Some(&line) {
            at.push(line);
        }
        *stands_alone |= alone;
    }
}

/// Marked units are the text's; a number with a space and a cut title is a list of links.
fn is_unit(key: &str) -> bool {
    key.contains(['：', '（', '《']) || label::of(key).is_some() && !key.ends_with('…')
}

/// A part of the side column at either end of a line of the text, set off by a space.
fn attached(line: &str, column: &BTreeSet<String>) -> Option<std::ops::Range<usize>> {
    let spaces = line.match_indices(' ').map(|(i, _)| i);
    spaces
        .clone()
        .find(|&at| column.contains(compact(&line[at..]).as_str()))
        .map(|at| at..line.len())
        .or_else(|| spaces.rev().find(|&at| column.contains(compact(&line[..at]).as_str())).map(|at| 0..at))
}

#[cfg(test)]
mod tests {
    use crate::canon::tests::canon;

    #[test]
    fn a_side_column_is_cut_wherever_it_touches() {
        let mut text = String::new();
        let mut n = 0;
        for page in 0..4 {
            for row in 0..24 {
                n += 1;
                text.push_str(&format!("第{n}条 机构{n}应当依法履行职责。"));
                match row {
                    3 => text.push_str(if page % 2 == 0 { " 考生须知\n" } else { "\n考生须知\n" }),
                    9 => text.push_str("\n报名流程\n"),
                    15 => text.push_str("\n1 甲部关于印发…\n"),
                    _ => text.push('\n'),
                }
            }
        }
        let out = canon(&text);
        assert!(!out.contains("考生须知") && !out.contains("报名流程") && !out.contains("印发…"), "{out}");
        assert_eq!(out.lines().count(), 96);
    }
}
