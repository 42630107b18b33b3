use super::blocks::{Block, blocks};
use super::text::ReuseText;
use super::windows::Window;
use std::collections::BTreeMap;

/// How a passage stands in the later text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Letter by letter, punctuation and width apart.
    Exact,
    Changed,
    /// Parts of it stand in another order.
    Reordered,
}

impl Form {
    pub fn zh(self) -> &'static str {
        match self {
            Form::Exact => "逐字",
            Form::Changed => "改动",
            Form::Reordered => "调序",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Form::Exact => "exact",
            Form::Changed => "changed",
            Form::Reordered => "reordered",
        }
    }
}

/// A passage that two texts share. `texts` are indexes into the texts of the result, the earlier
/// (by date, then name) first; spans are letters of their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub texts: [u32; 2],
    pub spans: [[u32; 2]; 2],
    /// Equal letters, sorted by place in the first text; each letter at most once.
    pub blocks: Vec<Block>,
    /// Texts that hold it, these two included.
    pub holders: u32,
    /// In more texts than the most: a formula that nobody borrows from anybody.
    pub common: bool,
}

impl Passage {
    pub fn len(&self, side: usize) -> u32 {
        self.spans[side][1] - self.spans[side][0]
    }

    pub fn matched(&self) -> u32 {
        self.blocks.iter().map(|b| b.len).sum()
    }

    /// Share of both sides' letters that answer each other, 0-1.
    pub fn similarity(&self) -> f64 {
        let both = f64::from(self.len(0) + self.len(1));
        if both == 0.0 { 0.0 } else { 2.0 * f64::from(self.matched()) / both }
    }

    pub fn form(&self) -> Form {
        match self.blocks.len() {
            1 if self.len(0) == self.len(1) && self.len(0) == self.matched() => Form::Exact,
            // A phrase that stands elsewhere makes no other order.
            _ if (self.matched() - self.in_order()) * 10 < self.matched() => Form::Changed,
            _ => Form::Reordered,
        }
    }

    /// Most letters of blocks that stand in the same order in both texts.
    fn in_order(&self) -> u32 {
        // By the end in the later text: the most letters of a rising run that ends there.
        let mut best: BTreeMap<u32, u32> = BTreeMap::new();
        for b in &self.blocks {
            let sum = b.len + best.range(..=b.at[1]).next_back().map_or(0, |(_, s)| *s);
            let end = b.at[1] + b.len;
            if best.range(..=end).next_back().is_none_or(|(_, s)| *s < sum) {
                let beaten: Vec<u32> =
                    best.range(end..).take_while(|(_, s)| **s <= sum).map(|(e, _)| *e).collect();
                beaten.iter().for_each(|e| _ = best.remove(e));
                best.insert(end, sum);
            }
        }
        best.values().next_back().copied().unwrap_or(0)
    }
}

/// Stretches of unequal letters longer than this end a passage.
const BREAK: u32 = 24;

/// The passages of two texts within a window: as long as `least` on both sides, and at least so alike.
pub fn passages(a: &ReuseText, b: &ReuseText, window: &Window, least: u32, similarity: f64) -> Vec<Passage> {
    let [x, y] = window;
    let (xs, ys) = (&a.key()[x[0] as usize..x[1] as usize], &b.key()[y[0] as usize..y[1] as usize]);
    let mut all = blocks(xs, ys);
    all.iter_mut().for_each(|m| m.at = [m.at[0] + x[0], m.at[1] + y[0]]);
    let mut out = Vec::new();
    let mut open = vec![(all, 0usize, false)];
    while let Some((own, side, settled)) = open.pop() {
        let parts = split(own, side);
        if parts.len() != 1 {
            open.extend(parts.into_iter().map(|p| (p, 1 - side, false)));
            continue;
        }
        let Some(part) = parts.into_iter().next() else { continue };
        let before = part.len();
        let part = trim(part, side);
        if part.len() < before {
            open.push((part, 1 - side, false));
        } else if !settled {
            open.push((part, 1 - side, true));
        } else {
            out.extend(
                passage(part)
                    .filter(|p| p.len(0) >= least && p.len(1) >= least && p.similarity() >= similarity),
            );
        }
    }
    out.sort_unstable_by_key(|p| p.spans);
    out
}

