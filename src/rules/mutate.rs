//! Mutants of a rule: the same rule with one alternative, distance, condition or exclusion taken
//! away. What no example and no gold notices when it is gone was never tested.

use super::compile::{RuleSet, compile};
use super::file::{PatternFile, RuleFile};
use super::load::{Parsed, RuleSource, parse_all};
use crate::diag::Diagnostic;

/// What a mutant takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MutantKind {
    /// A whole pattern.
    Pattern,
    /// One of the words or lists that a place of the sequence, or a condition, may be.
    Alternative,
    /// The limit on the characters between two terms.
    Distance,
    /// A condition on the surroundings, or on the actor.
    Condition,
    /// One word of an exclusion, or an excluded actor.
    Exclusion,
}

impl MutantKind {
    pub const ALL: [MutantKind; 5] = [
        MutantKind::Pattern,
        MutantKind::Alternative,
        MutantKind::Distance,
        MutantKind::Condition,
        MutantKind::Exclusion,
    ];

    pub fn name(self) -> &'static str {
        match self {
            MutantKind::Pattern => "pattern (分支)",
            MutantKind::Alternative => "alternative (可选词)",
            MutantKind::Distance => "distance (距离)",
            MutantKind::Condition => "condition (条件)",
            MutantKind::Exclusion => "exclusion (排除)",
        }
    }
}

/// One change to one pattern of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    pub pattern: String,
    pub kind: MutantKind,
    /// What was taken away, as the rule file writes it: `seq 删除`, `<40`, `not_stem @x`.
    pub what: String,
}

/// A rule beside its variants, compiled together: `set.rules[0]` is the rule as written,
/// `set.rules[1 + i]` is variant `i`.
#[derive(Debug)]
pub struct Variants<T> {
    pub id: String,
    pub set: RuleSet,
    pub of: Vec<T>,
}

/// An alternative standing alone: its pattern with the other words of its place removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alone {
    pub pattern: String,
    pub what: String,
}

/// Parsed rule files from which variants are made.
#[derive(Debug)]
pub struct Workshop<'a> {
    parsed: Parsed<'a>,
}

const NO_LIMIT: &str = "<100000";

impl<'a> Workshop<'a> {
    /// # Errors
    /// The faults of files that cannot be parsed.
    pub fn open(sources: &'a [RuleSource]) -> Result<Self, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let parsed = parse_all(sources, &mut faults);
        if faults.is_empty() { Ok(Self { parsed }) } else { Err(faults) }
    }

    /// Ids of the rules, in file order.
    pub fn rules(&self) -> Vec<String> {
        self.parsed.rules.iter().map(|(_, r)| r.id.clone()).collect()
    }

    /// All mutants of a rule.
    pub fn mutants(&self, id: &str) -> Option<Variants<Mutant>> {
        let file = self.rule(id)?;
        let mut of = Vec::new();
        for (index, pattern) in file.pattern.iter().enumerate() {
            let mut without = file.clone();
            without.pattern.remove(index);
            let gone =
                Mutant { pattern: pattern.id.clone(), kind: MutantKind::Pattern, what: pattern.id.clone() };
            of.push((gone, without));
            for (kind, what, changed) in changes(pattern) {
                let mut variant = file.clone();
                variant.pattern[index] = changed;
                of.push((Mutant { pattern: pattern.id.clone(), kind, what }, variant));
            }
        }
        Some(self.compile(file, of))
    }

    /// Each word of each place of each sequence standing alone, a pattern a variant.
    pub fn alone(&self, id: &str) -> Option<Variants<Alone>> {
        let file = self.rule(id)?;
        let mut of = Vec::new();
        for pattern in &file.pattern {
            for (at, item) in pattern.seq.iter().enumerate().filter(|(_, i)| !i.starts_with('<')) {
                for atom in item.split('|') {
                    let mut only = pattern.clone();
                    only.seq[at] = atom.trim().to_owned();
                    let variant = RuleFile { pattern: vec![only], ..file.clone() };
                    of.push((Alone { pattern: pattern.id.clone(), what: atom.trim().to_owned() }, variant));
                }
            }
        }
        Some(self.compile(file, of))
    }

    fn rule(&self, id: &str) -> Option<&RuleFile> {
        self.parsed.rules.iter().map(|(_, r)| r).find(|r| r.id == id)
    }

    fn compile<T>(&self, file: &RuleFile, of: Vec<(T, RuleFile)>) -> Variants<T> {
        // Ids that are no provision sort by themselves, and the padded number keeps the order.
        let named = |i: usize, rule: &RuleFile| RuleFile { id: format!("~{i:06}"), ..rule.clone() };
        let Some((source, _)) = self.parsed.rules.first() else { unreachable!("a rule was found") };
        let mut rules = vec![(*source, named(0, file))];
        rules.extend(of.iter().enumerate().map(|(i, (_, v))| (*source, named(i + 1, v))));
        let set = compile(&Parsed { lexicon: self.parsed.lexicon.clone(), rules });
        Variants { id: file.id.clone(), set, of: of.into_iter().map(|(t, _)| t).collect() }
    }
}

