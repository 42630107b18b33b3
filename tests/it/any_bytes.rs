//! Any bytes: damaged files of every format and files built to harm. No reader crashes on them,
//! each file gets text or a word about what is wrong, and the readers end.

#[path = "../../fuzz/targets.rs"]
mod targets;

use crate::common::run_options;
use rand::RngExt;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tiaokuan::diag::Severity;
use tiaokuan::model::{ReadState, State};
use tiaokuan::pipeline::{ReadOptions, Reading, analyse, read_all};
use tiaokuan::{corpus, ingest};

/// Damaged copies of each seed; `TIAOKUAN_COPIES=1000` for a longer look.
fn copies() -> usize {
    std::env::var("TIAOKUAN_COPIES").ok().and_then(|n| n.parse().ok()).unwrap_or(24)
}

/// PDF goes through a child process each time.
const PDF_COPIES: usize = 6;

fn seeds() -> Vec<(String, Vec<u8>)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/same");
    let mut all: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    all.sort();
    all.iter()
        .map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(p).unwrap()))
        .collect()
}

/// Flips, cuts, doubles, swaps and splices stretches of bytes.
fn damage(rng: &mut ChaCha8Rng, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..rng.random_range(1..6) {
        if out.is_empty() {
            break;
        }
        let from = rng.random_range(0..out.len());
        let to = (from + rng.random_range(1..400)).min(out.len());
        match rng.random_range(0..6) {
            0 => (0..20).for_each(|_| {
                let at = rng.random_range(0..out.len());
                out[at] = rng.random();
            }),
            1 => out.truncate(from),
            2 => drop(out.drain(from..to)),
            3 => out.extend_from_within(from..to),
            4 => out[from..to].fill(rng.random()),
            _ => {
                let at = rng.random_range(0..other.len());
                let piece = &other[at..(at + 300).min(other.len())];
                out.splice(from..from, piece.iter().copied());
            }
        }
    }
    out
}

#[test]
fn damaged_files_of_every_format_crash_no_reader() {
    let seeds = seeds();
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for (i, (name, bytes)) in seeds.iter().enumerate().filter(|(_, (name, _))| !name.ends_with(".pdf")) {
        for copy in 0..copies() {
            let damaged = damage(&mut rng, bytes, &seeds[(i + copy) % seeds.len()].1);
            // A foreign PDF reader may end the process: such bytes go through a child, below.
            if damaged.windows(5).take(1024).any(|w| w == b"%PDF-") {
                continue;
            }
            let reading = ingest::read(name, &damaged);
            let crashed = reading.diagnostics.iter().find(|d| d.code == "I012");
            assert!(crashed.is_none(), "{name}, copy {copy}: {crashed:?}");
            let told = reading.diagnostics.iter().any(|d| d.severity == Severity::Error);
            assert!(reading.raw.is_some() || told, "{name}, copy {copy}: nothing read and nothing said");
        }
    }
}

fn outcome_of(files: &[(String, Vec<u8>)]) -> Vec<Reading> {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    let (sources, _) = corpus::find(&[dir.path().to_path_buf()]);
    let options =
        ReadOptions { exe: Some(PathBuf::from(env!("CARGO_BIN_EXE_tiaokuan"))), ..ReadOptions::default() };
    let readings = read_all(&sources, &corpus::Divisions::default(), &options, &|_| {});
    assert!(readings.len() >= files.len());
    readings
}

