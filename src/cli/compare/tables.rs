//! What `compare` found, as tables of words.

use crate::compare::{self, Adopter, Adoption, Count, Group, Matrix, SideRow};
use crate::model::{Date, RegionValue, State};
use crate::report::words::{letter, letter_en, slot_name_in, slot_value_in};
use crate::report::{Lang, Provision, Sheet};

/// 1.5 -> 1.50; undetermined says so.
pub fn value(lang: Lang, v: Option<f64>) -> String {
    v.map_or_else(|| lang.state(State::Undetermined).into(), |v| format!("{v:.2}"))
}

pub fn matrix(lang: Lang, m: &Matrix, provisions: &[Provision], reference: Date) -> Sheet {
    let title = match lang {
        Lang::Zh => format!("覆盖矩阵：规定要素 × 地区（基准日 {reference}）"),
        Lang::En => format!("Coverage: provisions x regions (reference date {reference})"),
    };
    let mut sheet = Sheet::new(title, &[provision_head(lang)]);
    let mark = |r: &crate::compare::MatrixRow| {
        if r.draft { format!("{}{}", r.region, draft_mark(lang)) } else { r.region.clone() }
    };
    sheet.head.extend(m.rows.iter().map(mark));
    sheet.head.push(lang.pick("有规定／收录", "present/held").into());
    for ((p, count), i) in provisions.iter().zip(m.counts()).zip(0..) {
        let cells = m.rows.iter().map(|r| r.cells[i].state.map_or("—", |s| mark_of(lang, s)).to_owned());
        sheet.row(std::iter::once(named(lang, p)).chain(cells).chain([share(lang, &count)]));
    }
    let one = |s: State| format!("{}＝{}", mark_of(lang, s), lang.state(s));
    let marks: Vec<String> = State::ALL.into_iter().map(one).collect();
    sheet.note(match lang {
        Lang::Zh => format!("{}；—＝收录的文本在基准日均不计入；（征）＝仅有征求意见稿", marks.join("，")),
        Lang::En => format!(
            "{}; — = texts held, none counts at the reference date; (draft) = drafts only",
            marks.join(", ").replace('＝', " = ")
        ),
    });
    let none = m.rows.iter().filter(|r| r.cells.iter().all(|c| c.state.is_none())).count();
    let held = m.rows.len();
    sheet.note(match lang {
        Lang::Zh => format!("分母为收录了文本的 {held} 地，其中 {none} 地没有计入的文本"),
        Lang::En => {
            format!("out of {held} regions of which a text is held, {none} of them without one that counts")
        }
    });
    sheet
}

fn named(lang: Lang, p: &Provision) -> String {
    format!("{} {}", p.id, lang.name(&p.title, &p.title_en))
}

fn provision_head(lang: Lang) -> &'static str {
    lang.pick("规定要素", "Provision")
}

fn draft_mark(lang: Lang) -> &'static str {
    lang.pick("（征）", " (draft)")
}

fn mark_of(lang: Lang, state: State) -> &'static str {
    lang.pick(letter(state), letter_en(state))
}

/// 5/8，转2，？1: only what is not nothing.
fn share(lang: Lang, c: &Count) -> String {
    let rest = [
        (State::Delegated, c.delegated),
        (State::Contradicted, c.contradicted),
        (State::Undetermined, c.undetermined),
    ];
    let comma = lang.pick("，", ", ");
    let rest = rest.iter().filter(|(_, n)| *n > 0).map(|(s, n)| format!("{comma}{}{n}", mark_of(lang, *s)));
    format!("{}/{}{}", c.present, c.of, rest.collect::<String>())
}

pub fn groups(lang: Lang, title: &str, groups: &[Group], provisions: &[Provision]) -> Sheet {
    let title = format!("{title}{}", lang.pick("：有规定／收录", ": present/held"));
    let mut sheet = Sheet::new(title, &[provision_head(lang)]);
    sheet.head.extend(groups.iter().map(|g| group_name(lang, &g.name)));
    for (i, p) in provisions.iter().enumerate() {
        sheet.row(std::iter::once(named(lang, p)).chain(groups.iter().map(|g| share(lang, &g.counts[i]))));
    }
    sheet
}

