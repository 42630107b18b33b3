//! An index opened for reading: its parts, what lies in them, and the numbers that scores are made of.

use super::schema::Fields;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, RwLock};
use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{InvertedIndexReader, SegmentReader};

/// As the engine takes them in BM25.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Values of a field by their folded form, for names that people type.
pub type Values = BTreeMap<String, Vec<String>>;

/// An open index in the state it was opened in.
pub struct Opened {
    pub engine: tantivy::Searcher,
    pub fields: Fields,
    pub parts: Vec<Part>,
    /// Clauses, those deleted since the last merge included: what rarity is measured against.
    clauses: u64,
    /// What BM25 adds to a count for the length of the text, by the code of the length; for pairs,
    /// words and context.
    lengths: [[f32; 256]; 3],
    values: RwLock<BTreeMap<u32, Arc<Values>>>,
}

/// A segment of the index.
pub struct Part {
    pub reader: SegmentReader,
    pub key: Column<u64>,
    pub date: Column<u64>,
    pub year: Option<Column<u64>>,
    /// Pairs, words, context.
    texts: [Text; 3],
    /// Columns of the facets, opened when they are first asked for.
    pub facets: OnceLock<Vec<super::facet::FacetColumn>>,
}

struct Text {
    inverted: Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
}

/// A term with where it stands.
#[derive(Debug)]
pub struct Known {
    pub field: Field,
    pub text: Box<str>,
    /// In the first part, and in the others.
    first: Option<TermInfo>,
    others: Vec<Option<TermInfo>>,
    /// Clauses that hold it.
    pub holders: u64,
    /// Rarity, as BM25 takes it.
    pub rarity: f32,
}

impl Known {
    /// A term that nothing holds.
    pub fn none(field: Field, text: &str) -> Self {
        Self { field, text: text.into(), first: None, others: Vec::new(), holders: 0, rarity: 0.0 }
    }

    /// Where it stands in a part, and in how many clauses of it.
    pub fn info(&self, part: usize) -> Option<&TermInfo> {
        match part.checked_sub(1) {
            None => self.first.as_ref(),
            Some(other) => self.others.get(other).and_then(Option::as_ref),
        }
    }

    pub fn holders_in(&self, part: usize) -> usize {
        self.info(part).map_or(0, |i| i.doc_freq as usize)
    }
}

