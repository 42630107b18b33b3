//! Blank lines and white space at the ends of lines go; the last line ends like all others.

use super::Draft;
use crate::model::{Cell, CutReason, Span};

pub fn pass(draft: &mut Draft<'_>) {
    let mut last_end = 0;
    let mut line_start = true;
    let mut spaces: Vec<usize> = Vec::new();
    for i in 0..draft.cells.len() {
        let cell = draft.cells[i];
        last_end = last_end.max(cell.raw.end);
        if cell.cut.is_some() {
            continue;
        }
        match cell.ch {
            '\n' => {
                for s in spaces.drain(..) {
                    draft.cells[s].cut = Some(CutReason::Layout);
                }
                if line_start {
                    draft.cells[i].cut = Some(CutReason::Layout);
                }
                line_start = true;
            }
            c if c.is_whitespace() && line_start => draft.cells[i].cut = Some(CutReason::Layout),
            c if c.is_whitespace() => spaces.push(i),
            _ => {
                spaces.clear();
                line_start = false;
            }
        }
    }
    for s in spaces {
        draft.cells[s].cut = Some(CutReason::Layout);
    }
    if !line_start {
        draft.cells.push(Cell { ch: '\n', raw: Span::new(last_end, last_end), cut: None });
    }
}
