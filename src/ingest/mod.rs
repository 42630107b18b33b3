//! Source bytes -> raw text. One file per format behind [`READERS`]; detection by content.
//!
//! A reader is a pure function of the bytes. It takes out what the file says, in reading order,
//! and repairs nothing: that is `canon`'s job. To add a format, write one file with a `pub const
//! READER: Reader`, add it to the list, and lay a fixture beside the others.

pub mod bundle;
mod doc;
mod docx;
mod encoding;
mod html;
pub mod isolated;
mod mhtml;
pub mod ocr;
mod ofd;
mod pdf;
mod row;
mod rtf;
mod sniff;
mod text;
mod unzip;

use crate::diag::{Diagnostic, Place};
use crate::model::{Format, RawText};
use serde::{Deserialize, Serialize};
use sniff::Kind;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The largest source that is read, in bytes.
pub const MAX_BYTES: usize = 256 << 20;

/// What came of one source. `raw` is `None` exactly when nothing could be read; then at least one
/// diagnostic of severity error says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub raw: Option<RawText>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The bytes of one source, with the name it goes by in diagnostics.
#[derive(Debug, Clone, Copy)]
struct Input<'a> {
    name: &'a str,
    bytes: &'a [u8],
}

impl Input<'_> {
    fn note(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Place::file(self.name), message)
    }
}

/// What a reader gives: text, or the one diagnostic that says why not. Warnings go to `notes`.
type Outcome = Result<RawText, Box<Diagnostic>>;

/// One reader of the list.
struct Reader {
    formats: &'static [Format],
    /// True when foreign parsers work on the bytes: worth a process of its own.
    heavy: bool,
    read: fn(Input<'_>, Format, &mut Vec<Diagnostic>) -> Outcome,
}

/// Every format that is read, one file each.
const READERS: &[Reader] = &[
    text::READER,
    html::READER,
    mhtml::READER,
    pdf::READER,
    docx::READER,
    doc::READER,
    ofd::READER,
    rtf::READER,
];

/// Reads one source. `name` is used in diagnostics only; never panics.
pub fn read(name: &str, bytes: &[u8]) -> Reading {
    let mut diagnostics = Vec::new();
    let input = Input { name, bytes };
    // A reader's panic is its own affair: the file is lost, the run goes on.
    let outcome = catch_unwind(AssertUnwindSafe(|| dispatch(input, &mut diagnostics))).unwrap_or_else(|_| {
        Err(Box::new(input.note("I012", format!("the reader of {name} crashed (读取器崩溃)"))))
    });
    match outcome {
        Ok(raw) => Reading { raw: Some(raw), diagnostics },
        Err(fault) => {
            diagnostics.push(*fault);
            Reading { raw: None, diagnostics }
        }
    }
}

/// From this size on a page or text too is read in a process of its own: its parser takes the square
/// of what some pages hold (a tag with a hundred thousand attributes).
const LARGE: usize = 512 << 10;

/// True when [`isolated::read`] gives this file a process of its own.
pub fn is_heavy(bytes: &[u8]) -> bool {
    let large = bytes.len() > LARGE;
    match sniff::kind(bytes) {
        Kind::Known(format) => large || reader_of(format).is_some_and(|r| r.heavy),
        Kind::Plain => large,
        _ => false,
    }
}

fn reader_of(format: Format) -> Option<&'static Reader> {
    READERS.iter().find(|r| r.formats.contains(&format))
}

fn dispatch(input: Input<'_>, notes: &mut Vec<Diagnostic>) -> Outcome {
    let name = input.name;
    let fault = |code, message: String| Err(Box::new(input.note(code, message)));
    if input.bytes.len() > MAX_BYTES {
        return fault("I015", format!("{name} has {} MB (文件过大)", input.bytes.len() >> 20));
    }
    let format = match sniff::kind(input.bytes) {
        Kind::Empty => return fault("I002", format!("{name} is empty (空文件)")),
        Kind::Picture(kind) => return fault("I003", format!("{name} is a {kind} picture (图片文件)")),
        Kind::Other(kind) => return fault("I008", format!("{name} is {kind} (格式不支持)")),
        Kind::Known(format) => format,
        Kind::Plain => Format::Txt,
    };
    match reader_of(format) {
        Some(reader) => (reader.read)(input, format, notes),
        None => fault("I008", format!("{name} is a {format:?} file (格式不支持)")),
    }
}

#[cfg(test)]
mod tests;
