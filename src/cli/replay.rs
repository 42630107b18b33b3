use super::common::{RulesArg, print_all, read};
use super::saved;
use crate::diag::{Diagnostic, Place};
use crate::indicator;
use crate::model::Analysis;
use crate::pipeline::{Change, RunOptions, analyse, changes};
use crate::report::{EXPORTERS, Input};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct ReplayArgs {
    /// A saved analysis.json (已保存的分析)
    analysis: PathBuf,
    /// Where the sources lie now; the recorded paths when not given (来源文件目录)
    #[arg(long, value_name = "DIR")]
    sources: Option<PathBuf>,
    /// Show at most this many changes of each kind; 0 for all
    #[arg(long, default_value_t = 20)]
    most: usize,
    #[command(flatten)]
    rules: RulesArg,
}

/// Computes a saved analysis anew and tells what is not as it was recorded: 0 nothing, 1 something.
pub fn run(args: &ReplayArgs) -> ExitCode {
    let (recorded, bytes) = match saved::open(&args.analysis) {
        Ok(found) => found,
        Err(fault) => {
            print_all(&[*fault]);
            return ExitCode::from(2);
        }
    };
    let book = match args.rules.load() {
        Ok(book) => book,
        Err(code) => return code,
    };
    let (sources, told) = match saved::sources(args.sources.as_deref(), &recorded) {
        Ok(found) => found,
        Err(faults) => {
            print_all(&faults);
            return ExitCode::from(2);
        }
    };
    let options = RunOptions {
        reference: recorded.reference,
        indicators: indicator::Options {
            inherit_province: recorded.request.inherit_province,
            supplied: recorded.request.supplied.clone(),
        },
    };
    let now = analyse(&book, read(&sources), told, &options).analysis;
    let mut found = changes(&recorded, &now);
    if recorded.rules.files.is_empty() {
        eprintln!("注意：该分析未记录各规则文件的哈希（旧版本），只能指出规则整体是否改动");
    }
    // Diagnostics about the choice of sources are of the call, not of the sources.
    found.retain(|c| !(c.name.starts_with("diagnostics") && sources_told(&recorded, &now)));
    if found.is_empty() {
        return bytes_kept(args, &recorded, &bytes);
    }
    print(&found, args.most);
    ExitCode::from(1)
}

/// True when the diagnostics are the same but for those without a file.
fn sources_told(a: &Analysis, b: &Analysis) -> bool {
    let of = |a: &Analysis| a.diagnostics.iter().filter(|d| d.file.is_some()).cloned().collect::<Vec<_>>();
    of(a) == of(b)
}

/// Every field is the same; are the bytes, too?
fn bytes_kept(args: &ReplayArgs, recorded: &Analysis, bytes: &[u8]) -> ExitCode {
    let mut written = Vec::new();
    let input = Input { analysis: recorded, provisions: &[], texts: &[], lang: Default::default() };
    if let Some(e) = EXPORTERS.iter().find(|e| e.file == "analysis.json") {
        let _ = (e.write)(&input, &mut written);
    }
    let differs = written.iter().zip(bytes).position(|(a, b)| a != b);
    let at = differs.or((written.len() != bytes.len()).then_some(written.len().min(bytes.len())));
    let Some(at) = at else {
        println!(
            "一致：{} 个文件、{} 项编码、{} 行指标与记录逐项相同，文件逐字节相同",
            recorded.documents.len(),
            recorded.findings.len(),
            recorded.region_values.len() + recorded.instrument_values.len()
        );
        return ExitCode::SUCCESS;
    };
    let line = bytes[..at.min(bytes.len())].iter().filter(|b| **b == b'\n').count() + 1;
    let place = Place { line: u32::try_from(line).ok(), ..Place::file(args.analysis.to_string_lossy()) };
    let message = format!("all values hold, but byte {at} is not as it was written (文件字节有改动)");
    print_all(&[Diagnostic::new("M005", place, message)]);
    ExitCode::from(1)
}

fn print(found: &[Change], most: usize) {
    let causes = found.iter().filter(|c| c.of.is_cause()).count();
    println!("不一致：原因 {causes} 项，结果差异 {} 项", found.len() - causes);
    if causes == 0 {
        println!(
            "没有发现程序、规则、文件或参数的改动：以下记录与重新计算的结果不符，是分析文件本身被改动，或由另一版本写成"
        );
    }
    for kind in found.chunk_by(|a, b| a.of == b.of) {
        println!("\n[{}] {} 项", kind[0].of.zh(), kind.len());
        let shown = if most == 0 { kind.len() } else { most.min(kind.len()) };
        for c in &kind[..shown] {
            let name = if c.name.is_empty() { c.of.zh() } else { &c.name };
            println!("  {name}：{} → {}", short(&c.recorded), short(&c.now));
        }
        if shown < kind.len() {
            println!("  …… 另有 {} 项（--most 0 显示全部）", kind.len() - shown);
        }
    }
}

/// Long words are cut in the middle of a screen line.
fn short(s: &str) -> String {
    const MOST: usize = 64;
    let line = s.replace('\n', " ");
    if line.chars().count() <= MOST {
        line
    } else {
        line.chars().take(MOST).chain("……".chars()).collect()
    }
}
