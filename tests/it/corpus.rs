//! Filing of files under the catalogue, as a person runs it.

use super::shared;
use assert_cmd::Command;
use std::collections::BTreeMap;
use std::path::Path;

fn tiaokuan(dir: &Path, args: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_tiaokuan")).current_dir(dir).args(args).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

/// Read by a person: files that hold a document of the catalogue; every other file holds none.
/// `garbled/shandong-raw.txt` is the damaged form of 9: filed there when repaired, else not at all.
#[test]
fn every_shared_file_is_filed_under_its_entry_or_none() {
    let Some(shared) = shared() else { return };
    let want: BTreeMap<&str, &str> =
        include_str!("../fixtures/filing.tsv").lines().skip(1).filter_map(|l| l.split_once('\t')).collect();
    let dir = tempfile::tempdir().unwrap();
    let shared = shared.canonicalize().unwrap().join("corpus");
    let mut held = 0;
    for folder in ["policies", "originals", "regulations", "garbled"] {
        let path = shared.join(folder);
        let (_, out, err) = tiaokuan(dir.path(), &["corpus", "add", path.to_str().unwrap()]);
        let mut seen: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for line in out.lines() {
            let mut it = line.split('\t');
            let (entry, name) = (it.next().unwrap(), it.next().unwrap());
            let filed = seen.entry(format!("{folder}/{name}")).or_default();
            filed.extend((entry != "目录外").then_some(entry));
        }
        for (file, filed) in &seen {
            if file == "garbled/shandong-raw.txt" {
                assert!(filed.is_empty() || *filed == ["9"], "{file}: {filed:?}");
                continue;
            }
            let wanted = want.get(file.as_str()).copied().unwrap_or_default();
            assert_eq!(filed.join(" "), wanted, "{file}");
        }
        held += seen.len();
        if folder == "policies" {
            assert!(err.contains("L002") && err.contains("L004"), "{err}");
        }
    }
    // 10 + 19 + 125 + 17 files.
    assert_eq!(held, 171);
}

#[test]
fn drafts_near_names_and_registration_rules_are_said_and_not_filed() {
    let dir = tempfile::tempdir().unwrap();
    let body = "\n\n第一条 为了规范工作，制定本办法。\n第二条 运营期限为三年。\n第三条 本办法自2025年1月1日起施行。\n";
    // Places are real here, because the catalogue is; the texts are invented.
    let catalogue = tiaokuan::corpus::Catalogue::built_in().unwrap();
    let wanted = &catalogue.entry(3).unwrap().title;
    let region = &catalogue.entry(3).unwrap().region;
    let write =
        |name: &str, title: &str| std::fs::write(dir.path().join(name), format!("{title}{body}")).unwrap();
    write("下载(1).txt", wanted);
    write("draft.txt", &format!("{wanted}（征求意见稿）"));
    write("drift.txt", &wanted.replace("管理暂行办法", "管理办法（试行）"));
    write("register.txt", &wanted.replace("授权运营管理暂行办法", "资源登记管理办法"));
    write("near.txt", &format!("{region}公共数据共享办法"));
    write("other.txt", &format!("{region}城市绿化条例"));
    let add = |name: &str| tiaokuan(dir.path(), &["corpus", "add", name]);
    let case = |name: &str, entry: &str, code: &str| {
        let (_, out, err) = add(name);
        assert!(out.starts_with(&format!("{entry}\t")), "{name}: {out}{err}");
        assert!(if code.is_empty() { !err.contains("L00") } else { err.contains(code) }, "{name}: {err}");
    };
    case("下载(1).txt", "3", "");
    case("draft.txt", "目录外", "L002");
    case("near.txt", "目录外", "L003");
    case("register.txt", "目录外", "L004");
    case("drift.txt", "3", "L005");
    case("other.txt", "目录外", "");
    let (_, out, _) = tiaokuan(dir.path(), &["corpus", "status", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(status["entries"].as_array().unwrap().len(), 73);
    assert_eq!(status["entries"][2]["sources"].as_array().unwrap().len(), 2);
    assert_eq!(status["entries"][0]["state"], "缺");
    assert_eq!(status["beyond"].as_array().unwrap().len(), 4);
}

#[test]
fn verify_sees_changed_bytes_and_orphaned_evidence() {
    let dir = tempfile::tempdir().unwrap();
    let text = "甲市数据办法\n\n第一条 运营期限为三年。\n第二条 本办法自2025年1月1日起施行。\n";
    std::fs::write(dir.path().join("a.txt"), text).unwrap();
    assert_eq!(tiaokuan(dir.path(), &["corpus", "add", "a.txt"]).0, 0);
    let (_, findings, _) = tiaokuan(dir.path(), &["code"]);
    std::fs::write(dir.path().join("f.jsonl"), &findings).unwrap();
    let (code, out, err) = tiaokuan(dir.path(), &["corpus", "verify", "--findings", "f.jsonl"]);
    assert!(code == 0 && out.contains("无法定位 0") && !out.contains("已定位 0"), "{out}{err}");
    std::fs::write(dir.path().join("g.jsonl"), findings.replace("\"quote\":\"", "\"quote\":\"另")).unwrap();
    let (code, out, err) = tiaokuan(dir.path(), &["corpus", "verify", "--findings", "g.jsonl"]);
    assert!(code == 1 && err.contains("L009"), "{out}{err}");
    let store = dir.path().join("corpus/store/sources");
    let file = std::fs::read_dir(&store).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&file, "changed").unwrap();
    let (code, _, err) = tiaokuan(dir.path(), &["corpus", "verify"]);
    assert!(code == 1 && err.contains("L007"), "{err}");
}
