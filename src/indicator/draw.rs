//! Other numbers for the rubric, drawn around the given ones.

use super::rubric::{Kind, Part, Rubric};
use crate::model::SplitMix;
use serde::Serialize;

/// What the index takes for granted and a stress test varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumption {
    /// Weights of the dimensions, and shares of the indicators within them.
    Weights,
    /// Points of the parts of an indicator.
    Parts,
    /// What a delegated matter counts for.
    Delegated,
    /// Points as they are, or min-max scaled over the regions compared.
    Normalisation,
    /// That every finding is right.
    Findings,
}

impl Assumption {
    pub const ALL: [Assumption; 5] = [
        Assumption::Weights,
        Assumption::Parts,
        Assumption::Delegated,
        Assumption::Normalisation,
        Assumption::Findings,
    ];

    pub fn zh(self) -> &'static str {
        match self {
            Assumption::Weights => "维度权重与指标份额",
            Assumption::Parts => "评分项分值",
            Assumption::Delegated => "转授计分",
            Assumption::Normalisation => "标准化方法",
            Assumption::Findings => "编码差错",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Assumption::Weights => "weights and shares",
            Assumption::Parts => "points of parts",
            Assumption::Delegated => "credit for delegated matters",
            Assumption::Normalisation => "scaling",
            Assumption::Findings => "coding errors",
        }
    }
}

/// How far the credit for a delegated matter is moved up or down.
pub(super) const CREDIT: f64 = 0.2;

/// `whole` units shared out in proportion to `values`: largest remainders first, at least one to
/// each value above 0. Nothing when there is nothing to share by.
pub fn units(values: &[f64], whole: u32) -> Vec<u32> {
    let sum: f64 = values.iter().filter(|v| **v > 0.0).sum();
    if sum <= 0.0 {
        return vec![0; values.len()];
    }
    let exact: Vec<f64> = values.iter().map(|v| v.max(0.0) * f64::from(whole) / sum).collect();
    // 0.28 x 100 / 1 may lie a hair below 28.
    let floor = |x: f64| (x + 1e-9).floor() as u32;
    let mut out: Vec<u32> = exact.iter().map(|x| if *x > 0.0 { floor(*x).max(1) } else { 0 }).collect();
    // Of several equal ones the first is taken.
    let first_most = |score: &dyn Fn(usize) -> f64| {
        (0..exact.len()).filter(|i| exact[*i] > 0.0).reduce(|a, b| if score(b) > score(a) { b } else { a })
    };
    loop {
        let given: u32 = out.iter().sum();
        let (at, up) = match given.cmp(&whole) {
            std::cmp::Ordering::Less => (first_most(&|i| exact[i] - f64::from(out[i])), true),
            std::cmp::Ordering::Greater => (first_most(&|i| f64::from(out[i])), false),
            std::cmp::Ordering::Equal => return out,
        };
        match at {
            Some(i) if up => out[i] += 1,
            // With fewer units than values each keeps its one.
            Some(i) if out[i] > 1 => out[i] -= 1,
            _ => return out,
        }
    }
}

/// One draw of the Dirichlet distribution whose parameters are the units: its mean is their
/// proportions. By the spacings of sorted uniform integers below 2^53, so that every machine and
/// language finds the same numbers. Draws nothing when less than two values have units.
pub fn dirichlet(units: &[u32], draw: &mut SplitMix) -> Vec<f64> {
    const ONE: u64 = 1 << 53;
    let whole: u32 = units.iter().sum();
    if units.iter().filter(|u| **u > 0).count() < 2 {
        return units.iter().map(|u| if *u > 0 { 1.0 } else { 0.0 }).collect();
    }
    let mut cuts: Vec<u64> = (1..whole).map(|_| draw.bits53()).collect();
    cuts.sort_unstable();
    cuts.push(ONE);
    let (mut done, mut before) = (0usize, 0u64);
    let share = |u: &u32| {
        if *u == 0 {
            return 0.0;
        }
        done += *u as usize;
        let cut = cuts[done - 1];
        let width = cut - before;
        before = cut;
        width as f64 / ONE as f64
    };
    units.iter().map(share).collect()
}

