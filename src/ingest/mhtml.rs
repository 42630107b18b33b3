//! MHTML (a page saved with its pictures, also under the name `.doc`): the first HTML part of the
//! MIME message, decoded, goes to the HTML reader.

use super::{Input, Outcome, Reader, encoding, html};
use crate::diag::Diagnostic;
use crate::model::{Format, RawText};

pub(super) const READER: Reader = Reader { formats: &[Format::Mhtml], heavy: false, read };

/// Messages nest (a message in a message); deeper than this is no saved page.
const MAX_DEPTH: usize = 4;

fn read(input: Input<'_>, _: Format, notes: &mut Vec<Diagnostic>) -> Outcome {
    let Some(page) = first_page(input.bytes, 0) else {
        return Err(Box::new(input.note("I009", format!("{} holds no page (没有网页正文)", input.name))));
    };
    let Some(decoded) = encoding::decode(&page.bytes, page.charset.as_deref()) else {
        let message = format!("{} is no text in any known encoding (编码无法识别)", input.name);
        return Err(Box::new(input.note("I007", message)));
    };
    let cut = decoded.cut || !page.closed;
    if cut {
        notes.push(input.note("I005", format!("{} ends before its end mark (文件不完整)", input.name)));
    }
    let raw = html::read_text(input, &decoded.text, cut)?;
    Ok(RawText { format: Format::Mhtml, reader: format!("mime, {}", raw.reader), ..raw })
}

struct Page {
    bytes: Vec<u8>,
    charset: Option<String>,
    /// The boundary that ends the part was seen.
    closed: bool,
}

/// The first part of type text/html of a MIME entity.
fn first_page(entity: &[u8], depth: usize) -> Option<Page> {
    let (head, body) = split_head(entity);
    let kind = header(&head, "content-type").unwrap_or_default();
    let lower = kind.to_ascii_lowercase();
    if lower.starts_with("multipart/") && depth < MAX_DEPTH {
        let boundary = parameter(&kind, "boundary")?;
        return parts(body, boundary.as_bytes()).into_iter().find_map(|(part, closed)| {
            let page = first_page(part, depth + 1)?;
            Some(Page { closed: page.closed && closed, ..page })
        });
    }
    if !lower.starts_with("text/html") {
        return None;
    }
    let coding = header(&head, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
    let bytes = match coding.trim() {
        "base64" => base64(body),
        "quoted-printable" => quoted_printable(body),
        _ => body.to_vec(),
    };
    Some(Page { bytes, charset: parameter(&kind, "charset"), closed: true })
}

/// Header lines (unfolded) and the body behind the first empty line.
fn split_head(entity: &[u8]) -> (Vec<String>, &[u8]) {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = entity;
    while !rest.is_empty() && lines.len() < 500 {
        let end = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |i| i + 1);
        let line = String::from_utf8_lossy(&rest[..end]).trim_end().to_owned();
        rest = &rest[end..];
        if line.trim().is_empty() {
            if lines.is_empty() { continue } else { break }
        }
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(&line),
            _ => lines.push(line),
        }
    }
    (lines, rest)
}

fn header(head: &[String], name: &str) -> Option<String> {
    head.iter().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The bodies between boundary lines, and whether each is closed by one.
fn parts<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<(&'a [u8], bool)> {
    let mark = [b"--", boundary].concat();
    let (mut out, mut open, mut at) = (Vec::new(), None, 0);
    while at < body.len() {
        let end = body[at..].iter().position(|b| *b == b'\n').map_or(body.len(), |i| at + i + 1);
        if body[at..end].starts_with(&mark) {
            if let Some(start) = open {
                out.push((&body[start..at], true));
            }
            open = (!body[at + mark.len()..end].starts_with(b"--")).then_some(end);
        }
        at = end;
    }
    if let Some(start) = open {
        out.push((&body[start..], false));
    }
    out
}

fn base64(body: &[u8]) -> Vec<u8> {
    let value = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let (mut out, mut bits, mut held) = (Vec::with_capacity(body.len() / 4 * 3), 0u32, 0);
    for v in body.iter().filter_map(|b| value(*b)) {
        bits = bits << 6 | u32::from(v);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    out
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let hex = |b: Option<&u8>| b.and_then(|b| (*b as char).to_digit(16));
    let (mut out, mut at) = (Vec::with_capacity(body.len()), 0);
    while at < body.len() {
        let rest = &body[at..];
        if rest[0] != b'=' {
            out.push(rest[0]);
            at += 1;
        } else if let (Some(high), Some(low)) = (hex(rest.get(1)), hex(rest.get(2))) {
            out.push((high * 16 + low) as u8);
            at += 3;
        } else if let Some(end) = rest.iter().position(|b| *b == b'\n').filter(|i| *i <= 3) {
            at += end + 1;
        } else {
            out.push(b'=');
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::ingest::read;

    #[test]
    fn the_page_is_found_and_decoded_whatever_its_transfer_encoding() {
        let page = "<html><p>第一条 甲=乙。</p></html>";
        let qp: String = page
            .bytes()
            .map(|b| if b.is_ascii() && b != b'=' { (b as char).to_string() } else { format!("={b:02X}") })
            .collect();
        for (coding, body) in
            [("8bit", page.to_owned()), ("quoted-printable", qp.replace("</p>", "=\r\n</p>"))]
        {
            let text = format!(
                "From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=\"B1\"\r\n\r\n--B1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: {coding}\r\n\r\n{body}\r\n--B1\r\nContent-Type: image/png\r\n\r\nxx\r\n--B1--\r\n"
            );
            let reading = read("a.doc", text.as_bytes());
            assert_eq!(reading.raw.unwrap().text, "第一条 甲=乙。\n", "{coding}");
            assert!(reading.diagnostics.is_empty());
            let cut = read("a.doc", &text.as_bytes()[..text.len() - 60]);
            assert!(
                cut.raw.is_some_and(|r| r.partial || coding == "8bit"),
                "a message that breaks off says so"
            );
        }
        assert_eq!(super::base64(b"5LiA\r\n5LqM"), "一二".as_bytes());
    }
}
