use crate::model::Span;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// How a norm binds (情态): what a modal word of the legal language says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// 应当 应 须 必须
    Must,
    /// 不得 禁止 严禁 不应
    MustNot,
    /// 可以 可 有权
    May,
    /// 鼓励 支持 引导 提倡
    Encourage,
    /// 原则上: the norm leaves room
    Principle,
    /// 无需 无须 不必: no duty
    NeedNot,
}

impl Modality {
    pub const ALL: [Modality; 6] = [
        Modality::Must,
        Modality::MustNot,
        Modality::May,
        Modality::Encourage,
        Modality::Principle,
        Modality::NeedNot,
    ];

    /// The word that stands for the class on screens.
    pub fn zh(self) -> &'static str {
        match self {
            Modality::Must => "应当",
            Modality::MustNot => "不得",
            Modality::May => "可以",
            Modality::Encourage => "鼓励",
            Modality::Principle => "原则上",
            Modality::NeedNot => "无需",
        }
    }

    /// The class a modal word belongs to: 严禁 -> `MustNot`.
    pub fn of_word(word: &str) -> Option<Self> {
        WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(m, _)| *m)
    }
}

/// Modal words, by class. One-character words (应 须 可 需) are read by their neighbours below.
const WORDS: &[(Modality, &[&str])] = &[
    (Modality::Must, &["应当", "必须", "务必", "应予", "理应", "应", "须", "需"]),
    (Modality::MustNot, &["不得", "禁止", "严禁", "不应当", "不应", "不准", "不允许", "不可以", "严格禁止"]),
    (Modality::May, &["可以", "有权", "可"]),
    (Modality::Encourage, &["鼓励", "支持", "引导", "提倡", "倡导"]),
    (Modality::Principle, &["原则上", "一般不", "一般为", "一般应", "一般按"]),
    (Modality::NeedNot, &["无需", "无须", "毋须", "不必", "不需要", "可不"]),
];

/// Words in which a modal word is no modal word. Checked before it, the longest first.
const TRAPS: &[&str] = &[
    // 应
    "相应",
    "响应",
    "供应",
    "适应",
    "对应",
    "反应",
    "效应",
    "回应",
    "呼应",
    "顺应",
    "感应",
    "答应",
    "应用",
    "应急",
    "应对",
    "应收",
    "应付",
    "应诉",
    "应届",
    "应邀",
    "应答",
    "应变",
    "应聘",
    "应运",
    "应激",
    "应力",
    "应税",
    "应纳",
    "应缴",
    // 须 需
    "须知",
    "需求",
    "需要",
    "所需",
    "急需",
    "按需",
    "必需",
    "需方",
    "供需",
    "军需",
    "内需",
    // 得
    "不得不",
    "不得已",
    "舍不得",
    "取得不",
    "获得不",
    "所得不",
    "禁止性",
    "禁止类",
    "不能力",
    // 可
    "许可",
    "认可",
    "可行",
    "可能",
    "可靠",
    "可信",
    "可用",
    "可见",
    "可控",
    "可持续",
    "可视",
    "可追溯",
    "可验证",
    "可复制",
    "可推广",
    "可读",
    "可量化",
    "可操作",
    "可查",
    "可管",
    "可计量",
    "可溯源",
    "可审计",
    "可监管",
    "可回溯",
    "可核查",
    "可比",
    "可执行",
    "可再生",
    "可研",
    "可观",
    "可逆",
    "可识别",
    "可交易",
    "可流通",
    "可编程",
    "可解释",
    "可分割",
    "可机读",
    "可抗",
    "不可",
    "可供",
    "可得",
    "可定制",
    "可塑",
    "可疑",
    "可溯",
    "可知",
    "可感",
    "可达",
    // 鼓励 支持 引导
    "技术支持",
    "资金支持",
    "政策支持",
    "数据支持",
    "财政支持",
    "信息支持",
    "智力支持",
    "服务支持",
    "提供支持",
    "给予支持",
    "金融支持",
    "支持系统",
    "支持体系",
    "支持政策",
    "支持措施",
    "支持文件",
    "支持力度",
    "支持和保障措施",
    "鼓励性",
    "鼓励类",
    "鼓励政策",
    "鼓励措施",
    "引导性",
    "引导基金",
    "引导作用",
];

/// What may follow a bare 可 that permits: a verb of doing or a way of doing it, not an adjective
/// made with 可.
const MAY_DO: &[&str] = &[
    "按", "由", "采", "通过", "根据", "依", "向", "在", "对", "将", "申请", "委托", "结合", "与", "视",
    "自行", "自主", "优先", "同时", "给予", "适当", "提出", "要求", "授权", "参照", "从", "以", "延长",
    "终止", "暂停", "收取", "授予", "选择", "组织", "建立", "会同", "单独", "免", "先", "直接", "经", "使用",
    "设", "开展", "继续", "为",
];

/// What may follow a bare 需 that obliges.
const NEED_TO: &[&str] =
    &["经", "按", "由", "向", "在", "遵", "符合", "通过", "提供", "提交", "签", "报", "取得", "依", "对"];

