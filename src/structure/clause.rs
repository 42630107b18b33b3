//! Cuts the tree into clauses: the units of matching and search.

use super::text::last_sentence;
use crate::model::{Clause, ClauseKind, Heading, Node, NodeKind, Span};

/// The clauses below `node`, in text order. `cropped` holds the places of cropped line ends,
/// ascending.
pub fn clauses(node: &Node, text: &str, cropped: &[Span]) -> Vec<Clause> {
    let mut c = Cutter { text, cropped, out: Vec::new(), headings: Vec::new() };
    let kind = if node.kind == NodeKind::Notice { ClauseKind::Notice } else { ClauseKind::Preamble };
    c.children(node, kind, &node.label, None);
    c.out
}

struct Cutter<'a> {
    text: &'a str,
    cropped: &'a [Span],
    out: Vec<Clause>,
    headings: Vec<Heading>,
}

impl Cutter<'_> {
    /// `kind` of the paragraphs below, `article` to cite them by, `stem` their items hang on.
    fn children(&mut self, node: &Node, kind: ClauseKind, article: &str, stem: Option<Span>) {
        use NodeKind::*;
        // A heading sentence that the text follows on the same line is part of the clause.
        let mut lead: Option<Span> = None;
        let (mut stem, mut kind) = (stem, kind);
        for child in &node.children {
            match child.kind {
                // The title of an annex says what the annex lays down.
                Caption if node.kind == Annex => {
                    self.push(node, kind, article, child.span.trim(self.text), None);
                }
                Caption => lead = Some(child.span),
                Marker | Title | Meta | Signature => lead = None,
                Blank => lead = None,
                Text => {
                    let span = joined(lead.take(), child.span).trim(self.text);
                    let own = if matches!(node.kind, Item | Point) { item_kind(kind) } else { kind };
                    self.push(node, own, article, span, if own == ClauseKind::Item { stem } else { None });
                    if !span.is_empty() {
                        stem = Some(last_sentence(self.text, span));
                    }
                }
                Paragraph | TableRow => {
                    if let Some(lead) = lead.take().filter(|l| l.end == child.span.start) {
                        self.led(lead, child, kind, article, stem);
                    } else {
                        self.children(child, kind, article, stem);
                    }
                    stem = child
                        .children
                        .iter()
                        .rev()
                        .find(|c| c.kind == Text)
                        .map(|c| last_sentence(self.text, c.span))
                        .or(stem);
                }
                Item | Point => {
                    let named = self.enter(child);
                    self.children(child, kind, article, stem);
                    self.leave(named);
                }
                Annex | Notice => {
                    let inner = if child.kind == Annex { ClauseKind::Annex } else { ClauseKind::Notice };
                    let named = self.enter(child);
                    self.children(child, inner, &child.label, None);
                    self.leave(named);
                }
                Article | Heading1 | Heading2 | Heading3 | Heading4 | Part | Chapter | Section => {
                    let inner = if kind == ClauseKind::Preamble { ClauseKind::Paragraph } else { kind };
                    let named = self.enter(child);
                    self.children(child, inner, &child.label, None);
                    self.leave(named);
                    // Behind the first number nothing is preamble.
                    kind = inner;
                }
                Document | Instrument => {}
            }
        }
    }

    /// A paragraph behind the heading sentence `lead`.
    fn led(&mut self, lead: Span, paragraph: &Node, kind: ClauseKind, article: &str, stem: Option<Span>) {
        let before = self.out.len();
        self.children(paragraph, kind, article, stem);
        if let Some(first) = self.out.get_mut(before) {
            first.span = first.span.cover(lead);
            first.cropped |= holds(self.cropped, first.span);
        }
    }

    fn enter(&mut self, node: &Node) -> bool {
        let item = matches!(node.kind, NodeKind::Item | NodeKind::Point);
        let named = !item || !node.heading.is_empty();
        if named {
            self.headings.push(Heading {
                kind: node.kind,
                label: node.label.clone(),
                text: node.heading.clone(),
            });
        }
        named
    }

    fn leave(&mut self, named: bool) {
        if named {
            self.headings.pop();
        }
    }

    fn push(&mut self, node: &Node, kind: ClauseKind, article: &str, span: Span, stem: Option<Span>) {
        if span.is_empty() {
            return;
        }
        self.out.push(Clause {
            label: node.label.clone(),
            article: if article.is_empty() { node.label.clone() } else { article.to_string() },
            kind,
            span,
            stem,
            headings: self.headings.clone(),
            cropped: holds(self.cropped, span),
        });
    }
}

fn joined(lead: Option<Span>, span: Span) -> Span {
    lead.filter(|l| l.end == span.start).map_or(span, |l| l.cover(span))
}

fn item_kind(kind: ClauseKind) -> ClauseKind {
    match kind {
        ClauseKind::Annex | ClauseKind::Notice => kind,
        _ => ClauseKind::Item,
    }
}

fn holds(cropped: &[Span], span: Span) -> bool {
    let i = cropped.partition_point(|c| c.start < span.start);
    cropped.get(i).is_some_and(|c| c.start <= span.end)
}
