use super::Span;
use serde::{Deserialize, Serialize};

/// What a node of the tree is. Containers hold children only; leaves hold text only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// The whole source.
    Document,
    /// A covering notice (印发通知) or publication order in front of attached instruments.
    Notice,
    /// One legal text with its title.
    Instrument,
    /// 编
    Part,
    /// 章
    Chapter,
    /// 节
    Section,
    /// 条
    Article,
    /// 一、
    Heading1,
    /// （一）
    Heading2,
    /// 1.
    Heading3,
    /// （1）
    Heading4,
    /// 款 (a paragraph of an article) or a paragraph under a heading
    Paragraph,
    /// 项
    Item,
    /// 目
    Point,
    /// 附件
    Annex,
    /// A row of a table, cells parted by tabs.
    TableRow,
    /// Leaf: title line(s).
    Title,
    /// Leaf: the number of a node with the space behind it (第一条　, 一、, （一）).
    Marker,
    /// Leaf: the heading words behind a marker (总则; 【容错机制】).
    Caption,
    /// Leaf: running text.
    Text,
    /// Leaf: signature, date of signing.
    Signature,
    /// Leaf: 文号, addressees, index fields, everything else that is part of the file but no norm.
    Meta,
    /// Leaf: line breaks and white space between nodes.
    Blank,
}

impl NodeKind {
    pub fn is_leaf(self) -> bool {
        use NodeKind::*;
        matches!(self, Title | Marker | Caption | Text | Signature | Meta | Blank)
    }
}

/// A node of the structure tree. The spans of the leaves, in order, tile the canonical text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub kind: NodeKind,
    /// Full label such as 第十四条, 第二十条第二款第（三）项, 二.（三）.1; empty for leaves.
    pub label: String,
    /// The number the marker shows, when it has one.
    pub number: Option<u32>,
    /// Heading words without marker and brackets (总则); empty when there are none.
    pub heading: String,
    pub span: Span,
    pub children: Vec<Node>,
}

impl Node {
    pub fn leaf(kind: NodeKind, span: Span) -> Self {
        Self { kind, label: String::new(), number: None, heading: String::new(), span, children: Vec::new() }
    }

    /// All nodes, parents before children, in text order. Iterative: depth cannot overflow.
    pub fn walk(&self) -> impl Iterator<Item = &Node> {
        let mut stack = vec![self];
        std::iter::from_fn(move || {
            let node = stack.pop()?;
            stack.extend(node.children.iter().rev());
            Some(node)
        })
    }

    /// The leaves in text order.
    pub fn leaves(&self) -> impl Iterator<Item = &Node> {
        self.walk().filter(|n| n.children.is_empty())
    }
}
