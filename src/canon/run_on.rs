//! Units that run on inside a line get lines of their own: 。第二条为…, 。第三章 …, and what two
//! spaces set off in texts that lost their breaks. A reference (依照第二条) is no beginning.

use super::Draft;
use super::label::{self, Kind};
use super::lines::{beginning, ending};
use crate::model::{Cell, CutReason, Span, is_han};

/// Characters on either side of a place that tell what it is.
const NEAR: usize = 300;

pub fn pass(draft: &mut Draft<'_>) {
    let view = draft.lines();
    let mut inserts: Vec<usize> = Vec::new();
    let mut last_article = 0;
    for i in 0..view.lines.len() {
        let line = view.str(i);
        if let Some(l) = label::of(line).filter(|l| l.kind == Kind::Article) {
            last_article = l.number;
        }
        if !line.contains(['第', '（', ' ', '　', '、', '.', '．']) || line.len() < 30 {
            continue;
        }
        let mut chars = 0;
        let mut byte = 0;
        for place in places(line) {
            let (rest, unit) = (&line[place..], &line[byte..place]);
            let before = unit.trim_end();
            let gap = unit.len() - before.len();
            if last_article == 0 && head_begins(before, rest) || begins(before, rest, gap, &mut last_article)
            {
                chars += line[byte..place].chars().count();
                byte = place;
                inserts.push(view.lines[i].chars.start + chars);
            }
        }
    }
    insert_breaks(draft, &view.cells, &inserts);
}

/// Byte offsets where a unit could begin: after a sentence end, or after a gap.
fn places(line: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut before = '\n';
    let mut space = 0;
    for (at, c) in line.char_indices() {
        if c == ' ' || c == '　' {
            space += if c == ' ' { 1 } else { 2 };
            continue;
        }
        let marks =
            matches!(c, '第' | '（' | '(' | '1'..='9' | '①'..='⑳') || "一二三四五六七八九十".contains(c);
        let ended =
            matches!(before, '。' | '；' | '：' | '！' | '？' | '”' | '）' | ')' | '》' | '日' | '则' | '号');
        let head = matches!(before, '知' | '见' | '定' | '告' | '复' | '号' | '日') && is_han(c);
        if at > 0 && (space >= 2 || marks && ended || c == '第' && before != '\n' || head) {
            out.push(at);
        }
        before = c;
        space = 0;
    }
    out
}

/// A number of a document (甲数发〔2025〕3号) at the start, its bytes.
fn document_number(text: &str) -> Option<usize> {
    let open = text.char_indices().take(12).find(|(_, c)| matches!(c, '〔' | '［'))?.0;
    if open == 0 || !text[..open].chars().all(is_han) {
        return None;
    }
    let rest = &text[open..];
    let end = rest.char_indices().take(14).find(|(_, c)| *c == '号')?.0;
    rest[..end].contains(['〕', '］']).then_some(open + end + '号'.len_utf8())
}

/// Where the head of a notice runs on: 的通知|甲政发〔2025〕5号|各市人民政府, 2月7日|甲市办法.
fn head_begins(before: &str, rest: &str) -> bool {
    const NOUNS: [&str; 5] = ["通知", "意见", "决定", "公告", "批复"];
    const TITLES: [&str; 9] = ["行）", "办法", "细则", "规定", "方案", "意见", "规范", "条例", "措施"];
    let dated =
        before.strip_suffix('日').is_some_and(|d| d.trim_end().ends_with(|c: char| c.is_ascii_digit()));
    let noun = NOUNS.iter().any(|n| before.ends_with(n));
    if !(dated || noun || before.ends_with('号')) {
        return false;
    }
    // What stands further off is not looked at: a line may be as long as the text.
    let (before, rest) = (ending(before, NEAR), beginning(rest, NEAR));
    let addressee =
        || rest.find(['：', ':', '。', '；']).is_some_and(|at| rest[at..].starts_with(['：', ':']));
    if noun {
        return document_number(rest).is_some() && addressee();
    }
    if before.ends_with('号') && rest.starts_with(is_han) {
        return before.rfind(['〔', '［']).is_some_and(|at| before.len() - at < 36) && addressee();
    }
    if !dated {
        return false;
    }
    let end =
        ["第一章", "第一条", "  ", "　"].iter().filter_map(|w| rest.find(w)).min().unwrap_or(rest.len());
    let title = rest[..end].trim_end();
    before.contains('年')
        && before.matches('（').count() == before.matches('）').count()
        && title.chars().count() > 5
        && !title.contains(['，', '。', '；', '：'])
        && TITLES.iter().any(|n| title.ends_with(n))
}

