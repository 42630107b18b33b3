//! Lists of clauses in order, and what is done with them.

use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, TERMINATED};

/// Clauses of a block of postings.
const BLOCK: usize = 128;

/// All blocks of a list, clauses and counts.
pub fn blocks(list: &mut BlockSegmentPostings, mut work: impl FnMut(&[DocId], &[u32])) {
    while list.block_len() > 0 {
        work(list.docs(), list.freqs());
        list.advance();
    }
}

/// Moves on to the clause; whether the list has it. `at` is the place in the block.
pub fn seek(list: &mut BlockSegmentPostings, at: &mut usize, doc: DocId) -> bool {
    if list.doc(*at) < doc {
        let next = (*at + 1).min(BLOCK - 1);
        *at = if list.doc(next) >= doc { next } else { list.seek(doc) };
    }
    list.doc(*at) == doc && doc != TERMINATED
}

pub fn set(bits: &mut [u64], doc: DocId) {
    bits[doc as usize / 64] |= 1 << (doc % 64);
}

pub fn is_set(bits: &[u64], doc: DocId) -> usize {
    (bits[doc as usize / 64] >> (doc % 64) & 1) as usize
}

/// The clauses whose bits are set, which are unset.
pub fn drain(bits: &mut [u64]) -> Vec<DocId> {
    let mut docs = Vec::with_capacity(bits.iter().map(|w| w.count_ones() as usize).sum());
    for (i, word) in bits.iter_mut().enumerate() {
        while *word != 0 {
            docs.push(i as DocId * 64 + word.trailing_zeros());
            *word &= *word - 1;
        }
    }
    docs
}

/// Those of `docs` that are in `within`; both in order.
pub fn kept(mut docs: Vec<DocId>, within: Option<&[DocId]>) -> Vec<DocId> {
    if let Some(within) = within {
        let mut at = 0;
        docs.retain(|d| {
            at += within[at..].iter().take_while(|w| *w < d).count();
            within.get(at) == Some(d)
        });
    }
    docs
}

/// Those of `docs` that are not in `out`; both in order.
pub fn without(mut docs: Vec<DocId>, out: &[DocId]) -> Vec<DocId> {
    let mut at = 0;
    docs.retain(|d| {
        at += out[at..].iter().take_while(|o| *o < d).count();
        out.get(at) != Some(d)
    });
    docs
}

/// What is in either of two lists in order.
pub fn merged(a: &[DocId], b: &[DocId]) -> Vec<DocId> {
    let mut docs = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        docs.push(x.min(y));
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    docs.extend_from_slice(&a[i..]);
    docs.extend_from_slice(&b[j..]);
    docs
}

/// Adds the scores of some of `docs` to theirs.
pub fn spread(docs: &[DocId], scores: &mut [f32], those: &[DocId], theirs: &[f32]) {
    let mut at = 0;
    for (doc, score) in docs.iter().zip(scores) {
        if those.get(at) == Some(doc) {
            *score += theirs[at];
            at += 1;
        }
    }
}
