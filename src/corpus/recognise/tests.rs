use super::*;
use crate::corpus::Divisions;
use crate::model::{Clause, ClauseKind, Facts, Span};

fn entry(no: u32, title: &str, region: &str, number: Option<&str>) -> Entry {
    let r = Divisions::default().region(region).unwrap();
    Entry {
        no,
        title: title.into(),
        region: region.into(),
        province: r.province,
        division: String::new(),
        level: r.level,
        listed: "2025-01".into(),
        issuers: Vec::new(),
        number: number.map(Into::into),
        issued: None,
        effective: None,
        effective_on_issue: false,
        validity_years: None,
        kind: None,
        articles: None,
        chapters: None,
        page: None,
    }
}

fn catalogue() -> Catalogue {
    let entries = vec![
        entry(1, "示例省公共数据资源授权运营实施细则（试行）", "示例省", Some("示数〔2025〕4号")),
        entry(2, "甲市公共数据授权运营管理暂行办法", "甲市", None),
        entry(3, "甲市公共数据授权运营实施细则（试行）", "甲市", None),
        entry(4, "公共数据资源授权开发利用试点实施方案", "甲市", None),
    ];
    Catalogue { entries }
}

fn instrument(title: &str) -> Instrument {
    Instrument {
        id: "0-1".into(),
        title: title.into(),
        span: Span::default(),
        facts: Facts { region: Divisions::default().region(title), ..Facts::default() },
        articles: 1,
        clauses: vec![clause()],
    }
}

fn clause() -> Clause {
    let label = String::from("第一条");
    let kind = ClauseKind::Paragraph;
    Clause {
        article: label.clone(),
        label,
        kind,
        span: Span::default(),
        stem: None,
        headings: Vec::new(),
        cropped: false,
    }
}

fn seen(title: &str) -> Verdict {
    recognise(&catalogue(), &instrument(title))
}

#[test]
fn titles_drift_and_are_found() {
    assert_eq!(seen("甲市公共数据授权运营管理暂行办法"), Verdict::Filed(2));
    assert_eq!(seen("甲市公共数据授权运营管理办法（试行）"), Verdict::Drifted(2));
    assert_eq!(seen("甲市公共数据授权运营办法"), Verdict::Drifted(2));
    assert_eq!(seen("《甲市公共数据授权运营细则》"), Verdict::Drifted(3));
    assert_eq!(seen("关于印发《甲市公共数据授权运营实施细则(试行)》的通知"), Verdict::Filed(3));
    assert_eq!(seen("示例省公共数据资源授权运营细则"), Verdict::Drifted(1));
}

#[test]
fn what_is_not_the_wanted_one_is_told_apart() {
    assert_eq!(seen("甲市公共数据授权运营管理暂行办法（征求意见稿）"), Verdict::Draft(2));
    assert_eq!(seen("示例省公共数据资源登记实施细则（试行）"), Verdict::Registration(1));
    assert_eq!(seen("甲市公共数据授权运营实施办法").filed(), None);
    assert_eq!(seen("甲市公共数据管理办法").filed(), None);
    assert_eq!(seen("甲市公共数据资源授权运营管理暂行办法").filed(), None);
    assert_eq!(seen("《甲市公共数据授权运营管理暂行办法》解读").filed(), None);
    assert_eq!(seen("甲市人民政府关于修改《甲市公共数据授权运营管理暂行办法》的决定").filed(), None);
    assert_eq!(seen("甲市人民政府关于废止《甲市公共数据授权运营管理暂行办法》的通知").filed(), None);
    assert_eq!(seen("乙市公共数据授权运营管理暂行办法"), Verdict::Beyond);
    assert_eq!(seen("甲市城市绿化管理办法"), Verdict::Beyond);
}

#[test]
fn a_contradicting_number_or_an_unread_text_is_not_filed() {
    let mut i = instrument("示例省公共数据资源授权运营实施细则（试行）");
    i.facts.document_number = Some("示数 [2025] 4号".into());
    assert_eq!(recognise(&catalogue(), &i), Verdict::Filed(1));
    i.facts.document_number = Some("示数〔2024〕9号".into());
    assert_eq!(recognise(&catalogue(), &i), Verdict::Near(1));
    i.clauses.clear();
    assert_eq!(recognise(&catalogue(), &i), Verdict::Beyond);
}

#[test]
fn a_title_without_place_takes_that_of_its_issuer() {
    let mut i = instrument("公共数据资源授权开发利用试点实施方案");
    assert_eq!(recognise(&catalogue(), &i), Verdict::Beyond);
    i.facts.region = Divisions::default().region("甲市");
    assert_eq!(recognise(&catalogue(), &i), Verdict::Filed(4));
}
