//! The table that Tesseract writes: a word a line, with place and confidence.

use crate::model::{Doubt, Span, is_han};

/// Confidence in per cent below which a word is doubtful.
pub const LOW: f64 = 60.0;
/// A gap wider than this share of the line's height is a space of the author's.
const GAP: f64 = 0.6;

/// One page as it was read.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Counted from 1.
    pub page: u32,
    pub text: String,
    /// Words read with low confidence: bytes of `text`.
    pub doubts: Vec<Doubt>,
    /// Mean over the characters, per cent.
    pub confidence: f64,
    pub chars: usize,
}

/// A row of the table that is a word.
struct Word<'a> {
    page: u32,
    /// Block, paragraph and line.
    line: (u32, u32, u32),
    left: f64,
    width: f64,
    height: f64,
    confidence: f64,
    text: &'a str,
}

fn word(row: &str) -> Option<Word<'_>> {
    let columns: Vec<&str> = row.split('\t').collect();
    let [level, page, block, par, line, _, left, _, width, height, confidence, text] = columns[..] else {
        return None;
    };
    let count = |s: &str| s.parse::<u32>().ok();
    let size = |s: &str| s.parse::<f64>().ok().filter(|n| n.is_finite());
    (level == "5" && !text.trim().is_empty()).then_some(())?;
    Some(Word {
        page: count(page)?,
        line: (count(block)?, count(par)?, count(line)?),
        left: size(left)?,
        width: size(width)?,
        height: size(height)?,
        confidence: size(confidence)?,
        text: text.trim(),
    })
}

/// The pages of a table, in order. Rows that are no words are passed over.
pub fn parse(table: &str) -> Vec<Page> {
    let words: Vec<Word<'_>> = table.lines().filter_map(word).collect();
    words.chunk_by(|a, b| a.page == b.page).map(page).collect()
}

fn page(words: &[Word<'_>]) -> Page {
    let mut out = Page { page: words[0].page, ..Page::default() };
    let mut sum = 0.0;
    for line in words.chunk_by(|a, b| a.line == b.line) {
        let height = line.iter().map(|w| w.height).fold(0.0, f64::max);
        let mut end = None;
        let mut pieces: Vec<(String, Option<u8>)> = Vec::new();
        for w in line {
            let spaced = end.is_some_and(|end| w.left - end > GAP * height);
            end = Some(w.left + w.width);
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            let last = pieces.last().and_then(|p| p.0.chars().next_back());
            if spaced || latin(last) && latin(w.text.chars().next()) {
                pieces.push((" ".into(), None));
            }
            let told = w.text.chars().any(|c| is_han(c) || c.is_ascii_alphanumeric());
            let low = told && w.confidence < LOW;
            pieces.push((w.text.to_owned(), low.then_some(w.confidence.max(0.0) as u8)));
            let n = w.text.chars().count();
            sum += w.confidence * n as f64;
            out.chars += n;
        }
        write(&mut out, &pieces);
    }
    out.confidence = sum / out.chars.max(1) as f64;
    out
}

/// Sets the pieces of a line behind the page; its signs as Chinese text has them.
fn write(out: &mut Page, pieces: &[(String, Option<u8>)]) {
    let plain: Vec<char> = pieces.iter().flat_map(|(text, _)| text.chars()).collect();
    let gap = label_gap(&plain);
    let mut i = 0;
    for (text, doubt) in pieces {
        let mut start = out.text.len();
        // A gap that was taken for a sign made the whole word doubtful.
        let own = i..i + text.chars().count();
        let doubt = doubt.filter(|_| !gap.is_some_and(|g| own.contains(&g)));
        for _ in text.chars() {
            let c = if gap == Some(i) { ' ' } else { wide(&out.text, &plain, i) };
            // Tesseract sets a space before signs that stand apart.
            if is_sign(c) && out.text.ends_with(' ') {
                out.text.pop();
                start = start.min(out.text.len());
            }
            out.text.push(c);
            i += 1;
        }
        if let Some(confidence) = doubt {
            out.doubts.push(Doubt { span: Span::new(start, out.text.len()), confidence });
        }
    }
    out.text.push('\n');
}

fn is_sign(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '）' | '？' | '！' | '》' | '〕')
}

/// A sign of ASCII beside Chinese is the full-width one: the model knows both forms of few.
/// `done` is the text before it as it is set.
fn wide(done: &str, line: &[char], i: usize) -> char {
    let to = match line[i] {
        '(' => '（',
        ')' => '）',
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        c => return c,
    };
    let far = |c: char| is_han(c) || matches!(c, '\u{3001}'..='\u{3015}' | '\u{ff01}'..='\u{ff5e}');
    let before = done.trim_end_matches(' ').chars().next_back();
    let behind = line[i + 1..].iter().copied().find(|c| *c != ' ');
    if before.is_some_and(far) || behind.is_some_and(far) { to } else { line[i] }
}

/// The wide space between 第X条 and its text is read as a quotation mark that nothing closes.
fn label_gap(line: &[char]) -> Option<usize> {
    let end = line.iter().take(10).position(|c| matches!(c, '条' | '章' | '节'))?;
    (line.first() == Some(&'第')).then_some(())?;
    let at = (end + 1..line.len()).find(|i| line[*i] != ' ')?;
    let rest = &line[at + 1..];
    match line[at] {
        '”' | '’' => Some(at),
        '“' | '‘' => {
            let next = rest.iter().find(|c| matches!(c, '“' | '”' | '‘' | '’'));
            (!matches!(next, Some('”' | '’'))).then_some(at)
        }
        _ => None,
    }
}
