//! `whatif`: a region's values were some of its findings others.

use super::common::{RulesArg, print_all};
use super::robustness::open;
use super::sheets::SheetsArg;
use crate::compare::named;
use crate::diag::{Diagnostic, Place};
use crate::indicator::{Asked, refill, whatif};
use crate::model::{Analysis, PartValue, RegionValue, Slots, State};
use crate::report::{Lang, Provision, Sheet};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct WhatifArgs {
    /// Region by name or its beginning (地区)
    region: String,
    /// PROVISION=STATE, e.g. exit.delete_data=present or term.operating_limit=present:years=3
    /// (states: present delegated contradicted absent undetermined)
    #[arg(required = true, value_name = "PROVISION=STATE")]
    changes: Vec<String>,
    /// A saved analysis (已保存的分析)
    #[arg(long, default_value = "out/analysis.json", value_name = "FILE")]
    analysis: PathBuf,
    #[command(flatten)]
    sheets: SheetsArg,
    #[command(flatten)]
    rules: RulesArg,
}

pub fn run(args: &WhatifArgs) -> ExitCode {
    match asked(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(code) => ExitCode::from(code),
    }
}

fn wrong(message: String) -> u8 {
    print_all(&[Diagnostic::new("M006", Place::default(), message)]);
    2
}

fn asked(args: &WhatifArgs) -> Result<(), u8> {
    let (analysis, rubric, book) = open(&args.analysis, &args.rules)?;
    let provisions = book.provisions();
    let row = one_region(&analysis.region_values, &args.region)?.clone();
    let changes = args.changes.iter().map(|c| change(c, &provisions)).collect::<Result<Vec<Asked>, u8>>()?;
    if row.instruments.is_empty() {
        return Err(wrong(format!(
            "no text of {} counts at {} (没有计入的文本)",
            row.name, analysis.reference
        )));
    }
    let reference = analysis.reference;
    // Both sides are filled here, so that nothing but the findings can differ.
    let mut before = analysis.clone();
    refill(&mut before, &rubric, reference);
    let mut after = whatif(&analysis, &row.instruments, &changes);
    refill(&mut after, &rubric, reference);
    let (sheets, json) = tables(args.sheets.lang, &before, &after, &row.id, &args.changes);
    args.sheets.put(&sheets, &json)
}

fn one_region<'a>(rows: &'a [RegionValue], name: &str) -> Result<&'a RegionValue, u8> {
    match named(rows, name).as_slice() {
        [one] => Ok(one),
        [] => {
            let all: Vec<&str> = rows.iter().map(|r| r.name.as_str()).collect();
            Err(wrong(format!("no region `{name}` (未知地区); there are {}", all.join("、"))))
        }
        some => {
            let all: Vec<&str> = some.iter().map(|r| r.name.as_str()).collect();
            Err(wrong(format!("`{name}` may be any of {} (地区不唯一)", all.join("、"))))
        }
    }
}

/// `exit.retain_logs=present:months=6,at_exit=true`
fn change(words: &str, provisions: &[Provision]) -> Result<Asked, u8> {
    let form = || wrong(format!("`{words}` is not of the form PROVISION=STATE (格式应为 规定要素=状态)"));
    let (provision, rest) = words.split_once('=').ok_or_else(form)?;
    let (state, slots) = rest.split_once(':').unwrap_or((rest, ""));
    let known = provisions.iter().find(|p| p.id == provision || p.title == provision);
    let known = known.ok_or_else(|| wrong(format!("no provision `{provision}` (未知规定要素)")))?;
    let state = State::ALL.into_iter().find(|s| s.en() == state || s.zh() == state).ok_or_else(form)?;
    let mut out = Slots::new();
    for slot in slots.split(',').filter(|s| !s.is_empty()) {
        let (name, value) = slot.split_once('=').ok_or_else(form)?;
        out.insert(name.into(), slot_value(name, value));
    }
    Ok(Asked { provision: known.id.clone(), state, slots: out })
}

/// Numbers and truth values as such, lists joined by `+`, all else as a word.
fn slot_value(name: &str, value: &str) -> Value {
    match serde_json::from_str(value) {
        Ok(v @ (Value::Number(_) | Value::Bool(_))) => v,
        _ if name == "modes" => json!(value.split('+').collect::<Vec<_>>()),
        _ => json!(value),
    }
}

