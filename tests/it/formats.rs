//! One instrument in many formats: the same canonical text, the same findings.

use crate::common::{BOOK, read, run_options};
use crate::shared;
use std::path::{Path, PathBuf};
use tiaokuan::corpus;
use tiaokuan::model::{ReadState, fold};
use tiaokuan::pipeline::analyse;
use tiaokuan::{canon, ingest};

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/same")
}

/// Canonical text in its matching form without white space.
fn body(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let reading = ingest::read(&path.to_string_lossy(), &bytes);
    let raw = reading.raw.unwrap_or_else(|| panic!("{}: {:?}", path.display(), reading.diagnostics));
    let text = fold(&canon::canonicalise(&raw).canonical.text).text;
    // The page names its publisher below the title, under which the title stands once more.
    let text = text.rsplit_once("来源:范例省数据局").map_or(text.as_str(), |(_, behind)| behind);
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Insertions, deletions and replacements per character of `wanted`.
fn error_rate(wanted: &str, got: &str) -> f64 {
    strsim::levenshtein(wanted, got) as f64 / wanted.chars().count().max(1) as f64
}

fn all_forms() -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = std::fs::read_dir(fixtures())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| !p.ends_with("README.md"))
        .collect();
    out.sort();
    assert!(out.len() >= 9);
    out
}

#[test]
fn every_format_gives_the_same_text() {
    let wanted = body(&fixtures().join("same.txt"));
    for path in all_forms() {
        let rate = error_rate(&wanted, &body(&path));
        eprintln!("{:.4} {}", rate, path.file_name().unwrap().display());
        assert_eq!(rate, 0.0, "{}", path.display());
    }
}

#[test]
fn every_format_gives_the_same_findings() {
    let (sources, _) = corpus::find(&[fixtures()]);
    let sources: Vec<_> = sources.into_iter().filter(|s| s.name != "README.md").collect();
    let outcome = analyse(&BOOK, read(&sources), Vec::new(), &run_options());
    let of = |name: &str| -> Vec<String> {
        let found = outcome.analysis.findings.iter().filter(|f| f.source == name);
        found
            .map(|f| {
                format!(
                    "{} {:?} {:?}",
                    f.provision,
                    f.state,
                    f.evidence.iter().map(|e| &e.label).collect::<Vec<_>>()
                )
            })
            .collect()
    };
    let wanted = of("same.txt");
    assert_eq!(wanted.len(), 35);
    for s in &sources {
        assert_eq!(of(&s.name), wanted, "{}", s.name);
    }
}

#[test]
fn a_bundle_is_read_member_by_member() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for path in all_forms() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &std::fs::read(path).unwrap()).unwrap();
    }
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("all.zip"), zip.finish().unwrap().into_inner()).unwrap();
    let (sources, _) = corpus::find(&[dir.path().to_path_buf()]);
    let readings = read(&sources);
    assert_eq!(readings.len(), all_forms().len());
    for r in &readings {
        assert!(r.document.source.name.starts_with("all.zip/same"), "{}", r.document.source.name);
        assert_eq!(r.document.state, ReadState::Read, "{:?}", r.diagnostics);
    }
}

/// A stretch of a body: first character, number of characters.
type Stretch = (usize, usize);

/// Originals that were published in two formats, with the stretches in which the publications
/// themselves differ, seen by reading both. What the portals add before and behind the document
/// (issuer, number, date, links) is in one of the two only: the body lies between the first and
/// last words that both have.
const PAIRS: &[(&str, &str, &[Stretch], &[Stretch])] = &[
    ("w01-04-dengji-banfa.html", "w01-01-dengji-banfa.pdf", &[], &[]),
    ("w01-07.html", "w01-06.pdf", &[], &[]),
    // The page of another publisher leaves out the last sentence of the preamble.
    ("w03-31.html", "w03-32.pdf", &[], &[(146, 45)]),
    // One numbers its six items 1. and the other （一）, and has a line of facts below the title.
    (
        "w03-23.html",
        "w03-22.doc",
        &[(234, 2), (276, 2), (298, 2), (390, 2), (461, 2), (495, 2)],
        &[(51, 19), (253, 3), (296, 3), (319, 3), (412, 3), (484, 3), (519, 3)],
    ),
];

#[test]
fn originals_in_two_formats_agree() {
    let Some(root) = shared() else { return };
    for (a, b, a_own, b_own) in PAIRS {
        let [a_text, b_text] = [a, b].map(|name| body(&root.join("corpus/originals").join(name)));
        let (a_body, b_body) = (between(&a_text, &b_text), between(&b_text, &a_text));
        let whole = error_rate(&a_body, &b_body);
        let rate = error_rate(&without(&a_body, a_own), &without(&b_body, b_own));
        let own: usize = a_own.iter().chain(*b_own).map(|s| s.1).sum();
        let chars = a_body.chars().count();
        eprintln!(
            "{rate:.5} of {chars} characters ({whole:.5} with {own} of the publishers' own): {a} / {b}"
        );
        assert!(rate < 0.005, "{a} {b}");
        assert!(10 * own < chars, "what is set aside is little");
        assert!(10 * a_body.len() > 8 * a_text.len(), "the body is most of the text");
    }
}

/// A body without the stretches that only its publisher has.
fn without(body: &str, own: &[Stretch]) -> String {
    let mine = |i: usize| own.iter().any(|&(from, n)| (from..from + n).contains(&i));
    body.chars().enumerate().filter(|(i, _)| !mine(*i)).map(|(_, c)| c).collect()
}

/// From the first run of characters that stands in `other` to the last one.
fn between(text: &str, other: &str) -> String {
    const RUN: usize = 25;
    let chars: Vec<char> = text.chars().collect();
    let stands = |w: &[char]| other.contains(&w.iter().collect::<String>());
    let first = chars.windows(RUN).position(stands).unwrap_or(0);
    let last = chars.windows(RUN).rposition(stands).unwrap_or(0);
    chars[first..last + RUN].iter().collect()
}
