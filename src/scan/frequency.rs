use crate::model::fold;
use crate::rules::{ClassId, Coded, Pattern, RuleSet};
use std::collections::BTreeMap;

/// Examples are read until they have so many characters.
const ENOUGH: usize = 1 << 18;

/// How often classes may be expected in texts, told from the examples of the rules: what stands in
/// the examples of many rules stands everywhere. Only speed depends on it.
#[derive(Debug)]
pub(super) struct Frequency {
    all: Vec<f64>,
    /// For each rule what its own examples add: its own words are frequent there alone.
    own: Vec<BTreeMap<ClassId, f64>>,
}

impl Frequency {
    /// `guess`: for each class a number that tells apart those that no example has.
    pub fn new(rules: &RuleSet, guess: &[f64]) -> Self {
        let (mut all, mut own, mut read) = (guess.to_vec(), Vec::new(), 0);
        let mut coded = Coded::default();
        for rule in &rules.rules {
            coded.clear();
            for example in rule.fires.iter().chain(&rule.near_miss).chain(&rule.excluded) {
                if read + coded.len() < ENOUGH {
                    rules.literals.add(&fold(&example.text).text, &mut coded);
                }
            }
            read += coded.len();
            rules.literals.find(&mut coded);
            let mut seen = BTreeMap::new();
            for found in coded.found(0..coded.len()) {
                for class in &rules.terms[found.term as usize].classes {
                    *seen.entry(*class).or_insert(0.0) += 1.0;
                }
            }
            seen.iter().for_each(|(class, n)| all[*class as usize] += n);
            own.push(seen);
        }
        Self { all, own }
    }

    /// The classes of a pattern's sequence, the rarest first.
    pub fn rarest_first(&self, pattern: &Pattern) -> Vec<ClassId> {
        let own = &self.own[pattern.rule];
        let of = |c: ClassId| self.all[c as usize] - own.get(&c).copied().unwrap_or(0.0);
        let mut classes: Vec<ClassId> = pattern.steps.iter().map(|s| s.class).collect();
        classes.sort_by(|a, b| of(*a).total_cmp(&of(*b)).then(a.cmp(b)));
        classes.dedup();
        classes
    }
}
