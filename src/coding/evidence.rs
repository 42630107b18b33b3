use crate::model::{CutReason, Document, EditKind, Evidence, Instrument, Span};
use crate::rules::RuleSet;
use crate::scan::Match;

const MOST_CHARS: usize = 120;
const SHORTEST_CHARS: usize = 8;
const CONTEXT_CHARS: usize = 24;

/// Evidence of one finding: matches that overlap are one quotation, in text order.
pub(super) fn collect(
    set: &RuleSet,
    document: &Document,
    instrument: &Instrument,
    matches: &[&Match],
) -> Vec<Evidence> {
    let text = &document.canonical.text;
    let mut sorted: Vec<&Match> = matches.to_vec();
    sorted.sort_by_key(|m| (m.clause, m.span.start, std::cmp::Reverse(m.span.end), m.pattern));
    let mut groups: Vec<(Span, &Match, Vec<Span>)> = Vec::new();
    for m in sorted {
        if let Some((span, _, terms)) =
            groups.last_mut().filter(|(s, f, _)| f.clause == m.clause && s.touches(m.span))
        {
            let both = span.cover(m.span);
            if both.of(text).chars().count() <= MOST_CHARS {
                *span = both;
                terms.push(m.terms);
                continue;
            }
            if span.contains(m.span) {
                continue;
            }
            // Too long together: they stand side by side.
        }
        groups.push((m.span, m, vec![m.terms]));
    }
    groups
        .into_iter()
        .flat_map(|(span, m, terms)| whole(document, span, &terms).into_iter().map(move |piece| (piece, m)))
        .map(|(span, m)| quote(set, document, instrument, span, m))
        .collect()
}

/// A quotation must stand in the source as it is quoted: where line ends are cropped words are
/// missing, so it is cut there and the pieces that hold matched terms and are long enough to be
/// found again are kept.
fn whole(document: &Document, span: Span, terms: &[Span]) -> Vec<Span> {
    let text = &document.canonical.text;
    let canonical = &document.canonical;
    // A page header in the middle of a sentence stands between the words in the source, too.
    let headers = canonical
        .map
        .pieces()
        .iter()
        .filter(|p| matches!(p.kind, EditKind::Deleted(CutReason::Furniture | CutReason::Portal)));
    let mut cuts: Vec<usize> = canonical
        .cropped
        .iter()
        .map(|c| c.start)
        .chain(headers.map(|p| p.canon.start))
        .filter(|c| span.start < *c && *c < span.end)
        .collect();
    if cuts.is_empty() {
        return vec![span];
    }
    cuts.sort_unstable();
    let ends: Vec<usize> = cuts.iter().copied().chain([span.end]).collect();
    let starts = std::iter::once(span.start).chain(cuts);
    let pieces: Vec<Span> = starts.zip(ends).map(|(s, e)| Span::new(s, e).trim(text)).collect();
    let chars = |s: &Span| s.of(text).chars().filter(|c| !c.is_whitespace()).count();
    let holds = |p: &Span| terms.iter().any(|t| p.start < t.end && t.start < p.end);
    let long: Vec<Span> = pieces.iter().copied().filter(|p| chars(p) >= SHORTEST_CHARS && holds(p)).collect();
    if long.is_empty() { pieces.into_iter().max_by_key(chars).into_iter().collect() } else { long }
}

fn quote(set: &RuleSet, document: &Document, instrument: &Instrument, span: Span, m: &Match) -> Evidence {
    let text = &document.canonical.text;
    let span = span.trim(text);
    let before: Vec<char> = text[..span.start].chars().rev().take(CONTEXT_CHARS).collect();
    Evidence {
        label: instrument.clauses[m.clause].label.clone(),
        quote: span.of(text).to_owned(),
        span,
        prefix: before.into_iter().rev().collect(),
        suffix: text[span.end..].chars().take(CONTEXT_CHARS).collect(),
        clause: m.clause,
        page: document.page_of(span.start),
        rule: set.patterns[m.pattern].name.clone(),
        state: m.state,
    }
}
