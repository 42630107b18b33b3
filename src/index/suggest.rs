//! "Did you mean": terms of the lexicon that a query misses by one character or by their sound.
//! Offered as whole queries, never applied.

use super::lexicon::Lexicon;
use super::norm::normalise;
use super::query::{Node, Query, Text, edit_distance};
use pinyin::ToPinyin;

/// Most offers of one answer.
const OFFERS: usize = 5;
/// Shortest initials that are looked up: sqyy for 授权运营.
const INITIALS: usize = 3;
/// What so many clauses hold is meant as it is typed; what differs in writing, when any holds it.
const RARE: u64 = 3;
/// A pair of characters that so many clauses hold is a word, or a piece of one.
const COMMON: u64 = 30;

impl Lexicon {
    /// The query with one of its runs replaced by the term it may mean, the likeliest first. `held`
    /// tells how many clauses hold a text: what many hold is no slip, and what fewer hold than the
    /// text as typed is no better.
    pub(super) fn near_misses(&self, query: &Query, held: &dyn Fn(&str) -> u64) -> Vec<String> {
        let runs: Vec<&Text> = match &query.root {
            Node::Text(text) | Node::Phrase(text) => vec![text],
            Node::And(parts) => parts.iter().filter_map(run).collect(),
            _ => Vec::new(),
        };
        let mut offers: Vec<(u8, String)> = Vec::new();
        for text in runs {
            for (rank, from, width, term) in self.like(&text.text) {
                // Columns count from 1 in the query, places from 0 in the run.
                let start = text.column as usize - 1 + from;
                let chars: Vec<char> = query.raw.chars().collect();
                if start + width > chars.len() {
                    continue;
                }
                let typed: String = chars[start..start + width].iter().collect();
                let known = held(&typed);
                let rare = if rank == 0 { RARE } else { 1 };
                if known >= rare || held(term) <= known {
                    continue;
                }
                if rank > 0 && meant(&chars, start, width, term, held) {
                    continue;
                }
                let (before, after) = (&chars[..start], &chars[start + width..]);
                offers.push((
                    rank,
                    before.iter().copied().chain(term.chars()).chain(after.iter().copied()).collect(),
                ));
            }
        }
        offers.sort();
        offers.dedup_by(|a, b| a.1 == b.1);
        offers.into_iter().map(|o| o.1).take(OFFERS).collect()
    }

    /// (0 for equal sound or 1 for like writing, place, width, term) of the terms that a stretch of
    /// the run is near to but is not.
    fn like(&self, run: &str) -> Vec<(u8, usize, usize, &str)> {
        let normal = normalise(run);
        // Places are those of the run only when nothing was dropped or unfolded.
        if normal.chars.len() != run.chars().count() || normal.chars.len() < 2 || normal.chars.len() > 64 {
            return Vec::new();
        }
        let run: &[char] = &normal.chars;
        let latin = run.iter().all(char::is_ascii_lowercase);
        let run_text: String = run.iter().collect();
        let run_sound = sound(&run_text);
        let mut found = Vec::new();
        for term in &self.terms {
            let chars: Vec<char> = normalise(term).chars;
            let n = chars.len();
            if n < 2 || run.windows(n).any(|w| w == chars) {
                continue;
            }
            if latin {
                let sounds = sound(term);
                let initials: String = sounds.iter().filter_map(|s| s.chars().next()).collect();
                if sounds.concat() == run_text || (n >= INITIALS && initials == run_text) {
                    found.push((0, 0, run.len(), term.as_str()));
                }
            } else if let Some((rank, from, width)) = near(run, &run_sound, &chars, &sound(term)) {
                found.push((rank, from, width, term.as_str()));
            }
        }
        found
    }
}

/// Whether the one character in which the typed stretch differs from the term is no slip: with a
/// neighbour, in the stretch or beside it, it is a pair that many clauses hold (公益 in 公益数据).
fn meant(query: &[char], start: usize, width: usize, term: &str, held: &dyn Fn(&str) -> u64) -> bool {
    let other: Vec<char> = normalise(term).chars;
    let stretch = &query[start..start + width];
    if other.len() != width {
        return false;
    }
    let Some(at) = (0..width).find(|&i| stretch[i] != other[i]).map(|i| start + i) else { return false };
    let pairs = [at.checked_sub(1).map(|i| &query[i..=at]), query.get(at..at + 2)];
    let known = |pair: &[char]| {
        let word = pair.iter().all(|c| c.is_alphanumeric());
        word && held(&pair.iter().collect::<String>()) >= COMMON
    };
    pairs.into_iter().flatten().any(known)
}

