//! One document, with all its tries: gone on with where it broke off, unpacked within bounds.

use super::client::{Answer, Client, Deadline};
use super::part::Part;
use super::robots::Robots;
use super::{Fault, Known, Url};
use std::io::Read;
use std::path::Path;

/// A document as a server gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The address that it was asked for under.
    pub address: String,
    /// The address after redirects.
    pub last_address: String,
    /// A name for the file; anything may stand in it.
    pub name: String,
    pub bytes: Vec<u8>,
    /// Requests and the heads of all answers.
    pub heads: String,
    pub content_type: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Got {
    Whole(Box<Download>),
    /// The server says that the bytes held are those it has.
    Unchanged,
}

/// Fetches one address. `known` is what is held of it.
pub fn download(
    client: &mut Client<'_>,
    robots: &mut Robots,
    address: &Url,
    known: Option<&Known>,
    partial: &Path,
) -> Result<Got, Fault> {
    let deadline = Deadline::of(client.config.total_time);
    let mut part = Part::open(partial, address.as_str());
    let mut wait = client.config.backoff;
    for attempt in 1.. {
        let fault = match once(client, robots, address, known, &mut part, deadline) {
            Ok(got) => return Ok(got),
            Err((fault, asked)) => {
                if !fault.may_pass() || attempt >= client.config.attempts {
                    return Err(fault);
                }
                if let Some(asked) = asked {
                    if asked > client.config.max_wait {
                        return Err(Fault::Later(asked));
                    }
                    wait = wait.max(asked);
                }
                fault
            }
        };
        // A wait that would not end in time leaves the fault itself to be told.
        deadline.sleep(wait).map_err(|_| fault)?;
        wait = (wait * 2).min(client.config.max_wait);
    }
    unreachable!("the loop ends by its tries")
}

type Once = Result<Got, (Fault, Option<std::time::Duration>)>;

fn once(
    client: &mut Client<'_>,
    robots: &mut Robots,
    address: &Url,
    known: Option<&Known>,
    part: &mut Part,
    deadline: Deadline,
) -> Once {
    let plain = |fault| (fault, None);
    let resuming = part.headers();
    let headers: Vec<(&str, String)> = match (&resuming, known) {
        (Some(range), _) => range.to_vec(),
        (None, Some(known)) => known.headers(),
        (None, None) => Vec::new(),
    };
    let answer = client
        .get(address, &headers, deadline, &mut |client, at| robots.check(client, at, deadline))
        .map_err(plain)?;
    match answer.status() {
        200 => part.restart(validator(&answer)).map_err(plain)?,
        206 if resuming.is_some() && continues(&answer, part.len) => {}
        206 | 416 => {
            part.discard();
            return Err(plain(Fault::Broken("the server gave another stretch than was asked for".into())));
        }
        304 if resuming.is_none() && known.is_some() => return Ok(Got::Unchanged),
        status => return Err((Fault::Status(status), answer.retry_after())),
    }
    let mut out = Download {
        address: address.to_string(),
        last_address: answer.address.to_string(),
        name: super::name::of(&answer),
        bytes: Vec::new(),
        heads: answer.heads.clone(),
        content_type: answer.header("content-type"),
        etag: answer.header("etag"),
        last_modified: answer.header("last-modified"),
    };
    let packed = answer.header("content-encoding").unwrap_or_default();
    let bound = client.config.max_bytes.saturating_sub(part.len);
    let taken = client.body(answer, bound, deadline, &mut |bytes| part.append(bytes));
    if let Err(fault) = taken {
        // What is too large would only be too large again.
        if matches!(fault, Fault::TooLarge(_)) {
            part.discard();
        }
        return Err(plain(fault));
    }
    out.bytes = part.take().and_then(|b| unpacked(b, &packed, client.config.max_bytes)).map_err(plain)?;
    Ok(Got::Whole(Box::new(out)))
}

/// A strong ETag, else the day of change: weak ones do not promise the same bytes.
fn validator(answer: &Answer) -> Option<String> {
    let etag = answer.header("etag").filter(|t| !t.starts_with("W/"));
    etag.or_else(|| answer.header("last-modified"))
}

/// True when a partial answer begins where our bytes end.
fn continues(answer: &Answer, from: u64) -> bool {
    let range = answer.header("content-range").unwrap_or_default();
    let start = range.trim().strip_prefix("bytes").and_then(|r| r.trim().split('-').next()?.parse().ok());
    start == Some(from)
}

/// Undoes the packing that a server did unasked.
fn unpacked(bytes: Vec<u8>, packed: &str, bound: u64) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::new();
    let read = match packed.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => return Ok(bytes),
        "gzip" | "x-gzip" => flate2::read::MultiGzDecoder::new(&*bytes).take(bound + 1).read_to_end(&mut out),
        "deflate" => flate2::read::ZlibDecoder::new(&*bytes).take(bound + 1).read_to_end(&mut out),
        other => return Err(Fault::Address(format!("packed as {other}, though none was asked for"))),
    };
    match read {
        _ if out.len() as u64 > bound => Err(Fault::TooLarge(bound >> 20)),
        Ok(_) => Ok(out),
        Err(e) => Err(Fault::Broken(format!("the packed body is broken: {e}"))),
    }
}
