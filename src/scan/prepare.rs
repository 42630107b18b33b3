use super::Scanner;
use super::bits::{self, Bits};
use super::roles::RoleMap;
use super::segment::{Found, Hit, Segment};
use super::tables::Tables;
use crate::model::{Clause, Instrument, Span};
use crate::rules::ClassId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An instrument with everything that patterns ask of it computed once.
#[derive(Debug, Clone)]
pub struct Scannable {
    pub clauses: Vec<Prepared>,
    pub(super) title: Bits,
    pub(super) roles: RoleMap,
}

/// A clause made ready.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub own: Segment,
    /// The sentence of the stem that the item hangs on.
    pub stem: Segment,
    pub span: Span,
    pub headings: Bits,
    /// Classes seen in the same article, headings included.
    pub article: Arc<Bits>,
}

/// A stretch in which a pattern may match: the stem, followed by one sentence or the whole clause.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    pub clause: &'a Prepared,
    /// Character range of the own text.
    pub start: u32,
    pub end: u32,
    /// True for the window over all sentences of a clause with several.
    pub whole: bool,
    /// Classes of the own text.
    seen: &'a [u64],
    tables: &'a Tables,
}

impl Scannable {
    /// Folds and cuts; [`Scannable::find`] follows. `text` is the canonical text of the document.
    pub(super) fn new(text: &str, instrument: &Instrument) -> Self {
        let clauses = instrument.clauses.iter().map(|c| Prepared::new(text, c)).collect();
        Self { clauses, title: Bits::default(), roles: RoleMap::default() }
    }

    /// Finds the terms of clauses, stems, headings and title, and resolves the parties.
    pub(super) fn find(&mut self, scanner: &Scanner, instrument: &Instrument) {
        self.roles = RoleMap::resolve(scanner.rules, self.clauses.iter().map(|c| c.own.folded.text.as_str()));
        let names = self.roles.names();
        let of = |text: &str| {
            let mut segment = Segment::new(text);
            segment.find(scanner.rules, &scanner.tables, names);
            segment.seen
        };
        // A chapter's heading stands above many clauses.
        let mut headings: BTreeMap<&str, Bits> = BTreeMap::new();
        for (clause, ready) in instrument.clauses.iter().zip(&mut self.clauses) {
            ready.own.find(scanner.rules, &scanner.tables, names);
            ready.stem.find(scanner.rules, &scanner.tables, names);
            for heading in clause.headings.iter().filter(|h| !h.text.is_empty()) {
                let seen = headings.entry(&heading.text).or_insert_with(|| of(&heading.text));
                ready.headings.add_all(seen.row());
            }
        }
        spread_articles(&instrument.clauses, &mut self.clauses);
        self.title = of(&instrument.title);
    }
}

impl Prepared {
    fn new(text: &str, clause: &Clause) -> Self {
        let own = Segment::new(clause.span.of(text));
        let stem = clause.stem.map_or_else(Segment::default, |s| Segment::new(last_sentence(s.of(text))));
        Self { own, stem, span: clause.span, headings: Bits::default(), article: Arc::default() }
    }

    /// One window a sentence, and one over the whole clause when it has several.
    pub(super) fn windows<'a>(&'a self, scanner: &'a Scanner) -> impl Iterator<Item = Window<'a>> {
        let window = move |(start, end): (u32, u32), whole, seen| Window {
            clause: self,
            start,
            end,
            whole,
            seen,
            tables: &scanner.tables,
        };
        let own = &self.own;
        let all = (0, own.folded.len() as u32);
        let whole = own.sentences.len() > 1 && (own.whole || self.stem.whole);
        let sentences = own.sentences.iter().enumerate();
        sentences
            .map(move |(i, range)| window(*range, false, own.seen_in(i)))
            .chain(whole.then(|| window(all, true, own.seen.row())))
    }

    /// Canonical span of a range of own characters.
    pub fn source(&self, start: u32, end: u32) -> Span {
        let s = self.own.folded.source(start as usize, end as usize);
        Span::new(self.span.start + s.start, self.span.start + s.end)
    }
}

/// The stem's last sentence: what an item hangs on; sentences before it speak of other things.
fn last_sentence(stem: &str) -> &str {
    let trimmed = stem.trim_end();
    let from = trimmed
        .char_indices()
        .rev()
        .skip(1)
        .find(|(_, c)| matches!(c, '。' | '；' | ';'))
        .map_or(0, |(i, c)| i + c.len_utf8());
    &trimmed[from..]
}

/// Lets every clause know the classes seen anywhere in its article.
fn spread_articles(clauses: &[Clause], ready: &mut [Prepared]) {
    let mut at = 0;
    while at < clauses.len() {
        let len = clauses[at..].iter().take_while(|c| c.article == clauses[at].article).count().max(1);
        let mut all = Bits::default();
        for p in &ready[at..at + len] {
            all.add_all(p.own.seen.row());
            all.add_all(p.stem.seen.row());
            all.add_all(p.headings.row());
        }
        let all = Arc::new(all);
        ready[at..at + len].iter_mut().for_each(|p| p.article = Arc::clone(&all));
        at += len;
    }
}

impl<'a> Window<'a> {
    /// Length of the stem in characters: own positions are shifted by it.
    pub fn shift(&self) -> u32 {
        self.clause.stem.folded.len() as u32
    }

    /// Whether the class stands in stem or window.
    pub fn has(&self, class: ClassId) -> bool {
        self.has_own(class) || self.clause.stem.seen.has(class)
    }

    /// Whether any of them does.
    pub fn any(&self, classes: &[ClassId]) -> bool {
        classes.iter().any(|c| self.has(*c))
    }

    /// Terms of stem and window.
    pub(super) fn found(&self) -> impl Iterator<Item = &'a Found> {
        let start = self.start;
        let own = self.clause.own.found_up_to(self.start, self.end);
        self.clause.stem.found.iter().chain(own.iter().filter(move |f| f.start >= start))
    }

    /// Whether the class stands in the window itself.
    pub fn has_own(&self, class: ClassId) -> bool {
        bits::has(self.seen, class)
    }

    /// Where the class stands in stem and window, in order, positions counted from the start of
    /// the stem with the stem set directly before the window.
    pub fn hits(&self, class: ClassId) -> Vec<Hit> {
        let mut out = Vec::new();
        let (stem, own) = (&self.clause.stem, &self.clause.own);
        if stem.seen.has(class) {
            stem.hits(self.tables, class, (0, self.shift()), 0, &mut out);
        }
        if self.has_own(class) {
            own.hits(self.tables, class, (self.start, self.end), self.shift(), &mut out);
        }
        out.sort_unstable();
        out
    }

    /// Back from window positions to own characters.
    pub fn own(&self, at: u32) -> u32 {
        at.saturating_sub(self.shift()) + self.start
    }
}
