use super::Case;
use super::marks::{asked, marked};
use crate::model::{Clause, Evidence, Finding, Span, State};
use crate::rules::{ClassId, Pattern, SlotKind};
use crate::scan::last_sentence;
use std::fmt::Write;

/// Pieces of one sentence are told as one: what lies between is at most so long (characters).
const SEAM: usize = 60;
const STEM_CHARS: usize = 80;
/// Stands where the line end of the source is cropped.
const CROPPED: &str = "〔裁切〕";

/// A stretch of the text with its cropped places shown.
pub(super) fn shown(case: &Case, span: Span) -> String {
    let text = &case.document.canonical.text;
    let piece = |p: Span| p.of(text).trim_matches('\n').replace('\n', "");
    pieces(case, span).map(piece).collect::<Vec<_>>().join(CROPPED)
}

/// A stretch cut where line ends are cropped in it.
fn pieces(case: &Case, span: Span) -> impl Iterator<Item = Span> {
    let mut ends = crops(case, span);
    ends.retain(|c| *c < span.end);
    ends.push(span.end);
    let mut at = span.start;
    ends.into_iter().map(move |end| Span::new(std::mem::replace(&mut at, end), end))
}

/// Every piece of evidence with the words that fired, and what they hang on.
pub(super) fn told(case: &Case) -> String {
    let mut out = String::new();
    let groups = sentences(case);
    for (i, group) in groups.iter().enumerate() {
        let Some(first) = group.first() else { continue };
        let page = first.page.map_or(String::new(), |p| format!("，第{p}页"));
        let number = if groups.len() > 1 { format!("证据{}", i + 1) } else { "证据".into() };
        let _ = writeln!(out, "\n{number}：{}{page}", first.label);
        let Some(clause) = case.instrument.clauses.get(first.clause) else { continue };
        let classes: Vec<ClassId> = group.iter().filter_map(|e| pattern(case, e)).flat_map(asked).collect();
        let (quote, held) = quote(case, group, &classes);
        let elsewhere: Vec<ClassId> = classes.into_iter().filter(|c| !held.contains(c)).collect();
        out += &context(case, clause, group, &elsewhere);
        let _ = writeln!(out, "  「{quote}」");
        for note in notes(case, clause, group) {
            let _ = writeln!(out, "  （{note}）");
        }
        if case.ids {
            let mut names: Vec<&str> = group.iter().map(|e| e.rule.as_str()).collect();
            names.dedup();
            let _ = writeln!(out, "  写法：{}", names.join("、"));
        }
    }
    out
}

/// Words are missing in a clause that is quoted, at the end of a quotation or beside it.
pub(super) fn cropped(case: &Case) -> bool {
    case.finding.evidence.iter().any(|e| !crops(case, sentence_of(case, e)).is_empty())
}

fn pattern<'a>(case: &Case<'a>, e: &Evidence) -> Option<&'a Pattern> {
    case.set.patterns[case.rule.patterns.clone()].iter().find(|p| p.name == e.rule)
}

/// Evidence whose pieces belong to one sentence, cut apart by a cropped line or a page header.
fn sentences<'a>(case: &Case<'a>) -> Vec<Vec<&'a Evidence>> {
    let text = &case.document.canonical.text;
    let mut out: Vec<Vec<&Evidence>> = Vec::new();
    for e in &case.finding.evidence {
        let joins = out.last().and_then(|g| g.last()).is_some_and(|last| {
            let between = text.get(last.span.end..e.span.start).unwrap_or("。");
            last.clause == e.clause
                && between.chars().count() <= SEAM
                && !between.contains(['。', '；', ';', '\n'])
        });
        match out.last_mut().filter(|_| joins) {
            Some(group) => group.push(e),
            None => out.push(vec![e]),
        }
    }
    out
}

/// The sentence of the clause that the evidence stands in.
fn sentence_of(case: &Case, e: &Evidence) -> Span {
    let text = &case.document.canonical.text;
    let clause = case.instrument.clauses.get(e.clause).map_or(e.span, |c| c.span.cover(e.span));
    let stop = |c: char| matches!(c, '。' | '；' | ';');
    let from = text[clause.start..e.span.start].rfind(stop);
    let from = from.map_or(clause.start, |i| {
        clause.start + i + text[clause.start + i..].chars().next().map_or(0, char::len_utf8)
    });
    let to = text[e.span.end..clause.end].find(stop).map_or(clause.end, |i| e.span.end + i);
    Span::new(from, to)
}

