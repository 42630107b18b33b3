//! One instrument: what it is, its findings, its text with the evidence marked, its indicators.

use super::view::{Row, View};
use super::words::{bi, chip, standing, state_words};
use super::{finding, marks, tables};
use crate::model::{Condition, Date, Facts, ReadState, State};
use maud::{Markup, html};

pub(super) fn section(view: &View, row: &Row) -> Markup {
    html! {
        section.page id={ "i" (row.n) } aria-labelledby={ "h" (row.n) } {
            p.back { a href="#matrix" { (bi("← 返回覆盖矩阵", "← back to the matrix")) } }
            h2 id={ "h" (row.n) } { span lang="zh-CN" { (row.record.title) } }
            (facts(row))
            @if row.document.state != ReadState::Read { (unread(row)) }
            @if let Some(condition) = row.document.source.condition { (conditioned(condition)) }
            p.tally {
                @for s in State::ALL {
                    @let n = row.count(s);
                    @if n > 0 { span { (chip(s)) " " (state_words(s)) " " (n) } }
                }
            }
            div.cols {
                div.left { (text(view, row)) }
                div.right {
                    h3 { (bi("编码结果", "Findings")) }
                    (findings(view, row))
                }
            }
            @if let Some(values) = row.values {
                h3 { (bi("指标", "Indicators")) }
                (tables::receipts(view, values))
            }
        }
    }
}

fn unread(row: &Row) -> Markup {
    html! {
        p.warn {
            @if row.document.state == ReadState::Partial {
                (bi("文本未能完整读取：未见的要素记为“无法判定”，不作未规定处理。", "The text was read in part: what is not found is undetermined, not absent."))
            } @else {
                (bi("文本未能读取：全部要素无法判定。", "The text could not be read: all provisions are undetermined."))
            }
        }
    }
}

fn conditioned(condition: Condition) -> Markup {
    html! {
        p.warn {
            @match condition {
                Condition::RepairedLayer => (bi(
                    "原件文本层损坏，本页文本经修复得到（检验结果见“诊断”）：引用前请与原件核对；□为未能还原的字符，依据在此处的记为“无法判定”。",
                    "The text layer of the file was damaged and this text is repaired (the proof stands under Diagnostics): compare with the original before citing; □ is a character that was not restored, and what rests on it is undetermined.",
                )),
                Condition::Ocr => (bi(
                    "原件（或其部分页面）为扫描件，文本由OCR识别得到：引用前请与原件核对；依据所在处置信度低的记为“无法判定”。",
                    "Some or all of the file is a scan and was read by OCR: compare with the original before citing; what rests on words of low confidence is undetermined.",
                )),
            }
        }
    }
}

fn facts(row: &Row) -> Markup {
    let f = &row.record.facts;
    let date = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
    let items = [
        ("地区", "Region", f.region.as_ref().map(|r| r.name.clone()).unwrap_or_default()),
        ("文种", "Kind", f.kind.map(|k| k.name().to_string()).unwrap_or_default()),
        ("文号", "Number", f.document_number.clone().unwrap_or_default()),
        ("发文机关", "Issued by", f.issuers.join("、")),
        ("成文日期", "Signed", date(f.signed)),
        ("发布日期", "Published", date(f.published)),
        ("施行日期", "Effective", date(f.effective)),
        ("有效期", "Validity", validity(f)),
        (
            "条数",
            "Articles",
            if row.record.articles > 0 { row.record.articles.to_string() } else { String::new() },
        ),
        ("来源文件", "Source file", row.document.source.name.clone()),
    ];
    html! {
        dl.facts {
            div { dt { (bi("状态", "Standing")) } dd { (standing(row.record.status.standing)) " " span.why { (row.record.status.reason) } } }
            @for (zh, en, words) in items {
                @if !words.is_empty() { div { dt { (bi(zh, en)) } dd lang="zh-CN" { (words) } } }
            }
        }
    }
}

fn validity(f: &Facts) -> String {
    match (f.validity.years, f.validity.until) {
        (Some(years), None) => format!("{years}年"),
        (None, Some(until)) => format!("至{until}"),
        (Some(years), Some(until)) => format!("{years}年，至{until}"),
        (None, None) => String::new(),
    }
}

fn text(view: &View, row: &Row) -> Markup {
    html! {
        h3 { (bi("文本与依据", "Text with evidence")) }
        @match row.text {
            Some(t) if view.full => (marks::text(view, row, t)),
            Some(_) => p.note { (bi("文本较多，本报告不附全文；依据见编码结果。", "With this many instruments the report leaves their texts out; see the findings.")) },
            None => p.note { (bi("没有可显示的文本。", "There is no text to show.")) },
        }
    }
}

fn findings(view: &View, row: &Row) -> Markup {
    let mut c = 0;
    let groups: Vec<_> = view
        .sections()
        .into_iter()
        .map(|(first, n)| {
            c += n;
            (first, c - n..c)
        })
        .collect();
    let shown = |c: &usize| view.full || row.state(*c) != State::Absent;
    html! {
        @for (first, range) in groups {
            h4.section { (bi(first.section, first.section_en)) }
            @for c in range.filter(shown) { (finding::article(view, row, c, &view.columns[c])) }
        }
    }
}
