//! 覆盖热图: regions x provisions.

use super::svg::{Anchor, Canvas, INK, LINE, SOFT, YES, fit, widest};
use super::{Picture, Scene};
use crate::compare::MatrixRow;
use crate::model::State;
use crate::report::{Lang, words::letter};

/// More rows than this no one reads in a picture.
const MOST: usize = 150;

struct Place {
    cell: f64,
    left: f64,
    top: f64,
}

pub(super) fn draw(scene: &Scene, lang: Lang, id: &str) -> Option<Picture> {
    let rows = &scene.matrix.rows[..scene.matrix.rows.len().min(MOST)];
    if rows.is_empty() || scene.provisions.is_empty() {
        return None;
    }
    let names: Vec<&str> = scene.provisions.iter().map(|p| lang.name(&p.title, &p.title_en)).collect();
    let labels: Vec<String> = rows.iter().map(|r| label(r, lang)).collect();
    let cell = if rows.len() > 60 { 17.0 } else { 23.0 };
    let slant = widest(names.iter().copied(), 12.0, 310.0);
    let left = widest(labels.iter().map(String::as_str), 13.0, 220.0).max(112.0) + 22.0;
    let place = Place { cell, left, top: 64.0 + slant * 0.87 + 26.0 };
    let mut c = Canvas::new(id);
    c.hatch();
    let title = lang.pick("覆盖热图：地区 × 规定要素", "Coverage: regions by provisions");
    c.title(title);
    let day = scene.analysis.reference;
    let held = scene.matrix.rows.len();
    let sub = match lang {
        Lang::Zh => format!("基准日{day}；收录{held}地；格内字母见图例"),
        Lang::En => format!("Reference date {day}; {held} regions held; letters: see the key"),
    };
    c.text([16.0, 48.0], 12.0, Anchor::Start, SOFT, &sub);
    heads(&mut c, scene, &names, &place);
    for (n, (row, label)) in rows.iter().zip(&labels).enumerate() {
        region(&mut c, row, label, place.top + n as f64 * cell, &place, lang);
    }
    let mut y = place.top + rows.len() as f64 * cell;
    separators(&mut c, scene, &place, y);
    y = counts(&mut c, scene, &place, y, lang);
    let width = (place.left + names.len() as f64 * cell + (slant * 0.5).max(70.0) + 16.0).max(760.0);
    y = key(&mut c, scene, y, width, lang);
    if scene.matrix.rows.len() > rows.len() {
        let rest = scene.matrix.rows.len() - rows.len();
        let words = match lang {
            Lang::Zh => format!("另有{rest}地未画出，见工作簿“矩阵”表。"),
            Lang::En => format!("{rest} more regions are not drawn: see the sheet Matrix of the workbook."),
        };
        c.text([16.0, y + 6.0], 12.0, Anchor::Start, SOFT, &words);
        y += 22.0;
    }
    let about = about(scene, lang);
    let svg = c.done([width, y + 10.0], title, &about, lang.pick("zh-CN", "en"));
    Some(Picture { title: title.into(), about, svg })
}

fn about(scene: &Scene, lang: Lang) -> String {
    let all: usize = scene.matrix.counts().iter().map(|c| c.of).sum();
    let present: usize = scene.matrix.counts().iter().map(|c| c.present).sum();
    let (rows, columns) = (scene.matrix.rows.len(), scene.provisions.len());
    match lang {
        Lang::Zh => {
            format!("{rows}地对{columns}项规定要素，共{all}格，其中有规定{present}格；数据见覆盖矩阵表。")
        }
        Lang::En => format!(
            "{rows} regions by {columns} provisions, {all} cells, {present} of them present; the table of coverage has the data."
        ),
    }
}

fn label(row: &MatrixRow, lang: Lang) -> String {
    let draft = lang.pick("（征）", " (draft)");
    if row.draft { format!("{}{draft}", row.region) } else { row.region.clone() }
}

fn heads(c: &mut Canvas, scene: &Scene, names: &[&str], place: &Place) {
    for (n, name) in names.iter().enumerate() {
        let x = place.left + (n as f64 + 0.5) * place.cell + 4.0;
        let y = place.top - 24.0;
        let turn = format!(" transform=\"rotate(-60 {x:.1} {y:.1})\"");
        c.text_with([x, y], 12.0, Anchor::Start, INK, &fit(name, 12.0, 310.0), &turn);
    }
    let mut from = 0;
    for (n, run) in scene.provisions.chunk_by(|a, b| a.section == b.section).enumerate() {
        let (x, w) = (place.left + from as f64 * place.cell, run.len() as f64 * place.cell);
        c.rect([x + 1.0, place.top - 19.0, w - 2.0, 15.0], "#e4eaf1", "");
        c.text([x + w / 2.0, place.top - 7.5], 11.0, Anchor::Middle, INK, &sign(n));
        from += run.len();
    }
}

/// A, B, C … for the sections.
fn sign(n: usize) -> String {
    char::from(b'A' + (n % 26) as u8).to_string()
}

fn region(c: &mut Canvas, row: &MatrixRow, label: &str, y: f64, place: &Place, lang: Lang) {
    let size = (place.cell * 0.57).min(13.0);
    let base = y + place.cell * 0.5 + size * 0.36;
    c.text([place.left - 8.0, base], size, Anchor::End, INK, &fit(label, size, place.left - 20.0));
    for (n, cell) in row.cells.iter().enumerate() {
        self::cell(c, cell.state, [place.left + n as f64 * place.cell, y], place.cell, lang);
    }
    let present = row.cells.iter().filter(|c| c.state == Some(State::Present)).count();
    let x = place.left + row.cells.len() as f64 * place.cell + 8.0;
    let none = row.cells.iter().all(|c| c.state.is_none());
    let words = if none { "—".to_owned() } else { format!("{present}/{}", row.cells.len()) };
    c.text([x, base], size, Anchor::Start, INK, &words);
}

