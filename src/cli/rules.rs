use crate::diag::{Diagnostic, Severity, render};
use crate::pipeline::examples;
use crate::rules::{RuleSet, RuleSource, embedded, from_dir, idle_patterns, load};
use clap::Subcommand;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Load every rule file and report all faults of all files
    Check {
        /// Rule folder; the built-in rules when not given (规则目录)
        #[arg(long)]
        rules: Option<PathBuf>,
    },
    /// List the rules with their patterns
    List {
        #[arg(long)]
        rules: Option<PathBuf>,
    },
    /// Run each rule's own examples
    Test {
        #[arg(long)]
        rules: Option<PathBuf>,
        /// Only rules whose id holds this
        filter: Option<String>,
    },
    /// Take each part of each rule away in turn and tell which no test would miss (变异覆盖)
    Coverage(super::coverage::CoverageArgs),
    /// Time and work of each pattern over some files, the costliest first (规则开销)
    Profile(super::profile::ProfileArgs),
}

/// The rule files of a folder, or the built-in ones.
pub fn sources(dir: Option<&PathBuf>) -> Result<Vec<RuleSource>, ExitCode> {
    match dir {
        None => Ok(embedded()),
        Some(dir) => from_dir(dir).map_err(|e| {
            eprintln!("error: the rule folder {} cannot be read: {e}", dir.display());
            ExitCode::from(2)
        }),
    }
}

/// Loads the rules; prints every fault.
pub fn load_rules(dir: Option<&PathBuf>) -> Result<RuleSet, ExitCode> {
    let sources = sources(dir)?;
    let faults = match load(&sources) {
        Ok((set, warnings)) => {
            print_all(&warnings);
            print_all(&idle_patterns(&sources, &set));
            return Ok(set);
        }
        Err(faults) => faults,
    };
    print_all(&faults);
    eprintln!("{} faults", faults.len());
    Err(ExitCode::from(1))
}

fn print_all(diagnostics: &[Diagnostic]) {
    diagnostics.iter().for_each(|d| eprint!("{}", render(d)));
}

/// Runs a `rules` command.
pub fn run(command: &RulesCommand) -> ExitCode {
    let rules = match command {
        RulesCommand::Check { rules } | RulesCommand::List { rules } | RulesCommand::Test { rules, .. } => {
            rules
        }
        RulesCommand::Coverage(args) => return super::coverage::run(args),
        RulesCommand::Profile(args) => return super::profile::run(args),
    };
    let set = match load_rules(rules.as_ref()) {
        Ok(set) => set,
        Err(code) => return code,
    };
    match command {
        RulesCommand::Check { .. } => {
            let id = &set.id;
            println!(
                "{} rules, {} patterns, {} terms: no fault ({})",
                id.rules,
                id.patterns,
                id.terms,
                &id.sha256[..12]
            );
            ExitCode::SUCCESS
        }
        RulesCommand::List { .. } => {
            for rule in &set.rules {
                println!("{}  {}  {} patterns", rule.id, rule.title, rule.patterns.len());
            }
            ExitCode::SUCCESS
        }
        RulesCommand::Test { filter, .. } => test(&set, filter.as_deref().unwrap_or("")),
        RulesCommand::Coverage(_) | RulesCommand::Profile(_) => ExitCode::SUCCESS,
    }
}

fn test(set: &RuleSet, filter: &str) -> ExitCode {
    let report = examples::run(set);
    let faults: Vec<_> = report.faults.iter().filter(|d| d.message.contains(filter)).cloned().collect();
    print_all(&faults);
    println!("{} examples, {} did not come out", report.run, faults.len());
    if faults.iter().any(|d| d.severity == Severity::Error) { ExitCode::from(1) } else { ExitCode::SUCCESS }
}
