use super::{Doubt, Span};
use serde::{Deserialize, Serialize};

/// Why a stretch of raw text is not in the canonical text. What was cut is kept and can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutReason {
    /// Navigation, buttons, weather: the page around the document.
    Portal,
    /// Page numbers, repeated print headers and footers.
    Furniture,
    /// A line break or white space of the layout.
    Layout,
    /// A character that has no meaning in the text (BOM, zero width, control).
    Noise,
    /// Mark-up of the carrier (Markdown signs, comments).
    Markup,
}

/// A raw stretch that was cut, with the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    pub raw: Span,
    pub reason: CutReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditKind {
    Copied,
    Replaced,
    Inserted,
    Deleted(CutReason),
}

/// One stretch of the edit map. `canon` is empty for a deletion, `raw` for an insertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub canon: Span,
    pub raw: Span,
    pub kind: EditKind,
}

/// One character on its way from raw to canonical text, with the raw stretch it stands for.
///
/// Canonicalising passes map `Vec<Cell>` to `Vec<Cell>`; a cell with an empty `raw` was inserted,
/// a cell with `cut` set is left out of the canonical text but stays in the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub ch: char,
    pub raw: Span,
    pub cut: Option<CutReason>,
}

/// How canonical text came from raw text: pieces in order that tile both texts without gap.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EditMap {
    pieces: Vec<Piece>,
}

impl EditMap {
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The raw span that a canonical span stands for. For inserted characters the empty span at
    /// the place of insertion.
    pub fn to_raw(&self, canon: Span) -> Span {
        let start = self.raw_at(canon.start, false);
        let end = if canon.is_empty() { start } else { self.raw_at(canon.end, true) };
        Span::new(start, end.max(start))
    }

    /// `before`: the place just after the character that ends at `at`, rather than the place just
    /// before the character that starts there (deletions may lie between the two).
    fn raw_at(&self, at: usize, before: bool) -> usize {
        let visible = |p: &&Piece| !p.canon.is_empty();
        let piece = if before {
            let i = self.pieces.partition_point(|p| p.canon.start < at);
            self.pieces[..i].iter().rev().find(visible)
        } else {
            let i = self.pieces.partition_point(|p| p.canon.end <= at);
            self.pieces[i..].iter().find(visible)
        };
        match piece {
            Some(p) if p.kind == EditKind::Copied => p.raw.start + (at - p.canon.start),
            // A replaced stretch maps as a whole: its inside has no exact counterpart.
            Some(p) if before => p.raw.end,
            Some(p) => p.raw.start,
            None if before => 0,
            None => self.pieces.last().map_or(0, |p| p.raw.end),
        }
    }

    /// The canonical span of what is left of a raw span; `None` when all of it was cut. A replaced
    /// stretch counts as a whole.
    pub fn to_canon(&self, raw: Span) -> Option<Span> {
        let first = self.pieces.partition_point(|p| p.raw.end <= raw.start);
        let seen = self.pieces[first..].iter().take_while(|p| p.raw.start < raw.end);
        seen.filter(|p| !p.canon.is_empty() && !p.raw.is_empty())
            .map(|p| match p.kind {
                EditKind::Copied => {
                    let from = raw.start.max(p.raw.start) - p.raw.start;
                    let to = raw.end.min(p.raw.end) - p.raw.start;
                    Span::new(p.canon.start + from, p.canon.start + to)
                }
                _ => p.canon,
            })
            .reduce(Span::cover)
    }

    /// All stretches that were left out.
    pub fn cuts(&self) -> impl Iterator<Item = Cut> + '_ {
        self.pieces.iter().filter_map(|p| match p.kind {
            EditKind::Deleted(reason) => Some(Cut { raw: p.raw, reason }),
            _ => None,
        })
    }

    /// Puts the raw text together again from the canonical text and the cut and replaced
    /// stretches of `raw`; equal to `raw` when the map is sound.
    pub fn restore(&self, canon: &str, raw: &str) -> Option<String> {
        let mut out = String::with_capacity(raw.len());
        for p in &self.pieces {
            match p.kind {
                EditKind::Copied => out.push_str(canon.get(p.canon.start..p.canon.end)?),
                EditKind::Inserted => {}
                EditKind::Replaced | EditKind::Deleted(_) => out.push_str(raw.get(p.raw.start..p.raw.end)?),
            }
        }
        Some(out)
    }
}

/// The repaired text of one source, with the way back to what was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Canonical {
    pub text: String,
    pub map: EditMap,
    /// Empty spans where the source's line end is cropped: words are missing there, not guessed.
    pub cropped: Vec<Span>,
    /// Stretches that OCR read with low confidence, and glyphs of a damaged layer that were not
    /// restored, in order: what rests on them is undetermined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubtful: Vec<Doubt>,
}

impl Canonical {
    /// Cells of `raw` as they stand, before any pass.
    pub fn cells(raw: &str) -> Vec<Cell> {
        raw.char_indices()
            .map(|(at, ch)| Cell { ch, raw: Span::new(at, at + ch.len_utf8()), cut: None })
            .collect()
    }

