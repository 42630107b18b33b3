//! Why a provision has its state in an instrument, for a person who does not know the code.

mod absence;
mod evidence;
mod marks;

use crate::model::{Document, Finding, Instrument, Slots, State};
use crate::report::words::slot_words;
use crate::rules::{Rule, RuleSet, SlotKind};
use std::fmt::Write;

/// What is explained: a finding with all it rests on.
struct Case<'a> {
    set: &'a RuleSet,
    rule: &'a Rule,
    document: &'a Document,
    instrument: &'a Instrument,
    finding: &'a Finding,
    /// The other findings of the instrument.
    others: &'a [Finding],
    /// Names of patterns are told, too.
    ids: bool,
}

/// The explanation, in Chinese: state, evidence with the words that fired, or the certificate.
/// `others`: all findings of the instrument. `ids` adds the names of the patterns, for those who write rules.
pub fn explain(
    set: &RuleSet,
    document: &Document,
    instrument: &Instrument,
    finding: &Finding,
    others: &[Finding],
    ids: bool,
) -> String {
    let mut out = String::new();
    let Some(rule) = set.rule(&finding.provision) else { return out };
    let case = Case { set, rule, document, instrument, finding, others, ids };
    let _ = writeln!(out, "文本：{}（{}）", instrument.title, document.source.name);
    let _ = writeln!(out, "规定要素：{}（{}，规则第{}版）", rule.title, rule.id, rule.version);
    let _ = writeln!(out, "编码依据：{}", rule.reason);
    let _ = writeln!(out, "状态：{}{}", finding.state.zh(), case.reservation());
    if !finding.reason.is_empty() {
        let _ = writeln!(out, "理由：{}", finding.reason);
    }
    out += &evidence::told(&case);
    let slots = slot_words(&finding.slots);
    if !slots.is_empty() {
        let _ = writeln!(out, "\n取值：{slots}");
    }
    if finding.state == State::Present {
        for missing in unread_slots(rule.slots, &finding.slots) {
            let _ = writeln!(out, "{missing}");
        }
    }
    if let Some(c) = &finding.certificate {
        out += &absence::proof(&case, c);
    }
    if finding.state == State::Undetermined {
        let _ = writeln!(out, "未能完整读取的文本不作“未规定”处理。");
    }
    out
}

/// All instruments of a file with their state, when there are several.
pub fn overview(rule: &Rule, found: &[(&Instrument, State)]) -> String {
    if found.len() < 2 {
        return String::new();
    }
    let mut out = format!("本文件含{}个文本，“{}”分别为：\n", found.len(), rule.title);
    for (i, (instrument, state)) in found.iter().enumerate() {
        let _ = writeln!(out, "  {}. {}——{}", i + 1, instrument.title, state.zh());
    }
    out
}

impl Case<'_> {
    /// What a reader must know about the state before he trusts it.
    fn reservation(&self) -> String {
        let (all, cropped) =
            (self.instrument.clauses.len(), self.instrument.clauses.iter().filter(|c| c.cropped).count());
        match self.finding.state {
            State::Absent if cropped > 0 => {
                format!("（现有文字中没有；{all}处条款中有{cropped}处行末被裁切，请以完整文本复核）")
            }
            State::Present | State::Delegated | State::Contradicted if evidence::cropped(self) => {
                "（所依据的条款有缺字：原件行末被裁切，请与完整文本核对）".into()
            }
            _ => String::new(),
        }
    }
}

/// What should have been read from a present finding and was not, with what to do.
fn unread_slots(kind: Option<SlotKind>, slots: &Slots) -> Vec<&'static str> {
    let lacks = |keys: &[&str]| keys.iter().all(|k| !slots.contains_key(*k));
    match kind {
        Some(SlotKind::Term) if lacks(&["years"]) => {
            vec!["年限：条文中没有读出数字（可能未写、留白或被裁切），请与原件核对。"]
        }
        Some(SlotKind::Retention) if lacks(&["months"]) => {
            vec!["留存期间：条文中没有读出数字（可能写“按规定”、留白或被裁切），请与原件核对。"]
        }
        Some(SlotKind::Validity) => [
            (lacks(&["effective"]), "施行日期：条文中没有读出完整日期（征求意见稿常留白），请与原件核对。"),
            (lacks(&["valid_years", "expires"]), "有效期：条文没有写明，或留白、被裁切。"),
        ]
        .into_iter()
        .filter(|(lacking, _)| *lacking)
        .map(|(_, words)| words)
        .collect(),
        Some(SlotKind::Modes) if lacks(&["modes"]) => vec!["授权模式：没有读出三种模式中的任何一种。"],
        _ => Vec::new(),
    }
}
