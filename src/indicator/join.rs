//! Puts what was read of all files together and checks what no single file shows.

use super::read::File;
use super::rubric::*;
use std::ops::Range;

/// Shares, weights and points are compared with what they must sum to up to this much.
const SLACK: f64 = 1e-6;

/// Something of a file, with the place to show when it does not fit the others.
pub(super) struct Placed<T> {
    pub value: T,
    pub file: usize,
    pub at: Range<usize>,
}

#[derive(Default)]
pub(super) struct Found {
    pub index: Vec<Placed<Index>>,
    pub dimensions: Vec<Placed<Dimension>>,
    /// With the id of the dimension.
    pub indicators: Vec<(String, Placed<Indicator>)>,
    /// Files of which an entry could not be read: their sums would only repeat that fault.
    pub dropped: Vec<usize>,
}

pub(super) struct Index {
    pub scale: f64,
    pub delegated: f64,
    pub drafts: Drafts,
    pub shifts: Vec<(Shift, Range<usize>)>,
}

/// Where faults go.
struct Tell<'t, 'a>(&'t [File<'a>]);

impl Tell<'_, '_> {
    fn fault<T>(&self, placed: &Placed<T>, code: &'static str, message: String) {
        self.at(placed.file, &placed.at, code, message);
    }

    fn at(&self, file: usize, at: &Range<usize>, code: &'static str, message: String) {
        if let Some(file) = self.0.get(file) {
            file.fault(code, at.clone(), message);
        }
    }
}

/// `None` only when no `[index]` was read.
pub(super) fn join(found: Found, readers: &[File]) -> Option<Rubric> {
    let tell = Tell(readers);
    let mut index = found.index.into_iter();
    let first = index.next()?;
    for second in index {
        tell.fault(&second, "R005", "a second [index] table (标识重复)".into());
    }
    let mut dimensions = unique(found.dimensions, &tell);
    place_indicators(found.indicators, &mut dimensions, first.value.scale, &tell);
    for d in dimensions.iter().filter(|d| !found.dropped.contains(&d.file)) {
        check_shares(d, &tell);
    }
    if found.dropped.is_empty() {
        check_weights(&first, &dimensions, &tell);
    }
    check_shifts(&first, &dimensions, &tell);
    let mut dimensions: Vec<Dimension> = dimensions.into_iter().map(|d| d.value).collect();
    dimensions.sort_by(|a, b| a.order.total_cmp(&b.order).then_with(|| a.id.cmp(&b.id)));
    let Index { scale, delegated, drafts, shifts } = first.value;
    let shifts = shifts.into_iter().map(|(s, _)| s).collect();
    Some(Rubric { scale, delegated, drafts, shifts, dimensions })
}

fn unique(found: Vec<Placed<Dimension>>, tell: &Tell) -> Vec<Placed<Dimension>> {
    let mut out: Vec<Placed<Dimension>> = Vec::new();
    for d in found {
        if out.iter().any(|o| o.value.id == d.value.id || o.value.name == d.value.name) {
            tell.fault(&d, "R005", format!("dimension `{}` is there twice (标识重复)", d.value.id));
        } else {
            out.push(d);
        }
    }
    out
}

fn place_indicators(
    found: Vec<(String, Placed<Indicator>)>,
    dimensions: &mut [Placed<Dimension>],
    scale: f64,
    tell: &Tell,
) {
    let mut seen: Vec<(String, String)> = Vec::new();
    for (home, placed) in found {
        let i = &placed.value;
        // Supplied values name an indicator by id or by name: both must be clear.
        if seen.iter().any(|(id, name)| *id == i.id || *name == i.name) {
            tell.fault(&placed, "R005", format!("indicator `{}` is there twice (标识重复)", i.id));
        }
        seen.push((i.id.clone(), i.name.clone()));
        check_points(&placed, scale, tell);
        match dimensions.iter_mut().find(|d| d.value.id == home) {
            Some(d) => d.value.indicators.push(placed.value),
            None => tell.fault(&placed, "R006", format!("no dimension `{home}` (未知维度)")),
        }
    }
}

fn check_points(placed: &Placed<Indicator>, scale: f64, tell: &Tell) {
    let Kind::Parts(parts) = &placed.value.kind else { return };
    let sum: f64 = parts.iter().map(Part::points).sum();
    if (sum - scale).abs() > SLACK {
        let message = format!("points of `{}` sum to {sum}, not {scale} (分值之和)", placed.value.id);
        tell.fault(placed, "R006", message);
    }
}

/// Shares of what texts show sum to 1; shares of supplied indicators come on top.
fn check_shares(d: &Placed<Dimension>, tell: &Tell) {
    let sum = |texts: bool| -> f64 {
        let of = |i: &&Indicator| matches!(i.kind, Kind::Parts(_)) == texts;
        d.value.indicators.iter().filter(of).map(|i| i.share).sum()
    };
    let has_text = d.value.indicators.iter().any(|i| matches!(i.kind, Kind::Parts(_)));
    let bad = if has_text { (sum(true) - 1.0).abs() > SLACK } else { sum(false) <= 0.0 };
    if bad {
        let sum = if has_text { sum(true) } else { sum(false) };
        tell.fault(d, "R006", format!("shares of `{}` sum to {sum}, not 1 (份额之和)", d.value.id));
    }
}

fn check_weights(index: &Placed<Index>, dimensions: &[Placed<Dimension>], tell: &Tell) {
    let weight: f64 = dimensions.iter().map(|d| d.value.weight).sum();
    if (weight - 1.0).abs() > SLACK {
        let message = format!("weights of the dimensions sum to {weight}, not 1 (权重之和)");
        tell.fault(index, "R006", message);
    }
}

fn check_shifts(index: &Placed<Index>, dimensions: &[Placed<Dimension>], tell: &Tell) {
    for (shift, at) in &index.value.shifts {
        for id in [&shift.from, &shift.to] {
            if !dimensions.iter().any(|d| d.value.id == *id) {
                tell.at(index.file, at, "R006", format!("no dimension `{id}` (未知维度)"));
            }
        }
    }
}
