//! PDF: a chain of two readers. hayro-interpret gives glyphs with positions, from which lines are
//! made here; pdf-extract is asked when that text cannot be believed. The order is by measured
//! accuracy on real files that exist as HTML too (see the figures in the README).

mod extract;
mod hayro;
pub(super) mod layout;

use super::{Input, Outcome, Reader, sniff};
use crate::diag::Diagnostic;
use crate::model::{Census, Format, PageStart, RawText};

pub(super) const READER: Reader = Reader { formats: &[Format::Pdf], heavy: true, read };

/// What one reader of the chain made of a file.
struct Pages {
    reader: &'static str,
    pages: Vec<Page>,
}

#[derive(Default)]
struct Page {
    text: String,
    /// Something is drawn on the page that may be text: a picture, or many outlines.
    drawn: bool,
}

/// Why a reader gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    Encrypted,
    Broken,
}

type Attempt = fn(&[u8]) -> Result<Pages, Failure>;

/// In order of measured accuracy.
const CHAIN: [Attempt; 2] = [hayro::read, extract::read];

fn read(input: Input<'_>, _: Format, notes: &mut Vec<Diagnostic>) -> Outcome {
    let mut failure = None;
    let mut best: Option<Pages> = None;
    for (i, attempt) in CHAIN.iter().enumerate() {
        match attempt(input.bytes) {
            Ok(pages) if pages.is_plausible() => {
                if i > 0 {
                    let message =
                        format!("{} was read by {} instead (更换了读取器)", input.name, pages.reader);
                    notes.push(input.note("I011", message));
                }
                return finish(input, pages, notes);
            }
            Ok(pages) => {
                if best.as_ref().is_none_or(|b| pages.census().common > b.census().common) {
                    best = Some(pages);
                }
            }
            Err(Failure::Encrypted) => {
                return Err(Box::new(locked(input)));
            }
            Err(Failure::Broken) => failure = Some(Failure::Broken),
        }
    }
    match best {
        None if sniff::has(input.bytes, b"/Encrypt", input.bytes.len()) => Err(Box::new(locked(input))),
        // Text of doubtful sense goes on: `canon` tells a damaged layer and says so.
        Some(pages) if pages.census().total > 0 => finish(input, pages, notes),
        Some(_) if failure.is_none() || !is_truncated(input.bytes) => {
            Err(Box::new(input.note("I009", format!("{} has no text layer (没有文本层)", input.name))))
        }
        _ => Err(Box::new(input.note("I005", format!("{} is broken or truncated (文件损坏)", input.name)))),
    }
}

fn locked(input: Input<'_>) -> Diagnostic {
    input.note("I004", format!("{} needs a password (PDF已加密)", input.name))
}

impl Pages {
    fn census(&self) -> Census {
        Census::of(self.pages.iter().flat_map(|p| p.text.chars()))
    }

    /// Enough text, and text that reads as Chinese or as Latin letters.
    fn is_plausible(&self) -> bool {
        let census = self.census();
        let enough = census.total >= 10 * self.pages.len().min(3);
        let chinese = census.han * 10 < census.total || census.common_share() > 0.45;
        enough && chinese && census.strange_share() < 0.05
    }
}

fn finish(input: Input<'_>, read: Pages, notes: &mut Vec<Diagnostic>) -> Outcome {
    let mut raw = RawText::new(String::new(), Format::Pdf, read.reader);
    raw.wrapped = true;
    let mut empty = Vec::new();
    for (i, page) in read.pages.iter().enumerate() {
        let number = i as u32 + 1;
        raw.pages.push(PageStart { page: number, at: raw.text.len() });
        raw.text.push_str(&page.text);
        if page.drawn && page.text.chars().filter(|c| !c.is_whitespace()).take(3).count() < 3 {
            empty.push(number.to_string());
        }
    }
    if !empty.is_empty() {
        raw.partial = true;
        let message = format!("{}: no text on page {} (页面没有文本)", input.name, empty.join(", "));
        notes.push(input.note("I010", message));
    }
    if is_truncated(input.bytes) {
        raw.partial = true;
        notes.push(
            input.note(
                "I005",
                format!("{} ends before its end mark: it is truncated (文件不完整)", input.name),
            ),
        );
    }
    Ok(raw)
}

/// True when the end mark is missing near the end of the file.
fn is_truncated(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    !sniff::has(tail, b"%%EOF", tail.len()) && !sniff::has(tail, b"startxref", tail.len())
}
