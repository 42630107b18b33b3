//! 覆盖矩阵: instruments x provisions.

use super::view::{Row, View};
use super::words::{bi, chip, class, letter, standing, state_words};
use crate::model::State;
use maud::{Markup, html};

pub(super) fn section(view: &View) -> Markup {
    html! {
        section.over #matrix aria-labelledby="matrix-h" {
            h2 #matrix-h { (bi("覆盖矩阵", "Coverage matrix")) }
            p.note { (bi(
                "每格是一个文本对一项规定要素的编码。点击格子查看依据，或未见规定的检索记录。",
                "A cell is the coding of one provision in one instrument. Choose a cell to see its evidence, or the record of the search that found none.",
            )) }
            (legend())
            p.filter { label { (bi("筛选文本：", "Filter instruments: ")) input type="search" id="filter"; } }
            div.scroll tabindex="0" role="region" aria-label="覆盖矩阵表 / matrix table" {
                table.matrix { (head(view)) (body(view)) (foot(view)) }
            }
        }
    }
}

fn legend() -> Markup {
    html! {
        ul.legend {
            @for s in State::ALL {
                li { (chip(s)) " " (state_words(s)) " " span.why { (bi(meaning(s).0, meaning(s).1)) } }
            }
        }
    }
}

fn meaning(s: State) -> (&'static str, &'static str) {
    match s {
        State::Present => ("文本自身作出规定", "the text itself lays it down"),
        State::Delegated => ("点到事项，内容交由其他文件", "named, its content left to another instrument"),
        State::Contradicted => ("作出相反规定", "the opposite is laid down"),
        State::Absent => ("完整检索后未见", "searched throughout, not found"),
        State::Undetermined => ("文本未读到或未读全，不作判断", "not or not wholly read, no judgement"),
    }
}

fn head(view: &View) -> Markup {
    html! {
        thead {
            tr.groups {
                th.corner rowspan="2" scope="col" { (bi("文本", "Instrument")) }
                @for (c, n) in view.sections() {
                    th.group colspan=(n) scope="colgroup" { (bi(c.section, c.section_en)) }
                }
                th.sums rowspan="2" scope="col" { (bi("有规定", "Present")) }
            }
            tr.names {
                @for c in &view.columns {
                    th scope="col" title=(c.id) { span.name { (bi(c.zh, c.en)) } }
                }
            }
        }
    }
}

fn body(view: &View) -> Markup {
    html! {
        tbody {
            @for row in &view.rows {
                tr {
                    th scope="row" {
                        a href={ "#i" (row.n) } { (row.record.title) }
                        span.meta { (row_note(row)) }
                    }
                    @for (c, column) in view.columns.iter().enumerate() { (cell(view, row, c, column.zh)) }
                    td.sums { (row.count(State::Present)) "/" (coded(row)) }
                }
            }
        }
    }
}

fn row_note(row: &Row) -> Markup {
    let region = row.record.facts.region.as_ref().map_or("", |r| r.name.as_str());
    html! { (region) " " (standing(row.record.status.standing)) }
}

fn cell(view: &View, row: &Row, c: usize, name: &str) -> Markup {
    let state = row.state(c);
    let label = format!("{} {}：{name}", letter(state), state.zh());
    html! {
        td {
            @if view.full || state != State::Absent {
                a class=(class(state)) href={ "#f" (row.n) "-" (c) } aria-label=(label) { (letter(state)) }
            } @else {
                span class=(class(state)) { (letter(state)) }
            }
        }
    }
}

/// Provisions of the row that were determined.
fn coded(row: &Row) -> usize {
    row.findings.len() - row.count(State::Undetermined)
}

fn foot(view: &View) -> Markup {
    let count = |c: usize, state| view.rows.iter().filter(|r| r.state(c) == state).count();
    let all = view.rows.len();
    html! {
        tfoot {
            tr {
                th scope="row" { (bi("有规定的文本数", "Instruments with it")) span.meta { (bi("／已判定的文本数", "of those determined")) } }
                @for c in 0..view.columns.len() {
                    td { (count(c, State::Present)) small { "/" (all - count(c, State::Undetermined)) } }
                }
                td.sums {}
            }
        }
    }
}
