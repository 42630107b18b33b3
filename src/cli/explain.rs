use super::common::{RulesArg, choose, exit_code, print_all, print_readings, read};
use crate::coding;
use crate::model::Finding;
use crate::pipeline::{explain, overview};
use crate::scan::Scanner;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    file: PathBuf,
    /// Provision id such as exit.delete_data, or its Chinese name
    provision: String,
    /// Also tell the names of the patterns (写法编号)
    #[arg(long)]
    ids: bool,
    #[command(flatten)]
    rules: RulesArg,
}

pub fn run(args: &ExplainArgs) -> ExitCode {
    let book = match args.rules.load() {
        Ok(book) => book,
        Err(code) => return code,
    };
    let wanted: Vec<&str> = book
        .set
        .rules
        .iter()
        .filter(|r| r.id == args.provision || r.title == args.provision)
        .map(|r| r.id.as_str())
        .collect();
    if wanted.is_empty() {
        eprintln!(
            "error: no provision is called `{}` (没有这一规定要素); `tiaokuan rules list` shows all",
            args.provision
        );
        return ExitCode::from(2);
    }
    let (sources, faults) = choose(std::slice::from_ref(&args.file));
    print_all(&faults);
    let readings = read(&sources);
    let scanner = Scanner::new(&book.set);
    print_readings(&readings, false);
    for reading in &readings {
        let document = &reading.document;
        let coded: Vec<_> =
            document.instruments.iter().map(|i| (i, coding::code(&scanner, document, i))).collect();
        for rule in book.set.rules.iter().filter(|r| wanted.contains(&r.id.as_str())) {
            let of = |f: &[Finding]| f.iter().find(|f| f.provision == rule.id).cloned();
            let found: Vec<_> = coded.iter().filter_map(|(i, f)| Some((*i, of(f)?, f))).collect();
            let states: Vec<_> = found.iter().map(|(i, f, _)| (*i, f.state)).collect();
            let overview = overview(rule, &states);
            if !overview.is_empty() {
                println!("{overview}");
            }
            for (instrument, finding, others) in &found {
                println!("{}", explain(&book.set, document, instrument, finding, others, args.ids));
            }
        }
    }
    exit_code(&readings, &faults)
}
