use super::norm::{for_words, normalise};
use super::schema::{HIDDEN, PAIRS, WORDS};
use crate::model::Span;
use crate::segment::{Segmenter, is_ideograph};
use std::sync::{Arc, OnceLock};
use tantivy::Index;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

/// The segmenter of one build, loaded when the first clause is cut.
#[derive(Clone)]
pub struct LazySegmenter {
    terms: Arc<Vec<String>>,
    cell: Arc<OnceLock<Segmenter>>,
}

impl LazySegmenter {
    pub fn new(terms: Vec<String>) -> Self {
        Self { terms: Arc::new(terms), cell: Arc::default() }
    }
    pub fn get(&self) -> &Segmenter {
        self.cell.get_or_init(|| Segmenter::with_terms(&self.terms))
    }
}

/// Makes the index able to write: reading needs no tokenizer.
pub fn register(index: &Index, segmenter: LazySegmenter) {
    let manager = index.tokenizers();
    manager.register(PAIRS, TextAnalyzer::builder(Chars { width: 2, token: Token::default() }).build());
    for (name, hidden) in [(WORDS, false), (HIDDEN, true)] {
        let words = Words { segmenter: segmenter.clone(), hidden, token: Token::default() };
        manager.register(name, TextAnalyzer::builder(words).build());
    }
}

/// Whether a word can be asked for: it has a letter, an ideograph or a digit.
pub fn is_word(word: &str) -> bool {
    word.chars().any(is_letter)
}

/// A letter, an ideograph or a digit.
pub fn is_letter(c: char) -> bool {
    is_ideograph(c) || c.is_alphanumeric()
}

/// Every run of `width` characters of the normalised text, at its place. The last character, which
/// begins no pair, stands alone, so that the place of every character is known.
#[derive(Clone)]
struct Chars {
    width: usize,
    token: Token,
}

struct CharStream<'a> {
    chars: Vec<char>,
    width: usize,
    next: usize,
    token: &'a mut Token,
}

impl Tokenizer for Chars {
    type TokenStream<'a> = CharStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> CharStream<'a> {
        self.token.reset();
        CharStream { chars: normalise(text).chars, width: self.width, next: 0, token: &mut self.token }
    }
}

impl TokenStream for CharStream<'_> {
    fn advance(&mut self) -> bool {
        if self.next >= self.chars.len() {
            return false;
        }
        let run = &self.chars[self.next..(self.next + self.width).min(self.chars.len())];
        self.token.text.clear();
        self.token.text.extend(run);
        self.token.position = self.next;
        self.next += 1;
        true
    }
    fn token(&self) -> &Token {
        self.token
    }
    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Words and the shorter words in them; or the long words that are not among these.
#[derive(Clone)]
struct Words {
    segmenter: LazySegmenter,
    hidden: bool,
    token: Token,
}

struct WordStream<'a> {
    text: String,
    words: std::vec::IntoIter<Span>,
    token: &'a mut Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        let text = for_words(text);
        let segmenter = self.segmenter.get();
        let words = if self.hidden { segmenter.hidden_words(&text) } else { segmenter.search_words(&text) };
        WordStream { text, words: words.into_iter(), token: &mut self.token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let text = &self.text;
        let Some(word) = self.words.find(|w| is_word(w.of(text))) else { return false };
        self.token.text.clear();
        self.token.text.push_str(word.of(text));
        self.token.position = self.token.position.wrapping_add(1);
        true
    }
    fn token(&self) -> &Token {
        self.token
    }
    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
