//! `export`: the files of a saved analysis, in another place or language.

use super::common::{RulesArg, print_all};
use super::saved;
use crate::diag::Severity;
use crate::report::{EXPORTERS, Exporter, Input, Lang, write_pictures, write_some};
use std::path::PathBuf;
use std::process::ExitCode;

/// Folder of the pictures, and the word that asks for them.
const PICTURES: &str = "pictures";

#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// A saved analysis.json (已保存的分析)
    #[arg(default_value = "out/analysis.json")]
    analysis: PathBuf,
    /// Folder for the files (结果目录)
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// Only these files, by name or ending, e.g. xlsx,parquet,pictures; all but analysis.json and report.html
    /// when not given, since the report without its texts is less than the one of `run` (只写这些文件)
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    only: Vec<String>,
    /// Language of the workbook and the pictures: zh or en (语言)
    #[arg(long, default_value = "zh")]
    lang: Lang,
    #[command(flatten)]
    rules: RulesArg,
}

pub fn run(args: &ExportArgs) -> ExitCode {
    match export(args) {
        Ok(written) => {
            written.iter().for_each(|path| println!("{}", path.display()));
            ExitCode::SUCCESS
        }
        Err(code) => code,
    }
}

fn export(args: &ExportArgs) -> Result<Vec<PathBuf>, ExitCode> {
    let exporters = chosen(&args.only).map_err(|unknown| {
        let all: Vec<&str> = EXPORTERS.iter().map(|e| e.file).collect();
        eprintln!("error: no file `{unknown}` is written (没有这种导出); there are {}", all.join(", "));
        ExitCode::from(2)
    })?;
    let wrong = |faults: &[_]| {
        print_all(faults);
        ExitCode::from(2)
    };
    let (analysis, _) = saved::open(&args.analysis).map_err(|fault| wrong(&[*fault]))?;
    let book = args.rules.load()?;
    let provisions = book.provisions();
    let input = Input { analysis: &analysis, provisions: &provisions, texts: &[], lang: args.lang };
    let mut written = write_some(&args.out, &input, &exporters).map_err(|faults| wrong(&faults))?;
    if args.only.is_empty() || args.only.iter().any(|name| name == PICTURES) {
        let (files, told) = write_pictures(&args.out.join(PICTURES), &input);
        print_all(&told);
        if told.iter().any(|d| d.severity == Severity::Error) {
            return Err(ExitCode::from(2));
        }
        written.extend(files);
    }
    Ok(written)
}

/// # Errors
/// The name that no exporter bears.
fn chosen(only: &[String]) -> Result<Vec<&'static Exporter>, &String> {
    let own = |e: &&Exporter| !matches!(e.file, "analysis.json" | "report.html");
    if only.is_empty() {
        return Ok(EXPORTERS.iter().filter(own).collect());
    }
    let bears = |e: &Exporter, name: &String| e.file == name || e.file.rsplit('.').next() == Some(name);
    if let Some(unknown) =
        only.iter().find(|name| *name != PICTURES && !EXPORTERS.iter().any(|e| bears(e, name)))
    {
        return Err(unknown);
    }
    Ok(EXPORTERS.iter().filter(|e| only.iter().any(|name| bears(e, name))).collect())
}