/// Where the run holds a stretch that sounds like the term, or is the term but for one character.
fn near(
    run: &[char],
    run_sound: &[String],
    term: &[char],
    term_sound: &[String],
) -> Option<(u8, usize, usize)> {
    let n = term.len();
    let homophone = run_sound.windows(n).position(|w| w == term_sound);
    if let Some(from) = homophone {
        return Some((0, from, n));
    }
    // One character of two proves nothing.
    if n < 3 {
        return None;
    }
    let text = |chars: &[char]| chars.iter().collect::<String>();
    // A longer term that holds all that is typed (大数据 for 数据) is another word, no slip.
    let within = |a: &[char], b: &[char]| b.windows(a.len()).any(|w| w == a);
    let apart = !within(run, term) && !within(term, run);
    if apart && run.len().abs_diff(n) <= 1 && edit_distance(&text(run), &text(term)) == 1 {
        return Some((1, 0, run.len()));
    }
    let off_by_one = |w: &[char]| w.iter().zip(term).filter(|(a, b)| a != b).count() == 1;
    let from = (n >= 4).then(|| run.windows(n).position(off_by_one)).flatten()?;
    Some((1, from, n))
}

fn run(node: &Node) -> Option<&Text> {
    match node {
        Node::Text(text) | Node::Phrase(text) => Some(text),
        _ => None,
    }
}

/// The sound of each character without its tone, the character itself when it has none.
fn sound(text: &str) -> Vec<String> {
    text.chars().map(|c| c.to_pinyin().map_or_else(|| c.to_string(), |p| p.plain().to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::query::parse_query;
    use super::*;

    fn offers(query: &str) -> Vec<String> {
        let terms = ["授权运营", "运营机构", "容错", "数据安全"].map(String::from);
        let lexicon = Lexicon::new(&terms, &[]);
        let held = |text: &str| if terms.contains(&text.to_string()) { 9 } else { 0 };
        lexicon.near_misses(&parse_query(query).unwrap(), &held)
    }

    #[test]
    fn slips_sounds_and_pinyin() {
        assert_eq!(offers("受权运营"), ["授权运营"]);
        assert_eq!(offers("公共数据授权运行 region:甲市"), ["公共数据授权运营 region:甲市"]);
        assert_eq!(offers("期限 运营机够"), ["期限 运营机构"]);
        assert_eq!(offers("shouquanyunying"), ["授权运营"]);
        assert_eq!(offers("sjaq"), ["数据安全"]);
        assert_eq!(offers("融错机制"), ["容错机制"]);
        assert_eq!(offers("容忍"), Vec::<String>::new());
        assert_eq!(offers("授权运营"), Vec::<String>::new());
        assert_eq!(offers("授权经营的期限"), ["授权运营的期限"]);
        assert_eq!(offers("大容错"), Vec::<String>::new(), "holds a term whole");
        assert_eq!(offers("数据安"), Vec::<String>::new(), "a term holds it whole");
    }

    #[test]
    fn what_many_clauses_hold_is_no_slip() {
        let lexicon = Lexicon::new(&["授权运营".to_string()], &[]);
        let offers = |query: &str, typed: u64, term: u64| {
            let held = move |text: &str| if text == "授权运营" { term } else { typed };
            lexicon.near_misses(&parse_query(query).unwrap(), &held)
        };
        assert_eq!(offers("授权经营", 0, 9), ["授权运营"]);
        assert!(offers("授权经营", 1, 9).is_empty(), "a clause has it so");
        assert_eq!(offers("受权运营", 2, 9), ["授权运营"]);
        assert!(offers("受权运营", 3, 9).is_empty(), "typed so by many");
        assert!(offers("受权运营", 2, 2).is_empty(), "no better");
        let held = |text: &str| if ["授权运营", "公益"].contains(&text) { 99 } else { 0 };
        let offers = |query: &str| lexicon.near_misses(&parse_query(query).unwrap(), &held);
        assert_eq!(offers("授权运曹"), ["授权运营"]);
        let lexicon = Lexicon::new(&["公共数据".to_string()], &[]);
        let held = |text: &str| if ["公共数据", "公益"].contains(&text) { 99 } else { 0 };
        let offers = |query: &str| lexicon.near_misses(&parse_query(query).unwrap(), &held);
        assert_eq!(offers("公其数据"), ["公共数据"]);
        assert!(offers("公益数据").is_empty(), "公益 is meant");
    }
}