/// Names of levels and years; those of provinces stay as they are.
fn group_name(lang: Lang, name: &str) -> String {
    use crate::model::Level;
    if lang == Lang::Zh {
        return name.to_owned();
    }
    let levels = [Level::National, Level::Province, Level::City, Level::County];
    match levels.into_iter().find(|l| compare::level(*l) == name) {
        Some(level) => compare::level_en(level).to_owned(),
        None => name.replace("（征求意见稿）", " (draft)").replace("日期不明", "no date").replace('年', ""),
    }
}

pub fn adoption(lang: Lang, list: &[Adoption], provisions: &[Provision]) -> Sheet {
    let head = lang.pick(
        ["规定要素", "最早", "地区", "文本", "条款", "此后各年新增文本", "最早的征求意见稿"],
        ["Provision", "Earliest", "Region", "Instrument", "Clause", "New texts by year", "Earliest draft"],
    );
    let title = lang.pick(
        "各规定要素的最早出处（按印发日期；征求意见稿另列）",
        "First adoption of each provision (by day of issue; drafts apart)",
    );
    let mut sheet = Sheet::new(title, &head);
    for (a, p) in list.iter().zip(provisions) {
        let join = |f: &dyn Fn(&Adopter) -> String| a.first().iter().map(f).collect::<Vec<_>>().join("\n");
        let mut day = a.first().first().and_then(|x| x.date).map_or("—".into(), |d| d.to_string());
        if a.open > 0 {
            day += &match lang {
                Lang::Zh => format!("\n（另有{}件更早或同日的文本无法判定）", a.open),
                Lang::En => format!("\n({} not later undetermined)", a.open),
            };
        }
        let drafts: Vec<String> = a
            .first_drafts()
            .iter()
            .map(|x| format!("{} {}", date(lang, x), x.region.clone().unwrap_or_default()))
            .collect();
        sheet.row([
            named(lang, p),
            day,
            join(&|x| x.region.clone().unwrap_or(lang.pick("地区不明", "region not known").into())),
            join(&|x| x.title.clone()),
            join(&|x| x.label.clone()),
            years(lang, a),
            if drafts.is_empty() { "—".into() } else { drafts.join("\n") },
        ]);
    }
    let of = list.first().map_or(0, |a| a.of);
    sheet.note(match lang {
        Lang::Zh => format!("范围：收录的 {of} 件正式文本（含已失效、已废止的）；未收录的文本可能更早"),
        Lang::En => format!(
            "among the {of} final texts held (expired and repealed ones too); texts not held may be earlier"
        ),
    });
    let undated: usize = list.iter().map(|a| a.undated).max().unwrap_or(0);
    if undated > 0 {
        sheet.note(match lang {
            Lang::Zh => format!("有规定而未写明日期、未参与排序的文本：至多 {undated} 件"),
            Lang::En => format!(
                "texts that lay it down and tell no date, and are not in the order: at most {undated}"
            ),
        });
    }
    sheet
}

fn date(lang: Lang, a: &Adopter) -> String {
    a.date.map_or(lang.pick("日期不明", "no date").into(), |d| d.to_string())
}

/// 2023年1，2025年4
fn years(lang: Lang, a: &Adoption) -> String {
    let years: Vec<u16> = a.adopters.iter().filter_map(|x| x.date).map(|d| d.year).collect();
    let one = |y: &[u16]| match lang {
        Lang::Zh => format!("{}年{}", y[0], y.len()),
        Lang::En => format!("{}: {}", y[0], y.len()),
    };
    years.chunk_by(|a, b| a == b).map(one).collect::<Vec<_>>().join(lang.pick("，", ", "))
}

