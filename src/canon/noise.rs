//! Characters without meaning: marks, zero width, controls; one kind of line break and of space.

use super::Draft;
use crate::model::CutReason;

pub fn pass(draft: &mut Draft<'_>) {
    let mut after_return = false;
    let cells = &mut draft.cells;
    for i in 0..cells.len() {
        let c = cells[i].ch;
        if matches!(c, '\u{20}'..='\u{7e}' | '\u{3001}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}') {
            after_return = false;
            continue;
        }
        match c {
            // The break of a CR LF is its LF.
            '\n' if after_return && i > 0 => cells[i - 1].cut = Some(CutReason::Noise),
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => cells[i].ch = '\n',
            '\t' | '\n' | '\u{3000}' => {}
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => cells[i].ch = ' ',
            _ if is_noise(c) => cells[i].cut = Some(CutReason::Noise),
            _ => {}
        }
        after_return = c == '\r';
    }
}

/// Private use characters are the signs of a symbol font: nothing that can be quoted.
fn is_noise(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fffc}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use crate::canon::tests::canon;

    #[test]
    fn marks_and_breaks() {
        assert_eq!(canon("\u{feff}甲\u{200b}市办法\r\n第一条\u{a0}适用。\r"), "甲市办法\n第一条 适用。\n");
    }
}
