use std::net::SocketAddr;
use std::time::Duration;

/// How the net is used: pauses, tries and bounds.
#[derive(Debug, Clone)]
pub struct Config {
    /// The name that servers see; its first word is the one that robots.txt is asked for.
    pub agent: String,
    /// Between the end of one request to a site and the next one to it.
    pub pause: Duration,
    /// Tries of one download, the first included.
    pub attempts: u32,
    /// Wait after the first failed try; doubled after each further one.
    pub backoff: Duration,
    /// The longest wait that a server may ask for; beyond it the download is left for another day.
    pub max_wait: Duration,
    /// The largest download, packed or unpacked, in bytes.
    pub max_bytes: u64,
    /// One download with all its tries, redirects and waits.
    pub total_time: Duration,
    /// The longest silence of a server.
    pub read_time: Duration,
    pub max_redirects: usize,
    /// Attachments taken of one page.
    pub max_attachments: usize,
    /// Sites at work at the same time; each has one request at a time.
    pub sites: usize,
    /// For tests, in place of the name service: hosts and their addresses.
    #[doc(hidden)]
    pub names: Vec<(String, SocketAddr)>,
    /// For tests: loopback addresses that may be asked.
    #[doc(hidden)]
    pub allowed: Vec<SocketAddr>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            agent: concat!("tiaokuan/", env!("CARGO_PKG_VERSION"), " (reads published policy texts)").into(),
            pause: Duration::from_secs(3),
            attempts: 4,
            backoff: Duration::from_secs(5),
            max_wait: Duration::from_secs(120),
            max_bytes: 64 << 20,
            total_time: Duration::from_secs(600),
            read_time: Duration::from_secs(30),
            max_redirects: 5,
            max_attachments: 20,
            sites: 4,
            names: Vec::new(),
            allowed: Vec::new(),
        }
    }
}
