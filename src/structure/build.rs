//! Builds the tree: one pass over the blocks with a stack of open nodes.
//!
//! Leaves are emitted in text order and white space between them becomes a blank leaf, so the
//! leaves tile the text whatever the blocks are.

use super::block::Block;
use super::line;
use super::mark::{self, Mark, MarkKind};
use super::split::{Notice, Plan, Zone};
use super::text::{is_finished, is_han, is_stem, is_stop, last_sentence, width};
use super::title;
use crate::model::{Node, NodeKind, Span};
use std::ops::Range;

/// Nodes open at once; deeper lists become paragraphs.
const MAX_DEPTH: usize = 14;

/// The tree of a source, and whether something was too deep for it.
pub fn build(text: &str, blocks: &[Block], plan: &Plan) -> (Node, bool) {
    let mut b = Builder::new(text, blocks);
    b.open(NodeKind::Document, None, 0);
    let first = plan.notice.as_ref().map(|n| n.blocks.start).or(plan.zones.first().map(|z| z.blocks.start));
    b.leaves(NodeKind::Meta, 0..first.unwrap_or(blocks.len()));
    if let Some(notice) = &plan.notice {
        b.notice(notice);
    }
    for zone in &plan.zones {
        b.instrument(zone);
    }
    b.finish()
}

struct Frame {
    node: Node,
    mark: Option<Mark>,
}

