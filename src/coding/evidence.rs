use crate::model::{Document, Evidence, Instrument, Span};
use crate::rules::RuleSet;
use crate::scan::Match;

const MOST_CHARS: usize = 120;
const CONTEXT_CHARS: usize = 24;

/// Evidence of one finding: matches that overlap are one quotation, in text order.
pub(super) fn collect(set: &RuleSet, document: &Document, instrument: &Instrument, matches: &[&Match]) -> Vec<Evidence> {
    let text = &document.canonical.text;
    let mut sorted: Vec<&Match> = matches.to_vec();
    sorted.sort_by_key(|m| (m.clause, m.span.start, std::cmp::Reverse(m.span.end), m.pattern));
    let mut groups: Vec<(Span, &Match)> = Vec::new();
    for m in sorted {
        if let Some((span, first)) = groups.last_mut().filter(|(s, f)| f.clause == m.clause && s.touches(m.span)) {
            let both = span.cover(m.span);
            if both.of(text).chars().count() <= MOST_CHARS {
                *span = both;
                continue;
            }
            if span.contains(m.span) {
                continue;
            }
            // Too long together: keep them side by side, the second without the overlap's share.
            let _ = first;
        }
        groups.push((m.span, m));
    }
    groups.into_iter().map(|(span, m)| quote(set, document, instrument, span, m)).collect()
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
