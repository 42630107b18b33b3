//! Law 8 over real texts: any contiguous piece of a clause, typed as it stands, finds it.

use super::corpus::{archive, lines};
use std::collections::{BTreeMap, HashMap, HashSet};
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Index, TERMINATED};
use tiaokuan::index::{BuildOptions, ClauseDoc, Searcher, build, normalise};

/// Looks for every distinct piece of 1 to `longest` characters of every `step`th clause from `first`
/// on. Panics with the first pieces that miss a clause they stand in; returns how many were asked.
pub fn check(docs: &[ClauseDoc], longest: usize, first: usize, step: usize) -> usize {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), docs, &BuildOptions::default()).unwrap();
    let searcher = Searcher::open(dir.path()).unwrap();
    let mut holders: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for doc in docs.iter().skip(first).step_by(step) {
        for piece in pieces(&doc.text, longest) {
            holders.entry(piece).or_default().push(doc.order_key());
        }
    }
    let mut missed = Vec::new();
    for (piece, keys) in &holders {
        let found: HashSet<u64> = searcher.keys(piece).unwrap().into_iter().collect();
        missed.extend(keys.iter().filter(|k| !found.contains(k)).map(|k| (*piece, *k)));
    }
    assert!(missed.is_empty(), "{} pieces missed, first {:?}", missed.len(), &missed[..missed.len().min(5)]);
    holders.len()
}

fn pieces(text: &str, longest: usize) -> impl Iterator<Item = &str> {
    let ends: Vec<usize> = text.char_indices().map(|c| c.0).chain([text.len()]).collect();
    let spans = (0..ends.len() - 1)
        .flat_map(move |i| (i + 1..=(i + longest).min(ends.len() - 1)).map(move |j| (i, j)));
    let ends: Vec<usize> = text.char_indices().map(|c| c.0).chain([text.len()]).collect();
    spans.map(move |(i, j)| &text[ends[i]..ends[j]])
}

#[test]
fn every_piece_of_some_policies() {
    let Some(docs) = lines(&["policies"]) else { return };
    let start = std::time::Instant::now();
    let asked = check(&docs, 8, 0, 20);
    eprintln!("{asked} pieces of {} clauses in {:?}", docs.len(), start.elapsed());
}

/// `cargo test --release --test it index::complete -- --ignored`: minutes.
#[test]
#[ignore = "takes minutes"]
fn every_piece_of_policies_and_regulations() {
    let Some(docs) = lines(&["policies", "regulations", "garbled"]) else { return };
    let start = std::time::Instant::now();
    let asked = check(&docs, 8, 0, 1);
    eprintln!("{asked} pieces of {} clauses in {:?}", docs.len(), start.elapsed());
}

/// The same over a tenth of the clauses of the archive, in an index of all of them; which tenth says
/// `TIAOKUAN_TENTH` (0 to 9).
#[test]
#[ignore = "takes a quarter of an hour"]
fn every_piece_of_a_tenth_of_the_local_regulations() {
    let Some(docs) = archive() else { return };
    let tenth = std::env::var("TIAOKUAN_TENTH").map_or(0, |t| t.parse().unwrap());
    let start = std::time::Instant::now();
    let asked = check(&docs, 8, tenth, 10);
    eprintln!("{asked} pieces of a tenth of {} clauses in {:?}", docs.len(), start.elapsed());
}

