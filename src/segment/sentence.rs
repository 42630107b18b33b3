use super::marks::{closer, ends_sentence, is_closing, parts_subclause};
use crate::model::Span;

/// A quotation longer than this many characters is read as a text of its own (an amendment that
/// quotes whole articles), and its full stops end sentences again.
const QUOTE_MAX: usize = 120;

/// Sentences (句): cut after 。；！？ and line breaks, closing quotes kept with the sentence, no
/// cut inside 《》 or “”. White space at the ends is left out, and so are empty sentences; else
/// the spans cover the text in order.
pub fn sentences(text: &str) -> Vec<Span> {
    cut(text, ends_sentence, true)
}

/// Sub-clauses (小句): pieces between ，：；。！？ without these marks; 、 does not cut.
pub fn subclauses(text: &str) -> Vec<Span> {
    cut(text, parts_subclause, false)
}

/// Phrases (短语): pieces between ，；。：、！？ without these marks.
pub fn phrases(text: &str) -> Vec<Span> {
    cut(text, |c| parts_subclause(c) || matches!(c, '、' | '､'), false)
}

/// Cuts at every `mark` outside quotations; the mark belongs to the piece when `keep`.
fn cut(text: &str, mark: impl Fn(char) -> bool, keep: bool) -> Vec<Span> {
    let mut out = Vec::new();
    let mut push = |start: usize, end: usize| {
        let span = Span::new(start, end).trim(text);
        if !span.is_empty() {
            out.push(span);
        }
    };
    let (mut start, mut skip_to) = (0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if at < skip_to {
            continue;
        }
        if let Some(end) = quotation_end(text, at, c) {
            skip_to = end;
            continue;
        }
        if !mark(c) || between_digits(text, at, c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        if keep {
            while let Some(&(next, d)) = chars.peek() {
                let belongs = match d {
                    '\n' => false,
                    // Folded quotes do not say whether they open or close.
                    '"' => text[start..at].matches('"').count() % 2 == 1,
                    _ => is_closing(d) || ends_sentence(d),
                };
                if !belongs {
                    break;
                }
                end = next + d.len_utf8();
                chars.next();
            }
        }
        push(start, if keep { end } else { at });
        start = end;
    }
    push(start, text.len());
    out
}

/// Byte after the quotation or title that opens with `c` at `at`, when it closes soon on its line.
fn quotation_end(text: &str, at: usize, c: char) -> Option<usize> {
    let close = closer(c)?;
    let inside = &text[at + c.len_utf8()..];
    let mut depth = 0usize;
    for (i, d) in inside.char_indices().take_while(|&(_, d)| d != '\n').take(QUOTE_MAX) {
        if d == close {
            if depth == 0 {
                return Some(at + c.len_utf8() + i + d.len_utf8());
            }
            depth -= 1;
        } else if d == c {
            depth += 1;
        }
    }
    None
}

/// 1,000 and 9:30 are numbers, not pieces.
fn between_digits(text: &str, at: usize, c: char) -> bool {
    matches!(c, ',' | ':' | '，' | '：')
        && text[..at].ends_with(|d: char| d.is_ascii_digit())
        && text[at + c.len_utf8()..].starts_with(|d: char| d.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str, f: fn(&str) -> Vec<Span>) -> Vec<&str> {
        f(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn sentences_keep_their_end_and_closing_quotes() {
        assert_eq!(
            texts("运营机构应当备案；逾期的，责令改正。（试行）\n 第二段", sentences),
            ["运营机构应当备案；", "逾期的，责令改正。", "（试行）", "第二段"]
        );
        assert_eq!(
            texts("他说：“可以。不必再问。”甲方同意。", sentences),
            ["他说：“可以。不必再问。”甲方同意。"]
        );
        assert_eq!(
            texts("（一）甲事项；（二）乙事项。）", sentences),
            ["（一）甲事项；", "（二）乙事项。）"]
        );
    }

    #[test]
    fn a_title_is_not_cut() {
        assert_eq!(
            texts("依照《甲法；乙法》和《丙、丁条例》，制定本办法。", subclauses),
            ["依照《甲法；乙法》和《丙、丁条例》", "制定本办法"]
        );
        assert_eq!(texts("按《甲、乙办法》，登记、备案", phrases), ["按《甲、乙办法》", "登记", "备案"]);
    }

    #[test]
    fn an_open_quote_does_not_swallow_the_text() {
        let long = format!("“{}。乙应当。”", "甲".repeat(QUOTE_MAX));
        assert_eq!(texts(&long, sentences).len(), 2);
        assert_eq!(texts("《甲办法。乙事项。\n丙》", sentences).len(), 3);
    }

    #[test]
    fn folded_text_is_cut_alike() {
        assert_eq!(
            texts("应当备案,不得转让;罚款1,000元。", sentences),
            ["应当备案,不得转让;", "罚款1,000元。"]
        );
        assert_eq!(texts("应当备案。\"甲\"是指乙。", sentences), ["应当备案。", "\"甲\"是指乙。"]);
        assert_eq!(texts("应当备案,罚款1,000元:期限", subclauses), ["应当备案", "罚款1,000元", "期限"]);
    }

    proptest! {
        /// Pieces are in order, apart, on boundaries; sentences lose white space only.
        #[test]
        fn pieces_cover_the_text(text in "[甲乙，。；：、“”《》（）\"\n 1,:;a]{0,60}") {
            let mut rest = String::new();
            let mut at = 0;
            for s in sentences(&text) {
                prop_assert!(s.start >= at && !s.is_empty());
                prop_assert!(text[at..s.start].trim().is_empty());
                rest.push_str(s.of(&text));
                at = s.end;
            }
            prop_assert!(text[at..].trim().is_empty());
            for f in [subclauses, phrases] {
                let mut at = 0;
                for s in f(&text) {
                    prop_assert!(s.start >= at && text.get(s.start..s.end).is_some());
                    at = s.end;
                }
            }
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,200}") {
            let _ = (sentences(&text), subclauses(&text), phrases(&text));
        }
    }
}
