//! `replay` finds a changed rule, document, weight or byte, and names it.

use assert_cmd::Command;
use std::path::Path;

const TEXT: &str = "甲市公共数据授权运营管理办法\n\n第一条 运营期限不超过三年。\n\
                    第二条 运营机构退出的，应当在十日内删除其留存的全部数据。\n\
                    第三条 本办法自2025年1月1日起施行。\n";

fn tiaokuan(dir: &Path, args: &[&str], code: i32) -> String {
    let mut c = Command::new(env!("CARGO_BIN_EXE_tiaokuan"));
    let out = c.current_dir(dir).args(args).assert().code(code).get_output().clone();
    String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).map(|_| ()).unwrap()
        }
    }
}

fn spoil(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} has no {from}", path.display());
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// A folder with a text, the shipped rules and the analysis made of them.
fn prepared() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.txt"), TEXT).unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &dir.path().join("rules"));
    let args = ["run", "a.txt", "--rules", "rules", "--date", "2026-06-30", "--no-index"];
    tiaokuan(dir.path(), &args, 0);
    dir
}

const REPLAY: [&str; 4] = ["replay", "out/analysis.json", "--rules", "rules"];

#[test]
fn nothing_changed_is_told_as_nothing() {
    let dir = prepared();
    assert!(tiaokuan(dir.path(), &REPLAY, 0).contains("一致：1 个文件、35 项编码"));
}

#[test]
fn a_changed_document_is_named_with_what_follows() {
    let dir = prepared();
    spoil(&dir.path().join("a.txt"), "删除其留存的全部数据", "说明其留存的全部数据");
    let said = tiaokuan(dir.path(), &REPLAY, 1);
    assert!(said.contains("原因 1 项") && said.contains("[来源文件] 1 项\n  a.txt："), "{said}");
    assert!(said.contains("》exit.delete_data.state：present → absent"), "{said}");
    std::fs::remove_file(dir.path().join("a.txt")).unwrap();
    assert!(tiaokuan(dir.path(), &REPLAY, 1).contains("→ （无）"));
}

#[test]
fn a_changed_rule_is_named() {
    let dir = prepared();
    std::fs::OpenOptions::new()
        .append(true)
        .open(dir.path().join("rules/provisions/exit.delete_data.toml"))
        .and_then(|mut f| std::io::Write::write_all(&mut f, b"# a remark\n"))
        .unwrap();
    let said = tiaokuan(dir.path(), &REPLAY, 1);
    assert!(said.contains("[规则文件] 1 项\n  provisions/exit.delete_data.toml："), "{said}");
    assert!(said.contains("结果差异 0 项"), "a remark changes no number: {said}");
}

#[test]
fn a_changed_weight_is_named_with_both_values() {
    let dir = prepared();
    spoil(&dir.path().join("rules/indicators/security.toml"), "weight = 0.08", "weight = 0.10");
    spoil(&dir.path().join("rules/indicators/fairness.toml"), "weight = 0.10", "weight = 0.08");
    let said = tiaokuan(dir.path(), &REPLAY, 1);
    assert!(said.contains("  dimensions[security].weight：0.08 → 0.1\n"), "{said}");
    assert!(said.contains("  dimensions[fairness].weight：0.1 → 0.08\n"), "{said}");
    assert!(said.contains("indicators/security.toml"), "{said}");
}

#[test]
fn a_changed_byte_of_the_saved_file_is_named() {
    let dir = prepared();
    let saved = dir.path().join("out/analysis.json");
    let whole = std::fs::read_to_string(&saved).unwrap();
    spoil(&saved, "\"state\":\"present\"", "\"state\":\"absent\"");
    let said = tiaokuan(dir.path(), &REPLAY, 1);
    assert!(said.contains("原因 0 项") && said.contains("absent → present"), "{said}");
    // A byte that changes no value: white space.
    std::fs::write(&saved, whole.replacen("\"format\":", "\"format\": ", 1)).unwrap();
    assert!(tiaokuan(dir.path(), &REPLAY, 1).contains("warning[M005]"));
    // A byte that makes it no JSON any more.
    std::fs::write(&saved, whole.replacen(':', ";", 1)).unwrap();
    assert!(tiaokuan(dir.path(), &REPLAY, 2).contains("error[M004]"));
}
