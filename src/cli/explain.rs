use super::common::{RulesArg, choose, exit_code, print_all, read};
use crate::coding;
use crate::pipeline::explain;
use crate::scan::Scanner;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    file: PathBuf,
    /// Provision id such as exit.delete_data, or its Chinese name
    provision: String,
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
    for reading in &readings {
        print_all(&reading.diagnostics);
        for instrument in &reading.document.instruments {
            let findings = coding::code(&scanner, &reading.document, instrument);
            for f in findings.iter().filter(|f| wanted.contains(&f.provision.as_str())) {
                println!("{}", explain(&book.set, &reading.document, instrument, f));
            }
        }
    }
    exit_code(&readings, &faults)
}
