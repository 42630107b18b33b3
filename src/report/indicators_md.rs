//! The table of indicators as Markdown, for a paper or a page.

use super::{Exporter, Input, Lang, Sheet, markdown};
use crate::model::RegionValue;
use std::io::{self, Write};

pub(super) const EXPORTER: Exporter =
    Exporter { file: "indicators.md", about: "指标表 indicators of regions, as Markdown", write };

fn write(input: &Input, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(markdown(&[sheet(input)]).as_bytes())?;
    out.flush()
}

fn sheet(input: &Input) -> Sheet {
    let (a, lang) = (input.analysis, input.lang);
    let title = match lang {
        Lang::Zh => format!("各地区公共数据授权运营政策指标（基准日{}）", a.reference),
        Lang::En => format!(
            "Indicators of public-data authorised operation by region (reference date {})",
            a.reference
        ),
    };
    let mut sheet = Sheet::new(title, &[lang.pick("地区", "Region"), lang.pick("综合指数", "Composite")]);
    sheet.head.push(lang.pick("已判定权重", "Determined").into());
    let Some(first) = a.region_values.first() else { return sheet };
    for d in &first.dimensions {
        sheet.head.push(lang.name(&d.name, &d.name_en).to_owned());
        let own = first.indicators.iter().filter(|i| i.dimension == d.id && !i.is_supplied);
        sheet.head.extend(own.map(|i| lang.name(&i.name, &i.name_en).to_owned()));
    }
    a.region_values.iter().for_each(|r| sheet.row(row(r, lang)));
    sheet.note(lang.pick(
        "0—5分；无法判定者附可能的区间；合计只按已判定的权重计算",
        "0 to 5; what is undetermined shows its bounds; totals count the determined weight only",
    ));
    sheet.note(format!("{} · {}", a.program, a.rules.sha256));
    sheet
}

fn row(r: &RegionValue, lang: Lang) -> Vec<String> {
    let value = |v: Option<f64>, low: f64, high: f64| match v {
        Some(v) => format!("{v:.2}"),
        None => format!("{} {low:.2}–{high:.2}", lang.state(crate::model::State::Undetermined)),
    };
    let mut out =
        vec![r.name.clone(), value(r.composite, r.low, r.high), format!("{:.0}%", r.determined * 100.0)];
    for d in &r.dimensions {
        out.push(value(d.value, d.low, d.high));
        let own = r.indicators.iter().filter(|i| i.dimension == d.id && !i.is_supplied);
        out.extend(own.map(|i| value(i.value, i.low, i.high)));
    }
    out
}
