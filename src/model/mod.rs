//! The types that flow through the house. No I/O, no knowledge of any other room.

mod analysis;
mod canonical;
mod clause;
mod common;
mod finding;
mod fold;
mod instrument;
mod node;
mod numeral;
mod random;
mod raw;
mod span;

pub use analysis::{
    Analysis, DiagnosticRecord, DimensionValue, DocumentRecord, FileHash, IndicatorValue, InstrumentRecord,
    PartValue, RegionValue, Request, RuleSetId, Standing, Status, Supplied,
};
pub use canonical::{Canonical, Cell, Cut, CutReason, EditKind, EditMap, Piece};
pub use clause::{Clause, ClauseKind, Heading};
pub use common::{Census, is_common, is_han, is_strange};
pub use finding::{Certificate, Evidence, Finding, NearMiss, Slots, State};
pub use fold::{Folded, bare_word, fold, fold_char, is_dropped};
pub use instrument::{
    Condition, Date, Document, Facts, Instrument, InstrumentKind, Level, ReadState, Region, Source, Validity,
};
pub use node::{Node, NodeKind};
pub use numeral::{format_chinese, parse_chinese};
pub use random::SplitMix;
pub use raw::{Doubt, Format, PageStart, RawText};
pub use span::{Span, TextIndex};
