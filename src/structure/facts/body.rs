//! Issuing bodies: from the fields of the page, the title, the signature, the line of passing.

use super::super::line;
use super::super::split::Zone;
use super::super::text::{last_words, squeeze, tidy, width};
use super::super::title;
use super::{Fields, date};

/// The issuing bodies, in the order of the text.
pub fn issuers(
    notice_title: &str,
    zone: &Zone,
    front: &[&str],
    tail: &[&str],
    fields: &Fields,
) -> Vec<String> {
    let titled: Vec<String> = [notice_title, &zone.title_text]
        .iter()
        .find_map(|t| of_title(t))
        .map(|t| split(&t))
        .unwrap_or_default();
    let signed = signature(front).unwrap_or_default();
    // The signature gives the full names and all of them: 市人民政府 … 甲市人民政府.
    let fuller = signed.len() > titled.len()
        || titled.iter().zip(&signed).any(|(t, s)| s.len() > t.len() && s.ends_with(t.as_str()));
    if !titled.is_empty() {
        return if !signed.is_empty() && fuller { signed } else { titled };
    }
    let mut out = Vec::new();
    for label in ["发文机关", "发文机构", "制发单位", "发布部门", "发布机构", "联合发文单位"]
    {
        if let Some(v) = fields.value(&[label]).filter(|v| line::is_body(v)) {
            add(&mut out, v);
        }
    }
    if !out.is_empty() {
        return if signed.len() > out.len() { signed } else { out };
    }
    if !signed.is_empty() {
        return signed;
    }
    let passed = front.iter().filter(|l| line::is_adoption(l)).find_map(|l| congress(l));
    passed
        .or_else(|| front.iter().find_map(|l| order(l)))
        .or_else(|| front.iter().find_map(|l| issued(l)))
        .map(|b| vec![b])
        .or_else(|| signature(tail))
        .unwrap_or_default()
}

fn add(out: &mut Vec<String>, words: &str) {
    for b in split(words) {
        if !out.contains(&b) {
            out.push(b);
        }
    }
}

/// The bodies in front of 关于 in a title.
fn of_title(title: &str) -> Option<String> {
    let (head, _) = title.split_once("关于")?;
    let head = tidy(head);
    let head = head.trim_matches(['《', '“', '】', ' ']);
    (line::is_body(head) && width(head, 81) <= 80).then(|| head.to_string())
}

/// Bodies of a line: parted by white space and 、, and where one name ends and the next begins.
fn split(words: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let spaced =
        words.split(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | '；' | ';' | '/'));
    let pieces: Vec<&str> = spaced.filter(|p| !p.is_empty()).collect();
    // 上 海 市 数 据 局: letters spread over the line are one name.
    let spread =
        pieces.len() > 2 && pieces.iter().filter(|p| p.chars().count() == 1).count() * 2 > pieces.len();
    let whole = squeeze(words);
    let pieces = if spread { vec![whole.as_str()] } else { pieces };
    for p in pieces {
        // 甲市人民政府 办公厅 is one name.
        if matches!(p, "办公厅" | "办公室") && !out.is_empty() {
            if let Some(last) = out.last_mut() {
                last.push_str(p);
            }
            continue;
        }
        run_on(p, &mut out);
    }
    out.retain(|b| b.chars().count() >= 2);
    out
}

/// Cuts 甲市数据局甲市财政局 where a body's last word meets the words that the first began with.
fn run_on(p: &str, out: &mut Vec<String>) {
    const LAST: [&str; 12] =
        ["办公厅", "办公室", "委员会", "局", "厅", "部", "院", "人民政府", "市委", "省委", "区委", "县委"];
    let lead: String = p.chars().take(2).collect();
    let starts = |rest: &str| {
        (rest.starts_with(&lead)
            || ["中共", "中国", "国家", "国务院", "中央", "中华"].iter().any(|w| rest.starts_with(w))
            || own_place(p, rest))
            && rest.chars().count() >= 4
            && line::is_body(rest)
    };
    let mut from = 0;
    for (at, _) in p.char_indices().skip(1) {
        let head = &p[from..at];
        if head.chars().count() >= 4
            && LAST.iter().any(|l| head.ends_with(l))
            && starts(&p[at..])
            && at > from
        {
            out.push(head.to_string());
            from = at;
        }
    }
    out.push(p[from..].to_string());
}

/// 中共甲市委办公厅甲市人民政府办公厅: the second name begins with the place inside the first.
fn own_place(p: &str, rest: &str) -> bool {
    p.strip_prefix("中共").is_some_and(|q| {
        let place: String = q.chars().take(2).collect();
        rest.starts_with(&place)
    })
}

