use super::t2s::simplify;
use crate::model::{Folded, Span, fold};

/// Version of the normaliser: what [`normalise`] makes of every character, hashed. An index built
/// with another one is stale. A test tells when `model::fold` or the table changed and this did not.
pub const NORMALISER: &str = "8279f2e3";

/// A text in the form in which clauses and queries meet: folded (width, case, look-alikes, quotes,
/// white space dropped) and in simplified characters, with the way back to the source.
#[derive(Debug, Clone, Default)]
pub struct Normal {
    pub chars: Vec<char>,
    folded: Folded,
}

/// Normalises a whole text. Character by character, so any contiguous piece of a text normalises
/// to a contiguous piece of the text's normal form.
pub fn normalise(text: &str) -> Normal {
    let folded = fold(text);
    Normal { chars: folded.text.chars().map(simplify).collect(), folded }
}

impl Normal {
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// The text for cutting into words: a space stays where white space parts two Latin letters or
    /// digits, so that `API SDK` is two words.
    pub fn for_words(&self) -> String {
        let mut out = String::with_capacity(self.chars.len() * 3);
        for (i, &c) in self.chars.iter().enumerate() {
            let latin = i > 0 && c.is_ascii_alphanumeric() && self.chars[i - 1].is_ascii_alphanumeric();
            if latin && self.source(i, i + 1).start > self.source(i - 1, i).end {
                out.push(' ');
            }
            out.push(c);
        }
        out
    }

    /// Bytes of the source text that characters `start..end` came from.
    pub fn source(&self, start: usize, end: usize) -> Span {
        self.folded.source(start, end)
    }

    /// Starts of all occurrences of `needle`, overlapping ones included.
    pub fn find_all<'a>(&'a self, needle: &'a [char]) -> impl Iterator<Item = usize> + 'a {
        let width = if needle.is_empty() { usize::MAX } else { needle.len() };
        let last = self.chars.len().checked_sub(width);
        (0..last.map_or(0, |l| l + 1)).filter(move |&i| self.chars[i..i + width] == *needle)
    }
}

/// The normal form for cutting into words: [`Normal::for_words`] of a text.
pub fn for_words(text: &str) -> String {
    normalise(text).for_words()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_version_names_what_the_normaliser_does() {
        let mut hash = Sha256::new();
        for c in (0..=0x2ffff).filter_map(char::from_u32) {
            hash.update(format!("{c}{}\n", normalise(&c.to_string()).text()));
        }
        let hex: String = hash.finalize().iter().take(4).map(|b| format!("{b:02x}")).collect();
        assert_eq!(NORMALISER, hex, "the normaliser changed: set NORMALISER to {hex}");
    }

    #[test]
    fn writings_meet() {
        assert_eq!(normalise("數據 安全（試行）").text(), normalise("数据安全(试行)").text());
        assert_eq!(for_words("ＡＰＩ SDK 接 口"), "api sdk接口");
    }

    proptest! {
        /// The ground of law 8: pieces of a text normalise to pieces of its normal form.
        #[test]
        fn pieces_stay_pieces(text in "\\PC{1,60}|[數据 A１（。“\n]{1,40}", from in 0usize..60, len in 1usize..20) {
            let piece: String = text.chars().skip(from).take(len).collect();
            let (whole, part) = (normalise(&text), normalise(&piece));
            prop_assert!(part.chars.is_empty() || whole.find_all(&part.chars).next().is_some());
            for i in 0..whole.chars.len() {
                let s = whole.source(i, i + 1);
                prop_assert!(text.get(s.start..s.end).is_some_and(|t| !t.is_empty()));
            }
        }
    }
}
