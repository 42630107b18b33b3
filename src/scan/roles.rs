use crate::rules::{RoleKind, RuleSet};
use std::collections::BTreeMap;

/// Which party a name means in one instrument, where its definitions say so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleMap {
    terms: BTreeMap<u32, RoleKind>,
    names: Vec<PartyName>,
}

/// What an instrument calls a party, when no term list knows the name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartyName {
    /// Folded.
    pub text: String,
    pub role: RoleKind,
}

impl RoleMap {
    /// Reads the definitions (…，是指…; …（以下简称…）) of the instrument: the role of a defined
    /// name is told by what the definition says of it. `clauses`: the folded texts of those that
    /// [`may_define`].
    pub fn resolve<'t>(rules: &RuleSet, clauses: impl Iterator<Item = &'t str>) -> Self {
        let mut map = Self::default();
        for folded in clauses {
            for sentence in folded.split(['。', ';']) {
                if let Some((name, gloss)) = sentence.split_once("是指") {
                    map.read(rules, name, gloss);
                } else if let Some((name, gloss)) = sentence.split_once(",指").or(sentence.split_once(":指"))
                {
                    map.read(rules, name, gloss);
                }
                for (gloss, name) in short_names(sentence) {
                    if let Some(role) = role_of(gloss).filter(|_| is_party(gloss)) {
                        map.name(rules, name, role);
                    }
                }
            }
        }
        map.names.sort();
        map.names.dedup_by(|b, a| a.text == b.text);
        map
    }

    fn read(&mut self, rules: &RuleSet, name: &str, gloss: &str) {
        let Some(role) = role_of(gloss) else { return };
        rules.find(name, |term, start, end| {
            if rules.terms[term].role.is_some() && defines(name, start, end) {
                self.terms.insert(term as u32, role);
            }
        });
        if is_party(gloss) {
            let plain = name.rsplit("所称").next().unwrap_or(name).trim_start_matches('的');
            self.name(rules, plain, role);
        }
    }

    /// Notes a name of its own making, unless a term list knows it.
    fn name(&mut self, rules: &RuleSet, name: &str, role: RoleKind) {
        let name = name.trim_matches(['"', '(', ')', ',', ':']);
        let chars = name.chars().count();
        let han = name.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
        const COMMON: [&str; 9] = ["单位", "企业", "机构", "公司", "主体", "部门", "平台", "项目", "各方"];
        let mut known = false;
        rules.find(name, |term, start, end| {
            known |= (start, end) == (0, name.len()) && rules.terms[term].role.is_some();
        });
        if (2..=12).contains(&chars) && han && !known && !COMMON.contains(&name) {
            self.names.push(PartyName { text: name.to_owned(), role });
        }
    }

    /// The role of a term of the automaton here; `usual` when the instrument does not define it.
    pub fn role(&self, term: u32, usual: RoleKind) -> RoleKind {
        self.terms.get(&term).copied().unwrap_or(usual)
    }

    /// Names of its own making.
    pub fn names(&self) -> &[PartyName] {
        &self.names
    }
}

/// Whether two neighbouring characters are a mark of definitions; a text without is none.
pub(super) fn may_define(before: char, c: char) -> bool {
    c == '称' || (c == '指' && matches!(before, '是' | ',' | ':'))
}

/// What stands before and inside each bracket (以下简称…), (下称…), (统称…) of a sentence.
fn short_names(sentence: &str) -> impl Iterator<Item = (&str, &str)> {
    sentence.match_indices('(').filter_map(move |(open, _)| {
        let inside = &sentence[open + 1..][..sentence[open + 1..].find(')')?];
        let marks = ["以下统称为", "以下简称为", "以下统称", "以下简称", "以下称", "下称", "统称", "简称"];
        let name = marks.iter().find_map(|m| inside.strip_prefix(m))?;
        Some((&sentence[..open], name))
    })
}

