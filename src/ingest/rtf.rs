//! RTF: control words and groups; text in the code page of the font, or as Unicode.

use super::{Input, Outcome, Reader, row};
use crate::diag::Diagnostic;
use crate::model::{Format, RawText};
use encoding_rs::{BIG5, Encoding, GBK, WINDOWS_1252};
use std::collections::BTreeMap;

pub(super) const READER: Reader = Reader { formats: &[Format::Rtf], heavy: false, read };

/// Groups nested deeper than this are no document.
const MAX_DEPTH: usize = 2000;

fn read(input: Input<'_>, _: Format, notes: &mut Vec<Diagnostic>) -> Outcome {
    let mut rtf = Rtf::default();
    rtf.walk(input.bytes);
    let whole = rtf.stack.is_empty() && !rtf.lost;
    let text = rtf.finish();
    if text.trim().is_empty() {
        return Err(Box::new(input.note("I009", format!("{} holds no text (没有文本)", input.name))));
    }
    if !whole {
        notes.push(
            input.note("I005", format!("{} breaks off: its groups are not closed (文件不完整)", input.name)),
        );
    }
    Ok(RawText { partial: !whole, ..RawText::new(text, Format::Rtf, "own reading of RTF") })
}

/// What a group may change and its end restores.
#[derive(Clone, Default)]
struct Group {
    /// Inside something that is no text of the document.
    skip: bool,
    hidden: bool,
    fonts: bool,
    note: bool,
    font: i32,
    /// Characters that stand for a `\u` in readers without Unicode.
    fallback: usize,
}

#[derive(Default)]
struct Rtf {
    stack: Vec<Group>,
    now: Group,
    fonts: BTreeMap<i32, i32>,
    code_page: i32,
    bytes: Vec<u8>,
    high: Option<u16>,
    to_skip: usize,
    starred: bool,
    line: String,
    cell: Vec<String>,
    cells: Vec<Vec<String>>,
    in_table: bool,
    lines: Vec<String>,
    notes: String,
    lost: bool,
}

