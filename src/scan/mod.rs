//! Compiled rules x clauses -> matches, in one pass over the text.

mod bits;
mod context;
mod evaluate;
mod near;
mod prepare;
mod roles;
mod typed;

pub use context::{Contexts, Delegation};
pub use prepare::{Hit, Prepared};
pub use roles::RoleMap;
pub use typed::{Bound, Duration, durations, full_dates};

use crate::model::{Instrument, NearMiss, Span, State};
use crate::rules::{Pattern, RoleKind, RuleSet};
use bits::Bits;
use prepare::Window;

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
    /// Patterns to try when a class is seen: each pattern hangs on its rarest class.
    triggers: Vec<Vec<u32>>,
    contexts: Contexts,
    /// How much a class tells, in hundredths: rare classes tell more than 数据 or 应当.
    tells: Vec<u64>,
}

/// The parties that each clause names, by the instrument's own definitions.
pub fn actors(rules: &RuleSet, text: &str, instrument: &Instrument) -> Vec<Vec<RoleKind>> {
    let map = RoleMap::resolve(rules, text, instrument);
    let of = |clause: &crate::model::Clause| {
        let mut found = Vec::new();
        rules.find(&crate::model::fold(clause.span.of(text)).text, |term, _, _| {
            found.extend(rules.terms[term].role.map(|usual| map.role(term as u32, usual)));
        });
        found.sort_unstable();
        found.dedup();
        found
    };
    instrument.clauses.iter().map(of).collect()
}

/// An instrument with everything that patterns ask of it computed once.
pub struct Scannable {
    pub clauses: Vec<Prepared>,
    title: Bits,
    roles: RoleMap,
}

impl<'a> Scanner<'a> {
    pub fn new(rules: &'a RuleSet) -> Self {
        // How often a class will be seen is guessed from its terms: few long terms are rare.
        let mut weight = vec![0f64; rules.classes.len()];
        for term in &rules.terms {
            for class in &term.classes {
                weight[*class as usize] += 0.25f64.powi(i32::from(term.chars));
            }
        }
        for (class, weight) in rules.classes.iter().zip(&mut weight) {
            *weight += class.typed.len() as f64;
        }
        let mut triggers = vec![Vec::new(); rules.classes.len()];
        for (i, pattern) in rules.patterns.iter().enumerate() {
            let rarest = pattern
                .steps
                .iter()
                .map(|s| s.class as usize)
                .min_by(|a, b| weight[*a].total_cmp(&weight[*b]).then(a.cmp(b)));
            if let Some(class) = rarest {
                triggers[class].push(i as u32);
            }
        }
        let tells =
            weight.iter().map(|w| (-w.max(1e-6).log(4.0) * 100.0).clamp(15.0, 400.0) as u64).collect();
        Self { rules, triggers, contexts: Contexts::new(rules), tells }
    }

    /// Folds, finds terms, cuts sentences. `text` is the canonical text of the document.
    pub fn prepare(&self, text: &str, instrument: &Instrument) -> Scannable {
        let mut clauses: Vec<Prepared> =
            instrument.clauses.iter().map(|c| Prepared::new(self.rules, text, c)).collect();
        prepare::spread_articles(&instrument.clauses, &mut clauses);
        let title = prepare::classes_of(self.rules, &instrument.title);
        let roles = RoleMap::resolve(self.rules, text, instrument);
        Scannable { clauses, title, roles }
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
            for window in prepared.windows() {
                stamp += 1;
                self.triggered(&window, &mut tried, stamp, |pattern| {
                    watch(pattern, &mut || {
                        evaluate::run(self, instrument, ready, index, &window, pattern, &mut out);
                    });
                });
            }
            out[from..].sort_by_key(|m: &Match| (m.span, m.pattern));
            // The clause-wide window finds again what a sentence held already.
            let mut at = from;
            while at + 1 < out.len() {
                if out[at].span == out[at + 1].span && out[at].pattern == out[at + 1].pattern {
                    out.remove(at + 1);
                } else {
                    at += 1;
                }
            }
        }
        out
    }

    /// Calls `each` once for every pattern whose trigger is seen in the window.
    fn triggered(&self, window: &Window, tried: &mut [u32], stamp: u32, mut each: impl FnMut(usize)) {
        let mut last = None;
        for hit in window.hits() {
            if last.replace(hit.class) == Some(hit.class) {
                continue;
            }
            for pattern in &self.triggers[hit.class as usize] {
                let pattern = *pattern as usize;
                if std::mem::replace(&mut tried[pattern], stamp) != stamp {
                    each(pattern);
                }
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
