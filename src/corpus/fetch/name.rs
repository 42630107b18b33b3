//! A file name for what was fetched: only words, the store makes them safe.

use super::client::{Answer, text};
use url::Url;

/// The name that the server gives, else the last part of the address.
pub fn of(answer: &Answer) -> String {
    let given = answer.header("content-disposition").and_then(|v| disposition(&v));
    let name = given.or_else(|| last_part(&answer.address)).unwrap_or_else(|| "index".into());
    let html = answer.header("content-type").is_some_and(|t| t.to_ascii_lowercase().contains("html"));
    if html && !name.contains('.') { format!("{name}.html") } else { name }
}

fn last_part(address: &Url) -> Option<String> {
    let part = address.path_segments()?.rfind(|s| !s.is_empty())?;
    file_name(&decoded(part))
}

/// `filename*` (RFC 5987) before `filename`.
fn disposition(value: &str) -> Option<String> {
    let parts = || value.split(';').filter_map(|p| p.split_once('=')).map(|(k, v)| (k.trim(), v.trim()));
    let of =
        |name: &str| parts().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim_matches('"'));
    let extended = of("filename*").and_then(|v| v.splitn(3, '\'').nth(2)).map(decoded);
    extended.or_else(|| of("filename").map(decoded)).and_then(|n| file_name(&n))
}

fn decoded(part: &str) -> String {
    let bytes = part.as_bytes();
    let (mut out, mut i) = (Vec::new(), 0);
    while i < bytes.len() {
        let hex = (bytes[i] == b'%').then(|| bytes.get(i + 1..i + 3)).flatten();
        let value = hex.and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
        out.push(value.unwrap_or(bytes[i]));
        i += if value.is_some() { 3 } else { 1 };
    }
    text(&out)
}

/// Folders in front are no part of a name.
fn file_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    (!last.is_empty() && last.chars().any(|c| c != '.')).then(|| last.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_folders_and_codes() {
        let of = |v: &str| disposition(v);
        assert_eq!(of("attachment; filename=\"../../etc/a.doc\"").as_deref(), Some("a.doc"));
        assert_eq!(
            of("attachment; filename*=UTF-8''%E5%8A%9E%E6%B3%95.doc; filename=x").as_deref(),
            Some("办法.doc")
        );
        assert_eq!(of("attachment; filename=%B0%EC%B7%A8.doc").as_deref(), Some("办法.doc"));
        assert_eq!(of("attachment; filename=\"..\""), None);
        assert_eq!(of("inline"), None);
        let last = |a: &str| last_part(&Url::parse(a).unwrap());
        assert_eq!(last("http://a.cn/b/%2e%2e%2fc.pdf").as_deref(), Some("c.pdf"));
        assert_eq!(last("http://a.cn/b/").as_deref(), Some("b"));
        assert_eq!(last("http://a.cn/"), None);
        assert_eq!(decoded("50%"), "50%");
    }
}
