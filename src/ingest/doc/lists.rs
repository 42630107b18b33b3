//! List definitions (LST, LVL) and their overrides (LFO), as the numbering that DOCX counts with.

use super::bytes::{stretch, u8_at, u16_at, u32_at};
use super::fib::{Fib, Part};
use crate::ingest::docx::numbering::{LEVELS, Level, Numbering};
use std::collections::BTreeMap;

/// Lists by the number of their override, and the styles that stand on levels of each.
#[derive(Default)]
pub struct Lists {
    pub numbering: Numbering,
    styles: BTreeMap<u16, Vec<u16>>,
}

impl Lists {
    /// The level on which a style stands in a list.
    pub fn level_of_style(&self, list: u16, style: u16) -> Option<usize> {
        self.styles.get(&list)?.iter().position(|s| *s == style)
    }

    /// What can be read of the tables; a broken end loses the lists behind it.
    pub fn parse(fib: &Fib<'_>, table: &[u8]) -> Self {
        let mut out = Self::default();
        let defined = out.definitions(fib, table).unwrap_or_default();
        let _ = out.overrides(fib.part(table, Part::Overrides), &defined);
        out
    }

    fn definitions(&mut self, fib: &Fib<'_>, table: &[u8]) -> Option<BTreeMap<u32, Vec<u16>>> {
        let (start, length) = fib.place(Part::Lists);
        let mut out = BTreeMap::new();
        if length < 2 {
            return Some(out);
        }
        let count = u16_at(table, start)? as usize;
        let heads = stretch(table, start + 2, 28 * count)?;
        let mut at = start + 2 + 28 * count;
        for head in heads.chunks_exact(28) {
            let id = u32_at(head, 0)?;
            let simple = head[26] & 1 != 0;
            let mut levels = BTreeMap::new();
            for i in 0..if simple { 1 } else { LEVELS } {
                let Some((level, next)) = level(table, at) else { return Some(out) };
                levels.insert(i, level);
                at = next;
            }
            self.numbering.define(&id.to_string(), levels);
            out.insert(id, (0..LEVELS).filter_map(|i| u16_at(head, 8 + 2 * i)).collect());
        }
        Some(out)
    }

    fn overrides(&mut self, bytes: &[u8], defined: &BTreeMap<u32, Vec<u16>>) -> Option<()> {
        let count = (u32_at(bytes, 0)? as usize).min(bytes.len() / 16);
        let mut at = 4 + 16 * count;
        for i in 0..count {
            let head = stretch(bytes, 4 + 16 * i, 16)?;
            let id = u32_at(head, 0)?;
            let (mut starts, mut levels) = (BTreeMap::new(), BTreeMap::new());
            at += 4;
            for _ in 0..head[12] {
                let Some((start, flags)) = u32_at(bytes, at).zip(u32_at(bytes, at + 4)) else { break };
                at += 8;
                let on = (flags & 15) as usize;
                if flags & 0x10 != 0 && flags & 0x20 == 0 {
                    starts.insert(on, start.min(1 << 20));
                }
                if flags & 0x20 != 0 {
                    let Some((own, next)) = level(bytes, at) else { break };
                    if let Some(start) = own.start.filter(|_| flags & 0x10 != 0) {
                        starts.insert(on, start);
                    }
                    levels.insert(on, own);
                    at = next;
                }
            }
            let number = (i + 1) as u16;
            self.numbering.add(&number.to_string(), &id.to_string(), starts, levels);
            self.styles.insert(number, defined.get(&id).cloned().unwrap_or_default());
        }
        Some(())
    }
}

/// The level at an offset, and where the next one begins.
fn level(bytes: &[u8], at: usize) -> Option<(Level, usize)> {
    let head = stretch(bytes, at, 28)?;
    let words = at + 28 + usize::from(head[24]) + usize::from(head[25]);
    let length = u16_at(bytes, words)? as usize;
    let units = stretch(bytes, words + 2, 2 * length)?;
    let mut text = String::new();
    let decoded = units.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    for c in char::decode_utf16(decoded).map(|c| c.unwrap_or('\u{fffd}')) {
        match c as u32 {
            level @ 0..=8 => text += &format!("%{}", level + 1),
            _ => text.push(c),
        }
    }
    let level = Level {
        start: u32_at(head, 0).map(|n| n.min(1 << 20)),
        format: format_name(head[4]).into(),
        text,
        suffix: match u8_at(head, 15)? {
            0 => "tab",
            1 => "space",
            _ => "nothing",
        }
        .into(),
        legal: head[5] & 4 != 0,
        restart: (head[5] & 8 != 0).then_some(u32::from(head[26])),
        ..Level::default()
    };
    Some((level, words + 2 + 2 * length))
}

/// Names that `w:numFmt` has for the number formats (MSONFC).
fn format_name(code: u8) -> &'static str {
    match code {
        1 => "upperRoman",
        2 => "lowerRoman",
        3 => "upperLetter",
        4 => "lowerLetter",
        10 => "ideographDigital",
        11 => "japaneseCounting",
        14 => "decimalFullWidth",
        17 => "japaneseDigitalTenThousand",
        18 => "decimalEnclosedCircle",
        19 => "decimalFullWidth2",
        22 => "decimalZero",
        23 => "bullet",
        26 => "decimalEnclosedFullstop",
        27 => "decimalEnclosedParen",
        28 => "decimalEnclosedCircleChinese",
        29 => "ideographEnclosedCircle",
        30 => "ideographTraditional",
        31 => "ideographZodiac",
        33 => "taiwaneseCounting",
        34 => "ideographLegalTraditional",
        35 => "taiwaneseCountingThousand",
        36 => "taiwaneseDigital",
        37 => "chineseCounting",
        38 => "chineseLegalSimplified",
        39 => "chineseCountingThousand",
        255 => "none",
        _ => "decimal",
    }
}
