//! What `reuse` found, as tables of words.

use crate::cli::align;
use crate::compare::reuse::{Form, Passage, Reuse, ReuseOptions, ReuseText};
use crate::compare::word_diff;
use crate::model::Date;
use crate::report::Sheet;

/// Letters of a passage that are compared by words; longer ones by the blocks that were found.
const BY_WORDS: u32 = 2000;

pub fn sheets(
    found: &Reuse,
    options: &ReuseOptions,
    passages: &[&Passage],
    most: usize,
    partial: usize,
    language: Language,
) -> Vec<Sheet> {
    let t = Words { english: language.english, most: if language.terminal { CUT } else { usize::MAX } };
    let mut out = vec![passages_sheet(found, options, passages, &t), common(found, options, most, &t)];
    out.push(network(found, most, &t));
    out.push(originality(found, most, partial, &t));
    out
}

/// How the tables are written.
#[derive(Debug, Clone, Copy)]
pub struct Language {
    pub english: bool,
    /// Long passages are cut.
    pub terminal: bool,
}

/// Characters of a passage on the terminal.
const CUT: usize = 240;

/// Chinese, or English when asked for.
struct Words {
    english: bool,
    most: usize,
}

impl Words {
    fn of<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.english { en } else { zh }
    }

    fn sheet(&self, title: (&str, &str), head: &[(&str, &str)]) -> Sheet {
        let head: Vec<&str> = head.iter().map(|(zh, en)| self.of(zh, en)).collect();
        Sheet::new(self.of(title.0, title.1), &head)
    }

    fn date(&self, date: Option<Date>) -> String {
        date.map_or_else(|| self.of("日期不明", "no date").into(), |d| d.to_string())
    }

    /// On the terminal: one line, not too long.
    fn cut(&self, words: String) -> String {
        if self.most == usize::MAX {
            return words;
        }
        let words = words.replace('\n', "");
        match words.char_indices().nth(self.most) {
            Some((at, _)) => format!("{}……", &words[..at]),
            None => words,
        }
    }

    fn shown(&self, shown: usize, of: usize) -> String {
        if self.english {
            format!("{shown} of {of} shown; --rows 0 for all")
        } else {
            format!("列出 {shown}／{of} 项，--rows 0 列出全部")
        }
    }
}

/// Whether it is known which of the two texts came first.
pub fn directed(found: &Reuse, p: &Passage) -> bool {
    let [a, b] = p.texts.map(|t| found.texts[t as usize].date);
    matches!((a, b), (Some(a), Some(b)) if a < b)
}

/// The words of a passage with the differing ones marked: 〔-earlier-〕〔+later+〕; both sides, one
/// below the other, when their order differs.
pub fn marked(found: &Reuse, p: &Passage) -> String {
    let [a, b] = [0, 1].map(|i| found.texts[p.texts[i] as usize].stretch(p.spans[i][0], p.spans[i][1]).text);
    match p.form() {
        Form::Exact => b,
        Form::Changed if p.len(0).max(p.len(1)) <= BY_WORDS => align::marked(&word_diff(&a, &b)),
        _ => {
            let [a, b] = [0, 1].map(|i| side(&found.texts[p.texts[i] as usize], p, i));
            format!("{a}\n⇄\n{b}")
        }
    }
}

/// One side, with the letters marked that nothing on the other answers.
fn side(text: &ReuseText, p: &Passage, side: usize) -> String {
    let mut blocks: Vec<[u32; 2]> = p.blocks.iter().map(|b| [b.at[side], b.at[side] + b.len]).collect();
    blocks.sort_unstable();
    let mut out = String::new();
    let mut done = p.spans[side][0];
    for [start, end] in blocks {
        if start > done {
            out += &format!("〔{}〕", text.stretch(done, start).text);
        }
        out += &text.stretch(start, end).text;
        done = end;
    }
    out
}

fn place(found: &Reuse, p: &Passage, i: usize, t: &Words) -> String {
    let text = &found.texts[p.texts[i] as usize];
    let s = text.stretch(p.spans[i][0], p.spans[i][1]);
    let labels = if s.from == s.to { s.from } else { format!("{}—{}", s.from, s.to) };
    format!("{}（{}）{labels}", text.title, t.date(text.date))
}

fn passages_sheet(found: &Reuse, options: &ReuseOptions, passages: &[&Passage], t: &Words) -> Sheet {
    let mut sheet = t.sheet(
        ("共享段落", "Shared passages"),
        &[
            ("先见于", "earlier holder"),
            ("后见于", "later holder"),
            ("形式", "form"),
            ("相似度", "similarity"),
            ("相同字数", "equal letters"),
            ("持有文本", "holders"),
            ("文字（〔-先-〕〔+后+〕）", "words (〔-earlier-〕〔+later+〕)"),
        ],
    );
    for p in passages {
        let arrow = if directed(found, p) { "" } else { t.of("（先后不明）", " (order unknown)") };
        let form = p.form();
        sheet.row([
            place(found, p, 0, t) + arrow,
            place(found, p, 1, t),
            t.of(form.zh(), form.en()).into(),
            format!("{:.2}", p.similarity()),
            p.matched().to_string(),
            format!("{}{}", p.holders, if p.common { t.of("（通用）", " (common)") } else { "" }),
            t.cut(marked(found, p)),
        ]);
    }
    sheet.note(t.shown(passages.len(), found.passages.len()));
    let (least, alike, most) = (options.least, options.similarity, options.most);
    let common = found.passages.iter().filter(|p| p.common).count();
    sheet.note(if t.english {
        format!("passages of at least {least} letters and digits, similarity at least {alike}; {common} of them are in more than {most} texts or mostly formulas: they make no borrowing")
    } else {
        format!("段落至少 {least} 字（标点不计），相似度不低于 {alike}；其中 {common} 项为超过 {most} 件文本共有或主要由通用表述构成，不计入借用")
    });
    sheet
}

