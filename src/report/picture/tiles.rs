//! 方块地图: an equal tile for each province. No border is drawn, and a small place counts as much
//! as a large one.

use super::svg::{Anchor, Canvas, INK, SOFT, fit};
use super::{Picture, Scene};
use crate::compare::MatrixRow;
use crate::model::{Level, State};
use crate::report::Lang;

const TABLE: &str = include_str!("../../../corpus/tiles.tsv");
const SIDE: f64 = 82.0;
const GAP: f64 = 5.0;
const TOP: f64 = 76.0;

/// A province by its full name, with the place of its tile.
struct Tile {
    province: String,
    short: String,
    row: usize,
    column: usize,
}

fn table() -> Vec<Tile> {
    let one = |line: &str| {
        let mut f = line.split('\t');
        let (province, short) = (f.next()?.to_owned(), f.next()?.to_owned());
        Some(Tile { province, short, row: f.next()?.parse().ok()?, column: f.next()?.parse().ok()? })
    };
    TABLE.lines().skip(1).filter_map(one).collect()
}

/// Tiles for the provinces of the table that rows name, and below them for those it does not have.
fn tiles(rows: &[&MatrixRow]) -> Vec<Tile> {
    let mut out = table();
    let mut other: Vec<&str> = Vec::new();
    for name in rows.iter().map(|r| home(r)) {
        if !out.iter().any(|t| t.province == name) && !other.contains(&name) {
            other.push(name);
        }
    }
    // Places outside the table (invented ones) stand alone when there is no other.
    let known = rows.iter().any(|r| out.iter().any(|t| t.province == home(r)));
    if !known {
        out.clear();
    }
    let from = out.iter().map(|t| t.row + 1).max().unwrap_or(0);
    let extra = other.iter().enumerate().map(|(n, name)| Tile {
        province: (*name).into(),
        short: (*name).into(),
        row: from + n / 8,
        column: n % 8,
    });
    let extra: Vec<Tile> = extra.collect();
    out.extend(extra);
    out
}

/// The province that a row lies in; its own name when it is none.
fn home(r: &MatrixRow) -> &str {
    if r.province.is_empty() { &r.region } else { &r.province }
}

pub(super) fn draw(scene: &Scene, lang: Lang, id: &str) -> Option<Picture> {
    let rows: Vec<&MatrixRow> = scene.matrix.rows.iter().filter(|r| r.level != Level::National).collect();
    if rows.is_empty() || scene.provisions.is_empty() {
        return None;
    }
    let tiles = tiles(&rows);
    let mut c = Canvas::new(id);
    c.hatch();
    let title =
        lang.pick("方块地图：各省份有规定的要素数", "Tile map: provisions laid down by each province");
    c.title(title);
    let of = scene.provisions.len();
    let sub = match lang {
        Lang::Zh => format!(
            "每省一格，等大，不画边界；大字为省级（直辖市）文本有规定的要素数（共{of}项），下行为收录的市县数"
        ),
        Lang::En => format!(
            "a tile each, no borders; large: provisions (of {of}) in the province's own texts, below: cities and counties held"
        ),
    };
    c.text([16.0, 50.0], 12.0, Anchor::Start, SOFT, &sub);
    for tile in &tiles {
        let own = rows.iter().find(|r| r.region == tile.province).copied();
        let below = rows.iter().filter(|r| home(r) == tile.province && r.region != tile.province).count();
        one(&mut c, tile, own, below, of, lang);
    }
    let down = tiles.iter().map(|t| t.row + 1).max().unwrap_or(1) as f64;
    let across = tiles.iter().map(|t| t.column + 1).max().unwrap_or(1) as f64;
    let bottom = key(&mut c, TOP + down * (SIDE + GAP) + 12.0, of, lang);
    let held = tiles.iter().filter(|t| rows.iter().any(|r| r.region == t.province)).count();
    let about = match lang {
        Lang::Zh => format!("{}个省级区划中{held}个收录了本级文本；数据见覆盖矩阵表。", tiles.len()),
        Lang::En => format!(
            "Texts of {held} of {} provinces themselves are held; the table of coverage has the data.",
            tiles.len()
        ),
    };
    let width = (32.0 + across * (SIDE + GAP)).max(super::svg::width(&sub, 12.0) + 40.0);
    let svg = c.done([width, bottom], title, &about, lang.pick("zh-CN", "en"));
    Some(Picture { title: title.into(), about, svg })
}

fn present(row: &MatrixRow) -> usize {
    row.cells.iter().filter(|c| c.state == Some(State::Present)).count()
}

