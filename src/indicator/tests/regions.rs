//! Which texts count for which region, and with what.

use super::{Text, region, rubric};
use crate::indicator::{Entry, Options, fill_instrument, fill_regions, read_supplied, statuses};
use crate::model::{Date, IndicatorValue, InstrumentKind, RegionValue, Standing, State, Validity};

fn day(s: &str) -> Date {
    Date::parse_iso(s).unwrap()
}

fn fill(texts: &[Text], reference: &str) -> Vec<RegionValue> {
    let entries: Vec<Entry> = texts.iter().map(Text::entry).collect();
    fill_regions(&rubric(), &entries, day(reference), &Options::default())
}

fn standing(texts: &[Text], reference: &str) -> Vec<Standing> {
    let entries: Vec<Entry> = texts.iter().map(Text::entry).collect();
    statuses(&entries, day(reference)).into_iter().map(|s| s.standing).collect()
}

fn indicator<'r>(row: &'r RegionValue, id: &str) -> &'r IndicatorValue {
    row.indicators.iter().find(|i| i.id == id).unwrap()
}

#[test]
fn a_later_edition_repeals_the_trial_one() {
    let mut old = Text::new("a", "丙市", State::Present);
    old.title = "丙市公共数据授权运营管理办法（试行）".into();
    old.facts.effective = Some(day("2023-01-01"));
    let mut new = Text::new("b", "丙市", State::Absent);
    new.title = "丙市公共数据授权运营管理办法".into();
    new.facts.effective = Some(day("2025-01-01"));
    new.facts.repeals = vec!["《丙市公共数据授权运营管理办法（试行）》（丙政发〔2023〕3号）".into()];
    let texts = [old, new];
    assert_eq!(standing(&texts, "2024-12-31"), [Standing::InForce, Standing::NotYet]);
    assert_eq!(standing(&texts, "2025-01-01"), [Standing::Repealed, Standing::InForce]);
    let rows = fill(&texts, "2025-06-01");
    assert_eq!(rows[0].instruments, ["b"]);
    assert_eq!(indicator(&rows[0], "raw_data").value, Some(0.0));
}

#[test]
fn a_repeal_finds_numbers_and_titles_inside_a_notice() {
    let mut old = Text::new("a", "丙市", State::Present);
    old.title = "丙市数据运营规定".into();
    old.facts.document_number = Some("丙政发〔2021〕3号".into());
    let mut new = Text::new("b", "丙市", State::Present);
    for repeal in [
        "《关于印发〈丙市数据运营规定〉的通知》",
        "《丙市人民政府关于印发《丙市数据运营规定（试行）》的通知》（丙政发〔2021〕3号）",
        "丙政发〔2021〕3号",
        "《丙市数据运营的若干规定》(丙政发[2021]3号)",
        "丙市数据运营规定",
    ] {
        new.facts.repeals = vec![repeal.into()];
        let texts = [old.clone(), new.clone()];
        assert_eq!(standing(&texts, "2026-01-01")[0], Standing::Repealed, "{repeal}");
    }
    for other in ["《关于修改〈丙市数据运营规定〉的决定》", "《丙市数据运营规定实施细则》", ""]
    {
        new.facts.repeals = vec![other.into()];
        let texts = [old.clone(), new.clone()];
        assert_eq!(standing(&texts, "2026-01-01")[0], Standing::InForce, "{other}");
    }
}

#[test]
fn a_text_of_another_place_or_a_draft_repeals_nothing() {
    let mut old = Text::new("a", "丙市", State::Present);
    old.title = "数据运营规定".into();
    let mut other = Text::new("b", "丁市", State::Present);
    other.facts.repeals = vec!["《数据运营规定》".into()];
    assert_eq!(standing(&[old, other], "2026-01-01")[0], Standing::InForce);
    let mut old = Text::new("a", "丙市", State::Present);
    old.title = "数据运营规定".into();
    let mut draft = Text::new("b", "丙市", State::Present);
    draft.facts.repeals = vec!["《数据运营规定》".into()];
    draft.facts.draft = true;
    assert_eq!(standing(&[old, draft], "2026-01-01"), [Standing::InForce, Standing::Draft]);
}

#[test]
fn validity_ends_on_its_last_day() {
    let mut text = Text::new("a", "丙市", State::Present);
    text.facts.effective = Some(day("2023-03-01"));
    text.facts.validity = Validity { years: Some(2), until: None };
    let texts = [text];
    assert_eq!(standing(&texts, "2025-02-28"), [Standing::InForce]);
    assert_eq!(standing(&texts, "2025-03-01"), [Standing::Expired]);
    let [mut text] = texts;
    text.facts.effective = Some(day("2024-02-29"));
    text.facts.validity = Validity { years: Some(1), until: None };
    let texts = [text];
    assert_eq!(standing(&texts, "2025-02-28"), [Standing::InForce]);
    assert_eq!(standing(&texts, "2025-03-01"), [Standing::Expired]);
    let [mut text] = texts;
    text.facts.validity = Validity { years: Some(5), until: Some(day("2024-12-31")) };
    assert_eq!(standing(&[text], "2025-01-01"), [Standing::Expired]);
}

