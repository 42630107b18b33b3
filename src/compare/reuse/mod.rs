//! Text reuse: passages that two texts share, exactly or nearly; who held them first; what of each
//! text no earlier one holds. Chosen runs of letters propose, alignment proves. Work grows with the
//! length of the texts times the most holders, never with the square of a common phrase.

mod blocks;
mod groups;
mod holders;
mod network;
mod passage;
mod prints;
mod text;
mod windows;

pub use blocks::Block;
pub use groups::Skipped;
pub use holders::Common;
pub use network::{Edge, Network, Node};
pub use passage::{Form, Passage};
pub use text::{ReuseText, Stretch};

use groups::Groups;
use rayon::prelude::*;

/// What counts as a shared passage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReuseOptions {
    /// Least letters on both sides; at least [`LEAST`].
    pub least: u32,
    /// Least share of letters that answer each other, 0-1.
    pub similarity: f64,
    /// A passage in more texts than this is common: it makes no edge.
    pub most: u32,
}

/// Shorter passages are words of the language.
pub const LEAST: u32 = 16;

impl Default for ReuseOptions {
    fn default() -> Self {
        Self { least: 40, similarity: 0.7, most: 40 }
    }
}

/// All that is shared. The order of the texts given changes nothing in it.
#[derive(Debug)]
pub struct Reuse {
    /// By date, those without one last, then by name.
    pub texts: Vec<ReuseText>,
    /// By earlier text, later text, place.
    pub passages: Vec<Passage>,
    pub common: Vec<Common>,
    pub network: Network,
    pub skipped: Skipped,
}

/// Finds the passages that texts share. Texts without letters share nothing.
pub fn reuse(mut texts: Vec<ReuseText>, options: &ReuseOptions) -> Reuse {
    let least = options.least.max(LEAST);
    let options = ReuseOptions { least, most: options.most.max(2), ..*options };
    texts.sort_by(|a, b| a.order().cmp(&b.order()));
    let groups = Groups::new(&texts, least, options.most);
    let mut passages: Vec<Passage> = (0..texts.len())
        .into_par_iter()
        .flat_map_iter(|t| with_earlier(&texts, &groups, t, &options))
        .collect();
    passages.par_sort_unstable_by_key(|p| (p.texts, p.spans));
    let run = prints::Gram::long(least).length as u32;
    holders::count(&mut passages, &groups, texts.len(), options.most, run);
    let network = network::network(&texts, &passages, &groups, run);
    let common = holders::common(&texts, &groups, run);
    Reuse { passages, common, network, skipped: groups.skipped, texts }
}

/// The passages that a text shares with those before it.
fn with_earlier(texts: &[ReuseText], groups: &Groups, later: usize, options: &ReuseOptions) -> Vec<Passage> {
    let seeds = windows::seeds(groups, later);
    let mut out = Vec::new();
    let b = &texts[later];
    for own in seeds.chunk_by(|x, y| x.text == y.text) {
        let a = &texts[own[0].text as usize];
        let whole = [[0, a.len()], [0, b.len()]];
        let windows =
            if a.key() == b.key() { vec![whole] } else { windows::windows(own, [a.len(), b.len()]) };
        for w in &windows {
            let found = passage::passages(a, b, w, options.least, options.similarity);
            out.extend(found.into_iter().map(|p| Passage { texts: [own[0].text, later as u32], ..p }));
        }
    }
    out
}
