//! Latency of search against the same queries on bare tantivy with jieba words alone, in one run.
//! Usage: speed FOLDER SIZE…   (folder of text files, a clause a line; see benches/search.sh)
//!
//! Clauses beyond the folder's own are halves of two of them put together, so that words stay as
//! frequent as they are and no text repeats.
//!
//! What is compared. Both take the query as typed and answer it with the ten best in order and the
//! exact number of hits (and all facets, where asked). Ours: reading and cutting the query, every
//! clause that holds the text whatever the cut, the best fifty ordered anew by all that tells. Bare:
//! jieba's cut of the text (its dictionary loaded before), the words as a term, a phrase or both,
//! over one field of jieba's words; in one pass, `(TopDocs, Count)` and the aggregation, which is the
//! figure; and in two, the best without scoring all, the number from the dictionary where it stands
//! there. "Shown" is with the texts of the ten and the words marked in them, bare by the engine's
//! own means. The figure of a class is the median of its queries' ratios. Queries are of the texts:
//! common and rare words, two characters and four. Ours finds more where jieba cut otherwise (hits).
//! Nothing is kept between queries but what an open index keeps on both sides; they take turns.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tantivy::aggregation::AggregationCollector;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::*;
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{DocAddress, Index, TantivyDocument};
use tiaokuan::index::{BuildOptions, ClauseDoc, Options, Searcher, build};
use tiaokuan::model::{ClauseKind, Date, InstrumentKind, Level, Span, State};
use tiaokuan::segment::{modality, words};

const ROUNDS: usize = 15;
const REGIONS: [&str; 12] =
    ["甲省", "乙省", "丙市", "丁市", "戊市", "己市", "庚县", "辛县", "壬区", "癸区", "子市", "丑市"];
const PROVISIONS: [&str; 5] =
    ["exit.delete_data", "fair.open_access", "security.level", "term.limit", "public.free"];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let Some((folder, sizes)) = args.split_first() else {
        eprintln!("usage: speed FOLDER SIZE…");
        std::process::exit(2);
    };
    let lines = lines(Path::new(folder));
    for size in sizes {
        let Ok(size) = size.parse() else { continue };
        run(&clauses(&lines, size));
    }
}

/// The lines of all files below a folder, with the number of their file.
fn lines(folder: &Path) -> Vec<(usize, String)> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        match std::fs::read_dir(&next) {
            Ok(entries) => open.extend(entries.flatten().map(|e| e.path())),
            Err(_) => files.push(next),
        }
    }
    files.sort();
    let text = |f: &PathBuf| std::fs::read_to_string(f).unwrap_or_default();
    let of = |(i, f): (usize, &PathBuf)| {
        let text = text(f);
        text.lines().filter(|l| !l.trim().is_empty()).map(|l| (i, l.to_string())).collect::<Vec<_>>()
    };
    files.iter().enumerate().flat_map(of).collect()
}

fn clauses(lines: &[(usize, String)], size: usize) -> Vec<ClauseDoc> {
    (0..size).map(|i| clause(lines, i)).collect()
}

fn clause(lines: &[(usize, String)], i: usize) -> ClauseDoc {
    let (pass, at) = (i / lines.len(), i % lines.len());
    let (file, line) = &lines[at];
    let other = &lines[(at * 31 + pass * 7919) % lines.len()].1;
    let half = |text: &str| text.char_indices().nth(text.chars().count() / 2).map_or(0, |c| c.0);
    let text =
        if pass == 0 { line.clone() } else { format!("{}{}", &line[..half(line)], &other[half(other)..]) };
    let mark = file * 7 + pass * 3;
    ClauseDoc {
        instrument: format!("i{file}-{pass}"),
        title: format!("示例{file}条例"),
        source: format!("{file}-{pass}.txt"),
        region: REGIONS[mark % REGIONS.len()].into(),
        province: REGIONS[mark % 2].into(),
        level: Some([Level::Province, Level::City, Level::County][mark % 3]),
        kind: Some([InstrumentKind::LocalRegulation, InstrumentKind::Measures][mark % 2]),
        date: Date::new(2010 + (mark % 16) as u16, 5, 1),
        draft: false,
        headings: Vec::new(),
        stem: None,
        ordinal: at as u32,
        label: format!("第{at}条"),
        article: format!("第{at}条"),
        clause_kind: ClauseKind::Paragraph,
        span: Span::new(0, text.len()),
        text,
        page: None,
        provisions: if i.is_multiple_of(6) {
            vec![(PROVISIONS[i / 6 % 5].into(), State::Present)]
        } else {
            Vec::new()
        },
        actors: Vec::new(),
    }
}

