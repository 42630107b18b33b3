//! The workbook: formulas that come to the program's values, harmless words, the same in an office.

use super::formula::{Book, Value};
use super::{Built, export, sample};
use crate::common;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tiaokuan::model::{Analysis, State};
use tiaokuan::report::{Input, Lang};

fn of(analysis: &Analysis, lang: Lang) -> Vec<u8> {
    let provisions = common::BOOK.provisions();
    export(&Input { analysis, provisions: &provisions, texts: &[], lang }, "workbook.xlsx")
}

fn near(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => (a - b).abs() < 1e-8,
        _ => a == b,
    }
}

/// Region, tier, name and value of every row of the sheet of formulas, from the analysis.
fn expected(analysis: &Analysis) -> Vec<(String, String, String, Option<f64>, f64, f64)> {
    let mut out = Vec::new();
    for r in &analysis.region_values {
        let mut put = |tier: &str, name: &str, value, low, high| {
            out.push((r.name.clone(), tier.to_owned(), name.to_owned(), value, low, high));
        };
        for i in &r.indicators {
            i.parts.iter().for_each(|p| put("评分项", &i.name, p.value, p.low, p.high));
        }
        r.indicators.iter().for_each(|i| put("指标", &i.name, i.value, i.low, i.high));
        r.dimensions.iter().for_each(|d| put("维度", &d.name, d.value, d.low, d.high));
        put("综合指数", "", r.composite, r.low, r.high);
    }
    out
}

/// Every total as its formulas come to it, beside the value that the program computed.
fn check_totals(book: &Book, analysis: &Analysis, values: &dyn Fn(u32, u32) -> Value) {
    let col = |name| book.column("计算", name).unwrap();
    let words = |r, c| match book.values.get(&("计算".into(), r, c)) {
        Some(Value::Words(w)) => w.clone(),
        None => String::new(),
        other => panic!("{r} {c} {other:?}"),
    };
    let wanted = expected(analysis);
    assert!(wanted.len() > 100);
    for (row, (region, tier, name, value, low, high)) in (1..).zip(wanted) {
        let said = if tier == "维度" { words(row, 2) } else { words(row, 3) };
        assert_eq!((words(row, 0), words(row, 1), said), (region.clone(), tier, name));
        match (value, values(row, col("值"))) {
            (Some(v), Value::Number(n)) => assert!((v - n).abs() < 1e-8, "{region} row {row}: {n}, not {v}"),
            (None, Value::Words(w)) => assert!(w == "无法判定" || w == "待补充", "{w}"),
            (v, n) => panic!("{region} row {row}: {n:?}, not {v:?}"),
        }
        assert!(near(&values(row, col("下限")), &Value::Number(low)), "{region} row {row}");
        assert!(near(&values(row, col("上限")), &Value::Number(high)), "{region} row {row}");
    }
}

#[test]
fn formulas_come_to_the_values_of_the_program() {
    let analysis = &common::SAMPLE.analysis;
    let book = Book::open(of(analysis, Lang::Zh));
    assert_eq!(book.sheets, ["指标", "计算", "权重", "认定", "矩阵", "编码手册", "方法"]);
    check_totals(&book, analysis, &|r, c| book.work_out("计算", r, c));
    for (key, formula) in &book.formulas {
        let (there, made) = (&book.values[key], book.work_out(&key.0, key.1, key.2));
        assert!(near(there, &made), "{key:?} ={formula}: {there:?} is stored, {made:?} comes out");
    }
    // Each tier is made by formulas: no total is a number that was typed in.
    for tier in ["指标", "维度", "综合指数"] {
        let rows = book
            .values
            .iter()
            .filter(|((s, _, c), v)| s == "计算" && *c == 1 && **v == Value::Words(tier.to_owned()));
        let supplied =
            |row| book.values.get(&("计算".into(), row, 6)) == Some(&Value::Words("待补充".into()));
        let typed = rows
            .filter(|((_, r, _), _)| !book.formulas.contains_key(&("计算".into(), *r, 6)) && !supplied(*r));
        assert_eq!(typed.count(), 0, "{tier}");
    }
}

#[test]
fn another_weight_moves_the_composite() {
    let mut book = Book::open(of(&common::SAMPLE.analysis, Lang::Zh));
    let last = book.values.keys().filter(|(s, _, _)| s == "计算").map(|(_, r, _)| *r).max().unwrap();
    let before = book.work_out("计算", last, 6);
    book.put("权重", 1, 3, 0.9);
    assert_ne!(before, book.work_out("计算", last, 6));
}

#[test]
fn the_matrix_counts_itself_and_every_finding_is_there() {
    let analysis = &common::SAMPLE.analysis;
    let book = Book::open(of(analysis, Lang::Zh));
    let rows = |sheet: &str| book.values.keys().filter(|k| k.0 == sheet).map(|k| k.1).max().unwrap();
    assert_eq!(rows("认定") as usize, analysis.findings.len());
    let present = analysis.findings.iter().filter(|f| f.state == State::Present).count();
    let told = book
        .values
        .iter()
        .filter(|((s, _, c), v)| s == "认定" && *c == 5 && **v == Value::Words("有规定".into()));
    assert_eq!(told.count(), present);
}

