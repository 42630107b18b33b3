//! What the scan asks of each term, laid out for speed: one row a term, rows in one array.

use super::bits;
use super::frequency::Frequency;
use crate::rules::{ClassId, RoleKind, RuleSet, Scope, Term, TermSet, Typed};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Rows of small numbers, one after the other.
#[derive(Debug)]
struct Rows<T> {
    ends: Vec<u32>,
    all: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), all: Vec::new() }
    }
}

impl<T> Rows<T> {
    fn push(&mut self, row: impl IntoIterator<Item = T>) -> u32 {
        self.all.extend(row);
        self.ends.push(self.all.len() as u32);
        self.ends.len() as u32 - 1
    }

    fn of(&self, i: u32) -> &[T] {
        let from = if i == 0 { 0 } else { self.ends[i as usize - 1] };
        &self.all[from as usize..self.ends[i as usize] as usize]
    }
}

/// What finding asks of a term of the automaton.
#[derive(Debug, Clone, Copy)]
pub(super) struct TermFacts {
    /// Its classes and patterns.
    pub row: Row,
    /// Characters.
    pub length: u16,
    /// It is the name of a party.
    pub role: Option<RoleKind>,
    pub kind: TermKind,
}

/// Whether the place of a term is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TermKind {
    /// Nothing asks for it.
    Idle,
    Plain,
    /// A look-alike that covers others.
    Veil,
}

/// A set of classes that some terms have, with the patterns that hang on them; two bits tell
/// whether there are any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row(u32);

const SENTENCE: u32 = 1 << 31;
const CLAUSE: u32 = 1 << 30;

impl Row {
    /// Whether a pattern that wants a sentence, or one that wants the whole clause, hangs on it.
    pub fn hangs(self, whole: bool) -> bool {
        self.0 & if whole { CLAUSE } else { SENTENCE } != 0
    }

    /// Whether any pattern does.
    pub fn hangs_any(self) -> bool {
        self.0 & (SENTENCE | CLAUSE) != 0
    }

    fn index(self) -> u32 {
        self.0 & !(SENTENCE | CLAUSE)
    }
}

/// What a pattern asks of its surroundings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Asks {
    /// Of title or headings.
    pub above: bool,
    /// Of stem or sentence.
    pub near: bool,
    /// Of the article, or of all around.
    pub far: bool,
}

/// A set of classes told apart by number modulo 256.
pub(super) type Sketch = [u64; 4];

/// Whether every bit of `one` is in `other`.
pub(super) fn within(one: &Sketch, other: &Sketch) -> bool {
    one.iter().zip(other).fold(0, |lost, (a, b)| lost | (a & !b)) == 0
}

/// Adds the bits of `one` to `other`.
pub(super) fn add(one: &Sketch, other: &mut Sketch) {
    one.iter().zip(other).for_each(|(a, b)| *b |= a);
}

/// The patterns that hang on each class: those of a sentence, those of a whole clause.
type ByClass = Vec<[Vec<u32>; 2]>;

/// A shorter term that stands inside a look-alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inner {
    pub term: u32,
    /// Characters from its start to the end of the look-alike.
    pub before_end: u32,
    /// Without the classes that it does not count for there.
    pub left: Row,
}

/// What is known of the terms and of what each may stand for.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Words of a row of bits, one a class.
    pub words: usize,
    /// In the order of [`RuleSet::terms`].
    terms: Vec<TermFacts>,
    typed: Vec<Row>,
    /// Sorted classes of each row.
    classes: Rows<ClassId>,
    /// For each row the bit of each class, modulo 64: most are told apart by it.
    marks: Vec<u64>,
    /// Patterns that want a sentence, then those that want the whole clause.
    triggers: Rows<u32>,
    triggers_whole: Rows<u32>,
    /// The other classes of each pattern, the rarest first.
    others: Rows<ClassId>,
    /// For each row which classes it has of those that are others of some pattern.
    sketches: Vec<Sketch>,
    /// For each pattern the sketch of its other classes.
    needs: Vec<Sketch>,
    veils: Rows<Inner>,
    /// The term of each party that the most patterns ask for.
    usual: Vec<(RoleKind, u32)>,
    asks: Vec<Asks>,
    /// Two rows that a term has in two look-alikes, and the row for what both leave it.
    meets: BTreeMap<(u32, u32), Row>,
}

const TYPED: [Typed; 3] = [Typed::Duration, Typed::Date, Typed::Percent];

