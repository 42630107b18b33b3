//! Chinese words that screens, tables and pages share.

use super::Lang;
use crate::model::{Slots, State};

/// The letter that tells a state without colour.
pub fn letter(state: State) -> &'static str {
    match state {
        State::Present => "有",
        State::Delegated => "转",
        State::Contradicted => "反",
        State::Absent => "无",
        State::Undetermined => "？",
    }
}

/// The same for English readers.
pub fn letter_en(state: State) -> &'static str {
    match state {
        State::Present => "P",
        State::Delegated => "D",
        State::Contradicted => "C",
        State::Absent => "A",
        State::Undetermined => "?",
    }
}

/// What a slot of a finding is called; the name itself when it has no other.
pub fn slot_name(name: &str) -> &str {
    match name {
        "months" => "留存月数",
        "at_exit" => "退出时",
        "years" => "年限",
        "bound" => "限定",
        "hedged" => "原则上",
        "modes" => "授权模式",
        "effective" => "施行日期",
        "valid_years" => "有效年数",
        "expires" => "失效日期",
        other => other,
    }
}

/// Name of a slot in a language.
pub fn slot_name_in(lang: Lang, name: &str) -> &str {
    lang.pick(slot_name(name), name)
}

/// Value of a slot in a language.
pub fn slot_value_in(lang: Lang, value: &serde_json::Value) -> String {
    use serde_json::Value;
    match (lang, value) {
        (Lang::Zh, _) => slot_value(value),
        (_, Value::Bool(b)) => if *b { "yes" } else { "no" }.into(),
        (_, Value::Null) => "not stated".into(),
        (_, Value::String(s)) => match s.as_str() {
            "max" => "at most".into(),
            "exact" => "exactly".into(),
            "issue" => "on issue".into(),
            other => other.into(),
        },
        (_, Value::Array(list)) => list.iter().map(|v| slot_value_in(lang, v)).collect::<Vec<_>>().join(", "),
        (_, other) => other.to_string(),
    }
}

/// The value of a slot in words.
pub fn slot_value(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Bool(true) => "是".into(),
        Value::Bool(false) => "否".into(),
        Value::Null => "未写明".into(),
        Value::String(s) => match s.as_str() {
            "max" => "不超过".into(),
            "exact" => "固定".into(),
            "issue" => "自印发之日起".into(),
            other => other.into(),
        },
        Value::Array(list) => list.iter().map(slot_value).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

/// All slots of a finding as a person would say them: 最长5年（“原则上”，可有例外）.
pub fn slot_words(slots: &Slots) -> String {
    let mut rest = slots.clone();
    let mut out = Vec::new();
    if let Some(years) = rest.remove("years") {
        let bound = match rest.remove("bound").as_ref().and_then(|b| b.as_str()) {
            Some("max") => "最长",
            Some("min") => "最短",
            _ => "固定为",
        };
        let hedge = rest.remove("hedged").and_then(|h| h.as_bool()).unwrap_or(false);
        let hedge = if hedge { "（“原则上”“一般”，可有例外）" } else { "" };
        out.push(format!("期限{bound}{}年{hedge}", slot_value(&years)));
    }
    if let Some(months) = rest.remove("months") {
        out.push(format!("留存{}个月", slot_value(&months)));
    }
    if let Some(at_exit) = rest.remove("at_exit") {
        out.push(format!("专就退出时规定留存：{}", slot_value(&at_exit)));
    }
    if let Some(effective) = rest.remove("effective") {
        let from = if effective == "issue" { "印发之日".into() } else { slot_value(&effective) };
        out.push(format!("自{from}起施行"));
    }
    if let Some(years) = rest.remove("valid_years") {
        out.push(format!("有效期{}年", slot_value(&years)));
    }
    out.extend(rest.iter().map(|(k, v)| format!("{}：{}", slot_name(k), slot_value(v))));
    out.join("；")
}
