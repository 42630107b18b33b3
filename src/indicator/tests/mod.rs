mod laws;
mod load;
mod regions;
mod worksheet;

use super::Rubric;
use crate::model::{Facts, Finding, Level, Region, Slots, State};

/// The codebook's provisions, in its order.
pub const PROVISIONS: [&str; 35] = [
    "exit.close_access",
    "exit.delete_data",
    "exit.retain_logs",
    "exit.handover",
    "fair.competitive_selection",
    "fair.operator_eligibility",
    "fair.developer_access",
    "fair.nondiscrimination",
    "fair.fair_supply",
    "fair.antimonopoly",
    "fair.role_separation",
    "tolerance.exemption",
    "incentive.supply",
    "term.operating_limit",
    "term.reselect_on_expiry",
    "exit.mechanism",
    "evaluation.operator",
    "public.principle",
    "public.free_use",
    "public.priority_support",
    "price.guided",
    "security.consent",
    "security.raw_data_stays",
    "security.deidentification",
    "security.personnel",
    "security.traceability",
    "security.incident_response",
    "security.responsibility",
    "security.assessment",
    "disclosure.authorisation",
    "disclosure.products",
    "supply.catalogue",
    "supply.sample",
    "mode",
    "validity",
];

/// The shipped files, as `Rubric::load` takes them.
pub fn shipped() -> Vec<(String, String)> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/indicators");
    let mut out: Vec<(String, String)> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .map(|p| (p.file_name().unwrap().to_string_lossy().into(), std::fs::read_to_string(&p).unwrap()))
        .collect();
    out.sort();
    out
}

pub fn rubric() -> Rubric {
    Rubric::load(&shipped(), &PROVISIONS).unwrap()
}

pub fn finding(instrument: &str, provision: &str, state: State, slots: Slots) -> Finding {
    Finding {
        instrument: instrument.into(),
        source: "s".into(),
        title: "t".into(),
        provision: provision.into(),
        state,
        evidence: Vec::new(),
        slots,
        certificate: None,
        reason: String::new(),
    }
}

pub fn region(name: &str) -> Region {
    let level = if name.ends_with('省') { Level::Province } else { Level::City };
    Region { name: name.into(), province: "示例省".into(), level, code: None }
}

/// A final text of a place with nothing else known, and a finding per provision.
#[derive(Debug, Clone)]
pub struct Text {
    pub id: String,
    pub title: String,
    pub facts: Facts,
    pub findings: Vec<Finding>,
}

impl Text {
    pub fn new(id: &str, place: &str, state: State) -> Self {
        Text {
            id: id.into(),
            title: format!("{place}公共数据授权运营管理办法{id}"),
            facts: Facts { region: Some(region(place)), ..Facts::default() },
            findings: PROVISIONS.iter().map(|p| finding(id, p, state, Slots::new())).collect(),
        }
    }

    pub fn with(mut self, provision: &str, state: State) -> Self {
        let f = self.findings.iter_mut().find(|f| f.provision == provision).unwrap();
        f.state = state;
        self
    }

    pub fn entry(&self) -> super::Entry<'_> {
        super::Entry { id: &self.id, title: &self.title, facts: &self.facts, findings: &self.findings }
    }
}
