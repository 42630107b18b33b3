//! Page numbers, and the headers and footers that a browser prints on every page: date and time
//! with the page's title, its address with a page count.

use super::Draft;
use super::lines::Lines;
use super::pages;
use crate::model::{CutReason, fold};
use std::collections::{BTreeMap, BTreeSet};

pub fn pass(draft: &mut Draft<'_>) {
    let view = draft.lines();
    let mut keys: Vec<Option<String>> = Vec::with_capacity(view.lines.len());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for i in 0..view.lines.len() {
        let key = header_key(view.str(i));
        if let Some(key) = &key {
            *seen.entry(key.clone()).or_default() += 1;
        }
        keys.push(key);
    }
    let mut bare = bare_numbers(&view);
    bare.extend(pages::furniture(draft, &view));
    for (i, key) in keys.iter().enumerate() {
        let line = view.str(i);
        let printed = key.as_ref().is_some_and(|k| seen[k] > 1 || is_address(line) || has_clock(line));
        if printed || is_page_number(line) || bare.contains(&i) {
            draft.cut_line(&view, i, CutReason::Furniture);
        }
    }
}

/// Bare numbers that count pages: each stands alone on its line, is one more than the last, and
/// comes a page later. A lone number is else a table's cell.
fn bare_numbers(view: &Lines) -> BTreeSet<usize> {
    const PAGE: usize = 8;
    let number = |i: usize| {
        let t = view.str(i).trim();
        (t.len() <= 4 && !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit()))
            .then(|| t.parse::<u32>().ok())
            .flatten()
    };
    let found: Vec<(usize, u32)> = (0..view.lines.len()).filter_map(|i| Some((i, number(i)?))).collect();
    // The longest run that ends in each number; runs are found in one pass by their last value.
    let mut runs: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut best: Vec<usize> = Vec::new();
    for (i, n) in found {
        let before =
            n.checked_sub(1).and_then(|m| runs.get(&m)).filter(|r| r.last().is_some_and(|l| i - l >= PAGE));
        let mut run = before.cloned().unwrap_or_default();
        run.push(i);
        if run.len() > best.len() {
            best.clone_from(&run);
        }
        if run.len() < 5000 {
            runs.insert(n, run);
        }
    }
    if best.len() >= 3 { best.into_iter().collect() } else { BTreeSet::new() }
}

/// A line that may be a print header or footer, with its digits folded to one sign.
fn header_key(line: &str) -> Option<String> {
    let t = line.trim();
    if t.len() < 6 || t.len() > 600 {
        return None;
    }
    let has_sign = is_address(t) || has_clock(t) || is_page_count(t);
    has_sign.then(|| {
        let digits = |c: char| if c.is_ascii_digit() { '0' } else { c };
        let mut key: String = fold(t).text.chars().map(digits).collect();
        while key.contains("00") {
            key = key.replace("00", "0");
        }
        key
    })
}

/// An address that a browser prints: the line is a URL, before or behind a page count.
fn is_address(line: &str) -> bool {
    let t = line.trim();
    let Some(at) = t.find("http://").or_else(|| t.find("https://")).or_else(|| t.find("file://")) else {
        return is_bare_address(t);
    };
    let before = t[..at].trim();
    let after = t[at..].split_once(' ').map_or("", |(_, after)| after.trim());
    (before.is_empty() || is_page_count(before))
        && (after.is_empty() || is_page_count(after) || is_fraction(after))
}

/// An address without its scheme, with the page count behind: a.example.cn/b.html 3/4.
fn is_bare_address(t: &str) -> bool {
    let Some((address, count)) = t.split_once(' ') else { return false };
    let Some((host, _)) = address.split_once('/') else { return false };
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    is_fraction(count) && address.is_ascii() && host.contains('.') && host.chars().all(name)
}

/// 页码：1/5, 第1页共5页
fn is_page_count(text: &str) -> bool {
    let t: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let rest = t.strip_prefix("页码").map(|r| r.trim_start_matches(['：', ':']));
    if rest.is_some_and(is_fraction) {
        return true;
    }
    let words: String = t.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '/' | '，' | ',')).collect();
    t.len() < 40
        && t.chars().any(|c| c.is_ascii_digit())
        && matches!(words.as_str(), "第页共页" | "第页" | "共页第页" | "页")
}