/// The gloss ends in a word for somebody; 授权运营，是指…的活动 names no party.
fn is_party(gloss: &str) -> bool {
    let (head, tail) = gloss.split_once("(以下").unwrap_or((gloss, ""));
    // …授权某公司(以下简称某某)开展…的活动 goes on: what is defined is no party.
    if tail.split_once(')').is_some_and(|(_, rest)| rest.chars().count() > 2) {
        return false;
    }
    let end = head.trim_end_matches(['"', ')', ',', ':']);
    const WHO: [&str; 18] = [
        "机构",
        "单位",
        "企业",
        "主体",
        "组织",
        "法人",
        "公司",
        "部门",
        "个人",
        "自然人",
        "机关",
        "者",
        "方",
        "商",
        "团体",
        "管委会",
        "中心",
        "集团",
    ];
    WHO.iter().any(|w| end.ends_with(w))
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
    let buys = has(&["购买", "采购", "订购", "买"]) && has(&["数据产品", "数据服务", "产品和服务", "成品"]);
    if buys && !has(&["授权"]) {
        return Some(RoleKind::Developer);
    }
    if has(&["经授权", "获得授权", "取得授权", "被授权", "按照规范程序获得", "授权运营协议", "依法选定"])
    {
        return Some(RoleKind::Operator);
    }
    let gets = has(&["取得", "获得", "获取", "拿到", "得到", "授予", "承接", "选出", "选定", "遴选", "确定"]);
    if gets && has(&["运营权", "使用权", "经营权", "开发权", "运营资格", "特许经营", "数据授权"])
    {
        return Some(RoleKind::Operator);
    }
    const ARRANGES: [&str; 5] =
        ["组织开展授权运营", "组织实施授权运营", "组织开展公共数据资源授权运营", "组织授权运营", "负责授权"];
    if has(&ARRANGES) {
        return Some(RoleKind::Implementer);
    }
    if has(&["提供公共数据的", "产生公共数据", "持有公共数据的"]) {
        return Some(RoleKind::Supplier);
    }
    let granted = has(&[
        "政府授权",
        "政府依法授权",
        "局授权",
        "部门授权",
        "机构授权",
        "局委托",
        "政府委托",
        "部门委托",
        "机构委托",
        "授权,",
        "委托,",
        "方式授予",
        "授权承担",
        "委托承担",
    ]);
    if granted {
        let ends = |words: &[&str]| words.iter().any(|w| gloss.ends_with(w));
        let works = has(&["运营", "经营", "加工", "开发"]) || ends(&["公司", "集团"]);
        let office = ends(&["部门", "机关", "事业单位"]);
        return (works && !office).then_some(RoleKind::Operator);
    }
    const APPLIES: [&str; 7] = [
        "开发为数据产品",
        "开发数据产品",
        "开发公共数据产品",
        "提出应用需求",
        "提出数据需求",
        "申请使用",
        "申请数据",
    ];
    has(&APPLIES).then_some(RoleKind::Developer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{embedded, load};

    fn names(clauses: &[&str]) -> Vec<(String, RoleKind)> {
        let (rules, _) = load(&embedded()).unwrap();
        let map = RoleMap::resolve(&rules, clauses.iter().copied());
        map.names().iter().map(|n| (n.text.clone(), n.role)).collect()
    }

    #[test]
    fn names_of_its_own_making_are_read_from_definitions() {
        let found = names(&[
            "承数人,是指依照本办法取得公共数据运营权的企业。",
            "向承数人购买数据产品的企业(以下简称\"得数人\")应当登记。",
        ]);
        let expected = [("得数人", RoleKind::Developer), ("承数人", RoleKind::Operator)];
        let expected: Vec<_> = expected.iter().map(|(n, r)| ((*n).to_owned(), *r)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn who_works_on_behalf_of_the_government_and_who_asks_for_data() {
        let one = |clause: &str| names(&[clause]).into_iter().next();
        let is = |name: &str, role| Some((name.to_owned(), role));
        assert_eq!(
            one("本办法所称承办人,是指经市人民政府授权,承担公共数据加工和运营服务的法人。"),
            is("承办人", RoleKind::Operator)
        );
        assert_eq!(
            one("市数据局授权甲市数字集团有限公司(以下简称\"甲市数字集团\")统一运营公共数据。"),
            is("甲市数字集团", RoleKind::Operator)
        );
        assert_eq!(
            one("求数人,是指提出应用需求,在运营专域内将数据开发为数据产品的组织。"),
            is("求数人", RoleKind::Developer)
        );
        assert_eq!(one("经办科室,是指受市人民政府委托,开展公共数据加工的部门。"), None);
        assert_eq!(one("登记所,是指提供公共数据资源登记服务的机构。"), None);
        assert_eq!(
            names(&["政务数据授权运营,是指市人民政府授权甲市数据公司(以下简称\"承数公司\")开展的经营活动。"]),
            [("承数公司".to_owned(), RoleKind::Operator)]
        );
    }

    #[test]
    fn activities_known_names_and_common_words_are_none() {
        assert!(names(&["公共数据授权运营,是指经授权对公共数据加工处理的活动。"]).is_empty());
        assert!(names(&["运营机构,是指经授权开展运营的企业。"]).is_empty());
        assert!(names(&["取得公共数据运营权的企业(以下简称企业)应当守法。"]).is_empty());
    }
}
