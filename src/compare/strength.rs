use super::word_diff::{Piece, PieceKind};
use crate::model::{Span, parse_chinese};
use crate::segment::{Modality, modality, sentences};
use regex::Regex;
use serde::Serialize;
use std::sync::LazyLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Stronger,
    Weaker,
}

/// One reason why a text binds more or less than its baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signal {
    pub direction: Direction,
    /// In Chinese, for the reader.
    pub why: String,
}

/// An upper or lower bound with its unit: 不超过5年, 不少于六个月, 20个工作日内.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bound {
    upper: bool,
    value: u32,
    unit: String,
}

const NUMBER: &str =
    r"([0-9]+|[一二三四五六七八九十百两]+)\s*(?:个)?(年|月|日|天|工作日|自然日|小时|%|万元|次)";
static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        "(不超过|不高于|不多于|不得超过|不得高于|不晚于|最长|不少于|不低于|不得少于|不得低于|至少) *{NUMBER}"
    ))
    .ok()
});
static AFTER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("{NUMBER}(以内|之内|内|以上)")).ok());

fn bounds(text: &str) -> Vec<Bound> {
    let value = |s: &str| s.parse().ok().or_else(|| parse_chinese(s));
    let mut out = Vec::new();
    for c in BEFORE.iter().flat_map(|r| r.captures_iter(text)) {
        let upper = !matches!(&c[1], "不少于" | "不低于" | "不得少于" | "不得低于" | "至少");
        out.extend(value(&c[2]).map(|value| Bound { upper, value, unit: c[3].into() }));
    }
    for c in AFTER.iter().flat_map(|r| r.captures_iter(text)) {
        out.extend(value(&c[1]).map(|value| Bound { upper: &c[3] != "以上", value, unit: c[2].into() }));
    }
    out
}

/// Why the second text of a difference (`pieces` from `word_diff(base, own)`) binds more or less
/// than the first: bounds, modal words, whole duties and bans.
pub fn signals(base: &str, own: &str, pieces: &[Piece]) -> Vec<Signal> {
    let mut out = bound_signals(base, own);
    out.extend(modal_signals(base, own, pieces));
    out
}

fn bound_signals(base: &str, own: &str) -> Vec<Signal> {
    let (b, o) = (bounds(base), bounds(own));
    let mut out = Vec::new();
    let like =
        |x: &Bound, list: &[Bound]| list.iter().find(|y| y.upper == x.upper && y.unit == x.unit).cloned();
    for x in &o {
        match like(x, &b) {
            Some(y) if y.value == x.value => {}
            Some(y) => {
                let direction =
                    if (x.value < y.value) == x.upper { Direction::Stronger } else { Direction::Weaker };
                let why = format!("{}由{}{}改为{}{}", side(x), y.value, y.unit, x.value, x.unit);
                out.push(Signal { direction, why });
            }
            None => out.push(Signal {
                direction: Direction::Stronger,
                why: format!("增加{}{}{}", side(x), x.value, x.unit),
            }),
        }
    }
    out.extend(b.iter().filter(|y| like(y, &o).is_none()).map(|y| Signal {
        direction: Direction::Weaker,
        why: format!("删去{}{}{}", side(y), y.value, y.unit),
    }));
    out
}

fn side(b: &Bound) -> &'static str {
    if b.upper { "上限" } else { "下限" }
}

/// Spans of `text` that a difference does not share, for the side `kind`.
fn differing(pieces: &[Piece], kind: PieceKind) -> Vec<Span> {
    let mut at = 0;
    let mut out = Vec::new();
    for p in pieces.iter().filter(|p| p.kind == PieceKind::Same || p.kind == kind) {
        if p.kind == kind {
            out.push(Span::new(at, at + p.text.len()));
        }
        at += p.text.len();
    }
    out
}

fn modal_signals(base: &str, own: &str, pieces: &[Piece]) -> Vec<Signal> {
    let gone = changed(base, &differing(pieces, PieceKind::Old));
    let come = changed(own, &differing(pieces, PieceKind::New));
    // The same modal word elsewhere in the difference was moved or reworded, not dropped.
    let net =
        |m| come.iter().filter(|x| **x == m).count() as i64 - gone.iter().filter(|x| **x == m).count() as i64;
    let soft = net(Modality::May) + net(Modality::Encourage) + net(Modality::NeedNot);
    let (must, ban, room) = (net(Modality::Must), net(Modality::MustNot), net(Modality::Principle));
    let mut out = Vec::new();
    let mut say = |direction, why: &str| out.push(Signal { direction, why: why.into() });
    use Direction::*;
    match ban {
        1.. => say(Stronger, "增加“不得”类禁止"),
        ..=-1 => say(Weaker, "删去“不得”类禁止"),
        _ => {}
    }
    match room {
        1.. => say(Weaker, "增加“原则上”"),
        ..=-1 => say(Stronger, "删去“原则上”"),
        _ => {}
    }
    if must > 0 && soft < 0 {
        say(Stronger, "“可以”“鼓励”改为“应当”");
    } else if must < 0 && soft > 0 {
        say(Weaker, "“应当”改为“可以”“鼓励”");
    } else if must > 0 && whole_duty(own, &differing(pieces, PieceKind::New)) {
        say(Stronger, "增加“应当”义务");
    } else if must < 0 && whole_duty(base, &differing(pieces, PieceKind::Old)) {
        say(Weaker, "删去“应当”义务");
    }
    out
}

/// Modal words that lie in the differing spans.
fn changed(text: &str, spans: &[Span]) -> Vec<Modality> {
    modality(text).into_iter().filter(|(_, s)| spans.iter().any(|d| d.touches(*s))).map(|(m, _)| m).collect()
}

/// A sentence with 应当 of which more than half is new: a duty of its own, not a rewording.
fn whole_duty(text: &str, spans: &[Span]) -> bool {
    sentences(text).into_iter().any(|s| {
        let new: usize = spans.iter().map(|d| d.end.min(s.end).saturating_sub(d.start.max(s.start))).sum();
        new * 2 > s.len() && modality(s.of(text)).iter().any(|(m, _)| *m == Modality::Must)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::word_diff;

    fn of(base: &str, own: &str) -> Vec<Direction> {
        signals(base, own, &word_diff(base, own)).into_iter().map(|s| s.direction).collect()
    }

    #[test]
    fn bounds_and_modal_words_tell_the_direction() {
        use Direction::*;
        assert_eq!(of("期限不超过5年；", "期限不超过3年；"), [Stronger]);
        assert_eq!(of("日志留存不少于六个月。", "日志留存不少于三个月。"), [Weaker]);
        assert_eq!(of("期限原则上不超过5年。", "期限不超过5年。"), [Stronger]);
        assert_eq!(of("实施机构可以公开目录。", "实施机构应当公开目录。"), [Stronger]);
        assert_eq!(of("运营机构不得转让权限，应当备案。", "运营机构应当备案。"), [Weaker]);
        assert_eq!(of("运营机构应备案。", "运营机构应当备案。"), []);
        assert_eq!(of("甲部门负责统筹。", "乙部门负责统筹。"), []);
    }
}
