//! Scans made of a sample document and read by OCR, when the tools are on the machine.

use crate::common::{BOOK, read, run_options};
use std::path::{Path, PathBuf};
use std::process::Command;
use tiaokuan::corpus::{self, Divisions, SourceFile};
use tiaokuan::ingest::ocr::Tools;
use tiaokuan::model::{Condition, Doubt, Span, State, fold};
use tiaokuan::pipeline::{ReadOptions, Reading, analyse, read_all};

/// A grey picture, one byte a point.
struct Grey {
    width: usize,
    height: usize,
    points: Vec<u8>,
}

/// The pages of the sample PDF as a scanner sees them: 200 dpi, turned by one degree. `None`, with
/// a word on stderr, when a tool is missing.
fn scans(pages: std::ops::RangeInclusive<u32>) -> Option<Vec<Grey>> {
    let dir = tempfile::tempdir().unwrap();
    let pdf = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/same/same.pdf");
    let (first, last) = (pages.start().to_string(), pages.end().to_string());
    let drawn = Command::new("pdftoppm")
        .args(["-r", "200", "-gray", "-f", &first, "-l", &last])
        .arg(pdf)
        .arg(dir.path().join("p"))
        .status();
    if Tools::here().is_none() || !drawn.is_ok_and(|s| s.success()) {
        eprintln!("skipped: tesseract with chi_sim or pdftoppm is missing");
        return None;
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    Some(files.iter().map(|f| turned(&grey(&std::fs::read(f).unwrap()), 1.0)).collect())
}

/// Reads a PGM as pdftoppm writes it.
fn grey(bytes: &[u8]) -> Grey {
    let head: Vec<&[u8]> = bytes.splitn(4, |b| *b == b'\n').collect();
    let size = String::from_utf8_lossy(head[1]).into_owned();
    let (width, height) = size.split_once(' ').unwrap();
    let (width, height) = (width.parse().unwrap(), height.parse().unwrap());
    Grey { width, height, points: head[3][..width * height].to_vec() }
}

fn turned(g: &Grey, degrees: f64) -> Grey {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (cx, cy) = (g.width as f64 / 2.0, g.height as f64 / 2.0);
    let mut points = vec![255u8; g.points.len()];
    for y in 0..g.height {
        for x in 0..g.width {
            let (dx, dy) = (x as f64 - cx, y as f64 - cy);
            let (u, v) = (cos * dx + sin * dy + cx, cos * dy - sin * dx + cy);
            if u < 0.0 || v < 0.0 || u >= (g.width - 1) as f64 || v >= (g.height - 1) as f64 {
                continue;
            }
            let at = v as usize * g.width + u as usize;
            let (fu, fv) = (u.fract(), v.fract());
            let mix = |a: u8, b: u8, f: f64| f64::from(a) * (1.0 - f) + f64::from(b) * f;
            let up = mix(g.points[at], g.points[at + 1], fu);
            let down = mix(g.points[at + g.width], g.points[at + g.width + 1], fu);
            points[y * g.width + x] = (up * (1.0 - fv) + down * fv).round() as u8;
        }
    }
    Grey { width: g.width, height: g.height, points }
}

/// A PDF with nothing but a picture on each A4 page.
fn pdf(pages: &[Grey]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |out: &mut Vec<u8>, body: &[u8]| {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", places.len()).bytes());
        out.extend(body);
        out.extend(b"\nendobj\n");
    };
    let kids: String = (0..pages.len()).map(|i| format!("{} 0 R ", 3 + 3 * i)).collect();
    object(&mut out, b"<< /Type /Catalog /Pages 2 0 R >>");
    object(&mut out, format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()).as_bytes());
    for (i, g) in pages.iter().enumerate() {
        let n = 3 + 3 * i;
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /XObject << /S {} 0 R >> >> >>",
            n + 1,
            n + 2
        );
        object(&mut out, page.as_bytes());
        let draw = "595 0 0 842 0 0 cm /S Do";
        object(&mut out, format!("<< /Length {} >>\nstream\n{draw}\nendstream", draw.len()).as_bytes());
        let mut picture = format!(
            "<< /Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace /DeviceGray /BitsPerComponent 8 /Length {} >>\nstream\n",
            g.width,
            g.height,
            g.points.len()
        )
        .into_bytes();
        picture.extend(&g.points);
        picture.extend(b"\nendstream");
        object(&mut out, &picture);
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for at in &places {
        out.extend(format!("{at:010} 00000 n \n").bytes());
    }
    out.extend(
        format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1).bytes(),
    );
    out
}

