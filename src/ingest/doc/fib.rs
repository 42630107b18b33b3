//! The file information block and the piece table: where the characters of a document lie.

use super::bytes::{stretch, u16_at, u32_at};

/// More characters than a document of the format holds.
const MAX_CHARS: usize = 32 << 20;

/// One UTF-16 unit of the text, and its place in the main stream.
#[derive(Clone, Copy)]
pub struct Unit {
    pub code: u16,
    pub at: u32,
}

/// The file information block, as far as it is needed.
pub struct Fib<'a> {
    main: &'a [u8],
}

/// Numbers of the offset-length pairs (FibRgFcLcb97).
#[derive(Clone, Copy)]
pub enum Part {
    Styles = 1,
    CharPages = 12,
    ParagraphPages = 13,
    Pieces = 33,
    Lists = 73,
    Overrides = 74,
}

impl<'a> Fib<'a> {
    /// `None` when the stream is of no Word 97-2003 document.
    pub fn parse(main: &'a [u8]) -> Option<Self> {
        (u16_at(main, 0)? == 0xa5ec && u16_at(main, 2)? >= 0xc1).then_some(Self { main })
    }

    fn flags(&self) -> u16 {
        u16_at(self.main, 10).unwrap_or(0)
    }

    pub fn is_encrypted(&self) -> bool {
        self.flags() & 0x100 != 0
    }

    /// Name of the stream that holds the tables.
    pub fn table_name(&self) -> &'static str {
        if self.flags() & 0x200 != 0 { "/1Table" } else { "/0Table" }
    }

    /// Offset and length of a part of the table stream.
    pub fn place(&self, part: Part) -> (usize, usize) {
        let at = 154 + 8 * part as usize;
        let number = |at| u32_at(self.main, at).unwrap_or(0) as usize;
        (number(at), number(at + 4))
    }

    pub fn part<'t>(&self, table: &'t [u8], part: Part) -> &'t [u8] {
        let (at, length) = self.place(part);
        stretch(table, at, length).unwrap_or_default()
    }

    /// Lengths of the texts that stand one behind the other: main, footnotes, headers, macros,
    /// comments, endnotes, text boxes, text boxes of headers.
    pub fn lengths(&self) -> [usize; 8] {
        std::array::from_fn(|i| u32_at(self.main, 0x4c + 4 * i).unwrap_or(0) as usize)
    }
}

/// All characters in order; `None` when the piece table is broken.
pub fn text(fib: &Fib<'_>, table: &[u8]) -> Option<Vec<Unit>> {
    let pieces = piece_table(fib.part(table, Part::Pieces))?;
    let count = pieces.len().checked_sub(4)? / 12;
    let mut out = Vec::new();
    for i in 0..count {
        let (from, to) = (u32_at(pieces, 4 * i)?, u32_at(pieces, 4 * i + 4)?);
        let place = u32_at(pieces, 4 * (count + 1) + 8 * i + 2)?;
        let length = to.checked_sub(from)? as usize;
        if out.len() + length > MAX_CHARS {
            return None;
        }
        let (packed, start) = (place & 0x4000_0000 != 0, (place & 0x3fff_ffff) as usize);
        if packed {
            let bytes = stretch(fib.main, start / 2, length)?;
            out.extend(
                bytes.iter().enumerate().map(|(k, b)| Unit { code: ansi(*b), at: (start / 2 + k) as u32 }),
            );
        } else {
            let bytes = stretch(fib.main, start, 2 * length)?;
            out.extend(
                bytes.chunks_exact(2).enumerate().map(|(k, b)| Unit {
                    code: u16::from_le_bytes([b[0], b[1]]),
                    at: (start + 2 * k) as u32,
                }),
            );
        }
    }
    Some(out)
}

/// Property blocks stand before the piece table proper.
fn piece_table(clx: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    while *clx.get(at)? == 1 {
        at += 3 + u16_at(clx, at + 1)? as usize;
    }
    (*clx.get(at)? == 2).then_some(())?;
    stretch(clx, at + 5, u32_at(clx, at + 1)? as usize)
}

fn ansi(byte: u8) -> u16 {
    let one = [byte];
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&one);
    text.encode_utf16().next().unwrap_or(0)
}
