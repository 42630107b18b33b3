use super::common::{choose, exit_code, print_all, print_readings, read};
use crate::compare::{Alignment, Class, Piece, PieceKind, Unit, align, clause_units};
use crate::model::{Document, Instrument, ReadState};
use maud::{DOCTYPE, Markup, html};
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct AlignArgs {
    /// Files and folders to put beside the baseline
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The baseline: a file (基准文本)
    #[arg(long, value_name = "FILE")]
    baseline: PathBuf,
    /// One JSON object per instrument
    #[arg(long)]
    json: bool,
    /// Write a page with the differing words marked (对照网页)
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

struct Aligned<'a> {
    title: &'a str,
    source: &'a str,
    state: ReadState,
    units: Vec<Unit>,
    alignment: Alignment,
}

pub fn run(args: &AlignArgs) -> ExitCode {
    let (base_sources, base_faults) = choose(std::slice::from_ref(&args.baseline));
    let (sources, faults) = choose(&args.paths);
    print_all(&base_faults);
    print_all(&faults);
    let (base, own) = (read(&base_sources), read(&sources));
    print_readings(&base, false);
    print_readings(&own, false);
    let Some((base_doc, base_text)) = base.first().and_then(|r| main_text(&r.document)) else {
        return ExitCode::from(2);
    };
    let base_units = clause_units(&base_doc.canonical.text, base_text);
    let instruments = own.iter().flat_map(|r| r.document.instruments.iter().map(move |i| (&r.document, i)));
    let aligned: Vec<Aligned> = instruments
        .filter(|(_, i)| !i.clauses.is_empty())
        .map(|(d, i)| {
            let units = clause_units(&d.canonical.text, i);
            let alignment = align(&units, &base_units);
            Aligned { title: &i.title, source: &d.source.name, state: d.state, units, alignment }
        })
        .collect();
    let mut out = String::new();
    for a in &aligned {
        out += &if args.json {
            json(a, base_text, &base_units).to_string() + "\n"
        } else {
            plain(a, &base_units)
        };
    }
    if let Some(path) = &args.html
        && let Err(e) = std::fs::write(path, page(&aligned, base_text, &base_units).into_string())
    {
        eprintln!("{}: {e}", path.display());
        return ExitCode::from(2);
    }
    // A reader that closed the pipe has seen enough.
    let _ = std::io::stdout().lock().write_all(out.as_bytes());
    exit_code(&own, &[base_faults, faults].concat())
}

/// The instrument with the most clauses: a covering notice is seldom what one means.
pub fn main_text(document: &Document) -> Option<(&Document, &Instrument)> {
    let most = document.instruments.iter().rev().max_by_key(|i| i.clauses.len())?;
    (!most.clauses.is_empty()).then_some((document, most))
}

/// The marked text: 〔-words of the first text only-〕, 〔+of the second only+〕.
pub fn marked(pieces: &[Piece]) -> String {
    let one = |p: &Piece| match p.kind {
        PieceKind::Same => p.text.clone(),
        PieceKind::Old => format!("〔-{}-〕", p.text),
        PieceKind::New => format!("〔+{}+〕", p.text),
    };
    pieces.iter().map(one).collect()
}

fn label(units: &[Unit], at: Option<usize>) -> &str {
    at.and_then(|i| units.get(i)).map_or("—", |u| u.label.as_str())
}

fn words(units: &[Unit], at: Option<usize>) -> &str {
    at.and_then(|i| units.get(i)).map_or("", |u| u.text.as_str())
}

/// Share of the whole; a partly read text may hold what seems omitted.
fn shares(a: &Aligned) -> String {
    let one = |c: Class| {
        let share = a.alignment.share(c).map_or("—".into(), |s| format!("{:.1}%", s * 100.0));
        format!("{} {}（{share}）", c.zh(), a.alignment.count(c))
    };
    let unsure = if a.state == ReadState::Read { "" } else { "；文本未读全，缺省无法判定" };
    Class::ALL.map(one).join("  ") + unsure
}

fn plain(a: &Aligned, base: &[Unit]) -> String {
    let mut out = format!("# {}（{}）\n  {}\n", a.title, a.source, shares(a));
    for r in &a.alignment.rows {
        out += &format!("{}\t{}\t{}", r.class.zh(), label(&a.units, r.own), label(base, r.base));
        let why: Vec<&str> = r.signals.iter().map(|s| s.why.as_str()).collect();
        let text = match r.class {
            Class::Verbatim => String::new(),
            Class::Added => words(&a.units, r.own).into(),
            Class::Omitted => words(base, r.base).into(),
            _ => marked(&r.pieces),
        };
        out += &format!("\t{}\t{}\n", why.join("；"), text.replace('\n', " "));
    }
    out
}

fn json(a: &Aligned, base_text: &Instrument, base: &[Unit]) -> Value {
    let rows: Vec<Value> = a.alignment.rows.iter().map(|r| {
        json!({ "class": r.class, "label": r.own.map(|_| label(&a.units, r.own)),
            "baseline_label": r.base.map(|_| label(base, r.base)), "score": (r.score * 1000.0).round() / 1000.0,
            "text": words(&a.units, r.own), "baseline_text": words(base, r.base),
            "pieces": r.pieces, "signals": r.signals })
    }).collect();
    let shares: serde_json::Map<String, Value> = Class::ALL
        .iter()
        .map(|c| (c.en().into(), json!({ "count": a.alignment.count(*c), "share": a.alignment.share(*c) })))
        .collect();
    json!({ "source": a.source, "title": a.title, "state": a.state, "baseline": base_text.title,
        "clauses": a.alignment.own, "baseline_clauses": a.alignment.base, "shares": shares, "rows": rows })
}

const STYLE: &str = "body{font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:1.5rem auto;max-width:75rem;line-height:1.6;padding:0 1rem}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #888;padding:.3rem .5rem;vertical-align:top;text-align:left}\
td:nth-child(-n+3){white-space:nowrap}del{background:#fde2cf;color:#7a3300}ins{background:#d5e8f8;color:#003a66;text-decoration:underline}\
@media(max-width:40rem){td:nth-child(-n+3){white-space:normal}}";

fn page(all: &[Aligned], base_text: &Instrument, base: &[Unit]) -> Markup {
    let piece = |p: &Piece| match p.kind {
        PieceKind::Same => html! { (p.text) },
        PieceKind::Old => html! { del { (p.text) } },
        PieceKind::New => html! { ins { (p.text) } },
    };
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8"; meta name="viewport" content="width=device-width, initial-scale=1";
                title { "与基准文本对照" } style { (maud::PreEscaped(STYLE)) }
            }
            body { main {
                h1 { "与基准文本对照" }
                p { "基准：" (base_text.title) "。" del { "删除线" } "为基准独有，" ins { "下划线" } "为本文独有。" }
                @for a in all {
                    h2 { (a.title) } p { (a.source) "：" (shares(a)) }
                    table {
                        thead { tr { th scope="col" { "类别" } th scope="col" { "本文" } th scope="col" { "基准" } th scope="col" { "理由" } th scope="col" { "文字" } } }
                        tbody { @for r in &a.alignment.rows { tr {
                            td { (r.class.zh()) } td { (label(&a.units, r.own)) } td { (label(base, r.base)) }
                            td { (r.signals.iter().map(|s| s.why.as_str()).collect::<Vec<_>>().join("；")) }
                            td {
                                @if r.pieces.is_empty() { (words(&a.units, r.own)) (words(base, r.base)) }
                                @for p in &r.pieces { (piece(p)) }
                            }
                        } } }
                    }
                }
            } }
        }
    }
}
