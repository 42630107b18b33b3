//! `compare`: regions beside each other, from a saved analysis or from sources.

mod differing;
mod published;
mod tables;

use super::common::{RulesArg, choose, exit_code, print_all, print_readings, read};
use super::saved;
use super::sheets::SheetsArg;
use crate::compare::{By, adoption, by_year, matrix, named, side_by_side};
use crate::diag::{Diagnostic, Place};
use crate::indicator::{self, Rubric};
use crate::model::{Analysis, Date, RegionValue};
use crate::pipeline::{CODED, Recoded, Rulebook, RunOptions, analyse, differences, recode};
use crate::report::{Lang, Sheet};
use crate::review::read_coding;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// A saved analysis.json, or files and folders; the corpus store or the sample when none is given
    paths: Vec<PathBuf>,
    /// Day at which texts count as in force, YYYY-MM-DD; that of the analysis, else today (基准日)
    #[arg(long, value_parser = day)]
    date: Option<Date>,
    /// A city's row takes its province's texts too; an analysis brings its own choice (市级沿用省级文本)
    #[arg(long)]
    inherit_province: bool,
    /// Count by province, level, or year of issue, too (分组)
    #[arg(long, value_parser = ["province", "level", "year"])]
    by: Vec<String>,
    /// Only the clauses of this provision, side by side (规定要素)
    #[arg(long, value_name = "ID")]
    provision: Option<String>,
    /// Only these regions, by name or its beginning (地区)
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    regions: Vec<String>,
    /// Fill the indicators from this coding instead: findings as JSON lines, or a gold folder (所给编码)
    #[arg(long, value_name = "FILE")]
    from_findings: Option<PathBuf>,
    /// With --from-findings: only those texts that the coding holds, on both sides
    #[arg(long, requires = "from_findings")]
    coded_only: bool,
    /// Put the filled dimensions beside the tiers that the 2025 report printed (对照报告评级)
    #[arg(long)]
    with_report: bool,
    #[command(flatten)]
    sheets: SheetsArg,
    #[command(flatten)]
    rules: RulesArg,
}

fn day(s: &str) -> Result<Date, String> {
    Date::parse_iso(s).ok_or_else(|| "not a day of the form 2026-01-31".into())
}

pub fn run(args: &CompareArgs) -> ExitCode {
    match compare(args) {
        Ok(code) => code,
        Err(code) => ExitCode::from(code),
    }
}

fn compare(args: &CompareArgs) -> Result<ExitCode, u8> {
    let book = args.rules.load().map_err(|_| 2)?;
    let (mut analysis, code) = opened(args, &book)?;
    let rubric = Rubric::of(&analysis).unwrap_or_else(|| book.rubric.clone());
    let recoded = match &args.from_findings {
        Some(path) => Some(recoded(&analysis, &rubric, path, args.coded_only)?),
        None => None,
    };
    if let Some(r) = &recoded {
        analysis = r.coded.clone();
    }
    choose_regions(&mut analysis, &args.regions)?;
    let (mut sheets, mut json) = match &args.provision {
        Some(wanted) => side(args.sheets.lang, &analysis, &book, wanted)?,
        None => overview(args, &analysis, &book),
    };
    if let Some(r) = &recoded {
        let mut found = differences(r, &rubric);
        found.retain(|d| analysis.region_values.iter().any(|v| v.name == d.region));
        sheets.push(differing::sheet(args.sheets.lang, r, &found, &analysis.region_values));
        json["differences"] = json!({ "regions": found, "uncoded": r.uncoded, "unused": r.unused });
    }
    if args.with_report {
        let (sheet, value) =
            published::sheet(args.sheets.lang, &analysis).map_err(|e| told("M007", Place::default(), e))?;
        sheets.push(sheet);
        json["report"] = value;
    }
    args.sheets.put(&sheets, &json)?;
    Ok(code)
}

