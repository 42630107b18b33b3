use super::query::Filter;
use super::record::level_name;
use super::schema::Fields;
use crate::model::{InstrumentKind, State, fold};
use std::collections::BTreeSet;
use std::ops::Bound;
use tantivy::Searcher;
use tantivy::query::{EmptyQuery, Query, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption, Term};

/// How many of the values at hand a note names.
const NAMED: usize = 8;
const PROVISION: &str = "规定要素 (provision)";

/// The query of a filter, and a note when its value is not in the index at all.
pub fn filter_query(
    searcher: &Searcher,
    fields: &Fields,
    filter: &Filter,
) -> tantivy::Result<(Box<dyn Query>, Option<String>)> {
    let exact = |field: Field, values: Vec<String>| Ok((any_of(field, values), None));
    let named = |field: Field, what: &str, names: &[String]| {
        let (values, note) = resolve(searcher, field, what, names)?;
        Ok((any_of(field, values), note))
    };
    match filter {
        Filter::Label(start) => {
            let found = terms_from(searcher, fields.label, start)?;
            let note = found.is_empty().then(|| format!("没有以 {start} 开头的条号 (no such label)"));
            Ok((any_of(fields.label, found), note))
        }
        Filter::Region(names) => named(fields.region, "地区 (region)", names),
        Filter::Province(names) => named(fields.province, "省份 (province)", names),
        Filter::Provision(ids) => named(fields.provision, PROVISION, ids),
        Filter::Actor(names) => named(fields.actor, "主体 (actor)", names),
        Filter::Level(levels) => exact(fields.level, levels.iter().map(|l| level_name(*l).into()).collect()),
        Filter::Kind(kinds) => {
            exact(fields.kind, kinds.iter().map(|k| InstrumentKind::name(*k).into()).collect())
        }
        Filter::Draft(draft) => exact(fields.draft, vec![if *draft { "yes" } else { "no" }.into()]),
        Filter::Modality(classes) => exact(fields.modality, classes.iter().map(|m| m.zh().into()).collect()),
        Filter::State(states) => exact(fields.state, states.iter().map(|s| format!("={}", s.en())).collect()),
        Filter::Year(from, to) => {
            let bound = |year: u64| Bound::Included(Term::from_field_u64(fields.year, year));
            Ok((Box::new(RangeQuery::new(bound(*from), bound(*to))), None))
        }
    }
}

/// `provision:` and `state:` side by side mean a piece of evidence that is both.
pub fn joint_query(
    searcher: &Searcher,
    fields: &Fields,
    provisions: &[String],
    states: &[State],
) -> tantivy::Result<(Box<dyn Query>, Option<String>)> {
    let (ids, note) = resolve(searcher, fields.provision, PROVISION, provisions)?;
    let both = ids.iter().flat_map(|p| states.iter().map(move |s| format!("{p}={}", s.en())));
    Ok((any_of(fields.state, both.collect()), note))
}

/// All clauses of one instrument.
pub fn unit_query(searcher: &Searcher, fields: &Fields, instrument: &str) -> tantivy::Result<Box<dyn Query>> {
    Ok(any_of(fields.unit, terms_from(searcher, fields.unit, &format!("{instrument}\t"))?))
}

/// Values of a field by the names people type: the name itself, else those that begin with it,
/// else those that hold it. The note tells names that meet no value.
fn resolve(
    searcher: &Searcher,
    field: Field,
    what: &str,
    names: &[String],
) -> tantivy::Result<(Vec<String>, Option<String>)> {
    let all = terms_from(searcher, field, "")?;
    let mut found = Vec::new();
    let mut missed = Vec::new();
    for name in names {
        let name = fold(name).text;
        let tests: [&dyn Fn(&str) -> bool; 3] =
            [&|t| t == name, &|t| t.starts_with(&name), &|t| t.contains(&name)];
        let like = |test: &&dyn Fn(&str) -> bool| -> Vec<String> {
            all.iter().filter(|t| test(&fold(t).text)).cloned().collect()
        };
        match tests.iter().map(like).find(|l| !l.is_empty()) {
            Some(values) => found.extend(values),
            None => missed.push(name),
        }
    }
    let note = (!missed.is_empty()).then(|| {
        let some: Vec<&str> = all.iter().take(NAMED).map(String::as_str).collect();
        let there =
            if some.is_empty() { "均未标注".into() } else { format!("现有 {}", some.join("、")) };
        format!("没有{what}为 {} 的条款；{there}", missed.join("、"))
    });
    Ok((found, note))
}

fn any_of(field: Field, values: Vec<String>) -> Box<dyn Query> {
    let mut terms: Vec<Term> = values.iter().map(|v| Term::from_field_text(field, v)).collect();
    match terms.len() {
        0 => Box::new(EmptyQuery),
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)),
        _ => Box::new(TermSetQuery::new(terms)),
    }
}

/// The terms of a field that begin with `start`, sorted.
fn terms_from(searcher: &Searcher, field: Field, start: &str) -> tantivy::Result<Vec<String>> {
    let mut found = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().range().ge(start.as_bytes()).into_stream()?;
        while let Some((bytes, _)) = terms.next() {
            if !bytes.starts_with(start.as_bytes()) {
                break;
            }
            found.insert(String::from_utf8_lossy(bytes).into_owned());
        }
    }
    Ok(found.into_iter().collect())
}
