//! 名次区间: where each region may stand when weights, points and codings vary.

use super::svg::{Anchor, Canvas, INK, LINE, SOFT, YES, fit, widest};
use super::{ERROR, Picture, ROUNDS, SEED, Scene};
use crate::indicator::RankInterval;
use crate::report::Lang;

const ROW: f64 = 27.0;
const TOP: f64 = 112.0;

pub(super) fn draw(scene: &Scene, lang: Lang, id: &str) -> Option<Picture> {
    let mut rows: Vec<&RankInterval> = scene.ranks.iter().filter(|r| r.rank.is_some()).collect();
    if rows.len() < 2 {
        return None;
    }
    rows.sort_by_key(|r| (r.rank, r.median));
    let left = widest(rows.iter().map(|r| r.region.as_str()), 13.0, 220.0).max(60.0) + 28.0;
    let step = (620.0 / rows.len() as f64).clamp(14.0, 60.0);
    let right = left + step * rows.len() as f64;
    let x = |rank: usize| left + (rank as f64 - 0.5) * step;
    let bottom = TOP + rows.len() as f64 * ROW;
    let mut c = Canvas::new(id);
    let title = lang.pick("名次区间（综合指数）", "Rank intervals (composite index)");
    c.title(title);
    let sub = match lang {
        Lang::Zh => format!(
            "横条为95%的轮次；权重、分值、转授计分、标准化和编码差错（{ERROR}）同时变动，{ROUNDS}轮，种子{SEED}"
        ),
        Lang::En => format!(
            "bars hold 95% of the rounds; weights, points, delegated credit, scaling and coding errors ({ERROR}) vary; {ROUNDS} rounds, seed {SEED}"
        ),
    };
    c.text([16.0, 50.0], 12.0, Anchor::Start, SOFT, &sub);
    key(&mut c, lang);
    let every = (22.0 / step).ceil().max(1.0) as usize;
    for rank in (1..=rows.len()).filter(|r| *r == 1 || r % every == 0) {
        c.line([x(rank), TOP - 6.0], [x(rank), bottom], "#e8ecf0", 1.0, "");
        for y in [TOP - 12.0, bottom + 18.0] {
            c.text([x(rank), y], 12.0, Anchor::Middle, SOFT, &rank.to_string());
        }
    }
    let score = lang.pick("得分", "Score");
    c.text([right + 16.0, TOP - 12.0], 12.0, Anchor::Start, SOFT, score);
    c.text([right + 66.0, TOP - 12.0], 12.0, Anchor::Start, SOFT, lang.pick("居首的轮次", "Came first"));
    for (n, r) in rows.iter().enumerate() {
        let y = TOP + (n as f64 + 0.5) * ROW;
        c.text([left - 12.0, y + 4.5], 13.0, Anchor::End, INK, &fit(&r.region, 13.0, left - 28.0));
        interval(&mut c, r, y, step, &x);
        let score = r.score.map_or("—".into(), |v| format!("{v:.2}"));
        c.text([right + 16.0, y + 4.5], 12.0, Anchor::Start, INK, &score);
        c.text([right + 66.0, y + 4.5], 12.0, Anchor::Start, INK, &format!("{:.1}%", r.first * 100.0));
        c.line([left, y + ROW / 2.0], [right + 130.0, y + ROW / 2.0], "#f1f3f6", 1.0, "");
    }
    c.line([left, TOP], [left, bottom], LINE, 1.0, "");
    let axis = lang.pick(
        "名次（1为最高；全国性文本不参与）",
        "Rank (1 is the highest; the national text takes no part)",
    );
    c.text([left, bottom + 40.0], 12.0, Anchor::Start, SOFT, axis);
    let about = about(&rows, lang);
    let width = (right + 146.0).max(super::svg::width(&sub, 12.0) + 32.0);
    let svg = c.done([width, bottom + 56.0], title, &about, lang.pick("zh-CN", "en"));
    Some(Picture { title: title.into(), about, svg })
}

fn about(rows: &[&RankInterval], lang: Lang) -> String {
    let one = |r: &&RankInterval| {
        let ends = r.low.zip(r.high).map_or(String::new(), |(l, h)| format!("{l}–{h}"));
        format!("{} {}（{ends}）", r.region, r.rank.unwrap_or_default())
    };
    let all = rows.iter().take(20).map(one).collect::<Vec<_>>();
    format!("{}{}", lang.pick("名次与95%区间：", "Rank and 95% interval: "), all.join(lang.pick("，", ", ")))
}

fn key(c: &mut Canvas, lang: Lang) {
    let y = 72.0;
    c.rect([18.0, y - 5.0, 30.0, 10.0], "#bcd3de", "");
    let words = lang.pick("95%区间", "95% interval");
    c.text([54.0, y + 4.5], 12.0, Anchor::Start, SOFT, words);
    let x = 54.0 + super::svg::width(words, 12.0) + 30.0;
    c.circle([x, y], 5.0, YES, "");
    let words = lang.pick("中位名次", "median rank");
    c.text([x + 12.0, y + 4.5], 12.0, Anchor::Start, SOFT, words);
    let x = x + 12.0 + super::svg::width(words, 12.0) + 30.0;
    c.diamond([x, y], 7.0, "#ffffff", " stroke=\"#9b1c1c\" stroke-width=\"2\"");
    c.text(
        [x + 14.0, y + 4.5],
        12.0,
        Anchor::Start,
        SOFT,
        lang.pick("按给定权重的名次", "rank by the given weights"),
    );
}

fn interval(c: &mut Canvas, r: &RankInterval, y: f64, step: f64, x: &dyn Fn(usize) -> f64) {
    if let Some((low, high)) = r.low.zip(r.high) {
        let half = (step / 2.0 - 1.0).min(12.0);
        c.rect([x(low) - half, y - 6.0, x(high) - x(low) + 2.0 * half, 12.0], "#bcd3de", " rx=\"3\"");
    }
    if let Some(rank) = r.rank {
        c.diamond([x(rank), y], 8.5, "#ffffff", " stroke=\"#9b1c1c\" stroke-width=\"2\"");
    }
    if let Some(median) = r.median {
        c.circle([x(median), y], 4.5, YES, "");
    }
}
