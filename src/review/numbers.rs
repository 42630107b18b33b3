use super::anchor::fold_quote;
use super::gold::{Gold, GoldDocument, GoldError, GoldRow, Quote};
use crate::model::{Slots, State};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::path::Path;

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Document {
        doc: String,
        source: String,
        sha256: String,
        title: String,
        title_at: usize,
    },
    Row {
        doc: String,
        provision: String,
        state: State,
        #[serde(default)]
        slots: Slots,
        evidence: Vec<Range>,
    },
}

#[derive(Deserialize)]
struct Range {
    label: String,
    start: usize,
    end: usize,
}

impl Gold {
    /// Reads a gold kept as numbers: ranges of code points over the folded source files in
    /// `sources` instead of sentences.
    ///
    /// # Errors
    /// When a file is missing, is not the one that was counted in, or a line is not of the form.
    pub fn from_numbers(path: &Path, sources: &Path) -> Result<Self, GoldError> {
        let read = |path: &Path| std::fs::read(path).map_err(|e| GoldError::Io(path.into(), e));
        let text = String::from_utf8_lossy(&read(path)?).into_owned();
        let mut documents: Vec<(GoldDocument, Vec<char>, usize, bool)> = Vec::new();
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let fault = |message: String| GoldError::Line(path.into(), i + 1, message);
            match serde_json::from_str(line).map_err(|e| fault(e.to_string()))? {
                Line::Document { doc, source, sha256, title, title_at } => {
                    let bytes = read(&sources.join(&source))?;
                    let hash: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
                    if hash != sha256 {
                        return Err(fault(format!("{source} is not the file that was counted in")));
                    }
                    let chars = fold_quote(&String::from_utf8_lossy(&bytes)).chars().collect();
                    let document = GoldDocument { doc, source, title, text: String::new(), rows: Vec::new() };
                    documents.push((document, chars, title_at, false));
                }
                Line::Row { doc, provision, state, slots, evidence } => {
                    let Some((d, chars, _, cut)) = documents.iter_mut().find(|d| d.0.doc == doc) else {
                        return Err(fault(format!("{doc} has no line of its own before")));
                    };
                    let mut quotes = Vec::new();
                    for r in evidence {
                        let Some(piece) = chars.get(r.start..r.end) else {
                            return Err(fault(format!("no text at {}..{}", r.start, r.end)));
                        };
                        *cut |= chars.windows(piece.len().max(1)).position(|w| w == piece) != Some(r.start);
                        quotes.push(Quote { label: r.label, quote: piece.iter().collect() });
                    }
                    d.rows.push(GoldRow { provision, state, evidence: quotes, slots });
                }
            }
        }
        if documents.is_empty() {
            return Err(GoldError::Empty(path.into()));
        }
        // Where the words of a quote stand in an earlier instrument of the source too, the text
        // begins at the title of the instrument that was coded.
        let finish = |(mut d, chars, title_at, cut): (GoldDocument, Vec<char>, usize, bool)| {
            d.text = chars[if cut { title_at.min(chars.len()) } else { 0 }..].iter().collect();
            d
        };
        Ok(Self { documents: documents.into_iter().map(finish).collect() })
    }
}
