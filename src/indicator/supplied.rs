//! Values that texts cannot show, from a CSV with the columns region, indicator, value, source.

use super::rubric::{Indicator, Kind, Rubric, Scaling};
use super::total::Scaled;
use crate::diag::{Diagnostic, Place};
use crate::model::Supplied;

const COLUMNS: [&str; 4] = ["region", "indicator", "value", "source"];

/// Reads the CSV (UTF-8, a BOM is allowed, columns in any order). Rows with faults are told and
/// left out; `indicator` may be an id or a Chinese name of the rubric.
pub fn read_supplied(path: &str, text: &str, rubric: &Rubric) -> (Vec<Supplied>, Vec<Diagnostic>) {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let (mut out, mut faults) = (Vec::new(), Vec::new());
    let header = reader.headers().cloned().unwrap_or_default();
    let columns: Vec<Option<usize>> = COLUMNS.iter().map(|c| header.iter().position(|h| h == *c)).collect();
    for (name, _) in COLUMNS.iter().zip(&columns).filter(|(_, at)| at.is_none()) {
        faults.push(fault(path, 1, &format!("no column `{name}` (缺少列)")));
    }
    if !faults.is_empty() {
        return (out, faults);
    }
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(e) => {
                faults.push(fault(path, e.position().map_or(1, csv::Position::line), &e.to_string()));
                continue;
            }
        };
        let line = record.position().map_or(1, csv::Position::line);
        let cell = |i: usize| columns[i].and_then(|at| record.get(at)).unwrap_or("");
        match read_row(rubric, [cell(0), cell(1), cell(2), cell(3)], &out) {
            Ok(row) => out.push(row),
            Err(message) => faults.push(fault(path, line, &message)),
        }
    }
    (out, faults)
}

fn fault(path: &str, line: u64, message: &str) -> Diagnostic {
    let place = Place { line: u32::try_from(line).ok(), ..Place::file(path) };
    Diagnostic::new("R006", place, message)
        .with_help("supplied values want the columns region, indicator, value, source")
}

fn read_row(rubric: &Rubric, cells: [&str; 4], before: &[Supplied]) -> Result<Supplied, String> {
    let [region, indicator, value, source] = cells;
    if region.is_empty() || source.is_empty() {
        return Err("a supplied value wants its region and its source (缺少地区或来源)".into());
    }
    let named = |i: &&Indicator| i.id == indicator || i.name == indicator;
    let found = rubric.indicators().map(|(_, i)| i).find(named);
    let Some(Kind::Supplied(scaling)) = found.map(|i| &i.kind) else {
        return Err(format!("`{indicator}` is no supplied indicator (未知的外部指标)"));
    };
    let most = if *scaling == Scaling::Points { rubric.scale } else { f64::INFINITY };
    let least = if *scaling == Scaling::Points { 0.0 } else { f64::NEG_INFINITY };
    let value: f64 = value.parse().map_err(|_| format!("`{value}` is no number (取值无效)"))?;
    if !value.is_finite() || value < least || value > most {
        return Err(format!("{value} is not within 0 and {most} (取值超出范围)"));
    }
    let id = found.map_or(indicator, |i| &i.id);
    if before.iter().any(|s| s.region == region && s.indicator == id) {
        return Err(format!("{region} has a value of `{id}` already (重复)"));
    }
    Ok(Supplied { region: region.into(), indicator: id.into(), value, source: source.into() })
}

/// The value of a region as points; min-max scaled over all supplied regions where asked.
/// `None` when nothing is supplied, or when all regions compared have the same value, which
/// leaves no scale.
pub(super) fn scaled(rubric: &Rubric, i: &Indicator, region: &str, all: &[Supplied]) -> Option<Scaled> {
    let Kind::Supplied(scaling) = i.kind else { return None };
    let of = |s: &&Supplied| s.indicator == i.id || s.indicator == i.name;
    let own = all.iter().filter(of).find(|s| s.region == region)?;
    let values = || all.iter().filter(of).map(|s| s.value);
    let (min, max) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let points = match scaling {
        Scaling::Points => own.value.clamp(0.0, rubric.scale),
        _ if max <= min => return None,
        Scaling::MinMax => (own.value - min) / (max - min) * rubric.scale,
        Scaling::MinMaxFalling => (max - own.value) / (max - min) * rubric.scale,
    };
    points.is_finite().then(|| Scaled { points: super::fill::round(points), supplied: own.clone() })
}
