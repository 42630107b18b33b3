//! Text layers whose character codes are glyph ids: told by statistics. A text that is damaged as
//! a whole is repaired where that can be proved, else marked; damaged lines of an otherwise sound text (the frame of a printed page, set
//! in another font) are cut.

use super::{Draft, glyph};
use crate::model::{Census, CutReason};

/// Share of strange characters from which the whole text is damaged. Sound texts have under 0.02;
/// damaged ones 0.6 and more; sound bodies in damaged page frames up to 0.25.
const STRANGE_TEXT: f64 = 0.3;
/// The same for one line, which may hold a sound word or two.
const STRANGE_LINE: f64 = 0.3;
/// Share of common characters below which ideographs are no prose; sound texts have over 0.8.
const COMMON_TEXT: f64 = 0.45;

pub fn pass(draft: &mut Draft<'_>) {
    let census = Census::of(draft.cells.iter().map(|c| c.ch));
    let no_prose = census.han > 200 && census.common_share() < COMMON_TEXT;
    draft.damaged = census.total > 40 && census.strange_share() > STRANGE_TEXT || no_prose;
    if draft.damaged {
        let repair = glyph::repair(&mut draft.cells);
        draft.damaged = repair.is_err();
        draft.repair = Some(repair);
        return;
    }
    if census.strange == 0 {
        return;
    }
    let view = draft.lines();
    let lines: Vec<Census> = (0..view.lines.len()).map(|i| Census::of(view.str(i).chars())).collect();
    let strange = |i: usize| lines[i].strange > 1 && lines[i].strange_share() > STRANGE_LINE;
    for i in 0..lines.len() {
        // Latin letters of the same font come out as other ASCII, which is no strange character.
        let between = || lines[i].total > 0 && lines[i].han == 0 && near(&lines, i, &strange);
        if strange(i) || between() {
            draft.cut_line(&view, i, CutReason::Noise);
            draft.damaged_lines += 1;
        }
    }
}

/// True when the lines with text before and behind are both damaged.
fn near(lines: &[Census], i: usize, strange: &impl Fn(usize) -> bool) -> bool {
    let before = (i.saturating_sub(4)..i).rev().find(|k| lines[*k].total > 0);
    let behind = (i + 1..lines.len().min(i + 5)).find(|k| lines[*k].total > 0);
    before.is_some_and(strange) && behind.is_some_and(strange)
}

#[cfg(test)]
mod tests {
    use crate::canon::tests::{canon, canonicalised};

    #[test]
    fn a_damaged_line_is_cut_and_a_damaged_text_is_refused() {
        let sound = "第一条 为规范甲市公共数据授权运营活动，根据有关规定，制定本办法。";
        assert_eq!(canon(&format!("{sound}\nᗝғḒᶭ୏ӫໄ਻\n")), format!("{sound}\n"));
        let damaged = canonicalised(&"ᗝғḒᶭ୏ӫໄ਻ഝ෈կ҅ᔱ୚ݩ෈\n".repeat(9));
        assert!(damaged.damaged);
        assert!(damaged.diagnostics.iter().any(|d| d.code == "C003"));
    }
}
