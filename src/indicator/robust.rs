//! How far the ranking rests on its assumptions: rank intervals over drawn rubrics, ranks without
//! each indicator, and the single findings that would move a region most.

use super::draw::{Assumption, Plan};
use super::fill::Candidate;
use super::region::{Gathered, gather};
use super::rubric::Rubric;
use super::saved::{entries, options};
use super::status::statuses;
use super::total::composite;
use super::whatif::{alternatives, asked_of, provisions};
use crate::model::{Analysis, Finding, Level, RegionValue, SplitMix, State};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Choices of a stress test.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    pub rounds: usize,
    pub seed: u64,
    /// Units that weights are dealt out in: the more, the closer draws keep to the given ones.
    pub units: u32,
    /// How often a finding is taken for wrong, 0-1.
    pub error: f64,
    pub vary: Vec<Assumption>,
    /// Only regions of this level; else all but the national one, which is a baseline.
    pub level: Option<Level>,
    /// Rank by this dimension (id); by the composite index when not given.
    pub dimension: Option<String>,
    /// Changes listed for each region.
    pub most: usize,
}

/// Where a region may stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankInterval {
    pub region: String,
    /// With the given numbers.
    pub score: Option<f64>,
    /// 1 is the highest; equal scores share a rank. `None` when undetermined.
    pub rank: Option<usize>,
    pub median: Option<usize>,
    /// 95% of the rounds lie between the two.
    pub low: Option<usize>,
    pub high: Option<usize>,
    /// Share of the rounds in which it came first, 0-1.
    pub first: f64,
}

/// Ranks without one indicator, less the ranks with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOut {
    pub indicator: String,
    pub name: String,
    /// By region, in their order; `None` when it has no rank.
    pub shifts: Vec<Option<i64>>,
}

/// Ranks were one way of writing not known to the rules.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleOut {
    /// Rule and alternative, e.g. `exit.delete_data/delete-after-exit`.
    pub rule: String,
    /// Findings that no other evidence holds up: they would be absent.
    pub findings: usize,
    /// By region, in their order: rank without it less the given one.
    pub shifts: Vec<Option<i64>>,
}

/// What one other finding would do to a region.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leverage {
    pub region: String,
    /// The text that decided so far; the strongest where none lays it down.
    pub instrument: String,
    pub provision: String,
    pub from: State,
    pub to: State,
    pub score: f64,
    /// New score less the given one.
    pub gain: f64,
    pub rank: usize,
    /// New rank less the given one; below 0 is better.
    pub shift: i64,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Robustness {
    pub regions: Vec<RankInterval>,
    /// Mean width of the rank intervals (high - low) when this assumption alone is varied.
    pub alone: Vec<(Assumption, f64)>,
    pub left_out: Vec<LeftOut>,
    /// Those that move a rank, what moves most first.
    pub rules_out: Vec<RuleOut>,
    /// For each region in their order, what moves it most first.
    pub leverage: Vec<Leverage>,
}

/// A finding, and what it is when it is wrong.
type Pair<'a> = (&'a Finding, Finding);

/// The regions compared, ready to be filled by any rubric.
struct Field<'a> {
    setting: &'a Setting,
    rows: Vec<Gathered<'a>>,
    supplied: &'a [crate::model::Supplied],
    /// All findings in the order of the analysis, with what each is when it is wrong.
    findings: Vec<Pair<'a>>,
}

/// Puts an analysis to the test. The same seed gives the same result, to the byte.
pub fn robustness(analysis: &Analysis, rubric: &Rubric, setting: &Setting) -> Robustness {
    tested(analysis, rubric, setting, |field, given, scores, places, plan| {
        let alone = setting.vary.iter().map(|a| (*a, mean_width(&field.rounds(plan, &[*a])))).collect();
        Robustness {
            regions: field.intervals(given, scores, places, plan),
            alone,
            left_out: field.left_out(rubric, given, places),
            rules_out: field.rules_out(rubric, places),
            leverage: field.leverage(rubric, scores, places),
        }
    })
}

