//! Sources -> documents.

use crate::canon;
use crate::corpus::{Divisions, SourceFile};
use crate::diag::{Diagnostic, Place};
use crate::ingest::isolated::Limits;
use crate::ingest::{self, bundle};
use crate::model::{
    Canonical, Condition, Document, Facts, Format, Instrument, Node, NodeKind, RawText, ReadState, Source,
    Span,
};
use crate::structure;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::time::Instant;

/// Lines and bytes of text beyond which only the beginning of a source is read. The longest code of
/// laws has a hundredth of that; what each line and character costs further on is thereby bounded.
const MAX_LINES: usize = 200_000;
const MAX_TEXT: usize = 12 << 20;

/// The most members of a bundle that need a process of their own.
const MAX_HEAVY: usize = 200;

/// What may still be read of one source; the members of a bundle share it.
struct Room {
    lines: usize,
    bytes: usize,
    heavy: usize,
    ocr: ingest::ocr::Bounds,
}

impl Default for Room {
    fn default() -> Self {
        Self { lines: MAX_LINES, bytes: MAX_TEXT, heavy: MAX_HEAVY, ocr: Default::default() }
    }
}

impl Room {
    /// Cuts a text to what there is room for; says whether something was lost.
    fn take(&mut self, raw: &mut RawText) -> bool {
        let cut = raw.shorten(self.lines, self.bytes);
        self.lines -= raw.text.matches('\n').count().min(self.lines);
        self.bytes -= raw.text.len().min(self.bytes);
        cut
    }

    /// False when the member is not read, for the number of those before it, or because one of them
    /// ran out of its bounds: the next ones would each take as long.
    fn admits(&mut self, bytes: &[u8]) -> bool {
        if !ingest::is_heavy(bytes) {
            return true;
        }
        let room = self.heavy > 0;
        self.heavy = self.heavy.saturating_sub(1);
        room
    }
}

/// How sources are read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Our own binary, for reading risky formats in a child process. Without it everything is
    /// read in this process.
    pub exe: Option<PathBuf>,
    /// Keep the raw text, to show what was cut from it.
    pub keep_raw: bool,
    /// Fault injection for tests: a source of this name panics.
    #[doc(hidden)]
    pub panic_on: Option<String>,
}

/// A source, read, and what there is to say about it.
#[derive(Debug, Clone)]
pub struct Reading {
    pub document: Document,
    pub diagnostics: Vec<Diagnostic>,
    /// The raw text, when asked for.
    pub raw: Option<String>,
}

/// Reads all sources, on all threads; results in the order of the sources.
pub fn read_all(
    sources: &[SourceFile],
    divisions: &Divisions,
    options: &ReadOptions,
    done: &(dyn Fn(&SourceFile) + Sync),
) -> Vec<Reading> {
    read_each(sources, divisions, options, done).into_iter().flatten().collect()
}

/// The same by source: a bundle gives several readings.
pub fn read_each(
    sources: &[SourceFile],
    divisions: &Divisions,
    options: &ReadOptions,
    done: &(dyn Fn(&SourceFile) + Sync),
) -> Vec<Vec<Reading>> {
    let one = |source: &SourceFile| {
        let readings = expanded(source, divisions, options);
        done(source);
        readings
    };
    sources.par_iter().map(one).collect()
}

/// A bundle gives a reading for each of its members, every other source one.
fn expanded(source: &SourceFile, divisions: &Divisions, options: &ReadOptions) -> Vec<Reading> {
    let work = std::panic::AssertUnwindSafe(|| unbundled(source, divisions, options));
    match std::panic::catch_unwind(work) {
        Ok(Some(readings)) if !readings.is_empty() => readings,
        _ => vec![guarded(source, divisions, options)],
    }
}

