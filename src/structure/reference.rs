//! References between clauses and to other instruments: 按照本办法第八条第二款, 前款,
//! 《…办法》第九条.

use super::text::plain;
use crate::model::{Clause, Span, parse_chinese};
use std::collections::BTreeMap;

/// What a reference names. Numbers are `None` where the text gives none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceKind {
    /// A place in the same instrument. `relative` is the distance of 本 (0) and 前 (-1).
    Internal { article: Option<u32>, paragraph: Option<u32>, item: Option<u32>, relative: Option<Relative> },
    /// Another instrument by title, with its 文号 and the article named, when given.
    External { title: String, number: Option<String>, article: Option<u32> },
}

/// 本条, 本款, 前条, 前款, 前项.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relative {
    ThisArticle,
    ThisParagraph,
    LastArticle,
    LastParagraph,
    LastItem,
}

/// A reference in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub span: Span,
    pub kind: ReferenceKind,
}

/// A reference, followed: the clauses of the same instrument that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    pub reference: Reference,
    /// Index of the clause that refers.
    pub from: usize,
    /// Indices of the clauses named; empty for other instruments and for places that are not
    /// there.
    pub to: Vec<usize>,
}

/// All references of `text`, in order. Spans are bytes of `text`.
pub fn references(text: &str) -> Vec<Reference> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(i) = text[at..].find(['第', '本', '前', '《']).map(|i| at + i) {
        let found = external(text, i).or_else(|| internal(text, i));
        at = match found {
            Some(r) => {
                let end = r.span.end;
                out.push(r);
                end
            }
            None => i + text[i..].chars().next().map_or(1, char::len_utf8),
        };
    }
    out
}

/// 第八条, 第八条第二款第（三）项 from byte `at`; with the end.
fn places(text: &str, at: usize) -> (Option<u32>, Option<u32>, Option<u32>, usize) {
    let (mut article, mut paragraph, mut item, mut end) = (None, None, None, at);
    while let Some((n, unit, next)) = place(text, end) {
        let slot = match unit {
            '条' if end == at => &mut article,
            '款' if item.is_none() => &mut paragraph,
            '项' => &mut item,
            _ => break,
        };
        if slot.is_some() {
            break;
        }
        *slot = Some(n);
        end = next;
    }
    (article, paragraph, item, end)
}

/// One 第X条, 第X款, 第（X）项.
fn place(text: &str, at: usize) -> Option<(u32, char, usize)> {
    let rest = text.get(at..)?.strip_prefix('第')?;
    let mut digits = String::new();
    for (i, c) in rest.char_indices().take(16) {
        let p = plain(c);
        match p {
            '条' | '款' | '项' if !digits.is_empty() => {
                return Some((parse_chinese(&digits)?, p, at + '第'.len_utf8() + i + c.len_utf8()));
            }
            '(' | ')' => {}
            _ if c.is_whitespace() => {}
            _ if p.is_ascii_digit() || "〇零一二三四五六七八九十百".contains(p) => {
                digits.push(p)
            }
            _ => return None,
        }
    }
    None
}

fn internal(text: &str, at: usize) -> Option<Reference> {
    let rest = &text[at..];
    let (words, relative) = [
        ("本条", Relative::ThisArticle),
        ("本款", Relative::ThisParagraph),
        ("前条", Relative::LastArticle),
        ("前款", Relative::LastParagraph),
        ("前项", Relative::LastItem),
    ]
    .into_iter()
    .find(|w| rest.starts_with(w.0))
    .map_or((0, None), |w| (w.0.len(), Some(w.1)));
    // 本条例 is a title.
    if relative.is_some() && rest[words..].starts_with('例') {
        return None;
    }
    let own = if relative.is_none() { own_title(rest).unwrap_or(0) } else { 0 };
    let (article, paragraph, item, end) = places(text, at + words + own);
    if relative.is_none() && (article, paragraph, item) == (None, None, None) {
        return None;
    }
    Some(Reference {
        span: Span::new(at, end.max(at + words)),
        kind: ReferenceKind::Internal { article, paragraph, item, relative },
    })
}

/// 本办法, 本实施细则: its length in bytes when 第 follows.
fn own_title(rest: &str) -> Option<usize> {
    if !rest.starts_with('本') {
        return None;
    }
    let end = rest.char_indices().take(8).find(|x| x.1 == '第')?.0;
    let words = &rest[..end];
    ["办法", "细则", "规定", "条例", "规范", "意见", "方案", "规则", "法", "指引", "措施", "决定"]
        .iter()
        .any(|w| words.ends_with(w))
        .then_some(end)
}

fn external(text: &str, at: usize) -> Option<Reference> {
    text[at..].strip_prefix('《')?;
    let (mut depth, mut end) = (0u32, None);
    for (i, c) in text[at..].char_indices().take(160) {
        match c {
            '《' => depth += 1,
            '》' => {
                depth -= 1;
                if depth == 0 {
                    end = Some(at + i);
                    break;
                }
            }
            '。' => break,
            _ => {}
        }
    }
    let close = end?;
    let title = super::text::tidy(&text[at + '《'.len_utf8()..close]);
    let mut end = close + '》'.len_utf8();
    let mut number = None;
    let window: String = text[end..].chars().take(40).collect();
    if window.starts_with(['（', '(', '〔'])
        && let Some(n) = super::facts::number::find(&window).filter(|n| n.span.start <= 6)
    {
        let shut =
            window[n.span.end..].chars().next().filter(|c| matches!(c, '）' | ')')).map_or(0, char::len_utf8);
        end += n.span.end + shut;
        number = Some(n.text);
    }
    let (article, _, _, next) = places(text, end);
    Some(Reference { span: Span::new(at, next), kind: ReferenceKind::External { title, number, article } })
}

