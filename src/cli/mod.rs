//! Argument adapter: the only printing and exit codes.

mod rules;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// 条款: reads Chinese policy texts and tells, clause by clause, what they lay down.
#[derive(Debug, Parser)]
#[command(name = "tiaokuan", version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check, list and test the rules (规则)
    #[command(subcommand)]
    Rules(rules::RulesCommand),
}

/// Entry of the binary: 0 all done, 1 something could not be read or did not hold, 2 wrong use.
pub fn main() -> ExitCode {
    match Args::parse().command {
        Command::Rules(command) => rules::run(&command),
    }
}