/// After 适应当, 供应当 …: 当 belongs to what follows (当地, 当前), so 应 is no 应当.
const DANG: &[char] = &['地', '前', '事', '年', '日', '时', '代', '局', '场', '今'];

const TRAP: u8 = u8::MAX;

static WORDS_AUTOMATON: LazyLock<Option<CharwiseDoubleArrayAhoCorasick<u8>>> = LazyLock::new(|| {
    let modal = WORDS.iter().flat_map(|(m, words)| words.iter().map(|w| (*w, *m as u8)));
    let traps = TRAPS.iter().map(|w| (*w, TRAP));
    // The word lists are constants without duplicates: a test builds them.
    CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build_with_values(modal.chain(traps))
        .ok()
});

/// The modal words of a text, in order, with the class of each. Spans mark the modal word.
/// 支持 and 引导 as nouns, 应用, 许可, 可靠 and the like are left out.
pub fn modality(text: &str) -> Vec<(Modality, Span)> {
    let Some(automaton) = WORDS_AUTOMATON.as_ref() else { return Vec::new() };
    automaton
        .leftmost_find_iter(text)
        .filter_map(|m| {
            let span = Span::new(m.start(), m.end());
            if m.value() == TRAP {
                return must_behind_trap(text, span);
            }
            let class = Modality::ALL.into_iter().find(|c| *c as u8 == m.value())?;
            is_modal(text, span).then_some((class, span))
        })
        .collect()
}

/// 对应当公开的信息, 违反应当…: the trap 对应 hides an 应当.
fn must_behind_trap(text: &str, trap: Span) -> Option<(Modality, Span)> {
    let rest = text[trap.end..].strip_prefix('当')?;
    if !trap.of(text).ends_with('应') || rest.starts_with(DANG) {
        return None;
    }
    Some((Modality::Must, Span::new(trap.end - '应'.len_utf8(), trap.end + '当'.len_utf8())))
}

fn is_modal(text: &str, span: Span) -> bool {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    match span.of(text) {
        "可" => MAY_DO.iter().any(|w| after.starts_with(w)),
        "需" => NEED_TO.iter().any(|w| after.starts_with(w)),
        "应" => after.starts_with(|c: char| c.is_alphabetic()),
        "须" => !before.ends_with(['必', '无', '毋']),
        "支持" | "引导" | "鼓励" => is_verb(before, after),
        _ => true,
    }
}

/// 支持 with an object is the verb; at the end of a phrase, or as the object of 提供, the noun.
fn is_verb(before: &str, after: &str) -> bool {
    let ends = after.is_empty()
        || after.starts_with(['，', '。', '；', '、', '：', ',', ';', ':', '的', '等', ')', '）', '\n']);
    let object = ["提供", "给予", "提供有力", "予以", "获得", "得到", "加大", "加强"];
    let before = before.strip_suffix("必要").unwrap_or(before);
    !(ends || object.iter().any(|w| before.ends_with(w)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<(Modality, &str)> {
        modality(text).into_iter().map(|(m, s)| (m, s.of(text))).collect()
    }

    #[test]
    fn the_lists_build() {
        assert!(WORDS_AUTOMATON.is_some());
    }

    #[test]
    fn duties_and_bans() {
        use Modality::*;
        assert_eq!(found("运营机构应当备案，不得转让。"), [(Must, "应当"), (MustNot, "不得")]);
        assert_eq!(found("未经批准，严禁出域；确需变更的须报经同意"), [(MustNot, "严禁"), (Must, "须")]);
        assert_eq!(found("期限原则上不超过三年，不应少于一年"), [(Principle, "原则上"), (MustNot, "不应")]);
        assert_eq!(
            found("期满可以续期，也可按程序退出，无需重新申请"),
            [(May, "可以"), (May, "可"), (NeedNot, "无需")]
        );
        assert_eq!(found("鼓励高校参与，支持企业创新"), [(Encourage, "鼓励"), (Encourage, "支持")]);
        assert_eq!(found("运营机构应定期报告"), [(Must, "应")]);
    }

    #[test]
    fn words_that_only_look_modal() {
        for text in [
            "数据应用场景",
            "应急响应",
            "相应措施",
            "供应商",
            "行政许可",
            "安全可靠、可用不可见",
            "提供技术支持",
            "给予必要支持。",
            "可持续发展",
            "不得不",
            "适应当前形势",
            "供需对接",
            "取得不动产",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_duty_hidden_behind_another_word() {
        assert_eq!(found("对应当公开的信息"), [(Modality::Must, "应当")]);
        assert_eq!(found("违反应当遵守的规定"), [(Modality::Must, "应当")]);
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_apart(text in "[应当不得可以须需支持鼓励原则上用许，。a]{0,40}|\\PC{0,60}") {
            let mut at = 0;
            for (_, s) in modality(&text) {
                prop_assert!(s.start >= at && text.get(s.start..s.end).is_some());
                at = s.end;
            }
        }
    }
}
