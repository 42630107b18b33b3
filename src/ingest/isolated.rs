//! Reading in a process of its own: a reader that overflows its stack, hangs or eats memory costs
//! one file, never the run. The child is our own binary with a hidden subcommand.

use super::{Input, Reading, is_heavy, ocr, read as read_here};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What one reading may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// By the clock: only a child that waits for something comes near it.
    pub time: Duration,
    /// Seconds of processor time, which a busy machine does not stretch.
    pub cpu: u64,
    /// Address space of the child, in bytes.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(60), cpu: 8, memory: 1 << 30 }
    }
}

impl Limits {
    /// For a file of so many bytes: 8 s of processor time up to 10 MiB, then 1 s more for each MiB.
    pub fn of(bytes: usize) -> Self {
        let more = (bytes >> 20).saturating_sub(10) as u64;
        Self { cpu: 8 + more.min(52), time: Duration::from_secs(60 + more), ..Self::default() }
    }
}

/// The hidden subcommand that [`serve_stdin`] answers.
pub const SUBCOMMAND: &str = "read-one";

/// Reads one source; PDF and the containers go through `exe read-one NAME` as a child process,
/// text and HTML are read in this process. A child that crashes or passes its limits gives I012.
/// Pages and pictures without text are read by OCR where the machine can.
pub fn read(exe: &Path, name: &str, bytes: &[u8], limits: Limits, ocr: ocr::Bounds) -> Reading {
    let reading = read_text(exe, name, bytes, limits);
    // The tools are asked for only when there is something for them to do.
    if !ocr::is_wanted(&reading, bytes) {
        return reading;
    }
    ocr::complete(reading, name, bytes, ocr::Tools::here(), ocr)
}

fn read_text(exe: &Path, name: &str, bytes: &[u8], limits: Limits) -> Reading {
    if !is_heavy(bytes) {
        return read_here(name, bytes);
    }
    match ask(exe, name, bytes, limits) {
        Ok(reading) => reading,
        Err(why) => {
            let input = Input { name, bytes };
            let message = format!("the reader of {name} {why} (读取器崩溃或超限)");
            Reading { raw: None, diagnostics: vec![input.note("I012", message)] }
        }
    }
}

/// Answers [`read`] in the child: the bytes come on stdin, a [`Reading`] goes to stdout as JSON.
pub fn serve_stdin(name: &str) -> ExitCode {
    let mut bytes = Vec::new();
    if std::io::stdin().take(super::MAX_BYTES as u64 + 1).read_to_end(&mut bytes).is_err() {
        return ExitCode::from(2);
    }
    let reading = read_here(name, &bytes);
    let written = serde_json::to_writer(std::io::stdout().lock(), &reading);
    if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

fn ask(exe: &Path, name: &str, bytes: &[u8], limits: Limits) -> Result<Reading, String> {
    let mut child = command(exe, name, limits)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| format!("could not be started: {e}"))?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(bytes)));
        let answer = scope.spawn(move || {
            let mut out = Vec::new();
            stdout.map(|mut pipe| pipe.read_to_end(&mut out));
            out
        });
        // Killing the child closes its pipes, which ends both threads.
        let ended = wait(&mut child, limits.time);
        let out = answer.join().unwrap_or_default();
        ended?;
        serde_json::from_slice(&out).map_err(|_| "gave no answer".to_owned())
    })
}

pub(super) fn wait(child: &mut Child, time: Duration) -> Result<(), String> {
    let end = Instant::now() + time;
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) if out_of_cpu(status) => return Err("took too much processor time".into()),
            Ok(Some(status)) => return Err(format!("ended with {status}")),
            Ok(None) if Instant::now() < end => {
                thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(20));
            }
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("took longer than {} s", time.as_secs()));
            }
        }
    }
}

/// SIGXCPU has one number on all Unix systems that Rust knows.
#[cfg(unix)]
fn out_of_cpu(status: std::process::ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(24)
}

#[cfg(not(unix))]
fn out_of_cpu(_: std::process::ExitStatus) -> bool {
    false
}

/// The bounds are set by the shell, which then becomes the child; where the shell knows no
/// such bound the child runs without it.
#[cfg(unix)]
fn command(exe: &Path, name: &str, limits: Limits) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .arg("-c")
        .arg("ulimit -v \"$1\" 2>/dev/null; ulimit -t \"$4\" 2>/dev/null; ulimit -c 0 2>/dev/null; exec \"$0\" \"$2\" \"$3\"")
        .arg(exe)
        .arg((limits.memory / 1024).to_string())
        .arg(SUBCOMMAND)
        .arg(name)
        .arg(limits.cpu.to_string());
    command
}

#[cfg(not(unix))]
fn command(exe: &Path, name: &str, _limits: Limits) -> Command {
    let mut command = Command::new(exe);
    command.arg(SUBCOMMAND).arg(name);
    command
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A child that behaves as `script` says, in place of our binary.
    fn child(dir: &tempfile::TempDir, script: &str) -> std::path::PathBuf {
        let path = dir.path().join("child.sh");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    #[test]
    fn a_child_that_crashes_or_hangs_costs_one_file() {
        let dir = tempfile::tempdir().unwrap();
        let limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
        let reading = read(&child(&dir, "kill -XCPU $$"), "a.pdf", b"%PDF-1.4 x", limits, Default::default());
        assert!(reading.diagnostics[0].message.contains("processor time"), "{reading:?}");
        for script in ["kill -SEGV $$", "exit 3", "exec sleep 20", "cat >/dev/null; echo nonsense"] {
            let started = Instant::now();
            let reading = read(&child(&dir, script), "a.pdf", b"%PDF-1.4 x", limits, Default::default());
            assert_eq!(reading.diagnostics[0].code, "I012", "{script}");
            assert!(reading.raw.is_none() && started.elapsed() < Duration::from_secs(5));
        }
    }

    #[test]
    fn text_needs_no_child() {
        let reading = read(
            Path::new("/nonexistent"),
            "a.txt",
            "第一条 甲。\n".as_bytes(),
            Limits::default(),
            Default::default(),
        );
        assert_eq!(reading.raw.unwrap().text, "第一条 甲。\n");
    }
}
