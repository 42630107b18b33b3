//! Calendar dates as texts write them: 2025年3月1日, 二〇二五年三月一日, 2025-03-01.

use super::super::text::plain;
use crate::model::{Date, Span, parse_chinese};

/// A date in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub span: Span,
    pub date: Date,
}

/// The first date in `s`.
pub fn first(s: &str) -> Option<Found> {
    all(s).next()
}

/// All dates of `s`, in order.
pub fn all(s: &str) -> impl Iterator<Item = Found> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(c) = s.get(at..).and_then(|r| r.chars().next()) {
            let here = at;
            at += c.len_utf8();
            if !is_digit(plain(c)) || s[..here].chars().next_back().is_some_and(|p| is_digit(plain(p))) {
                continue;
            }
            if let Some((date, len)) = at_start(&s[here..]) {
                at = here + len;
                return Some(Found { span: Span::new(here, at), date });
            }
        }
        None
    })
}

/// The whole of `s` is one date.
pub fn whole(s: &str) -> bool {
    at_start(s).is_some_and(|(_, len)| s[len..].trim().is_empty())
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(
            c,
            '〇' | '○' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
        )
}

/// A date at the start of `s`, with its length in bytes.
fn at_start(s: &str) -> Option<(Date, usize)> {
    let mut scan = Scan { s, at: 0 };
    let year = scan.number(4)?;
    let style = scan.unit(&['年', '-', '/', '.', '－', '—', '．'])?;
    let month = scan.number(3)?;
    scan.unit(if style == '年' { &['月'] } else { &['-', '/', '.', '－', '—', '．'] })?;
    let day = scan.number(3)?;
    if style == '年' && scan.unit(&['日', '号']).is_none() {
        return None;
    }
    let date = Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
    Some((date, scan.at))
}

struct Scan<'a> {
    s: &'a str,
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<char> {
        self.s.get(self.at..)?.chars().next()
    }
    fn spaces(&mut self) {
        while let Some(c) = self.peek().filter(|c| c.is_whitespace() && *c != '\n') {
            self.at += c.len_utf8();
        }
    }
    /// A number of at most `most` characters, white space between them allowed.
    fn number(&mut self, most: usize) -> Option<u32> {
        self.spaces();
        let (mut digits, mut end) = (String::new(), self.at);
        while let Some(c) = self.peek() {
            let p = plain(c);
            // An Arabic month or day has two digits at most: 05 10:00 is a day and a clock.
            let room = if digits.starts_with(|d: char| d.is_ascii_digit()) {
                most.min(if most == 4 { 4 } else { 2 })
            } else {
                most
            };
            if is_digit(p) && digits.chars().count() < room {
                digits.push(p);
                self.at += c.len_utf8();
                end = self.at;
            } else if c.is_whitespace() && c != '\n' && !digits.is_empty() {
                self.at += c.len_utf8();
            } else {
                break;
            }
        }
        self.at = end;
        parse_chinese(&digits)
    }
    fn unit(&mut self, any: &[char]) -> Option<char> {
        self.spaces();
        let c = self.peek().filter(|c| any.contains(&plain(*c)) || any.contains(c))?;
        self.at += c.len_utf8();
        Some(plain(c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_texts_write_dates() {
        for (s, iso) in [
            ("于2025年3月1日起", "2025-03-01"),
            ("二〇二五年十二月三十一日", "2025-12-31"),
            ("二○二五年三月一日", "2025-03-01"),
            ("2025 年 5 月 29 日", "2025-05-29"),
            ("2025-07-05 10:00", "2025-07-05"),
            ("时间：2025/12/16", "2025-12-16"),
            ("２０２５年１月８日", "2025-01-08"),
        ] {
            assert_eq!(first(s).map(|f| f.date.to_string()).as_deref(), Some(iso), "{s}");
        }
        for s in ["2025年月日", "2025年 月", "2025年13月1日", "5月1日", "十二年", "12345年1月1日"]
        {
            assert_eq!(first(s), None, "{s}");
        }
        assert_eq!(all("自2025年1月1日至2026年1月1日").count(), 2);
    }
}
