//! What several subjects need.

use std::path::PathBuf;
use std::sync::LazyLock;
use tiaokuan::corpus::{self, Divisions, SourceFile};
use tiaokuan::model::Date;
use tiaokuan::pipeline::{
    Outcome, ReadOptions, Reading, Rulebook, RunOptions, analyse, load_rulebook, read_all,
};
use tiaokuan::rules::embedded;

pub static BOOK: LazyLock<Rulebook> = LazyLock::new(|| load_rulebook(&embedded()).expect("the rules load"));

pub fn read(sources: &[SourceFile]) -> Vec<Reading> {
    read_all(sources, &Divisions::default(), &ReadOptions::default(), &|_| {})
}

pub fn run_options() -> RunOptions {
    RunOptions { reference: Date { year: 2026, month: 6, day: 30 }, indicators: Default::default() }
}

pub fn run(sources: &[SourceFile]) -> Outcome {
    analyse(&BOOK, read(sources), Vec::new(), &run_options())
}

/// The sample corpus, read and coded once for all tests.
pub static SAMPLE: LazyLock<Outcome> = LazyLock::new(|| run(&corpus::sample()));

/// The policies of ../shared, read and coded once; `None` when they are missing.
pub static POLICIES: LazyLock<Option<Outcome>> = LazyLock::new(|| Some(run(&policies()?)));

/// The policy files of ../shared.
pub fn policies() -> Option<Vec<SourceFile>> {
    let (sources, faults) = corpus::find(&[crate::shared()?.join("corpus/policies")]);
    assert!(faults.is_empty(), "{faults:?}");
    Some(sources)
}

pub fn sample_gold() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/sample/gold")
}
