//! An index outlives the death of its writer, readers outlive a rebuild, writers keep apart.

use super::clause;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use tiaokuan::index::{BuildOptions, ClauseDoc, IndexError, Options, Searcher, build};

const DIR: &str = "TIAOKUAN_TEST_INDEX";
const STATE: &str = "TIAOKUAN_TEST_STATE";

/// Clauses of a state: half of the instruments are the same in every state.
fn docs(state: u32) -> Vec<ClauseDoc> {
    let one = |i: u32, n: u32| {
        let mark = if i.is_multiple_of(2) { 0 } else { state };
        clause(
            &format!("甲{i}市"),
            n,
            &format!("第{n}条"),
            &format!("运营机构退出后第{n}次删除数据，版次{mark}。"),
        )
    };
    (0..20).flat_map(|i| (0..20).map(move |n| one(i, n))).collect()
}

/// Every other state changes the dictionary, so that a new generation is written.
fn options(state: u32) -> BuildOptions {
    BuildOptions { terms: vec![format!("词语{}", state / 2 % 2)], ..BuildOptions::default() }
}

/// Keys by query: 200 clauses each carry the state's number.
fn count(dir: &Path, state: u32) -> usize {
    Searcher::open(dir).unwrap().keys(&format!("“版次{state}。”")).unwrap().len()
}

/// Run as a process of its own by the tests below.
#[test]
#[ignore = "the writer that is killed"]
fn writer() {
    let Some(dir) = std::env::var_os(DIR).map(PathBuf::from) else { return };
    let state: u32 = std::env::var(STATE).unwrap().parse().unwrap();
    build(&dir, &docs(state), &options(state)).unwrap();
}

fn spawn_writer(dir: &Path, state: u32) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "index::kill::writer", "--ignored", "--test-threads=1"])
        .env(DIR, dir)
        .env(STATE, state.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills fall anywhere in the time that a whole write takes, and a little behind it.
fn kill_often(times: u32) {
    let dir = tempfile::tempdir().unwrap();
    let start = Instant::now();
    assert!(spawn_writer(dir.path(), 1).wait().unwrap().success());
    let whole = start.elapsed();
    assert_eq!(count(dir.path(), 1), 200, "the writer writes");
    let (mut before, mut kept, mut new) = (1, 0, 0);
    for round in 0..times {
        let state = round + 2;
        let mut child = spawn_writer(dir.path(), state);
        std::thread::sleep(whole.mul_f64(rand::random_range(0.0..1.3)));
        let _ = child.kill();
        let _ = child.wait();
        let (old, now) = (count(dir.path(), before), count(dir.path(), state));
        assert!((old, now) == (200, 0) || (old, now) == (0, 200), "round {round}: {old} old, {now} new");
        assert_eq!(Searcher::open(dir.path()).unwrap().clauses(), 400, "round {round}");
        if now == 200 {
            before = state;
            new += 1;
        } else {
            kept += 1;
        }
    }
    eprintln!("{times} kills: {kept} left the index as before, {new} as after");
    // What the dead left does not hinder the next writer.
    build(dir.path(), &docs(0), &options(0)).unwrap();
    assert_eq!(count(dir.path(), 0), 400);
}

#[test]
fn a_killed_writer_leaves_the_old_index_or_the_new() {
    kill_often(10);
}

/// `cargo test --release --test it index::kill -- --ignored --nocapture`
#[test]
#[ignore = "a minute"]
fn two_hundred_kills() {
    kill_often(200);
}

/// Tells the readers to end, also when the writer fails: else the test would wait for them for ever.
struct Told<'a>(&'a AtomicBool);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn readers_answer_while_the_index_is_rebuilt() {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), &docs(1), &options(1)).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let held = Searcher::open(dir.path()).unwrap();
                    let mut answers = 0;
                    while !done.load(Ordering::Relaxed) {
                        assert_eq!(held.search("“版次1。”", &Options::default()).unwrap().total, 200);
                        let fresh = Searcher::open(dir.path()).unwrap();
                        let found = fresh.keys("删除数据").unwrap().len();
                        assert_eq!(found, 400, "an index that is half there was seen");
                        answers += 1;
                    }
                    answers
                })
            })
            .collect();
        let told = Told(&done);
        for state in 2..8 {
            build(dir.path(), &docs(state), &options(state)).unwrap();
        }
        drop(told);
        readers.into_iter().for_each(|r| assert!(r.join().unwrap() > 0));
    });
}

#[test]
fn a_second_writer_is_told_so() {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), &docs(1), &options(1)).unwrap();
    let lock = std::fs::File::options().write(true).open(dir.path().join(".lock")).unwrap();
    lock.lock().unwrap();
    let error = build(dir.path(), &docs(2), &options(2)).unwrap_err();
    assert!(matches!(error, IndexError::Busy(_)) && error.code() == "X004", "{error}");
    assert_eq!(count(dir.path(), 1), 200, "the index is as before");
}
