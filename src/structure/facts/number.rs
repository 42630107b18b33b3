//! 文号: 示数发〔2025〕3号 in all styles of brackets, and 令第12号.

use super::super::text::{plain, squeeze};
use crate::model::Span;

/// A document number in a text; `text` is written without white space and with 〔 〕.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub span: Span,
    pub text: String,
}

const LONGEST_PREFIX: usize = 16;

/// The first document number of `s`.
pub fn find(s: &str) -> Option<Found> {
    s.match_indices(['〔', '[', '（', '(', '【', '［', '﹝']).find_map(|(at, _)| bracketed(s, at))
}

/// A number around the bracket at byte `at`.
fn bracketed(s: &str, at: usize) -> Option<Found> {
    let open = s[at..].chars().next()?;
    let inside = &s[at + open.len_utf8()..];
    let close = inside
        .char_indices()
        .take(10)
        .find(|(_, c)| matches!(c, '〕' | ']' | '）' | ')' | '】' | '］' | '﹞'))?;
    let year: String = inside[..close.0].chars().map(plain).filter(|c| !c.is_whitespace()).collect();
    let year = year.strip_suffix('年').unwrap_or(&year);
    if year.len() != 4 || !year.starts_with(['1', '2']) || !year.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let tail_at = at + open.len_utf8() + close.0 + close.1.len_utf8();
    let mut end = tail_at;
    let mut digits = String::new();
    for (i, c) in s[tail_at..].char_indices().take(14) {
        let p = plain(c);
        if p.is_ascii_digit() {
            digits.push(p);
        } else if p == '号' && !digits.is_empty() {
            end = tail_at + i + c.len_utf8();
            break;
        } else if !(c.is_whitespace() || (digits.is_empty() && p == '第')) {
            return None;
        }
    }
    if end == tail_at {
        return None;
    }
    let from = prefix(s, at);
    let head = squeeze(&s[from..at]);
    if head.is_empty() {
        return None;
    }
    Some(Found { span: Span::new(from, end), text: format!("{head}〔{year}〕{digits}号") })
}

/// Where the letters in front of the bracket begin: behind the nearest break or word that is no
/// part of a number.
fn prefix(s: &str, at: usize) -> usize {
    let mut from = at;
    for (i, c) in s[..at].char_indices().rev().take(LONGEST_PREFIX) {
        let p = plain(c);
        let part = matches!(p, '\u{4e00}'..='\u{9fff}' | 'a'..='z' | 'A'..='Z');
        let inner = c == ' ' && (from < at || i + 1 == at);
        if !(part || inner) {
            break;
        }
        from = i;
    }
    let run = &s[from..at];
    let skip = ["的通知", "文件", "字号", "文号", "编号", "公告", "通知", "发布"]
        .iter()
        .filter_map(|w| run.rfind(w).map(|i| i + w.len()))
        .filter(|&i| i < run.len())
        .max()
        .unwrap_or(0);
    let rest = &run[skip..];
    from + skip + (rest.len() - rest.trim_start().len())
}

/// The number of an order: 令第12号, 第12号令, （第12号）.
pub fn order(s: &str) -> Option<Found> {
    for (at, _) in s.match_indices('第') {
        let mut digits = String::new();
        for (i, c) in s[at + 3..].char_indices().take(12) {
            let p = plain(c);
            if p == '号' && !digits.is_empty() {
                let end = at + 3 + i + c.len_utf8();
                return Some(Found { span: Span::new(at, end), text: format!("第{digits}号") });
            }
            if p.is_ascii_digit() || "〇○零一二三四五六七八九十百".contains(p) {
                digits.push(p);
            } else if !c.is_whitespace() {
                break;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_of_every_style() {
        for (s, want) in [
            ("示数发〔2025〕3号", "示数发〔2025〕3号"),
            ("甲政办[2025] 12 号", "甲政办〔2025〕12号"),
            ("甲政规（2024）第5号", "甲政规〔2024〕5号"),
            ("关于印发办法的通知甲数规〔2025〕27号各区", "甲数规〔2025〕27号"),
            ("发文字号：甲数规【2025】27号", "甲数规〔2025〕27号"),
            ("甲市人民政府文件甲政规〔 2025〕 6 号", "甲政规〔2025〕6号"),
            ("甲政发﹝２０２５﹞６号", "甲政发〔2025〕6号"),
        ] {
            assert_eq!(find(s).map(|f| f.text).as_deref(), Some(want), "{s}");
        }
        for s in ["办法（2025）", "（2025—2027年）", "〔2025〕", "计划（2025年）第三条"] {
            assert_eq!(find(s), None, "{s}");
        }
        assert_eq!(order("甲市人民政府令第 300 号").map(|f| f.text).as_deref(), Some("第300号"));
    }
}
