//! Cuts a query into words without jieba: its 140 ms of loading would be the search's. The words
//! are those of the index itself, whose dictionary maps in with it, weighted by how many clauses
//! hold each. A word that no clause holds is not missed: pieces are looked for as substrings.

use super::norm::for_words;
use super::schema::Fields;
use super::tokens::is_word;
use std::collections::BTreeSet;
use tantivy::Searcher;
use tantivy::schema::Term;

/// Longest word looked for, in characters.
const LONGEST: usize = 10;

/// Words that ask or join and are no condition: who, how, what; and, of, for.
const STOP: &[&str] = &[
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
pub fn query_words(searcher: &Searcher, fields: &Fields, terms: &[String], text: &str) -> Vec<String> {
    let normal = for_words(text);
    let mut seen = BTreeSet::new();
    let mut words = Vec::new();
    for run in normal.split(|c: char| !c.is_alphanumeric()) {
        for word in cut_run(run, &|w| weight(searcher, fields, terms, w)) {
            if is_word(&word) && !STOP.contains(&word.as_str()) && seen.insert(word.clone()) {
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
pub fn units(searcher: &Searcher, fields: &Fields, word: &str) -> Vec<String> {
    let whole = word.chars().count();
    let known =
        |w: &str| (w != word && w.chars().count() < whole).then(|| held(searcher, fields, w)).flatten();
    let parts = cut_run(word, &known);
    let sound = parts.len() > 1 && parts.iter().all(|p| p.chars().nth(1).is_some());
    if sound { parts } else { vec![word.to_string()] }
}

/// The word and every shorter word of the index in it, of two characters or more.
pub fn inner(searcher: &Searcher, fields: &Fields, word: &str) -> Vec<String> {
    let chars: Vec<char> = word.chars().collect();
    let mut found = vec![word.to_string()];
    for width in 2..chars.len().min(LONGEST + 1) {
        let words = chars.windows(width).map(|w| w.iter().collect::<String>());
        found.extend(words.filter(|w| held(searcher, fields, w).is_some()));
    }
    found.sort();
    found.dedup();
    found
}

/// Whether a pair of neighbouring characters says something of what is asked for: not 怎么, 由谁.
pub fn tells(pair: &str) -> bool {
    let asks = |c: char| "谁怎么吗呢哪几何什".contains(c);
    pair.chars().all(|c| c.is_alphanumeric() && !asks(c)) && !STOP.contains(&pair)
}

/// How many clauses hold the word; none when it is no word of the index.
fn held(searcher: &Searcher, fields: &Fields, word: &str) -> Option<f64> {
    let n = searcher.doc_freq(&Term::from_field_text(fields.words, word)).unwrap_or(0);
    (n > 0).then_some(n as f64)
}

/// How many clauses hold the word, a little for a term of the lexicon that none holds.
fn weight(searcher: &Searcher, fields: &Fields, terms: &[String], word: &str) -> Option<f64> {
    if STOP.contains(&word) {
        return Some(1000.0);
    }
    let known = terms.binary_search_by(|t| t.as_str().cmp(word)).is_ok();
    // A term with a function word at its end (退出后) is no word of its own: 退出 is what is asked for.
    let ends = |stop: &str| stop.chars().count() == 1 && word.ends_with(stop);
    let whole = || !STOP.iter().any(|stop| ends(stop));
    held(searcher, fields, word).or_else(|| (known && whole()).then_some(0.5))
}

/// The cut of a run with the best product of word shares; unknown characters stand alone first and
/// are then joined with their like.
fn cut_run(run: &str, weight: &dyn Fn(&str) -> Option<f64>) -> Vec<String> {
    let chars: Vec<char> = run.chars().collect();
    let n = chars.len();
    // (cost from here to the end, end of the word that begins here)
    let mut best = vec![(0.0f64, n); n + 1];
    for start in (0..n).rev() {
        best[start] = (f64::INFINITY, start + 1);
        let latin = chars[start..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
        let widths = if latin > 0 { latin..=latin } else { 1..=LONGEST.min(n - start) };
        for width in widths {
            let word: String = chars[start..start + width].iter().collect();
            let found = weight(&word).or((width == 1 || latin > 0).then_some(0.05));
            let Some(found) = found else { continue };
            // The share of one word in a text of a hundred thousand.
            let cost = (100_000.0 / found).ln() + best[start + width].0;
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
        let word: String = chars[at..end].iter().collect();
        if end - at == 1 && !STOP.contains(&word.as_str()) && !word.is_ascii() {
            loose.push_str(&word);
        } else {
            words.extend((!loose.is_empty()).then(|| std::mem::take(&mut loose)));
            words.push(word);
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
        assert_eq!(cut_run("退出后数据怎么处理", &known), ["退出", "后", "数据", "怎么", "处理"]);
        assert_eq!(cut_run("容错数据api2接口", &known), ["容错", "数据", "api2", "接口"]);
        assert_eq!(cut_run("", &known), Vec::<String>::new());
    }
}
