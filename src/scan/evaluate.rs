use super::prepare::Prepared;
use super::segment::{Hit, RoleHit};
use super::tables::Tables;
use super::window::Window;
use super::{Match, Scannable, Scanner};
use crate::model::Instrument;
use crate::rules::{ContextKind, EvidenceWidth, Pattern, RoleKind, Scope, Strength};

/// Work bound per pattern and window: sequences are short, but a text may repeat a term endlessly.
const MAX_PATHS: usize = 4000;
const MAX_EVIDENCE: u32 = 118;
/// A quotation shorter than this rarely says who or what: gold quotations have 16 to 47 characters
/// in eight of ten cases.
const MIN_EVIDENCE: u32 = 16;
const COMFORTABLE: u32 = 56;

/// What trying patterns needs room for; reused from window to window.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// Places of each step, step after step.
    hits: Vec<Hit>,
    /// For each step where its places end.
    ends: Vec<usize>,
    path: Vec<Hit>,
    found: Vec<(u32, u32)>,
    kept: Vec<(u32, u32)>,
}

/// Tries one pattern on one window and adds what fires.
pub(super) fn run(
    scanner: &Scanner,
    stage: Stage,
    window: &Window,
    index: usize,
    room: &mut Room,
    out: &mut Vec<Match>,
) {
    let (pattern, asks) = (scanner.pattern(index), scanner.tables.asks(index as u32));
    // What is costly to know is asked last; headings and title were asked before.
    if asks.near && unmet(scanner, stage, window, pattern, &[Place::Stem, Place::Sentence]).is_some() {
        return;
    }
    let places = sequences(pattern, window, room);
    if places.is_empty() {
        return;
    }
    if asks.far && unmet(scanner, stage, window, pattern, &[Place::Article, Place::Around]).is_some() {
        return;
    }
    for (start, end) in places {
        if place(scanner, stage, window, pattern, *start).is_ok() {
            out.extend(finish(scanner, window, stage.clause, index, *start, *end));
        }
    }
}

/// Places where all steps of the pattern stand in order and near enough, not overlapping, left
/// to right, each as short as possible. Window positions; at least one step lies in the own text.
pub(super) fn sequences<'r>(pattern: &Pattern, window: &Window, room: &'r mut Room) -> &'r [(u32, u32)] {
    let Room { hits, ends, path, found, kept } = room;
    hits.clear();
    ends.clear();
    path.clear();
    found.clear();
    kept.clear();
    for step in &pattern.steps {
        let before = hits.len();
        hits.extend(window.hits(step.class));
        if hits.len() == before {
            return kept;
        }
        ends.push(hits.len());
    }
    let mut search = Search { pattern, hits, ends, path, budget: MAX_PATHS, found };
    if pattern.any_order {
        search.free(pattern.steps.iter().map(|s| s.gap).max().unwrap_or(0));
    } else {
        search.ordered();
    }
    let shift = window.shift();
    found.retain(|p: &(u32, u32)| p.1 > shift && in_scope(pattern, window, *p));
    // Prefer short matches, then keep those that do not overlap a shorter one.
    found.sort_by_key(|p| (p.1 - p.0, p.0));
    // The stem is shared by all matches of an item: only own words can overlap.
    let own = |p: &(u32, u32)| p.0.max(shift);
    for p in found {
        if kept.iter().all(|k| p.1 <= own(k) || k.1 <= own(p)) {
            kept.push(*p);
        }
    }
    kept.sort_unstable();
    kept
}

/// Looks for the paths through the places of the steps.
struct Search<'a> {
    pattern: &'a Pattern,
    hits: &'a [Hit],
    ends: &'a [usize],
    path: &'a mut Vec<Hit>,
    budget: usize,
    found: &'a mut Vec<(u32, u32)>,
}

