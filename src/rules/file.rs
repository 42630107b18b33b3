use crate::model::{Slots, State};
use serde::Deserialize;

/// `rules/lexicon/*.toml`: one or more term lists.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LexiconFile {
    #[serde(default)]
    pub list: Vec<ListFile>,
}

/// A term list. Terms are written as they stand in texts; width and case do not matter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListFile {
    pub id: String,
    /// Chinese name, shown in explanations.
    pub name: String,
    #[serde(default)]
    pub note: String,
    pub terms: Vec<String>,
    /// Other lists whose terms belong to this one too.
    #[serde(default)]
    pub include: Vec<String>,
    /// Longer strings that hold a term but do not mean it: a hit inside one does not count.
    #[serde(default)]
    pub not_in: Vec<String>,
    /// The terms mean the same to a person who searches.
    #[serde(default)]
    pub synonyms: bool,
    /// The party that the terms name, when they name one.
    pub role: Option<RoleKind>,
}

/// Parties of authorised operation. Names differ between texts; roles do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleKind {
    /// 公共数据主管部门, other departments
    Authority,
    /// 实施机构, 授权主体
    Implementer,
    /// 运营机构, 授权运营单位, 一级开发主体
    Operator,
    /// 开发主体, 二级开发主体, 数据商, 合伙人
    Developer,
    /// 数据提供单位, 数源单位
    Supplier,
    /// 登记机构
    Registrar,
}

impl RoleKind {
    pub fn zh(self) -> &'static str {
        match self {
            RoleKind::Authority => "主管部门",
            RoleKind::Implementer => "实施机构",
            RoleKind::Operator => "运营机构",
            RoleKind::Developer => "开发主体",
            RoleKind::Supplier => "数据提供单位",
            RoleKind::Registrar => "登记机构",
        }
    }
}

/// `rules/provisions/<id>.toml`: the rule that detects one provision.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    pub id: String,
    /// Chinese name of the provision.
    pub title: String,
    pub title_en: String,
    /// Section of the codebook, A to H.
    pub section: String,
    /// What the provision asks for, in the codebook's sense.
    pub reason: String,
    /// Where it comes from.
    pub source: String,
    pub version: u32,
    /// Slot filler run over the evidence.
    pub slots: Option<SlotKind>,
    pub pattern: Vec<PatternFile>,
    /// What a reader looks for where the provision is absent, the telling part first.
    #[serde(default)]
    pub seek: Vec<SeekFile>,
    /// Why sentences that come near do not count.
    #[serde(default)]
    pub unlike: Vec<UnlikeFile>,
    #[serde(default)]
    pub fires: Vec<Example>,
    #[serde(default)]
    pub near_miss: Vec<Example>,
    #[serde(default)]
    pub excluded: Vec<Example>,
}

/// One part of what a provision asks for, for the certificate of absence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeekFile {
    /// A noun phrase in plain Chinese, said after 没有写.
    pub name: String,
    /// One element as in patterns; the words that a reader would look for first stand first.
    pub words: String,
}

/// A usual look-alike: words by which it is told, and why it does not count.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnlikeFile {
    /// One element as in patterns.
    pub words: String,
    #[serde(default, rename = "in")]
    pub place: UnlikePlace,
    /// In plain Chinese; `{word}` stands for the word found.
    pub why: String,
}

/// Where the words of a look-alike stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnlikePlace {
    /// The sentence, with the stem that it hangs on.
    #[default]
    Sentence,
    Stem,
    Heading,
    Title,
    Clause,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    /// years, bound, hedged
    Term,
    /// months, at_exit
    Retention,
    /// modes
    Modes,
    /// effective, valid_years, expires
    Validity,
}

/// How far apart the terms of a pattern may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Between two commas.
    Phrase,
    /// One sentence, together with the stem it hangs on.
    #[default]
    Sentence,
    /// The whole 款 or 项, together with its stem.
    Clause,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// The words lay the provision down.
    #[default]
    Norm,
    /// The words only name the matter: counts, as delegated, in a list of contents of an
    /// agreement or plan, or where it is left to another text; else it counts for nothing.
    Name,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceWidth {
    /// The comma-level phrases that hold the terms.
    #[default]
    Phrase,
    /// The whole sentence when it is short enough.
    Sentence,
    /// The phrase that holds the last term.
    Last,
    /// The phrase that holds the first term.
    First,
}

/// Surroundings in which a clause lays nothing down by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContextKind {
    /// 本办法所称…是指…
    Definition,
    /// 为了…，制定本办法; the opening paragraph of an 意见.
    Purpose,
    /// A list of principles.
    Principle,
    Annex,
    Notice,
}

/// One alternative of a rule. Lists of conditions hold when any of their elements is there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternFile {
    pub id: String,
    /// Terms in order, with distances between: `["@exit_event", "<40", "删除|销毁"]`.
    pub seq: Vec<String>,
    /// The terms may stand in any order.
    #[serde(default)]
    pub any_order: bool,
    /// Most characters between neighbouring terms where `seq` gives no distance.
    pub within: Option<usize>,
    #[serde(default)]
    pub scope: Scope,
    #[serde(default)]
    pub strength: Strength,
    /// State that the pattern proves; present when not given.
    pub state: Option<State>,
    #[serde(default)]
    pub evidence: EvidenceWidth,
    /// Elsewhere in the same sentence.
    #[serde(default)]
    pub sentence: Vec<String>,
    /// In the stem that the item hangs on.
    #[serde(default)]
    pub stem: Vec<String>,
    /// In the words of a heading above, or the article's bracketed title.
    #[serde(default)]
    pub heading: Vec<String>,
    /// Anywhere in the same article (or under the same heading), its headings included.
    #[serde(default)]
    pub article: Vec<String>,
    /// In the title of the instrument.
    #[serde(default)]
    pub title: Vec<String>,
    /// In the title, in a heading above or anywhere in the same article: any of the three places.
    #[serde(default)]
    pub around: Vec<String>,
    /// The party that the sentence speaks of.
    #[serde(default)]
    pub actor: Vec<RoleKind>,
    /// None of these in the evidence.
    #[serde(default)]
    pub not: Vec<String>,
    #[serde(default)]
    pub not_sentence: Vec<String>,
    #[serde(default)]
    pub not_stem: Vec<String>,
    #[serde(default)]
    pub not_heading: Vec<String>,
    #[serde(default)]
    pub not_title: Vec<String>,
    #[serde(default)]
    pub not_actor: Vec<RoleKind>,
    /// Surroundings that are allowed although they lay nothing down by default.
    #[serde(default)]
    pub allow: Vec<ContextKind>,
    /// Stays present in a list of contents: the words state the norm themselves.
    #[serde(default)]
    pub self_standing: bool,
    /// Slot values that the pattern proves.
    #[serde(default)]
    pub set: Slots,
}

/// An example of a rule: a clause, written for this project, with its surroundings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub text: String,
    #[serde(default)]
    pub stem: String,
    /// Headings above, outermost first.
    #[serde(default)]
    pub heading: Vec<String>,
    /// Title of the instrument; 甲市公共数据授权运营管理办法 when not given.
    #[serde(default)]
    pub title: String,
    /// The pattern that must fire (fires), or must be stopped (excluded).
    pub pattern: Option<String>,
    /// State expected; present when not given.
    pub state: Option<State>,
    /// Words the evidence must hold.
    #[serde(default)]
    pub quote: String,
    /// Slot values expected.
    #[serde(default)]
    pub slots: Slots,
    /// Why it must not fire.
    #[serde(default)]
    pub why: String,
}
