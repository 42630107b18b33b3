//! Scans: pages and pictures without text are read by Tesseract when it is on the machine, each in
//! a child process of its own with bounds on time and memory. What comes out is marked as OCR
//! with a confidence for every word; where Tesseract is missing the diagnostic says how to get it.

mod child;
mod tsv;

use super::sniff::{self, Kind};
use super::{Input, Reading};
use crate::model::{Doubt, Format, PageStart, RawText};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tsv::Page;

/// What stands in the diagnostics where a tool is missing.
pub const INSTALL: &str = "apt-get install tesseract-ocr tesseract-ocr-chi-sim poppler-utils";
/// Pages beyond this are not read.
const MAX_PAGES: usize = 300;
/// Resolutions of scans that Tesseract reads well as they are; others are drawn at 300 dpi.
const DPI: std::ops::RangeInclusive<u32> = 140..=420;

/// The programs that read scans.
#[derive(Debug, Clone)]
pub struct Tools {
    tesseract: PathBuf,
    pdftoppm: PathBuf,
    pdfimages: PathBuf,
    /// Name and version, for the reader of the text.
    name: String,
}

/// What reading scans may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// For each page, drawing it and reading it by themselves.
    pub page: Duration,
    /// For one file.
    pub file: Duration,
    /// Address space of each child, in bytes.
    pub memory: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { page: Duration::from_secs(60), file: Duration::from_secs(900), memory: 2 << 30 }
    }
}

impl Tools {
    /// The tools of this machine, asked for once; `None` when Tesseract or its Chinese data are
    /// missing.
    pub fn here() -> Option<&'static Self> {
        static HERE: OnceLock<Option<Tools>> = OnceLock::new();
        HERE.get_or_init(|| Self::find(Path::new("tesseract"))).as_ref()
    }

    fn find(tesseract: &Path) -> Option<Self> {
        let ask = |argument| {
            let out = Command::new(tesseract).arg(argument).output().ok()?;
            // Older ones answer on stderr.
            Some([out.stdout, out.stderr].map(|b| String::from_utf8_lossy(&b).into_owned()).concat())
        };
        let known = ask("--list-langs")?.lines().any(|l| l.trim() == "chi_sim");
        let version = ask("--version")?.lines().next()?.trim().to_owned();
        known.then(|| Self {
            tesseract: tesseract.into(),
            pdftoppm: "pdftoppm".into(),
            pdfimages: "pdfimages".into(),
            name: version,
        })
    }
}

/// What of a source has no text.
enum Wanted {
    Nothing,
    /// The file is a picture; the ending that its kind goes by.
    Picture(&'static str),
    /// Every page of a PDF.
    All,
    /// These pages of a PDF, counted from 1.
    Pages(Vec<u32>),
}

fn wanted(reading: &Reading, bytes: &[u8]) -> Wanted {
    let says = |code: &str| reading.diagnostics.iter().any(|d| d.code == code);
    match (&reading.raw, sniff::kind(bytes)) {
        (None, Kind::Picture(kind)) if says("I003") => Wanted::Picture(kind),
        (None, Kind::Known(Format::Pdf)) if says("I009") => Wanted::All,
        (Some(raw), Kind::Known(Format::Pdf)) if says("I010") => Wanted::Pages(empty(raw)),
        _ => Wanted::Nothing,
    }
}

/// True when pages or the whole source could be read by OCR.
pub fn is_wanted(reading: &Reading, bytes: &[u8]) -> bool {
    !matches!(wanted(reading, bytes), Wanted::Nothing)
}

/// Text of each page with its number.
fn pages(raw: &RawText) -> impl Iterator<Item = (u32, &str)> {
    let ends = raw.pages.iter().skip(1).map(|p| p.at).chain([raw.text.len()]);
    raw.pages.iter().zip(ends).map(|(p, end)| (p.page, raw.text.get(p.at..end).unwrap_or_default()))
}

fn empty(raw: &RawText) -> Vec<u32> {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).take(3).count() < 3;
    pages(raw).filter(|(_, text)| bare(text)).map(|(page, _)| page).collect()
}

