//! The place of a clause among those found. The best by their plain scores are ordered anew by the
//! sum of the parts of [`Plan::worth`]: nothing is looked for by them, so they can be many.

use super::collect::Gather;
use super::cut::{inner, tells};
use super::plan::{Plan, Planner, Wanted};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::query::{BoostQuery, ConstScoreQuery, EnableScoring, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocAddress, DocId, SegmentOrdinal};

/// What the place of a clause is made of. Words and pairs are plain BM25; the rest are few and round,
/// so that they are not fitted to the queries they were tried on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Pairs of neighbouring characters of the typed text, across its words.
    pub pairs: f32,
    /// Words of the query and the shorter words in them.
    pub words: f32,
    /// These words in what the clause hangs under.
    pub context: f32,
    /// For holding a word of the query at all, by its rarity: the delta of BM25+.
    pub held: f32,
    /// For holding the text as typed.
    pub literal: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { pairs: 1.0, words: 1.0, context: 0.3, held: 1.0, literal: 3.0 }
    }
}

impl Planner<'_> {
    /// What the place of a clause is made of, when words are searched for.
    pub(super) fn worth(&self, plan: &Plan, typed: &[char]) -> Vec<Box<dyn Query>> {
        let Weights { pairs, words, context, literal, .. } = self.weights;
        let mut parts: Vec<Box<dyn Query>> = Vec::new();
        let mut add = |field: Field, term: &str, weight: f32| {
            let term = Term::from_field_text(field, term);
            parts.push(boosted(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)), weight));
        };
        let typed: BTreeSet<String> = typed.windows(2).map(|p| p.iter().collect()).collect();
        typed.iter().filter(|p| tells(p)).for_each(|p| add(self.fields.pairs, p, pairs));
        let wanted = plan.wanted.iter().map(Wanted::text);
        let inside: BTreeSet<String> = wanted.flat_map(|w| inner(self.searcher, self.fields, &w)).collect();
        for word in &inside {
            add(self.fields.words, word, words);
            add(self.fields.context, word, context);
        }
        parts.extend(
            plan.literal
                .iter()
                .map(|q| -> Box<dyn Query> { Box::new(ConstScoreQuery::new(q.box_clone(), literal)) }),
        );
        // Filters score nothing.
        let scored = |(occur, query): &&(Occur, Box<dyn Query>)| {
            *occur == Occur::Must && !query.is::<ConstScoreQuery>()
        };
        parts.extend(plan.rest.iter().filter(scored).map(|p| p.1.box_clone()));
        parts
    }

    /// What tells clauses apart that do not hold all words: which they hold at all.
    pub(super) fn holdings(&self, plan: &Plan) -> Vec<Box<dyn Query>> {
        let one = |word: &Wanted| -> Box<dyn Query> {
            let rare = self.weights.held * self.rarity(&word.word);
            Box::new(ConstScoreQuery::new(self.any_form(word), rare))
        };
        plan.wanted.iter().map(one).collect()
    }

    /// The rarity of a piece of text as BM25 takes it, of its rarest pair at least.
    fn rarity(&self, chars: &[char]) -> f32 {
        let holders = |pair: &[char]| {
            let pair: String = pair.iter().collect();
            self.searcher.doc_freq(&Term::from_field_text(self.fields.pairs, &pair)).unwrap_or(0) as f32
        };
        let n = chars.windows(2).map(holders).fold(f32::INFINITY, f32::min);
        let n = n.min(self.searcher.num_docs() as f32);
        (1.0 + (self.searcher.num_docs() as f32 - n + 0.5) / (n + 0.5)).ln()
    }
}

pub fn boosted(query: Box<dyn Query>, by: f32) -> Box<dyn Query> {
    if (by - 1.0).abs() < f32::EPSILON { query } else { Box::new(BoostQuery::new(query, by)) }
}

/// A hit with what it ranks by: the score, then the order key.
pub type Placed = (f32, u64, DocAddress);

/// Orders hits by the sum of the parts, equals by their key.
pub fn reorder(
    searcher: &tantivy::Searcher,
    parts: &[&dyn Query],
    hits: &mut [Placed],
) -> tantivy::Result<()> {
    let mut by_segment: BTreeMap<SegmentOrdinal, Vec<(DocId, usize)>> = BTreeMap::new();
    for (i, (_, _, at)) in hits.iter().enumerate() {
        by_segment.entry(at.segment_ord).or_default().push((at.doc_id, i));
    }
    by_segment.values_mut().for_each(|docs| docs.sort_unstable());
    let mut sums = vec![0.0f32; hits.len()];
    for part in parts {
        let weight = part.weight(EnableScoring::enabled_from_searcher(searcher))?;
        for (segment, docs) in &by_segment {
            let mut scorer = weight.scorer(searcher.segment_reader(*segment), 1.0)?;
            for &(doc, i) in docs {
                if scorer.doc() < doc {
                    scorer.seek(doc);
                }
                if scorer.doc() == doc {
                    sums[i] += scorer.score();
                }
            }
        }
    }
    for (hit, sum) in hits.iter_mut().zip(sums) {
        hit.0 = Gather::grained(sum);
    }
    hits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    Ok(())
}
