//! What is fuzzed: every reader, the repair of texts and their structure. Shared by the cargo-fuzz
//! targets (`fuzz/any.rs`) and by the bounded run of the tests (`tests/it/any_bytes.rs`).

use std::io::{Cursor, Write};
use tiaokuan::diag::Severity;
use tiaokuan::model::{Canonical, Format, RawText};
use tiaokuan::{canon, ingest, structure};

/// A target panics when a law of the house does not hold for the bytes.
pub type Target = fn(&[u8]);

/// By name; a bin of `fuzz/Cargo.toml` each.
pub const TARGETS: &[(&str, Target)] = &[
    ("bundle", bundle),
    ("canonical", canonical),
    ("doc", doc),
    ("docx", docx),
    ("html", html),
    ("mhtml", mhtml),
    ("numbering", numbering),
    ("ofd", ofd),
    ("pdf", pdf),
    ("rtf", rtf),
    ("structured", structured),
    ("text", text),
];

/// The target of a name.
#[allow(dead_code)]
pub fn named(name: &str) -> Target {
    TARGETS.iter().find(|(n, _)| *n == name).map(|(_, t)| *t).expect("a target of this name")
}

/// Reads, and goes on with what was read: text comes or a word about why not, and no reader crashes.
fn read(bytes: &[u8]) {
    let reading = ingest::read("x", bytes);
    let crashed = reading.diagnostics.iter().find(|d| d.code == "I012");
    assert!(crashed.is_none(), "{crashed:?}");
    let told = reading.diagnostics.iter().any(|d| d.severity == Severity::Error);
    assert!(reading.raw.is_some() || told, "nothing read and nothing said");
    if let Some(raw) = &reading.raw {
        repair(raw);
    }
}

/// Law 1: pieces tile both texts, and the raw text comes back.
fn repair(raw: &RawText) {
    let canonical = canon::canonicalise(raw).canonical;
    let restored = canonical.map.restore(&canonical.text, &raw.text);
    assert!(restored.as_deref() == Some(raw.text.as_str()), "the raw text does not come back");
    let spans = canonical.cropped.iter().chain(canonical.doubtful.iter().map(|d| &d.span));
    assert!(spans.into_iter().all(|s| canonical.text.get(s.start..s.end).is_some()), "a span off its text");
    parse(&canonical);
}

/// Law 1 again: leaves tile the text; law 2: clauses lie on character boundaries.
fn parse(canonical: &Canonical) {
    let parsed = structure::parse(canonical, "x.txt", "0123456789abcdef", &|_| None);
    let joined: String = parsed.root.leaves().map(|l| l.span.of(&canonical.text)).collect();
    assert!(joined == canonical.text, "leaves do not tile the text");
    for clause in parsed.instruments.iter().flat_map(|i| &i.clauses) {
        assert!(canonical.text.get(clause.span.start..clause.span.end).is_some(), "a clause off its text");
    }
}

fn text(data: &[u8]) {
    read(data);
}

fn html(data: &[u8]) {
    read(&[b"<!doctype html><body>", data].concat());
}

fn mhtml(data: &[u8]) {
    read(
        &[b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n", data].concat(),
    );
}

fn rtf(data: &[u8]) {
    read(&[b"{\\rtf1\\ansicpg936 ", data].concat());
}

/// Foreign readers of PDF may end the process, which is why the program gives them one of their own.
fn pdf(data: &[u8]) {
    read(if data.starts_with(b"%PDF") { data.to_vec() } else { [b"%PDF-1.7\n", data].concat() }.as_slice());
}

fn doc(data: &[u8]) {
    read(data);
    read(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", data].concat());
}

/// Inside its container, so that the packing is not all that is tried.
fn docx(data: &[u8]) {
    read(&packed(&[("[Content_Types].xml", b""), ("word/document.xml", data)]));
    read(data);
}

fn numbering(data: &[u8]) {
    let body =
        b"<w:document xmlns:w='w'><w:body><w:p><w:pPr><w:pStyle w:val='s'/><w:numPr><w:ilvl w:val='1'/>\
        <w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>";
    let (numbers, styles) = data.split_at(data.len() / 2);
    read(&packed(&[
        ("word/document.xml", body),
        ("word/numbering.xml", numbers),
        ("word/styles.xml", styles),
    ]));
}

fn ofd(data: &[u8]) {
    let root = b"<OFD><DocBody><DocRoot>D/Document.xml</DocRoot></DocBody></OFD>";
    let document = b"<Document><Pages><Page ID='1' BaseLoc='P.xml'/></Pages></Document>";
    read(&packed(&[("OFD.xml", root), ("D/Document.xml", document), ("D/P.xml", data)]));
    read(data);
}

fn bundle(data: &[u8]) {
    let (members, _) = ingest::bundle::members("x.zip", data);
    assert!(members.iter().map(|m| m.bytes.len()).sum::<usize>() <= 128 << 20);
    let (members, _) = ingest::bundle::members("x.zip", &packed(&[("a.txt", data), ("b/../c", data)]));
    assert!(members.iter().all(|m| m.bytes == data), "a member has other bytes");
}

/// The repair alone, on what readers hand over: pages, printed lines.
fn canonical(data: &[u8]) {
    let (Some(flags), rest) = (data.first(), data.get(1..).unwrap_or_default()) else { return };
    let mut raw = RawText::new(String::from_utf8_lossy(rest).into_owned(), Format::Txt, "x");
    raw.wrapped = flags & 1 != 0;
    if flags & 2 != 0 {
        let breaks = raw.text.match_indices('\n').step_by(7).map(|(at, _)| at + 1);
        let starts: Vec<usize> = std::iter::once(0).chain(breaks).collect();
        raw.pages = starts
            .iter()
            .enumerate()
            .map(|(i, at)| tiaokuan::model::PageStart { page: i as u32 + 1, at: *at })
            .collect();
    }
    repair(&raw);
}

/// Structure alone, on any text.
fn structured(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    parse(&Canonical::from_cells(&Canonical::cells(&text), &text));
}

fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member begins");
        zip.write_all(bytes).expect("a member is written");
    }
    zip.finish().expect("the container ends").into_inner()
}