/// The rank intervals of [`robustness`] alone.
pub fn rank_intervals(analysis: &Analysis, rubric: &Rubric, setting: &Setting) -> Vec<RankInterval> {
    tested(analysis, rubric, setting, |field, given, scores, places, plan| {
        field.intervals(given, scores, places, plan)
    })
}

/// Gathers the regions and fills them by the given rubric.
fn tested<T>(
    analysis: &Analysis,
    rubric: &Rubric,
    setting: &Setting,
    test: impl FnOnce(&Field, &[RegionValue], &[Option<f64>], &[Option<usize>], &Plan) -> T,
) -> T {
    let entries = entries(analysis);
    let statuses = statuses(&entries, analysis.reference);
    let options = options(analysis);
    let mut rows = gather(rubric, &entries, &statuses, &options);
    rows.retain(|g| match (setting.level, g.place.level) {
        (Some(wanted), own) => own == Some(wanted),
        (None, own) => own != Some(Level::National),
    });
    let findings = entries.iter().flat_map(|e| e.findings).map(|f| (f, wrong(f))).collect();
    let field = Field { setting, rows, supplied: &options.supplied, findings };
    let given: Vec<RegionValue> = field.rows.iter().map(|g| g.fill(rubric, field.supplied)).collect();
    let scores = field.scores(&given, false, rubric.scale);
    let places = ranks(&scores);
    test(&field, &given, &scores, &places, &Plan::new(rubric, setting.units))
}

/// The same finding, wrong: there instead of not there, or the other way round. What is
/// undetermined claims nothing and cannot be wrong.
fn wrong(f: &Finding) -> Finding {
    let (state, slots) = match f.state {
        State::Present => (State::Absent, Default::default()),
        State::Undetermined => (State::Undetermined, Default::default()),
        _ => (State::Present, f.slots.clone()),
    };
    Finding { state, slots, ..asked_of(f) }
}

