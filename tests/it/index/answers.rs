use super::clause;
use tiaokuan::index::{
    BuildOptions, ClauseDoc, Holds, IndexError, Options, Results, Searcher, Sort, build, marked,
};
use tiaokuan::model::{Date, Level, State};

fn sample() -> Vec<ClauseDoc> {
    let mut docs = vec![
        clause("甲市", 0, "第一条", "为了规范公共数据授权运营，制定本办法。"),
        clause("甲市", 1, "第十四条", "运营机构退出后，应当删除其留存的数据，并关闭访问权限。"),
        clause("甲市", 2, "第十四条第二款", "运营期限原则上不超过三年，期满可以重新申请。"),
        clause("甲市", 3, "第十五条", "（一）用于公益事业的，有条件无偿使用；"),
        clause("乙县", 0, "一", "鼓励運營機構免费提供 API SDK 接口，数据的安全由其负责。"),
        clause("乙县", 1, "二.（三）", "运营主体不得直接或者间接参与再开发。“数据产品”是指加工后的产品。"),
    ];
    docs[1].provisions =
        vec![("exit.delete_data".into(), State::Present), ("exit.handover".into(), State::Delegated)];
    docs[1].actors = vec!["运营机构".into()];
    for doc in &mut docs[..4] {
        doc.date = Date::new(2024, 5, 1);
        doc.level = Some(Level::City);
    }
    for doc in &mut docs[4..] {
        doc.date = Date::new(2025, 1, 1);
        doc.level = Some(Level::County);
        doc.draft = true;
    }
    docs
}

pub struct Built {
    _dir: tempfile::TempDir,
    pub searcher: Searcher,
}

pub fn built() -> &'static Built {
    static BUILT: std::sync::LazyLock<Built> = std::sync::LazyLock::new(make);
    &BUILT
}

fn make() -> Built {
    let dir = tempfile::tempdir().unwrap();
    let options = BuildOptions {
        terms: vec!["授权运营".into(), "运营机构".into(), "运营期限".into()],
        synonyms: vec![vec!["运营机构".into(), "运营主体".into()]],
        rules: "r1".into(),
    };
    build(dir.path(), &sample(), &options).unwrap();
    let searcher = Searcher::open(dir.path()).unwrap();
    Built { _dir: dir, searcher }
}

impl Built {
    fn ask(&self, query: &str) -> Results {
        self.searcher.search(query, &Options::default()).unwrap()
    }
    fn keys(&self, query: &str) -> Vec<String> {
        self.ask(query).hits.into_iter().map(|h| h.key).collect()
    }
    fn whole(&self, query: &str) -> Vec<String> {
        let hits = self.ask(query).hits;
        let mut keys: Vec<String> =
            hits.into_iter().filter(|h| h.holds != Holds::Most).map(|h| h.key).collect();
        keys.sort();
        keys
    }
}

#[test]
fn words_phrases_and_operators() {
    let b = built();
    assert_eq!(b.whole("退出后数据怎么处理"), Vec::<String>::new());
    assert_eq!(b.keys("退出后数据怎么删除")[0], "甲市#1");
    assert_eq!(b.whole("数据 删除"), ["甲市#1"]);
    assert_eq!(b.whole("“数据的安全”"), ["乙县#0"]);
    assert_eq!(b.whole("数据 -删除 -安全 -产品"), ["甲市#0"]);
    assert_eq!(b.whole("删除 OR 无偿"), ["甲市#1", "甲市#3"]);
    assert_eq!(b.whole("(删除 OR 无偿) NOT 公益"), ["甲市#1"]);
    assert_eq!(b.whole("删除 NEAR/4 数据"), ["甲市#1"]);
    assert_eq!(b.whole("删除 NEAR/3 数据"), Vec::<String>::new());
    assert_eq!(b.whole("删 NEAR/0 除"), ["甲市#1"]);
}

