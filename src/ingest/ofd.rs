//! OFD (GB/T 33190, the national fixed-layout format): XML in a ZIP. Glyphs stand at positions on
//! pages, in millimetres; lines are made of them as for PDF.

use super::docx::xml::{self, Step, Tag};
use super::pdf::layout::{self, Glyph};
use super::unzip::{Container, Fault};
use super::{Input, Outcome, Reader};
use crate::diag::Diagnostic;
use crate::model::{Format, PageStart, RawText};
use std::collections::BTreeMap;

pub(super) const READER: Reader = Reader { formats: &[Format::Ofd], heavy: true, read };

const POINTS_PER_MM: f64 = 72.0 / 25.4;
const MAX_PAGES: usize = 3000;
const MAX_GLYPHS: usize = 200_000;

fn read(input: Input<'_>, _: Format, notes: &mut Vec<Diagnostic>) -> Outcome {
    let fault = |f: Fault| Box::new(f.explain(input, "OFD"));
    let mut container = Container::open(input.bytes).map_err(fault)?;
    let entry = container.names().into_iter().find(|n| n == "OFD.xml" || n.ends_with("/OFD.xml"));
    let entry = entry.ok_or_else(|| fault(Fault::Broken))?;
    let root = container.read_text(&entry).map_err(fault)?;
    let mut raw = RawText::new(String::new(), Format::Ofd, "quick-xml 0.42 (OFD)");
    raw.wrapped = true;
    let mut empty = Vec::new();
    for document in texts_of(&root, "DocRoot") {
        read_document(&mut container, &resolve(&entry, &document), &mut raw, &mut empty).map_err(fault)?;
    }
    if raw.text.trim().is_empty() {
        let message = format!("{} has no text layer (没有文本层)", input.name);
        return Err(Box::new(input.note("I009", message)));
    }
    if !empty.is_empty() {
        raw.partial = true;
        let message = format!("{}: no text on page {} (页面没有文本)", input.name, empty.join(", "));
        notes.push(input.note("I010", message));
    }
    Ok(raw)
}

/// Reads the pages of one document; a page without text that shows a picture goes to `empty`.
fn read_document(
    container: &mut Container<'_>,
    path: &str,
    raw: &mut RawText,
    empty: &mut Vec<String>,
) -> Result<(), Fault> {
    let document = container.read_text(path)?;
    let (mut pages, mut templates) = (Vec::new(), BTreeMap::new());
    xml::walk(&document, |step| {
        let Step::Start(tag) = step else { return };
        let Some(location) = tag.attr("BaseLoc") else { return };
        match tag.name.as_str() {
            "Page" => pages.push(resolve(path, &location)),
            "TemplatePage" => {
                templates.insert(tag.attr("ID").unwrap_or_default(), resolve(path, &location));
            }
            _ => {}
        }
    });
    for page in pages.iter().take(MAX_PAGES) {
        let number = raw.pages.len() as u32 + 1;
        raw.pages.push(PageStart { page: number, at: raw.text.len() });
        let mut content = match container.read_text(page) {
            // A page that the package names and does not hold is lost, and said to be.
            Err(Fault::Missing | Fault::Broken) => {
                empty.push(number.to_string());
                continue;
            }
            other => parse_page(&other?),
        };
        for id in std::mem::take(&mut content.templates) {
            let Some(template) = templates.get(&id) else { continue };
            content.glyphs.extend(parse_page(&container.read_text(template).unwrap_or_default()).glyphs);
        }
        let text = layout::text(content.glyphs, 0.0);
        if text.trim().is_empty() && content.drawn || !content.whole {
            empty.push(number.to_string());
        }
        raw.text.push_str(&text);
    }
    Ok(())
}

