//! The shared texts against a table made by reading them (`tests/fixtures/structure/expected.tsv`):
//! instruments, articles, chapters, headings. `--nocapture` prints the share of files matched.

use crate::common::read;
use std::collections::BTreeMap;
use std::path::Path;
use tiaokuan::corpus;
use tiaokuan::model::{Document, Node, NodeKind};

/// What a reader finds, or the program.
#[derive(Debug, PartialEq, Eq, Clone)]
struct Found {
    /// Covering notice or order of publication in front.
    notice: bool,
    instruments: Vec<Counts>,
}

#[derive(Debug, PartialEq, Eq, Clone)]
struct Counts {
    /// 条 of the unbroken run.
    articles: usize,
    chapters: usize,
    /// 一、二、… where the text has no 条.
    headings: Option<usize>,
}

/// Files that the program reads otherwise than a reader, and why. Not more than 2% of the files.
const MISSES: &[(&str, &str)] = &[(
    "regulations/kb-2eac766f38.txt",
    "the page was saved twice; the second copy is read as part of the first",
)];

fn table() -> BTreeMap<String, Found> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/structure/expected.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let mut out: BTreeMap<String, Found> = BTreeMap::new();
    let mut promised = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let n = |i: usize| cells[i].parse::<usize>().unwrap_or_else(|_| panic!("{line}"));
        let found = out
            .entry(cells[0].to_string())
            .or_insert_with(|| Found { notice: n(1) == 1, instruments: Vec::new() });
        assert_eq!(found.instruments.len(), n(3), "ordinals in order: {line}");
        found.instruments.push(Counts {
            articles: n(4),
            chapters: n(5),
            headings: (cells[6] != "-").then(|| n(6)),
        });
        promised.insert(cells[0].to_string(), n(2));
    }
    for (file, found) in &out {
        assert_eq!(found.instruments.len(), promised[file], "{file}");
    }
    out
}

/// Counts nodes of a kind, annexes left out.
fn nodes<'a>(node: &'a Node, kind: NodeKind, out: &mut Vec<&'a Node>) {
    if node.kind == NodeKind::Annex {
        return;
    }
    if node.kind == kind {
        out.push(node);
    }
    node.children.iter().for_each(|c| nodes(c, kind, out));
}

fn found(document: &Document) -> Found {
    let count = |node: &Node, kind| {
        let mut out = Vec::new();
        nodes(node, kind, &mut out);
        out.len()
    };
    let parts = |kind| document.root.children.iter().filter(move |n| n.kind == kind);
    let instruments = parts(NodeKind::Instrument).map(|n| {
        let mut articles = Vec::new();
        nodes(n, NodeKind::Article, &mut articles);
        let broken = articles.windows(2).find(|w| w[1].number != w[0].number.map(|n| n + 1));
        // A broken run counts up to the break: it will not be what the reader found.
        let run = broken
            .map_or(articles.len(), |w| articles.iter().position(|a| std::ptr::eq(*a, w[1])).unwrap_or(0));
        Counts {
            articles: run,
            chapters: count(n, NodeKind::Chapter),
            headings: articles.is_empty().then(|| count(n, NodeKind::Heading1)),
        }
    });
    Found { notice: parts(NodeKind::Notice).next().is_some(), instruments: instruments.collect() }
}

#[test]
fn the_table_holds_every_text() {
    let table = table();
    assert!(table.len() >= 150, "{}", table.len());
    let Some(shared) = crate::shared() else { return };
    for dir in ["regulations", "originals", "policies"] {
        for entry in std::fs::read_dir(shared.join("corpus").join(dir)).unwrap() {
            let name = format!("{dir}/{}", entry.unwrap().file_name().to_string_lossy());
            assert!(table.contains_key(&name), "{name}");
        }
    }
}

#[test]
fn what_a_reader_finds_is_found() {
    let table = table();
    let Some(shared) = crate::shared() else { return };
    let folders: Vec<_> =
        ["regulations", "originals", "policies"].map(|d| shared.join("corpus").join(d)).into();
    let (sources, faults) = corpus::find(&folders);
    assert!(faults.is_empty(), "{faults:?}");
    let mut missed = Vec::new();
    let readings = read(&sources);
    for reading in &readings {
        let path = &reading.document.source.path;
        let (key, want) = table.iter().find(|(k, _)| path.ends_with(k.as_str())).unwrap();
        let got = found(&reading.document);
        if got != *want {
            eprintln!("{key}\n  reader  {}\n  program {}", show(want), show(&got));
            missed.push(key.as_str());
        }
    }
    assert_eq!(readings.len(), table.len(), "every text is read");
    let exact = table.len() - missed.len();
    eprintln!("{exact} of {} files exact ({:.1}%)", table.len(), 100.0 * exact as f64 / table.len() as f64);
    let known: Vec<&str> = MISSES.iter().map(|m| m.0).collect();
    missed.sort_unstable();
    assert_eq!(missed, known, "what is missed is explained, and what is explained is missed");
    assert!(exact * 100 >= table.len() * 98, "at least 98% of the files");
}

fn show(f: &Found) -> String {
    let one = |c: &Counts| match c.headings {
        Some(h) => format!("{h} headings{}", if c.chapters + c.articles > 0 { " (and more)" } else { "" }),
        None => format!("{} articles in {} chapters", c.articles, c.chapters),
    };
    let list: Vec<String> = f.instruments.iter().map(one).collect();
    format!("{}{}", if f.notice { "notice, " } else { "" }, list.join("; "))
}
