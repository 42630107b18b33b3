//! What came nearest to an absent provision, as a reader looks for it: the sentences that hold its
//! telling words, and why each does not count.

use super::evaluate::{EVERYWHERE, Misplaced, Room, Stage, context_zh, place, sequences, unmet};
use super::window::{Places, Window, Windows};
use super::{Scannable, Scanner};
use crate::model::{Instrument, NearMiss, Span, bare_word};
use crate::rules::{ClassId, Rule, Seek, Unlike, UnlikePlace};

const MOST_CHARS: u32 = 118;
const CAPTION_CHARS: u32 = 12;

/// What is asked of every sentence.
#[derive(Clone, Copy)]
struct Asked<'a> {
    scanner: &'a Scanner<'a>,
    text: &'a str,
    instrument: &'a Instrument,
    ready: &'a Scannable,
    rule: &'a Rule,
}

/// A sentence that speaks of what is looked for.
struct Spot {
    clause: usize,
    start: u32,
    /// Words of the part that is looked for, in its own text; folded.
    words: Vec<String>,
    /// It stands where something may be laid down.
    binds: bool,
    /// It is a usual look-alike.
    alike: bool,
    score: u32,
}

/// The sentences that hold a word of the telling part; where none does, sentences that hold a word
/// of the second part. Every word that occurs is met with a sentence before one is met with two.
pub(super) fn nearest(
    scanner: &Scanner,
    text: &str,
    instrument: &Instrument,
    ready: &Scannable,
    rule: &Rule,
    n: usize,
) -> Vec<NearMiss> {
    let asked = Asked { scanner, text, instrument, ready, rule };
    let found = rule.seek.iter().take(2).map(|part| (part, asked.spots(part)));
    let Some((part, found)) = found.into_iter().find(|(_, spots)| !spots.is_empty()) else {
        return Vec::new();
    };
    choose(part, found, n).iter().filter_map(|spot| asked.near_miss(spot)).collect()
}

/// For each word in the order written the best sentence that holds it, then the best of the rest.
fn choose(part: &Seek, mut found: Vec<Spot>, n: usize) -> Vec<Spot> {
    // Of equal ones those come first that hold a word written further in front.
    let rank = |p: &Spot| part.words.iter().position(|w| p.words.contains(w)).unwrap_or(usize::MAX);
    found.sort_by_key(|p| (std::cmp::Reverse(p.score), rank(p), p.alike, p.clause, p.start));
    let mut taken: Vec<usize> = Vec::new();
    for word in &part.words {
        let holds = |i: &usize| found[*i].words.contains(word);
        if taken.len() < n && !taken.iter().any(holds) {
            taken.extend((0..found.len()).find(holds));
        }
    }
    // Purposes, definitions and notices are shown only for a word that stands nowhere else.
    let rest: Vec<usize> = (0..found.len()).filter(|i| !taken.contains(i) && found[*i].binds).collect();
    taken.extend(rest.into_iter().take(n.saturating_sub(taken.len())));
    let mut at = 0..found.len();
    found.retain(|_| at.next().is_some_and(|i| taken.contains(&i)));
    found
}

