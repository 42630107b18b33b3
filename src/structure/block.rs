//! Cuts a canonical text into blocks: one numbered unit or one paragraph each.
//!
//! Mostly a block is a line. Where numbered units run on inside a line they are cut apart, and
//! lines that the layout wrapped are put together.

use super::chain::{self, Candidate};
use super::furniture;
use super::line;
use super::mark::{self, Mark, MarkKind};
use super::spaced;
use super::text::{before, is_finished, is_stop, plain, trim, width};
use super::title;
use super::unread;
use crate::model::Span;
use std::collections::HashMap;

/// A paragraph or numbered unit: a span without white space at its ends, never empty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    pub span: Span,
    pub mark: Option<Mark>,
    /// An empty line lies in front of it.
    pub after_blank: bool,
    /// No part of the structure: a table of contents, a page number, a print header.
    pub aside: bool,
}

impl Block {
    /// What stands behind the marker.
    pub fn rest(&self, text: &str) -> Span {
        let from = self.span.start + self.mark.map_or(0, |m| m.len);
        Span::new(from.min(self.span.end), self.span.end).trim(text)
    }
    pub fn kind(&self) -> Option<MarkKind> {
        self.mark.map(|m| m.kind)
    }
    pub fn is_list(&self) -> bool {
        self.kind().is_some_and(MarkKind::is_list)
    }
}

/// All blocks of a text, in order.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = lines(text);
    mark_articles(text, &mut blocks);
    unread::mark_unread(text, &mut blocks);
    mark_divisions(text, &mut blocks);
    mark_contents(text, &mut blocks);
    mark_lists(text, &mut blocks);
    spaced::mark_spaced(text, &mut blocks);
    let blocks = join_wrapped(text, blocks);
    split_lists(text, blocks)
}

fn lines(text: &str) -> Vec<Block> {
    let mut out = Vec::with_capacity(text.len() / 120 + 1);
    let (mut start, mut after_blank) = (0, true);
    for line in text.split_inclusive('\n') {
        let span = trim(text, Span::new(start, start + line.len()));
        start += line.len();
        if span.is_empty() {
            after_blank = true;
            continue;
        }
        let aside = furniture::is_furniture(span.of(text));
        let block = Block { span, mark: None, after_blank, aside };
        match line::release_note(span.of(text)) {
            Some((from, to)) => {
                cut(text, block, &[(span.start + from, None), (span.start + to, None)], &mut out)
            }
            None => out.push(block),
        }
        after_blank = false;
    }
    out
}

/// Cuts `block` at the byte offsets `at` (ascending, inside it) and pushes the pieces.
fn cut(text: &str, block: Block, at: &[(usize, Option<Mark>)], out: &mut Vec<Block>) {
    let mut piece = block;
    for &(offset, mark) in at {
        let head = Span::new(piece.span.start, offset).trim(text);
        if !head.is_empty() {
            out.push(Block { span: head, ..piece });
        }
        let after_blank = piece.after_blank && head.is_empty();
        piece = Block { span: Span::new(offset, block.span.end), mark, after_blank, aside: false };
    }
    piece.span = trim(text, piece.span);
    if !piece.span.is_empty() {
        out.push(piece);
    }
}

struct Place {
    block: usize,
    at: usize,
    mark: Mark,
}

/// Finds the articles: candidates at line starts and at breaks inside lines, then the best chain.
fn mark_articles(text: &str, blocks: &mut Vec<Block>) {
    let mut places = Vec::new();
    let mut candidates = Vec::new();
    for (i, b) in blocks.iter().enumerate().filter(|x| !x.1.aside) {
        let s = b.span.of(text);
        for (offset, _) in s.match_indices('第') {
            let Some(m) = mark::ordinal(&s[offset..]).filter(|m| m.kind == MarkKind::Article) else {
                continue;
            };
            if let Some(strength) = article_strength(s, offset, m) {
                places.push(Place { block: i, at: b.span.start + offset, mark: m });
                candidates.push(Candidate { number: m.number, sub: m.sub, strength });
            }
        }
    }
    let mut accepted = chain::solve(&candidates).into_iter().map(|i| &places[i]).peekable();
    if accepted.peek().is_none() {
        return;
    }
    let mut out = Vec::with_capacity(blocks.len() + 16);
    let mut cuts = Vec::new();
    for (i, b) in blocks.iter().enumerate() {
        cuts.clear();
        while let Some(p) = accepted.next_if(|p| p.block == i) {
            cuts.push((p.at, Some(p.mark)));
        }
        cut(text, *b, &cuts, &mut out);
    }
    *blocks = out;
}

