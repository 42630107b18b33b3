//! Tells the kind of a source by its content; the name never decides.

use crate::model::Format;

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Empty,
    Picture(&'static str),
    /// A format that a reader takes.
    Known(Format),
    /// A ZIP or OLE container that is none of the known formats, with a word for it.
    Other(&'static str),
    /// Neither a known signature nor a container: text, or bytes that are no text.
    Plain,
}

/// Looks at signatures only; whether plain bytes are HTML, Markdown or text is told after decoding.
pub fn kind(bytes: &[u8]) -> Kind {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Kind::Empty;
    }
    if starts(b"\x89PNG") {
        return Kind::Picture("PNG");
    }
    if starts(b"\xff\xd8\xff") {
        return Kind::Picture("JPEG");
    }
    if starts(b"GIF8") {
        return Kind::Picture("GIF");
    }
    if starts(b"II*\0") || starts(b"MM\0*") {
        return Kind::Picture("TIFF");
    }
    if starts(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Kind::Picture("BMP");
    }
    if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Kind::Picture("WebP");
    }
    if has(bytes, b"%PDF-", 1024) {
        return Kind::Known(Format::Pdf);
    }
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return container(bytes);
    }
    if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Kind::Known(Format::Doc);
    }
    if starts(b"{\\rtf") {
        return Kind::Known(Format::Rtf);
    }
    if starts(b"Rar!") || starts(b"7z\xbc\xaf") || starts(b"\x1f\x8b") {
        return Kind::Other("a packed archive");
    }
    if is_mhtml(bytes) {
        return Kind::Known(Format::Mhtml);
    }
    Kind::Plain
}

/// The word for a ZIP that is no document: see `bundle`.
pub const BUNDLE: &str = "a ZIP archive";

/// Told by the names of the members; where the directory is broken, by their local headers.
fn container(bytes: &[u8]) -> Kind {
    let names: Option<Vec<String>> = zip::ZipArchive::new(std::io::Cursor::new(bytes))
        .ok()
        .map(|zip| zip.file_names().flatten().map(|n| n.into_owned()).collect());
    let holds = |start: &str| match &names {
        Some(names) => names.iter().any(|n| n.starts_with(start)),
        None => has(bytes, start.as_bytes(), bytes.len()),
    };
    if holds("word/document") {
        Kind::Known(Format::Docx)
    } else if holds("OFD.xml") {
        Kind::Known(Format::Ofd)
    } else if holds("xl/workbook") {
        Kind::Other("a spreadsheet")
    } else {
        Kind::Other(BUNDLE)
    }
}

fn is_mhtml(bytes: &[u8]) -> bool {
    let head = bytes[..bytes.len().min(2048)].to_ascii_lowercase();
    let has_header = |name: &[u8]| head.starts_with(name) || has(&head, &[b"\n", name].concat(), head.len());
    has_header(b"mime-version:") && has(&head, b"multipart/related", head.len())
}

/// True when decoded text is an HTML page.
pub fn is_html(text: &str) -> bool {
    let mut end = text.len().min(4096);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text[..end].to_ascii_lowercase();
    let first = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !first.starts_with('<') {
        return false;
    }
    const SIGNS: [&str; 14] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<div",
        "<p>",
        "<p ",
        "<table",
        "<span",
        "<h1",
        "<script",
        "<style",
    ];
    SIGNS.iter().any(|sign| head.contains(sign))
}

/// True when decoded text has the signs of Markdown on at least two lines.
pub fn is_markdown(text: &str) -> bool {
    let sign = |line: &&str| {
        let t = line.trim_start();
        let hashes = t.len() - t.trim_start_matches('#').len();
        (1..=6).contains(&hashes) && t[hashes..].starts_with(' ')
            || t.starts_with("> ")
            || t.starts_with("```")
            || t.len() > 4 && t.starts_with("**") && t[2..].contains("**")
    };
    text.lines().take(400).filter(sign).take(2).count() == 2
}

/// The charset that an HTML page declares in its first bytes.
pub fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(4096)];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let at = text.find("charset=")? + "charset=".len();
    let value: String = text[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    (!value.is_empty()).then_some(value)
}

/// True when `needle` occurs in the first `within` bytes.
pub fn has(bytes: &[u8], needle: &[u8], within: usize) -> bool {
    let Some(first) = needle.first() else { return true };
    let head = &bytes[..bytes.len().min(within.saturating_add(needle.len()))];
    head.iter().enumerate().any(|(i, b)| b == first && head[i..].starts_with(needle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_decide() {
        assert_eq!(kind(b" \n\t"), Kind::Empty);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n...."), Kind::Picture("PNG"));
        assert_eq!(kind(b"junk\n%PDF-1.4\n"), Kind::Known(Format::Pdf));
        assert_eq!(kind("第一条".as_bytes()), Kind::Plain);
        assert_eq!(
            kind(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"),
            Kind::Known(Format::Mhtml)
        );
    }

    #[test]
    fn text_is_told_from_pages_and_markdown() {
        assert!(is_html("\u{feff}  <!-- x --><HTML><p>甲"));
        assert!(!is_html("小于号 < 大于号"));
        assert!(is_markdown("# 甲市办法\n\n## 第一章\n"));
        assert!(!is_markdown("#1 号文件\n第一条"));
    }

    #[test]
    fn charset_is_found_however_it_is_quoted() {
        assert_eq!(declared_charset(b"<meta charset=\"GBK\">").as_deref(), Some("gbk"));
        assert_eq!(declared_charset(b"content='text/html; charset=gb2312'").as_deref(), Some("gb2312"));
    }
}
