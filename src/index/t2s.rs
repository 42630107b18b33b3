use std::sync::LazyLock;

/// Traditional characters and, below, the simplified one for each: what ferrous-opencc's t2s does
/// to single characters (a test holds it to that). Kept as data because loading the converter at
/// every search costs more than the search.
const PAIRS: &str = include_str!("t2s.txt");

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

struct Table {
    /// Simplified character for every character of the basic plane's ideographs.
    basic: Vec<char>,
    /// The rest, sorted.
    rest: Vec<(char, char)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut basic: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
    let mut rest = Vec::new();
    let mut lines = PAIRS.lines();
    let (from, to) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    for (f, t) in from.chars().zip(to.chars()) {
        match basic.get_mut((f as u32).wrapping_sub(FIRST) as usize) {
            Some(slot) => *slot = t,
            None => rest.push((f, t)),
        }
    }
    Table { basic, rest }
});

/// The simplified form of one character, itself when it has none. One character for one: a
/// character whose simplification depends on its neighbours (乾) takes the commoner form, in index
/// and query alike.
pub fn simplify(c: char) -> char {
    if (c as u32) < FIRST {
        return c;
    }
    let table = &*TABLE;
    match table.basic.get((c as u32 - FIRST) as usize) {
        Some(&simple) => simple,
        None => table.rest.binary_search_by_key(&c, |p| p.0).map_or(c, |i| table.rest[i].1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrous_opencc::{OpenCC, config::BuiltinConfig};

    #[test]
    fn agrees_with_opencc_on_every_ideograph() {
        let opencc = OpenCC::from_config(BuiltinConfig::T2s).unwrap();
        let ranges = [0x2e80..=0x303f, 0x3400..=0x9fff, 0xf900..=0xfaff, 0x20000..=0x3134f];
        for c in ranges.into_iter().flatten().filter_map(char::from_u32) {
            let theirs = opencc.convert(&c.to_string());
            assert_eq!(theirs, simplify(c).to_string(), "{c} U+{:04X}", c as u32);
        }
    }
}