struct Builder<'a> {
    text: &'a str,
    blocks: &'a [Block],
    /// For each block the next block with a marker, or the number of blocks.
    next_mark: Vec<usize>,
    stack: Vec<Frame>,
    /// Bytes of the text that have a leaf.
    at: usize,
    /// The last running text emitted: what a list may hang on.
    last_text: Option<Span>,
    /// Last number of each kind of heading since the base was opened.
    running: Vec<(MarkKind, u32)>,
    too_deep: bool,
    zone_end: usize,
    /// Last block of the main body of the zone; annexes begin behind it.
    main_end: usize,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, blocks: &'a [Block]) -> Self {
        let mut next_mark = vec![blocks.len(); blocks.len()];
        for i in (0..blocks.len().saturating_sub(1)).rev() {
            let b = &blocks[i + 1];
            next_mark[i] = if b.mark.is_some() && !b.aside { i + 1 } else { next_mark[i + 1] };
        }
        Self {
            text,
            blocks,
            next_mark,
            stack: Vec::new(),
            at: 0,
            last_text: None,
            running: Vec::new(),
            too_deep: false,
            zone_end: blocks.len(),
            main_end: 0,
        }
    }

    // ---- leaves and frames ----

    fn top(&mut self) -> Option<&mut Frame> {
        self.stack.last_mut()
    }

    fn blank(&mut self, to: usize) {
        if to > self.at {
            let span = Span::new(self.at, to);
            self.at = to;
            if let Some(f) = self.top() {
                f.node.children.push(Node::leaf(NodeKind::Blank, span));
            }
        }
    }

    fn leaf(&mut self, kind: NodeKind, span: Span) {
        if span.end <= self.at || span.is_empty() {
            return;
        }
        self.blank(span.start);
        let span = Span::new(self.at, span.end);
        self.at = span.end;
        if kind == NodeKind::Text {
            self.last_text = Some(span);
        }
        if let Some(f) = self.top() {
            f.node.children.push(Node::leaf(kind, span));
        }
    }

    fn open(&mut self, kind: NodeKind, mark: Option<Mark>, start: usize) {
        self.blank(start);
        let mut node = Node::leaf(kind, Span::new(self.at, self.at));
        node.number = mark.map(|m| m.number).filter(|&n| n > 0);
        node.label = mark.map(|m| m.label()).unwrap_or_default();
        self.stack.push(Frame { node, mark });
    }

    fn close(&mut self) {
        let Some(mut f) = self.stack.pop() else { return };
        f.node.span.end = self.at;
        if let Some(parent) = self.top() {
            parent.node.children.push(f.node);
        } else {
            self.stack.push(f);
        }
    }

    /// Closes frames until `depth` are left.
    fn close_to(&mut self, depth: usize) {
        while self.stack.len() > depth.max(1) {
            self.close();
        }
    }

    fn kind_at(&self, i: usize) -> Option<NodeKind> {
        self.stack.get(i).map(|f| f.node.kind)
    }

    /// Index of the innermost frame that lists and paragraphs belong to.
    fn base(&self) -> usize {
        use NodeKind::*;
        let is_base = |f: &Frame| {
            matches!(f.node.kind, Document | Notice | Instrument | Annex | Part | Chapter | Section | Article)
        };
        self.stack.iter().rposition(is_base).unwrap_or(0)
    }

    fn leaves(&mut self, kind: NodeKind, range: Range<usize>) {
        for i in range {
            if let Some(b) = self.blocks.get(i) {
                self.leaf(kind, b.span);
            }
        }
    }

    fn finish(mut self) -> (Node, bool) {
        self.close_to(1);
        self.blank(self.text.len());
        let end = self.at;
        let root = self.stack.pop().map(|mut f| {
            f.node.span.end = end;
            f.node
        });
        (root.unwrap_or_else(|| Node::leaf(NodeKind::Document, Span::new(0, end))), self.too_deep)
    }

    // ---- zones ----

    fn notice(&mut self, notice: &Notice) {
        let start = self.blocks.get(notice.blocks.start).map_or(self.at, |b| b.span.start);
        self.open(NodeKind::Notice, None, start);
        self.zone_end = notice.blocks.end;
        self.main_end = notice.blocks.start;
        self.running.clear();
        let mut i = notice.blocks.start;
        while i < notice.blocks.end {
            if notice.title.contains(&i) {
                self.leaf(NodeKind::Title, self.blocks[i].span);
                i += 1;
            } else {
                i = self.block(i, i < notice.title.start, true);
            }
        }
        self.close_to(1);
    }

    fn instrument(&mut self, zone: &Zone) {
        let start = self.blocks.get(zone.blocks.start).map_or(self.at, |b| b.span.start);
        self.open(NodeKind::Instrument, None, start);
        if let Some(f) = self.top() {
            f.node.heading = zone.title_text.clone();
        }
        self.zone_end = zone.blocks.end;
        self.main_end = main_end(self.blocks, &zone.blocks);
        self.running.clear();
        self.last_text = None;
        let first_mark = zone.title.end.max(zone.blocks.start);
        let letter = title::strip_brackets(&zone.title_text).ends_with(['知', '函', '告']);
        let mut i = zone.blocks.start;
        while i < zone.blocks.end {
            if zone.title.contains(&i) {
                let b = self.blocks[i];
                self.leaf(NodeKind::Meta, Span::new(b.span.start, b.rest(self.text).start));
                self.leaf(NodeKind::Title, b.rest(self.text));
                i += 1;
            } else if i < first_mark {
                self.leaf(NodeKind::Meta, self.blocks[i].span);
                i += 1;
            } else {
                i = self.block(i, false, letter);
            }
        }
        self.close_to(1);
    }

    /// Takes block `i` (and what goes with it); returns the next block to take.
    fn block(&mut self, i: usize, meta: bool, letter: bool) -> usize {
        let b = self.blocks[i];
        if meta || b.aside {
            self.leaf(NodeKind::Meta, b.span);
            return i + 1;
        }
        match b.mark {
            Some(m) if m.kind.is_division() => self.division(i, m),
            Some(m) if m.kind == MarkKind::Article => self.article(i, m),
            Some(m) if m.kind == MarkKind::Annex => self.annex(i, m),
            Some(m) => self.list(i, m),
            None => self.unmarked(i, letter),
        }
    }

    // ---- divisions, articles, annexes ----

    fn division(&mut self, i: usize, m: Mark) -> usize {
        use NodeKind::*;
        let kind = match m.kind {
            MarkKind::Part => Part,
            MarkKind::Chapter => Chapter,
            _ => Section,
        };
        let holds = |f: &Frame| {
            matches!(f.node.kind, Document | Notice | Instrument | Annex)
                || (matches!(f.node.kind, Part | Chapter | Section) && f.node.kind < kind)
        };
        let parent = self.stack.iter().rposition(holds).unwrap_or(0);
        self.close_to(parent + 1);
        let b = self.blocks[i];
        self.open(kind, Some(m), b.span.start);
        self.running.clear();
        self.leaf(NodeKind::Marker, self.marker(&b, m));
        let rest = b.rest(self.text);
        let mut next = i + 1;
        if !rest.is_empty() {
            self.caption(rest);
        } else if self.is_heading_line(next) {
            self.caption(self.blocks[next].span);
            next += 1;
        }
        next
    }

    fn article(&mut self, i: usize, m: Mark) -> usize {
        use NodeKind::*;
        let holds = |f: &Frame| {
            matches!(f.node.kind, Document | Notice | Instrument | Annex | Part | Chapter | Section)
        };
        let parent = self.stack.iter().rposition(holds).unwrap_or(0);
        self.close_to(parent + 1);
        let b = self.blocks[i];
        self.open(Article, Some(m), b.span.start);
        self.leaf(Marker, self.marker(&b, m));
        self.last_text = None;
        self.running.clear();
        let mut rest = b.rest(self.text);
        if let Some(caption) = bracket_caption(rest.of(self.text)) {
            self.caption(Span::new(rest.start, rest.start + caption));
            rest = Span::new(rest.start + caption, rest.end).trim(self.text);
        } else if !rest.is_empty() && self.is_article_title(rest, i) {
            self.caption(rest);
            return i + 1;
        }
        if !rest.is_empty() {
            self.open(Paragraph, None, rest.start);
            self.leaf(Text, rest);
        }
        i + 1
    }

    /// `第五条 容错机制` on a line of its own.
    fn is_article_title(&self, rest: Span, i: usize) -> bool {
        let s = rest.of(self.text);
        width(s, 21) <= 20
            && !s.contains(['，', '。', '；', '：', ',', '《'])
            && i + 1 < self.zone_end
            && self.blocks.get(i + 1).is_some_and(|b| b.mark.is_none() && !line::is_own(b.span.of(self.text)))
    }

    /// A marker leaf reaches to the words behind it.
    fn marker(&self, b: &Block, m: Mark) -> Span {
        let end = (b.span.start + m.len).min(b.span.end);
        Span::new(b.span.start, b.rest(self.text).start.max(end))
    }

    fn caption(&mut self, span: Span) {
        self.leaf(NodeKind::Caption, span);
        let words = heading_words(span.of(self.text));
        if let Some(f) = self.top() {
            f.node.heading = words;
        }
    }

    fn is_heading_line(&self, i: usize) -> bool {
        i < self.zone_end
            && self.blocks.get(i).is_some_and(|b| {
                let s = b.span.of(self.text);
                b.mark.is_none()
                    && width(s, 25) <= 24
                    && !is_finished(s)
                    && !s.contains('，')
                    && !line::is_own(s)
            })
    }

    fn annex(&mut self, i: usize, m: Mark) -> usize {
        let b = self.blocks[i];
        let rest = b.rest(self.text).of(self.text);
        if i < self.main_end {
            return self.paragraph(i);
        }
        if let Some(end) = self.annex_list(i) {
            let letter = self
                .stack
                .iter()
                .rposition(|f| matches!(f.node.kind, NodeKind::Notice | NodeKind::Instrument))
                .unwrap_or(0);
            self.close_to(letter + 1);
            self.leaves(NodeKind::Meta, i..end);
            return end;
        }
        let parent = self
            .stack
            .iter()
            .rposition(|f| {
                matches!(f.node.kind, NodeKind::Notice | NodeKind::Instrument | NodeKind::Document)
            })
            .unwrap_or(0);
        self.close_to(parent + 1);
        self.open(NodeKind::Annex, Some(m), b.span.start);
        self.running.clear();
        self.last_text = None;
        let colon = rest.chars().next().filter(|c| matches!(c, '：' | ':')).map_or(0, char::len_utf8);
        let rest = b.rest(self.text);
        let rest_text = Span::new(rest.start + colon, rest.end).trim(self.text);
        self.leaf(NodeKind::Marker, Span::new(b.span.start, rest_text.start.max(rest.start + colon)));
        if rest_text.is_empty() {
            if let Some(next) = self.annex_number(i + 1) {
                return next;
            }
            if i + 1 < self.zone_end
                && self.blocks.get(i + 1).is_some_and(|n| {
                    n.mark.is_none() && title::is_title(n.span.of(self.text)) || self.is_heading_line(i + 1)
                })
            {
                self.caption(self.blocks[i + 1].span);
                return i + 2;
            }
        } else if width(rest_text.of(self.text), 61) <= 60 && !is_finished(rest_text.of(self.text)) {
            self.caption(rest_text);
        } else {
            self.open(NodeKind::Paragraph, None, rest_text.start);
            self.leaf(NodeKind::Text, rest_text);
        }
        i + 1
    }

    /// The number of the annex on a line of its own below 附件; the block behind it.
    fn annex_number(&mut self, i: usize) -> Option<usize> {
        let b = self.blocks.get(i).filter(|b| i < self.zone_end && b.mark.is_none())?;
        let number = b.span.of(self.text).parse::<u32>().ok().filter(|n| (1..100).contains(n))?;
        self.leaf(NodeKind::Marker, b.span);
        if let Some(f) = self.top() {
            f.node.number = Some(number);
            f.node.label = format!("附件{number}");
        }
        Some(i + 1)
    }

    /// The end of a list of annexes (附件：1.… 2.…) that begins at block `i`; `None` when an annex
    /// itself begins there.
    fn annex_list(&self, i: usize) -> Option<usize> {
        let b = &self.blocks[i];
        let rest = b.rest(self.text).of(self.text);
        let colon = rest.starts_with(['：', ':']);
        let mut end = i + 1;
        while end < self.zone_end.min(i + 200) {
            let n = &self.blocks[end];
            let s = n.span.of(self.text);
            let listed = n.kind() == Some(MarkKind::Digit)
                || n.kind() == Some(MarkKind::Annex)
                    && !n.rest(self.text).is_empty()
                    && !self.opens_annex(end)
                || n.mark.is_none()
                    && end == i + 1
                    && rest.len() <= 3
                    && colon
                    && title::is_title(s)
                    && self.closes_letter(end + 1);
            if !listed || width(s, 121) > 120 || is_finished(s) && !s.ends_with(['；', '。', ';']) {
                break;
            }
            end += 1;
        }
        if colon || end > i + 1 {
            let later = self.blocks[end.min(self.zone_end)..self.zone_end]
                .iter()
                .take(400)
                .any(|n| n.kind() == Some(MarkKind::Annex));
            return (later || end >= self.zone_end || self.closes_letter(end)).then_some(end);
        }
        (!rest.is_empty() && (end >= self.zone_end || self.closes_letter(end))).then_some(end)
    }

    fn opens_annex(&self, i: usize) -> bool {
        self.blocks.get(i + 1).is_some_and(|n| n.kind() != Some(MarkKind::Annex))
            && !self.closes_letter(i + 1)
    }

    /// The letter ends at block `i`: a signature, a date, a field or the end of the zone.
    fn closes_letter(&self, i: usize) -> bool {
        i >= self.zone_end
            || self.blocks.get(i).is_none_or(|b| {
                let s = b.span.of(self.text);
                b.mark.is_none() && (line::is_body(s) || line::is_own(s))
            })
    }

    // ---- lists and headings ----

    fn list(&mut self, i: usize, m: Mark) -> usize {
        let base = self.base();
        let exact = |f: &Frame| f.mark.is_some_and(|x| x.kind == m.kind && x.number + 1 == m.number);
        let loose = |f: &Frame| f.mark.is_some_and(|x| x.kind == m.kind && follows_loosely(x, m));
        let level = (base + 1..self.stack.len()).rev().find(|&l| exact(&self.stack[l]));
        let level = level.or_else(|| (base + 1..self.stack.len()).rev().find(|&l| loose(&self.stack[l])));
        if let Some(level) = level {
            let kind = self.kind_at(level).unwrap_or(NodeKind::Item);
            self.close_to(level);
            return self.numbered(i, m, kind);
        }
        let runs_on = self.running.iter().any(|r| r.0 == m.kind && r.1 + 1 == m.number);
        // 九、… behind the heading 十、 is the rest of a sentence: 排名前八、| 九、….
        let runs_back =
            m.kind == MarkKind::Han && self.running.iter().any(|r| r.0 == m.kind && r.1 > m.number);
        if !(m.number == 1 || runs_on || !runs_back && self.starts_late(i, m)) {
            return self.paragraph(i);
        }
        if self.stack.len() >= MAX_DEPTH {
            self.too_deep = true;
            return self.paragraph(i);
        }
        let kind = self.list_kind(base, m);
        if is_heading(kind) {
            let outer =
                (base + 1..self.stack.len()).find(|&l| self.stack[l].mark.is_some_and(|x| x.kind >= m.kind));
            let depth = outer.unwrap_or(self.stack.len());
            self.close_to(depth);
            while self.stack.len() > base + 1
                && self.kind_at(self.stack.len() - 1) == Some(NodeKind::Paragraph)
            {
                self.close();
            }
        }
        self.numbered(i, m, kind)
    }

    /// A list that begins above 1 is believed when it goes on, or when its marker is unmistakable.
    fn starts_late(&self, i: usize, m: Mark) -> bool {
        if m.number > 40 {
            return false;
        }
        match m.kind {
            MarkKind::Han | MarkKind::BracketHan => true,
            _ => self
                .blocks
                .get(self.next_mark[i])
                .and_then(|b| b.mark)
                .is_some_and(|n| n.kind == m.kind && n.number == m.number + 1),
        }
    }

    fn list_kind(&self, base: usize, m: Mark) -> NodeKind {
        use NodeKind::*;
        let items = self.stack[base..].iter().filter(|f| matches!(f.node.kind, Item | Point)).count();
        if items > 0 {
            return Point;
        }
        let article = self.kind_at(base) == Some(Article);
        let hangs = self.last_text.is_some_and(|t| is_list_stem(self.text, t)) && m.kind != MarkKind::Han;
        if article || hangs {
            return Item;
        }
        match m.kind {
            MarkKind::Han => Heading1,
            MarkKind::BracketHan => Heading2,
            MarkKind::Digit => Heading3,
            _ => Heading4,
        }
    }

    fn numbered(&mut self, i: usize, m: Mark, kind: NodeKind) -> usize {
        let b = self.blocks[i];
        self.open(kind, Some(m), b.span.start);
        self.leaf(NodeKind::Marker, self.marker(&b, m));
        self.running.retain(|r| r.0 != m.kind);
        self.running.push((m.kind, m.number));
        let rest = b.rest(self.text);
        if rest.is_empty() {
            return i + 1;
        }
        let words = rest.of(self.text);
        let item = matches!(kind, NodeKind::Item | NodeKind::Point);
        let body = match run_in(words, item) {
            Some(caption) => {
                self.caption(Span::new(rest.start, rest.start + caption));
                Span::new(rest.start + caption, rest.end)
            }
            None if !item && self.is_bare_heading(i, m, words) => {
                self.caption(rest);
                self.last_text = None;
                return i + 1;
            }
            None => rest,
        };
        if !item {
            self.open(NodeKind::Paragraph, None, body.start);
        }
        self.leaf(NodeKind::Text, body);
        i + 1
    }

    /// A heading without text of its own: words without an end that something hangs under.
    fn is_bare_heading(&self, i: usize, m: Mark, words: &str) -> bool {
        if is_finished(words) && !words.ends_with(['”', '）']) || width(words, 61) > 60 {
            return false;
        }
        if i + 1 >= self.zone_end {
            return false;
        }
        let next = &self.blocks[i + 1];
        match next.mark {
            None => !line::is_own(next.span.of(self.text)),
            Some(n) if n.kind.is_list() => {
                n.kind != m.kind
                    && (n.number == 1 || n.kind > m.kind)
                    && !self
                        .stack
                        .iter()
                        .any(|f| f.mark.is_some_and(|x| x.kind == n.kind && x.number + 1 == n.number))
            }
            Some(_) => false,
        }
    }

    // ---- paragraphs ----

    fn unmarked(&mut self, i: usize, letter: bool) -> usize {
        let b = self.blocks[i];
        let s = b.span.of(self.text);
        let tail = self.next_mark[i] >= self.zone_end
            || self.blocks[self.next_mark[i]].kind() == Some(MarkKind::Annex);
        let base = self.kind_at(self.base());
        let opening =
            self.last_text.is_none() && matches!(base, Some(NodeKind::Instrument | NodeKind::Notice));
        if let Some(end) = self.signature(i).filter(|_| tail || letter || opening) {
            if tail && !opening {
                self.close_letter();
            }
            let kind = if opening { NodeKind::Meta } else { NodeKind::Signature };
            self.leaves(kind, i..end);
            return end;
        }
        if line::is_field(s) || line::is_number(s) || line::is_contents(s) {
            if tail && line::is_field(s) && self.last_text.is_some() {
                self.close_letter();
            }
            // 抄送 may run over a few lines.
            let copies = if s.starts_with("抄送") { self.copies_end(i) } else { i + 1 };
            self.leaves(NodeKind::Meta, i..copies);
            return copies;
        }
        if opening
            && (line::is_issued(s)
                || line::is_adoption(s)
                || line::is_date(s)
                || line::is_body(s)
                || (letter && line::is_addressee(s)))
        {
            self.leaf(NodeKind::Meta, b.span);
            return i + 1;
        }
        // Words of the page behind the last paragraph of the last article.
        if tail
            && base == Some(NodeKind::Article)
            && !is_finished(s)
            && width(s, 41) <= 40
            && self.last_text.is_some_and(|t| is_finished(t.of(self.text)))
        {
            self.close_letter();
            self.leaf(NodeKind::Meta, b.span);
            return i + 1;
        }
        self.paragraph(i)
    }

    fn copies_end(&self, i: usize) -> usize {
        let goes_on = |j: &usize| {
            *j < self.zone_end
                && self.blocks[*j].mark.is_none()
                && !title::is_title(self.blocks[*j].span.of(self.text))
        };
        (i + 1..i + 6).find(|j| !goes_on(j)).unwrap_or(i + 6).min(self.zone_end.max(i + 1))
    }

    fn close_letter(&mut self) {
        let at = self
            .stack
            .iter()
            .rposition(|f| {
                matches!(f.node.kind, NodeKind::Notice | NodeKind::Instrument | NodeKind::Document)
            })
            .unwrap_or(0);
        self.close_to(at + 1);
    }

    /// Names of bodies and the date below them: the end of the signature that begins at block `i`.
    fn signature(&self, i: usize) -> Option<usize> {
        let mut end = i;
        while end < self.zone_end.min(i + 8) {
            let b = &self.blocks[end];
            let s = b.span.of(self.text);
            if b.mark.is_some() {
                return None;
            }
            end += 1;
            if line::is_date(s) {
                return Some(end);
            }
            if !line::is_body(s) && !line::is_signed(s) {
                return None;
            }
            if line::is_signed(s) {
                return Some(end);
            }
        }
        None
    }

    fn paragraph(&mut self, i: usize) -> usize {
        let b = self.blocks[i];
        let base = self.base();
        let next = self
            .blocks
            .get(self.next_mark[i])
            .filter(|_| self.next_mark[i] < self.zone_end)
            .and_then(|n| n.mark);
        let goes_on =
            |f: &Frame| f.mark.zip(next).is_some_and(|(x, n)| x.kind == n.kind && x.number + 1 == n.number);
        let level = (base + 1..self.stack.len()).rev().find(|&l| goes_on(&self.stack[l]));
        let items = (base + 1..self.stack.len())
            .find(|&l| matches!(self.kind_at(l), Some(NodeKind::Item | NodeKind::Point)));
        let s = b.span.of(self.text);
        let depth = match (items, level) {
            // The list goes on below: the paragraph belongs to the item.
            (Some(items), Some(level)) if level >= items => level + 1,
            (Some(_), _)
                if s.ends_with(['；', ';'])
                    && self.last_text.is_some_and(|t| t.of(self.text).ends_with(['；', ';'])) =>
            {
                self.stack.len()
            }
            // Back to what holds the list: the article, or the heading above the stem.
            (Some(items), _) => self.stack[..items]
                .iter()
                .rposition(|f| f.node.kind != NodeKind::Paragraph)
                .map_or(base + 1, |p| p + 1),
            _ => self.stack.len(),
        };
        self.close_to(depth);
        while self.stack.len() > base + 1
            && matches!(self.kind_at(self.stack.len() - 1), Some(NodeKind::Paragraph | NodeKind::TableRow))
        {
            self.close();
        }
        let kind = if s.contains('\t') { NodeKind::TableRow } else { NodeKind::Paragraph };
        self.open(kind, None, b.span.start);
        self.leaf(NodeKind::Text, b.span);
        i + 1
    }
}

