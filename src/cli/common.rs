use crate::corpus::{self, Divisions, SourceFile};
use crate::diag::{Diagnostic, Severity, render};
use crate::model::ReadState;
use crate::pipeline::{self, ReadOptions, Reading, Rulebook, load_rulebook};
use crate::rules::idle_patterns;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Rules of a folder, or the built-in ones.
#[derive(Debug, clap::Args)]
pub struct RulesArg {
    /// Rule folder; the built-in rules when not given (规则目录)
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
}

impl RulesArg {
    /// Loads rules and rubric; prints every fault, and warnings of rules that were brought along.
    pub fn load(&self) -> Result<Rulebook, ExitCode> {
        let sources = super::rules::sources(self.rules.as_ref())?;
        let book = load_rulebook(&sources).map_err(|faults| {
            print_all(&faults);
            ExitCode::from(2)
        })?;
        print_all(&book.warnings);
        // The built-in ones are checked before they are built in.
        if self.rules.is_some() {
            print_all(&idle_patterns(&sources, &book.set));
        }
        Ok(book)
    }
}

/// Diagnostics to stderr.
pub fn print_all(diagnostics: &[Diagnostic]) {
    diagnostics.iter().for_each(|d| eprint!("{}", render(d)));
}

/// The diagnostics of sources: errors and warnings, notes only when asked for.
pub fn print_readings(readings: &[Reading], verbose: bool) {
    let shown = |d: &&Diagnostic| verbose || d.severity != Severity::Note;
    readings.iter().flat_map(|r| &r.diagnostics).filter(shown).for_each(|d| eprint!("{}", render(d)));
}

/// The sources to read: those named, else the store, else the sample corpus; says which.
pub fn choose(paths: &[PathBuf]) -> (Vec<SourceFile>, Vec<Diagnostic>) {
    if !paths.is_empty() {
        return corpus::find(paths);
    }
    let store = corpus::store_dir(Path::new("corpus"));
    let (held, faults) = match corpus::Lock::open(&store) {
        Ok(lock) => (lock.current(), Vec::new()),
        Err(fault) => (Vec::new(), vec![*fault]),
    };
    let (sources, what) = if held.is_empty() {
        (
            corpus::sample(),
            "the store is empty: reading the sample corpus of invented places (语料库为空，改读示例语料)",
        )
    } else {
        (held, "reading the corpus store (读取语料库)")
    };
    let mut notes = faults;
    notes.push(Diagnostic::new("M001", Default::default(), what));
    (sources, notes)
}

/// Reads with progress on a terminal.
pub fn read(sources: &[SourceFile]) -> Vec<Reading> {
    read_with(sources, false)
}

/// [`read`], keeping the raw text when asked.
pub fn read_with(sources: &[SourceFile], keep_raw: bool) -> Vec<Reading> {
    each(sources, keep_raw).into_iter().flatten().collect()
}

/// [`read`], by source: a bundle gives several readings.
pub fn read_each(sources: &[SourceFile]) -> Vec<Vec<Reading>> {
    each(sources, false)
}

fn each(sources: &[SourceFile], keep_raw: bool) -> Vec<Vec<Reading>> {
    let mut out = Vec::new();
    parts(sources, sources.len(), keep_raw, |part| out = part);
    out
}

/// Reads `size` sources at a time, so that no more than these are held; `take` gets them in order.
pub fn read_parts(sources: &[SourceFile], size: usize, mut take: impl FnMut(Vec<Reading>)) {
    parts(sources, size, false, |part| take(part.into_iter().flatten().collect()));
}

fn parts(sources: &[SourceFile], size: usize, keep_raw: bool, mut take: impl FnMut(Vec<Vec<Reading>>)) {
    let bar = ProgressBar::new(sources.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("读取 {bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let options = ReadOptions { exe: std::env::current_exe().ok(), keep_raw, ..ReadOptions::default() };
    let divisions = Divisions::default();
    for part in sources.chunks(size.max(1)) {
        take(pipeline::read_each(part, &divisions, &options, &|source| {
            bar.set_message(source.name.clone());
            bar.inc(1);
        }));
    }
    bar.finish_and_clear();
}

/// 0 when all was read, 2 when nothing was, 1 between.
pub fn exit_code(readings: &[Reading], faults: &[Diagnostic]) -> ExitCode {
    code_of(&readings.iter().map(|r| r.document.state).collect::<Vec<_>>(), faults)
}

/// [`exit_code`] of what is known of sources that are no longer held.
pub fn code_of(states: &[ReadState], faults: &[Diagnostic]) -> ExitCode {
    let read = states.iter().filter(|s| **s != ReadState::Unreadable).count();
    let lost = faults.iter().any(|d| d.severity == Severity::Error);
    let whole = states.iter().all(|s| *s == ReadState::Read);
    match (read, whole && !lost) {
        (0, _) => ExitCode::from(2),
        (_, true) => ExitCode::SUCCESS,
        _ => ExitCode::from(1),
    }
}
