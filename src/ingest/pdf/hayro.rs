//! The first reader of the chain: hayro-interpret draws each page on a device that keeps nothing
//! but glyphs and where they stand.

use super::layout::{self, Glyph};
use super::{Failure, Page, Pages};
use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{BezPath, Point};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, RectExt, SoftMask, TransformExt, interpret_page,
};
use hayro_syntax::{LoadPdfError, Pdf};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// More pages than a policy text has, and more glyphs than a page holds.
const MAX_PAGES: usize = 3000;
const MAX_GLYPHS: usize = 200_000;
/// Outlines drawn on a page without text from which it may hold text drawn as outlines.
const MANY_PATHS: usize = 200;

pub fn read(bytes: &[u8]) -> Result<Pages, Failure> {
    catch_unwind(AssertUnwindSafe(|| interpret(bytes))).unwrap_or(Err(Failure::Broken))
}

fn interpret(bytes: &[u8]) -> Result<Pages, Failure> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|e| match e {
        LoadPdfError::Decryption(_) => Failure::Encrypted,
        LoadPdfError::Invalid => Failure::Broken,
    })?;
    let cache = InterpreterCache::new();
    let mut pages = Vec::new();
    for page in pdf.pages().iter().take(MAX_PAGES) {
        let mut canvas = Canvas::default();
        let bbox = page.intersected_crop_box().to_kurbo();
        let to_page = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(to_page, bbox, &cache, pdf.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut canvas);
        let drawn = canvas.images > 0 || canvas.paths > MANY_PATHS;
        let (width, _) = page.render_dimensions();
        pages.push(Page { text: layout::text(canvas.glyphs, f64::from(width)), drawn });
    }
    if pages.is_empty() { Err(Failure::Broken) } else { Ok(Pages { reader: "hayro-interpret 0.9", pages }) }
}

/// Keeps glyphs, counts what else is drawn.
#[derive(Default)]
struct Canvas {
    glyphs: Vec<Glyph>,
    images: usize,
    paths: usize,
}

impl Device<'_> for Canvas {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.paths += 1;
    }
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            if self.glyphs.len() >= MAX_GLYPHS {
                return;
            }
            let place = props.transform * glyph.transform();
            let [a, b, c, d, ..] = place.as_coeffs();
            let at = place * Point::ZERO;
            let width = match &**glyph {
                hayro_interpret::font::Glyph::Outline(g) => g.advance_width(),
                hayro_interpret::font::Glyph::Type3(g) => g.advance_width(),
            };
            let size = 1000.0 * (c * c + d * d).sqrt();
            let advance = f64::from(width.unwrap_or(1000.0)) * (a * a + b * b).sqrt();
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(s)) => s,
                None => "\u{fffd}".to_owned(),
            };
            if at.x.is_finite() && at.y.is_finite() && size.is_finite() && advance.is_finite() {
                self.glyphs.push(Glyph {
                    x: at.x,
                    y: at.y,
                    size,
                    advance,
                    level: b.abs() < 0.2 * a.abs(),
                    text,
                });
            }
        }
    }
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.images += 1;
    }
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
