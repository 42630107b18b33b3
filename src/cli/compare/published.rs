//! Filled dimensions beside the tiers that the 2025 report printed.

use super::tables::value;
use crate::compare::{LEAST_ORDERS, agreement, distinguishable, level, level_en, place, texts};
use crate::corpus::Published;
use crate::model::{Analysis, DimensionValue, Level, Region, RegionValue};
use crate::report::{Lang, Sheet};
use serde_json::{Value, json};

/// The dimensions of which texts show what the report rated.
const DIMENSIONS: [&str; 2] = ["安全可控", "公平长效"];
const ROUNDS: usize = 2000;

/// # Errors
/// When the tiers built into the program cannot be read.
pub fn sheet(lang: Lang, analysis: &Analysis) -> Result<(Sheet, Value), String> {
    let published = Published::load()?;
    let all = texts(analysis);
    let held: Vec<(&RegionValue, &Region)> =
        analysis.region_values.iter().filter_map(|r| Some((r, place(r, &all)?))).collect();
    let mut sheet = Sheet::new(
        lang.pick("与2025年度报告评级对照", "Beside the tiers of the 2025 report"),
        &lang.pick(["地区", "层级"], ["Region", "Level"]),
    );
    for d in DIMENSIONS {
        sheet.head.extend([
            format!("{d}{}", lang.pick("（填得）", " (filled)")),
            format!("{d}{}", lang.pick("（报告）", " (report)")),
        ]);
    }
    for (row, region) in held.iter().filter(|(_, r)| published.tier(r, DIMENSIONS[0]).is_some()) {
        let mut cells =
            vec![row.name.clone(), lang.pick(level(region.level), level_en(region.level)).to_owned()];
        for d in DIMENSIONS {
            cells.push(dimension(row, d).map_or("—".into(), |v| value(lang, v.value)));
            cells.push(published.tier(region, d).map_or("—".into(), |t| t.name.to_owned()));
        }
        sheet.row(cells);
    }
    let mut found = Vec::new();
    for l in [Level::Province, Level::City] {
        for d in DIMENSIONS {
            let (words, value) = one(lang, &published, &held, l, d);
            sheet.note(words);
            found.push(value);
        }
    }
    sheet.note(lang.pick(
        "报告未列出的地区记为“其他”，排在各档之后；省与市分别评级，分别比较",
        "regions that the report does not list count as 其他, behind all tiers; provinces and cities are compared apart",
    ));
    sheet.note(match lang {
        Lang::Zh => format!("评级能区分的排序不足 {LEAST_ORDERS} 种时，再一致也无法与偶然区分（5%水平），不给出数值"),
        Lang::En => format!("no number is given where tiers tell apart fewer than {LEAST_ORDERS} orders: it could not be told from chance (5%)"),
    });
    Ok((sheet, Value::Array(found)))
}

fn dimension<'a>(row: &'a RegionValue, name: &str) -> Option<&'a DimensionValue> {
    row.dimensions.iter().find(|d| d.name == name)
}

fn one(
    lang: Lang,
    published: &Published,
    held: &[(&RegionValue, &Region)],
    l: Level,
    d: &str,
) -> (String, Value) {
    let own: Vec<&(&RegionValue, &Region)> = held.iter().filter(|(_, r)| r.level == l).collect();
    let pair = |(row, region): &&&(&RegionValue, &Region)| {
        let tier = published.tier(region, d)?;
        Some((dimension(row, d)?.value?, f64::from(tier.rank)))
    };
    let pairs: Vec<(f64, f64)> = own.iter().filter_map(|x| pair(&x)).collect();
    let listed = published.listed(l, d);
    let here = listed.iter().filter(|(name, _)| own.iter().any(|(_, r)| r.name.starts_with(name))).count();
    let tiers: Vec<f64> = pairs.iter().map(|p| p.1).collect();
    let orders = distinguishable(&tiers);
    let tau = agreement(&pairs, ROUNDS, 1);
    let (in_report, compared) = (listed.len(), pairs.len());
    let base = match lang {
        Lang::Zh => format!(
            "{d}·{}：报告列出 {in_report} 地，收录其中 {here} 地；参与比较的共 {compared} 地（含报告未列出的）",
            level(l)
        ),
        Lang::En => format!(
            "{d} · {}: the report lists {in_report}, {here} of them held; {compared} compared (those not listed too)",
            level_en(l)
        ),
    };
    let words = match (tau, lang) {
        (Some(t), Lang::Zh) => format!(
            "{base}；Kendall tau-b {:.2}，95%区间 [{:.2}, {:.2}]（按地区重抽样 {} 次）",
            t.tau, t.low, t.high, t.rounds
        ),
        (Some(t), Lang::En) => format!(
            "{base}; Kendall tau-b {:.2}, 95% interval [{:.2}, {:.2}] ({} resamples of regions)",
            t.tau, t.low, t.high, t.rounds
        ),
        (None, Lang::Zh) => format!("{base}；评级只能区分 {orders} 种排序，地区太少，不给出 tau-b"),
        (None, Lang::En) => {
            format!("{base}; tiers tell apart only {orders} orders, too few regions, no tau-b")
        }
    };
    let json = json!({
        "dimension": d, "level": l, "listed": listed.len(), "held": here, "compared": pairs.len(),
        "orders": orders, "tau_b": tau,
    });
    (words, json)
}
