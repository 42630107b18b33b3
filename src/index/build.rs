use super::doc::ClauseDoc;
use super::error::IndexError;
use super::lexicon::Lexicon;
use super::record::{Unit, record};
use super::schema::{Fields, schema};
use super::stamp::Stamp;
use super::store;
use super::tokens::{LazySegmenter, register};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::Term;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index, IndexSettings, IndexWriter, TantivyError};

/// Up to this many clauses the index is kept in one segment: its statistics are then exact and
/// equal clauses score equal to the last bit. A larger one is in one segment when it is written, and
/// has what is added later in segments of their own: every query looks into each.
const ONE_SEGMENT: u64 = 50_000;
/// Above it, more segments than this are merged, the smallest first.
const SEGMENTS: usize = 8;
/// Above it, a segment is written anew when one clause in so many of it is deleted.
const DELETED: u32 = 20;
/// Clauses to index from which a second thread pays.
const MANY: usize = 20_000;
/// Bytes of memory per indexing thread.
const MEMORY: usize = 120_000_000;
/// Bytes of a block of stored clauses before compression: larger blocks compress better.
const BLOCK: usize = 65_536;
/// Of zstd: a third smaller than at level 3, and writing still waits for the words to be cut.
const LEVEL: i32 = 9;

/// What an index is built with besides its clauses.
#[derive(Debug, Clone, Default)]
pub struct BuildOptions {
    /// Domain terms for cutting words and for near misses (`rules/lexicon`).
    pub terms: Vec<String>,
    /// Groups of terms that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Hash of the rule set whose findings the clauses carry.
    pub rules: String,
}

/// What a build did. Counts are of instruments unless named otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BuildReport {
    pub instruments: usize,
    pub clauses: usize,
    /// New or changed, hence indexed now.
    pub indexed: usize,
    pub unchanged: usize,
    pub removed: usize,
    /// Nothing of the former index could be kept.
    pub rebuilt: bool,
}

/// What the commit says of itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Payload {
    pub stamp: Stamp,
    pub lexicon: String,
    pub instruments: usize,
    pub clauses: usize,
}

/// Brings the index in `dir` to hold exactly `docs`, in any order of them. Only instruments whose
/// clauses changed are indexed; readers see the old index or the new one, and so does whoever
/// opens it after a crash.
///
/// # Errors
/// [`IndexError::Busy`] when another process is writing; I/O and engine errors.
pub fn build(dir: &Path, docs: &[ClauseDoc], options: &BuildOptions) -> Result<BuildReport, IndexError> {
    let _lock = store::lock(dir)?;
    store::sweep(dir)?;
    let lexicon = Lexicon::new(&options.terms, &options.synonyms);
    let stamp = Stamp::new(&lexicon.terms, &options.rules);
    let (path, index, before) = match reusable(dir, &stamp)? {
        Some(found) => found,
        None => create(dir)?,
    };
    let fresh = store::current(dir)?.as_ref() != Some(&path);
    let (_, fields) = schema();
    let units = if fresh { Vec::new() } else { Unit::all(&index, &fields)? };
    let changes = Changes::between(units, docs);
    let report = changes.report(docs.len(), fresh);
    let payload = Payload {
        stamp,
        lexicon: lexicon.save(&path)?,
        instruments: report.instruments,
        clauses: report.clauses,
    };
    let payload = serde_json::to_string(&payload).unwrap_or_default();
    if fresh || !changes.is_empty() || before.as_deref() != Some(&payload) {
        register(&index, LazySegmenter::new(lexicon.terms));
        write(&index, &fields, &changes, &payload, fresh)?;
    }
    if fresh {
        store::publish(dir, &path)?;
    }
    if let Ok(payload) = serde_json::from_str::<Payload>(&payload) {
        Lexicon::sweep(&path, &payload.lexicon);
    }
    Ok(report)
}

/// Folder, index and payload of a generation.
type Generation = (PathBuf, Index, Option<String>);

/// The current generation, when its clauses need not all be indexed anew. One that cannot be
/// opened is replaced.
fn reusable(dir: &Path, stamp: &Stamp) -> Result<Option<Generation>, IndexError> {
    let Some(path) = store::current(dir)? else { return Ok(None) };
    let Ok(index) = Index::open_in_dir(&path) else { return Ok(None) };
    let Some(text) = index.load_metas().ok().and_then(|m| m.payload) else { return Ok(None) };
    let sound = serde_json::from_str::<Payload>(&text).is_ok_and(|p| !p.stamp.needs_rebuild(stamp));
    Ok((sound && index.schema() == schema().0).then_some((path, index, Some(text))))
}

