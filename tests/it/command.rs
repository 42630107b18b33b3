//! The program as a person runs it.

use assert_cmd::Command;
use std::path::Path;

fn tiaokuan(dir: &Path) -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_tiaokuan"));
    c.current_dir(dir);
    c
}

#[test]
fn run_without_paths_takes_the_sample_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let out =
        tiaokuan(dir.path()).args(["run", "--date", "2026-06-30"]).assert().code(0).get_output().clone();
    let (stdout, stderr) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
    assert!(stderr.contains("示例语料"), "{stderr}");
    assert!(stdout.contains("示例省") && stdout.contains("安全可控"), "{stdout}");
    for file in ["findings.jsonl", "indicators.csv", "analysis.json", "report.html"] {
        assert!(dir.path().join("out").join(file).metadata().unwrap().len() > 1000, "{file}");
    }
    assert!(std::fs::read(dir.path().join("out/indicators.csv")).unwrap().starts_with(b"\xEF\xBB\xBF"));
    let hits =
        tiaokuan(dir.path()).args(["search", "--json", "运营期限"]).assert().code(0).get_output().clone();
    assert!(String::from_utf8(hits.stdout).unwrap().contains("highlights"));
}

#[test]
fn exit_codes_tell_how_much_was_read() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("empty.txt"), "").unwrap();
    std::fs::write(
        dir.path().join("good.txt"),
        "甲市数据办法\n\n第一条 运营期限为三年。\n第二条 本办法自2025年1月1日起施行。\n",
    )
    .unwrap();
    tiaokuan(dir.path()).args(["code", "good.txt"]).assert().code(0);
    tiaokuan(dir.path()).args(["code", "good.txt", "empty.txt"]).assert().code(1);
    tiaokuan(dir.path()).args(["code", "empty.txt"]).assert().code(2);
    tiaokuan(dir.path()).args(["code", "nowhere.txt"]).assert().code(2);
    tiaokuan(dir.path()).args(["no-such-command"]).assert().code(2);
    tiaokuan(dir.path()).args(["explain", "good.txt", "no.such.provision"]).assert().code(2);
}

#[test]
fn show_gives_the_tree_in_text_and_json() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("a.txt"),
        "甲市数据办法\n\n第一条 为了规范数据工作，制定本办法。\n第二条 运营机构应当遵守下列规定：\n（一）期限不超过三年；\n（二）不得转让。\n",
    )
    .unwrap();
    let text = tiaokuan(dir.path()).args(["show", "a.txt"]).assert().code(0).get_output().stdout.clone();
    assert!(String::from_utf8(text).unwrap().contains("第二条"));
    let json =
        tiaokuan(dir.path()).args(["show", "a.txt", "--json"]).assert().code(0).get_output().stdout.clone();
    let value: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let mut found = Vec::new();
    let mut todo = vec![&value["tree"]];
    while let Some(n) = todo.pop() {
        for key in ["kind", "label", "text", "span", "children"] {
            assert!(n.get(key).is_some(), "{key}");
        }
        found.push(n["label"].as_str().unwrap().to_owned());
        todo.extend(n["children"].as_array().unwrap());
    }
    assert!(found.iter().any(|l| l == "第二条第（二）项"), "{found:?}");
}

/// What a command that succeeds prints.
fn printed(dir: &std::path::Path, args: &[&str]) -> String {
    let out = tiaokuan(dir).args(args).assert().code(0).get_output().stdout.clone();
    String::from_utf8(out).unwrap()
}

#[test]
fn explain_says_why() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("a.txt"),
        "甲市公共数据授权运营管理办法\n\n第一条 授权运营期限原则上不超过三年。\n第二条 运营机构应当落实数据安全主体责任。\n",
    )
    .unwrap();
    let out = |provision: &str| printed(dir.path(), &["explain", "a.txt", provision]);
    let there = out("term.operating_limit");
    assert!(
        there.contains("有规定")
            && there.contains("第一条")
            && there.contains("期限最长3年（“原则上”")
            && there.contains("【授权运营期限】"),
        "{there}"
    );
    let absent = out("exit.delete_data");
    assert!(absent.contains("未规定") && absent.contains("检索证明"), "{absent}");
    // What was looked for is named, so that a reader can look for it, too.
    assert!(absent.contains("查找的词：") && absent.contains("未出现"), "{absent}");
    assert!(absent.contains("没有相近条文"), "{absent}");
}

