//! Indicators from a coding made elsewhere, in the place of the program's, and what differs.

use crate::indicator::{self, Kind, Part, Rubric};
use crate::model::{
    Analysis, Evidence, Finding, IndicatorValue, InstrumentRecord, PartValue, RegionValue, Slots, Span, State,
};
use crate::review::{Coded, same_title};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The reason that a finding of the given coding carries.
pub const CODED: &str = "所给编码";

/// One analysis with its values twice.
#[derive(Debug, Clone)]
pub struct Recoded {
    /// Filled from the given coding.
    pub coded: Analysis,
    /// Filled from the program's coding, over the same texts.
    pub program: Analysis,
    /// Titles of texts that the coding does not hold: they keep the program's coding, or are left out.
    pub uncoded: Vec<String>,
    /// Which of the two.
    pub left_out: bool,
    /// Titles of the coding that no text bears.
    pub unused: Vec<String>,
}

/// Fills an analysis from `coding`. Texts are found as the scorer finds them: by file name and
/// title. A provision that a coded text has no line for is undetermined. With `coded_only`, both
/// sides take only those texts that the coding holds.
pub fn recode(analysis: &Analysis, rubric: &Rubric, coding: &[Coded], coded_only: bool) -> Recoded {
    let mut lines: BTreeMap<(&str, &str), BTreeMap<&str, &Coded>> = BTreeMap::new();
    for c in coding {
        lines.entry((&c.source, &c.title)).or_default().insert(&c.provision, c);
    }
    let mut of: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    let mut unused = Vec::new();
    for key in lines.keys() {
        match text_of(analysis, *key, &of) {
            Some(record) => drop(of.insert(&record.id, *key)),
            None => unused.push(format!("{}（{}）", key.1, key.0)),
        }
    }
    let mut program = analysis.clone();
    if coded_only {
        program.documents.iter_mut().for_each(|d| d.instruments.retain(|i| of.contains_key(i.id.as_str())));
        program.findings.retain(|f| of.contains_key(f.instrument.as_str()));
    }
    let uncoded = analysis.instruments().filter(|(_, i)| !of.contains_key(i.id.as_str()));
    let uncoded = uncoded.map(|(_, i)| i.title.clone()).collect();
    let mut coded = program.clone();
    for f in &mut coded.findings {
        if let Some(own) = of.get(f.instrument.as_str()).and_then(|key| lines.get(key)) {
            replace(f, own.get(f.provision.as_str()).copied());
        }
    }
    let reference = analysis.reference;
    indicator::refill(&mut program, rubric, reference);
    indicator::refill(&mut coded, rubric, reference);
    Recoded { coded, program, uncoded, left_out: coded_only, unused }
}

/// The text that a pair of file name and title means: the one of that very title first.
fn text_of<'a>(
    analysis: &'a Analysis,
    (source, title): (&str, &str),
    taken: &BTreeMap<&str, (&str, &str)>,
) -> Option<&'a InstrumentRecord> {
    let own =
        analysis.instruments().filter(|(d, i)| d.source.name == source && !taken.contains_key(i.id.as_str()));
    let own: Vec<&InstrumentRecord> = own.map(|(_, i)| i).collect();
    let exact = own.iter().find(|i| i.title == title);
    exact.or_else(|| own.iter().find(|i| same_title(title, &i.title))).copied()
}

fn replace(f: &mut Finding, coded: Option<&Coded>) {
    f.certificate = None;
    f.evidence.clear();
    f.slots.clear();
    match coded {
        Some(c) => {
            (f.state, f.slots, f.reason) = (c.state, c.slots.clone(), CODED.into());
            f.evidence = c.evidence.iter().map(|q| quoted(&q.label, &q.quote, c.state)).collect();
        }
        None => (f.state, f.reason) = (State::Undetermined, "所给编码没有此项".into()),
    }
}

/// A quote of a given coding. It has words and label only: its place in the text was not looked up.
fn quoted(label: &str, quote: &str, state: State) -> Evidence {
    Evidence {
        label: label.into(),
        quote: quote.into(),
        span: Span::new(0, 0),
        prefix: String::new(),
        suffix: String::new(),
        clause: 0,
        page: None,
        rule: String::new(),
        state,
    }
}

/// A finding that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingDifference {
    pub instrument: String,
    pub title: String,
    pub provision: String,
    pub coded: State,
    pub program: State,
    pub coded_slots: Slots,
    pub program_slots: Slots,
}

/// A part of an indicator with other points on each side, and the findings that made it so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    pub part: String,
    pub coded: Option<f64>,
    pub program: Option<f64>,
    pub findings: Vec<FindingDifference>,
}

/// An indicator with another value on each side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueDifference {
    pub indicator: String,
    pub name: String,
    pub coded: Option<f64>,
    pub program: Option<f64>,
    pub causes: Vec<Cause>,
}

/// What is not the same for one region.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegionDifference {
    pub region: String,
    pub coded: Option<f64>,
    pub program: Option<f64>,
    pub values: Vec<ValueDifference>,
    /// Another rule of weights applies on each side; the findings that it looks at.
    pub weighting: Option<Vec<FindingDifference>>,
    /// Findings of texts that count, which differ and move no value.
    pub idle: Vec<FindingDifference>,
}

