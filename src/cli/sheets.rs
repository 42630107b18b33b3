//! Tables of words: printed on a terminal, written as CSV or Markdown.

use super::common::print_all;
use crate::diag::{Diagnostic, Place};
use crate::report::{Lang, Sheet, csv, markdown};
use comfy_table::{ContentArrangement, LineStyle, Table};
use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;

/// How tables leave the program; on the terminal when nothing is asked for.
#[derive(Debug, clap::Args)]
pub struct SheetsArg {
    /// As CSV, all tables one below the other
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// As one JSON object
    #[arg(long)]
    json: bool,
    /// Language of the tables: zh or en; words of documents stay as they are (语言)
    #[arg(long, default_value = "zh")]
    pub lang: Lang,
    /// Write to this file instead: Markdown (.md), CSV (.csv) or JSON (.json) (输出文件)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl SheetsArg {
    /// Nothing was asked for: the tables are read on a terminal.
    pub fn on_terminal(&self) -> bool {
        !self.csv && !self.json && self.out.is_none()
    }

    /// JSON will be put out, no table.
    pub fn wants_json(&self) -> bool {
        self.out.as_ref().map_or(self.json, |p| p.extension().is_some_and(|e| e == "json"))
    }

    /// Puts the tables out; `json` is what they were made of. `Err` when a file cannot be
    /// written, after that was printed.
    pub fn put(&self, sheets: &[Sheet], json: &Value) -> Result<(), u8> {
        let ending = self.out.as_ref().and_then(|p| p.extension()).and_then(|e| e.to_str()).unwrap_or("");
        let as_json = || serde_json::to_string_pretty(json).unwrap_or_default() + "\n";
        let as_csv = || csv(sheets).unwrap_or_default();
        let bytes = match (&self.out, ending) {
            (Some(_), "csv") => as_csv(),
            (Some(_), "json") => as_json().into_bytes(),
            (Some(_), "md" | "markdown") => markdown(sheets).into_bytes(),
            (Some(path), _) => {
                let message = format!("{}: only .md, .csv and .json are written (格式未知)", path.display());
                return Err(refuse(path.to_string_lossy().into(), message));
            }
            (None, _) if self.json => as_json().into_bytes(),
            (None, _) if self.csv => as_csv(),
            (None, _) => terminal(sheets).into_bytes(),
        };
        match &self.out {
            // A reader that closed the pipe has seen enough.
            None => {
                let _ = std::io::stdout().lock().write_all(&bytes);
                Ok(())
            }
            Some(path) => std::fs::write(path, bytes).map_err(|e| {
                refuse(
                    path.to_string_lossy().into(),
                    format!("{} cannot be written: {e} (无法写入)", path.display()),
                )
            }),
        }
    }
}

fn refuse(path: String, message: String) -> u8 {
    print_all(&[Diagnostic::new("M003", Place::file(path), message)]);
    2
}

/// Columns of a table that has more than this are shown in several blocks.
const COLUMNS: usize = 12;

fn terminal(sheets: &[Sheet]) -> String {
    let mut out = String::new();
    for sheet in sheets {
        out += &format!("\n【{}】\n", sheet.title);
        let last = sheet.head.len();
        let mut from = 1;
        while !sheet.rows.is_empty() && (from == 1 || from < last) {
            let to = last.min(from + COLUMNS);
            out += &block(sheet, from..to);
            from = to.max(from + 1);
        }
        sheet.notes.iter().for_each(|n| out += &format!("{n}\n"));
    }
    out
}

/// The first column, which names the row, and some of the others.
fn block(sheet: &Sheet, columns: std::ops::Range<usize>) -> String {
    let mut table = Table::new();
    // Rows of several lines want a rule between them; a matrix of marks is read better without.
    let tall = sheet.rows.iter().flatten().any(|c| c.contains('\n') || c.chars().count() > 40);
    let rules = comfy_table::presets::UTF8_HORIZONTAL_ONLY;
    let style = if tall { rules } else { rules.row_separator(LineStyle::none()) };
    table.set_content_arrangement(ContentArrangement::Dynamic).load_style(style);
    let cut = |cells: &[String]| -> Vec<String> {
        cells
            .first()
            .into_iter()
            .chain(&cells[columns.start.min(cells.len())..columns.end.min(cells.len())])
            .cloned()
            .collect()
    };
    table.set_header(cut(&sheet.head));
    sheet.rows.iter().for_each(|r| {
        table.add_row(cut(r));
    });
    format!("{table}\n")
}
