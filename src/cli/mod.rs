//! Argument adapter: the only printing and exit codes.

mod align;
mod code;
mod common;
mod compare;
mod corpus;
mod coverage;
mod diff;
mod docs;
mod evaluate;
mod explain;
mod export;
mod fetch;
mod profile;
mod replay;
mod reuse;
mod robustness;
mod rules;
mod run;
mod saved;
mod search;
mod sheets;
mod show;
mod whatif;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// 条款: reads Chinese policy texts and tells, clause by clause, what they lay down.
#[derive(Debug, Parser)]
#[command(name = "tiaokuan", version, max_term_width = 100)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The main job: read, code, fill the indicators, index, report (读取、编码、指标、索引、报告)
    Run(run::RunArgs),
    /// Code the provisions; findings as JSON lines (编码)
    Code(code::CodeArgs),
    /// The structure of a file: 编 章 节 条 款 项 目 (结构)
    Show(show::ShowArgs),
    /// Why a provision has its state in a file (说明编码理由)
    Explain(explain::ExplainArgs),
    /// Search the clauses of the index (检索条款)
    Search(search::SearchArgs),
    /// Every clause beside a baseline: verbatim, adapted, strengthened, weakened, omitted, added (与基准文本对照)
    Align(align::AlignArgs),
    /// What changed from one version to the next, sentence by sentence (版本比较)
    Diff(diff::DiffArgs),
    /// Passages that texts share: who held them first, who borrowed, what is each text's own (文本沿用)
    Reuse(reuse::ReuseArgs),
    /// Regions beside each other: coverage, adoption, indicators, clauses (地区比较)
    Compare(compare::CompareArgs),
    /// How far the ranking rests on weights, points, scaling and single findings (稳健性)
    Robustness(robustness::RobustnessArgs),
    /// A region's values were some of its findings others (假设分析)
    Whatif(whatif::WhatifArgs),
    /// Write the files of a saved analysis anew: workbook, tables, pictures (导出)
    Export(export::ExportArgs),
    /// Check, list and test the rules (规则)
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    /// Compute a saved analysis anew and name what changed (复算比对)
    Replay(replay::ReplayArgs),
    /// The corpus: what is held, taking files in, checking (语料库)
    #[command(subcommand)]
    Corpus(corpus::CorpusCommand),
    /// Score a coding against a gold coding (评测)
    Evaluate(evaluate::EvaluateArgs),
    /// Write the generated pages of docs/, or check that they are fresh (生成文档)
    Docs(docs::DocsArgs),
    /// Read one source from stdin; used by the program itself
    #[command(hide = true)]
    ReadOne { name: String },
}

/// `-数据` leaves a word out of a search and is no option: the full-width sign means the same.
fn excluded(arg: std::ffi::OsString) -> std::ffi::OsString {
    match arg.to_str().and_then(|a| a.strip_prefix('-')) {
        Some(word) if word.starts_with(|c: char| !c.is_ascii()) => format!("－{word}").into(),
        _ => arg,
    }
}

/// Entry of the binary: 0 all done, 1 something could not be read or did not hold, 2 nothing
/// could be done or wrong use.
pub fn main() -> ExitCode {
    match Args::parse_from(std::env::args_os().map(excluded)).command {
        Command::Run(args) => run::run(&args),
        Command::Code(args) => code::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Align(args) => align::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Reuse(args) => reuse::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Robustness(args) => robustness::run(&args),
        Command::Whatif(args) => whatif::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Rules(command) => rules::run(&command),
        Command::Replay(args) => replay::run(&args),
        Command::Corpus(command) => corpus::run(&command),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Docs(args) => docs::run(&args),
        Command::ReadOne { name } => crate::ingest::isolated::serve_stdin(&name),
    }
}
