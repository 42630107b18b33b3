use rayon::slice::ParallelSliceMut as _;

/// Equal letters of two stretches: where in each, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    pub at: [u32; 2],
    pub len: u32,
}

impl Block {
    fn end(&self, side: usize) -> u32 {
        self.at[side] + self.len
    }
}

/// Equal runs shorter than this are chance unless they lie between longer ones.
const LEAST: usize = 6;
/// A run that stands more often in a stretch is not looked at by itself.
const OFTEN: usize = 8;
/// Differences between two blocks of a chain are at most this long.
const SLACK: u32 = 32;
/// How many blocks before one may be its predecessor in a chain.
const BACK: usize = 64;

/// Which letters of two stretches answer each other, each at most once. Blocks need not be in
/// the same order in both; within a chain they are. Sorted by place in the first.
pub fn blocks(a: &[u16], b: &[u16]) -> Vec<Block> {
    if a == b {
        return vec![Block { at: [0, 0], len: a.len() as u32 }];
    }
    let exact = exact_runs(a, b);
    let mut free = [vec![true; a.len()], vec![true; b.len()]];
    let mut out = Vec::new();
    for chain in chains(&exact) {
        let mut kept: Vec<Block> = chain.iter().filter_map(|m| unused(*m, &free)).collect();
        // What is left of a chain whose best parts were taken by a better one.
        if kept.iter().map(|m| m.len as usize).max().unwrap_or(0) < LEAST {
            continue;
        }
        kept.dedup_by(|next, m| next.at[0] < m.end(0) || next.at[1] < m.end(1));
        let mut found = kept.clone();
        for pair in kept.windows(2) {
            fill(a, b, [pair[0].end(0), pair[0].end(1)], pair[1].at, &mut found);
        }
        ends(a, b, &kept, &mut found);
        for m in found {
            let clear = |side: usize| (m.at[side]..m.end(side)).all(|i| free[side][i as usize]);
            if clear(0) && clear(1) {
                for side in [0, 1] {
                    (m.at[side]..m.end(side)).for_each(|i| free[side][i as usize] = false);
                }
                out.push(m);
            }
        }
    }
    out.sort_unstable();
    out
}

fn grams(key: &[u16]) -> Vec<(u128, u32)> {
    let code = |w: &[u16]| w.iter().fold(0u128, |h, u| h << 16 | u128::from(*u));
    let mut out: Vec<(u128, u32)> = key.windows(LEAST).zip(0..).map(|(w, i)| (code(w), i)).collect();
    if out.len() > 1 << 16 {
        out.par_sort_unstable()
    } else {
        out.sort_unstable()
    }
    out
}

/// The longest equal runs on each diagonal, from those that do not stand too often.
fn exact_runs(a: &[u16], b: &[u16]) -> Vec<Block> {
    let (x, y) = (grams(a), grams(b));
    let mut hits: Vec<(i64, u32)> = Vec::new();
    let mut from = 0;
    for equal in x.chunk_by(|p, q| p.0 == q.0) {
        from += y[from..].partition_point(|g| g.0 < equal[0].0);
        let other = y[from..].partition_point(|g| g.0 == equal[0].0);
        if equal.len() <= OFTEN && other <= OFTEN {
            for (_, i) in equal {
                hits.extend(y[from..from + other].iter().map(|(_, j)| (i64::from(*j) - i64::from(*i), *i)));
            }
        }
        from += other;
    }
    // Both ends alike are alike however often their runs stand.
    let head = a.iter().zip(b).take_while(|(p, q)| p == q).count();
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(p, q)| p == q).count();
    let shift = b.len() as i64 - a.len() as i64;
    hits.extend((head >= LEAST).then_some((0, 0)));
    hits.extend((tail >= LEAST).then_some((shift, (a.len() - tail) as u32)));
    hits.sort_unstable();
    let mut out: Vec<Block> = Vec::new();
    let (mut diagonal, mut done) = (i64::MIN, 0);
    for (d, i) in hits {
        if d == diagonal && i < done {
            continue;
        }
        let (mut s, mut t) = (i as usize, (i64::from(i) + d) as usize);
        let floor = if d == diagonal { done as usize } else { 0 };
        while s > floor && t > 0 && a[s - 1] == b[t - 1] {
            (s, t) = (s - 1, t - 1);
        }
        let len = a[s..].iter().zip(&b[t..]).take_while(|(p, q)| p == q).count() as u32;
        out.push(Block { at: [s as u32, t as u32], len });
        (diagonal, done) = (d, s as u32 + len);
    }
    out.sort_unstable();
    out
}