/// Tables while they are made.
struct Maker<'a> {
    tables: Tables,
    by_class: ByClass,
    known: BTreeMap<Vec<ClassId>, Row>,
    /// Classes that a pattern or a context asks for; no others are kept.
    asked: Vec<bool>,
    /// The numbers of classes in sketches.
    numbers: BTreeMap<ClassId, usize>,
    /// The rows that each term has inside look-alikes.
    left: BTreeMap<u32, Vec<Row>>,
    rules: &'a RuleSet,
}

impl Tables {
    /// A pattern hangs on the rarest of its classes.
    pub fn new(rules: &RuleSet, frequency: &Frequency, asked: impl Iterator<Item = ClassId>) -> Self {
        let mut by_class: ByClass = vec![Default::default(); rules.classes.len()];
        let mut tables = Tables { words: bits::words(rules.classes.len()), ..Tables::default() };
        for (i, pattern) in rules.patterns.iter().enumerate() {
            let classes = frequency.rarest_first(pattern);
            if let Some(rarest) = classes.first() {
                by_class[*rarest as usize][usize::from(pattern.scope == Scope::Clause)].push(i as u32);
            }
            tables.others.push(classes.into_iter().skip(1));
        }
        let mut all = vec![false; rules.classes.len()];
        asked.for_each(|c| all[c as usize] = true);
        for pattern in &rules.patterns {
            let steps = pattern.steps.iter().map(|s| s.class);
            steps.chain(pattern.conditions().flatten().copied()).for_each(|c| all[c as usize] = true);
            let any = |sets: &[&TermSet]| sets.iter().any(|s| !s.is_empty());
            tables.asks.push(Asks {
                above: any(&[&pattern.title, &pattern.heading, &pattern.not_title, &pattern.not_heading]),
                near: any(&[&pattern.stem, &pattern.sentence, &pattern.not_stem, &pattern.not_sentence]),
                far: any(&[&pattern.article, &pattern.around]),
            });
        }
        let mut numbers = BTreeMap::new();
        for class in &tables.others.all {
            let next = numbers.len();
            numbers.entry(*class).or_insert(next);
        }
        tables.needs = (0..rules.patterns.len() as u32).map(|p| sketch(&numbers, tables.others(p))).collect();
        let (known, left) = (BTreeMap::new(), BTreeMap::new());
        let mut maker = Maker { tables, by_class, known, asked: all, numbers, left, rules };
        maker.fill();
        maker.meet();
        maker.tables
    }

    /// The row for a place where two look-alikes cover a term.
    pub fn both(&self, one: Row, other: Row) -> Row {
        self.meets.get(&(one.0.min(other.0), one.0.max(other.0))).copied().unwrap_or(one)
    }

    pub fn term(&self, term: u32) -> TermFacts {
        self.terms[term as usize]
    }

    /// The term of that party that the most patterns ask for.
    pub fn usual(&self, role: RoleKind) -> Option<u32> {
        self.usual.iter().find(|(of, _)| *of == role).map(|(_, term)| *term)
    }

    pub fn typed(&self, kind: Typed) -> Row {
        self.typed[TYPED.iter().position(|k| *k == kind).unwrap_or(0)]
    }

    pub fn classes(&self, row: Row) -> &[ClassId] {
        self.classes.of(row.index())
    }

    /// What the term covers, when it is a look-alike.
    pub fn veils(&self, term: u32) -> &[Inner] {
        self.veils.of(term)
    }

    /// Whether the class is one of the row's.
    #[inline]
    pub fn has(&self, row: Row, class: ClassId) -> bool {
        self.marks[row.index() as usize] & 1 << (class % 64) != 0 && self.classes(row).contains(&class)
    }

    /// Patterns to try when the row is seen: those that want a sentence, or the whole clause.
    pub fn triggers(&self, row: Row, whole: bool) -> &[u32] {
        if whole { self.triggers_whole.of(row.index()) } else { self.triggers.of(row.index()) }
    }

    pub fn sketch(&self, row: Row) -> &Sketch {
        &self.sketches[row.index() as usize]
    }

    /// The sketch of [`Tables::others`].
    pub fn needs(&self, pattern: u32) -> &Sketch {
        &self.needs[pattern as usize]
    }

    pub fn asks(&self, pattern: u32) -> Asks {
        self.asks[pattern as usize]
    }

    /// The classes of a pattern besides the one that it hangs on.
    pub fn others(&self, pattern: u32) -> &[ClassId] {
        self.others.of(pattern)
    }
}

