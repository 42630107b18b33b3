//! The place an instrument governs, by the beginning of its title or of its issuer's name.

use super::super::text::squeeze;
use crate::model::{Level, Region};

const STATE: [&str; 8] =
    ["中华人民共和国", "国务院", "国家", "全国", "中共中央", "中央", "财政部", "工业和信息化部"];

/// The region, from the titles first, then from the issuers. `table` knows places by name.
pub fn region(
    title: &str,
    notice_title: &str,
    issuers: &[String],
    table: &dyn Fn(&str) -> Option<Region>,
) -> Option<Region> {
    let all: Vec<String> = [title, notice_title]
        .iter()
        .map(|t| squeeze(t))
        .chain(issuers.iter().map(|i| squeeze(i)))
        .map(|t| opening(&t).to_string())
        .filter(|t| !t.is_empty())
        .collect();
    all.iter()
        .find_map(|t| known(t, table))
        .or_else(|| all.iter().find_map(|t| generic(t)))
        .or_else(|| all.iter().find_map(|t| state(t)))
}

/// The words that may begin with a place.
fn opening(t: &str) -> &str {
    let t = t.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '《' | '“' | '（' | '(' | '年'));
    let t = t.strip_prefix("关于").unwrap_or(t);
    let t = [
        "加快推进",
        "进一步加快",
        "进一步",
        "加快",
        "推进",
        "推动",
        "促进",
        "加强",
        "深化",
        "印发《",
        "印发",
        "发布《",
        "公布《",
        "对《",
        "建立",
    ]
    .iter()
    .find_map(|w| t.strip_prefix(w))
    .unwrap_or(t);
    t.strip_prefix("中共").unwrap_or(t)
}

fn state(t: &str) -> Option<Region> {
    let named = STATE.iter().any(|w| t.starts_with(w));
    named.then(|| Region {
        name: "全国".into(), province: String::new(), level: Level::National, code: None
    })
}

/// Byte ends of the prefixes that end like the name of a place, with their level, shortest first.
fn prefixes(t: &str) -> Vec<(usize, Level)> {
    let mut out = Vec::new();
    let mut last = 0;
    for (n, (at, c)) in t.char_indices().enumerate().take(16) {
        let end = at + c.len_utf8();
        // 城市, 市场, 区块 and the like are words; 甲州市 and 乙州省 end later.
        if t[end..].starts_with(['场', '域', '块', '级', '属', '直', '辖'])
            || (c == '州' && t[end..].starts_with(['省', '市']))
        {
            continue;
        }
        let level = match c {
            '省' => Level::Province,
            '区' if t[..end].ends_with("自治区") && n >= 4 || t[..end].ends_with("行政区") => {
                Level::Province
            }
            '市' | '州' | '盟' => Level::City,
            '区' if t[..end].ends_with("自治区") => continue,
            '区' | '县' | '旗' => Level::County,
            _ => continue,
        };
        // A place's name has at least two characters in front of its kind.
        if n >= 1
            && (t[last..at].chars().count() >= 1)
            && ![
                "城市",
                "都市",
                "门市",
                "上市",
                "超市",
                "地区",
                "园区",
                "社区",
                "辖区",
                "分区",
                "专区",
                "示范区",
                "试验区",
                "特区",
                "片区",
            ]
            .iter()
            .any(|w| t[..end].ends_with(w))
        {
            out.push((end, level));
            last = end;
        }
    }
    out
}

fn known(t: &str, table: &dyn Fn(&str) -> Option<Region>) -> Option<Region> {
    let ends = prefixes(t);
    ends.iter().rev().find_map(|&(end, _)| table(&t[..end])).or_else(|| {
        // The innermost place alone: 示例省甲市 is known as 甲市.
        ends.windows(2).rev().find_map(|w| table(&t[w[0].0..w[1].0])).or_else(|| {
            t.char_indices()
                .skip(2)
                .take(4)
                .collect::<Vec<_>>()
                .iter()
                .rev()
                .find_map(|&(at, _)| table(&t[..at]))
        })
    })
}

fn generic(t: &str) -> Option<Region> {
    if STATE.iter().any(|w| t.starts_with(w)) {
        return None;
    }
    let ends = prefixes(t);
    let (first, level) = *ends.first()?;
    let province = if level == Level::Province { t[..first].to_string() } else { String::new() };
    // 示例省甲市: the inner place, when it is one.
    match ends.get(1).filter(|e| {
        level == Level::Province && e.1 == Level::City && (2..=5).contains(&t[first..e.0].chars().count())
    }) {
        Some(&(end, inner)) => {
            Some(Region { name: t[first..end].to_string(), province, level: inner, code: None })
        }
        None => Some(Region { name: t[..first].to_string(), province, level, code: None }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(title: &str) -> Option<(String, Level)> {
        region(title, "", &[], &|_| None).map(|r| (r.name, r.level))
    }

    #[test]
    fn places_by_their_kind() {
        assert_eq!(name("示例省数据条例"), Some(("示例省".into(), Level::Province)));
        assert_eq!(name("关于加快甲乙市数据开发的意见"), Some(("甲乙市".into(), Level::City)));
        assert_eq!(name("示例省甲乙市数据办法"), Some(("甲乙市".into(), Level::City)));
        assert_eq!(name("示例省城市更新办法"), Some(("示例省".into(), Level::Province)));
        assert_eq!(name("国家数据管理办法").map(|r| r.1), Some(Level::National));
        assert_eq!(name("示例省数据要素市场培育方案"), Some(("示例省".into(), Level::Province)));
        assert_eq!(name("甲州市数据办法"), Some(("甲州市".into(), Level::City)));
        assert_eq!(name("自治区数据办法"), None);
        assert_eq!(name("数据管理办法"), None);
    }

    #[test]
    fn the_table_goes_first() {
        let table = |n: &str| {
            (n == "甲市").then(|| Region {
                name: "甲市".into(),
                province: "甲市".into(),
                level: Level::Province,
                code: Some("990000".into()),
            })
        };
        assert_eq!(region("甲市数据条例", "", &[], &table).unwrap().level, Level::Province);
    }
}
