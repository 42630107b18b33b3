//! The second reader of the chain. pdf-extract panics on fonts it does not know; that is caught
//! here, and counts as failure. (A stack overflow cannot be caught: see `isolated`.)

use super::{Failure, Page, Pages};
use std::panic::catch_unwind;

pub fn read(bytes: &[u8]) -> Result<Pages, Failure> {
    let owned = bytes.to_vec();
    let pages = catch_unwind(move || pdf_extract::extract_text_from_mem_by_pages(&owned));
    match pages {
        Ok(Ok(pages)) => Ok(Pages {
            reader: "pdf-extract 0.12",
            pages: pages
                .into_iter()
                .map(|text| Page { drawn: text.trim().is_empty(), text: tidy(&text) })
                .collect(),
        }),
        _ => Err(Failure::Broken),
    }
}

/// Lines without trailing white space; the blank lines between all lines are the writer's habit.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim_end).filter(|l| !l.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}
