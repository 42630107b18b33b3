use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Weight;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// Scores closer than one part of this are equal: sums of the same parts in another order differ
/// in their last bits.
const GRAIN: f32 = 2000.0;

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
    pub facets: Vec<&'static str>,
    /// Keep only the best of each instrument, with how many there are.
    pub group: bool,
    /// Only the best are wanted, not their number: lets the engine leave out whole blocks.
    pub prune: bool,
}

impl Gather {
    /// Nothing but the number of hits.
    pub fn by(order: Order) -> Self {
        Self { limit: 0, order, facets: Vec::new(), group: false, prune: false }
    }

    /// The score a rank by score stands for.
    pub fn score(rank: Rank) -> f32 {
        rank.0 as f32 / GRAIN
    }

    /// A score without the bits in which equals may differ.
    pub fn grained(score: f32) -> f32 {
        (score.max(0.0) * GRAIN).round() / GRAIN
    }

    /// Nothing but the number of hits is wanted.
    fn counts(&self) -> bool {
        self.limit == 0 && self.facets.is_empty() && !self.group
    }
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

pub struct Segment {
    gather: Gather,
    ordinal: SegmentOrdinal,
    key: Column<u64>,
    date: Column<u64>,
    heap: BinaryHeap<Reverse<(Rank, DocId)>>,
    count: u64,
    counters: Vec<Counter>,
    block: Block,
    groups: BTreeMap<u64, (Rank, DocAddress, u64)>,
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = Segment;

