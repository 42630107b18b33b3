//! One story of a document (main text, notes, text boxes): characters -> paragraphs and rows.

use super::fib::Unit;
use super::format::{Paragraph, Runs};
use super::lists::Lists;
use crate::ingest::docx::numbering::{Counters, LEVELS};
use crate::ingest::row;
use std::collections::BTreeMap;

/// What paragraphs are read with; counters run on through the stories.
pub struct Reader {
    pub paragraphs: Runs<Paragraph>,
    pub unseen: Runs<bool>,
    pub styles: BTreeMap<u16, Paragraph>,
    pub lists: Lists,
    pub counters: Counters,
    /// Paragraphs of lists that are not in the tables.
    pub unnumbered: usize,
}

impl Reader {
    /// The lines of a story.
    pub fn read(&mut self, units: &[Unit]) -> Vec<String> {
        let (mut out, mut cells): (Vec<String>, Vec<Vec<String>>) = (Vec::new(), Vec::new());
        let mut cell: Vec<String> = Vec::new();
        let mut text: Vec<u16> = Vec::new();
        // Depth of fields, and of those whose code (not result) is being passed.
        let mut fields: Vec<bool> = Vec::new();
        for unit in units {
            match unit.code {
                0x13 => fields.push(true),
                0x14 => fields.iter_mut().next_back().into_iter().for_each(|code| *code = false),
                0x15 => drop(fields.pop()),
                0x0d | 0x07 => {
                    // A deleted mark joins its paragraph with the next one.
                    if unit.code == 0x0d && self.unseen.at(unit.at) == Some(true) {
                        continue;
                    }
                    fields.clear();
                    let properties = self.paragraphs.at(unit.at).unwrap_or_default();
                    let words = String::from_utf16_lossy(&std::mem::take(&mut text));
                    if unit.code == 0x07 && properties.row_end {
                        cells.extend((!cell.is_empty()).then(|| std::mem::take(&mut cell)));
                        out.extend(row::lines(std::mem::take(&mut cells)));
                        continue;
                    }
                    let number = self.number(&properties);
                    let lines = (number + &words).split('\n').map(str::to_owned).collect::<Vec<_>>();
                    if unit.code == 0x07 {
                        cell.extend(lines);
                        cells.push(std::mem::take(&mut cell));
                    } else if properties.in_table {
                        cell.extend(lines);
                    } else {
                        out.extend(row::lines(std::mem::take(&mut cells)));
                        out.append(&mut cell);
                        out.extend(lines);
                    }
                }
                _ if fields.contains(&true) || self.unseen.at(unit.at) == Some(true) => {}
                0x09 => text.push(0x20),
                0x0b | 0x0c | 0x0e => text.push(0x0a),
                0x1e => text.push(0x2d),
                0..=0x1f => {}
                code => text.push(code),
            }
        }
        out.extend(cells.into_iter().flatten());
        out.append(&mut cell);
        if !text.is_empty() {
            out.push(String::from_utf16_lossy(&text));
        }
        out
    }

    /// The automatic number before a paragraph; empty when it is in no list.
    fn number(&mut self, own: &Paragraph) -> String {
        let style = self.styles.get(&own.style).copied().unwrap_or_default();
        let Some(list) = own.list.or(style.list).filter(|l| *l != 0 && *l != 0xf801) else {
            return String::new();
        };
        let by_style = || self.lists.level_of_style(list, own.style);
        let level = match own.level {
            Some(level) => usize::from(level),
            None if own.list.is_none() => by_style().or(style.level.map(usize::from)).unwrap_or(0),
            None => 0,
        };
        let id = list.to_string();
        if level >= LEVELS {
            return String::new();
        }
        if !self.lists.numbering.knows(&id, level) {
            self.unnumbered += 1;
            return String::new();
        }
        self.counters.next(&self.lists.numbering, &id, level)
    }
}
