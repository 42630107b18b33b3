use crate::model::{ClauseKind, Date, Heading, InstrumentKind, Level, Span, State};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One clause with everything that can be searched, filtered and shown. Filled by the pipeline.
/// What neighbours share stands first and together: so stored, it compresses to next to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseDoc {
    /// Instrument id; with `ordinal` the clause's stable key.
    pub instrument: String,
    pub title: String,
    /// File name of the source.
    pub source: String,
    /// Short name of the region; empty when not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub province: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<InstrumentKind>,
    /// Date by which the instrument is sorted and `year:` filters (signed, published or effective).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    pub draft: bool,
    /// Ancestors from the outermost in.
    pub headings: Vec<Heading>,
    /// The stem an item hangs on (协议应当包括下列内容：).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stem: Option<String>,
    /// Place of the clause in its instrument, from 0.
    pub ordinal: u32,
    /// Full label, 第二十条第二款第（三）项
    pub label: String,
    /// Label down to 条, or the heading path
    pub article: String,
    pub clause_kind: ClauseKind,
    /// The clause's own text, as the canonical text has it. What search is complete over.
    pub text: String,
    /// Bytes of the document's canonical text.
    pub span: Span,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Provisions that this clause is evidence for, with the state each piece supports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provisions: Vec<(String, State)>,
    /// Who the clause binds or entitles (运营机构, 数据主管部门).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<String>,
}

impl ClauseDoc {
    /// The clause's key as text: `<instrument>#<ordinal>`.
    pub fn key(&self) -> String {
        format!("{}#{}", self.instrument, self.ordinal)
    }

    /// Orders clauses of equal rank: those of one instrument together and in their order.
    pub fn order_key(&self) -> u64 {
        let hash = Sha256::digest(self.instrument.as_bytes());
        let high = hash.iter().take(5).fold(0u64, |n, b| n << 8 | u64::from(*b));
        high << 24 | u64::from(self.ordinal.min(0xff_ffff))
    }
}