/// The bodies above the last date line of `lines`, or in one line with it.
fn signature(lines: &[&str]) -> Option<Vec<String>> {
    for (i, l) in lines.iter().enumerate().rev() {
        let t = squeeze(l);
        if t.len() > 240 {
            continue;
        }
        if let Some(d) = date::all(&t).last().filter(|d| d.span.end == t.len() && d.span.start > 0)
            && line::is_body(&t[..d.span.start])
        {
            return Some(split(&t[..d.span.start]));
        }
        if !line::is_date(l) {
            continue;
        }
        let mut names = Vec::new();
        for above in lines[..i].iter().rev().take(6) {
            if !line::is_body(above) || title::is_title(above) {
                break;
            }
            names.push(split(above));
        }
        if !names.is_empty() {
            return Some(names.into_iter().rev().flatten().collect());
        }
    }
    lines.iter().rev().find_map(|l| inline(l))
}

/// A signature that runs on in a line: …执行。某市人民政府 2025年5月26日.
fn inline(l: &str) -> Option<Vec<String>> {
    date::all(l).find_map(|d| {
        let name = last_words(&l[..d.span.start]);
        line::is_body(name).then(|| split(name))
    })
}

/// 示例省第十四届人民代表大会常务委员会第三次会议通过 -> 示例省人民代表大会常务委员会.
fn congress(l: &str) -> Option<String> {
    let t = squeeze(l);
    let d = date::first(&t)?;
    let rest = &t[d.span.end..];
    let end = ["人民代表大会常务委员会", "人大常委会", "人民代表大会", "人民政府", "国务院"]
        .iter()
        .find_map(|w| rest.find(w).map(|i| i + w.len()))?;
    let name = &rest[..end];
    let bare = match (name.find('第'), name.find('届')) {
        (Some(a), Some(b)) if a < b => format!("{}{}", &name[..a], &name[b + '届'.len_utf8()..]),
        _ => name.to_string(),
    };
    let bare = bare.trim_start_matches(['经', '由', '，']).to_string();
    (3..=40).contains(&bare.chars().count()).then_some(bare)
}

/// （2025年4月18日 甲市人民政府印发） -> 甲市人民政府.
fn issued(l: &str) -> Option<String> {
    let t = squeeze(l);
    let t = t.trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
    let rest = date::first(t).filter(|d| d.span.start == 0).map_or(t, |d| &t[d.span.end..]);
    let name = ["印发", "发布", "公布", "制定"].iter().find_map(|w| rest.strip_suffix(w))?;
    line::is_body(name).then(|| name.to_string())
}

/// 甲市人民政府令 -> 甲市人民政府.
fn order(l: &str) -> Option<String> {
    let t = squeeze(l);
    if t.len() > 150 {
        return None;
    }
    let end = t
        .find("令第")
        .or_else(|| t.ends_with('令').then(|| t.len() - '令'.len_utf8()))
        .or_else(|| t.find("公告第"))?;
    line::is_body(&t[..end]).then(|| t[..end].to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_run_on_are_cut() {
        assert_eq!(split("甲市数据局 甲市财政局"), ["甲市数据局", "甲市财政局"]);
        assert_eq!(split("甲市数据局甲市财政局"), ["甲市数据局", "甲市财政局"]);
        assert_eq!(split("中共甲市委办公厅甲市人民政府办公厅"), ["中共甲市委办公厅", "甲市人民政府办公厅"]);
        assert_eq!(split("中共甲市委甲市人民政府"), ["中共甲市委", "甲市人民政府"]);
        assert_eq!(split("国家发展改革委、国家数据局"), ["国家发展改革委", "国家数据局"]);
        assert_eq!(split("甲 市 数 据 局"), ["甲市数据局"]);
        assert_eq!(split("甲市人民政府办公厅"), ["甲市人民政府办公厅"]);
        assert_eq!(split("甲市人民政府 办公厅"), ["甲市人民政府办公厅"]);
    }

    #[test]
    fn bodies_of_signature_and_passing() {
        assert_eq!(issued("（2025年4月18日甲市人民政府印发）").as_deref(), Some("甲市人民政府"));
        assert_eq!(signature(&["请执行。", "甲市数据局", "2025年5月1日"]), Some(vec!["甲市数据局".into()]));
        assert_eq!(
            signature(&["请执行。甲市人民政府 2025 年 5 月 1 日甲市办法"]),
            Some(vec!["甲市人民政府".into()])
        );
        assert_eq!(
            congress("2021年6月23日 示例省第十五届人民代表大会常务委员会第三次会议通过").as_deref(),
            Some("示例省人民代表大会常务委员会")
        );
    }
}
