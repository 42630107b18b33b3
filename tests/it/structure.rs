//! The room `structure`: golden outlines, laws on any text, and what real texts must give.

use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use tiaokuan::model::{Canonical, Date, InstrumentKind, Node, NodeKind, Span, fold, fold_char};
use tiaokuan::structure::{Parsed, outline, parse};

const HASH: &str = "0123456789abcdef0123456789abcdef";

fn read(text: &str) -> (Canonical, Parsed) {
    let canon = Canonical::from_cells(&Canonical::cells(text), text);
    let parsed = parse(&canon, "来源.txt", HASH, &|_| None);
    (canon, parsed)
}

/// A raw text with its look-alike radicals replaced: enough of canon for these tests.
fn load(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_default();
    let mut out = String::new();
    for c in String::from_utf8_lossy(&bytes).chars() {
        match c {
            '\u{2e80}'..='\u{2fdf}' => fold_char(c, &mut |f| out.push(f)),
            _ => out.push(c),
        }
    }
    out
}

fn shared() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared", "../../shared"].iter().map(|p| here.join(p)).find(|p| p.is_dir());
    if found.is_none() {
        eprintln!("skipped: ../shared is missing");
    }
    found
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.is_file())
        .collect();
    out.sort();
    out
}

#[test]
fn golden_outlines() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/structure");
    let mut seen = 0;
    for path in files(&dir).into_iter().filter(|p| p.extension().is_some_and(|e| e == "txt")) {
        let text = fs::read_to_string(&path).unwrap();
        let want = fs::read_to_string(path.with_extension("outline")).unwrap();
        let (canon, parsed) = read(&text);
        let got = outline(&parsed.root, &canon.text);
        assert_eq!(got, want, "{}", path.display());
        laws(&text);
        seen += 1;
    }
    assert!(seen >= 8);
}

fn count(node: &Node, kind: NodeKind) -> usize {
    let own = usize::from(node.kind == kind);
    own + node.children.iter().filter(|c| c.kind != NodeKind::Annex).map(|c| count(c, kind)).sum::<usize>()
}

/// A body with decimal headings: 一、 in its annex is the annex's own.
#[test]
fn headings_of_an_annex_are_not_the_bodys() {
    let text = "甲市应急预案\n1.总则\n为了应急，制定本预案。\n2.组织体系\n主管部门负责，分级见附件1。\n3.附则\n自印发之日起实施。\n附件：1.事件分级\n2.报告模板\n附件1\n事件分级\n一、特别重大\n数据大量泄露的。\n二、重大\n数据泄露的。\n附件2\n报告模板\n一、基本情况\n时间和地点。\n";
    let (_, parsed) = read(text);
    assert_eq!(count(&parsed.root, NodeKind::Heading1), 0);
    assert_eq!(count(&parsed.root, NodeKind::Heading3), 3);
    let annexes = parsed.root.walk().filter(|n| n.kind == NodeKind::Annex).count();
    assert_eq!(annexes, 2);
}

/// A wrapped line that begins like a heading gone by is none.
#[test]
fn headings_do_not_run_back() {
    let text = "甲市工作要点\n一、登记\n做好登记。\n二、运营\n做好运营。\n三、资金\n落实资金，争取排名前\n二、投资额不低于全省平均。\n四、安全\n做好防护。\n";
    let (_, parsed) = read(text);
    assert_eq!(count(&parsed.root, NodeKind::Heading1), 4);
}

/// A table of contents that the page's buttons break up: the first chapter of the body stays.
#[test]
fn contents_end_where_the_chapters_begin_again() {
    let text = "甲省数据条例\n目录\n第一章 总则\n第二章 资源\n依申请公开 第三章 流通\n第四章 安全\n第五章 附则\n第一章 总则\n第一条 为了管理，制定本条例。\n第二章 资源\n第二条 资源应当登记。\n第三章 流通\n第三条 流通应当合规。\n第四章 安全\n第四条 安全应当保障。\n第五章 附则\n第五条 自公布之日起施行。\n";
    let (_, parsed) = read(text);
    assert_eq!(count(&parsed.root, NodeKind::Chapter), 5);
}

