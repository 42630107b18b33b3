//! The attachments of a page.

use super::site::{parse, same_site};
use encoding_rs::{Encoding, GB18030, UTF_8};
use scraper::{Html, Selector};
use url::Url;

/// Endings of the formats that are read.
const KINDS: [&str; 8] = ["doc", "docx", "wps", "pdf", "ofd", "rtf", "zip", "mht"];

/// Attachments in the order of the page: those on its public site, and those elsewhere.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Links {
    pub own: Vec<Url>,
    pub elsewhere: Vec<Url>,
}

/// Links of a page, come from `address`, whose address or words end like a document. `bytes` that
/// are no page have none.
pub fn attachments(bytes: &[u8], content_type: Option<&str>, address: &Url) -> Links {
    let mut out = Links::default();
    let text = decoded(bytes, content_type);
    let first = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let (Ok(links), Ok(bases)) = (Selector::parse("a[href]"), Selector::parse("base[href]")) else {
        return out;
    };
    if !first.starts_with('<') {
        return out;
    }
    let page = Html::parse_document(&text);
    let base = page.select(&bases).next().and_then(|b| address.join(b.attr("href")?).ok());
    let base = base.unwrap_or_else(|| address.clone());
    for link in page.select(&links) {
        let href = link.attr("href").unwrap_or_default().trim();
        let Some(to) = base.join(href).ok().and_then(|u| parse(u.as_str()).ok()) else { continue };
        let words: String = link.text().collect();
        let named = [
            words.as_str(),
            link.attr("title").unwrap_or_default(),
            to.path(),
            to.query().unwrap_or_default(),
        ];
        let list = if same_site(address, &to) { &mut out.own } else { &mut out.elsewhere };
        if to != *address && named.into_iter().any(is_document) && !list.contains(&to) {
            list.push(to);
        }
    }
    out
}

fn is_document(name: &str) -> bool {
    let end = name.trim().rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    name.contains('.') && KINDS.contains(&end.as_str())
}

fn decoded(bytes: &[u8], content_type: Option<&str>) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
    let label = |text: &str| {
        let at = text.to_ascii_lowercase().find("charset=")? + "charset=".len();
        let word = text.get(at..)?.trim_start_matches(['"', '\'', ' ']);
        Encoding::for_label(word.split(['"', '\'', ' ', ';', '>', '/']).next()?.as_bytes())
    };
    let declared = content_type.and_then(label).or_else(|| label(&head));
    let encoding = if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { declared.unwrap_or(GB18030) };
    encoding.decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_are_told_by_address_or_words() {
        let page = "<html><body><a href='a.DOC'>附件</a><a href='/down?id=3'>办法.pdf</a><a href='b.html'>次页</a>\
                    <a href='//files.shili.gov.cn/c.ofd#x'>三</a><a href='http://else.cn/d.pdf'>四</a>\
                    <a href='javascript:x.doc'>五</a><a href='a.DOC'>again</a><a href='/get?f=e.wps'>六</a></body></html>";
        let at = Url::parse("http://www.shili.gov.cn/x/y.html").unwrap();
        let links = attachments(&GB18030.encode(page).0, Some("text/html"), &at);
        let own: Vec<&str> = links.own.iter().map(Url::as_str).collect();
        assert_eq!(
            own,
            [
                "http://www.shili.gov.cn/x/a.DOC",
                "http://www.shili.gov.cn/down?id=3",
                "http://files.shili.gov.cn/c.ofd",
                "http://www.shili.gov.cn/get?f=e.wps"
            ]
        );
        assert_eq!(links.elsewhere.len(), 1);
        assert_eq!(attachments(b"%PDF-1.4 <a href=x.doc>", None, &at), Links::default());
    }
}
