//! An article whose number the source does not give legibly: 第H■一条（退出机制） between 第十条 and
//! 第十二条. Its neighbours say which it is; the words stay as they are.

use super::block::Block;
use super::mark::{Mark, MarkKind};
use crate::model::Span;
use std::ops::Range;

/// Characters that may stand in place of the numeral.
const LONGEST: usize = 4;

/// Gives the marker of the missing article where one number is missing in the run and one line
/// between its neighbours opens like an article.
pub fn mark_unread(text: &str, blocks: &mut [Block]) {
    let articles: Vec<(usize, Mark)> = blocks
        .iter()
        .enumerate()
        .filter_map(|(i, b)| Some((i, b.mark.filter(|m| m.kind == MarkKind::Article)?)))
        .collect();
    for pair in articles.windows(2) {
        let [(from, a), (to, b)] = pair else { continue };
        if a.number + 2 != b.number || b.sub > 0 {
            continue;
        }
        if let Some((i, len)) = only_one(text, blocks, from + 1..*to) {
            blocks[i].mark =
                Some(Mark { kind: MarkKind::Article, number: a.number + 1, sub: 0, arabic: a.arabic, len });
        }
    }
}

/// The one block of `range` that opens with an unread number, with the bytes of its marker.
fn only_one(text: &str, blocks: &[Block], range: Range<usize>) -> Option<(usize, usize)> {
    let mut found = range
        .filter(|&i| blocks[i].mark.is_none() && !blocks[i].aside)
        .filter_map(|i| Some((i, unread(blocks[i].span, text)?)));
    let one = found.next()?;
    found.next().is_none().then_some(one)
}

/// The bytes of 第…条 with up to four signs between, of which at least one is no ideograph, and a
/// bracketed title or white space behind.
fn unread(span: Span, text: &str) -> Option<usize> {
    let s = span.of(text);
    let rest = s.strip_prefix('第')?;
    let (at, _) = rest.char_indices().take(LONGEST + 1).find(|c| c.1 == '条')?;
    let number = &rest[..at];
    let broken = number.chars().any(|c| !matches!(c, '\u{4e00}'..='\u{9fff}') && !c.is_whitespace());
    let behind = &rest[at + '条'.len_utf8()..];
    (broken && behind.starts_with(['（', '(', '【', ' ', '\u{3000}'])).then_some(s.len() - behind.len())
}

#[cfg(test)]
mod tests {
    use crate::structure::block::blocks;
    use crate::structure::mark::MarkKind;

    fn numbers(text: &str) -> Vec<u32> {
        blocks(text)
            .iter()
            .filter_map(|b| b.mark)
            .filter(|m| m.kind == MarkKind::Article)
            .map(|m| m.number)
            .collect()
    }

    #[test]
    fn neighbours_tell_the_number() {
        let text = |line: &str| {
            format!("第九条（目录）甲。\n第十条（授权）乙。\n{line}\n主管部门负责。\n第十二条（退出）丙。\n")
        };
        assert_eq!(numbers(&text("第H■一条（评估）丁。")), [9, 10, 11, 12]);
        // A citation, a word, and a second line of the kind say nothing.
        assert_eq!(numbers(&text("第H■一条规定的情形除外。")), [9, 10, 12]);
        assert_eq!(numbers(&text("第三方条（评估）丁。")), [9, 10, 12]);
        assert_eq!(numbers(&text("第H■一条（评估）丁。\n第?条（验收）戊。")), [9, 10, 12]);
    }
}
