use super::score::{Measures, PairScore, measures};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// Bootstrap intervals of presence F1, kappa, passage F1 and span F1: documents are drawn with
/// replacement, because pairs of one document are not independent. Seeded, so reproducible.
pub fn intervals(pairs: &[PairScore], rounds: usize, seed: u64) -> [Interval; 4] {
    let mut docs: Vec<Vec<&PairScore>> = Vec::new();
    for p in pairs {
        match docs.last_mut() {
            Some(d) if d[0].doc == p.doc => d.push(p),
            _ => docs.push(vec![p]),
        }
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn: [Vec<f64>; 4] = Default::default();
    for _ in 0..rounds.max(1) {
        let sample: Vec<&PairScore> =
            (0..docs.len()).flat_map(|_| docs[rng.random_range(0..docs.len())].iter().copied()).collect();
        let m: Measures = measures(sample.into_iter());
        for (list, value) in drawn.iter_mut().zip([m.presence_f1, m.kappa, m.passage_f1, m.span_f1]) {
            list.push(value);
        }
    }
    drawn.map(|mut list| {
        list.sort_by(f64::total_cmp);
        let at = |q: f64| list[((list.len() - 1) as f64 * q).round() as usize];
        Interval { low: at(0.025), high: at(0.975) }
    })
}
