use std::collections::BTreeMap;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};

/// Two pieces that stand at most `distance` characters apart, in either order; normalised, not empty.
#[derive(Debug, Clone)]
pub struct Near {
    pub left: Vec<char>,
    pub right: Vec<char>,
    pub distance: u32,
}

impl Near {
    /// The clauses of a segment that hold both so near, by the index of its pairs.
    pub fn docs(&self, inverted: &InvertedIndexReader, pairs: Field) -> tantivy::Result<Vec<DocId>> {
        let left = Piece::open(inverted, pairs, &self.left)?;
        let right = Piece::open(inverted, pairs, &self.right)?;
        let mut docs = Vec::new();
        let (Some(mut left), Some(mut right)) = (left, right) else { return Ok(docs) };
        let (mut a, mut b) = (Vec::new(), Vec::new());
        let mut doc = 0;
        loop {
            let (l, r) = (left.seek(doc), right.seek(doc));
            doc = l.max(r);
            if doc == TERMINATED {
                return Ok(docs);
            }
            if l == r {
                left.starts(&mut a);
                right.starts(&mut b);
                if close(&a, self.left.len(), &b, self.right.len(), self.distance as usize) {
                    docs.push(doc);
                }
                doc += 1;
            }
        }
    }
}

/// The occurrences of one side that have the other side within `distance`, as starts.
pub fn pairs_within(
    a: &[usize],
    a_width: usize,
    b: &[usize],
    b_width: usize,
    distance: usize,
) -> impl Iterator<Item = (usize, usize)> {
    a.iter().flat_map(move |&x| {
        b.iter().map(move |&y| (x, y)).filter(move |&(x, y)| {
            let gap = if x < y { y.checked_sub(x + a_width) } else { x.checked_sub(y + b_width) };
            gap.is_some_and(|g| g <= distance)
        })
    })
}

fn close(a: &[u32], a_width: usize, b: &[u32], b_width: usize, distance: usize) -> bool {
    let wide = |v: &[u32]| v.iter().map(|n| *n as usize).collect::<Vec<_>>();
    pairs_within(&wide(a), a_width, &wide(b), b_width, distance).next().is_some()
}

/// Where one side of the query stands in the documents of a segment.
enum Piece {
    /// Pairs with their offsets in the piece.
    Pairs(Vec<(u32, SegmentPostings)>),
    /// A single character: its places, gathered from all pairs that begin with it.
    Single { places: BTreeMap<DocId, Vec<u32>>, doc: DocId },
}

impl Piece {
    fn open(inverted: &InvertedIndexReader, field: Field, piece: &[char]) -> tantivy::Result<Option<Self>> {
        if piece.len() == 1 {
            let places = single(inverted, piece[0])?;
            return Ok((!places.is_empty()).then_some(Piece::Single { places, doc: 0 }));
        }
        let mut pairs = Vec::new();
        for (offset, pair) in pair_offsets(piece) {
            let term = Term::from_field_text(field, &pair);
            match inverted.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)? {
                Some(postings) => pairs.push((offset as u32, postings)),
                None => return Ok(None),
            }
        }
        Ok(Some(Piece::Pairs(pairs)))
    }

    /// The first document from `target` on that holds all pairs.
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Piece::Single { places, doc } => {
                *doc = places.range(target..).next().map_or(TERMINATED, |e| *e.0);
                *doc
            }
            Piece::Pairs(pairs) => {
                let mut target = target;
                loop {
                    let mut furthest = target;
                    for (_, postings) in pairs.iter_mut() {
                        let doc =
                            if postings.doc() < target { postings.seek(target) } else { postings.doc() };
                        furthest = furthest.max(doc);
                    }
                    if furthest == target || furthest == TERMINATED {
                        return furthest;
                    }
                    target = furthest;
                }
            }
        }
    }

    /// Places in the current document at which the piece begins.
    fn starts(&mut self, out: &mut Vec<u32>) {
        out.clear();
        match self {
            Piece::Single { places, doc } => out.extend(places.get(doc).into_iter().flatten()),
            Piece::Pairs(pairs) => {
                let mut other = Vec::new();
                for (i, (offset, postings)) in pairs.iter_mut().enumerate() {
                    other.clear();
                    postings.positions(&mut other);
                    let starts = other.iter().filter_map(|p| p.checked_sub(*offset));
                    if i == 0 {
                        out.extend(starts);
                    } else {
                        let here: Vec<u32> = starts.collect();
                        out.retain(|p| here.binary_search(p).is_ok());
                    }
                }
            }
        }
    }
}

fn single(inverted: &InvertedIndexReader, c: char) -> tantivy::Result<BTreeMap<DocId, Vec<u32>>> {
    let prefix = c.to_string();
    let mut places: BTreeMap<DocId, Vec<u32>> = BTreeMap::new();
    let mut terms = inverted.terms().range().ge(prefix.as_bytes()).into_stream()?;
    let mut buffer = Vec::new();
    while let Some((term, info)) = terms.next() {
        if !term.starts_with(prefix.as_bytes()) {
            break;
        }
        let mut postings =
            inverted.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
        while postings.doc() != TERMINATED {
            buffer.clear();
            postings.positions(&mut buffer);
            places.entry(postings.doc()).or_default().extend(&buffer);
            postings.advance();
        }
    }
    Ok(places)
}

/// Pairs that together fix a piece of two or more characters: every other one, and the last.
pub fn pair_offsets(piece: &[char]) -> Vec<(usize, String)> {
    let last = piece.len().saturating_sub(2);
    let mut offsets: Vec<usize> = (0..=last).step_by(2).collect();
    if offsets.last() != Some(&last) {
        offsets.push(last);
    }
    offsets.into_iter().map(|at| (at, piece[at..at + 2].iter().collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_cover_a_piece() {
        let at = |s: &str| pair_offsets(&s.chars().collect::<Vec<_>>());
        assert_eq!(at("ab"), [(0, "ab".into())]);
        assert_eq!(at("abc"), [(0, "ab".into()), (1, "bc".into())]);
        assert_eq!(at("abcde"), [(0, "ab".into()), (2, "cd".into()), (3, "de".into())]);
    }

    #[test]
    fn distance_counts_the_characters_between() {
        // 0123456: a at 0..2, b at 4..6 have two characters between them.
        assert!(close(&[0], 2, &[4], 2, 2) && !close(&[0], 2, &[4], 2, 1));
        assert!(close(&[4], 2, &[0], 2, 2) && !close(&[4], 2, &[0], 2, 1));
        assert!(!close(&[0], 2, &[1], 2, 9), "overlapping pieces are not near but one");
    }
}
