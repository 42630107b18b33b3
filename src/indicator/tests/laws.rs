use super::{PROVISIONS, Text, rubric};
use crate::indicator::{Entry, Options, Rubric, fill_regions};
use crate::model::{Date, InstrumentKind, RegionValue, State};
use proptest::prelude::*;
use std::sync::LazyLock;

static RUBRIC: LazyLock<Rubric> = LazyLock::new(rubric);

fn state() -> impl Strategy<Value = State> {
    prop::sample::select(State::ALL.to_vec())
}

/// Up to four texts of two places, with any states, kinds and slots.
fn texts() -> impl Strategy<Value = Vec<Text>> {
    let one = (
        prop::collection::vec(state(), PROVISIONS.len()),
        prop::sample::select(vec!["甲市", "乙市"]),
        any::<bool>(),
        prop::option::of(prop::sample::select(vec![
            InstrumentKind::LocalRegulation,
            InstrumentKind::Measures,
            InstrumentKind::Other,
        ])),
        prop::option::of(0u32..12),
    );
    prop::collection::vec(one, 1..5).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(i, (states, place, draft, kind, slot))| {
                let mut text = Text::new(&format!("t{i}"), place, State::Absent);
                (text.facts.draft, text.facts.kind) = (draft, kind);
                for (f, s) in text.findings.iter_mut().zip(states) {
                    f.state = s;
                    if let Some(n) = slot {
                        f.slots.insert("months".into(), n.into());
                        f.slots.insert("years".into(), n.into());
                    }
                }
                text
            })
            .collect()
    })
}

fn fill(texts: &[Text]) -> Vec<RegionValue> {
    let entries: Vec<Entry> = texts.iter().map(Text::entry).collect();
    fill_regions(&RUBRIC, &entries, Date::new(2026, 1, 1).unwrap(), &Options::default())
}

/// (low, value, high) of every part, indicator, dimension and composite, in order.
fn numbers(rows: &[RegionValue]) -> Vec<(f64, Option<f64>, f64)> {
    let mut out = Vec::new();
    for r in rows {
        for i in &r.indicators {
            out.extend(i.parts.iter().map(|p| (p.low, p.value, p.high)));
            out.push((i.low, i.value, i.high));
        }
        out.extend(r.dimensions.iter().map(|d| (d.low, d.value, d.high)));
        out.push((r.low, r.composite, r.high));
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn values_lie_within_their_bounds(texts in texts()) {
        for (low, value, high) in numbers(&fill(&texts)) {
            prop_assert!((0.0..=5.0).contains(&low) && low <= high && high <= 5.0);
            if let Some(v) = value {
                prop_assert!(low <= v && v <= high, "{low} {v} {high}");
            }
        }
    }

    #[test]
    fn the_order_of_texts_and_findings_does_not_matter(mut texts in texts(), turn in 0usize..4) {
        let before = fill(&texts);
        let n = texts.len();
        texts.rotate_left(turn % n);
        for text in &mut texts {
            text.findings.reverse();
        }
        prop_assert_eq!(before, fill(&texts));
    }

    /// A provision found never lowers a part, an indicator or a lower bound. A total is a mean
    /// over what is determined: it does not fall either while that share stays the same.
    #[test]
    fn more_present_never_lowers(mut texts in texts(), which in 0usize..4, at in 0usize..33) {
        let before = fill(&texts);
        let finding = &mut { let n = texts.len(); &mut texts[which % n] }.findings[at];
        finding.state = State::Present;
        // The slot must not make the finding worth less than it could be.
        finding.slots = [("months".into(), 6.into()), ("years".into(), 5.into())].into();
        let after = fill(&texts);
        for ((low, _, high), (low2, _, high2)) in numbers(&before).into_iter().zip(numbers(&after)) {
            prop_assert!(low2 >= low && high2 >= high);
        }
        for (old, new) in before.iter().zip(&after) {
            for (i, j) in old.indicators.iter().zip(&new.indicators) {
                prop_assert!(i.value <= j.value, "{} fell", i.id);
            }
            for (d, e) in old.dimensions.iter().zip(&new.dimensions).filter(|(d, e)| d.determined == e.determined) {
                prop_assert!(d.value <= e.value, "{} fell", d.id);
            }
            prop_assert!(old.determined != new.determined || old.composite <= new.composite);
        }
    }
}
