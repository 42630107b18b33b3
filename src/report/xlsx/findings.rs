//! 认定: every finding with its evidence, one a row, and the way to it in the report.

use super::Book;
use super::grid::Grid;
use crate::model::{Finding, InstrumentRecord, State};
use crate::report::words::{slot_name, slot_value};
use rust_xlsxwriter::{Url, Worksheet, XlsxError};

/// Rows that one sheet takes, and links, below the limits of the format (1,048,576 and 65,530).
const ROWS: usize = 1_000_000;
const LINKS: usize = 65_000;
/// Above this many instruments the report leaves out the findings of absence.
const FULL: usize = 300;

/// A finding with the place of its row in the report.
pub(super) struct Line<'a> {
    finding: &'a Finding,
    record: &'a InstrumentRecord,
    source: &'a str,
    /// Number of the instrument and of the provision, as the anchors of the report count them.
    anchor: Option<(usize, usize)>,
}

/// All findings, in as many sheets as they need; one empty sheet when there are none.
pub(super) fn parts<'a>(book: &Book<'a>) -> Vec<Vec<Line<'a>>> {
    let input = book.input;
    let all: Vec<_> = input.analysis.instruments().collect();
    let number: std::collections::BTreeMap<&str, usize> =
        all.iter().enumerate().map(|(n, (_, i))| (i.id.as_str(), n)).collect();
    let line = |f: &'a Finding| {
        let n = *number.get(f.instrument.as_str())?;
        let (document, record) = all[n];
        let column = input.provisions.iter().position(|p| p.id == f.provision);
        let there = all.len() <= FULL || f.state != State::Absent;
        let anchor = column.filter(|_| there).map(|c| (n, c));
        Some(Line { finding: f, record, source: &document.source.path, anchor })
    };
    let mut lines: Vec<Line> = input.analysis.findings.iter().filter_map(line).collect();
    let mut out = Vec::new();
    loop {
        let rest = lines.split_off(lines.len().min(ROWS));
        out.push(lines);
        if rest.is_empty() {
            return out;
        }
        lines = rest;
    }
}

pub(super) fn fill(book: &Book, sheet: &mut Worksheet, lines: &[Line]) -> Result<(), XlsxError> {
    let head = [
        (book.pick("地区", "Region"), 14.0),
        (book.pick("文本", "Instrument"), 36.0),
        (book.pick("效力状态", "Standing"), 10.0),
        (book.pick("规定要素编号", "Provision"), 24.0),
        (book.pick("规定要素", "Provision (name)"), 20.0),
        (book.pick("编码", "Coding"), 10.0),
        (book.pick("条款", "Clause"), 20.0),
        (book.pick("依据原文", "Evidence"), 64.0),
        (book.pick("附加值", "Slots"), 20.0),
        (book.pick("页码", "Page"), 7.0),
        (book.pick("规则与写法", "Rule"), 30.0),
        (book.pick("说明（未规定者为检索记录）", "Remark (for absence: the search)"), 44.0),
        (book.pick("在报告中查看", "In the report"), 13.0),
        (book.pick("来源文件", "Source file"), 40.0),
    ];
    let last = head.len() as u16 - 1;
    let mut grid = Grid { sheet, style: &book.style };
    grid.head(0, &head)?;
    grid.freeze(1, 2)?;
    for (k, (n, line)) in (1..).zip(lines).enumerate() {
        row(book, &mut grid, n, line, k < LINKS)?;
    }
    sheet.autofilter(0, 0, (lines.len() as u32).max(1), last)?;
    Ok(())
}

fn row(book: &Book, grid: &mut Grid, n: u32, line: &Line, linked: bool) -> Result<(), XlsxError> {
    let f = line.finding;
    let region = line.record.facts.region.as_ref().map_or("", |r| r.name.as_str());
    let standing = line.record.status.standing;
    let name = book.input.provisions.iter().find(|p| p.id == f.provision);
    grid.words(n, 0, region)?;
    grid.words(n, 1, &line.record.title)?;
    grid.words(n, 2, book.lang.pick(standing.zh(), standing.en()))?;
    grid.words(n, 3, &f.provision)?;
    grid.words(n, 4, name.map_or("", |p| book.lang.name(&p.title, &p.title_en)))?;
    grid.put(n, 5, book.lang.state(f.state), book.style.state(f.state))?;
    let join = |of: &dyn Fn(&crate::model::Evidence) -> String| {
        let mut all: Vec<String> = f.evidence.iter().map(of).filter(|s| !s.is_empty()).collect();
        all.dedup();
        all.join("\n")
    };
    let (labels, quotes) = (join(&|e| e.label.clone()), join(&|e| e.quote.replace('\n', "")));
    let (slots, remark) = (slots(book, f), remark(book, f));
    grid.fit(n, &[(&labels, 20.0), (&quotes, 64.0), (&slots, 20.0), (&remark, 44.0)])?;
    grid.wrapped(n, 6, &labels)?;
    grid.wrapped(n, 7, &quotes)?;
    grid.wrapped(n, 8, &slots)?;
    grid.words(n, 9, &join(&|e| e.page.map_or(String::new(), |p| p.to_string())).replace('\n', "、"))?;
    grid.wrapped(n, 10, &join(&|e| e.rule.clone()))?;
    grid.wrapped(n, 11, &remark)?;
    match line.anchor.filter(|_| linked) {
        Some((i, c)) => {
            let url = Url::new(format!("file://report.html#f{i}-{c}"));
            let words = book.pick("查看", "open");
            grid.sheet.write_url_with_options(n, 12, url, words, "", Some(&book.style.link))?;
        }
        None => grid.words(n, 12, "")?,
    }
    grid.words(n, 13, line.source)
}

fn slots(book: &Book, f: &Finding) -> String {
    let one = |(name, value): (&String, &serde_json::Value)| match book.lang {
        super::Lang::Zh => format!("{}：{}", slot_name(name), slot_value(value)),
        super::Lang::En => format!("{name}: {value}"),
    };
    f.slots.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// The reason, and for an absence what was searched and what came nearest.
fn remark(book: &Book, f: &Finding) -> String {
    let mut out: Vec<String> = Vec::new();
    if !f.reason.is_empty() {
        out.push(f.reason.clone());
    }
    if let Some(c) = &f.certificate {
        let (clauses, patterns) = (c.clauses_searched, c.patterns_tried);
        out.push(match book.lang {
            super::Lang::Zh => format!("检索{clauses}个条款单元，用{patterns}个模式，未命中"),
            super::Lang::En => format!("{clauses} clauses searched with {patterns} patterns, no match"),
        });
        if c.clauses_cropped > 0 {
            let n = c.clauses_cropped;
            out.push(match book.lang {
                super::Lang::Zh => format!("其中{n}个在原件行末有裁切"),
                super::Lang::En => format!("{n} of them cropped at line ends in the source"),
            });
        }
        if let Some(m) = c.near_misses.first() {
            out.push(match book.lang {
                super::Lang::Zh => format!("最接近：{} {}（缺：{}）", m.label, m.quote, m.failed),
                super::Lang::En => format!("nearest: {} {} (wanting: {})", m.label, m.quote, m.failed),
            });
        }
    }
    out.join("；").replace('\n', "")
}
