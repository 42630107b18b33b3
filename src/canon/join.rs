//! Lines that the layout broke become paragraphs again. A title is not joined with a paragraph,
//! nor a heading with its text, nor one item with the next. Where the right edge of a page is
//! cropped the lines are joined all the same and the place is marked: nothing is guessed.

use super::Draft;
use super::label::{self, Kind};
use super::lines::Lines;
use super::portal::is_fact;
use super::wrap::{Margins, Pairs, ends_sentence, width};
use crate::model::{CutReason, Format, is_han};
use std::collections::BTreeSet;

pub fn pass(draft: &mut Draft<'_>) {
    let view = draft.lines();
    let flows =
        matches!(draft.raw.format, Format::Html | Format::Docx | Format::Mhtml | Format::Doc | Format::Rtf);
    let margins = if flows && !draft.raw.wrapped { Margins::default() } else { Margins::of(&view) };
    let pairs = if margins.is_wrapped() { Pairs::of(&view) } else { Pairs::default() };
    let (names, heads) = (names(&view.text), spaced_heads(&view));
    let mut joiner = Joiner {
        view: &view,
        names,
        heads,
        margins,
        pairs,
        indented: false,
        last_article: 0,
        in_title: true,
    };
    joiner.indented = joiner.uses_indent();
    let mut breaks: Vec<(usize, usize)> = Vec::new();
    let mut ends: Vec<usize> = Vec::new();
    let mut at = (0..view.lines.len()).find(|i| !view.str(*i).trim().is_empty());
    while let Some(i) = at {
        let next = view.next_text(i);
        match next {
            Some(n) if joiner.joins(i, n) => breaks.push((i, n)),
            Some(n) if label::of(view.str(n)).is_some() && !is_heading(view.str(i)) => ends.push(i),
            _ => {}
        }
        at = next;
    }
    let cropped = joiner.cropped(&breaks);
    if cropped.contains(&true) {
        ends.retain(|&i| joiner.margins.is_full(view.str(i)) && !ends_sentence(view.str(i)));
        ends.iter().for_each(|&i| mark(draft, &view, i));
    }
    for (k, &(i, n)) in breaks.iter().enumerate() {
        close(draft, &view, i, n);
        if cropped.get(k) == Some(&true) {
            mark(draft, &view, i);
        }
    }
}

/// Notes that the source is cropped at the end of a line.
fn mark(draft: &mut Draft<'_>, view: &Lines, i: usize) {
    let end = view.lines[i].chars.start + view.str(i).trim_end().chars().count();
    if let Some(&cell) = end.checked_sub(1).and_then(|e| view.cells.get(e)) {
        draft.cropped.push(draft.cells[cell as usize].raw.end);
    }
}

/// Cuts the break between two lines with the white space around it; between Latin words a space
/// stays.
fn close(draft: &mut Draft<'_>, view: &Lines, i: usize, n: usize) {
    let (line, next) = (view.str(i), view.str(n));
    let end = view.lines[i].chars.start + line.trim_end().chars().count();
    let start = view.lines[n].chars.start + next.chars().take_while(|c| c.is_whitespace()).count();
    let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let latin = word(line.trim_end().chars().next_back()) && word(next.trim_start().chars().next());
    let digits = line.trim_end().ends_with(|c: char| c.is_ascii_digit())
        || next.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let mut cells = view.cells[end..start.max(end)].iter();
    if latin
        && !digits
        && let Some(&first) = cells.next()
    {
        draft.cells[first as usize].ch = ' ';
    }
    for &cell in cells {
        draft.cells[cell as usize].cut = Some(CutReason::Layout);
    }
}

struct Joiner<'v> {
    view: &'v Lines,
    /// What the text names in 《》: a line that is one of them is a title.
    names: BTreeSet<String>,
    /// Lines that are headings by their run: 一 总体要求, 二 主要任务, ….
    heads: BTreeSet<usize>,
    margins: Margins,
    pairs: Pairs,
    /// Paragraphs of this text begin with an indent.
    indented: bool,
    last_article: u32,
    /// No unit of the text was seen yet.
    in_title: bool,
}

