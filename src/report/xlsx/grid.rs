//! Writing cells of a sheet: words that can harm nothing, values, formulas with their results.

use super::style::Style;
use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError, utility::column_number_to_name};
use unicode_width::UnicodeWidthStr;

type Done = Result<(), XlsxError>;

/// A sheet with the looks of its cells.
pub(super) struct Grid<'s> {
    pub sheet: &'s mut Worksheet,
    pub style: &'s Style,
}

/// More characters than this (UTF-16) no cell holds.
const MOST: usize = 32_000;

impl Grid<'_> {
    /// Words: never a formula, a link or a number, and not longer than a cell can be.
    pub fn words(&mut self, row: u32, col: u16, words: &str) -> Done {
        let format = if risky(words) { &self.style.quoted } else { &self.style.text };
        self.put(row, col, words, format)
    }

    /// Words in one cell after the other, from the first column.
    pub fn row<'w>(&mut self, row: u32, cells: impl IntoIterator<Item = &'w str>) -> Done {
        (0..).zip(cells).try_for_each(|(col, words)| self.words(row, col, words))
    }

    pub fn wrapped(&mut self, row: u32, col: u16, words: &str) -> Done {
        let format = if risky(words) { &self.style.wrap_quoted } else { &self.style.wrap };
        self.put(row, col, words, format)
    }

    pub fn put(&mut self, row: u32, col: u16, words: &str, format: &Format) -> Done {
        self.sheet.write_string_with_format(row, col, clean(words), format).map(|_| ())
    }

    pub fn number(&mut self, row: u32, col: u16, value: f64, format: &Format) -> Done {
        self.sheet.write_number_with_format(row, col, value, format).map(|_| ())
    }

    /// A formula with the number or the words that it comes to.
    pub fn formula(&mut self, row: u32, col: u16, formula: &str, result: &str, format: &Format) -> Done {
        let formula = Formula::new(formula).set_result(result);
        self.sheet.write_formula_with_format(row, col, formula, format).map(|_| ())
    }

    /// Makes the row as high as its words need in columns of these widths (characters).
    pub fn fit(&mut self, row: u32, cells: &[(&str, f64)]) -> Done {
        let lines = cells.iter().map(|(words, width)| lines(words, *width)).max().unwrap_or(1);
        if lines > 1 {
            self.sheet.set_row_height(row, (lines.min(25) * 15) as u32)?;
        }
        Ok(())
    }

    /// A row of headings with the widths of their columns.
    pub fn head(&mut self, row: u32, columns: &[(&str, f64)]) -> Done {
        for (col, (name, width)) in (0..).zip(columns) {
            let head = &self.style.head;
            self.sheet.write_string_with_format(row, col, *name, head)?;
            self.sheet.set_column_width(col, *width)?;
        }
        Ok(())
    }

    /// Headings that stay: while scrolling and on every printed page.
    pub fn freeze(&mut self, rows: u32, cols: u16) -> Done {
        self.sheet.set_freeze_panes(rows, cols)?;
        self.sheet.set_repeat_rows(0, rows.saturating_sub(1))?;
        Ok(())
    }
}

/// Lines that words take in a column of so many characters; a Chinese one is as wide as two others.
fn lines(words: &str, width: f64) -> usize {
    let room = (width - 1.0).max(4.0);
    words.split('\n').map(|l| (l.width() as f64 * 1.05 / room).ceil().max(1.0) as usize).sum()
}

/// A spreadsheet may take such a text for a formula when it is typed or pasted anew.
fn risky(words: &str) -> bool {
    words.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// XML holds no control characters, and a cell no more than so many others.
fn clean(words: &str) -> String {
    let bad = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    let mut out = String::with_capacity(words.len());
    let mut units = 0;
    for c in words.chars() {
        units += c.len_utf16();
        if units > MOST {
            out.push_str("…（以下略 / cut）");
            break;
        }
        out.push(if bad(c) { '\u{fffd}' } else { c });
    }
    out
}

/// `G5`, counted from 0.
pub(super) fn at(row: u32, col: u16) -> String {
    format!("{}{}", column_number_to_name(col), row + 1)
}

/// `G5:G9`, both ends in it.
pub(super) fn range(from: u32, to: u32, col: u16) -> String {
    format!("{}:{}", at(from, col), at(to, col))
}

/// A number as a stored result: enough digits to be the same number again.
pub(super) fn exact(value: f64) -> String {
    format!("{value}")
}
