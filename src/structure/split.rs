//! Splits a source into what lies in front, the covering notice and the instruments.

use super::block::Block;
use super::facts::date;
use super::line;
use super::mark::MarkKind;
use super::text::{is_finished, squeeze, tidy, width};
use super::title;
use crate::model::{Span, fold};
use std::ops::Range;

/// The stretch of blocks that holds one instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    pub blocks: Range<usize>,
    /// Blocks of the title; empty when the title is only known from the notice.
    pub title: Range<usize>,
    pub title_text: String,
}

/// How the blocks of a source fall apart. Blocks in front of `notice` (or of the first zone) are
/// the page around the document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    pub notice: Option<Notice>,
    pub zones: Vec<Zone>,
}

/// A covering notice or publication order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub blocks: Range<usize>,
    pub title: Range<usize>,
    pub title_text: String,
}

/// Lines of a title that the layout wrapped.
const MAX_TITLE_LINES: usize = 6;
/// How far above the first article its title is looked for.
const LOOK_BACK: usize = 24;
/// How many blocks of the head are searched for names of attached instruments.
const HEAD: usize = 120;

/// The comparable form of a title: no white space, brackets or quotation marks, folded.
pub fn key(s: &str) -> String {
    let folded = fold(&squeeze(s)).text;
    let mut bare = title::strip_brackets(folded.trim_end_matches(['》', '"'])).to_string();
    // Signs are lost or changed in many copies (＋, ×, “”): letters, digits and Han decide.
    bare.retain(|c| c.is_alphanumeric());
    bare
}

struct Splitter<'a> {
    text: &'a str,
    blocks: &'a [Block],
}

/// A title found: its blocks and its words.
type Title = (Range<usize>, String);

