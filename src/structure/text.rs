//! Small views of Chinese running text that every file of this room needs.

use crate::model::{Span, fold_char};

/// The same numeral and unit characters in all their widths and look-alikes.
pub fn plain(c: char) -> char {
    match c {
        '\u{4e00}'..='\u{9fff}' | '0'..='9' => c,
        _ => {
            let mut out = None;
            fold_char(c, &mut |f| out = Some(out.map_or(f, |_| c)));
            out.unwrap_or(c)
        }
    }
}

/// White space and the marks of Markdown headings that may stand in front of a line.
pub fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '#' | '*')
}

/// A span without edge characters at its start and white space at its end.
pub fn trim(text: &str, span: Span) -> Span {
    let s = span.of(text);
    let start = span.start + (s.len() - s.trim_start_matches(is_edge).len());
    let end =
        span.start + s.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '*')).len();
    Span::new(start.min(end.max(span.start)), end.max(start.min(end.max(span.start))))
}

/// Ends a sentence, a list item or a stem.
pub fn is_stop(c: char) -> bool {
    matches!(c, '。' | '；' | '：' | '！' | '？' | ';' | ':' | '!' | '?' | '…' | '｡')
}

/// The line ends like a finished sentence, item or stem (closing brackets and quotes ignored).
pub fn is_finished(s: &str) -> bool {
    let t = s.trim_end_matches(['”', '"', '）', ')', '》', '’', ' ', '】']);
    let mut back = t.chars().rev();
    match back.next() {
        // Some extractions write the full stop in ASCII.
        Some('.') => back.next().is_some_and(is_han),
        Some(c) => is_stop(c),
        None => false,
    }
}

/// A unified ideograph.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// Ends with the colon of a stem.
pub fn is_stem(s: &str) -> bool {
    s.trim_end().ends_with(['：', ':'])
}

/// A text without white space.
pub fn squeeze(s: &str) -> String {
    s.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{feff}' | '\u{200b}')).collect()
}

/// A text with its white space taken out next to Chinese characters and reduced to one space
/// between words of letters or digits.
pub fn tidy(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut space = false;
    for c in s.chars() {
        if c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}') {
            space = true;
            continue;
        }
        if space && c.is_ascii_alphanumeric() && out.ends_with(|p: char| p.is_ascii_alphabetic()) {
            out.push(' ');
        }
        space = false;
        out.push(c);
    }
    out
}

/// Number of characters, white space not counted, counted no further than `limit`.
pub fn width(s: &str, limit: usize) -> usize {
    s.chars().filter(|c| !c.is_whitespace()).take(limit).count()
}

/// The last sentence of a paragraph: from behind the last full stop that has text after it.
pub fn last_sentence(text: &str, span: Span) -> Span {
    let s = span.of(text).trim_end();
    let body = s.trim_end_matches(is_stop);
    let from =
        body.rfind(['。', '！', '？']).map_or(0, |i| i + body[i..].chars().next().map_or(0, char::len_utf8));
    let rest = &s[from..];
    let from = from + (rest.len() - rest.trim_start_matches(['”', ' ', '\n', '\u{3000}']).len());
    Span::new(span.start + from, span.start + s.len().max(from))
}

/// The end of a text, `most` characters at most: enough for a name, whatever the text's length.
pub fn ending(s: &str, most: usize) -> &str {
    let from = s.char_indices().rev().take(most).last().map_or(s.len(), |c| c.0);
    &s[from..]
}

/// The words behind the last break: the name that a date or sign follows.
pub fn last_words(s: &str) -> &str {
    let t = ending(s.trim_end(), 80);
    let from = t
        .rfind(['。', '：', '》', ' ', '\u{3000}', '\n'])
        .map_or(0, |i| i + t[i..].chars().next().map_or(0, char::len_utf8));
    &t[from..]
}

/// `test` holds for one of the words of a list kept as one text.
pub fn one_of(list: &str, test: impl Fn(&str) -> bool) -> bool {
    list.split_ascii_whitespace().any(test)
}

/// Steps back from byte `at` to the character in front of it.
pub fn before(s: &str, at: usize) -> Option<char> {
    s.get(..at)?.chars().next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sentence_is_the_stem() {
        let t = "实行备案制度。备案材料包括：";
        assert_eq!(last_sentence(t, Span::new(0, t.len())).of(t), "备案材料包括：");
        let t = "按程序开展。";
        assert_eq!(last_sentence(t, Span::new(0, t.len())).of(t), t);
        assert_eq!(last_sentence("", Span::default()), Span::default());
    }

    #[test]
    fn trimming_never_leaves_the_span() {
        for t in ["", " ", "## 第一章 ", "\u{3000}文 ", "###"] {
            let s = trim(t, Span::new(0, t.len()));
            assert!(s.start <= s.end && s.end <= t.len(), "{t:?}");
        }
    }
}
