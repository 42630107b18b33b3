//! `corpus fetch` as a person runs it.

use super::server::{Server, respond};
use assert_cmd::Command;
use std::path::Path;

fn run(dir: &Path, server: &Server, args: &[&str]) -> (i32, String, String) {
    let host = format!("www.shili.gov.cn={}", server.address);
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiaokuan"));
    command
        .current_dir(dir)
        .args(["corpus", "fetch", "--catalogue", "c.toml", "--test-host", &host])
        .args(args);
    let out = command.timeout(std::time::Duration::from_secs(60)).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

fn catalogue(dir: &Path) {
    let entry = |no: u32, title: &str, page: &str| {
        format!(
            "[[document]]\nno = {no}\ntitle = \"{title}\"\nregion = \"福建省\"\nprovince = \"福建省\"\n\
             division = \"350000\"\nlevel = \"province\"\nlisted = \"2025-01\"\n{page}\n"
        )
    };
    let at = |path: &str| format!("page = \"http://www.shili.gov.cn/{path}\"");
    let text = entry(1, "福建省示例数据授权运营管理办法", &at("a.html"))
        + &entry(2, "福建省示例数据登记管理办法", &at("gone.html"))
        + &entry(3, "福建省示例数据共享办法", "");
    std::fs::write(dir.join("c.toml"), text).unwrap();
}

fn page(years: &str) -> String {
    format!(
        "<html><body><h1>福建省示例数据授权运营管理办法</h1><p>第一条 为了规范工作，制定本办法。</p>\
         <p>第二条 运营期限为{years}年。</p><p>第三条 本办法自2025年1月1日起施行。</p>\
         <p><a href=\"../../../f/附件.txt.doc\">附件</a></p></body></html>"
    )
}

#[test]
fn pages_come_into_the_store_and_changed_ones_lie_beside_the_old() {
    let s = Server::new(|ask, out| match ask.path.as_str() {
        // No charset, and the bytes are GBK.
        "/a.html" => {
            let text = page(if ask.nth == 3 { "五" } else { "三" });
            respond(out, 200, &[("Content-Type", "text/html")], &encoding_rs::GBK.encode(&text).0)
        }
        path if path.starts_with("/f/") => {
            let tag = "\"f1\"";
            if ask.header("if-none-match") == tag {
                return respond(out, 304, &[], b"");
            }
            respond(out, 200, &[("ETag", tag)], "附件\n\n第一条 甲。\n第二条 乙。\n".as_bytes())
        }
        _ => false,
    });
    let dir = tempfile::tempdir().unwrap();
    catalogue(dir.path());
    let (code, out, err) = run(dir.path(), &s, &["1"]);
    assert!(code == 0 && out.contains("新增 2") && out.contains("目录 1 "), "{out}{err}");
    let (code, out, err) = run(dir.path(), &s, &["1"]);
    assert!(code == 0 && out.contains("未变 2"), "{out}{err}");
    let (code, out, err) = run(dir.path(), &s, &["1"]);
    assert!(code == 0 && out.contains("第2版") && err.contains("L008"), "{out}{err}");
    let lock = tiaokuan::corpus::Lock::open(&dir.path().join("corpus/store")).unwrap();
    let pages: Vec<_> = lock.sources.iter().filter(|h| h.origin.ends_with("a.html")).collect();
    assert_eq!(pages.len(), 2);
    assert_eq!(pages.iter().filter(|h| h.superseded_by.is_none()).count(), 1);
    for held in &lock.sources {
        tiaokuan::corpus::intact(&lock, held).unwrap();
        let fetched = held.fetched.as_ref().unwrap();
        assert!(fetched.address.starts_with("http://www.shili.gov.cn/") && fetched.first <= fetched.last);
        let heads = dir.path().join("corpus/store/headers").join(format!("{}.txt", held.file()));
        assert!(std::fs::read_to_string(heads).unwrap().contains("HTTP/1.1 200"));
    }
    let attached = lock.sources.iter().find(|h| h.origin.contains("/f/")).unwrap();
    assert_eq!(attached.name, "附件.txt.doc");
    // The page has its old bytes again: they are the ones to read, and nothing is lost.
    let (code, out, err) = run(dir.path(), &s, &["1"]);
    assert!(code == 0 && out.contains("未变 2"), "{out}{err}");
    let lock = tiaokuan::corpus::Lock::open(&dir.path().join("corpus/store")).unwrap();
    assert_eq!(lock.sources.len(), 3);
    assert!(
        lock.sources
            .iter()
            .any(|h| h.version == 1 && h.origin.ends_with("a.html") && h.superseded_by.is_none())
    );
    let (verified, ..) = verify(dir.path());
    assert_eq!(verified, 0);
}

fn verify(dir: &Path) -> (i32, Vec<u8>) {
    let out = Command::new(env!("CARGO_BIN_EXE_tiaokuan"))
        .current_dir(dir)
        .args(["corpus", "verify"])
        .output()
        .unwrap();
    (out.status.code().unwrap(), out.stderr)
}

#[test]
fn a_dry_run_asks_nobody_and_faults_are_told() {
    let s = Server::new(|_, _| false);
    let dir = tempfile::tempdir().unwrap();
    catalogue(dir.path());
    let (code, out, err) = run(dir.path(), &s, &["--all", "--dry-run"]);
    assert!(
        code == 0 && out.lines().count() == 2 && out.contains("待下载") && err.contains("1 份没有网址"),
        "{out}{err}"
    );
    assert!(s.asks().is_empty() && s.robots_asked() == 0);
    assert!(!dir.path().join("corpus").exists());
    let (code, out, err) = run(dir.path(), &s, &["2", "3", "99"]);
    assert!(code == 2 && err.matches("L010").count() == 2 && err.contains("L011"), "{out}{err}");
    let (code, _, err) = run(dir.path(), &s, &[]);
    assert!(code == 2 && err.contains("--all"), "{err}");
    // Only this machine can be named so.
    let other = Command::new(env!("CARGO_BIN_EXE_tiaokuan"))
        .args(["corpus", "fetch", "1", "--test-host", "a.cn=10.0.0.1:80"])
        .output()
        .unwrap();
    assert_eq!(other.status.code(), Some(2));
}

#[test]
fn two_runs_do_not_work_in_one_store() {
    let s = Server::new(|_, _| false);
    let dir = tempfile::tempdir().unwrap();
    catalogue(dir.path());
    let lock = tiaokuan::corpus::Lock::open(&dir.path().join("corpus/store")).unwrap();
    let busy = lock.reserve().unwrap();
    let (code, _, err) = run(dir.path(), &s, &["1"]);
    assert!(code == 2 && err.contains("L006"), "{err}");
    drop(busy);
    let (_, _, err) = run(dir.path(), &s, &["1"]);
    assert!(!err.contains("L006"), "{err}");
}
