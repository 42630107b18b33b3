use crate::model::Span;
use jieba_rs::{Jieba, TokenizeMode};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Cuts Chinese text into words (分词) by jieba's dictionary and domain terms. Loading the
/// dictionary takes about 140 ms and 40 MB: make one and share it.
#[derive(Debug)]
pub struct Segmenter {
    jieba: Jieba,
}

impl Segmenter {
    /// jieba's dictionary with `terms` added, each weighted so that it stays whole.
    pub fn with_terms<S: AsRef<str>>(terms: &[S]) -> Self {
        let mut jieba = Jieba::new();
        for term in terms {
            let term = term.as_ref().trim();
            if term.chars().count() > 1 {
                jieba.add_word(term, None, None);
            }
        }
        Self { jieba }
    }

    /// The one best cut: spans in order that cover the whole text, punctuation and white space
    /// being words of their own. Unknown words are not guessed (no HMM), so that a stretch is cut
    /// the same way in a clause and in a query.
    pub fn words(&self, text: &str) -> Vec<Span> {
        spans(text, self.jieba.tokenize(text, TokenizeMode::Default, false))
    }

    /// As [`words`](Self::words), with the shorter dictionary words inside a long one as well;
    /// spans overlap. For indexing.
    pub fn search_words(&self, text: &str) -> Vec<Span> {
        spans(text, self.jieba.tokenize(text, TokenizeMode::Search, false))
    }

    /// Every place of words of the dictionary of three Chinese characters or more that
    /// [`search_words`](Self::search_words) does not give at all: with those, all such words that the
    /// text holds, whatever the cut.
    pub fn hidden_words(&self, text: &str) -> Vec<Span> {
        let long = |w: &str| w.chars().nth(2).is_some() && w.chars().all(is_ideograph);
        let all = self.jieba.cut_all(text).into_iter().filter(|t| long(t.word));
        let mut found: Vec<Span> = all.map(|t| Span::new(t.byte_start, t.byte_end)).collect();
        if !found.is_empty() {
            let cut = self.search_words(text);
            let cut: HashSet<&str> = cut.iter().map(|w| w.of(text)).filter(|w| long(w)).collect();
            found.retain(|w| !cut.contains(w.of(text)));
        }
        found
    }
}

/// A Chinese character as the dictionary's long words are looked for in a text.
pub fn is_ideograph(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// jieba's tokens point into `text`: their byte places are told from the slices themselves.
fn spans(text: &str, tokens: Vec<jieba_rs::Token<'_>>) -> Vec<Span> {
    let base = text.as_ptr() as usize;
    tokens
        .into_iter()
        .filter_map(|t| {
            let start = (t.word.as_ptr() as usize).checked_sub(base)?;
            text.get(start..start + t.word.len()).map(|w| Span::new(start, start + w.len()))
        })
        .collect()
}

static DEFAULT: LazyLock<Segmenter> = LazyLock::new(|| Segmenter::with_terms::<&str>(&[]));

/// [`Segmenter::words`] with jieba's dictionary alone, loaded at the first call.
pub fn words(text: &str) -> Vec<Span> {
    DEFAULT.words(text)
}

/// [`Segmenter::search_words`] with jieba's dictionary alone, loaded at the first call.
pub fn search_words(text: &str) -> Vec<Span> {
    DEFAULT.search_words(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(s: &Segmenter, text: &str) -> Vec<String> {
        s.words(text).into_iter().map(|w| w.of(text).to_string()).collect()
    }

    #[test]
    fn a_domain_term_stays_whole() {
        let text = "甲市授权运营协议";
        assert_ne!(cut(&DEFAULT, text)[2..], ["授权运营协议"]);
        let domain = Segmenter::with_terms(&["授权运营"]);
        assert!(cut(&domain, text).contains(&"授权运营".to_string()));
        let parts: Vec<_> = domain.search_words(text).into_iter().map(|w| w.of(text)).collect();
        assert!(parts.contains(&"授权") && parts.contains(&"授权运营"), "{parts:?}");
    }

    proptest! {
        #[test]
        fn words_tile_the_text(text in "\\PC{0,80}|[甲乙数据授权运营机构应当12ab ，。\n]{0,60}") {
            let mut at = 0;
            for w in words(&text) {
                prop_assert_eq!(w.start, at);
                at = w.end;
            }
            prop_assert_eq!(at, text.len());
            for w in search_words(&text) {
                prop_assert!(text.get(w.start..w.end).is_some());
            }
        }
    }
}
