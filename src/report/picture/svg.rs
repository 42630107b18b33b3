//! Signs of SVG, put one after the other; coordinates are pixels with one decimal.

use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Fonts with Chinese characters, those of free systems first.
pub(super) const FONTS: [&str; 10] = [
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
    "Noto Serif CJK SC",
    "Droid Sans Fallback",
];

pub(super) const INK: &str = "#1b222a";
pub(super) const SOFT: &str = "#505a66";
pub(super) const LINE: &str = "#cfd6de";
pub(super) const YES: &str = "#0b4f6c";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture being drawn. `id` keeps the names inside it apart from those of other pictures.
pub(super) struct Canvas {
    pub id: String,
    body: String,
}

impl Canvas {
    pub fn new(id: &str) -> Self {
        Self { id: id.into(), body: String::new() }
    }

    pub fn raw(&mut self, sign: &str) {
        self.body += sign;
        self.body.push('\n');
    }

    /// `more` holds further attributes, each with a space in front.
    pub fn rect(&mut self, [x, y, w, h]: [f64; 4], fill: &str, more: &str) {
        let (x, y, w, h) = (px(x), px(y), px(w), px(h));
        self.raw(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{fill}\"{more}/>"));
    }

    pub fn line(&mut self, [x, y]: [f64; 2], [u, v]: [f64; 2], stroke: &str, width: f64, more: &str) {
        let (x, y, u, v, w) = (px(x), px(y), px(u), px(v), px(width));
        self.raw(&format!(
            "<line x1=\"{x}\" y1=\"{y}\" x2=\"{u}\" y2=\"{v}\" stroke=\"{stroke}\" stroke-width=\"{w}\"{more}/>"
        ));
    }

    pub fn circle(&mut self, [x, y]: [f64; 2], r: f64, fill: &str, more: &str) {
        self.raw(&format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{fill}\"{more}/>",
            px(x),
            px(y),
            px(r)
        ));
    }

    pub fn diamond(&mut self, [x, y]: [f64; 2], r: f64, fill: &str, more: &str) {
        let points = [(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", px(*x), px(*y))).collect();
        self.raw(&format!("<polygon points=\"{}\" fill=\"{fill}\"{more}/>", points.join(" ")));
    }

    /// Words with their base line at `y`.
    pub fn text(&mut self, [x, y]: [f64; 2], size: f64, anchor: Anchor, fill: &str, words: &str) {
        self.text_with([x, y], size, anchor, fill, words, "");
    }

    /// The title of a picture, above everything else.
    pub fn title(&mut self, words: &str) {
        self.text_with([16.0, 28.0], 18.0, Anchor::Start, INK, words, " font-weight=\"bold\"");
    }

    pub fn text_with(
        &mut self,
        [x, y]: [f64; 2],
        size: f64,
        anchor: Anchor,
        fill: &str,
        words: &str,
        more: &str,
    ) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (x, y, size) = (px(x), px(y), px(size));
        let mut escaped = String::new();
        escape(words, &mut escaped);
        self.raw(&format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor} fill=\"{fill}\"{more}>{escaped}</text>"
        ));
    }

    /// Fill of slanting lines: what is not known, in print as on a screen.
    pub fn hatch(&mut self) {
        let id = &self.id;
        let sign = format!(
            "<defs><pattern id=\"{id}-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#ffffff\"/>\
             <rect width=\"2\" height=\"6\" fill=\"#9aa5b1\"/></pattern></defs>"
        );
        self.raw(&sign);
    }

    pub fn hatched(&self) -> String {
        format!("url(#{}-hatch)", self.id)
    }

    /// The whole picture; readers of screens get title and description.
    pub fn done(self, [w, h]: [f64; 2], title: &str, about: &str, lang: &str) -> String {
        let (mut name, mut long, id) = (String::new(), String::new(), &self.id);
        escape(title, &mut name);
        escape(about, &mut long);
        let fonts: Vec<String> = FONTS.iter().map(|f| format!("'{f}'")).collect();
        let (w, h) = (px(w), px(h));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
             role=\"img\" lang=\"{lang}\" aria-labelledby=\"{id}-t {id}-d\" font-family=\"{}, sans-serif\">\n\
             <title id=\"{id}-t\">{name}</title>\n<desc id=\"{id}-d\">{long}</desc>\n\
             <rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>\n{}</svg>\n",
            fonts.join(", "),
            self.body
        )
    }
}

/// One decimal at most, without a trailing nought; the same on every machine.
fn px(v: f64) -> String {
    let mut out = String::new();
    let tenths = (v * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, part) = (tenths.abs() / 10, tenths.abs() % 10);
    let _ = if part == 0 { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{whole}.{part}") };
    out
}

/// Words of documents must not become markup, and XML holds no control characters.
fn escape(words: &str, out: &mut String) {
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// About how wide words are: a Chinese character is as wide as high, a Latin one a little over half.
pub(super) fn width(words: &str, size: f64) -> f64 {
    let narrow = words.chars().filter(char::is_ascii).count() as f64;
    (words.width() as f64 * 0.5 + narrow * 0.06) * size
}

/// Cut where it would be wider than `most`.
pub(super) fn fit(words: &str, size: f64, most: f64) -> String {
    if width(words, size) <= most {
        return words.into();
    }
    let mut out = String::new();
    for c in words.chars() {
        out.push(c);
        if width(&out, size) + size > most {
            out.pop();
            break;
        }
    }
    out + "…"
}

/// The widest of some words, but not more than `most`.
pub(super) fn widest<'w>(words: impl Iterator<Item = &'w str>, size: f64, most: f64) -> f64 {
    words.map(|w| width(w, size)).fold(0.0, f64::max).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cannot_become_markup_and_long_ones_are_cut() {
        let mut c = Canvas::new("p");
        c.text([1.0, 2.05], 12.0, Anchor::Middle, INK, "<b>\"&\u{7}\n");
        let svg = c.done([10.0, 10.5], "a<", "", "zh-CN");
        assert!(
            svg.contains(">&lt;b&gt;&quot;&amp;\u{fffd} </text>") && svg.contains("a&lt;</title>"),
            "{svg}"
        );
        assert!(svg.contains("x=\"1\" y=\"2.1\"") || svg.contains("y=\"2\""), "{svg}");
        assert_eq!(fit("公共数据授权运营", 10.0, 45.0), "公共数…");
        assert_eq!(fit("公共", 10.0, 20.0), "公共");
        assert_eq!(px(-0.04), "0");
    }
}
