use crate::index::record::level_name;
use crate::model::{InstrumentKind, Level, State, fold, format_chinese, parse_chinese};
use crate::segment::Modality;

/// A condition on a field. Lists mean any of their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Beginning of a label in folded form: 第十四条
    Label(String),
    Region(Vec<String>),
    Province(Vec<String>),
    Level(Vec<Level>),
    Kind(Vec<InstrumentKind>),
    /// First and last year, both included.
    Year(u64, u64),
    Draft(bool),
    Provision(Vec<String>),
    State(Vec<State>),
    Modality(Vec<Modality>),
    Actor(Vec<String>),
}

/// A field of the query language, for messages and help.
#[derive(Debug, Clone, Copy)]
pub struct FieldInfo {
    /// The names it answers to; the first two are shown.
    pub names: &'static [&'static str],
    /// What may stand behind the colon.
    pub values: &'static str,
    read: fn(&[&str]) -> Option<Filter>,
}

/// All fields, in the order of the help text.
pub const FIELDS: &[FieldInfo] = &[
    FieldInfo {
        names: &["label", "条", "标号", "条号", "article"],
        values: "the beginning of a label: 第十四条, 二.（三）, 14",
        read: |v| Some(Filter::Label(label(v.first()?))),
    },
    FieldInfo {
        names: &["region", "地区", "地域"],
        values: "a region: 示例省, 甲市",
        read: |v| texts(v).map(Filter::Region),
    },
    FieldInfo {
        names: &["province", "省", "省份"],
        values: "a province: 示例省",
        read: |v| texts(v).map(Filter::Province),
    },
    FieldInfo {
        names: &["level", "层级", "级别"],
        values: "national, province, city, county (国家, 省级, 市级, 县级)",
        read: |v| each(v, level).map(Filter::Level),
    },
    FieldInfo {
        names: &["kind", "种类", "类型", "文种"],
        values: "法律, 行政法规, 地方性法规, 政府规章, 专门规范, 政策文件, 其他",
        read: |v| v.iter().map(|v| kinds(v)).collect::<Option<Vec<_>>>().map(|k| Filter::Kind(k.concat())),
    },
    FieldInfo {
        names: &["year", "年份", "年"],
        values: "2024, 2023..2025, 2023.., ..2025",
        read: |v| years(v.first()?),
    },
    FieldInfo {
        names: &["draft", "草案", "征求意见稿"],
        values: "yes, no (是, 否)",
        read: |v| flag(v.first()?).map(Filter::Draft),
    },
    FieldInfo {
        names: &["provision", "规定", "规定要素", "要素"],
        values: "an id of the codebook: exit.delete_data",
        read: |v| texts(v).map(Filter::Provision),
    },
    FieldInfo {
        names: &["state", "状态"],
        values: "present, delegated, contradicted (有规定, 转授, 相反规定)",
        read: |v| each(v, state).map(Filter::State),
    },
    FieldInfo {
        names: &["modality", "情态", "语气"],
        values: "应当, 不得, 可以, 鼓励, 原则上, 无需",
        read: |v| each(v, modality).map(Filter::Modality),
    },
    FieldInfo {
        names: &["actor", "主体"],
        values: "who is bound or entitled: 运营机构",
        read: |v| texts(v).map(Filter::Actor),
    },
];

impl FieldInfo {
    /// The field of that name, in any case.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        let name = name.to_lowercase();
        FIELDS.iter().find(|f| f.names.contains(&name.as_str()))
    }

    /// Reads what stands behind the colon; several values are parted by commas.
    pub fn read(&self, value: &str) -> Option<Filter> {
        let parts: Vec<&str> =
            value.split([',', '，', '、']).map(str::trim).filter(|p| !p.is_empty()).collect();
        if parts.is_empty() { None } else { (self.read)(&parts) }
    }

    /// A known field whose name is a slip away from `name`.
    pub fn like(name: &str) -> Option<&'static Self> {
        let name = name.to_lowercase();
        let near = |known: &&str| known.is_ascii() && edit_distance(known, &name) <= 2;
        FIELDS.iter().find(|f| f.names.iter().any(near))
    }
}

/// Edit distance with swaps of neighbours, in characters.
pub fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let best = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if swap { best.min(rows[i - 2][j - 2] + 1) } else { best }
            };
        }
    }
    rows[a.len()][b.len()]
}

fn texts(values: &[&str]) -> Option<Vec<String>> {
    Some(values.iter().map(|v| v.to_string()).collect())
}

fn each<T>(values: &[&str], read: fn(&str) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(|v| read(v)).collect()
}

