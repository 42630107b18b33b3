//! A saved analysis as texts with their findings: what the tables across regions are made of.

use crate::model::{Analysis, Date, Finding, InstrumentRecord, Region, RegionValue, State};
use std::collections::BTreeMap;

/// One instrument of an analysis with its findings by provision.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    pub record: &'a InstrumentRecord,
    /// File name of its source.
    pub source: &'a str,
    pub findings: BTreeMap<&'a str, &'a Finding>,
}

impl<'a> Text<'a> {
    /// The day on which it was issued, or the nearest thing to it that the text tells.
    pub fn issued(&self) -> Option<Date> {
        let f = &self.record.facts;
        f.signed.or(f.published).or(f.effective)
    }

    pub fn region(&self) -> Option<&'a Region> {
        self.record.facts.region.as_ref().filter(|r| !r.name.is_empty())
    }

    /// A provision without a finding was not coded: undetermined, never absent.
    pub fn state(&self, provision: &str) -> State {
        self.findings.get(provision).map_or(State::Undetermined, |f| f.state)
    }
}

/// All instruments of an analysis, in its order.
pub fn texts(analysis: &Analysis) -> Vec<Text<'_>> {
    let mut left = analysis.findings.iter().peekable();
    let mut out = Vec::new();
    for (document, record) in analysis.instruments() {
        let mut findings = BTreeMap::new();
        // Two copies of one file share their ids: a provision seen already belongs to the next copy.
        while let Some(f) =
            left.next_if(|f| f.instrument == record.id && !findings.contains_key(f.provision.as_str()))
        {
            findings.insert(f.provision.as_str(), f);
        }
        out.push(Text { record, source: &document.source.name, findings });
    }
    out
}

/// The texts of a row of the indicator table, those that count first and in their order of strength.
pub(super) fn of_row<'t, 'a>(row: &RegionValue, all: &'t [Text<'a>]) -> Vec<&'t Text<'a>> {
    row.instruments.iter().filter_map(|id| all.iter().find(|t| t.record.id == *id)).collect()
}

/// The place that a row stands for; `None` when no text of it is held.
pub fn place<'a>(row: &RegionValue, all: &[Text<'a>]) -> Option<&'a Region> {
    // Places of one name in two provinces carry the province in the name of their row.
    let is = |r: &&Region| r.name == row.id || format!("{}{}", r.province, r.name) == row.id;
    all.iter().filter_map(Text::region).find(is)
}
