use super::common::{choose, print_all, read_with};
use crate::model::{Document, Node, ReadState};
use crate::structure;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    file: PathBuf,
    /// Nested objects with kind, label, text, span, children
    #[arg(long)]
    json: bool,
    /// List what was cut from the source, with the reason (被剔除的内容)
    #[arg(long)]
    cuts: bool,
    /// List words that OCR read with low confidence and glyphs that were not restored (存疑字词)
    #[arg(long)]
    doubts: bool,
    /// The canonical text, nothing else (规范化文本)
    #[arg(long)]
    text: bool,
}

pub fn run(args: &ShowArgs) -> ExitCode {
    let (sources, faults) = choose(std::slice::from_ref(&args.file));
    print_all(&faults);
    let readings = read_with(&sources, args.cuts);
    let mut out = std::io::stdout().lock();
    for reading in &readings {
        print_all(&reading.diagnostics);
        let document = &reading.document;
        let text = if args.text {
            document.canonical.text.clone()
        } else if args.cuts {
            cuts(document, reading.raw.as_deref().unwrap_or_default())
        } else if args.doubts {
            doubts(document)
        } else if args.json {
            let value = json!({ "source": document.source, "state": document.state,
                "instruments": document.instruments.iter().map(|i| json!({
                    "id": i.id, "title": i.title, "facts": i.facts, "articles": i.articles, "span": i.span,
                })).collect::<Vec<_>>(),
                "tree": tree(&document.root, &document.canonical.text) });
            serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
        } else {
            plain(document)
        };
        if out.write_all(text.as_bytes()).is_err() {
            break;
        }
    }
    let unread = readings.iter().filter(|r| r.document.state == ReadState::Unreadable).count();
    match (readings.len() - unread, unread) {
        (0, _) => ExitCode::from(2),
        (_, 0) => ExitCode::SUCCESS,
        _ => ExitCode::from(1),
    }
}

fn plain(document: &Document) -> String {
    let mut out = String::new();
    if let Some(condition) = document.source.condition {
        out += &format!("※ {}，引用前请与原件核对\n", condition.zh());
    }
    for i in &document.instruments {
        let f = &i.facts;
        let date = |d: Option<crate::model::Date>| d.map_or("—".into(), |d| d.to_string());
        out += &format!(
            "# {}\n  文号 {}  机关 {}  成文 {}  施行 {}{}  种类 {}  地区 {}{}\n  条 {}  条款单元 {}\n",
            i.title,
            f.document_number.as_deref().unwrap_or("—"),
            if f.issuers.is_empty() { "—".into() } else { f.issuers.join("、") },
            date(f.signed.or(f.published)),
            date(f.effective),
            if f.effective_on_issue { "（自印发之日起）" } else { "" },
            f.kind.map_or("—", |k| k.name()),
            f.region.as_ref().map_or("—", |r| r.name.as_str()),
            if f.draft { "  征求意见稿" } else { "" },
            i.articles,
            i.clauses.len(),
        );
    }
    out + &structure::outline(&document.root, &document.canonical.text)
}

/// What was cut, with its place in the raw text and the reason; layout (line breaks) left out.
fn cuts(document: &Document, raw: &str) -> String {
    let mut out = String::new();
    for cut in document.canonical.map.cuts() {
        let words = raw.get(cut.raw.start..cut.raw.end).unwrap_or_default();
        if !words.trim().is_empty() {
            out += &format!(
                "{}..{}\t{:?}\t{}\n",
                cut.raw.start,
                cut.raw.end,
                cut.reason,
                words.trim().replace('\n', "⏎")
            );
        }
    }
    out
}

/// Place, page, confidence and the word with what stands around it.
fn doubts(document: &Document) -> String {
    let text = &document.canonical.text;
    let mut out = String::new();
    for d in &document.canonical.doubtful {
        let before: Vec<char> = text[..d.span.start].chars().rev().take(8).collect();
        let behind: String = text[d.span.end..].chars().take(8).collect();
        let around = format!("{}【{}】{behind}", before.iter().rev().collect::<String>(), d.span.of(text));
        let page = document.page_of(d.span.start).map_or("—".into(), |p| p.to_string());
        out += &format!(
            "{}..{}\t第{page}页\t{}%\t{}\n",
            d.span.start,
            d.span.end,
            d.confidence,
            around.replace('\n', "⏎")
        );
    }
    out
}

fn tree(node: &Node, text: &str) -> Value {
    let children: Vec<Value> = node.children.iter().map(|c| tree(c, text)).collect();
    json!({ "kind": node.kind, "label": node.label, "heading": node.heading, "text": node.span.of(text),
        "span": node.span, "children": children })
}
