//! DOC and WPS: the Word 97-2003 binary format in an OLE container. Text by the piece table;
//! automatic numbers by the list tables, counted as for DOCX.

mod bytes;
mod fib;
mod format;
mod lists;
mod story;

use super::{Input, Outcome, Reader};
use crate::diag::Diagnostic;
use crate::model::{Format, RawText};
use fib::{Fib, Part};
use std::io::{Cursor, Read};

pub(super) const READER: Reader = Reader { formats: &[Format::Doc], heavy: true, read };

/// A stream is never larger than the file; what it says of its size is not believed.
fn stream(file: &mut cfb::CompoundFile<Cursor<&[u8]>>, name: &str, bound: u64) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    file.open_stream(name).ok()?.take(bound).read_to_end(&mut out).ok()?;
    Some(out)
}

fn read(input: Input<'_>, _: Format, notes: &mut Vec<Diagnostic>) -> Outcome {
    let name = input.name;
    let fault = |code, message: String| Err(Box::new(input.note(code, message)));
    let Ok(mut file) = cfb::CompoundFile::open(Cursor::new(input.bytes)) else {
        return fault("I005", format!("{name} is no whole DOC file (文件损坏)"));
    };
    let bound = input.bytes.len() as u64 + 1;
    let Some(main) = stream(&mut file, "/WordDocument", bound) else {
        return fault("I008", format!("{name} is an OLE file without a Word text (格式不支持)"));
    };
    let Some(fib) = Fib::parse(&main) else {
        return fault("I008", format!("{name} is of a Word version before 97 (格式不支持)"));
    };
    if fib.is_encrypted() {
        return fault("I008", format!("{name} is encrypted (文件已加密)"));
    }
    let table = stream(&mut file, fib.table_name(), bound).unwrap_or_default();
    let Some(units) = fib::text(&fib, &table) else {
        return fault("I005", format!("{name}: its piece table is broken (文件损坏)"));
    };
    let mut reader = story::Reader {
        paragraphs: format::paragraphs(&main, &fib, &table),
        unseen: format::unseen(&main, &fib, &table),
        styles: format::styles(fib.part(&table, Part::Styles)),
        lists: lists::Lists::parse(&fib, &table),
        counters: Default::default(),
        unnumbered: 0,
    };
    let mut lines = Vec::new();
    let mut at = 0;
    for (i, length) in fib.lengths().into_iter().enumerate() {
        let end = (at + length).min(units.len());
        // Headers, macros, comments and text boxes of headers are not the document's text.
        if !matches!(i, 2 | 3 | 4 | 7) {
            let story = reader.read(&units[at..end]);
            lines.extend(story.into_iter().filter(|l| i == 0 || !l.trim().is_empty()));
        }
        at = end;
    }
    let text = lines.iter().fold(String::new(), |text, line| text + line.trim_end() + "\n");
    if text.trim().is_empty() {
        return fault("I009", format!("{name} holds no text (没有文本)"));
    }
    if reader.unnumbered > 0 {
        let message =
            format!("{name}: {} paragraphs lack their automatic numbers (自动编号缺失)", reader.unnumbered);
        notes.push(input.note("I014", message));
    }
    let partial = fib.lengths()[0] > units.len();
    if partial {
        notes.push(input.note("I005", format!("{name} breaks off (文件不完整)")));
    }
    Ok(RawText { partial, ..RawText::new(text, Format::Doc, "cfb 0.16, own reading of Word 97") })
}

#[cfg(test)]
mod tests {
    use crate::ingest::read;

    /// A whole file with any one byte changed is read or refused, never a panic.
    #[test]
    fn damaged_files_are_read_or_refused() {
        let whole = include_bytes!("../../../tests/fixtures/same/same.doc");
        for seed in 0..300usize {
            let mut bytes = whole.to_vec();
            for k in 0..8 {
                let at = (seed * 7919 + k * 104_729) % bytes.len();
                bytes[at] = bytes[at].wrapping_add((seed + k) as u8 | 1);
            }
            bytes.truncate(bytes.len() - (seed % 7) * 500);
            let reading = read("a.doc", &bytes);
            assert!(reading.raw.is_some() || !reading.diagnostics.is_empty());
            assert!(reading.diagnostics.iter().all(|d| d.code != "I012"), "seed {seed}");
        }
    }
}
