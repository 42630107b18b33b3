//! HTML: the visible text of a page in document order, a line per block, and which stretches of it
//! are the portal around the document.
//!
//! The page is walked as html5ever's token stream with a small stack of open elements, not as a
//! tree: text extraction needs no tree repair, the walk is linear in the input whatever the
//! nesting, and it runs several times faster than building a DOM.

mod names;
mod region;
mod walk;

use super::{Input, Outcome, Reader, text};
use crate::diag::Diagnostic;
use crate::model::{Format, RawText};

pub(super) const READER: Reader = Reader { formats: &[Format::Html], heavy: false, read };

fn read(input: Input<'_>, _: Format, notes: &mut Vec<Diagnostic>) -> Outcome {
    let decoded = text::decode(input, None, notes)?;
    read_text(input, &decoded.text, decoded.cut)
}

/// Reads a page that is decoded already. `cut`: the source is truncated.
pub(super) fn read_text(input: Input<'_>, page: &str, cut: bool) -> Outcome {
    let walked = walk::walk(page);
    if walked.text.trim().is_empty() {
        return Err(Box::new(input.note("I009", format!("{} shows no text (页面没有文本)", input.name))));
    }
    let portal = region::portal(&walked);
    let raw = RawText::new(walked.text, Format::Html, "html5ever 0.40");
    Ok(RawText { portal, partial: cut, ..raw })
}