/// Runs joined into rising chains, the best chain first.
fn chains(runs: &[Block]) -> Vec<Vec<Block>> {
    let mut score: Vec<i64> = runs.iter().map(|r| i64::from(r.len)).collect();
    let mut before: Vec<Option<usize>> = vec![None; runs.len()];
    for i in 0..runs.len() {
        for j in (i.saturating_sub(BACK)..i).rev() {
            let (p, r) = (&runs[j], &runs[i]);
            let overlap = (0..2).map(|s| p.end(s).saturating_sub(r.at[s])).max().unwrap_or(0);
            let gap = (0..2).map(|s| r.at[s].saturating_sub(p.end(s))).max().unwrap_or(0);
            if gap > SLACK || overlap >= r.len || r.at[1] <= p.at[1] {
                continue;
            }
            let sum = score[j] + i64::from(r.len - overlap) - i64::from(gap.div_ceil(2));
            if sum > score[i] {
                (score[i], before[i]) = (sum, Some(j));
            }
        }
    }
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_key(|i| (-score[*i], *i));
    let mut used = vec![false; runs.len()];
    let mut out = Vec::new();
    for last in order {
        let (mut at, mut chain) = (Some(last), Vec::new());
        while let Some(i) = at.filter(|i| !used[*i]) {
            used[i] = true;
            let mut run = runs[i];
            // An overlap with the run before is that run's.
            if let Some(p) = before[i].map(|j| &runs[j]) {
                let cut = (0..2).map(|s| p.end(s).saturating_sub(run.at[s])).max().unwrap_or(0);
                run = Block { at: run.at.map(|x| x + cut), len: run.len - cut };
            }
            chain.push(run);
            at = before[i];
        }
        chain.reverse();
        if !chain.is_empty() {
            out.push(chain);
        }
    }
    out
}

/// The longest part of a block that no better chain holds, on either side.
fn unused(m: Block, free: &[Vec<bool>; 2]) -> Option<Block> {
    let clear = |i: u32| free[0][(m.at[0] + i) as usize] && free[1][(m.at[1] + i) as usize];
    let (mut best, mut start): (Option<(u32, u32)>, u32) = (None, 0);
    for i in 0..=m.len {
        if i == m.len || !clear(i) {
            if i > start && best.is_none_or(|(s, e)| i - start > e - s) {
                best = Some((start, i));
            }
            start = i + 1;
        }
    }
    best.map(|(s, e)| Block { at: m.at.map(|x| x + s), len: e - s })
}

/// The letters in common between two blocks of a chain.
fn fill(a: &[u16], b: &[u16], from: [u32; 2], to: [u32; 2], out: &mut Vec<Block>) {
    let (x, y) = (&a[from[0] as usize..to[0] as usize], &b[from[1] as usize..to[1] as usize]);
    if x.is_empty() || y.is_empty() {
        return;
    }
    let steps = common(x, y, (x.len(), y.len()), &lengths(x, y));
    out.extend(
        steps.into_iter().map(|(i, j)| Block { at: [from[0] + i as u32, from[1] + j as u32], len: 1 }),
    );
}

/// Letters looked at beyond the ends of a chain.
const END: usize = 32;

