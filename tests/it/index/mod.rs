//! Clause search, from clauses to answers.

mod answers;
mod complete;
mod corpus;
mod figures;
mod kill;
mod marks;
mod naive;

use tiaokuan::index::ClauseDoc;
use tiaokuan::model::{ClauseKind, Span};

/// A clause of an invented instrument, with nothing set but its text and place.
pub fn clause(instrument: &str, ordinal: u32, label: &str, text: &str) -> ClauseDoc {
    ClauseDoc {
        instrument: instrument.into(),
        ordinal,
        title: format!("{instrument}公共数据授权运营管理办法"),
        source: format!("{instrument}.txt"),
        region: instrument.into(),
        province: "示例省".into(),
        level: None,
        kind: None,
        date: None,
        draft: false,
        label: label.into(),
        article: label.into(),
        clause_kind: ClauseKind::Paragraph,
        headings: Vec::new(),
        stem: None,
        text: text.into(),
        span: Span::new(0, text.len()),
        page: None,
        provisions: Vec::new(),
        actors: Vec::new(),
    }
}
