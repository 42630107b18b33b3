//! Clauses made of the real texts beside the project, line by line, for measuring.

use super::clause;
use std::path::PathBuf;
use tiaokuan::index::ClauseDoc;

/// The folder of shared texts; `None`, with a word about it, when it is not there.
pub fn shared() -> Option<PathBuf> {
    let home = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared", "../../shared"].iter().map(|p| home.join(p)).find(|p| p.is_dir());
    if found.is_none() {
        eprintln!("skipped: ../shared is missing");
    }
    found
}

/// Every line of the text files of the folders, a clause each.
pub fn lines(folders: &[&str]) -> Option<Vec<ClauseDoc>> {
    let shared = shared()?;
    let mut docs = Vec::new();
    for folder in folders {
        let mut files: Vec<_> = std::fs::read_dir(shared.join("corpus").join(folder))
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "txt"))
            .collect();
        files.sort();
        for file in files {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&file).unwrap();
            for (i, line) in text.lines().filter(|l| !l.trim().is_empty()).enumerate() {
                docs.push(clause(&name, i as u32, &format!("{}", i + 1), line));
            }
        }
    }
    Some(docs)
}

/// Every line of the archive of local regulations, a clause each; a thousand make an instrument.
pub fn archive() -> Option<Vec<ClauseDoc>> {
    let path = shared()?.join("corpus/local-regulations.tar.gz");
    let out = std::process::Command::new("tar").arg("xzOf").arg(&path).output().ok();
    let Some(out) = out.filter(|o| o.status.success() && !o.stdout.is_empty()) else {
        eprintln!("skipped: no tar, or no {}", path.display());
        return None;
    };
    let text = String::from_utf8_lossy(&out.stdout);
    let lines = text.lines().filter(|l| !l.trim().is_empty()).enumerate();
    let one = |(i, line): (usize, &str)| {
        clause(&format!("法{}", i / 1000), (i % 1000) as u32, &format!("{i}"), line)
    };
    Some(lines.map(one).collect())
}
