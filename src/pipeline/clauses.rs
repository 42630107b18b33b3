//! Documents and findings -> what the clause index holds.

use crate::index::ClauseDoc;
use crate::model::{Clause, Document, Facts, Finding, Instrument, State};
use crate::rules::RuleSet;
use crate::scan;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// All clauses of all documents, in their order, with the provisions each is evidence for.
pub fn clause_docs<'a>(
    set: &RuleSet,
    documents: impl Iterator<Item = &'a Document>,
    findings: &[Finding],
) -> Vec<ClauseDoc> {
    let mut evidence: BTreeMap<(&str, usize), Vec<(String, State)>> = BTreeMap::new();
    for f in findings {
        for e in &f.evidence {
            let list = evidence.entry((&f.instrument, e.clause)).or_default();
            if !list.iter().any(|(p, _)| *p == f.provision) {
                list.push((f.provision.clone(), e.state));
            }
        }
    }
    let documents: Vec<&Document> = documents.collect();
    let of = |document: &&'a Document| {
        let document: &'a Document = document;
        let mut out = Vec::new();
        for instrument in &document.instruments {
            let actors = scan::actors(set, &document.canonical.text, instrument);
            for (ordinal, clause) in instrument.clauses.iter().enumerate() {
                let provisions =
                    evidence.get(&(instrument.id.as_str(), ordinal)).cloned().unwrap_or_default();
                let actors = actors[ordinal].iter().map(|r| r.zh().to_owned()).collect();
                out.push(doc(document, instrument, clause, ordinal, provisions, actors));
            }
        }
        out
    };
    documents.par_iter().map(of).collect::<Vec<_>>().into_iter().flatten().collect()
}

fn doc(
    document: &Document,
    instrument: &Instrument,
    clause: &Clause,
    ordinal: usize,
    provisions: Vec<(String, State)>,
    actors: Vec<String>,
) -> ClauseDoc {
    let text = &document.canonical.text;
    let Facts { region, kind, draft, signed, published, effective, .. } = &instrument.facts;
    ClauseDoc {
        instrument: instrument.id.clone(),
        ordinal: ordinal as u32,
        title: instrument.title.clone(),
        source: document.source.name.clone(),
        region: region.as_ref().map_or(String::new(), |r| r.name.clone()),
        province: region.as_ref().map_or(String::new(), |r| r.province.clone()),
        level: region.as_ref().map(|r| r.level),
        kind: *kind,
        date: signed.or(*published).or(*effective),
        draft: *draft,
        label: clause.label.clone(),
        article: clause.article.clone(),
        clause_kind: clause.kind,
        headings: clause.headings.clone(),
        stem: clause.stem.map(|s| s.of(text).to_owned()),
        text: clause.span.of(text).to_owned(),
        span: clause.span,
        page: document.page_of(clause.span.start),
        provisions,
        actors,
    }
}