impl Asked<'_> {
    /// Calls `look` with each sentence of a clause.
    fn sentences(&self, clause: usize, mut look: impl FnMut(&Window)) {
        let prepared = &self.ready.clauses[clause];
        let windows = Windows { ready: self.ready, tables: &self.scanner.tables, clause: prepared };
        let mut places = Places::default();
        for stretch in windows.stretches().filter(|s| !s.whole) {
            places.see(&self.scanner.tables, &stretch);
            look(&windows.window(stretch, &mut places));
        }
    }

    fn spots(&self, part: &Seek) -> Vec<Spot> {
        let mut out = Vec::new();
        for (clause, prepared) in self.ready.clauses.iter().enumerate() {
            if !self.ready.seen_in_clause(&self.scanner.tables, prepared).has(part.class) {
                continue;
            }
            self.sentences(clause, |window| {
                if window.has_own(part.class) {
                    out.push(self.spot(part, clause, window));
                }
            });
        }
        out
    }

    fn spot(&self, part: &Seek, clause: usize, window: &Window) -> Spot {
        let held = self.rule.seek.iter().filter(|s| window.has(s.class)).count() as u32;
        let binds = self.scanner.contexts.barred(&self.instrument.clauses[clause], window).is_none();
        // A usual look-alike says less than a sentence that is none, a caption least of all.
        let alike = self.rule.unlike.iter().any(|u| self.holds(window, u));
        let says = window.end - window.start > CAPTION_CHARS;
        let score = held * 4 + u32::from(says) * 8 + u32::from(binds) * 16;
        Spot { clause, start: window.start, words: words_of(window, part.class), binds, alike, score }
    }

    fn near_miss(&self, spot: &Spot) -> Option<NearMiss> {
        let mut out = None;
        self.sentences(spot.clause, |window| {
            if window.start == spot.start {
                out = Some(self.told(spot, window));
            }
        });
        out
    }

    fn told(&self, spot: &Spot, window: &Window) -> NearMiss {
        let rule = self.rule;
        let span = quoted(window, rule);
        NearMiss {
            label: self.instrument.clauses[spot.clause].label.clone(),
            quote: Span::of(span, self.text).trim().to_owned(),
            span,
            rule: rule.id.clone(),
            met: rule.seek.iter().filter(|s| window.has(s.class)).count() as u32,
            // To hold all parts is not yet to lay it down.
            asked: rule.seek.len() as u32 + 1,
            failed: self.reason(spot.clause, window),
        }
    }

    /// Why the sentence does not count, in words.
    fn reason(&self, clause: usize, window: &Window) -> String {
        let rule = self.rule;
        if let Some(unlike) = rule.unlike.iter().find(|u| self.holds(window, u)) {
            return unlike.why.replace("{word}", &word(window, unlike.class).unwrap_or_default());
        }
        if let Some(kind) = self.scanner.contexts.barred(&self.instrument.clauses[clause], window) {
            return format!("处于{}，不作规定", context_zh(kind));
        }
        let (held, wanting): (Vec<_>, Vec<_>) = rule.seek.iter().partition(|s| window.has(s.class));
        let mut words: Vec<String> =
            held.iter().filter_map(|s| word(window, s.class)).map(|w| format!("【{w}】")).collect();
        let mut told = std::collections::BTreeSet::new();
        words.retain(|w| told.insert(w.clone()));
        let words = words.concat();
        if !wanting.is_empty() {
            let names: Vec<&str> = wanting.iter().map(|s| s.name.as_str()).collect();
            return format!("有{words}，没有写{}", names.join("，也没有写"));
        }
        self.hindrance(clause, window)
            .unwrap_or_else(|| format!("有{words}，但说的不是“{}”，请核对原文", rule.title))
    }

    fn holds(&self, window: &Window, unlike: &Unlike) -> bool {
        let (tables, class) = (&self.scanner.tables, unlike.class);
        match unlike.place {
            UnlikePlace::Sentence => window.has(class),
            UnlikePlace::Stem => window.stem_has(class),
            UnlikePlace::Heading => self.ready.seen_above(tables, window.clause).has(class),
            UnlikePlace::Title => self.ready.seen_in_title(tables).has(class),
            UnlikePlace::Clause => self.ready.seen_in_clause(tables, window.clause).has(class),
        }
    }

    /// What keeps a pattern from firing whose words all stand there: an excluded word or another
    /// party.
    fn hindrance(&self, clause: usize, window: &Window) -> Option<String> {
        let stage = Stage { instrument: self.instrument, ready: self.ready, clause };
        let mut room = Room::default();
        self.rule.patterns.clone().find_map(|i| {
            let pattern = self.scanner.pattern(i);
            if !pattern.steps.iter().all(|s| window.has(s.class)) {
                return None;
            }
            let (start, _) = *sequences(pattern, window, &mut room).first()?;
            match unmet(self.scanner, stage, window, pattern, &EVERYWHERE) {
                Some(unmet) if unmet.barred => {
                    let word = unmet.classes.iter().find_map(|c| word(window, *c))?;
                    Some(format!("同句写有【{word}】，说的是另一件事"))
                }
                Some(_) => None,
                None => place(self.scanner, stage, window, pattern, start).err().map(Misplaced::tell),
            }
        })
    }
}

/// The sentence, or as much of it around the telling word as can be read.
fn quoted(window: &Window, rule: &Rule) -> Span {
    let own = &window.clause.own;
    let bounds = (window.start, window.end);
    if bounds.1 - bounds.0 <= MOST_CHARS {
        return window.clause.source(bounds.0, bounds.1);
    }
    let telling = rule.seek.iter().find(|s| window.has_own(s.class)).map_or(0, |s| s.class);
    let hit = window.hits(telling).find(|h| h.start >= window.shift());
    let (a, b) = hit.map_or((bounds.0, bounds.0 + 1), |h| (window.own(h.start), window.own(h.end)));
    let (mut from, mut to) = own.phrases(a, b, bounds);
    loop {
        let right = if to < bounds.1 { own.phrases(to, to + 1, bounds).1 } else { to };
        let left = if from > bounds.0 { own.phrases(from - 1, from, bounds).0 } else { from };
        if right > to && right - from <= MOST_CHARS {
            to = right;
        } else if left < from && to - left <= MOST_CHARS {
            from = left;
        } else {
            break;
        }
    }
    if to - from > MOST_CHARS {
        from = from.max(b.saturating_sub(MOST_CHARS / 2));
        to = to.min(from + MOST_CHARS);
    }
    window.clause.source(from, to)
}

/// The words of a class in the window's own text.
fn words_of(window: &Window, class: ClassId) -> Vec<String> {
    let own = &window.clause.own.folded;
    let hits = window.hits(class).filter(|h| h.start >= window.shift());
    let byte = |at: u32| own.byte_at(window.own(at) as usize);
    hits.map(|h| own.text[byte(h.start)..byte(h.end)].to_owned()).collect()
}

/// The longest word of a class in the window's own text, else in its stem.
fn word(window: &Window, class: ClassId) -> Option<String> {
    let (shift, stem, own) = (window.shift(), &window.stem.folded, &window.clause.own.folded);
    let hit = window.hits(class).max_by_key(|h| (h.start >= shift, h.end - h.start))?;
    let (folded, from, to) = if hit.start >= shift {
        (own, window.own(hit.start), window.own(hit.end))
    } else {
        (stem, hit.start, hit.end.min(shift))
    };
    let text = bare_word(&folded.text[folded.byte_at(from as usize)..folded.byte_at(to as usize)]);
    // Lists hold joints, too: 或撤销.
    let core = text.strip_prefix(['或', '和', '并', '及']).filter(|c| c.chars().count() > 1);
    Some(core.unwrap_or(text).to_owned())
}
