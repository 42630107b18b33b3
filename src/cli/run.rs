use super::common::{RulesArg, choose, exit_code, print_all, print_readings, read};
use crate::diag::Diagnostic;
use crate::index;
use crate::model::{Date, RegionValue};
use crate::pipeline::{Outcome, Rulebook, RunOptions, analyse, clause_docs};
use crate::report::{self, Lang, Text};
use comfy_table::{CellAlignment, ContentArrangement, Table};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// Files and folders; the corpus store or the sample when none is given
    paths: Vec<PathBuf>,
    /// Folder for the results (结果目录)
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// Folder of the clause index (索引目录)
    #[arg(long, default_value = "index", value_name = "DIR")]
    index: PathBuf,
    /// Day at which texts count as in force, YYYY-MM-DD; today when not given (基准日)
    #[arg(long, value_parser = day)]
    date: Option<Date>,
    /// CSV with the values that texts cannot show: region,indicator,value,source (外部数据)
    #[arg(long, value_name = "CSV")]
    supplied: Option<PathBuf>,
    /// A city's row takes its province's texts too (市级沿用省级文本)
    #[arg(long)]
    inherit_province: bool,
    /// Write seconds, peak memory and diagnostics by code to this file (运行统计)
    #[arg(long, value_name = "JSON")]
    stats: Option<PathBuf>,
    /// Language of the workbook and the pictures: zh or en; the report has both (语言)
    #[arg(long, default_value = "zh")]
    lang: Lang,
    /// Do not build the index
    #[arg(long)]
    no_index: bool,
    /// Show notes, too, not only errors and warnings (显示提示)
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    rules: RulesArg,
}

fn day(s: &str) -> Result<Date, String> {
    Date::parse_iso(s).ok_or_else(|| "not a day of the form 2026-01-31".into())
}

pub fn run(args: &RunArgs) -> ExitCode {
    let started = std::time::Instant::now();
    let book = match args.rules.load() {
        Ok(book) => book,
        Err(code) => return code,
    };
    let (sources, mut faults) = choose(&args.paths);
    let mut indicators =
        crate::indicator::Options { inherit_province: args.inherit_province, ..Default::default() };
    if let Some(path) = &args.supplied {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let (values, wrong) =
                    crate::indicator::read_supplied(&path.to_string_lossy(), &text, &book.rubric);
                indicators.supplied = values;
                faults.extend(wrong);
            }
            Err(e) => {
                eprintln!("error: {} cannot be read: {e}", path.display());
                return ExitCode::from(2);
            }
        }
    }
    print_all(&faults);
    let readings = read(&sources);
    let options = RunOptions { reference: args.date.unwrap_or_else(super::code::today), indicators };
    let outcome = analyse(&book, readings, faults.clone(), &options);
    if outcome.readings.is_empty() {
        print_all(&[Diagnostic::new("M002", Default::default(), "no source was found (没有找到任何文件)")]);
        return ExitCode::from(2);
    }
    print_readings(&outcome.readings, args.verbose);
    // The index first: its clauses and the exports need not be held at the same time.
    let built = if args.no_index { Ok(()) } else { build_index(args, &book, &outcome) };
    let indexed = started.elapsed();
    if let Err(wrong) = built.and_then(|()| write(args, &book, &outcome)) {
        print_all(&wrong);
        return ExitCode::from(2);
    }
    summary(args, &outcome);
    if let Some(path) = &args.stats {
        let stats = serde_json::json!({
            "seconds": tenths(started.elapsed()),
            "seconds_to_index": tenths(indexed),
            "peak_mib": peak_mib(),
            "files": outcome.readings.len(),
            "clauses": outcome.analysis.instruments().map(|(_, i)| i.clauses).sum::<usize>(),
            "diagnostics": counts(&outcome),
        });
        if let Err(e) = std::fs::write(path, stats.to_string() + "\n") {
            eprintln!("error: {} cannot be written: {e}", path.display());
            return ExitCode::from(2);
        }
    }
    exit_code(&outcome.readings, &faults)
}

fn tenths(time: std::time::Duration) -> f64 {
    (time.as_secs_f64() * 10.0).round() / 10.0
}