fn is_heading(kind: NodeKind) -> bool {
    use NodeKind::*;
    matches!(kind, Heading1 | Heading2 | Heading3 | Heading4)
}

/// The number repeats or skips by a slip of the text.
fn follows_loosely(x: Mark, m: Mark) -> bool {
    match m.kind {
        MarkKind::Han | MarkKind::BracketHan => m.number > 1 && (x.number..=x.number + 3).contains(&m.number),
        _ => m.number == x.number + 2,
    }
}

/// A paragraph that a list hangs on: 应当符合下列条件：
fn is_list_stem(text: &str, span: Span) -> bool {
    let s = span.of(text);
    is_stem(s) || {
        let last = last_sentence(text, span);
        ["下列", "以下", "如下"].iter().any(|w| last.of(text).contains(w)) && last.len() < 300
    }
}

/// The end of the last block of the main body: behind it 附件 opens an annex. The body has 条, or
/// headings 一、二、, or in texts that begin with them 1. 2. 3.; what begins again behind 附件 is the
/// annex's own.
fn main_end(blocks: &[Block], range: &Range<usize>) -> usize {
    let mut end = range.start;
    let (mut article, mut han, mut digit, mut annexed) = (0, 0, 0, false);
    for i in range.clone() {
        let Some(m) = blocks[i].mark.filter(|_| !blocks[i].aside) else { continue };
        match m.kind {
            MarkKind::Annex if article == 0 && han == 0 => annexed = true,
            // A list 附件：1.… 2.… is no body.
            MarkKind::Digit
                if article == 0 && han == 0 && m.number == digit + 1 && !(annexed && digit == 0) =>
            {
                (digit, annexed, end) = (m.number, false, if digit >= 2 { i + 1 } else { end })
            }
            MarkKind::Han if annexed && digit >= 3 => {}
            MarkKind::Article if m.number > article || (m.number == article && m.sub > 0) => {
                (article, end) = (m.number, i + 1)
            }
            MarkKind::Article => break,
            MarkKind::Han if article == 0 && m.number == han + 1 => (han, end) = (m.number, i + 1),
            _ => {}
        }
    }
    end
}

