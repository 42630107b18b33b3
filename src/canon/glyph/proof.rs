//! What a repair is believed by: figures of the lines that the search did not see, and numbers
//! that run on by themselves.

use super::fit::Fit;
use super::layer::{Half, Layer};
use super::table::TABLE;
use crate::model::parse_chinese;

/// Share of ideographs with a neighbour known from legal texts; sound texts have 0.90-0.98, texts
/// in a wrong order under 0.5.
const KNOWN: f64 = 0.85;
/// Best order before the next best, in the same measure.
const MARGIN: f64 = 0.2;
/// Share of glyphs that become a plausible character.
const PLAUSIBLE: f64 = 0.99;
/// Share of years, months, days and steps of article numbers that must hold.
const NUMBERS: f64 = 0.9;
/// Fewer numbers than this tell nothing.
const FEW: usize = 5;

/// Right ones of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub good: usize,
    pub all: usize,
}

impl Tally {
    fn count(&mut self, good: bool) {
        self.good += usize::from(good);
        self.all += 1;
    }

    pub fn share(self) -> f64 {
        if self.all == 0 { 1.0 } else { self.good as f64 / self.all as f64 }
    }
}

/// The figures.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Proof {
    /// Held-out ideographs with a known neighbour, 0-1, and their number.
    pub known: f64,
    pub seen: usize,
    /// The share that the next best order gets on the lines of the search.
    pub second: f64,
    /// Held-out glyphs that become plausible characters.
    pub plausible: Tally,
    /// The same for all lines: strays of the search's half count too.
    pub whole: Tally,
    /// Years, months and days of the held-out lines that a calendar has.
    pub dates: Tally,
    /// Article numbers that follow on the one before or begin anew.
    pub articles: Tally,
}

impl Proof {
    pub fn of(fit: &Fit, layer: &Layer) -> Self {
        let (known, seen) = fit.known_neighbours(layer, Half::Proof);
        let mut proof = Self { known, seen, second: fit.second, ..Self::default() };
        for line in layer.half(Half::Proof) {
            for g in line.iter().filter(|g| g.is_code()) {
                proof.plausible.count(fit.char(*g).is_some_and(plausible));
            }
            dates(&text(fit, line), &mut proof.dates);
        }
        for g in layer.lines().iter().flatten().filter(|g| g.is_code()) {
            proof.whole.count(fit.char(*g).is_some_and(plausible));
        }
        let mut last = 0;
        for n in layer.lines().iter().filter_map(|line| article(&text(fit, line))) {
            proof.articles.count(n == last + 1 || n == 1);
            last = n;
        }
        proof
    }

    /// Why the repair is not believed.
    pub fn fault(&self, fit: &Fit) -> Option<String> {
        let best = format!("{} {:+}", fit.order, fit.offset);
        if self.seen < super::ENOUGH || self.known < KNOWN {
            return Some(format!(
                "no order of glyphs fits: the best, {best}, gives {:.1}% known neighbours on held-out lines (字形顺序无法证明)",
                self.known * 100.0
            ));
        }
        if self.second > fit.score - MARGIN {
            return Some(format!(
                "{best} gives {:.1}% known neighbours, another order {:.1}% (字形顺序不唯一)",
                fit.score * 100.0,
                self.second * 100.0
            ));
        }
        for (what, tally, least) in [
            ("of the held-out characters become plausible (修复后字符仍不可信)", self.plausible, PLAUSIBLE),
            ("of all characters become plausible (修复后字符仍不可信)", self.whole, PLAUSIBLE),
            ("of the dates become possible ones (修复后日期不合理)", self.dates, NUMBERS),
            ("of the article numbers follow on (修复后条号不连续)", self.articles, NUMBERS),
        ] {
            // A line may begin with a number that is no article's: few of them tell nothing.
            if tally.all >= FEW && tally.share() < least {
                return Some(format!("only {:.1}% {what}", tally.share() * 100.0));
            }
        }
        None
    }
}

fn plausible(c: char) -> bool {
    TABLE.knows(c) || !matches!(c, '一'..='\u{9fff}')
}

fn text(fit: &Fit, line: &[super::layer::Glyph]) -> Vec<char> {
    line.iter().map(|g| fit.char(*g).unwrap_or(super::UNKNOWN)).collect()
}

/// The number of a line that begins like an article.
fn article(line: &[char]) -> Option<u32> {
    let line: Vec<char> = line.iter().copied().filter(|c| !c.is_whitespace()).take(9).collect();
    let end = line.iter().position(|c| *c == '条')?;
    (line.first() == Some(&'第'))
        .then(|| line[1..end].iter().collect::<String>())
        .and_then(|n| parse_chinese(&n))
}

/// Counts the numbers before 年, 月 and 日, and the years in 〔〕, that a calendar has.
pub fn dates(line: &[char], tally: &mut Tally) {
    for (i, c) in line.iter().enumerate() {
        let start = line[..i].iter().rposition(|c| !c.is_ascii_digit()).map_or(0, |k| k + 1);
        let digits = &line[start..i];
        let value = digits
            .iter()
            .filter_map(|d| d.to_digit(10))
            .fold(0u32, |n, d| n.saturating_mul(10).saturating_add(d));
        let before = start.checked_sub(1).map(|k| line[k]);
        match (c, digits.len()) {
            ('年' | '〕', 4) => tally.count((1949..=2060).contains(&value)),
            ('月', 1 | 2) if before == Some('年') => tally.count((1..=12).contains(&value)),
            ('日', 1 | 2) if before == Some('月') => tally.count((1..=31).contains(&value)),
            _ => {}
        }
    }
}
