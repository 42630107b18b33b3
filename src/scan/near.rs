use super::evaluate::{EVERYWHERE, Room, Stage, place, sequences, unmet};
use super::window::{Places, Window, Windows};
use super::{Scannable, Scanner};
use crate::model::{Instrument, NearMiss, Span};
use crate::rules::{Pattern, Strength};

/// Clauses that are judged closely per rule; the others hold fewer of its terms.
const LOOKED_AT: usize = 8;

/// Ranks every place where at least one term of a pattern stands by how much of the pattern is
/// fulfilled there; one entry a clause.
pub(super) fn nearest(
    scanner: &Scanner,
    text: &str,
    instrument: &Instrument,
    ready: &Scannable,
    rule: usize,
    n: usize,
) -> Vec<NearMiss> {
    let Some(range) = scanner.rules.rules.get(rule).map(|r| r.patterns.clone()) else { return Vec::new() };
    let mut all: Vec<(u64, usize, NearMiss)> = Vec::new();
    let mut places = Places::default();
    for clause in candidates(scanner, ready, range.clone()) {
        let windows = Windows { ready, tables: &scanner.tables, clause: &ready.clauses[clause] };
        let mut best: Option<(u64, NearMiss)> = None;
        for stretch in windows.stretches().filter(|s| !s.whole) {
            places.see(&scanner.tables, &stretch);
            let window = windows.window(stretch, &mut places);
            for index in range.clone() {
                let stage = Stage { instrument, ready, clause };
                let Some((score, near)) = judge(scanner, text, stage, &window, index) else { continue };
                if best.as_ref().is_none_or(|b| score > b.0) {
                    best = Some((score, near));
                }
            }
        }
        all.extend(best.map(|(score, near)| (score, clause, near)));
    }
    all.sort_by_key(|(score, clause, _)| (std::cmp::Reverse(*score), *clause));
    all.into_iter().take(n).map(|(_, _, near)| near).collect()
}

/// The clauses worth a close look: those that hold the largest share of the terms of any pattern.
fn candidates(scanner: &Scanner, ready: &Scannable, patterns: std::ops::Range<usize>) -> Vec<usize> {
    let tables = &scanner.tables;
    let share = |clause: &super::Prepared| -> u64 {
        let (own, stem) = (ready.seen_in_clause(tables, clause), ready.seen_in_stem(tables, clause));
        let there = |class: u16| own.has(class) || stem.has(class);
        patterns
            .clone()
            .map(|p| &scanner.pattern(p).steps)
            .map(|steps| scanner.share(steps, there))
            .max()
            .unwrap_or(0)
    };
    let mut ranked: Vec<(u64, usize)> =
        ready.clauses.iter().enumerate().map(|(i, c)| (share(c), i)).filter(|(s, _)| *s > 0).collect();
    ranked.sort_by_key(|(share, i)| (std::cmp::Reverse(*share), *i));
    ranked.truncate(LOOKED_AT);
    ranked.into_iter().map(|(_, i)| i).collect()
}

fn judge(
    scanner: &Scanner,
    text: &str,
    stage: Stage,
    window: &Window,
    index: usize,
) -> Option<(u64, NearMiss)> {
    let pattern = scanner.pattern(index);
    let there = |class: u16| window.has_own(class);
    let met_steps = pattern.steps.iter().filter(|s| there(s.class)).count();
    if met_steps == 0 {
        return None;
    }
    let asked = pattern.steps.len() as u32 + conditions(pattern) + 1;
    let (met, failed) = failure(scanner, stage, window, pattern, met_steps)?;
    let met = met.min(asked - 1);
    let (start, end) = (window.start, window.end.min(window.start + 118));
    let span = window.clause.source(start, end);
    let near = NearMiss {
        label: stage.instrument.clauses[stage.clause].label.clone(),
        quote: Span::of(span, text).trim().to_owned(),
        span,
        rule: pattern.name.clone(),
        met,
        asked,
        failed,
    };
    // What is fulfilled counts by how much it tells; of equals, the one that fulfils more.
    let share = scanner.share(&pattern.steps, there);
    Some((share * 1000 + u64::from(met) * 100 / u64::from(asked) + u64::from(met), near))
}

fn conditions(p: &Pattern) -> u32 {
    [&p.sentence, &p.stem, &p.heading, &p.article, &p.title, &p.around]
        .iter()
        .filter(|c| !c.is_empty())
        .count() as u32
}

/// How many conditions hold and the first that fails, in words; `None` when the pattern fires.
fn failure(
    scanner: &Scanner,
    stage: Stage,
    window: &Window,
    pattern: &Pattern,
    met_steps: usize,
) -> Option<(u32, String)> {
    let name = |class: u16| scanner.rules.classes[class as usize].name.clone();
    if met_steps < pattern.steps.len() {
        let missing: Vec<String> =
            pattern.steps.iter().filter(|s| !window.has(s.class)).map(|s| name(s.class)).collect();
        if missing.is_empty() {
            return Some((met_steps as u32, "只有总起句中有，本项中没有".into()));
        }
        return Some((met_steps as u32, format!("同句中没有{}", missing.join("、"))));
    }
    let mut room = Room::default();
    let Some((start, _)) = sequences(pattern, window, &mut room).first() else {
        return Some((met_steps as u32, "所需词语都有，但次序不合或相隔太远，说的不是同一件事".into()));
    };
    let base = met_steps as u32 + 1;
    if let Some(unmet) = unmet(scanner, stage, window, pattern, &EVERYWHERE) {
        return Some((base, unmet.tell(scanner)));
    }
    match place(scanner, stage, window, pattern, *start) {
        Err(failed) => Some((base, failed.tell())),
        Ok(()) if pattern.strength == Strength::Name => {
            Some((base, "仅提及名称，不在内容清单或转授语境中".into()))
        }
        Ok(()) => {
            let there: Vec<String> =
                pattern.not.iter().filter(|c| window.has_own(**c)).map(|c| name(*c)).collect();
            Some((base + conditions(pattern), format!("句中另有不算在内的说法：{}", there.join("、"))))
        }
    }
}