/// The words are the end of a title, and cite nothing: 甲市运营合规指引.
fn ends_in_title(before: &str) -> bool {
    const NOUNS: [&str; 12] =
        ["行）", "稿）", "办法", "细则", "规定", "规范", "条例", "措施", "指引", "指南", "规则", "制度"];
    const CITES: [&str; 9] = ["根据", "按照", "依照", "依据", "违反", "参照", "适用", "《", "本"];
    NOUNS.iter().any(|n| before.ends_with(n))
        && before.chars().take(41).count() <= 40
        && !before.contains(['，', '。', '；', '：'])
        && !CITES.iter().any(|w| before.contains(w))
}

/// Whether a unit begins with `rest` behind `before`; `gap` is the white space between, in bytes.
fn begins(before: &str, rest: &str, gap: usize, last_article: &mut u32) -> bool {
    let ended = before.ends_with(['。', '；', '！', '？', '：'])
        || before.ends_with("。”")
        || before.ends_with("。）");
    match label::of(rest) {
        Some(l) if l.kind == Kind::Article => {
            let follows = l.number == *last_article + 1 || l.number == 1 && *last_article == 0;
            let reference = label::is_reference(&rest[l.len..]);
            // Behind a chapter's title there is no full stop: 第一章 总则 第一条.
            let title = label::of(before).is_some_and(|b| b.kind == Kind::Chapter);
            let title = title && before.chars().take(24).count() < 24;
            let opens = rest[l.len..].starts_with([' ', '　', '为']);
            // The next instrument of the source begins again: …指引 第一条, 第一章 总则 第一条.
            let again = l.number == 1 && opens && (title || ends_in_title(before));
            let after_title = title || gap >= 2 || again;
            let yes = (follows || again) && !reference && (ended || after_title);
            if yes {
                *last_article = l.number;
            }
            yes
        }
        Some(l) if l.kind == Kind::Chapter => {
            let words: String = rest[l.len..].chars().take(18).collect();
            let article = words.find('第').is_some_and(|at| label::of(&rest[l.len + at..]).is_some());
            let titled = words.trim_start().len() < words.len() || words.contains(['　', ' ']) || article;
            // 第三章 运营规则第一节 一般规定; …合规指引第一章 总则第一条.
            let below = l.unit == '节' && label::of(before).is_some_and(|b| b.unit == '章');
            let first = l.number == 1 && (*last_article == 0 || article && ends_in_title(before));
            !label::is_reference(&rest[l.len..]) && titled && (ended || gap >= 2 || first || below)
        }
        Some(l) => {
            ended
                && gap >= 2
                && matches!(l.kind, Kind::Sub | Kind::Heading | Kind::Item | Kind::Point | Kind::Annex)
        }
        // Two spaces behind a full stop are a lost line break.
        None => ended && gap >= 2 && before.ends_with(['。', '；', '：']),
    }
}