pub fn indicators(lang: Lang, rows: &[RegionValue]) -> Sheet {
    let title = lang.pick("指标与维度（0—5分）", "Indicators and dimensions (0 to 5)");
    let mut sheet = Sheet::new(title, &[lang.pick("指标", "Indicator")]);
    sheet.head.extend(rows.iter().map(|r| r.name.clone()));
    let Some(first) = rows.first() else { return sheet };
    let shown = |v: Option<f64>, supplied: bool| match v {
        None if supplied => lang.pick("待补充", "to be supplied").into(),
        v => value(lang, v),
    };
    for (d, dimension) in first.dimensions.iter().enumerate() {
        for (i, one) in first.indicators.iter().enumerate().filter(|(_, i)| i.dimension == dimension.id) {
            let cell =
                |r: &RegionValue| r.indicators.get(i).map_or("—".into(), |v| shown(v.value, v.is_supplied));
            sheet.row(
                std::iter::once(lang.name(&one.name, &one.name_en).to_owned()).chain(rows.iter().map(cell)),
            );
        }
        let cell = |r: &RegionValue| {
            r.dimensions.get(d).map_or("—".into(), |v| match v.value {
                Some(n) => with_share(lang, n, v.determined),
                None => value(lang, None),
            })
        };
        let name = lang.name(&dimension.name, &dimension.name_en);
        let name = format!("〔{name}〕 {}{:.0}%", lang.pick("权重", "weight "), dimension.weight * 100.0);
        sheet.row(std::iter::once(name).chain(rows.iter().map(cell)));
    }
    let total = |r: &RegionValue| match r.composite {
        Some(n) => with_share(lang, n, r.determined),
        None => value(lang, None),
    };
    let name = lang.pick("〔综合指数〕", "〔Composite index〕").to_owned();
    sheet.row(std::iter::once(name).chain(rows.iter().map(total)));
    let words = lang.pick(
        "括号内为已判定的权重；权重为首列地区的权重，调整过权重的地区：",
        "in brackets the determined weight; weights are those of the first region; regions whose weights were moved: ",
    );
    sheet.note(words.to_owned() + &shifted(lang, rows));
    sheet
}

fn with_share(lang: Lang, v: f64, determined: f64) -> String {
    let share = format!("{:.0}%", determined * 100.0);
    match lang {
        Lang::Zh => format!("{v:.2}（{share}）"),
        Lang::En => format!("{v:.2} ({share})"),
    }
}

fn shifted(lang: Lang, rows: &[RegionValue]) -> String {
    let said: Vec<String> =
        rows.iter().filter_map(|r| r.weighting.as_ref().map(|w| format!("{}（{w}）", r.name))).collect();
    if said.is_empty() { lang.pick("无", "none").into() } else { said.join("；") }
}

pub fn side(lang: Lang, provision: &Provision, rows: &[SideRow]) -> Sheet {
    let mut slots: Vec<&str> = Vec::new();
    for name in rows.iter().flat_map(|r| r.slots.keys()) {
        if !slots.contains(&name.as_str()) {
            slots.push(name);
        }
    }
    slots.sort_unstable();
    let title =
        format!("{}{}", named(lang, provision), lang.pick("：各地条款对照", ": clauses side by side"));
    let mut sheet = Sheet::new(title, &lang.pick(["地区", "状态"], ["Region", "State"]));
    sheet.head.extend(slots.iter().map(|s| slot_name_in(lang, s).to_owned()));
    let rest = lang.pick(["条款", "原文", "文本"], ["Clause", "Words", "Instrument"]);
    sheet.head.extend(rest.map(str::to_owned));
    for r in rows {
        let state = match (r.state, r.standing) {
            (None, _) => "—".to_owned(),
            (Some(s), Some(crate::model::Standing::Draft)) => {
                format!("{}{}", lang.state(s), draft_mark(lang))
            }
            (Some(s), _) => lang.state(s).to_owned(),
        };
        let cell = |s: &&str| r.slots.get(*s).map_or(String::new(), |v| slot_value_in(lang, v));
        let join = |f: &dyn Fn(&crate::compare::ClauseWords) -> String| {
            r.clauses.iter().map(f).collect::<Vec<_>>().join("\n")
        };
        let mut line = vec![r.region.clone(), state];
        line.extend(slots.iter().map(cell));
        line.extend([join(&|c| c.label.clone()), join(&|c| c.quote.clone()), r.title.clone()]);
        sheet.row(line);
    }
    let regions = rows.iter().map(|r| &r.region).collect::<std::collections::BTreeSet<_>>().len();
    let with: std::collections::BTreeSet<&String> =
        rows.iter().filter(|r| r.state == Some(State::Present)).map(|r| &r.region).collect();
    sheet.note(match lang {
        Lang::Zh => format!("{regions} 地中 {} 地有规定；—＝基准日没有计入的文本", with.len()),
        Lang::En => format!(
            "{} of {regions} regions lay it down; — = no text counts at the reference date",
            with.len()
        ),
    });
    sheet
}
