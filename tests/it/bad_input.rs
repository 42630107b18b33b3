//! Bad input costs one file, gets one clear word, and is never coded absent.

use crate::common::{BOOK, read, run_options};
use std::io::Write;
use std::path::Path;
use tiaokuan::corpus;
use tiaokuan::diag::Severity;
use tiaokuan::model::{ReadState, State};
use tiaokuan::pipeline::{ReadOptions, analyse, read_all};

fn zip_bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("[Content_Types].xml", options).unwrap();
    zip.write_all(b"<Types/>").unwrap();
    zip.start_file("word/document.xml", options).unwrap();
    let block = vec![b' '; 1 << 20];
    for _ in 0..600 {
        zip.write_all(&block).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A PDF whose trailer says that it is encrypted.
const ENCRYPTED: &[u8] =
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
3 0 obj<</Filter/Standard/V 1/R 2/O<0000000000000000000000000000000000000000000000000000000000000000>\
/U<0000000000000000000000000000000000000000000000000000000000000000>/P -4>>endobj\n\
trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]/Size 4>>\nstartxref\n0\n%%EOF";

fn write_all(dir: &Path) -> Vec<(&'static str, &'static str)> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend([0; 64]);
    let noise: Vec<u8> = (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty.txt", Vec::new(), "I002"),
        ("picture.pdf", png, "I003"),
        ("encrypted.pdf", ENCRYPTED.to_vec(), "I004"),
        ("truncated.pdf", b"%PDF-1.7\n1 0 obj<</Type/Cat".to_vec(), "I005"),
        ("bomb.docx", zip_bomb(), "I006"),
        ("noise.txt", noise, "I007"),
        ("letter.txt", "亲爱的朋友：\n昨天下了雨，今天天晴了。\n".as_bytes().to_vec(), "S001"),
    ];
    files
        .into_iter()
        .map(|(name, bytes, code)| {
            std::fs::write(dir.join(name), bytes).unwrap();
            (name, code)
        })
        .collect()
}

#[test]
fn each_kind_of_bad_file_gets_its_diagnostic_and_stays_undetermined() {
    let dir = tempfile::tempdir().unwrap();
    let wanted = write_all(dir.path());
    let (sources, faults) = corpus::find(&[dir.path().to_path_buf()]);
    assert!(faults.is_empty());
    let outcome = analyse(&BOOK, read(&sources), Vec::new(), &run_options());
    for (name, code) in wanted {
        let reading = outcome.readings.iter().find(|r| r.document.source.name == name).unwrap();
        let codes: Vec<&str> = reading.diagnostics.iter().map(|d| d.code.as_str()).collect();
        assert!(codes.contains(&code), "{name}: {codes:?}");
        let told =
            reading.diagnostics.iter().filter(|d| d.severity == Severity::Error || d.code == "S001").count();
        assert_eq!(told, 1, "{name}: {codes:?}");
        assert!(reading.diagnostics.iter().all(|d| !d.help.is_empty() && d.place.file.is_some()));
        let findings: Vec<_> = outcome.analysis.findings.iter().filter(|f| f.source == name).collect();
        assert_eq!(findings.len(), 35, "{name} stands in every output");
        assert!(findings.iter().all(|f| f.state == State::Undetermined), "{name}");
    }
}

#[test]
fn a_missing_path_is_told_and_the_rest_goes_on() {
    let (sources, faults) = corpus::find(&["no/such/file.txt".into()]);
    assert!(sources.is_empty());
    assert_eq!(faults[0].code, "I001");
}

#[test]
fn a_fault_of_the_program_costs_one_file() {
    let sources = &corpus::sample()[..2];
    let options = ReadOptions { panic_on: Some(sources[0].name.clone()), ..ReadOptions::default() };
    let readings = read_all(sources, &corpus::Divisions::default(), &options, &|_| {});
    assert_eq!(readings[0].document.state, ReadState::Unreadable);
    assert_eq!(readings[0].diagnostics[0].code, "I012");
    assert_eq!(readings[1].document.state, ReadState::Read);
}
