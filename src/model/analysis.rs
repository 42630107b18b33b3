use super::{Date, Facts, Finding, ReadState, Source, State};
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
    /// Bounds of the points: undetermined counted as nothing and as full.
    #[serde(default)]
    pub low: f64,
    #[serde(default)]
    pub high: f64,
    /// All provisions joined by "or", when there is more than one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<String>,
}

/// A value that texts cannot show, given by a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Supplied {
    pub region: String,
    /// Id or Chinese name of the indicator.
    pub indicator: String,
    pub value: f64,
    /// Where the value comes from; never empty.
    pub source: String,
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
    #[serde(default)]
    pub name_en: String,
    /// True when texts cannot show it: undetermined until someone supplies it.
    #[serde(default)]
    pub is_supplied: bool,
    /// The supplied value that was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplied: Option<Supplied>,
}

/// A dimension (维度) of one region or instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DimensionValue {
    pub id: String,
    pub name: String,
    /// Weight in the composite index.
    pub weight: f64,
    /// Weighted mean of the determined indicators, kept within the bounds; `None` when none is
    /// determined.
    pub value: Option<f64>,
    /// Share of the dimension's weight that is determined, 0-1.
    pub determined: f64,
    /// Bounds over all weight, the undetermined counted as nothing and as full.
    #[serde(default)]
    pub low: f64,
    #[serde(default)]
    pub high: f64,
    #[serde(default)]
    pub name_en: String,
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
    /// Bounds of the composite over all weight.
    #[serde(default)]
    pub low: f64,
    #[serde(default)]
    pub high: f64,
    /// The rule that moved weights between dimensions, in words (Chinese), when one applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighting: Option<String>,
}

/// Whether an instrument counts at the reference date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    InForce,
    /// 征求意见稿, 草案
    Draft,
    /// Issued, takes effect after the reference date.
    NotYet,
    Expired,
    Repealed,
}

impl Standing {
    pub fn zh(self) -> &'static str {
        match self {
            Standing::InForce => "现行有效",
            Standing::Draft => "征求意见稿",
            Standing::NotYet => "尚未施行",
            Standing::Expired => "已失效",
            Standing::Repealed => "已废止",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Standing::InForce => "in force",
            Standing::Draft => "draft",
            Standing::NotYet => "not yet in force",
            Standing::Expired => "expired",
            Standing::Repealed => "repealed",
        }
    }
}

/// A standing with its ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    pub standing: Standing,
    /// Why, in words (Chinese); says so when a date is wanting and was assumed.
    pub reason: String,
}

/// One instrument of an analysis, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstrumentRecord {
    pub id: String,
    pub title: String,
    pub facts: Facts,
    pub articles: u32,
    pub clauses: usize,
    pub status: Status,
}

/// One source of an analysis with the instruments that it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRecord {
    pub source: Source,
    pub state: ReadState,
    /// SHA-256 of the canonical text that all spans count in.
    pub text_sha256: String,
    pub instruments: Vec<InstrumentRecord>,
}

/// A diagnostic as it is kept in an analysis.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DiagnosticRecord {
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    pub message: String,
    pub help: String,
}

/// Everything a run found, with the receipts of every number (law 5): a value names its
/// indicators, an indicator its parts, a part the provision and the instrument, which find the
/// finding; a finding's evidence names rule, clause, span and page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// Version of this format; readers refuse what they do not know.
    pub format: u32,
    /// Name and version of the program.
    pub program: String,
    pub rules: RuleSetId,
    /// Day at which instruments count as in force.
    pub reference: Date,
    /// What else the run was asked for, so that a replay can ask the same.
    #[serde(default)]
    pub request: Request,
    /// The rubric that filled the indicators, as data (`indicator::Rubric`); null when not kept.
    #[serde(default)]
    pub rubric: serde_json::Value,
    pub documents: Vec<DocumentRecord>,
    /// By instrument in the order of `documents`, then in codebook order.
    pub findings: Vec<Finding>,
    pub instrument_values: Vec<RegionValue>,
    pub region_values: Vec<RegionValue>,
    pub diagnostics: Vec<DiagnosticRecord>,
}

impl Analysis {
    pub const FORMAT: u32 = 1;

    /// All instruments with their documents, in order.
    pub fn instruments(&self) -> impl Iterator<Item = (&DocumentRecord, &InstrumentRecord)> {
        self.documents.iter().flat_map(|d| d.instruments.iter().map(move |i| (d, i)))
    }
}

/// Which rules made the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RuleSetId {
    /// SHA-256 over all files of `rules/`, in order of their names.
    pub sha256: String,
    pub rules: usize,
    pub patterns: usize,
    pub terms: usize,
    /// Each file below `rules/`, in order of their names, so that a replay can name what changed.
    #[serde(default)]
    pub files: Vec<FileHash>,
}

/// A file by its path below `rules/` and its hash; line ends of the checkout do not change it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileHash {
    pub path: String,
    pub sha256: String,
}

/// Choices of a run that change its numbers, beside sources, rules and reference day.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Request {
    /// A city's row takes its province's texts too.
    pub inherit_province: bool,
    pub supplied: Vec<Supplied>,
}