    fn for_segment(&self, ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let columns = reader.fast_fields();
        Ok(Segment {
            gather: self.clone(),
            ordinal,
            key: columns.u64("key")?,
            date: columns.u64("date")?,
            heap: BinaryHeap::new(),
            count: 0,
            counters: self.facets.iter().map(|f| Counter::open(reader, f)).collect::<tantivy::Result<_>>()?,
            block: Block::default(),
            groups: BTreeMap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Score && (self.limit > 0 || self.group)
    }

    fn merge_fruits(&self, fruits: Vec<Gathered>) -> tantivy::Result<Gathered> {
        let mut all = Gathered { facets: vec![BTreeMap::new(); self.facets.len()], ..Gathered::default() };
        for fruit in fruits {
            all.count += fruit.count;
            all.top.extend(fruit.top);
            for (sum, part) in all.facets.iter_mut().zip(fruit.facets) {
                for (value, n) in part {
                    *sum.entry(value).or_default() += n;
                }
            }
            for (instrument, (rank, at, n)) in fruit.groups {
                let group = all.groups.entry(instrument).or_insert((rank, at, 0));
                group.2 += n;
                if rank > group.0 {
                    (group.0, group.1) = (rank, at);
                }
            }
        }
        all.top.sort_by_key(|(rank, at)| (Reverse(*rank), *at));
        all.top.truncate(self.limit);
        Ok(all)
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        ordinal: u32,
        reader: &SegmentReader,
    ) -> tantivy::Result<Gathered> {
        let mut segment = self.for_segment(ordinal, reader)?;
        if self.counts() {
            segment.count = u64::from(weight.count(reader)?);
            return Ok(segment.harvest());
        }
        let alive = reader.alive_bitset();
        if self.prune && self.requires_scoring() {
            weight.for_each_pruning(Score::MIN, reader, &mut |doc, score| {
                if alive.is_none_or(|a| a.is_alive(doc)) {
                    segment.collect(doc, score);
                }
                segment.threshold()
            })?;
        } else if self.requires_scoring() {
            weight.for_each(reader, &mut |doc, score| {
                if alive.is_none_or(|a| a.is_alive(doc)) {
                    segment.collect(doc, score);
                }
            })?;
        } else {
            let mut kept = Vec::new();
            weight.for_each_no_score(reader, &mut |docs| match alive {
                None => segment.collect_block(docs),
                Some(alive) => {
                    kept.clear();
                    kept.extend(docs.iter().copied().filter(|d| alive.is_alive(*d)));
                    segment.collect_block(&kept);
                }
            })?;
        }
        Ok(segment.harvest())
    }
}

impl Segment {
    fn rank(&self, doc: DocId, score: Score) -> u64 {
        match self.gather.order {
            Order::Score => (score.max(0.0) * GRAIN).round() as u64,
            Order::Newest => self.date.first(doc).unwrap_or(0),
            // Undated clauses come last either way.
            Order::Oldest => u64::MAX - self.date.first(doc).filter(|d| *d > 0).unwrap_or(u64::MAX),
            Order::Document => 0,
        }
    }

    /// A score below which no hit can enter any more; equals must be seen, for their keys decide.
    fn threshold(&self) -> Score {
        match self.heap.peek() {
            Some(Reverse(((worst, _), _))) if self.heap.len() >= self.gather.limit => {
                (*worst as f32 - 1.0) / GRAIN
            }
            _ => Score::MIN,
        }
    }
}

impl SegmentCollector for Segment {
    type Fruit = Gathered;

    fn collect(&mut self, doc: DocId, score: Score) {
        let at = DocAddress::new(self.ordinal, doc);
        self.count += 1;
        for counter in &mut self.counters {
            counter.add(&[doc], &mut self.block);
        }
        if self.gather.limit == 0 {
            return;
        }
        let first = self.rank(doc, score);
        if self.gather.group {
            let key = self.key.first(doc).unwrap_or(0);
            let rank = (first, Reverse(key));
            let group = self.groups.entry(key >> 24).or_insert((rank, at, 0));
            group.2 += 1;
            if rank > group.0 {
                (group.0, group.1) = (rank, at);
            }
            return;
        }
        let full = self.heap.len() >= self.gather.limit;
        // The column is read only when the first part does not decide.
        if full && self.heap.peek().is_some_and(|Reverse(((worst, _), _))| first < *worst) {
            return;
        }
        let rank = (first, Reverse(self.key.first(doc).unwrap_or(0)));
        if full {
            if let Some(mut worst) = self.heap.peek_mut()
                && rank > worst.0.0
            {
                *worst = Reverse((rank, doc));
            }
        } else {
            self.heap.push(Reverse((rank, doc)));
        }
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        if self.gather.limit > 0 {
            docs.iter().for_each(|doc| self.collect(*doc, 0.0));
            return;
        }
        self.count += docs.len() as u64;
        for counter in &mut self.counters {
            counter.add(docs, &mut self.block);
        }
    }

    fn harvest(self) -> Gathered {
        let top = self.heap.into_iter();
        Gathered {
            count: self.count,
            top: top.map(|Reverse((rank, doc))| (rank, DocAddress::new(self.ordinal, doc))).collect(),
            facets: self.counters.into_iter().map(Counter::finish).collect(),
            groups: self.groups,
        }
    }
}

/// The values of a column for some documents, read at once.
#[derive(Default)]
struct Block {
    docs: Vec<DocId>,
    rows: Vec<u32>,
    values: Vec<u64>,
}

impl Block {
    fn read(&mut self, column: &Column<u64>, docs: &[DocId]) -> &[u64] {
        self.docs.clear();
        self.rows.clear();
        column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
        self.values.resize(self.rows.len(), 0);
        column.values.get_vals(&self.rows, &mut self.values);
        &self.values
    }
}

/// Counts the values of one column: a slot for each.
struct Counter {
    column: Option<Column<u64>>,
    /// What the values number; none when they are numbers themselves.
    texts: Option<StrColumn>,
    first: u64,
    slots: Vec<u64>,
}

impl Counter {
    fn open(reader: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        if name == "year" {
            let column = columns.column_opt::<u64>(name)?;
            let (first, last) = column.as_ref().map_or((0, 0), |c| (c.min_value(), c.max_value()));
            // Years are of two bytes.
            let slots = vec![0; last.saturating_sub(first).min(u64::from(u16::MAX)) as usize + 1];
            return Ok(Self { column, texts: None, first, slots });
        }
        let texts = columns.str(name)?;
        let slots = vec![0; texts.as_ref().map_or(0, |t| t.num_terms())];
        Ok(Self { column: texts.as_ref().map(|t| t.ords().clone()), texts, first: 0, slots })
    }

    fn add(&mut self, docs: &[DocId], block: &mut Block) {
        let Some(column) = &self.column else { return };
        for value in block.read(column, docs) {
            if let Some(slot) = self.slots.get_mut(value.wrapping_sub(self.first) as usize) {
                *slot += 1;
            }
        }
    }

    fn finish(self) -> BTreeMap<String, u64> {
        let mut out = BTreeMap::new();
        for (i, n) in self.slots.into_iter().enumerate().filter(|s| s.1 > 0) {
            let value = self.first + i as u64;
            let Some(texts) = &self.texts else {
                out.insert(value.to_string(), n);
                continue;
            };
            let mut text = String::new();
            if texts.ord_to_str(value, &mut text).unwrap_or(false) {
                out.insert(text, n);
            }
        }
        out
    }
}

/// Collects the order keys of all hits.
pub struct Keys;

pub struct SegmentKeys {
    key: Column<u64>,
    found: Vec<u64>,
}

impl Collector for Keys {
    type Fruit = Vec<u64>;
    type Child = SegmentKeys;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentKeys> {
        Ok(SegmentKeys { key: reader.fast_fields().u64("key")?, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Vec<u64>>) -> tantivy::Result<Vec<u64>> {
        let mut all = fruits.concat();
        all.sort_unstable();
        Ok(all)
    }
}

impl SegmentCollector for SegmentKeys {
    type Fruit = Vec<u64>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.found.extend(self.key.first(doc));
    }

    fn harvest(self) -> Vec<u64> {
        self.found
    }
}
