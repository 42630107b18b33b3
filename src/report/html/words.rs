//! Small pieces that every section uses.

pub(super) use super::super::words::letter;
use crate::model::{Standing, State};
use maud::{Markup, html};

/// The same words in both languages; style shows one of them.
pub(super) fn bi(zh: &str, en: &str) -> Markup {
    html! { span.zh lang="zh-CN" { (zh) } span.en lang="en" { (en) } }
}

/// The label of a clause; some paragraphs have none.
pub(super) fn label(words: &str) -> Markup {
    html! { @if words.is_empty() { (bi("未编号", "unnumbered")) } @else { (words) } }
}

/// The style class of a state; each has its own shape.
pub(super) fn class(state: State) -> &'static str {
    match state {
        State::Present => "s sp",
        State::Delegated => "s sd",
        State::Contradicted => "s sc",
        State::Absent => "s sa",
        State::Undetermined => "s su",
    }
}

pub(super) fn chip(state: State) -> Markup {
    html! { span class=(class(state)) aria-hidden="true" { (letter(state)) } }
}

pub(super) fn state_words(state: State) -> Markup {
    bi(state.zh(), state.en())
}

pub(super) fn standing(s: Standing) -> Markup {
    let class = match s {
        Standing::InForce => "st",
        Standing::Draft => "st draft",
        Standing::NotYet => "st later",
        Standing::Expired | Standing::Repealed => "st gone",
    };
    html! { span class=(class) { (bi(s.zh(), s.en())) } }
}

/// A value with two decimals, or a question mark with the bounds where they say something.
pub(super) fn value(v: Option<f64>, low: f64, high: f64) -> Markup {
    html! {
        @match v {
            Some(v) => (two(v)),
            None => span.open { "？" @if low > 0.0 || high < 5.0 { small { (two(low)) "–" (two(high)) } } },
        }
    }
}

pub(super) fn two(v: f64) -> String {
    format!("{v:.2}")
}

pub(super) fn percent(v: f64) -> String {
    format!("{:.0}%", v * 100.0)
}
