//! One request at a time to one site: paced, within bounds, to public addresses only.

use super::site::{is_public, same_site};
use super::{Config, Fault, site};
use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};
use ureq::http::{HeaderMap, Response};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

/// The moment at which a download is given up.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    end: Instant,
    whole: Duration,
}

impl Deadline {
    pub fn of(whole: Duration) -> Self {
        Self { end: Instant::now() + whole, whole }
    }

    pub fn fault(&self) -> Fault {
        Fault::TooSlow(self.whole.as_secs())
    }

    /// What is left.
    ///
    /// # Errors
    /// [`Fault::TooSlow`] when nothing is.
    pub fn left(&self) -> Result<Duration, Fault> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(self.fault()) } else { Ok(left) }
    }

    /// Sleeps, unless the deadline would pass meanwhile.
    pub fn sleep(&self, time: Duration) -> Result<(), Fault> {
        if time >= self.left()? {
            return Err(self.fault());
        }
        std::thread::sleep(time);
        Ok(())
    }
}

/// Answers of a server, up to the one that is no redirect, and where that one came from.
#[derive(Debug)]
pub struct Answer {
    pub address: Url,
    /// Request and head of every hop, as text.
    pub heads: String,
    response: Response<ureq::Body>,
}

/// The only one that talks to a site: since it is borrowed for a request, there are never two.
#[derive(Debug)]
pub struct Client<'a> {
    pub config: &'a Config,
    agent: ureq::Agent,
    pause: Duration,
    last: Option<Instant>,
}

impl<'a> Client<'a> {
    pub fn new(config: &'a Config) -> Self {
        let http = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A proxy would resolve names itself, and so reach what is refused here.
            .proxy(None)
            .user_agent(&config.agent)
            .accept("*/*")
            .accept_encoding("identity")
            .max_idle_connections(0)
            .max_response_header_size(64 << 10)
            .timeout_resolve(Some(config.read_time))
            .timeout_connect(Some(config.read_time))
            .timeout_recv_response(Some(config.read_time * 2))
            .timeout_per_read(Some(config.read_time))
            .timeout_per_write(Some(config.read_time))
            .build();
        let resolver = PublicOnly {
            names: config.names.clone(),
            allowed: config.allowed.clone(),
            inner: DefaultResolver::default(),
        };
        let agent = ureq::Agent::with_parts(http, DefaultConnector::default(), resolver);
        Self { config, agent, pause: config.pause, last: None }
    }

    /// A site may ask for longer pauses, within bounds.
    pub fn slow_down(&mut self, pause: Duration) {
        self.pause = self.pause.max(pause.min(self.config.max_wait));
    }

    /// Asks for `start` and follows redirects on the same public site. `allowed` is asked before
    /// every request.
    pub fn get(
        &mut self,
        start: &Url,
        headers: &[(&str, String)],
        deadline: Deadline,
        allowed: &mut dyn FnMut(&mut Self, &Url) -> Result<(), Fault>,
    ) -> Result<Answer, Fault> {
        let (mut address, mut heads, mut seen) = (start.clone(), String::new(), vec![start.clone()]);
        loop {
            allowed(self, &address)?;
            let response = self.request(&address, headers, deadline)?;
            heads += &head(&address, &response);
            let to = response.headers().get("location").map(|v| text(v.as_bytes()));
            let Some(to) = to.filter(|_| matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308))
            else {
                return Ok(Answer { address, heads, response });
            };
            self.last = Some(Instant::now());
            let next = address.join(&to).map_err(|e| Fault::Address(format!("{to}: {e}")))?;
            let next = site::parse(next.as_str()).map_err(|e| Fault::Address(format!("{next}: {e}")))?;
            if !same_site(start, &next) {
                return Err(Fault::OffSite(next.into()));
            }
            if seen.contains(&next) || seen.len() > self.config.max_redirects {
                return Err(Fault::Redirects(self.config.max_redirects));
            }
            seen.push(next.clone());
            address = next;
        }
    }

    fn request(
        &mut self,
        address: &Url,
        headers: &[(&str, String)],
        deadline: Deadline,
    ) -> Result<Response<ureq::Body>, Fault> {
        if let Some(last) = self.last {
            deadline.sleep(self.pause.saturating_sub(last.elapsed()))?;
        }
        let mut request = self.agent.get(address.as_str());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let answer = request.config().timeout_global(Some(deadline.left()?)).build().call();
        self.last = Some(Instant::now());
        answer.map_err(|e| told(e, deadline))
    }

    /// Takes the body, `sink` by `sink`, up to `bound` bytes.
    pub fn body(
        &mut self,
        answer: Answer,
        bound: u64,
        deadline: Deadline,
        sink: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let promised = answer.response.body().content_length();
        if promised.is_some_and(|n| n > bound) {
            return Err(Fault::TooLarge(self.config.max_bytes >> 20));
        }
        let mut reader = answer.response.into_body().into_reader();
        let (mut buffer, mut taken) = (vec![0; 1 << 15], 0u64);
        let done = loop {
            if let Err(fault) = deadline.left() {
                break Err(fault);
            }
            let n = match reader.read(&mut buffer) {
                Ok(0) => break Ok(()),
                Ok(n) => n,
                Err(e) => break Err(told(ureq::Error::Io(e), deadline)),
            };
            taken += n as u64;
            if taken > bound {
                break Err(Fault::TooLarge(self.config.max_bytes >> 20));
            }
            if let Err(fault) = sink(&buffer[..n]) {
                break Err(fault);
            }
        };
        self.last = Some(Instant::now());
        done?;
        match promised {
            Some(n) if taken < n => Err(Fault::Broken(format!("{taken} of {n} bytes came"))),
            _ => Ok(()),
        }
    }
}

