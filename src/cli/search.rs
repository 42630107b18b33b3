use crate::diag::{Diagnostic, Place, render};
use crate::index::{self, BuildOptions, FIELDS, Hit, IndexError, Options, Results, Searcher, Sort};
use crate::rules::RuleSet;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
#[command(after_help = query_help())]
pub struct SearchArgs {
    /// Words (all wanted), "exact phrase", OR, NOT/-, ( ), field:value, NEAR/10
    #[arg(required = true, num_args = 1..)]
    query: Vec<String>,
    /// Folder of the clause index (索引目录)
    #[arg(long, default_value = "index", value_name = "DIR")]
    index: PathBuf,
    /// Results as one JSON object
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Results as CSV
    #[arg(long)]
    csv: bool,
    /// Results a page (每页条数)
    #[arg(long, default_value_t = 10)]
    limit: usize,
    /// Results to skip
    #[arg(long, default_value_t = 0)]
    offset: usize,
    #[arg(long, value_enum, default_value_t = Order::Relevance)]
    sort: Order,
    /// Group the clauses of one instrument (按文本分组)
    #[arg(long)]
    group: bool,
    /// Count regions, levels, kinds, years, provisions, modality (分面计数)
    #[arg(long)]
    facets: bool,
    /// Do not look for synonyms (不扩展同义词)
    #[arg(long)]
    no_synonyms: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Order {
    Relevance,
    Newest,
    Oldest,
    Document,
}

fn query_help() -> String {
    let mut out = String::from("Fields (检索字段):\n");
    for f in FIELDS {
        out += &format!(
            "  {:24} {}\n",
            f.names.iter().take(2).copied().collect::<Vec<_>>().join(", "),
            f.values
        );
    }
    out
}

pub fn run(args: &SearchArgs) -> ExitCode {
    let query = args.query.join(" ");
    let options = Options {
        limit: args.limit,
        offset: args.offset,
        sort: match args.sort {
            Order::Relevance => Sort::Relevance,
            Order::Newest => Sort::Newest,
            Order::Oldest => Sort::Oldest,
            Order::Document => Sort::Document,
        },
        group: args.group,
        facets: args.facets,
        synonyms: !args.no_synonyms,
        ..Options::default()
    };
    let found = Searcher::open(&args.index).and_then(|s| s.search(&query, &options));
    match found {
        Ok(results) => {
            let text = if args.json {
                serde_json::to_string_pretty(&results).unwrap_or_default() + "\n"
            } else if args.csv {
                csv(&results)
            } else {
                plain(&results, std::io::stdout().is_terminal())
            };
            // A reader that closed the pipe has seen enough.
            let _ = std::io::stdout().lock().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprint!("{}", render(&diagnostic(&e, &args.index)));
            ExitCode::from(2)
        }
    }
}

/// What `run` builds the index with.
pub fn build_options(set: &RuleSet) -> BuildOptions {
    BuildOptions {
        terms: set.terms.iter().filter(|t| t.chars >= 2).map(|t| t.text.clone()).collect(),
        synonyms: set.synonyms.clone(),
        rules: set.id.sha256.clone(),
    }
}

/// An index error as a diagnostic; a query error shows the place in the query.
pub fn diagnostic(e: &IndexError, dir: &Path) -> Diagnostic {
    if let IndexError::Query(q) = e {
        let place = Place { column: Some(q.column), excerpt: Some(q.query.clone()), ..Place::default() };
        return Diagnostic::new("X003", place, q.message.clone()).with_help(q.help.clone());
    }
    Diagnostic::new(e.code(), Place::file(dir.to_string_lossy()), e.to_string())
}

fn all_hits(results: &Results) -> impl Iterator<Item = &Hit> {
    results.hits.iter().chain(results.groups.iter().flat_map(|g| &g.hits))
}

fn plain(results: &Results, colour: bool) -> String {
    let mut out = String::new();
    for note in &results.notes {
        out += &format!("注意：{note}\n");
    }
    for other in &results.did_you_mean {
        out += &format!("是不是要找：{other}\n");
    }
    out += &format!("共 {} 条\n", results.total);
    for hit in all_hits(results) {
        let c = &hit.clause;
        let date = c.date.map_or(String::new(), |d| format!(" {d}"));
        let draft = if c.draft { "（征求意见稿）" } else { "" };
        let (on, off) = if colour { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("【", "】") };
        out += &format!("\n{} {}{draft} {}{date}  {}\n", c.label, c.title, c.region, c.source);
        out += &format!("  {}\n", index::marked(&c.text, &hit.highlights, on, off).replace('\n', " "));
    }
    for facet in &results.facets {
        let values: Vec<String> = facet.values.iter().map(|(v, n)| format!("{v} {n}")).collect();
        out += &format!("\n{}：{}", facet.name, values.join("，"));
    }
    if !results.facets.is_empty() {
        out.push('\n');
    }
    out
}

fn csv(results: &Results) -> String {
    let mut writer = csv::Writer::from_writer(Vec::from("\u{feff}"));
    let head = ["条号", "文本", "地区", "日期", "来源文件", "正文", "高亮"];
    let _ = writer.write_record(head);
    for hit in all_hits(results) {
        let c = &hit.clause;
        let marks: Vec<String> =
            hit.highlights.iter().map(|m| format!("{}-{}", m.chars.0, m.chars.1)).collect();
        let date = c.date.map_or(String::new(), |d| d.to_string());
        let _ =
            writer.write_record([&c.label, &c.title, &c.region, &date, &c.source, &c.text, &marks.join(" ")]);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
