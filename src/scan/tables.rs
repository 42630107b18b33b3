//! What the scan asks of each term, laid out for speed: one row a term, rows in one array.

use crate::rules::{ClassId, RoleKind, RuleSet, Scope, Term, Typed};
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
    /// Characters.
    pub length: u32,
    pub role: Option<RoleKind>,
    /// A look-alike that covers others.
    pub veil: bool,
    /// Some pattern that wants the whole clause hangs on it.
    pub whole: bool,
}

/// The patterns that hang on each class: those of a sentence, those of a whole clause.
type ByClass = Vec<[Vec<u32>; 2]>;

/// A shorter term that stands inside a look-alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inner {
    pub term: u32,
    /// Characters from its end to the end of the look-alike.
    pub before_end: u32,
    /// Stand-in for the term without the classes that it does not count for there.
    pub stand_in: u32,
}

/// The terms of a rule set, then a stand-in for each kind of typed value, then one for each term
/// that stands inside a look-alike.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Words of a row of bits, one a class.
    pub words: usize,
    terms: Vec<TermFacts>,
    /// Sorted rows.
    classes: Rows<ClassId>,
    /// For each row of classes the bit of each, modulo 64: most are told apart by it.
    marks: Vec<u64>,
    /// Patterns that want a sentence, then those that want the whole clause.
    triggers: Rows<u32>,
    triggers_whole: Rows<u32>,
    veils: Rows<Inner>,
    /// Two stand-ins for the same term, and the one for what both leave it.
    meets: BTreeMap<(u32, u32), u32>,
}

const TYPED: [Typed; 3] = [Typed::Duration, Typed::Date, Typed::Percent];

impl Tables {
    /// `rarest`: for each pattern the class that it hangs on.
    pub fn new(rules: &RuleSet, rarest: &[Option<ClassId>]) -> Self {
        let mut by_class: ByClass = vec![Default::default(); rules.classes.len()];
        for (i, (pattern, class)) in rules.patterns.iter().zip(rarest).enumerate() {
            if let Some(class) = class {
                by_class[*class as usize][usize::from(pattern.scope == Scope::Clause)].push(i as u32);
            }
        }
        let mut tables = Tables {
            words: super::bits::words(rules.classes.len()),
            terms: Vec::with_capacity(rules.terms.len()),
            ..Tables::default()
        };
        let typed = |kind: &Typed| -> Vec<ClassId> {
            let is = |c: &crate::rules::Class| c.typed.contains(kind);
            (0..rules.classes.len()).filter(|i| is(&rules.classes[*i])).map(|i| i as ClassId).collect()
        };
        for classes in rules.terms.iter().map(|t| t.classes.clone()).chain(TYPED.iter().map(typed)) {
            tables.add(classes, &by_class);
        }
        for (i, term) in rules.terms.iter().enumerate() {
            tables.terms.push(TermFacts {
                length: u32::from(term.chars),
                role: term.role,
                veil: !term.veils.is_empty(),
                whole: !tables.triggers_whole.of(i as u32).is_empty(),
            });
        }
        let mut stand_ins = BTreeMap::new();
        for term in &rules.terms {
            let inner = tables.inside(rules, term, &mut stand_ins, &by_class);
            tables.veils.push(inner);
        }
        tables.meet(stand_ins, &by_class);
        tables
    }

    /// A row of classes and of the patterns that hang on them; its index.
    fn add(&mut self, mut classes: Vec<ClassId>, by_class: &ByClass) -> u32 {
        classes.sort_unstable();
        classes.dedup();
        let of = |which: usize| -> BTreeSet<u32> {
            classes.iter().flat_map(|c| &by_class[*c as usize][which]).copied().collect()
        };
        self.triggers.push(of(0));
        self.triggers_whole.push(of(1));
        self.marks.push(classes.iter().fold(0, |all, c| all | 1 << (c % 64)));
        self.classes.push(classes)
    }

    /// The terms that stand inside a look-alike and have a class which it keeps them from.
    fn inside(
        &mut self,
        rules: &RuleSet,
        veil: &Term,
        stand_ins: &mut BTreeMap<(u32, Vec<ClassId>), u32>,
        by_class: &ByClass,
    ) -> Vec<Inner> {
        let mut all = Vec::new();
        if veil.veils.is_empty() {
            return all;
        }
        rules.find(&veil.text, |term, start, end| {
            let term = term as u32;
            let (lost, kept): (Vec<ClassId>, Vec<ClassId>) =
                self.classes.of(term).iter().partition(|c| veil.veils.contains(c));
            if (start, end) != (0, veil.text.len()) && !lost.is_empty() {
                let before_end = veil.text[end..].chars().count() as u32;
                let new = stand_ins.entry((term, kept.clone()));
                let stand_in = *new.or_insert_with(|| self.add(kept, by_class));
                all.push(Inner { term, before_end, stand_in });
            }
        });
        all
    }

    /// Lets two look-alikes cover one place: what both leave is a stand-in too, and so on.
    fn meet(&mut self, mut stand_ins: BTreeMap<(u32, Vec<ClassId>), u32>, by_class: &ByClass) {
        let mut todo: Vec<(u32, u32)> = stand_ins.iter().map(|((term, _), id)| (*term, *id)).collect();
        while let Some((term, id)) = todo.pop() {
            let others: Vec<u32> =
                stand_ins.range((term, Vec::new())..(term + 1, Vec::new())).map(|(_, id)| *id).collect();
            for other in others {
                let left = |c: &&ClassId| self.classes.of(other).contains(c);
                let both: Vec<ClassId> = self.classes.of(id).iter().filter(left).copied().collect();
                let new = *stand_ins.entry((term, both.clone())).or_insert_with(|| {
                    let new = self.add(both, by_class);
                    todo.push((term, new));
                    new
                });
                self.meets.insert((id.min(other), id.max(other)), new);
            }
        }
    }

    /// The stand-in for a place that has two.
    pub fn both(&self, one: u32, other: u32) -> u32 {
        self.meets.get(&(one.min(other), one.max(other))).copied().unwrap_or(one)
    }

    pub fn term(&self, term: u32) -> TermFacts {
        self.terms[term as usize]
    }

    /// The term of that party that the most patterns ask for.
    pub fn usual(&self, role: RoleKind) -> Option<u32> {
        let of_role = (0..self.terms.len() as u32).filter(|t| self.terms[*t as usize].role == Some(role));
        of_role.max_by_key(|t| (self.classes.of(*t).len(), std::cmp::Reverse(*t)))
    }

    pub fn typed(&self, kind: Typed) -> u32 {
        self.terms.len() as u32 + TYPED.iter().position(|k| *k == kind).unwrap_or(0) as u32
    }

    pub fn classes(&self, term: u32) -> &[ClassId] {
        self.classes.of(term)
    }

    /// What the term covers, when it is a look-alike.
    pub fn veils(&self, term: u32) -> &[Inner] {
        if (term as usize) < self.terms.len() { self.veils.of(term) } else { &[] }
    }

    /// Whether the class is one of the term's.
    pub fn has(&self, term: u32, class: ClassId) -> bool {
        self.marks[term as usize] & 1 << (class % 64) != 0 && self.classes.of(term).contains(&class)
    }

    /// Patterns to try when the term is seen: those that want a sentence, or the whole clause.
    pub fn triggers(&self, term: u32, whole: bool) -> &[u32] {
        if whole { self.triggers_whole.of(term) } else { self.triggers.of(term) }
    }
}