/// How much the 第X条 at byte `at` of a line looks like the opening of an article; `None` when it
/// cannot be one.
fn article_strength(s: &str, at: usize, m: Mark) -> Option<f32> {
    let rest = &s[at + m.len..];
    let spaced = rest.starts_with(char::is_whitespace) || rest.is_empty();
    let words = rest.trim_start();
    let titled = words.starts_with('【');
    if at == 0 {
        return match (spaced || titled, mark::is_cited(words)) {
            (true, false) => Some(3.0),
            (true, true) => Some(if words.starts_with('第') { 0.1 } else { 1.0 }),
            (false, false) => Some(2.0),
            (false, true) => None,
        };
    }
    if mark::is_cited(words) || rest.is_empty() {
        return None;
    }
    let head = &s[..at];
    let gap = head.len() - head.trim_end().len();
    match before(head, at - gap)? {
        '。' | '！' | '？' => Some(1.2),
        '；' | ';' | '：' | '）' | ')' | '】' | '”' if spaced || titled => Some(0.8),
        _ if gap >= 2 && head[..at - gap].len() < at - gap + 1 => Some(0.8),
        _ if behind_division(head) => Some(1.2),
        _ => None,
    }
}

/// The line so far ends in a short heading such as 第一章 总则.
fn behind_division(head: &str) -> bool {
    head.rfind('第').is_some_and(|i| {
        mark::ordinal(&head[i..]).is_some_and(|m| {
            m.kind.is_division() && width(&head[i + m.len..], 21) <= 20 && !head[i..].contains('。')
        })
    })
}

/// 编 章 节 at line starts, and at the end of a line whose next block opens an article.
fn mark_divisions(text: &str, blocks: &mut Vec<Block>) {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len() + 8);
    let mut cuts = Vec::new();
    for (i, b) in blocks.iter().enumerate() {
        let mut b = *b;
        if b.aside || (b.mark.is_some() && !b.span.of(text).contains(['章', '节', '编', '部'])) {
            out.push(b);
            continue;
        }
        let s = b.span.of(text);
        let next = blocks.get(i + 1);
        cuts.clear();
        for (offset, _) in s.match_indices('第') {
            let Some(m) = mark::ordinal(&s[offset..]).filter(|m| m.kind.is_division()) else { continue };
            if is_division_at(text, s, offset, m, next) {
                if offset == 0 {
                    b.mark = Some(m);
                } else {
                    cuts.push((b.span.start + offset, Some(m)));
                }
            }
        }
        cut(text, b, &cuts, &mut out);
    }
    *blocks = out;
}

const MAX_HEADING: usize = 40;

fn is_division_at(text: &str, s: &str, at: usize, m: Mark, next: Option<&Block>) -> bool {
    let rest = s[at + m.len..].trim();
    if rest.len() > 6 * MAX_HEADING {
        return false;
    }
    // A heading ends with its line, or where the next heading of the line begins.
    let words = rest.split('第').next().unwrap_or(rest);
    let heading = width(words, MAX_HEADING + 1) <= MAX_HEADING
        && !rest.contains(['。', '；', '，', '：'])
        && !mark::is_cited(rest);
    if at == 0 {
        return heading;
    }
    let opens =
        next.is_some_and(|b| b.kind() == Some(MarkKind::Article) || b.span.of(text).starts_with('第'));
    let head = s[..at].trim_end();
    let broken = before(head, head.len()).is_some_and(|c| is_stop(c) || matches!(c, '）' | ')' | '”'))
        || s[..at].len() - head.len() >= 2;
    heading && width(rest, 21) <= 20 && opens && (broken || m.number == 1)
}

/// A table of contents: headings one after another without text between, which come again below.
fn mark_contents(text: &str, blocks: &mut [Block]) {
    // Where each heading stands last: what comes again is looked up there.
    let mut last: HashMap<(MarkKind, u32), usize> = HashMap::new();
    for (i, m) in blocks.iter().enumerate().filter_map(|(i, b)| b.mark.map(|m| (i, m))) {
        last.insert((m.kind, m.number), i);
    }
    let mut i = 0;
    while i < blocks.len() {
        if !blocks[i].kind().is_some_and(MarkKind::is_division) {
            i += 1;
            continue;
        }
        let end = (i..blocks.len())
            .find(|&j| !blocks[j].kind().is_some_and(MarkKind::is_division))
            .unwrap_or(blocks.len());
        let again = |m: Mark| last.get(&(m.kind, m.number)).is_some_and(|&at| at >= end);
        // Chapter 1 and its first section may stand together in the body; two chapters may not.
        let same = |k: MarkKind| blocks[i..end].iter().filter(|b| b.kind() == Some(k)).count();
        let listed =
            same(MarkKind::Chapter) >= 2 || same(MarkKind::Part) >= 2 || same(MarkKind::Section) >= 2;
        if let Some(first) = blocks[i].mark.filter(|&m| listed && again(m)) {
            // The last headings before the first article belong to the body when the run of the
            // contents and the body touch.
            let restart = (i + 1..end)
                .rev()
                .find(|&j| {
                    blocks[j].mark.is_some_and(|m| {
                        m.kind == first.kind
                            && (m.number == first.number || m.number == 1 && m.kind != MarkKind::Section)
                    })
                })
                .unwrap_or(end);
            blocks[i..restart].iter_mut().for_each(|b| b.aside = true);
        } else if let Some(j) = (i + 1..end).rev().find(|&j| {
            blocks[j].mark.zip(blocks[i].mark).is_some_and(|(a, b)| (a.kind, a.number) == (b.kind, b.number))
        }) {
            blocks[i..j].iter_mut().for_each(|b| b.aside = true);
        }
        i = end;
    }
    for b in blocks.iter_mut() {
        if b.mark.is_none() && line::is_contents(b.span.of(text)) {
            b.aside = true;
        }
    }
}

