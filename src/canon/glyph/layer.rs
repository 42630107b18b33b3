//! The damaged layer as lines of glyphs in reading order.

use super::ENOUGH;
use crate::model::{Cell, Census, is_han, is_strange};
use std::collections::BTreeSet;
use std::ops::Range;

/// Share of common characters below which ideographs are no prose.
const COMMON: f64 = 0.5;

const TURN: char = '\u{202b}';
const BACK: char = '\u{202c}';

/// What a character of a damaged text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Sound as it stands.
    Text,
    /// A glyph id.
    Code,
    /// ASCII beside glyph ids: sound when a font of its own sets it, else a glyph id too.
    Open,
}

/// A character of a line in reading order.
#[derive(Debug, Clone, Copy)]
pub struct Glyph {
    pub ch: char,
    pub kind: Kind,
}

impl Glyph {
    pub fn is_code(self) -> bool {
        self.kind == Kind::Code
    }

    /// A glyph id in the range of ASCII and controls.
    pub fn is_latin_code(self) -> bool {
        self.is_code() && self.ch < '\u{80}'
    }
}

/// A half of the lines: the search sees `Fit` alone, the proof `Proof` alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Fit,
    Proof,
}

/// Lines with a glyph id, in reading order; white space is left out.
pub struct Layer {
    lines: Vec<Vec<Glyph>>,
    halves: Vec<Half>,
}

impl Layer {
    /// `order` are the cells in reading order.
    pub fn of(cells: &[Cell], kinds: &[Kind], order: &[usize]) -> Self {
        let (mut lines, mut line) = (Vec::new(), Vec::new());
        for &i in order {
            match (cells[i].ch, kinds[i]) {
                ('\n', _) => lines.push(std::mem::take(&mut line)),
                (ch, Kind::Text) if ch.is_whitespace() || is_turn(ch) => {}
                (ch, kind) => line.push(Glyph { ch, kind }),
            }
        }
        lines.push(line);
        lines.retain(|l: &Vec<Glyph>| l.iter().any(|g| g.is_code()));
        let halves = halves(&lines);
        Self { lines, halves }
    }

    pub fn half(&self, half: Half) -> impl Iterator<Item = &Vec<Glyph>> {
        self.lines.iter().zip(&self.halves).filter(move |(_, h)| **h == half).map(|(line, _)| line)
    }

    pub fn lines(&self) -> &[Vec<Glyph>] {
        &self.lines
    }

    /// The different glyph ids.
    pub fn codes(&self) -> BTreeSet<char> {
        self.lines.iter().flatten().filter(|g| g.is_code()).map(|g| g.ch).collect()
    }
}

/// Every other line; lines with ASCII in them, which are few, are dealt out by themselves.
fn halves(lines: &[Vec<Glyph>]) -> Vec<Half> {
    let mut turns = [Half::Proof; 2];
    let deal = |line: &Vec<Glyph>| {
        let turn = &mut turns[usize::from(line.iter().any(|g| g.is_latin_code()))];
        *turn = if *turn == Half::Fit { Half::Proof } else { Half::Fit };
        *turn
    };
    lines.iter().map(deal).collect()
}

/// The cells in reading order: with `reverse` the runs marked as right to left the other way round.
pub fn order(cells: &[Cell], reverse: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..cells.len()).collect();
    for run in runs(cells).into_iter().filter(|_| reverse) {
        order[run].reverse();
    }
    order
}

/// A mark of the direction of writing.
pub fn is_turn(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The stretches between a mark right-to-left and its end, without the marks; never over a line.
pub fn runs(cells: &[Cell]) -> Vec<Range<usize>> {
    let (mut out, mut start) = (Vec::new(), None);
    for (i, cell) in cells.iter().enumerate() {
        match cell.ch {
            TURN => start = Some(i + 1),
            '\n' => start = None,
            BACK => out.extend(start.take().map(|s| s..i)),
            _ => {}
        }
    }
    out
}

/// What each cell is. The frame of a printed page is sound, and so are its addresses and times:
/// ASCII goes with the characters beside it that tell.
pub fn kinds(cells: &[Cell]) -> Vec<Kind> {
    let lines = || cells.split_inclusive(|c| c.ch == '\n');
    let census = |line: &[Cell]| Census::of(line.iter().map(|c| c.ch));
    let odd = |n: &Census| n.strange > 0 || n.common_share() < COMMON;
    // When the ideographs of damaged lines are no prose they are codes too, and so are symbols.
    let (mut han, mut common) = (0, 0);
    for n in lines().map(census).filter(odd) {
        han += n.han;
        common += n.common;
    }
    let wide = (common as f64) < han as f64 * COMMON && han > ENOUGH;
    let mut out = Vec::with_capacity(cells.len());
    for line in lines() {
        let wide = wide && odd(&census(line));
        let kind = |c: &Cell| if is_code(c.ch, wide) { Kind::Code } else { Kind::Text };
        let start = out.len();
        out.extend(line.iter().map(kind));
        latin(line, &mut out[start..]);
    }
    out
}

fn is_code(c: char, wide: bool) -> bool {
    let layout = matches!(c, '\u{b}' | '\u{85}' | '\u{a0}' | '\u{ad}' | '·' | '\u{feff}' | '\u{fffd}');
    let far = is_han(c) || matches!(c, '\u{2000}'..='\u{2fff}' | '\u{3020}'..='\u{33ff}');
    !is_turn(c)
        && !layout
        && !c.is_whitespace()
        && !matches!(c, '\u{e000}'..='\u{f8ff}')
        && (matches!(c, '\u{80}'..='\u{1fff}') || is_strange(c) || wide && far)
}

fn latin(line: &[Cell], kinds: &mut [Kind]) {
    let tells: Vec<usize> = (0..line.len())
        .filter(|i| kinds[*i] == Kind::Code || !line[*i].ch.is_ascii() && !is_turn(line[*i].ch))
        .collect();
    let before = kinds.to_vec();
    for i in (0..line.len()).filter(|i| line[*i].ch.is_ascii_graphic()) {
        let next = tells.partition_point(|at| *at < i);
        let near = next.checked_sub(1).or(Some(next)).and_then(|n| tells.get(n));
        if near.is_some_and(|n| before[*n] == Kind::Code) {
            kinds[i] = Kind::Open;
        }
    }
}
