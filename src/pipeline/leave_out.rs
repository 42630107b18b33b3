//! What the rules would code in a text had that text not been at hand: patterns that fire in no
//! other text, and terms that stand in no other, are left out before it is coded.

use super::read::Reading;
use crate::coding;
use crate::model::{Finding, fold};
use crate::review::same_title;
use crate::rules::{Class, ClassId, RuleSet};
use crate::scan::Scanner;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// One text coded without what only it bears out.
#[derive(Debug)]
pub struct LeftOut {
    /// File name of the text.
    pub source: String,
    /// Patterns of the rules that fire in it and in no other text.
    pub patterns: usize,
    /// Terms that stand in it and in no other text.
    pub terms: usize,
    pub findings: Vec<Finding>,
}

/// What of the rules a text bears out.
struct Borne {
    source: String,
    titles: Vec<String>,
    patterns: BTreeSet<usize>,
    terms: BTreeSet<usize>,
}

/// Codes each of `texts` by the rules without the patterns and terms that neither another of them
/// nor one of `beside` bears out. A text of the same file name or title is no other text: a draft
/// bears out nothing of its final form. The rules are as before when this returns.
pub fn leave_one_out(set: &mut RuleSet, texts: &[Reading], beside: &[Reading]) -> Vec<LeftOut> {
    let borne: Vec<Borne> = {
        let scanner = Scanner::new(set);
        texts.par_iter().chain(beside).map(|r| borne(&scanner, r)).collect()
    };
    let never = set.classes.len() as ClassId;
    set.classes.push(Class { name: "—".into(), typed: Vec::new() });
    let out = texts.iter().zip(&borne).map(|(text, own)| without(set, text, own, &borne, never)).collect();
    set.classes.pop();
    out
}

fn borne(scanner: &Scanner, reading: &Reading) -> Borne {
    let document = &reading.document;
    let mut out = Borne {
        source: document.source.name.clone(),
        titles: document.instruments.iter().map(|i| i.title.clone()).collect(),
        patterns: BTreeSet::new(),
        terms: BTreeSet::new(),
    };
    for instrument in &document.instruments {
        let ready = scanner.prepare(&document.canonical.text, instrument);
        out.patterns.extend(scanner.scan(instrument, &ready).iter().map(|m| m.pattern));
        for clause in &instrument.clauses {
            let folded = fold(clause.span.of(&document.canonical.text)).text;
            scanner.rules.find(&folded, |term, _, _| _ = out.terms.insert(term));
        }
    }
    out
}

/// The same instrument, or part of the same file.
fn kin(a: &Borne, b: &Borne) -> bool {
    a.source == b.source
        || a.titles.iter().any(|t| !t.is_empty() && b.titles.iter().any(|u| same_title(t, u)))
}

fn without(set: &mut RuleSet, text: &Reading, own: &Borne, all: &[Borne], never: ClassId) -> LeftOut {
    let others: Vec<&Borne> = all.iter().filter(|b| !kin(own, b)).collect();
    let alone = |i: &usize, of: fn(&Borne) -> &BTreeSet<usize>| !others.iter().any(|b| of(b).contains(i));
    let patterns: Vec<usize> = own.patterns.iter().copied().filter(|i| alone(i, |b| &b.patterns)).collect();
    let terms: Vec<usize> = own.terms.iter().copied().filter(|i| alone(i, |b| &b.terms)).collect();
    // A sentence that must hold a word of an empty class is never found.
    let kept_sentences: Vec<_> =
        patterns.iter().map(|i| std::mem::replace(&mut set.patterns[*i].sentence, vec![never])).collect();
    let kept_classes: Vec<_> = terms.iter().map(|i| std::mem::take(&mut set.terms[*i].classes)).collect();
    let scanner = Scanner::new(set);
    let document = &text.document;
    let findings =
        document.instruments.iter().flat_map(|i| coding::code_bare(&scanner, document, i)).collect();
    let out = LeftOut { source: own.source.clone(), patterns: patterns.len(), terms: terms.len(), findings };
    for (i, kept) in patterns.into_iter().zip(kept_sentences) {
        set.patterns[i].sentence = kept;
    }
    for (i, kept) in terms.into_iter().zip(kept_classes) {
        set.terms[i].classes = kept;
    }
    out
}
