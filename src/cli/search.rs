use crate::diag::{Diagnostic, Place, render};
use crate::index::{self, BuildOptions, FIELDS, Hit, IndexError, Options, Results, Searcher, Sort, View};
use crate::rules::{self, RuleSet};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
#[command(after_help = query_help())]
pub struct SearchArgs {
    /// Words (all wanted), "exact phrase", OR, NOT/-, ( ), field:value, NEAR/10
    #[arg(required_unless_present_any = ["like", "judge"], num_args = 1..)]
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
    /// More like the clause of this key, as --json shows it (相似条款)
    #[arg(long, value_name = "KEY", conflicts_with = "query")]
    like: Option<String>,
    /// Colour the words found (着色)
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    colour: Colour,
    /// Rule folder to tell by whether the index is stale; the built-in rules when not given (规则目录)
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// nDCG@10 of the ranking and of plain BM25 over judged queries: query, source, label, grade (排序评测)
    #[arg(long, value_name = "TSV", conflicts_with_all = ["query", "like"])]
    judge: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Order {
    Relevance,
    Newest,
    Oldest,
    Document,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
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
    let text = Searcher::open(&args.index).and_then(|searcher| {
        if let Some(path) = &args.judge {
            return judge(&searcher, path);
        }
        let results = match &args.like {
            Some(key) => searcher.like(key, args.limit, args.offset)?,
            None => searcher.search(&args.query.join(" "), &options(args))?,
        };
        warn_when_stale(&searcher, args);
        Ok(print(&results, args))
    });
    match text {
        Ok(text) => {
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

fn print(results: &Results, args: &SearchArgs) -> String {
    if args.json {
        return serde_json::to_string_pretty(results).unwrap_or_default() + "\n";
    }
    if args.csv {
        return csv(results);
    }
    let colour = match args.colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    plain(results, args.offset, colour)
}

/// Results never wait for the rules to be read: their hash alone tells.
fn warn_when_stale(searcher: &Searcher, args: &SearchArgs) {
    let Ok(sources) = super::rules::sources(args.rules.as_ref()) else { return };
    let stale = searcher.stamp().stale_for_rules(&rules::hash(&sources));
    if !stale.is_empty() {
        let message = format!("the index was built with another {}", stale.join(", "));
        let place = Place::file(args.index.to_string_lossy());
        eprint!("{}", render(&Diagnostic::new("X007", place, message)));
    }
}

/// The table of rankings: mean nDCG@10 over the judged queries, and how many of the ten nobody graded.
fn judge(searcher: &Searcher, path: &Path) -> Result<String, IndexError> {
    const DEPTH: usize = 10;
    const FOLDS: usize = 5;
    let io = |source| IndexError::Io { path: path.into(), source };
    let text = std::fs::read_to_string(path).map_err(io)?;
    let queries = index::judged_queries(&text).map_err(|line| {
        io(std::io::Error::other(format!("line {line} is not query, source, label, grade")))
    })?;
    let (mut sums, mut ungraded) = ([0.0; 4], [0; 4]);
    let mut out = String::from("本程序\t词BM25\t字对BM25\t词加字对BM25\t查询\n");
    for q in &queries {
        let shipped = searcher.search(&q.query, &Options { limit: DEPTH, ..Options::default() })?;
        let mut ranked = vec![shipped.hits.into_iter().map(|h| h.clause).collect::<Vec<_>>()];
        for view in [View::Words, View::Pairs, View::Both] {
            ranked.push(searcher.plain_bm25(&q.query, view, DEPTH)?);
        }
        for (i, clauses) in ranked.iter().enumerate() {
            let value = q.ndcg(clauses.iter(), DEPTH);
            sums[i] += value;
            ungraded[i] += q.ungraded(clauses.iter());
            out += &format!("{value:.3}\t");
        }
        out += &format!("{}\n", q.query);
    }
    let n = queries.len().max(1) as f64;
    let row = |cells: Vec<String>, name: &str| format!("{}\t{name}\n", cells.join("\t"));
    let of_ten = |u: &usize| format!("{:.2}", *u as f64 / n);
    out += &row(ungraded.iter().map(of_ten).collect(), "前十条中未评的条数（平均）");
    let held_out = searcher.held_out(&queries, DEPTH, FOLDS)?;
    out += &format!("{held_out:.3}\t\t\t\t权重取自其余四折（{FOLDS} 折）\n");
    let name = format!("平均nDCG@10（{} 个查询）", queries.len());
    Ok(out + &row(sums.iter().map(|s| format!("{:.3}", s / n)).collect(), &name))
}

fn options(args: &SearchArgs) -> Options {
    Options {
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

/// Names of the facets on a screen.
const FACETS_ZH: [(&str, &str); 6] = [
    ("region", "地区"),
    ("level", "层级"),
    ("kind", "文种"),
    ("year", "年份"),
    ("provision", "规定要素"),
    ("modality", "情态"),
];

/// Which of the hits are on this page, when it is not all of them.
fn shown_part(results: &Results, offset: usize) -> String {
    let n = results.hits.len();
    if n == 0 || n as u64 == results.total {
        return String::new();
    }
    let more = if ((offset + n) as u64) < results.total {
        format!("（其后：--offset {}）", offset + n)
    } else {
        String::new()
    };
    format!("，显示第 {}—{} 条{more}", offset + 1, offset + n)
}

fn plain(results: &Results, offset: usize, colour: bool) -> String {
    let mut out = String::new();
    for note in &results.notes {
        out += &format!("注意：{note}\n");
    }
    for other in &results.did_you_mean {
        out += &format!("是不是要找：{other}\n");
    }
    out += &format!("共 {} 条{}\n", results.total, shown_part(results, offset));
    results.hits.iter().for_each(|hit| out += &shown(hit, colour));
    for group in &results.groups {
        out += &format!("\n■ {}（{} 条）\n", group.title, group.total);
        group.hits.iter().for_each(|hit| out += &shown(hit, colour));
    }
    for facet in &results.facets {
        let values: Vec<String> = facet.values.iter().map(|(v, n)| format!("{v} {n}")).collect();
        let name = FACETS_ZH.iter().find(|f| f.0 == facet.name).map_or(facet.name.as_str(), |f| f.1);
        out += &format!("\n{name}：{}", values.join("，"));
    }
    if !results.facets.is_empty() {
        out.push('\n');
    }
    out
}

/// A hit in two or three lines: where it stands, what it hangs under, its words.
fn shown(hit: &Hit, colour: bool) -> String {
    let c = &hit.clause;
    let date = c.date.map_or(String::new(), |d| format!(" {d}"));
    let said = ["征求意见", "草案"].iter().any(|w| c.title.contains(w));
    let draft = if c.draft && !said { "（征求意见稿）" } else { "" };
    let (on, off) = if colour { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("【", "】") };
    let mut out = format!("\n{} {}{draft} {}{date}  {}  {}\n", c.label, c.title, c.region, c.source, hit.key);
    let above = above(hit);
    if !above.is_empty() {
        out += &format!("  〔{above}〕\n");
    }
    if !hit.missing.is_empty() {
        out += &format!("  （未含：{}）\n", hit.missing.join("、"));
    }
    out + &format!("  {}\n", index::marked(&c.text, &hit.highlights, on, off).replace('\n', " "))
}

/// Headings above the clause and the stem it hangs on, without what the clause itself begins with.
fn above(hit: &Hit) -> String {
    let c = &hit.clause;
    let headings =
        c.headings.iter().filter(|h| !h.text.is_empty()).map(|h| format!("{} {}", h.label, h.text));
    headings.chain(c.stem.clone()).collect::<Vec<_>>().join(" › ")
}

fn csv(results: &Results) -> String {
    let mut writer = csv::Writer::from_writer(Vec::from("\u{feff}"));
    let head = ["key", "条号", "文本", "地区", "日期", "来源文件", "上级", "正文", "高亮"];
    let _ = writer.write_record(head);
    for hit in all_hits(results) {
        let c = &hit.clause;
        let marks: Vec<String> =
            hit.highlights.iter().map(|m| format!("{}-{}", m.chars.0, m.chars.1)).collect();
        let date = c.date.map_or(String::new(), |d| d.to_string());
        let (above, marks) = (above(hit), marks.join(" "));
        let row = [&hit.key, &c.label, &c.title, &c.region, &date, &c.source, &above, &c.text, &marks];
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
