//! A pull parser with local names: what the three XML parts of a document are read with.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// One step through an XML text. Empty elements come as a start and an end.
pub enum Step<'a> {
    Start(Tag<'a>),
    End(String),
    Text(String),
}

/// A start tag.
pub struct Tag<'a> {
    pub name: String,
    raw: BytesStart<'a>,
}

impl Tag<'_> {
    /// The value of an attribute, by local name.
    pub fn attr(&self, name: &str) -> Option<String> {
        let found = self.raw.attributes().flatten().find(|a| a.key.local_name().into_inner() == name)?;
        Some(
            found
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_or_else(|_| found.value.to_string(), |v| v.into_owned()),
        )
    }

    /// `w:val` as a number.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.attr(name)?.trim().parse().ok()
    }

    /// An on/off property: absent value means on.
    pub fn is_on(&self) -> bool {
        !matches!(self.attr("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// Calls `visit` for every step; returns false when the text is not well-formed to its end.
/// Entities other than the predefined ones stand for nothing, so that none can grow.
pub fn walk(text: &str, mut visit: impl FnMut(Step<'_>)) -> bool {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_end_names = true;
    let mut depth = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(raw)) => {
                depth += 1;
                let name = raw.local_name().into_inner().to_owned();
                visit(Step::Start(Tag { name, raw }));
            }
            Ok(Event::End(end)) => {
                depth = depth.saturating_sub(1);
                visit(Step::End(end.local_name().into_inner().to_owned()));
            }
            Ok(Event::Text(t)) => visit(Step::Text(t.xml10_content().into_owned())),
            Ok(Event::CData(t)) => visit(Step::Text(t.xml10_content().into_owned())),
            Ok(Event::GeneralRef(r)) => {
                if let Some(c) = resolve(&r) {
                    visit(Step::Text(c.to_string()));
                }
            }
            Ok(Event::Eof) => return depth == 0,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}
