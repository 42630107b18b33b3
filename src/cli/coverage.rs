use super::common::print_all;
use super::evaluate::open_gold;
use crate::pipeline::coverage::{Caught, Coverage, Judged, coverage};
use crate::rules::MutantKind;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct CoverageArgs {
    /// Rule folder; the built-in rules when not given (规则目录)
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Gold codings that may notice a mutant, beside the rules' own examples (标准编码)
    #[arg(long)]
    gold: Vec<PathBuf>,
    /// Where the sources of each gold lie, in the same order
    #[arg(long)]
    sources: Vec<PathBuf>,
    /// List what no test would miss, and the words that nothing makes fire
    #[arg(long)]
    list: bool,
    /// Exit with 1 when a smaller share of the mutants is caught (0 to 1)
    #[arg(long, value_name = "SHARE")]
    least: Option<f64>,
    /// Only rules whose id holds this
    filter: Option<String>,
}

pub fn run(args: &CoverageArgs) -> ExitCode {
    if args.gold.len() != args.sources.len() {
        eprintln!("error: give one --sources for each --gold (每个 --gold 需要一个 --sources)");
        return ExitCode::from(2);
    }
    let mut judged = Vec::new();
    for (gold, sources) in args.gold.iter().zip(&args.sources) {
        match open_gold(gold, sources) {
            Ok((gold, readings, _)) => judged.push(Judged { gold, readings }),
            Err(code) => return code,
        }
    }
    let sources = match super::rules::sources(args.rules.as_ref()) {
        Ok(sources) => sources,
        Err(code) => return code,
    };
    let all = match coverage(&sources, args.filter.as_deref().unwrap_or(""), &judged) {
        Ok(all) => all,
        Err(faults) => {
            print_all(&faults);
            return ExitCode::from(1);
        }
    };
    let share = table(&all);
    if args.list {
        all.iter().for_each(missed);
    }
    ExitCode::from(u8::from(args.least.is_some_and(|least| share < least)))
}

fn caught(c: &Coverage, by: Caught) -> usize {
    c.mutants.iter().filter(|m| m.1 == by).count()
}

/// Prints a line a rule and a line a kind; the share of mutants caught.
fn table(all: &[Coverage]) -> f64 {
    println!(
        "{:30} {:>8} {:>7} {:>11} {:>7} {:>6} {:>6}",
        "rule", "examples", "mutants", "by examples", "by gold", "missed", "silent"
    );
    for c in all {
        println!(
            "{:30} {:8} {:7} {:11} {:7} {:6} {:6}",
            c.rule,
            c.examples,
            c.mutants.len(),
            caught(c, Caught::Example),
            caught(c, Caught::Gold),
            caught(c, Caught::Nobody),
            c.silent.len()
        );
    }
    let mutants = || all.iter().flat_map(|c| &c.mutants);
    for kind in MutantKind::ALL {
        let own = mutants().filter(|m| m.0.kind == kind);
        let missed = own.clone().filter(|m| m.1 == Caught::Nobody).count();
        println!("  {}: {} mutants, {missed} missed", kind.name(), own.count());
    }
    let (n, missed) = (mutants().count(), mutants().filter(|m| m.1 == Caught::Nobody).count());
    let share = if n == 0 { 1.0 } else { (n - missed) as f64 / n as f64 };
    println!("{n} mutants, {} caught: {:.1}% (变异体捕获率)", n - missed, share * 100.0);
    share
}

fn missed(c: &Coverage) {
    for (m, _) in c.mutants.iter().filter(|m| m.1 == Caught::Nobody) {
        println!("missed  {}/{}  {}  {}", c.rule, m.pattern, m.kind.name(), m.what);
    }
    for a in &c.silent {
        println!("silent  {}/{}  {}", c.rule, a.pattern, a.what);
    }
}
