//! Coder agreement: a coding scored against a gold coding, with the definitions of the shared
//! scorer (presence, states, passage, span, label, slots, loose quotes).

mod anchor;
mod bootstrap;
mod coding;
mod gold;
mod numbers;
mod score;

pub use anchor::{fold_quote, same_title};
pub use bootstrap::{Interval, intervals};
pub use coding::read_coding;
pub use gold::{Gold, GoldDocument, GoldError, GoldRow, Quote};
pub use score::{Coded, Counts, Difference, Measures, PairScore, measures, score};
