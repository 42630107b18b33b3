use super::common::{print_all, read, read_each};
use crate::corpus::{
    self, Anchor, Catalogue, Held, HeldInstrument, Laid, Lock, SourceFile, Verdict, anchor, intact, recognise,
};
use crate::diag::{Diagnostic, Place};
use crate::model::{Finding, ReadState};
use crate::pipeline::Reading;
use clap::Subcommand;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct StoreArg {
    /// The store; corpus/store when not given (语料库目录)
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
}

impl StoreArg {
    pub fn path(&self) -> PathBuf {
        self.store.clone().unwrap_or_else(|| corpus::store_dir(Path::new("corpus")))
    }
}

#[derive(Debug, Subcommand)]
pub enum CorpusCommand {
    /// What is held, missing, unreadable, superseded, of the catalogue and beyond (语料库现状)
    Status {
        #[command(flatten)]
        store: StoreArg,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Take files in and say which document of the catalogue each of them is (归档)
    Add {
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        store: StoreArg,
        /// Recognise only; write nothing (只识别，不写入)
        #[arg(long)]
        dry_run: bool,
    },
    /// Download what the catalogue has an address of: politely, from public sites only (下载)
    Fetch(super::fetch::FetchArgs),
    /// Check hashes, and whether the evidence of findings still anchors after reading anew (校验)
    Verify {
        #[command(flatten)]
        store: StoreArg,
        /// A findings.jsonl of an earlier run (编码结果)
        #[arg(long, value_name = "FILE")]
        findings: Option<PathBuf>,
    },
}

pub fn run(command: &CorpusCommand) -> ExitCode {
    let done = match command {
        CorpusCommand::Status { store, json } => status(store, *json),
        CorpusCommand::Add { paths, store, dry_run } => add(paths, store, *dry_run),
        CorpusCommand::Fetch(args) => super::fetch::run(args),
        CorpusCommand::Verify { store, findings } => verify(store, findings.as_deref()),
    };
    done.unwrap_or_else(|faults| {
        print_all(&faults);
        ExitCode::from(2)
    })
}

/// The exit code, or faults that kept everything from being done.
pub type Done = Result<ExitCode, Vec<Diagnostic>>;

fn open(store: &StoreArg) -> Result<Lock, Vec<Diagnostic>> {
    Lock::open(&store.path()).map_err(|d| vec![*d])
}

/// The catalogue of a file, or the built-in one.
pub fn catalogue_of(path: Option<&Path>) -> Result<Catalogue, Vec<Diagnostic>> {
    let Some(path) = path else { return Catalogue::built_in() };
    let shown = path.to_string_lossy().replace('\\', "/");
    let text = std::fs::read_to_string(path).map_err(|e| {
        vec![Diagnostic::new("L001", Place::file(&shown), format!("{shown} cannot be read: {e} (目录有误)"))]
    })?;
    Catalogue::parse(&text, &shown, &corpus::Divisions::default())
}

pub fn code(good: bool) -> ExitCode {
    if good { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn status(store: &StoreArg, as_json: bool) -> Done {
    let catalogue = Catalogue::built_in()?;
    let lock = open(store)?;
    let (mut by_entry, mut beyond): (BTreeMap<u32, Vec<&Held>>, Vec<&Held>) = Default::default();
    for held in &lock.sources {
        let entries: Vec<u32> = held.instruments.iter().filter_map(|i| i.entry).collect();
        if entries.is_empty() {
            beyond.push(held);
        }
        entries.into_iter().for_each(|no| by_entry.entry(no).or_default().push(held));
    }
    let rows: Vec<_> = catalogue
        .entries
        .iter()
        .map(|e| {
            let held = by_entry.get(&e.no).map(Vec::as_slice).unwrap_or_default();
            (e, held.iter().map(|h| state(&lock, h)).min_by_key(|s| rank(s)).unwrap_or("缺"), held)
        })
        .collect();
    if as_json {
        let source = |h: &&Held| json!({ "sha256": h.sha256, "name": h.name, "version": h.version, "state": state(&lock, h) });
        let entries: Vec<_> = rows
            .iter()
            .map(|(e, s, held)| {
                json!({ "no": e.no, "title": e.title, "region": e.region, "state": s,
                "sources": held.iter().map(source).collect::<Vec<_>>() })
            })
            .collect();
        let value = json!({ "entries": entries, "beyond": beyond.iter().map(source).collect::<Vec<_>>() });
        println!("{value:#}");
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["序号", "地区", "标题", "状态", "来源"]);
    for (e, s, held) in &rows {
        let names: Vec<String> = held.iter().map(|h| h.name.clone()).collect();
        table.add_row([
            e.no.to_string(),
            e.region.clone(),
            e.title.clone(),
            (*s).to_owned(),
            names.join("、"),
        ]);
    }
    println!("{table}");
    for held in &beyond {
        let titles: Vec<&str> = held.instruments.iter().map(|i| i.title.as_str()).collect();
        println!("目录外  {}  {}  {}", state(&lock, held), held.name, titles.join("、"));
    }
    let count = |what: &str| rows.iter().filter(|r| r.1 == what).count();
    println!(
        "目录 {}：在库 {}，部分可读 {}，缺 {}；目录外来源 {}，其中不可读 {}",
        rows.len(),
        count("在库"),
        count("部分可读"),
        count("缺"),
        beyond.len(),
        beyond.iter().filter(|h| h.state == "unreadable").count(),
    );
    Ok(ExitCode::SUCCESS)
}

/// States of a source in words, best first.
const STATES: [&str; 5] = ["在库", "部分可读", "不可读", "已被新版本取代", "文件丢失"];

fn state(lock: &Lock, held: &Held) -> &'static str {
    STATES[match held.state.as_str() {
        _ if !lock.path(held).is_file() => 4,
        _ if held.superseded_by.is_some() => 3,
        "read" => 0,
        "partial" => 1,
        _ => 2,
    }]
}

/// Place of a state among [`STATES`].
fn rank(state: &str) -> usize {
    STATES.iter().position(|s| *s == state).unwrap_or(STATES.len())
}

fn add(paths: &[PathBuf], store: &StoreArg, dry_run: bool) -> Done {
    let catalogue = Catalogue::built_in()?;
    let mut lock = open(store)?;
    let (sources, faults) = corpus::find(paths);
    print_all(&faults);
    let mut good = faults.is_empty();
    let mut any = false;
    for (source, readings) in sources.iter().zip(read_each(&sources)) {
        print_errors(&readings);
        good &= readings.iter().all(|r| r.document.state != ReadState::Unreadable);
        // A file that cannot be opened has no bytes to keep.
        let Ok(bytes) = source.load() else { continue };
        let (held, said) = recognised(&catalogue, source, &bytes, &readings);
        print_all(&said);
        for i in &held.instruments {
            let place = i.entry.map_or("目录外".into(), |no| no.to_string());
            println!("{place}\t{}\t{}", source.name, i.title);
        }
        any = true;
        if !dry_run && let Laid::Version(n) = lock.lay(held, &bytes).map_err(|d| vec![*d])? {
            let message = format!("{} is version {n} of what was held (已有新版本)", source.name);
            print_all(&[Diagnostic::new("L008", Place::file(&source.path), message)]);
        }
    }
    if !dry_run && any {
        lock.save().map_err(|d| vec![*d])?;
    }
    Ok(if any { code(good) } else { ExitCode::from(2) })
}

/// Why sources could not be read, to stderr.
pub fn print_errors(readings: &[Reading]) {
    let error = |d: &&Diagnostic| d.severity == crate::diag::Severity::Error;
    let errors: Vec<_> = readings.iter().flat_map(|r| &r.diagnostics).filter(error).cloned().collect();
    print_all(&errors);
}

/// A source as the lock file keeps it, with the documents of the catalogue that are in it; a bundle
/// has those of all its members.
pub fn recognised(
    catalogue: &Catalogue,
    source: &SourceFile,
    bytes: &[u8],
    readings: &[Reading],
) -> (Held, Vec<Diagnostic>) {
    let mut said = Vec::new();
    let instruments = readings.iter().flat_map(|r| &r.document.instruments).map(|i| {
        let verdict = recognise(catalogue, i);
        said.extend(say(catalogue, &source.path, &i.title, verdict));
        HeldInstrument { title: i.title.clone(), entry: verdict.filed() }
    });
    let instruments = instruments.collect();
    let word = |f: crate::model::Format| {
        serde_json::to_value(f).ok().and_then(|v| v.as_str().map(Into::into)).unwrap_or_default()
    };
    let (format, reader) = match readings {
        [one] => (word(one.document.source.format), one.document.source.reader.clone()),
        _ => ("zip".into(), "bundle".into()),
    };
    let held = Held {
        sha256: corpus::sha256(bytes),
        bytes: bytes.len() as u64,
        name: source.name.clone(),
        origin: source.name.clone(),
        version: 1,
        format,
        reader,
        program: env!("CARGO_PKG_VERSION").into(),
        state: state_of(readings).into(),
        superseded_by: None,
        fetched: None,
        instruments,
    };
    (held, said)
}

/// How far all that a source holds was read.
fn state_of(readings: &[Reading]) -> &'static str {
    let all = |state| readings.iter().all(|r| r.document.state == state);
    match () {
        () if all(ReadState::Unreadable) => "unreadable",
        () if all(ReadState::Read) => "read",
        () => "partial",
    }
}

fn say(catalogue: &Catalogue, path: &str, title: &str, verdict: Verdict) -> Option<Diagnostic> {
    let (id, no, what) = match verdict {
        Verdict::Filed(_) | Verdict::Beyond => return None,
        Verdict::Draft(no) => ("L002", no, "is a draft of, and not filed as, (征求意见稿)"),
        Verdict::Near(no) => ("L003", no, "has a name near to, and is not filed as, (近名文件)"),
        Verdict::Registration(no) => {
            ("L004", no, "is a registration rule beside, and not filed as, (登记规则)")
        }
        Verdict::Drifted(no) => ("L005", no, "is filed, under a title that has drifted, as (标题有出入)"),
    };
    let wanted = catalogue.entry(no).map(|e| e.title.as_str()).unwrap_or_default();
    Some(Diagnostic::new(id, Place::file(path), format!("“{title}” {what} {no} “{wanted}”")))
}

fn verify(store: &StoreArg, findings: Option<&Path>) -> Done {
    let lock = open(store)?;
    let mut good = true;
    for held in &lock.sources {
        if let Err(fault) = intact(&lock, held) {
            print_all(&[*fault]);
            good = false;
        }
    }
    println!("来源 {}", lock.sources.len());
    if let Some(path) = findings {
        good &= anchors(&lock, &load(path)?);
    }
    Ok(code(good))
}

fn load(path: &Path) -> Result<Vec<Finding>, Vec<Diagnostic>> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let fault = |why: String| {
        vec![Diagnostic::new("I001", Place::file(&shown), format!("{shown}: {why} (无法打开文件)"))]
    };
    let text = std::fs::read_to_string(path).map_err(|e| fault(e.to_string()))?;
    text.lines().map(|line| serde_json::from_str(line).map_err(|e| fault(e.to_string()))).collect()
}

