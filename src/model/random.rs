//! Numbers drawn so that anyone can draw them again, in any language.

/// SplitMix64 (Steele, Lea, Flood 2014): ten lines in any language, so that an interval can be
/// recomputed without this program. `rand` changes its generators and their seeding with its versions.
#[derive(Debug, Clone)]
pub struct SplitMix(u64);

impl SplitMix {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The next 53 bits: an integer below 2^53, which a double holds exactly.
    pub fn bits53(&mut self) -> u64 {
        self.bits() >> 11
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        self.bits53() as f64 / (1u64 << 53) as f64
    }

    /// An index below `n`; 0 when `n` is 0. The bias is below n / 2^64.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::SplitMix;

    /// The first numbers of the published generator for the seed 1234567.
    #[test]
    fn numbers_are_those_of_the_published_generator() {
        let mut g = SplitMix::new(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| g.bits()).collect();
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }
}
