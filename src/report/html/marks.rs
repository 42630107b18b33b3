//! The text of an instrument with its evidence marked in place.

use super::super::Text;
use super::view::{Row, View};
use super::words::bi;
use crate::model::{Clause, Span, State};
use maud::{Markup, Render, html};
use std::collections::BTreeMap;

/// A stretch of evidence.
struct Mark {
    span: Span,
    column: usize,
    nth: usize,
    state: State,
}

/// All that is to be shown inside the text.
struct Layer {
    marks: Vec<Mark>,
    /// Ids of near misses by place.
    anchors: BTreeMap<usize, Vec<String>>,
    /// Places at which a stretch of text has to be cut.
    cuts: Vec<usize>,
}

pub(super) fn text(view: &View, row: &Row, text: &Text) -> Markup {
    let layer = layer(row, text);
    let mut at = text.span.start.min(text.canonical.len());
    let body = text.canonical.get(at..text.span.end.min(text.canonical.len())).unwrap_or("");
    let mut lines = Vec::new();
    for line in body.split('\n') {
        let span = Span::new(at, at + line.len());
        at = span.end + 1;
        if !line.trim().is_empty() {
            lines.push(paragraph(view, row, text, &layer, span));
        }
    }
    html! { div.text lang="zh-CN" { @for line in lines { (line) } } }
}

fn layer(row: &Row, text: &Text) -> Layer {
    let fits =
        |s: Span| !s.is_empty() && text.span.contains(s) && text.canonical.get(s.start..s.end).is_some();
    let (mut marks, mut anchors) = (Vec::new(), BTreeMap::<usize, Vec<String>>::new());
    for (column, f) in row.findings.iter().enumerate().filter_map(|(c, f)| Some((c, (*f)?))) {
        for (nth, e) in f.evidence.iter().enumerate().filter(|(_, e)| fits(e.span)) {
            marks.push(Mark { span: e.span, column, nth, state: e.state });
            anchors.entry(e.span.start).or_default().push(format!("e{}-{column}-{nth}", row.n));
        }
        let misses = f.certificate.iter().flat_map(|c| &c.near_misses).enumerate();
        for (k, m) in misses.filter(|(_, m)| fits(m.span)) {
            anchors.entry(m.span.start).or_default().push(format!("n{}-{column}-{k}", row.n));
        }
    }
    let ends = marks.iter().flat_map(|m| [m.span.start, m.span.end]);
    let mut cuts: Vec<usize> = ends.chain(anchors.keys().copied()).collect();
    cuts.sort_unstable();
    cuts.dedup();
    Layer { marks, anchors, cuts }
}

fn paragraph(view: &View, row: &Row, text: &Text, layer: &Layer, line: Span) -> Markup {
    let clause = text.clauses.iter().find(|c| line.start <= c.span.start && c.span.start < line.end);
    let words = text.canonical.get(line.start..line.end).unwrap_or("");
    let label = clause.and_then(|c| margin(c, words));
    let cropped = text.clauses.iter().any(|c| c.cropped && c.span.touches(line));
    let from = layer.cuts.partition_point(|c| *c <= line.start);
    let to = layer.cuts.partition_point(|c| *c < line.end);
    let inner = layer.cuts.get(from..to).unwrap_or_default();
    let starts = std::iter::once(line.start).chain(inner.iter().copied());
    let ends = inner.iter().copied().chain([line.end]);
    html! {
        p class=[cropped.then_some("cropped")] data-l=[label] {
            @for (start, end) in starts.zip(ends) { (segment(view, row, text, layer, Span::new(start, end))) }
        }
    }
}

/// The clause's label, unless the line itself begins with it.
fn margin<'c>(clause: &'c Clause, line: &str) -> Option<&'c str> {
    let label = clause.label.as_str();
    (!label.is_empty() && !line.trim_start().starts_with(label)).then_some(label)
}

/// A stretch that is marked as a whole or not at all.
fn segment(view: &View, row: &Row, text: &Text, layer: &Layer, span: Span) -> Markup {
    let words = text.canonical.get(span.start..span.end).unwrap_or("");
    let over: Vec<&Mark> = layer.marks.iter().filter(|m| m.span.contains(span) && !span.is_empty()).collect();
    // The strongest state of the marks that lie here gives the look.
    let look = over.iter().map(|m| m.state).min().map(|s| match s {
        State::Delegated => "md",
        State::Contradicted => "mc",
        _ => "mp",
    });
    let mut out = String::new();
    for id in layer.anchors.get(&span.start).into_iter().flatten() {
        html! { span id=(id) {} }.render_to(&mut out);
    }
    match look {
        Some(look) => html! { mark class=(look) { (words) } }.render_to(&mut out),
        None => words.render_to(&mut out),
    }
    for m in over.iter().filter(|m| m.span.end == span.end) {
        tag(view, row, m).render_to(&mut out);
    }
    maud::PreEscaped(out)
}

/// Says which provision a mark is evidence of.
fn tag(view: &View, row: &Row, m: &Mark) -> Markup {
    let Some(column) = view.columns.get(m.column) else { return html! {} };
    html! { a.tag href={ "#f" (row.n) "-" (m.column) } data-e={ "e" (row.n) "-" (m.column) "-" (m.nth) } { (bi(column.zh, column.en)) } }
}
