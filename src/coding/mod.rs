//! Matches -> findings: state, evidence, slots, certificate of absence. The codebook's decisions
//! on states are taken here, once, and not per rule.

mod evidence;
mod slots;

use crate::model::{Certificate, Document, Finding, Instrument, ReadState, Span, State};
use crate::rules::RuleSet;
use crate::scan::{Match, Scannable, Scanner};

/// How many nearest misses a certificate of absence shows.
pub const NEAR_MISSES: usize = 6;

/// Codes every provision of one instrument, in the order of the codebook.
pub fn code(scanner: &Scanner, document: &Document, instrument: &Instrument) -> Vec<Finding> {
    code_with(scanner, document, instrument, true)
}

/// [`code`] without certificates of absence, for those who only compare codings.
pub fn code_bare(scanner: &Scanner, document: &Document, instrument: &Instrument) -> Vec<Finding> {
    code_with(scanner, document, instrument, false)
}

fn code_with(scanner: &Scanner, document: &Document, instrument: &Instrument, certify: bool) -> Vec<Finding> {
    if document.state == ReadState::Unreadable || instrument.clauses.is_empty() {
        let reason =
            if document.state == ReadState::Unreadable { "文本未能读取" } else { "未识别出条款" };
        return undetermined(scanner.rules, document, instrument, reason);
    }
    let ready = scanner.prepare(&document.canonical.text, instrument);
    let matches = scanner.scan(instrument, &ready);
    let set = scanner.rules;
    let mut own: Vec<Vec<&Match>> = vec![Vec::new(); set.rules.len()];
    for m in &matches {
        own[set.patterns[m.pattern].rule].push(m);
    }
    own.iter()
        .enumerate()
        .map(|(rule, own)| {
            let mut out = finding(scanner, document, instrument, rule, own);
            if certify && own.is_empty() {
                out.certificate = Some(certificate(scanner, document, instrument, &ready, rule));
            }
            out
        })
        .collect()
}

/// Findings of an instrument that could not be read: nothing is said of it.
pub fn undetermined(
    set: &RuleSet,
    document: &Document,
    instrument: &Instrument,
    reason: &str,
) -> Vec<Finding> {
    let one = |rule: &crate::rules::Rule| Finding {
        reason: reason.into(),
        ..blank(document, instrument, &rule.id, State::Undetermined)
    };
    set.rules.iter().map(one).collect()
}

fn blank(document: &Document, instrument: &Instrument, provision: &str, state: State) -> Finding {
    Finding {
        instrument: instrument.id.clone(),
        source: document.source.name.clone(),
        title: instrument.title.clone(),
        provision: provision.into(),
        state,
        evidence: Vec::new(),
        slots: Default::default(),
        certificate: None,
        reason: String::new(),
    }
}

/// The state is the strongest that any match supports: what the text lays down anywhere, it lays
/// down; the opposite outweighs a mere mention.
fn state_of(matches: &[&Match]) -> State {
    [State::Present, State::Contradicted, State::Delegated]
        .into_iter()
        .find(|s| matches.iter().any(|m| m.state == *s))
        .unwrap_or(State::Absent)
}

fn finding(
    scanner: &Scanner,
    document: &Document,
    instrument: &Instrument,
    rule: usize,
    matches: &[&Match],
) -> Finding {
    let set = scanner.rules;
    let state = state_of(matches);
    let mut out = blank(document, instrument, &set.rules[rule].id, state);
    if state == State::Absent {
        if document.state == ReadState::Partial {
            out.state = State::Undetermined;
            out.reason = "文本只读到一部分，未见规定不等于没有规定".into();
        } else if document.canonical.is_doubtful(instrument.span) {
            out.state = State::Undetermined;
            out.reason = "文本有未能确认的字符，未见规定不等于没有规定".into();
        } else {
            out.reason = "全部条款均已检索，没有一处符合".into();
        }
        return out;
    }
    let counted: Vec<&Match> = matches.iter().copied().filter(|m| m.state == state).collect();
    out.evidence = evidence::collect(set, document, instrument, &counted);
    // What stands before the words in their clause, its label too, says how they are to be read.
    let doubtful = |e: &crate::model::Evidence| {
        let start = instrument.clauses.get(e.clause).map_or(e.span.start, |c| c.span.start.min(e.span.start));
        document.canonical.is_doubtful(Span::new(start, e.span.end))
    };
    if !out.evidence.is_empty() && out.evidence.iter().all(doubtful) {
        out.state = State::Undetermined;
        out.reason = "依据所在处有未能确认的字符，须与原件核对".into();
        return out;
    }
    if state == State::Present {
        out.slots = slots::fill(set, &set.rules[rule], document, instrument, &counted);
    }
    if state == State::Delegated {
        let why = counted.iter().find_map(|m| m.delegation).map(|d| d.zh());
        out.reason = why.unwrap_or("只指向其他规定或留待确定，没有写明具体内容").into();
    }
    out
}

fn certificate(
    scanner: &Scanner,
    document: &Document,
    instrument: &Instrument,
    ready: &Scannable,
    rule: usize,
) -> Certificate {
    let text = &document.canonical.text;
    Certificate {
        clauses_searched: instrument.clauses.len(),
        patterns_tried: scanner.rules.rules[rule].patterns.len(),
        clauses_cropped: instrument.clauses.iter().filter(|c| c.cropped).count(),
        near_misses: scanner.near_misses(text, instrument, ready, rule, NEAR_MISSES),
    }
}
