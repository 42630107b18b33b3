//! Saved analyses, opened for those commands that need no text.

use crate::diag::{Diagnostic, Place};
use crate::model::Analysis;
use std::path::Path;

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
