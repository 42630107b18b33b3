//! A coding made elsewhere: by readers, or by another version of the rules.

use super::gold::{Gold, GoldError, Quote};
use super::score::Coded;
use crate::model::{Slots, State};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

/// A line of the scorer's findings format; fields that it does not know are passed over.
#[derive(Debug, Deserialize)]
struct Line {
    source: String,
    title: String,
    provision: String,
    state: State,
    #[serde(default)]
    evidence: Vec<Quote>,
    #[serde(default)]
    slots: Slots,
}

/// Reads a coding: a gold folder, or a file of findings as JSON lines (one per instrument x
/// provision, with source, title, provision, state, evidence, slots).
///
/// # Errors
/// When a file is missing, a line is not of the form, or a pair is coded twice.
pub fn read_coding(path: &Path) -> Result<Vec<Coded>, GoldError> {
    if path.is_dir() {
        return Ok(of_gold(Gold::open(path)?));
    }
    let text = std::fs::read_to_string(path).map_err(|e| GoldError::Io(path.into(), e))?;
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let fault = |message: String| GoldError::Line(path.into(), i + 1, message);
        let line: Line = serde_json::from_str(line).map_err(|e| fault(e.to_string()))?;
        let source = line.source.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        if !seen.insert((source.clone(), line.title.clone(), line.provision.clone())) {
            return Err(fault(format!("{} of {} is coded twice (重复)", line.provision, line.title)));
        }
        let Line { title, provision, state, evidence, slots, .. } = line;
        out.push(Coded { source, title, provision, state, evidence, slots });
    }
    if out.is_empty() { Err(GoldError::Empty(path.into())) } else { Ok(out) }
}

fn of_gold(gold: Gold) -> Vec<Coded> {
    let rows = gold.documents.into_iter().flat_map(|d| {
        let (source, title) = (d.source, d.title);
        d.rows.into_iter().map(move |r| (source.clone(), title.clone(), r))
    });
    rows.map(|(source, title, r)| Coded {
        source,
        title,
        provision: r.provision,
        state: r.state,
        evidence: r.evidence,
        slots: r.slots,
    })
    .collect()
}
