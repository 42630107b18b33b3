//! A query being answered: which clauses, in which order, counted how.

use super::collect::{Gather, Order};
use super::doc::ClauseDoc;
use super::error::IndexError;
use super::find::Find;
use super::hit::{Hit, Holds, marks_in, missing};
use super::norm::normalise;
use super::opened::Opened;
use super::plan::{Plan, Planner, Wanted};
use super::search::{FACETS, FEW, Facet, Group, Options, Results, clause_at};
use super::terms::unit_query;
use super::worth::{Placed, reorder};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Most clauses shown of one instrument when hits are grouped.
const GROUP: usize = 3;
/// So many of the best are ordered by everything that tells; the others keep their plain order.
const FINE: usize = 50;
/// As many when words are left out: the plain order of such clauses tells less.
const FINE_MOST: usize = 200;

/// One query being answered.
pub struct Run<'a> {
    pub opened: &'a Opened,
    pub planner: &'a Planner<'a>,
    pub plan: &'a Plan,
    pub options: &'a Options,
}

/// The clauses that an answer is about, the best of them in order.
struct Found {
    query: Find,
    best: Vec<Placed>,
    total: u64,
    /// Of these, how many hold all that is asked for.
    whole: u64,
    facets: Vec<BTreeMap<String, u64>>,
}

impl Found {
    fn relaxed(&self) -> bool {
        self.whole < self.total
    }
}

