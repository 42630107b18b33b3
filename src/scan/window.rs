use super::bits::Bits;
use super::prepare::{Prepared, Scannable};
use super::segment::{Found, Hit, Segment};
use super::tables::Tables;
use crate::rules::ClassId;

/// A stretch in which a pattern may match: the stem, followed by one sentence or the whole clause.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    pub clause: &'a Prepared,
    pub stem: &'a Segment,
    /// Character range of the own text.
    pub start: u32,
    pub end: u32,
    stem_found: &'a [Found],
    stem_seen: &'a Bits,
    pub whole: bool,
    /// Terms that begin in the window; some may end behind it.
    found: &'a [Found],
    places: &'a Places,
    tables: &'a Tables,
}

/// Where each class stands in a stretch; reused from one to the next.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// For each class the number of the last stretch that has it, and its first link there.
    last: Vec<(u32, u32)>,
    /// The number of this stretch; one more once its classes are linked.
    number: u32,
    links: Vec<Link>,
}

/// An occurrence of a class, by the index of the term found, and the link of the next one.
#[derive(Debug, Clone, Copy)]
struct Link {
    found: u32,
    next: u32,
}

const LAST: u32 = u32::MAX;

/// A stretch of a clause before its classes are known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch<'a> {
    pub start: u32,
    pub end: u32,
    /// True for the one over all sentences of a clause with several.
    pub whole: bool,
    /// Terms that begin in it; some may end behind it.
    found: &'a [Found],
}

impl<'a> Stretch<'a> {
    /// The terms that stand in it.
    pub fn found(&self) -> impl Iterator<Item = &'a Found> + use<'a> {
        let end = self.end;
        self.found.iter().filter(move |f| f.end <= end)
    }
}

impl Places {
    /// Notes which classes stand in the stretch.
    pub fn see(&mut self, tables: &Tables, stretch: &Stretch) {
        self.last.resize(tables.words * 64, (0, LAST));
        self.number += 2;
        for found in stretch.found() {
            tables.classes(found.row).iter().for_each(|c| self.last[*c as usize].0 = self.number);
        }
    }

    /// Whether a class stands there.
    pub fn has(&self, class: ClassId) -> bool {
        self.last[class as usize].0 >= self.number
    }

    /// Notes where the classes seen stand.
    fn link(&mut self, tables: &Tables, stretch: &Stretch) {
        self.links.clear();
        // From the end, so that links run forward.
        let here = stretch.found.iter().enumerate().rev();
        for (i, found) in here.filter(|(_, f)| f.end <= stretch.end) {
            for class in tables.classes(found.row) {
                let (number, first) = &mut self.last[*class as usize];
                let next = if *number == self.number { LAST } else { *first };
                (*number, *first) = (self.number + 1, self.links.len() as u32);
                self.links.push(Link { found: i as u32, next });
            }
        }
    }

    /// Indices of the terms found that have the class, in order.
    fn of(&self, class: ClassId) -> impl Iterator<Item = u32> {
        let link = |at: u32| self.links.get(at as usize);
        let first = if self.has(class) { self.last[class as usize].1 } else { LAST };
        std::iter::successors(link(first), move |l| link(l.next)).map(|l| l.found)
    }
}

/// The windows of a clause.
#[derive(Debug, Clone, Copy)]
pub(super) struct Windows<'a> {
    pub ready: &'a Scannable,
    pub tables: &'a Tables,
    pub clause: &'a Prepared,
}

impl<'a> Windows<'a> {
    /// One stretch a sentence, and one over the whole clause when it has several.
    pub fn stretches(self) -> impl Iterator<Item = Stretch<'a>> {
        let all = self.ready.found_in(&self.clause.own);
        let sentences = &self.clause.own.sentences;
        let mut rest = all;
        let of_sentence = move |(start, end): &(u32, u32)| {
            let here;
            (here, rest) = rest.split_at(rest.iter().take_while(|f| f.start < *end).count());
            Stretch { start: *start, end: *end, whole: false, found: here }
        };
        let end = self.clause.own.folded.len() as u32;
        let whole = (sentences.len() > 1).then_some(Stretch { start: 0, end, whole: true, found: all });
        sentences.iter().map(of_sentence).chain(whole)
    }

    /// The window of a stretch, whose classes `places` has [seen](Places::see).
    pub fn window<'w>(self, stretch: Stretch<'a>, places: &'w mut Places) -> Window<'w>
    where
        'a: 'w,
    {
        places.link(self.tables, &stretch);
        let stem = self.ready.stem(self.clause);
        Window {
            clause: self.clause,
            stem,
            start: stretch.start,
            end: stretch.end,
            whole: stretch.whole,
            stem_found: self.ready.found_in(stem),
            stem_seen: self.ready.seen_in_stem(self.tables, self.clause),
            found: stretch.found,
            places,
            tables: self.tables,
        }
    }
}

impl Window<'_> {
    /// Length of the stem in characters: own positions are shifted by it.
    pub fn shift(&self) -> u32 {
        self.stem.folded.len() as u32
    }

    /// Whether the class stands in stem or window.
    pub fn has(&self, class: ClassId) -> bool {
        self.has_own(class) || self.stem_has(class)
    }

    /// Whether any of them does.
    pub fn any(&self, classes: &[ClassId]) -> bool {
        classes.iter().any(|c| self.has(*c))
    }

    /// Whether the class stands in the window itself.
    pub fn has_own(&self, class: ClassId) -> bool {
        self.places.has(class)
    }

    pub fn stem_has(&self, class: ClassId) -> bool {
        self.stem_seen.has(class)
    }

    /// Where the class stands in stem and window, in order, positions counted from the start of
    /// the stem with the stem set directly before the window.
    pub fn hits(&self, class: ClassId) -> impl Iterator<Item = Hit> {
        let above = if self.stem_has(class) { self.stem_found } else { &[] };
        let in_stem = above.iter().filter(move |f| self.tables.has(f.row, class));
        let (from, to) = (self.start, self.shift());
        let here = self.places.of(class).map(|i| self.found[i as usize]);
        let own = here.map(move |f| Hit { start: f.start - from + to, end: f.end - from + to });
        in_stem.map(|f| Hit { start: f.start, end: f.end }).chain(own)
    }

    /// Back from window positions to own characters.
    pub fn own(&self, at: u32) -> u32 {
        at.saturating_sub(self.shift()) + self.start
    }
}
