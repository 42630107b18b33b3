//! Counts of neighbouring characters in a folder of sound legal texts, for `src/canon/glyph/pairs.txt`:
//! `cargo run --release --example pairs -- DIR > src/canon/glyph/pairs.txt`. Numbers only: per line a
//! character, the power of two of its count, and the characters seen after it, grouped by theirs.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Pairs kept: the commonest, which make up some 95 of 100 neighbours.
const KEPT: usize = 50_000;

fn files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

/// Each digit counts by itself: only so do neighbours tell one digit from another.
fn counts(c: char) -> bool {
    matches!(c, '0'..='9' | '%' | '一'..='\u{9fff}' | '，' | '。' | '、' | '；' | '：' | '（' | '）' | '《' | '》'
        | '“' | '”' | '〔' | '〕' | '—' | '％')
}

fn main() -> std::io::Result<()> {
    let dir = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let mut paths = Vec::new();
    files(Path::new(&dir), &mut paths);
    let mut single: BTreeMap<char, u32> = BTreeMap::new();
    let mut pairs: BTreeMap<(char, char), u32> = BTreeMap::new();
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let mut last = None;
        for c in text.chars() {
            let c = Some(c).filter(|c| counts(*c));
            if let Some(c) = c {
                *single.entry(c).or_default() += 1;
                if let Some(l) = last {
                    *pairs.entry((l, c)).or_default() += 1;
                }
            }
            last = c;
        }
    }
    let all: u64 = pairs.values().map(|n| u64::from(*n)).sum();
    let mut kept: Vec<_> = pairs.into_iter().collect();
    // A pair of digits is kept however rare: an absent one would weigh as impossible.
    kept.sort_by_key(|((a, b), n)| {
        (!(a.is_ascii_digit() && b.is_ascii_digit()), std::cmp::Reverse(*n), (*a, *b))
    });
    kept.truncate(KEPT);
    let some: u64 = kept.iter().map(|(_, n)| u64::from(*n)).sum();
    eprintln!(
        "{} characters, {} pairs kept: {:.3} of all neighbours",
        single.len(),
        kept.len(),
        some as f64 / all as f64
    );
    kept.sort_by_key(|((a, b), n)| (*a, std::cmp::Reverse(n.ilog2()), *b));
    let mut out = std::io::stdout().lock();
    for (c, n) in single {
        write!(out, "{c}{}", (b'a' + n.ilog2() as u8) as char)?;
        let mut bucket = u32::MAX;
        for ((_, b), n) in kept.iter().filter(|((a, _), _)| *a == c) {
            if n.ilog2() != bucket {
                bucket = n.ilog2();
                write!(out, "{}", (b'a' + bucket as u8) as char)?;
            }
            write!(out, "{b}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}
