//! 导出: an analysis -> files. One exporter per file behind [`EXPORTERS`].
//!
//! Same input, same bytes: nothing here asks for the time, the machine or the order of a hash map.

mod analysis_json;
mod findings_jsonl;
mod html;
mod indicators_csv;
mod indicators_md;
mod lang;
mod picture;
mod sheet;
mod table;
pub mod words;
mod xlsx;

pub use findings_jsonl::write_finding;
pub use lang::Lang;
pub use sheet::{Sheet, csv, markdown};

use crate::diag::{Diagnostic, Place};
use crate::model::{Analysis, Clause, Span};
use rayon::prelude::*;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What a provision is called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provision {
    pub id: String,
    /// Chinese name.
    pub title: String,
    /// English name; the id stands in when it is empty.
    pub title_en: String,
    /// Section of the codebook, Chinese.
    pub section: String,
    /// The same in English; may be empty.
    pub section_en: String,
    /// What counts, in words (Chinese).
    pub reason: String,
    /// Where the codebook has it from.
    pub source: String,
    /// Version of the rule, and how many patterns it has; 0 when not known.
    pub version: u32,
    pub patterns: usize,
}

/// The text of an instrument, for showing evidence in its place.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Instrument id.
    pub instrument: &'a str,
    /// Canonical text of the whole source; all spans are byte ranges of it.
    pub canonical: &'a str,
    /// The instrument's part of it.
    pub span: Span,
    pub clauses: &'a [Clause],
}

/// What every exporter gets.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    pub analysis: &'a Analysis,
    /// In codebook order: the columns of the matrix.
    pub provisions: &'a [Provision],
    /// In any order; an instrument without text is shown without.
    pub texts: &'a [Text<'a>],
    /// Language of those exports that have one.
    pub lang: Lang,
}

/// One format.
#[derive(Debug, Clone, Copy)]
pub struct Exporter {
    pub file: &'static str,
    /// What the file is for.
    pub about: &'static str,
    pub write: fn(&Input, &mut dyn Write) -> io::Result<()>,
}

/// All exporters, by file name.
pub const EXPORTERS: &[Exporter] = &[
    analysis_json::EXPORTER,
    table::FINDINGS_CSV,
    findings_jsonl::EXPORTER,
    table::FINDINGS_PARQUET,
    indicators_csv::EXPORTER,
    table::INDICATORS_JSONL,
    indicators_md::EXPORTER,
    table::INDICATORS_PARQUET,
    html::EXPORTER,
    xlsx::EXPORTER,
];

/// Writes every export into `dir`, which is made when it is not there. A file appears whole or
/// not at all.
///
/// # Errors
/// M003 for each file that could not be written; the others are written all the same.
pub fn write_all(dir: &Path, input: &Input) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    write_some(dir, input, &EXPORTERS.iter().collect::<Vec<_>>())
}

/// The same for some of the exporters.
///
/// # Errors
/// As [`write_all`].
pub fn write_some(
    dir: &Path,
    input: &Input,
    exporters: &[&Exporter],
) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let refuse = |path: &Path, e: &io::Error| {
        Diagnostic::new("M003", Place::file(path.to_string_lossy()), format!("{e} (无法写入输出)"))
    };
    std::fs::create_dir_all(dir).map_err(|e| vec![refuse(dir, &e)])?;
    let one = |exporter: &&Exporter| {
        let path = dir.join(exporter.file);
        write_one(dir, &path, exporter, input).map_err(|e| Box::new(refuse(&path, &e))).map(|()| path)
    };
    // They do not wait for each other; the results come in their order.
    let all: Vec<Result<PathBuf, Box<Diagnostic>>> = exporters.par_iter().map(one).collect();
    let (mut written, mut faults) = (Vec::new(), Vec::new());
    for found in all {
        match found {
            Ok(path) => written.push(path),
            Err(fault) => faults.push(*fault),
        }
    }
    if faults.is_empty() { Ok(written) } else { Err(faults) }
}

/// Writes the pictures into `dir` as SVG and PNG; returns the files, and what hindered: M003 a file
/// that could not be written, M008 no font with Chinese characters, so that there is no PNG.
pub fn write_pictures(dir: &Path, input: &Input) -> (Vec<PathBuf>, Vec<Diagnostic>) {
    picture::write(dir, input)
}

fn write_one(dir: &Path, path: &Path, exporter: &Exporter, input: &Input) -> io::Result<()> {
    let mut file = BufWriter::new(tempfile::NamedTempFile::new_in(dir)?);
    (exporter.write)(input, &mut file)?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    make_readable(file.as_file())?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Temporary files are private; exports are for others to read.
#[cfg(unix)]
fn make_readable(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &std::fs::File) -> io::Result<()> {
    Ok(())
}