impl Rtf {
    fn walk(&mut self, bytes: &[u8]) {
        self.now.fallback = 1;
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'{' if self.stack.len() < MAX_DEPTH => {
                    self.flush();
                    self.to_skip = 0;
                    self.stack.push(self.now.clone());
                    at += 1;
                }
                b'{' => {
                    self.lost = true;
                    return;
                }
                b'}' => {
                    self.flush();
                    self.to_skip = 0;
                    let note = self.now.note;
                    let Some(outer) = self.stack.pop() else {
                        self.lost = true;
                        return;
                    };
                    self.now = outer;
                    if note && !self.now.note {
                        self.notes.push('\n');
                    }
                    at += 1;
                    if self.stack.is_empty() {
                        return;
                    }
                }
                b'\\' => at = self.control(bytes, at + 1),
                b'\r' | b'\n' => at += 1,
                byte => {
                    self.byte(byte);
                    at += 1;
                }
            }
        }
    }

    /// Reads what stands behind a backslash; gives where to go on.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(first) = bytes.get(at).copied() else { return at };
        if first == b'\'' {
            let hex = |i: usize| bytes.get(at + i).and_then(|b| (*b as char).to_digit(16));
            if let (Some(high), Some(low)) = (hex(1), hex(2)) {
                self.byte((high * 16 + low) as u8);
            }
            return (at + 3).min(bytes.len());
        }
        if !first.is_ascii_alphabetic() {
            match first {
                b'*' => self.starred = true,
                b'~' => self.put("\u{a0}"),
                b'_' => self.put("-"),
                b'\\' | b'{' | b'}' => self.byte(first),
                b'\r' | b'\n' => self.end_line(),
                _ => {}
            }
            return at + 1;
        }
        let mut end = at;
        while end < bytes.len() && end - at < 40 && bytes[end].is_ascii_alphabetic() {
            end += 1;
        }
        let word = std::str::from_utf8(&bytes[at..end]).unwrap_or_default();
        let digits = end;
        if bytes.get(end) == Some(&b'-') {
            end += 1;
        }
        while end < bytes.len() && end - digits < 12 && bytes[end].is_ascii_digit() {
            end += 1;
        }
        let number = std::str::from_utf8(&bytes[digits..end]).ok().and_then(|n| n.parse::<i32>().ok());
        if word == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            return (end + 1).saturating_add(length).min(bytes.len());
        }
        self.word(word, number);
        end + usize::from(bytes.get(end) == Some(&b' '))
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let starred = std::mem::take(&mut self.starred);
        if word != "u" {
            self.flush();
        }
        // Drawn shapes are starred and hold text boxes; other starred groups are no text.
        if starred && word != "shpinst" && word != "shptxt" {
            self.now.skip = true;
            return;
        }
        match word {
            "u" => self.unicode(number.unwrap_or(0) as u16),
            "uc" => self.now.fallback = number.unwrap_or(1).clamp(0, 8) as usize,
            "ansicpg" => self.code_page = number.unwrap_or(0),
            "f" => self.now.font = number.unwrap_or(0),
            "fcharset" if self.now.fonts => {
                self.fonts.insert(self.now.font, number.unwrap_or(0));
            }
            "fonttbl" => (self.now.fonts, self.now.skip) = (true, true),
            "colortbl" | "stylesheet" | "info" | "pict" | "objdata" | "header" | "headerl" | "headerr"
            | "headerf" | "footer" | "footerl" | "footerr" | "footerf" | "ftnsep" | "ftnsepc" | "aftnsep"
            | "aftnsepc" | "listtable" | "listoverridetable" | "fldinst" | "nonshppict" | "sp"
            | "annotation" | "xe" | "tc" | "pnseclvl" | "revtbl" => self.now.skip = true,
            "footnote" => self.now.note = true,
            "deleted" | "v" => self.now.hidden = number != Some(0),
            "plain" => self.now.hidden = false,
            "pard" => self.in_table = false,
            "intbl" => self.in_table = true,
            "par" | "line" | "sect" | "page" | "column" => self.end_line(),
            "cell" | "nestcell" => {
                self.end_line_into_cell();
                let cell = std::mem::take(&mut self.cell);
                self.cells.push(cell);
            }
            "row" | "nestrow" => {
                let cells = std::mem::take(&mut self.cells);
                self.lines.extend(row::lines(cells));
            }
            "tab" => self.put(" "),
            "emdash" => self.put("—"),
            "endash" => self.put("–"),
            "bullet" => self.put("•"),
            "lquote" => self.put("‘"),
            "rquote" => self.put("’"),
            "ldblquote" => self.put("“"),
            "rdblquote" => self.put("”"),
            "emspace" | "enspace" => self.put(" "),
            _ => {}
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
        } else if !self.now.skip && !self.now.hidden {
            self.bytes.push(byte);
        }
    }

    fn unicode(&mut self, unit: u16) {
        self.decode();
        self.to_skip = self.now.fallback;
        let pair = self.high.take().map(|high| [high, unit]);
        if pair.is_none() && (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        let units = pair.map_or(vec![unit], |p| p.to_vec());
        self.put(&String::from_utf16_lossy(&units));
    }

    fn encoding(&self) -> &'static Encoding {
        match (self.fonts.get(&self.now.font), self.code_page) {
            (Some(134), _) => GBK,
            (Some(136), _) => BIG5,
            (_, 936 | 54936) => GBK,
            (_, 950) => BIG5,
            (_, 65001) => encoding_rs::UTF_8,
            // Chinese text under a Western code page stands in the script of some other font.
            _ if self.fonts.values().any(|c| *c == 134) => GBK,
            _ => WINDOWS_1252,
        }
    }

    /// Turns the bytes read so far into text.
    fn decode(&mut self) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            let (text, _) = self.encoding().decode_without_bom_handling(&bytes);
            self.put(&text);
        }
    }

    fn flush(&mut self) {
        self.decode();
        if self.high.take().is_some() {
            self.put("\u{fffd}");
        }
    }

    fn put(&mut self, text: &str) {
        if self.now.skip || self.now.hidden {
        } else if self.now.note {
            self.notes.push_str(text);
        } else {
            self.line.push_str(text);
        }
    }

    fn end_line(&mut self) {
        self.flush();
        if self.now.skip || self.now.hidden {
        } else if self.now.note {
            self.notes.push('\n');
        } else if self.in_table {
            self.end_line_into_cell();
        } else {
            let cells = std::mem::take(&mut self.cells);
            self.lines.extend(row::lines(cells));
            self.lines.append(&mut self.cell);
            let line = std::mem::take(&mut self.line);
            self.lines.push(line);
        }
    }

    fn end_line_into_cell(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.cell.push(line);
    }

    fn finish(mut self) -> String {
        self.flush();
        let cells = std::mem::take(&mut self.cells);
        self.lines.extend(row::lines(cells));
        self.lines.append(&mut self.cell);
        if !self.line.trim().is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
        self.lines.extend(self.notes.lines().filter(|l| !l.trim().is_empty()).map(|l| l.trim().to_owned()));
        self.lines.iter().fold(String::new(), |text, line| text + line.trim_end() + "\n")
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::read;

    fn text_of(rtf: &str) -> String {
        let reading = read("a.doc", rtf.as_bytes());
        assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
        reading.raw.unwrap().text
    }

    #[test]
    fn code_pages_unicode_lists_and_rows() {
        let rtf = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset134 \'cb\'ce;}}{\*\generator x;}
{\stylesheet{\s1 \'ff;}}\pard{\listtext\f1 \'b5\'da\'d2\'bb\'cc\'f5\tab}\f1\'bc\'d7{\deleted \'d2\'d2}\uc1\u20057?\u19968\'3f.{\v x}\par
\trowd\intbl A\cell B\cell\row\pard\f0 x\{y\}{\footnote\pard n1}\par{\header no}}";
        assert_eq!(text_of(rtf), "第一条 甲乙一.\nA\tB\nx{y}\nn1\n");
    }

    #[test]
    fn a_file_that_breaks_off_is_partial() {
        let reading = read("a.rtf", br"{\rtf1 abc\par {\b def");
        assert!(reading.raw.is_some_and(|r| r.partial));
        assert_eq!(reading.diagnostics[0].code, "I005");
        assert!(read("a.rtf", "{\\rtf1 ".repeat(5000).as_bytes()).raw.is_none());
    }
}
