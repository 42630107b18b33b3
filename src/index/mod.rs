//! Clause search (条款检索): build, open, query, highlight.
//!
//! Two views of the same normalised text lie in one tantivy index: pairs of characters with
//! positions, by which any contiguous piece of a clause is found as an exact phrase (law 8), and
//! words, by which clauses are ranked.

mod build;
mod collect;
mod cut;
mod doc;
mod error;
mod eval;
mod facet;
mod find;
mod hit;
mod judge;
mod lexicon;
mod like;
mod lists;
mod lookup;
mod near;
mod norm;
mod opened;
mod plan;
mod query;
mod record;
mod run;
mod schema;
mod search;
mod stamp;
mod store;
mod stored;
mod suggest;
mod t2s;
mod terms;
mod tokens;
mod worth;

pub use build::{BuildOptions, BuildReport, build};
pub use doc::ClauseDoc;
pub use error::IndexError;
pub use hit::{Hit, Holds, Mark, marked};
pub use judge::{JudgedQuery, View, judged_queries, ndcg};
pub use norm::{NORMALISER, Normal, normalise};
pub use query::{FIELDS, FieldInfo, Filter, Node, Query, QueryError, Text, parse_query};
pub use search::{FACETS, Facet, Group, Options, Results, Searcher, Sort};
pub use stamp::{FORMAT, Stamp};
pub use worth::Weights;
