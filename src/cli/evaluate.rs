use super::common::{RulesArg, print_all, read};
use crate::corpus;
use crate::diag::Diagnostic;
use crate::model::{Date, Finding};
use crate::pipeline::coverage::coded;
use crate::pipeline::{Reading, Rulebook, RunOptions, analyse, leave_one_out};
use crate::review::{Coded, Gold, Measures, PairScore, intervals, measures, score};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct EvaluateArgs {
    /// Gold folder (coding/, text/, documents.tsv), or a gold kept as numbers, .jsonl (标准编码)
    #[arg(long)]
    gold: PathBuf,
    /// Where the sources of the gold lie
    #[arg(long)]
    sources: PathBuf,
    #[command(flatten)]
    rules: RulesArg,
    /// Also print a line per provision or document
    #[arg(long, value_parser = ["provision", "doc"])]
    by: Option<String>,
    /// List every difference with both sides
    #[arg(long)]
    differences: bool,
    /// Only differences of this document or provision
    #[arg(long, requires = "differences")]
    only: Option<String>,
    /// Code each document without the patterns and terms that no other text bears out (留一法)
    #[arg(long, conflicts_with_all = ["differences"])]
    leave_one_out: bool,
    /// Further texts that may bear a pattern or term out (旁证文本)
    #[arg(long, value_name = "PATH", requires = "leave_one_out")]
    beside: Vec<PathBuf>,
    #[arg(long)]
    json: bool,
}

/// A gold coding with its documents read, and what was wrong with the sources; `gold` is a folder
/// or a `.jsonl` of numbers. `Err` after the fault was printed.
pub fn open_gold(gold: &Path, sources: &Path) -> Result<(Gold, Vec<Reading>, Vec<Diagnostic>), ExitCode> {
    let numbers = gold.extension().is_some_and(|e| e == "jsonl");
    let opened = if numbers { Gold::from_numbers(gold, sources) } else { Gold::open(gold) };
    let gold = opened.map_err(|e| {
        eprintln!("error: {e}");
        ExitCode::from(2)
    })?;
    let wanted: BTreeSet<&str> = gold.documents.iter().map(|d| d.source.as_str()).collect();
    let (mut files, faults) = corpus::find(&[sources.to_path_buf()]);
    print_all(&faults);
    files.retain(|s| wanted.contains(s.name.as_str()));
    let readings = read(&files);
    Ok((gold, readings, faults))
}

const ROUNDS: usize = 1000;

pub fn run(args: &EvaluateArgs) -> ExitCode {
    let mut book = match args.rules.load() {
        Ok(book) => book,
        Err(code) => return code,
    };
    let (gold, readings, faults) = match open_gold(&args.gold, &args.sources) {
        Ok(opened) => opened,
        Err(code) => return code,
    };
    if args.leave_one_out {
        return left_out(args, &mut book, &gold, &readings);
    }
    let options =
        RunOptions { reference: Date { year: 2026, month: 1, day: 1 }, indicators: Default::default() };
    let outcome = analyse(&book, readings, faults, &options);
    let coded: Vec<Coded> = outcome.analysis.findings.iter().map(|f| coded(f, &f.provision)).collect();
    let pairs = score(&gold, &coded);
    tell(args, &pairs);
    if args.differences && !args.json {
        let only = |p: &&PairScore| args.only.as_ref().is_none_or(|o| p.doc == *o || p.provision == *o);
        pairs.iter().filter(only).for_each(|p| difference(p, &outcome.analysis.findings));
    }
    ExitCode::SUCCESS
}

/// Agreement when each document is coded without what only it bears out.
fn left_out(args: &EvaluateArgs, book: &mut Rulebook, gold: &Gold, readings: &[Reading]) -> ExitCode {
    let (files, faults) =
        if args.beside.is_empty() { Default::default() } else { corpus::find(&args.beside) };
    print_all(&faults);
    let texts = leave_one_out(&mut book.set, readings, &read(&files));
    if !args.json {
        println!("  {:40} {:>17} {:>14}", "left out", "patterns (写法)", "terms (词语)");
        texts.iter().for_each(|t| println!("  {:40} {:17} {:14}", t.source, t.patterns, t.terms));
    }
    let coded: Vec<Coded> = texts.iter().flat_map(|t| &t.findings).map(|f| coded(f, &f.provision)).collect();
    tell(args, &score(gold, &coded));
    ExitCode::SUCCESS
}

