//! How a text is laid out in lines: its right margins, and which pairs of characters it writes.

use super::lines::Lines;
use crate::model::is_han;
use std::collections::HashMap;

/// Widths are counted in half characters: an ideograph is two wide.
pub fn width(line: &str) -> usize {
    line.trim().chars().map(|c| if c.is_ascii() || matches!(c, '“' | '”' | '‘' | '’') { 1 } else { 2 }).sum()
}

/// Narrower columns than this are no running text.
const NARROWEST: usize = 28;
/// Lines wider than this were not broken by a page.
const WIDEST: usize = 260;

/// The right margins of a text: the widths at which lines are broken, the main one first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Margins(pub Vec<usize>);

impl Margins {
    /// Finds the widths where lines that end in the middle of a sentence gather.
    pub fn of(view: &Lines) -> Self {
        let mut counts = vec![0usize; WIDEST + 8];
        let (mut broken, mut all) = (0usize, 0usize);
        for i in 0..view.lines.len() {
            let line = view.str(i);
            let wide = width(line);
            if wide == 0 {
                continue;
            }
            all += 1;
            if (NARROWEST..=WIDEST).contains(&wide) && !ends_sentence(line) {
                counts[wide] += 1;
                broken += 1;
            }
        }
        let need = 3.max(broken / 8);
        let near = |w: usize| -> usize { counts[w.saturating_sub(4)..=(w + 2).min(WIDEST)].iter().sum() };
        let mut found: Vec<(usize, usize)> = Vec::new();
        for w in (NARROWEST..=WIDEST).rev() {
            let here = near(w);
            let peak =
                here >= need && here >= near(w.saturating_sub(1)) && found.iter().all(|f| f.1 > w + 10);
            if peak {
                found.push((here, w));
            }
        }
        found.sort_by(|a, b| b.cmp(a));
        // Text that is not wrapped has few lines that break off.
        if broken * 8 < all {
            Self::default()
        } else {
            Self(found.into_iter().map(|f| f.1).take(3).collect())
        }
    }

    /// True when a line reaches a margin: its break is the layout's.
    pub fn is_full(&self, line: &str) -> bool {
        let wide = width(line);
        let Some(main) = self.0.first() else { return false };
        let widest = self.0.iter().copied().max().unwrap_or(*main);
        wide * 100 >= widest * 88 || self.0.iter().any(|m| wide + 6 >= *m && wide <= m + 8)
    }

    /// The widest margin; 0 when the text is not wrapped.
    pub fn widest(&self) -> usize {
        self.0.iter().copied().max().unwrap_or(0)
    }

    /// True when not one character more would have stood on the line.
    pub fn is_brimful(&self, line: &str) -> bool {
        let wide = width(line);
        self.0.iter().any(|m| wide + 2 >= *m && wide <= m + 8)
    }

    pub fn is_wrapped(&self) -> bool {
        !self.0.is_empty()
    }
}

/// True when nothing of the sentence is missing at the end of the line.
pub fn ends_sentence(line: &str) -> bool {
    let t = line.trim_end().trim_end_matches(['”', '"', '’', '）', ')', '】', '」', '』']);
    t.ends_with(['。', '；', '！', '？', '：', ';', ':', '…']) || t.is_empty()
}

/// Pairs of ideographs that stand next to each other inside the lines of a text, with how often.
#[derive(Default)]
pub struct Pairs(HashMap<(char, char), u32>);

impl Pairs {
    pub fn of(view: &Lines) -> Self {
        let mut counts = HashMap::new();
        for i in 0..view.lines.len() {
            let mut before = ' ';
            for c in view.str(i).chars() {
                if is_han(c) && is_han(before) {
                    *counts.entry((before, c)).or_insert(0) += 1;
                }
                before = c;
            }
        }
        Self(counts)
    }

    /// Whether the end of one line and the start of the next make a pair that the text writes
    /// elsewhere; `None` when either is no ideograph.
    pub fn knows(&self, line: &str, next: &str) -> Option<bool> {
        let a = line.trim_end().chars().next_back().filter(|c| is_han(*c))?;
        let b = next.trim_start().chars().next().filter(|c| is_han(*c))?;
        Some(self.0.contains_key(&(a, b)))
    }

    /// The share of all pairs that the text writes more than once: how often a pair that a line
    /// break hides would be known. 0.2 in a short text, 0.8 in a long one.
    pub fn repeated(&self) -> f64 {
        let all: u32 = self.0.values().sum();
        let again: u32 = self.0.values().filter(|n| **n > 1).sum();
        f64::from(again) / f64::from(all.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Canonical;

    #[test]
    fn margins_are_where_sentences_break() {
        let line = "为规范公共数据资源授权运营活动促进数据要素流通"; // 23 characters
        let text = format!("甲市办法\n{}好。\n", format!("{line}\n").repeat(8));
        let view = Lines::of(&Canonical::cells(&text));
        let margins = Margins::of(&view);
        assert!(margins.is_full(line) && !margins.is_full("甲市办法"), "{margins:?}");
        let prose = "第一条 为规范，制定本办法。\n".repeat(9);
        assert!(!Margins::of(&Lines::of(&Canonical::cells(&prose))).is_wrapped());
    }
}
