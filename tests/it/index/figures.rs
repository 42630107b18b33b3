//! Figures of the index over the real texts: printed, and held to the bounds of the project.

use super::corpus::lines;
use std::path::Path;
use std::time::Instant;
use tiaokuan::index::{BuildOptions, Options, Searcher, build};

fn size(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).unwrap().flatten();
    entries.map(|e| if e.path().is_dir() { size(&e.path()) } else { e.metadata().unwrap().len() }).sum()
}

#[test]
fn size_and_first_answer() {
    for folders in [&["policies"][..], &["policies", "regulations"]] {
        let Some(docs) = lines(folders) else { return };
        let dir = tempfile::tempdir().unwrap();
        let start = Instant::now();
        build(dir.path(), &docs, &BuildOptions::default()).unwrap();
        let built = start.elapsed();
        let start = Instant::now();
        let searcher = Searcher::open(dir.path()).unwrap();
        let opened = start.elapsed();
        let found =
            searcher.search("退出后数据怎么处理", &Options { facets: true, ..Options::default() }).unwrap();
        let answered = start.elapsed();
        let text: usize = docs.iter().map(|d| d.text.len()).sum();
        let ratio = size(dir.path()) as f64 / text as f64;
        eprintln!(
            "{} clauses, {text} bytes of text: built {built:?}, index {ratio:.2} times the text, opened {opened:?}, first answer {answered:?} with {} hits",
            docs.len(),
            found.total
        );
        assert!(answered.as_millis() < 100);
    }
}
