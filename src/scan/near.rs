use super::evaluate::{place, sequences, unmet};
use super::prepare::Window;
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
    for clause in candidates(scanner, ready, range.clone()) {
        let prepared = &ready.clauses[clause];
        let mut best: Option<(u64, NearMiss)> = None;
        for window in prepared.windows(scanner).filter(|w| !w.whole) {
            for index in range.clone() {
                let Some((score, near)) = judge(scanner, text, instrument, ready, clause, &window, index)
                else {
                    continue;
                };
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
    let share = |clause: &super::Prepared| -> u64 {
        let there = |class: u16| clause.own.seen.has(class) || clause.stem.seen.has(class);
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

#[allow(clippy::too_many_arguments)]
fn judge(
    scanner: &Scanner,
    text: &str,
    instrument: &Instrument,
    ready: &Scannable,
    clause: usize,
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
    let (met, failed) = failure(scanner, instrument, ready, clause, window, pattern, met_steps)?;
    let met = met.min(asked - 1);
    let (start, end) = (window.start, window.end.min(window.start + 118));
    let span = window.clause.source(start, end);
    let near = NearMiss {
        label: instrument.clauses[clause].label.clone(),
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
#[allow(clippy::too_many_arguments)]
fn failure(
    scanner: &Scanner,
    instrument: &Instrument,
    ready: &Scannable,
    clause: usize,
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
    let places = sequences(pattern, window);
    let Some(first) = places.first() else {
        return Some((met_steps as u32, "所需词语都有，但次序不合或相隔太远，说的不是同一件事".into()));
    };
    let base = met_steps as u32 + 1;
    if let Some(unmet) = unmet(ready, window, pattern) {
        return Some((base, unmet.tell(scanner)));
    }
    match place(scanner, instrument, ready, clause, window, pattern, first.0) {
        Err(failed) => Some((base, failed)),
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
