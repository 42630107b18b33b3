//! Documents -> findings -> indicators -> analysis.

use super::read::{Reading, hex};
use super::rulebook::Rulebook;
use crate::coding;
use crate::diag::{Diagnostic, Place, Severity};
use crate::indicator::{self, Entry};
use crate::model::{
    Analysis, Date, DiagnosticRecord, Document, DocumentRecord, Finding, InstrumentRecord, ReadState, Request,
};
use crate::scan::Scanner;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// Choices of a run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Day at which instruments count as in force.
    pub reference: Date,
    pub indicators: indicator::Options,
}

/// Everything that a run found.
#[derive(Debug)]
pub struct Outcome {
    pub readings: Vec<Reading>,
    pub analysis: Analysis,
}

impl Outcome {
    /// Sources that were wholly read, partly read, not read.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |s| self.readings.iter().filter(|r| r.document.state == s).count();
        (count(ReadState::Read), count(ReadState::Partial), count(ReadState::Unreadable))
    }
}

/// Codes all documents and fills the indicators. Deterministic: the order of `readings` decides
/// the order of everything, the number of threads nothing.
pub fn analyse(
    book: &Rulebook,
    mut readings: Vec<Reading>,
    extra: Vec<Diagnostic>,
    options: &RunOptions,
) -> Outcome {
    readings.sort_by(|a, b| {
        let key = |r: &Reading| {
            (r.document.source.name.clone(), r.document.source.sha256.clone(), r.document.source.path.clone())
        };
        key(a).cmp(&key(b))
    });
    let scanner = Scanner::new(&book.set);
    let findings: Vec<Vec<Vec<Finding>>> = readings
        .par_iter()
        .map(|r| r.document.instruments.iter().map(|i| coding::code(&scanner, &r.document, i)).collect())
        .collect();
    for reading in &mut readings {
        note_undetermined(reading);
    }
    let entries: Vec<Entry> = readings
        .iter()
        .zip(&findings)
        .flat_map(|(r, f)| r.document.instruments.iter().zip(f))
        .map(|(i, f)| Entry { id: &i.id, title: &i.title, facts: &i.facts, findings: f })
        .collect();
    let statuses = indicator::statuses(&entries, options.reference);
    let instrument_values =
        entries.iter().zip(&statuses).map(|(e, s)| indicator::fill_instrument(&book.rubric, e, s)).collect();
    let region_values =
        indicator::fill_regions(&book.rubric, &entries, options.reference, &options.indicators);
    let mut next = statuses.iter();
    let documents = readings.iter().map(|r| record(&r.document, &mut next)).collect();
    let diagnostics = extra.iter().chain(readings.iter().flat_map(|r| &r.diagnostics)).map(kept).collect();
    let analysis = Analysis {
        format: Analysis::FORMAT,
        program: concat!("tiaokuan ", env!("CARGO_PKG_VERSION")).into(),
        rules: book.set.id.clone(),
        reference: options.reference,
        request: Request {
            inherit_province: options.indicators.inherit_province,
            supplied: options.indicators.supplied.clone(),
        },
        rubric: serde_json::to_value(&book.rubric).unwrap_or_default(),
        documents,
        findings: findings.into_iter().flatten().flatten().collect(),
        instrument_values,
        region_values,
        diagnostics,
    };
    Outcome { readings, analysis }
}

/// Says once per source why its cells are undetermined.
fn note_undetermined(reading: &mut Reading) {
    let d = &reading.document;
    if d.state == ReadState::Read && d.instruments.iter().any(|i| !i.clauses.is_empty()) {
        return;
    }
    let word = if d.state == ReadState::Partial {
        "partly read: what is not found is"
    } else {
        "not read: all provisions are"
    };
    let message = format!("{} was {word} undetermined (无法判定)", d.source.name);
    reading.diagnostics.push(Diagnostic::new("K001", Place::file(&d.source.path), message));
}

fn record<'a>(
    document: &Document,
    statuses: &mut impl Iterator<Item = &'a crate::model::Status>,
) -> DocumentRecord {
    let instruments = document
        .instruments
        .iter()
        .zip(statuses)
        .map(|(i, status)| InstrumentRecord {
            id: i.id.clone(),
            title: i.title.clone(),
            facts: i.facts.clone(),
            articles: i.articles,
            clauses: i.clauses.len(),
            status: status.clone(),
        })
        .collect();
    DocumentRecord {
        source: document.source.clone(),
        state: document.state,
        text_sha256: hex(&Sha256::digest(document.canonical.text.as_bytes())),
        instruments,
    }
}

fn kept(d: &Diagnostic) -> DiagnosticRecord {
    let severity = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    DiagnosticRecord {
        code: d.code.clone(),
        severity: severity.into(),
        file: d.place.file.clone(),
        page: d.place.page,
        line: d.place.line,
        column: d.place.column,
        excerpt: d.place.excerpt.clone(),
        message: d.message.clone(),
        help: d.help.clone(),
    }
}
