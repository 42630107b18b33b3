//! The children that draw pages and read them. Everything goes through files of a folder that
//! goes away with the reading; a child that passes its bounds is killed and costs its page.

use super::{Bounds, DPI, MAX_PAGES, Scanned, Tools, left, tsv};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Reads a picture file of the kind that its ending names.
pub fn picture(tools: &Tools, kind: &str, bytes: &[u8], bounds: Bounds) -> Scanned {
    let work = || {
        let dir = tempfile::tempdir().map_err(|e| e.to_string())?;
        let path = dir.path().join(format!("scan.{}", kind.to_ascii_lowercase()));
        std::fs::write(&path, bytes).map_err(|e| e.to_string())?;
        recognise(tools, &path, dir.path(), bounds, Instant::now())
    };
    match work() {
        Ok(pages) => Scanned { pages, faults: Vec::new() },
        Err(why) => Scanned { pages: Vec::new(), faults: vec![why] },
    }
}

/// Draws and reads pages of a PDF: those of the list, or all that there are.
pub fn pdf(tools: &Tools, list: Option<&[u32]>, bytes: &[u8], bounds: Bounds) -> Scanned {
    let mut out = Scanned { pages: Vec::new(), faults: Vec::new() };
    let prepared = tempfile::tempdir().and_then(|dir| {
        std::fs::write(dir.path().join("scan.pdf"), bytes)?;
        Ok(dir)
    });
    let dir = match prepared {
        Ok(dir) => dir,
        Err(e) => {
            out.faults.push(e.to_string());
            return out;
        }
    };
    let start = Instant::now();
    let all: Vec<u32> = (1..=MAX_PAGES as u32 + 1).collect();
    let numbers = list.unwrap_or(&all);
    for (i, number) in numbers.iter().enumerate() {
        if i == MAX_PAGES || left(bounds, start).is_zero() {
            out.faults.push(format!("stopped before page {number}: too many pages or too long"));
            break;
        }
        match draw(tools, *number, dir.path(), bounds, start) {
            // Past the last page nothing is drawn.
            Ok(false) if list.is_none() && i > 0 => break,
            Ok(false) => out.faults.push(format!("page {number} was not drawn")),
            Ok(true) => match recognise(tools, &dir.path().join("page.pgm"), dir.path(), bounds, start) {
                Ok(pages) => {
                    let page = pages.into_iter().next().unwrap_or_default();
                    out.pages.push(tsv::Page { page: *number, ..page });
                }
                Err(why) => out.faults.push(format!("page {number}: {why}")),
            },
            Err(why) => {
                out.faults.push(format!("page {number}: {why}"));
                if list.is_none() && i == 0 {
                    break;
                }
            }
        }
    }
    out
}

/// Draws one page to `page.pgm`; false when there is no such page.
fn draw(tools: &Tools, number: u32, dir: &Path, bounds: Bounds, start: Instant) -> Result<bool, String> {
    let target = dir.join("page.pgm");
    let _ = std::fs::remove_file(&target);
    let (number, dpi) = (number.to_string(), resolution(tools, number, dir, bounds, start).to_string());
    let arguments = ["-gray", "-r", &dpi, "-f", &number, "-l", &number, "-singlefile", "scan.pdf", "page"];
    match run(&tools.pdftoppm, &arguments, dir, bounds, start) {
        Ok(()) => Ok(target.exists()),
        // An odd ending for a page beyond the last.
        Err(why) if why.contains("ended") => Ok(false),
        Err(why) => Err(format!("pdftoppm {why}")),
    }
}

/// Points per inch of the largest picture on a page: drawn at another resolution it is read worse.
fn resolution(tools: &Tools, number: u32, dir: &Path, bounds: Bounds, start: Instant) -> u32 {
    let number = number.to_string();
    let listed =
        run(&tools.pdfimages, &["-list", "-f", &number, "-l", &number, "scan.pdf"], dir, bounds, start);
    let table = std::fs::read_to_string(dir.join("said")).unwrap_or_default();
    let dpi = table.lines().skip(2).filter_map(|row| {
        let count = |column: &str| column.parse::<u64>().ok();
        let columns: Vec<&str> = row.split_whitespace().collect();
        let size = count(columns.get(3)?)? * count(columns.get(4)?)?;
        Some((size, count(columns.get(12)?)? as u32))
    });
    dpi.max().map(|(_, dpi)| dpi).filter(|dpi| listed.is_ok() && DPI.contains(dpi)).unwrap_or(300)
}

fn recognise(
    tools: &Tools,
    picture: &Path,
    dir: &Path,
    bounds: Bounds,
    start: Instant,
) -> Result<Vec<tsv::Page>, String> {
    let target = dir.join("out.tsv");
    let _ = std::fs::remove_file(&target);
    let name = picture.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    // A column of text of several sizes: full segmentation loses short lines.
    run(&tools.tesseract, &[name, "out", "-l", "chi_sim", "--psm", "4", "tsv"], dir, bounds, start)
        .map_err(|why| format!("tesseract {why}"))?;
    let table = std::fs::read(&target).map_err(|_| "tesseract gave no answer".to_owned())?;
    Ok(tsv::parse(&String::from_utf8_lossy(&table)))
}

/// Runs a program in the folder; what it says goes to the file `said` there.
fn run(program: &Path, arguments: &[&str], dir: &Path, bounds: Bounds, start: Instant) -> Result<(), String> {
    let said = std::fs::File::create(dir.join("said")).map_err(|e| e.to_string())?;
    let mut child = command(program, bounds)
        .args(arguments)
        .current_dir(dir)
        // One page is read on one core; the run has its own threads.
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::null())
        .stdout(said)
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| format!("could not be started: {e}"))?;
    super::super::isolated::wait(&mut child, left(bounds, start))
}

/// As in `isolated`: the shell sets the bound on memory and becomes the child.
#[cfg(unix)]
fn command(program: &Path, bounds: Bounds) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .arg("-c")
        .arg("ulimit -v \"$0\" 2>/dev/null; ulimit -c 0 2>/dev/null; exec \"$@\"")
        .arg((bounds.memory / 1024).to_string())
        .arg(program);
    command
}

#[cfg(not(unix))]
fn command(program: &Path, _: Bounds) -> Command {
    Command::new(program)
}