/// What a reader would object with is shown, and why it does not count: the telling word stands in
/// another matter, in an item, or only the occasion is spoken of.
#[test]
fn explain_meets_the_objection() {
    let dir = tempfile::tempdir().unwrap();
    let explain = |name: &str, body: &str, provision: &str| {
        let text = format!("甲市公共数据授权运营管理办法\n\n第一条 为了规范授权运营，制定本办法。\n{body}");
        std::fs::write(dir.path().join(name), text).unwrap();
        printed(dir.path(), &["explain", name, provision])
    };
    let told = explain("a.txt", "第二条 数据提供单位应当及时删除有错误的数据。\n", "exit.delete_data");
    assert!(told.contains("删除1次") && told.contains("第二条「") && told.contains("不算，因为："), "{told}");
    // Nothing is deleted anywhere, but the operation ends: that clause is shown.
    let told = explain("b.txt", "第二条 运营机构可以申请退出授权运营。\n", "exit.delete_data");
    assert!(told.contains("第二条「") && told.contains("没有写"), "{told}");
    // An item is read with the stem that it hangs on.
    let told = explain(
        "c.txt",
        "第二条 运营机构不得有下列行为：\n（一）实施垄断行为；\n（二）泄露数据。\n",
        "fair.antimonopoly",
    );
    assert!(told.contains("总起句「") && told.contains("【不得】"), "{told}");
    // Several instruments of a file are listed first.
    let two = "第二条 运营机构应当在退出后删除数据。\n\n附件\n乙市公共数据登记管理办法\n\n第一条 为了规范登记，制定本办法。\n第二条 登记应当公开。\n";
    let told = explain("d.txt", two, "exit.delete_data");
    assert!(told.contains("本文件含2个文本") && told.find("本文件含") < told.find("文本："), "{told}");
}

#[test]
fn rule_faults_come_all_at_once_with_place_and_suggestion() {
    let dir = tempfile::tempdir().unwrap();
    let rules = dir.path().join("rules");
    std::fs::create_dir_all(rules.join("provisions")).unwrap();
    std::fs::create_dir_all(rules.join("lexicon")).unwrap();
    std::fs::write(
        rules.join("lexicon/a.toml"),
        "[[list]]\nid = \"operator\"\nname = \"运营机构\"\nterms = [\"运营机构\"]\n",
    )
    .unwrap();
    std::fs::write(
        rules.join("provisions/one.toml"),
        "id = \"exit.delete_dada\"\ntitle = \"删\"\ntitle_en = \"x\"\nsection = \"A\"\nreason = \"r\"\nsource = \"s\"\nversion = 1\n\
         [[pattern]]\nid = \"p\"\nseq = [\"@operater\", \"删除\"]\n",
    )
    .unwrap();
    std::fs::write(rules.join("provisions/two.toml"), "id = \n").unwrap();
    let out = tiaokuan(dir.path())
        .args(["rules", "check", "--rules", "rules"])
        .assert()
        .code(1)
        .get_output()
        .stderr
        .clone();
    let err = String::from_utf8(out).unwrap();
    for wanted in ["R001", "R002", "R003", "R006", "provisions/one.toml:10", "@operator", "exit.delete_data"]
    {
        assert!(err.contains(wanted), "{wanted} in {err}");
    }
}

#[test]
fn coverage_names_what_no_example_would_miss() {
    let dir = tempfile::tempdir().unwrap();
    let rules = dir.path().join("rules/provisions");
    std::fs::create_dir_all(&rules).unwrap();
    // Both words and the exclusion have an example; nothing stands further apart than the distance.
    std::fs::write(
        rules.join("one.toml"),
        "id = \"exit.delete_data\"\ntitle = \"删\"\ntitle_en = \"x\"\nsection = \"A\"\nreason = \"r\"\nsource = \"s\"\nversion = 1\n\
         [[pattern]]\nid = \"p\"\nseq = [\"退出\", \"<10\", \"删除|销毁\"]\nnot = [\"样例\"]\n\
         [[fires]]\ntext = \"运营机构退出后删除全部公共数据。\"\n\
         [[fires]]\ntext = \"运营机构退出后销毁全部公共数据。\"\n\
         [[near_miss]]\ntext = \"任务完成后删除缓存数据。\"\nwhy = \"no exit\"\n\
         [[excluded]]\ntext = \"运营机构退出后删除样例数据。\"\nwhy = \"samples\"\n",
    )
    .unwrap();
    let out = tiaokuan(dir.path())
        .args(["rules", "coverage", "--rules", "rules", "--list", "--least", "0.9"])
        .assert()
        .code(1)
        .get_output()
        .stdout
        .clone();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("5 mutants, 4 caught: 80.0%"), "{text}");
    let missed: Vec<&str> = text.lines().filter(|l| l.starts_with("missed")).collect();
    assert!(missed.len() == 1 && missed[0].contains("<10 删除|销毁"), "{text}");
}

#[test]
fn reuse_tells_who_borrowed_in_either_language() {
    let dir = tempfile::tempdir().unwrap();
    let shared =
        "运营机构应当在退出后十五日内删除其留存的全部原始数据并向数据主管部门提交书面说明接受现场核查。";
    for (name, day) in [("甲市", "2024年1月1日"), ("乙市", "2025年1月1日")] {
        let text =
            format!("{name}公共数据授权运营管理办法\n\n第一条 {shared}\n第二条 本办法自{day}起施行。\n");
        std::fs::write(dir.path().join(format!("{name}.txt")), text).unwrap();
    }
    let out = |lang: &[&str]| printed(dir.path(), &[&["reuse", "."], lang].concat());
    let told = out(&[]);
    assert!(told.contains("甲市") && told.contains("乙市") && told.contains("第一条"), "{told}");
    assert_ne!(told, out(&["--lang", "en"]));
}
