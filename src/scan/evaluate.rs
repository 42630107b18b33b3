use super::prepare::Window;
use super::segment::{Hit, RoleHit};
use super::{Match, Scannable, Scanner};
use crate::model::Instrument;
use crate::rules::{EvidenceWidth, Pattern, RoleKind, Scope, Strength};

/// Work bound per pattern and window: sequences are short, but a text may repeat a term endlessly.
const MAX_PATHS: usize = 4000;
const MAX_EVIDENCE: u32 = 118;
/// A quotation shorter than this rarely says who or what: gold quotations have 16 to 47 characters
/// in eight of ten cases.
const MIN_EVIDENCE: u32 = 16;
const COMFORTABLE: u32 = 56;

/// Tries one pattern on one window and adds what fires.
pub(super) fn run(
    scanner: &Scanner,
    instrument: &Instrument,
    ready: &Scannable,
    clause: usize,
    window: &Window,
    index: usize,
    out: &mut Vec<Match>,
) {
    let pattern = scanner.pattern(index);
    if unmet(ready, window, pattern).is_some() {
        return;
    }
    for (start, end) in sequences(pattern, window) {
        if place(scanner, instrument, ready, clause, window, pattern, start).is_err() {
            continue;
        }
        if let Some(m) = finish(scanner, window, clause, index, start, end) {
            out.push(m);
        }
    }
}

/// Places where all steps of the pattern stand in order and near enough, not overlapping, left
/// to right, each as short as possible. Window positions; at least one step lies in the own text.
pub(super) fn sequences(pattern: &Pattern, window: &Window) -> Vec<(u32, u32)> {
    let steps: Vec<Vec<Hit>> = pattern.steps.iter().map(|s| window.hits(s.class)).collect();
    if steps.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut budget = MAX_PATHS;
    let mut path = Vec::new();
    if pattern.any_order {
        let most = pattern.steps.iter().map(|s| s.gap).max().unwrap_or(0);
        free(&steps, most, &mut path, &mut budget, &mut found);
    } else {
        ordered(pattern, &steps, &mut path, &mut budget, &mut found);
    }
    let shift = window.shift();
    found.retain(|p: &(u32, u32)| p.1 > shift && in_scope(pattern, window, *p));
    // Prefer short matches, then keep those that do not overlap a shorter one.
    found.sort_by_key(|p| (p.1 - p.0, p.0));
    let mut kept: Vec<(u32, u32)> = Vec::new();
    // The stem is shared by all matches of an item: only own words can overlap.
    let own = |p: &(u32, u32)| p.0.max(shift);
    for p in found {
        if kept.iter().all(|k| p.1 <= own(k) || k.1 <= own(&p)) {
            kept.push(p);
        }
    }
    kept.sort_unstable();
    kept
}

fn ordered(
    pattern: &Pattern,
    steps: &[Vec<Hit>],
    path: &mut Vec<Hit>,
    budget: &mut usize,
    found: &mut Vec<(u32, u32)>,
) {
    let depth = path.len();
    if depth == steps.len() {
        found.push((path[0].start, path[depth - 1].end));
        return;
    }
    let last = path.last().map(|h| h.end);
    for hit in &steps[depth] {
        if let Some(end) = last {
            if hit.start < end {
                continue;
            }
            if (hit.start - end) as usize > pattern.steps[depth].gap {
                break;
            }
        }
        if *budget == 0 {
            return;
        }
        *budget -= 1;
        path.push(*hit);
        ordered(pattern, steps, path, budget, found);
        path.pop();
    }
}

fn free(
    steps: &[Vec<Hit>],
    gap: usize,
    path: &mut Vec<Hit>,
    budget: &mut usize,
    found: &mut Vec<(u32, u32)>,
) {
    if path.len() == steps.len() {
        let mut all = path.clone();
        all.sort_by_key(|h| h.start);
        let apart = |w: &[Hit]| w[1].start >= w[0].end && (w[1].start - w[0].end) as usize <= gap;
        if all.windows(2).all(apart) {
            let end = all.iter().map(|h| h.end).max().unwrap_or(0);
            found.push((all[0].start, end));
        }
        return;
    }
    for hit in &steps[path.len()] {
        if *budget == 0 {
            return;
        }
        *budget -= 1;
        path.push(*hit);
        free(steps, gap, path, budget, found);
        path.pop();
    }
}

fn in_scope(pattern: &Pattern, window: &Window, at: (u32, u32)) -> bool {
    if pattern.scope != Scope::Phrase {
        return true;
    }
    let start = window.own(at.0.max(window.shift()));
    let end = window.own(at.1);
    let phrase = window.clause.own.phrases(start, start + 1, (window.start, window.end));
    end <= phrase.1
}

/// A condition of the pattern that the window does not fulfil, wherever in it the terms stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unmet<'a> {
    words: &'static str,
    classes: &'a [u16],
}