impl Splitter<'_> {
    fn words(&self, i: usize) -> &str {
        self.blocks[i].span.of(self.text)
    }

    fn is_plain(&self, i: usize) -> bool {
        self.blocks.get(i).is_some_and(|b| b.mark.is_none() && !b.aside)
    }

    /// First blocks of the bodies with articles: the first article of each run with the headings
    /// in front of it.
    fn bodies(&self) -> Vec<usize> {
        let mut out = Vec::new();
        for (i, b) in self.blocks.iter().enumerate() {
            let Some(m) = b.mark.filter(|m| m.kind == MarkKind::Article) else { continue };
            if out.is_empty() || (m.number == 1 && m.sub == 0) {
                let divisions = self.blocks[..i]
                    .iter()
                    .rev()
                    .take_while(|b| b.kind().is_some_and(MarkKind::is_division) && !b.aside);
                out.push(i - divisions.count());
            }
        }
        out
    }

    /// The title that begins at block `i`, over as many lines as it takes.
    fn title_at(&self, i: usize, accept: impl Fn(&str) -> bool) -> Option<Title> {
        if !self.is_plain(i) || line::is_own(self.words(i)) {
            return None;
        }
        let mut joined = String::new();
        for k in i..(i + MAX_TITLE_LINES).min(self.blocks.len()) {
            let words = self.words(k);
            // One line that is a title as it stands may be long: two bodies 关于…有关事项的通知.
            let long = width(words, 81) > 80 && !(k == i && title::is_title(words));
            let stops = !self.is_plain(k) || long || is_finished(words);
            if stops || (k > i && line::is_own(words)) {
                return None;
            }
            joined.push_str(words);
            if accept(&joined) {
                let mut end = k + 1;
                while self.is_plain(end) && is_bracket_line(self.words(end)) {
                    joined.push_str(self.words(end));
                    end += 1;
                }
                return Some((i..end, clean(&joined)));
            }
            // A body's name alone goes with 关于… only.
            if k == i && line::is_body(words) && !self.opens_about(k + 1) {
                return None;
            }
        }
        None
    }

    fn opens_about(&self, i: usize) -> bool {
        self.is_plain(i) && {
            let w = self.words(i);
            w.starts_with("关于")
                || w.starts_with("印发")
                || (line::is_body(w)
                    && self.blocks.get(i + 1).is_some_and(|b| b.span.of(self.text).starts_with("关于")))
        }
    }

    /// The title in a field of the page (标题：…) or in its print header (…_某网).
    fn page_title(&self) -> Option<String> {
        let good =
            |t: &&str| title::is_title(t) && title::is_norm(t) && !t.contains("...") && !t.contains('…');
        for b in self.blocks.iter().take(HEAD) {
            let s = b.span.of(self.text);
            if s.len() > 3000 {
                continue;
            }
            for label in ["标题", "标 题", "标　　题", "文件名称", "名称"] {
                let value = s
                    .find(label)
                    .map(|i| s[i + label.len()..].trim_start())
                    .and_then(|r| r.strip_prefix(['：', ':', ']', '】']));
                if let Some(v) = value.map(|v| v.lines().next().unwrap_or(v).trim()).filter(good) {
                    return Some(clean(v));
                }
            }
            let head = unstamped(s);
            let part = head
                .split(['_', '|', '｜'])
                .next()
                .unwrap_or(head)
                .split(" - ")
                .next()
                .unwrap_or(head)
                .trim();
            if let Some(t) = Some(part).filter(|p| p.len() < s.len()).filter(good) {
                // A notice that asks for comments on one text is named after that text.
                let names = quoted(t);
                let name = names
                    .first()
                    .filter(|n| names.len() == 1 && title::is_notice_title(t) && title::is_norm(n));
                return Some(clean(name.unwrap_or(&t)));
            }
        }
        None
    }

    /// The first title in `range` that `accept` takes.
    fn first_title(&self, range: Range<usize>, accept: impl Fn(&str) -> bool + Copy) -> Option<Title> {
        range.into_iter().find_map(|i| self.title_at(i, accept))
    }

    /// The nearest title above block `at`, not above `floor`.
    fn title_above(&self, at: usize, floor: usize) -> Option<Title> {
        let mut i = at;
        let mut seen = 0;
        while i > floor && seen < LOOK_BACK {
            i -= 1;
            let b = &self.blocks[i];
            if b.aside {
                continue;
            }
            seen += 1;
            let words = b.span.of(self.text);
            if b.kind() == Some(MarkKind::Annex)
                && title::is_title(b.rest(self.text).of(self.text))
                && title::is_norm(b.rest(self.text).of(self.text))
            {
                return Some((i..i + 1, clean(b.rest(self.text).of(self.text))));
            }
            if b.kind().is_some_and(MarkKind::is_division) && seen < 8 {
                continue;
            }
            if b.mark.is_some() || line::is_addressee(words) || is_issuing(words) {
                return None;
            }
            if line::is_own(words) || line::is_adoption(words) {
                continue;
            }
            if (is_bracket_line(words) || (title::is_title(words) && title::is_norm(words)))
                && let Some(t) = self.upwards(i, floor, at)
            {
                return Some(t);
            }
        }
        None
    }

    /// Joins the title line `i` with the wrapped lines above it.
    fn upwards(&self, i: usize, floor: usize, below: usize) -> Option<Title> {
        let mut first = i;
        while first > floor && i - first < MAX_TITLE_LINES && is_bracket_line(self.words(first)) {
            first -= 1;
        }
        if !self.is_plain(first) {
            return None;
        }
        // Words in front belong to the title when they are no line of their own.
        while first > floor && i - first < MAX_TITLE_LINES && self.is_plain(first - 1) {
            let above = self.words(first - 1);
            let own = line::is_own(above)
                || date::first(above).is_some()
                || is_finished(above)
                || line::is_adoption(above)
                || is_bracket_line(above)
                || (line::is_body(above) && !self.words(first).starts_with("关于"))
                || title::is_title(above)
                || width(above, 61) < 6
                || width(above, 61) > 60
                || above.contains(['。', '，', '；', '|', '>', '：', '！']);
            if own || self.blocks[first].after_blank && !self.words(first).starts_with("关于") {
                break;
            }
            first -= 1;
        }
        let mut end = i + 1;
        while end < below && self.is_plain(end) && is_bracket_line(self.words(end)) {
            end += 1;
        }
        let joined: String = (first..end).map(|k| self.words(k)).collect();
        title::is_title(&joined).then(|| (first..end, clean(&joined)))
    }

    /// Names that the head gives in 《》 or in a title 关于印发…的通知, as (key, words).
    fn names(&self, head: Range<usize>, notice: Option<&Title>) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = Vec::new();
        let mut add = |words: &str| {
            let k = key(words);
            if k.chars().count() >= 4 && title::is_norm(words) && !out.iter().any(|o| o.0 == k) {
                out.push((k, clean(words)));
            }
        };
        let joined: String = head.filter_map(|i| self.blocks.get(i)).map(|b| b.span.of(self.text)).collect();
        if let Some((_, t)) = notice {
            quoted(t).iter().for_each(|n| add(n));
            if let Some(n) = about(t).filter(|n| !n.contains('《')) {
                add(n);
            }
        }
        quoted(&joined).iter().take(60).filter(|n| !is_cited(&joined, n)).for_each(|n| add(n));
        if let Some((_, rest)) = joined.split_once("附件：").or_else(|| joined.split_once("附件:")) {
            rest.split(|c: char| c.is_ascii_digit() || matches!(c, '.' | '．' | '、' | '；' | '。'))
                .take(12)
                .filter(|p| title::is_title(p))
                .for_each(add);
        }
        out
    }

    /// Places behind `from` where a name stands as a title, in order.
    fn name_places(&self, from: usize, names: &[(String, String)]) -> Vec<(Title, usize)> {
        let mut out: Vec<(Title, usize)> = Vec::new();
        let mut i = from;
        while i < self.blocks.len() && !names.is_empty() {
            let found = self.name_at(i, names);
            i = found.as_ref().map_or(i + 1, |f| f.0.0.end);
            out.extend(found);
        }
        // A name in 《》 on a line of the notice is no title where the bare name comes below.
        let bare = |f: &(Title, usize)| !self.words(f.0.0.start).starts_with('《');
        let titled: Vec<usize> = out.iter().filter(|f| bare(f)).map(|f| f.1).collect();
        out.retain(|f| bare(f) || !titled.contains(&f.1));
        // A name listed in the notice comes again as a title: the later place counts, unless the
        // two stand together.
        let mut kept: Vec<(Title, usize)> = Vec::new();
        for f in out {
            if let Some(at) = kept.iter().position(|p| p.1 == f.1) {
                let between = kept[at].0.0.end..f.0.0.start;
                let body = self.blocks[between.clone()].iter().any(|b| {
                    b.kind().is_some_and(|k| k == MarkKind::Article || k.is_division() || k == MarkKind::Han)
                        && !b.aside
                });
                if body || between.len() <= 1 {
                    continue;
                }
                kept.remove(at);
            }
            kept.push(f);
        }
        kept
    }

    /// Where a notice without a title begins: at its addressees or its first full paragraph.
    fn notice_start(&self, issuing: usize) -> usize {
        let opens = |i: &usize| line::is_addressee(self.words(*i));
        let full = |i: &usize| is_finished(self.words(*i)) && width(self.words(*i), 21) > 20;
        (0..issuing).find(opens).or_else(|| (0..issuing).find(full)).unwrap_or(issuing)
    }

    /// A text that follows the signature of the notice without its title.
    fn untitled(
        &self,
        issuing: Option<usize>,
        names: &[(String, String)],
    ) -> Option<(usize, Range<usize>, String)> {
        let from = issuing?;
        let signed =
            (from..(from + 12).min(self.blocks.len())).rev().find(|&i| line::is_date(self.words(i)))?;
        let list = self.blocks[signed..].iter().any(|b| b.kind() == Some(MarkKind::Han) && !b.aside);
        let start = (signed + 1..self.blocks.len())
            .find(|&i| !self.blocks[i].aside && !line::is_own(self.words(i)))?;
        let name = names.first().filter(|_| list)?;
        Some((start, start..start, name.1.clone()))
    }

    fn name_at(&self, i: usize, names: &[(String, String)]) -> Option<(Title, usize)> {
        let b = self.blocks[i];
        let annex = b.kind() == Some(MarkKind::Annex);
        if (b.mark.is_some() && !annex) || b.aside {
            return None;
        }
        let span = b.rest(self.text);
        // 附件：某办法 lists, 附件1 某办法 opens.
        if span.len() > 400 || (annex && span.of(self.text).starts_with(['：', ':'])) {
            return None;
        }
        let mut joined = span.of(self.text).to_string();
        for end in i + 1..(i + 1 + MAX_TITLE_LINES).min(self.blocks.len() + 1) {
            let k = key(&joined);
            if k.is_empty() {
                return None;
            }
            if let Some(n) = names.iter().position(|n| n.0 == k) {
                let mut last = end;
                while self.is_plain(last) && is_bracket_line(self.words(last)) {
                    joined.push_str(self.words(last));
                    last += 1;
                }
                return Some(((i..last, clean(&joined)), n));
            }
            if !names.iter().any(|n| n.0.starts_with(&k)) || !self.is_plain(end) {
                return None;
            }
            joined.push_str(self.words(end));
        }
        None
    }
}

