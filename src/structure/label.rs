//! Labels as a reader cites them: 第二十条第二款第（三）项, 二.（三）.1, 附件2.

use crate::model::{Node, NodeKind, format_chinese};

/// Label of paragraphs in front of the first article or heading.
pub const PREAMBLE: &str = "前言";
/// Label of paragraphs behind the last article or heading that belong to no annex.
pub const AFTERWORD: &str = "文末";
/// Label of the paragraphs of a covering notice.
pub const NOTICE: &str = "通知";

/// Turns the bare markers that the nodes carry into full labels, from the root down.
pub fn label(root: &mut Node) {
    children(root, &Context { base: String::new(), plain: PREAMBLE.into(), article: false, depth: 0 });
}

struct Context {
    /// What the labels of articles and headings below begin with (of an annex, a heading).
    base: String,
    /// The label of a paragraph without number.
    plain: String,
    /// Inside an article: items are 第（一）项.
    article: bool,
    /// Items above.
    depth: usize,
}

fn children(node: &mut Node, cx: &Context) {
    use NodeKind::*;
    let paragraphs = node.children.iter().filter(|c| c.kind == Paragraph).count();
    let mut nth = 0;
    let mut numbered = false;
    for child in &mut node.children {
        let mark = std::mem::take(&mut child.label);
        let next = match child.kind {
            Notice => Context { base: NOTICE.into(), plain: NOTICE.into(), article: false, depth: 0 },
            Instrument => Context { base: String::new(), plain: PREAMBLE.into(), article: false, depth: 0 },
            Annex => Context { base: mark.clone(), plain: mark.clone(), article: false, depth: 0 },
            Part | Chapter | Section => {
                child.label = mark.clone();
                Context { base: cx.base.clone(), plain: mark, article: false, depth: 0 }
            }
            Article => {
                let l = format!("{}{mark}", cx.base);
                Context { base: l.clone(), plain: l, article: true, depth: 0 }
            }
            Heading1 | Heading2 | Heading3 | Heading4 => {
                let l = join(&cx.base, &mark);
                Context { base: l.clone(), plain: l, article: false, depth: 0 }
            }
            Paragraph | TableRow => {
                nth += 1;
                let l = if numbered && node.kind == Instrument {
                    AFTERWORD.into()
                } else if cx.article && node.kind == Article && paragraphs > 1 {
                    format!("{}第{}款", cx.plain, format_chinese(nth))
                } else {
                    cx.plain.clone()
                };
                let base = if cx.article { l.clone() } else { cx.base.clone() };
                Context { base, plain: l, article: cx.article, depth: cx.depth }
            }
            Item | Point => {
                let l = if cx.article { item(&cx.base, &mark, cx.depth) } else { join(&cx.base, &mark) };
                Context { base: l.clone(), plain: l, article: cx.article, depth: cx.depth + 1 }
            }
            Document | Title | Marker | Caption | Text | Signature | Meta | Blank => continue,
        };
        numbered |= !matches!(child.kind, Paragraph | TableRow);
        if child.label.is_empty() && child.kind != Instrument {
            child.label = next.plain.clone();
        }
        children(child, &next);
    }
}

fn join(base: &str, mark: &str) -> String {
    if base.is_empty() { mark.into() } else { format!("{base}.{mark}") }
}

/// 项, 目 and what lies below them.
fn item(base: &str, mark: &str, depth: usize) -> String {
    match depth {
        0 => format!("{base}第{mark}项"),
        1 => format!("{base}第{mark}目"),
        _ => format!("{base}{mark}"),
    }
}
