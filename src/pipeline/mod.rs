//! The only room that names every stage: runs each alone or all.

mod analyse;
mod clauses;
pub mod coverage;
pub mod examples;
mod explain;
mod leave_out;
mod read;
mod recode;
mod replay;
mod rulebook;

pub use analyse::{Outcome, RunOptions, analyse};
pub use clauses::clause_docs;
pub use explain::{explain, overview};
pub use leave_out::{LeftOut, leave_one_out};
pub use read::{ReadOptions, Reading, read_all, read_each, read_one};
pub use recode::{
    CODED, Cause, FindingDifference, Recoded, RegionDifference, ValueDifference, differences, recode,
};
pub use replay::{Change, ChangeOf, changes};
pub use rulebook::{Rulebook, load_rulebook};