impl Joiner<'_> {
    fn uses_indent(&self) -> bool {
        let (mut indented, mut all) = (0, 0);
        for i in 0..self.view.lines.len() {
            let line = self.view.str(i);
            if !line.trim().is_empty() {
                all += 1;
                indented += usize::from(is_indented(line));
            }
        }
        self.margins.is_wrapped() && indented * 12 > all && indented * 10 < all * 9
    }

    fn joins(&mut self, i: usize, n: usize) -> bool {
        let (line, next) = (self.view.str(i), self.view.str(n));
        if let Some(l) = label::of(line) {
            self.in_title &= matches!(l.kind, Kind::Annex);
            if l.kind == Kind::Article {
                self.last_article = l.number;
            }
        }
        if broken_bracket(line, next) {
            return true;
        }
        let set_apart = |s: &str| s.contains('\t') || s.trim().contains("   ") || is_fact(s);
        if set_apart(line) || set_apart(next) {
            return false;
        }
        if matches!(line.trim(), "附件" | "附表" | "附录")
            && next.trim().len() < 3
            && next.trim().bytes().all(|b| b.is_ascii_digit())
        {
            return true;
        }
        // 关于…的通知 / 各区人民政府：—  a title that has come to its noun does not run into whom it addresses.
        if self.in_title && ends_title(line) && next.trim_end().ends_with(['：', ':']) {
            return false;
        }
        if self.is_title(line, next) || self.heads.contains(&i) || self.heads.contains(&n) {
            return false;
        }
        if let Some(mark) = label::of(next)
            && self.begins(line, next, mark)
        {
            return false;
        }
        if self.in_title && !self.margins.is_full(line) {
            return self.title_goes_on(line, next);
        }
        if is_heading(line) {
            return self.heading_goes_on(line, next);
        }
        if !self.margins.is_full(line) && !self.breaks_off(line, next) {
            return false;
        }
        if self.indented && is_indented(next) {
            return false;
        }
        if ends_sentence(line) {
            // At the very margin a sentence ends inside a paragraph more often than with it.
            return !ends_item(line) && (self.indented || self.margins.is_brimful(line) && !self.in_title);
        }
        true
    }

    /// Whether either line is, whole, a title that the text names in 《》. Inside a longer title
    /// (关于印发 / 某办法 / 的通知) it is none.
    fn is_title(&self, line: &str, next: &str) -> bool {
        if self.names.is_empty() {
            return false;
        }
        let named = |s: &str| !s.contains(['《', '》']) && self.names.contains(&key(s));
        let goes_on = next.trim_start().starts_with(['的', '（', '(', '》']);
        const LEADS: [&str; 10] = ["印发", "公布", "发布", "转发", "修订", "关于", "和", "、", "《", "实施"];
        let led = LEADS.iter().any(|w| line.trim_end().ends_with(w));
        named(line) && !goes_on || named(next) && !led
    }

    /// Whether a chapter's heading fills its line and ends on the next, where its first article
    /// runs on: 第三章 协议与规则的制定 第一节 经营 / 管理第五条 平台….
    fn heading_goes_on(&self, line: &str, next: &str) -> bool {
        let Some((at, _)) = next.char_indices().take(24).find(|c| c.1 == '第') else { return false };
        let opens = label::of(&next[at..]).is_some_and(|l| {
            l.kind == Kind::Article
                // Articles inside lines are not counted yet.
                && (1..=20).contains(&l.number.saturating_sub(self.last_article))
                && !label::is_reference(&next[at + l.len..])
        });
        opens && at > 0 && self.margins.is_full(line) && next[..at].trim().chars().all(is_han)
    }

    /// Whether a line that falls a little short of the margin (signs are narrower than counted)
    /// breaks off in the middle of a sentence.
    fn breaks_off(&self, line: &str, next: &str) -> bool {
        let short = width(line) * 100 < self.margins.widest() * 70;
        if short || ends_sentence(line) || next.trim().is_empty() {
            return false;
        }
        let article = label::of(line).is_some_and(|l| l.kind == Kind::Article);
        article || line.contains('，') || self.pairs.knows(line, next) == Some(true)
    }

    /// Whether a title that does not fill its line goes on: it has not come to the noun it ends
    /// in, or the text writes both lines as one elsewhere.
    fn title_goes_on(&self, line: &str, next: &str) -> bool {
        let (a, b) = (line.trim(), next.trim());
        let plain = |s: &str| {
            !s.contains(['。', '，', '：', ':', '；', '\t', '|', '〔', '['])
                && s.chars().count() > 1
                && s.chars().filter(|c| is_han(*c)).count() * 2 > s.chars().count()
        };
        if !plain(a)
            || !plain(b)
            || ends_title(a)
            || !ends_title(b)
            || b.chars().count() > 40
            || a.chars().count() < 6
        {
            return false;
        }
        let in_brackets = b.starts_with(['（', '(']) && b.ends_with(['）', ')']);
        let starts = a.contains("关于") || a.contains('《') || a.starts_with("印发");
        !in_brackets && (starts || self.view.text.contains(&format!("《{a}{b}")))
    }

    /// Whether a mark at the start of a line begins a unit, rather than standing there because the
    /// line before broke off inside 按照第八条 or 前款第（三）项.
    fn begins(&self, line: &str, next: &str, mark: label::Label) -> bool {
        let before = line.trim_end();
        if ends_sentence(before) || !self.margins.is_full(line) {
            return !(mark.kind == Kind::Article
                && label::is_reference(&next[mark.len..])
                && mark.number != self.last_article + 1);
        }
        match mark.kind {
            Kind::Article => {
                mark.number == self.last_article + 1 && !label::is_reference(&next[mark.len..])
                    || next[mark.len..].starts_with([' ', '　', '【'])
                        && !label::is_reference(&next[mark.len..])
            }
            Kind::Chapter => !label::is_reference(&next[mark.len..]),
            Kind::Sub | Kind::Point => {
                !before.ends_with(['第', '条', '款', '项', '、', '和', '至', '或', '（', '“'])
            }
            Kind::Annex => !before.ends_with(['见', '按', '以', '、', '及', '（', '(']),
            Kind::Heading | Kind::Item => !before.ends_with(['第', '、', '，', '至', '（']),
            Kind::Bullet => mark.unit != '—',
        }
    }

    /// For each joined break whether the line is cropped there. A line that a page broke makes a
    /// pair with the next that the text writes elsewhere as often as any pair comes again; a
    /// cropped one hardly ever does.
    fn cropped(&self, breaks: &[(usize, usize)]) -> Vec<bool> {
        let open = |&(i, _): &(usize, usize)| {
            let line = self.view.str(i);
            self.margins.is_full(line) && !ends_sentence(line)
        };
        let known: Vec<Option<bool>> = breaks
            .iter()
            .map(|b| if open(b) { self.pairs.knows(self.view.str(b.0), self.view.str(b.1)) } else { None })
            .collect();
        let told = known.iter().flatten().count() as f64;
        // Seen on real texts: 0.0-0.19 of the usual share where cropped, 0.5 and more where not.
        let share = known.iter().flatten().filter(|k| **k).count() as f64 / told.max(1.0);
        let usual = self.pairs.repeated();
        let doubt = 2.0 * (usual * (1.0 - usual) / told.max(1.0)).sqrt();
        let cropped = told >= 8.0 && share < 0.25 * usual && share + doubt < usual;
        breaks.iter().zip(&known).map(|(b, known)| cropped && open(b) && *known != Some(true)).collect()
    }
}

