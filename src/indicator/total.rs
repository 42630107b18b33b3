//! Points -> indicators -> dimensions -> composite, each with its bounds and determined share.

use super::fill::{Held, fill_part, round};
use super::rubric::{Dimension, Indicator, Kind, Rubric, Shift};
use crate::model::{DimensionValue, IndicatorValue, RegionValue, State, Supplied};
use std::collections::BTreeSet;

/// A supplied value, scaled to points.
pub(super) struct Scaled {
    pub points: f64,
    pub supplied: Supplied,
}

/// The row's supplied value of an indicator, when there is one.
pub(super) type Lookup<'l> = &'l dyn Fn(&Indicator) -> Option<Scaled>;

pub(super) fn fill_row(rubric: &Rubric, id: &str, name: &str, held: Held, supplied: Lookup) -> RegionValue {
    let mut indicators = Vec::new();
    let mut dimensions = Vec::new();
    let (weights, weighting) = weights(rubric, held);
    for (dimension, weight) in rubric.dimensions.iter().zip(weights) {
        let values: Vec<IndicatorValue> = dimension
            .indicators
            .iter()
            .map(|i| fill_indicator(rubric, dimension, i, held, supplied))
            .collect();
        dimensions.push(fill_dimension(dimension, weight, &values));
        indicators.extend(values);
    }
    let total = of_dimensions(&dimensions);
    RegionValue {
        id: id.into(),
        name: name.into(),
        instruments: held.candidates.iter().map(|c| c.id.to_string()).collect(),
        indicators,
        dimensions,
        composite: total.value,
        determined: total.determined,
        low: total.low,
        high: total.high,
        weighting,
    }
}

fn of_dimensions(dimensions: &[DimensionValue]) -> Total {
    total(dimensions.iter().map(|d| Weighed {
        weight: d.weight,
        determined: d.determined,
        value: d.value,
        low: d.low,
        high: d.high,
    }))
}

/// The composite of a row whose dimensions were scaled anew.
pub(super) fn composite(dimensions: &[DimensionValue]) -> Option<f64> {
    of_dimensions(dimensions).value
}

fn fill_indicator(
    rubric: &Rubric,
    d: &Dimension,
    i: &Indicator,
    held: Held,
    supplied: Lookup,
) -> IndicatorValue {
    let mut out = IndicatorValue {
        id: i.id.clone(),
        name: i.name.clone(),
        dimension: d.id.clone(),
        share: i.share,
        value: None,
        low: 0.0,
        high: rubric.scale,
        parts: Vec::new(),
        name_en: i.name_en.clone(),
        is_supplied: matches!(i.kind, Kind::Supplied(_)),
        supplied: None,
    };
    match &i.kind {
        Kind::Supplied(_) => {
            if let Some(s) = supplied(i) {
                (out.value, out.low, out.high) = (Some(s.points), s.points, s.points);
                out.supplied = Some(s.supplied);
            }
        }
        Kind::Parts(parts) => {
            out.parts = parts.iter().map(|p| fill_part(rubric, p, held)).collect();
            out.low = round(out.parts.iter().map(|p| p.low).sum());
            out.high = round(out.parts.iter().map(|p| p.high).sum());
            out.value = out.parts.iter().all(|p| p.value.is_some()).then_some(out.low);
        }
    }
    out
}

fn fill_dimension(d: &Dimension, weight: f64, values: &[IndicatorValue]) -> DimensionValue {
    let weigh = |i: &IndicatorValue| Weighed {
        weight: i.share,
        determined: if i.value.is_some() { 1.0 } else { 0.0 },
        value: i.value,
        low: i.low,
        high: i.high,
    };
    let total = total(values.iter().map(weigh));
    DimensionValue {
        id: d.id.clone(),
        name: d.name.clone(),
        weight,
        value: total.value,
        determined: total.determined,
        low: total.low,
        high: total.high,
        name_en: d.name_en.clone(),
    }
}

/// A term of a total: its weight, the determined part of that weight, value and bounds.
struct Weighed {
    weight: f64,
    determined: f64,
    value: Option<f64>,
    low: f64,
    high: f64,
}

struct Total {
    value: Option<f64>,
    determined: f64,
    low: f64,
    high: f64,
}

/// The mean over the determined weight. Where that mean lies outside what is still possible (the
/// undetermined rest is known in part), the nearest possible value is taken.
fn total(terms: impl Iterator<Item = Weighed>) -> Total {
    let (mut all, mut known, mut sum, mut low, mut high) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for t in terms {
        all += t.weight;
        low += t.weight * t.low;
        high += t.weight * t.high;
        if let Some(v) = t.value {
            known += t.weight * t.determined;
            sum += t.weight * t.determined * v;
        }
    }
    if all <= 0.0 {
        return Total { value: None, determined: 0.0, low: 0.0, high: 0.0 };
    }
    let (low, high) = (round(low / all), round(high / all));
    let mean = (known > 0.0).then(|| round(sum / known));
    let value = mean.map(|m| {
        if m < low {
            low
        } else if m > high {
            high
        } else {
            m
        }
    });
    Total { value, determined: round(known / all), low, high }
}

/// The dimensions' weights for this row, and the rule that moved them.
fn weights(rubric: &Rubric, held: Held) -> (Vec<f64>, Option<String>) {
    let mut weights: Vec<f64> = rubric.dimensions.iter().map(|d| d.weight).collect();
    let mut said = Vec::new();
    for shift in &rubric.shifts {
        match applies(shift, held) {
            Some(true) => {
                let at = |id: &str| rubric.dimensions.iter().position(|d| d.id == id);
                if let (Some(from), Some(to)) = (at(&shift.from), at(&shift.to)) {
                    let moved = std::mem::take(&mut weights[from]);
                    weights[to] = round(weights[to] + moved);
                    said.push(shift.says.clone());
                }
            }
            Some(false) => {}
            None => said.push(format!("无法判定是否适用，权重未调整：{}", shift.says)),
        }
    }
    (weights, (!said.is_empty()).then(|| said.join("；")))
}

/// Whether the slot, over all texts that count, holds the one word and nothing else; `None` when
/// a text that might say so was not wholly read.
fn applies(shift: &Shift, held: Held) -> Option<bool> {
    let mut words = BTreeSet::new();
    let mut open = false;
    for c in held.candidates {
        let finding = c.findings.get(shift.provision.as_str());
        match finding.map_or(State::Undetermined, |f| f.state) {
            State::Present => {
                let slot = finding.and_then(|f| f.slots.get(&shift.slot));
                let list = slot.and_then(serde_json::Value::as_array).map(Vec::as_slice).unwrap_or_default();
                words.extend(list.iter().filter_map(serde_json::Value::as_str));
            }
            State::Undetermined => open = true,
            _ => {}
        }
    }
    let alone = words.iter().all(|w| *w == shift.only);
    match (words.is_empty(), alone, open) {
        (_, false, _) => Some(false),
        (false, true, false) => Some(true),
        (true, _, false) => Some(false),
        (_, true, true) => None,
    }
}