impl Run<'_> {
    pub fn answer(&self) -> Result<Results, IndexError> {
        let found = self.found()?;
        let mut results = Results { total: found.total, whole: found.whole, ..Results::default() };
        if self.options.facets {
            results.facets = facets(&found.facets);
        }
        if self.options.group {
            results.groups = self.groups(&found)?;
        } else {
            results.hits = self.page(&found)?;
        }
        Ok(results)
    }

    /// Everything that holds the text as typed or all that is asked for.
    pub fn whole(&self) -> Find {
        match &self.plan.literal {
            Some(literal) if !self.plan.literal_within => {
                Find::any(vec![literal.clone(), self.plan.whole.clone()])
            }
            _ => self.plan.whole.clone(),
        }
    }

    /// What holds all that is asked for; when that is little, what holds most of the words, too.
    fn found(&self) -> Result<Found, IndexError> {
        let mut found = self.best(self.whole(), FINE)?;
        let few = found.total < FEW as u64 && !self.plan.wanted.is_empty();
        if few && self.options.sort.order() == Order::Score {
            for least in (1..=self.plan.units.len().div_ceil(2)).rev() {
                let most = self.planner.most(self.plan, least);
                let more = self.best(Find::any(vec![found.query.clone(), most]), FINE_MOST)?;
                if more.total > found.total {
                    found = Found { whole: found.total, ..more };
                    break;
                }
            }
        }
        let relaxed = found.relaxed();
        self.reorder(&found.query, &mut found.best, relaxed)?;
        Ok(found)
    }

    /// Orders the best anew by everything that tells.
    fn reorder(&self, query: &Find, best: &mut [Placed], relaxed: bool) -> Result<(), IndexError> {
        if self.plan.worth.is_empty() || self.options.sort.order() != Order::Score {
            return Ok(());
        }
        let fine = best.len().min(if relaxed { FINE_MOST } else { FINE });
        let held = if relaxed { self.planner.holdings(self.plan) } else { Vec::new() };
        let parts: Vec<&Find> = self.plan.worth.iter().chain(&held).collect();
        // The first page is put in order even when none of it is shown; all, when instruments follow it.
        let need = self.options.offset.saturating_add(self.options.limit).max(FEW);
        let need = if self.options.group { fine } else { need };
        Ok(reorder(self.opened, &parts, query, &mut best[..fine], need)?)
    }

    /// The clauses that a query finds, as many of the best as are wanted.
    fn best(&self, query: Find, fine: usize) -> Result<Found, IndexError> {
        let order = self.options.sort.order();
        let need = self.options.offset.saturating_add(self.options.limit);
        let limit = if order == Order::Score { need.max(fine) } else { need };
        let limit = limit.min(self.opened.num_docs() as usize).max(1);
        let wanted: &[&str] = if self.options.facets { &FACETS } else { &[] };
        // When all of the best are ordered anew, their order here does not matter.
        let unsorted = order == Order::Score && limit <= FINE && !self.plan.worth.is_empty();
        let gathered =
            Gather { limit, facets: wanted, unsorted, ..Gather::by(order) }.of(self.opened, &query)?;
        let best = gathered.top.into_iter().map(|(rank, at)| (Gather::score(rank), rank.1.0, at)).collect();
        let total = gathered.count;
        Ok(Found { query, best, total, whole: total, facets: gathered.facets })
    }

    fn page(&self, found: &Found) -> Result<Vec<Hit>, IndexError> {
        let page = found.best.iter().skip(self.options.offset).take(self.options.limit);
        page.map(|place| self.hit(place)).collect()
    }

    /// Instruments in the order of their best clauses.
    fn groups(&self, found: &Found) -> Result<Vec<Group>, IndexError> {
        let gather = Gather { group: true, limit: 1, ..Gather::by(self.options.sort.order()) };
        let all = gather.of(self.opened, &found.query)?.groups;
        let mut others: Vec<_> = all.values().collect();
        others.sort_by_key(|(rank, ..)| Reverse(*rank));
        let best = found.best.iter().map(|(_, key, at)| (key >> 24, *at));
        let others = others.into_iter().map(|(rank, at, _)| (rank.1.0 >> 24, *at));
        let mut seen = BTreeSet::new();
        let order = best.chain(others).filter(|(instrument, _)| seen.insert(*instrument));
        let order: Vec<_> = order.skip(self.options.offset).take(self.options.limit).collect();
        order
            .into_iter()
            .map(|(_, at)| {
                let first = clause_at(self.opened, at)?;
                self.group(&first, found)
            })
            .collect()
    }

    /// The group of the instrument of a clause.
    fn group(&self, first: &ClauseDoc, found: &Found) -> Result<Group, IndexError> {
        let within = unit_query(self.opened, &first.instrument)?;
        let options = Options { limit: GROUP, offset: 0, facets: false, ..self.options.clone() };
        let run = Run { options: &options, ..*self };
        let mut inside = run.best(Find::all(vec![found.query.clone(), within]), FINE_MOST)?;
        run.reorder(&inside.query, &mut inside.best, found.relaxed())?;
        let (instrument, title) = (first.instrument.clone(), first.title.clone());
        Ok(Group { instrument, title, total: inside.total, hits: run.page(&inside)? })
    }

    fn hit(&self, &(score, _, at): &Placed) -> Result<Hit, IndexError> {
        let clause = clause_at(self.opened, at)?;
        let normal = normalise(&clause.text);
        let has = |piece: &Vec<char>| normal.find_all(piece).next().is_some();
        let held = |w: &Wanted| w.forms().any(has);
        let holds = if self.plan.typed.iter().any(has) {
            Holds::Literal
        } else if self.plan.wanted.iter().all(held) {
            Holds::All
        } else {
            Holds::Most
        };
        let (mut lacks, mut needles) = (Vec::new(), Cow::Borrowed(&self.plan.needles));
        if holds == Holds::Most {
            lacks = missing(&clause, &self.plan.wanted);
            // It was found by the shorter words in those that were typed.
            needles.to_mut().extend(self.plan.units.iter().map(|u| u.word.clone()));
        }
        let highlights = marks_in(&clause.text, &normal, &needles, &self.plan.near);
        Ok(Hit { key: clause.key(), clause, holds, missing: lacks, score, highlights })
    }
}

fn facets(counted: &[BTreeMap<String, u64>]) -> Vec<Facet> {
    let one = |(name, values): (&&str, &BTreeMap<String, u64>)| {
        let mut values: Vec<(String, u64)> = values.iter().map(|(v, n)| (v.clone(), *n)).collect();
        values.sort_by_key(|v| Reverse(v.1));
        Facet { name: (*name).into(), values }
    };
    FACETS.iter().zip(counted).map(one).collect()
}