/// The name (a part of `joined`) is cited as a ground, not handed over: 根据《…》《…》.
fn is_cited(joined: &str, name: &str) -> bool {
    let at = (name.as_ptr() as usize).saturating_sub(joined.as_ptr() as usize);
    let head = &joined[..at.min(joined.len())];
    let from = head
        .char_indices()
        .rev()
        .take(120)
        .take_while(|c| !matches!(c.1, '。' | '；' | '\n'))
        .last()
        .map_or(at, |c| c.0);
    let window = &head[from..];
    let last = |words: &[&str]| words.iter().filter_map(|w| window.rfind(w)).max();
    let cited = last(&["根据", "按照", "依据", "依照", "落实", "贯彻", "遵照", "结合", "参照", "适用"]);
    let handed =
        last(&["现将", "制定", "起草", "修订", "印发", "形成", "编制", "公布", "发布", "转发", "征求"]);
    cited.is_some() && cited > handed
}

/// Words of a notice that hand an instrument over.
fn is_issuing(s: &str) -> bool {
    [
        "印发给你们",
        "现予印发",
        "现予公布",
        "现予发布",
        "现印发你们",
        "现公布",
        "现印发",
        "现发布",
        "公开征求意见",
    ]
    .iter()
    .any(|w| s.contains(w))
}

