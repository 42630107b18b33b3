//! The report over the gold coding of real texts, when they are at hand. With `TIAOKUAN_LOOK` set
//! the exports are left in that folder for a person to look at.

use super::build::{Built, Coded, build};
use std::path::{Path, PathBuf};
use tiaokuan::model::*;

fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["../shared", "../../shared"].map(|p| root.join(p)).into_iter().find(|p| p.join("gold").is_dir())
}

fn coded(dir: &Path, doc: &str, file: &str, title: &str) -> Coded {
    let text = std::fs::read_to_string(dir.join("text").join(format!("{doc}.txt"))).unwrap();
    let lines = std::fs::read_to_string(dir.join("coding").join(format!("{doc}.jsonl"))).unwrap();
    let coding = |line: &str| {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        let word = |v: &serde_json::Value, k: &str| v[k].as_str().unwrap_or_default().to_string();
        let state = State::ALL.into_iter().find(|s| s.en() == v["state"]).unwrap();
        let quotes = v["evidence"].as_array().into_iter().flatten();
        let quotes = quotes.map(|e| (word(e, "label"), word(e, "quote"))).collect();
        let slots = v["slots"].as_object().into_iter().flatten();
        (word(&v, "provision"), state, quotes, slots.map(|(k, v)| (k.clone(), v.clone())).collect())
    };
    // Places by turns: the program will tell them from the text.
    let region = Region { name: doc.into(), province: String::new(), level: Level::Province, code: None };
    Coded {
        file: file.into(),
        title: title.into(),
        text,
        facts: Facts {
            kind: Some(InstrumentKind::Measures),
            draft: doc.ends_with("draft"),
            region: Some(region),
            ..Facts::default()
        },
        state: None,
        codings: lines.lines().map(coding).collect(),
    }
}

fn gold(copies: usize) -> Option<Built> {
    let dir = shared()?.join("gold");
    let rows = std::fs::read_to_string(dir.join("documents.tsv")).ok()?;
    let mut all = Vec::new();
    for copy in 0..copies {
        for row in rows.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let file = if copy == 0 { cells[1].into() } else { format!("{copy}-{}", cells[1]) };
            all.push(coded(&dir, cells[0], &file, cells[2]));
        }
    }
    Some(build(&all, super::sample::diagnostics()))
}

#[test]
fn every_piece_of_gold_evidence_is_marked_in_its_text() {
    let Some(built) = gold(1) else {
        eprintln!("skipped: ../shared is missing");
        return;
    };
    let html = built.with(super::html);
    let mut n = 0;
    for f in &built.analysis.findings {
        n += f.evidence.len();
    }
    assert!(n > 200, "{n} quotes were found in the texts");
    assert_eq!(html.matches("<a class=\"tag\"").count(), n);
    if let Some(dir) = std::env::var_os("TIAOKUAN_LOOK") {
        let seven = gold(8).unwrap();
        built.with(|input| tiaokuan::report::write_all(Path::new(&dir), input)).unwrap();
        seven.with(|input| tiaokuan::report::write_all(&Path::new(&dir).join("seventy"), input)).unwrap();
    }
}
