//! `corpus fetch`: what the catalogue has an address of, into the store.

use super::common::{print_all, read_each};
use super::corpus::{Done, StoreArg, catalogue_of, code, print_errors, recognised};
use crate::corpus::fetch::{Config, Download, Event, Got, Known, Target, fetch};
use crate::corpus::{Bytes, Catalogue, Entry, Fetched, Held, Laid, Lock, SourceFile};
use crate::diag::{Diagnostic, Place};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["ids", "all"]))]
pub struct FetchArgs {
    /// Numbers in the catalogue (目录序号)
    #[arg(value_name = "ID")]
    ids: Vec<u32>,
    /// Everything in the catalogue that has an address (全部)
    #[arg(long)]
    all: bool,
    /// Say what would be fetched; ask no server, write nothing (只列出，不下载)
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    store: StoreArg,
    /// Another catalogue of the same form; the built-in one when not given (目录文件)
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// Pause between two requests to a site, in seconds, at least 1 (间隔秒数)
    #[arg(long, value_name = "SECONDS", default_value_t = 3)]
    pause: u64,
    /// How to reach you, told to servers with the name of the program (联系方式)
    #[arg(long, value_name = "TEXT")]
    contact: Option<String>,
    /// For tests: a host answered by a server on this machine, with no pauses
    #[arg(long, value_name = "HOST=ADDRESS", hide = true, value_parser = loopback)]
    test_host: Vec<(String, SocketAddr)>,
}

/// The one way to a loopback address: named by hand, whole, with its port.
fn loopback(text: &str) -> Result<(String, SocketAddr), String> {
    let (host, address) = text.split_once('=').ok_or("HOST=ADDRESS is wanted")?;
    let address: SocketAddr = address.parse().map_err(|e| format!("{e}"))?;
    if !address.ip().is_loopback() {
        return Err(format!("{address} is not on this machine"));
    }
    Ok((host.into(), address))
}

impl FetchArgs {
    fn config(&self) -> Config {
        let mut config = Config { pause: Duration::from_secs(self.pause.max(1)), ..Config::default() };
        if let Some(contact) = &self.contact {
            let plain: String = contact.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
            config.agent += &format!(" ({plain})");
        }
        if !self.test_host.is_empty() {
            config.pause = Duration::from_millis(5);
            config.backoff = Duration::from_millis(5);
            config.total_time = Duration::from_secs(20);
            config.read_time = Duration::from_secs(5);
            config.allowed = self.test_host.iter().map(|(_, address)| *address).collect();
            config.names = self.test_host.clone();
        }
        config
    }
}

/// What was done, for the last line.
#[derive(Default)]
struct Tally {
    new: usize,
    version: usize,
    same: usize,
    failed: usize,
}

pub fn run(args: &FetchArgs) -> Done {
    let catalogue = catalogue_of(args.catalogue.as_deref())?;
    let (wanted, mut good) = wanted(args, &catalogue);
    let mut lock = Lock::open(&args.store.path()).map_err(|d| vec![*d])?;
    if args.dry_run {
        wanted.iter().for_each(|e| println!("{}", plan(e, &lock)));
        return Ok(code(good));
    }
    if wanted.is_empty() {
        return Ok(ExitCode::from(2));
    }
    let _busy = lock.reserve().map_err(|d| vec![*d])?;
    // Another run may have ended since.
    lock = Lock::open(&args.store.path()).map_err(|d| vec![*d])?;
    let known = known(&lock);
    let targets: Vec<Target> =
        wanted.iter().filter_map(|e| Some(Target { no: e.no, address: e.page.clone()? })).collect();
    let (mut tally, mut faults) = (Tally::default(), Vec::new());
    let partial = args.store.path().join("partial");
    fetch(&targets, &known, &partial, &args.config(), &mut |event| {
        if let Err(fault) = take(&catalogue, &mut lock, event, &mut tally) {
            faults.push(*fault);
        }
    });
    println!("新增 {}，新版本 {}，未变 {}，未取得 {}", tally.new, tally.version, tally.same, tally.failed);
    if !faults.is_empty() {
        return Err(faults);
    }
    good &= tally.failed == 0;
    let none = tally.new + tally.version + tally.same == 0;
    Ok(if none { ExitCode::from(2) } else { code(good) })
}

/// The entries asked for that have an address; says which have none.
fn wanted<'a>(args: &FetchArgs, catalogue: &'a Catalogue) -> (Vec<&'a Entry>, bool) {
    let mut good = true;
    let mut lack = |message: String| {
        good = false;
        print_all(&[Diagnostic::new("L010", Place::default(), message)]);
    };
    let entries: Vec<&Entry> = if args.all {
        let without = catalogue.entries.iter().filter(|e| e.page.is_none()).count();
        eprintln!("目录 {} 份，其中 {without} 份没有网址", catalogue.entries.len());
        catalogue.entries.iter().collect()
    } else {
        let mut ids = args.ids.clone();
        ids.sort_unstable();
        ids.dedup();
        let mut entry = |no: &u32| match catalogue.entry(*no) {
            Some(entry) if entry.page.is_some() => Some(entry),
            Some(entry) => {
                lack(format!("{no} “{}” has no address (目录中没有网址)", entry.title));
                None
            }
            None => {
                lack(format!("{no} is not in the catalogue (目录中没有此序号)"));
                None
            }
        };
        ids.iter().filter_map(&mut entry).collect()
    };
    (entries.into_iter().filter(|e| e.page.is_some()).collect(), good)
}

