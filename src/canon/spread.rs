//! Texts in which every character stands apart (为 规 范 公 共 数 据): the reader of the page took
//! letter spacing for spaces.

use super::Draft;
use crate::model::{CutReason, is_han};

pub fn pass(draft: &mut Draft<'_>) {
    let view = draft.lines();
    for i in 0..view.lines.len() {
        let line = view.str(i);
        if !is_spread(line) {
            continue;
        }
        let from = view.lines[i].chars.start;
        let mut before = ' ';
        let mut gap: Option<usize> = None;
        for (k, c) in line.chars().enumerate() {
            if c == ' ' {
                gap = gap.or(Some(k));
                continue;
            }
            // One space is the spacing; more of them separate.
            if let Some(start) = gap.take()
                && k - start == 1
                && is_wide(before)
                && is_wide(c)
            {
                draft.cut_chars(&view, from + start..from + k, CutReason::Layout);
            }
            before = c;
        }
    }
}

fn is_wide(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3001}'..='\u{301f}' | '\u{ff00}'..='\u{ffef}' | '“' | '”' | '‘' | '’' | '—' | '…')
}

/// Most words of the line are single ideographs or signs.
fn is_spread(line: &str) -> bool {
    let (mut single, mut all) = (0, 0);
    for word in line.split(' ').filter(|w| !w.is_empty()) {
        let mut chars = word.chars();
        all += 1;
        single += usize::from(chars.next().is_some_and(is_wide) && chars.next().is_none());
    }
    single >= 6 && single * 10 >= all * 7
}

#[cfg(test)]
mod tests {
    use crate::canon::tests::canon;

    #[test]
    fn spread_lines_close_up() {
        assert_eq!(
            canon("一 、 为 规 范 甲 市 公 共 数 据 管 理 ， 到 2025 年 形 成 “ 一 网 ” 格 局 。"),
            "一、为规范甲市公共数据管理，到 2025 年形成“一网”格局。\n"
        );
    }
}
