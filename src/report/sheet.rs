//! A table of words as people hand it on: CSV for spreadsheets and Markdown.

use super::indicators_csv::text;
use serde::Serialize;
use std::fmt::Write as _;
use std::io;

/// A table with its title and what must be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Sheet {
    pub title: String,
    pub head: Vec<String>,
    /// Each as long as `head`.
    pub rows: Vec<Vec<String>>,
    /// Below the table: denominators, meaning of marks, what is not known.
    pub notes: Vec<String>,
}

impl Sheet {
    pub fn new(title: impl Into<String>, head: &[&str]) -> Self {
        let head = head.iter().map(ToString::to_string).collect();
        Self { title: title.into(), head, ..Self::default() }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub fn note(&mut self, words: impl Into<String>) {
        self.notes.push(words.into());
    }
}

/// All tables in one CSV (UTF-8 with BOM, for Excel): title, head, rows, notes, an empty line.
///
/// # Errors
/// When a record cannot be written.
pub fn csv(sheets: &[Sheet]) -> io::Result<Vec<u8>> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(&mut out);
    for (i, sheet) in sheets.iter().enumerate() {
        if i > 0 {
            writer.write_record([""])?;
        }
        writer.write_record([text(&sheet.title)])?;
        for line in std::iter::once(&sheet.head).chain(&sheet.rows) {
            writer.write_record(line.iter().map(|c| text(c)))?;
        }
        for note in &sheet.notes {
            writer.write_record([text(note)])?;
        }
    }
    writer.flush()?;
    drop(writer);
    Ok(out)
}

/// All tables as Markdown, a heading each.
pub fn markdown(sheets: &[Sheet]) -> String {
    let mut out = String::new();
    for sheet in sheets {
        let _ = writeln!(out, "## {}\n", inline(&sheet.title));
        if !sheet.rows.is_empty() {
            let line = |cells: &[String]| {
                format!("| {} |\n", cells.iter().map(|c| inline(c)).collect::<Vec<_>>().join(" | "))
            };
            out += &line(&sheet.head);
            out += &format!("|{}\n", "---|".repeat(sheet.head.len()));
            sheet.rows.iter().for_each(|r| out += &line(r));
            out.push('\n');
        }
        for note in &sheet.notes {
            let _ = writeln!(out, "- {}", inline(note));
        }
        if !sheet.notes.is_empty() {
            out.push('\n');
        }
    }
    out
}

/// Words of documents must not become markup, nor break the row.
fn inline(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        match c {
            '\n' => out += "<br>",
            '|' | '\\' | '`' | '*' | '_' | '<' | '[' => {
                out.push('\\');
                out.push(c);
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let mut s = Sheet::new("表", &["地区", "期限"]);
        s.row(["甲市".into(), "=1|2\n3".into()]);
        s.note("1 地");
        s
    }

    #[test]
    fn words_become_neither_formula_nor_markup() {
        let text = String::from_utf8(csv(&[sheet()]).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}表\r\n地区,期限\r\n甲市,\"'=1|2\n3\"\r\n1 地\r\n");
        assert_eq!(
            markdown(&[sheet()]),
            "## 表\n\n| 地区 | 期限 |\n|---|---|\n| 甲市 | =1\\|2<br>3 |\n\n- 1 地\n\n"
        );
    }

    #[test]
    fn several_tables_stand_apart() {
        let text = String::from_utf8(csv(&[sheet(), sheet()]).unwrap()).unwrap();
        assert_eq!(text.matches("表\r\n").count(), 2);
        assert!(text.contains("1 地\r\n\"\"\r\n表\r\n"), "{text:?}");
    }
}
