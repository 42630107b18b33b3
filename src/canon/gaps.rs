//! White space inside lines: what stretches a printed line or a heading is cut, what separates
//! stays as one space.

use super::Draft;
use super::label;
use crate::model::{CutReason, is_han};

pub fn pass(draft: &mut Draft<'_>) {
    let view = draft.lines();
    for i in 0..view.lines.len() {
        let line = view.str(i);
        if !line.contains([' ', '　']) {
            continue;
        }
        let mark = label::of(line);
        let from = view.lines[i].chars.start;
        let chars: Vec<char> = line.chars().collect();
        let mark_chars = mark.map_or(0, |m| line[..m.len].chars().count());
        let title = mark.is_some_and(|m| m.kind == label::Kind::Chapter)
            || chars.len() < 16 && is_spaced_title(&chars);
        let mut at = 0;
        while at < chars.len() {
            if !is_space(chars[at]) {
                at += 1;
                continue;
            }
            let end = (at..chars.len()).find(|k| !is_space(chars[*k])).unwrap_or(chars.len());
            let keep = at >= mark_chars && keeps(&chars, at, end, mark_chars, title);
            // The first space of a run stays, as a plain one when it was wide.
            let cut_from = if keep { from + at + 1 } else { from + at };
            draft.cut_chars(&view, cut_from..from + end, CutReason::Layout);
            at = end;
        }
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '　')
}

/// Short lines of single characters: 附 则, 目 录, 通 知.
fn is_spaced_title(chars: &[char]) -> bool {
    let single = chars.split(|c| is_space(*c)).filter(|t| !t.is_empty());
    single.clone().count() >= 2 && single.into_iter().all(|t| t.len() == 1 && is_han(t[0]))
}

/// Whether the white space `at..end` separates what stands around it.
fn keeps(chars: &[char], at: usize, end: usize, mark: usize, title: bool) -> bool {
    let (Some(&before), Some(&after)) = (at.checked_sub(1).and_then(|k| chars.get(k)), chars.get(end)) else {
        return false;
    };
    // Behind a mark with words one space stays; behind 、 or ） there is none.
    if at == mark && mark > 0 {
        return !matches!(before, '、' | '）' | ')' | '.' | '．');
    }
    let opens = |c: char| matches!(c, '（' | '(' | '《' | '〈' | '“' | '‘' | '〔' | '【' | '[');
    let closes = |c: char| {
        matches!(
            c,
            '）' | ')'
                | '》'
                | '〉'
                | '”'
                | '’'
                | '〕'
                | '】'
                | ']'
                | '，'
                | '。'
                | '；'
                | '：'
                | '、'
                | ','
                | ';'
        )
    };
    if opens(before) || closes(after) {
        return false;
    }
    // Typesetters leave room behind signs; it separates nothing.
    if matches!(before, '，' | '。' | '；' | '：' | '、')
        || matches!(before, '）' | ')' | '》' | '”') && is_han(after)
    {
        return false;
    }
    if !is_han(before) || !is_han(after) {
        return true;
    }
    if title {
        return false;
    }
    // A character that stands alone between spaces is one of a stretched line.
    let edge = |c: &char| !is_han(*c) && !c.is_ascii_alphanumeric();
    let alone_before = at >= 2 && edge(&chars[at - 2]) || at == 1;
    let alone_after = chars.get(end + 1).is_none_or(edge);
    !(alone_before && at > mark + 1 || alone_after)
}

#[cfg(test)]
mod tests {
    use crate::canon::tests::canon;

    #[test]
    fn stretched_words_close_and_separated_ones_do_not() {
        for (text, want) in [
            ("第一章  总　　则", "第一章 总则"),
            ("管 理,促 进 公 共 数据", "管理,促进公共数据"),
            ("中共中央 国务院关于数据的意见", "中共中央 国务院关于数据的意见"),
            ("第一条　　为规范管理", "第一条　为规范管理"),
            ("有效期 5 年", "有效期 5 年"),
            ("公报 2025年 第36期", "公报 2025年 第36期"),
            ("甲政规〔 2025〕 6 号", "甲政规〔2025〕 6 号"),
            ("按照 “ 依法合规 ” 原则。 机构(试行) 的", "按照 “依法合规”原则。机构(试行)的"),
            ("（一） 明确职责", "（一）明确职责"),
            ("附 则", "附则"),
        ] {
            assert_eq!(canon(text), format!("{want}\n"), "{text}");
        }
    }
}
