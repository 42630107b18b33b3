//! Catalogue, divisions, local store: where sources come from.

mod divisions;
mod sources;

pub use divisions::Divisions;
pub use sources::{Bytes, SourceFile, find, sample, store_dir};
