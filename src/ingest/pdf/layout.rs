//! Glyphs with positions -> lines in reading order. `y` grows downwards, units are points.

/// One glyph on the page.
#[derive(Debug, Clone)]
pub struct Glyph {
    pub x: f64,
    /// Its baseline.
    pub y: f64,
    pub size: f64,
    pub advance: f64,
    /// It stands upright on a horizontal line.
    pub level: bool,
    pub text: String,
}

struct Line {
    y: f64,
    size: f64,
    glyphs: Vec<Glyph>,
}

/// The text of a page, a line per line. Lines that begin right of the page's left margin by one
/// to four characters get two ideographic spaces: the indent that begins a Chinese paragraph.
pub fn text(glyphs: Vec<Glyph>, _width: f64) -> String {
    let (level, turned): (Vec<_>, Vec<_>) = glyphs.into_iter().partition(|g| g.level && g.size > 0.5);
    let lines = lines(level);
    let margin = margin(&lines);
    let mut out = String::new();
    for line in &lines {
        let text = join(&line.glyphs);
        if text.is_empty() {
            continue;
        }
        let indent = (line.glyphs[0].x - margin) / line.size.max(1.0);
        if (1.2..6.0).contains(&indent) {
            out.push_str("　　");
        }
        out.push_str(&text);
        out.push('\n');
    }
    // Turned text (watermarks, sheet titles at the side) has no place among the lines.
    let turned: String = turned.iter().map(|g| g.text.as_str()).collect();
    if !turned.trim().is_empty() {
        out.push_str(turned.trim());
        out.push('\n');
    }
    out
}

/// Groups glyphs whose baselines are within half a character of each other, top down.
fn lines(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines: Vec<Line> = Vec::new();
    for glyph in glyphs {
        match lines.last_mut() {
            Some(line) if glyph.y - line.y < 0.5 * line.size.min(glyph.size).max(1.0) => {
                line.size = line.size.max(glyph.size);
                line.glyphs.push(glyph);
            }
            _ => lines.push(Line { y: glyph.y, size: glyph.size, glyphs: vec![glyph] }),
        }
    }
    for line in &mut lines {
        line.glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
        // Bold faked by drawing twice, a little shifted.
        line.glyphs.dedup_by(|b, a| a.text == b.text && (b.x - a.x).abs() < 0.15 * a.size);
        while line.glyphs.first().is_some_and(|g| g.text.trim().is_empty()) {
            line.glyphs.remove(0);
        }
    }
    lines
}

/// The left edge at which most lines begin.
fn margin(lines: &[Line]) -> f64 {
    let starts = || lines.iter().filter_map(|l| l.glyphs.first().map(|g| g.x));
    starts()
        .map(|x| (starts().filter(|other| (other - x).abs() < 3.0).count(), x))
        .fold((0, f64::MAX), |best, next| {
            let more = next.0 > best.0 || next.0 == best.0 && next.1 < best.1;
            if more { next } else { best }
        })
        .1
}

/// The glyphs of a line as text; gaps become spaces, wide gaps two.
fn join(glyphs: &[Glyph]) -> String {
    let mut out = String::new();
    let mut end: Option<f64> = None;
    let mut spaced = false;
    for glyph in glyphs {
        if glyph.text.trim().is_empty() {
            spaced = true;
            end = end.map(|e| e.max(glyph.x));
            continue;
        }
        let gap = end.map_or(0.0, |e| (glyph.x - e) / glyph.size.max(1.0));
        let latin = out.ends_with(|c: char| c.is_ascii()) || glyph.text.starts_with(|c: char| c.is_ascii());
        if end.is_some() {
            if gap > 1.8 {
                out.push_str("  ");
            } else if gap > 0.45 || spaced && (latin || gap > 0.2) || latin && gap > 0.28 {
                out.push(' ');
            }
        }
        out.push_str(&glyph.text);
        spaced = false;
        end = Some(end.unwrap_or(f64::MIN).max(glyph.x + glyph.advance));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, x: f64, y: f64) -> Vec<Glyph> {
        let glyph = |(i, c): (usize, char)| Glyph {
            x: x + 10.0 * i as f64,
            y,
            size: 10.0,
            advance: 10.0,
            level: true,
            text: c.into(),
        };
        text.chars().enumerate().map(glyph).collect()
    }

    #[test]
    fn lines_are_made_of_glyphs_in_any_order() {
        let mut glyphs = row("第二行", 50.0, 120.0);
        glyphs.extend(row("第一条为规范", 70.0, 100.0));
        glyphs.extend(row("第三行", 50.0, 140.3));
        assert_eq!(text(glyphs, 600.0), "　　第一条为规范\n第二行\n第三行\n");
    }

    #[test]
    fn gaps_are_spaces_and_double_drawing_is_once() {
        let mut glyphs = row("总则", 50.0, 100.0);
        glyphs.extend(row("总则", 50.4, 100.0));
        glyphs.extend(row("第五条", 110.0, 100.0));
        assert_eq!(text(glyphs, 600.0), "总则  第五条\n");
    }
}
