use super::groups::Groups;
use super::holders::{by_text, heavy};
use super::passage::Passage;
use super::text::ReuseText;
use crate::model::Date;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Who wrote it first: texts and what later ones hold of earlier ones. Plain data, for tables and
/// drawings.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Network {
    pub nodes: Vec<Node>,
    /// Sorted by source, then target.
    pub edges: Vec<Edge>,
}

/// A text, with its originality.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Node {
    pub id: String,
    pub title: String,
    /// Path of its source.
    pub source: String,
    pub region: Option<String>,
    pub date: Option<Date>,
    /// Letters and digits.
    pub letters: u32,
    /// Of these: held by a text of an earlier day, common formulas included.
    pub held: u32,
    /// Of `held`: in common formulas.
    pub common: u32,
    /// Held by another text, none of which is known to be earlier, since days are wanting or the same.
    pub open: u32,
    /// Share of letters that no earlier text holds, 0-1; `None` without a day or letters.
    pub originality: Option<f64>,
}

/// Words that `to` holds of `from` (indexes into the nodes). Every letter counts once, for the
/// earliest holder; common passages count for nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub letters: u32,
    /// Passages between the two.
    pub passages: u32,
    /// False when the days are wanting or the same: which is first is not known, and `letters` are
    /// those of all passages.
    pub directed: bool,
}

struct Held {
    node: Node,
    from: BTreeMap<usize, u32>,
}

/// Letters of no earlier holder.
const NOBODY: u32 = u32::MAX;

pub fn network(texts: &[ReuseText], passages: &[Passage], groups: &Groups, run: u32) -> Network {
    let of = by_text(passages, texts.len());
    let all: Vec<Held> = (0..texts.len())
        .into_par_iter()
        .map(|t| held(texts, passages, &of[t], &heavy(groups, t, run), t))
        .collect();
    let mut between: BTreeMap<(usize, usize), (u32, u32)> = BTreeMap::new();
    for p in passages.iter().filter(|p| !p.common) {
        let e = between.entry((p.texts[0] as usize, p.texts[1] as usize)).or_default();
        *e = (e.0 + 1, e.1 + p.matched());
    }
    let edge = |(&(from, to), &(passages, matched)): (&(usize, usize), &(u32, u32))| {
        let directed = earlier(texts, from, to);
        let letters = if directed { all[to].from.get(&from).copied().unwrap_or(0) } else { matched };
        Edge { from, to, letters, passages, directed }
    };
    let edges = between.iter().map(edge).filter(|e| e.letters > 0).collect();
    Network { nodes: all.into_iter().map(|h| h.node).collect(), edges }
}

fn earlier(texts: &[ReuseText], a: usize, b: usize) -> bool {
    matches!((texts[a].date, texts[b].date), (Some(x), Some(y)) if x < y)
}

fn held(texts: &[ReuseText], passages: &[Passage], own: &[u32], heavy: &[[u32; 4]], at: usize) -> Held {
    let text = &texts[at];
    let n = text.len() as usize;
    let (mut first, mut formula, mut open) = (vec![NOBODY; n], vec![false; n], vec![false; n]);
    let range = |start: u32, len: u32| start as usize..n.min((start + len) as usize);
    for [start, end, _, holder] in heavy {
        for i in range(*start, end - start) {
            formula[i] = true;
            if earlier(texts, *holder as usize, at) {
                first[i] = first[i].min(*holder);
            } else {
                // The earliest holder may be this one, or of the same or no day.
                open[i] |= *holder as usize != at || text.date.is_none();
            }
        }
    }
    for p in own.iter().map(|i| &passages[*i as usize]) {
        let side = usize::from(p.texts[1] as usize == at);
        let other = p.texts[1 - side] as usize;
        let known = earlier(texts, other, at);
        if earlier(texts, at, other) {
            continue;
        }
        for i in p.blocks.iter().flat_map(|b| range(b.at[side], b.len)) {
            if known {
                first[i] = first[i].min(other as u32);
                formula[i] |= p.common;
            } else {
                open[i] = true;
            }
        }
    }
    let mut from: BTreeMap<usize, u32> = BTreeMap::new();
    let (mut held, mut common, mut unsure) = (0, 0, 0);
    for i in 0..n {
        match first[i] {
            NOBODY => unsure += u32::from(open[i]),
            holder => {
                held += 1;
                common += u32::from(formula[i]);
                if !formula[i] {
                    *from.entry(holder as usize).or_default() += 1;
                }
            }
        }
    }
    let originality = (text.date.is_some() && n > 0).then(|| f64::from(n as u32 - held) / n as f64);
    let node = Node {
        id: text.id.clone(),
        title: text.title.clone(),
        source: text.source.clone(),
        region: text.region.clone(),
        date: text.date,
        letters: n as u32,
        held,
        common,
        open: unsure,
        originality,
    };
    Held { node, from }
}