/// Folded label; 14 and 十四 stand for 第十四条.
fn label(value: &str) -> String {
    let number = parse_chinese(value).filter(|_| !value.contains(['第', '条']));
    fold(&number.map_or_else(|| value.to_string(), |n| format!("第{}条", format_chinese(n)))).text
}

fn level(value: &str) -> Option<Level> {
    let all = [Level::National, Level::Province, Level::City, Level::County];
    let zh: [&[&str]; 4] = [
        &["国家", "全国", "中央", "国家级"],
        &["省", "省级"],
        &["市", "市级"],
        &["县", "县级", "区", "区县", "区县级"],
    ];
    let value = value.to_lowercase();
    all.into_iter()
        .zip(zh)
        .find(|(l, zh)| level_name(*l) == value || zh.contains(&value.as_str()))
        .map(|p| p.0)
}

/// The kinds whose name holds the value: 法规 is 行政法规 and 地方性法规.
fn kinds(value: &str) -> Option<Vec<InstrumentKind>> {
    use InstrumentKind::*;
    let all = [Law, AdministrativeRegulation, LocalRegulation, GovernmentRule, Measures, Policy, Other];
    let exact: Vec<_> = all.into_iter().filter(|k| k.name() == value).collect();
    let found =
        if exact.is_empty() { all.into_iter().filter(|k| k.name().contains(value)).collect() } else { exact };
    (!found.is_empty()).then_some(found)
}

fn years(value: &str) -> Option<Filter> {
    let value = fold(value).text;
    let year = |s: &str, open: u64| {
        let s = s.trim().trim_end_matches('年');
        if s.is_empty() { Some(open) } else { s.parse::<u64>().ok().filter(|y| (1900..=2200).contains(y)) }
    };
    let parted = ["..", "-", "~", "至", "到"].into_iter().find_map(|sep| value.split_once(sep));
    let (from, to) = match parted {
        Some((from, to)) if !(from.is_empty() && to.is_empty()) => (year(from, 0)?, year(to, 9999)?),
        Some(_) => return None,
        None => year(&value, 0).filter(|y| *y > 0).map(|y| (y, y))?,
    };
    (from <= to).then_some(Filter::Year(from, to))
}

fn flag(value: &str) -> Option<bool> {
    match value.to_lowercase().as_str() {
        "yes" | "true" | "1" | "是" => Some(true),
        "no" | "false" | "0" | "否" | "不是" => Some(false),
        _ => None,
    }
}

fn state(value: &str) -> Option<State> {
    let value = value.to_lowercase();
    [State::Present, State::Delegated, State::Contradicted]
        .into_iter()
        .find(|s| s.en() == value || s.zh() == value)
}

fn modality(value: &str) -> Option<Modality> {
    let named = |m: &Modality| serde_json::to_value(m).is_ok_and(|v| v.as_str() == Some(value));
    Modality::of_word(value).or_else(|| Modality::ALL.into_iter().find(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, value: &str) -> Option<Filter> {
        FieldInfo::by_name(name).unwrap().read(value)
    }

    #[test]
    fn values_people_type() {
        assert_eq!(read("条", "14"), Some(Filter::Label("第十四条".into())));
        assert_eq!(read("label", "二.（三）"), Some(Filter::Label("二.(三)".into())));
        assert_eq!(read("Region", "甲市，乙市"), Some(Filter::Region(vec!["甲市".into(), "乙市".into()])));
        assert_eq!(read("level", "省级"), Some(Filter::Level(vec![Level::Province])));
        assert_eq!(read("kind", "法规").map(|f| matches!(f, Filter::Kind(k) if k.len() == 2)), Some(true));
        assert_eq!(read("year", "2023..2025"), Some(Filter::Year(2023, 2025)));
        assert_eq!(read("年份", "２０２３年至2025年"), Some(Filter::Year(2023, 2025)));
        assert_eq!(read("year", "2024.."), Some(Filter::Year(2024, 9999)));
        assert_eq!(read("modality", "严禁"), Some(Filter::Modality(vec![Modality::MustNot])));
        for (name, value) in [
            ("year", "去年"),
            ("year", ".."),
            ("year", "2025..2023"),
            ("level", "x"),
            ("kind", "x"),
            ("draft", "?"),
            ("region", "，"),
        ] {
            assert_eq!(read(name, value), None, "{name}:{value}");
        }
    }

    #[test]
    fn slips_are_told() {
        assert_eq!(FieldInfo::like("reigon").unwrap().names[0], "region");
        assert!(FieldInfo::like("http").is_none());
        assert_eq!(edit_distance("ab", "ba"), 1);
    }
}
