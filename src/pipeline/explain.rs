//! Why a provision has its state in an instrument, for a person who does not know the code.

use crate::model::{Certificate, Document, Finding, Instrument, NearMiss, State, fold};
use crate::report::words::{slot_name, slot_value};
use crate::rules::{ClassId, Rule, RuleSet};
use crate::scan::key_words;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Words that occur, and examples of words that do not, named in a certificate at most.
const NAMED: usize = 12;

/// The explanation, in Chinese: state, evidence with the words that fired, or the certificate.
pub fn explain(set: &RuleSet, document: &Document, instrument: &Instrument, finding: &Finding) -> String {
    let mut out = String::new();
    let Some(rule) = set.rule(&finding.provision) else { return out };
    let _ = writeln!(out, "文本：{}（{}）", instrument.title, document.source.name);
    let _ = writeln!(out, "规定要素：{}（{}，规则第{}版）", rule.title, rule.id, rule.version);
    let _ = writeln!(out, "编码依据：{}", rule.reason);
    let _ = writeln!(out, "状态：{}（{}）", finding.state.zh(), finding.state.en());
    if !finding.reason.is_empty() {
        let _ = writeln!(out, "理由：{}", finding.reason);
    }
    for (i, e) in finding.evidence.iter().enumerate() {
        let page = e.page.map_or(String::new(), |p| format!("，第{p}页"));
        let _ = writeln!(out, "\n证据{}：{}{page}", i + 1, e.label);
        let _ = writeln!(out, "  「{}」", e.quote.replace('\n', ""));
        let _ = writeln!(out, "  规则：{}", pattern_words(set, rule, &e.rule, &e.quote));
    }
    if !finding.slots.is_empty() {
        let slot = |(k, v): (&String, &serde_json::Value)| format!("{}：{}", slot_name(k), slot_value(v));
        let slots: Vec<String> = finding.slots.iter().map(slot).collect();
        let _ = writeln!(out, "\n取值：{}", slots.join("；"));
    }
    if let Some(c) = &finding.certificate {
        out += &proof(set, rule, document, instrument, c);
    }
    if finding.state == State::Undetermined {
        let _ = writeln!(out, "未能完整读取的文本不作“未规定”处理。");
    }
    out
}

/// What was searched for, what of it occurs and how often, and what came nearest.
fn proof(
    set: &RuleSet,
    rule: &Rule,
    document: &Document,
    instrument: &Instrument,
    c: &Certificate,
) -> String {
    let mut out = format!(
        "\n检索证明：通读全部{}处条、款、项，每处都按{}种写法查过。\n",
        c.clauses_searched, c.patterns_tried
    );
    if c.clauses_cropped > 0 {
        let _ = writeln!(out, "  注意：其中{}处行末被裁切，缺字处请与原件核对。", c.clauses_cropped);
    }
    // Names of parties stand in every clause and tell nothing.
    let mut keys = key_words(set, rule);
    keys.retain(|t| set.terms[*t as usize].role.is_none());
    keys.sort_by_key(|t| (set.terms[*t as usize].chars, *t));
    let counts = occurrences(set, document, instrument);
    let count = |t: &u32| counts.get(t).copied().unwrap_or(0);
    let (mut seen, unseen): (Vec<u32>, Vec<u32>) = keys.iter().partition(|t| count(t) > 0);
    let word = |t: &u32| set.terms[*t as usize].text.as_str();
    seen.sort_by_key(|t| (std::cmp::Reverse(count(t)), word(t)));
    let more = |n: usize| if n > NAMED { "等" } else { "" };
    let _ = write!(out, "  查找的关键词{}个：", keys.len());
    if !seen.is_empty() {
        let named = seen.iter().take(NAMED).map(|t| format!("{}{}次", word(t), count(t)));
        let _ = write!(
            out,
            "出现{}个（{}{}），",
            seen.len(),
            named.collect::<Vec<_>>().join("、"),
            more(seen.len())
        );
    }
    let named: Vec<&str> = unseen.iter().take(NAMED).map(word).collect();
    let _ = writeln!(out, "未出现{}个（{}{}）。", unseen.len(), named.join("、"), more(unseen.len()));
    if c.near_misses.is_empty() {
        let _ = writeln!(out, "没有任何条款含有本规则的词语。");
    }
    for (i, n) in c.near_misses.iter().enumerate() {
        let _ = writeln!(out, "最接近{}：{}", i + 1, miss(n));
    }
    out
}

/// How often each term of the rules occurs in the clauses of the instrument.
fn occurrences(set: &RuleSet, document: &Document, instrument: &Instrument) -> BTreeMap<u32, usize> {
    let mut counts = BTreeMap::new();
    for clause in &instrument.clauses {
        let folded = fold(clause.span.of(&document.canonical.text)).text;
        set.find(&folded, |term, _, _| *counts.entry(term as u32).or_default() += 1);
    }
    counts
}

fn miss(n: &NearMiss) -> String {
    format!(
        "{}「{}」\n  {}项要求中符合{}项；还差：{}（写法 {}）",
        n.label,
        n.quote.replace('\n', ""),
        n.asked,
        n.met,
        n.failed,
        n.rule
    )
}

/// The words of the quotation that make the pattern fire, in its order; what the quotation does
/// not hold stands in the stem, the heading or elsewhere in the sentence.
fn pattern_words(set: &RuleSet, rule: &Rule, name: &str, quote: &str) -> String {
    let Some(p) = set.patterns[rule.patterns.clone()].iter().find(|p| p.name == name) else {
        return name.to_owned();
    };
    let folded = fold(quote).text;
    let steps: Vec<String> = p.steps.iter().map(|s| step_words(set, s.class, &folded)).collect();
    let how = match (steps.len(), p.any_order) {
        (1, _) => "",
        (_, true) => "同在一处（不论先后）：",
        (_, false) => "先后出现：",
    };
    format!("{how}{}（写法 {name}）", steps.join(" … "))
}

/// The longest word of the class that the text holds; else what the class stands for.
fn step_words(set: &RuleSet, class: ClassId, folded: &str) -> String {
    let mut best: Option<&str> = None;
    set.find(folded, |term, _, _| {
        let term = &set.terms[term];
        if term.classes.contains(&class) && best.is_none_or(|b| b.len() < term.text.len()) {
            best = Some(&term.text);
        }
    });
    match best {
        Some(word) => format!("【{word}】"),
        None if !set.classes[class as usize].typed.is_empty() => set.classes[class as usize].name.clone(),
        None => format!("{}（在引文之外）", set.classes[class as usize].name),
    }
}