fn is_indented(line: &str) -> bool {
    line.starts_with("　　") || line.starts_with("    ") || line.starts_with("\u{2003}\u{2003}")
}

/// An item that ends the list it stands in, or a stem.
fn ends_item(line: &str) -> bool {
    line.trim_end().ends_with(['；', '：', ';', ':'])
}

/// A closing bracket at the start of a line belongs to the line before.
fn broken_bracket(line: &str, next: &str) -> bool {
    let next = next.trim_start();
    if next.starts_with(['》', '〉', '）', '】', '。', '，', '；', '、', '：', '”']) {
        return !line.trim_end().ends_with(['。', '；']);
    }
    // A title in brackets that is not closed on its line goes on.
    let open = |a: char, b: char| {
        line.matches(a).count() > line.matches(b).count() && next.chars().take(60).any(|c| c == b)
    };
    let note = line.trim().starts_with('（') && next.trim_end().ends_with('）') && open('（', '）');
    note && !line.contains('。') && label::of(line).is_none()
        || open('《', '》') && width(line) < 90 && !next.starts_with('第')
}

/// A mark with a few words and no sentence: 第一章 总则, 二、总体要求.
fn is_heading(line: &str) -> bool {
    let Some(mark) = label::of(line) else { return false };
    let words = line[mark.len..].trim();
    let article = || {
        words
            .match_indices('第')
            .any(|(i, _)| label::of(&words[i..]).is_some_and(|l| l.kind == Kind::Article))
    };
    match mark.kind {
        Kind::Chapter => words.chars().count() < 24 && !article(),
        _ => false,
    }
}

