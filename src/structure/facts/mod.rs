//! What a text says of itself: 文号, 发文机关, dates, validity, draft, repeals, kind, region.
//!
//! Facts are taken from where such facts stand (head, notice, signature, closing clauses), never
//! from running text that cites another document.

pub mod body;
pub mod closing;
pub mod date;
pub mod kind;
pub mod number;
pub mod region;

use super::block::Block;
use super::line;
use super::split::{Plan, Zone};
use super::text::{last_words, squeeze, width};
use crate::model::{Date, Facts, Region};

/// The parts of a source that facts are taken from, shared by its instruments.
#[derive(Debug, Default)]
pub struct Heads<'a> {
    /// Blocks in front of the first instrument: page fields and covering notice.
    front: Vec<&'a str>,
    /// Blocks behind the last: page fields that stand at the end.
    back: Vec<&'a str>,
    notice_title: String,
}

/// Blocks of the head and of the tail that are looked at.
const MOST: usize = 160;
const TAIL: usize = 24;

/// Collects the head and the tail of a source.
pub fn heads<'a>(text: &'a str, blocks: &[Block], plan: &Plan) -> Heads<'a> {
    let first = plan.zones.first().map_or(0, |z| z.blocks.start);
    let words = |b: &Block| b.span.of(text);
    let notice = plan.notice.as_ref();
    Heads {
        front: blocks[..first.min(MOST)].iter().map(words).collect(),
        back: blocks[blocks.len().saturating_sub(TAIL)..]
            .iter()
            .map(words)
            .filter(|w| width(w, 201) <= 200)
            .collect(),
        notice_title: notice.map(|n| n.title_text.clone()).unwrap_or_default(),
    }
}

/// The facts of one instrument.
pub fn facts(
    text: &str,
    heads: &Heads,
    zone: &Zone,
    blocks: &[Block],
    source_name: &str,
    regions: &dyn Fn(&str) -> Option<Region>,
) -> Facts {
    let own = &blocks[zone.blocks.clone()];
    let opening = opening(text, own);
    let tail: Vec<&str> = own[own.len().saturating_sub(TAIL)..].iter().map(|b| b.span.of(text)).collect();
    let front: Vec<&str> = heads.front.iter().chain(&opening).copied().collect();
    let fields = Fields::new(front.iter().chain(&heads.back).copied());
    let mut f = Facts {
        document_number: document_number(&front, &fields, &tail),
        issuers: body::issuers(&heads.notice_title, zone, &front, &tail, &fields),
        signed: fields.date(&["成文日期", "印发日期", "制定日期"]).or_else(|| signed(&front, &tail)),
        published: fields
            .date(&["发布日期", "公布日期", "发文日期", "发布时间", "公开日期", "时间"])
            .or_else(|| printed(&tail)),
        draft: is_draft(&heads.notice_title, &zone.title_text, &front, source_name),
        ..Facts::default()
    };
    let closing = closing::read(own.iter().rev().map(|b| b.span.of(text)), &heads.front);
    f.effective = closing.effective.or_else(|| fields.date(&["实施日期", "施行日期", "生效日期"]));
    f.effective_on_issue = closing.on_issue && closing.effective.is_none();
    if f.effective.is_none() {
        let from = f.signed.or(f.published).filter(|_| !f.draft);
        f.effective = match (closing.on_issue, closing.days_after) {
            (_, Some(days)) => from.and_then(|d| closing::plus_days(d, days)),
            (true, None) => from,
            _ => None,
        };
    }
    f.validity = closing.validity;
    f.repeals = closing.repeals;
    f.region = region::region(&zone.title_text, &heads.notice_title, &f.issuers, regions);
    f.kind = Some(kind::kind(&zone.title_text, &f.issuers, &front, f.region.as_ref()));
    f
}

/// The lines of an instrument in front of its first number.
fn opening<'a>(text: &'a str, own: &[Block]) -> Vec<&'a str> {
    own.iter().take(40).take_while(|b| b.mark.is_none() || b.aside).map(|b| b.span.of(text)).collect()
}

/// Fields of a page such as `[发布日期] 2025-08-12` or `发文机关：某局`.
#[derive(Debug, Default)]
pub struct Fields {
    text: String,
}

const LABELS: [&str; 34] = [
    "主题分类",
    "发文机构",
    "发文机关",
    "联合发文单位",
    "实施日期",
    "成文日期",
    "发文字号",
    "废止日期",
    "发布日期",
    "有效性",
    "文件来源",
    "制发单位",
    "失效日期",
    "发布部门",
    "发布文号",
    "时效状态",
    "发布机构",
    "发文日期",
    "发布时间",
    "效力状态",
    "文件标题",
    "标题",
    "来源",
    "索引号",
    "主题词",
    "公开日期",
    "公布日期",
    "施行日期",
    "生效日期",
    "信息分类",
    "行政规范性文件",
    "文号",
    "浏览",
    "字号",
];

