use super::Case;
use super::evidence::{shortened, shown};
use crate::model::{Certificate, NearMiss, bare_word, fold};
use crate::scan::key_words;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Words that occur, and words that do not, named in a certificate at most.
const NAMED: usize = 14;

/// What was searched for, what of it occurs and how often, and what came nearest.
pub(super) fn proof(case: &Case, c: &Certificate) -> String {
    let mut out = format!("\n检索证明：通读全文{}处条、款、项。\n", c.clauses_searched);
    let counts = occurrences(case);
    let words = looked_for(case);
    let count = |w: &String| counts.get(w.as_str()).copied().unwrap_or(0);
    let (seen, unseen): (Vec<&String>, Vec<&String>) = words.iter().partition(|w| count(w) > 0);
    let seen: Vec<String> = seen.into_iter().map(|w| format!("{}{}次", bare(w), count(w))).collect();
    let unseen: Vec<String> = unseen.into_iter().map(|w| bare(w)).collect();
    let _ = write!(out, "  查找的词：");
    if seen.is_empty() {
        let _ = writeln!(out, "{}，全文均未出现。", listed(&unseen, words.len()));
    } else if unseen.is_empty() {
        let _ = writeln!(out, "{}。", listed(&seen, seen.len()));
    } else {
        let _ = writeln!(
            out,
            "出现的有{}；未出现的有{}。",
            listed(&seen, seen.len()),
            listed(&unseen, unseen.len())
        );
    }
    if c.near_misses.is_empty() {
        let _ = writeln!(out, "没有相近条文。");
    }
    for (i, n) in c.near_misses.iter().enumerate() {
        out += &near(case, i, n);
    }
    out
}

/// A word as it is listed; one that holds a comma of its own stands in quotes.
fn bare(word: &str) -> String {
    let word = bare_word(word);
    if word.contains([',', '、']) { format!("“{word}”") } else { word.to_owned() }
}

fn listed(words: &[String], all: usize) -> String {
    let more = if words.len() > NAMED { format!("等{all}个") } else { String::new() };
    format!("{}{more}", words.iter().take(NAMED).cloned().collect::<Vec<_>>().join("、"))
}

/// The words of the telling part, the first first; else those without which no pattern can fire.
fn looked_for(case: &Case) -> Vec<String> {
    if let Some(telling) = case.rule.seek.first() {
        return telling.words.clone();
    }
    // Names of parties stand in every clause and tell nothing.
    let terms = &case.set.terms;
    let mut keys = key_words(case.set, case.rule);
    keys.retain(|t| terms[*t as usize].role.is_none());
    keys.sort_by_key(|t| (terms[*t as usize].chars, *t));
    keys.into_iter().map(|t| terms[t as usize].text.clone()).collect()
}

/// How often each term of the rules occurs in the clauses of the instrument.
fn occurrences<'a>(case: &'a Case) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for clause in &case.instrument.clauses {
        let folded = fold(clause.span.of(&case.document.canonical.text)).text;
        case.set.find(&folded, |term, _, _| {
            *counts.entry(case.set.terms[term].text.as_str()).or_default() += 1;
        });
    }
    counts
}

fn near(case: &Case, i: usize, n: &NearMiss) -> String {
    let text = &case.document.canonical.text;
    let clause = case.instrument.clauses.iter().find(|c| c.span.contains(n.span));
    let rest = clause.map_or("", |c| text[n.span.end..c.span.end].trim());
    let ends = rest.is_empty() || n.quote.ends_with(['。', '；', ';', '：', ':']);
    let more = if ends { "" } else { "……" };
    let stem = clause.and_then(|c| c.stem).map(|s| s.of(text).trim().replace('\n', ""));
    let stem = stem.map_or(String::new(), |s| format!("（总起句「{}」之下）", shortened(&s)));
    let id = if case.ids { format!("（{}）", n.rule) } else { String::new() };
    let begins = clause.is_none_or(|c| {
        let before = text[c.span.start..n.span.start].trim_end();
        before.chars().count() <= c.label.chars().count() + 2
            || before.ends_with(['。', '；', ';', '：', ':'])
    });
    let before = if begins { "" } else { "……" };
    format!(
        "  相近{}：{}{stem}「{before}{}{more}」\n    不算，因为：{}{id}\n",
        i + 1,
        n.label,
        shown(case, n.span),
        n.failed
    )
}
