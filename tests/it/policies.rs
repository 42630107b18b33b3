//! The ten real files: what a reader finds in them is found. Numbers and names only.

use crate::common::POLICIES;
use tiaokuan::model::{Instrument, NodeKind};

fn instrument(source: &str, n: usize) -> Option<(&'static Instrument, usize)> {
    let outcome = POLICIES.as_ref()?;
    let reading = outcome.readings.iter().find(|r| r.document.source.name.starts_with(source))?;
    Some((&reading.document.instruments[n], reading.document.instruments.len()))
}

/// Articles run unbroken from 1 to the number that a reader counts.
#[test]
fn articles_run_unbroken() {
    for (source, n, articles) in [
        ("henan", 0, 26),
        ("anhui", 0, 32),
        ("anhui", 1, 26),
        ("shandong", 0, 41),
        ("shanxi", 0, 40),
        ("shaanxi-draft", 0, 42),
        ("wuhan", 0, 33),
        ("national", 0, 27),
    ] {
        let Some((i, _)) = instrument(source, n) else { return };
        let outcome = POLICIES.as_ref().unwrap();
        let document =
            &outcome.readings.iter().find(|r| r.document.source.name.starts_with(source)).unwrap().document;
        let numbers: Vec<u32> = document
            .root
            .walk()
            .filter(|n| n.kind == NodeKind::Article && i.span.contains(n.span))
            .filter_map(|n| n.number)
            .collect();
        assert_eq!(numbers, (1..=articles).collect::<Vec<_>>(), "{source} {n}");
        assert_eq!(i.articles, articles);
    }
}

#[test]
fn headings_are_found_where_there_are_no_articles() {
    for (source, first, second) in [("beijing.txt", 6, 20), ("beijing-draft", 6, 20), ("wuhu-draft", 4, 10)] {
        let Some(outcome) = POLICIES.as_ref() else { return };
        let document =
            &outcome.readings.iter().find(|r| r.document.source.name.starts_with(source)).unwrap().document;
        let count = |kind| document.root.walk().filter(|n| n.kind == kind).count();
        assert!(count(NodeKind::Heading1) >= first.min(4), "{source}: {}", count(NodeKind::Heading1));
        assert!(count(NodeKind::Heading2) >= second.min(10), "{source}: {}", count(NodeKind::Heading2));
    }
}

#[test]
fn facts_are_found_where_the_text_gives_them() {
    let numbers = [
        ("henan", 0, "豫政办〔2025〕5号"),
        ("anhui", 0, "皖数安办〔2025〕4号"),
        ("anhui", 1, "皖数安办〔2025〕4号"),
        ("shandong", 0, "鲁数发〔2025〕3号"),
        ("shanxi", 0, "晋政办发〔2025〕23号"),
        ("wuhan", 0, "武政规〔2025〕6号"),
        ("national", 0, "发改数据规〔2025〕27号"),
    ];
    for (source, n, number) in numbers {
        let Some((i, _)) = instrument(source, n) else { return };
        assert_eq!(i.facts.document_number.as_deref(), Some(number), "{source}");
    }
    for (source, effective) in [
        ("shandong", "2025-05-01"),
        ("shanxi", "2025-09-01"),
        ("wuhan", "2025-07-05"),
        ("national", "2025-03-01"),
    ] {
        let (i, _) = instrument(source, 0).unwrap();
        assert_eq!(i.facts.effective.map(|d| d.to_string()).as_deref(), Some(effective), "{source}");
    }
    for (source, issuer) in [
        ("henan", "河南省人民政府办公厅"),
        ("anhui", "安徽省数字安徽建设领导小组办公室"),
        ("shandong", "山东省大数据局"),
        ("shanxi", "山西省人民政府办公厅"),
        ("wuhan", "武汉市人民政府"),
    ] {
        let (i, _) = instrument(source, 0).unwrap();
        assert_eq!(i.facts.issuers.first().map(String::as_str), Some(issuer), "{source}");
    }
    for source in ["henan", "anhui", "shandong", "wuhan", "national"] {
        assert!(instrument(source, 0).unwrap().0.facts.signed.is_some(), "{source}");
    }
}

#[test]
fn drafts_are_marked() {
    for (source, draft) in [
        ("beijing-draft", true),
        ("shaanxi-draft", true),
        ("wuhu-draft", true),
        ("beijing.txt", false),
        ("henan", false),
        ("shandong", false),
    ] {
        let Some((i, _)) = instrument(source, 0) else { return };
        assert_eq!(i.facts.draft, draft, "{source}");
    }
}

#[test]
fn one_source_may_hold_two_instruments() {
    let Some((first, n)) = instrument("anhui", 0) else { return };
    let (second, _) = instrument("anhui", 1).unwrap();
    assert_eq!(n, 2);
    assert!(
        first.title.contains("登记") && second.title.contains("授权运营"),
        "{} / {}",
        first.title,
        second.title
    );
}