/// The units that each draw shares out: those of the given numbers never change.
pub(super) struct Plan<'r> {
    rubric: &'r Rubric,
    weights: Vec<u32>,
    /// By dimension.
    shares: Vec<Vec<u32>>,
    /// By dimension and indicator; empty where there is one part or none.
    points: Vec<Vec<Vec<u32>>>,
}

/// One draw: a rubric, and whether dimensions are min-max scaled.
pub(super) struct Drawn {
    pub rubric: Rubric,
    pub min_max: bool,
}

impl<'r> Plan<'r> {
    pub fn new(rubric: &'r Rubric, whole: u32) -> Self {
        let weights: Vec<f64> = rubric.dimensions.iter().map(|d| d.weight).collect();
        let shares = rubric.dimensions.iter().map(|d| {
            let shares: Vec<f64> = d.indicators.iter().map(|i| i.share).collect();
            units(&shares, whole)
        });
        let points = rubric.dimensions.iter().map(|d| {
            let of = |kind: &Kind| match kind {
                Kind::Parts(parts) if parts.len() > 1 => {
                    units(&parts.iter().map(Part::points).collect::<Vec<_>>(), whole)
                }
                _ => Vec::new(),
            };
            d.indicators.iter().map(|i| of(&i.kind)).collect()
        });
        Self { rubric, weights: units(&weights, whole), shares: shares.collect(), points: points.collect() }
    }

    /// Draws in this order: weights; shares by dimension; points by dimension and indicator;
    /// credit; normalisation. What is not varied draws nothing.
    pub fn draw(&self, vary: &[Assumption], draw: &mut SplitMix) -> Drawn {
        let mut rubric = self.rubric.clone();
        if vary.contains(&Assumption::Weights) {
            let weights = dirichlet(&self.weights, draw);
            rubric.dimensions.iter_mut().zip(weights).for_each(|(d, w)| d.weight = w);
            for (d, units) in rubric.dimensions.iter_mut().zip(&self.shares) {
                let shares = dirichlet(units, draw);
                d.indicators.iter_mut().zip(shares).for_each(|(i, s)| i.share = s);
            }
        }
        if vary.contains(&Assumption::Parts) {
            for (d, units) in rubric.dimensions.iter_mut().zip(&self.points) {
                let some = d.indicators.iter_mut().zip(units).filter(|(_, u)| !u.is_empty());
                some.for_each(|(i, units)| weigh_parts(&mut i.kind, &dirichlet(units, draw)));
            }
        }
        if vary.contains(&Assumption::Delegated) {
            let moved = rubric.delegated + (2.0 * draw.unit() - 1.0) * CREDIT;
            rubric.delegated = moved.clamp(0.0, 1.0);
        }
        let min_max = vary.contains(&Assumption::Normalisation) && draw.unit() < 0.5;
        Drawn { rubric, min_max }
    }
}

/// Gives each part its share of all points; what a special case gives keeps its proportion.
fn weigh_parts(kind: &mut Kind, shares: &[f64]) {
    let Kind::Parts(parts) = kind else { return };
    let all: f64 = parts.iter().map(Part::points).sum();
    for (part, share) in parts.iter_mut().zip(shares) {
        let (old, new) = (part.points(), share * all);
        if old <= 0.0 {
            continue;
        }
        match part {
            Part::Provision(p) => {
                p.points = new;
                p.cases.iter_mut().for_each(|c| c.points *= new / old);
            }
            Part::Kind(k) => {
                k.points.values_mut().for_each(|v| *v *= new / old);
                (k.draft, k.lapsed) = (k.draft * new / old, k.lapsed * new / old);
            }
        }
    }
}
