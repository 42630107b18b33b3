//! Chinese words that screens, tables and pages share.

use crate::model::State;

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