impl Unmet<'_> {
    pub fn tell(&self, scanner: &Scanner) -> String {
        let name = |c: &u16| scanner.rules.classes[*c as usize].name.as_str();
        format!("{}{}", self.words, self.classes.iter().map(name).collect::<Vec<_>>().join("、"))
    }
}

/// The first condition that fails.
pub(super) fn unmet<'a>(ready: &Scannable, window: &Window, pattern: &'a Pattern) -> Option<Unmet<'a>> {
    let prepared = window.clause;
    let (title, headings, article) = (&ready.title, &prepared.headings, &prepared.article);
    let stem = &prepared.stem.seen;
    let near = |c: &[u16]| title.any(c) || headings.any(c) || article.any(c);
    let lacks = |classes: &'a [u16], holds: &dyn Fn(&[u16]) -> bool, words| {
        (!classes.is_empty() && !holds(classes)).then_some(Unmet { words, classes })
    };
    let bars = |classes: &'a [u16], holds: &dyn Fn(&[u16]) -> bool, words| {
        (!classes.is_empty() && holds(classes)).then_some(Unmet { words, classes })
    };
    lacks(&pattern.around, &near, "标题、上级标题和同条中都没有")
        .or_else(|| lacks(&pattern.title, &|c| title.any(c), "标题中没有"))
        .or_else(|| lacks(&pattern.heading, &|c| headings.any(c), "上级标题中没有"))
        .or_else(|| lacks(&pattern.stem, &|c| stem.any(c), "列举总起句中没有"))
        .or_else(|| lacks(&pattern.article, &|c| article.any(c), "同条中没有"))
        .or_else(|| lacks(&pattern.sentence, &|c| window.any(c), "同句中没有"))
        .or_else(|| bars(&pattern.not_title, &|c| title.any(c), "标题中有不算在内的说法："))
        .or_else(|| bars(&pattern.not_heading, &|c| headings.any(c), "上级标题中有不算在内的说法："))
        .or_else(|| bars(&pattern.not_stem, &|c| stem.any(c), "列举总起句中有不算在内的说法："))
        .or_else(|| bars(&pattern.not_sentence, &|c| window.any(c), "同句中有不算在内的说法："))
}

/// Checks where a match stands: its context and its subject; `Err` says in words what is wrong.
pub(super) fn place(
    scanner: &Scanner,
    instrument: &Instrument,
    ready: &Scannable,
    clause: usize,
    window: &Window,
    pattern: &Pattern,
    start: u32,
) -> Result<(), String> {
    let barred = scanner.contexts.barred(&instrument.clauses[clause], window);
    if let Some(kind) = barred.filter(|k| !pattern.allow.contains(k)) {
        return Err(format!("处于{}", context_zh(kind)));
    }
    actor(ready, window, pattern, start)
}

fn context_zh(kind: crate::rules::ContextKind) -> &'static str {
    use crate::rules::ContextKind::*;
    match kind {
        Definition => "定义条款",
        Purpose => "目的或引言",
        Principle => "原则条款",
        Annex => "附件",
        Notice => "印发通知",
    }
}

fn actor(ready: &Scannable, window: &Window, pattern: &Pattern, start: u32) -> Result<(), String> {
    if pattern.actor.is_empty() && pattern.not_actor.is_empty() {
        return Ok(());
    }
    let Some(role) = subject(ready, window, start) else { return Ok(()) };
    if !pattern.actor.is_empty() && !pattern.actor.contains(&role) {
        return Err(format!("主语是{}", role.zh()));
    }
    if pattern.not_actor.contains(&role) {
        return Err(format!("主语是{}", role.zh()));
    }
    Ok(())
}

/// The party that a sentence speaks of at window position `at`: the nearest name that opens a
/// phrase before it, else the nearest name before it, else the subject of what came before.
fn subject(ready: &Scannable, window: &Window, at: u32) -> Option<RoleKind> {
    let own = &window.clause.own;
    let here = if at >= window.shift() { window.own(at) } else { window.start };
    let of = |r: &RoleHit| ready.roles.role(r.term, r.role);
    let opens = |r: &&RoleHit| {
        own.phrase_ends.binary_search(&r.start).is_ok() || r.start == 0 || r.start == window.start
    };
    let before = |r: &&RoleHit| r.start >= window.start && r.start <= here;
    own.roles
        .iter()
        .rev()
        .filter(before)
        .find(opens)
        .or_else(|| own.roles.iter().rev().find(before))
        .map(of)
        .or_else(|| window.clause.stem.roles.first().map(of))
        .or_else(|| own.roles.iter().rev().filter(|r| r.start < window.start).find(opens).map(of))
}

