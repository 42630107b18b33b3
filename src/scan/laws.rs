//! Laws of the scan: a class stands where a plain search finds its words, and no pattern whose
//! classes stand in a window is passed over there.

use super::window::{Places, Windows};
use super::{Scannable, Scanner, typed};
use crate::model::{Clause, ClauseKind, Facts, Instrument, Span, fold};
use crate::rules::{ClassId, RuleSet, Scope, Typed, embedded, load};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static RULES: LazyLock<RuleSet> = LazyLock::new(|| load(&embedded()).unwrap().0);
static SCANNER: LazyLock<Scanner<'static>> = LazyLock::new(|| Scanner::new(&RULES));

/// Classes and places, in characters, told by looking for each word at each place.
struct Plain {
    text: String,
    /// Start, end and term.
    words: Vec<(u32, u32, usize)>,
    values: Vec<(u32, u32, Typed)>,
}

impl Plain {
    fn new(text: &str) -> Self {
        let text = fold(text).text;
        let chars: Vec<char> = text.chars().collect();
        let mut words = Vec::new();
        for (i, term) in RULES.terms.iter().enumerate() {
            let term: Vec<char> = term.text.chars().collect();
            let starts = (0..chars.len()).filter(|at| chars[*at..].starts_with(&term));
            words.extend(starts.map(|at| (at as u32, (at + term.len()) as u32, i)));
        }
        let at = |byte: usize| text[..byte].chars().count() as u32;
        let values = typed::find(&text).into_iter().map(|(kind, s, e)| (at(s), at(e), kind)).collect();
        Self { text, words, values }
    }

    /// The sentences, and the whole text when it has several.
    fn windows(&self) -> Vec<(u32, u32)> {
        let mut all = Vec::new();
        let (mut from, mut at) = (0, 0);
        for c in self.text.chars() {
            at += 1;
            if "。;!?".contains(c) {
                all.push((from, at));
                from = at;
            }
        }
        all.extend((from < at).then_some((from, at)));
        all.extend((all.len() > 1).then_some((0, at)));
        all
    }

    /// Where each class stands within a stretch: its words outside their look-alikes.
    fn classes(&self, (from, to): (u32, u32)) -> BTreeMap<ClassId, BTreeSet<(u32, u32)>> {
        let mut all: BTreeMap<ClassId, BTreeSet<(u32, u32)>> = BTreeMap::new();
        for (start, end, term) in self.words.iter().filter(|w| from <= w.0 && w.1 <= to) {
            for class in &RULES.terms[*term].classes {
                let covers =
                    |w: &&(u32, u32, usize)| w.0 <= *start && *end <= w.1 && (w.0, w.1) != (*start, *end);
                let mut around = self.words.iter().filter(covers);
                if !around.any(|w| RULES.terms[w.2].veils.contains(class)) {
                    all.entry(*class).or_default().insert((start - from, end - from));
                }
            }
        }
        for (start, end, kind) in self.values.iter().filter(|w| from <= w.0 && w.1 <= to) {
            for (class, of) in RULES.classes.iter().enumerate().filter(|(_, c)| c.typed.contains(kind)) {
                assert!(!of.name.is_empty());
                all.entry(class as ClassId).or_default().insert((start - from, end - from));
            }
        }
        all
    }
}

/// An instrument of one clause without title and headings.
fn instrument(text: &str) -> Instrument {
    let span = Span::new(0, text.len());
    let clause = Clause {
        label: "第二条".into(),
        article: "第二条".into(),
        kind: ClauseKind::Paragraph,
        span,
        stem: None,
        headings: Vec::new(),
        cropped: false,
    };
    Instrument {
        id: "0-0".into(),
        title: String::new(),
        span,
        facts: Facts::default(),
        articles: 1,
        clauses: vec![clause],
    }
}

fn ready(text: &str) -> (Instrument, Scannable) {
    let instrument = instrument(text);
    let ready = SCANNER.prepare(text, &instrument);
    (instrument, ready)
}

/// Words of the rules, whole and in part, numbers and stops, in any order.
fn texts() -> impl Strategy<Value = String> {
    let word = (0..RULES.terms.len()).prop_map(|i| RULES.terms[i].text.clone());
    let short = (0..RULES.terms.len() / 6).prop_map(|i| RULES.terms[i].text.clone());
    let part = (0..RULES.terms.len(), 1..4usize)
        .prop_map(|(i, n)| RULES.terms[i].text.chars().take(n).collect::<String>());
    let filler =
        prop::sample::select(vec!["的", ",", "。", ";", "、", "应当", "不超过5年", "三个月", "数据", "𠀀"])
            .prop_map(String::from);
    prop::collection::vec(prop_oneof![word, short, part, filler], 1..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn classes_stand_where_a_plain_search_finds_their_words(text in texts()) {
        let (plain, (_, ready)) = (Plain::new(&text), ready(&text));
        let windows = Windows { ready: &ready, tables: &SCANNER.tables, clause: &ready.clauses[0] };
        let mut places = Places::default();
        let mut seen = Vec::new();
        for stretch in windows.stretches() {
            places.see(&SCANNER.tables, &stretch);
            let window = windows.window(stretch, &mut places);
            let classes = plain.classes((window.start, window.end));
            for pattern in &RULES.patterns {
                for class in pattern.steps.iter().map(|s| s.class).chain(pattern.not_sentence.clone()) {
                    let hits: Vec<_> = window.hits(class).collect();
                    prop_assert!(hits.is_sorted());
                    let hits: BTreeSet<_> = hits.iter().map(|h| (h.start, h.end)).collect();
                    prop_assert_eq!(window.has(class), !hits.is_empty());
                    prop_assert_eq!(hits, classes.get(&class).cloned().unwrap_or_default(), "{}", &plain.text);
                }
            }
            seen.push((window.start, window.end));
        }
        prop_assert_eq!(seen, plain.windows());
    }

    #[test]
    fn every_pattern_is_tried_where_all_its_classes_stand(text in texts()) {
        let (plain, (instrument, ready)) = (Plain::new(&text), ready(&text));
        let mut tried = Vec::new();
        SCANNER.scan_watched(&instrument, &ready, |pattern, try_one| {
            tried.push(pattern);
            try_one();
        });
        let windows = plain.windows();
        let mut wanted = Vec::new();
        for (at, window) in windows.iter().enumerate() {
            let (classes, whole) = (plain.classes(*window), at + 1 == windows.len());
            for (i, pattern) in RULES.patterns.iter().enumerate() {
                let fits = match pattern.scope {
                    Scope::Clause => whole,
                    _ => !whole || windows.len() == 1,
                };
                let above = pattern.title.is_empty() && pattern.heading.is_empty();
                let there = pattern.steps.iter().all(|s| classes.contains_key(&s.class));
                wanted.extend((fits && above && there).then_some(i));
            }
        }
        tried.sort_unstable();
        wanted.sort_unstable();
        prop_assert_eq!(tried, wanted, "{}", &plain.text);
    }
}
