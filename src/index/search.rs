use super::build::Payload;
use super::collect::{Order, count, keys};
use super::doc::ClauseDoc;
use super::error::IndexError;
use super::hit::{Hit, Holds};
use super::lexicon::Lexicon;
use super::norm::normalise;
use super::opened::Opened;
use super::plan::{Plan, Planner};
use super::query::parse_query;
use super::run::Run;
use super::schema::schema;
use super::stamp::{FORMAT, Stamp};
use super::worth::Weights;
use super::{store, stored};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use tantivy::schema::{TantivyDocument, Value};
use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy};

/// With fewer clauses than this that hold all words, those that hold most are shown, too.
pub(super) const FEW: usize = 10;
/// Columns that are counted as facets, with the names they are shown under.
pub const FACETS: [&str; 6] = ["region", "level", "kind", "year", "provision", "modality"];

/// By what hits are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Relevance,
    Newest,
    Oldest,
    /// Instrument by instrument, in the order of their clauses.
    Document,
}

impl Sort {
    pub(super) fn order(self) -> Order {
        match self {
            Sort::Relevance => Order::Score,
            Sort::Newest => Order::Newest,
            Sort::Oldest => Order::Oldest,
            Sort::Document => Order::Document,
        }
    }
}

/// How to answer.
#[derive(Debug, Clone)]
pub struct Options {
    pub limit: usize,
    pub offset: usize,
    pub sort: Sort,
    /// Hits by instrument: `limit` and `offset` count instruments.
    pub group: bool,
    pub facets: bool,
    /// Look for the lexicon's synonyms, too.
    pub synonyms: bool,
    pub weights: Weights,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limit: 10,
            offset: 0,
            sort: Sort::Relevance,
            group: false,
            facets: false,
            synonyms: true,
            weights: Weights::default(),
        }
    }
}

/// Values of one facet, the commonest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    pub name: String,
    pub values: Vec<(String, u64)>,
}

/// The hits of one instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub instrument: String,
    pub title: String,
    /// Clauses found in it.
    pub total: u64,
    /// The best of them.
    pub hits: Vec<Hit>,
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Results {
    pub query: String,
    /// Clauses found.
    pub total: u64,
    /// Of these, clauses that hold all that is asked for.
    pub whole: u64,
    pub hits: Vec<Hit>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<Facet>,
    /// What a reader must know about how the answer came about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Queries that may be meant; never applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub did_you_mean: Vec<String>,
}

/// An open index. Cheap to share between threads; answers from the state it was opened or last
/// [reloaded](Searcher::reload) in, whatever a writer does meanwhile.
pub struct Searcher {
    dir: PathBuf,
    pub(super) opened: Opened,
    pub(super) lexicon: Lexicon,
    payload: Payload,
}

