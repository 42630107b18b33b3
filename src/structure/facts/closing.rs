//! The closing clauses: when the text takes effect, how long it is valid, what it repeals.

use super::super::text::{squeeze, width};
use super::date;
use crate::model::{Date, Validity, parse_chinese};

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Closing {
    pub effective: Option<Date>,
    /// 自印发之日起施行
    pub on_issue: bool,
    /// 自公布之日起30日后施行
    pub days_after: Option<u32>,
    pub validity: Validity,
    pub repeals: Vec<String>,
}

/// How many blocks from the end of an instrument are searched.
const CLOSING: usize = 40;

/// Reads the blocks of an instrument from its end, then the notice, until each fact is found.
pub fn read<'a>(from_end: impl Iterator<Item = &'a str>, notice: &[&'a str]) -> Closing {
    let mut c = Closing::default();
    for block in from_end.take(CLOSING).chain(notice.iter().rev().copied().take(12)) {
        if !["施行", "实施", "执行", "有效期", "废止", "生效", "失效", "试行期"]
            .iter()
            .any(|w| block.contains(w))
            || width(block, 1501) > 1500
        {
            continue;
        }
        for sentence in block.split_inclusive(['。', '；', ';']) {
            take(&squeeze(sentence), &mut c);
        }
    }
    c
}

fn take(s: &str, c: &mut Closing) {
    let ready = |c: &Closing| c.effective.is_some() || c.on_issue || c.days_after.is_some();
    if !ready(c) {
        commencement(s, c);
    }
    if c.validity == Validity::default()
        && (s.contains("本")
            || s.contains("施行")
            || s.contains("印发")
            || s.contains("实施")
            || s.starts_with("有效期"))
    {
        c.validity = validity(s);
    }
    if ["废止", "失效", "停止执行"].iter().any(|w| s.contains(w)) {
        for r in repealed(s) {
            if !c.repeals.contains(&r) {
                c.repeals.push(r);
            }
        }
    }
}

const BEGIN: [&str; 7] = ["施行", "实施", "执行", "生效", "试行", "起效", "起正式"];

fn commencement(s: &str, c: &mut Closing) {
    for (at, _) in s.match_indices('自') {
        let rest = &s[at + '自'.len_utf8()..];
        let begins = |tail: &str| {
            let tail = tail.trim_start_matches(['起', '正', '式', '开', '始', '，']);
            BEGIN.iter().any(|w| tail.starts_with(w))
        };
        if let Some(d) = date::first(rest).filter(|d| d.span.start == 0) {
            if begins(&rest[d.span.end..]) || begins(rest[d.span.end..].trim_start_matches("之日")) {
                c.effective = Some(d.date);
                return;
            }
            continue;
        }
        let Some(i) = rest.find("之日").filter(|&i| i <= 30) else { continue };
        if !["印发", "发布", "公布", "颁布", "下发", "发文", "通过"].iter().any(|w| rest[..i].contains(w))
        {
            continue;
        }
        let tail = rest[i + "之日".len()..].trim_start_matches(['起', '满', '，']);
        if begins(tail) {
            c.on_issue = true;
            return;
        }
        let digits: String = tail
            .chars()
            .take_while(|x| x.is_ascii_digit() || "一二三四五六七八九十百".contains(*x))
            .collect();
        let unit = &tail[digits.len()..];
        if let Some(n) = parse_chinese(&digits).filter(|n| *n < 400) {
            let after =
                ["日后", "天后", "日以后", "日之后", "日起", "日"].iter().find_map(|u| unit.strip_prefix(u));
            if after.is_some_and(begins) {
                c.days_after = Some(n);
                return;
            }
        }
    }
}