fn finish(
    scanner: &Scanner,
    window: &Window,
    clause: usize,
    index: usize,
    start: u32,
    end: u32,
) -> Option<Match> {
    let pattern = scanner.pattern(index);
    let name = pattern.strength == Strength::Name;
    let delegation = if pattern.self_standing && !name {
        None
    } else {
        scanner.contexts.delegation(window, start, end, name)
    };
    if name && delegation.is_none() {
        return None;
    }
    let (from, to) = evidence(pattern, window, start, end);
    let shift = window.shift();
    let quoted = |h: &Hit| h.start >= shift && window.own(h.start) >= from && window.own(h.end) <= to;
    let excluded = pattern.not.iter().any(|c| window.has_own(*c) && window.hits(*c).iter().any(quoted));
    if excluded {
        return None;
    }
    let state = if delegation.is_some() && pattern.state == crate::model::State::Present {
        crate::model::State::Delegated
    } else {
        pattern.state
    };
    let span = window.clause.source(from, to);
    let terms = window.clause.source(window.own(start.max(shift)), window.own(end.max(shift)));
    let sentence = window.clause.source(window.start, window.end);
    Some(Match { clause, pattern: index, span, terms, sentence, state, delegation })
}

/// The stretch of own characters to quote: the phrases that hold the terms, long enough to be
/// understood and short enough to be read.
fn evidence(pattern: &Pattern, window: &Window, start: u32, end: u32) -> (u32, u32) {
    let own = &window.clause.own;
    let bounds = (window.start, window.end);
    let shift = window.shift();
    let (mut a, mut b) = (window.own(start.max(shift)), window.own(end.max(shift)));
    let step = |class: u16, last: bool| {
        let hits = window.hits(class);
        let mut it = hits.iter().filter(|h| h.start >= start.max(shift) && h.end <= end);
        if last { it.next_back() } else { it.next() }.map(|h| (window.own(h.start), window.own(h.end)))
    };
    let narrow = match pattern.evidence {
        EvidenceWidth::Last => pattern.steps.last().and_then(|s| step(s.class, true)),
        EvidenceWidth::First => pattern.steps.first().and_then(|s| step(s.class, false)),
        _ => None,
    };
    if let Some((s, e)) = narrow {
        (a, b) = (s, e);
    }
    let core = (a, b);
    let (mut from, mut to) = match pattern.evidence {
        EvidenceWidth::Sentence if !window.whole && bounds.1 - bounds.0 <= MAX_EVIDENCE => bounds,
        _ => own.phrases(a, b.max(a + 1), bounds),
    };
    // Too short to be understood: take the phrase before, else the one behind, where that leaves
    // it comfortable to read.
    while to - from < MIN_EVIDENCE {
        let left = if from > bounds.0 { own.phrases(from - 1, from, bounds).0 } else { from };
        let right = if to < bounds.1 { own.phrases(to, to + 1, bounds).1 } else { to };
        let must = to - from < 9;
        if left < from && (must || to - left <= COMFORTABLE) {
            from = left;
        } else if right > to && (must || right - from <= COMFORTABLE) {
            to = right;
        } else {
            break;
        }
    }
    if to - from > MAX_EVIDENCE {
        // Leave out leading phrases, then trailing ones, but never the terms of a short match.
        while to - from > MAX_EVIDENCE {
            let next = own.phrases(from, from + 1, bounds).1;
            if next >= core.1 || next <= from {
                break;
            }
            from = next;
        }
        if to - from > MAX_EVIDENCE {
            from = from.max(core.1.saturating_sub(MAX_EVIDENCE));
            to = to.min(from + MAX_EVIDENCE);
        }
    }
    // The comma or stop at the end is no part of the quotation, nor are list marks in front.
    let text = &own.folded.text;
    let piece = &text[own.folded.byte_at(from as usize)..own.folded.byte_at(to as usize)];
    let tail = piece.chars().rev().take_while(|c| matches!(c, ',' | ';' | '。' | ':' | '、')).count() as u32;
    let caption = if from == 0 { caption_len(text) } else { 0 };
    if caption > 0 && caption + tail < to && a >= caption {
        return (caption, to - tail);
    }
    let head = piece.chars().take_while(|c| matches!(c, ',' | ';' | '。' | ':' | '、')).count() as u32;
    if head + tail < to - from { (from + head, to - tail) } else { (from, to) }
}

/// Length of an article's title in brackets at the start of its text: 【容错机制】, (退出机制).
fn caption_len(text: &str) -> u32 {
    let close = match text.chars().next() {
        Some('【') => '】',
        Some('(') => ')',
        Some('[') => ']',
        _ => return 0,
    };
    let len = text.chars().take(24).position(|c| c == close).map_or(0, |i| i as u32 + 1);
    let rest = text.chars().nth(len as usize);
    if rest.is_some_and(|c| c != ',' && c != '。') { len } else { 0 }
}
