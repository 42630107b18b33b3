//! Compiled rules x clauses -> matches, in one pass over the text.

mod bits;
mod context;
mod evaluate;
mod near;
mod prepare;
mod roles;
mod segment;
mod tables;
mod typed;

pub use context::{Contexts, Delegation};
pub use prepare::{Prepared, Scannable};
pub use roles::RoleMap;
pub use typed::{Bound, Duration, durations, full_dates};

use crate::model::{Instrument, NearMiss, Span, State};
use crate::rules::{ClassId, Pattern, RoleKind, Rule, RuleSet};
use prepare::Window;
use tables::Tables;

/// One pattern firing on one clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Index into the instrument's clauses.
    pub clause: usize,
    /// Index into [`RuleSet::patterns`].
    pub pattern: usize,
    /// Evidence: the phrases that hold the terms, in the canonical text.
    pub span: Span,
    /// The stretch from the first matched term of the clause's own text to the last.
    pub terms: Span,
    /// The sentence around it.
    pub sentence: Span,
    /// State that this match supports.
    pub state: State,
    /// Why a norm counts as delegated only.
    pub delegation: Option<Delegation>,
}

/// Rules made ready for scanning; shared by threads.
#[derive(Debug)]
pub struct Scanner<'a> {
    pub rules: &'a RuleSet,
    tables: Tables,
    contexts: Contexts,
    /// How much a class tells, in hundredths: rare classes tell more than 数据 or 应当.
    tells: Vec<u64>,
}

/// The parties that each clause names, by the instrument's own definitions.
pub fn actors(rules: &RuleSet, text: &str, instrument: &Instrument) -> Vec<Vec<RoleKind>> {
    let folded = |c: &crate::model::Clause| crate::model::fold(c.span.of(text)).text;
    let texts: Vec<String> = instrument.clauses.iter().map(folded).collect();
    let map = RoleMap::resolve(rules, texts.iter().map(String::as_str));
    let of = |text: &String| {
        let mut found = Vec::new();
        rules.find(text, |term, _, _| {
            found.extend(rules.terms[term].role.map(|usual| map.role(term as u32, usual)));
        });
        found.sort_unstable();
        found.dedup();
        found
    };
    texts.iter().map(of).collect()
}

/// How often each class will be seen, guessed from its terms: few long terms are rare.
fn weights(rules: &RuleSet) -> Vec<f64> {
    let mut weight: Vec<f64> = rules.classes.iter().map(|c| c.typed.len() as f64).collect();
    for term in &rules.terms {
        for class in &term.classes {
            weight[*class as usize] += 0.25f64.powi(i32::from(term.chars));
        }
    }
    weight
}

/// For each pattern the rarest of its classes: it is tried where that one is seen.
fn rarest(rules: &RuleSet, weight: &[f64]) -> Vec<Option<ClassId>> {
    let of = |pattern: &Pattern| {
        let classes = pattern.steps.iter().map(|s| s.class);
        classes.min_by(|a, b| weight[*a as usize].total_cmp(&weight[*b as usize]).then(a.cmp(b)))
    };
    rules.patterns.iter().map(of).collect()
}

/// The words without which no pattern of the rule can fire: those of each pattern's rarest class.
pub fn key_words(rules: &RuleSet, rule: &Rule) -> Vec<u32> {
    let rarest = rarest(rules, &weights(rules));
    let classes: Vec<ClassId> = rarest[rule.patterns.clone()].iter().flatten().copied().collect();
    let key = |t: &u32| rules.terms[*t as usize].classes.iter().any(|c| classes.contains(c));
    (0..rules.terms.len() as u32).filter(key).collect()
}

impl<'a> Scanner<'a> {
    pub fn new(rules: &'a RuleSet) -> Self {
        let weight = weights(rules);
        let tables = Tables::new(rules, &rarest(rules, &weight));
        let tells =
            weight.iter().map(|w| (-w.max(1e-6).log(4.0) * 100.0).clamp(15.0, 400.0) as u64).collect();
        Self { rules, tables, contexts: Contexts::new(rules), tells }
    }

