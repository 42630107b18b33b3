//! Alignment with a baseline on real texts, beside classes noted by reading.

use crate::common;
use std::collections::BTreeMap;
use tiaokuan::compare::{Unit, align, clause_units, diff, sentence_units};
use tiaokuan::corpus;
use tiaokuan::pipeline::Reading;

fn main_units(reading: &Reading) -> Vec<Vec<Unit>> {
    let d = &reading.document;
    d.instruments.iter().map(|i| clause_units(&d.canonical.text, i)).collect()
}

#[test]
fn classes_agree_with_those_noted_by_reading() {
    let Some(shared) = crate::shared() else { return };
    let (sources, _) = corpus::find(&[shared.join("corpus/policies")]);
    let readings = common::read(&sources);
    let of = |name: &str| readings.iter().find(|r| r.document.source.name.starts_with(name));
    let base = main_units(of("national.").expect("the baseline is held")).remove(0);
    let fixture = concat!(
        include_str!("../fixtures/compare/national60.tsv"),
        include_str!("../fixtures/compare/national62.tsv")
    );
    let mut table: BTreeMap<(String, String), usize> = BTreeMap::new();
    let (mut agree, mut all) = (0, 0);
    for line in fixture.lines().filter(|l| !l.starts_with('#') && !l.starts_with("file\t")) {
        let [file, label, class, wanted] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let reading = of(&format!("{file}.")).expect("the text is held");
        // The last instrument: an earlier one of the same file is about registration.
        let units = main_units(reading).pop().expect("an instrument");
        let alignment = align(&units, &base);
        let named =
            |list: &[Unit], at: Option<usize>, label: &str| at.is_some_and(|i| list[i].label == label);
        let row = match label {
            "-" => alignment.rows.iter().find(|r| r.own.is_none() && named(&base, r.base, wanted)),
            _ => alignment.rows.iter().find(|r| named(&units, r.own, label)),
        };
        let got = row.map_or("no such row", |r| r.class.en());
        all += 1;
        agree += usize::from(got == class);
        if got != class {
            eprintln!("{file} {label}: read {class}, got {got}");
        }
        *table.entry((class.into(), got.into())).or_default() += 1;
    }
    eprintln!("{agree} of {all} agree; (read, got): {table:?}");
    assert!(all >= 120 && agree * 100 >= all * 85, "{agree} of {all}");
}

#[test]
fn every_item_that_a_reader_found_different_is_found() {
    let Some(shared) = crate::shared() else { return };
    let (sources, _) = corpus::find(&[shared.join("corpus/policies")]);
    let wanted = ["beijing-draft.txt", "beijing.txt"];
    let [old, new] = wanted.map(|name| {
        let source = sources.iter().find(|s| s.name == name).expect("the text is held").clone();
        let reading = common::read(&[source]).remove(0);
        let most =
            reading.document.instruments.iter().max_by_key(|i| i.clauses.len()).expect("an instrument");
        sentence_units(&reading.document.canonical.text, most)
    });
    let found: Vec<[String; 3]> = diff(&old, &new)
        .into_iter()
        .map(|r| {
            let change = format!("{:?}", r.change).to_lowercase();
            let label = |units: &[Unit], at: Option<usize>| at.map_or("-".into(), |i| units[i].label.clone());
            [change, label(&old, r.old), label(&new, r.new)]
        })
        .collect();
    let fixture = include_str!("../fixtures/compare/beijing.tsv");
    let items: Vec<[&str; 3]> = fixture
        .lines()
        .filter(|l| !l.starts_with('#'))
        .skip(1)
        .map(|l| l.split('\t').collect::<Vec<_>>().try_into().expect("three columns"))
        .collect();
    let missed: Vec<_> = items.iter().filter(|item| !found.iter().any(|f| f == *item)).collect();
    eprintln!("{} items, {} missed", items.len(), missed.len());
    assert!(missed.is_empty(), "{missed:?}");
}