#[test]
fn words_of_documents_become_no_formula_and_no_link() {
    let mut built: Built = sample();
    let wicked = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://x.example/", "a\u{0}b\u{7}c", "长\u{ffff}"];
    for (f, w) in built.analysis.findings.iter_mut().zip(wicked.iter().cycle()) {
        f.reason = (*w).into();
    }
    for (r, w) in built.analysis.region_values.iter_mut().zip(wicked) {
        r.weighting = Some(w.into());
        r.name = w.into();
    }
    built.analysis.findings[0].reason = "长".repeat(40_000);
    let bytes = built.with(|i| export(i, "workbook.xlsx"));
    let book = Book::open(bytes);
    let remark = book.column("认定", "说明（未规定者为检索记录）").unwrap();
    for n in 1..=built.analysis.findings.len() as u32 {
        assert!(!book.formulas.contains_key(&("认定".into(), n, remark)));
    }
    let Some(Value::Words(long)) = book.values.get(&("认定".into(), 1, remark)) else { panic!() };
    assert!(long.encode_utf16().count() < 32_767 && long.ends_with("cut）"));
    assert!(matches!(&book.values[&("认定".into(), 2, remark)], Value::Words(w) if w.starts_with("+1")));
}

#[test]
fn english_is_a_switch() {
    let bytes = of(&common::SAMPLE.analysis, Lang::En);
    let book = Book::open(bytes);
    assert_eq!(
        book.sheets,
        ["Indicators", "Calculation", "Weights", "Findings", "Matrix", "Codebook", "Methods"]
    );
    for key in book.formulas.keys() {
        assert!(near(&book.values[key], &book.work_out(&key.0, key.1, key.2)), "{key:?}");
    }
}

/// The workbook with every stored result of a formula put wrong.
fn spoilt(bytes: &[u8]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = regex::Regex::new(r"(</f>)<v>[^<]*</v>").unwrap();
    for i in 0..from.len() {
        let mut file = from.by_index(i).unwrap();
        let (name, mut text) = (file.name().unwrap().into_owned(), String::new());
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        let text = stored.replace_all(&text, "$1<v>987654</v>");
        std::io::Write::write_all(&mut to, text.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// Sheets as LibreOffice has them after working out every formula; `None` without LibreOffice.
fn office(bytes: &[u8], dir: &Path) -> Option<PathBuf> {
    let soffice = ["soffice", "libreoffice"].into_iter().find(|p| {
        Command::new(p).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
    })?;
    let profile = dir.join("profile/user");
    std::fs::create_dir_all(&profile).unwrap();
    let always = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"#;
    std::fs::write(profile.join("registrymodifications.xcu"), always).unwrap();
    std::fs::write(dir.join("book.xlsx"), bytes).unwrap();
    let mut child = Command::new(soffice)
        .arg(format!("-env:UserInstallation=file://{}", dir.join("profile").display()))
        .args(["--headless", "--convert-to"])
        // Every sheet, UTF-8, cells in full and not as shown.
        .arg("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1")
        .arg("--outdir")
        .arg(dir)
        .arg(dir.join("book.xlsx"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let until = Instant::now() + Duration::from_secs(120);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > until {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("LibreOffice did not end");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Some(dir.to_owned())
}

#[test]
fn libreoffice_works_out_the_same_values() {
    let analysis = &common::SAMPLE.analysis;
    let bytes = of(analysis, Lang::Zh);
    let dir = tempfile::tempdir().unwrap();
    let Some(made) = office(&spoilt(&bytes), dir.path()) else {
        eprintln!("skipped: no LibreOffice (apt-get install libreoffice-calc)");
        return;
    };
    let book = Book::open(bytes);
    let mut seen = 0;
    for sheet in &book.sheets {
        let file = made.join(format!("book-{sheet}.csv"));
        let mut csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(&file).unwrap();
        let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        let read = |r: u32, c: u32| {
            let words = rows[r as usize].get(c as usize).unwrap_or_default();
            // Shares come as per cent, in all their digits.
            let share = words.strip_suffix('%').and_then(|w| w.parse::<f64>().ok()).map(|n| n / 100.0);
            let number = words.parse::<f64>().ok().or(share);
            number.map_or_else(|| Value::Words(words.to_owned()), Value::Number)
        };
        if sheet == "计算" {
            check_totals(&book, analysis, &read);
        }
        for key in book.formulas.keys().filter(|k| k.0 == *sheet) {
            let (made, stored) = (read(key.1, key.2), &book.values[key]);
            assert!(near(&made, stored), "{key:?}: LibreOffice has {made:?}, stored is {stored:?}");
            seen += 1;
        }
    }
    assert!(seen > 1000, "{seen}");
}
