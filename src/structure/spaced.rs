//! Headings whose number is set off by white space alone: 一 总体要求, 二 主要任务. They are believed
//! as a run from 一 on, in a text without 一、.

use super::block::Block;
use super::mark::{Mark, MarkKind};
use super::text::{is_stop, plain, width};
use crate::model::parse_chinese;

const FEWEST: usize = 3;
const WIDEST: usize = 40;

pub fn mark_spaced(text: &str, blocks: &mut [Block]) {
    if blocks.iter().any(|b| !b.aside && matches!(b.kind(), Some(MarkKind::Han | MarkKind::Article))) {
        return;
    }
    let mut run: Vec<(usize, Mark)> = Vec::new();
    for (i, b) in blocks.iter().enumerate().filter(|(_, b)| b.mark.is_none() && !b.aside) {
        if let Some(m) = heading(b.span.of(text)).filter(|m| m.number as usize == run.len() + 1) {
            run.push((i, m));
        }
    }
    if run.len() >= FEWEST {
        run.into_iter().for_each(|(i, m)| blocks[i].mark = Some(m));
    }
}

/// A numeral, white space, and a few words that are no sentence.
fn heading(s: &str) -> Option<Mark> {
    if s.len() > 4 * WIDEST {
        return None;
    }
    let len = s.find(char::is_whitespace)?;
    let numeral = &s[..len];
    let words = s[len..].trim_start();
    let good = numeral.chars().all(|c| "一二三四五六七八九十".contains(plain(c)))
        && words.starts_with(super::text::is_han)
        && width(words, WIDEST + 1) <= WIDEST
        && !words.contains(|c| is_stop(c) || c == '，');
    let number = parse_chinese(numeral).filter(|_| good)?;
    Some(Mark { kind: MarkKind::Han, number, sub: 0, arabic: false, len })
}

#[cfg(test)]
mod tests {
    use crate::structure::block::blocks;

    fn heads(text: &str) -> usize {
        blocks(text).iter().filter(|b| b.mark.is_some()).count()
    }

    #[test]
    fn a_run_of_them_is_believed() {
        let text =
            "工作要点\n一 建设数据基础\n建设平台。\n二 赋能经济发展\n发展产业。\n三 强化安全\n加强防护。\n";
        assert_eq!(heads(text), 3);
        assert_eq!(heads("一 建设数据基础\n建设平台。\n二 赋能经济发展\n发展产业。\n"), 0);
        assert_eq!(heads(&text.replace("二 赋能经济发展", "二 是赋能，促进发展。")), 0);
    }
}
