//! The ranking judged: nDCG against plain BM25, over queries whose clauses a reader has graded.

use super::collect::{Gather, Order};
use super::doc::ClauseDoc;
use super::error::IndexError;
use super::find::Find;
use super::norm::{for_words, normalise};
use super::search::{Options, Searcher, clause_at};
use super::tokens::is_word;
use super::worth::Weights;
use crate::segment::search_words;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tantivy::schema::Field;

/// A query with the grades of the clauses that answer it, by source and label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedQuery {
    pub query: String,
    pub grades: BTreeMap<(String, String), u8>,
}

/// Reads lines of query, source, label and grade, parted by tabs; `#` begins a remark.
///
/// # Errors
/// The number of the first line that is none.
pub fn judged_queries(text: &str) -> Result<Vec<JudgedQuery>, usize> {
    let mut all: Vec<JudgedQuery> = Vec::new();
    for (i, line) in text.lines().enumerate().filter(|l| !l.1.is_empty() && !l.1.starts_with('#')) {
        let parts: Vec<&str> = line.split('\t').collect();
        let [query, source, label, grade] = parts[..] else { return Err(i + 1) };
        let grade = grade.parse().map_err(|_| i + 1)?;
        if all.last().is_none_or(|q| q.query != query) {
            all.push(JudgedQuery { query: query.into(), grades: BTreeMap::new() });
        }
        if let Some(last) = all.last_mut() {
            last.grades.insert((source.into(), label.into()), grade);
        }
    }
    Ok(all)
}

impl JudgedQuery {
    /// nDCG at `depth` of clauses in the order given; what was not graded counts nothing, and a
    /// clause counts once.
    pub fn ndcg<'a>(&self, clauses: impl Iterator<Item = &'a ClauseDoc>, depth: usize) -> f64 {
        let mut left = self.grades.clone();
        let gains: Vec<u8> = clauses
            .take(depth)
            .map(|c| left.remove(&(c.source.clone(), c.label.clone())).unwrap_or(0))
            .collect();
        ndcg(&gains, self.grades.values().copied().collect(), depth)
    }

    /// How many of these clauses nobody graded.
    pub fn ungraded<'a>(&self, clauses: impl Iterator<Item = &'a ClauseDoc>) -> usize {
        clauses.filter(|c| !self.grades.contains_key(&(c.source.clone(), c.label.clone()))).count()
    }
}

/// What the weights could be: round numbers around those that are shipped.
fn grid() -> Vec<Weights> {
    let mut all = Vec::new();
    for words in [0.5, 1.0] {
        for context in [0.0, 0.3, 0.6] {
            for held in [0.0, 1.0, 2.0] {
                all.push(Weights { words, context, held, ..Weights::default() });
            }
        }
    }
    all
}

impl Searcher {
    /// Mean nDCG of the ranking when the queries are parted into `folds`, every one of which is
    /// ranked with the weights that are best for the others: what is left of an advantage that was
    /// fitted to the queries.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn held_out(&self, queries: &[JudgedQuery], depth: usize, folds: usize) -> Result<f64, IndexError> {
        let mut table = Vec::new();
        for weights in grid() {
            let options = Options { limit: depth, weights, ..Options::default() };
            let one = |q: &JudgedQuery| -> Result<f64, IndexError> {
                let found = self.search(&q.query, &options)?;
                Ok(q.ndcg(found.hits.iter().map(|h| &h.clause), depth))
            };
            table.push(queries.iter().map(one).collect::<Result<Vec<f64>, _>>()?);
        }
        let mut sum = 0.0;
        for fold in 0..folds {
            let part = |row: &Vec<f64>, inside: bool| -> f64 {
                let of = |i: &usize| (i % folds == fold) == inside;
                (0..row.len()).filter(of).map(|i| row[i]).sum()
            };
            let best = table.iter().max_by(|a, b| part(a, false).total_cmp(&part(b, false)));
            sum += best.map_or(0.0, |row| part(row, true));
        }
        Ok(sum / queries.len().max(1) as f64)
    }
}

/// Discounted gain of `gains` (2^grade - 1) over that of the best order of `grades`.
pub fn ndcg(gains: &[u8], mut grades: Vec<u8>, depth: usize) -> f64 {
    let sum = |grades: &[u8]| -> f64 {
        let gain = |(i, g): (usize, &u8)| (f64::from(*g).exp2() - 1.0) / ((i + 2) as f64).log2();
        grades.iter().take(depth).enumerate().map(gain).sum()
    };
    grades.sort_by(|a, b| b.cmp(a));
    let best = sum(&grades);
    if best > 0.0 { sum(gains) / best } else { 0.0 }
}

/// What plain BM25 is run over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Words,
    Pairs,
    Both,
}

impl Searcher {
    /// The clauses that plain BM25 puts first: any word or pair of the query, no word left out.
    ///
    /// # Errors
    /// Engine errors.
    pub fn plain_bm25(&self, query: &str, view: View, limit: usize) -> Result<Vec<ClauseDoc>, IndexError> {
        let mut any = Vec::new();
        let mut add = |field: Field, terms: BTreeSet<String>| -> Result<(), IndexError> {
            for term in terms {
                any.push(Find::Term(Rc::new(self.opened.term(field, &term)?)));
            }
            Ok(())
        };
        let fields = &self.opened.fields;
        if view != View::Pairs {
            let text = for_words(query);
            let words = search_words(&text).into_iter().map(|w| w.of(&text).to_string());
            add(fields.words, words.filter(|w| is_word(w)).collect())?;
        }
        if view != View::Words {
            let chars = normalise(query).chars;
            add(fields.pairs, chars.windows(2).map(|p| p.iter().collect()).collect())?;
        }
        let gather = Gather { limit: limit.max(1), ..Gather::by(Order::Score) };
        let found = gather.of(&self.opened, &Find::any(any))?;
        found.top.into_iter().take(limit).map(|(_, at)| clause_at(&self.opened, at)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ndcg_by_hand() {
        // Grades 2 and 1: gains 3 and 1. In order 3 + 1/log2(3); swapped 1 + 3/log2(3).
        let third = 3f64.log2();
        assert!((ndcg(&[2, 1], vec![1, 2], 10) - 1.0).abs() < 1e-12);
        assert!((ndcg(&[1, 2], vec![1, 2], 10) - (1.0 + 3.0 / third) / (3.0 + 1.0 / third)).abs() < 1e-12);
        assert_eq!(ndcg(&[0, 0], vec![2], 10), 0.0);
        assert!((ndcg(&[0, 2], vec![2], 10) - 1.0 / third).abs() < 1e-12);
    }

    #[test]
    fn judgements_are_read() {
        let read = judged_queries("# x\n甲\ta.txt\t第一条\t2\n甲\tb.txt\t第二条\t1\n乙\ta.txt\t第三条\t1\n");
        let read = read.unwrap();
        assert_eq!((read.len(), read[0].grades.len(), read[1].query.as_str()), (2, 2, "乙"));
        assert_eq!(judged_queries("甲\ta.txt\t2\n"), Err(1));
    }
}
