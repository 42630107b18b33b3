//! Finds the run of article numbers among all places that look like one.
//!
//! Every 第X条 in a text is either an article or a citation. The numbers of articles run on; so
//! the chain of candidates with the best total of own strength and good neighbours is taken.

/// A place that may open an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    pub number: u32,
    /// 之一 and the like.
    pub sub: u32,
    /// How much the place itself looks like an opening, above 0.
    pub strength: f32,
}

/// How far back a predecessor is looked for: bounds the work to a constant per candidate.
const WINDOW: usize = 48;
/// Gain of a number that follows its predecessor.
const STEP: f32 = 2.0;
/// Cost of beginning again at 1 (the next instrument of the source).
const RESTART: f32 = -1.5;
/// Cost of a gap, and of each missing number in it.
const GAP: (f32, f32) = (-1.0, -0.25);
const LONGEST_GAP: u32 = 40;

/// Indices of the accepted candidates, ascending. Linear in the number of candidates.
pub fn solve(candidates: &[Candidate]) -> Vec<usize> {
    let n = candidates.len();
    let mut score = vec![0f32; n];
    let mut from = vec![usize::MAX; n];
    // Best chain end seen so far, for restarts from further back than the window.
    let mut best_end: Option<usize> = None;
    for j in 0..n {
        let c = candidates[j];
        let opening = if c.number == 1 && c.sub == 0 { 0.0 } else { -1.0 };
        let (mut top, mut pick) = (opening, usize::MAX);
        let mut consider = |i: usize, gain: Option<f32>, score: &[f32]| {
            if let Some(total) = gain.map(|g| score[i] + g).filter(|&t| t > top) {
                (top, pick) = (total, i);
            }
        };
        #[expect(
            clippy::needless_range_loop,
            reason = "the index is kept as the link to the candidate before"
        )]
        for i in j.saturating_sub(WINDOW)..j {
            consider(i, transition(candidates[i], c), &score);
        }
        if let Some(i) = best_end {
            consider(i, transition(candidates[i], c), &score);
        }
        score[j] = top + c.strength;
        from[j] = pick;
        if best_end.is_none_or(|b| score[j] >= score[b]) {
            best_end = Some(j);
        }
    }
    let mut out = Vec::new();
    let mut at = best_end.unwrap_or(usize::MAX);
    while at != usize::MAX {
        out.push(at);
        at = from[at];
    }
    out.reverse();
    out
}

fn transition(a: Candidate, b: Candidate) -> Option<f32> {
    if b.number == a.number {
        return (b.sub == a.sub + 1).then_some(STEP);
    }
    if b.sub > 0 {
        return None;
    }
    if b.number > a.number {
        let gap = b.number - a.number - 1;
        return match gap {
            0 => Some(STEP),
            1..=LONGEST_GAP => Some(GAP.0 + GAP.1 * gap as f32),
            _ => None,
        };
    }
    (b.number == 1 && b.strength >= 1.0).then_some(RESTART)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(list: &[(u32, f32)]) -> Vec<u32> {
        let c: Vec<_> =
            list.iter().map(|&(number, strength)| Candidate { number, sub: 0, strength }).collect();
        solve(&c).into_iter().map(|i| c[i].number).collect()
    }

    #[test]
    fn citations_fall_out_of_the_run() {
        assert_eq!(numbers(&[(1, 3.0), (2, 3.0), (8, 1.0), (3, 3.0), (1, 0.5), (4, 3.0)]), [1, 2, 3, 4]);
    }

    #[test]
    fn a_second_instrument_begins_again() {
        assert_eq!(numbers(&[(1, 3.0), (2, 3.0), (3, 3.0), (1, 3.0), (2, 3.0)]), [1, 2, 3, 1, 2]);
    }

    #[test]
    fn a_true_gap_is_kept() {
        assert_eq!(numbers(&[(1, 3.0), (2, 3.0), (5, 3.0), (6, 3.0)]), [1, 2, 5, 6]);
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        assert!(solve(&[]).is_empty());
    }
}