#[test]
fn fields() {
    let b = built();
    assert_eq!(b.whole("条:第十四条"), ["甲市#1", "甲市#2"]);
    assert_eq!(b.whole("条：14 期限"), ["甲市#2"]);
    assert_eq!(b.whole("region:乙"), ["乙县#0", "乙县#1"]);
    assert_eq!(b.whole("地区：乙县 鼓励"), ["乙县#0"]);
    assert_eq!(b.whole("level:县级 draft:yes 年份:2025.. 不得"), ["乙县#1"]);
    assert_eq!(b.whole("modality:不得"), ["乙县#1"]);
    assert_eq!(b.whole("actor:运营机构"), ["甲市#1"]);
    assert_eq!(b.whole("provision:exit.delete_data state:present"), ["甲市#1"]);
    assert_eq!(b.whole("provision:exit.delete_data state:delegated"), Vec::<String>::new());
    let none = b.ask("region:丙市");
    assert!(
        none.hits.is_empty() && none.notes.iter().any(|n| n.contains("丙市") && n.contains("甲市")),
        "{:?}",
        none.notes
    );
}

#[test]
fn any_piece_as_it_stands() {
    let b = built();
    for doc in sample() {
        let chars: Vec<char> = doc.text.chars().collect();
        for from in 0..chars.len() {
            for to in from + 1..=chars.len() {
                let piece: String = chars[from..to].iter().collect();
                let found = b.ask(&piece);
                let hit = found.hits.iter().find(|h| h.key == doc.key()).unwrap_or_else(|| panic!("{piece}"));
                if piece.trim().is_empty() {
                    continue;
                }
                assert!(!hit.highlights.is_empty() && hit.holds != Holds::Most, "{piece}");
            }
        }
    }
}

#[test]
fn highlights_mark_the_words() {
    let b = built();
    let results = b.ask("运营机构 api");
    let hit = &results.hits[0];
    assert_eq!(
        marked(&hit.clause.text, &hit.highlights, "[", "]"),
        "鼓励[運營機構]免费提供 [API] SDK 接口，数据的安全由其负责。"
    );
}

#[test]
fn the_shorter_words_that_found_a_clause_are_marked() {
    let b = built();
    let results = b.ask("运营期限安全");
    assert!(results.whole == 0 && results.total > 0, "{results:?}");
    for hit in &results.hits {
        assert!(!hit.highlights.is_empty() && hit.holds == Holds::Most, "{hit:?}");
    }
}

#[test]
fn synonyms_are_said_and_switchable() {
    let b = built();
    let with = b.ask("运营机构 再开发");
    assert_eq!(with.hits[0].key, "乙县#1");
    assert!(with.notes.iter().any(|n| n.contains("运营主体")));
    let without =
        b.searcher.search("运营机构 再开发", &Options { synonyms: false, ..Options::default() }).unwrap();
    assert_eq!(without.whole, 0);
}

#[test]
fn what_is_wrong_is_said() {
    let b = built();
    match b.searcher.search("数据 year:去年", &Options::default()) {
        Err(e @ IndexError::Query(_)) => {
            assert_eq!(e.code(), "X003");
            assert!(e.to_string().contains("column 9"), "{e}");
        }
        other => panic!("{other:?}"),
    }
    let plain = b.ask("（一）用于");
    assert_eq!(plain.hits[0].key, "甲市#3");
    let nothing = b.ask("“火星移民”");
    assert!(nothing.hits.is_empty() && !nothing.notes.is_empty());
    assert_eq!(b.ask("运营机够").did_you_mean, ["运营机构"]);
    let most = b.ask("删除 数据 火星");
    assert!(
        most.whole == 0
            && most.hits[0].missing == ["火星"]
            && most.notes.iter().any(|n| n.contains("no clause holds all"))
    );
    assert!(matches!(Searcher::open(std::path::Path::new("/nonexistent")), Err(IndexError::Missing(_))));
}