impl Fields {
    fn new<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut text = String::new();
        for l in lines.filter(|l| width(l, 1201) <= 1200) {
            text.push_str(l);
            text.push('\n');
        }
        Self { text }
    }

    /// The value behind the first of `labels` that has one.
    pub fn value(&self, labels: &[&str]) -> Option<&str> {
        labels.iter().find_map(|l| self.text.match_indices(l).find_map(|(at, _)| self.value_at(at + l.len())))
    }

    fn value_at(&self, at: usize) -> Option<&str> {
        let rest = self.text[at..].trim_start_matches([' ', '\u{3000}']);
        let value = rest
            .strip_prefix(['：', ':', ']', '】'])?
            .trim_start_matches(['：', ':', ' ', '\u{3000}', '】', ']']);
        let mut end = value.find(['\n', '[', '【']).unwrap_or(value.len());
        // 〔 is part of a 文号, [ may be as well.
        if let Some(n) =
            number::find(&value[..value.len().min(floor(value, 120))]).filter(|n| n.span.start < 40)
        {
            end = end.max(n.span.end);
        }
        for l in LABELS {
            if let Some(i) = value[..end].find(l) {
                end = i;
            }
        }
        let v = value[..end].trim_matches([' ', '\u{3000}', '-', '—', '（', '(', '|']);
        (!v.is_empty() && width(v, 81) <= 80).then_some(v)
    }

    fn date(&self, labels: &[&str]) -> Option<Date> {
        labels.iter().find_map(|l| {
            self.text
                .match_indices(l)
                .find_map(|(at, _)| self.value_at(at + l.len()).and_then(date::first).map(|d| d.date))
        })
    }
}

/// The nearest character boundary at or below `at`.
fn floor(s: &str, at: usize) -> usize {
    (0..=at.min(s.len())).rev().find(|&i| s.is_char_boundary(i)).unwrap_or(0)
}

/// 文号: a field, a line of its own, or behind the title; never one that is cited.
fn document_number(front: &[&str], fields: &Fields, tail: &[&str]) -> Option<String> {
    if let Some(n) = fields.value(&["发文字号", "发布文号", "文号", "文件编号"]).and_then(number::find)
    {
        return Some(n.text);
    }
    let own = |l: &&&str| line::is_number(l);
    if let Some(n) = front.iter().find(own).and_then(|l| number::find(l)) {
        return Some(n.text);
    }
    for l in front {
        if let Some(n) = number::find(l) {
            let head = l[..n.span.start].trim_end();
            if ["的通知", "文件", "通知", "公告", "意见", "决定"].iter().any(|w| head.ends_with(w))
            {
                return Some(n.text);
            }
        }
    }
    let order = |l: &&&str| width(l, 41) <= 40 && (l.contains('令') || l.contains("公告"));
    for (i, l) in front.iter().enumerate().filter(|(_, l)| order(l)) {
        let here = number::order(l)
            .or_else(|| front.get(i + 1).filter(|n| width(n, 13) <= 12).and_then(|n| number::order(n)));
        if let Some(n) = here {
            let head = order_head(l);
            if head.ends_with('令') || head.ends_with("公告") {
                return Some(format!("{head}{}", n.text));
            }
        }
    }
    tail.iter().rev().take(6).find(|l| line::is_number(l)).and_then(|l| number::find(l)).map(|n| n.text)
}

/// 甲市人民政府令 out of 甲市人民政府令第12号.
fn order_head(l: &str) -> String {
    let t = squeeze(l);
    let end = t
        .find("令第")
        .map(|i| i + '令'.len_utf8())
        .or_else(|| t.find("公告第").map(|i| i + "公告".len()))
        .unwrap_or(t.len());
    // The date of passing may stand in front.
    let start = t[..end]
        .rfind(['日', '（', '(', '《', '：', ' '])
        .map_or(0, |i| i + t[i..].chars().next().map_or(0, char::len_utf8));
    t[start..end].to_string()
}

/// The date below the signature of the notice, in brackets under the title, of passing, or at the
/// end of the text.
fn signed(front: &[&str], tail: &[&str]) -> Option<Date> {
    let passed = front.iter().filter(|l| line::is_adoption(l)).find_map(|l| date::first(l));
    let alone = |l: &&&str| line::is_date(l);
    let ends = |l: &&&str| {
        let t = squeeze(l);
        t.len() < 240
            && date::all(&t).last().is_some_and(|d| {
                d.span.end == t.len() && d.span.start > 0 && line::is_body(&t[..d.span.start])
            })
    };
    let from = |l: &&str| date::first(&squeeze(l)).map(|d| d.date);
    passed
        .map(|d| d.date)
        .or_else(|| front.iter().rev().find(|l| alone(l) || ends(l)).and_then(&from))
        .or_else(|| tail.iter().rev().find(|l| alone(l) || ends(l)).and_then(from))
        .or_else(|| front.iter().rev().find_map(|l| run_on(l)))
}

/// A signature that runs on in a line: …执行。某市人民政府 2025年5月26日某办法.
fn run_on(l: &str) -> Option<Date> {
    let mut found = None;
    for d in date::all(l) {
        if line::is_body(last_words(&l[..d.span.start])) {
            found = Some(d.date);
        }
    }
    found
}

fn printed(tail: &[&str]) -> Option<Date> {
    tail.iter()
        .rev()
        .find(|l| l.trim_end().ends_with("印发") && width(l, 61) <= 60)
        .and_then(|l| date::first(l))
        .map(|d| d.date)
}

fn is_draft(notice: &str, title: &str, front: &[&str], source: &str) -> bool {
    const WORDS: [&str; 5] = ["意见稿", "草案", "送审稿", "讨论稿", "审议稿"];
    let title = squeeze(title);
    WORDS.iter().any(|w| title.contains(w) || source.contains(w))
        || notice.contains("征求意见")
        || front.iter().any(|l| {
            let t = l.trim();
            width(t, 25) <= 24 && WORDS.iter().any(|w| t.contains(w)) && t.starts_with(['（', '('])
                || (t.contains("征求")
                    && t.contains("意见")
                    && (t.contains('《') || t.ends_with('。'))
                    && (t.contains("现向社会") || t.contains("公开征求") || t.contains("征求意见的")))
        })
}