/// A path of the package: absolute ones begin with `/`, others stand beside `from`.
fn resolve(from: &str, path: &str) -> String {
    let path = path.trim().replace('\\', "/");
    let base = match path.strip_prefix('/') {
        Some(_) => "",
        None => from.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

fn texts_of(text: &str, name: &str) -> Vec<String> {
    let (mut out, mut inside): (Vec<String>, bool) = (Vec::new(), false);
    xml::walk(text, |step| match step {
        Step::Start(tag) if tag.name == name => {
            inside = true;
            out.push(String::new());
        }
        Step::End(end) if end == name => inside = false,
        Step::Text(t) if inside => out.last_mut().into_iter().for_each(|last| last.push_str(&t)),
        _ => {}
    });
    out
}

#[derive(Default)]
struct Page {
    glyphs: Vec<Glyph>,
    templates: Vec<String>,
    drawn: bool,
    whole: bool,
    object: Object,
    code: Option<Code>,
}

/// The text object being read, in millimetres.
#[derive(Clone)]
struct Object {
    origin: (f64, f64),
    size: f64,
    ctm: [f64; 6],
}

impl Default for Object {
    fn default() -> Self {
        Self { origin: (0.0, 0.0), size: 3.5, ctm: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0] }
    }
}

struct Code {
    x: f64,
    y: f64,
    dx: Vec<f64>,
    dy: Vec<f64>,
    text: String,
}

fn parse_page(text: &str) -> Page {
    let mut page = Page::default();
    // Where a text code gives no X or Y it goes on from the one before.
    let mut last = (0.0, 0.0);
    let whole = xml::walk(text, |step| match step {
        Step::Start(tag) => page.start(&tag, &mut last),
        Step::Text(t) => page.code.iter_mut().for_each(|code| code.text.push_str(&t)),
        Step::End(name) if name == "TextCode" => page.close_code(),
        Step::End(_) => {}
    });
    page.whole = whole;
    page
}

impl Page {
    fn start(&mut self, tag: &Tag<'_>, last: &mut (f64, f64)) {
        match tag.name.as_str() {
            "Template" => self.templates.extend(tag.attr("TemplateID")),
            "ImageObject" => self.drawn = true,
            "TextObject" => {
                let boundary = numbers(tag.attr("Boundary"));
                let mut object = Object::default();
                if let [x, y, ..] = boundary[..] {
                    object.origin = (x, y);
                }
                object.size = numbers(tag.attr("Size")).first().copied().unwrap_or(object.size);
                if let [a, b, c, d, e, f] = numbers(tag.attr("CTM"))[..] {
                    object.ctm = [a, b, c, d, e, f];
                }
                self.object = object;
                *last = (0.0, 0.0);
            }
            "TextCode" => {
                let one = |name| numbers(tag.attr(name)).first().copied();
                *last = (one("X").unwrap_or(last.0), one("Y").unwrap_or(last.1));
                let (dx, dy) = (deltas(tag.attr("DeltaX")), deltas(tag.attr("DeltaY")));
                self.code = Some(Code { x: last.0, y: last.1, dx, dy, text: String::new() });
            }
            _ => {}
        }
    }

    fn close_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        let o = &self.object;
        let [a, b, c, d, e, f] = o.ctm;
        let scale = (c * c + d * d).sqrt() * POINTS_PER_MM;
        let (mut x, mut y) = (code.x, code.y);
        let text = code.text.trim_matches(['\n', '\r', '\t']);
        for (i, ch) in text.chars().enumerate() {
            if self.glyphs.len() >= MAX_GLYPHS {
                return;
            }
            let step = code.dx.get(i).copied();
            let width = if ch.is_ascii() { 0.5 * o.size } else { o.size };
            let place = (a * x + c * y + e + o.origin.0, b * x + d * y + f + o.origin.1);
            let glyph = Glyph {
                x: place.0 * POINTS_PER_MM,
                y: place.1 * POINTS_PER_MM,
                size: o.size * scale,
                advance: width.min(step.filter(|s| *s > 0.0).unwrap_or(width))
                    * (a * a + b * b).sqrt()
                    * POINTS_PER_MM,
                level: b.abs() < 0.2 * a.abs(),
                text: ch.to_string(),
            };
            if [glyph.x, glyph.y, glyph.size, glyph.advance].iter().all(|v| v.is_finite()) {
                self.glyphs.push(glyph);
            }
            let down = code.dy.get(i).copied().unwrap_or(0.0);
            // Upright columns give only DeltaY.
            x += step.unwrap_or(if code.dx.is_empty() && !code.dy.is_empty() { 0.0 } else { width });
            y += down;
        }
    }
}

fn numbers(value: Option<String>) -> Vec<f64> {
    value
        .unwrap_or_default()
        .split_whitespace()
        .filter_map(|n| n.parse().ok())
        .filter(|n: &f64| n.is_finite())
        .collect()
}

/// A list of steps; `g n v` stands for n times v.
fn deltas(value: Option<String>) -> Vec<f64> {
    let value = value.unwrap_or_default();
    let (mut out, mut words) = (Vec::new(), value.split_whitespace());
    while let Some(word) = words.next() {
        if word == "g" {
            let count = words.next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
            let step = words.next().and_then(|n| n.parse().ok()).unwrap_or(0.0);
            out.extend(std::iter::repeat_n(step, count.min(MAX_GLYPHS)));
        } else {
            out.extend(word.parse::<f64>().ok());
        }
        if out.len() > MAX_GLYPHS {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn ofd(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn glyphs_of_pages_and_templates_become_lines() {
        let text = |y: &str, dx: &str, t: &str| {
            format!(
                r#"<ofd:TextObject Boundary="20 {y} 100 6" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="{dx}">{t}</ofd:TextCode></ofd:TextObject>"#
            )
        };
        let page = format!(
            r#"<ofd:Page xmlns:ofd="o"><ofd:Template TemplateID="9"/><ofd:Content><ofd:Layer>{}{}</ofd:Layer></ofd:Content></ofd:Page>"#,
            text("60", "g 3 5", "第二条甲"),
            text("50", "5 5 10", "第一条甲")
        );
        let template = format!(r#"<ofd:Page xmlns:ofd="o">{}</ofd:Page>"#, text("10", "", "示例市"));
        let bytes = ofd(&[
            (
                "OFD.xml",
                "<ofd:OFD xmlns:ofd='o'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            ),
            (
                "Doc_0/Document.xml",
                "<ofd:Document xmlns:ofd='o'><ofd:CommonData><ofd:TemplatePage ID='9' BaseLoc='Tpls/T.xml'/></ofd:CommonData><ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/Page_0/Content.xml'/><ofd:Page ID='2' BaseLoc='/Doc_0/none.xml'/></ofd:Pages></ofd:Document>",
            ),
            ("Doc_0/Pages/Page_0/Content.xml", &page),
            ("Doc_0/Tpls/T.xml", &template),
        ]);
        let reading = crate::ingest::read("a.ofd", &bytes);
        let raw = reading.raw.unwrap();
        assert_eq!(raw.text, "示例市\n第一条 甲\n第二条甲\n");
        assert!(raw.partial && reading.diagnostics[0].code == "I010", "a missing page is told");
    }

    #[test]
    fn paths_and_steps() {
        assert_eq!(resolve("Doc_0/Document.xml", "Pages/../P.xml"), "Doc_0/P.xml");
        assert_eq!(resolve("Doc_0/Document.xml", "/Doc_1/P.xml"), "Doc_1/P.xml");
        assert_eq!(deltas(Some("1 g 2 3 4".into())), [1.0, 3.0, 3.0, 4.0]);
        assert!(deltas(Some("g 99999999999 1".into())).len() <= MAX_GLYPHS);
    }
}
