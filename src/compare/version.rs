use super::unit::{Scores, Unit};
use super::word_diff::{Piece, word_diff};
use serde::Serialize;

/// What became of a sentence from one version to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Unchanged,
    Changed,
    /// The same words in another order or place.
    Moved,
    Added,
    Dropped,
}

impl Change {
    pub const ALL: [Change; 5] =
        [Change::Unchanged, Change::Changed, Change::Moved, Change::Added, Change::Dropped];

    pub fn zh(self) -> &'static str {
        match self {
            Change::Unchanged => "未变",
            Change::Changed => "修改",
            Change::Moved => "移动",
            Change::Added => "增加",
            Change::Dropped => "删去",
        }
    }
}

/// `old` and `new` are indexes into the units given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VersionRow {
    pub change: Change,
    pub old: Option<usize>,
    pub new: Option<usize>,
    pub pieces: Vec<Piece>,
}

const PAIR: f64 = 0.36;
/// Most that the same place in the text adds to a pair: decides between equals only.
const PLACE: f64 = 0.05;

/// One-to-one: the most alike pairs first. Rows in the order of the new version, each dropped
/// unit behind the unit it followed in the old one.
pub fn diff(old: &[Unit], new: &[Unit]) -> Vec<VersionRow> {
    let mut partner = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    for (i, j) in candidates(old, new) {
        if !taken[i] && partner[j].is_none() {
            (taken[i], partner[j]) = (true, Some(i));
        }
    }
    let in_order = longest_rise(&partner);
    let mut rows: Vec<VersionRow> = Vec::new();
    let mut dropped = (0..old.len()).filter(|i| !taken[*i]).peekable();
    for (j, unit) in new.iter().enumerate() {
        let place = partner[j].filter(|_| in_order[j]);
        while let Some(i) = dropped.next_if(|i| place.is_some_and(|p| *i < p)) {
            rows.push(VersionRow { change: Change::Dropped, old: Some(i), new: None, pieces: Vec::new() });
        }
        let change = match partner[j] {
            None => Change::Added,
            Some(i) if old[i].key != unit.key => Change::Changed,
            Some(_) if !in_order[j] => Change::Moved,
            Some(_) => Change::Unchanged,
        };
        let pieces = partner[j].map_or(Vec::new(), |i| word_diff(&old[i].text, &unit.text));
        rows.push(VersionRow { change, old: partner[j], new: Some(j), pieces });
    }
    rows.extend(dropped.map(|i| VersionRow {
        change: Change::Dropped,
        old: Some(i),
        new: None,
        pieces: Vec::new(),
    }));
    rows
}

fn candidates(old: &[Unit], new: &[Unit]) -> Vec<(usize, usize)> {
    let place = |i: usize, j: usize| {
        let (a, b) = (i as f64 / old.len() as f64, j as f64 / new.len() as f64);
        PLACE * (1.0 - (a - b).abs())
    };
    let scores = Scores::new(old, new);
    let mut pairs: Vec<(f64, usize, usize)> =
        scores.iter().filter(|(_, _, s)| *s >= PAIR).map(|(i, j, s)| (s + place(i, j), i, j)).collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    pairs.into_iter().map(|(_, i, j)| (i, j)).collect()
}

/// Which places belong to one longest rising run of partners: those kept their order.
fn longest_rise(partner: &[Option<usize>]) -> Vec<bool> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; partner.len()];
    for (j, p) in partner.iter().enumerate().filter_map(|(j, p)| Some((j, (*p)?))) {
        let at = ends.partition_point(|&e| partner[e] < Some(p));
        before[j] = at.checked_sub(1).map(|k| ends[k]);
        if at == ends.len() { ends.push(j) } else { ends[at] = j }
    }
    let mut out = vec![false; partner.len()];
    let mut next = ends.last().copied();
    while let Some(j) = next {
        out[j] = true;
        next = before[j];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_moved_added_dropped() {
        let unit = |t: &&str| Unit::new("", *t, "");
        let old: Vec<Unit> = [
            "建立统一的目录，每年更新一次。",
            "市数据部门负责统筹协调授权运营工作。",
            "鼓励企业参与场景创新与模型训练。",
            "依法保护商业秘密、个人隐私。",
            "适时开展中期评估与绩效考核。",
        ]
        .iter()
        .map(unit)
        .collect();
        let new: Vec<Unit> = [
            "依法保护商业秘密、个人隐私。",
            "建立统一的目录，每季度更新一次。",
            "市数据部门负责统筹协调授权运营工作。",
            "收费执行政府指导价，报发改机关核定。",
            "适时开展中期评估与绩效考核。",
        ]
        .iter()
        .map(unit)
        .collect();
        use Change::*;
        let got: Vec<_> = diff(&old, &new).iter().map(|r| (r.change, r.old, r.new)).collect();
        let expected = [
            (Moved, Some(3), Some(0)),
            (Changed, Some(0), Some(1)),
            (Unchanged, Some(1), Some(2)),
            (Added, None, Some(3)),
            (Dropped, Some(2), None),
            (Unchanged, Some(4), Some(4)),
        ];
        assert_eq!(got, expected);
    }
}