/// Law 1 and what clauses and nodes promise, for one text.
fn laws(text: &str) {
    let (canon, parsed) = read(text);
    let text = canon.text.as_str();
    let mut at = 0;
    for leaf in parsed.root.leaves() {
        assert_eq!(leaf.span.start, at, "leaves tile the text");
        at = leaf.span.end;
    }
    assert_eq!(at, text.len(), "leaves reach the end");
    shape(&parsed.root, 0);
    let mut covered = vec![0u8; text.len()];
    for instrument in &parsed.instruments {
        let mut end = 0;
        for c in &instrument.clauses {
            assert!(text.get(c.span.start..c.span.end).is_some_and(|s| !s.trim().is_empty()));
            assert!(c.span.start >= end, "clauses in text order");
            end = c.span.end;
            assert!(!c.label.is_empty() && !c.article.is_empty());
            assert!(c.stem.is_none_or(|s| text.get(s.start..s.end).is_some()));
            covered[c.span.start..c.span.end].iter_mut().for_each(|n| *n += 1);
        }
    }
    for leaf in parsed.root.leaves().filter(|l| l.kind == NodeKind::Text) {
        for (i, c) in leaf.span.of(text).char_indices().filter(|c| !c.1.is_whitespace()) {
            let n = covered[leaf.span.start + i];
            assert!(n == 1 || matches!(c, '\u{feff}' | '\u{200b}'), "{c:?} is in {n} clauses");
        }
    }
}

fn shape(node: &Node, depth: usize) {
    assert!(depth < 20, "depth is bounded");
    assert!(node.kind.is_leaf() || depth == 0 || !node.children.is_empty(), "containers hold children");
    assert!(!node.kind.is_leaf() || node.children.is_empty(), "leaves hold text");
    for c in &node.children {
        assert!(node.span.contains(c.span));
        shape(c, depth + 1);
    }
}

/// Words that steer the parser, so that soup of them reaches every branch.
const WORDS: [&str; 64] = [
    "第一条",
    "第二条 ",
    "第三条",
    "第一章",
    "第二章 总则",
    "第一节",
    "第一编",
    "第一条 为了",
    "第十条之一",
    "一、",
    "二、",
    "三、任务",
    "（一）",
    "（二）",
    "（三）",
    "(一)",
    "1.",
    "2.",
    "1、",
    "3．",
    "（1）",
    "（2）",
    "①",
    "②",
    "1）",
    "附件",
    "附件1",
    "附件：",
    "附件：1.甲表",
    "目录",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "。",
    "；",
    "：",
    "，",
    " ",
    "\u{3000}",
    "\t",
    "甲市数据局",
    "2025年3月1日",
    "二〇二五年三月一日",
    "甲市数据办法（试行）",
    "《甲市数据办法》",
    "关于印发《甲市数据办法》的通知",
    "现印发给你们。",
    "各区：",
    "甲数发〔2025〕3号",
    "（征求意见稿）",
    "为了规范",
    "应当符合下列条件：",
    "前款规定",
    "依照第八条第二款",
    "抄送：",
    "（此件公开发布）",
    "— 1 —",
    "有效期3年",
    "自印发之日起施行。",
    "【容错机制】",
    "（退出机制）",
    "《",
    "》",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_on_keyword_soup(words in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..120)) {
        laws(&words.concat());
    }

    #[test]
    fn laws_hold_on_any_text(text in "\\PC{0,200}") {
        laws(&text);
    }

    #[test]
    fn laws_hold_on_soup_with_noise(parts in prop::collection::vec((prop::sample::select(&WORDS[..]), "\\PC{0,4}"), 0..60)) {
        let text: String = parts.iter().flat_map(|(a, b)| [*a, b.as_str()]).collect();
        laws(&text);
    }
}

