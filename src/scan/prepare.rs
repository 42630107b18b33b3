use super::bits::Bits;
use super::typed;
use crate::model::{Clause, Folded, Span, fold};
use crate::rules::{ClassId, RoleKind, RuleSet, Typed};

/// An occurrence of a class, in characters of the clause's folded text (own text or stem).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub start: u32,
    pub end: u32,
    pub class: ClassId,
}

/// An occurrence of a party's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleHit {
    pub start: u32,
    pub end: u32,
    pub role: RoleKind,
    pub term: u32,
}

/// Folded text with its terms found and its sentences and phrases cut.
#[derive(Debug, Clone, Default)]
pub struct Segment {
    pub folded: Folded,
    /// Sorted by start.
    pub hits: Vec<Hit>,
    pub roles: Vec<RoleHit>,
    /// Character ranges of sentences, in order, tiling the text.
    pub sentences: Vec<(u32, u32)>,
    /// Characters at which a phrase ends (exclusive, the comma included), in order.
    pub phrase_ends: Vec<u32>,
    pub seen: Bits,
}

/// A clause made ready.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub own: Segment,
    /// The sentence of the stem that the item hangs on.
    pub stem: Segment,
    pub span: Span,
    pub headings: Bits,
    /// Classes seen in the same article, headings included.
    pub article: Bits,
}

/// A stretch in which a pattern may match: the stem, followed by one sentence or the whole clause.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    pub clause: &'a Prepared,
    /// Character range of the own text.
    pub start: u32,
    pub end: u32,
    /// True for the window over all sentences of a clause with several.
    pub whole: bool,
}

impl Segment {
    pub fn new(rules: &RuleSet, text: &str) -> Self {
        let folded = fold(text);
        let (mut hits, mut veils, mut roles) = (Vec::new(), Vec::new(), Vec::new());
        let mut cursor = Cursor::default();
        rules.find(&folded.text, |term, _, end_byte| {
            let end = cursor.char_at(&folded, end_byte);
            let t = &rules.terms[term];
            let start = end.saturating_sub(u32::from(t.chars));
            hits.extend(t.classes.iter().map(|class| Hit { start, end, class: *class }));
            veils.extend(t.veils.iter().map(|class| Hit { start, end, class: *class }));
            roles.extend(t.role.map(|role| RoleHit { start, end, role, term: term as u32 }));
        });
        if !veils.is_empty() {
            hits.retain(|h| {
                !veils.iter().any(|v| {
                    v.class == h.class
                        && v.start <= h.start
                        && h.end <= v.end
                        && (v.start, v.end) != (h.start, h.end)
                })
            });
        }
        typed_hits(rules, &folded, &mut hits);
        hits.sort_by_key(|h| (h.start, h.end, h.class));
        // The longest name at a place is the party; 二级开发主体 is not 开发主体.
        roles.sort_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
        let mut covered = 0;
        roles.retain(|r| {
            let keep = r.end > covered;
            covered = covered.max(r.end);
            keep
        });
        let mut seen = Bits::default();
        hits.iter().for_each(|h| seen.add(h.class));
        let (sentences, phrase_ends) = cut(&folded.text);
        Self { folded, hits, roles, sentences, phrase_ends, seen }
    }

    /// The phrases that cover `start..end`, within `bounds`, trailing comma excluded.
    pub fn phrases(&self, start: u32, end: u32, bounds: (u32, u32)) -> (u32, u32) {
        let i = self.phrase_ends.partition_point(|e| *e <= start);
        let from = if i == 0 { 0 } else { self.phrase_ends[i - 1] };
        let j = self.phrase_ends.partition_point(|e| *e < end);
        let to = self.phrase_ends.get(j).copied().unwrap_or(self.folded.len() as u32);
        (from.max(bounds.0), to.min(bounds.1))
    }
}

/// Byte offsets come in ascending order of match ends; this walks along instead of searching.
#[derive(Default)]
struct Cursor {
    byte: usize,
    chars: u32,
}

impl Cursor {
    fn char_at(&mut self, folded: &Folded, byte: usize) -> u32 {
        if byte < self.byte {
            return folded.char_at(byte) as u32;
        }
        // Count the bytes that begin a character.
        let between = &folded.text.as_bytes()[self.byte..byte];
        self.chars += between.iter().filter(|b| (**b & 0xC0) != 0x80).count() as u32;
        self.byte = byte;
        self.chars
    }
}

fn typed_hits(rules: &RuleSet, folded: &Folded, hits: &mut Vec<Hit>) {
    let wanted = |t: Typed| rules.classes.iter().enumerate().filter(move |(_, c)| c.typed.contains(&t));
    let found = typed::find(&folded.text);
    for (kind, start, end) in found {
        for (class, _) in wanted(kind) {
            hits.push(Hit {
                start: folded.char_at(start) as u32,
                end: folded.char_at(end) as u32,
                class: class as ClassId,
            });
        }
    }
}

