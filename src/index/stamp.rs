use super::norm::NORMALISER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Version of the index's layout: fields, tokens, stored form. Raised with every change of these.
pub const FORMAT: u32 = 4;

/// What an index was built with. Carried in the commit itself, so it is never older or newer than
/// the clauses it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub format: u32,
    /// Hash of what the normaliser does.
    pub normaliser: String,
    /// Hash of the word dictionary: jieba's and the domain terms.
    pub dictionary: String,
    /// Hash of the rule set whose findings are indexed; the caller's.
    pub rules: String,
}

impl Stamp {
    /// The stamp of an index that this program would build with these domain terms and rules.
    pub fn new<S: AsRef<str>>(terms: &[S], rules: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"jieba-rs 0.11\n");
        for term in terms {
            hash.update(term.as_ref());
            hash.update(b"\n");
        }
        Self {
            format: FORMAT,
            normaliser: NORMALISER.into(),
            dictionary: hex(&hash.finalize()[..8]),
            rules: rules.into(),
        }
    }

    /// Lags behind `now` in what can be told without loading the rules: as [`stale`](Self::stale),
    /// but the dictionary, which is made of the rules' terms, is told by their hash.
    pub fn stale_for_rules(&self, rules: &str) -> Vec<String> {
        let now = Stamp { dictionary: self.dictionary.clone(), ..Stamp::new::<&str>(&[], rules) };
        self.stale(&now)
    }

    /// In what an index with this stamp lags behind `now`, in words; empty when it does not.
    pub fn stale(&self, now: &Stamp) -> Vec<String> {
        let parts = [
            (self.format != now.format, "format (索引格式)"),
            (self.normaliser != now.normaliser, "normaliser (归一化)"),
            (self.dictionary != now.dictionary, "dictionary (词典)"),
            (self.rules != now.rules, "rules (规则集)"),
        ];
        parts.into_iter().filter(|p| p.0).map(|p| p.1.to_string()).collect()
    }

    /// The text of every clause must be indexed anew; a change of the rules alone shows in the
    /// clauses themselves.
    pub(super) fn needs_rebuild(&self, now: &Stamp) -> bool {
        (self.format, &self.normaliser, &self.dictionary) != (now.format, &now.normaliser, &now.dictionary)
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_stale() {
        let old = Stamp::new(&["授权运营"], "r1");
        let new = Stamp::new(&["授权运营", "运营机构"], "r2");
        assert_eq!(old.stale(&old), Vec::<String>::new());
        assert_eq!(old.stale(&new), ["dictionary (词典)", "rules (规则集)"]);
        assert!(old.needs_rebuild(&new) && !old.needs_rebuild(&Stamp::new(&["授权运营"], "r2")));
    }
}