/// Nothing but a bracket: （试行）, （征求意见稿）, （2025—2027年）.
fn is_bracket_line(s: &str) -> bool {
    let t = squeeze(s);
    t.starts_with(['（', '('])
        && t.ends_with(['）', ')'])
        && t.chars().count() <= 24
        && !line::is_date(&t)
        && !t.contains("此件")
        && !t.contains("公开")
        || t.starts_with(['（', '(']) && t.contains("征求意见稿") && t.chars().count() <= 24
}

/// A print header without the date and clock in front.
fn unstamped(s: &str) -> &str {
    let t = s.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '/' | ':' | ' ' | '-' | '#'));
    t.trim_start_matches(['上', '下'])
        .strip_prefix('午')
        .map_or(t, |r| r.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | ' ')))
}

/// A title as facts give it: no white space, no 《》 around it.
fn clean(s: &str) -> String {
    let t = tidy(s);
    let t = t.trim_start_matches(['#', '*', ' ']);
    // 某机关印发《某方案》 hands 某方案 over.
    if let Some(name) = t
        .strip_suffix('》')
        .and_then(|h| h.split_once("印发《"))
        .map(|x| x.1)
        .filter(|n| !n.contains('》') && title::is_norm(n))
    {
        return name.to_string();
    }
    match t.strip_prefix('《').and_then(|i| i.strip_suffix('》')) {
        Some(inner) if !inner.contains('《') => inner.to_string(),
        _ => t.to_string(),
    }
}

/// The outermost 《…》 of a text.
fn quoted(s: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut depth, mut from) = (0u32, 0);
    for (i, c) in s.char_indices() {
        match c {
            '《' | '«' => {
                if depth == 0 {
                    from = i + c.len_utf8();
                }
                depth += 1;
            }
            '》' | '»' if depth > 0 => {
                depth -= 1;
                if depth == 0 && i - from < 400 {
                    out.push(&s[from..i]);
                }
            }
            // An unclosed mark must not swallow the rest.
            '。' => depth = 0,
            _ => {}
        }
    }
    out
}

/// What a notice hands over by its title: 关于印发X的通知.
fn about(title: &str) -> Option<&str> {
    let i = ["关于印发", "关于发布", "关于公布", "关于转发", "关于颁布", "关于修订印发"]
        .iter()
        .find_map(|w| title.find(w).map(|i| i + w.len()))?;
    let rest = &title[i..];
    let end = rest.rfind("的通知").or_else(|| rest.rfind("的公告")).or_else(|| rest.rfind("通知"))?;
    Some(rest[..end].trim())
}

