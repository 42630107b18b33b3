//! Cuts a query into words without jieba: its 140 ms of loading would be the search's. The words
//! are those of the index itself, whose dictionary maps in with it, weighted by how many clauses
//! hold each. A word that no clause holds is not missed: pieces are looked for as substrings.

use super::norm::Normal;
use super::plan::Planner;
use super::tokens::{is_letter, is_word};
use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

/// Longest word looked for, in characters.
const LONGEST: usize = 10;

/// Longest of the words below, in bytes.
const LONGEST_STOP: usize = 15;
/// Words that ask or join and are no condition: who, how, what; and, of, for.
static STOP: LazyLock<HashSet<&str>> = LazyLock::new(|| STOP_WORDS.iter().copied().collect());

const STOP_WORDS: &[&str] = &[
    "怎么",
    "怎么样",
    "怎样",
    "如何",
    "为何",
    "为什么",
    "什么",
    "什么样",
    "哪些",
    "哪个",
    "哪种",
    "哪里",
    "哪类",
    "谁",
    "何时",
    "何种",
    "何人",
    "多少",
    "多久",
    "多长",
    "多长时间",
    "几",
    "几年",
    "几个",
    "几种",
    "几个月",
    "是否",
    "能否",
    "可否",
    "有没有",
    "会不会",
    "能不能",
    "可不可以",
    "是不是",
    "要不要",
    "需不需要",
    "吗",
    "呢",
    "吧",
    "啊",
    "么",
    "的",
    "地",
    "得",
    "了",
    "着",
    "过",
    "和",
    "与",
    "及",
    "以及",
    "或",
    "或者",
    "并",
    "而",
    "且",
    "在",
    "于",
    "对",
    "对于",
    "关于",
    "由",
    "被",
    "把",
    "将",
    "向",
    "从",
    "到",
    "为",
    "以",
    "其",
    "该",
    "此",
    "这",
    "那",
    "是",
    "有",
    "没有",
    "要",
    "能",
    "会",
    "可",
    "可以",
    "应",
    "应当",
    "应该",
    "必须",
    "需要",
    "都",
    "也",
    "就",
    "还",
    "后",
    "前",
    "时",
    "中",
    "内",
    "上",
    "下",
    "之",
    "之后",
    "之前",
    "以后",
    "以前",
    "等",
    "请问",
    "请",
    "规定",
    "有关",
    "相关",
    "情况",
    "情形下",
    "时候",
    "最",
    "个",
    "算",
    "办",
    "怎么办",
    "给",
    "让",
    "用",
    "做",
    "来",
    "去",
    "哪",
    "问题",
    "方面",
    "关系",
    "进行",
    "一个",
    "有什么",
    "有哪些",
];

/// The words of a piece of a query, in order, each once: what is asked for, without question and
/// function words. Empty when the piece holds none but these.
pub fn query_words(planner: &Planner, text: &Normal) -> Vec<String> {
    let normal = text.for_words();
    let mut words: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for run in normal.split(|c: char| !is_letter(c)) {
        for word in cut_run(run, size(planner), &|w| weight(planner, w)) {
            if is_word(&word) && !is_stop(&word) && seen.insert(word.clone()) {
                words.push(word);
            }
        }
    }
    // A lone character says little beside words: 费, 后, 期.
    if words.iter().any(|w| w.chars().nth(1).is_some()) {
        words.retain(|w| w.chars().nth(1).is_some());
    }
    words
}

/// The shorter words that a word of the query is made of, one behind another; the word itself when
/// it is made of none. 授权运营协议 is 授权, 运营 and 协议.
pub fn units(planner: &Planner, word: &str) -> Vec<String> {
    let known = |w: &str| (w.len() < word.len()).then(|| held(planner, w)).flatten();
    // A word of three characters or fewer is not two of two.
    if word.chars().nth(3).is_some() {
        let parts = cut_run(word, size(planner), &known);
        if parts.len() > 1 && parts.iter().all(|p| p.chars().nth(1).is_some()) {
            return parts;
        }
    }
    vec![word.to_string()]
}

