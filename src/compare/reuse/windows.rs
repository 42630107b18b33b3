use super::groups::Groups;
use super::prints::{LONG, SHORT};

/// A run that two texts share: where in the earlier, where in the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seed {
    pub text: u32,
    pub at: [u32; 2],
    pub long: bool,
}

/// Stretches of two texts, as start and end of each, that are worth aligning.
pub type Window = [[u32; 2]; 2];

/// Seeds farther apart than this belong to different passages.
const GAP: u32 = 120;
/// Looked at on both sides of the seeds; less than half the gap, so that windows do not overlap.
const MARGIN: u32 = 45;
/// A lone short run is a phrase: seeds must cover this many letters of both texts.
const EVIDENCE: u32 = 11;

/// The seeds that a text shares with those before it, by text.
pub fn seeds(groups: &Groups, text: usize) -> Vec<Seed> {
    let mut out = Vec::new();
    for run in groups.runs(text) {
        let (places, long) = groups.places(run);
        let before = places.iter().take_while(|(t, _)| (*t as usize) < text);
        out.extend(before.map(|&(t, at)| Seed { text: t, at: [at, run.at], long }));
    }
    out.sort_unstable();
    out
}

/// The windows of the seeds of one pair of texts of the given lengths. The order of the seeds in
/// one text need not be that in the other: sentences may have been reordered.
pub fn windows(seeds: &[Seed], lengths: [u32; 2]) -> Vec<Window> {
    let mut out = Vec::new();
    let mut open = vec![(seeds.to_vec(), 0usize, false)];
    while let Some((mut own, side, settled)) = open.pop() {
        if !enough(&own) {
            continue;
        }
        own.sort_unstable_by_key(|s| (s.at[side], s.at[1 - side]));
        let parts: Vec<&[Seed]> = own.chunk_by(|x, y| y.at[side] - x.at[side] <= GAP).collect();
        if parts.len() > 1 {
            open.extend(parts.into_iter().map(|p| (p.to_vec(), 1 - side, false)));
        } else if settled {
            out.push(window(&own, lengths));
        } else {
            open.push((own, 1 - side, true));
        }
    }
    out.sort_unstable();
    out
}

/// A long run, or short ones that cover more than one of them would.
fn enough(seeds: &[Seed]) -> bool {
    seeds.iter().any(|s| s.long) || (0..2).all(|side| covered(seeds, side) >= EVIDENCE)
}

fn covered(seeds: &[Seed], side: usize) -> u32 {
    let mut at: Vec<u32> = seeds.iter().map(|s| s.at[side]).collect();
    at.sort_unstable();
    let (mut sum, mut end) = (0, 0);
    for p in at {
        let close = p + SHORT as u32;
        sum += close - end.max(p).min(close);
        end = close;
    }
    sum
}

fn window(seeds: &[Seed], lengths: [u32; 2]) -> Window {
    [0, 1].map(|side| {
        let at = || seeds.iter().map(|s| s.at[side]);
        let start = at().min().unwrap_or(0).saturating_sub(MARGIN);
        [start, (at().max().unwrap_or(0) + LONG as u32 + MARGIN).min(lengths[side])]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reordered_sentences_are_one_window_and_distant_places_two() {
        let seed = |a, b| Seed { text: 0, at: [a, b], long: false };
        // Two sentences of about fifty letters that changed places.
        let near = [seed(1000, 2060), seed(1020, 2080), seed(1050, 2000), seed(1080, 2030)];
        assert_eq!(windows(&near, [9000, 9000]), [[[955, 1149], [1955, 2149]]]);
        // One stretch of the earlier text that stands twice in the later one.
        let twice = [seed(1000, 2000), seed(1020, 2020), seed(1000, 5000), seed(1020, 5020)];
        assert_eq!(windows(&twice, [9000, 9000]).len(), 2);
        assert_eq!(windows(&near[..1], [9000, 9000]), [] as [Window; 0]);
    }
}
