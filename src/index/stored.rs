//! The form in which a clause is stored. Chinese takes three bytes a character in UTF-8 and two in
//! GB 18030, which the block compression does not make up for.

use super::doc::ClauseDoc;
use encoding_rs::GB18030;

const UTF8: u8 = 0;
const GB: u8 = 1;

/// The clause as JSON, in GB 18030 where that keeps every character; the first byte tells.
pub fn write(clause: &ClauseDoc) -> Vec<u8> {
    let json = serde_json::to_string(clause).unwrap_or_default();
    let (bytes, _, replaced) = GB18030.encode(&json);
    // A few private-use characters have no way back.
    let (form, bytes) = match GB18030.decode_without_bom_handling(&bytes) {
        (back, false) if !replaced && back == json => (GB, bytes.as_ref()),
        _ => (UTF8, json.as_bytes()),
    };
    let mut out = Vec::with_capacity(bytes.len() + 1);
    out.push(form);
    out.extend_from_slice(bytes);
    out
}

/// The clause of [`write`]; `None` for other bytes.
pub fn read(bytes: &[u8]) -> Option<ClauseDoc> {
    let (form, bytes) = bytes.split_first()?;
    match *form {
        GB => serde_json::from_str(&GB18030.decode_without_bom_handling_and_without_replacement(bytes)?).ok(),
        UTF8 => serde_json::from_slice(bytes).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClauseKind, Span};
    use proptest::prelude::*;

    fn clause(text: &str) -> ClauseDoc {
        ClauseDoc {
            instrument: "a".into(),
            title: String::new(),
            source: String::new(),
            region: String::new(),
            province: String::new(),
            level: None,
            kind: None,
            date: None,
            draft: false,
            headings: Vec::new(),
            stem: None,
            ordinal: 0,
            label: String::new(),
            article: String::new(),
            clause_kind: ClauseKind::Paragraph,
            text: text.into(),
            span: Span::new(0, text.len()),
            page: None,
            provisions: Vec::new(),
            actors: Vec::new(),
        }
    }

    #[test]
    fn chinese_takes_two_bytes() {
        let empty = write(&clause("")).len();
        assert!(write(&clause("运营机构退出后")).len() <= empty + 7 * 2 + 1);
        assert!(read(&[]).is_none() && read(&[9, 1]).is_none() && read(&[GB, b'{']).is_none());
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "\\PC{0,40}|[\u{e5e5}\u{e7c7}\u{1e3f}𠮷、“a\u{0}]{0,20}") {
            let clause = clause(&text);
            prop_assert_eq!(read(&write(&clause)), Some(clause));
        }
    }
}
