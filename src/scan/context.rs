use super::window::Window;
use crate::model::{Clause, ClauseKind, NodeKind};
use crate::rules::{ClassId, ContextKind, RuleSet};

/// Why a norm counts as delegated only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delegation {
    /// An entry in the list of contents of an agreement, plan or notice.
    ContentList,
    /// The content is left to another text or to an agreement.
    LeftToOther,
    /// The matter is only to be set up or made clear.
    SetUp,
}

impl Delegation {
    pub fn zh(self) -> &'static str {
        match self {
            Delegation::ContentList => "仅列入协议、方案等的内容清单",
            Delegation::LeftToOther => "内容留待其他文件或协议确定",
            Delegation::SetUp => "仅要求建立或明确，未规定内容",
        }
    }
}

/// The term lists that tell surroundings (rules/lexicon/context.toml), as classes.
#[derive(Debug)]
pub struct Contexts {
    definition: Option<ClassId>,
    purpose: Option<ClassId>,
    duty: Option<ClassId>,
    carrier: Option<ClassId>,
    contents: Option<ClassId>,
    not_contents: Option<ClassId>,
    leave: Option<ClassId>,
    set_up: Option<ClassId>,
    states_norm: Option<ClassId>,
    matter: Option<ClassId>,
}

impl Contexts {
    pub fn new(rules: &RuleSet) -> Self {
        let list = |id: &str| rules.lists.get(id).copied();
        Self {
            definition: list("ctx_definition"),
            purpose: list("ctx_purpose"),
            duty: list("ctx_duty"),
            carrier: list("ctx_carrier"),
            contents: list("ctx_contents"),
            not_contents: list("ctx_not_contents"),
            leave: list("ctx_leave"),
            set_up: list("ctx_set_up"),
            states_norm: list("ctx_states_norm"),
            matter: list("ctx_matter"),
        }
    }

    /// The classes that it asks for.
    pub(super) fn classes(&self) -> impl Iterator<Item = ClassId> {
        let lists = [
            self.definition,
            self.purpose,
            self.duty,
            self.carrier,
            self.contents,
            self.not_contents,
            self.leave,
            self.set_up,
            self.states_norm,
            self.matter,
        ];
        lists.into_iter().flatten()
    }

    /// Surroundings of a window in which nothing is laid down unless a pattern allows them.
    pub fn barred(&self, clause: &Clause, window: &Window) -> Option<ContextKind> {
        match clause.kind {
            ClauseKind::Annex => return Some(ContextKind::Annex),
            ClauseKind::Notice => return Some(ContextKind::Notice),
            ClauseKind::Preamble => return Some(ContextKind::Purpose),
            ClauseKind::Paragraph | ClauseKind::Item => {}
        }
        if window.clause.first && self.first(self.purpose, window).is_some() {
            return Some(ContextKind::Purpose);
        }
        let at = self.first(self.definition, window)?;
        // An operative sentence inside an article of definitions counts like any other.
        let operative = hits_of(self.duty, window).any(|h| h.0 >= at);
        (!operative).then_some(ContextKind::Definition)
    }

    fn first(&self, class: Option<ClassId>, window: &Window) -> Option<u32> {
        hits_of(class, window).map(|h| h.0).next()
    }

    /// Why a match at `start..end` (window positions) of a window is not laid down but left open.
    /// `name`: the pattern only names the matter.
    pub fn delegation(&self, window: &Window, start: u32, end: u32, name: bool) -> Option<Delegation> {
        // A bare name may begin with the verb that opens the list (明确…退出机制): its end tells.
        if let Some(from) = self.content_list(window, if name { end.saturating_sub(1) } else { start }) {
            let phrase = window.clause.own.phrases(
                window.own(start.max(window.shift())),
                window.own(end),
                (window.start, window.end),
            );
            let lo = from.max(phrase.0.saturating_sub(window.start) + window.shift());
            let hi = phrase.1 - window.start + window.shift();
            let says_itself = hits_of(self.states_norm, window).any(|h| h.0 >= lo && h.1 <= hi);
            if name || !says_itself {
                return Some(Delegation::ContentList);
            }
            return None;
        }
        if !name {
            return self.left_whole(window, start, end).then_some(Delegation::LeftToOther);
        }
        if hits_of(self.leave, window).next().is_some() {
            return Some(Delegation::LeftToOther);
        }
        let set_up = hits_of(self.set_up, window).any(|h| h.0 <= start && start - h.0 <= 60);
        set_up.then_some(Delegation::SetUp)
    }

    /// A norm's words stand in a phrase that only names a matter (…的具体办法, …的范围和数量), and the
    /// next words leave it to another text (由…另行制定, 按照…规定执行).
    fn left_whole(&self, window: &Window, start: u32, end: u32) -> bool {
        let shift = window.shift();
        if end <= shift {
            return false;
        }
        let own = &window.clause.own;
        let bounds = (window.start, window.end);
        let (from, to) = own.phrases(window.own(start.max(shift)), window.own(end), bounds);
        let (lo, hi) = (from - window.start + shift, to - window.start + shift);
        let commands = hits_of(self.states_norm, window).any(|h| h.0 >= lo && h.1 <= hi);
        let matter = hits_of(self.matter, window).filter(|h| h.0 >= start && h.1 <= hi).last();
        let Some(matter) = matter.filter(|_| !commands) else { return false };
        hits_of(self.leave, window).any(|h| h.0 >= matter.1 && h.0 - matter.1 <= 30)
    }

    /// Where the list of contents begins that a match at `start` stands in: behind a stem or a
    /// clause such as 协议应当包括下列内容 / 实施方案应当明确.
    fn content_list(&self, window: &Window, start: u32) -> Option<u32> {
        let shift = window.shift();
        let (carrier, contents) = (self.carrier?, self.contents?);
        if window.stem_has(carrier) && window.stem_has(contents) {
            let barred = self.not_contents.is_some_and(|c| window.stem_has(c));
            return (!barred).then_some(shift);
        }
        let verb = hits_of(Some(contents), window).filter(|h| h.0 >= shift && h.0 <= start).last()?;
        let near = |h: (u32, u32)| h.0 >= shift && h.0 <= verb.0 && verb.0 - h.0 <= 30;
        hits_of(Some(carrier), window).any(near).then_some(verb.1)
    }
}

fn hits_of(class: Option<ClassId>, window: &Window) -> impl Iterator<Item = (u32, u32)> {
    class.into_iter().flat_map(|c| window.hits(c)).map(|h| (h.start, h.end))
}

/// Whether the clause is one of the first article, which tells the purpose.
pub(super) fn first_article(clause: &Clause) -> bool {
    clause.headings.iter().any(|h| h.kind == NodeKind::Article && h.label == "第一条")
        || clause.article == "第一条"
}
