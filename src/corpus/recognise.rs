use super::title::Title;
use super::{Catalogue, Entry};
use crate::model::Instrument;

/// Which document of the catalogue an instrument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The wanted document, title and place agreeing.
    Filed(u32),
    /// The wanted document under a title that has drifted (实施细则/细则, 办法/暂行办法).
    Drifted(u32),
    /// A draft of the wanted document (征求意见稿), not the document.
    Draft(u32),
    /// A near name of the same place, or the right name with a contradicting fact; not the document.
    Near(u32),
    /// A registration rule (登记) of a place whose 授权运营 rule is wanted; not the document.
    Registration(u32),
    /// No document of the catalogue.
    Beyond,
}

impl Verdict {
    /// The entry it is filed under.
    pub fn filed(self) -> Option<u32> {
        match self {
            Self::Filed(no) | Self::Drifted(no) => Some(no),
            _ => None,
        }
    }
}

/// Recognises an instrument by title, place and number. A text that was not read (no clauses) is
/// never recognised: its title would be a file name.
pub fn recognise(catalogue: &Catalogue, instrument: &Instrument) -> Verdict {
    if instrument.clauses.is_empty() {
        return Verdict::Beyond;
    }
    let verdicts: Vec<Verdict> = catalogue.entries.iter().filter_map(|e| against(e, instrument)).collect();
    let mut filed: Vec<Verdict> = verdicts.iter().copied().filter(|v| v.filed().is_some()).collect();
    filed.sort();
    match filed.as_slice() {
        [] => {}
        [Verdict::Filed(no), rest @ ..] if !rest.iter().any(|v| matches!(v, Verdict::Filed(_))) => {
            return Verdict::Filed(*no);
        }
        [one] => return *one,
        // Two entries fit equally: neither is taken.
        [first, ..] => return Verdict::Near(first.filed().unwrap_or_default()),
    }
    verdicts.into_iter().min().unwrap_or(Verdict::Beyond)
}

/// Names under which the place of an entry goes: in full, and as its title writes it (大理州 for
/// 大理白族自治州).
fn places(entry: &Entry) -> Vec<&str> {
    let mut out = vec![entry.region.as_str()];
    let ends = ["自治州", "市", "州", "省", "自治区", "经济特区"];
    let alias = ends.iter().filter_map(|end| entry.title.find(end).map(|at| &entry.title[..at + end.len()]));
    let first = |name: &&str| name.chars().take(2).eq(entry.region.chars().take(2));
    out.extend(alias.filter(first));
    out.sort_by_key(|p| std::cmp::Reverse(p.len()));
    out.dedup();
    out
}

fn against(entry: &Entry, instrument: &Instrument) -> Option<Verdict> {
    let places = places(entry);
    let (want, seen) = (Title::of(&entry.title, &places), Title::of(&instrument.title, &places));
    let region = instrument.facts.region.as_ref();
    // A title that names no place belongs to the place of its issuer.
    let here = seen.placed || region.is_some_and(|r| r.name == entry.region);
    if !here {
        return None;
    }
    let same_subject = want.subject == seen.subject;
    let contradicted = match (&entry.number, &instrument.facts.document_number) {
        (Some(a), Some(b)) => squeeze(a) != squeeze(b),
        _ => false,
    } || region.is_some_and(|r| r.name != entry.region && r.name != entry.province);
    if same_subject && want.form == seen.form && !want.form.is_empty() {
        return Some(if seen.draft || instrument.facts.draft {
            Verdict::Draft(entry.no)
        } else if contradicted {
            Verdict::Near(entry.no)
        } else if want.plain == seen.plain || want.ending == seen.ending {
            Verdict::Filed(entry.no)
        } else {
            Verdict::Drifted(entry.no)
        });
    }
    if !subject_is_near(&want.subject, &seen.subject) {
        return None;
    }
    Some(if seen.subject.contains("登记") && !want.subject.contains("登记") {
        Verdict::Registration(entry.no)
    } else {
        Verdict::Near(entry.no)
    })
}

/// Subjects that a hasty reader could take for one another.
fn subject_is_near(a: &str, b: &str) -> bool {
    a == b
        || (a.contains("公共数据") && b.contains("公共数据"))
        || strsim::normalized_levenshtein(a, b) >= 0.6
}

fn squeeze(number: &str) -> String {
    let bracket = |c| match c {
        '[' | '［' | '【' | '(' | '（' => '〔',
        ']' | '］' | '】' | ')' | '）' => '〕',
        c => c,
    };
    number.chars().filter(|c| !c.is_whitespace()).map(bracket).collect()
}

#[cfg(test)]
mod tests;
