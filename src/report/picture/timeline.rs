//! 首见时间图: when each provision was laid down, by the day of issue.

use super::svg::{Anchor, Canvas, INK, LINE, SOFT, YES, fit, widest};
use super::{Picture, Scene};
use crate::compare::{Adopter, Adoption};
use crate::model::Date;
use crate::report::Lang;

const ROW: f64 = 24.0;
const PLOT: f64 = 620.0;
const TOP: f64 = 96.0;

struct Axis {
    from: u16,
    to: u16,
    left: f64,
}

impl Axis {
    fn x(&self, d: Date) -> f64 {
        let year = f64::from(d.year) + (f64::from(d.month) - 1.0) / 12.0 + (f64::from(d.day) - 1.0) / 372.0;
        self.left + (year - f64::from(self.from)) / f64::from(self.to + 1 - self.from) * PLOT
    }
}

pub(super) fn draw(scene: &Scene, lang: Lang, id: &str) -> Option<Picture> {
    let of = |a: &Adoption| a.adopters.iter().chain(&a.drafts).filter_map(|x| x.date).collect::<Vec<_>>();
    let days: Vec<Date> = scene.adoption.iter().flat_map(of).collect();
    let (first, last) = (days.iter().min()?, days.iter().max()?);
    let names: Vec<&str> = scene.provisions.iter().map(|p| lang.name(&p.title, &p.title_en)).collect();
    let axis = Axis {
        from: first.year,
        to: last.year,
        left: widest(names.iter().copied(), 13.0, 380.0).max(100.0) + 28.0,
    };
    let mut c = Canvas::new(id);
    let title = lang.pick("各规定要素见于文本的时间", "When each provision was laid down");
    c.title(title);
    key(&mut c, lang);
    let bottom = TOP + names.len() as f64 * ROW;
    years(&mut c, &axis, bottom);
    let right = axis.left + PLOT + 14.0;
    let said: Vec<String> = scene.adoption.iter().map(|a| earliest(a, lang)).collect();
    let heading = lang.pick("最早的正式文本", "Earliest final text");
    c.text_with([right, TOP - 10.0], 12.0, Anchor::Start, SOFT, heading, " font-weight=\"bold\"");
    let wide = widest(said.iter().map(String::as_str), 12.0, 320.0).max(110.0);
    for (n, ((a, name), said)) in scene.adoption.iter().zip(&names).zip(&said).enumerate() {
        let y = TOP + (n as f64 + 0.5) * ROW;
        c.line([16.0, y + ROW / 2.0], [right + wide, y + ROW / 2.0], "#eef1f4", 1.0, "");
        c.text([axis.left - 12.0, y + 4.5], 13.0, Anchor::End, INK, &fit(name, 13.0, axis.left - 28.0));
        marks(&mut c, a, &axis, y);
        c.text([right, y + 4.5], 12.0, Anchor::Start, INK, &fit(said, 12.0, wide));
    }
    let held = scene.adoption.first().map_or(0, |a| a.of);
    let note = match lang {
        Lang::Zh => {
            format!("范围：收录的{held}件正式文本（含已失效、已废止的）及征求意见稿；未收录的文本可能更早。")
        }
        Lang::En => format!(
            "Of the {held} final texts held (expired and repealed ones too) and drafts; texts not held may be earlier."
        ),
    };
    c.text([16.0, bottom + 44.0], 12.0, Anchor::Start, SOFT, &note);
    let with = scene.adoption.iter().filter(|a| !a.adopters.is_empty()).count();
    let about = match lang {
        Lang::Zh => format!(
            "{}项规定要素中{with}项见于注明日期的正式文本，{}年至{}年。",
            names.len(),
            axis.from,
            axis.to
        ),
        Lang::En => format!(
            "{with} of {} provisions stand in final texts that tell a date, {} to {}.",
            names.len(),
            axis.from,
            axis.to
        ),
    };
    let svg = c.done([right + wide + 16.0, bottom + 60.0], title, &about, lang.pick("zh-CN", "en"));
    Some(Picture { title: title.into(), about, svg })
}

fn key(c: &mut Canvas, lang: Lang) {
    let mut x = 22.0;
    let y = 52.0;
    let mut put = |c: &mut Canvas, words: &str, draw: &dyn Fn(&mut Canvas, f64)| {
        draw(c, x);
        c.text([x + 14.0, y + 4.5], 12.0, Anchor::Start, SOFT, words);
        x += super::svg::width(words, 12.0) + 44.0;
    };
    put(c, lang.pick("最早的正式文本", "earliest final text"), &|c, x| first(c, [x, y], ""));
    put(
        c,
        lang.pick(
            "其后的正式文本（数字为相近日期的件数）",
            "later final texts (number: how many close together)",
        ),
        &|c, x| {
            later(c, [x, y], 2);
        },
    );
    put(c, lang.pick("征求意见稿", "draft"), &|c, x| draft(c, [x, y], 1));
}

