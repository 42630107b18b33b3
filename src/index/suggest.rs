//! "Did you mean": terms of the lexicon that a query misses by one character or by its sound.

use super::lexicon::Lexicon;
use super::norm::normalise;
use super::query::edit_distance;

/// Most offers of one answer.
const OFFERS: usize = 5;

impl Lexicon {
    /// Terms that a query may mean: one character off, or written in pinyin.
    pub fn near_misses(&self, query: &str) -> Vec<String> {
        let asked = normalise(query).text();
        let width = asked.chars().count();
        if width < 2 || self.terms.binary_search_by(|t| t.as_str().cmp(&asked)).is_ok() {
            return Vec::new();
        }
        let mut found: Vec<&String> = self
            .terms
            .iter()
            .filter(|term| {
                let n = term.chars().count();
                n > 2 && n.abs_diff(width) <= 1 && edit_distance(term, &asked) == 1
            })
            .collect();
        found.truncate(OFFERS);
        found.into_iter().cloned().collect()
    }
}