fn crops(case: &Case, span: Span) -> Vec<usize> {
    let cropped = &case.document.canonical.cropped;
    cropped.iter().map(|c| c.start).filter(|c| span.start < *c && *c <= span.end).collect()
}

/// The pieces with what stands between them, the words marked and the missing ones shown.
fn quote(case: &Case, group: &[&Evidence], classes: &[ClassId]) -> (String, Vec<ClassId>) {
    let text = &case.document.canonical.text;
    let (first, last) = (group[0].span, group[group.len() - 1].span);
    let sentence = sentence_of(case, group[0]).cover(sentence_of(case, group[group.len() - 1]));
    let whole = Span::new(first.start, last.end);
    // A crop just behind the last word is where the sentence breaks off.
    let cropped = &case.document.canonical.cropped;
    let behind = cropped.iter().any(|c| (last.end..=last.end + 6).contains(&c.start));
    let (mut quoted, mut held) = (Vec::new(), Vec::new());
    for piece in pieces(case, whole) {
        let (words, there) = marked(case.set, piece.of(text).trim_end(), classes);
        held.extend(there);
        quoted.push(words.replace('\n', ""));
    }
    let mut out = quoted.join(CROPPED);
    let ends = matches!(text[whole.end..].chars().next(), None | Some('。' | '；' | ';' | '\n' | '：' | ':'));
    if behind {
        out += "〔以下原件裁切〕";
    } else if !ends && last.end < sentence.end {
        out += "……";
    }
    // A label is no part of the sentence.
    if text[sentence.start..first.start].trim().chars().count() > 8 {
        out = format!("……{out}");
    }
    (out, held)
}

/// The stem that an item hangs on, or the heading or rest of the sentence that holds the words.
fn context(case: &Case, clause: &Clause, group: &[&Evidence], elsewhere: &[ClassId]) -> String {
    let text = &case.document.canonical.text;
    let mut out = String::new();
    let mut wanted = elsewhere.to_vec();
    if let Some(stem) = clause.stem {
        let words = last_sentence(stem.of(text)).trim();
        let (shown, _) = marked(case.set, &shortened(words), &wanted);
        let (_, held) = marked(case.set, words, &wanted);
        let _ = writeln!(out, "  总起句「{}」之下：", shown.replace('\n', ""));
        wanted.retain(|c| !held.contains(c));
    }
    let mut heading_needed = clause.stem.is_none() && !wanted.is_empty();
    if let Some(p) = group.first().and_then(|e| pattern(case, e)) {
        heading_needed |= !p.heading.is_empty() || !p.around.is_empty();
    }
    if heading_needed {
        let named: Vec<String> = clause
            .headings
            .iter()
            .filter(|h| !h.text.is_empty())
            .map(|h| format!("{} {}", h.label, h.text.replace('\n', "")).trim().to_owned())
            .collect();
        if !named.is_empty() {
            let _ = writeln!(out, "  标题「{}」之下：", named.join("／"));
        }
    }
    if !wanted.is_empty() {
        let sentence = sentence_of(case, group[0]);
        let (whole, held) = marked(case.set, &shown(case, sentence), &wanted);
        let quoted = group.iter().fold(group[0].span, |s, e| s.cover(e.span));
        if !held.is_empty() && whole.chars().count() <= 160 && quoted != sentence {
            let _ = writeln!(out, "  整句「{}」，其中：", whole.trim().replace('\n', ""));
        }
    }
    out
}

/// Long words are shortened in the middle: how a stem begins (除…外) may turn its sense.
pub(super) fn shortened(words: &str) -> String {
    let chars: Vec<char> = words.chars().collect();
    if chars.len() <= STEM_CHARS {
        return words.to_owned();
    }
    let half = STEM_CHARS / 2 - 1;
    let part = |chars: &[char]| chars.iter().collect::<String>();
    format!("{}……{}", part(&chars[..half]), part(&chars[chars.len() - half..]))
}