impl Field<'_> {
    fn scores(&self, rows: &[RegionValue], min_max: bool, scale: f64) -> Vec<Option<f64>> {
        let mut rows: Vec<_> = rows.iter().map(|r| r.dimensions.clone()).collect();
        let many = rows.first().map_or(0, Vec::len);
        for d in (0..many).filter(|_| min_max) {
            let values: Vec<f64> = rows.iter().filter_map(|r| r[d].value).collect();
            let min = values.iter().copied().fold(f64::INFINITY, f64::min);
            let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            // All alike: no scale, and no difference either.
            if max - min <= 1e-9 {
                continue;
            }
            let scaled = |v: f64| (v - min) / (max - min) * scale;
            for r in &mut rows {
                let d = &mut r[d];
                (d.value, d.low, d.high) = (d.value.map(scaled), scaled(d.low), scaled(d.high));
            }
        }
        let score = |dimensions: &Vec<crate::model::DimensionValue>| match &self.setting.dimension {
            Some(id) => dimensions.iter().find(|d| d.id == *id).and_then(|d| d.value),
            None => composite(dimensions),
        };
        rows.iter().map(score).collect()
    }

    fn intervals(
        &self,
        given: &[RegionValue],
        scores: &[Option<f64>],
        places: &[Option<usize>],
        plan: &Plan,
    ) -> Vec<RankInterval> {
        let drawn = self.rounds(plan, &self.setting.vary);
        (0..given.len()).map(|i| interval(&given[i].name, scores[i], places[i], &drawn[i])).collect()
    }

    /// Ranks by region and round.
    fn rounds(&self, plan: &Plan, vary: &[Assumption]) -> Vec<Vec<usize>> {
        let mut draw = SplitMix::new(self.setting.seed);
        // Drawn one after the other, filled side by side: the number of threads changes nothing.
        let rounds: Vec<_> = (0..self.setting.rounds)
            .map(|_| {
                let drawn = plan.draw(vary, &mut draw);
                (drawn, self.errors(vary, &mut draw))
            })
            .collect();
        let ranked: Vec<Vec<Option<usize>>> = rounds
            .par_iter()
            .map(|(drawn, errors)| {
                let filled: Vec<RegionValue> =
                    self.rows.iter().map(|g| self.fill(g, &drawn.rubric, errors)).collect();
                ranks(&self.scores(&filled, drawn.min_max, drawn.rubric.scale))
            })
            .collect();
        (0..self.rows.len()).map(|i| ranked.iter().filter_map(|r| r[i]).collect()).collect()
    }

    /// Which findings are wrong this time: one number drawn for each, in their order.
    fn errors(&self, vary: &[Assumption], draw: &mut SplitMix) -> BTreeMap<(&str, &str), &Finding> {
        if !vary.contains(&Assumption::Findings) || self.setting.error <= 0.0 {
            return BTreeMap::new();
        }
        let mut out = BTreeMap::new();
        for (right, wrong) in &self.findings {
            if draw.unit() < self.setting.error {
                out.insert((right.instrument.as_str(), right.provision.as_str()), wrong);
            }
        }
        out
    }

    fn fill(&self, g: &Gathered, rubric: &Rubric, errors: &BTreeMap<(&str, &str), &Finding>) -> RegionValue {
        if errors.is_empty() {
            return g.fill(rubric, self.supplied);
        }
        let mut candidates: Vec<Candidate> = g.candidates.clone();
        for c in &mut candidates {
            for (provision, finding) in &mut c.findings {
                if let Some(wrong) = errors.get(&(c.id, *provision)) {
                    *finding = wrong;
                }
            }
        }
        g.fill_with(rubric, self.supplied, &candidates)
    }

    fn rules_out(&self, rubric: &Rubric, places: &[Option<usize>]) -> Vec<RuleOut> {
        let mut of: BTreeMap<&str, Vec<&Pair>> = BTreeMap::new();
        for pair in self.findings.iter().filter(|(f, _)| f.state == State::Present) {
            let mut rules = pair.0.evidence.iter().map(|e| e.rule.as_str());
            if let Some(only) = rules.next().filter(|r| !r.is_empty() && rules.all(|other| other == *r)) {
                of.entry(only).or_default().push(pair);
            }
        }
        let of: Vec<(&str, Vec<&Pair>)> = of.into_iter().collect();
        let one = |(rule, lost): &(&str, Vec<&Pair>)| {
            let key = |f: &Finding| (f.instrument.clone(), f.provision.clone());
            let keys: Vec<(String, String)> = lost.iter().map(|(f, _)| key(f)).collect();
            let without = keys.iter().zip(lost).map(|((i, p), (_, wrong))| ((i.as_str(), p.as_str()), wrong));
            let errors: BTreeMap<(&str, &str), &Finding> = without.collect();
            let rows: Vec<RegionValue> = self.rows.iter().map(|g| self.fill(g, rubric, &errors)).collect();
            let ranks = ranks(&self.scores(&rows, false, rubric.scale));
            RuleOut { rule: (*rule).to_owned(), findings: lost.len(), shifts: shifts(&ranks, places) }
        };
        let moved = |r: &RuleOut| r.shifts.iter().flatten().map(|s| s.abs()).sum::<i64>();
        let mut out: Vec<RuleOut> = of.par_iter().map(one).collect();
        out.retain(|r| moved(r) > 0);
        // Stable: equal ones stay in the order of their names.
        out.sort_by_key(|r| -moved(r));
        out
    }

    fn left_out(&self, rubric: &Rubric, given: &[RegionValue], places: &[Option<usize>]) -> Vec<LeftOut> {
        // What nobody supplied cannot be taken away.
        let there = |id: &str| {
            given
                .iter()
                .flat_map(|r| &r.indicators)
                .any(|i| i.id == id && (i.value.is_some() || !i.is_supplied))
        };
        let all = rubric.indicators().filter(|(_, i)| i.share > 0.0 && there(&i.id));
        all.map(|(_, i)| {
            let without = without(rubric, &i.id);
            let rows: Vec<RegionValue> = self.rows.iter().map(|g| g.fill(&without, self.supplied)).collect();
            let ranks = ranks(&self.scores(&rows, false, rubric.scale));
            LeftOut { indicator: i.id.clone(), name: i.name.clone(), shifts: shifts(&ranks, places) }
        })
        .collect()
    }

    fn leverage(&self, rubric: &Rubric, scores: &[Option<f64>], places: &[Option<usize>]) -> Vec<Leverage> {
        let provisions = provisions(rubric);
        let of_region = |i: usize| -> Vec<Leverage> {
            let (Some(score), Some(rank)) = (scores[i], places[i]) else { return Vec::new() };
            let g = &self.rows[i];
            let mut found: Vec<Leverage> = Vec::new();
            for provision in &provisions {
                for (to, candidates) in alternatives(g, provision) {
                    let row = g.fill_with(rubric, self.supplied, &candidates.view());
                    let Some(new) = self.scores(&[row], false, rubric.scale)[0] else { continue };
                    let above = scores
                        .iter()
                        .enumerate()
                        .filter(|(k, s)| *k != i && s.is_some_and(|s| s > new + 1e-9));
                    let now = above.count() + 1;
                    found.push(Leverage {
                        region: g.place.shown(),
                        instrument: candidates.instrument.clone(),
                        provision: provision.clone(),
                        from: candidates.from,
                        to,
                        score: new,
                        gain: super::fill::round(new - score),
                        rank: now,
                        shift: now as i64 - rank as i64,
                    });
                }
            }
            found.retain(|l| l.gain != 0.0);
            // Stable: equal ones stay in the order of the rubric.
            found.sort_by(|a, b| {
                (b.shift.abs().cmp(&a.shift.abs())).then(b.gain.abs().total_cmp(&a.gain.abs()))
            });
            found.truncate(self.setting.most);
            found
        };
        (0..self.rows.len()).into_par_iter().flat_map_iter(of_region).collect()
    }
}

