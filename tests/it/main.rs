//! One integration binary; a module per subject.

mod analysis;
mod any_bytes;
mod bad_input;
mod canon;
mod command;
mod common;
mod compare;
mod corpus;
mod damaged;
mod expected;
mod fetch;
mod formats;
mod gold;
mod index;
mod laws;
mod policies;
mod replay;
mod report;
mod reuse;
mod scan;
mod structure;

use std::path::PathBuf;

/// The folder of real texts beside the project; `None`, with a word on stderr, when it is missing.
fn shared() -> Option<PathBuf> {
    let here = env!("CARGO_MANIFEST_DIR");
    let found =
        ["../shared", "../../shared"].map(|up| PathBuf::from(here).join(up)).into_iter().find(|p| p.is_dir());
    if found.is_none() {
        eprintln!("skipped: ../shared is missing");
    }
    found
}