impl<'a> Search<'a> {
    /// The places of the step that comes next.
    fn places(&self) -> &'a [Hit] {
        let depth = self.path.len();
        let from = if depth == 0 { 0 } else { self.ends[depth - 1] };
        &self.hits[from..self.ends[depth]]
    }

    fn ordered(&mut self) {
        let depth = self.path.len();
        if depth == self.ends.len() {
            self.found.push((self.path[0].start, self.path[depth - 1].end));
            return;
        }
        let last = self.path.last().map(|h| h.end);
        for hit in self.places() {
            if let Some(end) = last {
                if hit.start < end {
                    continue;
                }
                if (hit.start - end) as usize > self.pattern.steps[depth].gap {
                    break;
                }
            }
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            self.path.push(*hit);
            self.ordered();
            self.path.pop();
        }
    }

    fn free(&mut self, gap: usize) {
        if self.path.len() == self.ends.len() {
            let mut all = self.path.clone();
            all.sort_by_key(|h| h.start);
            let apart = |w: &[Hit]| w[1].start >= w[0].end && (w[1].start - w[0].end) as usize <= gap;
            if all.windows(2).all(apart) {
                let end = all.iter().map(|h| h.end).max().unwrap_or(0);
                self.found.push((all[0].start, end));
            }
            return;
        }
        for hit in self.places() {
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            self.path.push(*hit);
            self.free(gap);
            self.path.pop();
        }
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
    pub classes: &'a [u16],
    /// The words stand there and must not.
    pub barred: bool,
}

impl Unmet<'_> {
    pub fn tell(&self, scanner: &Scanner) -> String {
        let name = |c: &u16| scanner.rules.classes[*c as usize].name.as_str();
        format!("{}{}", self.words, self.classes.iter().map(name).collect::<Vec<_>>().join("、"))
    }
}

/// Where a window stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stage<'a> {
    pub instrument: &'a Instrument,
    pub ready: &'a Scannable,
    /// Index of the clause.
    pub clause: usize,
}

/// What a condition looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Title,
    Heading,
    Article,
    /// Title, headings or article.
    Around,
    Stem,
    Sentence,
}

pub(super) const EVERYWHERE: [Place; 6] =
    [Place::Title, Place::Heading, Place::Article, Place::Around, Place::Stem, Place::Sentence];

/// A condition: where, which classes, whether they must stand there, the words when it fails.
type Condition<'a> = (Place, &'a [u16], bool, &'static str);

fn conditions(p: &Pattern) -> [Condition<'_>; 10] {
    [
        (Place::Around, &p.around, true, "标题、上级标题和同条中都没有"),
        (Place::Title, &p.title, true, "标题中没有"),
        (Place::Heading, &p.heading, true, "上级标题中没有"),
        (Place::Stem, &p.stem, true, "列举总起句中没有"),
        (Place::Article, &p.article, true, "同条中没有"),
        (Place::Sentence, &p.sentence, true, "同句中没有"),
        (Place::Title, &p.not_title, false, "标题中有不算在内的说法："),
        (Place::Heading, &p.not_heading, false, "上级标题中有不算在内的说法："),
        (Place::Stem, &p.not_stem, false, "列举总起句中有不算在内的说法："),
        (Place::Sentence, &p.not_sentence, false, "同句中有不算在内的说法："),
    ]
}

/// The first condition that fails, of those that look at one of `places`.
pub(super) fn unmet<'a>(
    scanner: &Scanner,
    stage: Stage,
    window: &Window,
    pattern: &'a Pattern,
    places: &[Place],
) -> Option<Unmet<'a>> {
    let (tables, clause, ready) = (&scanner.tables, window.clause, stage.ready);
    let stands = |place: Place, classes: &[u16]| match place {
        Place::Stem => classes.iter().any(|c| window.stem_has(*c)),
        Place::Sentence => window.any(classes),
        Place::Title | Place::Heading => stands_above(tables, ready, clause, place, classes),
        Place::Article => ready.seen_in_article(tables, clause).any(classes),
        Place::Around => {
            stands_above(tables, ready, clause, Place::Title, classes)
                || stands_above(tables, ready, clause, Place::Heading, classes)
                || ready.seen_in_article(tables, clause).any(classes)
        }
    };
    first_unmet(pattern, places, stands)
}

