//! The rubric: how findings become points. Data of `rules/indicators`, checked by [`super::load`].

use crate::model::{Analysis, InstrumentKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All of `rules/indicators`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rubric {
    /// Upper end of every indicator, dimension and of the index.
    pub scale: f64,
    /// Part of the points that a delegated matter gets, 0-1.
    pub delegated: f64,
    pub drafts: Drafts,
    pub shifts: Vec<Shift>,
    /// By `order`, then id.
    pub dimensions: Vec<Dimension>,
}

/// Whether drafts count for a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Drafts {
    /// Only while the region has no final text in force.
    WithoutFinal,
    Never,
}

/// Moves the weight of one dimension to another for regions whose finding says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The rule in words (Chinese).
    pub says: String,
    pub provision: String,
    pub slot: String,
    /// The slot, a list, holds this and nothing else.
    pub only: String,
    pub from: String,
    pub to: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    pub id: String,
    pub name: String,
    pub name_en: String,
    pub order: f64,
    /// Weight in the composite index.
    pub weight: f64,
    pub source: String,
    pub reason: String,
    pub indicators: Vec<Indicator>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    pub id: String,
    pub name: String,
    pub name_en: String,
    /// Weight within the dimension; those of text indicators sum to 1.
    pub share: f64,
    pub kind: Kind,
    pub source: String,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// Filled from findings; the points sum to the scale.
    Parts(Vec<Part>),
    /// Not in policy texts.
    Supplied(Scaling),
}

/// What a supplied value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scaling {
    /// Points already, 0 to the scale.
    Points,
    /// Any number, min-max scaled over the regions compared; more is better.
    MinMax,
    /// The same; less is better.
    MinMaxFalling,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Part {
    Provision(ProvisionPart),
    Kind(KindPart),
}

impl Part {
    /// Points at most.
    pub fn points(&self) -> f64 {
        match self {
            Part::Provision(p) => p.points,
            Part::Kind(k) => k.points.values().copied().fold(0.0, f64::max),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProvisionPart {
    /// Any of these gives the points.
    pub any_of: Vec<String>,
    pub points: f64,
    /// Special cases of a present finding; the first that holds gives its points instead.
    pub cases: Vec<Case>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub slot: String,
    pub test: Test,
    pub points: f64,
    /// The case in words (Chinese).
    pub says: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Test {
    Below(f64),
    Above(f64),
    /// The slot is not filled.
    Missing,
}

/// Points by kind and standing of the instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindPart {
    pub points: BTreeMap<InstrumentKind, f64>,
    pub draft: f64,
    /// Expired or repealed.
    pub lapsed: f64,
}

impl Rubric {
    /// The rubric that an analysis was filled with; `None` when the analysis did not keep it.
    pub fn of(analysis: &Analysis) -> Option<Self> {
        serde_json::from_value(analysis.rubric.clone()).ok()
    }

    pub fn indicators(&self) -> impl Iterator<Item = (&Dimension, &Indicator)> {
        self.dimensions.iter().flat_map(|d| d.indicators.iter().map(move |i| (d, i)))
    }
}
