use super::Divisions;
use crate::diag::{Diagnostic, Place};
use crate::model::{Date, Level};
use serde::Deserialize;
use std::collections::BTreeSet;

const BUILT_IN: &str = include_str!("../../corpus/catalogue.toml");

/// A document that the corpus should hold. What is not known is `None` or empty.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Number in the report's list, from 1.
    pub no: u32,
    pub title: String,
    /// Full name of the place as in the table of divisions.
    pub region: String,
    pub province: String,
    /// GB/T 2260 code.
    pub division: String,
    pub level: Level,
    /// Year and month under which the report lists it, `2025-03`.
    pub listed: String,
    #[serde(default)]
    pub issuers: Vec<String>,
    /// 文号
    pub number: Option<String>,
    pub issued: Option<String>,
    pub effective: Option<String>,
    #[serde(default)]
    pub effective_on_issue: bool,
    pub validity_years: Option<u32>,
    pub kind: Option<String>,
    pub articles: Option<u32>,
    pub chapters: Option<u32>,
    /// Address of the page that the facts were found on.
    pub page: Option<String>,
}

/// 目录: the list of documents that the corpus should hold, by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    pub entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    document: Vec<Entry>,
}

impl Catalogue {
    /// The catalogue built into the program.
    ///
    /// # Errors
    /// All faults of the file, L001 each.
    pub fn built_in() -> Result<Self, Vec<Diagnostic>> {
        Self::parse(BUILT_IN, "corpus/catalogue.toml", &Divisions::default())
    }

    /// Reads and checks a catalogue.
    ///
    /// # Errors
    /// L001 for every fault: syntax, numbers or titles that stand twice, days that no calendar has,
    /// places and codes that the table of divisions does not know, addresses that are none.
    pub fn parse(text: &str, name: &str, divisions: &Divisions) -> Result<Self, Vec<Diagnostic>> {
        let fault = |message: String| Diagnostic::new("L001", Place::file(name), message);
        let file: File = toml::from_str(text).map_err(|e| vec![fault(format!("{e} (目录有误)"))])?;
        let mut faults = Vec::new();
        let (mut numbers, mut titles) = (BTreeSet::new(), BTreeSet::new());
        for entry in &file.document {
            let mut say =
                |what: &str| faults.push(fault(format!("document {}: {what} (目录有误)", entry.no)));
            if !numbers.insert(entry.no) {
                say("the number stands twice");
            }
            if !titles.insert((&entry.region, &entry.title)) {
                say("the title stands twice");
            }
            faults_of(entry, divisions).into_iter().for_each(|what| say(&what));
        }
        let mut entries = file.document;
        entries.sort_by_key(|e| e.no);
        if faults.is_empty() { Ok(Self { entries }) } else { Err(faults) }
    }

    pub fn entry(&self, no: u32) -> Option<&Entry> {
        self.entries.iter().find(|e| e.no == no)
    }
}

fn faults_of(entry: &Entry, divisions: &Divisions) -> Vec<String> {
    let mut out = Vec::new();
    match divisions.region(&entry.region) {
        Some(r) if r.name == entry.region => {
            if r.code.as_deref() != Some(&entry.division) {
                out.push(format!("division {} is not that of {}", entry.division, entry.region));
            }
            if (r.province.as_str(), r.level) != (entry.province.as_str(), entry.level) {
                out.push(format!("province or level is not that of {}", entry.region));
            }
        }
        _ => out.push(format!("{} is not in the table of divisions", entry.region)),
    }
    for day in entry.issued.iter().chain(&entry.effective).cloned().chain([format!("{}-01", entry.listed)]) {
        if Date::parse_iso(&day).is_none() {
            out.push(format!("{day} is no date"));
        }
    }
    if entry.page.as_ref().is_some_and(|p| !p.starts_with("http://") && !p.starts_with("https://")) {
        out.push("page is no address".into());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_holds_the_list_of_the_report() {
        let c = Catalogue::built_in().unwrap();
        assert_eq!(c.entries.iter().map(|e| e.no).collect::<Vec<_>>(), (1..=73).collect::<Vec<_>>());
        assert_eq!(c.entries.iter().filter(|e| e.level == Level::Province).count(), 13);
        assert_eq!(c.entry(8).unwrap().division, "410000");
    }

    #[test]
    fn all_faults_are_told_in_one_run() {
        let entry = |no: u32, region: &str, issued: &str| {
            format!(
                "[[document]]\nno = {no}\ntitle = \"某办法\"\nregion = \"{region}\"\nprovince = \"示例省\"\n\
                 division = \"000001\"\nlevel = \"city\"\nlisted = \"2025-01\"\nissued = \"{issued}\"\n"
            )
        };
        let text = entry(1, "无此市", "2025-02-30") + &entry(1, "甲市", "2025-02-03");
        let faults = Catalogue::parse(&text, "c.toml", &Divisions::default()).unwrap_err();
        let all: String = faults.iter().map(|d| d.message.clone() + "\n").collect();
        for part in ["2025-02-30", "无此市", "stands twice", "000001"] {
            assert!(all.contains(part), "{part}: {all}");
        }
        assert!(
            Catalogue::parse("[[document]]\nno = 1\nnonsense = 2\n", "c", &Divisions::default()).is_err()
        );
    }
}