fn insert_breaks(draft: &mut Draft<'_>, visible: &[u32], chars: &[usize]) {
    if chars.is_empty() {
        return;
    }
    let mut out: Vec<Cell> = Vec::with_capacity(draft.cells.len() + chars.len());
    let mut at = 0;
    for &c in chars {
        let Some(&cell) = visible.get(c) else { continue };
        out.extend_from_slice(&draft.cells[at..cell as usize]);
        at = cell as usize;
        // White space that stood for the break becomes it; otherwise one is put in.
        match out.iter().rposition(|x| x.cut.is_none()).filter(|k| matches!(out[*k].ch, ' ' | '　')) {
            Some(k) => {
                out[k].ch = '\n';
                for x in
                    out[..k].iter_mut().rev().take_while(|x| x.cut.is_some() || matches!(x.ch, ' ' | '　'))
                {
                    x.cut.get_or_insert(CutReason::Layout);
                }
            }
            None => {
                let place = draft.cells[at].raw.start;
                out.push(Cell { ch: '\n', raw: Span::new(place, place), cut: None });
            }
        }
    }
    out.extend_from_slice(&draft.cells[at..]);
    draft.cells = out;
}

#[cfg(test)]
mod tests {
    use crate::canon::tests::canon;

    #[test]
    fn run_on_units_get_their_lines() {
        let text = "甲市办法第一章 总 则  第一条为促进公共数据利用，制定本办法。第二条依照第一条和第三条的规定执行。  本办法所称数据，是指记录。  第三条下列情形除外：  （一）危害安全的；  （二）侵害隐私的。第二章 附 则  第四条本办法自印发之日起施行。";
        assert_eq!(
            canon(text),
            "甲市办法\n第一章 总则\n第一条为促进公共数据利用，制定本办法。\n第二条依照第一条和第三条的规定执行。\n本办法所称数据，是指记录。\n第三条下列情形除外：\n（一）危害安全的；\n（二）侵害隐私的。\n第二章 附则\n第四条本办法自印发之日起施行。\n"
        );
    }

    #[test]
    fn the_head_of_a_notice_gets_its_lines() {
        let text = "甲市政府关于印发甲市数据办法的通知甲政办〔2025〕5号各区政府，市政府各部门：  现印发给你们，请认真贯彻执行。  甲市政府  2025 年 2 月 7 日甲市数据办法（试行）第一章 总则 第一条为促进利用，制定本办法。第二条自印发之日起施行。";
        assert_eq!(
            canon(text),
            "甲市政府关于印发甲市数据办法的通知\n甲政办〔2025〕5号\n各区政府，市政府各部门：\n现印发给你们，请认真贯彻执行。\n甲市政府 2025 年 2 月 7 日\n甲市数据办法（试行）\n第一章 总则\n第一条为促进利用，制定本办法。\n第二条自印发之日起施行。\n"
        );
    }

    #[test]
    fn a_text_without_any_space_is_parted() {
        let text = "第一章总则第一条（目的）为规范运营，制定本细则。第二条（适用）应当遵守本细则。第二章授权程序第三条（方案）按照第二条编制方案。";
        assert_eq!(
            canon(text),
            "第一章总则\n第一条（目的）为规范运营，制定本细则。\n第二条（适用）应当遵守本细则。\n第二章授权程序\n第三条（方案）按照第二条编制方案。\n"
        );
    }

    #[test]
    fn the_next_instrument_runs_on_behind_its_title() {
        let text = "第一条 为规范甲市的运营，制定本指引。\n第二条 自印发之日起施行。\n乙类运营合规指引第一章 总 则第一条 为规范乙类运营活动，制定本指引。第二条 应当合规。\n丙类运营合规指引第一条 为规范丙类运营活动，制定本指引。第二条 应当合规。";
        assert_eq!(
            canon(text),
            "第一条 为规范甲市的运营，制定本指引。\n第二条 自印发之日起施行。\n乙类运营合规指引\n第一章 总则\n第一条 为规范乙类运营活动，制定本指引。\n第二条 应当合规。\n丙类运营合规指引\n第一条 为规范丙类运营活动，制定本指引。\n第二条 应当合规。\n"
        );
        let cited = "第一条 为规范运营活动，违反甲市运营合规指引第一条 的规定的，依照本指引处理。\n";
        assert_eq!(canon(cited), cited);
    }

    #[test]
    fn references_stay_where_they_are() {
        let text = "第一条 违反规定的，依照第二条处理。第三条所称情形除外。\n第二条 甲。\n";
        assert_eq!(canon(text), text);
    }
}