fn years(c: &mut Canvas, axis: &Axis, bottom: f64) {
    for year in axis.from..=axis.to + 1 {
        // Over few years the quarters help to read a day off.
        for month in [4, 7, 10].into_iter().filter(|_| year <= axis.to && axis.to - axis.from < 5) {
            let x = axis.x(Date { year, month, day: 1 });
            c.line([x, TOP], [x, bottom], "#e8ecf0", 1.0, " stroke-dasharray=\"2 3\"");
        }
        let x = axis.x(Date { year, month: 1, day: 1 });
        c.line([x, TOP - 4.0], [x, bottom], LINE, 1.0, "");
        if year <= axis.to {
            let w = PLOT / f64::from(axis.to + 1 - axis.from);
            for y in [TOP - 10.0, bottom + 18.0] {
                c.text([x + w / 2.0, y], 12.0, Anchor::Middle, SOFT, &year.to_string());
            }
        }
    }
}

fn marks(c: &mut Canvas, a: &Adoption, axis: &Axis, y: f64) {
    let finals = close(&a.adopters, axis);
    if let (Some((x, _)), Some((last, _))) = (finals.first(), finals.last()) {
        c.line([*x, y], [*last, y], "#8fb3c4", 1.5, "");
    }
    for (x, n) in close(&a.drafts, axis) {
        draft(c, [x, y], n);
    }
    for (k, (x, n)) in finals.iter().enumerate() {
        if k == 0 {
            first(c, [*x, y], &if *n > 1 { n.to_string() } else { String::new() });
        } else {
            later(c, [*x, y], *n);
        }
    }
}

/// Places on the axis with how many stand there: those that would touch count as one place.
fn close(list: &[Adopter], axis: &Axis) -> Vec<(f64, usize)> {
    let mut out: Vec<(f64, usize)> = Vec::new();
    for x in list.iter().filter_map(|a| a.date).map(|d| axis.x(d)) {
        match out.last_mut() {
            Some((at, n)) if x - *at < 14.0 => *n += 1,
            _ => out.push((x, 1)),
        }
    }
    out
}

fn first(c: &mut Canvas, at: [f64; 2], words: &str) {
    c.rect([at[0] - 6.5, at[1] - 6.5, 13.0, 13.0], INK, "");
    c.text([at[0], at[1] + 4.0], 11.0, Anchor::Middle, "#ffffff", words);
}

fn later(c: &mut Canvas, at: [f64; 2], n: usize) {
    c.circle(at, if n > 1 { 7.0 } else { 4.5 }, YES, " stroke=\"#ffffff\" stroke-width=\"1\"");
    if n > 1 {
        c.text([at[0], at[1] + 3.6], 10.0, Anchor::Middle, "#ffffff", &n.to_string());
    }
}

fn draft(c: &mut Canvas, at: [f64; 2], n: usize) {
    c.diamond(at, if n > 1 { 8.5 } else { 6.5 }, "#ffffff", " stroke=\"#7a4b00\" stroke-width=\"1.5\"");
    if n > 1 {
        c.text([at[0], at[1] + 3.4], 9.5, Anchor::Middle, "#7a4b00", &n.to_string());
    }
}

/// 甲市 2024-03-01
fn earliest(a: &Adoption, lang: Lang) -> String {
    let open = |s: String| match (a.open, lang) {
        (0, _) => s,
        (n, Lang::Zh) => format!("{s}（另有{n}件无法判定）"),
        (n, Lang::En) => format!("{s} ({n} undetermined)"),
    };
    let Some(day) = a.first().first().and_then(|x| x.date) else {
        return open(match (a.undated, lang) {
            (0, Lang::Zh) => "未见".into(),
            (0, Lang::En) => "none".into(),
            (n, Lang::Zh) => format!("{n}件未写明日期"),
            (n, Lang::En) => format!("{n} without a date"),
        });
    };
    let unknown = lang.pick("地区不明", "region not known");
    let mut regions: Vec<&str> = a.first().iter().map(|x| x.region.as_deref().unwrap_or(unknown)).collect();
    regions.dedup();
    open(format!("{day} {}", regions.join("、")))
}
