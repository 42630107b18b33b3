use super::{NodeKind, Span};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClauseKind {
    /// A 款 of an article, or a paragraph under a heading.
    Paragraph,
    /// A 项 or 目 with the stem it hangs on.
    Item,
    /// Text in front of the first article or heading.
    Preamble,
    /// A paragraph or table row of an annex.
    Annex,
    /// A paragraph of the covering notice.
    Notice,
}

/// One ancestor of a clause that has a number or heading words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    pub kind: NodeKind,
    /// The node's own label, e.g. 第二章, 第十四条, 二.（三）.
    pub label: String,
    /// Heading words; may be empty.
    pub text: String,
}

/// The unit of matching and search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Full label, e.g. 第二十条第二款第（三）项, 二.（三）.1, 附件.
    pub label: String,
    /// Label down to 条, or the heading path for 意见/方案 texts: what a reader would cite.
    pub article: String,
    pub kind: ClauseKind,
    /// The clause's own text in the canonical text, marker excluded.
    pub span: Span,
    /// The stem (e.g. 协议应当包括下列内容：) that an item hangs on.
    pub stem: Option<Span>,
    /// Ancestors from the outermost in, the covering instrument excluded.
    pub headings: Vec<Heading>,
    /// A cropped line end of the source lies in it.
    pub cropped: bool,
}