/// Whether title and headings allow the pattern; most windows need no closer look then.
pub(super) fn may_stand_under(scanner: &Scanner, ready: &Scannable, clause: &Prepared, pattern: u32) -> bool {
    let tables = &scanner.tables;
    let stands = |place, classes: &[u16]| stands_above(tables, ready, clause, place, classes);
    !tables.asks(pattern).above
        || first_unmet(scanner.pattern(pattern as usize), &[Place::Title, Place::Heading], stands).is_none()
}

fn stands_above(tables: &Tables, ready: &Scannable, clause: &Prepared, at: Place, classes: &[u16]) -> bool {
    match at {
        Place::Title => ready.seen_in_title(tables).any(classes),
        _ => ready.seen_above(tables, clause).any(classes),
    }
}

fn first_unmet<'a>(
    pattern: &'a Pattern,
    places: &[Place],
    stands: impl Fn(Place, &[u16]) -> bool,
) -> Option<Unmet<'a>> {
    let fails = |(place, classes, wanted, _): &Condition| {
        !classes.is_empty() && places.contains(place) && stands(*place, classes) != *wanted
    };
    let (_, classes, wanted, words) = conditions(pattern).into_iter().find(fails)?;
    Some(Unmet { words, classes, barred: !wanted })
}

/// Why nothing is laid down at a place where all terms stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misplaced {
    Context(ContextKind),
    Subject(RoleKind),
}

impl Misplaced {
    pub fn tell(self) -> String {
        match self {
            Misplaced::Context(kind) => format!("处于{}", context_zh(kind)),
            Misplaced::Subject(role) => format!("主语是{}", role.zh()),
        }
    }
}

/// Checks where a match stands: its context and its subject.
pub(super) fn place(
    scanner: &Scanner,
    stage: Stage,
    window: &Window,
    pattern: &Pattern,
    start: u32,
) -> Result<(), Misplaced> {
    let barred = scanner.contexts.barred(&stage.instrument.clauses[stage.clause], window);
    if let Some(kind) = barred.filter(|k| !pattern.allow.contains(k)) {
        return Err(Misplaced::Context(kind));
    }
    if pattern.actor.is_empty() && pattern.not_actor.is_empty() {
        return Ok(());
    }
    let Some(role) = subject(scanner, stage.ready, window, start) else { return Ok(()) };
    let wrong = !pattern.actor.is_empty() && !pattern.actor.contains(&role);
    if wrong || pattern.not_actor.contains(&role) { Err(Misplaced::Subject(role)) } else { Ok(()) }
}

pub(super) fn context_zh(kind: ContextKind) -> &'static str {
    use ContextKind::*;
    match kind {
        Definition => "定义条款",
        Purpose => "目的或引言",
        Principle => "原则条款",
        Annex => "附件",
        Notice => "印发通知",
    }
}

/// The party that a sentence speaks of at window position `at`: the nearest name that opens a
/// phrase before it, else the nearest name before it, else the subject of what came before.
fn subject(scanner: &Scanner, ready: &Scannable, window: &Window, at: u32) -> Option<RoleKind> {
    let own = &window.clause.own;
    let tables = &scanner.tables;
    let own_roles = own.roles(tables, ready.found_in(own));
    let stem_roles = || window.stem.roles(tables, ready.found_in(window.stem));
    let here = if at >= window.shift() { window.own(at) } else { window.start };
    let of = |r: &RoleHit| ready.roles.role(r.term, r.role);
    let opens = |r: &&RoleHit| {
        own.phrase_ends.binary_search(&r.start).is_ok() || r.start == 0 || r.start == window.start
    };
    let before = |r: &&RoleHit| r.start >= window.start && r.start <= here;
    own_roles
        .iter()
        .rev()
        .filter(before)
        .find(opens)
        .or_else(|| own_roles.iter().rev().find(before))
        .map(of)
        .or_else(|| stem_roles().first().map(of))
        .or_else(|| own_roles.iter().rev().filter(|r| r.start < window.start).find(opens).map(of))
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
    let excluded = pattern.not.iter().any(|c| window.has_own(*c) && window.hits(*c).any(|h| quoted(&h)));
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
        let mut it = window.hits(class).filter(|h| h.start >= start.max(shift) && h.end <= end);
        if last { it.last() } else { it.next() }.map(|h| (window.own(h.start), window.own(h.end)))
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