fn mark_lists(text: &str, blocks: &mut [Block]) {
    for b in blocks.iter_mut().filter(|b| b.mark.is_none() && !b.aside) {
        b.mark = mark::at(b.span.of(text)).filter(|m| m.kind.is_list() || m.kind == MarkKind::Annex);
    }
}

/// Joins lines that the layout wrapped, when the text as a whole looks wrapped.
fn join_wrapped(text: &str, blocks: Vec<Block>) -> Vec<Block> {
    let Some(full) = wrap_width(text, &blocks) else { return blocks };
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut last_line = Span::default();
    for b in blocks {
        let joins = out.last().is_some_and(|p| {
            let tail = last_line.of(text);
            let heading = p.kind().is_some_and(|k| k.is_division() || k == MarkKind::Annex) || p.aside;
            b.mark.is_none()
                && !b.aside
                && !heading
                && !is_finished(tail)
                && width(tail, full) * 10 >= full * 7
                && !line::is_own(b.span.of(text))
                && !line::is_own(tail)
                && !title::is_title(p.span.of(text))
        });
        last_line = b.span;
        match out.last_mut() {
            Some(p) if joins => p.span.end = b.span.end,
            _ => out.push(b),
        }
    }
    out
}

/// The full width of a line in a wrapped text, `None` when lines are paragraphs.
fn wrap_width(text: &str, blocks: &[Block]) -> Option<usize> {
    const LONGEST: usize = 120;
    let mut widths: Vec<usize> = blocks
        .iter()
        .filter(|b| !b.aside)
        .map(|b| width(b.span.of(text), LONGEST))
        .filter(|&w| w >= 12)
        .collect();
    if widths.len() < 8 {
        return None;
    }
    widths.sort_unstable();
    let full = widths[widths.len() * 8 / 10];
    if full >= LONGEST {
        return None;
    }
    let near = |b: &&Block| width(b.span.of(text), LONGEST) * 100 >= full * 85;
    let long = blocks.iter().filter(near).count();
    let open = blocks.iter().filter(near).filter(|b| !is_finished(b.span.of(text))).count();
    (open * 2 > long).then_some(full)
}

/// Cuts lists that run on inside a paragraph: …：（一）…；（二）….
fn split_lists(text: &str, blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    let mut cuts = Vec::new();
    for (i, b) in blocks.iter().enumerate() {
        cuts.clear();
        if !b.aside && !b.kind().is_some_and(MarkKind::is_division) {
            list_cuts(text, b, blocks.get(i + 1), &mut cuts);
        }
        cut(text, *b, &cuts, &mut out);
    }
    out
}

fn list_cuts(text: &str, b: &Block, next: Option<&Block>, cuts: &mut Vec<(usize, Option<Mark>)>) {
    let s = b.span.of(text);
    let mut open: Vec<(MarkKind, u32)> =
        b.mark.iter().filter(|m| m.kind.is_list()).map(|m| (m.kind, m.number)).collect();
    let mut found: Vec<(usize, Mark, bool)> = Vec::new();
    let mut last = None;
    let from = b.mark.map_or(0, |m| m.len);
    for (at, c) in s.char_indices().skip_while(|x| x.0 < from) {
        let p = last;
        if !c.is_whitespace() {
            last = Some(c);
        }
        if !(matches!(c, '（' | '(' | '①'..='⒛' | '㈠'..='㈩') || plain(c).is_ascii_digit()) {
            continue;
        }
        let Some(p) = p else { continue };
        let broken = is_stop(p);
        let bracket = !plain(c).is_ascii_digit();
        if !broken && (!bracket || matches!(p, '第' | '附' | '见')) {
            continue;
        }
        if let Some(m) = mark::at(&s[at..]).filter(|m| m.kind.is_list() && m.kind != MarkKind::Han) {
            found.push((at, m, broken));
        }
    }
    for (i, &(at, m, broken)) in found.iter().enumerate() {
        let followed = || {
            found[i + 1..].iter().take(24).any(|f| f.2 && (f.1.kind, f.1.number) == (m.kind, 2))
                || next.and_then(|n| n.mark).is_some_and(|n| (n.kind, n.number) == (m.kind, 2))
        };
        let level = open.iter().rposition(|o| o.0 == m.kind && o.1 + 1 == m.number);
        if let Some(level) = level.filter(|_| broken) {
            open.truncate(level);
        } else if !(m.number == 1 && followed() && open.len() < 4) {
            continue;
        }
        open.push((m.kind, m.number));
        cuts.push((b.span.start + at, Some(m)));
    }
}
