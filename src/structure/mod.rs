//! Canonical text -> instruments -> tree -> clauses, with the facts of each instrument and the
//! references between clauses. Parsing never fails: whatever the text is, there is a tree whose
//! leaves tile it, and diagnostics that say what is doubtful.

mod block;
mod build;
mod chain;
mod clause;
mod facts;
mod furniture;
mod label;
mod line;
mod mark;
mod outline;
mod reference;
mod spaced;
mod split;
mod text;
mod title;
mod unread;

pub use outline::outline;
pub use reference::{Reference, ReferenceKind, Resolved, references, resolve};

use crate::diag::{Diagnostic, Place};
use crate::model::{Canonical, Instrument, Node, NodeKind, Region, Span};

/// A source, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// Kind `Document`; the spans of its leaves, in order, tile the canonical text.
    pub root: Node,
    /// In text order. Empty only for an empty text.
    pub instruments: Vec<Instrument>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Takes a canonical text apart.
///
/// `source_name` is the file name (the title when the text gives none), `source_hash` the
/// hexadecimal SHA-256 of the source (its first 12 digits begin the ids), `regions` gives the
/// region for a name such as 甲市 when the caller knows it.
pub fn parse(
    canon: &Canonical,
    source_name: &str,
    source_hash: &str,
    regions: &dyn Fn(&str) -> Option<Region>,
) -> Parsed {
    let text = canon.text.as_str();
    let mut blocks = block::blocks(text);
    split::part_titles(text, &mut blocks);
    let fallback = stem(source_name);
    let plan = split::plan(text, &blocks, fallback);
    let (mut root, too_deep) = build::build(text, &blocks, &plan);
    label::label(&mut root);
    let mut diagnostics = Vec::new();
    let place = |span: Option<Span>| Place {
        file: Some(source_name.to_string()),
        line: span.map(|s| line_of(text, s.start)),
        ..Place::default()
    };
    let mut cropped = canon.cropped.clone();
    cropped.sort_unstable();
    let heads = facts::heads(text, &blocks, &plan);
    let mut instruments = Vec::with_capacity(plan.zones.len());
    let nodes = root.children.iter().filter(|n| n.kind == NodeKind::Instrument);
    let notice = root.children.iter().find(|n| n.kind == NodeKind::Notice);
    for (ordinal, (node, zone)) in nodes.zip(&plan.zones).enumerate() {
        let mut clauses = Vec::new();
        // The notice's paragraphs stand with the first instrument that it hands over.
        if let Some(notice) = notice.filter(|_| ordinal == 0) {
            clauses = clause::clauses(notice, text, &cropped);
        }
        clauses.extend(clause::clauses(node, text, &cropped));
        let articles = article_numbers(node);
        if articles.is_empty() && !has_headings(node) {
            diagnostics.push(Diagnostic::new(
                "S001",
                place(Some(node.span)),
                format!("no articles or headings in “{}” (未识别出条款结构)", zone.title_text),
            ));
        }
        if let Some(message) = gaps(&articles) {
            diagnostics.push(Diagnostic::new(
                "S002",
                place(Some(node.span)),
                format!("{message} in “{}” (条号不连续)", zone.title_text),
            ));
        }
        instruments.push(Instrument {
            id: format!("{}-{ordinal}", source_hash.get(..12).unwrap_or(source_hash)),
            title: zone.title_text.clone(),
            span: node.span,
            facts: facts::facts(text, &heads, zone, &blocks, source_name, regions),
            articles: articles.len() as u32,
            clauses,
        });
    }
    if instruments.len() > 1 {
        diagnostics.push(Diagnostic::new(
            "S003",
            place(None),
            format!("{} instruments in one source (一个文件含多个文本)", instruments.len()),
        ));
    }
    if too_deep {
        diagnostics.push(Diagnostic::new(
            "S004",
            place(None),
            "lists nested too deep were flattened (结构过深)",
        ));
    }
    Parsed { root, instruments, diagnostics }
}

/// The file name without its ending.
fn stem(name: &str) -> &str {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    base.rsplit_once('.').map_or(base, |(s, _)| s)
}

fn line_of(text: &str, at: usize) -> u32 {
    text.get(..at).map_or(1, |s| s.matches('\n').count() as u32 + 1)
}

/// (number, 之X) of the articles of an instrument, annexes left out, in order.
fn article_numbers(node: &Node) -> Vec<u32> {
    let mut out = Vec::new();
    let mut stack: Vec<&Node> = node.children.iter().rev().collect();
    while let Some(n) = stack.pop() {
        match n.kind {
            NodeKind::Article => out.push(n.number.unwrap_or(0)),
            NodeKind::Part | NodeKind::Chapter | NodeKind::Section => stack.extend(n.children.iter().rev()),
            _ => {}
        }
    }
    out
}

fn has_headings(node: &Node) -> bool {
    use NodeKind::*;
    node.walk()
        .any(|n| matches!(n.kind, Heading1 | Heading2 | Heading3 | Heading4 | Chapter | Section | Part))
}

/// Which article numbers are missing, in words.
fn gaps(numbers: &[u32]) -> Option<String> {
    let mut missing = Vec::new();
    let mut last = 0;
    for &n in numbers {
        // A caption may leave a gap of any size: it is named by its ends.
        if n > last + 1 {
            missing.push((last + 1, n - 1));
        }
        last = last.max(n);
    }
    if missing.is_empty() {
        return None;
    }
    let words: Vec<String> = missing
        .iter()
        .take(8)
        .map(|&(a, b)| {
            let (a, b) = (crate::model::format_chinese(a), crate::model::format_chinese(b));
            if a == b { format!("第{a}条") } else { format!("第{a}条–第{b}条") }
        })
        .collect();
    let more = if missing.len() > 8 { " …" } else { "" };
    Some(format!("missing {}{more}", words.join(", ")))
}
