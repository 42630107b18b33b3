//! 方法: what made the workbook, with every version and hash, and what went wrong with inputs.

use super::Book;
use super::grid::Grid;
use crate::model::ReadState;
use rust_xlsxwriter::{Worksheet, XlsxError};

type Done = Result<(), XlsxError>;

pub(super) fn fill(book: &Book, sheet: &mut Worksheet) -> Done {
    let mut grid = Grid { sheet, style: &book.style };
    for (col, width) in (0..).zip([44.0, 72.0, 14.0, 12.0, 72.0, 72.0, 40.0]) {
        grid.sheet.set_column_width(col, width)?;
    }
    let mut n = facts(book, &mut grid)?;
    n = documents(book, &mut grid, n + 1)?;
    n = rules(book, &mut grid, n + 1)?;
    diagnostics(book, &mut grid, n + 1)
}

fn heading(book: &Book, grid: &mut Grid, n: u32, title: &str, head: &[&str]) -> Done {
    grid.put(n, 0, title, &book.style.title)?;
    for (col, name) in (0..).zip(head) {
        grid.put(n + 1, col, name, &book.style.head)?;
    }
    Ok(())
}

/// Returns the first row that is free.
fn facts(book: &Book, grid: &mut Grid) -> Result<u32, XlsxError> {
    let a = book.input.analysis;
    grid.put(0, 0, book.pick("方法与版本", "Methods and versions"), &book.style.title)?;
    let rubric = book.rubric.as_ref().map(|r| (r.scale, r.delegated, r.drafts));
    let drafts = match rubric.map(|r| r.2) {
        Some(crate::indicator::Drafts::WithoutFinal) => {
            book.pick("没有现行有效文本时计入", "count while a region has no final text in force")
        }
        Some(crate::indicator::Drafts::Never) => book.pick("不计入", "do not count"),
        None => "",
    };
    let yes = |b| if b { book.pick("是", "yes") } else { book.pick("否", "no") };
    let rows = [
        (book.pick("程序", "Program"), a.program.clone()),
        (book.pick("基准日", "Reference date"), a.reference.to_string()),
        (book.pick("规则集SHA-256", "Rule set SHA-256"), a.rules.sha256.clone()),
        (book.pick("规则／写法／词", "Rules, patterns, terms"), format!("{} / {} / {}", a.rules.rules, a.rules.patterns, a.rules.terms)),
        (book.pick("来源文件", "Source files"), a.documents.len().to_string()),
        (book.pick("文本", "Instruments"), a.instruments().count().to_string()),
        (book.pick("编码结果", "Findings"), a.findings.len().to_string()),
        (book.pick("市级沿用省级文本", "Cities take their province's texts"), yes(a.request.inherit_province).into()),
        (book.pick("外部数据", "Supplied values"), a.request.supplied.len().to_string()),
        (book.pick("征求意见稿", "Drafts"), drafts.into()),
        (book.pick("转授计分（占满分）", "Delegated counts for (share of points)"), rubric.map_or(String::new(), |r| r.1.to_string())),
        (book.pick("量表上限", "Scale"), rubric.map_or(String::new(), |r| r.0.to_string())),
        (book.pick("合计", "Totals"), book.pick(
            "已判定部分的加权平均，限于可能的区间之内；区间把无法判定的部分分别按零分和满分计",
            "weighted means of what is determined, kept within what is possible; bounds count the undetermined as nothing and as full",
        ).into()),
        (book.pick("复算", "To replay"), "tiaokuan replay analysis.json".into()),
    ];
    let n = rows.len() as u32;
    for (n, (name, words)) in (1..).zip(&rows) {
        grid.put(n, 0, name, &book.style.strong)?;
        grid.fit(n, &[(words, 72.0)])?;
        grid.wrapped(n, 1, words)?;
    }
    Ok(n + 1)
}

fn documents(book: &Book, grid: &mut Grid, n: u32) -> Result<u32, XlsxError> {
    let head = [
        book.pick("文件", "File"),
        book.pick("路径", "Path"),
        book.pick("格式", "Format"),
        book.pick("读取", "Read"),
        book.pick("文件SHA-256", "SHA-256 of the file"),
        book.pick("规范文本SHA-256", "SHA-256 of the canonical text"),
        book.pick("读取器与状况", "Reader and condition"),
    ];
    heading(book, grid, n, book.pick("来源文件", "Source files"), &head)?;
    let mut n = n + 2;
    for d in &book.input.analysis.documents {
        let read = match d.state {
            ReadState::Read => book.pick("完整", "whole"),
            ReadState::Partial => book.pick("部分", "in part"),
            ReadState::Unreadable => book.pick("未读取", "not read"),
        };
        let condition = d.source.condition.map_or("", |c| book.lang.pick(c.zh(), c.en()));
        let reader = [d.source.reader.as_str(), condition].join(" ");
        let cells = [
            &d.source.name,
            &d.source.path,
            &format!("{:?}", d.source.format),
            read,
            &d.source.sha256,
            &d.text_sha256,
            reader.trim(),
        ];
        grid.row(n, cells)?;
        n += 1;
    }
    Ok(n)
}

fn rules(book: &Book, grid: &mut Grid, n: u32) -> Result<u32, XlsxError> {
    let head = [book.pick("规则文件", "Rule file"), "SHA-256"];
    heading(book, grid, n, book.pick("规则集", "Rule set"), &head)?;
    let files = &book.input.analysis.rules.files;
    for (n, f) in (n + 2..).zip(files) {
        grid.words(n, 0, &f.path)?;
        grid.words(n, 1, &f.sha256)?;
    }
    Ok(n + 2 + files.len() as u32)
}

fn diagnostics(book: &Book, grid: &mut Grid, n: u32) -> Done {
    let head = [
        book.pick("文件", "File"),
        book.pick("说明", "Message"),
        book.pick("代码", "Code"),
        book.pick("级别", "Severity"),
        book.pick("处理办法", "What to do"),
    ];
    heading(book, grid, n, book.pick("诊断", "Diagnostics"), &head)?;
    for (n, d) in (n + 2..).zip(&book.input.analysis.diagnostics) {
        let cells = [d.file.as_deref().unwrap_or(""), &d.message, &d.code, &d.severity, &d.help];
        grid.row(n, cells)?;
    }
    Ok(())
}
