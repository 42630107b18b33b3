//! A view of the cells that are not cut, line by line.

use super::Draft;
use crate::model::{Cell, CutReason};
use std::ops::Range;

/// The visible text of a draft with its lines.
pub struct Lines {
    pub text: String,
    /// For each visible character, line breaks included, the index of its cell.
    pub cells: Vec<u32>,
    pub lines: Vec<Line>,
}

/// One line without its line break.
#[derive(Debug, Clone)]
pub struct Line {
    /// Bytes of [`Lines::text`].
    pub bytes: Range<usize>,
    /// Characters: indices of [`Lines::cells`].
    pub chars: Range<usize>,
}

impl Lines {
    pub fn of(cells: &[Cell]) -> Self {
        let mut text = String::with_capacity(cells.len() * 3);
        let mut index = Vec::with_capacity(cells.len());
        let mut lines = Vec::new();
        let mut start = (0, 0);
        for (i, cell) in cells.iter().enumerate() {
            if cell.cut.is_some() {
                continue;
            }
            if cell.ch == '\n' {
                lines.push(Line { bytes: start.0..text.len(), chars: start.1..index.len() });
                start = (text.len() + 1, index.len() + 1);
            }
            index.push(i as u32);
            text.push(cell.ch);
        }
        if start.0 < text.len() {
            lines.push(Line { bytes: start.0..text.len(), chars: start.1..index.len() });
        }
        Self { text, cells: index, lines }
    }

    pub fn str(&self, line: usize) -> &str {
        self.lines.get(line).map_or("", |l| &self.text[l.bytes.clone()])
    }

    /// The next line after `line` that is not blank.
    pub fn next_text(&self, line: usize) -> Option<usize> {
        (line + 1..self.lines.len()).find(|i| !self.str(*i).trim().is_empty())
    }
}

/// The first `most` characters of a text.
pub fn beginning(s: &str, most: usize) -> &str {
    s.char_indices().nth(most).map_or(s, |(at, _)| &s[..at])
}

/// Its last ones.
pub fn ending(s: &str, most: usize) -> &str {
    most.checked_sub(1).and_then(|n| s.char_indices().rev().nth(n)).map_or(s, |(at, _)| &s[at..])
}

impl Draft<'_> {
    pub fn lines(&self) -> Lines {
        Lines::of(&self.cells)
    }

    /// Cuts a line with its break.
    pub fn cut_line(&mut self, view: &Lines, line: usize, reason: CutReason) {
        if let Some(l) = view.lines.get(line) {
            self.cut_chars(view, l.chars.start..l.chars.end + 1, reason);
        }
    }

    /// Cuts bytes `from..to` of a line; both on character boundaries.
    pub fn cut_part(&mut self, view: &Lines, line: usize, part: Range<usize>, reason: CutReason) {
        let text = view.str(line);
        let before = text[..part.start].chars().count();
        let count = text[part].chars().count();
        let start = view.lines[line].chars.start + before;
        self.cut_chars(view, start..start + count, reason);
    }

    pub fn cut_chars(&mut self, view: &Lines, chars: Range<usize>, reason: CutReason) {
        let end = chars.end.min(view.cells.len());
        for &i in &view.cells[chars.start.min(end)..end] {
            self.cells[i as usize].cut = Some(reason);
        }
    }
}
