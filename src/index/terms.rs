use super::find::Find;
use super::opened::{Opened, Values};
use super::query::Filter;
use super::record::level_name;
use crate::model::{InstrumentKind, State, fold};
use std::ops::Bound;
use std::rc::Rc;
use std::sync::Arc;
use tantivy::schema::Field;

/// How many of the values at hand a note names.
const NAMED: usize = 8;
const PROVISION: &str = "规定要素 (provision)";

/// The query of a filter, and a note when its value is not in the index at all.
pub fn filter_query(opened: &Opened, filter: &Filter) -> tantivy::Result<(Find, Option<String>)> {
    let fields = &opened.fields;
    let exact = |field: Field, values: Vec<String>| Ok((any_of(opened, field, &values)?, None));
    let named = |field: Field, what: &str, names: &[String]| {
        let (values, note) = resolve(opened, field, what, names)?;
        Ok((any_of(opened, field, &values)?, note))
    };
    match filter {
        Filter::Label(start) => {
            let found = terms_from(opened, fields.label, start)?;
            let note = found.is_empty().then(|| format!("没有以 {start} 开头的条号 (no such label)"));
            Ok((any_of(opened, fields.label, &found)?, note))
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
        Filter::Year(from, to) => Ok((Find::Years(*from, *to).fixed(0.0), None)),
    }
}

/// `provision:` and `state:` side by side mean a piece of evidence that is both.
pub fn joint_query(
    opened: &Opened,
    provisions: &[String],
    states: &[State],
) -> tantivy::Result<(Find, Option<String>)> {
    let (ids, note) = resolve(opened, opened.fields.provision, PROVISION, provisions)?;
    let both = ids.iter().flat_map(|p| states.iter().map(move |s| format!("{p}={}", s.en())));
    Ok((any_of(opened, opened.fields.state, &both.collect::<Vec<_>>())?, note))
}

/// All clauses of one instrument.
pub fn unit_query(opened: &Opened, instrument: &str) -> tantivy::Result<Find> {
    any_of(opened, opened.fields.unit, &terms_from(opened, opened.fields.unit, &format!("{instrument}\t"))?)
}

/// Values of a field by the names people type: the name itself, else those that begin with it,
/// else those that hold it. The note tells names that meet no value.
fn resolve(
    opened: &Opened,
    field: Field,
    what: &str,
    names: &[String],
) -> tantivy::Result<(Vec<String>, Option<String>)> {
    let all = values(opened, field)?;
    let mut found: Vec<String> = Vec::new();
    let mut missed = Vec::new();
    for name in names {
        let name = fold(name).text;
        let before = found.len();
        found.extend(all.get(&name).into_iter().flatten().cloned());
        if found.len() == before {
            let from = all.range::<str, _>((Bound::Included(name.as_str()), Bound::Unbounded));
            found.extend(from.take_while(|v| v.0.starts_with(&name)).flat_map(|v| v.1).cloned());
        }
        if found.len() == before {
            found.extend(all.iter().filter(|v| v.0.contains(&name)).flat_map(|v| v.1).cloned());
        }
        if found.len() == before {
            missed.push(name);
        }
    }
    let note = (!missed.is_empty()).then(|| {
        let mut names: Vec<&str> = all.values().flatten().map(String::as_str).collect();
        names.sort_unstable();
        let some: Vec<&str> = names.into_iter().take(NAMED).collect();
        let there =
            if some.is_empty() { "均未标注".into() } else { format!("现有 {}", some.join("、")) };
        format!("没有{what}为 {} 的条款；{there}", missed.join("、"))
    });
    Ok((found, note))
}

/// The values of a field by their folded form.
fn values(opened: &Opened, field: Field) -> tantivy::Result<Arc<Values>> {
    opened.values(field, || {
        let mut values = Values::new();
        for value in terms_from(opened, field, "")? {
            values.entry(fold(&value).text).or_default().push(value);
        }
        Ok(values)
    })
}

fn any_of(opened: &Opened, field: Field, values: &[String]) -> tantivy::Result<Find> {
    let known = |v: &String| Ok(Find::Term(Rc::new(opened.term(field, v)?)));
    let any = values.iter().map(known).collect::<tantivy::Result<Vec<_>>>()?;
    Ok(Find::any(any).fixed(0.0))
}

/// The terms of a field that begin with `start`, sorted.
fn terms_from(opened: &Opened, field: Field, start: &str) -> tantivy::Result<Vec<String>> {
    let mut found = Vec::new();
    for part in &opened.parts {
        let inverted = part.reader.inverted_index(field)?;
        let mut terms = inverted.terms().range().ge(start.as_bytes()).into_stream()?;
        while let Some((bytes, _)) = terms.next() {
            if !bytes.starts_with(start.as_bytes()) {
                break;
            }
            found.push(String::from_utf8_lossy(bytes).into_owned());
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}