impl Opened {
    pub fn new(engine: tantivy::Searcher, fields: Fields) -> tantivy::Result<Self> {
        let of_text = [fields.pairs, fields.words, fields.context];
        let mut parts = Vec::new();
        let mut tokens = [0u64; 3];
        for reader in engine.segment_readers() {
            let columns = reader.fast_fields();
            let mut texts = Vec::new();
            for (field, sum) in of_text.iter().zip(&mut tokens) {
                let inverted = reader.inverted_index(*field)?;
                *sum += inverted.total_num_tokens();
                let lengths = reader.fieldnorms_readers().get_field(*field)?;
                let lengths = lengths.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1));
                texts.push(Text { inverted, lengths });
            }
            let Ok(texts) = <[Text; 3]>::try_from(texts) else { continue };
            parts.push(Part {
                key: columns.u64("key")?,
                date: columns.u64("date")?,
                year: columns.column_opt::<u64>("year")?,
                texts,
                facets: OnceLock::new(),
                reader: reader.clone(),
            });
        }
        let clauses: u64 = parts.iter().map(|p| u64::from(p.reader.max_doc())).sum();
        let lengths = tokens.map(|n| lengths(n as f32 / clauses.max(1) as f32));
        Ok(Self { engine, fields, parts, clauses, lengths, values: RwLock::default() })
    }

    /// Clauses that can be found.
    pub fn num_docs(&self) -> u64 {
        self.engine.num_docs()
    }

    /// How rare a term is that so many clauses hold.
    pub fn rarity(&self, holders: u64) -> f32 {
        rarity(holders, self.clauses)
    }

    /// Looks a term up.
    pub fn term(&self, field: Field, text: &str) -> tantivy::Result<Known> {
        let look = |part: &Part| {
            Ok::<_, tantivy::TantivyError>(match self.layer(field) {
                Some(layer) => part.texts[layer].inverted.terms().get(text)?,
                None => part.reader.inverted_index(field)?.terms().get(text)?,
            })
        };
        let Some((first, others)) = self.parts.split_first() else { return Ok(Known::none(field, text)) };
        let first = look(first)?;
        let others = others.iter().map(look).collect::<tantivy::Result<Vec<_>>>()?;
        let holders = first.iter().chain(others.iter().flatten()).map(|i| u64::from(i.doc_freq)).sum();
        let rarity = self.rarity(holders);
        Ok(Known { field, text: text.into(), first, others, holders, rarity })
    }

    /// The postings of a term in a part, with or without counts.
    pub fn postings(
        &self,
        known: &Known,
        part: usize,
        counts: bool,
    ) -> tantivy::Result<Option<BlockSegmentPostings>> {
        let Some(info) = known.info(part) else { return Ok(None) };
        let option = if counts { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        Ok(Some(match self.layer(known.field) {
            Some(layer) => {
                self.parts[part].texts[layer].inverted.read_block_postings_from_terminfo(info, option)?
            }
            None => {
                let inverted = self.parts[part].reader.inverted_index(known.field)?;
                inverted.read_block_postings_from_terminfo(info, option)?
            }
        }))
    }

    /// The places of a pair in a part.
    pub fn places(&self, known: &Known, part: usize) -> tantivy::Result<SegmentPostings> {
        let Some(info) = known.info(part) else { return Ok(SegmentPostings::empty()) };
        let option = IndexRecordOption::WithFreqsAndPositions;
        Ok(self.pairs(part).read_postings_from_terminfo(info, option)?)
    }

    /// The dictionary of pairs.
    pub fn pairs(&self, part: usize) -> &InvertedIndexReader {
        &self.parts[part].texts[0].inverted
    }

    /// What BM25 adds to counts of the field, by the code of the length, and the codes; none for
    /// fields that are not text.
    pub fn lengths(&self, field: Field, part: usize) -> Option<(&[f32; 256], &FieldNormReader)> {
        let layer = self.layer(field)?;
        Some((&self.lengths[layer], &self.parts[part].texts[layer].lengths))
    }

    /// The values of a field; read once.
    pub fn values(
        &self,
        field: Field,
        read: impl FnOnce() -> tantivy::Result<Values>,
    ) -> tantivy::Result<Arc<Values>> {
        if let Ok(all) = self.values.read()
            && let Some(values) = all.get(&field.field_id())
        {
            return Ok(values.clone());
        }
        let values = Arc::new(read()?);
        if let Ok(mut all) = self.values.write() {
            all.insert(field.field_id(), values.clone());
        }
        Ok(values)
    }

    fn layer(&self, field: Field) -> Option<usize> {
        let Fields { pairs, words, context, .. } = self.fields;
        [pairs, words, context].iter().position(|f| *f == field)
    }
}

/// The score of a term that stands `count` times in a text.
pub fn bm25(rarity: f32, count: u32, length: f32) -> f32 {
    let count = count as f32;
    rarity * (1.0 + K1) * (count / (count + length))
}

/// How rare a term is that so many of all clauses hold.
pub fn rarity(holders: u64, clauses: u64) -> f32 {
    let n = holders as f32;
    (1.0 + (clauses.saturating_sub(holders) as f32 + 0.5) / (n + 0.5)).ln()
}

fn lengths(average: f32) -> [f32; 256] {
    let average = average.max(f32::MIN_POSITIVE);
    std::array::from_fn(|code| {
        let length = FieldNormReader::id_to_fieldnorm(code as u8) as f32;
        K1 * (1.0 - B + B * length / average)
    })
}
