//! Catalogue, divisions, local store with its lock file: where sources come from, and which
//! document of the catalogue each of them is.

mod catalogue;
mod divisions;
pub mod fetch;
mod lock;
mod published;
mod recognise;
mod sources;
mod title;
mod verify;

pub use catalogue::{Catalogue, Entry};
pub use divisions::Divisions;
pub use lock::{Fetched, Held, HeldInstrument, Laid, Lock};
pub use published::{Published, TIERS, Tier};
pub use recognise::{Verdict, recognise};
pub use sources::{Bytes, SourceFile, find, sample, store_dir};
pub use verify::{Anchor, anchor, intact, sha256};
