use super::Scanner;
use super::bits::Bits;
use super::context::first_article;
use super::roles::RoleMap;
use super::segment::{Finder, Found, Segment};
use super::tables::Tables;
use crate::model::{Clause, Heading, Instrument, Span};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// An instrument with its texts folded, cut and, after [`Scanner::find`], their terms.
#[derive(Debug, Clone, Default)]
pub struct Scannable {
    pub clauses: Vec<Prepared>,
    pub(super) roles: RoleMap,
    /// Terms of all segments; each knows its stretch.
    found: Vec<Found>,
    /// The stems that items hang on, each once; the first is empty.
    stems: Vec<Part>,
    /// Every heading once.
    headings: Vec<Segment>,
    /// The headings that stand above clauses, the same ones once.
    chains: Vec<Chain>,
    articles: Vec<Article>,
    title: Part,
}

/// A clause made ready.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub own: Segment,
    pub span: Span,
    /// Of the first article.
    pub(super) first: bool,
    seen: OnceLock<Bits>,
    stem: usize,
    chain: usize,
    article: usize,
}

/// A text whose classes are asked for now and then.
#[derive(Debug, Clone, Default)]
struct Part {
    segment: Segment,
    seen: OnceLock<Bits>,
}

#[derive(Debug, Clone)]
struct Chain {
    headings: Vec<usize>,
    seen: OnceLock<Bits>,
}

/// Consecutive clauses of one article.
#[derive(Debug, Clone)]
struct Article {
    clauses: Range<usize>,
    seen: OnceLock<Bits>,
}

impl Scannable {
    /// Folds and cuts; [`Scannable::find`] follows. `text` is the canonical text of the document.
    pub(super) fn new(text: &str, instrument: &Instrument) -> Self {
        let mut ready = Self { stems: vec![Part::default()], ..Self::default() };
        ready.title.segment = Segment::new(&instrument.title);
        let (mut stems, mut headings) = (BTreeMap::new(), BTreeMap::new());
        let mut last: Option<&Clause> = None;
        for clause in &instrument.clauses {
            let stem = clause.stem.map_or(0, |span| {
                *stems.entry(span).or_insert_with(|| {
                    ready.stems.push(Part::new(last_sentence(span.of(text))));
                    ready.stems.len() - 1
                })
            });
            if last.is_none_or(|l| !same_texts(&l.headings, &clause.headings)) {
                ready.add_chain(&clause.headings, &mut headings);
            }
            let index = ready.clauses.len();
            match ready.articles.last_mut().filter(|_| last.is_some_and(|l| l.article == clause.article)) {
                Some(article) => article.clauses.end = index + 1,
                None => ready.articles.push(Article { clauses: index..index + 1, seen: OnceLock::new() }),
            }
            last = Some(clause);
            ready.clauses.push(Prepared {
                own: Segment::new(clause.span.of(text)),
                span: clause.span,
                first: first_article(clause),
                seen: OnceLock::new(),
                stem,
                chain: ready.chains.len() - 1,
                article: ready.articles.len() - 1,
            });
        }
        ready
    }

    fn add_chain<'t>(&mut self, above: &'t [Heading], known: &mut BTreeMap<&'t str, usize>) {
        let mut headings = Vec::new();
        for heading in above.iter().filter(|h| !h.text.is_empty()) {
            headings.push(*known.entry(&heading.text).or_insert_with(|| {
                self.headings.push(Segment::new(&heading.text));
                self.headings.len() - 1
            }));
        }
        self.chains.push(Chain { headings, seen: OnceLock::new() });
    }

    /// Resolves the parties and finds the terms of clauses, stems, headings and title.
    pub(super) fn find(&mut self, scanner: &Scanner) {
        let defining = self.clauses.iter().filter(|c| c.own.defines);
        let texts = defining.map(|c| c.own.folded.text.as_str());
        self.roles = RoleMap::resolve(scanner.rules, texts);
        let mut finder = Finder::new(scanner.rules, &scanner.tables, self.roles.names());
        let clauses = self.clauses.iter_mut().map(|c| &mut c.own);
        let stems = self.stems.iter_mut().map(|s| &mut s.segment);
        let title = std::iter::once(&mut self.title.segment);
        finder.find(clauses.chain(stems).chain(&mut self.headings).chain(title));
        self.found = finder.found;
    }

    pub(super) fn found_in(&self, segment: &Segment) -> &[Found] {
        &self.found[segment.found.clone()]
    }

    /// The stem's last sentence, which an item hangs on; empty for other clauses.
    pub(super) fn stem(&self, clause: &Prepared) -> &Segment {
        &self.stems[clause.stem].segment
    }

    pub(super) fn seen_in_clause<'a>(&self, tables: &Tables, clause: &'a Prepared) -> &'a Bits {
        clause.seen.get_or_init(|| self.classes_of(tables, [&clause.own]))
    }

    pub(super) fn seen_in_stem(&self, tables: &Tables, clause: &Prepared) -> &Bits {
        self.seen_in_part(tables, &self.stems[clause.stem])
    }

    pub(super) fn seen_in_title(&self, tables: &Tables) -> &Bits {
        self.seen_in_part(tables, &self.title)
    }

    fn seen_in_part<'a>(&self, tables: &Tables, part: &'a Part) -> &'a Bits {
        part.seen.get_or_init(|| self.classes_of(tables, [&part.segment]))
    }

    /// Classes of all headings above the clause.
    pub(super) fn seen_above(&self, tables: &Tables, clause: &Prepared) -> &Bits {
        let chain = &self.chains[clause.chain];
        let headings = chain.headings.iter().map(|h| &self.headings[*h]);
        chain.seen.get_or_init(|| self.classes_of(tables, headings))
    }

    /// Classes seen anywhere in the clause's article, headings and stems included.
    pub(super) fn seen_in_article(&self, tables: &Tables, clause: &Prepared) -> &Bits {
        let article = &self.articles[clause.article];
        article.seen.get_or_init(|| {
            let clauses = &self.clauses[article.clauses.clone()];
            let own = clauses.iter().map(|c| &c.own);
            let mut all = self.classes_of(tables, own.chain(clauses.iter().map(|c| self.stem(c))));
            clauses.iter().for_each(|c| all.add_all(self.seen_above(tables, c).row()));
            all
        })
    }

    pub(super) fn classes_of<'s>(&self, tables: &Tables, of: impl IntoIterator<Item = &'s Segment>) -> Bits {
        let mut seen = Bits::default();
        for found in of.into_iter().flat_map(|s| self.found_in(s)) {
            tables.classes(found.row).iter().for_each(|c| seen.set(tables.words, *c));
        }
        seen
    }
}

impl Part {
    fn new(text: &str) -> Self {
        Self { segment: Segment::new(text), seen: OnceLock::new() }
    }
}

impl Prepared {
    /// Canonical span of a range of own characters.
    pub fn source(&self, start: u32, end: u32) -> Span {
        let s = self.own.folded.source(start as usize, end as usize);
        Span::new(self.span.start + s.start, self.span.start + s.end)
    }
}

fn same_texts(one: &[Heading], other: &[Heading]) -> bool {
    one.len() == other.len() && one.iter().zip(other).rev().all(|(a, b)| a.text == b.text)
}

/// The stem's last sentence: what an item hangs on; sentences before it speak of other things.
pub fn last_sentence(stem: &str) -> &str {
    let trimmed = stem.trim_end();
    let from = trimmed
        .char_indices()
        .rev()
        .skip(1)
        .find(|(_, c)| matches!(c, '。' | '；' | ';'))
        .map_or(0, |(i, c)| i + c.len_utf8());
    &trimmed[from..]
}
