//! More like this clause (相似条款): the clauses that share its most telling words.

use super::collect::{Gather, Order};
use super::doc::ClauseDoc;
use super::error::IndexError;
use super::hit::{Hit, Holds, marks};
use super::norm::{for_words, normalise};
use super::search::{Results, Searcher, clause_at};
use super::terms::unit_query;
use super::tokens::is_word;
use crate::segment::search_words;
use std::collections::BTreeSet;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Term};

/// Words looked for: the rarest of the clause.
const WORDS: usize = 16;

impl Searcher {
    /// The clauses most like the one of that [key](ClauseDoc::key), which itself is left out.
    ///
    /// # Errors
    /// [`IndexError::NoClause`] when the index does not hold it; engine errors.
    pub fn like(&self, key: &str, limit: usize, offset: usize) -> Result<Results, IndexError> {
        let clause = self.clause(key)?;
        let words = self.telling(&clause)?;
        let any: Vec<(Occur, Box<dyn Query>)> = words
            .iter()
            .map(|w| {
                let term = Term::from_field_text(self.fields.words, w);
                let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                (Occur::Should, query)
            })
            .collect();
        let engine = self.engine();
        let limit = limit.min(engine.num_docs() as usize);
        let room = offset.saturating_add(limit).saturating_add(1).min(engine.num_docs() as usize).max(1);
        let gather = Gather { limit: room, ..Gather::by(Order::Score) };
        let found = engine.search(&BooleanQuery::new(any), &gather)?;
        let mut results = Results {
            query: key.into(),
            total: found.count.saturating_sub(1),
            notes: vec![format!(
                "{} {}: {} (相似条款所据词语)",
                clause.title,
                clause.label,
                words.join("、")
            )],
            ..Results::default()
        };
        results.whole = results.total;
        let needles: Vec<Vec<char>> = words.iter().map(|w| normalise(w).chars).collect();
        let mut passed = 0;
        for (rank, at) in found.top {
            let other = clause_at(&engine, &self.fields, at)?;
            if other.key() == key {
                continue;
            }
            passed += 1;
            if passed > offset && results.hits.len() < limit {
                let highlights = marks(&other.text, &needles, &[]);
                let (key, score) = (other.key(), Gather::score(rank));
                let missing = Vec::new();
                results.hits.push(Hit { key, clause: other, holds: Holds::Most, missing, score, highlights });
            }
        }
        Ok(results)
    }

    /// The clause of a key.
    ///
    /// # Errors
    /// [`IndexError::NoClause`] when the index does not hold it; engine errors.
    pub fn clause(&self, key: &str) -> Result<ClauseDoc, IndexError> {
        let none = || IndexError::NoClause(key.into());
        let (instrument, _) = key.rsplit_once('#').ok_or_else(none)?;
        let engine = self.engine();
        let within = unit_query(&engine, &self.fields, instrument)?;
        let gather = Gather { limit: engine.num_docs().max(1) as usize, ..Gather::by(Order::Document) };
        for (_, at) in engine.search(within.as_ref(), &gather)?.top {
            let clause = clause_at(&engine, &self.fields, at)?;
            if clause.key() == key {
                return Ok(clause);
            }
        }
        Err(none())
    }

    /// Words of the clause that other clauses hold, too, the rarest first.
    fn telling(&self, clause: &ClauseDoc) -> Result<Vec<String>, IndexError> {
        let text = for_words(&clause.text);
        let words: BTreeSet<&str> = search_words(&text)
            .into_iter()
            .map(|w| w.of(&text))
            .filter(|w| is_word(w) && w.chars().count() > 1)
            .collect();
        let engine = self.engine();
        let mut held: Vec<(u64, &str)> = Vec::new();
        for word in words {
            let term = Term::from_field_text(self.fields.words, word);
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            let n = query.weight(EnableScoring::disabled_from_searcher(&engine))?;
            let mut holders = 0;
            for segment in engine.segment_readers() {
                holders += u64::from(n.count(segment)?);
            }
            if holders > 1 {
                held.push((holders, word));
            }
        }
        held.sort();
        Ok(held.into_iter().take(WORDS).map(|(_, w)| w.to_string()).collect())
    }
}