fn common(found: &Reuse, options: &ReuseOptions, most: usize, t: &Words) -> Sheet {
    let mut sheet = t.sheet(
        ("通用表述（不计入借用）", "Common formulas (make no borrowing)"),
        &[("文字", "words"), ("持有文本", "holders"), ("最早见于", "earliest holder")],
    );
    for c in found.common.iter().take(most) {
        let text = &found.texts[c.text as usize];
        let s = text.stretch(c.span[0], c.span[1]);
        let early = format!("{}（{}）{}", text.title, t.date(text.date), s.from);
        sheet.row([t.cut(s.text), c.holders.to_string(), early]);
    }
    sheet.note(t.shown(most.min(found.common.len()), found.common.len()));
    let (k, long, short, repeats) =
        (options.most, found.skipped.long_runs, found.skipped.short_runs, found.skipped.repeats);
    sheet.note(if t.english {
        format!("letter by letter in more than {k} texts; {long} long and {short} short runs of letters were too common to pair, {repeats} repeats within one text were passed over")
    } else {
        format!("逐字见于超过 {k} 件文本；因过于常见而不配对的长片段 {long} 个、短片段 {short} 个，同一文本内重复而略过的片段 {repeats} 处")
    });
    sheet
}

fn network(found: &Reuse, most: usize, t: &Words) -> Sheet {
    let mut sheet = t.sheet(
        ("借用网络", "Borrowing"),
        &[
            ("来源", "source"),
            ("借用方", "borrower"),
            ("字数", "letters"),
            ("占借用方", "of the borrower"),
            ("段落", "passages"),
            ("先后", "order"),
        ],
    );
    let nodes = &found.network.nodes;
    let mut edges: Vec<_> = found.network.edges.iter().collect();
    edges.sort_by_key(|e| (!e.directed, std::cmp::Reverse(e.letters), e.from, e.to));
    let name = |i: usize| format!("{}（{}）", nodes[i].title, t.date(nodes[i].date));
    for e in edges.iter().take(most) {
        let share = f64::from(e.letters) / f64::from(nodes[e.to].letters.max(1));
        sheet.row([
            name(e.from),
            name(e.to),
            e.letters.to_string(),
            format!("{:.1}%", share * 100.0),
            e.passages.to_string(),
            t.of(if e.directed { "先→后" } else { "不明" }, if e.directed { "known" } else { "unknown" })
                .into(),
        ]);
    }
    sheet.note(t.shown(most.min(edges.len()), edges.len()));
    sheet.note(t.of(
        "每个字只计给最早的持有文本；先后不明（日期缺失或同日）的，字数为全部共享字数",
        "each letter counts once, for its earliest holder; where the order is unknown (no date, or the same) the letters are all that are shared",
    ));
    sheet
}

fn originality(found: &Reuse, most: usize, partial: usize, t: &Words) -> Sheet {
    let mut sheet = t.sheet(
        ("原创性", "Originality"),
        &[
            ("文本", "text"),
            ("日期", "date"),
            ("字数", "letters"),
            ("先见于他文", "held earlier"),
            ("其中通用表述", "of it formulas"),
            ("先后不明", "order unknown"),
            ("原创比例", "original"),
        ],
    );
    let nodes = &found.network.nodes;
    for n in nodes.iter().take(most) {
        let least = n.letters.saturating_sub(n.held + n.open);
        let share = match n.originality {
            None => t.of("无法判定", "undetermined").into(),
            Some(o) if n.open == 0 => format!("{:.1}%", o * 100.0),
            Some(o) => format!("{:.1}%—{:.1}%", 100.0 * f64::from(least) / f64::from(n.letters), o * 100.0),
        };
        sheet.row([
            n.title.clone(),
            t.date(n.date),
            n.letters.to_string(),
            n.held.to_string(),
            n.common.to_string(),
            n.open.to_string(),
            share,
        ]);
    }
    sheet.note(t.shown(most.min(nodes.len()), nodes.len()));
    let undated = nodes.iter().filter(|n| n.date.is_none()).count();
    sheet.note(if t.english {
        format!("share of letters that no text of an earlier day holds, among the {} texts held; {undated} have no date, {partial} sources were not wholly read", nodes.len())
    } else {
        format!("原创比例＝在收录的 {} 件文本中，没有更早文本持有的字数所占比例；{undated} 件没有日期，{partial} 个文件未读全", nodes.len())
    });
    sheet
}
