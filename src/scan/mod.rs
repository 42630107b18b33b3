//! Compiled rules x clauses -> matches, in one pass over the text.

mod bits;
mod context;
mod evaluate;
mod frequency;
#[cfg(test)]
mod laws;
mod near;
mod prepare;
mod roles;
mod seek;
mod segment;
mod tables;
mod typed;
mod window;

pub use context::{Contexts, Delegation};
pub use prepare::{Prepared, Scannable, last_sentence};
pub use roles::RoleMap;
pub use typed::{Bound, Duration, durations, find as typed_values, full_dates};

use crate::model::{Instrument, NearMiss, Span, State};
use crate::rules::{ClassId, Pattern, RoleKind, Rule, RuleSet};
use frequency::Frequency;
use segment::Found;
use tables::{Sketch, Tables};
use window::{Places, Stretch, Windows};

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
        let contexts = Contexts::new(rules);
        let sought = rules
            .rules
            .iter()
            .flat_map(|r| r.seek.iter().map(|s| s.class).chain(r.unlike.iter().map(|u| u.class)));
        let asked = contexts.classes().chain(sought);
        let tables = Tables::new(rules, &Frequency::new(rules, &weight), asked);
        let tells =
            weight.iter().map(|w| (-w.max(1e-6).log(4.0) * 100.0).clamp(15.0, 400.0) as u64).collect();
        Self { rules, tables, contexts, tells }
    }

    /// Folds, cuts sentences, finds terms. `text` is the canonical text of the document.
    pub fn prepare(&self, text: &str, instrument: &Instrument) -> Scannable {
        let mut ready = self.lay_out(text, instrument);
        self.find(&mut ready);
        ready
    }

    /// The first half of [`Scanner::prepare`]: folds the clauses and cuts their sentences.
    pub fn lay_out(&self, text: &str, instrument: &Instrument) -> Scannable {
        Scannable::new(text, instrument)
    }

    /// The second half: one pass of the automaton over what was laid out.
    pub fn find(&self, ready: &mut Scannable) {
        ready.find(self);
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
        let mut pass = Pass { tried: vec![0; self.rules.patterns.len()], ..Pass::default() };
        let (mut places, mut room) = (Places::default(), evaluate::Room::default());
        for (index, clause) in ready.clauses.iter().enumerate() {
            if !clause.own.hangs && !ready.stem(clause).hangs {
                continue;
            }
            let from = out.len();
            let stage = evaluate::Stage { instrument, ready, clause: index };
            let windows = Windows { ready, tables: &self.tables, clause };
            let stem = ready.found_in(ready.stem(clause));
            let alone = clause.own.sentences.len() == 1;
            for stretch in windows.stretches() {
                if stretch.whole && !clause.own.hangs_whole && !ready.stem(clause).hangs_whole {
                    continue;
                }
                pass.hanging(&self.tables, stem, &stretch, alone);
                pass.hanging.retain(|p| evaluate::may_stand_under(self, ready, clause, *p));
                if pass.hanging.is_empty() {
                    continue;
                }
                places.see(&self.tables, &stretch);
                let above = ready.seen_in_stem(&self.tables, clause);
                let there = |class: &u16| places.has(*class) || above.has(*class);
                pass.hanging.retain(|p| self.tables.others(*p).iter().all(there));
                if pass.hanging.is_empty() {
                    continue;
                }
                let window = windows.window(stretch, &mut places);
                for pattern in pass.hanging.iter().map(|p| *p as usize) {
                    watch(pattern, &mut || {
                        evaluate::run(self, stage, &window, pattern, &mut room, &mut out);
                    });
                }
            }
            out[from..].sort_by_key(|m: &Match| (m.span, m.pattern));
        }
        // The clause-wide window finds again what a sentence held already.
        out.dedup_by(|b, a| (a.clause, a.span, a.pattern) == (b.clause, b.span, b.pattern));
        out
    }

    /// The clauses that came nearest to provision `rule` (an index), best first, at most `n`: by
    /// what a reader looks for where the rule says so, else by its patterns.
    pub fn near_misses(
        &self,
        text: &str,
        instrument: &Instrument,
        ready: &Scannable,
        rule: usize,
        n: usize,
    ) -> Vec<NearMiss> {
        match self.rules.rules.get(rule).filter(|r| !r.seek.is_empty()) {
            Some(rule) => seek::nearest(self, text, instrument, ready, rule, n),
            None => self.nearest_patterns(text, instrument, ready, rule, n),
        }
    }

    /// The clauses that fulfil most of any one pattern of the rule, for those who write rules.
    pub fn nearest_patterns(
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

/// The patterns of one window after the other.
#[derive(Debug, Default)]
struct Pass {
    /// For each pattern the last window in which it was met.
    tried: Vec<u32>,
    window: u32,
    /// The patterns whose rarest class stands in the window, and whose others may.
    hanging: Vec<u32>,
}

impl Pass {
    /// `alone`: the clause has no other sentence, so patterns for the whole clause go with it.
    fn hanging(&mut self, tables: &Tables, stem: &[Found], stretch: &Stretch, alone: bool) {
        self.window += 1;
        self.hanging.clear();
        let kinds = [Some(stretch.whole), (alone && !stretch.whole).then_some(true)];
        let mut sketch = Sketch::default();
        for found in stem.iter().chain(stretch.found()) {
            tables::add(tables.sketch(found.row), &mut sketch);
            if !found.row.hangs_any() {
                continue;
            }
            for whole in kinds.into_iter().flatten().filter(|w| found.row.hangs(*w)) {
                for pattern in tables.triggers(found.row, whole) {
                    let tried = &mut self.tried[*pattern as usize];
                    if std::mem::replace(tried, self.window) != self.window {
                        self.hanging.push(*pattern);
                    }
                }
            }
        }
        self.hanging.retain(|p| tables::within(tables.needs(*p), &sketch));
    }
}
