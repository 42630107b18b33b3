//! Which stretches of a page are the portal around the document.

use super::walk::{Block, Walked};
use crate::model::Span;

/// Words of the lines beside a document that say what it is; such lines stay.
const FACTS: &[&str] = &[
    "文号",
    "发文机关",
    "发布机构",
    "发文机构",
    "发布机关",
    "索引号",
    "索 引 号",
    "成文日期",
    "发布日期",
    "发文日期",
    "生成日期",
    "印发日期",
    "公布日期",
    "施行日期",
    "生效日期",
    "有效性",
    "失效日期",
    "主题分类",
    "来源：",
    "标题：",
    "名称：",
    "标 题：",
    "名 称：",
];

/// The stretches in order, merged.
pub fn portal(walked: &Walked) -> Vec<Span> {
    let text = &walked.text;
    let mut spans: Vec<Span> =
        walked.blocks.iter().filter(|b| is_portal(b, text)).map(|b| clamp(b.span, text)).collect();
    if let Some(body) = document(walked) {
        spans.extend(outside(walked, body));
    }
    merge(spans)
}

fn clamp(span: Span, text: &str) -> Span {
    // Rows close up after the blocks in them were noted.
    Span::new(text.floor_char_boundary(span.start), text.floor_char_boundary(span.end))
}

/// A block of links, or one that names itself so and says nothing of its own.
fn is_portal(block: &Block, text: &str) -> bool {
    let span = clamp(block.span, text);
    let own = span.of(text);
    if own.trim().is_empty() || own.len() > 20_000 || is_document(own) {
        return false;
    }
    let linked = block.linked as f64 / span.len().max(1) as f64;
    let saying = FACTS.iter().any(|f| own.contains(f));
    block.hidden
        || block.links >= 3 && linked > 0.7 && !saying
        || block.portal_name
            && !saying
            && !block.heading
            && (linked > 0.4 || !own.contains('。') && !holds_title(own))
}

/// True when a stretch has marks of the document itself.
fn is_document(own: &str) -> bool {
    let article = own.match_indices('第').any(|(i, _)| {
        let rest = &own[i + '第'.len_utf8()..];
        let digits: usize = rest.chars().take(6).take_while(|c| is_numeral(*c)).map(char::len_utf8).sum();
        digits > 0 && rest[digits..].starts_with(['条', '章'])
    });
    article || own.matches('。').count() > 4
}

fn is_numeral(c: char) -> bool {
    "一二三四五六七八九十百零〇0123456789".contains(c)
}

/// True when a line of the stretch could be the title of an instrument or of its notice.
fn holds_title(own: &str) -> bool {
    const ENDS: [&str; 14] = [
        "办法",
        "细则",
        "规定",
        "方案",
        "意见",
        "通知",
        "条例",
        "规范",
        "公告",
        "计划",
        "措施",
        "决定",
        "（试行）",
        "稿）",
    ];
    own.lines().any(|line| {
        let line = line.trim();
        line.chars().count() >= 6 && ENDS.iter().any(|end| line.ends_with(end))
    })
}

/// The block that holds the document: the smallest named container with most of the text that is
/// not already in link blocks.
fn document(walked: &Walked) -> Option<Span> {
    let text = &walked.text;
    let whole: usize = walked.blocks.iter().map(|b| b.span.len().saturating_sub(b.linked)).max()?;
    walked
        .blocks
        .iter()
        .filter(|b| b.container && !b.hidden && b.span.len().saturating_sub(b.linked) * 10 >= whole * 6)
        .map(|b| clamp(b.span, text))
        .min_by_key(|span| span.len())
}

/// Lines outside the document that neither tell facts nor could be its title.
fn outside(walked: &Walked, body: Span) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    for line in walked.text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at = span.end;
        let meets = |other: Span| span.end > other.start && span.start < other.end;
        let headed =
            walked.blocks.iter().any(|b| b.heading && !b.portal_name && b.links == 0 && meets(b.span));
        if !meets(body) && !headed && !FACTS.iter().any(|f| line.contains(f)) && !holds_title(line) {
            spans.push(span);
        }
    }
    spans
}

fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for span in spans.into_iter().filter(|s| !s.is_empty()) {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::super::walk::walk;
    use super::*;

    #[test]
    fn the_portal_is_told_from_the_document() {
        let body: String =
            (1..9).map(|i| format!("<p>第{i}条 机构应当依法履行职责，不得滥用。</p>")).collect();
        let page = format!(
            "<div class=nav><a>首页</a><a>政务公开</a><a>服务</a></div><h1>甲市数据办法</h1>\
             <div>发布日期：2025-01-02</div><div id=zoom>{body}</div><footer>主办单位：甲市</footer>"
        );
        let walked = walk(&page);
        let mut kept = walked.text.clone();
        for span in portal(&walked).iter().rev() {
            kept.replace_range(span.start..span.end, "");
        }
        assert!(kept.starts_with("甲市数据办法\n发布日期：2025-01-02\n第1条"), "{kept}");
        assert!(!kept.contains("主办单位") && kept.ends_with("第8条 机构应当依法履行职责，不得滥用。\n"));
    }
}
