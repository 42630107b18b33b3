use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    Same,
    /// In the first text only.
    Old,
    /// In the second text only.
    New,
}

/// A stretch of one or both texts. The Same and Old pieces, joined, are the first text; the Same
/// and New pieces the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    pub kind: PieceKind,
    pub text: String,
}

/// Above this many cells the middle of both texts is taken as replaced.
const CELLS: usize = 6_000_000;

/// The differing words of two texts: longest common subsequence of characters, where a lone
/// common character between two differences is chance and goes with them.
pub fn word_diff(old: &str, new: &str) -> Vec<Piece> {
    let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let mut steps = vec![PieceKind::Same; head];
    steps.extend(middle(&a[head..a.len() - tail], &b[head..b.len() - tail]));
    steps.extend(std::iter::repeat_n(PieceKind::Same, tail));
    smooth(&mut steps);
    pieces(&a, &b, &steps)
}

fn middle(a: &[char], b: &[char]) -> Vec<PieceKind> {
    use PieceKind::*;
    let (n, m) = (a.len(), b.len());
    if n.saturating_mul(m) > CELLS {
        return [vec![Old; n], vec![New; m]].concat();
    }
    // lengths[i][j]: longest common subsequence of a[i..] and b[j..].
    let width = m + 1;
    let mut lengths = vec![0u32; (n + 1) * width];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            lengths[i * width + j] = if a[i] == b[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::with_capacity(n + m));
    while i < n && j < m {
        if a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
            out.push(Same);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
            out.push(Old);
        } else {
            j += 1;
            out.push(New);
        }
    }
    out.extend(std::iter::repeat_n(Old, n - i));
    out.extend(std::iter::repeat_n(New, m - j));
    out
}

/// A single Same between differences becomes Old and New.
fn smooth(steps: &mut Vec<PieceKind>) {
    use PieceKind::*;
    let mut out = Vec::with_capacity(steps.len());
    for (i, &s) in steps.iter().enumerate() {
        let differs = |k: Option<usize>| k.and_then(|k| steps.get(k)).is_some_and(|s| *s != Same);
        if s == Same && differs(i.checked_sub(1)) && differs(Some(i + 1)) {
            out.extend([Old, New]);
        } else {
            out.push(s);
        }
    }
    *steps = out;
}

fn pieces(a: &[char], b: &[char], steps: &[PieceKind]) -> Vec<Piece> {
    use PieceKind::*;
    let mut out: Vec<Piece> = Vec::new();
    let (mut i, mut j, mut at) = (0, 0, 0);
    while at < steps.len() {
        let same = steps[at] == Same;
        let run = steps[at..].iter().take_while(|s| (**s == Same) == same).count();
        let count = |k| steps[at..at + run].iter().filter(|s| **s == k).count();
        let (olds, news) = if same { (run, run) } else { (count(Old), count(New)) };
        let mut push = |kind, text: &[char]| {
            if !text.is_empty() {
                out.push(Piece { kind, text: text.iter().collect() });
            }
        };
        if same {
            push(Same, &a[i..i + olds]);
        } else {
            push(Old, &a[i..i + olds]);
            push(New, &b[j..j + news]);
        }
        (i, j, at) = (i + olds, j + news, at + run);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn join(pieces: &[Piece], drop: PieceKind) -> String {
        pieces.iter().filter(|p| p.kind != drop).map(|p| p.text.as_str()).collect()
    }

    #[test]
    fn the_changed_words_are_marked() {
        let p = word_diff("期限最长不超过5年。", "期限不超过3年。");
        let marked: Vec<_> =
            p.iter().filter(|p| p.kind != PieceKind::Same).map(|p| p.text.as_str()).collect();
        assert_eq!(marked, ["最长", "5", "3"]);
    }

    proptest! {
        #[test]
        fn both_texts_come_back(a in "[甲乙丙，。a]{0,40}", b in "[甲乙丙，。a]{0,40}") {
            let p = word_diff(&a, &b);
            prop_assert_eq!(join(&p, PieceKind::New), a);
            prop_assert_eq!(join(&p, PieceKind::Old), b);
        }
    }
}