/// A chain goes on beyond its ends as far as more letters agree than not.
fn ends(a: &[u16], b: &[u16], chain: &[Block], out: &mut Vec<Block>) {
    let (Some(first), Some(last)) = (chain.first(), chain.last()) else { return };
    let (p, q) = (last.end(0) as usize, last.end(1) as usize);
    let (x, y) = (&a[p..a.len().min(p + END)], &b[q..b.len().min(q + END)]);
    out.extend(beyond(x, y).into_iter().map(|(i, j)| Block { at: [(p + i) as u32, (q + j) as u32], len: 1 }));
    let (p, q) = (first.at[0] as usize, first.at[1] as usize);
    let back =
        |key: &[u16], p: usize| key[p.saturating_sub(END)..p].iter().rev().copied().collect::<Vec<_>>();
    let found = beyond(&back(a, p), &back(b, q));
    out.extend(
        found.into_iter().map(|(i, j)| Block { at: [(p - 1 - i) as u32, (q - 1 - j) as u32], len: 1 }),
    );
}

fn beyond(x: &[u16], y: &[u16]) -> Vec<(usize, usize)> {
    let table = lengths(x, y);
    let width = y.len() + 1;
    // Two for a letter in common, one and a half off for each that is passed.
    let worth = |i: usize, j: usize| 5 * table[i * width + j] as i64 - (i + j) as i64 * 3 / 2;
    let cells = (0..=x.len()).flat_map(|i| (0..=y.len()).map(move |j| (i, j)));
    let best = cells.max_by_key(|&(i, j)| (worth(i, j), std::cmp::Reverse((i, j))));
    best.filter(|&(i, j)| worth(i, j) > 2).map_or(Vec::new(), |cell| common(x, y, cell, &table))
}

/// `[i][j]`: longest common subsequence of the first `i` and the first `j` letters.
fn lengths(x: &[u16], y: &[u16]) -> Vec<u16> {
    let width = y.len() + 1;
    let mut out = vec![0u16; (x.len() + 1) * width];
    for i in 1..=x.len() {
        for j in 1..=y.len() {
            out[i * width + j] = if x[i - 1] == y[j - 1] {
                out[(i - 1) * width + j - 1] + 1
            } else {
                out[(i - 1) * width + j].max(out[i * width + j - 1])
            };
        }
    }
    out
}

fn common(x: &[u16], y: &[u16], from: (usize, usize), table: &[u16]) -> Vec<(usize, usize)> {
    let width = y.len() + 1;
    let (mut i, mut j) = from;
    let mut out = Vec::new();
    while i > 0 && j > 0 {
        if x[i - 1] == y[j - 1] {
            (i, j) = (i - 1, j - 1);
            out.push((i, j));
        } else if table[(i - 1) * width + j] >= table[i * width + j - 1] {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(s: &str) -> Vec<u16> {
        s.encode_utf16().collect()
    }

    #[test]
    fn changed_letters_break_a_block_and_reordered_ones_are_found() {
        // Two letters in front agree and two do not: no more than chance.
        let (x, y) = (key("运营机构应当建立健全安全管理制度"), key("运营单位应当建立健全安全管理制度"));
        assert_eq!(blocks(&x, &y), [Block { at: [4, 4], len: 12 }]);
        let (x, y) =
            (key("数运营机构组应当建立健全安全管理制度"), key("数运营单构组应当建立健全安全管理制度"));
        let lens: Vec<u32> = blocks(&x, &y).iter().map(|m| m.len).collect();
        assert_eq!((lens.iter().sum::<u32>(), lens.last()), (17, Some(&14)));
        let (x, y) = (key("甲乙丙丁戊己庚辛子丑寅卯辰巳午未"), key("子丑寅卯辰巳午未甲乙丙丁戊己庚辛"));
        assert_eq!(blocks(&x, &y), [Block { at: [0, 8], len: 8 }, Block { at: [8, 0], len: 8 }]);
    }

    proptest! {
        #[test]
        fn letters_answer_each_other_and_once(a in "[甲乙丙丁]{0,60}", b in "[甲乙丙丁]{0,60}") {
            let (x, y) = (key(&a), key(&b));
            let mut seen = [vec![false; x.len()], vec![false; y.len()]];
            for m in blocks(&x, &y) {
                for i in 0..m.len {
                    let (p, q) = ((m.at[0] + i) as usize, (m.at[1] + i) as usize);
                    prop_assert_eq!(x[p], y[q]);
                    prop_assert!(!seen[0][p] && !seen[1][q]);
                    (seen[0][p], seen[1][q]) = (true, true);
                }
            }
        }
    }
}
