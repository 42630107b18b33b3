use crate::model::{Date, parse_chinese};
use crate::rules::Typed;
use regex::Regex;
use std::sync::LazyLock;

/// Characters of numerals in words.
const HAN: &str = "零〇一二两三四五六七八九十百廿卅壹贰叁肆伍陆柒捌玖拾佰";

static DURATION: LazyLock<Regex> = LazyLock::new(|| {
    // 5(五)年: the number is written twice, once in words.
    Regex::new(&format!(
        "([0-9]{{1,4}}|[{HAN}]{{1,5}}|半)(?:\\((?:[0-9]{{1,4}}|[{HAN}]{{1,5}})\\))?(?:个)?(周年|年|月|日|天|工作日|周|季度)(半)?"
    ))
        .expect("pattern is valid")
});
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("([0-9]{4}|[〇零一二三四五六七八九]{4})年([0-9]{1,2}|[一二三四五六七八九十]{1,3})月([0-9]{1,2}|[一二三四五六七八九十廿]{1,3})日")
        .expect("pattern is valid")
});

/// How a number bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    Max,
    Min,
    Exact,
}

/// A length of time in a text: 原则上最长不超过5年, 不少于六个月.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// Byte range of number and unit.
    pub start: usize,
    pub end: usize,
    /// Months, when the unit is month, quarter or year.
    pub months: Option<u32>,
    /// Days, when the unit is day, working day or week.
    pub days: Option<u32>,
    pub bound: Bound,
    /// 原则上, 一般
    pub hedged: bool,
}

/// Kind and byte range of every typed value of a folded text, in order.
pub fn find(folded: &str) -> Vec<(Typed, usize, usize)> {
    let dates = full_dates(folded);
    let mut out: Vec<_> = dates.iter().map(|(s, e, _)| (Typed::Date, *s, *e)).collect();
    out.extend(durations_beside(&dates, folded).into_iter().map(|d| (Typed::Duration, d.start, d.end)));
    out.sort();
    out
}

/// Whether a length of time or a date may end with the second of two neighbouring characters.
pub(super) fn may_end(before: char, unit: char) -> bool {
    matches!(unit, '年' | '月' | '日' | '天' | '周' | '季' | '工')
        && (before.is_ascii_digit() || matches!(before, '个' | '半' | ')') || HAN.contains(before))
}

/// Dates with year, month and day: byte range and value.
pub fn full_dates(folded: &str) -> Vec<(usize, usize, Date)> {
    if !folded.contains('日') {
        return Vec::new();
    }
    DATE.captures_iter(folded)
        .filter_map(|c| {
            let all = c.get(0)?;
            let n = |i: usize| parse_chinese(c.get(i)?.as_str());
            let date = Date::new(n(1)?.try_into().ok()?, n(2)?.try_into().ok()?, n(3)?.try_into().ok()?)?;
            Some((all.start(), all.end(), date))
        })
        .collect()
}

/// Lengths of time; calendar dates and years (2025年) are none.
pub fn durations(folded: &str) -> Vec<Duration> {
    durations_beside(&full_dates(folded), folded)
}

fn durations_beside(dates: &[(usize, usize, Date)], folded: &str) -> Vec<Duration> {
    // Dates stand in order, apart from each other.
    let dated = |start: usize, end: usize| {
        let first = dates.partition_point(|d| d.1 <= start);
        dates.get(first).is_some_and(|d| d.0 < end)
    };
    DURATION
        .captures_iter(folded)
        .filter_map(|c| {
            let all = c.get(0)?;
            let calendar = dated(all.start(), all.end()) || ordinal(folded, all.start());
            if calendar || rhythm(&folded[all.end()..]) {
                return None;
            }
            if c.get(1)?.as_str() == "半" {
                return half_of(folded, &c, all);
            }
            let n = parse_chinese(c.get(1)?.as_str())?;
            let half = u32::from(c.get(3).is_some());
            let (months, days) = match c.get(2)?.as_str() {
                // 2025年, 2025年3月 are times of the calendar, no lengths.
                "年" | "周年" if n < 200 => (Some(n * 12 + half * 6), None),
                "月" if folded[..all.end()].ends_with("个月") || all.as_str().contains('个') => {
                    (Some(n), None)
                }
                "季度" if n < 100 => (Some(n * 3), None),
                "周" if n < 500 => (None, Some(n * 7)),
                "日" | "天" | "工作日" if n < 5000 => (None, Some(n)),
                _ => return None,
            };
            let (bound, hedged) = bound_of(folded, all.start(), all.end());
            Some(Duration { start: all.start(), end: all.end(), months, days, bound, hedged })
        })
        .collect()
}

/// 半年, 半个月; 上半年 and 下半年 are times of the calendar.
fn half_of(folded: &str, c: &regex::Captures, all: regex::Match) -> Option<Duration> {
    if folded[..all.start()].ends_with(['上', '下', '第', '每', '后', '大']) {
        return None;
    }
    let (months, days) = match c.get(2)?.as_str() {
        "年" => (Some(6), None),
        "月" if all.as_str().contains('个') => (None, Some(15)),
        _ => return None,
    };
    let (bound, hedged) = bound_of(folded, all.start(), all.end());
    Some(Duration { start: all.start(), end: all.end(), months, days, bound, hedged })
}

