//! ASCII: glyph ids in the order of its codes, at a shift that digits, dates and addresses tell.

use super::fit::Fit;
use super::layer::{Glyph, Half, Kind, Layer, is_turn};
use super::order::Order;
use super::proof::{Tally, dates};
use super::table::TABLE;
use crate::model::Cell;

/// Bits that a shift must gain on either half.
const GAIN: i64 = 20;
/// Bits by which the best shift must gain more than the next best.
const MARGIN: i64 = 40;
/// Bits for a year, month or day that a calendar has, and for a word that pages are full of.
const DATE: i64 = 15;
const WORD: i64 = 25;
/// Codes of ASCII on either half below which both decide together; then so many dates must hold.
const FEW: usize = 40;
const DATES: usize = 3;
const WORDS: &[&str] = &["http", "www.", ".gov", ".cn", ".com", ".html", "ICP", "GB/T", "API", "APP"];

impl Fit {
    /// Finds the shift on the one half of the lines; it must be the best on the other as well. Where
    /// there is too little ASCII for two halves, both decide and their dates are the proof.
    pub fn latin(&mut self, layer: &Layer) {
        let halves = [Half::Fit, Half::Proof];
        let few =
            halves.iter().any(|half| layer.half(*half).flatten().filter(|g| g.is_latin_code()).count() < FEW);
        let told =
            |half: &[Half]| self.shift(layer, half).filter(|(_, gain, second)| *second + MARGIN <= *gain);
        let shift = if few {
            told(&halves).map(|t| t.0).filter(|shift| {
                let mut tally = Tally::default();
                layer.lines().iter().for_each(|line| dates(&self.read(*shift, line, true), &mut tally));
                tally.good >= DATES && tally.good == tally.all
            })
        } else {
            let again = self.shift(layer, &halves[1..]).map(|t| t.0);
            told(&halves[..1]).map(|t| t.0).filter(|shift| again == Some(*shift))
        };
        if let Some(shift) = shift {
            self.ascii = Some(shift);
            let ascii = Order { name: "ASCII", chars: (' '..='~').collect() };
            self.take(&ascii, ' ' as i32 - shift, &layer.codes());
        }
    }

    /// The best shift with what it gains and what the next best gains.
    pub fn shift(&self, layer: &Layer, halves: &[Half]) -> Option<(i32, i64, i64)> {
        let glyphs = || halves.iter().flat_map(|half| layer.half(*half));
        // Where no code is in the range of ASCII the shift makes codes of what seems sound.
        let closed = glyphs().flatten().any(|g| g.is_latin_code());
        let lines: Vec<&Vec<Glyph>> = glyphs()
            .filter(|l| l.iter().any(|g| g.is_latin_code() || !closed && g.kind == Kind::Open))
            .collect();
        let mut gains: Vec<(i64, i32)> = (-94..=94)
            .map(|shift| (lines.iter().map(|line| self.gain_of(shift, line, closed)).sum(), shift))
            .collect();
        gains.sort_by_key(|(n, k)| (-n, *k));
        let (best, second) = (gains[0], gains[1]);
        (best.0 > GAIN).then_some((best.1, best.0, second.0))
    }

    /// A line with ASCII at a shift.
    fn read(&self, shift: i32, line: &[Glyph], closed: bool) -> Vec<char> {
        let char = |g: &Glyph| if self.is_open(*g, closed) { latin(g.ch, shift) } else { self.char(*g) };
        line.iter().map(|g| char(g).unwrap_or(super::UNKNOWN)).collect()
    }

    /// A glyph that the shift decides.
    fn is_open(&self, g: Glyph, closed: bool) -> bool {
        g.is_code() && !self.map.contains_key(&g.ch) || !closed && g.kind == Kind::Open
    }

    fn gain_of(&self, shift: i32, line: &[Glyph], closed: bool) -> i64 {
        let text = self.read(shift, line, closed);
        let pair = |i: usize| i64::from(TABLE.gain(Some(text[i]), Some(text[i + 1])));
        let open = |i: usize| self.is_open(line[i], closed);
        let sum: i64 = (0..line.len().saturating_sub(1)).filter(|i| open(*i) || open(i + 1)).map(pair).sum();
        let mut tally = Tally::default();
        dates(&text, &mut tally);
        let read: String = text.iter().collect();
        let words: i64 = WORDS.iter().map(|w| read.matches(w).count() as i64).sum();
        let usual: i64 = (0..line.len()).filter(|i| open(*i)).map(|i| bits(text[i])).sum();
        sum + usual + DATE * (2 * tally.good as i64 - tally.all as i64) + WORD * words
    }

