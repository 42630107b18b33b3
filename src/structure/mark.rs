//! Recognises the number in front of a line: 第十二条, 一、, （一）, 1., （1）, ①, 附件2.

use super::text::plain;
use crate::model::{format_chinese, parse_chinese};

/// Kinds of markers, from the outermost in as most texts nest them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    Part,
    Chapter,
    Section,
    Article,
    /// 一、
    Han,
    /// （一）
    BracketHan,
    /// 1.
    Digit,
    /// （1）
    BracketDigit,
    /// 1）
    HalfBracket,
    /// ①
    Circled,
    Annex,
}

impl MarkKind {
    /// 编 章 节
    pub fn is_division(self) -> bool {
        matches!(self, MarkKind::Part | MarkKind::Chapter | MarkKind::Section)
    }
    /// Numbers of lists and of headings in texts without articles.
    pub fn is_list(self) -> bool {
        self > MarkKind::Article && self != MarkKind::Annex
    }
}

/// A marker at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub kind: MarkKind,
    /// 0 for an annex without number.
    pub number: u32,
    /// 之一, 之二 behind an article number; 1 for 第X部分 in place of 第X编; else 0.
    pub sub: u32,
    /// Written with Arabic digits.
    pub arabic: bool,
    /// Bytes of the marker, white space behind it excluded.
    pub len: usize,
}

impl Mark {
    /// The marker as a label shows it.
    pub fn label(&self) -> String {
        let n = || if self.arabic { self.number.to_string() } else { format_chinese(self.number) };
        match self.kind {
            MarkKind::Part if self.sub > 0 => format!("第{}部分", n()),
            MarkKind::Part => format!("第{}编", n()),
            MarkKind::Chapter => format!("第{}章", n()),
            MarkKind::Section => format!("第{}节", n()),
            MarkKind::Article if self.sub > 0 => format!("第{}条之{}", n(), format_chinese(self.sub)),
            MarkKind::Article => format!("第{}条", n()),
            MarkKind::Han => format_chinese(self.number),
            MarkKind::BracketHan => format!("（{}）", format_chinese(self.number)),
            MarkKind::Digit => self.number.to_string(),
            MarkKind::BracketDigit => format!("（{}）", self.number),
            MarkKind::HalfBracket => format!("{}）", self.number),
            MarkKind::Circled => char::from_u32(0x2460 + self.number.saturating_sub(1))
                .filter(|_| (1..=20).contains(&self.number))
                .map_or_else(|| self.number.to_string(), String::from),
            MarkKind::Annex if self.number == 0 => "附件".into(),
            MarkKind::Annex => format!("附件{}", self.number),
        }
    }
}

const MAX_NUMERAL: usize = 7;

fn is_han_digit(c: char) -> bool {
    matches!(
        c,
        '〇' | '零'
            | '○'
            | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '廿'
            | '卅'
    )
}

/// A numeral at the start of `s`: its value, whether it is Arabic, its length in bytes.
fn numeral(s: &str) -> Option<(u32, bool, usize)> {
    let mut digits = String::new();
    let mut len = 0;
    for (at, c) in s.char_indices() {
        let p = plain(c);
        if p.is_ascii_digit() || is_han_digit(p) {
            if digits.chars().count() >= MAX_NUMERAL {
                return None;
            }
            digits.push(p);
            len = at + c.len_utf8();
        } else if !(c.is_whitespace() && c != '\n') {
            break;
        }
    }
    let arabic = digits.starts_with(|c: char| c.is_ascii_digit());
    if arabic != digits.chars().all(|c| c.is_ascii_digit()) && arabic {
        return None;
    }
    let value = parse_chinese(&digits)?;
    (value > 0 && value < 2000).then_some((value, arabic, len))
}

fn skip_space(s: &str, at: usize) -> usize {
    let rest = s.get(at..).unwrap_or("");
    at + (rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() && c != '\n').len())
}

fn char_at(s: &str, at: usize) -> Option<char> {
    s.get(at..)?.chars().next()
}

/// The marker that `s` starts with.
pub fn at(s: &str) -> Option<Mark> {
    let first = s.chars().next()?;
    match first {
        '第' => ordinal(s),
        '（' | '(' | '﹙' => bracketed(s, first.len_utf8()),
        '附' => annex(s),
        '\u{2460}'..='\u{2473}' => single(MarkKind::Circled, first, 0x245f),
        '\u{2474}'..='\u{2487}' => single(MarkKind::BracketDigit, first, 0x2473),
        '\u{2488}'..='\u{249b}' => single(MarkKind::Digit, first, 0x2487),
        '\u{3220}'..='\u{3229}' => single(MarkKind::BracketHan, first, 0x321f),
        _ => delimited(s, first),
    }
}