/// The rubric without an indicator: the others of its dimension count for more, and a dimension
/// that has no other loses its weight.
fn without(rubric: &Rubric, id: &str) -> Rubric {
    let mut out = rubric.clone();
    for d in &mut out.dimensions {
        d.indicators.iter_mut().filter(|i| i.id == id).for_each(|i| i.share = 0.0);
        if d.indicators.iter().all(|i| i.share <= 0.0) {
            d.weight = 0.0;
        }
    }
    out
}

/// Ranks from 1, the highest score first; equal scores share one. `None` has none.
pub fn ranks(scores: &[Option<f64>]) -> Vec<Option<usize>> {
    let rank = |own: f64| 1 + scores.iter().flatten().filter(|s| **s > own + 1e-9).count();
    scores.iter().map(|s| s.map(rank)).collect()
}

fn shifts(now: &[Option<usize>], given: &[Option<usize>]) -> Vec<Option<i64>> {
    now.iter().zip(given).map(|(new, old)| Some((*new)? as i64 - (*old)? as i64)).collect()
}

fn interval(region: &str, score: Option<f64>, rank: Option<usize>, rounds: &[usize]) -> RankInterval {
    let mut sorted = rounds.to_vec();
    sorted.sort_unstable();
    let last = sorted.len().checked_sub(1);
    let at = |i: fn(usize) -> usize| last.map(|l| sorted[i(l)]);
    let first = sorted.iter().filter(|r| **r == 1).count();
    RankInterval {
        region: region.into(),
        score,
        rank,
        median: at(|l| l / 2),
        low: at(|l| l * 25 / 1000),
        high: at(|l| (l * 975).div_ceil(1000)),
        first: if sorted.is_empty() { 0.0 } else { first as f64 / sorted.len() as f64 },
    }
}

fn mean_width(drawn: &[Vec<usize>]) -> f64 {
    let intervals = drawn.iter().map(|r| interval("", None, None, r));
    let widths: Vec<f64> = intervals.filter_map(|i| Some((i.high? - i.low?) as f64)).collect();
    if widths.is_empty() { 0.0 } else { widths.iter().sum::<f64>() / widths.len() as f64 }
}
