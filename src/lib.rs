//! 条款 (tiaokuan): reads Chinese government policy texts and tells, clause by clause, what they lay down.
//!
//! bytes -> `RawText` -> `Canonical` -> instruments (tree) -> clauses -> matches -> findings
//! -> indicators -> analysis -> exports. Each room below is one step; imports run down this
//! list, never up (ARCHITECTURE.md).

pub mod canon;
pub mod cli;
pub mod coding;
pub mod compare;
pub mod corpus;
pub mod diag;
pub mod index;
pub mod indicator;
pub mod ingest;
pub mod model;
pub mod pipeline;
pub mod report;
pub mod review;
pub mod rules;
pub mod scan;
pub mod segment;
pub mod structure;
