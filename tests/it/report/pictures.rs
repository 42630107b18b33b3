//! Pictures: well-formed, the same each time, no label cut by the edge, numbers as they are.

use super::{build, sample};
use crate::common;
use std::collections::BTreeMap;
use tiaokuan::model::{Analysis, State};
use tiaokuan::report::{Input, Lang, write_pictures};
use unicode_width::UnicodeWidthStr;

/// SVG files by name, and the codes of what hindered.
fn drawn(input: &Input) -> (BTreeMap<String, String>, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    let (files, told) = write_pictures(dir.path(), input);
    let mut out = BTreeMap::new();
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        if path.extension().is_some_and(|e| e == "svg") {
            out.insert(name, String::from_utf8(bytes).unwrap());
        } else {
            assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 2000, "{name}");
        }
    }
    (out, told.iter().map(|d| d.code.to_string()).collect())
}

fn of(analysis: &Analysis, lang: Lang) -> (BTreeMap<String, String>, Vec<String>) {
    let provisions = common::BOOK.provisions();
    drawn(&Input { analysis, provisions: &provisions, texts: &[], lang })
}

/// Attribute values and words of each text that is not turned.
fn words(svg: &str) -> Vec<(f64, f64, f64, String, String)> {
    let text = regex::Regex::new(
        r#"<text x="([-0-9.]+)" y="([-0-9.]+)" font-size="([0-9.]+)"(?: text-anchor="(\w+)")? fill="[^"]*"([^>]*)>([^<]*)</text>"#,
    )
    .unwrap();
    let number = |s: &str| s.parse::<f64>().unwrap();
    text.captures_iter(svg)
        .filter(|c| !c[5].contains("rotate"))
        .map(|c| {
            let anchor = c.get(4).map_or("start", |m| m.as_str()).to_owned();
            (number(&c[1]), number(&c[2]), number(&c[3]), anchor, c[6].to_owned())
        })
        .collect()
}

fn size(svg: &str) -> (f64, f64) {
    let c = regex::Regex::new(r#"viewBox="0 0 ([0-9.]+) ([0-9.]+)""#).unwrap().captures(svg).unwrap();
    (c[1].parse().unwrap(), c[2].parse().unwrap())
}

/// XML that a strict parser takes; names in it are used once.
fn well_formed(name: &str, svg: &str) {
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut ids = std::collections::BTreeSet::new();
    loop {
        match reader.read_event().unwrap_or_else(|e| panic!("{name}: {e}")) {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(e) | quick_xml::events::Event::Empty(e) => {
                for a in e.attributes().map(Result::unwrap).filter(|a| a.key.as_ref() == "id") {
                    assert!(ids.insert(a.value.to_string()), "{name}: id twice");
                }
            }
            _ => {}
        }
    }
}

#[test]
fn every_picture_is_well_formed_and_no_label_leaves_it() {
    let mut analyses = vec![&common::SAMPLE.analysis];
    analyses.extend(common::POLICIES.as_ref().map(|o| &o.analysis));
    for analysis in analyses {
        for lang in [Lang::Zh, Lang::En] {
            let (pictures, told) = of(analysis, lang);
            assert!(told.iter().all(|code| code == "M008"), "{told:?}");
            let names: Vec<&str> = pictures.keys().map(String::as_str).collect();
            assert_eq!(names, ["coverage", "profile", "ranks", "tiles", "timeline"]);
            assert_eq!(pictures, of(analysis, lang).0, "the same each time");
            for (name, svg) in &pictures {
                well_formed(name, svg);
                let (w, h) = size(svg);
                for (x, y, size, anchor, text) in words(svg) {
                    let wide = text.width() as f64 * 0.5 * size;
                    let left = match anchor.as_str() {
                        "end" => x - wide,
                        "middle" => x - wide / 2.0,
                        _ => x,
                    };
                    assert!(left >= 0.0 && left + wide <= w, "{name} {lang:?}: {text} is cut");
                    assert!(y >= size * 0.8 && y <= h, "{name} {lang:?}: {text} is cut");
                }
            }
        }
    }
}

#[test]
fn no_two_labels_of_a_column_or_row_lie_on_each_other() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, svg) in of(&common::SAMPLE.analysis, lang).0 {
            let mut placed: Vec<([f64; 4], String)> = Vec::new();
            for (x, y, size, anchor, text) in words(&svg) {
                let wide = text.width() as f64 * 0.5 * size;
                let left = match anchor.as_str() {
                    "end" => x - wide,
                    "middle" => x - wide / 2.0,
                    _ => x,
                };
                let own = [left, y - size * 0.7, left + wide, y];
                let hit = placed
                    .iter()
                    .find(|(o, _)| own[0] < o[2] && o[0] < own[2] && own[1] < o[3] && o[1] < own[3]);
                assert!(hit.is_none(), "{name} {lang:?}: {text} lies on {:?}", hit.map(|h| &h.1));
                placed.push((own, text));
            }
        }
    }
}

#[test]
fn the_heat_map_shows_each_cell_of_the_matrix() {
    let analysis = &common::SAMPLE.analysis;
    let ids: Vec<String> = common::BOOK.provisions().into_iter().map(|p| p.id).collect();
    let matrix = tiaokuan::compare::matrix(analysis, &ids);
    let svg = &of(analysis, Lang::Zh).0["coverage"];
    for (letter, state) in [("有", State::Present), ("转", State::Delegated), ("无", State::Absent)] {
        let cells = matrix.rows.iter().flat_map(|r| &r.cells).filter(|c| c.state == Some(state)).count();
        let drawn = words(svg).iter().filter(|w| w.4 == letter).count();
        assert!(cells > 0);
        assert_eq!(drawn, cells + 1, "{letter}: the cells and the key");
    }
}

#[test]
fn an_empty_analysis_and_wicked_names_do_no_harm() {
    let empty = build(&[], Vec::new());
    assert!(empty.with(|i| drawn(i).0.is_empty()));
    let mut built = sample();
    for (r, name) in built.analysis.region_values.iter_mut().zip(["<script>\"&\u{0}", "长\n地"]) {
        r.name = name.into();
    }
    built.analysis.region_values[0].indicators.truncate(1);
    built.with(|i| drawn(i).0.iter().for_each(|(name, svg)| well_formed(name, svg)));
}
