use super::eval::Eval;
use super::facet;
use super::find::Find;
use super::opened::{Known, Opened, Part};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocAddress, DocId, Score};

/// Scores closer than one part of this are equal: sums of the same parts in another order differ
/// in their last bits.
const GRAIN: f32 = 2000.0;

/// Clauses of a list from which on it pays to leave out parts of it.
const LONG: usize = 2000;

/// By what hits are ordered; equals by instrument and ordinal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Score,
    Newest,
    Oldest,
    Document,
}

/// Rank of a hit: the greater the first, then the smaller the second.
pub type Rank = (u64, Reverse<u64>);

/// The best `limit` hits, how many there are, and, when asked, facets and groups.
#[derive(Debug, Clone)]
pub struct Gather {
    pub limit: usize,
    pub order: Order,
    /// Names of columns to count the values of.
    pub facets: &'static [&'static str],
    /// Keep only the best of each instrument, with how many there are.
    pub group: bool,
    /// The best are put in order elsewhere: there may be more of them, and in any order.
    pub unsorted: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Gathered {
    pub count: u64,
    /// Best first.
    pub top: Vec<(Rank, DocAddress)>,
    pub facets: Vec<BTreeMap<String, u64>>,
    /// By the instrument's part of the key: best hit, number of hits.
    pub groups: BTreeMap<u64, (Rank, DocAddress, u64)>,
}

impl Gather {
    /// Nothing but the number of hits.
    pub fn by(order: Order) -> Self {
        Self { limit: 0, order, facets: &[], group: false, unsorted: false }
    }

    /// The score a rank by score stands for.
    pub fn score(rank: Rank) -> f32 {
        rank.0 as f32 / GRAIN
    }

    /// A score without the bits in which equals may differ.
    pub fn grained(score: f32) -> f32 {
        grains(score) as f32 / GRAIN
    }

    /// Gathers what `find` finds.
    pub fn of(&self, opened: &Opened, find: &Find) -> tantivy::Result<Gathered> {
        let mut all = Gathered { facets: vec![BTreeMap::new(); self.facets.len()], ..Gathered::default() };
        for part in 0..opened.parts.len() {
            match find {
                Find::Term(known) if self.prunes(opened, part, known) => {
                    self.best_of_term(opened, part, find, known, &mut all)?;
                }
                Find::Word(word) if self.prunes(opened, part, &word.cut) => {
                    self.best_of_term(opened, part, find, &word.cut, &mut all)?;
                }
                _ => self.part(opened, part, find, &mut all)?,
            }
        }
        if !self.unsorted || all.top.len() > self.limit {
            all.top.sort_unstable_by_key(|(rank, at)| (Reverse(*rank), *at));
            all.top.truncate(self.limit);
        }
        Ok(all)
    }

    /// Of a long list alone the engine tells the best without scoring all, and the dictionary how many.
    fn prunes(&self, opened: &Opened, part: usize, known: &Known) -> bool {
        let by_score = self.order == Order::Score && self.limit > 0 && !self.group;
        by_score && known.holders_in(part) > LONG && !opened.parts[part].reader.has_deletes()
    }

    /// The best that a term finds whose list is long, or a word that is hidden in some clauses.
    fn best_of_term(
        &self,
        opened: &Opened,
        number: usize,
        find: &Find,
        known: &Known,
        all: &mut Gathered,
    ) -> tantivy::Result<()> {
        let part = &opened.parts[number];
        let eval = Eval::new(opened, number);
        let mut best = Best::new(self, part);
        let mut times = 1.0;
        if let Find::Word(word) = find {
            times = word.rarity / known.rarity;
            let docs = eval.alive(&Find::Term(word.hidden.clone()))?;
            best.add_scored(&docs, &scores(&eval, find, &docs)?);
            all.count += docs.len() as u64;
        }
        let term = Term::from_field_text(known.field, &known.text);
        let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
        let weight = query.weight(EnableScoring::enabled_from_searcher(&opened.engine))?;
        weight.for_each_pruning(best.floor() / times, &part.reader, &mut |doc, score| {
            best.add(doc, grains(score * times));
            best.floor() / times
        })?;
        all.count += known.holders_in(number) as u64;
        all.top.extend(best.addresses(number));
        if !self.facets.is_empty() {
            facet::count(part, self.facets, &eval.alive(find)?, &mut all.facets)?;
        }
        Ok(())
    }

    fn part(&self, opened: &Opened, number: usize, find: &Find, all: &mut Gathered) -> tantivy::Result<()> {
        let eval = Eval::new(opened, number);
        let part = &opened.parts[number];
        if let (Find::Term(known), true) = (find, self.order == Order::Score && !self.group) {
            // Clauses and scores in one go.
            let (docs, scores) = eval.term_scored(known)?;
            return self.take(number, part, &docs, &scores, all);
        }
        let docs = eval.alive(find)?;
        all.count += docs.len() as u64;
        if docs.is_empty() {
            return Ok(());
        }
        if !self.facets.is_empty() {
            facet::count(part, self.facets, &docs, &mut all.facets)?;
        }
        if self.limit == 0 {
            return Ok(());
        }
        if self.group {
            let ranks = self.ranks(&eval, part, find, &docs)?;
            for (&doc, first) in docs.iter().zip(ranks) {
                let key = part.key.first(doc).unwrap_or(0);
                let rank = (first, Reverse(key));
                let at = DocAddress::new(number as u32, doc);
                let group = all.groups.entry(key >> 24).or_insert((rank, at, 0));
                group.2 += 1;
                if rank > group.0 {
                    (group.0, group.1) = (rank, at);
                }
            }
            return Ok(());
        }
        let mut best = Best::new(self, part);
        if self.order == Order::Score {
            best.add_scored(&docs, &scores(&eval, find, &docs)?);
        } else {
            let ranks = self.ranks(&eval, part, find, &docs)?;
            docs.iter().zip(ranks).for_each(|(doc, first)| best.add(*doc, first));
        }
        all.top.extend(best.addresses(number));
        Ok(())
    }

