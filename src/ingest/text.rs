//! TXT and Markdown in any encoding, and whatever else is no container: decoded text that turns
//! out to be a page goes on to the HTML reader.

use super::{Input, Outcome, Reader, encoding, html, sniff};
use crate::diag::Diagnostic;
use crate::model::{Format, RawText};

pub(super) const READER: Reader = Reader { formats: &[Format::Txt, Format::Markdown], heavy: false, read };

fn read(input: Input<'_>, _: Format, notes: &mut Vec<Diagnostic>) -> Outcome {
    let declared = sniff::declared_charset(input.bytes);
    let decoded = decode(input, None, notes)?;
    if sniff::is_html(&decoded.text) {
        if declared.is_some() {
            note_wrong_charset(input, declared.as_deref(), decoded.encoding, notes);
        }
        return html::read_text(input, &decoded.text, decoded.cut);
    }
    let format = if sniff::is_markdown(&decoded.text) { Format::Markdown } else { Format::Txt };
    let reader = format!("text ({})", decoded.encoding);
    Ok(RawText { partial: decoded.cut, ..RawText::new(decoded.text, format, reader) })
}

/// Decodes with the diagnostics that every text format shares.
pub(super) fn decode(
    input: Input<'_>,
    declared: Option<&str>,
    notes: &mut Vec<Diagnostic>,
) -> Result<encoding::Decoded, Box<Diagnostic>> {
    let name = input.name;
    let Some(decoded) = encoding::decode(input.bytes, declared) else {
        return Err(Box::new(
            input.note("I007", format!("{name} is no text in any known encoding (编码无法识别)")),
        ));
    };
    if decoded.cut {
        notes.push(
            input.note("I005", format!("{name} ends inside a character: it is truncated (文件不完整)")),
        );
    }
    Ok(decoded)
}

/// Says that the page's own charset is not the one its bytes are in.
pub(super) fn note_wrong_charset(
    input: Input<'_>,
    declared: Option<&str>,
    encoding: &'static str,
    notes: &mut Vec<Diagnostic>,
) {
    let wrong = encoding::decode(input.bytes, declared).is_some_and(|d| d.declared_wrong);
    if let (true, Some(declared)) = (wrong, declared) {
        let message = format!("{} says {declared} but is in {encoding} (声明的编码有误)", input.name);
        notes.push(input.note("I013", message));
    }
}
