//! 指标: findings -> indicators -> dimensions -> composite index, by the rubric in
//! `rules/indicators`. Every number keeps what made it (law 5), and what was not determined says
//! so all the way up (law 6).

mod draw;
mod fill;
mod join;
mod load;
mod read;
mod region;
mod robust;
mod rubric;
mod saved;
mod status;
mod supplied;
mod total;
mod whatif;

pub use draw::{Assumption, dirichlet, units};
pub use region::{fill_instrument, fill_regions};
pub use robust::{
    LeftOut, Leverage, RankInterval, Robustness, RuleOut, Setting, rank_intervals, ranks, robustness,
};
pub use rubric::{
    Case, Dimension, Drafts, Indicator, Kind, KindPart, Part, ProvisionPart, Rubric, Scaling, Shift, Test,
};
pub use saved::{entries, options, refill};
pub use status::statuses;
pub use supplied::read_supplied;
pub use whatif::{Asked, whatif};

use crate::model::{Facts, Finding, Supplied};

/// An instrument with its findings, as the table needs it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub facts: &'a Facts,
    /// One finding per provision, in any order; a provision without one is undetermined.
    pub findings: &'a [Finding],
}

/// Choices of the person who asks for the table.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A city's row takes its province's texts too.
    pub inherit_province: bool,
    pub supplied: Vec<Supplied>,
}

#[cfg(test)]
mod tests;
