use std::collections::VecDeque;

/// Which runs of letters stand for a text (winnowing: Schleimer, Wilkerson, Aiken 2003): of every
/// `window` neighbouring runs of `length` letters the one with the least hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gram {
    pub length: usize,
    pub window: usize,
    pub long: bool,
}

/// Letters of a short run, at least.
pub const SHORT: usize = 8;
/// Length of the long runs, which tell exact copies from formulas.
pub const LONG: usize = 24;

impl Gram {
    /// Short runs, which survive changed characters. The more letters there are in all, the longer
    /// they must be to be no more common: another one for each sixteenfold.
    pub fn short(letters: usize) -> Self {
        let more = (letters >> 26).checked_ilog(16).map_or(0, |n| n as usize + 1);
        Self { length: SHORT + more, window: 5, long: false }
    }

    /// Long runs so dense that every shared stretch of `least` letters holds one that both texts chose.
    pub fn long(least: u32) -> Self {
        let length = LONG.min(least as usize);
        Self { length, window: (least as usize + 1).saturating_sub(length).clamp(1, 24), long: true }
    }
}

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Gives each chosen run: where it begins and its hash, whose lowest bit tells the long ones.
pub fn winnow(key: &[u16], gram: Gram, mut each: impl FnMut(u32, u64)) {
    let k = gram.length;
    if k == 0 || key.len() < k {
        return;
    }
    let top = (1..k).fold(1u64, |p, _| p.wrapping_mul(BASE));
    let mut queue: VecDeque<(u64, usize)> = VecDeque::with_capacity(gram.window + 1);
    let (mut hash, mut last) = (0u64, None);
    let runs = key.len() - k + 1;
    for i in 0..key.len() {
        if i >= k {
            hash = hash.wrapping_sub(u64::from(key[i - k]).wrapping_add(1).wrapping_mul(top));
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(key[i]).wrapping_add(1));
        let Some(at) = (i + 1).checked_sub(k) else { continue };
        let own = (mix(hash) & !1) | u64::from(gram.long);
        while queue.back().is_some_and(|(h, _)| *h >= own) {
            queue.pop_back();
        }
        queue.push_back((own, at));
        if queue.front().is_some_and(|(_, p)| p + gram.window <= at) {
            queue.pop_front();
        }
        let full = at + 1 >= gram.window || at + 1 == runs;
        if let Some(&(h, p)) = queue.front().filter(|_| full)
            && last != Some(p)
        {
            last = Some(p);
            each(p as u32, h);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chosen(key: &[u16], gram: Gram) -> Vec<(u32, u64)> {
        let mut out = Vec::new();
        winnow(key, gram, |p, h| out.push((p, h)));
        out
    }

    #[test]
    fn short_runs_grow_with_the_corpus() {
        let length = |letters| Gram::short(letters).length;
        assert_eq!([0, 60_000_000, 70_000_000, 1_000_000_000, 2_000_000_000].map(length), [8, 8, 9, 9, 10]);
    }

    proptest! {
        // The promise of winnowing: a shared stretch of window + length - 1 has a choice in common.
        #[test]
        fn a_shared_stretch_has_a_shared_choice(
            shared in prop::collection::vec(0u16..50, 40),
            head in prop::collection::vec(0u16..50, 0..60),
            tail in prop::collection::vec(0u16..50, 0..60),
        ) {
            for gram in [Gram::short(0), Gram::long(40)] {
                let a = chosen(&[&head[..], &shared[..], &tail[..]].concat(), gram);
                let b = chosen(&[&tail[..], &shared[..], &head[..]].concat(), gram);
                let found = a.iter().any(|(p, h)| {
                    let i = (*p as usize).checked_sub(head.len());
                    i.is_some_and(|i| b.iter().any(|(q, g)| g == h && *q as usize == i + tail.len()))
                });
                prop_assert!(found);
            }
        }
    }
}
