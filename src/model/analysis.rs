use super::State;
use serde::{Deserialize, Serialize};

/// One part of an indicator's rubric, filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartValue {
    /// Provision id, or `kind` for the kind and status of the instrument.
    pub provision: String,
    /// Points the part gives at most.
    pub points: f64,
    /// Points given; `None` when undetermined.
    pub value: Option<f64>,
    pub state: State,
    /// The rubric line applied, in words (Chinese).
    pub rubric: String,
    /// Instrument whose finding counted (the strongest in force).
    pub instrument: Option<String>,
}

/// An indicator (指标) of one region or instrument, 0-5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorValue {
    pub id: String,
    pub name: String,
    pub dimension: String,
    /// Share of the dimension's weight.
    pub share: f64,
    /// `None` when any part is undetermined or the value must be supplied.
    pub value: Option<f64>,
    /// Value bounds when undetermined parts are counted as nothing and as full.
    pub low: f64,
    pub high: f64,
    pub parts: Vec<PartValue>,
}

/// A dimension (维度) of one region or instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DimensionValue {
    pub id: String,
    pub name: String,
    /// Weight in the composite index.
    pub weight: f64,
    /// Weighted mean of the determined indicators; `None` when none is.
    pub value: Option<f64>,
    /// Share of the dimension's weight that is determined, 0-1.
    pub determined: f64,
}

/// All values of one row of the table: an instrument, or a region at a reference date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegionValue {
    /// Region name, or instrument id.
    pub id: String,
    pub name: String,
    /// Instruments that counted, strongest first.
    pub instruments: Vec<String>,
    pub indicators: Vec<IndicatorValue>,
    pub dimensions: Vec<DimensionValue>,
    /// Composite over the determined dimensions; `None` when none is.
    pub composite: Option<f64>,
    /// Share of the composite's weight that is determined, 0-1.
    pub determined: f64,
}

/// Which rules made the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RuleSetId {
    /// SHA-256 over all files of `rules/`, in order of their names.
    pub sha256: String,
    pub rules: usize,
    pub patterns: usize,
    pub terms: usize,
}