/// The pairs of the index, put together by their places, are the clauses: nothing is left out that
/// a query could look for.
fn index_gives_back_the_text(docs: &[ClauseDoc]) {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), docs, &BuildOptions::default()).unwrap();
    let current = std::fs::read_to_string(dir.path().join("CURRENT")).unwrap();
    let index = Index::open_in_dir(dir.path().join(current.trim())).unwrap();
    let pairs = index.schema().get_field("pairs").unwrap();
    let mut texts: HashMap<u64, Vec<Option<char>>> = HashMap::new();
    for segment in index.reader().unwrap().searcher().segment_readers() {
        let keys = segment.fast_fields().u64("key").unwrap();
        let inverted = segment.inverted_index(pairs).unwrap();
        let mut terms = inverted.terms().stream().unwrap();
        let mut places = Vec::new();
        while let Some((term, info)) = terms.next() {
            let pair: Vec<char> = std::str::from_utf8(term).unwrap().chars().collect();
            let all = IndexRecordOption::WithFreqsAndPositions;
            let mut postings = inverted.read_postings_from_terminfo(info, all).unwrap();
            while postings.doc() != TERMINATED {
                let text = texts.entry(keys.first(postings.doc()).unwrap()).or_default();
                postings.positions(&mut places);
                for &place in &places {
                    let place = place as usize;
                    text.resize(text.len().max(place + pair.len()), None);
                    for (i, c) in pair.iter().enumerate() {
                        assert!(text[place + i].is_none_or(|known| known == *c), "pairs disagree");
                        text[place + i] = Some(*c);
                    }
                }
                postings.advance();
            }
        }
    }
    let empty = Vec::new();
    for doc in docs {
        let wanted: Vec<Option<char>> = normalise(&doc.text).chars.into_iter().map(Some).collect();
        assert!(texts.get(&doc.order_key()).unwrap_or(&empty) == &wanted, "{}", doc.key());
    }
    eprintln!("{} clauses come back from their pairs", docs.len());
}

/// Long words are looked for as words, not by their pairs: the clauses that were cut so, and those in
/// which the word is hidden, are all that hold it, each once.
fn long_words_are_where_they_stand(docs: &[ClauseDoc]) {
    let dir = tempfile::tempdir().unwrap();
    let terms = vec!["数据授权运营".to_string(), "授权运营机构".to_string(), "运营机构".to_string()];
    build(dir.path(), docs, &BuildOptions { terms, ..BuildOptions::default() }).unwrap();
    let current = std::fs::read_to_string(dir.path().join("CURRENT")).unwrap();
    let index = Index::open_in_dir(dir.path().join(current.trim())).unwrap();
    let mut holders: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for segment in index.reader().unwrap().searcher().segment_readers() {
        let keys = segment.fast_fields().u64("key").unwrap();
        for field in ["words", "hidden"] {
            let inverted = segment.inverted_index(index.schema().get_field(field).unwrap()).unwrap();
            let mut terms = inverted.terms().stream().unwrap();
            while let Some((term, info)) = terms.next() {
                let word = std::str::from_utf8(term).unwrap();
                let ideographs = word.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
                if ideographs < 3 || ideographs < word.chars().count() {
                    continue;
                }
                let all = holders.entry(word.into()).or_default();
                let mut list = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic).unwrap();
                while list.doc() != TERMINATED {
                    all.push(keys.first(list.doc()).unwrap());
                    list.advance();
                }
            }
        }
    }
    assert!(holders.len() > 100 && holders.contains_key("运营机构"));
    let longest = holders.keys().map(|w| w.chars().count()).max().unwrap();
    let mut wanted: BTreeMap<String, HashSet<u64>> = BTreeMap::new();
    for doc in docs {
        let text = normalise(&doc.text).text();
        for word in pieces(&text, longest).filter(|p| holders.contains_key(*p)) {
            wanted.entry(word.into()).or_default().insert(doc.order_key());
        }
    }
    for (word, keys) in holders {
        let found: HashSet<u64> = keys.iter().copied().collect();
        assert_eq!(found.len(), keys.len(), "{word} is hidden where it is not");
        assert!(wanted.get(&word) == Some(&found), "{word}");
    }
}

#[test]
fn long_words_of_some_policies() {
    let Some(docs) = lines(&["policies"]) else { return };
    long_words_are_where_they_stand(&docs);
}

#[test]
#[ignore = "takes a minute"]
fn long_words_of_all_texts() {
    let Some(mut docs) = lines(&["policies", "regulations", "garbled"]) else { return };
    docs.extend(archive().unwrap_or_default());
    long_words_are_where_they_stand(&docs);
}

#[test]
fn the_index_gives_back_some_policies() {
    let Some(docs) = lines(&["policies"]) else { return };
    index_gives_back_the_text(&docs);
}

#[test]
#[ignore = "takes a minute"]
fn the_index_gives_back_all_texts() {
    let Some(mut docs) = lines(&["policies", "regulations", "garbled"]) else { return };
    docs.extend(archive().unwrap_or_default());
    index_gives_back_the_text(&docs);
}
