use super::strength::{Direction, Signal, signals};
use super::unit::{Scores, Unit};
use super::word_diff::{Piece, word_diff};
use serde::Serialize;
use std::collections::BTreeMap;

/// How a clause stands to the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The same words; punctuation and the text's name for itself do not count.
    Verbatim,
    /// Other words, no sign that it binds more or less, or signs of both.
    Adapted,
    Strengthened,
    Weakened,
    /// In the baseline only.
    Omitted,
    /// In the instrument only.
    Added,
}

impl Class {
    pub const ALL: [Class; 6] =
        [Class::Verbatim, Class::Adapted, Class::Strengthened, Class::Weakened, Class::Omitted, Class::Added];

    pub fn zh(self) -> &'static str {
        match self {
            Class::Verbatim => "照录",
            Class::Adapted => "改写",
            Class::Strengthened => "加强",
            Class::Weakened => "放宽",
            Class::Omitted => "缺省",
            Class::Added => "新增",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Class::Verbatim => "verbatim",
            Class::Adapted => "adapted",
            Class::Strengthened => "strengthened",
            Class::Weakened => "weakened",
            Class::Omitted => "omitted",
            Class::Added => "added",
        }
    }
}

/// A clause beside its baseline clause. `own` and `base` are indexes into the units given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub class: Class,
    pub own: Option<usize>,
    pub base: Option<usize>,
    /// Likeness, 0-1; 0 for added and omitted.
    pub score: f64,
    /// Old: the baseline's words, New: the instrument's.
    pub pieces: Vec<Piece>,
    pub signals: Vec<Signal>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alignment {
    /// In the order of the instrument; omitted clauses of the baseline at the end.
    pub rows: Vec<Row>,
    /// Clauses of the instrument, and of the baseline.
    pub own: usize,
    pub base: usize,
}

/// Pairs less alike than this are two different clauses.
const PAIR: f64 = 0.36;
/// What an equal stem adds: the items of two lists are alike only with their lists.
const STEM: f64 = 0.05;

/// Puts every clause of an instrument beside the clause of the baseline that it is most like.
/// Several may stand beside one; a clause of the baseline is omitted only when it is like none.
pub fn align(own: &[Unit], base: &[Unit]) -> Alignment {
    let mut best: BTreeMap<usize, (f64, f64, usize)> = BTreeMap::new();
    let mut covered = vec![false; base.len()];
    for (i, j, score) in Scores::new(own, base).iter().filter(|(_, _, s)| *s >= PAIR) {
        covered[j] = true;
        let rank = score + STEM * stems(&own[i], &base[j]);
        if best.get(&i).is_none_or(|b| rank > b.0) {
            best.insert(i, (rank, score, j));
        }
    }
    let mut rows: Vec<Row> = (0..own.len())
        .map(|i| match best.get(&i) {
            Some(&(_, score, j)) => {
                let also: Vec<&Unit> =
                    best.iter().filter(|(k, b)| b.2 == j && **k != i).map(|(k, _)| &own[*k]).collect();
                pair((&own[i], i), (&base[j], j), score, &also)
            }
            None => lone(Class::Added, Some(i), None),
        })
        .collect();
    let omitted = (0..base.len()).filter(|j| !covered[*j]);
    rows.extend(omitted.map(|j| lone(Class::Omitted, None, Some(j))));
    Alignment { rows, own: own.len(), base: base.len() }
}

fn stems(a: &Unit, b: &Unit) -> f64 {
    if a.stem.is_empty() && b.stem.is_empty() {
        return 1.0;
    }
    let (a, b) = ([Unit::new("", &a.stem, "")], [Unit::new("", &b.stem, "")]);
    Scores::new(&a, &b).iter().next().map_or(0.0, |(_, _, s)| s)
}

fn lone(class: Class, own: Option<usize>, base: Option<usize>) -> Row {
    Row { class, own, base, score: 0.0, pieces: Vec::new(), signals: Vec::new() }
}

fn pair((own, i): (&Unit, usize), (base, j): (&Unit, usize), score: f64, also: &[&Unit]) -> Row {
    let pieces = word_diff(&base.text, &own.text);
    let signals = if own.key == base.key { Vec::new() } else { signals(base, own, &pieces, also) };
    let any = |d| signals.iter().any(|s| s.direction == d);
    let class = match (any(Direction::Stronger), any(Direction::Weaker)) {
        _ if own.key == base.key => Class::Verbatim,
        (true, false) => Class::Strengthened,
        (false, true) => Class::Weakened,
        _ => Class::Adapted,
    };
    Row { class, own: Some(i), base: Some(j), score, pieces, signals }
}

impl Alignment {
    /// How many rows have the class.
    pub fn count(&self, class: Class) -> usize {
        self.rows.iter().filter(|r| r.class == class).count()
    }

    /// Share of the instrument's clauses (of the baseline's for omitted), 0-1; `None` of nothing.
    pub fn share(&self, class: Class) -> Option<f64> {
        let of = if class == Class::Omitted { self.base } else { self.own };
        (of > 0).then(|| self.count(class) as f64 / of as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(texts: &[&str]) -> Vec<Unit> {
        texts.iter().enumerate().map(|(i, t)| Unit::new(format!("第{i}条"), *t, "")).collect()
    }

    #[test]
    fn each_class_is_told() {
        let base = units(&[
            "运营期限原则上最长不超过5年，期满后重新选择运营机构。",
            "实施机构应当定期公开授权对象、内容、范围，接受社会监督。",
            "运营机构不得超出授权范围使用数据资源，不得转授权。",
            "本规范由数据部门负责解释。",
            "发生安全事件的，立即启动应急预案并向网信部门报告。",
        ]);
        let own = units(&[
            "运营期限最长不超过3年，期满后重新选择运营机构。",
            "实施机构可以定期公开授权对象、内容、范围，接受社会监督。",
            "运营机构不得超出授权范围使用数据资源，不得转授权。",
            "本办法由示例市数据部门负责解释。",
            "鼓励高校设置有关专业，培养复合型人才。",
        ]);
        let a = align(&own, &base);
        use Class::*;
        let got: Vec<_> = a.rows.iter().map(|r| r.class).collect();
        assert_eq!(got, [Strengthened, Weakened, Verbatim, Adapted, Added, Omitted]);
        assert_eq!(a.share(Omitted), Some(0.2));
        assert_eq!(align(&own, &own).count(Verbatim), own.len());
        assert_eq!(align(&[], &[]).share(Added), None);
    }
}
