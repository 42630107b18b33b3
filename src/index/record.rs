use super::doc::ClauseDoc;
use super::error::IndexError;
use super::schema::Fields;
use super::stamp::hex;
use super::stored;
use crate::model::{InstrumentKind, Level, fold};
use crate::segment::modality;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use tantivy::schema::{IndexRecordOption, TantivyDocument};
use tantivy::{DocSet, Index, ReloadPolicy, TERMINATED};

/// An instrument in a certain state: its id and the hash of all its clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub term: String,
}

impl Unit {
    /// `clauses` in the order of their ordinals.
    pub fn of(instrument: &str, clauses: &[&ClauseDoc]) -> Self {
        let mut hash = Sha256::new();
        for clause in clauses {
            hash.update(serde_json::to_vec(clause).unwrap_or_default());
        }
        Self { term: format!("{instrument}\t{}", hex(&hash.finalize()[..16])) }
    }

    pub fn instrument(&self) -> &str {
        self.term.rsplit_once('\t').map_or(&self.term, |p| p.0)
    }

    /// The units whose clauses are in the index.
    pub fn all(index: &Index, fields: &Fields) -> Result<Vec<Self>, IndexError> {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let mut units = BTreeSet::new();
        for segment in reader.searcher().segment_readers() {
            let inverted = segment.inverted_index(fields.unit)?;
            let mut terms = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
            while let Some((term, info)) = terms.next() {
                let mut postings = inverted
                    .read_postings_from_terminfo(info, IndexRecordOption::Basic)
                    .map_err(tantivy::TantivyError::from)?;
                // Terms of deleted clauses stay in a segment until it is merged.
                let alive = segment.alive_bitset();
                while postings.doc() != TERMINATED && alive.is_some_and(|a| a.is_deleted(postings.doc())) {
                    postings.advance();
                }
                if postings.doc() != TERMINATED {
                    units.insert(String::from_utf8_lossy(term).into_owned());
                }
            }
        }
        Ok(units.into_iter().map(|term| Self { term }).collect())
    }
}

/// The clause as the engine takes it.
pub fn record(fields: &Fields, unit: &str, clause: &ClauseDoc) -> TantivyDocument {
    let mut doc = TantivyDocument::new();
    doc.add_text(fields.pairs, &clause.text);
    doc.add_text(fields.words, &clause.text);
    doc.add_text(fields.hidden, &clause.text);
    doc.add_text(fields.context, context(clause));
    doc.add_text(fields.label, fold(&clause.label).text);
    doc.add_text(fields.unit, unit);
    doc.add_u64(fields.key, clause.order_key());
    for (field, value) in [
        (fields.region, clause.region.as_str()),
        (fields.province, &clause.province),
        (fields.level, clause.level.map_or("", level_name)),
        (fields.kind, clause.kind.map_or("", InstrumentKind::name)),
        (fields.draft, if clause.draft { "yes" } else { "no" }),
    ] {
        if !value.is_empty() {
            doc.add_text(field, value);
        }
    }
    let date =
        clause.date.map_or(0, |d| u64::from(d.year) * 10_000 + u64::from(d.month) * 100 + u64::from(d.day));
    doc.add_u64(fields.date, date);
    if let Some(date) = clause.date {
        doc.add_u64(fields.year, u64::from(date.year));
    }
    let mut terms = BTreeSet::new();
    for (provision, state) in &clause.provisions {
        terms.insert((fields.provision, provision.clone()));
        terms.insert((fields.state, format!("={}", state.en())));
        terms.insert((fields.state, format!("{provision}={}", state.en())));
    }
    terms.extend(modality(&clause.text).into_iter().map(|(m, _)| (fields.modality, m.zh().to_string())));
    terms.extend(clause.actors.iter().map(|a| (fields.actor, fold(a).text)));
    for (field, term) in terms {
        doc.add_text(field, term);
    }
    doc.add_bytes(fields.doc, &stored::write(clause));
    doc
}

/// What a clause hangs under, parted so that no word runs across.
fn context(clause: &ClauseDoc) -> String {
    let headings = clause.headings.iter().map(|h| h.text.as_str());
    let parts: Vec<&str> = [clause.title.as_str()]
        .into_iter()
        .chain(headings)
        .chain(clause.stem.as_deref())
        .filter(|p| !p.is_empty())
        .collect();
    parts.join("。")
}

/// The word that stands for a level in queries and facets.
pub fn level_name(level: Level) -> &'static str {
    match level {
        Level::National => "national",
        Level::Province => "province",
        Level::City => "city",
        Level::County => "county",
    }
}
