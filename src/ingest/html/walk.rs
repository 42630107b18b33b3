use super::names;
use crate::model::{Span, format_chinese, is_han};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// Deeper elements are read, but not as elements of their own.
const MAX_DEPTH: usize = 512;
/// A table row longer than this, in bytes, is layout and not data.
const MAX_ROW: usize = 6000;

/// An element that is closed, as [`super::region`] judges it.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    pub span: Span,
    /// Bytes of text inside links, and the number of links.
    pub linked: usize,
    pub links: usize,
    /// The element, its class or its id names the portal.
    pub portal_name: bool,
    /// Its class or id names a document container.
    pub container: bool,
    pub hidden: bool,
    pub heading: bool,
}

/// The text of a page with its blocks in order of their ends.
#[derive(Debug, Default)]
pub struct Walked {
    pub text: String,
    pub blocks: Vec<Block>,
}

pub fn walk(page: &str) -> Walked {
    let sink = Sink(RefCell::new(Walker::default()));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(page));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink(RefCell<Walker>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut walker = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => walker.text(&text),
            Token::TagToken(tag) => match tag.kind {
                TagKind::StartTag => {
                    walker.start(&tag);
                    if let Some(kind) = raw_kind(&tag.name) {
                        return TokenSinkResult::RawData(kind);
                    }
                }
                TagKind::EndTag => walker.end(&tag.name),
            },
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements whose content the tokenizer must not take for tags.
fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(Rawtext),
        "textarea" | "title" => Some(Rcdata),
        _ => None,
    }
}

#[derive(Debug)]
struct Open {
    name: Box<str>,
    start: usize,
    linked: usize,
    links: usize,
    portal_name: bool,
    container: bool,
    hidden: bool,
    skipped: bool,
    /// The next number of an ordered list, the cells of a row, whether a row holds a table.
    count: u32,
    nested: bool,
}

#[derive(Debug, Default)]
struct Walker {
    out: String,
    stack: Vec<Open>,
    blocks: Vec<Block>,
    skipping: usize,
    in_pre: usize,
    in_link: usize,
    /// Bytes of text inside links so far, and links so far.
    linked: usize,
    links: usize,
    /// White space was seen that is worth a space if text follows; true if it held a line break.
    gap: Option<bool>,
}

impl Walker {
    fn text(&mut self, text: &str) {
        if self.skipping > 0 {
            return;
        }
        let before = self.out.len();
        if self.in_pre > 0 {
            self.out.push_str(text);
        } else {
            self.flow(text);
        }
        if self.in_link > 0 {
            self.linked += self.out.len() - before;
        }
    }

    /// Collapses white space as a browser does, except that a line break between two ideographs
    /// is none: editors wrap Chinese source lines anywhere.
    fn flow(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let word_end = rest.find([' ', '\t', '\n', '\r', '\u{c}']).unwrap_or(rest.len());
            let (word, tail) = rest.split_at(word_end);
            if !word.is_empty() {
                self.close_gap(word);
                self.out.push_str(word);
            }
            if tail.is_empty() {
                return;
            }
            let space_end =
                tail.find(|c: char| !matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')).unwrap_or(tail.len());
            let broken = tail[..space_end].contains('\n');
            self.gap = Some(self.gap.unwrap_or(false) || broken);
            rest = &tail[space_end..];
        }
    }

    fn close_gap(&mut self, next: &str) {
        let Some(broken) = self.gap.take() else { return };
        let last = self.out.chars().next_back();
        let wide = |c: Option<char>| {
            c.is_some_and(|c| is_han(c) || matches!(c, '\u{3001}'..='\u{301f}' | '\u{ff00}'..='\u{ff60}'))
        };
        if matches!(last, None | Some('\n' | '\t' | ' ')) || broken && wide(last) && wide(next.chars().next())
        {
            return;
        }
        self.out.push(' ');
    }

