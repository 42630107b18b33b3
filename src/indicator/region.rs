//! Which texts count for which region.

use super::fill::{Candidate, Held};
use super::rubric::{Drafts, Rubric};
use super::status::{start, statuses};
use super::supplied::scaled;
use super::total::fill_row;
use super::{Entry, Options};
use crate::model::{Date, Facts, Finding, Level, Region, RegionValue, Standing, Status, Supplied};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The row of one instrument by itself. Its content counts whatever its standing; the standing
/// weighs in the part on kind and status alone.
pub fn fill_instrument(rubric: &Rubric, entry: &Entry, status: &Status) -> RegionValue {
    let candidates = [candidate(entry, status)];
    fill_row(rubric, entry.id, entry.title, Held { candidates: &candidates, any_text: true }, &|_| None)
}

/// A row per region that has a text or a supplied value, by level, division code and name.
pub fn fill_regions(
    rubric: &Rubric,
    entries: &[Entry],
    reference: Date,
    options: &Options,
) -> Vec<RegionValue> {
    let statuses = statuses(entries, reference);
    gather(rubric, entries, &statuses, options).iter().map(|g| g.fill(rubric, &options.supplied)).collect()
}

/// A region with the texts that count for it: all that a row needs beside the rubric's numbers.
pub(super) struct Gathered<'a> {
    pub place: Place,
    /// Strongest first.
    pub candidates: Vec<Candidate<'a>>,
    any_text: bool,
}

impl Gathered<'_> {
    pub fn fill(&self, rubric: &Rubric, supplied: &[Supplied]) -> RegionValue {
        self.fill_with(rubric, supplied, &self.candidates)
    }

    /// The row when other findings stand in the texts.
    pub fn fill_with(&self, rubric: &Rubric, supplied: &[Supplied], candidates: &[Candidate]) -> RegionValue {
        let held = Held { candidates, any_text: self.any_text };
        let shown = self.place.shown();
        fill_row(rubric, &shown, &shown, held, &|i| scaled(rubric, i, &self.place.name, supplied))
    }
}

/// The regions in the order of the table. `statuses` are those of the entries.
pub(super) fn gather<'a>(
    rubric: &Rubric,
    entries: &[Entry<'a>],
    statuses: &'a [Status],
    options: &Options,
) -> Vec<Gathered<'a>> {
    places(entries, options).into_iter().map(|p| of_place(rubric, p, entries, statuses, options)).collect()
}

fn of_place<'a>(
    rubric: &Rubric,
    place: Place,
    entries: &[Entry<'a>],
    statuses: &'a [Status],
    options: &Options,
) -> Gathered<'a> {
    let own = |e: &Entry| e.facts.region.as_ref().is_some_and(|r| place.is(r));
    let parent =
        |e: &Entry| options.inherit_province && e.facts.region.as_ref().is_some_and(|r| place.lies_in(r));
    let pick = |keep: &dyn Fn(&Entry) -> bool| -> Vec<Candidate<'a>> {
        let chosen = entries.iter().zip(statuses).filter(|(e, _)| keep(e));
        counting(rubric, chosen.map(|(e, s)| candidate(e, s)).collect())
    };
    // A draft of the place counts while the place itself has nothing final, whatever its province has.
    let mut candidates = pick(&own);
    candidates.extend(pick(&parent));
    candidates.sort_by_cached_key(strength);
    let any_text = entries.iter().any(|e| own(e) || parent(e));
    Gathered { place, candidates, any_text }
}

/// Final texts in force; where there is none, drafts when the rubric lets them count.
fn counting<'a>(rubric: &Rubric, mut all: Vec<Candidate<'a>>) -> Vec<Candidate<'a>> {
    let has_final = all.iter().any(|c| c.status.standing == Standing::InForce);
    all.retain(|c| match c.status.standing {
        Standing::InForce => true,
        Standing::Draft => !has_final && rubric.drafts == Drafts::WithoutFinal,
        _ => false,
    });
    all
}

fn candidate<'a>(entry: &Entry<'a>, status: &'a Status) -> Candidate<'a> {
    let findings: BTreeMap<&str, &Finding> =
        entry.findings.iter().map(|f| (f.provision.as_str(), f)).collect();
    Candidate { id: entry.id, facts: entry.facts, status, findings }
}

/// Strongest first: final before draft, higher kind, newer, then by id so that order is settled.
fn strength(c: &Candidate) -> (Standing, u8, Reverse<Option<Date>>, String) {
    let Facts { kind, .. } = c.facts;
    (c.status.standing, kind.map_or(u8::MAX, |k| k as u8), Reverse(start(c.facts)), c.id.to_string())
}

/// A region as a row of the table.
pub(super) struct Place {
    pub name: String,
    /// Set when another region of the same name lies in another province.
    within: Option<String>,
    province: String,
    pub level: Option<Level>,
    code: Option<String>,
}

impl Place {
    fn is(&self, r: &Region) -> bool {
        r.name == self.name && self.within.as_ref().is_none_or(|p| *p == r.province)
    }

    fn lies_in(&self, r: &Region) -> bool {
        r.level == Level::Province && r.name == self.province && r.name != self.name
    }

    pub fn shown(&self) -> String {
        match &self.within {
            Some(province) if !province.is_empty() => format!("{province}{}", self.name),
            _ => self.name.clone(),
        }
    }
}

fn places(entries: &[Entry], options: &Options) -> Vec<Place> {
    let mut by_name: BTreeMap<&str, Vec<&Region>> = BTreeMap::new();
    for r in entries.iter().filter_map(|e| e.facts.region.as_ref()).filter(|r| !r.name.is_empty()) {
        by_name.entry(&r.name).or_default().push(r);
    }
    for s in &options.supplied {
        by_name.entry(&s.region).or_default();
    }
    let mut out: Vec<Place> =
        by_name.into_iter().flat_map(|(name, regions)| same_name(name, &regions)).collect();
    out.sort_by(|a, b| {
        let key = |p: &Place| (p.level.map_or(u8::MAX, |l| l as u8), p.code.is_none(), p.code.clone());
        key(a).cmp(&key(b)).then_with(|| (&a.province, &a.name).cmp(&(&b.province, &b.name)))
    });
    out
}

/// Regions of one name are one place unless they lie in two provinces.
fn same_name(name: &str, regions: &[&Region]) -> Vec<Place> {
    let provinces: BTreeSet<&str> = regions.iter().map(|r| r.province.as_str()).collect();
    let told: Vec<&str> = provinces.iter().copied().filter(|p| !p.is_empty()).collect();
    let place = |of: &[&&Region], within: Option<&str>, province: &str| Place {
        name: name.into(),
        within: within.map(Into::into),
        province: province.into(),
        level: of.iter().map(|r| r.level).min(),
        code: of.iter().filter_map(|r| r.code.clone()).min(),
    };
    if told.len() < 2 {
        let all: Vec<&&Region> = regions.iter().collect();
        return vec![place(&all, None, told.first().copied().unwrap_or(""))];
    }
    let of = |p: &str| regions.iter().filter(|r| r.province == p).collect::<Vec<_>>();
    provinces.iter().map(|p| place(&of(p), Some(p), p)).collect()
}
