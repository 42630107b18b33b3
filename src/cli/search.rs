use crate::diag::Diagnostic;
use crate::rules::RuleSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct SearchArgs {
    query: Vec<String>,
    /// Folder of the clause index (索引目录)
    #[arg(long, default_value = "index", value_name = "DIR")]
    index: PathBuf,
    #[arg(long)]
    json: bool,
}

pub fn run(_args: &SearchArgs) -> ExitCode {
    ExitCode::from(2)
}

pub fn build_options(_set: &RuleSet) -> crate::index::BuildOptions {
    crate::index::BuildOptions::default()
}

pub fn diagnostic(e: &crate::index::IndexError, dir: &Path) -> Diagnostic {
    Diagnostic::new(e.code(), crate::diag::Place::file(dir.to_string_lossy()), e.to_string())
}
