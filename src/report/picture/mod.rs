//! Pictures: pure functions of an analysis to SVG, in the report and as files of their own. Every
//! one is told by shape, letter or lightness beside colour, so that grey print and the colour-blind
//! lose nothing; nothing is laid out at random.

mod coverage;
mod profile;
mod ranks;
mod raster;
mod svg;
mod tiles;
mod timeline;

use super::{Input, Lang, Provision};
use crate::compare::{Adoption, Matrix, adoption, matrix};
use crate::indicator::{Assumption, RankInterval, Rubric, Setting, rank_intervals};
use crate::model::Analysis;

pub(super) use raster::write;

/// What pictures are drawn from, computed once.
pub(super) struct Scene<'a> {
    pub analysis: &'a Analysis,
    pub provisions: &'a [Provision],
    matrix: Matrix,
    adoption: Vec<Adoption>,
    ranks: Vec<RankInterval>,
}

/// Rounds and seed of the rank intervals, told in their picture.
const ROUNDS: usize = 400;
const SEED: u64 = 1;
/// The error rate between the codebook's two readers.
const ERROR: f64 = 0.024;
/// More regions than this are ranked by a table, not by a picture.
const MOST_RANKED: usize = 120;
/// Nor are intervals drawn from more findings: each round fills them all anew. `robustness` does.
const MOST_FINDINGS: usize = 20_000;

impl<'a> Scene<'a> {
    pub fn new(input: &Input<'a>) -> Self {
        let ids: Vec<String> = input.provisions.iter().map(|p| p.id.clone()).collect();
        let analysis = input.analysis;
        Self {
            analysis,
            provisions: input.provisions,
            matrix: matrix(analysis, &ids),
            adoption: adoption(analysis, &ids),
            ranks: intervals(analysis),
        }
    }
}

fn intervals(analysis: &Analysis) -> Vec<RankInterval> {
    let many = analysis.region_values.len();
    let few = many <= MOST_RANKED && analysis.findings.len() <= MOST_FINDINGS;
    let Some(rubric) = Rubric::of(analysis).filter(|_| few) else { return Vec::new() };
    let vary = Assumption::ALL.to_vec();
    let setting = Setting {
        rounds: ROUNDS,
        seed: SEED,
        units: 100,
        error: ERROR,
        vary,
        level: None,
        dimension: None,
        most: 0,
    };
    rank_intervals(analysis, &rubric, &setting)
}

/// A picture with its words.
pub(super) struct Picture {
    pub title: String,
    /// What is seen, for those who cannot see it.
    pub about: String,
    pub svg: String,
}

/// Draws into a canvas whose names begin with the given word; `None` when there is nothing to draw.
pub(super) type Draw = fn(&Scene, Lang, &str) -> Option<Picture>;

/// All pictures, by file name.
pub(super) const PICTURES: &[(&str, Draw)] = &[
    ("coverage", coverage::draw),
    ("profile", profile::draw),
    ("ranks", ranks::draw),
    ("tiles", tiles::draw),
    ("timeline", timeline::draw),
];

/// The letter of a state on an English picture.
fn letter_en(state: crate::model::State) -> &'static str {
    super::words::letter_en(state)
}
