//! What a title says, whatever brackets, wrappers and marks stand around it.

use regex::Regex;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Endings of titles, longest first, and the form that those that drift into one another share.
const FORMS: &[(&str, &str)] = &[
    ("管理实施细则", "细则"),
    ("管理暂行办法", "办法"),
    ("暂行管理办法", "办法"),
    ("管理实施办法", "实施办法"),
    ("管理细则", "细则"),
    ("实施细则", "细则"),
    ("实施办法", "实施办法"),
    ("管理办法", "办法"),
    ("暂行办法", "办法"),
    ("实施规范", "规范"),
    ("工作方案", "工作方案"),
    ("实施方案", "实施方案"),
    ("攻坚方案", "攻坚方案"),
    ("指导意见", "指导意见"),
    ("实施意见", "实施意见"),
    ("工作指南", "工作指南"),
    ("细则", "细则"),
    ("办法", "办法"),
    ("条例", "条例"),
    ("规定", "规定"),
    ("规范", "规范"),
    ("方案", "方案"),
    ("意见", "意见"),
    ("指南", "指南"),
    ("通知", "通知"),
];

static DRAFT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("征求(公众|社会)?意见|征求.{0,6}意见稿|草案|送审稿|讨论稿|征集意见").expect("pattern is valid")
});
static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\((试行|暂行|公开)?\)|\([^()]*(意见稿?|草案|送审稿|讨论稿)[^()]*\)|\(\d{4}\)$")
        .expect("pattern is valid")
});
static WRAPPED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^.*?(?:关于)?(?:印发|公布|发布|下发|转发)(?:实施)?(.+?)的?(?:通知|公告)$")
        .expect("pattern is valid")
});
static ISSUER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^.*(?:局|厅|委|办|府|室|会|组)关于").expect("pattern is valid"));

/// A title taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// Without brackets, wrapper, marks and issuer; the place still in it.
    pub plain: String,
    /// `plain` without the place and without the ending.
    pub subject: String,
    /// Shared form of the ending; empty when it has none of the known ones.
    pub form: &'static str,
    /// The ending as it stands, 试行 and 暂行 aside.
    pub ending: &'static str,
    /// It names one of the places.
    pub placed: bool,
    pub draft: bool,
}

impl Title {
    /// Takes `title` apart; `places` are the names of the place it may belong to.
    pub fn of(title: &str, places: &[&str]) -> Self {
        let folded: String = title.nfkc().filter(|c| !c.is_whitespace()).collect();
        let folded = folded.replace(['—', '–', '－', '~'], "-");
        let draft = DRAFT.is_match(&folded);
        let bare: String = folded.chars().filter(|c| !"《》〈〉【】[]“”\"".contains(*c)).collect();
        let bare = bare.replace("(试行)", "").replace("(暂行)", "");
        let bare = MARKS.replace_all(&bare, "").into_owned();
        let inner = WRAPPED.captures(&bare).map_or(bare.clone(), |c| c[1].to_owned());
        let plain = ISSUER.replace(&inner, "").into_owned();
        let plain = plain.strip_prefix("关于").unwrap_or(&plain).trim_end_matches("试行").to_owned();
        let place = places.iter().filter(|p| !p.is_empty()).find(|p| plain.contains(**p));
        let unplaced = place.map_or(plain.clone(), |p| plain.replacen(*p, "", 1));
        let found = FORMS.iter().find(|(end, _)| unplaced.ends_with(end));
        let (ending, form) = found.copied().unwrap_or_default();
        let subject = unplaced[..unplaced.len() - ending.len()].to_owned();
        Self { subject, form, ending, placed: place.is_some() || bare_place(&bare, places), draft, plain }
    }
}

/// The place stands in what was stripped: in the issuer or the wrapper.
fn bare_place(bare: &str, places: &[&str]) -> bool {
    places.iter().any(|p| !p.is_empty() && bare.contains(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_title_in_many_dresses() {
        let want = Title::of("甲市公共数据授权运营管理办法（试行）", &["甲市"]);
        assert_eq!((want.subject.as_str(), want.form), ("公共数据授权运营", "办法"));
        for dress in [
            "甲市公共数据授权运营管理办法(试行)",
            "《甲市公共数据授权运营管理暂行办法》",
            "甲市人民政府办公室关于印发《甲市公共数据授权运营办法（试行）》的通知",
            "关于印发甲市公共数据授权运营管理办法（试行）的通知",
        ] {
            let t = Title::of(dress, &["甲市"]);
            assert_eq!((t.subject, t.form, t.draft), ("公共数据授权运营".into(), "办法", false), "{dress}");
        }
        let t = Title::of("甲市公共数据授权运营管理办法（公开征求意见稿）", &["甲市"]);
        assert!(t.draft && t.form == "办法", "{t:?}");
    }

    #[test]
    fn the_issuer_goes_and_readings_and_amendments_stay_what_they_are() {
        let t = Title::of("中共甲市委办公厅 甲市人民政府办公厅关于加快甲市数据开发的实施意见", &["甲市"]);
        assert_eq!((t.subject.as_str(), t.form), ("加快数据开发的", "实施意见"));
        assert_eq!(Title::of("《甲市公共数据授权运营管理办法》解读", &["甲市"]).form, "");
        assert_ne!(
            Title::of("关于废止《甲市公共数据授权运营管理办法》的通知", &["甲市"]).subject,
            "公共数据授权运营"
        );
    }
}