/// Cuts the title off a line in which it runs on behind the signature or a field:
/// `…2025年5月26日甲市数据办法（试行）`.
pub fn part_titles(text: &str, blocks: &mut Vec<Block>) {
    let body = blocks.iter().position(|b| b.kind() == Some(MarkKind::Article)).unwrap_or(0);
    let Some(at) = (0..body.min(HEAD)).rev().take(4).find(|&i| blocks[i].mark.is_none() && !blocks[i].aside)
    else {
        return;
    };
    let span = blocks[at].span;
    let words = span.of(text);
    if words.len() > 3000 || is_finished(words) {
        return;
    }
    let s = Splitter { text, blocks };
    let names = s.names(0..at, None);
    let base = title::strip_brackets(words);
    let whole = key(words);
    let Some(name) =
        names.iter().map(|n| &n.0).filter(|n| whole.ends_with(*n) && whole != **n).max_by_key(|n| n.len())
    else {
        return;
    };
    let Some(start) = tail_start(base, name).filter(|&i| i > 0) else { return };
    let b = blocks[at];
    blocks[at].span = Span::new(span.start, span.start + start).trim(text);
    let rest = Block { span: Span::new(span.start + start, span.end), after_blank: false, ..b };
    blocks.insert(at + 1, rest);
}

/// Where the end of `s` whose key is `name` begins.
fn tail_start(s: &str, name: &str) -> Option<usize> {
    let mut left: Vec<char> = name.chars().collect();
    for (i, c) in s.char_indices().rev() {
        let folded: Vec<char> =
            fold(c.encode_utf8(&mut [0; 4])).text.chars().filter(|c| c.is_alphanumeric()).collect();
        for f in folded.into_iter().rev() {
            if left.pop() != Some(f) {
                return None;
            }
        }
        if left.is_empty() {
            // An opening 《 goes with the title.
            return Some(s[..i].strip_suffix('《').map_or(i, str::len));
        }
    }
    None
}

/// The plan of a source. `fallback` names the instrument when no title is found.
pub fn plan(text: &str, blocks: &[Block], fallback: &str) -> Plan {
    let s = Splitter { text, blocks };
    let bodies = s.bodies();
    let n = blocks.len();
    let head_end = bodies.first().copied().unwrap_or(n);
    let search = head_end.min(HEAD);
    let notice_title = s.first_title(0..search, |t| title::is_title(t) && title::is_notice_title(t));
    let issuing = (0..search).find(|&i| s.is_plain(i) && is_issuing(s.words(i)));
    let mut zones = Vec::new();
    if notice_title.is_some() || issuing.is_some() {
        let from = notice_title.as_ref().map_or(0, |t| t.0.end);
        let list_end = issuing.map_or(from + 12, |i| i + 12).max(from + 12).min(head_end);
        let names = s.names(0..list_end.min(n), notice_title.as_ref());
        let places = s.name_places(from, &names);
        zones = attached(&s, &bodies, from, &names, places);
        if zones.is_empty() {
            zones.extend(s.untitled(issuing, &names));
        }
    } else {
        let mut floor = 0;
        for &body in &bodies {
            if let Some((range, words)) = s.title_above(body, floor) {
                zones.push((range.start, range, words));
            }
            floor = body;
        }
    }
    finish(&s, zones, notice_title, issuing, fallback, &bodies)
}

/// The attached instruments: places of their names, and bodies with or without a title above.
fn attached(
    s: &Splitter,
    bodies: &[usize],
    from: usize,
    names: &[(String, String)],
    places: Vec<(Title, usize)>,
) -> Vec<(usize, Range<usize>, String)> {
    let mut zones: Vec<(usize, Range<usize>, String)> =
        places.iter().map(|((range, words), _)| (range.start, range.clone(), words.clone())).collect();
    let mut floor = from;
    for &body in bodies {
        let known = places.iter().any(|p| p.0.0.start >= floor && p.0.0.end <= body);
        if !known {
            if let Some((range, words)) = s.title_above(body, floor) {
                zones.push((range.start, range, words));
            } else if zones.iter().all(|z| z.0 > body) {
                // The attached text opens without its title: the notice names it.
                let unused = names.iter().enumerate().find(|(i, _)| places.iter().all(|p| p.1 != *i));
                if let Some((_, name)) = unused {
                    zones.push((body, body..body, name.1.clone()));
                }
            }
        }
        floor = body;
    }
    zones.sort_by_key(|z| z.0);
    zones
}

