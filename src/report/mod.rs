//! 导出: an analysis -> files. One exporter per file behind [`EXPORTERS`].
//!
//! Same input, same bytes: nothing here asks for the time, the machine or the order of a hash map.

mod analysis_json;
mod findings_jsonl;
mod html;
mod indicators_csv;
mod sheet;
pub mod words;

pub use findings_jsonl::write_finding;
pub use sheet::{Sheet, csv, markdown};

use crate::diag::{Diagnostic, Place};
use crate::model::{Analysis, Clause, Span};
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
pub const EXPORTERS: &[Exporter] =
    &[analysis_json::EXPORTER, findings_jsonl::EXPORTER, indicators_csv::EXPORTER, html::EXPORTER];

/// Writes every export into `dir`, which is made when it is not there. A file appears whole or
/// not at all.
///
/// # Errors
/// M003 for each file that could not be written; the others are written all the same.
pub fn write_all(dir: &Path, input: &Input) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let refuse = |path: &Path, e: &io::Error| {
        Diagnostic::new("M003", Place::file(path.to_string_lossy()), format!("{e} (无法写入输出)"))
    };
    std::fs::create_dir_all(dir).map_err(|e| vec![refuse(dir, &e)])?;
    let (mut written, mut faults) = (Vec::new(), Vec::new());
    for exporter in EXPORTERS {
        let path = dir.join(exporter.file);
        match write_one(dir, &path, exporter, input) {
            Ok(()) => written.push(path),
            Err(e) => faults.push(refuse(&path, &e)),
        }
    }
    if faults.is_empty() { Ok(written) } else { Err(faults) }
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