/// The lines of a run 一 …, 二 …, 三 … of headings without 、.
fn spaced_heads(view: &Lines) -> BTreeSet<usize> {
    let mut run = BTreeSet::new();
    for i in 0..view.lines.len() {
        if label::spaced(view.str(i)).is_some_and(|n| n as usize == run.len() + 1) {
            run.insert(i);
        }
    }
    if run.len() >= 3 { run } else { BTreeSet::new() }
}

/// The comparable form of a title: its letters, digits and ideographs.
fn key(s: &str) -> String {
    if s.len() > 300 { String::new() } else { s.chars().filter(|c| c.is_alphanumeric()).collect() }
}

/// The names of instruments in 《》, over line breaks.
fn names(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (at, _) in text.match_indices('《') {
        let rest = &text[at + '《'.len_utf8()..];
        let end = rest.char_indices().take(90).find(|c| matches!(c.1, '《' | '》' | '。'));
        if let Some((end, '》')) = end {
            out.insert(key(&rest[..end]));
        }
    }
    out.retain(|n| n.chars().count() >= 8);
    out
}

/// True when a line ends in the noun that titles end in, or in the bracket behind it.
fn ends_title(line: &str) -> bool {
    const NOUNS: [&str; 21] = [
        "办法", "细则", "规定", "方案", "意见", "通知", "条例", "规范", "公告", "计划", "措施", "决定",
        "指引", "指南", "标准", "制度", "规则", "要点", "目录", "函", "稿",
    ];
    let bare = line.trim().trim_end_matches(['》', '）', ')', '】']);
    bare.len() < line.trim().len() || NOUNS.iter().any(|n| bare.ends_with(n))
}

#[cfg(test)]
mod tests {
    use crate::canon::tests::{canon, canonicalised};

    const WRAPPED: &str = "\
甲市公共数据管理办法

第一章 总则
第一条 为规范公共数据资源授权运营活动促进数据要素合
规高效流通使用，根据有关法律法规和国家有关规定，结合本
市实际，制定本办法。
第二条 实施机构应当按照本办法第八条和第九条以及附件
第三条的规定，与依法选定的运营机构签订授权运营协议，协
议应当包括下列内容：
（一）授权运营的公共数据资源范围以及公共数据资源目录
和数据更新频率；
（二）其他。
第三条 本办法自印发之日起施行。
甲市数据局
2025年1月2日
";

