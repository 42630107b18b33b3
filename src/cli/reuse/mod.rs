//! `reuse`: shared passages, who held them first, what of each text is its own.

mod tables;

use super::common::{choose, code_of, print_all, print_readings, read_parts};
use super::saved;
use super::sheets::SheetsArg;
use crate::compare::reuse::{LEAST, Passage, Reuse, ReuseOptions, ReuseText, reuse};
use crate::corpus::SourceFile;
use crate::diag::{Diagnostic, Place};
use crate::model::ReadState;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct ReuseArgs {
    /// A saved analysis.json, whose sources are read again, or files and folders; the corpus store or
    /// the sample when none is given
    paths: Vec<PathBuf>,
    /// Least letters and digits of a passage (最少字数)
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(i64::from(LEAST)..=10_000))]
    least: u32,
    /// Least share of letters that answer each other, 0.5 to 1 (最低相似度)
    #[arg(long, default_value_t = 0.7, value_parser = share)]
    similarity: f64,
    /// A passage in more texts than this is a formula: listed apart, and nobody borrows it (最多持有文本数)
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(2..))]
    most_holders: u32,
    /// Rows of each table, the largest first; 0 for all. 30 on the terminal, else all (每表行数)
    #[arg(long, value_name = "N")]
    rows: Option<usize>,
    #[command(flatten)]
    sheets: SheetsArg,
}

fn share(s: &str) -> Result<f64, String> {
    let is = |v: &f64| (0.5..=1.0).contains(v);
    s.parse().ok().filter(is).ok_or_else(|| "not a number from 0.5 to 1".into())
}

/// Sources held at once while reading.
const AT_ONCE: usize = 256;
const ON_TERMINAL: usize = 30;

pub fn run(args: &ReuseArgs) -> ExitCode {
    let (sources, recorded, mut faults) = match sources(args) {
        Ok(found) => found,
        Err(code) => return ExitCode::from(code),
    };
    let (mut texts, mut states) = (Vec::new(), Vec::new());
    read_parts(&sources, AT_ONCE, |readings| {
        print_readings(&readings, false);
        for r in &readings {
            let d = &r.document;
            states.push(d.state);
            faults.extend(
                recorded.get(&d.source.path).and_then(|hash| changed(&d.source.path, hash, &d.source.sha256)),
            );
            texts.extend(d.instruments.iter().map(|i| ReuseText::of(&d.canonical.text, &d.source.path, i)));
        }
    });
    print_all(&faults);
    if states.iter().all(|s| *s == ReadState::Unreadable) {
        print_all(&[Diagnostic::new("M002", Place::default(), "no source was read (没有读到任何文件)")]);
        return ExitCode::from(2);
    }
    let options = ReuseOptions { least: args.least, similarity: args.similarity, most: args.most_holders };
    let found = reuse(texts, &options);
    let most = match args.rows {
        Some(0) => usize::MAX,
        Some(n) => n,
        None if args.sheets.on_terminal() => ON_TERMINAL,
        None => usize::MAX,
    };
    let list = ordered(&found.passages);
    let shown = &list[..most.min(list.len())];
    let partial = states.iter().filter(|s| **s != ReadState::Read).count();
    let put = if args.sheets.wants_json() {
        args.sheets.put(&[], &json(&found, &options, shown))
    } else {
        let language = tables::Language {
            english: args.sheets.lang == crate::report::Lang::En,
            terminal: args.sheets.on_terminal(),
        };
        args.sheets.put(&tables::sheets(&found, &options, shown, most, partial, language), &Value::Null)
    };
    match put {
        Ok(()) => code_of(&states, &faults),
        Err(code) => ExitCode::from(code),
    }
}

/// Sources with the hashes by path that an analysis recorded, and what there is to say.
type Chosen = (Vec<SourceFile>, BTreeMap<String, String>, Vec<Diagnostic>);

fn sources(args: &ReuseArgs) -> Result<Chosen, u8> {
    let Some(path) = args.paths.iter().find(|p| p.extension().is_some_and(|e| e == "json")) else {
        let (sources, faults) = choose(&args.paths);
        return Ok((sources, BTreeMap::new(), faults));
    };
    let told = |fault: Diagnostic| {
        print_all(&[fault]);
        2
    };
    if args.paths.len() > 1 {
        let message = "an analysis stands alone, without other paths (只能给出一个分析文件)";
        return Err(told(Diagnostic::new("M004", Place::file(path.to_string_lossy()), message)));
    }
    let (analysis, _) = saved::open(path).map_err(|fault| told(*fault))?;
    let (sources, faults) = saved::sources(None, &analysis).map_err(|faults| {
        print_all(&faults);
        2
    })?;
    let hash = |d: &crate::model::DocumentRecord| (d.source.path.clone(), d.source.sha256.clone());
    Ok((sources, analysis.documents.iter().map(hash).collect(), faults))
}

/// The file is no longer what the analysis was made of.
fn changed(path: &str, recorded: &str, now: &str) -> Option<Diagnostic> {
    let message = format!("{path} is not what the analysis was made of (文件与分析时不同)");
    (recorded != now).then(|| Diagnostic::new("M009", Place::file(path), message))
}

/// Borrowed passages before formulas; the longest first.
fn ordered(passages: &[Passage]) -> Vec<&Passage> {
    let mut out: Vec<&Passage> = passages.iter().collect();
    out.sort_by_key(|p| (p.common, std::cmp::Reverse(p.matched()), p.texts, p.spans));
    out
}

fn json(found: &Reuse, options: &ReuseOptions, passages: &[&Passage]) -> Value {
    let side = |text: u32, span: [u32; 2]| {
        let s = found.texts[text as usize].stretch(span[0], span[1]);
        json!({ "text": text, "from": s.from, "to": s.to, "start": s.span.start, "end": s.span.end, "words": s.text })
    };
    let passage = |p: &&Passage| {
        let [a, b] = [0, 1].map(|i| side(p.texts[i], p.spans[i]));
        json!({ "earlier": a, "later": b, "letters": p.matched(), "form": p.form(),
            "similarity": (p.similarity() * 1000.0).round() / 1000.0, "holders": p.holders, "common": p.common,
            "directed": tables::directed(found, p), "marked": tables::marked(found, p) })
    };
    let common =
        found.common.iter().map(|c| json!({ "holders": c.holders, "earliest": side(c.text, c.span) }));
    json!({
        "least": options.least, "similarity": options.similarity, "most_holders": options.most,
        "passages_found": found.passages.len(),
        "passages": passages.iter().map(passage).collect::<Vec<_>>(),
        "common": common.collect::<Vec<_>>(),
        "network": found.network, "skipped": found.skipped,
    })
}
