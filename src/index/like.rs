//! More like this clause (相似条款): the clauses that share its most telling words.

use super::collect::{Gather, Order, count};
use super::doc::ClauseDoc;
use super::error::IndexError;
use super::find::Find;
use super::hit::{Hit, Holds, marks};
use super::norm::{for_words, normalise};
use super::opened::Known;
use super::search::{Results, Searcher, clause_at};
use super::terms::unit_query;
use super::tokens::is_word;
use crate::segment::search_words;
use std::collections::BTreeSet;
use std::rc::Rc;

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
        let any = Find::any(words.iter().cloned().map(Find::Term).collect());
        let words: Vec<&str> = words.iter().map(|w| &*w.text).collect();
        let limit = limit.min(self.opened.num_docs() as usize);
        let room = offset.saturating_add(limit).saturating_add(1).min(self.opened.num_docs() as usize).max(1);
        let found = Gather { limit: room, ..Gather::by(Order::Score) }.of(&self.opened, &any)?;
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
            let other = clause_at(&self.opened, at)?;
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
        let within = unit_query(&self.opened, instrument)?;
        let all = self.opened.num_docs().max(1) as usize;
        let gather = Gather { limit: all, ..Gather::by(Order::Document) };
        for (_, at) in gather.of(&self.opened, &within)?.top {
            let clause = clause_at(&self.opened, at)?;
            if clause.key() == key {
                return Ok(clause);
            }
        }
        Err(none())
    }

    /// Words of the clause that other clauses hold, too, the rarest first.
    fn telling(&self, clause: &ClauseDoc) -> Result<Vec<Rc<Known>>, IndexError> {
        let text = for_words(&clause.text);
        let words: BTreeSet<&str> = search_words(&text)
            .into_iter()
            .map(|w| w.of(&text))
            .filter(|w| is_word(w) && w.chars().count() > 1)
            .collect();
        let mut held: Vec<(u64, Rc<Known>)> = Vec::new();
        for word in words {
            let known = Rc::new(self.opened.term(self.opened.fields.words, word)?);
            let holders = count(&self.opened, &Find::Term(known.clone()))?;
            if holders > 1 {
                held.push((holders, known));
            }
        }
        held.sort_by(|a, b| (a.0, &a.1.text).cmp(&(b.0, &b.1.text)));
        Ok(held.into_iter().take(WORDS).map(|(_, known)| known).collect())
    }
}