fn single(kind: MarkKind, c: char, base: u32) -> Option<Mark> {
    Some(Mark { kind, number: c as u32 - base, sub: 0, arabic: true, len: c.len_utf8() })
}

/// 第X编, 第X章, 第X节, 第X条, 第X部分.
pub fn ordinal(s: &str) -> Option<Mark> {
    let from = skip_space(s, '第'.len_utf8());
    let (number, arabic, len) = numeral(s.get(from..)?)?;
    let unit_at = skip_space(s, from + len);
    let unit = char_at(s, unit_at)?;
    let mut end = unit_at + unit.len_utf8();
    let mut sub = 0;
    let kind = match plain(unit) {
        '编' => MarkKind::Part,
        '章' => MarkKind::Chapter,
        '节' => MarkKind::Section,
        '条' => MarkKind::Article,
        '部' if char_at(s, end) == Some('分') => {
            end += '分'.len_utf8();
            sub = 1;
            MarkKind::Part
        }
        _ => return None,
    };
    if kind == MarkKind::Article && char_at(s, end) == Some('之') {
        let at = end + '之'.len_utf8();
        if let Some((n, false, l)) = s.get(at..).and_then(numeral) {
            sub = n;
            end = at + l;
        }
    }
    Some(Mark { kind, number, sub, arabic, len: end })
}

/// （一） or （1）, brackets of any width and matching or not.
fn bracketed(s: &str, open: usize) -> Option<Mark> {
    let from = skip_space(s, open);
    let (number, arabic, len) = numeral(s.get(from..)?)?;
    let close_at = skip_space(s, from + len);
    let close = char_at(s, close_at).filter(|c| matches!(c, '）' | ')' | '﹚'))?;
    let kind = if arabic { MarkKind::BracketDigit } else { MarkKind::BracketHan };
    let end = close_at + close.len_utf8();
    // A reference (（二）项所列) and a year (（2024）) are no list numbers; 项目 and 目标 open an item.
    let rest = &s[skip_space(s, end)..];
    const OPENS: [&str; 6] = ["项目", "款项", "目标", "目录", "目的", "目前"];
    let cited = rest.starts_with(['项', '款', '目', '、']) && !OPENS.iter().any(|w| rest.starts_with(w));
    if cited || number > 200 {
        return None;
    }
    Some(Mark { kind, number, sub: 0, arabic, len: end })
}

/// 一、 or 1. or 1） .
fn delimited(s: &str, first: char) -> Option<Mark> {
    let p = plain(first);
    if !p.is_ascii_digit() && !is_han_digit(p) {
        return None;
    }
    let (number, arabic, len) = numeral(s)?;
    let at = skip_space(s, len);
    let delimiter = char_at(s, at)?;
    let end = at + delimiter.len_utf8();
    let next = char_at(s, end);
    let kind = match delimiter {
        '、' | '．' | '.' if arabic => MarkKind::Digit,
        '、' | '．' | '.' => MarkKind::Han,
        '）' | ')' if arabic => MarkKind::HalfBracket,
        _ => return None,
    };
    if number > 200 || (arabic && next.is_some_and(|c| c.is_ascii_digit() && !starts_with_year(&s[end..]))) {
        return None;
    }
    // 一、二级 and 1、2号 are enumerations in a sentence.
    if delimiter == '、' && enumerates(&s[end..], arabic) {
        return None;
    }
    Some(Mark { kind, number, sub: 0, arabic, len: end })
}

fn starts_with_year(s: &str) -> bool {
    let mut it = s.chars();
    it.by_ref().take(4).filter(char::is_ascii_digit).count() == 4 && s.chars().nth(4) == Some('年')
}

fn enumerates(s: &str, arabic: bool) -> bool {
    match numeral(s) {
        Some((_, a, len)) if a == arabic => {
            let next = char_at(s, len);
            next.is_some_and(|c| {
                matches!(c, '、' | '级' | '类' | '批' | '等' | '号' | '两' | '档' | '期' | '款' | '项')
            })
        }
        _ => false,
    }
}