    fn line_break(&mut self) {
        self.gap = None;
        while self.out.ends_with(' ') {
            self.out.pop();
        }
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if self.skipping == 0 {
            self.close_implied(name);
            if names::is_block(name) {
                self.line_break();
            }
            match name {
                "br" => self.hard_break(),
                "td" | "th" => self.cell(),
                "table" => self.mark_nested(),
                "li" => self.marker(tag),
                _ => {}
            }
        }
        if !names::is_void(name) && !tag.self_closing && self.stack.len() < MAX_DEPTH {
            self.push(name, tag);
        }
    }

    fn push(&mut self, name: &str, tag: &Tag) {
        let attr = |key: &str| tag.attrs.iter().find(|a| &*a.name.local == key).map(|a| &*a.value);
        let named = [attr("class"), attr("id")];
        let skipped = names::is_skipped(name);
        self.skipping += usize::from(skipped);
        self.in_pre += usize::from(name == "pre");
        if name == "a" {
            self.in_link += 1;
            self.links += 1;
        }
        let first_number = attr("start").and_then(|s| s.trim().parse::<u32>().ok()).unwrap_or(1);
        self.stack.push(Open {
            name: name.into(),
            start: self.out.len(),
            linked: self.linked,
            links: self.links,
            portal_name: names::is_portal_element(name)
                || named.iter().flatten().any(|v| names::names_portal(v)),
            container: named.iter().flatten().any(|v| names::names_container(v)),
            hidden: attr("hidden").is_some() || attr("style").is_some_and(is_hiding),
            skipped,
            count: if name == "ol" { first_number.min(100_000) } else { 0 },
            nested: false,
        });
    }

    fn hard_break(&mut self) {
        self.gap = None;
        while self.out.ends_with(' ') {
            self.out.pop();
        }
        self.out.push('\n');
    }

    fn cell(&mut self) {
        self.gap = None;
        let Some(row) = self.stack.iter_mut().rev().take(8).find(|o| &*o.name == "tr") else { return };
        row.count += 1;
        if row.count > 1 {
            self.out.push('\t');
        }
    }

    fn mark_nested(&mut self) {
        self.stack.iter_mut().filter(|o| &*o.name == "tr").for_each(|row| row.nested = true);
    }

    /// The number that a browser shows before a list item is text of the document.
    fn marker(&mut self, tag: &Tag) {
        let attr = |key: &str| tag.attrs.iter().find(|a| &*a.name.local == key).map(|a| a.value.trim());
        if let Some(own) = attr("data-number").filter(|v| !v.is_empty() && v.len() <= 24) {
            let chinese =
                own.chars().all(|c| crate::model::parse_chinese(&c.to_string()).is_some() && !c.is_ascii());
            self.out.push_str(&if chinese { format!("（{own}）") } else { format!("{own}.") });
            return;
        }
        let Some(list) = self.stack.iter_mut().rev().take(16).find(|o| matches!(&*o.name, "ol" | "ul"))
        else {
            return;
        };
        if &*list.name != "ol" {
            return;
        }
        if let Some(value) = attr("value").and_then(|v| v.parse::<u32>().ok()) {
            list.count = value.min(100_000);
        }
        let n = list.count;
        list.count += 1;
        let kind = attr("type").unwrap_or("1");
        self.out.push_str(&match kind {
            "a" | "A" if (1..=26).contains(&n) => {
                format!("{}.", (kind.as_bytes()[0] + (n - 1) as u8) as char)
            }
            "一" => format!("{}、", format_chinese(n)),
            _ => format!("{n}."),
        });
    }

