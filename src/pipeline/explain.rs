//! Why a provision has its state in an instrument, for a person who does not know the code.

use crate::model::{Document, Finding, Instrument, NearMiss, State};
use crate::rules::{Rule, RuleSet};
use std::fmt::Write;

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
        let _ = writeln!(out, "  规则：{}", pattern_words(set, rule, &e.rule));
    }
    if !finding.slots.is_empty() {
        let slots: Vec<String> = finding.slots.iter().map(|(k, v)| format!("{k} = {v}")).collect();
        let _ = writeln!(out, "\n取值：{}", slots.join("，"));
    }
    if let Some(c) = &finding.certificate {
        let _ = writeln!(
            out,
            "\n检索证明：共检索{}个条款单元，每个都试了{}种写法；行末被裁切的条款单元{}个。",
            c.clauses_searched, c.patterns_tried, c.clauses_cropped
        );
        if c.near_misses.is_empty() {
            let _ = writeln!(out, "没有任何条款含有本规则的词语。");
        }
        for (i, n) in c.near_misses.iter().enumerate() {
            let _ = writeln!(out, "最接近{}：{}", i + 1, miss(n));
        }
    }
    if finding.state == State::Undetermined {
        let _ = writeln!(out, "未能完整读取的文本不作“未规定”处理。");
    }
    out
}

fn miss(n: &NearMiss) -> String {
    format!(
        "{}「{}」\n  符合{}/{}项条件；未满足：{}（{}）",
        n.label,
        n.quote.replace('\n', ""),
        n.met,
        n.asked,
        n.failed,
        n.rule
    )
}

/// The pattern in words: what stood in which order.
fn pattern_words(set: &RuleSet, rule: &Rule, name: &str) -> String {
    let Some(p) = set.patterns[rule.patterns.clone()].iter().find(|p| p.name == name) else {
        return name.to_owned();
    };
    let steps: Vec<&str> = p.steps.iter().map(|s| set.classes[s.class as usize].name.as_str()).collect();
    let order = if p.any_order { "（不论次序）" } else { "" };
    format!("{name}：依次出现 {}{order}", steps.join(" → "))
}
