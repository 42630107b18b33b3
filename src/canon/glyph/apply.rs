//! A mapping set on the cells.

use super::fit::Fit;
use super::layer::{Kind, is_turn, runs};
use crate::model::{Cell, CutReason, Span};

/// Sets the characters; returns how many were set right and how many glyphs stay unknown.
pub fn apply(cells: &mut [Cell], kinds: &[Kind], fit: &Fit, reverse: bool) -> (usize, usize) {
    let (mut mapped, mut unknown) = (0, 0);
    for (cell, _) in cells.iter_mut().zip(kinds).filter(|(_, k)| **k == Kind::Code) {
        let found = fit.map.get(&cell.ch).copied();
        mapped += usize::from(found.is_some());
        unknown += usize::from(found.is_none());
        cell.ch = found.unwrap_or(super::UNKNOWN);
    }
    if reverse {
        for run in runs(cells).into_iter().filter(|r| r.len() > 1) {
            let run = &mut cells[run];
            let chars: Vec<char> = run.iter().rev().map(|c| c.ch).collect();
            // The raw text stands the other way round: the run maps to its raw stretch as a whole.
            let whole = Span::new(run[0].raw.start, run[run.len() - 1].raw.end);
            for (cell, ch) in run.iter_mut().zip(chars) {
                *cell = Cell { ch, raw: whole, cut: None };
            }
        }
    }
    for cell in cells.iter_mut().filter(|c| is_turn(c.ch)) {
        cell.cut = Some(CutReason::Noise);
    }
    (mapped, unknown)
}
