//! Laws and acceptance of reading and canonicalising on the real texts, when they are there.

use crate::shared;
use std::path::{Path, PathBuf};
use tiaokuan::model::{RawText, Span, fold};
use tiaokuan::{canon, ingest};

fn read(path: &Path) -> Option<RawText> {
    let bytes = std::fs::read(path).unwrap();
    ingest::read(&path.to_string_lossy(), &bytes).raw
}

fn canonical(path: &Path) -> String {
    canon::canonicalise(&read(path).unwrap_or_else(|| panic!("{} is not read", path.display())))
        .canonical
        .text
}

/// All files of the folders, in order.
fn files(root: &Path, folders: &[&str]) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = folders
        .iter()
        .flat_map(|f| std::fs::read_dir(root.join("corpus").join(f)).unwrap())
        .map(|e| e.unwrap().path())
        .collect();
    out.sort();
    out
}

/// Laws 1 and 2 on every text at hand.
#[test]
fn every_edit_of_every_real_text_can_be_undone() {
    let Some(root) = shared() else { return };
    let mut read_files = 0;
    for path in files(&root, &["policies", "regulations", "originals", "garbled"]) {
        let Some(raw) = read(&path) else { continue };
        read_files += 1;
        let out = canon::canonicalise(&raw).canonical;
        assert_eq!(
            out.map.restore(&out.text, &raw.text).as_deref(),
            Some(raw.text.as_str()),
            "{}",
            path.display()
        );
        let mut at = (0, 0);
        for p in out.map.pieces() {
            assert_eq!((p.canon.start, p.raw.start), at, "{}", path.display());
            at = (p.canon.end, p.raw.end);
        }
        assert_eq!(at, (out.text.len(), raw.text.len()));
        for (i, c) in out.text.char_indices().step_by(97) {
            let back = out.map.to_raw(Span::new(i, i + c.len_utf8()));
            assert!(raw.text.get(back.start..back.end).is_some());
        }
        for span in &out.cropped {
            assert!(span.is_empty() && out.text.is_char_boundary(span.start));
        }
    }
    assert!(read_files > 150, "{read_files}");
}

/// Every quote of the gold coding stands in the canonical text of its source.
#[test]
fn every_gold_quote_is_found() {
    let Some(root) = shared() else { return };
    let table = std::fs::read_to_string(root.join("gold/documents.tsv")).unwrap();
    let mut misses = Vec::new();
    for row in table.lines().skip(1) {
        let mut columns = row.split('\t');
        let (doc, source) = (columns.next().unwrap(), columns.next().unwrap());
        let text = fold(&canonical(&root.join("corpus/policies").join(source))).text;
        let coding = std::fs::read_to_string(root.join(format!("gold/coding/{doc}.jsonl"))).unwrap();
        for line in coding.lines().filter(|l| !l.trim().is_empty()) {
            let entry: serde_json::Value = serde_json::from_str(line).unwrap();
            for evidence in entry["evidence"].as_array().into_iter().flatten() {
                let quote = evidence["quote"].as_str().unwrap_or_default();
                // The gold's own text lost the numbers that stand alone behind 附件.
                let unnumbered = || text.replace("附件1", "附件").contains(&fold(quote).text);
                if !text.contains(&fold(quote).text) && !unnumbered() {
                    misses.push(format!("{doc} {} {}: {quote}", entry["provision"], evidence["label"]));
                }
            }
        }
    }
    assert!(misses.is_empty(), "{} quotes are missing:\n{}", misses.len(), misses.join("\n"));
}
