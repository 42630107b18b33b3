use super::{Canonical, Clause, Format, Node, Span};
use serde::{Deserialize, Serialize};

/// A calendar date as the text gives it; the day may be left open (2025年 月).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

impl Date {
    /// `None` for days that no calendar has.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        ((1900..=2200).contains(&year) && (1..=days).contains(&day)).then_some(Self { year, month, day })
    }

    /// Reads `2025-03-01`.
    pub fn parse_iso(s: &str) -> Option<Self> {
        let mut it = s.splitn(3, '-');
        Self::new(it.next()?.parse().ok()?, it.next()?.parse().ok()?, it.next()?.parse().ok()?)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    National,
    Province,
    City,
    County,
}

/// The place an instrument governs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Short name, e.g. 示例省, 甲市; 全国 for the state.
    pub name: String,
    /// The province it lies in (itself for a province); empty when not known.
    pub province: String,
    pub level: Level,
    /// GB/T 2260 division code, when known.
    pub code: Option<String>,
}

/// Kinds of instruments, in the order of the rubric 法规政策保障.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum InstrumentKind {
    #[serde(rename = "法律")]
    Law,
    #[serde(rename = "行政法规")]
    AdministrativeRegulation,
    #[serde(rename = "地方性法规")]
    LocalRegulation,
    #[serde(rename = "政府规章")]
    GovernmentRule,
    /// 办法 规定 细则 规范 of a department or government that is no 规章
    #[serde(rename = "专门规范")]
    Measures,
    /// 意见 方案 通知 计划 要点 措施
    #[serde(rename = "政策文件")]
    Policy,
    #[serde(rename = "其他")]
    Other,
}

impl InstrumentKind {
    pub fn name(self) -> &'static str {
        use InstrumentKind::*;
        match self {
            Law => "法律",
            AdministrativeRegulation => "行政法规",
            LocalRegulation => "地方性法规",
            GovernmentRule => "政府规章",
            Measures => "专门规范",
            Policy => "政策文件",
            Other => "其他",
        }
    }
}

/// 有效期: how long the text says it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Validity {
    /// Years of validity as stated (有效期3年).
    pub years: Option<u32>,
    /// Last day of validity, stated (有效期至…).
    pub until: Option<Date>,
}

/// What the text says of itself. `None` means that the text does not say it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// 文号, e.g. 示数发〔2025〕3号
    pub document_number: Option<String>,
    /// Issuing bodies in the order of the text.
    pub issuers: Vec<String>,
    /// 成文日期
    pub signed: Option<Date>,
    /// 发布日期 (of the page or gazette)
    pub published: Option<Date>,
    /// 施行日期
    pub effective: Option<Date>,
    /// The text takes effect on issue (自印发之日起施行); `effective` is then the signing date.
    pub effective_on_issue: bool,
    pub validity: Validity,
    /// 征求意见稿, 草案, 送审稿
    pub draft: bool,
    /// Titles or numbers that the text repeals (同时废止).
    pub repeals: Vec<String>,
    pub kind: Option<InstrumentKind>,
    pub region: Option<Region>,
}

/// One legal text. A source may hold several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// Stable id: first 12 hex digits of the source's SHA-256, `-`, ordinal in the source.
    pub id: String,
    pub title: String,
    pub span: Span,
    pub facts: Facts,
    /// Number of 条.
    pub articles: u32,
    pub clauses: Vec<Clause>,
}

/// The bytes as they were published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// File name without folders.
    pub name: String,
    /// Path as given, with `/`; never absolute in exports.
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
    pub format: Format,
    pub reader: String,
    /// Set when the text is not letter by letter what the file holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// How a text came about that is not letter by letter what the file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The text layer was damaged and is repaired (C004).
    RepairedLayer,
    /// Some or all of it was read from pictures (I016).
    Ocr,
}

impl Condition {
    pub fn zh(self) -> &'static str {
        match self {
            Condition::RepairedLayer => "文本层已修复",
            Condition::Ocr => "由OCR识别",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Condition::RepairedLayer => "text layer repaired",
            Condition::Ocr => "read by OCR",
        }
    }
}

/// Law 6: what was not read is undetermined, never absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadState {
    Read,
    /// Something of the document is known to be missing from the text.
    Partial,
    Unreadable,
}

/// A source, read: canonical text, tree and instruments. An unreadable source has empty text and
/// one instrument named after the file, so that it stands in every output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub source: Source,
    pub state: ReadState,
    pub canonical: Canonical,
    /// Page starts in raw offsets.
    pub pages: Vec<super::PageStart>,
    pub root: Node,
    pub instruments: Vec<Instrument>,
}

impl Document {
    /// The page on which a canonical offset lies.
    pub fn page_of(&self, canon: usize) -> Option<u32> {
        let raw = self.canonical.map.to_raw(Span::new(canon, canon)).start;
        let i = self.pages.partition_point(|p| p.at <= raw);
        i.checked_sub(1).map(|i| self.pages[i].page)
    }
}