impl Answer {
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    pub fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name).map(|v| text(v.as_bytes()))
    }

    /// How long the server asks to wait: seconds, or until a day and time.
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.header("retry-after")?;
        if let Ok(seconds) = value.trim().parse() {
            return Some(Duration::from_secs(seconds));
        }
        let then = jiff::fmt::rfc2822::parse(value.trim()).ok()?.timestamp();
        Some(Duration::try_from(then.duration_since(jiff::Timestamp::now())).unwrap_or_default())
    }
}

/// A header's value: UTF-8, or GBK where a server writes it so.
pub fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::GBK.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn head(address: &Url, response: &Response<ureq::Body>) -> String {
    let mut out = format!("GET {address}\n{:?} {}\n", response.version(), response.status());
    let headers: &HeaderMap = response.headers();
    for (name, value) in headers {
        out += &format!("{name}: {}\n", text(value.as_bytes()));
    }
    out + "\n"
}

/// The host has an address that is not public.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not public")]
struct NotPublic(IpAddr);

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NotResolved(String);

#[derive(Debug)]
struct PublicOnly {
    names: Vec<(String, SocketAddr)>,
    allowed: Vec<SocketAddr>,
    inner: DefaultResolver,
}

impl Resolver for PublicOnly {
    /// The addresses checked here are those that are then connected to, so a name that changes its
    /// address between check and use gains nothing.
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let known = self.names.iter().find(|(name, _)| Some(name.as_str()) == uri.host());
        let found = match known {
            Some((_, address)) => {
                let mut one = self.empty();
                one.push(*address);
                one
            }
            None => self.inner.resolve(uri, config, timeout).map_err(|e| match e {
                ureq::Error::Timeout(_) => e,
                e => ureq::Error::Other(Box::new(NotResolved(e.to_string()))),
            })?,
        };
        match found.iter().find(|a| !is_public(a.ip()) && !self.allowed.contains(a)) {
            Some(bad) => Err(ureq::Error::Other(Box::new(NotPublic(bad.ip())))),
            None => Ok(found),
        }
    }
}

fn told(error: ureq::Error, deadline: Deadline) -> Fault {
    if let Err(fault) = deadline.left() {
        return fault;
    }
    match error {
        ureq::Error::Other(e) => match (e.downcast_ref::<NotPublic>(), e.downcast_ref::<NotResolved>()) {
            (Some(NotPublic(ip)), _) => Fault::Private(*ip),
            (_, Some(NotResolved(why))) => Fault::Unresolved(why.clone()),
            _ => Fault::Broken(e.to_string()),
        },
        ureq::Error::BadUri(why) => Fault::Address(why),
        ureq::Error::Http(e) => Fault::Address(e.to_string()),
        e => Fault::Broken(e.to_string()),
    }
}
