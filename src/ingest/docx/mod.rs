//! DOCX: WordprocessingML in a ZIP. The numbers that Word makes (第一条, （一）, 1.) stand in no
//! text node; they are resolved here from `numbering.xml` and `styles.xml`.

mod body;
pub(super) mod numbering;
mod numerals;
mod styles;
pub(super) mod xml;

use super::unzip::{Container, Fault};
use super::{Input, Outcome, Reader};
use crate::diag::Diagnostic;
use crate::model::{Format, RawText};
use body::Lists;

pub(super) const READER: Reader = Reader { formats: &[Format::Docx], heavy: true, read };

fn read(input: Input<'_>, _: Format, notes: &mut Vec<Diagnostic>) -> Outcome {
    let fault = |f: Fault| Box::new(f.explain(input, "DOCX"));
    let mut container = Container::open(input.bytes).map_err(fault)?;
    let names = container.names();
    let main = names
        .iter()
        .find(|n| *n == "word/document.xml")
        .or_else(|| names.iter().find(|n| n.starts_with("word/document") && n.ends_with(".xml")))
        .ok_or_else(|| fault(Fault::Broken))?;
    let document = container.read_text(main).map_err(fault)?;
    let mut optional = |name: &str| match container.read_text(name) {
        Err(Fault::Bomb) => Err(fault(Fault::Bomb)),
        other => Ok(other.unwrap_or_default()),
    };
    let mut lists = Lists {
        numbering: numbering::Numbering::parse(&optional("word/numbering.xml")?),
        styles: styles::Styles::parse(&optional("word/styles.xml")?),
        counters: numbering::Counters::default(),
    };
    let (mut lines, mut complete) = body::read(&document, &mut lists);
    for notes_part in ["word/footnotes.xml", "word/endnotes.xml"] {
        let (notes, whole) = body::read(&optional(notes_part)?, &mut lists);
        lines.extend(notes.into_iter().filter(|l| !l.trim().is_empty()));
        complete &= whole;
    }
    let text = lines.iter().fold(String::new(), |text, line| text + line.trim_end() + "\n");
    if text.trim().is_empty() {
        return Err(Box::new(input.note("I009", format!("{} holds no text (没有文本)", input.name))));
    }
    if !complete {
        notes.push(
            input.note("I005", format!("{} breaks off: its XML is not whole (文件不完整)", input.name)),
        );
    }
    Ok(RawText { partial: !complete, ..RawText::new(text, Format::Docx, "quick-xml 0.42") })
}

#[cfg(test)]
mod tests;
