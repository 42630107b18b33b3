//! What of a rule its tests would miss: each part is taken away in turn, and the rule's examples
//! and the coded documents are asked whether they notice.

use super::examples::{Staged, verdict};
use super::read::Reading;
use crate::coding;
use crate::model::Finding;
use crate::review::{Coded, Gold, Quote, score};
use crate::rules::{Alone, Example, Mutant, RuleSource, Variants, Workshop};
use crate::scan::Scanner;
use rayon::prelude::*;

/// A gold coding with the documents it codes, read.
#[derive(Debug)]
pub struct Judged {
    pub gold: Gold,
    pub readings: Vec<Reading>,
}

/// Who noticed that a part was gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caught {
    Example,
    Gold,
    Nobody,
}

/// One rule with the fate of each mutant.
#[derive(Debug)]
pub struct Coverage {
    pub rule: String,
    pub examples: usize,
    pub mutants: Vec<(Mutant, Caught)>,
    /// Words and lists of a sequence that, alone in their place, no example and no document makes fire.
    pub silent: Vec<Alone>,
}

/// Coverage of every rule whose id holds `filter`, in file order.
///
/// # Errors
/// The faults of rule files that cannot be parsed.
pub fn coverage(
    sources: &[RuleSource],
    filter: &str,
    judged: &[Judged],
) -> Result<Vec<Coverage>, Vec<crate::diag::Diagnostic>> {
    let shop = Workshop::open(sources)?;
    let ids: Vec<String> = shop.rules().into_iter().filter(|id| id.contains(filter)).collect();
    Ok(ids.par_iter().filter_map(|id| of_rule(&shop, id, judged)).collect())
}

fn of_rule(shop: &Workshop, id: &str, judged: &[Judged]) -> Option<Coverage> {
    let mutants = shop.mutants(id)?;
    let mut fate = vec![Caught::Nobody; mutants.of.len()];
    by_examples(&mutants, &mut fate);
    by_gold(&mutants, judged, &mut fate);
    let examples = mutants.set.rules.first().map_or(0, |r| examples(r).count());
    let silent = silent(shop.alone(id)?, judged);
    Some(Coverage { rule: id.into(), examples, mutants: mutants.of.into_iter().zip(fate).collect(), silent })
}

fn examples(rule: &crate::rules::Rule) -> impl Iterator<Item = (&'static str, &Example)> {
    let kinds = [("fires", &rule.fires), ("near_miss", &rule.near_miss), ("excluded", &rule.excluded)];
    kinds.into_iter().flat_map(|(kind, list)| list.iter().map(move |e| (kind, e)))
}

fn by_examples(variants: &Variants<Mutant>, fate: &mut [Caught]) {
    let scanner = Scanner::new(&variants.set);
    for (kind, example) in examples(&variants.set.rules[0]) {
        let staged = Staged::new(&scanner, example, coding::code_bare);
        for (i, fate) in fate.iter_mut().enumerate() {
            if verdict(&scanner, i + 1, kind, example, &staged).is_err() {
                *fate = Caught::Example;
            }
        }
    }
}

/// A coded document notices when its agreement with the gold gets worse.
fn by_gold(variants: &Variants<Mutant>, judged: &[Judged], fate: &mut [Caught]) {
    let scanner = Scanner::new(&variants.set);
    for one in judged {
        for doc in &one.gold.documents {
            let alone = Gold { documents: vec![only(doc, &variants.id)] };
            let named = one.readings.iter().filter(|r| r.document.source.name == doc.source);
            for reading in named {
                for instrument in &reading.document.instruments {
                    let found = coding::code_bare(&scanner, &reading.document, instrument);
                    let agreement = |f: &Finding| agreement(&alone, &coded(f, &variants.id));
                    let (whole, parts) = (&found[0], &found[1..]);
                    let mut before = None;
                    for (fate, part) in fate.iter_mut().zip(parts) {
                        if *fate != Caught::Nobody || same(whole, part) {
                            continue;
                        }
                        let before = *before.get_or_insert_with(|| agreement(whole));
                        if agreement(part) < before {
                            *fate = Caught::Gold;
                        }
                    }
                }
            }
        }
    }
}

fn only(doc: &crate::review::GoldDocument, provision: &str) -> crate::review::GoldDocument {
    let rows = doc.rows.iter().filter(|r| r.provision == provision).cloned().collect();
    crate::review::GoldDocument { rows, ..doc.clone() }
}

fn same(a: &Finding, b: &Finding) -> bool {
    let quotes = |f: &Finding| f.evidence.iter().map(|e| e.quote.clone()).collect::<Vec<_>>();
    a.state == b.state && a.slots == b.slots && quotes(a) == quotes(b)
}

/// A finding as the scorer takes it, under the name of a provision.
pub fn coded(f: &Finding, provision: &str) -> Coded {
    let quote = |e: &crate::model::Evidence| Quote { label: e.label.clone(), quote: e.quote.clone() };
    Coded {
        source: f.source.clone(),
        title: f.title.clone(),
        provision: provision.into(),
        state: f.state,
        evidence: f.evidence.iter().map(quote).collect(),
        slots: f.slots.clone(),
    }
}

/// How well one coding agrees with its gold row: the state first, then slots, then passages that
/// touch less those that do not, then spans.
fn agreement(gold: &Gold, coded: &Coded) -> (usize, usize, i64, usize) {
    let pairs = score(gold, std::slice::from_ref(coded));
    let mut sum = (0, 0, 0, 0);
    for c in pairs.iter().filter(|p| p.coded.is_some()).map(|p| &p.counts) {
        let stray = (c.quotes_coded - c.passage_coded) as i64;
        sum.0 += (0..4).map(|i| c.states[i][i]).sum::<usize>();
        sum.1 += c.slots_right;
        sum.2 += c.passage_gold as i64 - stray;
        sum.3 += c.span;
    }
    sum
}

fn silent(variants: Variants<Alone>, judged: &[Judged]) -> Vec<Alone> {
    let scanner = Scanner::new(&variants.set);
    let mut fired = vec![false; variants.of.len()];
    for (_, example) in examples(&variants.set.rules[0]) {
        let staged = Staged::new(&scanner, example, coding::code_bare);
        for (i, fired) in fired.iter_mut().enumerate() {
            *fired |= staged.fired(&scanner, i + 1);
        }
    }
    for reading in judged.iter().flat_map(|j| &j.readings) {
        for instrument in &reading.document.instruments {
            let ready = scanner.prepare(&reading.document.canonical.text, instrument);
            for m in scanner.scan(instrument, &ready) {
                if let Some(i) = scanner.rules.patterns[m.pattern].rule.checked_sub(1) {
                    fired[i] = true;
                }
            }
        }
    }
    variants.of.into_iter().zip(fired).filter(|(_, f)| !f).map(|(a, _)| a).collect()
}
