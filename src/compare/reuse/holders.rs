use super::groups::{Groups, Heavy};
use super::passage::Passage;
use super::prints::{LONG, SHORT};
use super::text::ReuseText;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A passage in more texts than the most: a formula of the genre. Found by its long runs, so only
/// what stands letter by letter in all holders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Common {
    /// The earliest holder.
    pub text: u32,
    pub span: [u32; 2],
    /// Texts that hold all of it, at least.
    pub holders: u32,
}

/// The passages of each text, as indexes, each passage under both of its texts.
pub fn by_text(passages: &[Passage], texts: usize) -> Vec<Vec<u32>> {
    let mut out = vec![Vec::new(); texts];
    for (i, p) in passages.iter().enumerate() {
        p.texts.iter().for_each(|t| out[*t as usize].push(i as u32));
    }
    out
}

/// Letters of a text in long runs that too many texts hold: (start, end, holders, earliest).
pub fn heavy(groups: &Groups, text: usize, run: u32) -> Vec<[u32; 4]> {
    let long = groups.heavy(text).iter().filter(|h| h.long);
    long.map(|h| [h.at, h.at + run, h.holders, h.first]).collect()
}

/// The same of short and long runs: the phrases that formulas are made of.
fn phrases(groups: &Groups, text: usize, run: u32) -> Vec<[u32; 4]> {
    let len = |h: &Heavy| if h.long { run } else { SHORT as u32 };
    groups.heavy(text).iter().map(|h| [h.at, h.at + len(h), h.holders, h.first]).collect()
}

/// Counts the holders of each passage and marks the common ones: those in more than `most` texts,
/// or more than half of which is phrases that more than `most` texts hold. `run`: letters of a long run.
pub fn count(passages: &mut [Passage], groups: &Groups, texts: usize, most: u32, run: u32) {
    let of = by_text(passages, texts);
    let own: Vec<Vec<(u32, u32, bool)>> = of
        .par_iter()
        .enumerate()
        .map(|(text, list)| {
            let spans: Vec<([u32; 2], u32)> = list
                .iter()
                .map(|i| {
                    let p = &passages[*i as usize];
                    let side = usize::from(p.texts[1] as usize == text);
                    (p.spans[side], p.texts[1 - side])
                })
                .collect();
            let (heavy, phrases) = (heavy(groups, text, run), phrases(groups, text, run));
            let one = |(i, (span, _)): (&u32, &([u32; 2], u32))| {
                let half = |runs| {
                    let (inside, most_held) = inside(runs, *span);
                    (inside * 2 > span[1] - span[0], most_held)
                };
                let (whole, most_held) = half(&heavy);
                (*i, holding(&spans, *span).max(if whole { most_held } else { 0 }), half(&phrases).0)
            };
            list.iter().zip(&spans).map(one).collect()
        })
        .collect();
    for (i, holders, formula) in own.into_iter().flatten() {
        let p = &mut passages[i as usize];
        p.holders = p.holders.max(holders);
        p.common |= formula || p.holders > most;
    }
}

/// Texts that hold four fifths of a span, its own included.
fn holding(spans: &[([u32; 2], u32)], span: [u32; 2]) -> u32 {
    let wide = (span[1] - span[0]) * 4;
    let overlap = |s: &[u32; 2]| s[1].min(span[1]).saturating_sub(s[0].max(span[0]));
    let mut others: Vec<u32> =
        spans.iter().filter(|(s, _)| overlap(s) * 5 >= wide).map(|(_, t)| *t).collect();
    others.sort_unstable();
    others.dedup();
    others.len() as u32 + 1
}

/// Letters of a span that heavy runs cover, and the most holders of one of these.
fn inside(heavy: &[[u32; 4]], span: [u32; 2]) -> (u32, u32) {
    let (mut sum, mut end, mut holders) = (0, span[0], 0);
    let from = heavy.partition_point(|h| h[0] + LONG as u32 <= span[0]);
    for h in heavy[from..].iter().take_while(|h| h[0] < span[1]) {
        let (start, close) = (h[0].max(end), h[1].min(span[1]));
        if close > start {
            sum += close - start;
            end = close;
        }
        holders = holders.max(h[2]);
    }
    (sum, holders)
}

/// The common passages, in the words of their earliest holders; most widely held first.
pub fn common(texts: &[ReuseText], groups: &Groups, run: u32) -> Vec<Common> {
    let mut out: Vec<Common> = Vec::new();
    for text in 0..texts.len() as u32 {
        let mut open: Option<Common> = None;
        for h in groups.heavy(text as usize).iter().filter(|h| h.long && h.first == text) {
            let span = [h.at, h.at + run];
            match &mut open {
                // Runs of very unequal spread are two passages, one of which holds the other.
                Some(c) if span[0] <= c.span[1] && near(c.holders, h.holders) => {
                    c.span[1] = span[1];
                    c.holders = c.holders.min(h.holders);
                }
                _ => out.extend(open.replace(Common { text, span, holders: h.holders })),
            }
        }
        out.extend(open);
    }
    out.sort_by_key(|c| (std::cmp::Reverse(c.holders), c.text, c.span));
    // A formula may stand more than once in its earliest holder.
    let mut seen = BTreeSet::new();
    out.retain(|c| seen.insert(&texts[c.text as usize].key()[c.span[0] as usize..c.span[1] as usize]));
    out
}

fn near(a: u32, b: u32) -> bool {
    a.max(b) * 2 <= a.min(b) * 3
}
