//! The workbook as people hand it in: every total is a formula over cells of the same workbook,
//! so that a reader can follow it and try other weights; its value is stored beside it.

mod calculation;
mod codebook;
mod findings;
mod grid;
mod matrix;
mod methods;
mod style;
mod summary;
mod weights;

use super::{Exporter, Input, Lang};
use crate::indicator::Rubric;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use std::io::{self, Write};
use style::Style;

pub(super) const EXPORTER: Exporter = Exporter {
    file: "workbook.xlsx",
    about: "工作簿 the workbook: indicators with formulas, findings, matrix, codebook, methods",
    write,
};

/// What every sheet is written from.
struct Book<'a> {
    input: &'a Input<'a>,
    lang: Lang,
    style: Style,
    /// The rubric that filled the values; `None` when the analysis did not keep it.
    rubric: Option<Rubric>,
}

impl Book<'_> {
    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(zh, en)
    }

    fn calculation(&self) -> &'static str {
        self.pick("计算", "Calculation")
    }

    fn weights(&self) -> &'static str {
        self.pick("权重", "Weights")
    }
}

fn write(input: &Input, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&bytes(input).map_err(io::Error::other)?)?;
    out.flush()
}

fn bytes(input: &Input) -> Result<Vec<u8>, XlsxError> {
    let rubric = Rubric::of(input.analysis);
    let book = Book { input, lang: input.lang, style: Style::new(), rubric };
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&book)?);
    let sheet = |name: &str| -> Result<Worksheet, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        style::page(&mut sheet);
        Ok(sheet)
    };
    let mut one = |name: &str, fill: fn(&Book, &mut Worksheet) -> Result<(), XlsxError>| {
        let mut made = sheet(name)?;
        fill(&book, &mut made)?;
        workbook.push_worksheet(made);
        Ok::<(), XlsxError>(())
    };
    one(book.pick("指标", "Indicators"), summary::fill)?;
    one(book.calculation(), calculation::fill)?;
    one(book.weights(), weights::fill)?;
    for (n, part) in findings::parts(&book).iter().enumerate() {
        let name = book.pick("认定", "Findings");
        let name = if n == 0 { name.to_owned() } else { format!("{name}{}", n + 1) };
        let mut made = sheet(&name)?;
        findings::fill(&book, &mut made, part)?;
        workbook.push_worksheet(made);
    }
    let mut one = |name: &str, fill: fn(&Book, &mut Worksheet) -> Result<(), XlsxError>| {
        let mut made = sheet(name)?;
        fill(&book, &mut made)?;
        workbook.push_worksheet(made);
        Ok::<(), XlsxError>(())
    };
    one(book.pick("矩阵", "Matrix"), matrix::fill)?;
    one(book.pick("编码手册", "Codebook"), codebook::fill)?;
    one(book.pick("方法", "Methods"), methods::fill)?;
    workbook.save_to_buffer()
}

/// The day of the file is the reference day: the same analysis gives the same bytes.
fn properties(book: &Book) -> Result<DocProperties, XlsxError> {
    let a = book.input.analysis;
    let day =
        ExcelDateTime::from_ymd(a.reference.year.clamp(1900, 9999), a.reference.month, a.reference.day)?;
    Ok(DocProperties::new()
        .set_title(book.pick(
            "公共数据授权运营政策编码与指标",
            "Public-data authorised operation: coding and indicators",
        ))
        .set_author(&a.program)
        .set_comment(format!("rules {}", a.rules.sha256))
        .set_creation_datetime(&day))
}
