//! How often characters and neighbours occur in Chinese legal language (`pairs.txt`, made by
//! `examples/pairs.rs`), as powers of two.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The power of two below which pairs are not in the table.
const UNSEEN: i32 = 2;
/// Bits that an unknown character costs.
const CHANCE: i32 = 12;

pub struct Table {
    single: HashMap<char, i32>,
    pairs: HashMap<(char, char), i32>,
    /// Of all characters.
    all: i32,
}

pub static TABLE: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("pairs.txt")));

impl Table {
    fn parse(text: &str) -> Self {
        let (mut single, mut pairs) = (HashMap::new(), HashMap::new());
        let power = |c: char| c as i32 - 'a' as i32;
        for line in text.lines() {
            let mut chars = line.chars();
            let (Some(c), Some(n)) = (chars.next(), chars.next()) else { continue };
            single.insert(c, power(n));
            let mut bucket = 0;
            for b in chars {
                if b.is_ascii_lowercase() {
                    bucket = power(b);
                } else {
                    pairs.insert((c, b), bucket);
                }
            }
        }
        let all = single.values().map(|n| 1i64 << n).sum::<i64>().ilog2() as i32;
        Self { single, pairs, all }
    }

    /// Seen at all in legal texts.
    pub fn knows(&self, c: char) -> bool {
        self.single.contains_key(&c)
    }

    /// Bits by which a character is likelier than one never seen.
    pub fn single(&self, c: char) -> i32 {
        self.single.get(&c).map_or(0, |n| n + 1)
    }

    /// Seen as neighbours.
    pub fn seen(&self, a: char, b: char) -> bool {
        self.pairs.contains_key(&(a, b))
    }

    /// Bits by which two characters stand side by side more often than by chance; 0 when the table
    /// counts one of them not, or both so rarely that their absence says nothing.
    pub fn gain(&self, a: Option<char>, b: Option<char>) -> i32 {
        let of = |c: Option<char>| c.and_then(|c| self.single.get(&c));
        let (Some(n), Some(m)) = (of(a), of(b)) else { return 0 };
        let seen = a.zip(b).and_then(|pair| self.pairs.get(&pair));
        let bits = seen.unwrap_or(&UNSEEN) + self.all - n - m;
        if seen.is_some() { bits } else { bits.min(0) }
    }

    /// Bits by which `b` is likelier behind `a` than an unknown character of [`CHANCE`] is; 0 when
    /// the table counts one of them not.
    pub fn behind(&self, a: Option<char>, b: Option<char>) -> i32 {
        let of = |c: Option<char>| c.and_then(|c| self.single.get(&c));
        let (Some(n), Some(m)) = (of(a), of(b)) else { return 0 };
        let seen = a.zip(b).and_then(|pair| self.pairs.get(&pair));
        CHANCE + seen.map_or((UNSEEN - n).min(m - self.all), |both| both - n)
    }

    /// All characters, in order.
    pub fn letters(&self) -> Vec<char> {
        let mut all: Vec<char> = self.single.keys().copied().collect();
        all.sort_unstable();
        all
    }
}
