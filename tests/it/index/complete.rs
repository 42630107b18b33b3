//! Law 8 over real texts: any contiguous piece of a clause, typed as it stands, finds it.

use super::corpus::lines;
use std::collections::{BTreeMap, HashSet};
use tiaokuan::index::{BuildOptions, ClauseDoc, Searcher, build};

/// Looks for every distinct piece of 1 to `longest` characters of every `step`th clause. Panics
/// with the first pieces that miss a clause they stand in; returns how many were asked.
pub fn check(docs: &[ClauseDoc], longest: usize, step: usize) -> usize {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), docs, &BuildOptions::default()).unwrap();
    let searcher = Searcher::open(dir.path()).unwrap();
    let mut holders: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for doc in docs.iter().step_by(step) {
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
    let asked = check(&docs, 8, 20);
    eprintln!("{asked} pieces of {} clauses in {:?}", docs.len(), start.elapsed());
}

/// `cargo test --release --test it index::complete -- --ignored`: minutes.
#[test]
#[ignore = "takes minutes"]
fn every_piece_of_policies_and_regulations() {
    let Some(docs) = lines(&["policies", "regulations", "garbled"]) else { return };
    let start = std::time::Instant::now();
    let asked = check(&docs, 8, 1);
    eprintln!("{asked} pieces of {} clauses in {:?}", docs.len(), start.elapsed());
}
