//! A saved analysis filled anew: from other findings, at another day, by other numbers.

use super::{Entry, Options, Rubric, fill_instrument, fill_regions, statuses};
use crate::model::{Analysis, Date, Finding};

/// The instruments of an analysis with their findings, as the table needs them.
pub fn entries(analysis: &Analysis) -> Vec<Entry<'_>> {
    let mut left: &[Finding] = &analysis.findings;
    let mut out = Vec::new();
    for (_, record) in analysis.instruments() {
        // Two copies of one file share their ids: a provision seen already belongs to the next copy.
        let own = left.iter().enumerate().take_while(|(i, f)| {
            f.instrument == record.id && left[..*i].iter().all(|g| g.provision != f.provision)
        });
        let (findings, rest) = left.split_at(own.count());
        left = rest;
        out.push(Entry { id: &record.id, title: &record.title, facts: &record.facts, findings });
    }
    out
}

/// What a run asked for, as the table takes it.
pub fn options(analysis: &Analysis) -> Options {
    Options {
        inherit_province: analysis.request.inherit_province,
        supplied: analysis.request.supplied.clone(),
    }
}

/// Fills all values of the analysis anew from its findings, at `reference`.
pub fn refill(analysis: &mut Analysis, rubric: &Rubric, reference: Date) {
    let (statuses, instrument_values, region_values) = {
        let entries = entries(analysis);
        let statuses = statuses(&entries, reference);
        let values = entries.iter().zip(&statuses).map(|(e, s)| fill_instrument(rubric, e, s)).collect();
        let regions = fill_regions(rubric, &entries, reference, &options(analysis));
        (statuses, values, regions)
    };
    analysis.reference = reference;
    analysis.instrument_values = instrument_values;
    analysis.region_values = region_values;
    let records = analysis.documents.iter_mut().flat_map(|d| &mut d.instruments);
    records.zip(statuses).for_each(|(record, status)| record.status = status);
}