    /// Folds, cuts sentences, finds terms. `text` is the canonical text of the document.
    pub fn prepare(&self, text: &str, instrument: &Instrument) -> Scannable {
        let mut ready = self.lay_out(text, instrument);
        self.find(instrument, &mut ready);
        ready
    }

    /// The first half of [`Scanner::prepare`]: folds the clauses and cuts their sentences.
    pub fn lay_out(&self, text: &str, instrument: &Instrument) -> Scannable {
        Scannable::new(text, instrument)
    }

    /// The second half: one pass of the automaton over what was laid out.
    pub fn find(&self, instrument: &Instrument, ready: &mut Scannable) {
        ready.find(self, instrument);
    }

    /// All matches, in order of clause, sentence and pattern.
    pub fn scan(&self, instrument: &Instrument, ready: &Scannable) -> Vec<Match> {
        self.scan_watched(instrument, ready, |_, try_one| try_one())
    }

    /// [`Scanner::scan`] with every trial of a pattern run through `watch`, which gets the
    /// pattern's index and must call the trial.
    pub fn scan_watched(
        &self,
        instrument: &Instrument,
        ready: &Scannable,
        mut watch: impl FnMut(usize, &mut dyn FnMut()),
    ) -> Vec<Match> {
        let mut out = Vec::new();
        let mut tried = vec![0u32; self.rules.patterns.len()];
        let mut stamp = 0;
        for (index, prepared) in ready.clauses.iter().enumerate() {
            let from = out.len();
            for window in prepared.windows(self) {
                stamp += 1;
                self.triggered(&window, &mut tried, stamp, |pattern| {
                    watch(pattern, &mut || {
                        evaluate::run(self, instrument, ready, index, &window, pattern, &mut out);
                    });
                });
            }
            out[from..].sort_by_key(|m: &Match| (m.span, m.pattern));
        }
        // The clause-wide window finds again what a sentence held already.
        out.dedup_by(|b, a| (a.clause, a.span, a.pattern) == (b.clause, b.span, b.pattern));
        out
    }

    /// Calls `each` once for every pattern all of whose classes stand in the window.
    fn triggered(&self, window: &Window, tried: &mut [u32], stamp: u32, mut each: impl FnMut(usize)) {
        let mut hanging = |term: u32, whole: bool| {
            for pattern in self.tables.triggers(term, whole) {
                let pattern = *pattern as usize;
                if std::mem::replace(&mut tried[pattern], stamp) != stamp {
                    let steps = &self.rules.patterns[pattern].steps;
                    if steps.iter().all(|s| window.has(s.class)) {
                        each(pattern);
                    }
                }
            }
        };
        let alone = window.clause.own.sentences.len() == 1;
        for found in window.found() {
            hanging(found.term, window.whole);
            if alone {
                hanging(found.term, true);
            }
        }
    }

    /// The clauses that came nearest to provision `rule` (an index), best first, at most `n`.
    pub fn near_misses(
        &self,
        text: &str,
        instrument: &Instrument,
        ready: &Scannable,
        rule: usize,
        n: usize,
    ) -> Vec<NearMiss> {
        near::nearest(self, text, instrument, ready, rule, n)
    }

    /// Share of a sequence's terms that are there, in thousandths, each by how much it tells.
    fn share(&self, steps: &[crate::rules::Step], there: impl Fn(u16) -> bool) -> u64 {
        let tells = |s: &crate::rules::Step| self.tells[s.class as usize];
        let met: u64 = steps.iter().filter(|s| there(s.class)).map(tells).sum();
        met * 1000 / steps.iter().map(tells).sum::<u64>().max(1)
    }

    fn pattern(&self, i: usize) -> &'a Pattern {
        &self.rules.patterns[i]
    }
}
