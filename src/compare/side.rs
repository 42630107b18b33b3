//! One provision across regions: the clauses side by side, with their slots.

use super::texts::{of_row, texts};
use crate::model::{Analysis, RegionValue, Slots, Standing, State};
use serde::Serialize;

/// A clause that is evidence, by label and words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClauseWords {
    pub label: String,
    pub quote: String,
}

/// One text that counts for a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SideRow {
    pub region: String,
    /// `None` when no text counts for the region at the reference day.
    pub instrument: Option<String>,
    pub title: String,
    pub standing: Option<Standing>,
    pub state: Option<State>,
    pub slots: Slots,
    pub clauses: Vec<ClauseWords>,
}

/// A row per text that counts for each of the rows, in their order.
pub fn side_by_side(analysis: &Analysis, provision: &str, rows: &[&RegionValue]) -> Vec<SideRow> {
    let all = texts(analysis);
    let mut out = Vec::new();
    for row in rows {
        let own = of_row(row, &all);
        if own.is_empty() {
            let (title, slots) = (String::new(), Slots::new());
            let region = row.name.clone();
            out.push(SideRow {
                region,
                instrument: None,
                title,
                standing: None,
                state: None,
                slots,
                clauses: vec![],
            });
        }
        for text in own {
            let finding = text.findings.get(provision);
            let pieces = finding.map(|f| f.evidence.as_slice()).unwrap_or_default();
            let words = |e: &crate::model::Evidence| ClauseWords {
                label: e.label.clone(),
                quote: e.quote.replace('\n', ""),
            };
            out.push(SideRow {
                region: row.name.clone(),
                instrument: Some(text.record.id.clone()),
                title: text.record.title.clone(),
                standing: Some(text.record.status.standing),
                state: Some(text.state(provision)),
                slots: finding.map(|f| f.slots.clone()).unwrap_or_default(),
                clauses: pieces.iter().map(words).collect(),
            });
        }
    }
    out
}

/// The rows of the indicator table that `name` means: the whole name, or its beginning when
/// nothing bears the whole.
pub fn named<'a>(rows: &'a [RegionValue], name: &str) -> Vec<&'a RegionValue> {
    let whole: Vec<&RegionValue> = rows.iter().filter(|r| r.name == name).collect();
    if !whole.is_empty() || name.is_empty() {
        return whole;
    }
    rows.iter().filter(|r| r.name.starts_with(name)).collect()
}