fn plan(entry: &Entry, lock: &Lock) -> String {
    let address = entry.page.as_deref().unwrap_or_default();
    let held = lock.sources.iter().filter(|h| h.origin == address).filter_map(|h| h.fetched.as_ref());
    let held = held
        .map(|f| f.last.as_str())
        .max()
        .map_or("待下载".to_owned(), |day| format!("已有（{day}），查新"));
    format!("{}\t{held}\t{}\t{address}", entry.no, entry.title)
}

/// What is held, by the address that it was asked for under; only bytes that are still there.
fn known(lock: &Lock) -> BTreeMap<String, Known> {
    let live = lock.sources.iter().filter(|h| h.superseded_by.is_none());
    live.filter_map(|h| Some((h, h.fetched.as_ref()?)))
        .filter(|(h, _)| crate::corpus::intact(lock, h).is_ok())
        .map(|(h, f)| {
            let known = Known {
                path: lock.path(h),
                etag: f.etag.clone(),
                last_modified: f.last_modified.clone(),
                content_type: f.content_type.clone(),
                last_address: f.address.clone(),
            };
            (h.origin.clone(), known)
        })
        .collect()
}

/// Lays one thing that came into the store and writes the lock file, so that a run that is broken
/// off has lost nothing.
fn take(
    catalogue: &Catalogue,
    lock: &mut Lock,
    event: Event,
    tally: &mut Tally,
) -> Result<(), Box<Diagnostic>> {
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let download = match event.got {
        Err(fault) => {
            tally.failed += 1;
            print_all(&[fault.diagnostic(&event.address)]);
            return Ok(());
        }
        Ok(Got::Unchanged) => {
            let live = |h: &&mut Held| h.origin == event.address && h.superseded_by.is_none();
            if let Some(fetched) = lock.sources.iter_mut().find(live).and_then(|h| h.fetched.as_mut()) {
                fetched.last = now;
            }
            tally.same += 1;
            println!("{}\t未变\t{}", event.no, event.address);
            return lock.save();
        }
        Ok(Got::Whole(download)) => download,
    };
    let mut held = read_download(catalogue, &download)?;
    held.origin.clone_from(&event.address);
    held.fetched = Some(Fetched {
        address: download.last_address.clone(),
        page: event.page,
        first: now.clone(),
        last: now,
        content_type: download.content_type.clone(),
        etag: download.etag.clone(),
        last_modified: download.last_modified.clone(),
    });
    let (hash, titles) = (held.sha256.clone(), titles(&held));
    let laid = lock.lay(held, &download.bytes)?;
    lock.lay_heads(&hash, &download.heads)?;
    let what = match laid {
        Laid::New => "新增".to_owned(),
        Laid::Known => "未变".to_owned(),
        Laid::Version(n) => format!("第{n}版"),
    };
    match laid {
        Laid::New => tally.new += 1,
        Laid::Known => tally.same += 1,
        Laid::Version(n) => {
            tally.version += 1;
            let message =
                format!("{} has changed: version {n} lies beside the old one (已有新版本)", event.address);
            print_all(&[Diagnostic::new("L008", Place::file(&event.address), message)]);
        }
    }
    println!("{}\t{what}\t{}\t{titles}", event.no, event.address);
    lock.save()
}

fn titles(held: &Held) -> String {
    let one = |i: &crate::corpus::HeldInstrument| {
        i.entry.map_or(format!("目录外 {}", i.title), |no| format!("目录 {no} {}", i.title))
    };
    held.instruments.iter().map(one).collect::<Vec<_>>().join("；")
}

/// Reads what came and says which documents of the catalogue are in it.
fn read_download(catalogue: &Catalogue, download: &Download) -> Result<Held, Box<Diagnostic>> {
    let fault = |e: std::io::Error| {
        let message = format!("{}: {e} (语料库无法读写)", download.address);
        Box::new(Diagnostic::new("L006", Place::file(&download.address), message))
    };
    let mut file = tempfile::NamedTempFile::new().map_err(fault)?;
    std::io::Write::write_all(&mut file, &download.bytes).map_err(fault)?;
    let source = SourceFile {
        name: download.name.clone(),
        path: download.address.clone(),
        bytes: Bytes::File(file.path().into()),
    };
    let readings = read_each(std::slice::from_ref(&source)).pop().unwrap_or_default();
    print_errors(&readings);
    let (held, said) = recognised(catalogue, &source, &download.bytes, &readings);
    print_all(&said);
    Ok(held)
}
