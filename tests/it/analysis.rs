//! Indicators from a gold coding, rank intervals, comparison: figures made by hand or apart from
//! the program, and laws.

use crate::common::{BOOK, POLICIES, SAMPLE, sample_gold};
use assert_cmd::Command;
use std::collections::BTreeMap;
use std::path::Path;
use tiaokuan::compare::{adoption, matrix};
use tiaokuan::indicator::{Asked, Assumption, Robustness, Setting, refill, robustness, whatif};
use tiaokuan::model::{Analysis, RegionValue, Slots, State, Supplied};
use tiaokuan::pipeline::{Outcome, Recoded, differences, recode};
use tiaokuan::review::{Coded, read_coding};
use toml::{Table, Value};

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/indicator").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// The sample, filled from its gold coding.
fn from_gold() -> Recoded {
    recode(&SAMPLE.analysis, &BOOK.rubric, &read_coding(&sample_gold()).unwrap(), true)
}

fn near(found: f64, wanted: &Value, what: &str) {
    let wanted = wanted.as_float().unwrap();
    assert!((found - wanted).abs() < 1e-8, "{what}: {found}, worksheet {wanted}");
}

fn row<'a>(a: &'a Analysis, name: &str) -> &'a RegionValue {
    a.region_values.iter().find(|r| r.name == name).unwrap_or_else(|| panic!("no row {name}"))
}

fn sources(a: &Analysis, row: &RegionValue) -> Vec<String> {
    let of = |id: &String| a.instruments().find(|(_, i)| i.id == *id).unwrap().0.source.name.clone();
    row.instruments.iter().map(of).collect()
}

