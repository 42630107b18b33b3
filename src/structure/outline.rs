//! The tree as a person reads it at a terminal.

use super::text::tidy;
use crate::model::{Node, NodeKind};
use std::fmt::Write;

/// Characters of running text shown per line.
const SHOWN: usize = 24;

/// One line per node, indented by depth: Chinese kind, label, heading words, beginning of the
/// text. Markers, captions and white space are part of their node's line.
pub fn outline(root: &Node, text: &str) -> String {
    let mut out = String::new();
    node(root, text, 0, &mut out);
    out
}

fn node(n: &Node, text: &str, depth: usize, out: &mut String) {
    use NodeKind::*;
    if matches!(n.kind, Marker | Caption | Blank) {
        return;
    }
    let own = n.children.iter().find(|c| c.kind == Text).filter(|_| !matches!(n.kind, Notice | Instrument));
    let shown = if n.kind.is_leaf() { Some(n) } else { own };
    let _ = write!(out, "{}{}", "  ".repeat(depth), name(n.kind));
    for part in [n.label.as_str(), n.heading.as_str()] {
        if !part.is_empty() {
            let _ = write!(out, " {part}");
        }
    }
    if let Some(t) = shown {
        let words = tidy(t.span.of(text));
        let cut: String = words.chars().take(SHOWN).collect();
        let more = if words.chars().count() > SHOWN { "…" } else { "" };
        let _ = write!(out, "｜{cut}{more}");
    }
    out.push('\n');
    for c in &n.children {
        if own.is_none_or(|o| o.span != c.span) {
            node(c, text, depth + 1, out);
        }
    }
}

fn name(kind: NodeKind) -> &'static str {
    use NodeKind::*;
    match kind {
        Document => "文件",
        Notice => "通知",
        Instrument => "文本",
        Part => "编",
        Chapter => "章",
        Section => "节",
        Article => "条",
        Heading1 | Heading2 | Heading3 | Heading4 => "标题",
        Paragraph => "款",
        Item => "项",
        Point => "目",
        Annex => "附件",
        TableRow => "行",
        Title => "题名",
        Marker => "编号",
        Caption => "标目",
        Text => "正文",
        Signature => "落款",
        Meta => "附注",
        Blank => "空白",
    }
}
