use super::*;

const HEAD: &str =
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext";

/// A row of the table: page, line, left, width, confidence, word.
fn row(page: u32, line: u32, left: u32, width: u32, confidence: f64, text: &str) -> String {
    format!("5\t{page}\t1\t1\t{line}\t1\t{left}\t100\t{width}\t50\t{confidence}\t{text}")
}

#[test]
fn words_become_lines_with_their_doubts() {
    let table = [
        HEAD.into(),
        "4\t1\t1\t1\t1\t0\t0\t0\t900\t50\t-1\t".into(),
        row(1, 1, 0, 100, 96.0, "第一"),
        row(1, 1, 104, 50, 95.0, "条"),
        row(1, 1, 160, 150, 41.0, "“为规范"),
        row(1, 1, 312, 40, 90.0, "API"),
        row(1, 1, 360, 40, 90.0, "V2"),
        row(1, 1, 410, 200, 41.0, "接口(试行),"),
        row(1, 2, 0, 100, 96.0, "甲市"),
        row(1, 2, 160, 100, 96.0, "总则"),
        row(2, 1, 0, 100, 20.0, "(一)"),
    ]
    .join("\n");
    let pages = tsv::parse(&table);
    assert_eq!(pages[0].text, "第一条 为规范API V2接口（试行），\n甲市 总则\n");
    let doubts: Vec<&str> = pages[0].doubts.iter().map(|d| d.span.of(&pages[0].text)).collect();
    // The gap was taken for a quotation mark: that made 为规范 doubtful, nothing else.
    assert_eq!(doubts, ["接口（试行），"]);
    assert_eq!((pages[1].page, pages[1].text.as_str()), (2, "（一）\n"));
    assert_eq!(pages[1].doubts[0].span.of(&pages[1].text), "（一）");
    assert_eq!((pages[0].doubts[0].confidence, pages[1].doubts[0].confidence), (41, 20));
    // Weighed by characters: 3 of them at 95 and 96, 11 at 41, 5 at 90, 4 at 96.
    assert!((pages[0].confidence - 1572.0 / 23.0).abs() < 0.01);
    assert_eq!(pages[1].confidence, 20.0);
}

#[test]
fn a_broken_table_gives_no_page_and_no_panic() {
    for table in
        ["", "\t\t\t", "5\t1", "5\tx\t1\t1\t1\t1\t0\t0\t0\t0\tNaN\t甲", &row(1, 1, 0, 0, f64::NAN, "甲")]
    {
        assert!(tsv::parse(table).is_empty(), "{table}");
    }
}

#[test]
fn quotation_marks_that_close_stay() {
    let table = [row(1, 1, 0, 100, 96.0, "第三条"), row(1, 1, 160, 300, 90.0, "“数据”是指")].join("\n");
    assert_eq!(tsv::parse(&table)[0].text, "第三条 “数据”是指\n");
}

fn picture() -> (Vec<u8>, Reading) {
    let bytes = b"\x89PNG\r\n\x1a\n0000".to_vec();
    let reading = crate::ingest::read("a.png", &bytes);
    (bytes, reading)
}

#[test]
fn without_tools_the_diagnostic_says_what_to_install() {
    let (bytes, reading) = picture();
    let out = complete(reading, "a.png", &bytes, None, Bounds::default());
    assert!(out.raw.is_none());
    assert!(out.diagnostics.iter().any(|d| d.code == "I003" && d.help.contains(INSTALL)), "{out:?}");
    for code in ["I003", "I009", "I010", "C003"] {
        assert!(crate::diag::lookup(code).unwrap().help.contains(INSTALL), "{code}");
    }
}

#[cfg(unix)]
mod children {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// Tools of which Tesseract does as `script` says.
    fn tools(dir: &tempfile::TempDir, script: &str) -> Tools {
        let path = dir.path().join("tesseract.sh");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        Tools {
            tesseract: path,
            pdftoppm: "pdftoppm".into(),
            pdfimages: "pdfimages".into(),
            name: "test 1.0".into(),
        }
    }

    fn read(script: &str) -> Reading {
        let dir = tempfile::tempdir().unwrap();
        let (bytes, reading) = picture();
        let bounds = Bounds { page: Duration::from_millis(400), ..Bounds::default() };
        complete(reading, "a.png", &bytes, Some(&tools(&dir, script)), bounds)
    }

    #[test]
    fn a_child_that_hangs_or_crashes_costs_its_page() {
        for script in ["exec sleep 20", "kill -SEGV $$", "exit 3", "exit 0", "printf nonsense > out.tsv"] {
            let started = Instant::now();
            let out = read(script);
            assert!(out.raw.is_none(), "{script}");
            assert!(out.diagnostics.iter().any(|d| d.code == "I003"), "{script}");
            assert!(out.diagnostics.iter().any(|d| d.code == "I017"), "{script}: {out:?}");
            assert!(started.elapsed() < Duration::from_secs(10));
        }
    }

    #[test]
    fn what_is_read_is_marked() {
        let table = [row(1, 1, 0, 100, 96.0, "第一条"), row(1, 1, 102, 100, 30.0, "适用")].join("\n");
        let out = read(&format!("printf '%s' '{table}' > out.tsv"));
        let raw = out.raw.unwrap();
        assert_eq!(raw.text, "第一条适用\n");
        assert!(raw.ocr && !raw.partial && raw.format == Format::Image);
        assert_eq!(raw.doubts.iter().map(|d| d.span.of(&raw.text)).collect::<Vec<_>>(), ["适用"]);
        assert_eq!(raw.reader, "test 1.0 chi_sim (OCR)");
        assert!(!out.diagnostics.iter().any(|d| d.code == "I003"));
        assert!(out.diagnostics.iter().any(|d| d.code == "I016" && d.message.contains("1 words below 60%")));
    }
}
