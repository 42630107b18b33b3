//! Size of the index over the real texts, held to the bound of the project.

use super::corpus::lines;
use std::path::Path;
use tiaokuan::index::{BuildOptions, Searcher, build};

fn size(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).unwrap().flatten();
    entries.map(|e| if e.path().is_dir() { size(&e.path()) } else { e.metadata().unwrap().len() }).sum()
}

/// At most 2.5 times the text, at ten thousand clauses.
#[test]
fn size_of_the_index() {
    let Some(docs) = lines(&["policies", "regulations"]) else { return };
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), &docs, &BuildOptions::default()).unwrap();
    let text: usize = docs.iter().map(|d| d.text.len()).sum();
    let ratio = size(dir.path()) as f64 / text as f64;
    eprintln!("{} clauses, {text} bytes of text: index {ratio:.2} times the text", docs.len());
    assert!(ratio <= 2.5, "{ratio}");
    assert!(Searcher::open(dir.path()).unwrap().clauses() == docs.len() as u64);
}