    /// Tells the words of ASCII that may be sound from those that are codes: what reads better.
    /// `order` are the cells in reading order.
    pub fn settle(&mut self, cells: &[Cell], order: &[usize], kinds: &mut [Kind]) {
        for word in words(cells, order) {
            if word.iter().any(|i| kinds[*i] == Kind::Open) {
                let told = word.iter().any(|i| kinds[*i] == Kind::Code);
                let kind = if told { Kind::Code } else { self.kind_of(cells, &word) };
                word.iter().for_each(|i| kinds[*i] = kind);
            }
        }
        for (cell, _) in cells.iter().zip(kinds.iter()).filter(|(_, k)| **k == Kind::Code) {
            if let Some(c) = self.ascii.and_then(|shift| western(cell.ch, shift)) {
                self.map.entry(cell.ch).or_insert(c);
            }
        }
    }

    fn kind_of(&self, cells: &[Cell], word: &[usize]) -> Kind {
        let plain: Vec<char> = word.iter().map(|i| cells[*i].ch).collect();
        let read = |shift| plain.iter().map(|c| western(*c, shift)).collect::<Option<Vec<char>>>();
        let Some(read) = self.ascii.and_then(read) else { return Kind::Text };
        let number = plain.iter().all(|c| matches!(c, '0'..='9' | '.' | ',' | ':' | '-' | '/'));
        let digits = plain.iter().filter(|c| c.is_ascii_digit()).count();
        let better = match (number && digits > 0, &read[..]) {
            // A number is one, but for the few words that look like it.
            (true, ['P', 'P', 'P'] | ['Q', 'Q']) => true,
            (true, _) | (_, [_]) if number || matches!(plain[0], '>' | '|') => false,
            _ => weight(&read) > weight(&plain),
        };
        if better { Kind::Code } else { Kind::Text }
    }
}

/// How usual a word is: letters and digits, and signs that stand in Chinese text.
fn weight(word: &[char]) -> i64 {
    let lone = |c: &char| word.len() == 1 && c.is_ascii_lowercase();
    word.iter()
        .map(|c| {
            if lone(c) {
                -3
            } else if c.is_ascii_alphanumeric() {
                3
            } else {
                bits(*c)
            }
        })
        .sum()
}

/// Stretches of ASCII in reading order, controls among it, without white space.
fn words(cells: &[Cell], order: &[usize]) -> Vec<Vec<usize>> {
    let inside = |c: char| c < '\u{7f}' && !c.is_whitespace();
    let seen: Vec<usize> = order.iter().copied().filter(|i| !is_turn(cells[*i].ch)).collect();
    seen.chunk_by(|a, b| inside(cells[*a].ch) == inside(cells[*b].ch))
        .filter(|word| inside(cells[word[0]].ch))
        .map(<[usize]>::to_vec)
        .collect()
}

/// How usual a character of ASCII is in Chinese text, in bits against the mean.
fn bits(c: char) -> i64 {
    match c {
        '0'..='9' | ' ' => 2,
        'A'..='Z' | '.' | '-' | ':' | '%' | '/' => 0,
        'a'..='z' | '(' | ')' | ',' | '+' | '<' | '>' | '|' | '·' | '×' => -1,
        _ => -6,
    }
}

fn latin(c: char, shift: i32) -> Option<char> {
    u32::try_from(c as i32 + shift).ok().and_then(char::from_u32).filter(|c| matches!(c, ' '..='~'))
}

/// ASCII, and Latin-1 that follows it in such fonts after one glyph between.
fn western(c: char, shift: i32) -> Option<char> {
    let beyond = || u32::try_from(c as i32 + shift + 32).ok().and_then(char::from_u32);
    latin(c, shift).or_else(|| beyond().filter(|c| matches!(c, '\u{a1}'..='\u{ff}')))
}
