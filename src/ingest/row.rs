//! How a table row is written in raw text, the same for every office format.

/// A row longer than this, in bytes, lays out the page: its paragraphs stay lines.
const MAX_ROW: usize = 6000;

/// A data row becomes one line with tabs; a row that lays out the page keeps its lines.
pub(super) fn lines(cells: Vec<Vec<String>>) -> Vec<String> {
    let size: usize = cells.iter().flatten().map(String::len).sum();
    if cells.len() < 2 || size > MAX_ROW {
        return cells.into_iter().flatten().collect();
    }
    let cell = |lines: Vec<String>| {
        lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect::<Vec<_>>().join(" ")
    };
    vec![cells.into_iter().map(cell).collect::<Vec<_>>().join("\t")]
}
