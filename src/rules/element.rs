use crate::model::fold;

/// Values found by a pattern of their own rather than by a term list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Typed {
    /// `#duration`: 5年, 六个月, 三十日
    Duration,
    /// `#date`: 2025年3月1日
    Date,
    /// `#percent`
    Percent,
}

/// One alternative of an element.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom {
    /// `@list`
    List(String),
    /// A word, folded.
    Word(String),
    Typed(Typed),
}

/// A place of a sequence, or a condition: any of its atoms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Element(pub Vec<Atom>);

/// A parsed item of `seq`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeqItem {
    Element(Element),
    /// `<40`: at most so many characters before the next element.
    Gap(usize),
}

/// Reads `@exit_event`, `删除|销毁|@return`, `#duration`. The error says what is wrong.
pub fn parse_element(s: &str) -> Result<Element, String> {
    let mut atoms = Vec::new();
    for part in s.split('|') {
        let part = part.trim();
        atoms.push(if let Some(list) = part.strip_prefix('@') {
            Atom::List(list.to_owned())
        } else if let Some(kind) = part.strip_prefix('#') {
            Atom::Typed(match kind {
                "duration" => Typed::Duration,
                "date" => Typed::Date,
                "percent" => Typed::Percent,
                _ => return Err(format!("no typed value `#{kind}`: #duration, #date or #percent")),
            })
        } else {
            let word = fold(part).text;
            if word.is_empty() {
                return Err("an empty alternative matches nothing".into());
            }
            Atom::Word(word)
        });
    }
    atoms.sort();
    atoms.dedup();
    Ok(Element(atoms))
}

/// Reads an item of `seq`.
pub fn parse_item(s: &str) -> Result<SeqItem, String> {
    match s.strip_prefix('<') {
        Some(n) => n
            .trim()
            .parse()
            .map(SeqItem::Gap)
            .map_err(|_| format!("`{s}` is no distance: write `<40` for at most 40 characters")),
        None => parse_element(s).map(SeqItem::Element),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_and_gaps() {
        assert_eq!(parse_item("<40"), Ok(SeqItem::Gap(40)));
        let e = parse_element("删除|@return|#duration").unwrap();
        assert_eq!(e.0.len(), 3);
        assert!(parse_item("<x").is_err() && parse_element("#nonsense").is_err());
        assert!(parse_element("删除||销毁").is_err());
    }
}
