//! What the scan asks of each term, laid out for speed: one row a term, rows in one array.

use crate::rules::{ClassId, RoleKind, RuleSet, Scope, Term, Typed};
use std::collections::BTreeMap;

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

/// A pattern to try when a term is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Trigger {
    pub pattern: u32,
    /// It wants the whole clause rather than a sentence.
    pub whole: bool,
}

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
    lengths: Vec<u16>,
    roles: Vec<Option<RoleKind>>,
    /// Sorted rows.
    classes: Rows<ClassId>,
    triggers: Rows<Trigger>,
    veils: Rows<Inner>,
    /// Two stand-ins for the same term, and the one for what both leave it.
    meets: BTreeMap<(u32, u32), u32>,
}

const TYPED: [Typed; 3] = [Typed::Duration, Typed::Date, Typed::Percent];

impl Tables {
    /// `rarest`: for each pattern the class that it hangs on.
    pub fn new(rules: &RuleSet, rarest: &[Option<ClassId>]) -> Self {
        let mut by_class = vec![Vec::new(); rules.classes.len()];
        for (i, (pattern, class)) in rules.patterns.iter().zip(rarest).enumerate() {
            let trigger = Trigger { pattern: i as u32, whole: pattern.scope == Scope::Clause };
            if let Some(class) = class {
                by_class[*class as usize].push(trigger);
            }
        }
        let mut tables = Tables {
            words: super::bits::words(rules.classes.len()),
            lengths: rules.terms.iter().map(|t| t.chars).collect(),
            roles: rules.terms.iter().map(|t| t.role).collect(),
            ..Tables::default()
        };
        let typed = |kind: &Typed| -> Vec<ClassId> {
            let is = |c: &crate::rules::Class| c.typed.contains(kind);
            (0..rules.classes.len()).filter(|i| is(&rules.classes[*i])).map(|i| i as ClassId).collect()
        };
        for classes in rules.terms.iter().map(|t| t.classes.clone()).chain(TYPED.iter().map(typed)) {
            tables.add(classes, &by_class);
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
    fn add(&mut self, mut classes: Vec<ClassId>, by_class: &[Vec<Trigger>]) -> u32 {
        classes.sort_unstable();
        classes.dedup();
        let mut triggers: Vec<Trigger> =
            classes.iter().flat_map(|c| &by_class[*c as usize]).copied().collect();
        triggers.sort_unstable();
        triggers.dedup();
        self.triggers.push(triggers);
        self.classes.push(classes)
    }

    /// The terms that stand inside a look-alike and have a class which it keeps them from.
    fn inside(
        &mut self,
        rules: &RuleSet,
        veil: &Term,
        stand_ins: &mut BTreeMap<(u32, Vec<ClassId>), u32>,
        by_class: &[Vec<Trigger>],
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
    fn meet(&mut self, mut stand_ins: BTreeMap<(u32, Vec<ClassId>), u32>, by_class: &[Vec<Trigger>]) {
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

    /// Length in characters.
    pub fn length(&self, term: u32) -> u32 {
        u32::from(self.lengths[term as usize])
    }

    pub fn role(&self, term: u32) -> Option<RoleKind> {
        self.roles[term as usize]
    }

    pub fn typed(&self, kind: Typed) -> u32 {
        self.lengths.len() as u32 + TYPED.iter().position(|k| *k == kind).unwrap_or(0) as u32
    }

    pub fn classes(&self, term: u32) -> &[ClassId] {
        self.classes.of(term)
    }

    /// What the term covers, when it is a look-alike.
    pub fn veils(&self, term: u32) -> &[Inner] {
        if (term as usize) < self.lengths.len() { self.veils.of(term) } else { &[] }
    }

    pub fn triggers(&self, term: u32) -> &[Trigger] {
        self.triggers.of(term)
    }
}
