//! The kind of an instrument, from its title, who issued it and how it was passed.

use super::super::line;
use super::super::text::squeeze;
use super::super::title;
use crate::model::{InstrumentKind, Region};

/// 法律 … 其他.
pub fn kind(title: &str, issuers: &[String], front: &[&str], region: Option<&Region>) -> InstrumentKind {
    use InstrumentKind::*;
    let bare = squeeze(title::strip_brackets(title));
    let ends = |w: &[&str]| w.iter().any(|w| bare.ends_with(w));
    let issued = |w: &str| {
        issuers.iter().any(|i| i.contains(w)) || front.iter().any(|l| line::is_adoption(l) && l.contains(w))
    };
    let passed = issued("人民代表大会") || issued("人大常委会");
    let national = bare.starts_with("中华人民共和国") || issued("全国人民代表大会");
    let order = front.iter().any(|l| {
        l.chars().count() <= 60
            && (l.contains("政府令")
                || l.contains("国务院令")
                || l.contains("部令")
                || l.contains("局令")
                || l.contains("委令")
                || l.contains("委员会令"))
    });
    let by_state = front.iter().any(|l| l.chars().count() <= 60 && l.contains("国务院令"));
    if ends(&["法"]) && !ends(&["办法"]) && national {
        return Law;
    }
    if ends(&["条例"]) {
        // A local regulation begins with its place; the state's own need not.
        let state = national || issued("国务院") || by_state || (region.is_none() && issuers.is_empty());
        return if state && !passed { AdministrativeRegulation } else { LocalRegulation };
    }
    if passed && ends(&["规定", "办法", "决定", "细则", "规则"]) {
        return LocalRegulation;
    }
    if by_state && ends(&["办法", "规定", "细则", "规则"]) {
        return AdministrativeRegulation;
    }
    if order && ends(&["办法", "规定", "细则", "规则"]) {
        return GovernmentRule;
    }
    if ends(&[
        "办法", "规定", "细则", "规范", "规则", "规程", "准则", "导则", "指引", "指南", "制度", "章程",
        "标准",
    ]) {
        return Measures;
    }
    if ends(&[
        "意见",
        "方案",
        "通知",
        "计划",
        "要点",
        "措施",
        "举措",
        "规划",
        "纲要",
        "政策",
        "行动",
        "决定",
        "公告",
        "通告",
        "机制",
        "若干条",
        "清单",
        "预案",
        "函",
    ]) {
        return Policy;
    }
    Other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        use InstrumentKind::*;
        let none: &[&str] = &[];
        for (title, front, want) in [
            ("甲市数据规定", &["国务院令第12号"][..], AdministrativeRegulation),
            ("示例省数据条例", none, LocalRegulation),
            ("中华人民共和国数据法", none, Law),
            ("甲市数据办法（试行）", none, Measures),
            ("甲市数据办法", &["甲市人民政府令第12号"][..], GovernmentRule),
            ("关于加快数据开发的意见（征求意见稿）", none, Policy),
            ("甲市规定", &["2021年6月23日 甲市人民代表大会常务委员会通过"][..], LocalRegulation),
            ("甲市数据", none, Other),
        ] {
            let place = Region {
                name: "甲市".into(),
                province: String::new(),
                level: crate::model::Level::City,
                code: None,
            };
            assert_eq!(kind(title, &[], front, Some(&place)), want, "{title}");
        }
    }
}
