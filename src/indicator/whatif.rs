//! What if a finding were another?

use super::fill::Candidate;
use super::region::Gathered;
use super::rubric::{Kind, Part, Rubric};
use crate::model::{Analysis, Finding, Slots, State};

/// A finding that a person supposes for a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub provision: String,
    pub state: State,
    pub slots: Slots,
}

/// The analysis as it would be, were these the findings of the region's texts that count
/// (`instruments`, strongest first): the strongest text gets the state, and none of the others
/// keeps a stronger one. Values are not filled anew; see [`super::refill`].
pub fn whatif(analysis: &Analysis, instruments: &[String], asked: &[Asked]) -> Analysis {
    let mut out = analysis.clone();
    for a in asked {
        let own = |f: &&mut Finding| instruments.contains(&f.instrument) && f.provision == a.provision;
        for f in out.findings.iter_mut().filter(own) {
            let strongest = instruments.first() == Some(&f.instrument);
            if strongest || rank(f.state) < rank(a.state) || (f.state == a.state && f.slots != a.slots) {
                *f = Finding { state: a.state, slots: a.slots.clone(), ..asked_of(f) };
            }
        }
    }
    out
}

/// Undetermined may be stronger than anything but present.
fn rank(state: State) -> u8 {
    match state {
        State::Present => 0,
        State::Undetermined => 1,
        State::Delegated => 2,
        State::Contradicted => 3,
        State::Absent => 4,
    }
}

/// A finding as it is when someone supposes it: nothing proves it.
pub(super) fn asked_of(f: &Finding) -> Finding {
    Finding {
        instrument: f.instrument.clone(),
        source: f.source.clone(),
        title: f.title.clone(),
        provision: f.provision.clone(),
        state: f.state,
        evidence: Vec::new(),
        slots: f.slots.clone(),
        certificate: None,
        reason: "假设".into(),
    }
}

/// Every provision that the rubric looks at, once, in its order.
pub(super) fn provisions(rubric: &Rubric) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (_, i) in rubric.indicators() {
        let Kind::Parts(parts) = &i.kind else { continue };
        for part in parts {
            let Part::Provision(p) = part else { continue };
            out.extend(p.any_of.iter().cloned());
        }
    }
    out.extend(rubric.shifts.iter().map(|s| s.provision.clone()));
    let mut seen = std::collections::BTreeSet::new();
    out.retain(|p| seen.insert(p.clone()));
    out
}

/// A region's texts with one finding of the region changed.
pub(super) struct Changed<'a> {
    /// The text that decided so far; the strongest where none lays it down.
    pub instrument: String,
    pub from: State,
    candidates: Vec<Candidate<'a>>,
    provision: String,
    /// By candidate; `None` keeps what it has.
    instead: Vec<Option<Finding>>,
}

impl Changed<'_> {
    pub fn view(&self) -> Vec<Candidate<'_>> {
        self.candidates
            .iter()
            .zip(&self.instead)
            .map(|(c, instead)| {
                let mut findings: std::collections::BTreeMap<&str, &Finding> =
                    c.findings.iter().map(|(k, v)| (*k, *v)).collect();
                if let Some(f) = instead {
                    findings.insert(&self.provision, f);
                }
                Candidate { id: c.id, facts: c.facts, status: c.status, findings }
            })
            .collect()
    }
}

/// The region with each other state of a provision that its texts could have had.
pub(super) fn alternatives<'a>(g: &Gathered<'a>, provision: &str) -> Vec<(State, Changed<'a>)> {
    let states = g.candidates.iter().filter_map(|c| Some((c.findings.get(provision)?.state, c.id)));
    let Some((from, decides)) = states.min_by_key(|(s, _)| rank(*s)) else { return Vec::new() };
    let others = [State::Present, State::Delegated, State::Absent].into_iter().filter(|to| *to != from);
    others
        .map(|to| {
            let instead = g.candidates.iter().enumerate().map(|(i, c)| {
                let own = c.findings.get(provision)?;
                let change = i == 0 || rank(own.state) < rank(to);
                change.then(|| Finding { state: to, slots: Slots::new(), ..asked_of(own) })
            });
            let changed = Changed {
                instrument: decides.to_owned(),
                from,
                instead: instead.collect(),
                candidates: g.candidates.clone(),
                provision: provision.into(),
            };
            (to, changed)
        })
        .collect()
}