fn tell(args: &EvaluateArgs, pairs: &[PairScore]) {
    if args.json {
        println!("{}", serde_json::to_string(&measures(pairs.iter())).unwrap_or_default());
        return;
    }
    print_measures(&measures(pairs.iter()), pairs);
    if let Some(by) = &args.by {
        by_group(pairs, by == "doc");
    }
}

fn print_measures(m: &Measures, pairs: &[PairScore]) {
    let ci = intervals(pairs, ROUNDS, 1);
    let share = |v: Option<f64>| v.map_or("—".into(), |v| format!("{v:.3}"));
    let range = |i: usize| format!("[{:.3}, {:.3}]", ci[i].low, ci[i].high);
    println!("pairs           {}", m.pairs);
    println!(
        "presence        precision {:.3} recall {:.3} f1 {:.3} {} macro_f1 {:.3}",
        m.precision,
        m.recall,
        m.presence_f1,
        range(0),
        m.macro_f1
    );
    println!("states          accuracy {:.3} kappa {:.3} {}", m.accuracy, m.kappa, range(1));
    println!("passage_f1      {:.3} {}", m.passage_f1, range(2));
    println!("span_f1         {:.3} {}", m.span_f1, range(3));
    println!("label_accuracy  {}", share(m.label_accuracy));
    println!("slot_accuracy   {}", share(m.slot_accuracy));
    println!("loose_quotes    {}", m.loose_quotes);
}

fn by_group(pairs: &[PairScore], doc: bool) {
    let key = |p: &PairScore| if doc { p.doc.clone() } else { p.provision.clone() };
    let mut groups: Vec<String> = Vec::new();
    for p in pairs {
        if !groups.contains(&key(p)) {
            groups.push(key(p));
        }
    }
    println!("  {:30} {:>5} {:>5} {:>6} {:>7} {:>5}", "", "hit", "wrong", "missed", "passage", "span");
    for g in groups {
        let own: Vec<&PairScore> = pairs.iter().filter(|p| key(p) == g).collect();
        let sum = |f: fn(&crate::review::Counts) -> usize| own.iter().map(|p| f(&p.counts)).sum::<usize>();
        let m = measures(own.iter().copied());
        println!(
            "  {g:30} {:5} {:5} {:6} {:7.3} {:5.3}",
            sum(|c| c.tp),
            sum(|c| c.fp),
            sum(|c| c.fn_),
            m.passage_f1,
            m.span_f1
        );
    }
}

fn difference(p: &PairScore, findings: &[Finding]) {
    let Some(c) = &p.coded else {
        println!("\n== {} {}: no coding", p.doc, p.provision);
        return;
    };
    let k = &p.counts;
    let states = p.gold.state == c.state;
    let evidence = k.passage_coded == k.quotes_coded && k.passage_gold == k.quotes_gold;
    let slots = k.slots == k.slots_right;
    if states && evidence && slots && k.labels == k.labels_right {
        return;
    }
    println!("\n== {} {}: gold {} coded {}", p.doc, p.provision, p.gold.state.en(), c.state.en());
    if !slots {
        println!("   slots gold {:?} coded {:?}", p.gold.slots, c.slots);
    }
    for q in &p.gold.evidence {
        println!("   gold  {} | {}", q.label, q.quote);
    }
    let finding =
        findings.iter().find(|f| f.source == c.source && f.title == c.title && f.provision == c.provision);
    for e in finding.iter().flat_map(|f| &f.evidence) {
        println!("   coded {} | {} <- {}", e.label, e.quote.replace('\n', ""), e.rule);
    }
    if let Some(near) = finding.and_then(|f| f.certificate.as_ref()).and_then(|c| c.near_misses.first()) {
        println!(
            "   near  {} | {} <- {}: {}",
            near.label,
            near.quote.replace('\n', ""),
            near.rule,
            near.failed
        );
    }
}
