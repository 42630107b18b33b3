//! Properties of characters and paragraphs: the pages of property runs, the style sheet, and the
//! few of their modifiers (sprm) that decide what stands in the text.

use super::bytes::{stretch, u8_at, u16_at, u32_at};
use super::fib::{Fib, Part};
use std::collections::BTreeMap;

/// What a paragraph says of itself; parts not given come from its style.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paragraph {
    pub style: u16,
    /// Number of the list override; 0 takes the paragraph out of its list.
    pub list: Option<u16>,
    pub level: Option<u8>,
    pub in_table: bool,
    pub row_end: bool,
}

/// Property runs of the main stream, by where they begin.
pub struct Runs<T> {
    runs: Vec<(u32, u32, T)>,
}

impl<T: Copy> Runs<T> {
    pub fn at(&self, place: u32) -> Option<T> {
        let i = self.runs.partition_point(|r| r.0 <= place).checked_sub(1)?;
        (place < self.runs[i].1).then_some(self.runs[i].2)
    }
}

/// Calls `visit` for each modifier: its code and operand.
fn modifiers(bytes: &[u8], mut visit: impl FnMut(u16, &[u8])) {
    let mut at = 0;
    while let Some(code) = u16_at(bytes, at) {
        at += 2;
        let size = match code >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            _ if code == 0xd608 => 1 + u16_at(bytes, at).unwrap_or(1) as usize,
            _ => match u8_at(bytes, at) {
                // Changes of tab stops give their own length inside.
                Some(255) if code == 0xc615 => {
                    let deleted = u8_at(bytes, at + 1).unwrap_or(0) as usize;
                    let added = u8_at(bytes, at + 2 + 4 * deleted).unwrap_or(0) as usize;
                    3 + 4 * deleted + 3 * added
                }
                length => 1 + length.unwrap_or(0) as usize,
            },
        };
        let Some(operand) = stretch(bytes, at, size) else { return };
        visit(code, operand);
        at += size;
    }
}

fn apply(paragraph: &mut Paragraph, bytes: &[u8]) {
    modifiers(bytes, |code, operand| match code {
        0x460b => paragraph.list = u16_at(operand, 0),
        0x260a => paragraph.level = u8_at(operand, 0),
        0x2416 => paragraph.in_table = operand[0] != 0,
        0x2417 => paragraph.row_end = operand[0] != 0,
        _ => {}
    });
}

/// The property pages that a table names.
fn pages<'a>(main: &'a [u8], table: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let count = table.len().saturating_sub(4) / 8;
    (0..count).filter_map(move |i| {
        let number = (u32_at(table, 4 * (count + 1) + 4 * i)? & 0x3f_ffff) as usize;
        stretch(main, number.checked_mul(512)?, 512)
    })
}

pub fn paragraphs(main: &[u8], fib: &Fib<'_>, table: &[u8]) -> Runs<Paragraph> {
    let mut runs = Vec::new();
    for page in pages(main, fib.part(table, Part::ParagraphPages)) {
        let count = usize::from(page[511]);
        for i in 0..count {
            let (Some(from), Some(to)) = (u32_at(page, 4 * i), u32_at(page, 4 * i + 4)) else { break };
            let at = u8_at(page, 4 * (count + 1) + 13 * i).map_or(0, |b| 2 * usize::from(b));
            let mut paragraph = Paragraph::default();
            if at > 0 && at < 511 {
                let (start, length) = match page[at] {
                    0 => (at + 2, 2 * usize::from(page[at + 1])),
                    n => (at + 1, 2 * usize::from(n) - 1),
                };
                let properties = &page[start.min(511)..(start + length).min(511)];
                paragraph.style = u16_at(properties, 0).unwrap_or(0);
                apply(&mut paragraph, properties.get(2..).unwrap_or_default());
            }
            runs.push((from, to, paragraph));
        }
    }
    runs.sort_by_key(|r| r.0);
    Runs { runs }
}

/// Runs of characters that are not shown: hidden, or deleted in a tracked change.
pub fn unseen(main: &[u8], fib: &Fib<'_>, table: &[u8]) -> Runs<bool> {
    let mut runs = Vec::new();
    for page in pages(main, fib.part(table, Part::CharPages)) {
        let count = usize::from(page[511]);
        for i in 0..count {
            let (Some(from), Some(to)) = (u32_at(page, 4 * i), u32_at(page, 4 * i + 4)) else { break };
            let at = u8_at(page, 4 * (count + 1) + i).map_or(0, |b| 2 * usize::from(b));
            let mut gone = false;
            if at > 0 && at < 511 {
                let end = (at + 1 + usize::from(page[at])).min(511);
                modifiers(&page[at + 1..end.max(at + 1)], |code, operand| {
                    if matches!(code, 0x0800 | 0x083c) {
                        gone |= operand[0] & 1 != 0;
                    }
                });
            }
            runs.push((from, to, gone));
        }
    }
    runs.sort_by_key(|r| r.0);
    Runs { runs }
}

/// List and level that each paragraph style gives, its bases followed.
pub fn styles(bytes: &[u8]) -> BTreeMap<u16, Paragraph> {
    let mut own: BTreeMap<u16, (u16, Paragraph)> = BTreeMap::new();
    let header = u16_at(bytes, 0).unwrap_or(0) as usize;
    let base = u16_at(bytes, 4).unwrap_or(10) as usize;
    let mut at = 2 + header;
    for index in 0..u16_at(bytes, 2).unwrap_or(0).min(4096) {
        let Some(length) = u16_at(bytes, at) else { break };
        let Some(style) = stretch(bytes, at + 2, length as usize) else { break };
        at += 2 + length as usize;
        if let Some(found) = style_of(style, base) {
            own.insert(index, found);
        }
    }
    let resolve = |index: u16| {
        let mut out = Paragraph { style: index, ..Paragraph::default() };
        let mut at = index;
        // A chain that is longer than this is a circle.
        for _ in 0..32 {
            let Some((based_on, style)) = own.get(&at) else { break };
            out.list = out.list.or(style.list);
            out.level = out.level.or(style.level);
            at = *based_on;
        }
        (index, out)
    };
    own.keys().map(|index| resolve(*index)).collect()
}

/// The style it is based on, and its own properties; `None` for other than paragraph styles.
fn style_of(style: &[u8], base: usize) -> Option<(u16, Paragraph)> {
    let word = u16_at(style, 2)?;
    (word & 15 == 1).then_some(())?;
    let name = u16_at(style, base)? as usize;
    let at = base + 2 + 2 * name + 2;
    let length = u16_at(style, at)? as usize;
    let mut out = Paragraph::default();
    apply(&mut out, stretch(style, at + 4, length.checked_sub(2)?).unwrap_or_default());
    Some((word >> 4, out))
}
