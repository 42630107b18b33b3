//! Texts beside texts: alignment with a baseline, versions of one text, shared passages. Pure
//! functions of units (clauses or sentences); what they stand for is the caller's.

mod align;
mod strength;
mod unit;
mod version;
mod word_diff;

pub use align::{Alignment, Class, Row, align};
pub use strength::{Direction, Signal};
pub use unit::{Scores, Unit, clause_units, sentence_units};
pub use version::{Change, VersionRow, diff};
pub use word_diff::{Piece, PieceKind, word_diff};