/// A query for both: as typed, and what is asked of the bare engine.
struct Case {
    class: &'static str,
    typed: &'static str,
    bare: Bare,
    facets: bool,
}

enum Bare {
    Text(&'static str),
    All(Vec<Bare>),
    Any(Vec<Bare>),
    Not(Box<Bare>),
    Is(&'static str, &'static str),
    Years(u64, u64),
}

fn cases() -> Vec<Case> {
    use Bare::*;
    let case = |class, typed, bare| Case { class, typed, bare, facets: false };
    let faceted = |typed, bare| Case { class: "faceted", typed, bare, facets: true };
    let all = |texts: &[&'static str]| All(texts.iter().copied().map(Text).collect());
    let any = |texts: &[&'static str]| Any(texts.iter().copied().map(Text).collect());
    vec![
        case("term", "数据", Text("数据")),
        case("term", "监督", Text("监督")),
        case("term", "处罚", Text("处罚")),
        case("term", "档案", Text("档案")),
        case("term", "预算", Text("预算")),
        case("term", "知识产权", Text("知识产权")),
        case("term", "人民政府", Text("人民政府")),
        case("phrase", "“监督管理职责”", Text("监督管理职责")),
        case("phrase", "“县级以上人民政府”", Text("县级以上人民政府")),
        case("phrase", "“依法追究刑事责任”", Text("依法追究刑事责任")),
        case("phrase", "“个人信息保护”", Text("个人信息保护")),
        case("phrase", "“应当自收到申请之日起”", Text("应当自收到申请之日起")),
        case("boolean", "数据 安全", all(&["数据", "安全"])),
        case("boolean", "监督 检查 处罚", all(&["监督", "检查", "处罚"])),
        case("boolean", "预算 OR 决算", any(&["预算", "决算"])),
        case("boolean", "数据 -个人", All(vec![Text("数据"), Not(Box::new(Text("个人")))])),
        case("boolean", "(噪声 OR 大气) 防治", All(vec![any(&["噪声", "大气"]), Text("防治")])),
        case("filtered", "region:丙市 监督", All(vec![Text("监督"), Is("region", "丙市")])),
        case("filtered", "level:city 处罚", All(vec![Text("处罚"), Is("level", "city")])),
        case("filtered", "year:2015..2018 数据", All(vec![Text("数据"), Years(2015, 2018)])),
        case("filtered", "modality:不得 安全", All(vec![Text("安全"), Is("modality", "不得")])),
        case("filtered", "provision:term.limit 申请", All(vec![Text("申请"), Is("provision", "term.limit")])),
        faceted("数据", Text("数据")),
        faceted("监督", Text("监督")),
        faceted("处罚 罚款", all(&["处罚", "罚款"])),
        faceted("预算 OR 决算", any(&["预算", "决算"])),
    ]
}

/// The bare engine: one text field of jieba's words, the same columns.
struct Engine {
    searcher: tantivy::Searcher,
    schema: Schema,
    text: Field,
}

#[derive(Clone)]
struct Jieba(Token);

struct Words<'a> {
    text: &'a str,
    words: std::vec::IntoIter<Span>,
    token: &'a mut Token,
}

impl Tokenizer for Jieba {
    type TokenStream<'a> = Words<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words<'a> {
        self.0.reset();
        Words { text, words: words(text).into_iter(), token: &mut self.0 }
    }
}

impl TokenStream for Words<'_> {
    fn advance(&mut self) -> bool {
        let text = self.text;
        let Some(word) = self.words.find(|w| w.of(text).chars().any(char::is_alphanumeric)) else {
            return false;
        };
        self.token.text.clear();
        self.token.text.push_str(word.of(text));
        self.token.position = self.token.position.wrapping_add(1);
        true
    }
    fn token(&self) -> &Token {
        self.token
    }
    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

impl Engine {
    fn build(dir: &Path, docs: &[ClauseDoc]) -> tantivy::Result<Self> {
        let mut b = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("jieba")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text =
            b.add_text_field("text", TextOptions::default().set_indexing_options(indexing).set_stored());
        let names = ["region", "level", "kind", "provision", "modality"];
        let fields: Vec<Field> =
            names.iter().map(|n| b.add_text_field(n, (STRING | FAST).set_fast("raw"))).collect();
        let year = b.add_u64_field("year", INDEXED | FAST);
        let schema = b.build();
        let index = Index::create_in_dir(dir, schema.clone())?;
        index.tokenizers().register("jieba", TextAnalyzer::builder(Jieba(Token::default())).build());
        let mut writer = index.writer_with_num_threads(2, 200_000_000)?;
        for doc in docs {
            let mut record = TantivyDocument::new();
            record.add_text(text, &doc.text);
            record.add_text(fields[0], &doc.region);
            record.add_text(fields[1], level(doc.level));
            record.add_text(fields[2], doc.kind.map_or("", InstrumentKind::name));
            for (provision, _) in &doc.provisions {
                record.add_text(fields[3], provision);
            }
            let mut seen: Vec<&str> = modality(&doc.text).into_iter().map(|m| m.0.zh()).collect();
            seen.sort_unstable();
            seen.dedup();
            seen.iter().for_each(|m| record.add_text(fields[4], m));
            record.add_u64(year, doc.date.map_or(0, |d| u64::from(d.year)));
            writer.add_document(record)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(Self { searcher: index.reader()?.searcher(), schema, text })
    }

    fn term(&self, field: &str, value: &str) -> Box<dyn Query> {
        let field = self.schema.get_field(field).unwrap();
        Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
    }

    fn query(&self, bare: &Bare) -> Box<dyn Query> {
        match bare {
            Bare::Text(text) => {
                let terms: Vec<Term> =
                    words(text).iter().map(|w| Term::from_field_text(self.text, w.of(text))).collect();
                match &terms[..] {
                    [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
                    _ => Box::new(PhraseQuery::new(terms)),
                }
            }
            Bare::All(parts) => Box::new(BooleanQuery::new(
                parts
                    .iter()
                    .map(|p| match p {
                        Bare::Not(inner) => (Occur::MustNot, self.query(inner)),
                        other => (Occur::Must, self.query(other)),
                    })
                    .collect(),
            )),
            Bare::Any(parts) => Box::new(BooleanQuery::union(parts.iter().map(|p| self.query(p)).collect())),
            Bare::Not(inner) => self.query(inner),
            Bare::Is(field, value) => Box::new(ConstScoreQuery::new(self.term(field, value), 0.0)),
            Bare::Years(from, to) => {
                let year = self.schema.get_field("year").unwrap();
                let bound = |y: &u64| std::ops::Bound::Included(Term::from_field_u64(year, *y));
                Box::new(ConstScoreQuery::new(Box::new(RangeQuery::new(bound(from), bound(to))), 0.0))
            }
        }
    }

    /// The ten best and the number of hits, in one pass or in two.
    fn ask(&self, case: &Case, two: bool) -> (Vec<(f32, DocAddress)>, usize) {
        let query = self.query(&case.bare);
        let best = TopDocs::with_limit(10).order_by_score();
        if case.facets {
            let facets = ["region", "level", "kind", "year", "provision", "modality"];
            let wanted: Vec<String> = facets
                .iter()
                .map(|f| format!("\"{f}\":{{\"terms\":{{\"field\":\"{f}\",\"size\":500}}}}"))
                .collect();
            let wanted = serde_json::from_str(&format!("{{{}}}", wanted.join(","))).unwrap();
            let counts = AggregationCollector::from_aggs(wanted, Default::default());
            if two {
                let top = self.searcher.search(&query, &best).unwrap();
                (top, self.searcher.search(&query, &(Count, counts)).unwrap().0)
            } else {
                let (top, count, _) = self.searcher.search(&query, &(best, Count, counts)).unwrap();
                (top, count)
            }
        } else if two {
            (self.searcher.search(&query, &best).unwrap(), query.count(&self.searcher).unwrap())
        } else {
            self.searcher.search(&query, &(best, Count)).unwrap()
        }
    }

    /// Texts of the hits with the words in them marked, as the engine's own means do it.
    fn show(&self, case: &Case, top: &[(f32, DocAddress)]) -> usize {
        let query = self.query(&case.bare);
        let mut snippets = SnippetGenerator::create(&self.searcher, &query, self.text).unwrap();
        snippets.set_max_num_chars(1000);
        let mut marks = 0;
        for (_, at) in top {
            let doc: TantivyDocument = self.searcher.doc(*at).unwrap();
            marks += snippets.snippet_from_doc(&doc).highlighted().len();
        }
        marks
    }
}

fn level(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Province) => "province",
        Some(Level::City) => "city",
        _ => "county",
    }
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e6
}

fn size(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).unwrap().flatten();
    entries.map(|e| if e.path().is_dir() { size(&e.path()) } else { e.metadata().unwrap().len() }).sum()
}

fn run(docs: &[ClauseDoc]) {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let start = Instant::now();
    build(one.path(), docs, &BuildOptions::default()).unwrap();
    let ours = start.elapsed();
    let start = Instant::now();
    let bare = Engine::build(other.path(), docs).unwrap();
    let theirs = start.elapsed();
    let text: usize = docs.iter().map(|d| d.text.len()).sum();
    println!(
        "# {} clauses, {text} bytes of text; index {:.2} times the text (bare {:.2}); built in {:.0} s (bare {:.0} s)",
        docs.len(),
        size(one.path()) as f64 / text as f64,
        size(other.path()) as f64 / text as f64,
        ours.as_secs_f64(),
        theirs.as_secs_f64(),
    );
    println!(
        "class\tours µs\tbare in one pass\ttimes\tbare in two\ttimes\tshown µs\tbare shown\ttimes\thits\tbare hits\tquery"
    );
    let searcher = Searcher::open(one.path()).unwrap();
    let mut classes: Vec<(&str, Vec<[f64; 3]>)> = Vec::new();
    for case in cases() {
        let (mut hits, mut bare_hits, mut times) = (0, 0, [const { Vec::new() }; 6]);
        for round in 0..ROUNDS + 3 {
            let mut timed = |i: usize, work: &mut dyn FnMut()| {
                let start = Instant::now();
                work();
                if round >= 3 {
                    times[i].push(start.elapsed());
                }
            };
            // The ten best are put in order with 0, too, but not fetched.
            let ask = |limit: usize| {
                let options = Options { facets: case.facets, limit, ..Options::default() };
                searcher.search(case.typed, &options).unwrap()
            };
            timed(0, &mut || hits = ask(0).total);
            timed(1, &mut || bare_hits = bare.ask(&case, false).1);
            timed(2, &mut || bare_hits = bare.ask(&case, true).1);
            timed(3, &mut || hits = ask(10).total);
            for (i, two) in [(4, false), (5, true)] {
                timed(i, &mut || {
                    let top = bare.ask(&case, two).0;
                    assert!(bare.show(&case, &top) > 0 || top.is_empty());
                });
            }
        }
        let [a, b, c, d, e, f] = times.map(median);
        let ratios = [a / b, a / c, d / e.min(f)];
        println!(
            "{}\t{a:.0}\t{b:.0}\t{:.2}\t{c:.0}\t{:.2}\t{d:.0}\t{:.0}\t{:.2}\t{hits}\t{bare_hits}\t{}",
            case.class,
            ratios[0],
            ratios[1],
            e.min(f),
            ratios[2],
            case.typed
        );
        match classes.last_mut() {
            Some((class, all)) if *class == case.class => all.push(ratios),
            _ => classes.push((case.class, vec![ratios])),
        }
    }
    for (class, all) in classes {
        let middle = |i: usize| {
            let mut ratios: Vec<f64> = all.iter().map(|r| r[i]).collect();
            ratios.sort_by(f64::total_cmp);
            (ratios[ratios.len() / 2], ratios[ratios.len() - 1])
        };
        let [one, two, shown] = [0, 1, 2].map(middle);
        println!(
            "= {class}: median {:.2} (worst {:.2}) times bare in one pass, {:.2} ({:.2}) in two, {:.2} ({:.2}) shown",
            one.0, one.1, two.0, two.1, shown.0, shown.1
        );
    }
}