#[test]
fn facets_groups_pages_and_sorting() {
    let b = built();
    let ask = |options: Options| b.searcher.search("数据 OR 期限 OR 无偿", &options).unwrap();
    let all = ask(Options { facets: true, ..Options::default() });
    let facet = |name: &str| all.facets.iter().find(|f| f.name == name).unwrap().values.clone();
    assert_eq!(facet("region"), [("甲市".to_string(), 4), ("乙县".into(), 2)]);
    assert_eq!(facet("year"), [("2024".to_string(), 4), ("2025".into(), 2)]);
    assert_eq!(facet("provision"), [("exit.delete_data".to_string(), 1), ("exit.handover".into(), 1)]);
    let grouped = ask(Options { group: true, ..Options::default() });
    assert_eq!(grouped.groups.iter().map(|g| g.total).sum::<u64>(), all.total);
    assert!(
        grouped
            .groups
            .iter()
            .all(|g| !g.hits.is_empty() && g.hits.iter().all(|h| h.clause.instrument == g.instrument))
    );
    let paged: Vec<String> = (0..6)
        .flat_map(|offset| ask(Options { offset, limit: 1, ..Options::default() }).hits)
        .map(|h| h.key)
        .collect();
    assert_eq!(paged, all.hits.iter().map(|h| h.key.clone()).collect::<Vec<_>>());
    let newest = ask(Options { sort: Sort::Newest, ..Options::default() });
    assert_eq!(newest.hits[0].clause.date, Date::new(2025, 1, 1));
}

#[test]
fn the_order_of_clauses_and_of_builds_does_not_matter() {
    let queries = ["数据", "运营机构 数据", "退出后数据怎么删除", "modality:不得 OR 期限"];
    let answers = |searcher: &Searcher| -> Vec<Results> {
        queries.iter().map(|q| searcher.search(q, &Options::default()).unwrap()).collect()
    };
    let options = BuildOptions::default();
    let one = tempfile::tempdir().unwrap();
    build(one.path(), &sample(), &options).unwrap();
    let mut docs = sample();
    docs.reverse();
    let other = tempfile::tempdir().unwrap();
    build(other.path(), &docs[..2], &options).unwrap();
    let mut changed = docs.clone();
    changed[3].text = "此句将被改回。数据".into();
    build(other.path(), &changed, &options).unwrap();
    let report = build(other.path(), &docs, &options).unwrap();
    assert_eq!((report.indexed, report.unchanged, report.rebuilt), (1, 1, false));
    let (one, other) = (Searcher::open(one.path()).unwrap(), Searcher::open(other.path()).unwrap());
    assert_eq!(answers(&one), answers(&other));
}

#[test]
fn only_what_changed_is_indexed() {
    let dir = tempfile::tempdir().unwrap();
    let options = BuildOptions::default();
    let first = build(dir.path(), &sample(), &options).unwrap();
    assert_eq!((first.indexed, first.unchanged, first.rebuilt), (2, 0, true));
    let again = build(dir.path(), &sample(), &options).unwrap();
    assert_eq!((again.indexed, again.unchanged, again.removed, again.rebuilt), (0, 2, 0, false));
    let fewer = build(dir.path(), &sample()[..4], &options).unwrap();
    assert_eq!((fewer.indexed, fewer.unchanged, fewer.removed, fewer.clauses), (0, 1, 1, 4));
    assert_eq!(Searcher::open(dir.path()).unwrap().clauses(), 4);
    let rules = BuildOptions { rules: "r2".into(), ..options.clone() };
    assert!(!build(dir.path(), &sample()[..4], &rules).unwrap().rebuilt);
    assert_eq!(Searcher::open(dir.path()).unwrap().stamp().rules, "r2");
    let terms = BuildOptions { terms: vec!["访问权限".into()], ..rules };
    let held = Searcher::open(dir.path()).unwrap();
    assert!(build(dir.path(), &sample()[..4], &terms).unwrap().rebuilt);
    assert_eq!(
        held.search("访问权限", &Options::default()).unwrap().total,
        1,
        "an open reader keeps its state"
    );
}