#[test]
fn every_figure_of_the_sample_worksheet_comes_out() {
    let sheet: Table = toml::from_str(&fixture("sample.toml")).unwrap();
    let gold = from_gold();
    let rows = sheet["row"].as_array().unwrap();
    assert_eq!(gold.coded.region_values.len(), rows.len());
    for wanted in rows {
        let name = wanted["region"].as_str().unwrap();
        let found = row(&gold.coded, name);
        let texts: Vec<&str> =
            wanted["sources"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(sources(&gold.coded, found), texts, "{name}");
        near(found.composite.unwrap(), &wanted["composite"], name);
        near(found.low, &wanted["low"], name);
        near(found.high, &wanted["high"], name);
        near(found.determined, &Value::Float(0.58), name);
        assert_eq!(found.weighting.is_some(), wanted.get("scene_alone").is_some(), "{name}");
        for (id, value) in wanted["indicators"].as_table().unwrap() {
            let own = found.indicators.iter().find(|i| i.id == *id).unwrap();
            near(own.value.unwrap(), value, &format!("{name} {id}"));
            let parts: f64 = own.parts.iter().map(|p| p.value.unwrap()).sum();
            near(parts, value, &format!("{name} parts of {id}"));
        }
        for (id, value) in wanted["dimensions"].as_table().unwrap() {
            let own = found.dimensions.iter().find(|d| d.id == *id).unwrap();
            near(own.value.unwrap(), value, &format!("{name} {id}"));
            assert_eq!(own.determined, 1.0, "{name} {id}");
        }
    }
}

#[test]
fn the_composite_with_and_without_scene_by_scene_is_that_of_the_worksheet() {
    let sheet: Table = toml::from_str(&fixture("sample.toml")).unwrap();
    let scene = &sheet["scene"];
    let region = scene["region"].as_str().unwrap();
    let mut alone = from_gold().coded;
    for indicator in ["scenarios_supplied", "products_supplied"] {
        alone.request.supplied.push(Supplied {
            region: region.into(),
            indicator: indicator.into(),
            value: scene[indicator].as_float().unwrap(),
            source: "工作表".into(),
        });
    }
    let reference = alone.reference;
    refill(&mut alone, &BOOK.rubric, reference);
    near(row(&alone, region).composite.unwrap(), &scene["alone"], "alone");
    assert_eq!(row(&alone, region).determined, 1.0);
    let modes = serde_json::json!(["整体授权", "依场景授权"]);
    let asked = Asked {
        provision: "mode".into(),
        state: State::Present,
        slots: Slots::from([("modes".into(), modes)]),
    };
    let mut both = whatif(&alone, &row(&alone, region).instruments, &[asked]);
    refill(&mut both, &BOOK.rubric, reference);
    near(row(&both, region).composite.unwrap(), &scene["both"], "both");
}

#[test]
fn what_was_not_coded_is_undetermined_all_the_way_up() {
    let sheet: Table = toml::from_str(&fixture("sample.toml")).unwrap();
    let open = &sheet["open"];
    let region = open["region"].as_str().unwrap();
    let mut coding = read_coding(&sample_gold()).unwrap();
    let uncoded: Vec<&str> = open["uncoded"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    coding.retain(|c| !(c.title.starts_with(region) && uncoded.contains(&c.provision.as_str())));
    let coded = recode(&SAMPLE.analysis, &BOOK.rubric, &coding, true).coded;
    let found = row(&coded, region);
    near(found.determined, &open["determined"], "determined");
    near(found.composite.unwrap(), &open["composite"], "composite");
    near(found.low, &open["low"], "low");
    near(found.high, &open["high"], "high");
    let security = found.dimensions.iter().find(|d| d.id == "security").unwrap();
    let figures = [security.value.unwrap(), security.determined, security.low, security.high];
    for (found, wanted) in figures.into_iter().zip(open["security"].as_array().unwrap()) {
        near(found, wanted, "security");
    }
    assert_eq!(found.dimensions.iter().find(|d| d.id == "supply").unwrap().value, None);
}

fn setting(rounds: usize, seed: u64) -> Setting {
    Setting {
        rounds,
        seed,
        units: 100,
        error: 0.024,
        vary: Assumption::ALL.to_vec(),
        level: None,
        dimension: None,
        most: 3,
    }
}

#[test]
fn rank_intervals_are_those_computed_apart_from_the_program() {
    let found = robustness(&from_gold().coded, &BOOK.rubric, &setting(400, 20_260_630));
    let table = fixture("ranks.tsv");
    assert_eq!((table.lines().count() - 2, found.regions.len()), (13, 13));
    for line in table.lines().skip(2) {
        let cells: Vec<&str> = line.split('\t').collect();
        let own = found.regions.iter().find(|r| r.region == cells[0]).unwrap();
        let numbers: Vec<usize> = cells[1..].iter().map(|c| c.parse().unwrap()).collect();
        let first = (own.first * 400.0).round() as usize;
        let figures = [own.median.unwrap(), own.low.unwrap(), own.high.unwrap(), first];
        assert_eq!(figures.to_vec(), numbers, "{line}");
    }
}

/// Without anything varied every round gives the given ranking.
#[test]
fn nothing_varied_moves_nothing() {
    let given = Setting { vary: Vec::new(), ..setting(20, 1) };
    let found: Robustness = robustness(&from_gold().coded, &BOOK.rubric, &given);
    for r in &found.regions {
        assert_eq!((r.low, r.high, r.median), (r.rank, r.rank, r.rank), "{}", r.region);
    }
    let ranks: BTreeMap<&str, usize> = found.regions.iter().map(|r| (&*r.region, r.rank.unwrap())).collect();
    // The order of the composites in the worksheet.
    let order = [
        "示例省",
        "辛市",
        "范例省",
        "壬市",
        "甲市",
        "乙市",
        "戊市",
        "子新区",
        "丙市",
        "丁市",
        "己市",
        "癸市",
        "庚市",
    ];
    assert_eq!(order.iter().map(|r| ranks[r]).collect::<Vec<_>>(), (1..=13).collect::<Vec<_>>());
}

/// What the list of single changes says of a region is what comes out when it is asked for.
#[test]
fn single_changes_hold_when_they_are_made() {
    let analysis = from_gold().coded;
    let found = robustness(&analysis, &BOOK.rubric, &Setting { vary: Vec::new(), ..setting(1, 1) });
    assert!(found.leverage.len() > 30);
    for l in &found.leverage {
        let asked = Asked { provision: l.provision.clone(), state: l.to, slots: Slots::new() };
        let mut other = whatif(&analysis, &row(&analysis, &l.region).instruments, &[asked]);
        refill(&mut other, &BOOK.rubric, analysis.reference);
        let new = row(&other, &l.region).composite.unwrap();
        assert!((new - l.score).abs() < 1e-9, "{l:?} {new}");
        let above = other.region_values.iter().filter(|r| r.composite.unwrap() > new + 1e-9).count();
        assert_eq!(above + 1, l.rank, "{l:?}");
    }
}

/// A way of writing taken away moves what it alone held up: by the hand of `whatif`.
#[test]
fn a_missing_way_of_writing_moves_what_it_held_up() {
    let analysis = &SAMPLE.analysis;
    let found = robustness(analysis, &BOOK.rubric, &Setting { vary: Vec::new(), ..setting(1, 1) });
    let worst = &found.rules_out[0];
    let mut other = analysis.clone();
    let alone = |f: &&mut tiaokuan::model::Finding| {
        f.state == State::Present && !f.evidence.is_empty() && f.evidence.iter().all(|e| e.rule == worst.rule)
    };
    let lost =
        other.findings.iter_mut().filter(alone).map(|f| (f.state, f.slots) = (State::Absent, Slots::new()));
    assert_eq!(lost.count(), worst.findings);
    refill(&mut other, &BOOK.rubric, analysis.reference);
    let scores = |a: &Analysis| {
        tiaokuan::indicator::ranks(&a.region_values.iter().map(|r| r.composite).collect::<Vec<_>>())
    };
    let moved: Vec<Option<i64>> = scores(&other)
        .iter()
        .zip(scores(analysis))
        .map(|(new, old)| Some(new.unwrap() as i64 - old.unwrap() as i64))
        .collect();
    assert_eq!(moved, worst.shifts);
    assert!(moved.iter().flatten().any(|m| *m != 0));
}

/// Every value that is not the same from both codings has at least one differing finding behind
/// it, and a region that is not listed is the same in every number.
fn explained(r: &Recoded) -> usize {
    let found = differences(r, &BOOK.rubric);
    let mut differing = 0;
    for (a, b) in r.coded.region_values.iter().zip(&r.program.region_values) {
        let listed = found.iter().find(|d| d.region == a.name);
        for (x, y) in a.indicators.iter().zip(&b.indicators) {
            let entry = listed.and_then(|d| d.values.iter().find(|v| v.indicator == x.id));
            let same = (x.value, x.low, x.high) == (y.value, y.low, y.high);
            assert_eq!(same, entry.is_none(), "{} {}", a.name, x.id);
            for cause in entry.iter().flat_map(|v| &v.causes) {
                differing += 1;
                assert!(!cause.findings.is_empty(), "{} {}: nothing explains {cause:?}", a.name, x.id);
            }
        }
        let bare = listed.is_none_or(|d| d.values.is_empty() && d.weighting.is_none());
        assert!(!bare || (a.composite, a.determined) == (b.composite, b.determined), "{}", a.name);
    }
    differing
}

fn with_gold(outcome: &Outcome, gold: &Path, only: bool) -> Recoded {
    recode(&outcome.analysis, &BOOK.rubric, &read_coding(gold).unwrap(), only)
}

#[test]
fn gold_and_program_fill_the_same_values_up_to_their_differing_findings() {
    explained(&with_gold(&SAMPLE, &sample_gold(), true));
    let (Some(shared), Some(policies)) = (crate::shared(), POLICIES.as_ref()) else { return };
    for only in [true, false] {
        let r = with_gold(policies, &shared.join("gold"), only);
        assert!(r.unused.is_empty(), "{:?}", r.unused);
        assert_eq!((r.uncoded.len(), r.coded.region_values.len()), (2, 9));
        explained(&r);
    }
}

#[test]
fn a_changed_line_of_the_coding_is_named_as_the_cause() {
    let mut coding = read_coding(&sample_gold()).unwrap();
    let at = |c: &&mut Coded| c.title.starts_with("己市") && c.provision == "exit.delete_data";
    coding.iter_mut().find(at).unwrap().state = State::Present;
    let before = from_gold();
    let after = recode(&SAMPLE.analysis, &BOOK.rubric, &coding, true);
    let r = Recoded { program: before.coded, ..after };
    assert_eq!(explained(&r), 1);
    let found = differences(&r, &BOOK.rubric);
    assert_eq!(found.len(), 1);
    let value = &found[0].values[0];
    assert_eq!((found[0].region.as_str(), value.indicator.as_str()), ("己市", "exit_data"));
    assert_eq!((value.coded, value.program), (Some(2.5), Some(0.0)));
    let cause = &value.causes[0].findings[0];
    assert_eq!(
        (cause.provision.as_str(), cause.coded, cause.program),
        ("exit.delete_data", State::Present, State::Absent)
    );
}

/// Read off the gold coding and the dates of the texts.
#[test]
fn coverage_and_first_adoption_are_those_a_reader_counts() {
    let analysis = from_gold().coded;
    let ids = vec!["exit.delete_data".to_owned()];
    let counts = matrix(&analysis, &ids).counts()[0];
    assert_eq!((counts.present, counts.delegated, counts.absent), (8, 2, 2));
    // 庚市 has a text, but none in force.
    assert_eq!((counts.none, counts.undetermined, counts.of), (1, 0, 13));
    let found = &adoption(&analysis, &ids)[0];
    let first: Vec<_> =
        found.first().iter().map(|a| (a.date.unwrap().to_string(), a.region.clone().unwrap())).collect();
    assert_eq!(first, [("2023-08-15".to_owned(), "示例省".to_owned())]);
    assert_eq!(found.first_drafts()[0].date.unwrap().to_string(), "2026-05-11");
    assert_eq!((found.undated, found.open), (0, 0));
}

fn tiaokuan(dir: &Path, args: &[&str], code: i32) -> String {
    let mut c = Command::new(env!("CARGO_BIN_EXE_tiaokuan"));
    c.current_dir(dir).env("RAYON_NUM_THREADS", if args.contains(&"--seed") { "1" } else { "2" });
    String::from_utf8(c.args(args).assert().code(code).get_output().stdout.clone()).unwrap()
}

#[test]
fn a_saved_analysis_is_compared_tested_and_asked() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    tiaokuan(dir, &["run", "--date", "2026-06-30", "--no-index"], 0);
    let saved = "out/analysis.json";
    let screen = tiaokuan(dir, &["compare", saved, "--by", "province", "--with-report"], 0);
    for wanted in ["覆盖矩阵", "按省统计", "最早出处", "指标与维度", "对照报告", "甲市", "戊市（征）"]
    {
        assert!(
            screen.contains(wanted) || wanted == "对照报告" && screen.contains("报告评级对照"),
            "{wanted}"
        );
    }
    // Places that the report never saw: no number.
    assert!(screen.contains("不给出 tau-b") && !screen.contains("tau-b 0"), "{screen}");
    let side = tiaokuan(
        dir,
        &["compare", saved, "--provision", "term.operating_limit", "--regions", "甲市,辛", "--json"],
        0,
    );
    let side: serde_json::Value = serde_json::from_str(&side).unwrap();
    let years: Vec<&serde_json::Value> =
        side["rows"].as_array().unwrap().iter().map(|r| &r["slots"]["years"]).collect();
    assert_eq!(years, [&serde_json::json!(3), &serde_json::json!(4)]);
    let csv = tiaokuan(dir, &["compare", saved, "--csv"], 0);
    assert!(csv.starts_with("\u{feff}") && csv.contains("\r\n"));
    tiaokuan(dir, &["compare", saved, "--out", "c.md"], 0);
    assert!(std::fs::read_to_string(dir.join("c.md")).unwrap().contains("| exit.delete\\_data"));
    tiaokuan(dir, &["compare", saved, "--regions", "无此地"], 2);
    tiaokuan(dir, &["compare", saved, "--provision", "no.such"], 2);
    tiaokuan(dir, &["compare", saved, "--from-findings", "nowhere.jsonl"], 2);
    // The program's own findings are a coding, too, and change nothing.
    let own = tiaokuan(dir, &["compare", saved, "--from-findings", "out/findings.jsonl"], 0);
    assert!(own.contains("13 地中 13 地的指标数值与程序编码完全相同"), "{own}");

    let test =
        |seed: &str| tiaokuan(dir, &["robustness", saved, "--rounds", "60", "--json", "--seed", seed], 0);
    let (one, again) = (test("7"), test("7"));
    let two_threads = tiaokuan(dir, &["robustness", saved, "--rounds", "60", "--json", "--seed=7"], 0);
    assert!(one == again && one == two_threads);
    assert_ne!(one, test("8"));

    // 己市 by hand: 退出后数据处置 0 -> 2.5, 安全可控 1.35 -> 2.1, index 1.041 -> 1.101 of .58.
    let asked = tiaokuan(dir, &["whatif", "己市", "exit.delete_data=present"], 0);
    for wanted in ["2.1", "+0.7500", "1.8983", "+0.1034", "exit.delete_data"] {
        assert!(asked.contains(wanted), "{wanted} in {asked}");
    }
    // What stands already changes nothing.
    let same = tiaokuan(dir, &["whatif", "己市", "exit.delete_data=absent"], 0);
    assert!(same.contains("数值没有变化") && same.contains("名次没有变化"), "{same}");
    english(dir, saved);
    exported(dir, saved);
    std::fs::write(dir.join("bad.json"), "{\"format\": 1}").unwrap();
    for broken in [&["compare", "bad.json"][..], &["robustness", "bad.json"], &["compare", saved, saved]] {
        tiaokuan(dir, broken, 2);
    }
    tiaokuan(dir, &["robustness", saved, "--dimension", "无此维度"], 2);
    tiaokuan(dir, &["compare", saved, "--out", "c.xyz"], 2);
    tiaokuan(dir, &["whatif", "己市", "exit.delete_data"], 2);
    tiaokuan(dir, &["whatif", "庚市", "exit.delete_data=present"], 2);
    tiaokuan(dir, &["whatif", "无此地", "exit.delete_data=present"], 2);
}

/// The switch leaves no Chinese word of the program's own on a screen.
fn english(dir: &Path, saved: &str) {
    let en = |args: &[&str]| tiaokuan(dir, &[args, &["--lang", "en"]].concat(), 0);
    let screens = [
        en(&["compare", saved, "--by", "province", "--by", "level", "--by", "year", "--with-report"]),
        en(&["compare", saved, "--provision", "term.operating_limit"]),
        en(&["compare", saved, "--from-findings", "out/findings.jsonl", "--csv"]),
        en(&["robustness", saved, "--rounds", "20"]),
        en(&["whatif", "己市", "exit.delete_data=present"]),
        en(&["whatif", "己市", "exit.delete_data=absent"]),
    ];
    for screen in &screens {
        for word in
            ["规定要素", "地区", "名次", "得分", "无法判定", "有规定", "未规定", "收录", "基准日", "综合指数"]
        {
            assert!(!screen.contains(word), "{word} in {screen}");
        }
    }
    assert!(screens[0].contains("Coverage: provisions x regions") && screens[0].contains("county"));
    assert!(screens[3].contains("95% interval") && screens[5].contains("no rank changes"));
    tiaokuan(dir, &["compare", saved, "--lang", "fr"], 2);
}

/// `export` writes from the saved analysis what `run` wrote, byte for byte.
fn exported(dir: &Path, saved: &str) {
    let listed = tiaokuan(dir, &["export", saved, "--out", "again"], 0);
    for file in ["workbook.xlsx", "findings.parquet", "indicators.md", "pictures/tiles.svg"] {
        assert!(listed.contains(Path::new(file).file_name().unwrap().to_str().unwrap()), "{listed}");
        let read = |folder: &str| std::fs::read(dir.join(folder).join(file)).unwrap();
        assert!(read("out") == read("again"), "{file}");
    }
    assert!(!dir.join("again/report.html").exists());
    tiaokuan(dir, &["export", saved, "--out", "few", "--only", "md"], 0);
    assert_eq!(std::fs::read_dir(dir.join("few")).unwrap().count(), 1);
    tiaokuan(dir, &["export", saved, "--only", "docm"], 2);
}
