use super::prints::{Gram, winnow};
use super::text::ReuseText;
use rayon::prelude::*;
use serde::Serialize;

/// A run of letters in a text, with the group of equal runs it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    text: u32,
    pub at: u32,
    group: u32,
}

/// A run that too many texts hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Heavy {
    text: u32,
    pub at: u32,
    /// Texts that hold it.
    pub holders: u32,
    /// The earliest of them.
    pub first: u32,
    pub long: bool,
}

/// What was left aside, so that nothing is left aside in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Skipped {
    /// Short runs in more texts than the most: not used to propose pairs.
    pub short_runs: u64,
    /// Long runs in more texts than the most: listed as common.
    pub long_runs: u64,
    /// Places of a run beyond the fourth in the same text.
    pub repeats: u64,
}

/// Runs that at least two texts hold.
#[derive(Debug, Default)]
pub struct Groups {
    /// Where each group begins in `places`; one more at the end.
    starts: Vec<u32>,
    places: Vec<(u32, u32)>,
    runs: Vec<Run>,
    runs_of: Vec<u32>,
    heavy: Vec<Heavy>,
    heavy_of: Vec<u32>,
    pub skipped: Skipped,
}

/// Top bit of a group: its runs are long ones.
const LONG_BIT: u32 = 1 << 31;
/// A run that stands more often in one text proposes by its first places only.
const REPEATS: usize = 4;
/// Runs sorted at once; what is held at a time is about 24 bytes each.
const AT_ONCE: usize = 12 << 20;

impl Groups {
    /// Gathers equal runs, a part of all hashes at a time, so that memory stays bounded. Runs in
    /// more than `most` texts are not paired, since their pairs grow with the square.
    pub fn new(texts: &[ReuseText], least: u32, most: u32) -> Self {
        let long = Gram::long(least);
        let letters: usize = texts.iter().map(|t| t.key().len()).sum();
        let short = Gram::short(letters);
        let density = 2.0 / (short.window + 1) as f64 + 2.0 / (long.window + 1) as f64;
        let parts = ((letters as f64 * density) as usize / AT_ONCE + 1).next_power_of_two() as u64;
        let mut out = Self { starts: vec![0], ..Self::default() };
        for part in 0..parts {
            let of = |(text, t): (usize, &ReuseText)| {
                let mut own = Vec::new();
                for gram in [short, long] {
                    // The least hashes are chosen, so the high bits are not even; the low ones are.
                    winnow(t.key(), gram, |at, h| {
                        if (h >> 1) % parts == part {
                            own.push((h, text as u32, at));
                        }
                    });
                }
                own
            };
            let mut all: Vec<(u64, u32, u32)> = texts.par_iter().enumerate().flat_map_iter(of).collect();
            all.par_sort_unstable();
            all.chunk_by(|x, y| x.0 == y.0).for_each(|equal| out.take(equal, most));
        }
        out.runs.par_sort_unstable();
        out.heavy.par_sort_unstable();
        out.runs_of = offsets(texts.len(), out.runs.iter().map(|r| r.text));
        out.heavy_of = offsets(texts.len(), out.heavy.iter().map(|h| h.text));
        out
    }

    fn take(&mut self, equal: &[(u64, u32, u32)], most: u32) {
        let by_text = || equal.chunk_by(|x, y| x.1 == y.1);
        let (holders, long) = (by_text().count() as u32, equal[0].0 & 1 == 1);
        if holders < 2 {
            return;
        }
        if holders > most {
            *(if long { &mut self.skipped.long_runs } else { &mut self.skipped.short_runs }) += 1;
            let one = |x: &(u64, u32, u32)| Heavy { text: x.1, at: x.2, holders, first: equal[0].1, long };
            self.heavy.extend(equal.iter().map(one));
            return;
        }
        let group = (self.starts.len() - 1) as u32 | if long { LONG_BIT } else { 0 };
        for own in by_text() {
            self.skipped.repeats += own.len().saturating_sub(REPEATS) as u64;
            for &(_, text, at) in own.iter().take(REPEATS) {
                self.places.push((text, at));
                self.runs.push(Run { text, at, group });
            }
        }
        self.starts.push(self.places.len() as u32);
    }

    /// Runs of a text that other texts hold, too.
    pub fn runs(&self, text: usize) -> &[Run] {
        &self.runs[self.runs_of[text] as usize..self.runs_of[text + 1] as usize]
    }

    /// All places of the runs equal to this, as (text, letter), and whether it is a long one.
    pub fn places(&self, run: &Run) -> (&[(u32, u32)], bool) {
        let group = (run.group & !LONG_BIT) as usize;
        (
            &self.places[self.starts[group] as usize..self.starts[group + 1] as usize],
            run.group & LONG_BIT != 0,
        )
    }

    /// Runs of a text that too many hold.
    pub fn heavy(&self, text: usize) -> &[Heavy] {
        &self.heavy[self.heavy_of[text] as usize..self.heavy_of[text + 1] as usize]
    }
}

fn offsets(texts: usize, of: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut out = vec![0u32; texts + 1];
    of.for_each(|t| out[t as usize + 1] += 1);
    (0..texts).for_each(|i| out[i + 1] += out[i]);
    out
}
