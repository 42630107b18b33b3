use crate::rules::{RoleKind, RuleSet};
use std::collections::BTreeMap;

/// Which party a name means in one instrument, where its definitions say so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleMap(BTreeMap<u32, RoleKind>);

impl RoleMap {
    /// Reads the definitions (…，是指…) of the instrument: the role of a defined name is told by
    /// what the definition says of it.
    /// `clauses`: their folded texts.
    pub fn resolve<'t>(rules: &RuleSet, clauses: impl Iterator<Item = &'t str>) -> Self {
        let mut map = BTreeMap::new();
        for folded in clauses {
            if !folded.contains("是指") {
                continue;
            }
            for sentence in folded.split(['。', ';']) {
                let Some((name, gloss)) = sentence.split_once("是指") else { continue };
                let Some(role) = role_of(gloss) else { continue };
                rules.find(name, |term, start, end| {
                    if rules.terms[term].role.is_some() && defines(name, start, end) {
                        map.insert(term as u32, role);
                    }
                });
            }
        }
        Self(map)
    }

    /// The role of a term of the automaton here; `usual` when the instrument does not define it.
    pub fn role(&self, term: u32, usual: RoleKind) -> RoleKind {
        self.0.get(&term).copied().unwrap_or(usual)
    }
}

/// The term is the whole of what is defined, quotation marks and 本办法所称 aside.
fn defines(name: &str, start: usize, end: usize) -> bool {
    let before = name[..start].trim_end_matches(['"', '(']);
    let after = name[end..].trim_start_matches(['"', ')', ',', ':']);
    (before.is_empty()
        || before.ends_with("所称")
        || before.ends_with("所称的")
        || before.ends_with(['。', ',', '、', '.', ')']))
        && (after.is_empty() || after.starts_with("(以下") || after.starts_with("(下称"))
}

/// The party that a definition describes.
fn role_of(gloss: &str) -> Option<RoleKind> {
    let has = |words: &[&str]| words.iter().any(|w| gloss.contains(w));
    if has(&["再开发", "二次开发", "利用公共数据产品", "使用公共数据产品", "深度开发"])
        && !has(&["授权运营协议"])
    {
        return Some(RoleKind::Developer);
    }
    if has(&["经授权", "获得授权", "取得授权", "被授权", "按照规范程序获得", "授权运营协议", "依法选定"])
    {
        return Some(RoleKind::Operator);
    }
    if has(&["组织开展授权运营", "组织实施授权运营", "组织开展公共数据资源授权运营", "负责授权"])
    {
        return Some(RoleKind::Implementer);
    }
    if has(&["提供公共数据的", "产生公共数据", "持有公共数据的"]) {
        return Some(RoleKind::Supplier);
    }
    None
}
