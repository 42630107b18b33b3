use super::*;
use proptest::prelude::*;

fn code_of(bytes: &[u8]) -> String {
    let reading = read("x", bytes);
    assert!(reading.raw.is_none(), "{reading:?}");
    reading.diagnostics.last().map(|d| d.code.clone()).unwrap_or_default()
}

#[test]
fn bad_input_gets_one_diagnostic() {
    for (bytes, code) in [
        (&b""[..], "I002"),
        (b" \n ", "I002"),
        (b"\x89PNG\r\n\x1a\n0000", "I003"),
        (b"\xff\xd8\xff\xe0JFIF", "I003"),
        (b"%PDF-1.4\n1 0 obj <<", "I005"),
        (b"PK\x03\x04 word/document.xml cut", "I005"),
        (b"\x00\x01\x02\x03\x80\x81\xfe\xff\x00\x00\x01", "I007"),
        (b"Rar!\x1a\x07\x00", "I008"),
    ] {
        assert_eq!(code_of(bytes), code, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_page_that_lies_about_its_charset_is_read_all_the_same() {
    let page = "<html><meta charset=utf-8><p>第一条 为规范甲市数据管理，制定本办法。</p></html>";
    let (bytes, _, _) = encoding_rs::GBK.encode(page);
    let reading = read("a.html", &bytes);
    assert_eq!(reading.raw.unwrap().text, "第一条 为规范甲市数据管理，制定本办法。\n");
    assert_eq!(reading.diagnostics[0].code, "I013");
}

#[test]
fn the_name_does_not_decide() {
    let reading = read("a.pdf", "# 甲市办法\n\n**第一条** 甲。\n".as_bytes());
    assert_eq!(reading.raw.unwrap().format, Format::Markdown);
}

#[test]
fn every_format_has_one_reader() {
    for reader in READERS {
        for format in reader.formats {
            let readers = READERS.iter().filter(|r| r.formats.contains(format)).count();
            assert_eq!(readers, 1, "{format:?}");
        }
    }
}

/// Bytes that get past the signatures, so that the readers behind them are tried.
fn seeded() -> impl Strategy<Value = Vec<u8>> {
    let seeds = prop::sample::select(vec![
        &b""[..],
        b"%PDF-1.4\n",
        b"PK\x03\x04word/document.xml",
        b"<html><p>",
        b"<table><tr><td>",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"# ",
        b"{\\rtf1 \\'b5",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n",
        b"PK\x03\x04OFD.xml",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ]);
    (seeds, prop::collection::vec(any::<u8>(), 0..400)).prop_map(|(seed, rest)| [seed, &rest].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Law 4: any bytes give a reading, and one without text says why.
    #[test]
    fn any_bytes_give_a_reading(bytes in seeded()) {
        let reading = read("x", &bytes);
        prop_assert!(reading.raw.is_some() || !reading.diagnostics.is_empty());
        prop_assert!(reading.diagnostics.iter().all(|d| d.code != "I012"), "{:?}", reading.diagnostics);
        if let Some(raw) = reading.raw {
            prop_assert!(raw.pages.windows(2).all(|w| w[0].at <= w[1].at && w[0].page < w[1].page));
            let mut at = 0;
            for span in &raw.portal {
                prop_assert!(at <= span.start && span.start < span.end);
                prop_assert!(raw.text.get(span.start..span.end).is_some());
                at = span.end;
            }
        }
    }

    /// Tag soup of any shape is read without a panic.
    #[test]
    fn any_tag_soup_is_read(parts in prop::collection::vec(prop::sample::select(vec![
        "<p>", "</p>", "<table>", "<tr>", "</tr>", "<td>", "</table>", "<ol>", "<li>", "<li value=9>", "</ol>", "<a href=x>",
        "</a>", "<pre>", "</pre>", "<script>", "</script>", "<div class=nav>", "</div>", "<br>", "第一条 甲", "\n ", "。",
    ]), 0..60)) {
        let page = format!("<html>{}", parts.concat());
        let reading = read("x", page.as_bytes());
        prop_assert!(reading.diagnostics.iter().all(|d| d.code != "I012"));
    }
}