/// `None` when the source is no bundle, or not one that opens.
fn unbundled(source: &SourceFile, divisions: &Divisions, options: &ReadOptions) -> Option<Vec<Reading>> {
    if !source.starts_with(b"PK") {
        return None;
    }
    let bytes = source.load().ok().filter(|b| bundle::is_bundle(b))?;
    let (members, mut faults) = bundle::members(&source.name, &bytes);
    faults.iter_mut().for_each(|d| d.place.file = Some(source.path.clone()));
    let mut room = Room::default();
    let read = |member: bundle::Member| {
        let (name, path) =
            (format!("{}/{}", source.name, member.name), format!("{}/{}", source.path, member.name));
        if !room.admits(&member.bytes) {
            let message = format!("{path} was not read, the bundle asks too much (压缩包内容过多)");
            let blank = Blank {
                path: &path,
                name: &name,
                sha256: hex(&Sha256::digest(&member.bytes)),
                bytes: member.bytes.len() as u64,
            };
            return blank.reading(vec![Diagnostic::new("I006", Place::file(&path), message)]);
        }
        let work = std::panic::AssertUnwindSafe(|| {
            read_bytes(&path, &name, &member.bytes, divisions, options, &mut room)
        });
        let begun = Instant::now();
        let reading = std::panic::catch_unwind(work).unwrap_or_else(|_| crashed(&path, &name));
        if reading.document.source.condition == Some(Condition::Ocr) {
            room.ocr.file = room.ocr.file.saturating_sub(begun.elapsed());
        }
        if reading.diagnostics.iter().any(|d| d.code == "I012") {
            room.heavy = 0;
        }
        reading
    };
    let mut readings: Vec<Reading> = members.into_iter().map(read).collect();
    if !faults.is_empty() {
        // What was not taken out stands in every output, under the name of the bundle.
        let blank = Blank {
            path: &source.path,
            name: &source.name,
            sha256: hex(&Sha256::digest(&bytes)),
            bytes: bytes.len() as u64,
        };
        readings.insert(0, blank.reading(faults));
    }
    Some(readings)
}

fn crashed(path: &str, name: &str) -> Reading {
    let message = format!("reading {path} failed inside the program (读取器崩溃或超限)");
    let blank = Blank { path, name, sha256: String::new(), bytes: 0 };
    blank.reading(vec![Diagnostic::new("I012", Place::file(path), message)])
}

/// A fault of the program costs one file, never the run.
fn guarded(source: &SourceFile, divisions: &Divisions, options: &ReadOptions) -> Reading {
    let work = std::panic::AssertUnwindSafe(|| read_one(source, divisions, options));
    std::panic::catch_unwind(work).unwrap_or_else(|_| crashed(&source.path, &source.name))
}

/// Reads one source through all stages up to its clauses.
pub fn read_one(source: &SourceFile, divisions: &Divisions, options: &ReadOptions) -> Reading {
    assert!(options.panic_on.as_deref() != Some(source.name.as_str()), "asked to fail");
    let bytes = match source.load() {
        Ok(bytes) => bytes,
        Err(fault) => {
            let blank = Blank { path: &source.path, name: &source.name, sha256: String::new(), bytes: 0 };
            return blank.reading(vec![*fault]);
        }
    };
    read_bytes(&source.path, &source.name, &bytes, divisions, options, &mut Room::default())
}

/// The same for bytes at hand.
fn read_bytes(
    path: &str,
    name: &str,
    bytes: &[u8],
    divisions: &Divisions,
    options: &ReadOptions,
    room: &mut Room,
) -> Reading {
    let blank = Blank { path, name, sha256: hex(&Sha256::digest(bytes)), bytes: bytes.len() as u64 };
    let read = match &options.exe {
        Some(exe) => ingest::isolated::read(exe, name, bytes, Limits::of(bytes.len()), room.ocr),
        None => ingest::read(name, bytes),
    };
    let mut diagnostics = read.diagnostics;
    let Some(mut raw) = read.raw else {
        return blank.reading(diagnostics);
    };
    if room.take(&mut raw) {
        let message = format!("{name} has more text than any policy: its beginning is read (文本过长)");
        diagnostics.push(Diagnostic::new("I018", Place::file(path), message));
    }
    let mut canonicalised = canon::canonicalise(&raw);
    let mut refused = is_refused(&canonicalised);
    if refused && let Some((scan, text)) = as_scan(name, bytes, raw.format, options, room.ocr) {
        diagnostics.append(&mut canonicalised.diagnostics);
        diagnostics.extend(scan.diagnostics);
        (raw, canonicalised) = text;
        refused = false;
    }
    diagnostics.extend(canonicalised.diagnostics);
    for d in &mut diagnostics {
        d.place.file = Some(path.to_owned());
    }
    if refused {
        return blank.reading(diagnostics);
    }
    let kept = options.keep_raw.then(|| raw.text.clone());
    let condition = match (raw.ocr, canonicalised.repaired) {
        (true, _) => Some(Condition::Ocr),
        (false, true) => Some(Condition::RepairedLayer),
        _ => None,
    };
    let mut reading = assemble(blank, raw, canonicalised.canonical, divisions, diagnostics);
    reading.document.source.condition = condition;
    Reading { raw: kept, ..reading }
}