/// The regions for which anything differs, with the findings that each difference comes from.
pub fn differences(r: &Recoded, rubric: &Rubric) -> Vec<RegionDifference> {
    let found = findings(r, rubric);
    let rows = r.coded.region_values.iter().zip(&r.program.region_values);
    let all = rows.map(|(a, b)| of_region(a, b, &found, rubric));
    all.filter(|d| !d.values.is_empty() || d.weighting.is_some() || !d.idle.is_empty()).collect()
}

fn of_region(
    a: &RegionValue,
    b: &RegionValue,
    found: &[FindingDifference],
    rubric: &Rubric,
) -> RegionDifference {
    let own: Vec<&FindingDifference> =
        found.iter().filter(|f| a.instruments.contains(&f.instrument)).collect();
    let pairs = a.indicators.iter().zip(&b.indicators);
    let values: Vec<ValueDifference> = pairs.filter_map(|(x, y)| of_indicator(x, y, &own)).collect();
    let weighting =
        (a.weighting != b.weighting).then(|| of(&own, |p| rubric.shifts.iter().any(|s| s.provision == p)));
    let mut busy: BTreeSet<(&str, &str)> = BTreeSet::new();
    let causes = values.iter().flat_map(|v| &v.causes).flat_map(|c| &c.findings);
    for f in causes.chain(weighting.iter().flatten()) {
        busy.insert((&f.instrument, &f.provision));
    }
    let idle = own.iter().filter(|f| !busy.contains(&(f.instrument.as_str(), f.provision.as_str())));
    let idle = idle.map(|f| (*f).clone()).collect();
    RegionDifference {
        region: a.name.clone(),
        coded: a.composite,
        program: b.composite,
        values,
        weighting,
        idle,
    }
}

/// Those of some provisions.
fn of(own: &[&FindingDifference], wanted: impl Fn(&str) -> bool) -> Vec<FindingDifference> {
    own.iter().filter(|f| wanted(&f.provision)).map(|f| (*f).clone()).collect()
}

fn of_indicator(
    a: &IndicatorValue,
    b: &IndicatorValue,
    own: &[&FindingDifference],
) -> Option<ValueDifference> {
    if (a.value, a.low, a.high) == (b.value, b.low, b.high) {
        return None;
    }
    let moved = |(x, y): &(&PartValue, &PartValue)| (x.value, x.low, x.high) != (y.value, y.low, y.high);
    let causes = a.parts.iter().zip(&b.parts).filter(moved).map(|(x, y)| {
        let names =
            |p: &str| x.any_of.iter().chain(&y.any_of).chain([&x.provision, &y.provision]).any(|n| n == p);
        Cause { part: x.provision.clone(), coded: x.value, program: y.value, findings: of(own, names) }
    });
    Some(ValueDifference {
        indicator: a.id.clone(),
        name: a.name.clone(),
        coded: a.value,
        program: b.value,
        causes: causes.collect(),
    })
}

/// Findings that differ in their state, or in a slot that the rubric looks at.
fn findings(r: &Recoded, rubric: &Rubric) -> Vec<FindingDifference> {
    let slots = slots(rubric);
    let differ = |a: &Finding, b: &Finding| {
        let looked = slots
            .iter()
            .filter(|(p, _)| *p == a.provision)
            .any(|(_, slot)| !same(a.slots.get(slot), b.slots.get(slot)));
        a.state != b.state || (a.state == State::Present && looked)
    };
    let pairs = r.coded.findings.iter().zip(&r.program.findings).filter(|(a, b)| differ(a, b));
    pairs
        .map(|(a, b)| FindingDifference {
            instrument: a.instrument.clone(),
            title: a.title.clone(),
            provision: a.provision.clone(),
            coded: a.state,
            program: b.state,
            coded_slots: a.slots.clone(),
            program_slots: b.slots.clone(),
        })
        .collect()
}

/// Provision and slot, wherever the rubric asks for one.
fn slots(rubric: &Rubric) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> =
        rubric.shifts.iter().map(|s| (s.provision.clone(), s.slot.clone())).collect();
    for (_, i) in rubric.indicators() {
        let Kind::Parts(parts) = &i.kind else { continue };
        for part in parts {
            let Part::Provision(p) = part else { continue };
            out.extend(p.cases.iter().flat_map(|c| p.any_of.iter().map(|id| (id.clone(), c.slot.clone()))));
        }
    }
    out
}

/// Numbers by their value, lists in any order.
fn same(a: Option<&serde_json::Value>, b: Option<&serde_json::Value>) -> bool {
    use serde_json::Value::{Array, Null, Number};
    match (a, b) {
        (Some(Number(x)), Some(Number(y))) => x.as_f64() == y.as_f64(),
        (Some(Array(x)), Some(Array(y))) => {
            let words = |l: &[serde_json::Value]| l.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
            words(x) == words(y)
        }
        (None | Some(Null), None | Some(Null)) => true,
        (x, y) => x == y,
    }
}
