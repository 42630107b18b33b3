//! Fetching what has an address: politely, within bounds, from public sites only.
//!
//! Addresses are dealt by public site ([`site::site`]); a site has one worker and a worker one request
//! at a time, so a site never sees two of ours at once. Redirects and attachments stay on the site
//! of the page, and so with its worker.

mod client;
mod config;
mod download;
mod fault;
mod links;
mod name;
mod part;
mod robots;
mod site;

pub use config::Config;
pub use download::{Download, Got};
pub use fault::Fault;
pub use site::{is_public, same_site, site};

use client::Client;
use robots::Robots;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, mpsc};
use url::Url;

/// A page to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Number in the catalogue.
    pub no: u32,
    pub address: String,
}

/// What is held of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub path: PathBuf,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub content_type: Option<String>,
    pub last_address: String,
}

impl Known {
    /// Headers that ask for the bytes only if they are others.
    fn headers(&self) -> Vec<(&'static str, String)> {
        let tag = self.etag.clone().map(|t| ("if-none-match", t));
        let day = self.last_modified.clone().map(|d| ("if-modified-since", d));
        tag.into_iter().chain(day).collect()
    }
}

/// Something that came of fetching, in the order in which it came.
#[derive(Debug)]
pub struct Event {
    pub no: u32,
    pub address: String,
    /// The page that it is attached to; `None` for the page itself.
    pub page: Option<String>,
    pub got: Result<Got, Fault>,
}

/// Fetches all targets and hands out what comes, one event at a time, on the calling thread.
///
/// `known` tells what is held of an address; parts of broken downloads lie in `partial`.
pub fn fetch(
    targets: &[Target],
    known: &BTreeMap<String, Known>,
    partial: &Path,
    config: &Config,
    take: &mut dyn FnMut(Event),
) {
    let (events, received) = mpsc::sync_channel(1);
    let mut sites: BTreeMap<String, Vec<(&Target, Url)>> = BTreeMap::new();
    let mut broken = Vec::new();
    for target in targets {
        match site::parse(&target.address)
            .and_then(|u| site(&u).map(|s| (s, u)).ok_or_else(|| "no host".into()))
        {
            Ok((site, url)) => sites.entry(site).or_default().push((target, url)),
            Err(why) => broken.push((target, why)),
        }
    }
    for (target, why) in broken {
        let got = Err(Fault::Address(why));
        take(Event { no: target.no, address: target.address.clone(), page: None, got });
    }
    let workers = config.sites.clamp(1, sites.len().max(1));
    let queue = Mutex::new(sites.into_values());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (events, queue) = (events.clone(), &queue);
            scope.spawn(move || {
                loop {
                    let Some(site) = queue.lock().ok().and_then(|mut q| q.next()) else { return };
                    let mut worker = Worker {
                        client: Client::new(config),
                        robots: Robots::default(),
                        known,
                        partial,
                        events: &events,
                    };
                    site.into_iter().for_each(|(target, url)| worker.page(target.no, &url));
                }
            });
        }
        drop(events);
        received.into_iter().for_each(take);
    });
}

struct Worker<'a> {
    client: Client<'a>,
    robots: Robots,
    known: &'a BTreeMap<String, Known>,
    partial: &'a Path,
    events: &'a mpsc::SyncSender<Event>,
}

impl Worker<'_> {
    /// A page, then what is attached to it.
    fn page(&mut self, no: u32, url: &Url) {
        let got = self.one(url);
        let links = match &got {
            Ok(Got::Whole(d)) => links_of(&d.bytes, d.content_type.as_deref(), &d.last_address),
            Ok(Got::Unchanged) => self.known.get(url.as_str()).map_or_else(Default::default, |k| {
                let bytes = std::fs::read(&k.path).unwrap_or_default();
                links_of(&bytes, k.content_type.as_deref(), &k.last_address)
            }),
            Err(_) => Default::default(),
        };
        self.tell(no, url, None, got);
        for other in &links.elsewhere {
            self.tell(no, other, Some(url), Err(Fault::OffSite(other.to_string())));
        }
        let most = self.client.config.max_attachments;
        if links.own.len() > most {
            self.tell(no, url, Some(url), Err(Fault::Attachments(links.own.len(), most)));
        }
        for attachment in links.own.iter().take(most) {
            let got = self.one(attachment);
            self.tell(no, attachment, Some(url), got);
        }
    }

    fn one(&mut self, url: &Url) -> Result<Got, Fault> {
        let known = self.known.get(url.as_str());
        download::download(&mut self.client, &mut self.robots, url, known, self.partial)
    }

    fn tell(&self, no: u32, url: &Url, page: Option<&Url>, got: Result<Got, Fault>) {
        // The receiver lives as long as the workers do.
        let _ = self.events.send(Event { no, address: url.to_string(), page: page.map(Url::to_string), got });
    }
}

fn links_of(bytes: &[u8], content_type: Option<&str>, address: &str) -> links::Links {
    Url::parse(address).map(|at| links::attachments(bytes, content_type, &at)).unwrap_or_default()
}