/// The analysis to compare within, and how much of the sources was read.
fn opened(args: &CompareArgs, book: &Rulebook) -> Result<(Analysis, ExitCode), u8> {
    let saved = |p: &&PathBuf| p.extension().is_some_and(|e| e == "json");
    if let Some(path) = args.paths.iter().find(saved) {
        if args.paths.len() > 1 {
            let message = "an analysis stands alone, without other paths (只能给出一个分析文件)";
            return Err(told("M004", Place::file(path.to_string_lossy()), message.into()));
        }
        let (mut analysis, _) = saved::open(path).map_err(|fault| {
            print_all(&[*fault]);
            2
        })?;
        if let Some(date) = args.date.filter(|d| *d != analysis.reference) {
            let rubric = Rubric::of(&analysis).unwrap_or_else(|| book.rubric.clone());
            indicator::refill(&mut analysis, &rubric, date);
        }
        return Ok((analysis, ExitCode::SUCCESS));
    }
    let (sources, faults) = choose(&args.paths);
    print_all(&faults);
    let options = RunOptions {
        reference: args.date.unwrap_or_else(super::code::today),
        indicators: indicator::Options { inherit_province: args.inherit_province, ..Default::default() },
    };
    let outcome = analyse(book, read(&sources), faults.clone(), &options);
    print_readings(&outcome.readings, false);
    let code = exit_code(&outcome.readings, &faults);
    if outcome.readings.is_empty() {
        return Err(told("M002", Place::default(), "no source was found (没有找到任何文件)".into()));
    }
    Ok((outcome.analysis, code))
}

/// The analysis filled from another coding.
fn recoded(analysis: &Analysis, rubric: &Rubric, path: &Path, only: bool) -> Result<Recoded, u8> {
    let file = || Place::file(path.to_string_lossy());
    let coding = read_coding(path).map_err(|e| told("M007", file(), format!("{e} (编码文件无法使用)")))?;
    let r = recode(analysis, rubric, &coding, only);
    if r.coded.findings.iter().all(|f| f.reason != CODED) {
        return Err(told("M007", file(), "no text of the analysis is coded in it (没有对应的文本)".into()));
    }
    Ok(r)
}

/// Prints a fault; the exit code of wrong use.
fn told(code: &'static str, place: Place, message: String) -> u8 {
    print_all(&[Diagnostic::new(code, place, message)]);
    2
}

/// Keeps the rows that were asked for, in the order in which they were.
fn choose_regions(analysis: &mut Analysis, names: &[String]) -> Result<(), u8> {
    if names.is_empty() {
        return Ok(());
    }
    let mut kept: Vec<RegionValue> = Vec::new();
    for name in names {
        let found = named(&analysis.region_values, name.trim());
        if found.is_empty() {
            let all: Vec<&str> = analysis.region_values.iter().map(|r| r.name.as_str()).collect();
            let message = format!("no region `{name}` (未知地区); there are {}", all.join("、"));
            return Err(told("M006", Place::default(), message));
        }
        for row in found {
            if !kept.iter().any(|k| k.id == row.id) {
                kept.push(row.clone());
            }
        }
    }
    analysis.region_values = kept;
    Ok(())
}

fn side(lang: Lang, analysis: &Analysis, book: &Rulebook, wanted: &str) -> Result<(Vec<Sheet>, Value), u8> {
    let provisions = book.provisions();
    let Some(provision) = provisions.iter().find(|p| p.id == wanted || p.title == wanted) else {
        return Err(told("M006", Place::default(), format!("no provision `{wanted}` (未知规定要素)")));
    };
    let rows: Vec<&RegionValue> = analysis.region_values.iter().collect();
    let side = side_by_side(analysis, &provision.id, &rows);
    let json =
        json!({ "reference": analysis.reference.to_string(), "provision": provision.id, "rows": side });
    Ok((vec![tables::side(lang, provision, &side)], json))
}

fn overview(args: &CompareArgs, analysis: &Analysis, book: &Rulebook) -> (Vec<Sheet>, Value) {
    let lang = args.sheets.lang;
    let provisions = book.provisions();
    let ids: Vec<String> = provisions.iter().map(|p| p.id.clone()).collect();
    let matrix = matrix(analysis, &ids);
    let adoption = adoption(analysis, &ids);
    let mut sheets = vec![tables::matrix(lang, &matrix, &provisions, analysis.reference)];
    let mut groups = serde_json::Map::new();
    for by in &args.by {
        let (title, found) = match by.as_str() {
            "province" => (lang.pick("按省统计", "By province"), matrix.grouped(By::Province)),
            "level" => (lang.pick("按层级统计", "By level"), matrix.grouped(By::Level)),
            _ => {
                let title = lang.pick(
                    "按印发年份统计（单位为文本，含已失效的）",
                    "By year of issue (of texts, expired ones too)",
                );
                (title, by_year(analysis, &ids))
            }
        };
        sheets.push(tables::groups(lang, title, &found, &provisions));
        groups.insert(by.clone(), json!(found));
    }
    sheets.push(tables::adoption(lang, &adoption, &provisions));
    sheets.push(tables::indicators(lang, &analysis.region_values));
    let json = json!({
        "reference": analysis.reference.to_string(),
        "matrix": matrix,
        "counts": matrix.counts(),
        "groups": groups,
        "adoption": adoption,
        "regions": analysis.region_values,
    });
    (sheets, json)
}