fn validity(s: &str) -> Validity {
    let mut v = Validity::default();
    for word in ["有效期", "试行期", "施行期", "有效时间", "暂定"] {
        for (at, _) in s.match_indices(word) {
            let rest =
                s[at + word.len()..].trim_start_matches(['限', '为', '是', '：', ':', '暂', '定', '共']);
            let digits: String = rest
                .chars()
                .take_while(|c| c.is_ascii_digit() || "一二两三四五六七八九十".contains(*c))
                .collect();
            if rest[digits.len()..].starts_with('年') {
                v.years = parse_chinese(&digits).filter(|n| (1..=50).contains(n));
            }
            v.until = until(rest).or(v.until);
            if v != Validity::default() {
                return v;
            }
        }
    }
    for word in ["施行至", "实施至", "执行至", "有效至"] {
        if let Some(i) = s.find(word) {
            v.until = until(&s[i + word.len() - "至".len()..]);
        }
    }
    v
}

/// 至2028年5月1日, 截至…, 自…至….
fn until(s: &str) -> Option<Date> {
    let window: String = s.chars().take(40).collect();
    let i = window.find('至').or_else(|| window.find('止'))?;
    let rest = &window[i + '至'.len_utf8()..];
    date::first(rest).filter(|d| d.span.start == 0).map(|d| d.date)
}

/// Titles in 《》 in front of the word of repeal.
fn repealed(s: &str) -> Vec<String> {
    let Some(end) = ["废止", "失效", "停止执行"].iter().filter_map(|w| s.rfind(w)).max() else {
        return Vec::new();
    };
    // 有效期届满自行失效 and 依法废止 speak of the text itself.
    let said = [
        "同时废止",
        "即行废止",
        "同时失效",
        "予以废止",
        "自行废止",
        "即废止",
        "随之废止",
        "一并废止",
        "相应废止",
        "停止执行",
        "废止。",
        "废止",
        "宣布失效",
    ];
    if !said.iter().any(|w| s[..].contains(w)) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let (mut depth, mut from) = (0u32, 0);
    for (i, ch) in s[..end].char_indices() {
        match ch {
            '《' => {
                if depth == 0 {
                    from = i + ch.len_utf8();
                }
                depth += 1;
            }
            '》' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    out.push(s[from..i].to_string());
                }
            }
            _ => {}
        }
    }
    out
}

/// The date `days` after `d`.
pub fn plus_days(d: Date, days: u32) -> Option<Date> {
    let mut at = d;
    for _ in 0..days.min(1000) {
        at = Date::new(at.year, at.month, at.day + 1)
            .or_else(|| Date::new(at.year, at.month + 1, 1))
            .or_else(|| Date::new(at.year + 1, 1, 1))?;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(s: &str) -> Closing {
        read([s].into_iter(), &[])
    }

    #[test]
    fn commencement_and_validity() {
        let d = |s| Date::parse_iso(s);
        let c = one("本办法自2025年5月1日起施行，有效期至2028年5月1日。");
        assert_eq!((c.effective, c.validity.until), (d("2025-05-01"), d("2028-05-01")));
        let c = one("本细则自印发之日起施行，有效期 5 年。");
        assert_eq!((c.on_issue, c.validity.years), (true, Some(5)));
        let c = one("本办法自公布之日起 30 日以后施行，有效期截至 2027年 11 月 8 日。");
        assert_eq!((c.days_after, c.validity.until), (Some(30), d("2027-11-08")));
        let c = one("本规定自二〇二五年三月一日起施行，有效期为两年。");
        assert_eq!((c.effective, c.validity.years), (d("2025-03-01"), Some(2)));
        let c = one("本办法自发布之日起施行，试行期两年。");
        assert_eq!((c.on_issue, c.validity.years), (true, Some(2)));
        let c = one("本细则自2025年月起施行，有效期至2027年月。");
        assert_eq!(c, Closing::default());
        let c = one("登记结果有效期原则上为三年，自赋码之日起计算。");
        assert_eq!(c, Closing::default());
        assert_eq!(
            plus_days(Date::new(2024, 12, 31).unwrap(), 60).map(|d| d.to_string()).as_deref(),
            Some("2025-03-01")
        );
    }

    #[test]
    fn repeals() {
        let c = one(
            "本办法自2025年5月1日起施行。《甲市数据办法》（甲政发〔2020〕1号）、《甲市登记办法》同时废止。",
        );
        assert_eq!(c.repeals, ["甲市数据办法", "甲市登记办法"]);
        assert!(one("有效期届满自行失效。").repeals.is_empty());
    }
}
