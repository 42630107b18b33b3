//! A server on this machine that misbehaves as asked. Every socket has a timeout, so nothing hangs.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Ask {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    /// 1 for the first request of this path.
    pub nth: usize,
}

impl Ask {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Where the wanted stretch begins; 0 without one.
    pub fn from(&self) -> usize {
        let range = self.header("range").strip_prefix("bytes=").unwrap_or("0-");
        range.trim_end_matches('-').parse().unwrap()
    }
}

#[derive(Default)]
struct Seen {
    asks: Mutex<Vec<Ask>>,
    now: AtomicUsize,
    most: AtomicUsize,
    stop: AtomicBool,
}

pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Seen>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// `answer` writes whatever it likes; robots.txt is not there unless it says so by returning true
    /// for `/robots.txt`.
    pub fn new(answer: impl Fn(&Ask, &mut TcpStream) -> bool + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, answer) = (Arc::new(Seen::default()), Arc::new(answer));
        let shared = seen.clone();
        let thread = std::thread::spawn(move || {
            let mut talks = Vec::new();
            for stream in listener.incoming().flatten() {
                if shared.stop.load(Ordering::SeqCst) {
                    break;
                }
                let (seen, answer) = (shared.clone(), answer.clone());
                talks.push(std::thread::spawn(move || talk(stream, &seen, &*answer)));
            }
            talks.into_iter().for_each(|t| t.join().unwrap());
        });
        Self { address, seen, thread: Some(thread) }
    }

    /// What was asked, robots.txt left out.
    pub fn asks(&self) -> Vec<Ask> {
        self.seen.asks.lock().unwrap().iter().filter(|a| a.path != "/robots.txt").cloned().collect()
    }

    pub fn paths(&self) -> Vec<String> {
        self.asks().into_iter().map(|a| a.path).collect()
    }

    pub fn robots_asked(&self) -> usize {
        self.seen.asks.lock().unwrap().iter().filter(|a| a.path == "/robots.txt").count()
    }

    /// The most requests that were open at the same time.
    pub fn most_at_once(&self) -> usize {
        self.seen.most.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.seen.stop.store(true, Ordering::SeqCst);
        // Wakes the listener.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(std::thread::panicking() || ended.is_ok(), "the server failed");
        }
    }
}

fn talk(mut stream: TcpStream, seen: &Seen, answer: &(dyn Fn(&Ask, &mut TcpStream) -> bool + Send + Sync)) {
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(2))).unwrap();
    let Some((path, headers)) = request(&mut stream) else { return };
    let now = seen.now.fetch_add(1, Ordering::SeqCst) + 1;
    seen.most.fetch_max(now, Ordering::SeqCst);
    let ask = {
        let mut asks = seen.asks.lock().unwrap();
        let nth = asks.iter().filter(|a| a.path == path).count() + 1;
        asks.push(Ask { path, headers, nth });
        asks.last().unwrap().clone()
    };
    if !answer(&ask, &mut stream) {
        respond(&mut stream, 404, &[], b"nothing here");
    }
    // Before the end of the answer can be seen.
    seen.now.fetch_sub(1, Ordering::SeqCst);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    // Until the other side has gone, so that what is on its way is not lost.
    let mut rest = [0; 512];
    while matches!(stream.read(&mut rest), Ok(n) if n > 0) {}
}

fn request(stream: &mut TcpStream) -> Option<(String, BTreeMap<String, String>)> {
    let mut bytes = Vec::new();
    let mut one = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut one).ok()? == 0 || bytes.len() > 1 << 16 {
            return None;
        }
        bytes.push(one[0]);
    }
    let text = String::from_utf8(bytes).ok()?;
    let mut lines = text.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers =
        lines.filter_map(|l| l.split_once(": ")).map(|(k, v)| (k.to_ascii_lowercase(), v.to_owned()));
    Some((path, headers.collect()))
}

/// A whole, honest answer.
pub fn respond(stream: &mut TcpStream, status: u16, headers: &[(&str, &str)], body: &[u8]) -> bool {
    let length = body.len().to_string();
    let mut all = headers.to_vec();
    all.push(("Content-Length", &length));
    head(stream, status, &all);
    let _ = stream.write_all(body);
    true
}

/// The head of an answer alone.
pub fn head(stream: &mut TcpStream, status: u16, headers: &[(&str, &str)]) {
    let mut text = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n");
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    let _ = stream.write_all((text + "\r\n").as_bytes());
}
