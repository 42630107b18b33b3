//! Agreement of two rankings with ties: Kendall's tau-b, with a bootstrap interval.

use crate::model::SplitMix;

/// Kendall's tau-b of the pairs; `None` when one side puts all of them level.
pub fn tau_b(pairs: &[(f64, f64)]) -> Option<f64> {
    let (mut same, mut opposite, mut level_a, mut level_b, mut all) = (0i64, 0i64, 0i64, 0i64, 0i64);
    for (i, (a, b)) in pairs.iter().enumerate() {
        for (c, d) in &pairs[i + 1..] {
            all += 1;
            let (x, y) = (sign(a - c), sign(b - d));
            level_a += i64::from(x == 0);
            level_b += i64::from(y == 0);
            same += i64::from(x * y > 0);
            opposite += i64::from(x * y < 0);
        }
    }
    let (a, b) = ((all - level_a) as f64, (all - level_b) as f64);
    (a > 0.0 && b > 0.0).then(|| (same - opposite) as f64 / (a * b).sqrt())
}

fn sign(x: f64) -> i32 {
    // Values are rounded to nine digits where they are made; what is less apart is level.
    i32::from(x > 1e-9) - i32::from(x < -1e-9)
}

/// How many orders of n places the tiers can tell apart: n! / (the factorials of the ties).
/// Saturates.
pub fn distinguishable(tiers: &[f64]) -> u64 {
    let mut sorted = tiers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut orders: u64 = 1;
    let mut placed: u64 = 0;
    // Multinomial coefficient as a product of binomials, each exact.
    for group in sorted.chunk_by(|a, b| a == b) {
        for k in 1..=group.len() as u64 {
            placed += 1;
            match orders.checked_mul(placed) {
                Some(n) => orders = n / k,
                None => return u64::MAX,
            }
        }
    }
    orders
}

/// The least number of distinguishable orders for which an agreement can be told from chance at
/// 5% (two-sided): fewer, and even the one best order is not rare enough.
pub const LEAST_ORDERS: u64 = 40;

/// A tau with its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Tau {
    pub tau: f64,
    pub low: f64,
    pub high: f64,
    /// Bootstrap rounds in which a tau could be computed.
    pub rounds: usize,
}

/// Tau-b of values against tiers with a percentile bootstrap over the places; `None` when they
/// are too few to say anything ([`LEAST_ORDERS`]) or level.
pub fn agreement(pairs: &[(f64, f64)], rounds: usize, seed: u64) -> Option<Tau> {
    let tiers: Vec<f64> = pairs.iter().map(|p| p.1).collect();
    if distinguishable(&tiers) < LEAST_ORDERS {
        return None;
    }
    let tau = tau_b(pairs)?;
    let mut draw = SplitMix::new(seed);
    let mut taus = Vec::new();
    for _ in 0..rounds {
        let sample: Vec<(f64, f64)> = pairs.iter().map(|_| pairs[draw.below(pairs.len())]).collect();
        taus.extend(tau_b(&sample));
    }
    taus.sort_by(f64::total_cmp);
    let last = taus.len().checked_sub(1)?;
    let (low, high) = (taus[last * 25 / 1000], taus[(last * 975).div_ceil(1000)]);
    Some(Tau { tau, low, high, rounds: taus.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand. Values 1 2 3 4, tiers 1 1 2 3: six pairs, one level in the tiers, the others of
    /// the same sign: 5 / sqrt(6 x 5).
    #[test]
    fn tau_by_hand() {
        let pairs = [(1.0, 1.0), (2.0, 1.0), (3.0, 2.0), (4.0, 3.0)];
        assert!((tau_b(&pairs).unwrap() - 5.0 / 30f64.sqrt()).abs() < 1e-12);
        // Turned round it is the same with the other sign; level tiers tell nothing.
        let turned: Vec<(f64, f64)> = pairs.iter().map(|(a, b)| (-a, *b)).collect();
        assert!((tau_b(&turned).unwrap() + 5.0 / 30f64.sqrt()).abs() < 1e-12);
        assert_eq!(tau_b(&[(1.0, 2.0), (2.0, 2.0)]), None);
    }

    #[test]
    fn orders_are_counted() {
        assert_eq!(distinguishable(&[3.0, 3.0, 3.0, 0.0, 0.0]), 10); // 5! / (3! 2!)
        assert_eq!(distinguishable(&[3.0, 3.0, 2.0, 0.0, 0.0]), 30); // 5! / (2! 1! 2!)
        assert_eq!(distinguishable(&[4.0, 3.0, 3.0, 2.0, 0.0]), 60);
        assert_eq!(distinguishable(&[]), 1);
        assert_eq!(distinguishable(&(0..60).map(f64::from).collect::<Vec<_>>()), u64::MAX);
    }

    #[test]
    fn too_few_places_give_no_number() {
        let five = [(1.0, 0.0), (2.0, 0.0), (3.0, 2.0), (4.0, 3.0), (5.0, 3.0)];
        assert_eq!(agreement(&five, 100, 1), None);
        let six = [(1.0, 0.0), (2.0, 0.0), (3.0, 2.0), (4.0, 3.0), (5.0, 3.0), (6.0, 4.0)];
        let t = agreement(&six, 200, 1).unwrap();
        assert!(t.low <= t.tau && t.tau <= t.high && t.tau > 0.9, "{t:?}");
        assert_eq!(agreement(&six, 200, 1), Some(t));
    }
}
