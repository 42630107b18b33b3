//! Who laid a provision down first: adopters of each provision by date, drafts apart.

use super::texts::{Text, texts};
use crate::model::{Analysis, Date, State};
use serde::Serialize;

/// A text that lays the provision down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adopter {
    /// Day of issue.
    pub date: Option<Date>,
    pub instrument: String,
    pub title: String,
    pub region: Option<String>,
    /// Label and quote of the first piece of evidence.
    pub label: String,
    pub quote: String,
}

/// The adopters of one provision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adoption {
    pub provision: String,
    /// Final texts with a date, earliest first; it does not matter whether they are in force now.
    pub adopters: Vec<Adopter>,
    /// Drafts with a date, earliest first.
    pub drafts: Vec<Adopter>,
    /// Final texts that lay it down and tell no date.
    pub undated: usize,
    /// Final texts that may have laid it down, not after the first adopter, but were not wholly read.
    pub open: usize,
    /// Final texts that are held.
    pub of: usize,
}

impl Adoption {
    /// The earliest, all of them when several are of one day.
    pub fn first(&self) -> &[Adopter] {
        earliest(&self.adopters)
    }

    pub fn first_drafts(&self) -> &[Adopter] {
        earliest(&self.drafts)
    }
}

fn earliest(list: &[Adopter]) -> &[Adopter] {
    let n = list.iter().take_while(|a| a.date == list[0].date).count();
    &list[..n]
}

/// Adoption of each provision over all texts of the analysis.
pub fn adoption(analysis: &Analysis, provisions: &[String]) -> Vec<Adoption> {
    let all = texts(analysis);
    provisions.iter().map(|p| of_provision(&all, p)).collect()
}

fn of_provision(all: &[Text], provision: &str) -> Adoption {
    let (drafts, finals): (Vec<&Text>, Vec<&Text>) = all.iter().partition(|t| t.record.facts.draft);
    let dated = |list: &[&Text]| -> Vec<Adopter> {
        let own = list.iter().filter(|t| t.state(provision) == State::Present && t.issued().is_some());
        let mut out: Vec<Adopter> = own.map(|t| adopter(t, provision)).collect();
        out.sort_by(|a, b| (a.date, &a.title, &a.instrument).cmp(&(b.date, &b.title, &b.instrument)));
        out
    };
    let adopters = dated(&finals);
    let first = adopters.first().and_then(|a| a.date);
    let count = |keep: &dyn Fn(&Text) -> bool| finals.iter().filter(|t| keep(t)).count();
    Adoption {
        provision: provision.into(),
        drafts: dated(&drafts),
        undated: count(&|t| t.state(provision) == State::Present && t.issued().is_none()),
        open: count(&|t| {
            let early = first.zip(t.issued()).is_none_or(|(first, own)| own <= first);
            t.state(provision) == State::Undetermined && early
        }),
        of: finals.len(),
        adopters,
    }
}

fn adopter(text: &Text, provision: &str) -> Adopter {
    let piece = text.findings.get(provision).and_then(|f| f.evidence.first());
    Adopter {
        date: text.issued(),
        instrument: text.record.id.clone(),
        title: text.record.title.clone(),
        region: text.region().map(|r| r.name.clone()),
        label: piece.map(|e| e.label.clone()).unwrap_or_default(),
        quote: piece.map(|e| e.quote.clone()).unwrap_or_default(),
    }
}
