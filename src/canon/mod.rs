//! Raw text -> canonical text: what a reader quotes, one paragraph, heading, article or list item
//! a line. Every pass maps cells to cells, so each edit keeps the way back to the source and what
//! was cut can be shown. Passes run in the order of [`PASSES`]; each has one file.

mod damage;
mod finish;
mod furniture;
mod gaps;
mod glyph;
mod join;
mod label;
mod lines;
mod look_alike;
mod markup;
mod noise;
mod pages;
mod portal;
mod run_on;
mod shatter;
mod sidebar;
mod spread;
mod wrap;

use crate::diag::{Diagnostic, Place};
use crate::model::{Canonical, Cell, CutReason, Doubt, RawText, Span};

/// Canonical text with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonicalised {
    pub canonical: Canonical,
    pub diagnostics: Vec<Diagnostic>,
    /// The text layer is damaged (C003) or nothing of a document is left: what is not found in
    /// this text is undetermined, never absent.
    pub damaged: bool,
    /// The text layer was damaged and is repaired (C004): what is quoted from it is not letter by
    /// letter what the file holds.
    pub repaired: bool,
}

/// A text on its way through the passes.
struct Draft<'a> {
    raw: &'a RawText,
    cells: Vec<Cell>,
    /// Raw offsets after which a source line is cropped.
    cropped: Vec<usize>,
    /// Number of damaged lines that were cut.
    damaged_lines: usize,
    damaged: bool,
    /// What came of the repair of a damaged text layer.
    repair: Option<Result<glyph::Repair, String>>,
}

/// The passes in order: characters first, then the page around the text, then lines.
const PASSES: &[fn(&mut Draft<'_>)] = &[
    damage::pass,
    noise::pass,
    look_alike::pass,
    markup::pass,
    spread::pass,
    shatter::pass,
    furniture::pass,
    sidebar::pass,
    portal::pass,
    join::pass,
    run_on::pass,
    gaps::pass,
    finish::pass,
];

/// Repairs a text. Never fails: what cannot be repaired is said in the diagnostics.
pub fn canonicalise(raw: &RawText) -> Canonicalised {
    let mut draft = Draft {
        raw,
        cells: Canonical::cells(&raw.text),
        cropped: Vec::new(),
        damaged_lines: 0,
        damaged: false,
        repair: None,
    };
    for pass in PASSES {
        pass(&mut draft);
        // Nothing can be told from the words of a damaged text: it is kept as it is.
        if draft.damaged {
            finish::pass(&mut draft);
            break;
        }
    }
    let mut canonical = Canonical::from_cells(&draft.cells, &raw.text);
    canonical.cropped = places(&canonical, &draft.cropped);
    let repaired = matches!(draft.repair, Some(Ok(_)));
    canonical.doubtful = if repaired {
        // What was not restored is as doubtful as what OCR is not sure of.
        let unknown = canonical.text.match_indices(glyph::UNKNOWN);
        unknown.map(|(at, c)| Doubt { span: Span::new(at, at + c.len()), confidence: 0 }).collect()
    } else {
        let there = |d: &Doubt| canonical.map.to_canon(d.span).map(|span| Doubt { span, ..*d });
        raw.doubts.iter().filter_map(there).collect()
    };
    let diagnostics = draft.diagnostics(&canonical);
    Canonicalised { canonical, diagnostics, damaged: draft.damaged, repaired }
}

/// Empty canonical spans just after the characters that end at the raw offsets.
fn places(canonical: &Canonical, offsets: &[usize]) -> Vec<Span> {
    let pieces = canonical.map.pieces();
    let mut offsets = offsets.to_vec();
    offsets.sort_unstable();
    let mut out: Vec<Span> = offsets
        .into_iter()
        .filter_map(|at| {
            let i = pieces.partition_point(|p| p.raw.start < at);
            let p = pieces[..i].iter().rev().find(|p| !p.canon.is_empty())?;
            let back = p.raw.end.saturating_sub(at).min(p.canon.len());
            let end = canonical.text.floor_char_boundary(p.canon.end - back);
            Some(Span::new(end, end))
        })
        .collect();
    out.dedup();
    out
}

impl Draft<'_> {
    fn diagnostics(&mut self, canonical: &Canonical) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        let mut say = |code, message: String| out.push(Diagnostic::new(code, Place::default(), message));
        let portal: usize = canonical
            .map
            .cuts()
            .filter(|c| matches!(c.reason, CutReason::Portal | CutReason::Furniture))
            .count();
        if portal > 0 {
            say("C001", format!("{portal} stretches of the page around the text were cut (页面框架已剔除)"));
        }
        if !canonical.cropped.is_empty() {
            say(
                "C002",
                format!("{} lines are cropped at the right edge (行末被裁切)", canonical.cropped.len()),
            );
        }
        match &self.repair {
            Some(Ok(repair)) => say("C004", repair.to_string()),
            Some(Err(why)) => say(
                "C003",
                format!("the characters of the text layer are not what is printed (文本层损坏); {why}"),
            ),
            None => {}
        }
        let framed = portal > 0 || self.damaged_lines > 0;
        if !self.damaged && framed && canonical.text.trim().chars().take(20).count() < 20 {
            self.damaged = true;
            say("I009", "nothing of a document is left without the page around it (没有正文)".into());
        } else if self.damaged_lines > 0 {
            say(
                "C001",
                format!("{} damaged lines of the page frame were cut (乱码行已剔除)", self.damaged_lines),
            );
        }
        out
    }
}

#[cfg(test)]
mod tests;
