//! Numbering that paragraphs get from their style and from the styles it is based on.

use super::numbering::Numbering;
use super::xml::{self, Step};
use std::collections::BTreeMap;

/// A paragraph's place in a list; parts that are not given come from elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumPr {
    pub num_id: Option<String>,
    pub level: Option<usize>,
}

#[derive(Debug, Clone, Default)]
struct Style {
    based_on: Option<String>,
    num: NumPr,
}

/// Paragraph styles by id.
#[derive(Debug, Clone, Default)]
pub struct Styles {
    styles: BTreeMap<String, Style>,
    default: Option<String>,
}

impl Styles {
    pub fn parse(text: &str) -> Self {
        let mut out = Self::default();
        let mut current: Option<String> = None;
        let mut old = 0usize;
        xml::walk(text, |step| match step {
            Step::Start(tag) if tag.name == "style" => {
                current = tag.attr("styleId").filter(|_| tag.attr("type").is_none_or(|t| t == "paragraph"));
                if let Some(id) = &current {
                    out.styles.insert(id.clone(), Style::default());
                    if matches!(tag.attr("default").as_deref(), Some("1" | "true")) {
                        out.default = Some(id.clone());
                    }
                }
            }
            Step::Start(tag) if tag.name == "pPrChange" => old += usize::from(!tag.name.is_empty()),
            Step::End(name) if name == "pPrChange" => old = old.saturating_sub(1),
            Step::End(name) if name == "style" => current = None,
            Step::Start(tag) if old == 0 => {
                let Some(style) = current.as_ref().and_then(|id| out.styles.get_mut(id)) else { return };
                match tag.name.as_str() {
                    "basedOn" => style.based_on = tag.attr("val"),
                    "numId" => style.num.num_id = tag.attr("val"),
                    "ilvl" => style.num.level = tag.number("val").map(|n| n as usize),
                    _ => {}
                }
            }
            _ => {}
        });
        out
    }

    /// The list and level of a paragraph: its own properties first, then its style's, then those
    /// of the styles it is based on. `None` when it is in no list; list `0` means taken out.
    pub fn resolve(
        &self,
        own: &NumPr,
        style: Option<&str>,
        numbering: &Numbering,
    ) -> Option<(String, usize)> {
        let mut found = own.clone();
        let mut giver = None;
        let mut at = style.or(self.default.as_deref());
        // A chain that is longer than this is a circle.
        for _ in 0..32 {
            let Some((id, style)) = at.and_then(|id| Some((id, self.styles.get(id)?))) else { break };
            if found.num_id.is_none() && style.num.num_id.is_some() {
                found.num_id = style.num.num_id.clone();
                giver = Some(id);
                found.level = found.level.or(style.num.level);
            }
            at = style.based_on.as_deref();
        }
        let num_id = found.num_id.filter(|id| id != "0")?;
        let by_style =
            || [style, giver].into_iter().flatten().find_map(|s| numbering.level_of_style(&num_id, s));
        let level = if giver.is_some() { by_style().or(found.level) } else { found.level };
        let level = level.unwrap_or(0);
        (level < super::numbering::LEVELS).then_some((num_id, level))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_down_the_chain_of_styles() {
        let styles = Styles::parse(
            r#"<w:styles><w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
               <w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>
               <w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="C"/></w:style></w:styles>"#,
        );
        let none = Numbering::default();
        let own = NumPr::default();
        assert_eq!(styles.resolve(&own, Some("B"), &none), Some(("3".into(), 0)));
        assert_eq!(styles.resolve(&own, Some("C"), &none), None, "a circle ends");
        let out = NumPr { num_id: Some("0".into()), level: None };
        assert_eq!(styles.resolve(&out, Some("B"), &none), None, "list 0 takes it out");
    }
}
