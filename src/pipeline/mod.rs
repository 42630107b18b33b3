//! The only room that names every stage.

pub mod examples;