    /// End tags that HTML lets an author leave out.
    fn close_implied(&mut self, name: &str) {
        let (closes, stops): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
            _ if names::is_block(name) => (&["p"], &["td", "th", "li", "div", "table", "body"]),
            _ => return,
        };
        let found = self
            .stack
            .iter()
            .rev()
            .take(32)
            .take_while(|o| !stops.contains(&&*o.name))
            .position(|o| closes.contains(&&*o.name));
        if let Some(depth) = found {
            (0..=depth).for_each(|_| self.pop());
        }
    }

    fn end(&mut self, name: &str) {
        if name == "br" || name == "p" && !self.is_open("p") {
            self.hard_break();
            return;
        }
        if let Some(depth) = self.stack.iter().rev().take(256).position(|o| &*o.name == name) {
            (0..=depth).for_each(|_| self.pop());
        }
    }

    fn is_open(&self, name: &str) -> bool {
        self.stack.iter().rev().take(256).any(|o| &*o.name == name)
    }

    fn pop(&mut self) {
        let Some(open) = self.stack.pop() else { return };
        self.skipping -= usize::from(open.skipped);
        self.in_pre -= usize::from(&*open.name == "pre");
        self.in_link -= usize::from(&*open.name == "a");
        if self.skipping > 0 || !names::is_block(&open.name) && !open.container {
            return;
        }
        if &*open.name == "tr" {
            self.close_row(&open);
        }
        if names::is_block(&open.name) {
            self.line_break();
        }
        let start = self.out.floor_char_boundary(open.start);
        self.blocks.push(Block {
            span: Span::new(start, self.out.len()),
            linked: self.linked - open.linked,
            links: self.links - open.links,
            portal_name: open.portal_name,
            container: open.container,
            hidden: open.hidden,
            heading: matches!(&*open.name, "h1" | "h2" | "h3"),
        });
    }

    /// A data row becomes one line with tabs; a row that lays out the page keeps its lines.
    fn close_row(&mut self, row: &Open) {
        let start = self.out.floor_char_boundary(row.start);
        while self.out.len() > start && self.out.ends_with([' ', '\n']) {
            self.out.pop();
        }
        let text = &self.out[start..];
        let layout = row.nested || row.count < 2 || text.len() > MAX_ROW;
        let closed = if layout {
            text.replace('\t', "\n")
        } else if text.contains('\n') {
            let cells: Vec<String> = text
                .split('\t')
                .map(|cell| cell.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            cells.join("\t")
        } else {
            return;
        };
        self.out.truncate(start);
        self.out.push_str(&closed);
    }

    fn finish(mut self) -> Walked {
        while !self.stack.is_empty() {
            self.pop();
        }
        self.line_break();
        Walked { text: self.out, blocks: self.blocks }
    }
}

fn is_hiding(style: &str) -> bool {
    let compact: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    compact.contains("display:none") || compact.contains("visibility:hidden")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(page: &str) -> String {
        walk(page).text
    }

    #[test]
    fn blocks_are_lines_and_inline_is_not() {
        assert_eq!(
            text(
                "<h1>甲市办法</h1><p>第一条 为<b>规范</b>\n  管理，<span>制定</span>本办法。<p>第二条<br>适用"
            ),
            "甲市办法\n第一条 为规范管理，制定本办法。\n第二条\n适用\n"
        );
    }

    #[test]
    fn lists_show_their_numbers() {
        assert_eq!(text("<ol start=3><li>甲<li>乙</ol><ul><li>丙</ul>"), "3.甲\n4.乙\n丙\n");
        assert_eq!(text("<ul><li data-number='一'>甲</li></ul>"), "（一）甲\n");
    }

    #[test]
    fn rows_of_data_are_lines_with_tabs() {
        let page = "<table><tr><td><p>序号</p><td>名称</tr><tr><td>1<td><p>甲</p><p>乙</p></table>";
        assert_eq!(text(page), "序号\t名称\n1\t甲 乙\n");
        assert_eq!(text("<table><tr><td><p>第一条</p><p>第二条</p></td></tr></table>"), "第一条\n第二条\n");
    }

    #[test]
    fn scripts_and_entities() {
        assert_eq!(text("<script>if(a<b)</script>&ldquo;甲&rdquo;&amp;乙<style>p{}</style>"), "“甲”&乙\n");
    }
}
