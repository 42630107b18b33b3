use super::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// State of a provision in an instrument (codebook, "State of each provision").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Present,
    Delegated,
    Contradicted,
    Absent,
    Undetermined,
}

impl State {
    pub const ALL: [State; 5] =
        [State::Present, State::Delegated, State::Contradicted, State::Absent, State::Undetermined];

    pub fn zh(self) -> &'static str {
        match self {
            State::Present => "有规定",
            State::Delegated => "转授",
            State::Contradicted => "相反规定",
            State::Absent => "未规定",
            State::Undetermined => "无法判定",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            State::Present => "present",
            State::Delegated => "delegated",
            State::Contradicted => "contradicted",
            State::Absent => "absent",
            State::Undetermined => "undetermined",
        }
    }
}

/// Slot name to value: integers, booleans, strings, lists of strings (codebook, "Slots").
pub type Slots = BTreeMap<String, serde_json::Value>;

/// The sentence behind a state, anchored by quote (law 9) and by span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// 第十四条, 第二十条第二款第（三）项, 二.（三）
    pub label: String,
    /// Exact canonical text of `span`.
    pub quote: String,
    /// Bytes of the document's canonical text.
    pub span: Span,
    /// Up to 24 characters on each side, to find the quote again in another reading.
    pub prefix: String,
    pub suffix: String,
    /// Index into the instrument's clauses.
    pub clause: usize,
    pub page: Option<u32>,
    /// Rule and alternative that fired, e.g. `exit.delete_data/delete-after-exit`.
    pub rule: String,
    /// State that this piece alone supports.
    pub state: State,
}

/// A place that nearly matched, and what was wanting there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearMiss {
    pub label: String,
    pub quote: String,
    pub span: Span,
    pub rule: String,
    /// Conditions met, of all the alternative asks for.
    pub met: u32,
    pub asked: u32,
    /// The condition that failed, in words (Chinese).
    pub failed: String,
}

/// Law 7: absence is shown. What was searched, with which rules, and what came nearest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Certificate {
    pub clauses_searched: usize,
    pub patterns_tried: usize,
    /// Clauses in which words are missing at a cropped line end.
    pub clauses_cropped: usize,
    pub near_misses: Vec<NearMiss>,
}

/// Instrument x provision: the coding of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub instrument: String,
    pub source: String,
    pub title: String,
    pub provision: String,
    pub state: State,
    pub evidence: Vec<Evidence>,
    pub slots: Slots,
    /// Given when the state is absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub certificate: Option<Certificate>,
    /// Why the state is undetermined, or by which rule of decision it was taken.
    pub reason: String,
}
