//! 指标剖面: a small panel of bars per region, all on one scale.

use super::svg::{Anchor, Canvas, INK, LINE, SOFT, fit, widest};
use super::{Picture, Scene};
use crate::model::{IndicatorValue, RegionValue};
use crate::report::Lang;

/// More panels than this no one compares.
const MOST: usize = 60;
const ROW: f64 = 19.0;
const HEAD: f64 = 17.0;
const BAR: f64 = 150.0;
const ACROSS: usize = 3;
/// Dark to light in the order of the dimensions, told apart in grey, too (Okabe and Ito's, and ink).
const FILLS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#1b222a", "#cc79a7", "#e69f00"];

pub(super) fn draw(scene: &Scene, lang: Lang, id: &str) -> Option<Picture> {
    let all = &scene.analysis.region_values;
    let rows = &all[..all.len().min(MOST)];
    let first = rows.first()?;
    // What nobody supplied for any region says nothing in a picture.
    let there = |n: usize| {
        rows.iter().filter_map(|r| r.indicators.get(n)).any(|i| i.value.is_some() || !i.is_supplied)
    };
    let shown: Vec<usize> = (0..first.indicators.len()).filter(|n| there(*n)).collect();
    let scale = crate::indicator::Rubric::of(scene.analysis).map_or(5.0, |r| r.scale);
    let names = shown.iter().map(|n| lang.name(&first.indicators[*n].name, &first.indicators[*n].name_en));
    let panel = Panel { shown: &shown, scale, left: widest(names, 12.0, 210.0) + 10.0, lang };
    let (w, h) = (panel.left + BAR + 78.0, panel.height(first));
    let mut c = Canvas::new(id);
    c.hatch();
    let title = lang.pick("各地区指标剖面", "Indicators by region");
    c.title(title);
    let full = scale;
    let sub = match lang {
        Lang::Zh => format!(
            "0—{full}分，竖线为{}分；斜线段为无法判定时可能的区间；标题后为综合指数（已判定的权重）",
            full / 2.0
        ),
        Lang::En => format!(
            "0 to {full}, upright line at {}; hatched: possible while undetermined; in the heads: composite (determined weight)",
            full / 2.0
        ),
    };
    c.text([16.0, 50.0], 12.0, Anchor::Start, SOFT, &sub);
    for (n, row) in rows.iter().enumerate() {
        let at = [16.0 + (n % ACROSS) as f64 * w, 78.0 + (n / ACROSS) as f64 * (h + 26.0)];
        panel.draw(&mut c, row, at);
    }
    let across = rows.len().min(ACROSS) as f64;
    let mut bottom = 78.0 + rows.len().div_ceil(ACROSS) as f64 * (h + 26.0);
    if all.len() > rows.len() {
        let rest = all.len() - rows.len();
        let words = match lang {
            Lang::Zh => format!("另有{rest}地未画出，见工作簿“指标”表。"),
            Lang::En => {
                format!("{rest} more regions are not drawn: see the sheet Indicators of the workbook.")
            }
        };
        c.text([16.0, bottom], 12.0, Anchor::Start, SOFT, &words);
        bottom += 20.0;
    }
    let about = match lang {
        Lang::Zh => format!("{}地各{}项指标的横条，数值见指标表。", all.len(), shown.len()),
        Lang::En => format!(
            "Bars of {} indicators for each of {} regions; the table of indicators has the values.",
            shown.len(),
            all.len()
        ),
    };
    let width = (16.0 + across * w).max(super::svg::width(&sub, 12.0) + 40.0);
    let svg = c.done([width, bottom], title, &about, lang.pick("zh-CN", "en"));
    Some(Picture { title: title.into(), about, svg })
}

struct Panel<'p> {
    shown: &'p [usize],
    scale: f64,
    left: f64,
    lang: Lang,
}

impl Panel<'_> {
    /// The indicators shown, by dimension.
    fn groups<'r>(&self, row: &'r RegionValue) -> Vec<(usize, Vec<&'r IndicatorValue>)> {
        let own = |d: &str| -> Vec<&IndicatorValue> {
            self.shown.iter().filter_map(|n| row.indicators.get(*n)).filter(|i| i.dimension == d).collect()
        };
        let all = row.dimensions.iter().enumerate().map(|(n, d)| (n, own(&d.id)));
        all.filter(|(_, list)| !list.is_empty()).collect()
    }

    fn height(&self, row: &RegionValue) -> f64 {
        28.0 + self.groups(row).iter().map(|(_, l)| HEAD + l.len() as f64 * ROW).sum::<f64>()
    }

    fn draw(&self, c: &mut Canvas, row: &RegionValue, [x, y]: [f64; 2]) {
        let total = match (row.composite, self.lang) {
            (Some(v), _) => format!("{v:.2}（{:.0}%）", row.determined * 100.0),
            (None, lang) => lang.state(crate::model::State::Undetermined).to_owned(),
        };
        c.text_with([x, y + 14.0], 14.0, Anchor::Start, INK, &row.name, " font-weight=\"bold\"");
        c.text([x + self.left + BAR + 44.0, y + 14.0], 12.0, Anchor::End, INK, &total);
        c.line([x, y + 20.0], [x + self.left + BAR + 44.0, y + 20.0], SOFT, 1.0, "");
        let mut at = y + 24.0;
        let from = at;
        for (n, list) in self.groups(row) {
            let Some(d) = row.dimensions.get(n) else { continue };
            c.text([x, at + 13.0], 11.0, Anchor::Start, SOFT, self.lang.name(&d.name, &d.name_en));
            at += HEAD;
            for i in list {
                self.bar(c, i, FILLS[n % FILLS.len()], [x, at]);
                at += ROW;
            }
        }
        let middle = x + self.left + BAR / 2.0;
        c.line([middle, from + HEAD], [middle, at], "#ffffff", 1.0, "");
        c.line([middle, from + HEAD], [middle, at], SOFT, 0.6, " stroke-dasharray=\"2 3\"");
    }

    fn bar(&self, c: &mut Canvas, i: &IndicatorValue, fill: &str, [x, y]: [f64; 2]) {
        let name = self.lang.name(&i.name, &i.name_en);
        let base = y + 13.5;
        c.text([x + self.left - 8.0, base], 12.0, Anchor::End, INK, &fit(name, 12.0, self.left - 8.0));
        let from = x + self.left;
        let long = |v: f64| (v / self.scale).clamp(0.0, 1.0) * BAR;
        c.rect([from, y + 3.0, BAR, ROW - 6.0], "#eef1f4", "");
        let words = match i.value {
            Some(v) => {
                c.rect([from, y + 3.0, long(v), ROW - 6.0], fill, "");
                format!("{v:.2}")
            }
            None => {
                let hatch = c.hatched();
                c.rect([from, y + 3.0, long(i.low), ROW - 6.0], fill, "");
                let open = [from + long(i.low), y + 3.0, long(i.high) - long(i.low), ROW - 6.0];
                c.rect(open, &hatch, " stroke=\"#5d6772\" stroke-width=\"0.8\"");
                "？".into()
            }
        };
        c.line([from, y + 1.0], [from, y + ROW - 1.0], LINE, 1.0, "");
        c.text([from + BAR + 6.0, base], 12.0, Anchor::Start, INK, &words);
    }
}