/// Every change of one pattern, apart from taking it away.
fn changes(p: &PatternFile) -> Vec<(MutantKind, String, PatternFile)> {
    let mut out = Vec::new();
    let mut add = |kind, what: String, change: &dyn Fn(&mut PatternFile)| {
        let mut changed = p.clone();
        change(&mut changed);
        out.push((kind, what, changed));
    };
    let mut terms = 0;
    for (at, item) in p.seq.iter().enumerate() {
        if item.starts_with('<') {
            continue;
        }
        terms += 1;
        let written = at > 0 && p.seq[at - 1].starts_with('<');
        if terms > 1 && !p.any_order {
            let what = if written { format!("{} {item}", p.seq[at - 1]) } else { format!("within {item}") };
            add(MutantKind::Distance, what, &|q| {
                if written {
                    q.seq[at - 1] = NO_LIMIT.into();
                } else {
                    q.seq.insert(at, NO_LIMIT.into());
                }
            });
        }
        for (i, atom) in alternatives(item) {
            add(MutantKind::Alternative, format!("seq {atom}"), &|q| q.seq[at] = without(item, i));
        }
    }
    if p.any_order && terms > 1 {
        add(MutantKind::Distance, "within".into(), &|q| {
            q.within = Some(100_000);
            q.seq.retain(|i| !i.starts_with('<'));
        });
    }
    for (name, field, banned) in LISTS {
        let list = field(&mut p.clone()).clone();
        if list.is_empty() {
            continue;
        }
        let kind = if banned { MutantKind::Exclusion } else { MutantKind::Alternative };
        if !banned {
            add(MutantKind::Condition, name.to_owned(), &|q| field(q).clear());
        }
        let atoms: usize = list.iter().map(|e| e.split('|').count()).sum();
        for (at, element) in list.iter().enumerate() {
            for (i, atom) in element.split('|').enumerate() {
                if !banned && atoms < 2 {
                    continue;
                }
                add(kind, format!("{name} {}", atom.trim()), &|q| {
                    let rest = without(element, i);
                    if rest.is_empty() {
                        field(q).remove(at);
                    } else {
                        field(q)[at] = rest;
                    }
                });
            }
        }
    }
    if !p.actor.is_empty() {
        add(MutantKind::Condition, "actor".into(), &|q| q.actor.clear());
    }
    if !p.not_actor.is_empty() {
        add(MutantKind::Exclusion, "not_actor".into(), &|q| q.not_actor.clear());
    }
    out
}

type ListOf = fn(&mut PatternFile) -> &mut Vec<String>;

/// The lists of conditions, and whether they forbid.
const LISTS: [(&str, ListOf, bool); 11] = [
    ("sentence", |p| &mut p.sentence, false),
    ("stem", |p| &mut p.stem, false),
    ("heading", |p| &mut p.heading, false),
    ("article", |p| &mut p.article, false),
    ("title", |p| &mut p.title, false),
    ("around", |p| &mut p.around, false),
    ("not", |p| &mut p.not, true),
    ("not_sentence", |p| &mut p.not_sentence, true),
    ("not_stem", |p| &mut p.not_stem, true),
    ("not_heading", |p| &mut p.not_heading, true),
    ("not_title", |p| &mut p.not_title, true),
];

/// The alternatives of an element that can be spared: none when it has only one.
fn alternatives(element: &str) -> Vec<(usize, &str)> {
    let all: Vec<(usize, &str)> = element.split('|').map(str::trim).enumerate().collect();
    if all.len() < 2 { Vec::new() } else { all }
}

fn without(element: &str, i: usize) -> String {
    let rest: Vec<&str> = element.split('|').enumerate().filter(|(n, _)| *n != i).map(|(_, a)| a).collect();
    rest.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(toml: &str) -> PatternFile {
        toml::from_str(toml).expect("a pattern")
    }

    #[test]
    fn every_part_is_taken_away_once() {
        let p = pattern("id = 'x'\nseq = ['退出|终止', '<40', '删除']\nnot = ['产品|任务']\nstem = ['协议']");
        let got: Vec<(MutantKind, String)> = changes(&p).into_iter().map(|c| (c.0, c.1)).collect();
        let want = [
            (MutantKind::Alternative, "seq 退出"),
            (MutantKind::Alternative, "seq 终止"),
            (MutantKind::Distance, "<40 删除"),
            (MutantKind::Condition, "stem"),
            (MutantKind::Exclusion, "not 产品"),
            (MutantKind::Exclusion, "not 任务"),
        ];
        assert_eq!(got, want.map(|(k, w)| (k, w.to_owned())));
    }

    #[test]
    fn a_mutant_differs_from_the_pattern_in_one_place() {
        let p = pattern("id = 'x'\nseq = ['退出|终止', '删除']\nnot = ['产品']");
        let found = changes(&p);
        let by = |what: &str| found.iter().find(|c| c.1 == what).map(|c| c.2.clone()).expect(what);
        assert_eq!(by("seq 退出").seq, ["终止", "删除"]);
        assert_eq!(by("within 删除").seq, ["退出|终止", NO_LIMIT, "删除"]);
        assert!(by("not 产品").not.is_empty());
    }
}