    /// True when a doubtful stretch lies in the span.
    pub fn is_doubtful(&self, span: Span) -> bool {
        let first = self.doubtful.partition_point(|d| d.span.end <= span.start);
        self.doubtful.get(first).is_some_and(|d| d.span.start < span.end)
    }

    /// Closes the passes: joins cells into text and map. `raw` is the text the cells came from.
    /// Neighbouring cells that name the same raw stretch stand for it together, as one replaced
    /// piece: a run that is written the other way round.
    pub fn from_cells(cells: &[Cell], raw: &str) -> Self {
        let mut text = String::with_capacity(raw.len());
        let mut pieces: Vec<Piece> = Vec::new();
        let mut at_raw = 0;
        for (i, cell) in cells.iter().enumerate() {
            let start = text.len();
            // Of cells that share a stretch, those that are seen stand for it.
            let mut others = cells[i + 1..].iter().take_while(|c| !cell.raw.is_empty() && c.raw == cell.raw);
            if cell.cut.is_some() && others.any(|c| c.cut.is_none()) {
                continue;
            }
            // Raw bytes that a pass dropped without a cell are still accounted for.
            if !cell.raw.is_empty() && cell.raw.start > at_raw {
                push(
                    &mut pieces,
                    Piece {
                        canon: Span::new(start, start),
                        raw: Span::new(at_raw, cell.raw.start),
                        kind: EditKind::Deleted(CutReason::Noise),
                    },
                );
            }
            let raw_span = if cell.raw.is_empty() {
                Span::new(at_raw, at_raw)
            } else {
                Span::new(cell.raw.start.max(at_raw), cell.raw.end.max(at_raw))
            };
            let shared = pieces.last_mut().filter(|p| !p.raw.is_empty() && p.raw == cell.raw);
            if let (None, Some(last)) = (cell.cut, shared) {
                text.push(cell.ch);
                last.canon.end = text.len();
                last.kind = EditKind::Replaced;
                continue;
            }
            at_raw = raw_span.end;
            let kind = match cell.cut {
                Some(reason) => EditKind::Deleted(reason),
                None if raw_span.is_empty() => EditKind::Inserted,
                None if raw_span.of(raw).chars().eq([cell.ch]) => EditKind::Copied,
                None => EditKind::Replaced,
            };
            if cell.cut.is_none() {
                text.push(cell.ch);
            } else if raw_span.is_empty() {
                continue;
            }
            push(&mut pieces, Piece { canon: Span::new(start, text.len()), raw: raw_span, kind });
        }
        if at_raw < raw.len() {
            push(
                &mut pieces,
                Piece {
                    canon: Span::new(text.len(), text.len()),
                    raw: Span::new(at_raw, raw.len()),
                    kind: EditKind::Deleted(CutReason::Noise),
                },
            );
        }
        Self { text, map: EditMap { pieces }, cropped: Vec::new(), doubtful: Vec::new() }
    }
}

fn push(pieces: &mut Vec<Piece>, next: Piece) {
    match pieces.last_mut() {
        Some(last) if last.kind == next.kind && next.kind != EditKind::Replaced => {
            last.canon.end = next.canon.end;
            last.raw.end = next.raw.end;
        }
        _ => pieces.push(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Law 1: whatever the passes do, pieces tile both texts and the raw text comes back.
        #[test]
        fn map_is_lossless(raw in "\\PC{0,60}", ops in prop::collection::vec(0u8..7, 0..80)) {
            let mut cells = Vec::new();
            for (i, mut cell) in Canonical::cells(&raw).into_iter().enumerate() {
                match ops.get(i).copied().unwrap_or(0) {
                    1 => cell.cut = Some(CutReason::Layout),
                    2 => cell.ch = '换',
                    3 => cells.push(Cell { ch: '入', raw: Span::default(), cut: None }),
                    4 => continue,
                    5 if i > 0 => cell.raw = cells.last().map_or(cell.raw, |c: &Cell| c.raw),
                    _ => {}
                }
                cells.push(cell);
            }
            let canon = Canonical::from_cells(&cells, &raw);
            prop_assert_eq!(canon.map.restore(&canon.text, &raw), Some(raw.clone()));
            let (mut c, mut r) = (0, 0);
            for p in canon.map.pieces() {
                prop_assert_eq!((p.canon.start, p.raw.start), (c, r));
                (c, r) = (p.canon.end, p.raw.end);
            }
            prop_assert_eq!((c, r), (canon.text.len(), raw.len()));
            for (at, ch) in canon.text.char_indices() {
                let back = canon.map.to_raw(Span::new(at, at + ch.len_utf8()));
                prop_assert!(raw.is_char_boundary(back.start) && raw.is_char_boundary(back.end));
                if !back.is_empty() {
                    let there = canon.map.to_canon(back).unwrap();
                    prop_assert!(there.contains(Span::new(at, at + ch.len_utf8())));
                }
            }
        }
    }
}