/// (半年)一次, (三个月)评估一次: how often, not how long.
fn rhythm(after: &str) -> bool {
    let near: Vec<char> =
        after.chars().take(8).take_while(|c| !matches!(c, ',' | '。' | ';' | '、')).collect();
    near.windows(2).any(|w| w[1] == '次' && (HAN.contains(w[0]) || w[0].is_ascii_digit()))
}

/// 第2年, 每1年: a rank or a rhythm is no length.
fn ordinal(folded: &str, at: usize) -> bool {
    let before = &folded[..at];
    if before.ends_with(['第', '每']) {
        return true;
    }
    // 2025-2027年 is a stretch of the calendar; 3至5年 is a length, bounded by its second number.
    let Some(head) = before.strip_suffix(['-', '~', '至', '到']) else { return false };
    let first: String = head.chars().rev().take_while(|c| c.is_ascii_digit()).collect();
    first.chars().count() >= 4
}

fn bound_of(folded: &str, start: usize, end: usize) -> (Bound, bool) {
    // Nothing further off is looked at.
    let near = folded[..start].char_indices().rev().nth(23).map_or(0, |(i, _)| i);
    let before = &folded[near..start];
    let before = before.rsplit(['。', ';']).next().unwrap_or(before);
    let near: String = before.chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = folded[end..].chars().take(4).collect();
    // 届满 and 期满 tell when, not how long.
    let near = near.replace("届满", "").replace("期满", "");
    let hedged = {
        let wide: String = before.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
        ["原则上", "一般", "通常"].iter().any(|w| wide.contains(w))
    };
    const MAX: [&str; 19] = [
        "不超过",
        "不得超过",
        "不能超过",
        "不应超过",
        "不可超过",
        "不宜超过",
        "不逾",
        "最长",
        "最多",
        "最高",
        "至多",
        "不多于",
        "不得多于",
        "不长于",
        "不得长于",
        "不高于",
        "不得高于",
        "不应高于",
        "上限",
    ];
    const MIN: [&str; 9] =
        ["不少于", "不得少于", "至少", "不低于", "不得低于", "最短", "不短于", "满", "超过"];
    let range = before.ends_with(['-', '~', '至', '到']);
    let bound = if range
        || MAX.iter().any(|w| near.contains(w))
        || after.starts_with("以内")
        || after.starts_with("以下")
        || after.starts_with("内")
        || after.starts_with("为限")
        || after.starts_with("为上限")
    {
        Bound::Max
    } else if MIN.iter().any(|w| near.contains(w)) || after.starts_with("以上") {
        Bound::Min
    } else {
        Bound::Exact
    };
    (bound, hedged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(s: &str) -> (Option<u32>, Option<u32>, Bound, bool) {
        let all = durations(s);
        assert_eq!(all.len(), 1, "{s}: {all:?}");
        (all[0].months, all[0].days, all[0].bound, all[0].hedged)
    }

    #[test]
    fn bounds_and_hedges_are_told_apart() {
        assert_eq!(one("运营期限,原则上最长不超过5年"), (Some(60), None, Bound::Max, true));
        assert_eq!(one("授权运营期限为三年"), (Some(36), None, Bound::Exact, false));
        assert_eq!(one("日志留存不少于六个月"), (Some(6), None, Bound::Min, false));
        assert_eq!(one("保存期限不得低于3年"), (Some(36), None, Bound::Min, false));
        assert_eq!(one("期限一般不超过两年"), (Some(24), None, Bound::Max, true));
        assert_eq!(one("在30日内报告"), (None, Some(30), Bound::Max, false));
        assert_eq!(one("留存10年以上"), (Some(120), None, Bound::Min, false));
        assert_eq!(one("运营期限为3至5年"), (Some(60), None, Bound::Max, false));
        assert_eq!(one("期限不能超过五年"), (Some(60), None, Bound::Max, false));
        assert_eq!(one("期限原则上最多三年"), (Some(36), None, Bound::Max, true));
        assert_eq!(one("期限不得高于三年"), (Some(36), None, Bound::Max, false));
        assert_eq!(one("期限以五年为限"), (Some(60), None, Bound::Max, false));
        assert_eq!(one("期限以五年为上限"), (Some(60), None, Bound::Max, false));
        assert_eq!(one("有效期为五年。原则上"), (Some(60), None, Bound::Exact, false));
        assert_eq!(one("日志留存不少于半年"), (Some(6), None, Bound::Min, false));
        assert_eq!(one("期限为一年半"), (Some(18), None, Bound::Exact, false));
        assert_eq!(one("期限最长不超过5(五)年"), (Some(60), None, Bound::Max, false));
        assert_eq!(one("期限为叁年"), (Some(36), None, Bound::Exact, false));
        assert_eq!(one("届满前半个月"), (None, Some(15), Bound::Exact, false));
    }

    #[test]
    fn dates_and_years_are_no_lengths() {
        assert!(durations("自2025年3月1日起施行").is_empty());
        assert!(durations("2026年上半年,下半年,每半年,后半年").is_empty());
        assert!(durations("至少半年一次,至少三个月评估一次").is_empty());
        assert!(durations("2025年度工作,第2年,2025-2027年").is_empty());
        assert_eq!(full_dates("二〇二六年五月十日").len(), 1);
        assert!(full_dates("2025年13月1日").is_empty());
    }
}