/// Parts of blocks, sorted by one side, without a break on it.
fn split(mut own: Vec<Block>, side: usize) -> Vec<Vec<Block>> {
    own.sort_unstable_by_key(|m| m.at[side]);
    own.chunk_by(|m, n| n.at[side] - (m.at[side] + m.len) <= BREAK).map(<[Block]>::to_vec).collect()
}

/// Cuts what at the ends agrees less than it differs: the run of blocks with the greatest sum of
/// equal less unequal letters.
fn trim(own: Vec<Block>, side: usize) -> Vec<Block> {
    let (mut sum, mut start) = (0i64, 0);
    let (mut best, mut range) = (0i64, 0..0);
    for (i, m) in own.iter().enumerate() {
        let gap = i.checked_sub(1).map_or(0, |p| m.at[side] - (own[p].at[side] + own[p].len));
        sum -= i64::from(gap);
        if sum <= 0 {
            (sum, start) = (0, i);
        }
        sum += i64::from(m.len);
        if sum > best {
            (best, range) = (sum, start..i + 1);
        }
    }
    own[range].to_vec()
}

fn passage(mut own: Vec<Block>) -> Option<Passage> {
    own.sort_unstable();
    let span = |side: usize| {
        let start = own.iter().map(|m| m.at[side]).min()?;
        Some([start, own.iter().map(|m| m.at[side] + m.len).max()?])
    };
    let spans = [span(0)?, span(1)?];
    // Neighbours on the same diagonal are one block.
    let mut blocks: Vec<Block> = Vec::new();
    for m in own {
        match blocks.last_mut() {
            Some(b) if [0, 1].iter().all(|s| b.at[*s] + b.len == m.at[*s]) => b.len += m.len,
            _ => blocks.push(m),
        }
    }
    blocks.shrink_to_fit();
    Some(Passage { texts: [0, 0], spans, blocks, holders: 2, common: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> ReuseText {
        let mut t = ReuseText::new("", "", "", None);
        t.push("第一条", words, 0);
        t
    }

    fn found(a: &str, b: &str, least: u32) -> Vec<Passage> {
        let (a, b) = (text(a), text(b));
        passages(&a, &b, &[[0, a.len()], [0, b.len()]], least, 0.7)
    }

    const SHARED: &str = "运营机构应当建立授权数据的使用台账，记录每次调用的时间、用途和结果";

    #[test]
    fn the_ends_of_a_passage_are_those_of_the_shared_words() {
        let (a, b) =
            (format!("甲省的河流众多。{SHARED}。此外无他"), format!("示例市多山，{SHARED}！另行规定的除外"));
        let [p] = &found(&a, &b, 20)[..] else { panic!("one passage") };
        // Seven letters stand in front of it, and five; it has thirty-one of its own.
        assert_eq!(p.spans, [[7, 38], [5, 36]]);
        assert_eq!((p.form(), p.matched(), p.similarity()), (Form::Exact, 31, 1.0));
        assert_eq!(found(&a, &b, 32), []);
    }

    #[test]
    fn changed_and_reordered_forms_are_told() {
        let changed = SHARED.replace("每次", "历次");
        let [p] = &found(SHARED, &changed, 20)[..] else { panic!("one passage") };
        assert_eq!((p.form(), p.matched()), (Form::Changed, 30));
        let (x, y) = SHARED.split_once('，').expect("two parts");
        let [p] = &found(SHARED, &format!("{y}，{x}"), 20)[..] else { panic!("one passage") };
        assert_eq!((p.form(), p.matched()), (Form::Reordered, 31));
    }
}
