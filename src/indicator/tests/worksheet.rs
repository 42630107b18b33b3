//! Every figure of the hand-computed worksheet comes out.

use super::{PROVISIONS, Text, finding, region, rubric};
use crate::indicator::{Entry, Options, fill_regions};
use crate::model::{Date, Facts, InstrumentKind, RegionValue, Slots, State, Supplied, Validity};
use toml::{Table, Value};

const SHEET: &str = include_str!("../../../tests/fixtures/indicator/worksheet.toml");

fn words(v: &Value, key: &str) -> Vec<String> {
    let list = v.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    list.iter().map(|x| x.as_str().unwrap().to_string()).collect()
}

fn date(v: &Value, key: &str) -> Option<Date> {
    v.get(key).map(|d| Date::parse_iso(d.as_str().unwrap()).unwrap())
}

fn instrument(v: &Value, modes: Option<&Value>) -> Text {
    let word = |key: &str| v[key].as_str().unwrap().to_string();
    let state_of = |p: &str| {
        let listed = |key| words(v, key).iter().any(|x| x == p);
        let named = |s: &str| State::ALL.into_iter().find(|x| x.en() == s).unwrap();
        let hit = ["present", "delegated", "contradicted"].into_iter().find(|key| listed(*key));
        named(hit.unwrap_or(&word("rest")))
    };
    let slots_of = |p: &str| -> Slots {
        let listed = v.get("slots").and_then(|s| s.get(p)).and_then(Value::as_table).cloned();
        let mut slots = listed.unwrap_or_default();
        if let (Some(m), "mode") = (modes, p) {
            slots.insert("modes".into(), m.clone());
        }
        slots.into_iter().map(|(k, v)| (k, serde_json::to_value(v).unwrap())).collect()
    };
    let kind: InstrumentKind = v["kind"].clone().try_into().unwrap();
    let id = word("id");
    Text {
        findings: PROVISIONS.iter().map(|p| finding(&id, p, state_of(p), slots_of(p))).collect(),
        facts: Facts {
            kind: Some(kind),
            region: Some(region(&word("region"))),
            effective: date(v, "effective"),
            published: date(v, "published"),
            draft: v.get("draft").is_some(),
            validity: Validity {
                years: v.get("years").map(|y| u32::try_from(y.as_integer().unwrap()).unwrap()),
                until: None,
            },
            ..Facts::default()
        },
        title: word("title"),
        id,
    }
}

fn near(found: f64, wanted: f64, what: &str) {
    assert!((found - wanted).abs() < 1e-8, "{what}: {found}, worksheet {wanted}");
}

fn check(row: &Value, found: &RegionValue) {
    let number = |key: &str| row[key].as_float().unwrap();
    let name = row["region"].as_str().unwrap();
    assert_eq!(found.instruments, words(row, "instruments"), "{name}");
    near(found.composite.unwrap(), number("composite"), name);
    near(found.low, number("low"), name);
    near(found.high, number("high"), name);
    near(found.determined, number("determined"), name);
    assert_eq!(found.weighting.is_some(), row["weighting"].as_bool().unwrap(), "{name}");
    let indicator = |id: &str| found.indicators.iter().find(|i| i.id == id).unwrap();
    for (id, wanted) in row.get("indicators").and_then(Value::as_table).into_iter().flatten() {
        near(indicator(id).value.unwrap(), wanted.as_float().unwrap(), &format!("{name} {id}"));
    }
    for (id, bounds) in row.get("open").and_then(Value::as_table).into_iter().flatten() {
        let i = indicator(id);
        assert_eq!(i.value, None, "{name} {id}");
        near(i.low, bounds[0].as_float().unwrap(), id);
        near(i.high, bounds[1].as_float().unwrap(), id);
    }
    for (id, wanted) in row.get("dimensions").and_then(Value::as_table).into_iter().flatten() {
        let d = found.dimensions.iter().find(|d| d.id == *id).unwrap();
        match wanted[0].as_float() {
            Some(v) => near(d.value.unwrap(), v, &format!("{name} {id}")),
            None => assert_eq!(d.value, None, "{name} {id}"),
        }
        near(d.determined, wanted[1].as_float().unwrap(), &format!("{name} {id} determined"));
        near(d.weight, wanted[2].as_float().unwrap(), &format!("{name} {id} weight"));
    }
}

#[test]
fn every_figure_of_the_worksheet_comes_out() {
    let sheet: Value = toml::from_str::<Table>(SHEET).map(Value::Table).unwrap();
    let rubric = rubric();
    for row in sheet["row"].as_array().unwrap() {
        let texts: Vec<Text> =
            sheet["instrument"].as_array().unwrap().iter().map(|v| instrument(v, row.get("modes"))).collect();
        let entries: Vec<Entry> = texts.iter().map(Text::entry).collect();
        let reference = date(row, "reference").or_else(|| date(&sheet, "reference")).unwrap();
        let name = row["region"].as_str().unwrap();
        let given = row.get("supplied").and_then(Value::as_table).cloned().unwrap_or_default();
        let supplied = given.iter().map(|(indicator, v)| Supplied {
            region: name.into(),
            indicator: indicator.clone(),
            value: v.as_float().unwrap(),
            source: "工作表".into(),
        });
        let options = Options { supplied: supplied.collect(), ..Options::default() };
        let rows = fill_regions(&rubric, &entries, reference, &options);
        check(row, rows.iter().find(|r| r.id == name).unwrap());
    }
}