/// Reads the held sources anew and anchors the evidence of their findings; a finding of a source
/// that is not held is counted apart.
fn anchors(lock: &Lock, findings: &[Finding]) -> bool {
    let texts: BTreeMap<String, String> = read(&lock.current())
        .into_iter()
        .map(|r| (r.document.source.name.clone(), r.document.canonical.text))
        .collect();
    let mut counts: BTreeMap<Anchor, usize> = BTreeMap::new();
    let mut strange = 0;
    for finding in findings {
        let name = finding.source.rsplit('/').next().unwrap_or_default();
        let Some(text) = texts.iter().find(|(n, _)| name == **n || name.ends_with(&format!("-{n}"))) else {
            strange += finding.evidence.len();
            continue;
        };
        for evidence in &finding.evidence {
            let seen = anchor(evidence, text.1);
            *counts.entry(seen).or_default() += 1;
            if seen != Anchor::Found {
                let message =
                    format!("{} {}: {} (证据无法定位)", finding.provision, evidence.label, seen.zh());
                print_all(&[Diagnostic::new("L009", Place::file(name), message)]);
            }
        }
    }
    for kind in [Anchor::Found, Anchor::Ambiguous, Anchor::Orphaned] {
        println!("{} {}", kind.zh(), counts.get(&kind).copied().unwrap_or(0));
    }
    println!("来源不在库 {strange}");
    counts.keys().all(|k| *k == Anchor::Found) && strange == 0
}
