use super::element::{Atom, Element, SeqItem, Typed, parse_element, parse_item};
use super::file::{
    ContextKind, EvidenceWidth, Example, PatternFile, RoleKind, RuleFile, Scope, SlotKind, Strength,
    UnlikePlace,
};
use super::literals::{Coded, Literals};
use super::load::Parsed;
use crate::model::{RuleSetId, Slots, State, fold};
use std::collections::{BTreeMap, BTreeSet};

/// Index of a class of terms: everything that one element of a pattern may stand for.
pub type ClassId = u16;

/// Index into [`RuleSet::patterns`].
pub type PatternId = u32;

/// A term of the automaton: its length in characters and the classes it belongs to.
#[derive(Debug, Clone, Default)]
pub struct Term {
    pub text: String,
    pub chars: u16,
    pub classes: Vec<ClassId>,
    /// Classes for which this string is a look-alike: hits inside it do not count for them.
    pub veils: Vec<ClassId>,
    pub role: Option<RoleKind>,
}

/// What an element stands for, for explanations.
#[derive(Debug, Clone)]
pub struct Class {
    /// Chinese words for explanations, e.g. 退出事件 or “删除/销毁”.
    pub name: String,
    pub typed: Vec<Typed>,
}

/// One step of a sequence: a class, and the most characters allowed before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub class: ClassId,
    pub gap: usize,
}

/// A set of classes any of which fulfils a condition.
pub type TermSet = Vec<ClassId>;

/// A compiled alternative of a rule.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// `rule/pattern`.
    pub name: String,
    pub rule: usize,
    pub steps: Vec<Step>,
    pub any_order: bool,
    pub scope: Scope,
    pub strength: Strength,
    pub state: State,
    pub evidence: EvidenceWidth,
    pub sentence: TermSet,
    pub stem: TermSet,
    pub heading: TermSet,
    pub article: TermSet,
    pub title: TermSet,
    pub around: TermSet,
    pub actor: Vec<RoleKind>,
    pub not: TermSet,
    pub not_sentence: TermSet,
    pub not_stem: TermSet,
    pub not_heading: TermSet,
    pub not_title: TermSet,
    pub not_actor: Vec<RoleKind>,
    pub allow: Vec<ContextKind>,
    pub self_standing: bool,
    pub set: Slots,
}

/// A part of what a provision asks for, as a reader looks for it.
#[derive(Debug, Clone)]
pub struct Seek {
    pub name: String,
    pub class: ClassId,
    /// Its words in the order written, lists in their place; folded.
    pub words: Vec<String>,
}

/// A usual look-alike, told by its words.
#[derive(Debug, Clone)]
pub struct Unlike {
    pub class: ClassId,
    pub place: UnlikePlace,
    pub why: String,
}

/// A rule: one provision with its patterns.
#[derive(Debug, Clone)]
pub struct Rule {
    pub id: String,
    pub title: String,
    pub title_en: String,
    pub section: String,
    pub reason: String,
    pub source: String,
    pub version: u32,
    pub slots: Option<SlotKind>,
    pub patterns: std::ops::Range<usize>,
    pub seek: Vec<Seek>,
    pub unlike: Vec<Unlike>,
    pub fires: Vec<Example>,
    pub near_miss: Vec<Example>,
    pub excluded: Vec<Example>,
}

/// All rules, compiled: one literal automaton over the terms of all patterns.
pub struct RuleSet {
    pub id: RuleSetId,
    pub rules: Vec<Rule>,
    pub patterns: Vec<Pattern>,
    pub classes: Vec<Class>,
    pub terms: Vec<Term>,
    /// Named lists: the class of each.
    pub lists: BTreeMap<String, ClassId>,
    /// Groups of terms that mean the same to a person who searches.
    pub synonyms: Vec<Vec<String>>,
    /// Finds all of them in one pass; a term is known by its place in `terms`.
    pub literals: Literals,
}

impl std::fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RuleSet").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Pattern {
    /// The classes of each condition.
    pub fn conditions(&self) -> impl Iterator<Item = &TermSet> {
        let wanted = [&self.sentence, &self.stem, &self.heading, &self.article, &self.title, &self.around];
        let barred = [&self.not, &self.not_sentence, &self.not_stem, &self.not_heading, &self.not_title];
        wanted.into_iter().chain(barred)
    }
}