#[test]
fn laws_hold_on_all_shared_texts() {
    let Some(shared) = shared() else { return };
    for dir in ["gold/text", "corpus/policies", "corpus/regulations", "corpus/garbled"] {
        for path in files(&shared.join(dir)) {
            laws(&load(&path));
        }
    }
}

/// A megabyte of each steering word in a row: time stays linear and nothing grows deep.
#[test]
fn repeated_words_cost_linear_time() {
    let start = std::time::Instant::now();
    for word in WORDS {
        let text = word.repeat(200_000 / word.len());
        read(&text);
        let lines = format!("{word}\n").repeat(200_000 / (word.len() + 1));
        read(&lines);
    }
    let seconds = start.elapsed().as_secs_f64();
    // No measure of speed: a quadratic step would take hours here.
    assert!(seconds < 300.0, "{seconds} s for 25 MB of one word each");
}

#[test]
fn facts_of_a_notice_reach_its_instruments() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/structure/notice_two.txt");
    let (_, parsed) = read(&fs::read_to_string(path).unwrap());
    let [first, second] = &parsed.instruments[..] else { panic!("two instruments") };
    assert_eq!((first.id.as_str(), second.id.as_str()), ("0123456789ab-0", "0123456789ab-1"));
    assert_eq!(
        (first.title.as_str(), second.title.as_str()),
        ("甲市数据登记办法（试行）", "甲市数据运营细则（试行）")
    );
    for i in [first, second] {
        assert_eq!(i.facts.document_number.as_deref(), Some("甲数发〔2025〕4号"));
        assert_eq!(i.facts.issuers, ["甲市数据局"]);
        assert_eq!(i.facts.signed, Date::new(2025, 5, 29));
        assert_eq!(i.facts.published, Date::new(2025, 5, 30).filter(|_| i.id.ends_with('1')));
        assert_eq!(i.facts.kind, Some(InstrumentKind::Measures));
        assert_eq!(i.facts.region.as_ref().map(|r| r.name.as_str()), Some("甲市"));
    }
    assert!(first.facts.effective_on_issue && first.facts.effective == first.facts.signed);
    assert_eq!(first.facts.validity.years, Some(5));
    assert_eq!(second.facts.effective, Date::new(2025, 7, 1));
    assert_eq!(second.facts.validity.until, Date::new(2028, 6, 30));
    assert!(parsed.diagnostics.iter().any(|d| d.code == "S003"));
}

#[test]
fn items_know_what_they_hang_on() {
    let text = "甲市数据办法\n第一条 实行备案制度。备案材料包括：\n（一）申请表，包括：\n1．姓名；\n2．住址。\n（二）证明。\n";
    let (canon, parsed) = read(text);
    let clauses = &parsed.instruments[0].clauses;
    let stems: Vec<_> =
        clauses.iter().map(|c| (c.label.as_str(), c.stem.map(|s| s.of(&canon.text)))).collect();
    assert_eq!(
        stems,
        [
            ("第一条", None),
            ("第一条第（一）项", Some("备案材料包括：")),
            ("第一条第（一）项第1目", Some("申请表，包括：")),
            ("第一条第（一）项第2目", Some("申请表，包括：")),
            ("第一条第（二）项", Some("备案材料包括：")),
        ]
    );
}

#[test]
fn a_heading_sentence_is_part_of_its_clause() {
    let text = "甲市数据意见\n一、任务\n（一）鼓励开发。支持企业开发数据。\n";
    let (canon, parsed) = read(text);
    let c = &parsed.instruments[0].clauses[0];
    assert_eq!(c.span.of(&canon.text), "鼓励开发。支持企业开发数据。");
    assert_eq!((c.label.as_str(), c.article.as_str()), ("一.（一）", "一.（一）"));
    let headings: Vec<_> = c.headings.iter().map(|h| (h.label.as_str(), h.text.as_str())).collect();
    assert_eq!(headings, [("一", "任务"), ("一.（一）", "鼓励开发")]);
}

