//! What a query finds and in which order, against reading every clause.

use super::clause;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use tiaokuan::index::{BuildOptions, ClauseDoc, Options, Searcher, Sort, build};

/// Few characters, so that pieces meet, overlap and repeat; no words of a clause are many apart.
const CHARS: [char; 6] = ['数', '据', '安', '全', '甲', '乙'];
/// Long words of the dictionary, which the cut of a clause hides now and then.
const WORDS: [&str; 4] = ["数据安", "安全甲乙", "数据数据", "据安全"];

enum Asked {
    Text(String),
    All(Vec<Asked>),
    Any(Vec<Asked>),
    Not(Box<Asked>),
}

fn text(random: &mut ChaCha8Rng, longest: usize) -> String {
    let width = random.random_range(1..=longest);
    (0..width).map(|_| CHARS[random.random_range(0..CHARS.len())]).collect()
}

fn asked(random: &mut ChaCha8Rng, depth: usize) -> Asked {
    let kind = if depth == 0 { 0 } else { random.random_range(0..5) };
    let several = |random: &mut ChaCha8Rng| {
        let n = random.random_range(2..=3);
        (0..n).map(|_| asked(random, depth - 1)).collect()
    };
    match kind {
        1 => Asked::All(several(random)),
        2 => Asked::Any(several(random)),
        3 => Asked::Not(Box::new(asked(random, depth - 1))),
        4 => Asked::Text(WORDS[random.random_range(0..WORDS.len())].into()),
        _ => Asked::Text(text(random, 5)),
    }
}

impl Asked {
    fn typed(&self) -> String {
        let join = |parts: &[Asked], with: &str| {
            let parts: Vec<String> = parts.iter().map(Asked::typed).collect();
            format!("({})", parts.join(with))
        };
        match self {
            Asked::Text(text) => format!("“{text}”"),
            Asked::All(parts) => join(parts, " "),
            Asked::Any(parts) => join(parts, " OR "),
            Asked::Not(inner) => format!("NOT {}", inner.typed()),
        }
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Asked::Text(piece) => text.contains(piece.as_str()),
            Asked::All(parts) => parts.iter().all(|p| p.holds(text)),
            Asked::Any(parts) => parts.iter().any(|p| p.holds(text)),
            Asked::Not(inner) => !inner.holds(text),
        }
    }
}

fn some(random: &mut ChaCha8Rng, n: u32) -> Vec<ClauseDoc> {
    let one = |i: u32, text: &str| clause(&format!("甲{}市", i / 7), i % 7, &format!("第{i}条"), text);
    (0..n).map(|i| one(i, &text(random, 14))).collect()
}

#[test]
fn what_is_found_is_what_holds_it() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let docs = some(&mut random, 700);
    let options = BuildOptions { terms: WORDS.map(String::from).into(), ..BuildOptions::default() };
    let dir = tempfile::tempdir().unwrap();
    // In two steps, the second of which takes clauses away.
    let (mut before, all) = (docs[..350].to_vec(), &docs[70..]);
    before.iter_mut().for_each(|d| d.text.push('甲'));
    build(dir.path(), &before, &options).unwrap();
    build(dir.path(), all, &options).unwrap();
    let searcher = Searcher::open(dir.path()).unwrap();
    let mut found_some = 0;
    for _ in 0..1500 {
        let asked = asked(&mut random, 3);
        let query = asked.typed();
        let mut wanted: Vec<u64> =
            all.iter().filter(|d| asked.holds(&d.text)).map(ClauseDoc::order_key).collect();
        wanted.sort_unstable();
        assert_eq!(searcher.keys(&query).unwrap(), wanted, "{query}");
        let results = searcher.search(&query, &Options { facets: true, ..Options::default() }).unwrap();
        assert_eq!(results.total, wanted.len() as u64, "{query}");
        let mut regions: BTreeMap<&str, u64> = BTreeMap::new();
        for doc in all.iter().filter(|d| asked.holds(&d.text)) {
            *regions.entry(&doc.region).or_default() += 1;
        }
        let counted: BTreeMap<&str, u64> =
            results.facets[0].values.iter().map(|(v, n)| (v.as_str(), *n)).collect();
        assert_eq!(regions, counted, "{query}");
        found_some += usize::from(!wanted.is_empty());
    }
    assert!(found_some > 500, "{found_some}");
}

/// A page is a piece of the whole order, whichever way the best are chosen.
#[test]
fn pages_follow_one_another() {
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let docs = some(&mut random, 400);
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), &docs, &BuildOptions::default()).unwrap();
    let searcher = Searcher::open(dir.path()).unwrap();
    for query in ["“数据”", "“数”", "“安全” OR “甲乙”", "“数据安”", "NOT “数据”"]
    {
        for sort in [Sort::Relevance, Sort::Newest, Sort::Document] {
            let ask = |offset: usize, limit: usize| {
                let options = Options { offset, limit, sort, ..Options::default() };
                let hits = searcher.search(query, &options).unwrap().hits;
                hits.into_iter().map(|h| h.key).collect::<Vec<_>>()
            };
            let whole = ask(0, 400);
            let pages: Vec<String> = (0..40).flat_map(|page| ask(page * 10, 10)).collect();
            assert_eq!(whole, pages, "{query} {sort:?}");
        }
    }
}