/// Sentences and phrases of folded text, in characters. Inside brackets and quotes a full stop
/// does not end a sentence of the statute's prose often enough to matter.
fn cut(text: &str) -> (Vec<(u32, u32)>, Vec<u32>) {
    let (mut sentences, mut phrases, mut from, mut at) = (Vec::new(), Vec::new(), 0, 0);
    for c in text.chars() {
        at += 1;
        let sentence_end = matches!(c, '。' | ';' | '!' | '?');
        if sentence_end || matches!(c, ',' | ':') {
            phrases.push(at);
        }
        if sentence_end {
            sentences.push((from, at));
            from = at;
        }
    }
    if from < at {
        sentences.push((from, at));
    }
    if phrases.last() != Some(&at) {
        phrases.push(at);
    }
    (sentences, phrases)
}

/// The classes seen in a short text (title, heading).
pub fn classes_of(rules: &RuleSet, text: &str) -> Bits {
    if text.is_empty() {
        return Bits::default();
    }
    Segment::new(rules, text).seen
}

impl Prepared {
    pub fn new(rules: &RuleSet, text: &str, clause: &Clause) -> Self {
        let own = Segment::new(rules, clause.span.of(text));
        let stem = clause.stem.map_or_else(Segment::default, |s| last_sentence(rules, s.of(text)));
        let mut headings = Bits::default();
        for heading in &clause.headings {
            headings.add_all(&classes_of(rules, &heading.text));
        }
        Self { own, stem, span: clause.span, headings, article: Bits::default() }
    }

    /// One window a sentence, and one over the whole clause when it has several.
    pub fn windows(&self) -> impl Iterator<Item = Window<'_>> {
        let many = self.own.sentences.len() > 1;
        let whole = (0, self.own.folded.len() as u32);
        self.own
            .sentences
            .iter()
            .map(move |&(start, end)| Window { clause: self, start, end, whole: false })
            .chain(many.then_some(Window { clause: self, start: whole.0, end: whole.1, whole: true }))
    }

    /// Canonical span of a range of own characters.
    pub fn source(&self, start: u32, end: u32) -> Span {
        let s = self.own.folded.source(start as usize, end as usize);
        Span::new(self.span.start + s.start, self.span.start + s.end)
    }
}

/// The stem's last sentence: what an item hangs on; sentences before it speak of other things.
fn last_sentence(rules: &RuleSet, stem: &str) -> Segment {
    let trimmed = stem.trim_end();
    let from = trimmed
        .char_indices()
        .rev()
        .skip(1)
        .find(|(_, c)| matches!(c, '。' | '；' | ';'))
        .map_or(0, |(i, c)| i + c.len_utf8());
    Segment::new(rules, &trimmed[from..])
}

/// Fills `article` of every clause from the clauses that share its article label.
pub fn spread_articles(clauses: &[Clause], ready: &mut [Prepared]) {
    let mut at = 0;
    while at < ready.len() {
        let len = clauses[at..].iter().take_while(|c| c.article == clauses[at].article).count().max(1);
        let mut all = Bits::default();
        for p in &ready[at..at + len] {
            all.add_all(&p.own.seen);
            all.add_all(&p.stem.seen);
            all.add_all(&p.headings);
        }
        ready[at..at + len].iter_mut().for_each(|p| p.article = all.clone());
        at += len;
    }
}

impl<'a> Window<'a> {
    /// Length of the stem in characters: own positions are shifted by it.
    pub fn shift(&self) -> u32 {
        self.clause.stem.folded.len() as u32
    }

    /// Hits of stem and window, positions counted from the start of the stem with the stem set
    /// directly before the window.
    pub fn hits(&self) -> impl Iterator<Item = Hit> + 'a {
        let (shift, start, end) = (self.shift(), self.start, self.end);
        let own = &self.clause.own.hits;
        let from = own.partition_point(|h| h.start < start);
        let own = own[from..].iter().take_while(move |h| h.start < end).filter(move |h| h.end <= end);
        self.clause.stem.hits.iter().copied().chain(own.map(move |h| Hit {
            start: h.start - start + shift,
            end: h.end - start + shift,
            class: h.class,
        }))
    }

    /// Back from window positions to own characters.
    pub fn own(&self, at: u32) -> u32 {
        at.saturating_sub(self.shift()) + self.start
    }

    pub fn text(&self) -> &'a str {
        let f = &self.clause.own.folded;
        &f.text[f.byte_at(self.start as usize)..f.byte_at(self.end as usize)]
    }
}
