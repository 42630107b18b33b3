//! Which instruments are in force at a reference date.

use super::Entry;
use crate::model::{Date, Facts, Region, Standing, Status, fold};

/// The standing of each entry at `reference`, with its ground. A final text whose dates are not
/// known counts as in force, and the reason says so.
pub fn statuses(entries: &[Entry], reference: Date) -> Vec<Status> {
    let names: Vec<Name> = entries.iter().map(Name::of).collect();
    let repeals: Vec<(usize, Vec<String>)> = entries
        .iter()
        .enumerate()
        .filter(|(_, e)| !e.facts.draft && start(e.facts).is_none_or(|d| d <= reference))
        .map(|(i, e)| (i, e.facts.repeals.iter().flat_map(|r| targets(r)).collect()))
        .collect();
    let repealer = |i: usize| {
        repeals
            .iter()
            .filter(|(by, _)| *by != i && may_repeal(entries[*by].facts, entries[i].facts))
            .find_map(|(by, targets)| targets.iter().any(|t| names[i].is(t)).then_some(entries[*by].title))
    };
    (0..entries.len()).map(|i| one(entries[i].facts, reference, repealer(i))).collect()
}

fn one(f: &Facts, reference: Date, repealed_by: Option<&str>) -> Status {
    let say = |standing, reason: String| Status { standing, reason };
    let begin = start(f);
    if let Some(day) = begin.filter(|d| *d > reference) {
        return say(Standing::NotYet, format!("{day}起施行，晚于参考日"));
    }
    if f.draft {
        return say(Standing::Draft, "文本为征求意见稿或草案".into());
    }
    if let Some(title) = repealed_by {
        return say(Standing::Repealed, format!("被《{title}》废止"));
    }
    if let Some(last) = last_day(f).filter(|d| *d < reference) {
        return say(Standing::Expired, format!("有效期至{last}"));
    }
    let reason = match (f.effective, begin, last_day(f)) {
        (_, None, _) => "施行日期未知，按现行有效计".into(),
        (None, Some(day), _) => format!("未写明施行日期，按{day}起计"),
        (Some(day), _, Some(last)) => format!("{day}起施行，有效期至{last}"),
        (Some(day), _, None) => format!("{day}起施行，未写明有效期"),
    };
    say(Standing::InForce, reason)
}

/// The first day in force, or the nearest thing to it that the text tells.
pub(super) fn start(f: &Facts) -> Option<Date> {
    f.effective.or(f.signed).or(f.published)
}

fn last_day(f: &Facts) -> Option<Date> {
    let stated = f.validity.until;
    let counted =
        f.validity.years.zip(start(f)).and_then(|(years, from)| day_before_anniversary(from, years));
    stated.or(counted)
}

/// The last day of `years` years that begin on `from`.
fn day_before_anniversary(from: Date, years: u32) -> Option<Date> {
    let year = from.year.checked_add(u16::try_from(years).ok()?)?;
    (1..from.day).rev().find_map(|day| Date::new(year, from.month, day)).or_else(|| {
        let (year, month) = if from.month > 1 { (year, from.month - 1) } else { (year.checked_sub(1)?, 12) };
        (28..=31).rev().find_map(|day| Date::new(year, month, day))
    })
}

/// A text repeals texts of its own place, or of places when either is not known. A province
/// may repeal what its cities issued.
fn may_repeal(by: &Facts, what: &Facts) -> bool {
    match (&by.region, &what.region) {
        (Some(Region { name: a, .. }), Some(Region { name: b, province, .. })) => a == b || a == province,
        _ => true,
    }
}

/// What a text can be called by in another's repeal clause.
struct Name {
    title: String,
    number: Option<String>,
}

impl Name {
    fn of(entry: &Entry) -> Self {
        let number = entry.facts.document_number.as_deref().map(bare).filter(|n| !n.is_empty());
        Self { title: bare(entry.title), number }
    }

    fn is(&self, target: &str) -> bool {
        !self.title.is_empty() && self.title == target || self.number.as_deref().is_some_and(|n| n == target)
    }
}

/// Titles and numbers that one entry of `Facts.repeals` names: the whole, what stands in book
/// title marks or in brackets behind them, and the title inside a title that issues it (关于印发《…》的通知).
fn targets(repeal: &str) -> Vec<String> {
    let mut out = vec![bare(repeal)];
    let mut outer = repeal;
    for (open, close) in [('《', '》'), ('〈', '〉'), ('《', '》')] {
        let Some((before, inside)) = within(outer, open, close) else { continue };
        let issues = ["印发", "发布", "公布"].iter().any(|w| before.contains(w));
        if std::ptr::eq(outer, repeal) || issues {
            out.push(bare(inside));
            outer = inside;
        }
    }
    out.extend(within(repeal, '（', '）').map(|(_, number)| bare(number)));
    out.extend(within(repeal, '(', ')').map(|(_, number)| bare(number)));
    out.retain(|t| !t.is_empty());
    out
}

/// Text in front of the first `open`, and between it and the last `close`.
fn within(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let (start, end) = (text.find(open)?, text.rfind(close)?);
    let inside = text.get(start + open.len_utf8()..end)?;
    Some((&text[..start], inside))
}

/// Folded, without brackets of any kind and without 试行, which editions add and drop.
fn bare(text: &str) -> String {
    let brackets = |c: char| "()[]{}<>《》〈〉〔〕【】「」“”\"'、,，。;；:：".contains(c);
    fold(text).text.replace(brackets, "").replace("试行", "")
}