fn one(c: &mut Canvas, tile: &Tile, own: Option<&MatrixRow>, below: usize, of: usize, lang: Lang) {
    let x = 16.0 + tile.column as f64 * (SIDE + GAP);
    let y = TOP + tile.row as f64 * (SIDE + GAP);
    let counted = own.filter(|r| r.cells.iter().any(|c| c.state.is_some()));
    let (fill, ink) = match counted {
        Some(row) => shade(present(row) as f64 / of.max(1) as f64),
        None => ("#ffffff".into(), INK),
    };
    let border = if own.is_none() {
        " stroke=\"#cfd6de\""
    } else if own.is_some_and(|r| r.draft) {
        " stroke=\"#1b222a\" stroke-width=\"2.5\" stroke-dasharray=\"6 4\""
    } else {
        " stroke=\"#5d6772\""
    };
    c.rect([x, y, SIDE, SIDE], &fill, &format!("{border} rx=\"3\""));
    let soft = if counted.is_some() { ink } else { SOFT };
    let name = fit(&tile.short, 14.0, SIDE - 8.0);
    c.text_with([x + SIDE / 2.0, y + 22.0], 14.0, Anchor::Middle, ink, &name, " font-weight=\"bold\"");
    let middle = [x + SIDE / 2.0, y + 50.0];
    match (own, counted) {
        (_, Some(row)) => {
            let mark = if row.draft { lang.pick("（征）", " (d)") } else { "" };
            c.text(
                middle,
                if row.draft { 17.0 } else { 21.0 },
                Anchor::Middle,
                ink,
                &format!("{}{mark}", present(row)),
            );
        }
        (Some(_), None) => c.text(
            [middle[0], middle[1] - 3.0],
            11.0,
            Anchor::Middle,
            soft,
            lang.pick("无计入文本", "none counts"),
        ),
        (None, None) => c.text(
            [middle[0], middle[1] - 3.0],
            11.0,
            Anchor::Middle,
            soft,
            lang.pick("省级未收录", "not held"),
        ),
    }
    if below > 0 {
        let words = match lang {
            Lang::Zh => format!("市县 {below}"),
            Lang::En => format!("{below} below"),
        };
        c.text([x + SIDE / 2.0, y + 71.0], 12.0, Anchor::Middle, ink, &words);
    }
}

/// Cividis from light to dark: lightness alone tells the order. Returns fill and ink.
fn shade(share: f64) -> (String, &'static str) {
    const STOPS: [[f64; 3]; 6] = [
        [255.0, 245.0, 190.0],
        [240.0, 219.0, 96.0],
        [187.0, 173.0, 111.0],
        [132.0, 131.0, 120.0],
        [72.0, 84.0, 108.0],
        [0.0, 32.0, 81.0],
    ];
    let at = share.clamp(0.0, 1.0) * 5.0;
    let (n, part) = ((at.floor() as usize).min(4), at - at.floor().min(4.0));
    let mix = |k: usize| (STOPS[n][k] + (STOPS[n + 1][k] - STOPS[n][k]) * part).round() as u8;
    let rgb = [mix(0), mix(1), mix(2)];
    // Whichever of the two stands out more from the fill: with black at least 4.5 to 1.
    let ink = if luminance(rgb) > 0.179 { "#000000" } else { "#ffffff" };
    (format!("#{:02x}{:02x}{:02x}", rgb[0], rgb[1], rgb[2]), ink)
}

/// Relative luminance as WCAG has it, 0-1.
fn luminance(rgb: [u8; 3]) -> f64 {
    let linear = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2])
}

fn key(c: &mut Canvas, y: f64, of: usize, lang: Lang) -> f64 {
    const WIDE: f64 = 26.0;
    c.text([16.0, y + 13.0], 12.0, Anchor::Start, SOFT, "0");
    for n in 0..10 {
        let (fill, _) = shade((f64::from(n) + 0.5) / 10.0);
        c.rect([32.0 + f64::from(n) * WIDE, y, WIDE, 16.0], &fill, "");
    }
    c.text([32.0 + 10.0 * WIDE + 8.0, y + 13.0], 12.0, Anchor::Start, SOFT, &of.to_string());
    let x = 32.0 + 10.0 * WIDE + 50.0;
    c.rect(
        [x, y, 22.0, 16.0],
        "#ffffff",
        " stroke=\"#1b222a\" stroke-width=\"2.5\" stroke-dasharray=\"6 4\"",
    );
    let words = lang.pick("仅有征求意见稿", "draft only");
    c.text([x + 30.0, y + 13.0], 12.0, Anchor::Start, SOFT, words);
    let x = x + 30.0 + super::svg::width(words, 12.0) + 24.0;
    c.rect([x, y, 22.0, 16.0], "#ffffff", " stroke=\"#cfd6de\"");
    c.text(
        [x + 30.0, y + 13.0],
        12.0,
        Anchor::Start,
        SOFT,
        lang.pick("未收录省级文本", "no text of the province held"),
    );
    y + 36.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_has_a_tile_of_its_own() {
        let tiles = table();
        assert_eq!(tiles.len(), 34);
        let places: std::collections::BTreeSet<_> = tiles.iter().map(|t| (t.row, t.column)).collect();
        assert_eq!(places.len(), 34);
        let divisions = include_str!("../../../corpus/divisions.tsv");
        let own = |l: &&str| l.split('\t').nth(1) == l.split('\t').nth(3);
        for line in divisions.lines().skip(1).filter(own) {
            let name = line.split('\t').nth(1).unwrap();
            assert!(tiles.iter().any(|t| t.province == name), "{name}");
        }
    }

    #[test]
    fn shades_darken_and_their_words_stand_out() {
        let lightness = |hex: &str| {
            let part = |i: usize| f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
            let linear = |v: f64| if v <= 0.03928 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) };
            0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
        };
        let mut before = 2.0;
        for n in 0..=35 {
            let (fill, ink) = shade(f64::from(n) / 35.0);
            let (a, b) = (lightness(&fill), lightness(ink));
            assert!(a <= before, "{n}");
            before = a;
            // WCAG AA for small letters.
            assert!((a.max(b) + 0.05) / (a.min(b) + 0.05) >= 4.5, "{fill} {ink}");
        }
    }
}
