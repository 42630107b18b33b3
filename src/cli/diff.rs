use super::align::{main_text, marked};
use super::code::today;
use super::common::{RulesArg, choose, exit_code, print_all, print_readings, read};
use crate::compare::{Change, Unit, VersionRow, diff, sentence_units};
use crate::model::Finding;
use crate::pipeline::{Outcome, Rulebook, RunOptions, analyse};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// The earlier version, e.g. the draft (旧版)
    old: PathBuf,
    /// The later version, e.g. the text as issued (新版)
    new: PathBuf,
    /// One JSON object
    #[arg(long)]
    json: bool,
    /// List unchanged sentences, too (列出未变)
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    rules: RulesArg,
}

pub fn run(args: &DiffArgs) -> ExitCode {
    let book = match args.rules.load() {
        Ok(book) => book,
        Err(code) => return code,
    };
    let (old, new) = (outcome(&book, &args.old), outcome(&book, &args.new));
    let (Some(a), Some(b)) = (version(&old), version(&new)) else { return ExitCode::from(2) };
    let rows = diff(&a.units, &b.units);
    let findings = changed_findings(&a.findings, &b.findings);
    let text = if args.json {
        json(&rows, &a.units, &b.units, &findings).to_string() + "\n"
    } else {
        plain(&rows, &a.units, &b.units, &findings, args.all)
    };
    // A reader that closed the pipe has seen enough.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    let codes = [exit_code(&old.readings, &[]), exit_code(&new.readings, &[])];
    if codes.iter().all(|c| *c == ExitCode::SUCCESS) { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn outcome(book: &Rulebook, path: &Path) -> Outcome {
    let (sources, faults) = choose(&[path.to_owned()]);
    print_all(&faults);
    let options = RunOptions { reference: today(), indicators: Default::default() };
    let outcome = analyse(book, read(&sources), faults, &options);
    print_readings(&outcome.readings, false);
    outcome
}

struct Version<'a> {
    units: Vec<Unit>,
    findings: Vec<&'a Finding>,
}

fn version(outcome: &Outcome) -> Option<Version<'_>> {
    let (document, instrument) = main_text(&outcome.readings.first()?.document)?;
    let units = sentence_units(&document.canonical.text, instrument);
    let findings = outcome.analysis.findings.iter().filter(|f| f.instrument == instrument.id).collect();
    Some(Version { units, findings })
}

/// Findings whose state or slots differ, as (earlier, later).
fn changed_findings<'a>(old: &[&'a Finding], new: &[&'a Finding]) -> Vec<(&'a Finding, &'a Finding)> {
    old.iter()
        .filter_map(|a| Some((*a, *new.iter().find(|b| b.provision == a.provision)?)))
        .filter(|(a, b)| a.state != b.state || a.slots != b.slots)
        .collect()
}

fn label(units: &[Unit], at: Option<usize>) -> &str {
    at.and_then(|i| units.get(i)).map_or("—", |u| u.label.as_str())
}

fn words(units: &[Unit], at: Option<usize>) -> &str {
    at.and_then(|i| units.get(i)).map_or("", |u| u.text.as_str())
}

fn count(rows: &[VersionRow], change: Change) -> usize {
    rows.iter().filter(|r| r.change == change).count()
}

fn plain(
    rows: &[VersionRow],
    old: &[Unit],
    new: &[Unit],
    findings: &[(&Finding, &Finding)],
    all: bool,
) -> String {
    let mut out = Change::ALL.map(|c| format!("{} {}", c.zh(), count(rows, c))).join("  ") + "（句）\n";
    for r in rows.iter().filter(|r| all || r.change != Change::Unchanged) {
        let text = match (r.old, r.new) {
            (Some(_), Some(_)) => marked(&r.pieces),
            (Some(_), None) => words(old, r.old).into(),
            _ => words(new, r.new).into(),
        };
        let text = text.replace('\n', " ");
        out += &format!("{}\t{}\t{}\t{text}\n", r.change.zh(), label(old, r.old), label(new, r.new));
    }
    out += &format!("编码结果有变 {} 项\n", findings.len());
    for (a, b) in findings {
        out += &format!("{}\t{}\t→\t{}", a.provision, a.state.zh(), b.state.zh());
        if a.slots != b.slots {
            out += &format!("\t{}\t→\t{}", json!(a.slots), json!(b.slots));
        }
        out.push('\n');
    }
    out
}

fn json(rows: &[VersionRow], old: &[Unit], new: &[Unit], findings: &[(&Finding, &Finding)]) -> Value {
    let row = |r: &VersionRow| {
        json!({ "change": r.change, "old_label": r.old.map(|_| label(old, r.old)),
            "new_label": r.new.map(|_| label(new, r.new)), "old_text": words(old, r.old),
            "new_text": words(new, r.new), "pieces": r.pieces })
    };
    let finding = |(a, b): &(&Finding, &Finding)| {
        json!({ "provision": a.provision, "old": a.state, "new": b.state,
            "old_slots": a.slots, "new_slots": b.slots })
    };
    json!({ "rows": rows.iter().map(row).collect::<Vec<_>>(),
        "findings": findings.iter().map(finding).collect::<Vec<_>>() })
}