    /// Takes what a term found in a part.
    fn take(
        &self,
        number: usize,
        part: &Part,
        docs: &[DocId],
        scores: &[Score],
        all: &mut Gathered,
    ) -> tantivy::Result<()> {
        all.count += docs.len() as u64;
        if !self.facets.is_empty() {
            facet::count(part, self.facets, docs, &mut all.facets)?;
        }
        if self.limit > 0 {
            let mut best = Best::new(self, part);
            best.add_scored(docs, scores);
            all.top.extend(best.addresses(number));
        }
        Ok(())
    }

    /// The first part of the rank of each clause.
    fn ranks(&self, eval: &Eval, part: &Part, find: &Find, docs: &[DocId]) -> tantivy::Result<Vec<u64>> {
        let date = |doc: &DocId| part.date.first(*doc).unwrap_or(0);
        Ok(match self.order {
            Order::Score => scores(eval, find, docs)?.into_iter().map(grains).collect(),
            Order::Newest => docs.iter().map(date).collect(),
            // Undated clauses come last either way.
            Order::Oldest => {
                let dated = |d: u64| u64::MAX - if d > 0 { d } else { u64::MAX };
                docs.iter().map(|d| dated(date(d))).collect()
            }
            Order::Document => vec![0; docs.len()],
        })
    }
}

/// What `find` scores in clauses that it finds.
fn scores(eval: &Eval, find: &Find, docs: &[DocId]) -> tantivy::Result<Vec<Score>> {
    let mut scores = vec![0.0; docs.len()];
    eval.score(find, docs, &mut scores, 1.0, true)?;
    Ok(scores)
}

/// A score in grains.
fn grains(score: f32) -> u64 {
    (score.max(0.0) * GRAIN + 0.5) as u64
}

/// The order keys of all that `find` finds.
pub fn keys(opened: &Opened, find: &Find) -> tantivy::Result<Vec<u64>> {
    let mut all = Vec::new();
    for (number, part) in opened.parts.iter().enumerate() {
        let docs = Eval::new(opened, number).alive(find)?;
        all.extend(docs.into_iter().filter_map(|d| part.key.first(d)));
    }
    all.sort_unstable();
    Ok(all)
}

/// How many clauses `find` finds.
pub fn count(opened: &Opened, find: &Find) -> tantivy::Result<u64> {
    Ok(Gather::by(Order::Document).of(opened, find)?.count)
}

/// The best hits of a part: those that can still be among them, thinned out now and then.
struct Best<'a> {
    limit: usize,
    part: &'a Part,
    /// First part of the rank, clause.
    hits: Vec<(u64, DocId)>,
    /// What a hit must have at least, once there are as many as wanted.
    least: u64,
}

impl<'a> Best<'a> {
    fn new(gather: &Gather, part: &'a Part) -> Self {
        Self { limit: gather.limit, part, hits: Vec::with_capacity(gather.limit.min(64)), least: 0 }
    }

    fn add(&mut self, doc: DocId, first: u64) {
        if first < self.least {
            return;
        }
        self.hits.push((first, doc));
        if self.hits.len() / 4 > self.limit {
            self.thin();
        }
    }

    fn add_scored(&mut self, docs: &[DocId], scores: &[Score]) {
        let mut floor = self.floor();
        for (&doc, &score) in docs.iter().zip(scores) {
            if score >= floor {
                self.add(doc, grains(score));
                floor = self.floor();
            }
        }
    }

    /// Leaves the best, in the order they came in. Keys decide between equals, and are read for
    /// these only.
    fn thin(&mut self) {
        if self.hits.len() <= self.limit {
            return;
        }
        let key = |doc: DocId| self.part.key.first(doc).unwrap_or(0);
        let mut ranks: Vec<u64> = self.hits.iter().map(|hit| hit.0).collect();
        let (_, worst, _) = ranks.select_nth_unstable_by(self.limit - 1, |a, b| b.cmp(a));
        let worst = *worst;
        let better = self.hits.iter().filter(|hit| hit.0 > worst).count();
        let mut keys: Vec<u64> = self.hits.iter().filter(|h| h.0 == worst).map(|h| key(h.1)).collect();
        let room = self.limit - better;
        let last = if room < keys.len() { *keys.select_nth_unstable(room - 1).1 } else { u64::MAX };
        self.hits.retain(|hit| hit.0 > worst || hit.0 == worst && key(hit.1) <= last);
        self.least = worst;
    }

    /// A score below which no hit can enter any more; equals must be seen, for their keys decide.
    fn floor(&self) -> Score {
        if self.least == 0 { Score::MIN } else { (self.least as f32 - 0.75) / GRAIN }
    }

    fn addresses(mut self, part: usize) -> impl Iterator<Item = (Rank, DocAddress)> {
        self.thin();
        let keys = &self.part.key;
        self.hits.into_iter().map(move |(first, doc)| {
            ((first, Reverse(keys.first(doc).unwrap_or(0))), DocAddress::new(part as u32, doc))
        })
    }
}