/// The word and every shorter word of the index in it, of two characters or more.
pub fn inner(planner: &Planner, word: &str) -> Vec<String> {
    let ends: Vec<usize> = word.char_indices().map(|c| c.0).chain([word.len()]).collect();
    let mut found = vec![word.to_string()];
    for width in 2..(ends.len() - 1).min(LONGEST + 1) {
        let words = ends.windows(width + 1).map(|w| &word[w[0]..w[width]]);
        found.extend(words.filter(|w| held(planner, w).is_some()).map(String::from));
    }
    found.sort();
    found.dedup();
    found
}

/// Whether a pair of neighbouring characters says something of what is asked for: not 怎么, 由谁.
pub fn tells(pair: &str) -> bool {
    let asks = |c: char| "谁怎么吗呢哪几何什".contains(c);
    pair.chars().all(|c| is_letter(c) && !asks(c)) && !is_stop(pair)
}

fn is_stop(word: &str) -> bool {
    word.len() <= LONGEST_STOP && STOP.contains(word)
}

/// How many clauses hold the word; none when it is no word of the index.
fn held(planner: &Planner, word: &str) -> Option<f64> {
    let n = planner.word(word).holders;
    (n > 0).then_some(n as f64)
}

/// How many clauses hold the word, a little for a term of the lexicon that none holds.
fn weight(planner: &Planner, word: &str) -> Option<f64> {
    if is_stop(word) {
        return Some(1000.0);
    }
    let known = || planner.lexicon.terms.binary_search_by(|t| t.as_str().cmp(word)).is_ok();
    // A term with a function word at its end (退出后) is no word of its own: 退出 is what is asked for.
    let last = || word.char_indices().next_back().map_or("", |c| &word[c.0..]);
    held(planner, word).or_else(|| (known() && !is_stop(last())).then_some(0.5))
}

/// Words of the text that shares are taken of: ten to a clause, and a hundred thousand at least.
fn size(planner: &Planner) -> f64 {
    (10.0 * planner.opened.num_docs() as f64).max(100_000.0)
}

/// The cut of a run with the best product of word shares; unknown characters stand alone first and
/// are then joined with their like.
fn cut_run(run: &str, size: f64, weight: &dyn Fn(&str) -> Option<f64>) -> Vec<String> {
    let ends: Vec<usize> = run.char_indices().map(|c| c.0).chain([run.len()]).collect();
    let n = ends.len() - 1;
    let word = |from: usize, to: usize| &run[ends[from]..ends[to]];
    // (cost from here to the end, end of the word that begins here)
    let mut best = vec![(0.0f64, n); n + 1];
    for start in (0..n).rev() {
        best[start] = (f64::INFINITY, start + 1);
        let latin = run[ends[start]..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let widths = if latin > 0 { latin..=latin } else { 1..=LONGEST.min(n - start) };
        for width in widths {
            let found = weight(word(start, start + width)).or((width == 1 || latin > 0).then_some(0.05));
            let Some(found) = found else { continue };
            let cost = (size / found).ln() + best[start + width].0;
            if cost < best[start].0 {
                best[start] = (cost, start + width);
            }
        }
    }
    let mut words = Vec::new();
    let mut at = 0;
    let mut loose = String::new();
    while at < n {
        let end = best[at].1;
        let word = word(at, end);
        if end - at == 1 && !word.is_ascii() && !is_stop(word) {
            loose.push_str(word);
        } else {
            words.extend((!loose.is_empty()).then(|| std::mem::take(&mut loose)));
            words.push(word.to_string());
        }
        at = end;
    }
    words.extend((!loose.is_empty()).then_some(loose));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_cut() {
        let known = |w: &str| match w {
            "退出" | "数据" | "处理" | "后" => Some(50.0),
            "后数" => Some(1.0),
            "怎么" => Some(1000.0),
            _ => None,
        };
        assert_eq!(cut_run("退出后数据怎么处理", 100_000.0, &known), ["退出", "后", "数据", "怎么", "处理"]);
        assert_eq!(cut_run("容错数据api2接口", 100_000.0, &known), ["容错", "数据", "api2", "接口"]);
        assert_eq!(cut_run("", 100_000.0, &known), Vec::<String>::new());
    }
}