/// The bracketed title behind an article number: 【容错机制】 or （退出机制）; its length in bytes.
fn bracket_caption(s: &str) -> Option<usize> {
    let (close, most) = match s.chars().next()? {
        '【' => ('】', 30),
        '[' | '〔' => (if s.starts_with('[') { ']' } else { '〕' }, 20),
        '（' | '(' => ('）', 20),
        _ => return None,
    };
    let (at, c) = s.char_indices().take(most).find(|x| x.1 == close || (close == '）' && x.1 == ')'))?;
    let inside = &s[..at];
    (!inside.contains(['。', '；', '：', '，']) && !mark::at(s).is_some_and(|m| m.kind.is_list()))
        .then_some(at + c.len_utf8())
}

/// The heading sentence that runs in with the text behind it; its length in bytes with the stop.
fn run_in(s: &str, item: bool) -> Option<usize> {
    let (most, commas) = if item { (24, 0) } else { (45, 1) };
    let mut seen = 0;
    let mut last = ' ';
    for (n, (at, c)) in s.char_indices().enumerate().take(most) {
        let before = std::mem::replace(&mut last, c);
        match c {
            '。' | '.' if c == '。' || is_han(before) && s[at + 1..].starts_with(is_han) => {
                let end = at + c.len_utf8();
                return (n >= 2 && !s[end..].trim().is_empty()).then_some(end);
            }
            '：' | ':' if n <= 20 => {
                let end = at + c.len_utf8();
                let rest = s[end..].trim_start();
                return (n >= 2 && seen == 0 && !rest.is_empty() && mark::at(rest).is_none()).then_some(end);
            }
            '，' | ',' => {
                seen += 1;
                if seen > commas {
                    return None;
                }
            }
            '；' | '！' | '？' => return None,
            _ => {}
        }
    }
    None
}

/// Heading words without brackets, stops and the spaces that spread two characters.
fn heading_words(s: &str) -> String {
    let t = super::text::tidy(s);
    t.trim_matches(|c: char| {
        matches!(c, '【' | '】' | '（' | '）' | '(' | ')' | '〔' | '〕' | '[' | ']') || is_stop(c)
    })
    .to_string()
}