impl Searcher {
    /// # Errors
    /// [`IndexError::Missing`] without an index, [`IndexError::Version`] with one of another
    /// format.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        // A writer may remove a generation between the reading of its name and its opening.
        let mut last = IndexError::Missing(dir.into());
        for _ in 0..100 {
            let Some(path) = store::current(dir)? else { return Err(IndexError::Missing(dir.into())) };
            match Self::open_generation(dir, &path) {
                // Its files go before its folder does: what `CURRENT` names now tells.
                Err(e) if store::current(dir)?.as_ref() != Some(&path) => last = e,
                other => return other,
            }
        }
        Err(last)
    }

    fn open_generation(dir: &Path, path: &Path) -> Result<Self, IndexError> {
        let index = Index::open_in_dir(path)?;
        // The payload is read after the segments: it may only be newer than they are, by a commit
        // that comes between, and a newer lexicon or stamp does no harm.
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let payload = index.load_metas()?.payload.unwrap_or_default();
        let payload: Payload = serde_json::from_str(&payload).map_err(|_| IndexError::Missing(dir.into()))?;
        if payload.stamp.format != FORMAT {
            return Err(IndexError::Version {
                path: dir.into(),
                found: payload.stamp.format,
                wanted: FORMAT,
            });
        }
        let lexicon = Lexicon::load(path, &payload.lexicon);
        let opened = Opened::new(reader.searcher(), schema().1)?;
        Ok(Self { dir: dir.into(), opened, lexicon, payload })
    }

    /// Takes up what was written since.
    pub fn reload(&mut self) -> Result<(), IndexError> {
        *self = Self::open(&self.dir)?;
        Ok(())
    }

    /// What the index was built with; compare with [`Stamp::stale`].
    pub fn stamp(&self) -> &Stamp {
        &self.payload.stamp
    }

    pub fn clauses(&self) -> u64 {
        self.opened.num_docs()
    }

    /// Answers a query. One that cannot be understood is looked for as plain text; only when no
    /// clause holds it so, it is an error.
    ///
    /// # Errors
    /// [`IndexError::Query`] with the place in the query; engine errors.
    pub fn search(&self, query: &str, options: &Options) -> Result<Results, IndexError> {
        let planner = Planner::new(&self.opened, &self.lexicon, options.synonyms, options.weights);
        let plan = match parse_query(query) {
            Ok(asked) => planner.plan(&asked)?,
            Err(error) => {
                let mut plan = planner.plain(query);
                if count(&self.opened, &plan.whole)? == 0 {
                    return Err(error.into());
                }
                plan.notes.push(format!("按原文检索 (taken as plain text): {error}"));
                plan
            }
        };
        let run = Run { opened: &self.opened, planner: &planner, plan: &plan, options };
        let mut results = run.answer()?;
        results.query = query.into();
        self.advise(query, &planner, &plan, &mut results);
        Ok(results)
    }

    /// The [order keys](ClauseDoc::order_key) of all clauses that hold what is asked for.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn keys(&self, query: &str) -> Result<Vec<u64>, IndexError> {
        let planner = Planner::new(&self.opened, &self.lexicon, true, Weights::default());
        let plan = match parse_query(query) {
            Ok(asked) => planner.plan(&asked)?,
            Err(_) => planner.plain(query),
        };
        let options = Options::default();
        let run = Run { opened: &self.opened, planner: &planner, plan: &plan, options: &options };
        Ok(keys(&self.opened, &run.whole())?)
    }

    /// Notes and offers for a reader who may be surprised by the answer.
    fn advise(&self, query: &str, planner: &Planner, plan: &Plan, results: &mut Results) {
        let mut notes = plan.notes.clone();
        if query.trim().is_empty() {
            notes.push("空查询：列出全部条款 (empty query: all clauses)".into());
        }
        if results.whole == 0 && results.total > 0 {
            let words: Vec<String> = plan.wanted.iter().map(|w| w.text()).collect();
            notes.push(format!(
                "没有条款含全部词语 {}，以下为含部分词语的条款 (no clause holds all)",
                words.join("、")
            ));
        } else if results.total > results.whole {
            notes.push(format!(
                "{} 条含全部词语，其余仅含部分词语 (hold all words; the others hold most)",
                results.whole
            ));
        } else if results.total == 0 {
            notes.push("没有符合的条款 (no clause matches)".into());
        }
        results.notes.extend(notes);
        let literal = results.hits.first().is_some_and(|h| h.holds == Holds::Literal);
        if results.whole < FEW as u64
            && !literal
            && let Ok(asked) = parse_query(query)
        {
            let held =
                |text: &str| count(&self.opened, &planner.substring(&normalise(text).chars)).unwrap_or(0);
            results.did_you_mean = self.lexicon.near_misses(&asked, &held);
        }
    }
}

/// The clause stored at an address.
pub(super) fn clause_at(opened: &Opened, at: DocAddress) -> Result<ClauseDoc, IndexError> {
    let doc: TantivyDocument = opened.engine.doc(at)?;
    let bytes = doc.get_first(opened.fields.doc).and_then(|v| v.as_bytes()).unwrap_or_default();
    stored::read(bytes)
        .ok_or_else(|| tantivy::TantivyError::InternalError("a stored clause is damaged".into()).into())
}