#[test]
fn missing_articles_are_named() {
    let (_, parsed) = read("甲市数据办法\n第一条 为了。\n第二条 是。\n第五条 有。\n第六条 在。\n");
    let d = parsed.diagnostics.iter().find(|d| d.code == "S002").expect("S002");
    assert!(d.message.contains("第三条–第四条"), "{}", d.message);
    let (_, parsed) = read("天气很好。\n大家都来了。\n");
    assert!(parsed.diagnostics.iter().any(|d| d.code == "S001"));
}

#[test]
fn cropped_places_mark_their_clause() {
    let text = "甲市数据办法\n第一条 为了规范\n第二条 数据。\n";
    let mut canon = Canonical::from_cells(&Canonical::cells(text), text);
    let at = text.find("规范").unwrap() + "规范".len();
    canon.cropped.push(Span::new(at, at));
    let parsed = parse(&canon, "来源.txt", HASH, &|_| None);
    let cropped: Vec<bool> = parsed.instruments[0].clauses.iter().map(|c| c.cropped).collect();
    assert_eq!(cropped, [true, false]);
}

/// Issue acceptance: unbroken articles and drafts of the policies.
#[test]
fn policies_give_their_articles() {
    let Some(shared) = shared() else { return };
    for (name, articles, draft) in [
        ("anhui", &[32, 26][..], false),
        ("beijing", &[0], false),
        ("beijing-draft", &[0], true),
        ("henan", &[26], false),
        ("shaanxi-draft", &[42], true),
        ("shandong", &[41], false),
        ("shanxi", &[40], false),
        ("wuhan", &[33], false),
        ("wuhu-draft", &[0], true),
    ] {
        let (_, parsed) = read(&load(&shared.join(format!("corpus/policies/{name}.txt"))));
        let got: Vec<u32> = parsed.instruments.iter().map(|i| i.articles).collect();
        assert_eq!(got, articles, "{name}");
        assert!(parsed.instruments.iter().all(|i| i.facts.draft == draft), "{name}");
        assert!(!parsed.diagnostics.iter().any(|d| d.code == "S001" || d.code == "S002"), "{name}");
    }
}

fn matches_label(label: &str, want: &str) -> bool {
    label.starts_with(want) || want.starts_with(label)
}

/// Every gold quote lies in a clause whose label is the gold label or begins with it.
#[test]
fn gold_quotes_lie_under_their_labels() {
    let Some(shared) = shared() else { return };
    let (mut all, mut misses) = (0, Vec::new());
    for path in files(&shared.join("gold/coding")) {
        let doc = path.file_stem().and_then(|s| s.to_str()).unwrap_or("").to_string();
        let (canon, parsed) = read(&load(&shared.join(format!("gold/text/{doc}.txt"))));
        let folded = fold(&canon.text);
        for line in fs::read_to_string(&path).unwrap().lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            for e in row["evidence"].as_array().into_iter().flatten() {
                let quote = fold(e["quote"].as_str().unwrap_or(""));
                let want = fold(e["label"].as_str().unwrap_or("")).text;
                // The same words may stand in several articles: one of the places is meant.
                let spans: Vec<Span> = folded
                    .text
                    .match_indices(&quote.text)
                    .map(|(at, _)| folded.char_at(at))
                    .map(|first| folded.source(first, first + quote.len()))
                    .collect();
                if spans.is_empty() {
                    continue;
                }
                all += 1;
                let clauses = parsed.instruments.iter().flat_map(|i| &i.clauses);
                let mut under = clauses.filter(|c| spans.iter().any(|s| c.span.touches(*s)));
                if !under.any(|c| matches_label(&fold(&c.label).text, &want)) {
                    misses.push(format!("{doc} {want} {}", quote.text));
                }
            }
        }
    }
    eprintln!("{} of {all} gold quotes lie under their labels", all - misses.len());
    assert!(misses.is_empty(), "{misses:#?}");
}
