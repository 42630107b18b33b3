//! Findings and values as plain tables of columns, for programs and spreadsheets: the same rows as
//! CSV, JSON Lines and Parquet.

mod parquet;

use super::indicators_csv::text;
use super::{Exporter, Input, Lang};
use crate::model::{Finding, InstrumentRecord, RegionValue};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(super) const FINDINGS_CSV: Exporter = Exporter {
    file: "findings.csv",
    about: "编码结果 findings for Excel (UTF-8 with BOM): instrument x provision",
    write: |input, out| csv(&findings(input), input.lang, out),
};

pub(super) const FINDINGS_PARQUET: Exporter = Exporter {
    file: "findings.parquet",
    about: "编码结果 findings for data tools: instrument x provision",
    write: |input, out| parquet::write(&findings(input), &input.analysis.program, out),
};

pub(super) const INDICATORS_JSONL: Exporter = Exporter {
    file: "indicators.jsonl",
    about: "指标 values of regions, a part, indicator, dimension or composite a line",
    write: |input, out| json_lines(&indicators(input), out),
};

pub(super) const INDICATORS_PARQUET: Exporter = Exporter {
    file: "indicators.parquet",
    about: "指标 values of regions for data tools, a part, indicator, dimension or composite a row",
    write: |input, out| parquet::write(&indicators(input), &input.analysis.program, out),
};

enum Cells {
    Words(Vec<Option<String>>),
    Numbers(Vec<Option<f64>>),
    Whole(Vec<Option<i64>>),
}

struct Column {
    /// For programs.
    name: &'static str,
    /// For Chinese readers.
    zh: &'static str,
    cells: Cells,
}

struct Table {
    name: &'static str,
    /// All as long as `rows`.
    columns: Vec<Column>,
    rows: usize,
}

/// A row that a column can be made of.
type Words<R> = fn(&R) -> Option<String>;

impl Table {
    fn words<R>(&mut self, name: &'static str, zh: &'static str, rows: &[R], of: Words<R>) {
        self.columns.push(Column { name, zh, cells: Cells::Words(rows.iter().map(of).collect()) });
    }

    fn numbers<R>(&mut self, name: &'static str, zh: &'static str, rows: &[R], of: fn(&R) -> Option<f64>) {
        self.columns.push(Column { name, zh, cells: Cells::Numbers(rows.iter().map(of).collect()) });
    }

    fn whole<R>(&mut self, name: &'static str, zh: &'static str, rows: &[R], of: fn(&R) -> Option<i64>) {
        self.columns.push(Column { name, zh, cells: Cells::Whole(rows.iter().map(of).collect()) });
    }
}

struct Found<'a> {
    finding: &'a Finding,
    record: &'a InstrumentRecord,
    name: &'a str,
}

fn findings(input: &Input) -> Table {
    let records: BTreeMap<&str, &InstrumentRecord> =
        input.analysis.instruments().map(|(_, i)| (i.id.as_str(), i)).collect();
    let names: BTreeMap<&str, &str> =
        input.provisions.iter().map(|p| (p.id.as_str(), input.lang.name(&p.title, &p.title_en))).collect();
    let mut rows: Vec<Found> = Vec::with_capacity(input.analysis.findings.len());
    for finding in &input.analysis.findings {
        let name = names.get(finding.provision.as_str()).copied().unwrap_or_default();
        if let Some(record) = records.get(finding.instrument.as_str()) {
            rows.push(Found { finding, record, name });
        }
    }
    let mut t = Table { name: "findings", columns: Vec::new(), rows: rows.len() };
    t.words("region", "地区", &rows, |r| r.record.facts.region.as_ref().map(|g| g.name.clone()));
    t.words("instrument", "文本编号", &rows, |r| Some(r.finding.instrument.clone()));
    t.words("title", "文本", &rows, |r| Some(r.finding.title.clone()));
    t.words("source", "来源文件", &rows, |r| Some(r.finding.source.clone()));
    t.words("standing", "效力状态", &rows, |r| Some(r.record.status.standing.en().into()));
    t.words("provision", "规定要素编号", &rows, |r| Some(r.finding.provision.clone()));
    t.words("provision_name", "规定要素", &rows, |r| Some(r.name.to_owned()));
    t.words("state", "编码", &rows, |r| Some(r.finding.state.en().into()));
    t.words("labels", "条款", &rows, |r| joined(r.finding, |e| e.label.clone()));
    t.words("quotes", "依据原文", &rows, |r| joined(r.finding, |e| e.quote.replace('\n', "")));
    t.words("rules", "规则与写法", &rows, |r| joined(r.finding, |e| e.rule.clone()));
    t.whole("page", "页码", &rows, |r| r.finding.evidence.first().and_then(|e| e.page).map(i64::from));
    t.words("slots", "附加值", &rows, |r| {
        (!r.finding.slots.is_empty()).then(|| serde_json::to_string(&r.finding.slots).unwrap_or_default())
    });
    t.words("reason", "说明", &rows, |r| Some(r.finding.reason.clone()).filter(|s| !s.is_empty()));
    t.whole("clauses_searched", "检索条款单元数", &rows, |r| certificate(r.finding).map(|c| c.0));
    t.whole("patterns_tried", "所用模式数", &rows, |r| certificate(r.finding).map(|c| c.1));
    t
}