fn finish(
    s: &Splitter,
    found: Vec<(usize, Range<usize>, String)>,
    notice_title: Option<Title>,
    issuing: Option<usize>,
    fallback: &str,
    bodies: &[usize],
) -> Plan {
    let n = s.blocks.len();
    let mut zones: Vec<Zone> = Vec::new();
    for (start, title, title_text) in found {
        // The mark 附件1 above a title goes with it.
        let start = match start.checked_sub(1) {
            Some(p) if s.blocks[p].kind() == Some(MarkKind::Annex) && s.blocks[p].rest(s.text).len() <= 3 => {
                p
            }
            _ => start,
        };
        if let Some(last) = zones.last_mut() {
            last.blocks.end = start;
        }
        zones.push(Zone { blocks: start..n, title, title_text });
    }
    if let Some(first) = zones.first().map(|z| z.blocks.start) {
        let opens = notice_title.as_ref().map(|t| t.0.start).filter(|&t| t < first);
        let notice = opens.or(issuing.filter(|&i| i < first).map(|i| s.notice_start(i))).map(|start| {
            let (title, title_text) =
                notice_title.filter(|t| t.0.start < first).unwrap_or((start..start, String::new()));
            Notice { blocks: start..first, title, title_text }
        });
        return Plan { notice, zones };
    }
    // One instrument that is the whole source.
    let limit = bodies.first().copied().unwrap_or(n).min(HEAD);
    let first_mark = s.blocks.iter().position(|b| b.is_list() && !b.aside).unwrap_or(n);
    let any = |t: &str| title::is_title(t) && title::is_norm(t);
    let title = notice_title
        .or_else(|| s.first_title(0..limit.min(first_mark.max(1)), any))
        .or_else(|| s.first_title(0..limit, any));
    let title = title.or_else(|| s.first_title(0..limit.min(first_mark.max(1)), title::is_title));
    let zone = match title {
        Some((range, words)) => Zone { blocks: range.start..n, title: range, title_text: words },
        None => {
            let words = s.page_title().unwrap_or_else(|| fallback.to_string());
            Zone { blocks: 0..n, title: 0..0, title_text: words }
        }
    };
    Plan { notice: None, zones: if n == 0 { Vec::new() } else { vec![zone] } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::block::blocks;

    fn titles(text: &str) -> (bool, Vec<String>) {
        let p = plan(text, &blocks(text), "来源");
        (p.notice.is_some(), p.zones.into_iter().map(|z| z.title_text).collect())
    }

    #[test]
    fn a_notice_with_two_attachments() {
        let text = "甲市数据局关于印发\n《甲市登记办法（试行）》和《甲市运营\n细则（试行）》的通知\n各区：\n现将《甲市登记办法（试行）》《甲市运营细则（试行）》印发给你们。\n甲市数据局\n2025年5月1日\n甲市登记办法（试行）\n第一章 总则\n第一条 为了登记。\n第二条 登记。\n甲市运营细则（试行）\n第一章 总则\n第一条 为了运营。\n第二条 运营。\n";
        assert_eq!(titles(text), (true, vec!["甲市登记办法（试行）".into(), "甲市运营细则（试行）".into()]));
    }

    #[test]
    fn a_text_with_its_own_title() {
        assert_eq!(
            titles("示例省数据条例\n2021年6月1日 示例省人大常委会通过\n第一条 为了。\n第二条 是。\n"),
            (false, vec!["示例省数据条例".into()])
        );
        assert_eq!(
            titles("关于加快数据开发的意见\n（征求意见稿）\n为了落实。\n一、基础\n做好。\n"),
            (false, vec!["关于加快数据开发的意见（征求意见稿）".into()])
        );
    }

    #[test]
    fn a_notice_that_is_the_instrument() {
        assert_eq!(
            titles("甲市关于做好数据工作的通知\n各区：\n现通知如下：\n一、登记\n做好登记。\n"),
            (false, vec!["甲市关于做好数据工作的通知".into()])
        );
    }

    #[test]
    fn an_attachment_without_title_is_named_by_the_notice() {
        let text = "甲市数据局文件\n各单位：\n甲市数据局制定了《甲市资金管理办法》，现予印发。\n附件：甲市资金管理办法\n甲市数据局\n2025年6月30日\n第一章 总则\n第一条 为了。\n第二条 资金。\n";
        assert_eq!(titles(text), (true, vec!["甲市资金管理办法".into()]));
    }
}
