//! The story parts of a document (`document.xml`, notes): paragraphs, tables, text boxes, tracked
//! changes taken as accepted.

use super::numbering::{Counters, Numbering};
use super::styles::{NumPr, Styles};
use super::xml::{self, Step, Tag};
use crate::ingest::row;

/// What numbers are taken from; counters run on through the parts.
pub struct Lists {
    pub numbering: Numbering,
    pub styles: Styles,
    pub counters: Counters,
}

/// Paragraphs of a story in reading order, and whether the part was read to its end.
pub fn read(part: &str, lists: &mut Lists) -> (Vec<String>, bool) {
    let mut story = Story {
        lists,
        lines: Vec::new(),
        paragraphs: Vec::new(),
        cells: Vec::new(),
        skip: 0,
        run: Run::default(),
        carry: String::new(),
        properties: 0,
        old: 0,
        lost: false,
    };
    let complete = xml::walk(part, |step| match step {
        Step::Start(tag) => story.start(&tag),
        Step::End(name) => story.end(&name),
        Step::Text(text) => story.text(&text),
    });
    while !story.paragraphs.is_empty() {
        story.close_paragraph();
    }
    let carry = std::mem::take(&mut story.carry);
    if !carry.is_empty() {
        story.lines.push(carry);
    }
    (std::mem::take(&mut story.lines), complete && !story.lost)
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    num: NumPr,
    /// Its mark is deleted: it runs on into the next one.
    merges: bool,
    /// Lines of text boxes anchored in it; they follow it.
    after: Vec<String>,
}

#[derive(Default)]
struct Run {
    in_text: bool,
    hidden: bool,
}

/// A row that is being read: cells of lines, and the depth of paragraphs it was opened at.
struct Row {
    cells: Vec<Vec<String>>,
}

struct Story<'l> {
    lists: &'l mut Lists,
    lines: Vec<String>,
    paragraphs: Vec<Paragraph>,
    cells: Vec<Row>,
    /// Depth inside elements that are left out: deleted text, fallbacks, field codes, old
    /// properties.
    skip: usize,
    run: Run,
    /// Text of a paragraph whose mark is deleted.
    carry: String,
    properties: usize,
    old: usize,
    lost: bool,
}

fn is_left_out(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "Fallback" | "instrText" | "delText" | "rt" | "delInstrText")
}

fn is_old(name: &str) -> bool {
    matches!(
        name,
        "pPrChange"
            | "rPrChange"
            | "tblPrChange"
            | "trPrChange"
            | "tcPrChange"
            | "sectPrChange"
            | "numberingChange"
    )
}

impl Story<'_> {
    fn start(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_str();
        if is_old(name) {
            self.old += 1;
        } else if self.old > 0 {
            return;
        }
        if is_left_out(name) {
            // A deleted paragraph mark stands in the properties as an empty `del`.
            if name == "del"
                && self.properties > 0
                && self.skip == 0
                && let Some(p) = self.paragraphs.last_mut()
            {
                p.merges = true;
            }
            self.skip += 1;
        }
        if self.skip > 0 {
            return;
        }
        match name {
            "p" if self.paragraphs.len() < 64 => self.paragraphs.push(Paragraph::default()),
            "p" => self.lost = true,
            "pPr" => self.properties += 1,
            "r" => self.run.hidden = false,
            "vanish" if self.properties == 0 => self.run.hidden = tag.is_on(),
            "t" => self.run.in_text = true,
            "tr" if self.cells.len() < 32 => self.cells.push(Row { cells: Vec::new() }),
            "tc" => {
                if let Some(row) = self.cells.last_mut() {
                    row.cells.push(Vec::new());
                }
            }
            _ => self.piece(tag),
        }
    }

    /// Empty elements that stand for characters or set a property.
    fn piece(&mut self, tag: &Tag<'_>) {
        let hidden = self.run.hidden;
        let in_properties = self.properties > 0;
        let Some(p) = self.paragraphs.last_mut() else { return };
        match tag.name.as_str() {
            "pStyle" => p.style = tag.attr("val"),
            "numId" if in_properties => p.num.num_id = tag.attr("val"),
            "ilvl" if in_properties => p.num.level = tag.number("val").map(|n| n as usize),
            _ if hidden || in_properties => {}
            "tab" | "ptab" => p.text.push(' '),
            "br" if tag.attr("type").is_none_or(|t| t == "textWrapping") => p.text.push('\n'),
            "cr" => p.text.push('\n'),
            "noBreakHyphen" => p.text.push('-'),
            "sym" => p.text.extend(symbol(tag)),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.skip == 0
            && self.run.in_text
            && !self.run.hidden
            && let Some(p) = self.paragraphs.last_mut()
        {
            p.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str) {
        if is_old(name) {
            self.old = self.old.saturating_sub(1);
            return;
        }
        if self.old > 0 {
            return;
        }
        if is_left_out(name) {
            self.skip = self.skip.saturating_sub(1);
            return;
        }
        if self.skip > 0 {
            return;
        }
        match name {
            "p" => self.close_paragraph(),
            "pPr" => self.properties = self.properties.saturating_sub(1),
            "t" => self.run.in_text = false,
            "tr" => self.close_row(),
            _ => {}
        }
    }

    fn close_paragraph(&mut self) {
        let Some(p) = self.paragraphs.pop() else { return };
        let mut text = std::mem::take(&mut self.carry);
        if text.is_empty()
            && let Some((num, level)) =
                self.lists.styles.resolve(&p.num, p.style.as_deref(), &self.lists.numbering)
        {
            text = self.lists.counters.next(&self.lists.numbering, &num, level);
        }
        text.push_str(&p.text);
        if p.merges && self.paragraphs.is_empty() {
            self.carry = text;
            self.put(p.after);
            return;
        }
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        lines.extend(p.after);
        self.put(lines);
    }

    /// Lines go to the paragraph that a text box hangs in, else to the open cell, else to the text.
    fn put(&mut self, lines: Vec<String>) {
        if let Some(host) = self.paragraphs.last_mut() {
            host.after.extend(lines);
        } else if let Some(cell) = self.cells.last_mut().and_then(|row| row.cells.last_mut()) {
            cell.extend(lines);
        } else {
            self.lines.extend(lines);
        }
    }

    fn close_row(&mut self) {
        let Some(row) = self.cells.pop() else { return };
        let lines = row::lines(row.cells);
        self.put(lines);
    }
}

/// A character of a symbol font: the private use area stands for the code without its high byte.
fn symbol(tag: &Tag<'_>) -> Option<char> {
    let code = u32::from_str_radix(tag.attr("char")?.trim(), 16).ok()?;
    match code {
        0xf020..=0xf0ff => None,
        _ => char::from_u32(code),
    }
}
