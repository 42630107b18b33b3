use crate::model::{Document, Instrument, Slots, fold};
use crate::rules::{Rule, RuleSet, SlotKind};
use crate::scan::{Bound, Match, durations, full_dates};
use serde_json::{Value, json};

/// Slot values of a present finding: what its patterns set, and what its kind reads from the
/// sentences of the evidence.
pub(super) fn fill(
    set: &RuleSet,
    rule: &Rule,
    document: &Document,
    _instrument: &Instrument,
    matches: &[&Match],
) -> Slots {
    let mut slots = Slots::new();
    for m in matches {
        for (key, value) in &set.patterns[m.pattern].set {
            merge(&mut slots, key, value);
        }
    }
    let text = &document.canonical.text;
    let evidence = || matches.iter().map(|m| fold(m.span.of(text)).text);
    match rule.slots {
        Some(SlotKind::Term) => term(evidence(), &mut slots),
        Some(SlotKind::Retention) => retention(evidence(), &mut slots),
        Some(SlotKind::Validity) => {
            validity(matches.iter().map(|m| fold(m.sentence.of(text)).text), &mut slots)
        }
        Some(SlotKind::Modes) | None => {}
    }
    slots
}

/// Lists grow, flags once true stay true, everything else keeps its first value.
fn merge(slots: &mut Slots, key: &str, value: &Value) {
    match (slots.get_mut(key), value) {
        (Some(Value::Array(have)), Value::Array(new)) => {
            for v in new {
                if !have.contains(v) {
                    have.push(v.clone());
                }
            }
        }
        (Some(have @ Value::Bool(_)), Value::Bool(true)) => *have = Value::Bool(true),
        (Some(_), _) => {}
        (None, _) => {
            slots.insert(key.into(), value.clone());
        }
    }
}

/// years, bound (max, min, exact), hedged
fn term(evidence: impl Iterator<Item = String>, slots: &mut Slots) {
    let mut all: Vec<_> = evidence.flat_map(|t| durations(&t)).filter(|d| d.months.is_some()).collect();
    // A bound says more than a bare number; among bounds the longest rules.
    all.sort_by_key(|d| (d.bound == Bound::Min, d.bound == Bound::Exact, std::cmp::Reverse(d.months)));
    let Some(first) = all.first() else { return };
    let months = first.months.unwrap_or(0);
    let years = if months % 12 == 0 { json!(months / 12) } else { json!(f64::from(months) / 12.0) };
    slots.insert("years".into(), years);
    let bound = match first.bound {
        Bound::Max => "max",
        Bound::Min => "min",
        Bound::Exact => "exact",
    };
    slots.insert("bound".into(), json!(bound));
    slots.insert("hedged".into(), json!(all.iter().any(|d| d.hedged)));
}

/// months; at_exit is set by the pattern that fired
fn retention(evidence: impl Iterator<Item = String>, slots: &mut Slots) {
    const KEEP: [&str; 6] = ["留存", "保存", "保留", "留痕", "存储", "存档"];
    let months = evidence
        .flat_map(|t| {
            let keep = KEEP.iter().filter_map(|w| t.find(w)).min().unwrap_or(0);
            durations(&t).into_iter().map(move |d| (d.start.abs_diff(keep), d)).collect::<Vec<_>>()
        })
        .min_by_key(|(distance, d)| (*distance, d.start))
        .and_then(|(_, d)| d.months.or(d.days.filter(|n| n.is_multiple_of(30)).map(|n| n / 30)));
    if let Some(months) = months {
        slots.insert("months".into(), json!(months));
    }
    slots.entry("at_exit".into()).or_insert(json!(false));
}

/// effective, valid_years, expires
fn validity(sentences: impl Iterator<Item = String>, slots: &mut Slots) {
    for s in sentences {
        let (mut effective, mut expires) = (None, None);
        for (start, end, date) in full_dates(&s) {
            let before: String =
                s[..start].chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
            let after: String = s[end..].chars().take(6).collect();
            if ["至", "到", "截至", "截止"].iter().any(|w| before.ends_with(w)) {
                expires = Some(date.to_string());
            } else if after.starts_with('起')
                || after.contains("施行")
                || after.contains("实施")
                || after.contains("执行")
            {
                effective = Some(date.to_string());
            }
        }
        const ON_ISSUE: [&str; 8] =
            ["印发之日", "发布之日", "公布之日", "颁布之日", "印发日", "发布日起", "发文之日", "下发之日"];
        let delayed = durations(&s).iter().any(|d| d.days.is_some());
        if effective.is_none() && !delayed && ON_ISSUE.iter().any(|w| s.contains(w)) {
            effective = Some("issue".into());
        }
        let years = durations(&s)
            .iter()
            .filter(|d| d.months.is_some())
            .find(|d| {
                ["有效期", "试行期", "施行期", "执行期", "实施期"].iter().any(|w| s[..d.start].contains(w))
                    || s[..d.start].ends_with("试行")
            })
            .and_then(|d| d.months);
        if let Some(v) = effective {
            slots.entry("effective".into()).or_insert(json!(v));
        }
        if let Some(m) = years.filter(|m| m % 12 == 0) {
            slots.entry("valid_years".into()).or_insert(json!(m / 12));
        }
        if let Some(v) = expires {
            slots.entry("expires".into()).or_insert(json!(v));
        }
    }
}
