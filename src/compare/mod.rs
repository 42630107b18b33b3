//! Texts beside texts: alignment with a baseline, versions of one text, shared passages; and the
//! findings of a whole analysis across regions: coverage, adoption, one provision side by side.
//! Pure functions; what units stand for is the caller's.

mod adoption;
mod align;
mod matrix;
pub mod reuse;
mod side;
mod strength;
mod tau;
mod texts;
mod unit;
mod version;
mod word_diff;

pub use adoption::{Adopter, Adoption, adoption};
pub use align::{Alignment, Class, Row, align};
pub use matrix::{By, Cell, Count, Group, Matrix, MatrixRow, by_year, level, level_en, matrix};
pub use side::{ClauseWords, SideRow, named, side_by_side};
pub use strength::{Direction, Signal};
pub use tau::{LEAST_ORDERS, Tau, agreement, distinguishable, tau_b};
pub use texts::{Text, place, texts};
pub use unit::{Scores, Unit, clause_units, sentence_units};
pub use version::{Change, VersionRow, diff};
pub use word_diff::{Piece, PieceKind, word_diff};
