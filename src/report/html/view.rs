//! The input, arranged as the page shows it.

use super::super::{Input, Provision, Text};
use crate::model::{Analysis, DocumentRecord, Finding, InstrumentRecord, RegionValue, State};
use std::collections::BTreeMap;

/// Above this many instruments the page leaves out texts and near misses: no browser shows
/// thousands of texts in one page.
const MOST_TEXTS: usize = 300;

pub(super) struct View<'a> {
    input: &'a Input<'a>,
    pub columns: Vec<Column<'a>>,
    pub rows: Vec<Row<'a>>,
    /// Texts and near misses are shown.
    pub full: bool,
    number_of: BTreeMap<&'a str, usize>,
}

/// A provision, numbered from 0.
pub(super) struct Column<'a> {
    pub id: &'a str,
    pub zh: &'a str,
    pub en: &'a str,
    pub section: &'a str,
    pub section_en: &'a str,
}

/// An instrument, numbered from 0.
pub(super) struct Row<'a> {
    pub n: usize,
    pub document: &'a DocumentRecord,
    pub record: &'a InstrumentRecord,
    /// By column; `None` when the provision was never coded.
    pub findings: Vec<Option<&'a Finding>>,
    pub text: Option<&'a Text<'a>>,
    pub values: Option<&'a RegionValue>,
}

impl<'a> View<'a> {
    pub fn new(input: &'a Input<'a>) -> Self {
        let analysis = input.analysis;
        let mut findings: BTreeMap<(&str, &str), &Finding> = BTreeMap::new();
        for f in &analysis.findings {
            findings.insert((&f.instrument, &f.provision), f);
        }
        let texts: BTreeMap<&str, &Text> = input.texts.iter().map(|t| (t.instrument, t)).collect();
        let values: BTreeMap<&str, &RegionValue> =
            analysis.instrument_values.iter().map(|v| (v.id.as_str(), v)).collect();
        let columns = columns(input);
        let row = |(n, (document, record)): (usize, (&'a DocumentRecord, &'a InstrumentRecord))| {
            let id = record.id.as_str();
            let findings = columns.iter().map(|c| findings.get(&(id, c.id)).copied()).collect();
            let (text, values) = (texts.get(id).copied(), values.get(id).copied());
            Row { n, document, record, findings, text, values }
        };
        let rows: Vec<Row> = analysis.instruments().enumerate().map(row).collect();
        let number_of = rows.iter().map(|r| (r.record.id.as_str(), r.n)).collect();
        Self { full: rows.len() <= MOST_TEXTS, input, columns, rows, number_of }
    }

    pub fn analysis(&self) -> &'a Analysis {
        self.input.analysis
    }

    /// The row of an instrument id.
    pub fn row(&self, instrument: &str) -> Option<&Row<'a>> {
        self.number_of.get(instrument).and_then(|n| self.rows.get(*n))
    }

    pub fn column(&self, provision: &str) -> Option<(usize, &Column<'a>)> {
        self.columns.iter().enumerate().find(|(_, c)| c.id == provision)
    }

    /// Runs of columns of one section: (first column, how many).
    pub fn sections(&self) -> Vec<(&Column<'a>, usize)> {
        let mut out: Vec<(&Column, usize)> = Vec::new();
        for c in &self.columns {
            match out.last_mut() {
                Some((first, n)) if first.section == c.section => *n += 1,
                _ => out.push((c, 1)),
            }
        }
        out
    }
}

impl Row<'_> {
    pub fn state(&self, column: usize) -> State {
        self.findings.get(column).copied().flatten().map_or(State::Undetermined, |f| f.state)
    }

    pub fn count(&self, state: State) -> usize {
        (0..self.findings.len()).filter(|c| self.state(*c) == state).count()
    }
}

/// The given names, then whatever else was coded.
fn columns<'a>(input: &'a Input) -> Vec<Column<'a>> {
    let named = |p: &'a Provision| Column {
        id: &p.id,
        zh: if p.title.is_empty() { &p.id } else { &p.title },
        en: if p.title_en.is_empty() { &p.id } else { &p.title_en },
        section: &p.section,
        section_en: if p.section_en.is_empty() { &p.section } else { &p.section_en },
    };
    let mut out: Vec<Column> = input.provisions.iter().map(named).collect();
    let mut seen: std::collections::BTreeSet<&str> = out.iter().map(|c| c.id).collect();
    for f in &input.analysis.findings {
        if seen.insert(&f.provision) {
            let id = f.provision.as_str();
            out.push(Column { id, zh: id, en: id, section: "其他", section_en: "Other" });
        }
    }
    out
}
