//! One cell in full: the evidence, or the certificate of absence.

use super::view::{Column, Row, View};
use super::words::{bi, chip, label, state_words};
use crate::model::{Certificate, Evidence, Finding, NearMiss, State};
use maud::{Markup, html};

/// Anchors: `f` finding, `e` evidence in the text, `n` near miss in the text.
pub(super) fn article(view: &View, row: &Row, c: usize, column: &Column) -> Markup {
    let state = row.state(c);
    let finding = row.findings.get(c).copied().flatten();
    html! {
        article.finding id={ "f" (row.n) "-" (c) } {
            h4 { (chip(state)) " " (bi(column.zh, column.en)) " " span.state { (state_words(state)) } }
            @match finding {
                Some(f) => (inside(view, row, c, f)),
                None => p { (bi("该要素未编码。", "This provision was not coded.")) },
            }
        }
    }
}

fn inside(view: &View, row: &Row, c: usize, f: &Finding) -> Markup {
    html! {
        @for (k, e) in f.evidence.iter().enumerate() { (evidence(view, row, c, k, e)) }
        @if !f.slots.is_empty() { (slots(f)) }
        @if f.state == State::Undetermined || !f.reason.is_empty() {
            p.reason { (f.reason) }
        }
        @if let Some(certificate) = &f.certificate { (certificate_of(view, row, c, certificate)) }
    }
}

fn evidence(view: &View, row: &Row, c: usize, k: usize, e: &Evidence) -> Markup {
    let target = format!("#e{}-{c}-{k}", row.n);
    html! {
        blockquote {
            p {
                @if view.full && row.text.is_some() { a.label href=(target) { (label(&e.label)) } } @else { span.label { (label(&e.label)) } }
                @if let Some(page) = e.page { " " span.page { (bi(&format!("第{page}页"), &format!("p. {page}"))) } }
                @if e.state != State::Present { " " span.page { (state_words(e.state)) } }
            }
            p.quote lang="zh-CN" { (e.quote) }
            p.rule { (bi("规则 ", "rule ")) code { (e.rule) } }
        }
    }
}

fn slots(f: &Finding) -> Markup {
    html! {
        dl.slots {
            @for (name, value) in &f.slots {
                div { dt { (slot_name(name)) } dd { (slot_value(value)) } }
            }
        }
    }
}

fn slot_name(name: &str) -> Markup {
    bi(super::super::words::slot_name(name), name)
}

fn slot_value(value: &serde_json::Value) -> Markup {
    use serde_json::Value;
    match value {
        Value::Bool(true) => bi("是", "yes"),
        Value::Bool(false) => bi("否", "no"),
        Value::Null => bi("未写明", "not stated"),
        Value::String(s) => match s.as_str() {
            "max" => bi("不超过", "at most"),
            "exact" => bi("固定", "exactly"),
            "issue" => bi("自印发之日起", "on issue"),
            other => html! { (other) },
        },
        Value::Array(list) => {
            let words = list.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), Into::into));
            html! { (words.collect::<Vec<String>>().join("、")) }
        }
        other => html! { (other) },
    }
}

fn certificate_of(view: &View, row: &Row, c: usize, cert: &Certificate) -> Markup {
    html! {
        p.cert {
            (bi(
                &format!("检索了{}个条款单元，用{}个模式，均未命中。", cert.clauses_searched, cert.patterns_tried),
                &format!("{} clauses searched with {} patterns, no match.", cert.clauses_searched, cert.patterns_tried),
            ))
            @if cert.clauses_cropped > 0 {
                " " (bi(
                    &format!("其中{}个条款单元在原件行末有裁切。", cert.clauses_cropped),
                    &format!("{} of them are cropped at line ends in the source.", cert.clauses_cropped),
                ))
            }
        }
        @if view.full && !cert.near_misses.is_empty() {
            p.near-h { (bi("最接近的地方：", "What came nearest:")) }
            ul.near {
                @for (k, m) in cert.near_misses.iter().enumerate() { (near_miss(row, c, k, m)) }
            }
        }
    }
}

fn near_miss(row: &Row, c: usize, k: usize, m: &NearMiss) -> Markup {
    html! {
        li {
            @if row.text.is_some() { a.label href={ "#n" (row.n) "-" (c) "-" (k) } { (label(&m.label)) } } @else { span.label { (label(&m.label)) } }
            " " q lang="zh-CN" { (m.quote) }
            " " span.fail {
                (bi("不算，因为：", "does not count: "))
                span lang="zh-CN" { (m.failed) }
            }
        }
    }
}