/// Follows the references of all clauses of one instrument. Spans of the result are bytes of
/// `text`, the canonical text.
pub fn resolve(text: &str, clauses: &[Clause]) -> Vec<Resolved> {
    let places: Vec<Place> = clauses.iter().map(Place::of).collect();
    let mut by_article: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, p) in places.iter().enumerate() {
        by_article.entry(p.article.unwrap_or(0)).or_default().push(i);
    }
    let mut out = Vec::new();
    for (from, c) in clauses.iter().enumerate() {
        for mut r in references(c.span.of(text)) {
            r.span = Span::new(r.span.start + c.span.start, r.span.end + c.span.start);
            let to = match &r.kind {
                ReferenceKind::External { .. } => Vec::new(),
                ReferenceKind::Internal { article, paragraph, item, relative } => {
                    named(&places, &by_article, from, (*article, *paragraph, *item), *relative)
                }
            };
            out.push(Resolved { reference: r, from, to });
        }
    }
    out
}

/// Article, paragraph and item that a clause's label gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    article: Option<u32>,
    paragraph: Option<u32>,
    item: Option<u32>,
}

impl Place {
    fn of(clause: &Clause) -> Self {
        let start = clause.label.find('第').unwrap_or(0);
        let (article, paragraph, item, _) = places(&clause.label, start);
        Self { article, paragraph, item }
    }
}

/// A reference names this many clauses at most; a longer article is named by its beginning.
const MOST_NAMED: usize = 256;

/// Clauses of the place named.
fn named(
    all: &[Place],
    by_article: &BTreeMap<u32, Vec<usize>>,
    from: usize,
    (article, paragraph, item): (Option<u32>, Option<u32>, Option<u32>),
    relative: Option<Relative>,
) -> Vec<usize> {
    use Relative::*;
    let here = all[from];
    let (article, paragraph, item) = match relative {
        None => (article.or(here.article), paragraph, item),
        Some(ThisArticle) => (here.article, paragraph, item),
        Some(ThisParagraph) => (here.article, here.paragraph, item),
        Some(LastArticle) => (here.article.map(|n| n.saturating_sub(1)), paragraph, item),
        Some(LastParagraph) => {
            (here.article, Some(here.paragraph.unwrap_or(2).saturating_sub(1).max(1)), item)
        }
        Some(LastItem) => (here.article, here.paragraph, here.item.map(|n| n.saturating_sub(1))),
    };
    let Some(there) = article.filter(|&n| n > 0).and_then(|n| by_article.get(&n)) else { return Vec::new() };
    let fits = |p: &Place| {
        // An article of one paragraph has no 款 in its labels.
        paragraph.is_none_or(|n| p.paragraph.unwrap_or(1) == n) && item.is_none_or(|n| p.item == Some(n))
    };
    there.iter().copied().filter(|&i| fits(&all[i])).take(MOST_NAMED).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ClauseKind;

    #[test]
    fn forms_of_references() {
        let one = |s: &str| {
            references(s).into_iter().map(|r| (r.span.of(s).to_string(), r.kind)).collect::<Vec<_>>()
        };
        assert_eq!(
            one("按照本办法第八条第二款第（三）项的规定"),
            [(
                "本办法第八条第二款第（三）项".into(),
                ReferenceKind::Internal {
                    article: Some(8),
                    paragraph: Some(2),
                    item: Some(3),
                    relative: None
                }
            )]
        );
        assert_eq!(
            one("有前款行为的"),
            [(
                "前款".into(),
                ReferenceKind::Internal {
                    article: None,
                    paragraph: None,
                    item: None,
                    relative: Some(Relative::LastParagraph)
                }
            )]
        );
        assert_eq!(
            one("依照《甲市办法》（甲政发〔2025〕3号）第九条处理"),
            [(
                "《甲市办法》（甲政发〔2025〕3号）第九条".into(),
                ReferenceKind::External {
                    title: "甲市办法".into(),
                    number: Some("甲政发〔2025〕3号".into()),
                    article: Some(9)
                }
            )]
        );
        assert!(one("本条例所称数据，第三方提供。").is_empty());
    }

    #[test]
    fn references_find_their_clauses() {
        let text = "备案。违反前款规定的，依照第一条处理。";
        let clause = |label: &str, a: usize, b: usize| Clause {
            label: label.into(),
            article: String::new(),
            kind: ClauseKind::Paragraph,
            span: Span::new(a, b),
            stem: None,
            headings: Vec::new(),
            cropped: false,
        };
        let clauses =
            [clause("第一条", 0, 0), clause("第二条第一款", 0, 9), clause("第二条第二款", 9, text.len())];
        let got: Vec<_> = resolve(text, &clauses).into_iter().map(|r| (r.from, r.to)).collect();
        assert_eq!(got, [(2, vec![1]), (2, vec![0])]);
    }
}
