//! What is told by where it stands on its page: the page's number at its edge, and the head of a
//! table that is printed again where the table goes on.

use super::Draft;
use super::lines::Lines;
use std::collections::{BTreeMap, BTreeSet};

/// The lines of page furniture; none where the reader gives no pages.
pub fn furniture(draft: &Draft<'_>, view: &Lines) -> BTreeSet<usize> {
    let pages = pages(draft, view);
    let mut out = numbers(view, &pages);
    out.extend(heads(view, &pages, &out));
    out
}

/// A page: its number in the file and its lines with text.
type Page = (u32, Vec<usize>);

fn pages(draft: &Draft<'_>, view: &Lines) -> Vec<Page> {
    let mut out: Vec<Page> = Vec::new();
    for i in 0..view.lines.len() {
        if view.str(i).trim().is_empty() {
            continue;
        }
        let cell = view.cells.get(view.lines[i].chars.start).and_then(|&c| draft.cells.get(c as usize));
        let Some(page) = cell.and_then(|c| draft.raw.page_of(c.raw.start)) else { return Vec::new() };
        match out.last_mut() {
            Some(p) if p.0 == page => p.1.push(i),
            _ => out.push((page, vec![i])),
        }
    }
    out
}

/// Bare numbers at the foot or the head of the pages that count them from anywhere: 14 on page 16.
fn numbers(view: &Lines, pages: &[Page]) -> BTreeSet<usize> {
    const PAGES: usize = 3;
    let number = |i: usize| {
        let t = view.str(i).trim();
        (t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<i64>().ok()).flatten()
    };
    let mut found: BTreeMap<(bool, i64), Vec<usize>> = BTreeMap::new();
    for (page, lines) in pages {
        for (foot, edge) in [(true, lines.last()), (false, lines.first())] {
            if let Some((n, &i)) = edge.and_then(|&i| number(i)).zip(edge) {
                found.entry((foot, n - i64::from(*page))).or_default().push(i);
            }
        }
    }
    found.into_values().filter(|lines| lines.len() >= PAGES).flatten().collect()
}

/// The head of a table (专栏2 …, 表3 …) in the first line of a page, when the page before has it too.
fn heads(view: &Lines, pages: &[Page], cut: &BTreeSet<usize>) -> Vec<usize> {
    let words = |i: usize| view.str(i).split_whitespace().collect::<String>();
    let mut out = Vec::new();
    for pair in pages.windows(2) {
        let [(_, before), (_, lines)] = pair else { continue };
        let Some(&first) = lines.iter().find(|i| !cut.contains(i)) else { continue };
        let head = words(first);
        if is_caption(&head) && before.iter().any(|&i| words(i) == head) {
            out.push(first);
        }
    }
    out
}

fn is_caption(words: &str) -> bool {
    ["专栏", "附表", "表"].iter().filter_map(|w| words.strip_prefix(w)).any(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
            && words.chars().count() <= 40
            && !words.ends_with(['。', '；', '，'])
    })
}

#[cfg(test)]
mod tests {
    use crate::canon::canonicalise;
    use crate::model::{Format, PageStart, RawText};

    fn paged(pages: &[&str]) -> String {
        let mut raw = RawText::new(String::new(), Format::Pdf, "test");
        for (page, text) in pages.iter().enumerate() {
            raw.pages.push(PageStart { page: page as u32 + 1, at: raw.text.len() });
            raw.text.push_str(text);
        }
        canonicalise(&raw).canonical.text
    }

    #[test]
    fn numbers_at_the_foot_count_the_pages() {
        let pages = ["甲市方案。\n3\n", "一、目标。\n4\n", "做好登记。\n5\n", "共有企业。\n12\n"];
        assert_eq!(paged(&pages), "甲市方案。\n一、目标。\n做好登记。\n共有企业。\n12\n");
        // Two pages prove nothing.
        assert_eq!(paged(&pages[..2]), "甲市方案。\n3\n一、目标。\n4\n");
    }

    #[test]
    fn the_head_of_a_table_stands_once() {
        let pages = [
            "做好登记。\n专栏1 登记工程\n建设平台。\n",
            "专栏 1 登记工程\n统一编码。\n",
            "专栏2 运营工程\n开展运营。\n",
        ];
        assert_eq!(
            paged(&pages),
            "做好登记。\n专栏1 登记工程\n建设平台。\n统一编码。\n专栏2 运营工程\n开展运营。\n"
        );
    }
}
