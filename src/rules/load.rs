use super::check::{self, place};
use super::compile::{RuleSet, compile};
use super::file::{LexiconFile, RuleFile};
use super::idle::idle;
use crate::diag::{Diagnostic, Severity};
use crate::model::{FileHash, RuleSetId};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use std::path::Path;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The text of one file of `rules/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSource {
    /// Path below `rules/`, with `/`.
    pub path: String,
    pub text: String,
}

/// The rule files that were built into the program, sorted by path.
pub fn embedded() -> Vec<RuleSource> {
    let mut out = Vec::new();
    let mut dirs = vec![&EMBEDDED];
    while let Some(dir) = dirs.pop() {
        dirs.extend(dir.dirs());
        out.extend(dir.files().filter_map(|f| {
            let path = f.path().to_string_lossy().replace('\\', "/");
            (path.ends_with(".toml"))
                .then(|| RuleSource { path, text: f.contents_utf8().unwrap_or("").into() })
        }));
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out
}

/// The `.toml` files of a rule folder, sorted by path.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub fn from_dir(dir: &Path) -> std::io::Result<Vec<RuleSource>> {
    let mut out = Vec::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(at) = dirs.pop() {
        for entry in std::fs::read_dir(&at)? {
            let path = entry?.path();
            if path.is_dir() {
                dirs.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                out.push(RuleSource { path: name, text: std::fs::read_to_string(&path)? });
            }
        }
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(out)
}

/// Parsed files with the source each came from.
#[derive(Debug)]
pub(super) struct Parsed<'a> {
    pub lexicon: Vec<(&'a RuleSource, LexiconFile)>,
    pub rules: Vec<(&'a RuleSource, RuleFile)>,
}

/// Loads, checks and compiles. `Err` holds every fault of every file; `Ok` may come with warnings.
///
/// # Errors
/// All diagnostics, when at least one of them is an error.
pub fn load(sources: &[RuleSource]) -> Result<(RuleSet, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let parsed = parse_all(sources, &mut faults);
    check::check(&parsed, &mut faults);
    if faults.iter().any(|d| d.severity == Severity::Error) {
        return Err(faults);
    }
    let mut set = compile(&parsed);
    set.id = RuleSetId { sha256: hash(sources), files: files(sources), ..set.id };
    Ok((set, faults))
}

/// Warnings for patterns of a loaded set that do nothing. Apart from [`load`], since it compares
/// patterns with each other and only those who write rules ask.
pub fn idle_patterns(sources: &[RuleSource], set: &RuleSet) -> Vec<Diagnostic> {
    idle(&parse_all(sources, &mut Vec::new()), set)
}

/// Term lists and rules of all files; what cannot be parsed is added to `faults`.
pub(super) fn parse_all<'a>(sources: &'a [RuleSource], faults: &mut Vec<Diagnostic>) -> Parsed<'a> {
    let mut parsed = Parsed { lexicon: Vec::new(), rules: Vec::new() };
    for source in sources {
        if source.path.starts_with("lexicon/") {
            parsed.lexicon.extend(parse(source, faults).map(|f| (source, f)));
        } else if source.path.starts_with("provisions/") {
            parsed.rules.extend(parse(source, faults).map(|f| (source, f)));
        }
    }
    parsed
}

fn parse<T: serde::de::DeserializeOwned>(source: &RuleSource, faults: &mut Vec<Diagnostic>) -> Option<T> {
    match toml::from_str(&source.text) {
        Ok(value) => Some(value),
        Err(e) => {
            let at = e.span().map_or(0, |s| s.start);
            faults.push(Diagnostic::new("R001", place(source, at), e.message().to_owned()));
            None
        }
    }
}

/// The hash of each file, by path.
fn files(sources: &[RuleSource]) -> Vec<FileHash> {
    let one = |s: &RuleSource| FileHash { path: s.path.clone(), sha256: hash(std::slice::from_ref(s)) };
    let mut out: Vec<FileHash> = sources.iter().map(one).collect();
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out
}

/// One hash over all files, names included; line ends of the checkout do not change it.
pub fn hash(sources: &[RuleSource]) -> String {
    let mut sorted: Vec<_> = sources.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let mut hash = Sha256::new();
    for source in sorted {
        hash.update(source.path.as_bytes());
        hash.update([0]);
        hash.update(source.text.replace("\r\n", "\n").as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}
