//! 诊断 and 方法: what went wrong with inputs, and what made the report.

use super::view::View;
use super::words::bi;
use crate::model::{DiagnosticRecord, ReadState};
use maud::{Markup, html};

pub(super) fn diagnostics(view: &View) -> Markup {
    let all = &view.analysis().diagnostics;
    html! {
        section.over #diagnostics aria-labelledby="diagnostics-h" {
            h2 #diagnostics-h { (bi("诊断", "Diagnostics")) }
            @if all.is_empty() {
                p.note { (bi("没有需要说明的问题。", "Nothing to tell.")) }
            } @else {
                div.scroll tabindex="0" role="region" aria-label="诊断表 / diagnostics table" {
                    table.plain {
                        thead { tr {
                            th scope="col" { (bi("级别", "Severity")) }
                            th scope="col" { (bi("代码", "Code")) }
                            th scope="col" { (bi("位置", "Place")) }
                            th scope="col" { (bi("说明", "Message")) }
                            th scope="col" { (bi("处理办法", "What to do")) }
                        } }
                        tbody { @for d in all { (diagnostic(d)) } }
                    }
                }
            }
        }
    }
}

fn diagnostic(d: &DiagnosticRecord) -> Markup {
    let (class, zh) = match d.severity.as_str() {
        "error" => ("sev err", "错误"),
        "warning" => ("sev wrn", "警告"),
        _ => ("sev", "提示"),
    };
    let place = |mark: &str, n: Option<u32>| n.map(|n| format!("{mark}{n}")).unwrap_or_default();
    html! {
        tr {
            td { span class=(class) { (bi(zh, &d.severity)) } }
            td { code { (d.code) } }
            td.path {
                (d.file.as_deref().unwrap_or("")) (place(":", d.line)) (place(":", d.column))
                (place(" p.", d.page))
            }
            td {
                (d.message)
                @if let Some(excerpt) = &d.excerpt { br; code.excerpt lang="zh-CN" { (excerpt) } }
            }
            td { (d.help) }
        }
    }
}

pub(super) fn methods(view: &View) -> Markup {
    let a = view.analysis();
    html! {
        section.over #methods aria-labelledby="methods-h" {
            h2 #methods-h { (bi("方法与版本", "Methods and versions")) }
            (how())
            dl.facts {
                div { dt { (bi("程序", "Program")) } dd { (a.program) } }
                div { dt { (bi("参考日", "Reference date")) } dd { (a.reference) } }
                div { dt { (bi("规则集", "Rule set")) } dd {
                    (bi(
                        &format!("{}条规则，{}个模式，{}个词", a.rules.rules, a.rules.patterns, a.rules.terms),
                        &format!("{} rules, {} patterns, {} terms", a.rules.rules, a.rules.patterns, a.rules.terms),
                    ))
                } }
                div { dt { (bi("规则集SHA-256", "Rule set SHA-256")) } dd { code.hash { (a.rules.sha256) } } }
            }
            (files(view))
        }
    }
}

fn how() -> Markup {
    let words = [
        (
            "编码单位是一个文本对一项规定要素；依据为条款单元中的连续原文，连同其条款编号、所用规则和页码。",
            "The unit of coding is one instrument by one provision; evidence is contiguous text of a clause, with its label, the rule that fired and the page.",
        ),
        (
            "“未规定”须在完整读取的文本上检索全部条款单元后得出，并列出最接近的地方及所缺条件；未读到或未读全的一律为“无法判定”。",
            "“Absent” takes a wholly read text and a search through all its clauses, and lists what came nearest and what was wanting; what was not wholly read is “undetermined”.",
        ),
        (
            "地区取其在参考日现行有效文本中最强的编码；没有现行有效文本时取征求意见稿；已失效、已废止的不计。",
            "A region takes the strongest finding over its instruments in force at the reference date; drafts count while there is none; expired and repealed texts do not.",
        ),
        (
            "合计为已判定部分的加权平均，并限于可能的区间之内；区间把无法判定的部分分别按零分和满分计。",
            "A total is the weighted mean of what is determined, kept within what is possible; the bounds count the undetermined as nothing and as full.",
        ),
    ];
    html! { ul.how { @for (zh, en) in words { li { (bi(zh, en)) } } } }
}

fn files(view: &View) -> Markup {
    html! {
        h3 #files-h { (bi("来源文件", "Source files")) }
        div.scroll tabindex="0" role="region" aria-label="来源文件表 / source files table" {
            table.plain {
                thead { tr {
                    th scope="col" { (bi("文件", "File")) }
                    th scope="col" { (bi("读取", "Read")) }
                    th scope="col" { (bi("格式与读取器", "Format and reader")) }
                    th scope="col" { (bi("文本", "Instruments")) }
                    th scope="col" { (bi("文件与规范文本的SHA-256", "SHA-256 of file and canonical text")) }
                } }
                tbody {
                    @for d in &view.analysis().documents {
                        tr {
                            td.path { (d.source.path) }
                            td { (read(d.state)) }
                            td { (format!("{:?}", d.source.format)) br; (d.source.reader)
                                @if let Some(c) = d.source.condition { br; (bi(c.zh(), c.en())) } }
                            td { (d.instruments.len()) }
                            td { code.hash { (d.source.sha256) } br; code.hash { (d.text_sha256) } }
                        }
                    }
                }
            }
        }
    }
}

fn read(state: ReadState) -> Markup {
    match state {
        ReadState::Read => bi("完整", "whole"),
        ReadState::Partial => bi("部分", "in part"),
        ReadState::Unreadable => bi("未读取", "not read"),
    }
}
