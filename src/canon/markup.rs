//! The signs of Markdown, which are the carrier's and not the text's.

use super::Draft;
use super::lines::Lines;
use crate::model::{CutReason, Format};

pub fn pass(draft: &mut Draft<'_>) {
    if draft.raw.format != Format::Markdown {
        return;
    }
    let view = draft.lines();
    let mut in_comment = false;
    for i in 0..view.lines.len() {
        let line = view.str(i);
        let body = line.trim_start();
        let indent = line.len() - body.len();
        if in_comment || body.starts_with("<!--") {
            in_comment = !line.contains("-->");
            draft.cut_line(&view, i, CutReason::Markup);
        } else if is_rule(body) || body.starts_with("```") {
            draft.cut_line(&view, i, CutReason::Markup);
        } else {
            let sign = prefix(body);
            draft.cut_part(&view, i, indent..indent + sign, CutReason::Markup);
            emphasis(draft, &view, i, indent + sign);
        }
    }
}

/// Bytes of heading, quote and bullet signs at the start.
fn prefix(body: &str) -> usize {
    let quote = body.len() - body.trim_start_matches(['>', ' ']).len();
    let rest = &body[quote..];
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) && (rest[hashes..].starts_with(' ') || rest.len() == hashes) {
        return quote + rest.len() - rest[hashes..].trim_start().len();
    }
    match rest.strip_prefix(['-', '*', '+']) {
        Some(item) if item.starts_with(' ') => quote + rest.len() - item.trim_start().len(),
        _ => quote,
    }
}

fn is_rule(body: &str) -> bool {
    let t = body.trim();
    t.len() >= 3 && ["-", "*", "_", "="].iter().any(|s| t.trim_matches(|c: char| s.starts_with(c)).is_empty())
}

/// Pairs of `**`; the text between them stays.
fn emphasis(draft: &mut Draft<'_>, view: &Lines, line: usize, from: usize) {
    let text = &view.str(line)[from..];
    let marks: Vec<usize> = text.match_indices("**").map(|(i, _)| from + i).collect();
    for at in &marks[..marks.len() & !1] {
        draft.cut_part(view, line, *at..at + 2, CutReason::Markup);
    }
    // A whole line in italics.
    let body = text.trim_end();
    let single = |s: &str| s.starts_with('*') && !s.starts_with("**");
    if marks.is_empty()
        && body.len() > 2
        && single(body)
        && body.ends_with('*')
        && body.matches('*').count() == 2
    {
        draft.cut_part(view, line, from..from + 1, CutReason::Markup);
        draft.cut_part(view, line, from + body.len() - 1..from + body.len(), CutReason::Markup);
    }
}

#[cfg(test)]
mod tests {
    use crate::canon::canonicalise;
    use crate::model::{Format, RawText};

    #[test]
    fn signs_are_cut_and_text_stays() {
        let text = "# 甲市办法\n\n> 说明\n\n**第一条** 为规范管理。\n\n---\n*甲数〔2025〕1号*\n- （一）甲；\n<!-- x -->\n";
        let raw = RawText::new(text.into(), Format::Markdown, "test");
        assert_eq!(
            canonicalise(&raw).canonical.text,
            "甲市办法\n说明\n第一条 为规范管理。\n甲数〔2025〕1号\n（一）甲；\n"
        );
    }
}