fn is_refused(text: &canon::Canonicalised) -> bool {
    text.diagnostics.iter().any(|d| d.code == "C003")
}

/// A PDF whose text layer is refused is drawn and read by OCR, where that can be done.
fn as_scan(
    name: &str,
    bytes: &[u8],
    format: Format,
    options: &ReadOptions,
    bounds: ingest::ocr::Bounds,
) -> Option<(ingest::Reading, (RawText, canon::Canonicalised))> {
    let able = options.exe.is_some() && format == Format::Pdf;
    let tools = able.then(ingest::ocr::Tools::here).flatten();
    let mut scan = ingest::ocr::whole(name, bytes, tools, bounds)?;
    let raw = scan.raw.take()?;
    let text = canon::canonicalise(&raw);
    (!is_refused(&text)).then_some((scan, (raw, text)))
}

fn assemble(
    blank: Blank,
    raw: RawText,
    canonical: Canonical,
    divisions: &Divisions,
    mut diagnostics: Vec<Diagnostic>,
) -> Reading {
    let parsed = structure::parse(&canonical, blank.name, &blank.sha256, &|name| divisions.region(name));
    diagnostics.extend(parsed.diagnostics.into_iter().map(|mut d| {
        d.place.file = Some(blank.path.to_owned());
        d
    }));
    if parsed.instruments.iter().all(|i| i.clauses.is_empty()) {
        let mut out = blank.reading(diagnostics);
        out.document.canonical = canonical;
        out.document.source.format = raw.format;
        out.document.source.reader = raw.reader;
        out.document.root = parsed.root;
        return out;
    }
    let source = Source { format: raw.format, reader: raw.reader, ..blank.source() };
    // Without articles or headings it may be no policy text at all: what is not found in it is
    // not thereby absent.
    let shapeless = diagnostics.iter().any(|d| d.code == "S001");
    let state = if raw.partial || shapeless { ReadState::Partial } else { ReadState::Read };
    let document = Document {
        source,
        state,
        canonical,
        pages: raw.pages,
        root: parsed.root,
        instruments: parsed.instruments,
    };
    Reading { document, diagnostics, raw: None }
}

struct Blank<'a> {
    path: &'a str,
    name: &'a str,
    sha256: String,
    bytes: u64,
}

impl Blank<'_> {
    fn source(&self) -> Source {
        Source {
            name: self.name.into(),
            path: self.path.into(),
            sha256: self.sha256.clone(),
            bytes: self.bytes,
            format: Format::Unknown,
            reader: String::new(),
            condition: None,
        }
    }

    /// An unreadable source stands in every output, as one instrument named after the file.
    fn reading(&self, diagnostics: Vec<Diagnostic>) -> Reading {
        let key = if self.sha256.is_empty() {
            hex(&Sha256::digest(self.path.as_bytes()))
        } else {
            self.sha256.clone()
        };
        let instrument = Instrument {
            id: format!("{}-0", &key[..12]),
            title: self.name.into(),
            span: Span::default(),
            facts: Facts::default(),
            articles: 0,
            clauses: Vec::new(),
        };
        let document = Document {
            source: self.source(),
            state: ReadState::Unreadable,
            canonical: Canonical::default(),
            pages: Vec::new(),
            root: Node::leaf(NodeKind::Document, Span::default()),
            instruments: vec![instrument],
        };
        Reading { document, diagnostics, raw: None }
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
