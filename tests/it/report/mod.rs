//! Exporters: every one of the list, over made-up texts.

mod build;
mod formula;
mod gold;
mod pictures;
mod sample;
mod tables;
mod workbook;

use build::{Built, build};
use std::collections::BTreeMap;
use tiaokuan::model::*;
use tiaokuan::report::{EXPORTERS, Input, write_all};

fn sample() -> Built {
    build(&[sample::measures(), sample::plan(), sample::unread()], sample::diagnostics())
}

fn export(input: &Input, file: &str) -> Vec<u8> {
    let exporter = EXPORTERS.iter().find(|e| e.file == file).unwrap();
    let mut out = Vec::new();
    (exporter.write)(input, &mut out).unwrap();
    out
}

fn html(input: &Input) -> String {
    String::from_utf8(export(input, "report.html")).unwrap()
}

#[test]
fn every_exporter_writes_the_same_bytes_and_takes_an_empty_analysis() {
    let built = sample();
    let empty = build(&[], Vec::new());
    for exporter in EXPORTERS {
        let once = built.with(|i| export(i, exporter.file));
        assert!(!once.is_empty() && once == built.with(|i| export(i, exporter.file)), "{}", exporter.file);
        empty.with(|i| export(i, exporter.file));
        assert!(exporter.about.chars().any(|c| c > '\u{4e00}'));
    }
    assert!(EXPORTERS.windows(2).all(|w| w[0].file < w[1].file));
}

#[test]
fn files_are_written_whole_and_a_bad_folder_is_told() {
    let built = sample();
    let dir = tempfile::tempdir().unwrap();
    let files = built.with(|i| write_all(&dir.path().join("a/b"), i)).unwrap();
    assert_eq!(files.len(), EXPORTERS.len());
    let there = std::fs::read_dir(dir.path().join("a/b")).unwrap().count();
    assert_eq!(there, EXPORTERS.len(), "no temporary file is left");
    std::fs::write(dir.path().join("file"), "x").unwrap();
    let faults = built.with(|i| write_all(&dir.path().join("file"), i)).unwrap_err();
    assert_eq!(faults[0].code, "M003");
}

#[test]
fn findings_are_a_line_each_in_the_shape_of_the_scorer() {
    let built = sample();
    let text = String::from_utf8(built.with(|i| export(i, "findings.jsonl"))).unwrap();
    assert_eq!(text.lines().count(), 3 * 35);
    let line = text.lines().find(|l| l.contains("exit.delete_data") && l.contains("甲市")).unwrap();
    let v: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(v["source"], "甲市办法.txt");
    assert_eq!(v["title"], "甲市公共数据授权运营管理办法");
    assert_eq!((v["provision"].as_str(), v["state"].as_str()), (Some("exit.delete_data"), Some("present")));
    let e = &v["evidence"][0];
    assert_eq!(e["label"], "第五条");
    let span = |k: &str| usize::try_from(e["span"][k].as_u64().unwrap()).unwrap();
    assert_eq!(Some(&sample::measures().text[span("start")..span("end")]), e["quote"].as_str());
    let absent = text.lines().find(|l| l.contains("exit.handover")).unwrap();
    let v: serde_json::Value = serde_json::from_str(absent).unwrap();
    assert!(v["certificate"]["clauses_searched"].as_u64().unwrap() > 5);
}

#[test]
fn the_analysis_comes_back_as_it_was() {
    let built = sample();
    let json = built.with(|i| export(i, "analysis.json"));
    let back: Analysis = serde_json::from_slice(&json).unwrap();
    assert_eq!(back, built.analysis);
    let lines = String::from_utf8(json).unwrap().lines().count();
    assert!(lines > 3 * 35, "a line per entry, {lines}");
}

