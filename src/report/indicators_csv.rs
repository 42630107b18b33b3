//! The indicator table for a spreadsheet: a row per region and per instrument, with the ground of
//! every value beside it.

use super::{Exporter, Input};
use crate::model::{IndicatorValue, InstrumentRecord, RegionValue};
use std::io::{self, Write};

pub(super) const EXPORTER: Exporter = Exporter {
    file: "indicators.csv",
    about: "指标表 indicators of regions and instruments, for Excel (UTF-8 with BOM)",
    write,
};

fn write(input: &Input, out: &mut dyn Write) -> io::Result<()> {
    // Excel takes a CSV for UTF-8 only when it begins with a BOM.
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *out);
    let analysis = input.analysis;
    let records: Vec<&InstrumentRecord> = analysis.instruments().map(|(_, i)| i).collect();
    if let Some(first) = analysis.region_values.first().or(analysis.instrument_values.first()) {
        csv.write_record(header(first))?;
    } else {
        csv.write_record(FIXED)?;
    }
    for row in &analysis.region_values {
        csv.write_record(line("地区", row, None, &records))?;
    }
    for row in &analysis.instrument_values {
        let own = records.iter().find(|r| r.id == row.id).copied();
        csv.write_record(line("文本", row, own, &records))?;
    }
    csv.flush()
}

const FIXED: [&str; 12] = [
    "类别",
    "编号",
    "名称",
    "地区",
    "状态",
    "文种",
    "施行日期",
    "计入文本",
    "综合指数",
    "综合指数下限",
    "综合指数上限",
    "已判定权重",
];

fn header(row: &RegionValue) -> Vec<String> {
    let mut out: Vec<String> = FIXED.iter().map(ToString::to_string).collect();
    out.push("权重说明".into());
    for d in &row.dimensions {
        out.extend([d.name.clone(), format!("{}·权重", d.name), format!("{}·已判定权重", d.name)]);
    }
    for i in &row.indicators {
        out.extend([format!("指标：{}", i.name), format!("{}·依据", i.name)]);
    }
    out
}

fn line(
    class: &str,
    row: &RegionValue,
    own: Option<&InstrumentRecord>,
    all: &[&InstrumentRecord],
) -> Vec<String> {
    let region = match own {
        Some(own) => own.facts.region.as_ref().map_or("", |r| r.name.as_str()),
        None => &row.name,
    };
    let fact = |f: &dyn Fn(&InstrumentRecord) -> String| own.map(f).unwrap_or_default();
    let mut out = vec![
        class.to_string(),
        text(&row.id),
        text(&row.name),
        text(region),
        fact(&|r| r.status.standing.zh().into()),
        fact(&|r| r.facts.kind.map_or("", |k| k.name()).into()),
        fact(&|r| r.facts.effective.map(|d| d.to_string()).unwrap_or_default()),
        text(&row.instruments.iter().map(|id| title(id, all)).collect::<Vec<_>>().join("；")),
        value(row.composite),
        number(row.low),
        number(row.high),
        number(row.determined),
        row.weighting.clone().unwrap_or_default(),
    ];
    for d in &row.dimensions {
        out.extend([value(d.value), number(d.weight), number(d.determined)]);
    }
    for i in &row.indicators {
        out.extend([shown(i), text(&ground(i, all))]);
    }
    out
}

fn title<'a>(id: &'a str, all: &[&'a InstrumentRecord]) -> &'a str {
    all.iter().find(|r| r.id == id).map_or(id, |r| &r.title)
}

/// An undetermined cell says so: an empty one would be read as nothing laid down.
fn value(v: Option<f64>) -> String {
    v.map_or_else(|| "无法判定".into(), number)
}

fn shown(i: &IndicatorValue) -> String {
    if i.value.is_none() && i.is_supplied { "待补充".into() } else { value(i.value) }
}

/// At most four decimals: what a reader can follow.
fn number(v: f64) -> String {
    let s = format!("{v:.4}");
    s.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// The parts of a value: provision, rubric line applied, the instrument that counted.
fn ground(i: &IndicatorValue, all: &[&InstrumentRecord]) -> String {
    if let Some(s) = &i.supplied {
        return format!("外部数据{}（来源：{}）", number(s.value), s.source);
    }
    if i.is_supplied {
        return "政策文本不能反映，待补充外部数据".into();
    }
    let bounds = i.value.is_none().then(|| format!("区间{}–{}", number(i.low), number(i.high)));
    let part = |p: &crate::model::PartValue| {
        let by = p.instrument.as_deref().map(|id| format!("〔{}〕", title(id, all))).unwrap_or_default();
        format!("{}：{}{by}", p.provision, p.rubric)
    };
    bounds.into_iter().chain(i.parts.iter().map(part)).collect::<Vec<_>>().join("；")
}

/// Words out of documents must not become formulas in a spreadsheet.
pub(super) fn text(s: &str) -> String {
    let risky = s.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky { format!("'{s}") } else { s.to_string() }
}