impl RuleSet {
    /// Calls `found(term, start, end)`, in bytes, for every occurrence of every term in folded
    /// text, overlapping ones included, in order of start, then of end.
    pub fn find(&self, folded: &str, mut found: impl FnMut(usize, usize, usize)) {
        let mut coded = Coded::default();
        self.literals.add(folded, &mut coded);
        self.literals.find(&mut coded);
        let mut bytes = folded.char_indices().map(|(i, _)| i).enumerate();
        let (mut at, mut start) = (usize::MAX, 0);
        for o in coded.found(0..coded.len() - 1) {
            if at != o.start as usize {
                (at, start) = bytes.find(|b| b.0 == o.start as usize).unwrap_or((at, start));
            }
            found(o.term as usize, start, start + self.terms[o.term as usize].text.len());
        }
    }

    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == id)
    }
}

struct Builder<'a> {
    lists: BTreeMap<&'a str, &'a super::file::ListFile>,
    terms: BTreeMap<String, Term>,
    classes: Vec<Class>,
    ids: BTreeMap<Element, ClassId>,
}

const DEFAULT_GAP: usize = 20;

/// Compiles checked files. Unknown names were refused before and are passed over here.
pub(super) fn compile(parsed: &Parsed) -> RuleSet {
    let lists = parsed.lexicon.iter().flat_map(|(_, f)| &f.list).map(|l| (l.id.as_str(), l)).collect();
    let mut b = Builder { lists, terms: BTreeMap::new(), classes: Vec::new(), ids: BTreeMap::new() };
    let list_ids: Vec<&str> = b.lists.keys().copied().collect();
    let lists = list_ids
        .iter()
        .map(|id| ((*id).to_owned(), b.class(&Element(vec![Atom::List((*id).into())]))))
        .collect();
    let (mut rules, mut patterns) = (Vec::new(), Vec::new());
    let mut order: Vec<_> = parsed.rules.iter().map(|(_, r)| r).collect();
    order.sort_by_key(|r| (super::check::PROVISIONS.iter().position(|p| *p == r.id), r.id.clone()));
    for (index, file) in order.into_iter().enumerate() {
        let from = patterns.len();
        patterns.extend(file.pattern.iter().map(|p| b.pattern(&file.id, index, p)));
        let (seek, unlike) = b.sought(file);
        rules.push(Rule {
            id: file.id.clone(),
            title: file.title.clone(),
            title_en: file.title_en.clone(),
            section: file.section.clone(),
            reason: file.reason.clone(),
            source: file.source.clone(),
            version: file.version,
            slots: file.slots,
            patterns: from..patterns.len(),
            seek,
            unlike,
            fires: file.fires.clone(),
            near_miss: file.near_miss.clone(),
            excluded: file.excluded.clone(),
        });
    }
    let synonyms = b.lists.values().filter(|l| l.synonyms).map(|l| l.terms.clone()).collect();
    let mut terms: Vec<Term> = b.terms.into_values().collect();
    // Short terms are seen most; what is known of them then lies together.
    terms.sort_by_key(|t| t.chars);
    let literals = Literals::new(terms.iter().map(|t| t.text.as_str()));
    RuleSet {
        id: RuleSetId {
            rules: rules.len(),
            patterns: patterns.len(),
            terms: terms.len(),
            ..RuleSetId::default()
        },
        rules,
        patterns,
        classes: b.classes,
        terms,
        lists,
        synonyms,
        literals,
    }
}

impl<'a> Builder<'a> {
    fn pattern(&mut self, rule: &str, index: usize, p: &PatternFile) -> Pattern {
        let mut steps = Vec::new();
        let mut gap = 0;
        for item in &p.seq {
            match parse_item(item) {
                Ok(SeqItem::Gap(n)) => gap = n,
                Ok(SeqItem::Element(e)) => {
                    steps.push(Step { class: self.class(&e), gap });
                    gap = p.within.unwrap_or(DEFAULT_GAP);
                }
                Err(_) => {}
            }
        }
        Pattern {
            name: format!("{rule}/{}", p.id),
            rule: index,
            steps,
            any_order: p.any_order,
            scope: p.scope,
            strength: p.strength,
            state: p.state.unwrap_or(State::Present),
            evidence: p.evidence,
            sentence: self.set(&p.sentence),
            stem: self.set(&p.stem),
            heading: self.set(&p.heading),
            article: self.set(&p.article),
            title: self.set(&p.title),
            around: self.set(&p.around),
            actor: p.actor.clone(),
            not: self.set(&p.not),
            not_sentence: self.set(&p.not_sentence),
            not_stem: self.set(&p.not_stem),
            not_heading: self.set(&p.not_heading),
            not_title: self.set(&p.not_title),
            not_actor: p.not_actor.clone(),
            allow: p.allow.clone(),
            self_standing: p.self_standing,
            set: p.set.clone(),
        }
    }