/// 附件, 附件2, 附件一, 附表, 附录; not 附件所列.
fn annex(s: &str) -> Option<Mark> {
    let at = skip_space(s, '附'.len_utf8());
    let c = char_at(s, at).filter(|c| matches!(c, '件' | '表' | '录' | '图'))?;
    let mut len = at + c.len_utf8();
    let (mut number, mut arabic) = (0, true);
    let n_at = skip_space(s, len);
    if let Some((n, a, l)) = s.get(n_at..).and_then(numeral).filter(|n| n.0 < 100) {
        (number, arabic, len) = (n, a, n_at + l);
    }
    let rest = s.get(len..).unwrap_or("").trim_start();
    let cited = [
        "所", "中", "规定", "的", "列", "及", "和", "、", "，", "要求", "》", "）", ")", "。", "；", "是",
        "为", "均", "内",
    ];
    (!cited.iter().any(|w| rest.starts_with(w)) && !rest.starts_with('-')).then_some(Mark {
        kind: MarkKind::Annex,
        number,
        sub: 0,
        arabic,
        len,
    })
}

/// The words behind 第X条 show that it is cited, not opened: 第八条第二款, 第八条规定的.
pub fn is_cited(rest: &str) -> bool {
    const CITED: [&str; 22] = [
        "规定", "所", "、", "至", "和", "及", "与", "或", "的", "之", "，", "。", "；", "）", ")", "》",
        "〉", "中", "款", "项", "”", "修改",
    ];
    // Words that only begin like these: 第六条 项目申报.
    const OPENS: [&str; 8] = ["项目", "款项", "中小", "中央", "中国", "中华", "中介", "中标"];
    if CITED.iter().any(|w| rest.starts_with(w)) && !OPENS.iter().any(|w| rest.starts_with(w)) {
        return true;
    }
    // 第八条第二款, 第八条（二）项 is caught by `bracketed`.
    rest.strip_prefix('第').is_some_and(|r| {
        numeral(r).is_some_and(|(_, _, len)| {
            char_at(r, skip_space(r, len)).is_some_and(|c| matches!(c, '款' | '项' | '条'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_that_begins_like_a_reference_is_an_item() {
        for item in ["（一）目标任务；", "（二）项目清单；", "(3)款项的拨付；"] {
            assert!(at(item).is_some(), "{item}");
        }
        for reference in ["（一）项所列情形", "（二）、（三）项", "（一）目规定的"] {
            assert!(at(reference).is_none(), "{reference}");
        }
    }

    #[test]
    fn markers_of_every_kind() {
        use MarkKind::*;
        for (s, kind, number, label) in [
            ("第十二条 为了", Article, 12, "第十二条"),
            ("第 一 百 条为", Article, 100, "第一百条"),
            ("第14条 为", Article, 14, "第14条"),
            ("第十条之一 为", Article, 10, "第十条之一"),
            ("第二章 职责", Chapter, 2, "第二章"),
            ("第一节　申请", Section, 1, "第一节"),
            ("第一部分 总体", Part, 1, "第一部分"),
            ("二、任务", Han, 2, "二"),
            ("（三）登记", BracketHan, 3, "（三）"),
            ("( 十 一) 登记", BracketHan, 11, "（十一）"),
            ("(2）备案", BracketDigit, 2, "（2）"),
            ("1．名称", Digit, 1, "1"),
            ("１、名称", Digit, 1, "1"),
            ("2.2025年底前", Digit, 2, "2"),
            ("3）流程", HalfBracket, 3, "3）"),
            ("②流程", Circled, 2, "②"),
            ("㈡流程", BracketHan, 2, "（二）"),
            ("附件2", Annex, 2, "附件2"),
            ("附 件：", Annex, 0, "附件"),
            ("附件一 目录", Annex, 1, "附件1"),
        ] {
            let m = at(s).unwrap_or_else(|| panic!("{s}"));
            assert_eq!((m.kind, m.number, m.label().as_str()), (kind, number, label), "{s}");
        }
    }

    #[test]
    fn what_only_looks_like_a_marker() {
        for s in [
            "2.5倍",
            "一、二级主体",
            "（二）项所列",
            "附件所列",
            "第三方",
            "（2024）",
            "第八批",
            "十九大",
            "",
            "第",
        ] {
            assert_eq!(at(s), None, "{s}");
        }
        assert!(is_cited("第二款规定"));
        assert!(is_cited("、第九条"));
        assert!(!is_cited("为了规范") && !is_cited("项目申报及立项") && is_cited("项所列"));
    }
}
