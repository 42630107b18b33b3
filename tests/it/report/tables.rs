//! CSV, JSON Lines, Parquet and Markdown of the same rows.

use super::{export, sample};
use crate::common;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use tiaokuan::report::{Input, Lang};

fn of(file: &str, lang: Lang) -> Vec<u8> {
    let provisions = common::BOOK.provisions();
    export(&Input { analysis: &common::SAMPLE.analysis, provisions: &provisions, texts: &[], lang }, file)
}

/// Rows of a Parquet file as JSON objects.
fn parquet_rows(bytes: Vec<u8>) -> Vec<serde_json::Value> {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let value = |f: &Field| match f {
        Field::Null => serde_json::Value::Null,
        Field::Str(s) => s.clone().into(),
        Field::Double(d) => (*d).into(),
        Field::Long(n) => (*n).into(),
        other => panic!("{other:?}"),
    };
    let row = |r: parquet::record::Row| {
        r.get_column_iter()
            .map(|(name, f)| (name.clone(), value(f)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    reader.get_row_iter(None).unwrap().map(|r| row(r.unwrap())).collect()
}

#[test]
fn parquet_holds_what_json_lines_hold() {
    let lines = String::from_utf8(of("indicators.jsonl", Lang::Zh)).unwrap();
    let lines: Vec<serde_json::Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(parquet_rows(of("indicators.parquet", Lang::Zh)), lines);
    let a = &common::SAMPLE.analysis;
    let composites: Vec<_> = lines.iter().filter(|l| l["tier"] == "composite").collect();
    assert_eq!(composites.len(), a.region_values.len());
    for (line, row) in composites.iter().zip(&a.region_values) {
        assert_eq!(
            (line["region"].as_str(), line["value"].as_f64()),
            (Some(row.name.as_str()), row.composite)
        );
    }
}

#[test]
fn findings_are_the_same_in_parquet_and_csv() {
    let a = &common::SAMPLE.analysis;
    let rows = parquet_rows(of("findings.parquet", Lang::Zh));
    assert_eq!(rows.len(), a.findings.len());
    for (row, f) in rows.iter().zip(&a.findings) {
        assert_eq!(row["provision"], f.provision.as_str());
        assert_eq!(row["state"], f.state.en());
        let first = f.evidence.first().map(|e| e.quote.replace('\n', ""));
        assert!(first.is_none_or(|q| row["quotes"].as_str().unwrap().starts_with(&q)));
    }
    let csv = String::from_utf8(of("findings.csv", Lang::Zh)).unwrap();
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(&reader.headers().unwrap()[0], "地区");
    let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(lines.len(), rows.len());
    for (line, row) in lines.iter().zip(&rows) {
        assert_eq!(&line[5], row["provision"].as_str().unwrap());
        assert!(!line.iter().any(|c| c.starts_with(['=', '+', '-', '@'])));
    }
}

#[test]
fn markdown_has_a_row_per_region_and_escapes_words() {
    let mut built = sample();
    built.analysis.region_values[0].name = "甲|<b>".into();
    let text = String::from_utf8(built.with(|i| export(i, "indicators.md"))).unwrap();
    assert!(text.contains("| 甲\\|\\<b> |"), "{text}");
    let rows = text.lines().filter(|l| l.starts_with("| ")).count();
    assert_eq!(rows, built.analysis.region_values.len() + 1);
}