fn is_fraction(text: &str) -> bool {
    let (a, b) = text.trim().split_once('/').unwrap_or_default();
    let number = |s: &str| (1..=4).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    number(a) && number(b)
}

/// A date in figures with a time of day: 2025/12/16 16:42, 6/5/25 下午5:33.
fn has_clock(line: &str) -> bool {
    let t = line.trim();
    let bytes = t.as_bytes();
    let stamp = |i: usize| {
        let mut at = i;
        let mut slashes = 0;
        while at < bytes.len() && (bytes[at].is_ascii_digit() || bytes[at] == b'/') {
            slashes += usize::from(bytes[at] == b'/');
            at += 1;
        }
        if slashes != 2 || at - i > 10 {
            return false;
        }
        let rest = t[at..].trim_start_matches([',', ' ']);
        let rest =
            rest.strip_prefix("上午").or_else(|| rest.strip_prefix("下午")).unwrap_or(rest).trim_start();
        let hour = rest.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&hour) && rest[hour..].starts_with(':')
    };
    // Only at either end of the line: a time inside a sentence is the text's.
    let starts = (0..bytes.len()).filter(|i| {
        bytes[*i].is_ascii_digit() && (*i == 0 || !bytes[i - 1].is_ascii_digit() && bytes[i - 1] != b'/')
    });
    starts.into_iter().any(|i| stamp(i) && (i == 0 || t.len() - i < 26))
}

/// — 2 —, -2-, 2/10, ·2·: a page number alone on its line. A bare number is one too rarely told
/// from a table's cell to be cut.
fn is_page_number(line: &str) -> bool {
    let t: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    if t.is_empty() || t.len() > 30 {
        return false;
    }
    let dash = |c: char| matches!(c, '-' | '—' | '–' | '－' | '―' | '─' | '•' | '·' | '~');
    let inner = t.trim_matches(dash);
    let number = (1..=4).contains(&inner.len()) && inner.bytes().all(|b| b.is_ascii_digit());
    let dashed = t.starts_with(dash) && t.ends_with(dash) && number;
    // A dash is read as the numeral 一 by some recognisers.
    let misread = t
        .strip_prefix('一')
        .and_then(|t| t.strip_suffix('一'))
        .is_some_and(|n| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
    dashed || misread || is_page_count(&t)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::tests::canon;

    #[test]
    fn what_a_browser_prints_is_told() {
        assert!(has_clock("甲市数据局 关于印发办法的通知 6/5/25 下午5:33"));
        assert!(has_clock("2025/12/16 16:42 甲市办法_政策文件"));
        assert!(!has_clock("自2025/1/2起施行"));
        assert!(
            is_address("http://a.example/b.html 页码：1/5") && is_address("页码：2/7https://a.example/c")
        );
        assert!(!is_address("网址为http://a.example，请登录"));
        assert!(
            is_address("a.example.cn/b/c_1.html 3/4")
                && !is_address("a.example.cn/b")
                && !is_address("3/4 5/6")
        );
        for line in ["— 2 —", "-12-", "一5一", "第 3 页 共 10 页", "页码：1/5"] {
            assert!(is_page_number(line), "{line}");
        }
        for line in ["2", "——", "2025", "第三页"] {
            assert!(!is_page_number(line), "{line}");
        }
    }

    #[test]
    fn bare_numbers_count_pages_or_nothing() {
        let page = "第一条 机构应当依法履行职责。\n".repeat(12);
        let text = format!("{page}1\n{page}2\n{page}3\n{page}");
        assert_eq!(canon(&text), page.repeat(4));
        let table = "序号\n1\n甲市\n2\n乙市\n3\n丙市\n";
        assert_eq!(canon(table), table);
    }

    #[test]
    fn a_sentence_runs_on_over_the_page() {
        let long = "第一条 为规范本市公共数据资源的授权运营活动促进数据";
        let text = format!(
            "{long}\n要素流通使用并释放公共数据的价值根据国家和省有关规\n\n— 2 —\n定结合本市实际情况制定本办法并在全市范围内组织实施\n好。\n"
        );
        assert!(!canon(&text).contains("— 2 —"));
    }
}