fn create(dir: &Path) -> Result<Generation, IndexError> {
    let path = store::next_generation(dir)?;
    let compressor = ZstdCompressor { compression_level: Some(LEVEL) };
    let settings = IndexSettings {
        docstore_blocksize: BLOCK,
        docstore_compression: Compressor::Zstd(compressor),
        ..IndexSettings::default()
    };
    let index = Index::builder().schema(schema().0).settings(settings).create_in_dir(&path)?;
    Ok((path, index, None))
}

/// What to do to an index so that it holds the clauses given.
struct Changes<'a> {
    add: Vec<(String, Vec<&'a ClauseDoc>)>,
    remove: Vec<String>,
    unchanged: usize,
    gone: usize,
}

impl<'a> Changes<'a> {
    fn between(units: Vec<Unit>, docs: &'a [ClauseDoc]) -> Self {
        let mut wanted: BTreeMap<&str, Vec<&ClauseDoc>> = BTreeMap::new();
        for doc in docs {
            wanted.entry(&doc.instrument).or_default().push(doc);
        }
        let mut old: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for unit in units {
            old.entry(unit.instrument().to_string()).or_default().push(unit.term);
        }
        let mut changes = Changes { add: Vec::new(), remove: Vec::new(), unchanged: 0, gone: 0 };
        for (instrument, mut clauses) in wanted {
            clauses.sort_by_key(|c| c.ordinal);
            let unit = Unit::of(instrument, &clauses);
            let had = old.remove(instrument).unwrap_or_default();
            if had.len() == 1 && had[0] == unit.term {
                changes.unchanged += 1;
            } else {
                changes.remove.extend(had);
                changes.add.push((unit.term, clauses));
            }
        }
        changes.gone = old.len();
        changes.remove.extend(old.into_values().flatten());
        changes
    }

    fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }

    fn clauses(&self) -> usize {
        self.add.iter().map(|(_, c)| c.len()).sum()
    }

    fn report(&self, clauses: usize, rebuilt: bool) -> BuildReport {
        BuildReport {
            instruments: self.unchanged + self.add.len(),
            clauses,
            indexed: self.add.len(),
            unchanged: self.unchanged,
            removed: self.gone,
            rebuilt,
        }
    }
}

/// One commit, then the merges that keep the statistics exact.
fn write(
    index: &Index,
    fields: &Fields,
    changes: &Changes,
    payload: &str,
    fresh: bool,
) -> Result<(), IndexError> {
    let many = changes.clauses() > MANY;
    let threads = if many { std::thread::available_parallelism().map_or(1, |n| n.get().min(4)) } else { 1 };
    let mut writer = writer(index, threads)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    // A writer that was killed may have left a file of the very name that this one will write.
    writer.garbage_collect_files().wait()?;
    for unit in &changes.remove {
        writer.delete_term(Term::from_field_text(fields.unit, unit));
    }
    for (unit, clauses) in &changes.add {
        for clause in clauses {
            writer.add_document(record(fields, unit, clause))?;
        }
    }
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(payload);
    commit.commit()?;
    let ids = to_merge(index, fresh)?;
    if !ids.is_empty() {
        writer.merge(&ids).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// A writer of the engine. Its own lock can outlive the writer before by the moment in which a child
/// process is started, so it is asked for again for up to two seconds; ours keeps others away.
fn writer(index: &Index, threads: usize) -> Result<IndexWriter, IndexError> {
    let mut tries = 100;
    loop {
        match index.writer_with_num_threads(threads, threads * MEMORY) {
            Err(TantivyError::LockFailure(..)) if tries > 0 => tries -= 1,
            other => return Ok(other?),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Segments to put together: all of an index written afresh and of a small one; else those with
/// many deleted clauses, whose words still count in the statistics, and the smallest.
fn to_merge(index: &Index, fresh: bool) -> Result<Vec<SegmentId>, IndexError> {
    let mut metas = index.searchable_segment_metas()?;
    let total: u64 = metas.iter().map(|m| u64::from(m.num_docs())).sum();
    let small = total <= ONE_SEGMENT;
    let all = (fresh || small) && metas.len() > 1;
    metas.sort_by_key(|m| m.num_docs());
    let surplus = if metas.len() > SEGMENTS { metas.len() - SEGMENTS + 1 } else { 0 };
    let worn = |m: &SegmentMeta| m.has_deletes() && (small || m.num_deleted_docs() > m.max_doc() / DELETED);
    let chosen = metas.iter().enumerate().filter(|(i, m)| all || worn(m) || *i < surplus);
    Ok(chosen.map(|(_, m)| m.id()).collect())
}
