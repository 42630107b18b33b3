//! What is looked for, as a tree whose terms are looked up already.

use super::near::Near;
use super::opened::Known;
use std::rc::Rc;

/// Clauses looked for, and what they score. A copy is cheap.
#[derive(Debug, Clone)]
pub enum Find {
    All,
    /// Those that hold a term; BM25.
    Term(Rc<Known>),
    /// Those that hold a long word of the dictionary; BM25.
    Word(Rc<Word>),
    /// Those that hold a character.
    Char(char),
    /// Those that hold a piece of text; BM25 of its pairs.
    Piece(Rc<Piece>),
    Near(Rc<Near>),
    /// Those of these years, both included.
    Years(u64, u64),
    /// Those that all find; the sum.
    And(Rc<[Find]>),
    /// Those that at least so many find; the sum.
    Or(Rc<[Find]>, usize),
    /// Those that it does not find.
    Not(Rc<Find>),
    /// Those that it finds, all with this score.
    Fixed(Rc<Find>, f32),
    /// Those that it finds, the score that many times.
    Times(Rc<Find>, f32),
}

/// A long word: the clauses it was cut in, and those that hold it though they were cut otherwise.
#[derive(Debug)]
pub struct Word {
    pub cut: Rc<Known>,
    pub hidden: Rc<Known>,
    /// Of both together.
    pub rarity: f32,
}

/// A piece of three characters or more, by pairs that hold all its characters.
#[derive(Debug)]
pub struct Piece {
    /// The pairs with their offsets in the piece.
    pub pairs: Vec<(u32, Rc<Known>)>,
    /// A rarer pair of it, which bounds what has to be looked at.
    pub rarest: Option<Rc<Known>>,
}

impl Find {
    /// All of them; what has but one part is that part.
    pub fn all(mut parts: Vec<Find>) -> Self {
        if parts.len() == 1 { parts.swap_remove(0) } else { Find::And(parts.into()) }
    }

    /// Any of them.
    pub fn any(mut parts: Vec<Find>) -> Self {
        if parts.len() == 1 { parts.swap_remove(0) } else { Find::Or(parts.into(), 1) }
    }

    /// A term that no clause holds.
    pub fn is_nothing(&self) -> bool {
        match self {
            Find::Term(known) => known.holders == 0,
            Find::Times(inner, _) => inner.is_nothing(),
            _ => false,
        }
    }

    pub fn not(self) -> Self {
        Find::Not(Rc::new(self))
    }

    pub fn fixed(self, score: f32) -> Self {
        Find::Fixed(Rc::new(self), score)
    }

    pub fn times(self, by: f32) -> Self {
        if (by - 1.0).abs() < f32::EPSILON { self } else { Find::Times(Rc::new(self), by) }
    }
}
