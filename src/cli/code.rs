use super::common::{RulesArg, choose, exit_code, print_all, print_readings, read};
use crate::model::Date;
use crate::pipeline::{RunOptions, analyse};
use crate::report;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct CodeArgs {
    /// Files and folders; the corpus store or the sample when none is given
    paths: Vec<PathBuf>,
    /// Show notes, too, not only errors and warnings (显示提示)
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    rules: RulesArg,
}

pub fn run(args: &CodeArgs) -> ExitCode {
    let book = match args.rules.load() {
        Ok(book) => book,
        Err(code) => return code,
    };
    let (sources, faults) = choose(&args.paths);
    print_all(&faults);
    let readings = read(&sources);
    let options = RunOptions { reference: today(), indicators: Default::default() };
    let outcome = analyse(&book, readings, faults.clone(), &options);
    print_readings(&outcome.readings, args.verbose);
    let mut out = std::io::stdout().lock();
    for finding in &outcome.analysis.findings {
        // A reader that closed the pipe has seen enough.
        if report::write_finding(finding, &mut out).is_err() {
            break;
        }
    }
    exit_code(&outcome.readings, &faults)
}

/// The day on which the program runs, where a command needs one and none was given.
pub fn today() -> Date {
    let d = jiff::Zoned::now().date();
    Date::new(d.year() as u16, d.month() as u8, d.day() as u8).unwrap_or(Date {
        year: 2026,
        month: 1,
        day: 1,
    })
}
