//! Made-up texts of invented places.

use super::build::{Coded, Coding};
use tiaokuan::model::*;

const MEASURES: &str = "甲市公共数据授权运营管理办法

第一章　总则
第一条　为了规范本市公共数据授权运营，制定本办法。
第二条　公共数据授权运营坚持公益优先、公平公开的原则。
第二章　运营
第三条　运营机构由数据主管部门以公开招标的方式选定，授权运营期限不超过六年。
第四条　用于城市治理的数据产品免费提供。收费的办法由价格部门另行制定。
运营机构提供数据服务，不得对任何使用者设置不合理的条件。
第五条　运营机构退出的，应当在十日内删除其留存的全部数据，并保存操作日志三个月。
第三章　附则
第六条　本办法自2025年3月1日起施行，有效期三年。
";

const PLAN: &str = "乙市公共数据开发利用工作方案（征求意见稿）

一、工作目标
形成制度健全的公共数据开发利用格局。
二、重点任务
（一）编制授权运营数据目录，按季度更新。
（二）涉及个人信息的，应当先取得本人同意；数据<b>脱敏</b>后\"才\"可以使用 & 流通。
";

fn region(name: &str) -> Option<Region> {
    Some(Region { name: name.into(), province: "示例省".into(), level: Level::City, code: None })
}

type Given<'a> = (&'a str, State, &'a [(&'a str, &'a str)], &'a [(&'a str, serde_json::Value)]);

fn coding((provision, state, quotes, slots): &Given) -> Coding {
    let own = |(l, q): &(&str, &str)| (l.to_string(), q.to_string());
    let slots = slots.iter().map(|(k, v)| (k.to_string(), v.clone())).collect();
    (provision.to_string(), *state, quotes.iter().map(own).collect(), slots)
}

pub fn measures() -> Coded {
    use State::*;
    let given: [Given; 10] = [
        ("public.principle", Present, &[("第二条", "坚持公益优先、公平公开的原则")], &[]),
        ("fair.competitive_selection", Present, &[("第三条", "以公开招标的方式选定")], &[]),
        (
            "term.operating_limit",
            Present,
            &[("第三条", "授权运营期限不超过六年")],
            &[("years", 6.into()), ("bound", "max".into()), ("hedged", false.into())],
        ),
        ("public.free_use", Present, &[("第四条", "用于城市治理的数据产品免费提供")], &[]),
        ("price.guided", Delegated, &[("第四条", "收费的办法由价格部门另行制定")], &[]),
        ("fair.nondiscrimination", Present, &[("第四条", "不得对任何使用者设置不合理的条件")], &[]),
        ("exit.delete_data", Present, &[("第五条", "运营机构退出的，应当在十日内删除其留存的全部数据")], &[]),
        // Overlaps the one before.
        ("exit.mechanism", Contradicted, &[("第五条", "运营机构退出的")], &[]),
        ("exit.retain_logs", Present, &[("第五条", "保存操作日志三个月")], &[("months", 3.into())]),
        ("validity", Present, &[("第六条", "自2025年3月1日起施行，有效期三年")], &[]),
    ];
    Coded {
        file: "甲市办法.txt".into(),
        title: "甲市公共数据授权运营管理办法".into(),
        text: MEASURES.into(),
        facts: Facts {
            document_number: Some("甲政发〔2025〕1号".into()),
            issuers: vec!["甲市人民政府".into()],
            effective: Date::new(2025, 3, 1),
            validity: Validity { years: Some(3), until: None },
            kind: Some(InstrumentKind::Measures),
            region: region("甲市"),
            ..Facts::default()
        },
        state: None,
        codings: given.iter().map(coding).collect(),
    }
}

pub fn plan() -> Coded {
    let given: [Given; 3] = [
        ("supply.catalogue", State::Present, &[("二.（一）", "编制授权运营数据目录")], &[]),
        ("security.consent", State::Present, &[("二.（二）", "应当先取得本人同意")], &[]),
        (
            "security.deidentification",
            State::Present,
            &[("二.（二）", "数据<b>脱敏</b>后\"才\"可以使用")],
            &[],
        ),
    ];
    Coded {
        file: "乙市方案.docx".into(),
        title: "乙市公共数据开发利用工作方案（征求意见稿）".into(),
        text: PLAN.into(),
        facts: Facts {
            published: Date::new(2025, 6, 1),
            draft: true,
            kind: Some(InstrumentKind::Policy),
            region: region("乙市"),
            ..Facts::default()
        },
        state: None,
        codings: given.iter().map(coding).collect(),
    }
}

/// A file that could not be read, with a hostile name.
pub fn unread() -> Coded {
    Coded {
        file: "=cmd()<script>alert(1)</script>.pdf".into(),
        title: "=cmd()<script>alert(1)</script>.pdf".into(),
        state: Some(ReadState::Unreadable),
        facts: Facts { region: region("丙市"), ..Facts::default() },
        ..Coded::default()
    }
}

pub fn diagnostics() -> Vec<DiagnosticRecord> {
    vec![DiagnosticRecord {
        code: "I004".into(),
        severity: "error".into(),
        file: Some("=cmd()<script>alert(1)</script>.pdf".into()),
        page: Some(3),
        message: "the PDF is encrypted (PDF已加密)".into(),
        help: "save a copy without password and use that".into(),
        ..DiagnosticRecord::default()
    }]
}
