//! Radicals and compatibility ideographs that look like characters but are not: ⼈⺠ -> 人民.
//! Width and punctuation stay as they are: canonical text is what a reader quotes.

use super::Draft;
use crate::model::{fold_char, is_han};

pub fn pass(draft: &mut Draft<'_>) {
    for cell in &mut draft.cells {
        if !matches!(cell.ch, '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}') {
            continue;
        }
        let mut found = None;
        fold_char(cell.ch, &mut |c| found = if found.is_none() { Some(c) } else { Some('\0') });
        if let Some(c) = found.filter(|c| is_han(*c)) {
            cell.ch = c;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::canon::tests::canon;

    #[test]
    fn radicals_become_characters_and_width_stays() {
        assert_eq!(
            canon("甲市⼈⺠政府（试⾏）２０２５年，ＡＢＣ"),
            "甲市人民政府（试行）２０２５年，ＡＢＣ\n"
        );
    }
}
