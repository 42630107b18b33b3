//! Answers a tree of what is looked for in one part of an index: first which clauses, from the
//! rarest condition on, then what those that are left score.

use super::find::{Find, Piece, Word};
use super::lists::{blocks, drain, is_set, kept, merged, seek, set, spread, without};
use super::opened::{Known, Opened, Part, bm25};
use std::cell::RefCell;
use std::collections::BTreeMap;
use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet};

/// A list so many times longer than the clauses at hand is looked into at their places only.
const SPARSE: usize = 8;

/// Clauses, and how often a piece stands in each.
type Counted = (Vec<DocId>, Vec<u32>);

pub struct Eval<'a> {
    opened: &'a Opened,
    part: usize,
    bits: RefCell<Vec<u64>>,
    /// How often pieces stand in the clauses they were found in; by the piece's address, which lives
    /// as long as the query.
    counts: RefCell<BTreeMap<usize, Counted>>,
}

impl<'a> Eval<'a> {
    pub fn new(opened: &'a Opened, part: usize) -> Self {
        Self { opened, part, bits: RefCell::default(), counts: RefCell::default() }
    }

    fn here(&self) -> &'a Part {
        &self.opened.parts[self.part]
    }

    fn max_doc(&self) -> DocId {
        self.here().reader.max_doc()
    }

    /// The clauses of the part that it finds, deleted ones left out.
    pub fn alive(&self, find: &Find) -> tantivy::Result<Vec<DocId>> {
        let mut docs = self.find(find, None)?;
        if let Some(alive) = self.here().reader.alive_bitset() {
            docs.retain(|d| alive.is_alive(*d));
        }
        Ok(docs)
    }

    /// The clauses of the part that hold a term, deleted ones left out, with their scores.
    pub fn term_scored(&self, known: &Known) -> tantivy::Result<(Vec<DocId>, Vec<f32>)> {
        let alive = self.here().reader.alive_bitset();
        let length = known.holders_in(self.part);
        let (mut docs, mut scores) = (Vec::with_capacity(length), Vec::with_capacity(length));
        let lengths = self.opened.lengths(known.field, self.part);
        let Some(mut list) = self.postings(known, true)? else { return Ok((docs, scores)) };
        blocks(&mut list, |block, counts| {
            for (&doc, &count) in block.iter().zip(counts) {
                if alive.is_some_and(|a| a.is_deleted(doc)) {
                    continue;
                }
                let score = lengths.map_or(0.0, |(lengths, codes)| {
                    bm25(known.rarity, count, lengths[usize::from(codes.fieldnorm_id(doc))])
                });
                docs.push(doc);
                scores.push(score);
            }
        });
        Ok((docs, scores))
    }

    /// The clauses that it finds, of those given or of all, in order.
    fn find(&self, find: &Find, within: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        if within.is_some_and(<[DocId]>::is_empty) {
            return Ok(Vec::new());
        }
        Ok(match find {
            Find::All => self.all(within),
            Find::Term(known) => self.term(known, within)?,
            Find::Word(word) => merged(&self.term(&word.cut, within)?, &self.term(&word.hidden, within)?),
            Find::Char(c) => kept(self.char(*c)?, within),
            Find::Piece(piece) => self.piece(piece, within)?,
            Find::Near(near) => {
                kept(near.docs(self.opened.pairs(self.part), self.opened.fields.pairs)?, within)
            }
            Find::Years(from, to) => self.years(*from, *to, within),
            Find::And(parts) => self.and(parts, within)?,
            Find::Or(parts, least) => self.or(parts, *least, within)?,
            Find::Not(inner) => {
                let out = self.find(inner, within)?;
                without(self.all(within), &out)
            }
            Find::Fixed(inner, _) | Find::Times(inner, _) => self.find(inner, within)?,
        })
    }

    fn all(&self, within: Option<&[DocId]>) -> Vec<DocId> {
        within.map_or_else(|| (0..self.max_doc()).collect(), <[DocId]>::to_vec)
    }

    /// At most so many clauses, roughly: what to begin with.
    fn estimate(&self, find: &Find) -> usize {
        let all = self.max_doc() as usize;
        match find {
            Find::Term(known) => known.holders_in(self.part),
            Find::Word(word) => word.cut.holders_in(self.part) + word.hidden.holders_in(self.part),
            Find::Piece(piece) => {
                let pairs = piece.pairs.iter().map(|p| &p.1).chain(&piece.rarest);
                pairs.map(|k| k.holders_in(self.part)).min().unwrap_or(0)
            }
            Find::And(parts) => parts.iter().map(|p| self.estimate(p)).min().unwrap_or(all),
            Find::Or(parts, _) => parts.iter().map(|p| self.estimate(p)).sum(),
            Find::Fixed(inner, _) | Find::Times(inner, _) => self.estimate(inner),
            Find::Years(..) => all + 1,
            Find::All | Find::Char(_) | Find::Near(_) | Find::Not(_) => all,
        }
    }

    fn and(&self, parts: &[Find], within: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        let mut wanted: Vec<&Find> = parts.iter().filter(|p| !matches!(p, Find::Not(_))).collect();
        wanted.sort_by_cached_key(|p| self.estimate(p));
        let mut docs: Option<Vec<DocId>> = None;
        for part in wanted {
            docs = Some(self.find(part, docs.as_deref().or(within))?);
        }
        let mut docs = docs.unwrap_or_else(|| self.all(within));
        for part in parts {
            if let Find::Not(inner) = part {
                let out = self.find(inner, Some(&docs))?;
                docs = without(docs, &out);
            }
        }
        Ok(docs)
    }

    fn or(&self, parts: &[Find], least: usize, within: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        let mut lists = Vec::with_capacity(parts.len());
        for part in parts {
            lists.push(self.find(part, within)?);
        }
        if least <= 1 {
            lists.sort_by_key(Vec::len);
            let total: usize = lists.iter().map(Vec::len).sum();
            if total * 16 > self.max_doc() as usize && lists.len() > 2 {
                return Ok(self.union(&lists));
            }
            return Ok(lists.into_iter().reduce(|a, b| merged(&a, &b)).unwrap_or_default());
        }
        let mut all = lists.concat();
        // Runs in order are put together by it in one go.
        all.sort();
        let mut docs = Vec::new();
        for same in all.chunk_by(|a, b| a == b) {
            if same.len() >= least {
                docs.push(same[0]);
            }
        }
        Ok(docs)
    }

    fn union(&self, lists: &[Vec<DocId>]) -> Vec<DocId> {
        self.with_bits(|bits| {
            lists.iter().flatten().for_each(|d| set(bits, *d));
            drain(bits)
        })
    }

    /// Works with one bit for each clause, all unset, and leaves them so.
    fn with_bits<T>(&self, work: impl FnOnce(&mut [u64]) -> T) -> T {
        let mut bits = self.bits.borrow_mut();
        bits.resize(self.max_doc() as usize / 64 + 1, 0);
        work(&mut bits)
    }

    fn postings(&self, known: &Known, counts: bool) -> tantivy::Result<Option<BlockSegmentPostings>> {
        self.opened.postings(known, self.part, counts)
    }

    fn term(&self, known: &Known, within: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        let Some(mut list) = self.postings(known, false)? else { return Ok(Vec::new()) };
        let length = list.doc_freq() as usize;
        let Some(within) = within else {
            let mut docs = Vec::with_capacity(length);
            blocks(&mut list, |block, _| docs.extend_from_slice(block));
            return Ok(docs);
        };
        if within.len().saturating_mul(SPARSE) < length {
            let mut at = 0;
            let here = |d: &DocId| seek(&mut list, &mut at, *d);
            return Ok(within.iter().copied().filter(here).collect());
        }
        Ok(self.with_bits(|bits| {
            within.iter().for_each(|d| set(bits, *d));
            let mut docs = vec![0; within.len().min(length) + 1];
            let mut n = 0;
            blocks(&mut list, |block, _| {
                for &doc in block {
                    docs[n] = doc;
                    n += is_set(bits, doc);
                }
            });
            docs.truncate(n);
            within.iter().for_each(|d| bits[*d as usize / 64] = 0);
            docs
        }))
    }

    /// Clauses with a pair that begins with the character.
    fn char(&self, c: char) -> tantivy::Result<Vec<DocId>> {
        let mut buffer = [0; 4];
        let first = c.encode_utf8(&mut buffer).as_bytes();
        let inverted = self.opened.pairs(self.part);
        let mut terms = inverted.terms().range().ge(first).into_stream()?;
        let mut lists = Vec::new();
        while let Some((term, info)) = terms.next() {
            if !term.starts_with(first) {
                break;
            }
            let option = IndexRecordOption::Basic;
            let mut list = inverted.read_block_postings_from_terminfo(info, option)?;
            let mut docs = Vec::with_capacity(list.doc_freq() as usize);
            blocks(&mut list, |block, _| docs.extend_from_slice(block));
            lists.push(docs);
        }
        Ok(self.union(&lists))
    }

    fn years(&self, from: u64, to: u64, within: Option<&[DocId]>) -> Vec<DocId> {
        let Some(column) = &self.here().year else { return Vec::new() };
        let mut docs = self.all(within);
        docs.retain(|d| column.first(*d).is_some_and(|y| (from..=to).contains(&y)));
        docs
    }

    /// Clauses that hold all pairs at their offsets from one place.
    fn piece(&self, piece: &Piece, within: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        let mut pairs: Vec<&(u32, std::rc::Rc<Known>)> = piece.pairs.iter().collect();
        pairs.sort_by_key(|p| p.1.holders_in(self.part));
        let mut first: Vec<&Known> =
            piece.rarest.iter().chain(pairs.iter().map(|p| &p.1)).map(|k| &**k).collect();
        first.dedup_by_key(|k| std::ptr::from_ref(*k));
        let mut docs: Option<Vec<DocId>> = None;
        for known in first {
            docs = Some(self.term(known, docs.as_deref().or(within))?);
            if docs.as_ref().is_some_and(Vec::is_empty) {
                break;
            }
        }
        let docs = docs.unwrap_or_default();
        let (mut found, mut counts) = (Vec::with_capacity(docs.len()), Vec::with_capacity(docs.len()));
        if !docs.is_empty() {
            let mut lists: Vec<(u32, SegmentPostings)> = Vec::with_capacity(pairs.len());
            for (offset, known) in pairs {
                lists.push((*offset, self.opened.places(known, self.part)?));
            }
            let (mut starts, mut other) = (Vec::new(), Vec::new());
            for doc in docs {
                starts_in(&mut lists, doc, &mut starts, &mut other);
                if !starts.is_empty() {
                    found.push(doc);
                    counts.push(starts.len() as u32);
                }
            }
        }
        self.counts.borrow_mut().insert(std::ptr::from_ref(piece) as usize, (found.clone(), counts));
        Ok(found)
    }

    /// Adds what each of `docs` scores, `by` times. `all` says that it finds them all.
    pub fn score(
        &self,
        find: &Find,
        docs: &[DocId],
        scores: &mut [f32],
        by: f32,
        all: bool,
    ) -> tantivy::Result<()> {
        if docs.is_empty() {
            return Ok(());
        }
        match find {
            Find::Term(known) => self.score_term(known, known.field, by * known.rarity, docs, scores)?,
            Find::Word(word) => self.score_word(word, docs, scores, by)?,
            Find::Piece(piece) => self.score_piece(piece, docs, scores, by)?,
            Find::Times(inner, times) => self.score(inner, docs, scores, by * times, all)?,
            Find::Fixed(_, score) if *score == 0.0 => {}
            Find::Fixed(_, score) if all => {
                scores.iter_mut().for_each(|s| *s += by * score);
            }
            Find::And(parts) if all => {
                for part in parts.iter().filter(|p| !matches!(p, Find::Not(_))) {
                    self.score(part, docs, scores, by, true)?;
                }
            }
            Find::Or(parts, least) if all || *least <= 1 => {
                for part in parts.iter() {
                    self.score(part, docs, scores, by, false)?;
                }
            }
            Find::Fixed(..) | Find::And(_) | Find::Or(..) => {
                let those = self.find(find, Some(docs))?;
                let mut theirs = vec![0.0; those.len()];
                self.score(find, &those, &mut theirs, by, true)?;
                spread(docs, scores, &those, &theirs);
            }
            // One character, or two pieces near each other: all alike.
            Find::Char(_) | Find::Near(_) => {
                let those = if all { docs.to_vec() } else { self.find(find, Some(docs))? };
                spread(docs, scores, &those, &vec![by; those.len()]);
            }
            Find::All | Find::Years(..) | Find::Not(_) => {}
        }
        Ok(())
    }

    /// By the length that the text has in a field.
    fn score_term(
        &self,
        known: &Known,
        field: Field,
        rarity: f32,
        docs: &[DocId],
        scores: &mut [f32],
    ) -> tantivy::Result<()> {
        let Some((lengths, codes)) = self.opened.lengths(field, self.part) else { return Ok(()) };
        let Some(mut list) = self.postings(known, true)? else { return Ok(()) };
        let mut at = 0;
        for (&doc, score) in docs.iter().zip(scores) {
            if seek(&mut list, &mut at, doc) {
                *score += bm25(rarity, list.freq(at), lengths[usize::from(codes.fieldnorm_id(doc))]);
            }
        }
        Ok(())
    }

    fn score_word(&self, word: &Word, docs: &[DocId], scores: &mut [f32], by: f32) -> tantivy::Result<()> {
        for known in [&word.cut, &word.hidden] {
            self.score_term(known, self.opened.fields.words, by * word.rarity, docs, scores)?;
        }
        Ok(())
    }

    fn score_piece(&self, piece: &Piece, docs: &[DocId], scores: &mut [f32], by: f32) -> tantivy::Result<()> {
        let address = std::ptr::from_ref(piece) as usize;
        let counted = self.counts.borrow().contains_key(&address);
        if !counted {
            self.piece(piece, Some(docs))?;
        }
        let pairs = self.opened.fields.pairs;
        let Some((lengths, codes)) = self.opened.lengths(pairs, self.part) else { return Ok(()) };
        let rarity = by * piece.pairs.iter().map(|p| p.1.rarity).sum::<f32>();
        let table = self.counts.borrow();
        let Some((found, counts)) = table.get(&address) else { return Ok(()) };
        let mut at = 0;
        for (&doc, score) in docs.iter().zip(scores) {
            at += found[at..].iter().take_while(|d| **d < doc).count();
            if found.get(at) == Some(&doc) {
                *score += bm25(rarity, counts[at], lengths[usize::from(codes.fieldnorm_id(doc))]);
            }
        }
        Ok(())
    }
}

/// Places in a clause from which all lists have their pair at its offset.
fn starts_in(lists: &mut [(u32, SegmentPostings)], doc: DocId, starts: &mut Vec<u32>, other: &mut Vec<u32>) {
    starts.clear();
    for (i, (offset, list)) in lists.iter_mut().enumerate() {
        if list.doc() < doc {
            list.seek(doc);
        }
        if list.doc() != doc {
            starts.clear();
            return;
        }
        if i == 0 {
            list.append_positions_with_offset(0, starts);
            starts.retain_mut(|p| {
                p.checked_sub(*offset).is_some_and(|s| {
                    *p = s;
                    true
                })
            });
        } else {
            other.clear();
            list.append_positions_with_offset(0, other);
            let mut at = 0;
            starts.retain(|p| {
                at += other[at..].iter().take_while(|o| **o < p + *offset).count();
                other.get(at) == Some(&(p + *offset))
            });
        }
        if starts.is_empty() {
            return;
        }
    }
}