fn cell(c: &mut Canvas, state: Option<State>, [x, y]: [f64; 2], side: f64, lang: Lang) {
    let inner = [x + 1.0, y + 1.0, side - 2.0, side - 2.0];
    let (middle, r) = ([x + side / 2.0, y + side / 2.0], side / 2.0 - 0.5);
    let hatch = c.hatched();
    let ink = match state {
        Some(State::Present) => {
            c.rect(inner, YES, "");
            "#ffffff"
        }
        Some(State::Delegated) => {
            c.circle(middle, r - 1.5, "#fff1cf", " stroke=\"#7a4b00\" stroke-width=\"1.5\"");
            "#7a4b00"
        }
        Some(State::Contradicted) => {
            c.diamond(middle, r + 1.0, "#9b1c1c", "");
            "#ffffff"
        }
        Some(State::Absent) => {
            c.rect(inner, "#ffffff", " stroke=\"#e4eaf1\"");
            "#6b7580"
        }
        Some(State::Undetermined) => {
            c.rect(inner, &hatch, " stroke=\"#5d6772\" stroke-dasharray=\"3 2\"");
            INK
        }
        None => "#6b7580",
    };
    let word = state.map_or("—", |s| lang.pick(letter(s), super::letter_en(s)));
    let size = side * 0.5;
    if state == Some(State::Undetermined) {
        c.circle(middle, size * 0.55, "#ffffff", "");
    }
    c.text([middle[0], middle[1] + size * 0.36], size, Anchor::Middle, ink, word);
}

fn separators(c: &mut Canvas, scene: &Scene, place: &Place, bottom: f64) {
    let mut from = 0;
    for run in scene.provisions.chunk_by(|a, b| a.section == b.section) {
        from += run.len();
        let x = place.left + from as f64 * place.cell;
        c.line([x, place.top - 19.0], [x, bottom], SOFT, 1.0, "");
    }
    let right = place.left + from as f64 * place.cell;
    c.line([place.left, place.top], [place.left, bottom], SOFT, 1.0, "");
    c.line([place.left, bottom], [right, bottom], SOFT, 1.0, "");
}

/// Regions with the provision, as a bar and a number; the height of the bar is its share.
fn counts(c: &mut Canvas, scene: &Scene, place: &Place, y: f64, lang: Lang) -> f64 {
    const BAR: f64 = 46.0;
    for (n, count) in scene.matrix.counts().iter().enumerate() {
        let x = place.left + n as f64 * place.cell;
        let h = BAR * count.present as f64 / count.of.max(1) as f64;
        c.rect([x + 2.0, y + 6.0, place.cell - 4.0, BAR], "#f3f5f8", "");
        c.rect([x + 2.0, y + 6.0 + BAR - h, place.cell - 4.0, h], YES, "");
        let number = count.present.to_string();
        c.text([x + place.cell / 2.0, y + BAR + 19.0], 11.0, Anchor::Middle, INK, &number);
    }
    let words = lang.pick("有规定的地区", "Regions with it");
    c.text([place.left - 8.0, y + BAR / 2.0 + 4.0], 12.0, Anchor::End, INK, words);
    let held = scene.matrix.rows.len();
    let of = match lang {
        Lang::Zh => format!("（共{held}地）"),
        Lang::En => format!("(of {held})"),
    };
    c.text([place.left - 8.0, y + BAR / 2.0 + 20.0], 12.0, Anchor::End, SOFT, &of);
    c.line(
        [place.left, y + 6.0 + BAR],
        [place.left + scene.provisions.len() as f64 * place.cell, y + 6.0 + BAR],
        LINE,
        1.0,
        "",
    );
    y + BAR + 36.0
}

/// What letters and sections mean; lines break at the width of the picture.
fn key(c: &mut Canvas, scene: &Scene, y: f64, width: f64, lang: Lang) -> f64 {
    let mut at = [16.0, y];
    let mut next = |c: &mut Canvas, w: f64| -> [f64; 2] {
        let _ = &c;
        if at[0] + w > width - 16.0 {
            at = [16.0, at[1] + 24.0];
        }
        let here = at;
        at[0] += w;
        here
    };
    for s in State::ALL {
        let words = lang.state(s);
        let here = next(c, super::svg::width(words, 12.0) + 48.0);
        cell(c, Some(s), here, 20.0, lang);
        c.text([here[0] + 26.0, here[1] + 14.5], 12.0, Anchor::Start, INK, words);
    }
    let words = lang.pick("— 收录的文本在基准日均不计入", "— texts held, none counts at the date");
    let here = next(c, super::svg::width(words, 12.0) + 24.0);
    c.text([here[0], here[1] + 14.5], 12.0, Anchor::Start, INK, words);
    let line = here[1] + 24.0;
    let mut at = [16.0, line];
    for (n, run) in scene.provisions.chunk_by(|a, b| a.section == b.section).enumerate() {
        let words = format!("{} {}", sign(n), lang.name(&run[0].section, &run[0].section_en));
        let w = super::svg::width(&words, 12.0) + 22.0;
        if at[0] + w > width - 16.0 {
            at = [16.0, at[1] + 20.0];
        }
        c.text([at[0], at[1] + 16.0], 12.0, Anchor::Start, SOFT, &words);
        at[0] += w;
    }
    at[1] + 30.0
}
