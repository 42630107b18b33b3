//! The place of a clause among those found. The best by their plain scores are ordered anew by the
//! sum of the parts of [`Plan::worth`]: nothing is looked for by them, so they can be many.

use super::collect::Gather;
use super::cut::{inner, tells};
use super::eval::Eval;
use super::find::Find;
use super::opened::{Opened, rarity};
use super::plan::{Plan, Planner, Wanted};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use tantivy::{DocAddress, DocId};

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
    pub(super) fn worth(&self, plan: &Plan, typed: &[char]) -> Vec<Find> {
        let Weights { pairs, words, context, literal, .. } = self.weights;
        let mut parts: Vec<Find> = Vec::new();
        let mut typed: Vec<String> = typed.windows(2).map(|p| p.iter().collect()).collect();
        typed.sort_unstable();
        typed.dedup();
        for pair in typed.iter().filter(|p| tells(p)) {
            parts.push(Find::Term(self.pair(pair)).times(pairs));
        }
        let wanted = plan.wanted.iter().map(Wanted::text);
        let mut inside: Vec<String> = wanted.flat_map(|w| inner(self, &w)).collect();
        inside.sort_unstable();
        inside.dedup();
        for word in &inside {
            parts.push(Find::Term(self.word(word)).times(words));
            parts.push(Find::Term(self.above(word)).times(context));
        }
        parts.retain(|part| !part.is_nothing());
        parts.extend(plan.literal.iter().map(|found| found.clone().fixed(literal)));
        // Filters score nothing.
        let scored = |part: &&Find| !matches!(part, Find::Not(_) | Find::Fixed(..));
        parts.extend(plan.rest.iter().filter(scored).cloned());
        parts
    }

    /// What tells clauses apart that do not hold all words: which they hold at all.
    pub(super) fn holdings(&self, plan: &Plan) -> Vec<Find> {
        let one = |word: &Wanted| self.any_form(word).fixed(self.weights.held * self.rarity(&word.word));
        plan.wanted.iter().map(one).collect()
    }

    /// The rarity of a piece of text as BM25 takes it, of its rarest pair at least.
    fn rarity(&self, chars: &[char]) -> f32 {
        let pairs = chars.windows(2).map(|pair| self.pair(&pair.iter().collect::<String>()).holders);
        let clauses = self.opened.num_docs();
        rarity(pairs.min().unwrap_or(clauses).min(clauses), clauses)
    }
}

/// A hit with what it ranks by: the score, then the order key.
pub type Placed = (f32, u64, DocAddress);

/// Orders hits by the sum of the parts, equals by their key; the first `need` of them at least.
/// `found` is what they have their scores by: where it is a part, it is not asked again.
pub fn reorder(
    opened: &Opened,
    parts: &[&Find],
    found: &Find,
    hits: &mut [Placed],
    need: usize,
) -> tantivy::Result<()> {
    let scored = |part: &&&Find| matches!((part, found), (Find::Term(a), Find::Term(b)) if Rc::ptr_eq(a, b));
    let known = parts.iter().filter(scored).count() as f32;
    hits.sort_unstable_by_key(|hit| hit.2);
    for same in hits.chunk_by_mut(|a, b| a.2.segment_ord == b.2.segment_ord) {
        let docs: Vec<DocId> = same.iter().map(|hit| hit.2.doc_id).collect();
        let mut sums = vec![0.0f32; docs.len()];
        let eval = Eval::new(opened, same[0].2.segment_ord as usize);
        for part in parts.iter().filter(|p| !scored(p)) {
            eval.score(part, &docs, &mut sums, 1.0, false)?;
        }
        for (hit, sum) in same.iter_mut().zip(sums) {
            hit.0 = Gather::grained(sum + known * hit.0);
        }
    }
    let order = |a: &Placed, b: &Placed| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let first = need.min(hits.len());
    if 0 < first && first < hits.len() {
        hits.select_nth_unstable_by(first - 1, order);
    }
    hits[..first].sort_unstable_by(order);
    Ok(())
}
