//! Damaged text layers among the real texts: repaired with a proof, or refused. Numbers only.

use crate::common::run;
use crate::shared;
use std::collections::BTreeMap;
use std::path::Path;
use tiaokuan::corpus;
use tiaokuan::model::{Census, Condition, Finding, State, fold};
use tiaokuan::{canon, ingest};

/// Files of which only the sound frame of the printed page is there.
const FRAMES: [&str; 2] = ["kb-647f62039b.txt", "kb-acf732c73c.txt"];

fn canonicalised(path: &Path) -> Option<canon::Canonicalised> {
    let bytes = std::fs::read(path).unwrap();
    ingest::read(&path.to_string_lossy(), &bytes).raw.map(|raw| canon::canonicalise(&raw))
}

#[test]
fn every_damaged_layer_is_repaired_or_refused() {
    let Some(root) = shared() else { return };
    let mut repaired = 0;
    for entry in std::fs::read_dir(root.join("corpus/garbled")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let out = canonicalised(&path).unwrap();
        let says = |code: &str| out.diagnostics.iter().any(|d| d.code == code);
        if FRAMES.contains(&name.as_str()) {
            assert!(out.damaged && says("I009"), "{name}: {:?}", out.diagnostics);
            continue;
        }
        assert!(out.repaired && says("C004") && !out.damaged, "{name}: {:?}", out.diagnostics);
        let text = &out.canonical.text;
        let census = Census::of(text.chars());
        let unknown = text.chars().filter(|c| *c == '□').count();
        assert!((unknown + census.strange) * 100 < census.total, "{name}: {unknown} {census:?}");
        assert!(census.common_share() > 0.8, "{name}: {census:?}");
        repaired += 1;
    }
    assert_eq!(repaired, 15);
}

/// From the first chapter to the last article, without white space.
fn body(text: &str) -> String {
    let start = text.find("第一章").unwrap();
    let end = start + text[start..].find("第四十一条").unwrap();
    text[start..end].chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_repaired_text_codes_like_its_sound_form() {
    let Some(root) = shared() else { return };
    let (sources, _) = corpus::find(&[
        root.join("corpus/garbled/shandong-raw.txt"),
        root.join("corpus/policies/shandong.txt"),
    ]);
    let outcome = run(&sources);
    let reading =
        |name: &str| outcome.readings.iter().find(|r| r.document.source.name.starts_with(name)).unwrap();
    let (raw, sound) = (&reading("shandong-raw").document, &reading("shandong.").document);
    assert_eq!(raw.source.condition, Some(Condition::RepairedLayer));
    assert_eq!(sound.source.condition, None);
    let (a, b) = (body(&raw.canonical.text), body(&sound.canonical.text));
    let errors = strsim::levenshtein(&fold(&a).text, &fold(&b).text);
    assert!(errors * 1000 <= b.chars().count() * 4, "{errors} of {} characters", b.chars().count());

    let codes = |source: &str| -> BTreeMap<&str, &Finding> {
        let own = outcome.analysis.findings.iter().filter(|f| f.source.starts_with(source));
        own.map(|f| (f.provision.as_str(), f)).collect()
    };
    let (repaired, sound) = (codes("shandong-raw"), codes("shandong."));
    assert_eq!(sound.len(), 35);
    assert!(sound.values().any(|f| f.state == State::Present));
    for (provision, finding) in &sound {
        let other = repaired[provision];
        assert_eq!(other.state, finding.state, "{provision}");
        let quotes = |f: &Finding| f.evidence.iter().map(|e| fold(&e.quote).text).collect::<String>();
        let (a, b) = (quotes(other), quotes(finding));
        let errors = strsim::levenshtein(&a, &b);
        assert!(errors * 50 <= b.chars().count(), "{provision}: {errors} characters differ");
    }
}

#[test]
fn sound_texts_are_never_touched() {
    let Some(root) = shared() else { return };
    let mut seen = 0;
    for folder in ["policies", "regulations"] {
        for entry in std::fs::read_dir(root.join("corpus").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let Some(out) = canonicalised(&path) else { continue };
            assert!(!out.repaired, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 130, "{seen}");
}
