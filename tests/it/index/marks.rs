//! Highlights are exact, and no query makes the search panic.

use super::answers::built;
use super::corpus::lines;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use tiaokuan::index::{BuildOptions, ClauseDoc, Hit, Options, Searcher, build, normalise};

/// Places (in characters) at which the needles stand, found naively: every character is normalised
/// by itself, and overlapping places are one.
fn places(text: &str, needles: &[&str]) -> Vec<(usize, usize)> {
    let one = |(i, c): (usize, char)| normalise(&c.to_string()).chars.into_iter().map(move |n| (n, i));
    let chars: Vec<(char, usize)> = text.chars().enumerate().flat_map(one).collect();
    let mut found = Vec::new();
    for needle in needles {
        let needle = normalise(needle).chars;
        for at in 0..(chars.len() + 1).saturating_sub(needle.len()) {
            let here = &chars[at..at + needle.len()];
            if !needle.is_empty() && here.iter().map(|c| c.0).eq(needle.iter().copied()) {
                found.push((here[0].1, here[here.len() - 1].1 + 1));
            }
        }
    }
    found.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for (from, to) in found {
        match merged.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

fn marked(hit: &Hit) -> Vec<(usize, usize)> {
    hit.highlights.iter().map(|m| m.chars).collect()
}

/// A run of letters of a clause, 1 to `longest` characters long.
fn piece(docs: &[ClauseDoc], random: &mut impl RngExt, longest: usize) -> (usize, String) {
    loop {
        let at = random.random_range(0..docs.len());
        let chars: Vec<char> = docs[at].text.chars().collect();
        let from = random.random_range(0..chars.len());
        let width = random.random_range(1..=longest).min(chars.len() - from);
        if chars[from..from + width].iter().all(|c| c.is_alphanumeric()) {
            return (at, chars[from..from + width].iter().collect());
        }
    }
}

#[test]
fn marks_of_phrases_are_all_their_places_and_no_others() {
    let Some(docs) = lines(&["policies"]) else { return };
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), &docs, &BuildOptions::default()).unwrap();
    let searcher = Searcher::open(dir.path()).unwrap();
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(5);
    let mut seen = 0;
    for _ in 0..600 {
        let (at, one) = piece(&docs, &mut random, 6);
        let (_, other) = piece(&docs[at..=at], &mut random, 4);
        let query = format!("“{one}” “{other}”");
        let results = searcher.search(&query, &Options::default()).unwrap();
        assert!(results.total > 0, "{query}");
        for hit in &results.hits {
            let wanted = places(&hit.clause.text, &[&one, &other, &query]);
            assert_eq!(marked(hit), wanted, "{query} in {}", hit.key);
            seen += 1;
        }
    }
    assert!(seen > 600, "{seen}");
}

#[test]
fn marks_of_words_hold_nothing_but_words_of_the_query() {
    let Some(docs) = lines(&["policies"]) else { return };
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), &docs, &BuildOptions::default()).unwrap();
    let searcher = Searcher::open(dir.path()).unwrap();
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(6);
    for _ in 0..300 {
        let (at, one) = piece(&docs, &mut random, 8);
        let (_, other) = piece(&docs[at..=at], &mut random, 8);
        let query = format!("{one} {other}");
        for hit in searcher.search(&query, &Options::default()).unwrap().hits {
            let asked = normalise(&query).chars;
            for mark in &hit.highlights {
                let chars = normalise(&hit.clause.text[mark.start..mark.end]).chars;
                assert!(chars.iter().all(|c| asked.contains(c)), "{query} in {}", hit.key);
                for pair in chars.windows(2) {
                    assert!(asked.windows(2).any(|p| p == pair), "{query} in {}", hit.key);
                }
            }
            // What stands in the clause as typed is marked to its last letter.
            for (from, to) in places(&hit.clause.text, &[&query]) {
                let marked = |at: usize| marked(&hit).iter().any(|m| m.0 <= at && at < m.1);
                assert!((from..to).all(marked), "{query}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn no_query_panics(
        query in "\\PC{0,40}|[\u{0}-\u{10ffff}]{0,12}|(数据|退出|运营机构|“|”|\"|\\(|\\)|（| |OR |NOT |-|NEAR/3 |region:|年份：20|条:|\\.\\.|，|a|#){0,16}",
        group in any::<bool>(),
    ) {
        let b = built();
        let options = Options { group, facets: true, ..Options::default() };
        if let Ok(results) = b.searcher.search(&query, &options) {
            for hit in results.hits.iter().chain(results.groups.iter().flat_map(|g| &g.hits)) {
                for mark in &hit.highlights {
                    prop_assert!(hit.clause.text.get(mark.start..mark.end).is_some_and(|t| !t.is_empty()));
                }
            }
        }
    }
}