fn sketch(numbers: &BTreeMap<ClassId, usize>, classes: &[ClassId]) -> Sketch {
    let mut sketch = Sketch::default();
    for number in classes.iter().filter_map(|c| numbers.get(c)) {
        sketch[number / 64 % 4] |= 1 << (number % 64);
    }
    sketch
}

impl Maker<'_> {
    fn fill(&mut self) {
        let typed = |rules: &RuleSet, kind: &Typed| -> Vec<ClassId> {
            let is = |i: &usize| rules.classes[*i].typed.contains(kind);
            (0..rules.classes.len()).filter(is).map(|i| i as ClassId).collect()
        };
        for term in &self.rules.terms {
            let row = self.row(term.classes.clone());
            let kind = match () {
                () if !term.veils.is_empty() => TermKind::Veil,
                () if term.role.is_some() || !self.tables.classes(row).is_empty() => TermKind::Plain,
                () => TermKind::Idle,
            };
            self.tables.terms.push(TermFacts { row, length: term.chars, role: term.role, kind });
        }
        self.name_parties();
        self.tables.typed = TYPED.iter().map(|kind| self.row(typed(self.rules, kind))).collect();
        for term in &self.rules.terms {
            let inner = self.inside(term);
            self.tables.veils.push(inner);
        }
    }

    fn name_parties(&mut self) {
        let mut best: BTreeMap<RoleKind, (usize, Reverse<&str>, u32)> = BTreeMap::new();
        for (term, i) in self.rules.terms.iter().zip(0..) {
            let Some(role) = term.role else { continue };
            let classes = term.classes.iter().collect::<BTreeSet<_>>().len();
            let this = (classes, Reverse(term.text.as_str()), i);
            let best = best.entry(role).or_insert(this);
            *best = (*best).max(this);
        }
        self.tables.usual = best.into_iter().map(|(role, (_, _, term))| (role, term)).collect();
    }

    /// The row with these classes and the patterns that hang on them.
    fn row(&mut self, mut classes: Vec<ClassId>) -> Row {
        classes.retain(|c| self.asked[*c as usize]);
        classes.sort_unstable();
        classes.dedup();
        if let Some(row) = self.known.get(&classes) {
            return *row;
        }
        let of = |which: usize| -> BTreeSet<u32> {
            classes.iter().flat_map(|c| &self.by_class[*c as usize][which]).copied().collect()
        };
        let (sentence, clause) = (of(0), of(1));
        let bits =
            if sentence.is_empty() { 0 } else { SENTENCE } | if clause.is_empty() { 0 } else { CLAUSE };
        let tables = &mut self.tables;
        tables.triggers.push(sentence);
        tables.triggers_whole.push(clause);
        tables.marks.push(classes.iter().fold(0, |all, c| all | 1 << (c % 64)));
        tables.sketches.push(sketch(&self.numbers, &classes));
        let row = Row(tables.classes.push(classes.iter().copied()) | bits);
        self.known.insert(classes, row);
        row
    }

    /// The terms that stand inside a look-alike and have a class which it keeps them from.
    fn inside(&mut self, veil: &Term) -> Vec<Inner> {
        let mut all = Vec::new();
        if veil.veils.is_empty() {
            return all;
        }
        let rules = self.rules;
        rules.find(&veil.text, |term, start, end| {
            let of = &rules.terms[term].classes;
            let (lost, kept): (Vec<ClassId>, Vec<ClassId>) = of.iter().partition(|c| veil.veils.contains(c));
            if (start, end) != (0, veil.text.len()) && !lost.is_empty() {
                let before_end = veil.text[start..].chars().count() as u32;
                let term = term as u32;
                let left = self.row(kept);
                self.left.entry(term).or_default().push(left);
                all.push(Inner { term, before_end, left });
            }
        });
        all
    }

    /// Lets two look-alikes cover one place: what both leave has a row too, and so on.
    fn meet(&mut self) {
        for mut rows in std::mem::take(&mut self.left).into_values() {
            rows.sort_unstable_by_key(|r| r.0);
            rows.dedup();
            let mut at = 0;
            while at < rows.len() {
                for i in 0..at {
                    let (one, other) = (rows[i], rows[at]);
                    let of_other = self.tables.classes(other);
                    let kept = self.tables.classes(one).iter().filter(|c| of_other.contains(c));
                    let both = self.row(kept.copied().collect());
                    self.tables.meets.insert((one.0.min(other.0), one.0.max(other.0)), both);
                    if !rows.contains(&both) {
                        rows.push(both);
                    }
                }
                at += 1;
            }
        }
    }
}
