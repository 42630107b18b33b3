use super::unit::Unit;
use super::word_diff::{Piece, PieceKind, word_diff};
use crate::model::{Span, parse_chinese};
use crate::segment::{Modality, modality, sentences};
use regex::Regex;
use serde::Serialize;
use std::cmp::Ordering;
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

/// Why the second of two units (`pieces` from `word_diff(base, own)`) binds more or less than the
/// first: bounds, modal words, whole duties and bans. `also`: the other units of its text that answer
/// the same unit of the baseline; what one of these holds is not dropped.
pub fn signals(base: &Unit, own: &Unit, pieces: &[Piece], also: &[&Unit]) -> Vec<Signal> {
    let mut out = bound_signals(&base.text, &own.text);
    out.extend(modal_signals(base, own, pieces, also));
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

/// Words that free someone from answering for a fault.
static EXEMPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(免除|减轻|从轻|免予|免于)[^。；]{0,12}(责任|追责|处罚|处分|问责)|尽职免责|容错|不予追究")
        .ok()
});

fn exempts(text: &str) -> usize {
    EXEMPT.iter().map(|r| r.find_iter(text).count()).sum()
}

/// The modal words of a unit; a ban in the stem is one of each item.
fn count(unit: &Unit, wanted: Modality) -> i64 {
    let of = |text: &str| modality(text).iter().filter(|(m, _)| *m == wanted).count() as i64;
    match of(&unit.text) {
        0 if wanted == Modality::MustNot => of(&unit.stem).min(1),
        n => n,
    }
}

/// The stem says that its items bind: 应当…：, 不得…：, 负责下列工作：.
fn stem_binds(unit: &Unit) -> bool {
    let binds = |m| matches!(m, Modality::Must | Modality::MustNot);
    ["负责", "职责", "义务", "要求"].iter().any(|w| unit.stem.contains(w))
        || modality(&unit.stem).iter().any(|(m, _)| binds(*m))
}

fn modal_signals(base: &Unit, own: &Unit, pieces: &[Piece], also: &[&Unit]) -> Vec<Signal> {
    // Counted over the whole texts: 应 that became 应当, or a word that moved, is neither new nor gone.
    let net = |m| count(own, m) - count(base, m);
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
    match exempts(&own.text).cmp(&exempts(&base.text)) {
        Ordering::Greater => say(Weaker, "增加免责或者减责"),
        Ordering::Less => say(Stronger, "删去免责或者减责"),
        Ordering::Equal => {}
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
    } else if must > 0 && !stem_binds(base) && !duties(&own.text, pieces, PieceKind::New).is_empty() {
        say(Stronger, "增加“应当”义务");
    } else if must < 0 && !stem_binds(own) && drops_duty(base, pieces, also) {
        say(Weaker, "删去“应当”义务");
    }
    out
}

/// A duty of the baseline that neither the unit nor the others that answer it hold.
fn drops_duty(base: &Unit, pieces: &[Piece], also: &[&Unit]) -> bool {
    let mut gone = duties(&base.text, pieces, PieceKind::Old);
    for other in also {
        let left = duties(&base.text, &word_diff(&base.text, &other.text), PieceKind::Old);
        gone.retain(|s| left.contains(s));
    }
    !gone.is_empty()
}

/// Sentences with 应当 of which more than half is on one side only: duties of their own, not
/// rewordings. One that frees from answering is no duty.
fn duties(text: &str, pieces: &[Piece], kind: PieceKind) -> Vec<Span> {
    let spans = differing(pieces, kind);
    let lone = |s: &Span| -> usize {
        spans.iter().map(|d| d.end.min(s.end).saturating_sub(d.start.max(s.start))).sum()
    };
    let must = |s: &Span| modality(s.of(text)).iter().any(|(m, _)| *m == Modality::Must);
    let own = |s: &Span| lone(s) * 2 > s.len() && exempts(s.of(text)) == 0 && must(s);
    sentences(text).into_iter().filter(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(base: &str, own: &str) -> Vec<Direction> {
        let unit = |t: &str| Unit::new("", t, "");
        directions(&unit(base), &unit(own), &[])
    }

    fn directions(base: &Unit, own: &Unit, also: &[&Unit]) -> Vec<Direction> {
        let pieces = word_diff(&base.text, &own.text);
        signals(base, own, &pieces, also).into_iter().map(|s| s.direction).collect()
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
        assert_eq!(of("运营活动应遵循公平的原则。", "运营活动应当坚持稳妥起步，遵循公平、分级的原则。"), []);
        let freed = "应当保护干部担当作为，出现失误但没有谋取私利的，应当按照规定从轻或者免予追责。";
        assert_eq!(of("应当保护干部担当作为。", freed), [Weaker]);
    }

    #[test]
    fn an_item_binds_by_its_stem_and_a_duty_told_elsewhere_is_not_dropped() {
        let unit = |t: &str, stem: &str| Unit::new("", t, stem);
        let base = unit("实施机构应当定期清点台账。运营机构应当每年提交报告，说明收支。", "");
        let item = |stem| unit("每年提交报告，说明收支；", stem);
        assert_eq!(directions(&base, &item("运营机构负责下列工作："), &[]), []);
        assert_eq!(directions(&base, &item("报告的方式如下："), &[]), [Direction::Weaker]);
        let part = unit("运营机构应当每年提交报告，说明收支。", "");
        let rest = unit("实施机构应当定期清点台账。", "");
        assert_eq!(directions(&base, &part, &[]), [Direction::Weaker]);
        assert_eq!(directions(&base, &part, &[&rest]), []);
        let ban = unit("不得转让权限。", "");
        assert_eq!(directions(&ban, &unit("转让权限；", "运营机构不得有下列行为："), &[]), []);
    }
}
