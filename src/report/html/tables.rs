//! 指标: the table of regions and instruments, and behind each number what made it.

use super::view::View;
use super::words::{bi, chip, percent, two, value};
use crate::model::{IndicatorValue, PartValue, RegionValue};
use maud::{Markup, html};

pub(super) fn section(view: &View) -> Markup {
    let a = view.analysis();
    html! {
        section.over #indicators aria-labelledby="indicators-h" {
            h2 #indicators-h { (bi("指标", "Indicators")) }
            p.note { (bi(
                "各值0–5分。“？”表示无法判定，后附可能的区间；合计只按已判定的权重计算，并注明其份额。政策文本不能反映的指标待补充。",
                "Values run from 0 to 5. “？” is undetermined, with the bounds of what is possible; totals are means over the determined weight, whose share is told. What policy texts cannot show waits to be supplied.",
            )) }
            @if !a.region_values.is_empty() {
                h3 #regions-h { (bi("按地区", "By region")) }
                (table(view, &a.region_values, "regions-h", "r"))
                h3 { (bi("地区数值的依据", "What made the regions' values")) }
                @for (n, row) in a.region_values.iter().enumerate() {
                    details.receipt id={ "r" (n) } {
                        summary { (row.name) " · " (bi("综合指数", "composite")) " " (value(row.composite, row.low, row.high)) }
                        (receipts(view, row))
                    }
                }
            }
            @if !a.instrument_values.is_empty() {
                h3 #instruments-h { (bi("按文本", "By instrument")) }
                (table(view, &a.instrument_values, "instruments-h", "i"))
            }
        }
    }
}

fn table(view: &View, rows: &[RegionValue], heading: &str, anchor: &str) -> Markup {
    let Some(first) = rows.first() else { return html! {} };
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby=(heading) {
            table.values {
                thead {
                    tr {
                        th scope="col" { (bi("名称", "Name")) }
                        th scope="col" { (bi("综合指数", "Composite")) }
                        th scope="col" { (bi("已判定权重", "Determined")) }
                        @for d in &first.dimensions {
                            th.dim scope="col" { (bi(&d.name, &d.name_en)) small { (percent(d.weight)) } }
                        }
                        @for i in first.indicators.iter().filter(|i| !i.is_supplied) {
                            th scope="col" { (bi(&i.name, &i.name_en)) }
                        }
                    }
                }
                tbody {
                    @for (n, row) in rows.iter().enumerate() {
                        @let n = if anchor == "i" { view.row(&row.id).map_or(n, |r| r.n) } else { n };
                        tr {
                            th scope="row" { a href={ "#" (anchor) (n) } { (row.name) } }
                            td { strong { (value(row.composite, row.low, row.high)) } }
                            td { (percent(row.determined)) }
                            @for d in &row.dimensions {
                                td.dim {
                                    (value(d.value, d.low, d.high))
                                    @if d.determined < 1.0 && d.value.is_some() { small { (percent(d.determined)) } }
                                }
                            }
                            @for i in row.indicators.iter().filter(|i| !i.is_supplied) {
                                td { (value(i.value, i.low, i.high)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Index -> dimension -> indicator -> rubric line -> finding, each a step.
pub(super) fn receipts(view: &View, row: &RegionValue) -> Markup {
    html! {
        @if let Some(words) = &row.weighting { p.note lang="zh-CN" { (words) } }
        @if row.composite.is_some() {
            p.formula { (bi("综合指数", "Composite")) " " (formula(row)) }
        }
        table.receipts {
            thead { tr {
                th scope="col" { (bi("维度（权重）", "Dimension (weight)")) }
                th scope="col" { (bi("指标（份额）", "Indicator (share)")) }
                th scope="col" { (bi("值", "Value")) }
                th scope="col" { (bi("评分依据", "Rubric lines")) }
            } }
            @for d in &row.dimensions {
                @let own: Vec<&IndicatorValue> = row.indicators.iter().filter(|i| i.dimension == d.id).collect();
                tbody {
                    @for (k, i) in own.iter().enumerate() {
                        tr {
                            @if k == 0 {
                                th scope="rowgroup" rowspan=(own.len()) {
                                    (bi(&d.name, &d.name_en)) " " small { (percent(d.weight)) }
                                    span.meta { (value(d.value, d.low, d.high)) " " (bi("已判定", "determined")) " " (percent(d.determined)) }
                                }
                            }
                            th scope="row" { (bi(&i.name, &i.name_en)) " " small { (percent(i.share)) } }
                            td.num { (value(i.value, i.low, i.high)) }
                            td { (ground(view, i)) }
                        }
                    }
                }
            }
        }
    }
}

/// The sum that makes the composite, for a reader to follow.
fn formula(row: &RegionValue) -> String {
    let known = || row.dimensions.iter().filter_map(|d| Some((d, d.value?)));
    let sum: Vec<String> =
        known().map(|(d, v)| format!("{} × {}", percent(d.weight * d.determined), two(v))).collect();
    let composite = row.composite.map(two).unwrap_or_default();
    format!("({}) ÷ {} = {composite}", sum.join(" + "), percent(row.determined))
}

fn ground(view: &View, i: &IndicatorValue) -> Markup {
    html! {
        @if let Some(s) = &i.supplied {
            (bi("外部数据", "supplied")) " " (s.value) " · " span lang="zh-CN" { (s.source) }
        } @else if i.is_supplied {
            (bi("政策文本不能反映，待补充", "not in policy texts, to be supplied"))
        } @else {
            ul.parts { @for p in &i.parts { li { (part(view, p)) } } }
        }
    }
}

fn part(view: &View, p: &PartValue) -> Markup {
    let row = p.instrument.as_deref().and_then(|id| view.row(id));
    let column = view.column(&p.provision);
    let name = name(view, p);
    html! {
        (chip(p.state)) " "
        @match (row, column) {
            (Some(row), Some((c, _))) if view.full || p.state != crate::model::State::Absent => {
                a href={ "#f" (row.n) "-" (c) } { (name) }
            },
            _ => (name),
        }
        " " span.why lang="zh-CN" { (p.rubric) }
        @if let Some(row) = row { " " span.by lang="zh-CN" { (row.record.title) } }
    }
}

/// The provision that counted, and those it stands beside.
fn name(view: &View, p: &PartValue) -> Markup {
    let of = |id: &str| view.column(id).map(|(_, c)| (c.zh, c.en));
    let Some((zh, en)) = of(&p.provision) else { return bi("文种与效力", "Kind and standing") };
    let others: Vec<(&str, &str)> =
        p.any_of.iter().filter(|id| **id != p.provision).filter_map(|id| of(id)).collect();
    let join = |first: &str, or: &str, pick: fn(&(&str, &str)) -> String| {
        others.iter().fold(first.to_string(), |s, o| s + or + &pick(o))
    };
    bi(&join(zh, "或", |o| o.0.into()), &join(en, " or ", |o| o.1.into()))
}
