//! The query language: words, "exact phrases", OR, NOT or -, groups, NEAR/10, and field filters
//! such as `region:浙江` or `年份:2023..2025`.

mod field;
mod lex;
mod parse;

pub use field::{FIELDS, FieldInfo, Filter, edit_distance};
pub use parse::parse_query;

use std::fmt;

/// A query as typed, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub raw: String,
    pub root: Node,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// No condition: every clause.
    All,
    /// A run typed without quotes: its words are wanted.
    Text(Text),
    /// Wanted as it stands.
    Phrase(Text),
    /// Both as they stand, at most `distance` characters between them, in either order.
    Near {
        left: Text,
        right: Text,
        distance: u32,
    },
    Filter(Filter),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
}

/// A piece of the query, with the column (in characters, from 1) at which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub column: u32,
}

/// A query that cannot be meant as it stands: where, why, and what to type instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    pub query: String,
    /// In characters, from 1.
    pub column: u32,
    pub message: String,
    pub help: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at column {} of the query (查询语法错误): {}", self.message, self.column, self.help)
    }
}

impl std::error::Error for QueryError {}