/// What a reader might stumble over in one piece of evidence.
fn notes(case: &Case, clause: &Clause, group: &[&Evidence]) -> Vec<String> {
    let mut out = Vec::new();
    let sets_mode = |e: &&Evidence| pattern(case, e).is_some_and(|p| p.set.contains_key("modes"));
    let present = case.finding.state == State::Present;
    if present && case.rule.slots == Some(SlotKind::Modes) && !group.iter().any(sets_mode) {
        out.push("这一处所说的方式不在整体、分领域、依场景三种模式之内，未计入取值".into());
    }
    let listed =
        present && clause.stem.is_some_and(|s| contents_list(case, s.of(&case.document.canonical.text)));
    if listed {
        out.push("所在清单是协议、方案等应写的内容；这一项自身写明了要求，才计为有规定".into());
    } else if present && lead(case, clause, group).is_some_and(|words| contents_list(case, words)) {
        out.push("同条前文说的是协议、方案等应写的内容；单凭这一处只算转授".into());
    }
    out.extend(elsewhere(case, clause, group));
    out.extend(only_delegated(case, group));
    out
}

/// The same sentence leaves other matters open: what it says of this one is no firmer.
fn only_delegated(case: &Case, group: &[&Evidence]) -> Option<String> {
    let rests_on_more = case.finding.evidence.iter().any(|e| e.clause != group[0].clause);
    if case.finding.state != State::Present || !rests_on_more {
        return None;
    }
    let open = |f: &&Finding| {
        f.state == State::Delegated && f.evidence.iter().any(|e| group.iter().any(|g| g.span.touches(e.span)))
    };
    let title = |f: &Finding| case.set.rule(&f.provision).map(|r| r.title.as_str());
    let titles: Vec<&str> = case.others.iter().filter(open).filter_map(title).collect();
    (!titles.is_empty())
        .then(|| format!("这一句对“{}”只计为转授；本要素另有其他条文为依据", titles.join("”“")))
}

/// The words of the clause before in the same article, when they open what follows.
fn lead<'a>(case: &'a Case, clause: &Clause, group: &[&Evidence]) -> Option<&'a str> {
    let text = &case.document.canonical.text;
    let before = case.instrument.clauses.get(group[0].clause.checked_sub(1)?)?;
    let words = before.span.of(text).trim();
    (before.article == clause.article && words.ends_with(['：', ':'])).then_some(words)
}

/// What a pattern asks of the rest of the article and the title does not say: the place that says it.
fn elsewhere(case: &Case, clause: &Clause, group: &[&Evidence]) -> Option<String> {
    let text = &case.document.canonical.text;
    let p = group.iter().find_map(|e| pattern(case, e))?;
    let asked: &[ClassId] = if p.around.is_empty() { &p.article } else { &p.around };
    let said = |words: &str| !marked(case.set, words, asked).1.is_empty();
    let quoted = group.iter().fold(group[0].span, |s, e| s.cover(e.span));
    let near = [case.instrument.title.as_str(), quoted.of(text)];
    if asked.is_empty() || near.into_iter().chain(clause.headings.iter().map(|h| h.text.as_str())).any(said) {
        return None;
    }
    let article = case.instrument.clauses.iter().filter(|c| c.article == clause.article);
    let (label, sentence) = article
        .flat_map(|c| c.span.of(text).split_inclusive(['。', '；', ';']).map(move |s| (&c.label, s)))
        .find(|(_, s)| said(s) && s.chars().count() <= 120)?;
    let words = marked(case.set, sentence.trim(), asked).0.replace('\n', "");
    Some(format!("同条{label}写有「{words}」，这一处才算在内"))
}

/// The stem opens a list of what an agreement or a plan must hold.
fn contents_list(case: &Case, stem: &str) -> bool {
    let list = |id: &str| case.set.lists.get(id).copied();
    let (Some(carrier), Some(contents)) = (list("ctx_carrier"), list("ctx_contents")) else { return false };
    let held = marked(case.set, last_sentence(stem), &[carrier, contents]).1;
    held.len() == 2 && list("ctx_not_contents").is_none_or(|c| marked(case.set, stem, &[c]).1.is_empty())
}
