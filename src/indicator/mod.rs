//! 指标: findings -> indicators -> dimensions -> composite index, by the rubric in
//! `rules/indicators`. Every number keeps what made it (law 5), and what was not determined says
//! so all the way up (law 6).

mod fill;
mod join;
mod load;
mod read;
mod region;
mod rubric;
mod status;
mod supplied;
mod total;

pub use region::{fill_instrument, fill_regions};
pub use rubric::{
    Case, Dimension, Drafts, Indicator, Kind, KindPart, Part, ProvisionPart, Rubric, Scaling, Shift, Test,
};
pub use status::statuses;
pub use supplied::read_supplied;

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