#[test]
fn drafts_give_way_to_final_texts_and_the_strongest_is_named() {
    let mut draft = Text::new("a", "丙市", State::Present);
    draft.facts.draft = true;
    let weak = Text::new("b", "丙市", State::Absent).with("security.consent", State::Delegated);
    let strong = Text::new("c", "丙市", State::Absent).with("security.consent", State::Present);
    let rows = fill(&[draft, weak, strong], "2026-01-01");
    assert_eq!(rows[0].instruments, ["b", "c"]);
    let consent = &indicator(&rows[0], "personal_consent").parts[0];
    assert_eq!((consent.value, consent.instrument.as_deref()), (Some(3.0), Some("c")));
    assert_eq!(indicator(&rows[0], "raw_data").value, Some(0.0));
}

#[test]
fn an_unread_text_leaves_open_what_another_does_not_settle() {
    let read = Text::new("a", "丙市", State::Absent).with("security.raw_data_stays", State::Present);
    let unread = Text::new("b", "丙市", State::Undetermined);
    let rows = fill(&[read, unread], "2026-01-01");
    assert_eq!(indicator(&rows[0], "raw_data").value, Some(5.0));
    let risk = indicator(&rows[0], "risk_response");
    assert_eq!((risk.value, risk.low, risk.high), (None, 0.0, 5.0));
    assert_eq!(risk.parts[0].state, State::Undetermined);
    assert_eq!(risk.parts[0].instrument.as_deref(), Some("b"));
}

#[test]
fn a_missing_finding_is_undetermined() {
    let mut text = Text::new("a", "丙市", State::Absent);
    text.findings.retain(|f| f.provision != "security.consent");
    let rows = fill(&[text], "2026-01-01");
    assert_eq!(indicator(&rows[0], "personal_consent").value, None);
}

#[test]
fn only_lapsed_texts_give_nothing_and_no_text_leaves_all_open() {
    let mut text = Text::new("a", "丙市", State::Present);
    text.facts.validity.until = Some(day("2020-01-01"));
    text.facts.kind = Some(InstrumentKind::Measures);
    let entries = [text.entry()];
    let csv = "region,indicator,value,source\n丁市,场景落地,4,实地调查\n";
    let (supplied, faults) = read_supplied("s.csv", csv, &rubric());
    assert!(faults.is_empty());
    let options = Options { supplied, ..Options::default() };
    let rows = fill_regions(&rubric(), &entries, day("2026-01-01"), &options);
    let row = |id: &str| rows.iter().find(|r| r.id == id).unwrap();
    assert!(row("丙市").instruments.is_empty());
    assert_eq!(indicator(row("丙市"), "legal_backing").value, Some(0.0));
    assert_eq!(indicator(row("丁市"), "raw_data").value, None);
    assert_eq!(indicator(row("丁市"), "scenarios_supplied").value, Some(4.0));
    // The expired instrument's own row still shows what it laid down.
    let status = &statuses(&entries, day("2026-01-01"))[0];
    let own = fill_instrument(&rubric(), &entries[0], status);
    assert_eq!(indicator(&own, "raw_data").value, Some(5.0));
    assert_eq!(indicator(&own, "legal_backing").value, Some(0.0));
}

#[test]
fn a_city_inherits_only_when_asked_to() {
    let province = Text::new("p", "示例省", State::Present);
    let city = Text::new("c", "丙市", State::Absent);
    let entries = [province.entry(), city.entry()];
    let of = |inherit_province| {
        let options = Options { inherit_province, ..Options::default() };
        let rows = fill_regions(&rubric(), &entries, day("2026-01-01"), &options);
        let row = rows.into_iter().find(|r| r.id == "丙市").unwrap();
        (indicator(&row, "raw_data").value, row.instruments)
    };
    assert_eq!(of(false), (Some(0.0), vec!["c".into()]));
    assert_eq!(of(true), (Some(5.0), vec!["c".into(), "p".into()]));
}

#[test]
fn places_of_one_name_in_two_provinces_stay_apart() {
    let here = Text::new("a", "甲区", State::Present);
    let mut there = Text::new("b", "甲区", State::Absent);
    there.facts.region = Some(crate::model::Region { province: "样例省".into(), ..region("甲区") });
    let rows = fill(&[here, there], "2026-01-01");
    let ids: Vec<&str> = rows.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids, ["样例省甲区", "示例省甲区"]);
}

#[test]
fn faults_of_supplied_values_are_told_with_their_line() {
    let csv = "\u{feff}region,indicator,value,source\n甲市,场景落地,4,\n甲市,没有这个,1,某刊\n\
               甲市,场景落地,6,某刊\n甲市,场景落地,x,某刊\n甲市,场景落地,3,某刊\n甲市,scenarios_supplied,2,某刊\n";
    let (rows, faults) = read_supplied("s.csv", csv, &rubric());
    assert_eq!(rows.len(), 1);
    let lines: Vec<Option<u32>> = faults.iter().map(|f| f.place.line).collect();
    assert_eq!(lines, [Some(2), Some(3), Some(4), Some(5), Some(7)]);
    let (_, faults) = read_supplied("s.csv", "a,b\n1,2\n", &rubric());
    assert_eq!(faults.len(), 4);
    read_supplied("s.csv", "\"", &rubric());
}
