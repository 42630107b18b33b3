//! Saved analyses, opened for those commands that need no text.

use crate::corpus::{self, Bytes, SourceFile};
use crate::diag::{Diagnostic, Place};
use crate::model::{Analysis, DocumentRecord};
use std::path::{Path, PathBuf};

/// An analysis and the bytes it was read from.
///
/// # Errors
/// M004 when the file cannot be read, is no analysis, or of a format that this program does not know.
pub fn open(path: &Path) -> Result<(Analysis, Vec<u8>), Box<Diagnostic>> {
    let file = || Place::file(path.to_string_lossy());
    let fault = |place, message| Box::new(Diagnostic::new("M004", place, message));
    let bytes = std::fs::read(path)
        .map_err(|e| fault(file(), format!("{} cannot be read: {e} (无法读取)", path.display())))?;
    let analysis: Analysis = serde_json::from_slice(&bytes).map_err(|e| {
        let place =
            Place { line: u32::try_from(e.line()).ok(), column: u32::try_from(e.column()).ok(), ..file() };
        fault(place, format!("{} is no analysis: {e} (不是分析文件)", path.display()))
    })?;
    if analysis.format != Analysis::FORMAT {
        return Err(fault(file(), format!("format {} is not known here (格式版本未知)", analysis.format)));
    }
    Ok((analysis, bytes))
}

/// A file of each recorded document: below the folder given by name, else at the recorded path, else
/// in the built-in sample. One that is nowhere is read as missing, and told as such.
pub fn sources(
    folder: Option<&Path>,
    recorded: &Analysis,
) -> Result<(Vec<SourceFile>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (below, faults) = match folder {
        Some(dir) => corpus::find(&[dir.to_owned()]),
        None => Default::default(),
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let sample = corpus::sample();
    let one = |d: &DocumentRecord| {
        let (name, path) = (d.source.name.clone(), d.source.path.clone());
        // Of several files of that name the one with the longest common end of the path is meant.
        let end =
            |s: &SourceFile| s.path.chars().rev().zip(path.chars().rev()).take_while(|(a, b)| a == b).count();
        let there = below.iter().filter(|s| s.name == name).max_by_key(|s| end(s)).map(|s| s.bytes.clone());
        let built_in = || sample.iter().find(|s| s.path == path).map(|s| s.bytes.clone());
        let bytes = match (folder, Path::new(&path).is_file()) {
            (Some(_), _) => there,
            (None, true) => None,
            (None, false) => built_in(),
        };
        SourceFile { bytes: bytes.unwrap_or_else(|| Bytes::File(PathBuf::from(&path))), name, path }
    };
    Ok((recorded.documents.iter().map(one).collect(), Vec::new()))
}