    #[test]
    fn paragraphs_come_together_and_nothing_else() {
        assert_eq!(
            canon(WRAPPED),
            "甲市公共数据管理办法\n第一章 总则\n\
             第一条 为规范公共数据资源授权运营活动促进数据要素合规高效流通使用，根据有关法律法规和国家有关规定，结合本市实际，制定本办法。\n\
             第二条 实施机构应当按照本办法第八条和第九条以及附件第三条的规定，与依法选定的运营机构签订授权运营协议，协议应当包括下列内容：\n\
             （一）授权运营的公共数据资源范围以及公共数据资源目录和数据更新频率；\n（二）其他。\n\
             第三条 本办法自印发之日起施行。\n甲市数据局\n2025年1月2日\n"
        );
    }

    #[test]
    fn titles_over_two_lines_are_one() {
        let text = format!("甲市人民政府关于印发甲市公共数据\n授权运营管理办法的通知\n{WRAPPED}");
        assert!(
            canon(&text).starts_with(
                "甲市人民政府关于印发甲市公共数据授权运营管理办法的通知\n甲市公共数据管理办法\n"
            )
        );
    }

    #[test]
    fn a_line_that_is_a_name_in_book_marks_is_a_title() {
        let body = WRAPPED.lines().skip(2).collect::<Vec<_>>().join("\n");
        let text = format!(
            "甲市数据局关于印发《甲市推进公共数据管理若干措施》的通知\n各有关单位：\n现将《甲市推进公共数据管理若干措施》印发给你们，请认真抓\n甲市推进公共数据管理若干措施\n为深入贯彻落实有关部署促进本市公共数据开发利用结合实\n际，制定本措施。\n{body}"
        );
        assert!(canon(&text).contains("\n甲市推进公共数据管理若干措施\n为深入贯彻"), "{}", canon(&text));
    }

    #[test]
    fn a_chapter_that_runs_on_is_joined_and_parted() {
        let text = format!(
            "{WRAPPED}第二章 运营协议和管理规则的制定第一节 平台经营管理制\n度第四条 运营机构应当遵循公开公平公正的原则制定协议和规\n则，明确权利和义务。第五条 运营机构应当建立健全审核制度。\n"
        );
        assert!(
            canon(&text).contains(
                "\n第二章 运营协议和管理规则的制定\n第一节 平台经营管理制度\n第四条 运营机构应当遵循"
            ),
            "{}",
            canon(&text)
        );
    }

    #[test]
    fn facts_keep_their_lines_and_a_note_under_a_title_is_one() {
        let facts = "索引号：WS-51          主题分类：数据管理\n发文机关：戊市数据局          成文日期：2026年5月11日\n";
        assert_eq!(canon(&format!("{facts}{WRAPPED}")).lines().take(3).last(), Some("甲市公共数据管理办法"));
        let note = format!("甲市条例\n（2024年9月26日甲市人大常委会第十一次\n会议通过）\n{WRAPPED}");
        assert!(canon(&note).contains("（2024年9月26日甲市人大常委会第十一次会议通过）\n"));
    }

    #[test]
    fn cropped_line_ends_are_marked_and_not_guessed() {
        let words = [
            "运营机构应当履行安全责任并接",
            "数据主管部门负责统筹协调并指",
            "实施机构可以委托第三方开展评",
            "公共数据目录实行统一管理和动",
            "有关单位应当配合监督检查并提",
        ];
        let tails = ["督促整改。", "资源目录。", "结果公开。", "系统核查。", "台账材料。"];
        let mut text = String::new();
        for n in 1..=12 {
            let k = n % 5;
            text.push_str(&format!("第{n}条 {}受{}\n{}\n", words[k], words[(k + 1) % 5], tails[(k + 3) % 5]));
        }
        let out = canonicalised(&text);
        assert!(out.canonical.cropped.len() >= 8, "{:?}", out.canonical);
        assert!(out.diagnostics.iter().any(|d| d.code == "C002"));
        for span in &out.canonical.cropped {
            assert!(span.is_empty() && out.canonical.text.is_char_boundary(span.start));
        }
        assert!(canonicalised(WRAPPED).canonical.cropped.is_empty());
    }
}
