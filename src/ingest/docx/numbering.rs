//! Automatic numbers: the definitions of `numbering.xml` and the counters that run through a text.

use super::numerals;
use super::xml::{self, Step};
use std::collections::{BTreeMap, BTreeSet};

/// Levels of a list, as the format fixes them.
pub const LEVELS: usize = 9;

#[derive(Debug, Clone, Default)]
pub struct Level {
    pub start: Option<u32>,
    pub format: String,
    /// `第%1条`: `%n` stands for the number of level n.
    pub text: String,
    /// `tab`, `space` or `nothing`.
    pub suffix: String,
    /// Numbers of all levels are shown in Arabic digits.
    pub legal: bool,
    /// `Some(0)`: never restarts; `Some(n)`: after level n (from 1) was used.
    pub restart: Option<u32>,
    /// The paragraph style that stands on this level.
    pub style: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Abstract {
    levels: BTreeMap<usize, Level>,
    style_link: Option<String>,
    num_style_link: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Num {
    abstract_id: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

/// All list definitions of a document.
#[derive(Debug, Clone, Default)]
pub struct Numbering {
    abstracts: BTreeMap<String, Abstract>,
    nums: BTreeMap<String, Num>,
}

#[derive(Default)]
struct Parse {
    out: Numbering,
    abstract_id: Option<String>,
    num_id: Option<String>,
    level: Option<usize>,
    skip: usize,
}

impl Numbering {
    pub fn parse(text: &str) -> Self {
        let mut parse = Parse::default();
        xml::walk(text, |step| match step {
            Step::Start(tag) => parse.start(&tag),
            Step::End(name) => parse.end(&name),
            Step::Text(_) => {}
        });
        parse.out
    }

    /// Adds a definition, for formats that keep their lists elsewhere.
    pub fn define(&mut self, id: &str, levels: BTreeMap<usize, Level>) {
        self.abstracts.insert(id.into(), Abstract { levels, ..Abstract::default() });
    }

    /// Adds a list that uses definition `of`, with its own starts and levels.
    pub fn add(&mut self, id: &str, of: &str, starts: BTreeMap<usize, u32>, levels: BTreeMap<usize, Level>) {
        self.nums.insert(id.into(), Num { abstract_id: of.into(), starts, levels });
    }

    /// True when the list is known and has this level.
    pub fn knows(&self, num_id: &str, level: usize) -> bool {
        self.level(num_id, level).is_some()
    }

    /// The level that a paragraph style stands on in a list.
    pub fn level_of_style(&self, num_id: &str, style: &str) -> Option<usize> {
        let of = self.definition(self.nums.get(num_id)?)?;
        of.levels.iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(i, _)| *i)
    }

    /// The definition of a list; a link to a list style is followed once.
    fn definition(&self, num: &Num) -> Option<&Abstract> {
        let own = self.abstracts.get(&num.abstract_id)?;
        match &own.num_style_link {
            Some(link) if own.levels.is_empty() => {
                self.abstracts.values().find(|a| a.style_link.as_ref() == Some(link)).or(Some(own))
            }
            _ => Some(own),
        }
    }

    fn level(&self, num_id: &str, level: usize) -> Option<&Level> {
        let num = self.nums.get(num_id)?;
        num.levels.get(&level).or_else(|| self.definition(num)?.levels.get(&level))
    }
}

impl Parse {
    fn start(&mut self, tag: &xml::Tag<'_>) {
        match tag.name.as_str() {
            "AlternateContent" | "pPr" | "rPr" => self.skip += 1,
            _ if self.skip > 0 => {}
            "abstractNum" => {
                self.abstract_id = tag.attr("abstractNumId");
                if let Some(id) = &self.abstract_id {
                    self.out.abstracts.entry(id.clone()).or_default();
                }
            }
            "num" => {
                self.num_id = tag.attr("numId");
                if let Some(id) = &self.num_id {
                    self.out.nums.entry(id.clone()).or_default();
                }
            }
            "abstractNumId" => {
                if let Some(num) = self.num() {
                    num.abstract_id = tag.attr("val").unwrap_or_default();
                }
            }
            "styleLink" | "numStyleLink" => {
                if let Some(of) = self.abstract_id.as_ref().and_then(|id| self.out.abstracts.get_mut(id)) {
                    let link =
                        if tag.name == "styleLink" { &mut of.style_link } else { &mut of.num_style_link };
                    *link = tag.attr("val");
                }
            }
            "lvl" | "lvlOverride" => {
                self.level = tag.number("ilvl").map(|n| n as usize).filter(|n| *n < LEVELS);
            }
            "startOverride" => {
                if let (Some(level), Some(start)) = (self.level, tag.number("val"))
                    && let Some(num) = self.num()
                {
                    num.starts.insert(level, start);
                }
            }
            _ => self.property(tag),
        }
    }

    fn property(&mut self, tag: &xml::Tag<'_>) {
        let Some(level) = self.current() else { return };
        let value = || tag.attr("val").unwrap_or_default();
        match tag.name.as_str() {
            "start" => level.start = tag.number("val"),
            "numFmt" => level.format = value(),
            "lvlText" => level.text = value(),
            "suff" => level.suffix = value(),
            "isLgl" => level.legal = tag.is_on(),
            "lvlRestart" => level.restart = tag.number("val"),
            "pStyle" => level.style = tag.attr("val"),
            _ => {}
        }
    }

    fn num(&mut self) -> Option<&mut Num> {
        self.out.nums.get_mut(self.num_id.as_ref()?)
    }

    fn current(&mut self) -> Option<&mut Level> {
        let at = self.level?;
        if self.num_id.is_some() {
            return Some(self.num()?.levels.entry(at).or_default());
        }
        Some(self.out.abstracts.get_mut(self.abstract_id.as_ref()?)?.levels.entry(at).or_default())
    }

    fn end(&mut self, name: &str) {
        match name {
            "AlternateContent" | "pPr" | "rPr" => self.skip = self.skip.saturating_sub(1),
            "abstractNum" => self.abstract_id = None,
            "num" => self.num_id = None,
            "lvlOverride" => self.level = None,
            "lvl" if self.num_id.is_none() => self.level = None,
            _ => {}
        }
    }
}

/// The numbers reached so far. Lists that share a definition share their numbers.
#[derive(Debug, Default)]
pub struct Counters {
    reached: BTreeMap<String, [Option<u32>; LEVELS]>,
    overridden: BTreeSet<(String, usize)>,
}

impl Counters {
    /// Counts one paragraph of list `num_id` on `level` and gives the words shown before it, with
    /// what separates them from the text; empty for a bullet or an unknown list.
    pub fn next(&mut self, numbering: &Numbering, num_id: &str, level: usize) -> String {
        let Some(num) = numbering.nums.get(num_id) else { return String::new() };
        let Some(shown) = numbering.level(num_id, level) else { return String::new() };
        let start = |l: usize| numbering.level(num_id, l).and_then(|d| d.start).unwrap_or(1);
        let reached = self.reached.entry(num.abstract_id.clone()).or_default();
        let forced = num.starts.get(&level).filter(|_| self.overridden.insert((num_id.to_owned(), level)));
        reached[level] = Some(match (forced, reached[level]) {
            (Some(start), _) => *start,
            (None, Some(n)) => n.saturating_add(1),
            (None, None) => start(level),
        });
        for (upper, count) in reached.iter_mut().enumerate().take(level) {
            count.get_or_insert_with(|| start(upper));
        }
        for (deeper, count) in reached.iter_mut().enumerate().skip(level + 1) {
            let restart = numbering.level(num_id, deeper).and_then(|d| d.restart);
            if restart.is_none_or(|after| (level as u32) < after) {
                *count = None;
            }
        }
        let now = *reached;
        shown.words(&now, |l| numbering.level(num_id, l))
    }
}

impl Level {
    fn words<'a>(&self, now: &[Option<u32>; LEVELS], of: impl Fn(usize) -> Option<&'a Level>) -> String {
        if self.format == "bullet" {
            return String::new();
        }
        let mut out = String::new();
        let mut rest = self.text.as_str();
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let Some(digit) = rest.chars().next().and_then(|c| c.to_digit(10)).filter(|d| *d > 0) else {
                out.push('%');
                continue;
            };
            rest = &rest[1..];
            let level = digit as usize - 1;
            let format =
                if self.legal { "decimal" } else { of(level).map_or("decimal", |l| l.format.as_str()) };
            if let Some(n) = now.get(level).copied().flatten() {
                out.push_str(&numerals::show(n, format));
            }
        }
        out.push_str(rest);
        if !out.is_empty() && self.suffix != "nothing" {
            out.push(' ');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: &str = r#"<w:numbering>
      <w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/></w:lvl>
        <w:lvl w:ilvl="2"><w:isLgl/><w:lvlText w:val="%1.%3"/><w:lvlRestart w:val="0"/></w:lvl>
      </w:abstractNum>
      <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
      <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
    </w:numbering>"#;

    #[test]
    fn numbers_run_restart_and_are_overridden() {
        let lists = Numbering::parse(LISTS);
        let mut counters = Counters::default();
        let mut next = |num: &str, level| counters.next(&lists, num, level);
        assert_eq!(next("1", 0), "第一条 ");
        assert_eq!(next("1", 1), "（一）");
        assert_eq!(next("1", 1), "（二）");
        assert_eq!(next("1", 2), "1.1 ");
        assert_eq!(next("1", 0), "第二条 ");
        assert_eq!(next("1", 1), "（一）");
        assert_eq!(next("1", 2), "2.2 ", "lvlRestart 0 never restarts");
        assert_eq!(next("2", 0), "第五条 ");
        assert_eq!(next("2", 0), "第六条 ");
        assert_eq!(next("9", 0), "");
    }
}
