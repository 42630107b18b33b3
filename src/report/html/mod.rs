//! 报告: one self-contained page. Simplified Chinese first, English by a switch that needs no
//! script; the script only pages, filters and opens cells beside the matrix.

mod about;
mod finding;
mod marks;
mod matrix;
mod page;
mod pictures;
mod tables;
mod view;
mod words;

use super::{Exporter, Input};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::io::{self, Write};
use view::View;
use words::bi;

pub(super) const EXPORTER: Exporter = Exporter {
    file: "report.html",
    about: "报告 the report: coverage matrix, evidence in the texts, indicators, diagnostics, methods",
    write,
};

const STYLE: &str = include_str!("style.css");

/// Nothing may be loaded from anywhere, not even by a text that smuggles in mark-up.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      base-uri 'none'; form-action 'none'";

fn write(input: &Input, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(input);
    let (head, tail) = shell(&view);
    put(out, &head)?;
    put(out, &matrix::section(&view).into_string())?;
    put(out, &tables::section(&view).into_string())?;
    put(out, &pictures::section(input).into_string())?;
    put(out, &about::diagnostics(&view).into_string())?;
    put(out, &about::methods(&view).into_string())?;
    for row in &view.rows {
        put(out, &page::section(&view, row).into_string())?;
    }
    put(out, tail)?;
    out.flush()
}

/// Control characters are not allowed in HTML, however they are written.
fn put(out: &mut dyn Write, html: &str) -> io::Result<()> {
    let bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if html.contains(bad) {
        out.write_all(html.replace(bad, "\u{fffd}").as_bytes())
    } else {
        out.write_all(html.as_bytes())
    }
}

/// Everything in front of the sections and behind them.
fn shell(view: &View) -> (String, &'static str) {
    let body = html! {
        header.top {
            p.brand { (bi("条款", "Tiaokuan")) }
            h1 { (bi("公共数据授权运营政策条款编码报告", "Provisions of public-data authorised-operation policies")) }
            (summary(view))
            nav aria-label="目录 / Contents" {
                a href="#matrix" { (bi("覆盖矩阵", "Coverage")) }
                a href="#indicators" { (bi("指标", "Indicators")) }
                a href="#pictures" { (bi("图", "Pictures")) }
                a href="#diagnostics" { (bi("诊断", "Diagnostics")) }
                a href="#methods" { (bi("方法与版本", "Methods")) }
                span.switch role="group" aria-label="语言 / Language" {
                    input type="radio" name="lang" id="lang-zh" class="vh" checked;
                    label for="lang-zh" lang="zh-CN" { "中文" }
                    input type="radio" name="lang" id="lang-en" class="vh";
                    label for="lang-en" lang="en" { "English" }
                }
            }
        }
    };
    let head = html! {
        (DOCTYPE)
        (PreEscaped("<html lang=\"zh-CN\"><head>"))
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta http-equiv="Content-Security-Policy" content=(POLICY);
        meta name="generator" content=(view.analysis().program);
        title { "条款编码报告 · " (view.analysis().reference) }
        style { (PreEscaped(STYLE)) }
        (PreEscaped("</head><body>"))
        (body)
        (PreEscaped("<main id=\"main\">"))
    };
    (head.into_string(), tail())
}

fn tail() -> &'static str {
    concat!(
        "</main><dialog id=\"panel\" aria-label=\"编码依据 / Evidence\"></dialog><script>",
        include_str!("script.js"),
        "</script></body></html>\n"
    )
}

fn summary(view: &View) -> Markup {
    let a = view.analysis();
    let unread = view.rows.iter().filter(|r| r.document.state != crate::model::ReadState::Read).count();
    let texts = view.rows.len();
    html! {
        p.sum {
            (bi(
                &format!("{}个文件，{texts}个文本，{}项规定要素；参考日{}。", a.documents.len(), view.columns.len(), a.reference),
                &format!(
                    "{} files, {texts} instruments, {} provisions; reference date {}.",
                    a.documents.len(), view.columns.len(), a.reference
                ),
            ))
            @if unread > 0 {
                " " strong { (bi(
                    &format!("{unread}个文本未能完整读取，其中未见的一律记为“无法判定”。"),
                    &format!("{unread} instruments were not wholly read: what is not found there is undetermined."),
                )) }
            }
        }
    }
}
