use super::anchor::fold_quote;
use crate::model::{Slots, State};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A gold folder that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    #[error("{0} cannot be read: {1}")]
    Io(PathBuf, std::io::Error),
    #[error("{0}:{1}: {2}")]
    Line(PathBuf, usize, String),
    #[error("no gold files in {0}")]
    Empty(PathBuf),
}

/// A quotation with the label of its clause.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Quote {
    #[serde(default)]
    pub label: String,
    pub quote: String,
}

/// Gold coding of one provision.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GoldRow {
    pub provision: String,
    pub state: State,
    #[serde(default)]
    pub evidence: Vec<Quote>,
    #[serde(default)]
    pub slots: Slots,
}

/// One coded document.
#[derive(Debug, Clone)]
pub struct GoldDocument {
    pub doc: String,
    pub source: String,
    pub title: String,
    /// Folded text that the quotes are anchored in.
    pub text: String,
    pub rows: Vec<GoldRow>,
}

/// A gold folder: `coding/DOC.jsonl`, `text/DOC.txt`, `documents.tsv`.
#[derive(Debug, Clone)]
pub struct Gold {
    pub documents: Vec<GoldDocument>,
}

impl Gold {
    /// Reads a gold folder; documents in the order of their names.
    ///
    /// # Errors
    /// When a file is missing or a line is not of the form.
    pub fn open(dir: &Path) -> Result<Self, GoldError> {
        let read = |path: PathBuf| std::fs::read_to_string(&path).map_err(|e| GoldError::Io(path, e));
        let table = read(dir.join("documents.tsv"))?;
        let mut documents = Vec::new();
        for line in table.lines().skip(1).filter(|l| !l.trim().is_empty()) {
            let mut cells = line.split('\t').map(|c| c.trim().to_owned());
            let (Some(doc), Some(source), Some(title)) = (cells.next(), cells.next(), cells.next()) else {
                continue;
            };
            let path = dir.join("coding").join(format!("{doc}.jsonl"));
            let rows = read(path.clone())?
                .lines()
                .enumerate()
                .filter(|(_, l)| !l.trim().is_empty())
                .map(|(i, l)| {
                    serde_json::from_str(l).map_err(|e| GoldError::Line(path.clone(), i + 1, e.to_string()))
                })
                .collect::<Result<Vec<GoldRow>, _>>()?;
            let text = fold_quote(&read(dir.join("text").join(format!("{doc}.txt")))?);
            documents.push(GoldDocument { doc, source, title, text, rows });
        }
        documents.sort_by(|a, b| a.doc.cmp(&b.doc));
        if documents.is_empty() {
            return Err(GoldError::Empty(dir.into()));
        }
        Ok(Self { documents })
    }
}
