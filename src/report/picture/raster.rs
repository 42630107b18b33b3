//! Pictures as files: SVG as drawn, PNG through resvg with the machine's fonts.

use super::{PICTURES, Scene};
use crate::diag::{Diagnostic, Place};
use crate::report::Input;
use rayon::prelude::*;
use resvg::{tiny_skia, usvg};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use usvg::fontdb;

/// Characters that a font must have to be of use here.
const WANTED: &str = "国省市条款规定要素覆盖有转反无";
/// No side of a PNG is longer.
const MOST: f32 = 12_000.0;

/// Writes every picture into `dir` as SVG and PNG; returns the files, and what hindered.
pub(in crate::report) fn write(dir: &Path, input: &Input) -> (Vec<PathBuf>, Vec<Diagnostic>) {
    let scene = Scene::new(input);
    let refuse = |path: &Path, e: &dyn std::fmt::Display| {
        Box::new(Diagnostic::new("M003", Place::file(path.to_string_lossy()), format!("{e} (无法写入输出)")))
    };
    if let Err(e) = std::fs::create_dir_all(dir) {
        return (Vec::new(), vec![*refuse(dir, &e)]);
    }
    let one = |(name, draw): &(&str, super::Draw)| -> Vec<Result<PathBuf, Box<Diagnostic>>> {
        let Some(picture) = draw(&scene, input.lang, name) else { return Vec::new() };
        let put = |ending: &str, bytes: &[u8]| {
            let path = dir.join(format!("{name}.{ending}"));
            std::fs::write(&path, bytes).map_err(|e| refuse(&path, &e)).map(|()| path)
        };
        let mut out = vec![put("svg", picture.svg.as_bytes())];
        if let Some(font) = &*FONT {
            out.push(match png(&picture.svg, font) {
                Ok(bytes) => put("png", &bytes),
                Err(e) => Err(refuse(&dir.join(format!("{name}.png")), &e)),
            });
        }
        out
    };
    let all: Vec<Result<PathBuf, Box<Diagnostic>>> = PICTURES.par_iter().flat_map_iter(one).collect();
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for found in all {
        match found {
            Ok(path) => files.push(path),
            Err(fault) => faults.push(*fault),
        }
    }
    if FONT.is_none() && !files.is_empty() {
        let message = "no font with Chinese characters is installed: pictures are written as SVG only (没有中文字体，只写SVG)";
        faults.push(Diagnostic::new("M008", Place::file(dir.to_string_lossy()), message));
    }
    (files, faults)
}

/// The fonts of the machine, and the family that labels are set in.
struct Fonts {
    all: Arc<fontdb::Database>,
    family: String,
}

static FONT: LazyLock<Option<Fonts>> = LazyLock::new(|| {
    let mut all = fontdb::Database::new();
    all.load_system_fonts();
    let family = family(&all)?;
    all.set_sans_serif_family(family.clone());
    Some(Fonts { all: Arc::new(all), family })
});

/// The first family of the list that is there; else the first by name that has the characters.
fn family(all: &fontdb::Database) -> Option<String> {
    let mut there: Vec<(&str, fontdb::ID)> =
        all.faces().flat_map(|f| f.families.iter().map(|(name, _)| (name.as_str(), f.id))).collect();
    there.sort_by(|a, b| a.0.cmp(b.0));
    let listed = super::svg::FONTS.iter().flat_map(|want| there.iter().filter(move |(name, _)| name == want));
    let found = listed.chain(&there).find(|(_, id)| has_chinese(all, *id))?;
    Some(found.0.to_owned())
}

fn has_chinese(all: &fontdb::Database, id: fontdb::ID) -> bool {
    let look = |data: &[u8], index: u32| {
        use skrifa::MetadataProvider;
        let font = skrifa::FontRef::from_index(data, index).ok()?;
        Some(WANTED.chars().all(|c| font.charmap().map(c).is_some_and(|g| g.to_u32() != 0)))
    };
    all.with_face_data(id, look).flatten().unwrap_or(false)
}

/// Twice the size of the drawing, for print.
fn png(svg: &str, fonts: &Fonts) -> Result<Vec<u8>, String> {
    let options = usvg::Options {
        fontdb: fonts.all.clone(),
        font_family: fonts.family.clone(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|e| e.to_string())?;
    let size = tree.size();
    let zoom = (MOST / size.width().max(size.height())).min(2.0);
    let pixels = |v: f32| (v * zoom).ceil() as u32;
    let mut map = tiny_skia::Pixmap::new(pixels(size.width()), pixels(size.height()))
        .ok_or("the picture has no size")?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(zoom, zoom), &mut map.as_mut());
    map.encode_png().map_err(|e| e.to_string())
}