    /// What a reader looks for, and the look-alikes.
    fn sought(&mut self, file: &RuleFile) -> (Vec<Seek>, Vec<Unlike>) {
        let mut seek = Vec::new();
        for part in &file.seek {
            let Ok(element) = parse_element(&part.words) else { continue };
            let class = self.class(&element);
            seek.push(Seek { name: part.name.clone(), class, words: self.spelled(&part.words) });
        }
        let mut unlike = Vec::new();
        for one in &file.unlike {
            let Ok(element) = parse_element(&one.words) else { continue };
            unlike.push(Unlike { class: self.class(&element), place: one.place, why: one.why.clone() });
        }
        (seek, unlike)
    }

    /// The words of an element in the order written, lists in their place, each once.
    fn spelled(&self, element: &str) -> Vec<String> {
        let (mut words, mut seen, mut lists) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let mut todo: Vec<String> = element.rsplit('|').map(|p| p.trim().to_owned()).collect();
        while let Some(part) = todo.pop() {
            match part.strip_prefix('@') {
                Some(list) if lists.insert(list.to_owned()) => {
                    let Some(file) = self.lists.get(list) else { continue };
                    todo.extend(file.include.iter().rev().map(|other| format!("@{other}")));
                    todo.extend(file.terms.iter().rev().cloned());
                }
                Some(_) => {}
                None => {
                    let word = fold(&part).text;
                    words.extend(seen.insert(word.clone()).then_some(word));
                }
            }
        }
        words
    }

    fn set(&mut self, conditions: &[String]) -> TermSet {
        conditions.iter().filter_map(|c| parse_element(c).ok()).map(|e| self.class(&e)).collect()
    }

    fn class(&mut self, element: &Element) -> ClassId {
        if let Some(id) = self.ids.get(element) {
            return *id;
        }
        let id = self.classes.len() as ClassId;
        let (mut names, mut typed) = (Vec::new(), Vec::new());
        self.classes.push(Class { name: String::new(), typed: Vec::new() });
        self.ids.insert(element.clone(), id);
        for atom in &element.0 {
            match atom {
                Atom::Word(w) => {
                    names.push(format!("“{w}”"));
                    self.term(w).classes.push(id);
                }
                Atom::List(list) => {
                    names.extend(self.lists.get(list.as_str()).map(|l| l.name.clone()));
                    self.list_terms(list, id);
                }
                Atom::Typed(t) => {
                    names.push(match t {
                        Typed::Duration => "期限".into(),
                        Typed::Date => "日期".into(),
                        Typed::Percent => "比例".into(),
                    });
                    typed.push(*t);
                }
            }
        }
        self.classes[id as usize] = Class { name: names.join("/"), typed };
        id
    }

    /// Puts the terms of a list, and of those it includes, into class `id`.
    fn list_terms(&mut self, list: &str, id: ClassId) {
        let (mut todo, mut seen) = (vec![list.to_owned()], BTreeSet::new());
        while let Some(name) = todo.pop() {
            let Some(file) = self.lists.get(name.as_str()).copied() else { continue };
            if !seen.insert(name) {
                continue;
            }
            todo.extend(file.include.iter().cloned());
            for t in &file.terms {
                let term = self.term(&fold(t).text);
                term.classes.push(id);
                term.role = term.role.or(file.role);
            }
            for t in &file.not_in {
                self.term(&fold(t).text).veils.push(id);
            }
        }
    }

    fn term(&mut self, text: &str) -> &mut Term {
        self.terms.entry(text.to_owned()).or_insert_with(|| Term {
            text: text.to_owned(),
            chars: text.chars().count() as u16,
            ..Term::default()
        })
    }
}
