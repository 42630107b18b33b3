//! The search for the order of the ideographs and its offset.

use super::layer::{Glyph, Half, Layer};
use super::order::{IDEOGRAPHS, Order};
use super::table::TABLE;
use std::collections::{BTreeMap, BTreeSet};

/// A mapping from glyph ids to characters.
#[derive(Debug, Clone)]
pub struct Fit {
    pub order: &'static str,
    /// Glyph id of the first character of the order.
    pub offset: i32,
    /// What is added to a code to get ASCII.
    pub ascii: Option<i32>,
    pub map: BTreeMap<char, char>,
    /// Known neighbours per ideograph on the lines of the search, 0-1.
    pub score: f64,
    /// The same of the next best order or offset.
    pub second: f64,
}

impl Fit {
    /// The best order and offset of the ideographs on the half of the lines that is for the search.
    pub fn search(layer: &Layer) -> Option<Self> {
        let mut counts: BTreeMap<char, i64> = BTreeMap::new();
        for g in layer.half(Half::Fit).flatten().filter(|g| g.is_code()) {
            *counts.entry(g.ch).or_default() += 1;
        }
        if counts.values().sum::<i64>() < super::ENOUGH as i64 {
            return None;
        }
        let mut top: Vec<(char, i64)> = counts.into_iter().collect();
        top.sort_by_key(|(c, n)| (-n, *c));
        top.truncate(80);
        let all = layer.codes();
        let mut fits: Vec<Self> = IDEOGRAPHS
            .iter()
            .flat_map(|order| likely(order, &top).into_iter().map(move |offset| (order, offset)))
            .map(|(order, offset)| {
                let map = mapping(order, offset, &all);
                let mut fit = Self { order: order.name, offset, ascii: None, map, score: 0.0, second: 0.0 };
                fit.score = fit.known_neighbours(layer, Half::Fit).0;
                fit
            })
            .collect();
        fits.sort_by(|a, b| b.score.total_cmp(&a.score));
        // The same characters by another order are no second answer.
        let second = fits.iter().find(|f| f.map != fits[0].map).map_or(0.0, |f| f.score);
        fits.into_iter().next().map(|best| Self { second, ..best })
    }

    /// What a glyph is; itself when it is sound, nothing when it is not known.
    pub fn char(&self, g: Glyph) -> Option<char> {
        if g.is_code() { self.map.get(&g.ch).copied() } else { Some(g.ch) }
    }

    /// Share of the ideographs set right on a half of the lines that have a neighbour known from
    /// legal texts, and their number.
    pub fn known_neighbours(&self, layer: &Layer, half: Half) -> (f64, usize) {
        let (mut known, mut total, mut all) = (0, 0, 0);
        for line in layer.half(half) {
            for (i, g) in line.iter().enumerate().filter(|(_, g)| g.is_code()) {
                all += 1;
                let Some(c @ '一'..='\u{9fff}') = self.char(*g) else { continue };
                total += 1;
                let before = i.checked_sub(1).and_then(|k| self.char(line[k]));
                let behind = line.get(i + 1).and_then(|g| self.char(*g));
                let is = before.is_some_and(|b| TABLE.seen(b, c)) || behind.is_some_and(|b| TABLE.seen(c, b));
                known += usize::from(is);
            }
        }
        // An offset that maps next to nothing proves nothing.
        let enough = total * 2 > all;
        (if enough { known as f64 / total as f64 } else { 0.0 }, total)
    }
}

/// The few best offsets of an order by how common the characters are.
fn likely(order: &Order, top: &[(char, i64)]) -> Vec<i32> {
    let weights: Vec<i64> = order.chars.iter().map(|c| i64::from(TABLE.single(*c))).collect();
    let low = top.iter().map(|(c, _)| *c as i32).min().unwrap_or(0) - weights.len() as i32;
    let high = top.iter().map(|(c, _)| *c as i32).max().unwrap_or(0);
    // Each glyph gives its weight to the offsets at which it is a character of the order: codes may lie
    // a million apart, and most offsets between them have none.
    let mut gains = vec![0i64; usize::try_from(high - low + 1).unwrap_or(0)];
    for (c, n) in top {
        let first = (*c as i32 - low) as usize;
        for (gain, weight) in gains[..=first].iter_mut().rev().zip(&weights) {
            *gain += n * weight;
        }
    }
    let mut best: Vec<(i64, i32)> = Vec::new();
    for (gain, offset) in gains.into_iter().zip(low..) {
        if best.len() < 4 || best.last().is_some_and(|b| b.0 < gain) {
            best.push((gain, offset));
            best.sort_by_key(|(n, k)| (-n, *k));
            best.truncate(4);
        }
    }
    best.into_iter().map(|(_, k)| k).collect()
}

/// The codes that an order covers at an offset, with their characters.
pub fn mapping(order: &Order, offset: i32, codes: &BTreeSet<char>) -> BTreeMap<char, char> {
    codes
        .iter()
        .filter_map(|c| {
            let rank = usize::try_from(*c as i32 - offset).ok()?;
            order.chars.get(rank).map(|found| (*c, *found))
        })
        .collect()
}