fn write(args: &RunArgs, book: &Rulebook, outcome: &Outcome) -> Result<(), Vec<Diagnostic>> {
    let provisions = book.provisions();
    let texts: Vec<Text> = outcome
        .readings
        .iter()
        .flat_map(|r| r.document.instruments.iter().map(move |i| (r, i)))
        .map(|(r, i)| Text {
            instrument: &i.id,
            canonical: &r.document.canonical.text,
            span: i.span,
            clauses: &i.clauses,
        })
        .collect();
    let (analysis, lang) = (&outcome.analysis, args.lang);
    let input = report::Input { analysis, provisions: &provisions, texts: &texts, lang };
    report::write_all(&args.out, &input)?;
    let (_, told) = report::write_pictures(&args.out.join("pictures"), &input);
    print_all(&told);
    if told.iter().any(|d| d.severity == crate::diag::Severity::Error) { Err(Vec::new()) } else { Ok(()) }
}

fn build_index(args: &RunArgs, book: &Rulebook, outcome: &Outcome) -> Result<(), Vec<Diagnostic>> {
    let documents = outcome.readings.iter().map(|r| &r.document);
    let docs = clause_docs(&book.set, documents, &outcome.analysis.findings);
    index::build(&args.index, &docs, &super::search::build_options(&book.set))
        .map(|_| ())
        .map_err(|e| vec![super::search::diagnostic(&e, &args.index)])
}

fn summary(args: &RunArgs, outcome: &Outcome) {
    let a = &outcome.analysis;
    let (read, partial, lost) = outcome.counts();
    let mut table = Table::new();
    table
        .set_content_arrangement(ContentArrangement::Dynamic)
        .load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY);
    let mut head = vec!["地区".to_owned()];
    let dimensions: Vec<&str> = a.region_values.first().map_or(Vec::new(), |r| {
        r.dimensions
            .iter()
            .filter(|d| shown(a.region_values.as_slice(), &d.id))
            .map(|d| d.id.as_str())
            .collect()
    });
    if let Some(first) = a.region_values.first() {
        head.extend(
            first.dimensions.iter().filter(|d| dimensions.contains(&d.id.as_str())).map(|d| d.name.clone()),
        );
    }
    head.extend(["已判定权重".into(), "文本".into()]);
    table.set_header(head);
    for r in &a.region_values {
        let mut row = vec![r.name.clone()];
        row.extend(r.dimensions.iter().filter(|d| dimensions.contains(&d.id.as_str())).map(|d| {
            d.value.map_or("无法判定".into(), |v| format!("{v:.2}（{:.0}%）", d.determined * 100.0))
        }));
        row.push(format!("{:.0}%", r.determined * 100.0));
        row.push(r.instruments.len().to_string());
        table.add_row(row);
    }
    for i in 1..table.column_count() {
        if let Some(c) = table.column_mut(i) {
            c.set_cell_alignment(CellAlignment::Right);
        }
    }
    println!("{table}");
    println!("各维度为0—5分，括号内为已判定的权重；基准日 {}", a.reference);
    let instruments: usize = a.documents.iter().map(|d| d.instruments.len()).sum();
    println!(
        "{} 个文件（读全 {read}，部分 {partial}，未读 {lost}），{instruments} 个文本，{} 项编码；结果在 {}/（report.html 可用浏览器打开）",
        a.documents.len(),
        a.findings.len(),
        args.out.display()
    );
    println!("诊断：{}（提示用 --verbose 显示，说明见 docs/diagnostics.md）", by_code(outcome));
}

/// 诊断：C001 12，S002 3 — how often each code was told.
fn by_code(outcome: &Outcome) -> String {
    let all: Vec<String> = counts(outcome).iter().map(|(code, n)| format!("{code} {n}")).collect();
    if all.is_empty() { "无".into() } else { all.join("，") }
}

/// A dimension that no region has anything for says nothing in a summary.
fn shown(rows: &[RegionValue], id: &str) -> bool {
    rows.iter().flat_map(|r| &r.dimensions).any(|d| d.id == id && d.value.is_some())
}

fn counts(outcome: &Outcome) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for d in &outcome.analysis.diagnostics {
        *counts.entry(d.code.as_str()).or_insert(0usize) += 1;
    }
    counts
}

/// The most memory this process ever held, where the system tells (Linux).
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}