fn tables(
    lang: Lang,
    before: &Analysis,
    after: &Analysis,
    id: &str,
    changes: &[String],
) -> (Vec<Sheet>, Value) {
    let own = |a: &Analysis| a.region_values.iter().find(|r| r.id == id).cloned();
    let (Some(a), Some(b)) = (own(before), own(after)) else { return (Vec::new(), Value::Null) };
    let title = match lang {
        Lang::Zh => format!("假设 {}：{}", a.name, changes.join("，")),
        Lang::En => format!("{}, supposed {}", a.name, changes.join(", ")),
    };
    let head =
        lang.pick(["层次", "名称", "现值", "假设值", "变化"], ["Tier", "Name", "Now", "Supposed", "Change"]);
    let mut sheet = Sheet::new(title, &head);
    let mut moved = |level: &str, name: &str, x: Option<f64>, y: Option<f64>| {
        if x != y {
            let by = x.zip(y).map_or("—".into(), |(x, y)| format!("{:+.4}", y - x));
            sheet.row([level.to_owned(), name.to_owned(), four(lang, x), four(lang, y), by]);
        }
    };
    for (x, y) in a.indicators.iter().zip(&b.indicators) {
        for (p, q) in x.parts.iter().zip(&y.parts) {
            moved(lang.pick("评分项", "part"), &named_part(p, q), p.value, q.value);
        }
        moved(lang.pick("指标", "indicator"), lang.name(&x.name, &x.name_en), x.value, y.value);
    }
    for (x, y) in a.dimensions.iter().zip(&b.dimensions) {
        let name = lang.name(&x.name, &x.name_en);
        moved(lang.pick("维度", "dimension"), name, x.value, y.value);
        moved(lang.pick("维度权重", "weight"), name, Some(x.weight), Some(y.weight));
    }
    moved(lang.pick("综合指数", "composite index"), &a.name, a.composite, b.composite);
    if sheet.rows.is_empty() {
        sheet.note(lang.pick("数值没有变化", "no value changes"));
    }
    let ranks = ranks(lang, before, after);
    let json = json!({ "region": a.name, "changes": changes, "before": a, "after": b, "ranks": ranks.1 });
    (vec![sheet, ranks.0], json)
}

fn named_part(p: &PartValue, q: &PartValue) -> String {
    if p.provision == q.provision {
        p.provision.clone()
    } else {
        format!("{}→{}", p.provision, q.provision)
    }
}

fn four(lang: Lang, v: Option<f64>) -> String {
    v.map_or(lang.state(State::Undetermined).into(), |v| {
        let s = format!("{v:.4}");
        s.trim_end_matches('0').trim_end_matches('.').to_owned()
    })
}

/// Regions whose rank moves, by the composite and by each dimension.
fn ranks(lang: Lang, before: &Analysis, after: &Analysis) -> (Sheet, Value) {
    let head = lang.pick(["按", "地区", "现名次", "假设名次"], ["By", "Region", "Rank now", "Rank supposed"]);
    let title =
        lang.pick("名次变化（全国性文本不参与）", "Ranks that change (the national text is not ranked)");
    let mut sheet = Sheet::new(title, &head);
    let mut found = Vec::new();
    let dimensions = before.region_values.first().map_or(0, |r| r.dimensions.len());
    for by in std::iter::once(None).chain((0..dimensions).map(Some)) {
        let score = |r: &RegionValue| match by {
            None => r.composite,
            Some(d) => r.dimensions.get(d).and_then(|d| d.value),
        };
        let dimension = |d: usize| &before.region_values[0].dimensions[d];
        let shown = by.map_or(lang.pick("综合指数", "composite index"), |d| {
            lang.name(&dimension(d).name, &dimension(d).name_en)
        });
        let name = by.map_or("综合指数", |d| dimension(d).name.as_str());
        let (x, y) = (ranked(before, &score), ranked(after, &score));
        for ((region, old), (_, new)) in x.into_iter().zip(y).filter(|(a, b)| a.1 != b.1) {
            let word = |r: Option<usize>| r.map_or("—".to_owned(), |n| n.to_string());
            sheet.row([shown.to_owned(), region.clone(), word(old), word(new)]);
            found.push(json!({ "by": name, "region": region, "before": old, "after": new }));
        }
    }
    if sheet.rows.is_empty() {
        sheet.note(lang.pick("名次没有变化", "no rank changes"));
    }
    (sheet, Value::Array(found))
}

fn ranked(a: &Analysis, score: &dyn Fn(&RegionValue) -> Option<f64>) -> Vec<(String, Option<usize>)> {
    let all = crate::compare::texts(a);
    let national = |r: &RegionValue| {
        crate::compare::place(r, &all).is_some_and(|p| p.level == crate::model::Level::National)
    };
    let rows: Vec<&RegionValue> = a.region_values.iter().filter(|r| !national(r)).collect();
    let scores: Vec<Option<f64>> = rows.iter().map(|r| score(r)).collect();
    rows.iter().map(|r| r.name.clone()).zip(crate::indicator::ranks(&scores)).collect()
}