#[test]
fn damaged_pdf_files_cost_one_file_each() {
    let seeds = seeds();
    let (_, pdf) = seeds.iter().find(|(name, _)| name.ends_with(".pdf")).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let files: Vec<_> =
        (0..PDF_COPIES).map(|i| (format!("{i}.pdf"), damage(&mut rng, pdf, &seeds[0].1))).collect();
    for reading in outcome_of(&files) {
        let told = reading.diagnostics.iter().any(|d| d.severity == Severity::Error);
        assert!(reading.document.state != ReadState::Unreadable || told, "{}", reading.document.source.name);
    }
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// XML whose entities, each ten of the one before, would fill the memory.
fn entity_bomb() -> String {
    let mut xml = String::from("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e0 \"条款\">");
    for i in 1..12 {
        let _ = write!(xml, "<!ENTITY e{i} \"{}\">", format!("&e{};", i - 1).repeat(10));
    }
    xml + "]><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>&e11;</w:t></w:r></w:p></w:body></w:document>"
}

/// A page tree that holds itself.
const CIRCULAR: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF";

fn harmful() -> Vec<(String, Vec<u8>)> {
    let docx = |xml: &str| {
        let types = b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
        zip(&[("[Content_Types].xml", types), ("word/document.xml", xml.as_bytes())])
    };
    let deep = 100_000;
    let mut nested = zip(&[("a.txt", "第一条 甲。".as_bytes())]);
    for _ in 0..40 {
        nested = zip(&[("inner.zip", &nested)]);
    }
    let many = (0..3000).map(|i| format!("{i}.txt")).collect::<Vec<_>>();
    let entries: Vec<(&str, &[u8])> = many.iter().map(|n| (n.as_str(), "第一条 甲。".as_bytes())).collect();
    vec![
        ("entities.docx".into(), docx(&entity_bomb())),
        ("deep.docx".into(), docx(&("<w:p>".repeat(deep) + &"</w:p>".repeat(deep)))),
        ("deep.html".into(), ("<div>".repeat(deep) + "第一条 甲。").into_bytes()),
        ("tables.html".into(), "<table><tr><td>".repeat(20_000).into_bytes()),
        ("deep.rtf".into(), ("{\\rtf1 ".to_owned() + &"{".repeat(deep)).into_bytes()),
        ("circular.pdf".into(), CIRCULAR.to_vec()),
        ("nested.zip".into(), nested),
        ("many.zip".into(), zip(&entries)),
        ("brackets.txt".into(), "（".repeat(deep).into_bytes()),
        ("numbers.txt".into(), "第一条".repeat(deep).into_bytes()),
    ]
}

#[test]
fn files_built_to_harm_end_with_text_or_a_word() {
    let readings = outcome_of(&harmful());
    for reading in &readings {
        let (name, codes) = (&reading.document.source.name, &reading.diagnostics);
        assert!(codes.iter().all(|d| d.code != "I012"), "{name}: {codes:?}");
        let told = codes.iter().any(|d| d.severity == Severity::Error);
        assert!(reading.document.state != ReadState::Unreadable || told, "{name}: {codes:?}");
    }
    let book = &crate::common::BOOK;
    let outcome = analyse(book, readings, Vec::new(), &run_options());
    let unread = |name: &str| {
        outcome.readings.iter().any(|r| r.document.source.name == name && r.document.state != ReadState::Read)
    };
    let absent = outcome.analysis.findings.iter().find(|f| f.state == State::Absent && unread(&f.source));
    assert!(absent.is_none(), "{absent:?}");
}

/// What a target takes apart in a file of a format: the text inside it where it has one.
fn seeds_of(target: &str) -> Vec<Vec<u8>> {
    let all = seeds();
    let ends =
        |end: &str| all.iter().filter(|(n, _)| n.ends_with(end)).map(|(_, b)| b.clone()).collect::<Vec<_>>();
    let inside = |end: &str, part: &str| -> Vec<Vec<u8>> {
        let member = |bytes: &Vec<u8>| {
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).ok()?;
            let name = zip.file_names().flatten().find(|n| n.ends_with(part))?.into_owned();
            let mut out = Vec::new();
            std::io::Read::read_to_end(&mut zip.by_name(&name).ok()?, &mut out).ok()?;
            Some(out)
        };
        ends(end).iter().filter_map(member).collect()
    };
    match target {
        "doc" => ends(".doc"),
        "docx" => [ends(".docx"), inside(".docx", "word/document.xml")].concat(),
        "numbering" => inside(".docx", "word/numbering.xml"),
        "ofd" => [ends(".ofd"), inside(".ofd", "Content.xml")].concat(),
        "pdf" => ends(".pdf"),
        "rtf" => ends(".rtf"),
        "bundle" => vec![zip(&[("a.txt", "第一条 甲。".as_bytes()), ("b.docx", &ends(".docx")[0])])],
        _ => [ends(".html"), ends(".txt")].concat(),
    }
}

/// The entry points of `fuzz/`, for as many damaged seeds as there is time for here. PDF is left to
/// the child process above: its foreign readers may end this one.
#[test]
fn every_fuzz_target_holds_for_a_bounded_time() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    for (name, target) in targets::TARGETS.iter().filter(|(name, _)| *name != "pdf") {
        let seeds = seeds_of(name);
        assert!(!seeds.is_empty(), "{name}");
        for seed in &seeds {
            target(seed);
            for _ in 0..copies() {
                let damaged = damage(&mut rng, seed, &seeds[0]);
                if !damaged.windows(5).take(1024).any(|w| w == b"%PDF-") {
                    target(&damaged);
                }
            }
        }
    }
}

/// Every target has its binary, and no binary lacks one.
#[test]
fn the_fuzz_workspace_names_every_target() {
    let text = include_str!("../../fuzz/Cargo.toml");
    let manifest: toml::Table = toml::from_str(text).unwrap();
    let bins = manifest["bin"].as_array().unwrap();
    let bins: Vec<&str> = bins.iter().map(|b| b["name"].as_str().unwrap()).collect();
    assert_eq!(bins, targets::TARGETS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    /// Bytes of no format at all, and text of any characters.
    #[test]
    fn any_bytes_and_any_text_crash_no_reader(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..3000),
        text in "\\PC{0,800}",
        which in 0..targets::TARGETS.len(),
    ) {
        let (name, target) = targets::TARGETS[which];
        for input in [bytes.as_slice(), text.as_bytes()] {
            if name != "pdf" && !input.windows(5).any(|w| w == b"%PDF-") {
                target(input);
            }
        }
    }
}