/// An uncompressed grey TIFF of one strip.
fn tiff(g: &Grey) -> Vec<u8> {
    let entries: [(u16, u16, u32); 9] = [
        (256, 4, g.width as u32),
        (257, 4, g.height as u32),
        (258, 3, 8),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8 + 2 + 9 * 12 + 4),
        (277, 3, 1),
        (278, 4, g.height as u32),
        (279, 4, g.points.len() as u32),
    ];
    let mut out = b"II*\0\x08\0\0\0\x09\0".to_vec();
    for (tag, kind, value) in entries {
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend(1u32.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    out.extend([0; 4]);
    out.extend(&g.points);
    out
}

fn scanned(dir: &Path, name: &str, bytes: Vec<u8>) -> Reading {
    std::fs::write(dir.join(name), bytes).unwrap();
    let (sources, faults) = corpus::find(&[dir.join(name)]);
    assert!(faults.is_empty());
    let exe = Some(PathBuf::from(env!("CARGO_BIN_EXE_tiaokuan")));
    let options = ReadOptions { exe, ..ReadOptions::default() };
    read_all(&sources, &Divisions::default(), &options, &|_: &SourceFile| {}).remove(0)
}

fn plain(text: &str) -> String {
    fold(text).text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn sample() -> Reading {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/same/same.pdf");
    read(&corpus::find(&[path]).0).remove(0)
}

#[test]
fn a_scan_is_read_and_codes_like_its_original() {
    let Some(pages) = scans(1..=4) else { return };
    let dir = tempfile::tempdir().unwrap();
    let (scan, original) = (scanned(dir.path(), "scan.pdf", pdf(&pages)), sample());
    let document = &scan.document;
    assert_eq!(document.source.condition, Some(Condition::Ocr), "{:?}", scan.diagnostics);
    assert!(document.source.reader.ends_with("chi_sim (OCR)"), "{}", document.source.reader);
    assert!(scan.diagnostics.iter().any(|d| d.code == "I016"));
    assert_eq!(document.pages.len(), 4);
    let (got, wanted) = (plain(&document.canonical.text), plain(&original.document.canonical.text));
    let errors = strsim::levenshtein(&got, &wanted);
    eprintln!("{errors} errors in {} characters: {:?}", wanted.chars().count(), scan.diagnostics);
    assert!(errors * 100 < wanted.chars().count() * 3, "{errors}\n{}", document.canonical.text);

    let name = document.source.name.clone();
    let outcome = analyse(&BOOK, vec![scan, original], Vec::new(), &run_options());
    let (of_scan, of_original): (Vec<_>, Vec<_>) =
        outcome.analysis.findings.iter().partition(|f| f.source == name);
    assert_eq!((of_scan.len(), of_original.len()), (35, 35));
    let mut equal = 0;
    for (a, b) in of_scan.iter().zip(&of_original) {
        assert_eq!(a.provision, b.provision);
        // Where confidence is low nothing is said; else the states are those of the original.
        assert!(a.state == b.state || a.state == State::Undetermined, "{}: {:?}", a.provision, a.state);
        equal += usize::from(a.state == b.state);
    }
    let laid_down = of_original.iter().filter(|f| f.state != State::Absent).count();
    eprintln!("{equal} of 35 states equal, {laid_down} laid down in the original");
    assert!(equal * 2 >= laid_down, "{equal} of {laid_down}");
}

#[test]
fn a_picture_is_read() {
    let Some(pages) = scans(1..=1) else { return };
    let dir = tempfile::tempdir().unwrap();
    let reading = scanned(dir.path(), "page.tif", tiff(&pages[0]));
    assert_eq!(reading.document.source.condition, Some(Condition::Ocr), "{:?}", reading.diagnostics);
    let got = plain(&reading.document.canonical.text);
    let wanted: String = plain(&sample().document.canonical.text).chars().take(got.chars().count()).collect();
    let errors = strsim::levenshtein(&got, &wanted);
    assert!(
        got.chars().count() > 300 && errors * 100 < wanted.chars().count() * 3,
        "{errors}\n{got}\n{wanted}"
    );
}

/// Law 6: a provision found only where words are doubtful is undetermined, the others stay.
#[test]
fn what_rests_on_doubtful_words_is_undetermined() {
    let coded =
        |reading: Reading| analyse(&BOOK, vec![reading], Vec::new(), &run_options()).analysis.findings;
    let before = coded(sample());
    let found = before.iter().find(|f| f.state == State::Present && f.evidence.len() == 1).unwrap();
    let (place, label) = (found.evidence[0].span, &found.evidence[0].label);
    let mut reading = sample();
    let first = reading.document.canonical.text[place.start..].chars().next().unwrap();
    reading.document.canonical.doubtful =
        vec![Doubt { span: Span::new(place.start, place.start + first.len_utf8()), confidence: 30 }];
    let mut kept = 0;
    for (a, b) in coded(reading).iter().zip(&before) {
        let all_there = !b.evidence.is_empty() && b.evidence.iter().all(|e| e.label == *label);
        if a.provision == found.provision {
            assert_eq!(a.state, State::Undetermined);
            assert!(a.reason.contains("核对") && a.slots.is_empty());
            assert_eq!(a.evidence, b.evidence, "what was seen is shown");
        } else if !all_there || b.state == State::Absent {
            // The doubtful word may hide what is then not found.
            let wanted = if b.state == State::Absent { State::Undetermined } else { b.state };
            assert_eq!(a.state, wanted, "{}", a.provision);
            kept += 1;
        }
    }
    assert!(kept > 20, "{kept}");
}