/// Law 5: from every number down to the words, and to the hash of the document they stand in.
#[test]
fn every_receipt_resolves() {
    let built = sample();
    let a = &built.analysis;
    let mut steps = BTreeMap::<&str, usize>::new();
    for row in a.region_values.iter().chain(&a.instrument_values) {
        for i in &row.indicators {
            assert!(row.dimensions.iter().any(|d| d.id == i.dimension));
            for p in i.parts.iter().filter(|p| p.provision != "kind") {
                let Some(id) = &p.instrument else { continue };
                let f =
                    a.findings.iter().find(|f| f.instrument == *id && f.provision == p.provision).unwrap();
                let (document, record) = a.instruments().find(|(_, r)| r.id == *id).unwrap();
                assert_eq!(document.source.sha256.len(), 64);
                assert!(f.state == p.state, "{} {:?} {:?}", p.provision, f.state, p.state);
                for e in &f.evidence {
                    assert!(e.clause < record.clauses && !e.rule.is_empty());
                    *steps.entry("evidence").or_default() += 1;
                }
                *steps.entry("part").or_default() += 1;
            }
        }
    }
    assert!(steps["part"] > 100 && steps["evidence"] > 10, "{steps:?}");
}

#[test]
fn the_table_opens_in_a_spreadsheet_and_says_what_is_undetermined() {
    let built = sample();
    let bytes = built.with(|i| export(i, "indicators.csv"));
    assert!(bytes.starts_with("\u{feff}".as_bytes()));
    let mut reader = csv::Reader::from_reader(&bytes[3..]);
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 6);
    let cell =
        |row: usize, name: &str| rows[row].get(header.iter().position(|h| h == name).unwrap()).unwrap();
    assert_eq!(cell(0, "类别"), "地区");
    // exit_data of 甲市: 2.5 for deletion, .75 for logs of three months.
    let row = rows.iter().position(|r| &r[2] == "甲市").unwrap();
    assert_eq!(cell(row, "指标：退出后数据处置"), "3.25");
    assert!(cell(row, "退出后数据处置·依据").contains("日志留存不足6个月：0.75分"));
    assert_eq!(cell(row, "产品/服务开发"), "无法判定");
    assert_eq!(cell(row, "已判定权重"), "0.58");
    assert_eq!(cell(row, "指标：安全负面事件"), "待补充");
    let unread = rows.iter().position(|r| &r[0] == "文本" && r[2].contains("script")).unwrap();
    assert_eq!(cell(unread, "指标：原始数据管控"), "无法判定");
    assert!(cell(unread, "名称").starts_with('\''), "no formula comes out of a file name");
}

#[test]
fn the_report_stands_by_itself_and_escapes_everything() {
    let page = sample().with(html);
    assert!(!page.contains("<script>alert"));
    assert!(page.contains("数据&lt;b&gt;脱敏&lt;/b&gt;后"));
    // The name of a language and a place inside a picture: nothing is loaded.
    let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "").replace("url(#", "");
    for outside in ["http://", "https://", "src=", "@import", "url(", "<link", "<img", "<iframe"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert_eq!(page.matches("<script>").count(), 1);
}

#[test]
fn every_link_of_the_report_leads_somewhere_and_ids_are_unique() {
    let page = sample().with(html);
    let of = |mark: &str| -> Vec<String> {
        page.split(mark).skip(1).map(|s| s.split('"').next().unwrap().to_string()).collect()
    };
    let mut ids = of(" id=\"");
    ids.sort();
    assert!(ids.windows(2).all(|w| w[0] != w[1]), "an id is there twice");
    for target in of("href=\"#") {
        assert!(ids.binary_search(&target).is_ok(), "#{target} is nowhere");
    }
}

#[test]
fn overlapping_evidence_is_marked_once_and_named_twice() {
    let page = sample().with(html);
    let text = page.split("class=\"text\"").nth(1).unwrap().split("class=\"right\"").next().unwrap();
    let plain: String = {
        let mut out = String::new();
        let mut inside = false;
        for c in text.split_once('>').unwrap().1.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out
    };
    assert!(
        text.contains("<mark class=\"mp\">运营机构退出的</mark>"),
        "the stronger look where two marks lie"
    );
    assert!(text.contains("<mark class=\"mp\">，应当在十日内删除其留存的全部数据</mark>"));
    assert!(
        plain.contains("退出机制Exit mechanism，应当在十日内删除其留存的全部数据删除或销毁数据"),
        "{plain}"
    );
}

#[test]
fn a_great_many_texts_leave_the_report_readable() {
    let many: Vec<_> =
        (0..301).map(|i| build::Coded { file: format!("{i}.txt"), ..sample::plan() }).collect();
    let built = build(&many, Vec::new());
    let page = built.with(html);
    assert!(!page.contains("class=\"text\""));
    assert!(page.len() < 12_000_000, "{}", page.len());
}