fn joined(f: &Finding, of: fn(&crate::model::Evidence) -> String) -> Option<String> {
    let mut all: Vec<String> = f.evidence.iter().map(of).filter(|s| !s.is_empty()).collect();
    all.dedup();
    (!all.is_empty()).then(|| all.join("\n"))
}

fn certificate(f: &Finding) -> Option<(i64, i64)> {
    let c = f.certificate.as_ref()?;
    Some((i64::try_from(c.clauses_searched).ok()?, i64::try_from(c.patterns_tried).ok()?))
}

/// One number of a region.
#[derive(Default)]
struct Valued<'a> {
    region: &'a str,
    tier: &'static str,
    dimension: &'a str,
    indicator: &'a str,
    provision: Option<&'a str>,
    /// Points at most, share or weight.
    weight: Option<f64>,
    value: Option<f64>,
    low: f64,
    high: f64,
    determined: f64,
    state: Option<&'static str>,
    ground: Option<&'a str>,
    instrument: Option<&'a str>,
}

fn indicators(input: &Input) -> Table {
    let rows: Vec<Valued> = input.analysis.region_values.iter().flat_map(values).collect();
    let mut t = Table { name: "indicators", columns: Vec::new(), rows: rows.len() };
    t.words("region", "地区", &rows, |r| Some(r.region.into()));
    t.words("tier", "层次", &rows, |r| Some(r.tier.into()));
    t.words("dimension", "维度", &rows, |r| Some(r.dimension.into()).filter(|s: &String| !s.is_empty()));
    t.words("indicator", "指标", &rows, |r| Some(r.indicator.into()).filter(|s: &String| !s.is_empty()));
    t.words("provision", "规定要素编号", &rows, |r| r.provision.map(Into::into));
    t.numbers("weight", "满分、份额或权重", &rows, |r| r.weight);
    t.numbers("value", "值", &rows, |r| r.value);
    t.numbers("low", "下限", &rows, |r| Some(r.low));
    t.numbers("high", "上限", &rows, |r| Some(r.high));
    t.numbers("determined", "已判定份额", &rows, |r| Some(r.determined));
    t.words("state", "编码", &rows, |r| r.state.map(Into::into));
    t.words("ground", "评分依据", &rows, |r| r.ground.map(Into::into));
    t.words("instrument", "文本编号", &rows, |r| r.instrument.map(Into::into));
    t
}

fn values(r: &RegionValue) -> Vec<Valued<'_>> {
    let region = r.name.as_str();
    let share = |v: Option<f64>| if v.is_some() { 1.0 } else { 0.0 };
    let mut out = Vec::new();
    for i in &r.indicators {
        let (dimension, indicator) = (i.dimension.as_str(), i.id.as_str());
        for p in &i.parts {
            out.push(Valued {
                region,
                tier: "part",
                dimension,
                indicator,
                provision: Some(&p.provision),
                weight: Some(p.points),
                value: p.value,
                low: p.low,
                high: p.high,
                determined: share(p.value),
                state: Some(p.state.en()),
                ground: Some(&p.rubric),
                instrument: p.instrument.as_deref(),
            });
        }
        let (tier, weight, determined) = ("indicator", Some(i.share), share(i.value));
        let (value, low, high, ground) =
            (i.value, i.low, i.high, i.supplied.as_ref().map(|s| s.source.as_str()));
        out.push(Valued {
            region,
            tier,
            dimension,
            indicator,
            weight,
            value,
            low,
            high,
            determined,
            ground,
            ..Default::default()
        });
    }
    for d in &r.dimensions {
        let (dimension, weight, value, low, high) = (d.id.as_str(), Some(d.weight), d.value, d.low, d.high);
        let determined = d.determined;
        out.push(Valued {
            region,
            tier: "dimension",
            dimension,
            weight,
            value,
            low,
            high,
            determined,
            ..Default::default()
        });
    }
    let (value, low, high, determined) = (r.composite, r.low, r.high, r.determined);
    let ground = r.weighting.as_deref();
    out.push(Valued {
        region,
        tier: "composite",
        value,
        low,
        high,
        determined,
        ground,
        ..Default::default()
    });
    out
}

fn csv(table: &Table, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *out);
    csv.write_record(table.columns.iter().map(|c| lang.pick(c.zh, c.name)))?;
    for n in 0..table.rows {
        csv.write_record(table.columns.iter().map(|c| match &c.cells {
            Cells::Words(v) => text(v[n].as_deref().unwrap_or_default()),
            Cells::Numbers(v) => v[n].map_or(String::new(), |v| v.to_string()),
            Cells::Whole(v) => v[n].map_or(String::new(), |v| v.to_string()),
        }))?;
    }
    csv.flush()
}

fn json_lines(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    for n in 0..table.rows {
        let mut row = Map::new();
        for c in &table.columns {
            let value = match &c.cells {
                Cells::Words(v) => v[n].clone().map(Value::from),
                Cells::Numbers(v) => v[n].map(Value::from),
                Cells::Whole(v) => v[n].map(Value::from),
            };
            row.insert(c.name.into(), value.unwrap_or(Value::Null));
        }
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