/// Adds what the scanned pages say to a reading that lacks them. Without tools the reading stays as
/// it is: the help of its diagnostics says what to install.
pub fn complete(
    reading: Reading,
    name: &str,
    bytes: &[u8],
    tools: Option<&Tools>,
    bounds: Bounds,
) -> Reading {
    let Some(tools) = tools else { return reading };
    let input = Input { name, bytes };
    let list = match wanted(&reading, bytes) {
        Wanted::Nothing => return reading,
        Wanted::Picture(kind) => {
            let read = child::picture(tools, kind, bytes, bounds);
            return settle(reading, input, tools, read, Format::Image);
        }
        Wanted::All => None,
        Wanted::Pages(list) => Some(list),
    };
    let read = child::pdf(tools, list.as_deref(), bytes, bounds);
    settle(reading, input, tools, read, Format::Pdf)
}

/// Reads a whole PDF as a scan, whatever text layer it has.
pub fn whole(name: &str, bytes: &[u8], tools: Option<&Tools>, bounds: Bounds) -> Option<Reading> {
    let read = child::pdf(tools?, None, bytes, bounds);
    let blank = Reading { raw: None, diagnostics: Vec::new() };
    Some(settle(blank, Input { name, bytes }, tools?, read, Format::Pdf)).filter(|r| r.raw.is_some())
}

/// What the children made of the pages.
struct Scanned {
    pages: Vec<Page>,
    /// Why a page or the rest was not read.
    faults: Vec<String>,
}

fn settle(reading: Reading, input: Input<'_>, tools: &Tools, scanned: Scanned, format: Format) -> Reading {
    let Reading { raw, mut diagnostics } = reading;
    let faults = scanned.faults.join("; ");
    if scanned.pages.iter().all(|p| p.text.trim().is_empty()) {
        let why = if faults.is_empty() { "no text was seen".into() } else { faults };
        diagnostics
            .push(input.note("I017", format!("{}: OCR gave nothing: {why} (OCR未得到文本)", input.name)));
        return Reading { raw, diagnostics };
    }
    let count = scanned.pages.len();
    let doubts: usize = scanned.pages.iter().map(|p| p.doubts.len()).sum();
    let (sum, chars) =
        scanned.pages.iter().fold((0.0, 0), |(s, n), p| (s + p.confidence * p.chars as f64, n + p.chars));
    // What was wanting is there now; what this text lacks is told by its own diagnostics.
    diagnostics.retain(|d| !matches!(d.code.as_str(), "I003" | "I009" | "I010"));
    let message = format!(
        "{}: {count} page(s) read by {} (OCR识别): mean confidence (平均置信度) {:.1}%, {doubts} words below {}%",
        input.name,
        tools.name,
        sum / chars.max(1) as f64,
        tsv::LOW
    );
    diagnostics.push(input.note("I016", message));
    if !faults.is_empty() {
        diagnostics.push(input.note("I017", format!("{}: {faults} (OCR未得到文本)", input.name)));
    }
    let mut out = merge(raw, scanned.pages, format);
    out.reader = match out.reader.as_str() {
        "" => format!("{} chi_sim (OCR)", tools.name),
        first => format!("{first} + {} chi_sim (OCR)", tools.name),
    };
    out.partial |= !faults.is_empty();
    Reading { raw: Some(out), diagnostics }
}

/// Pages read before with those of the scan, in order.
fn merge(raw: Option<RawText>, scanned: Vec<Page>, format: Format) -> RawText {
    let mut all: Vec<Page> = scanned;
    let truncated = raw.as_ref().is_some_and(|r| r.partial && empty(r).is_empty());
    if let Some(raw) = &raw {
        let bare = empty(raw);
        let seen: Vec<u32> = all.iter().map(|p| p.page).collect();
        all.extend(
            pages(raw)
                .filter(|(page, _)| !bare.contains(page) || !seen.contains(page))
                .map(|(page, text)| Page { page, text: text.to_owned(), ..Page::default() }),
        );
    }
    all.sort_by_key(|p| p.page);
    let mut out = RawText::new(String::new(), format, raw.map(|r| r.reader).unwrap_or_default());
    out.wrapped = true;
    out.ocr = true;
    for page in all {
        let at = out.text.len();
        out.pages.push(PageStart { page: page.page, at });
        out.doubts.extend(page.doubts.iter().map(|d| Doubt { span: d.span.shift(at), ..*d }));
        out.text.push_str(&page.text);
    }
    out.partial = truncated;
    out
}

/// Time left of a bound that began at `start`.
fn left(bounds: Bounds, start: Instant) -> Duration {
    bounds.page.min(bounds.file.saturating_sub(start.elapsed()))
}

#[cfg(test)]
mod tests;
