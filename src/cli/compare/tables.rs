//! What `compare` found, as tables of words.

use crate::compare::{Adopter, Adoption, Count, Group, Matrix, SideRow};
use crate::model::{Date, RegionValue, State};
use crate::report::words::{letter, slot_name, slot_value};
use crate::report::{Provision, Sheet};

/// 1.5 -> 1.50; undetermined says so.
pub fn value(v: Option<f64>) -> String {
    v.map_or_else(|| "无法判定".into(), |v| format!("{v:.2}"))
}

pub fn matrix(m: &Matrix, provisions: &[Provision], reference: Date) -> Sheet {
    let mut sheet = Sheet::new(format!("覆盖矩阵：规定要素 × 地区（基准日 {reference}）"), &["规定要素"]);
    let mark = |r: &crate::compare::MatrixRow| {
        if r.draft { format!("{}（征）", r.region) } else { r.region.clone() }
    };
    sheet.head.extend(m.rows.iter().map(mark));
    sheet.head.push("有规定／收录".into());
    for ((p, count), i) in provisions.iter().zip(m.counts()).zip(0..) {
        let cells = m.rows.iter().map(|r| r.cells[i].state.map_or("—", letter).to_owned());
        sheet.row(std::iter::once(named(p)).chain(cells).chain([share(&count)]));
    }
    let one = |s: State| format!("{}＝{}", letter(s), s.zh());
    let marks: Vec<String> = State::ALL.into_iter().map(one).collect();
    sheet.note(format!("{}；—＝收录的文本在基准日均不计入；（征）＝仅有征求意见稿", marks.join("，")));
    let none = m.rows.iter().filter(|r| r.cells.iter().all(|c| c.state.is_none())).count();
    sheet.note(format!("分母为收录了文本的 {} 地，其中 {none} 地没有计入的文本", m.rows.len()));
    sheet
}

fn named(p: &Provision) -> String {
    format!("{} {}", p.id, p.title)
}

/// 5/8，转2，？1: only what is not nothing.
fn share(c: &Count) -> String {
    let rest = [("转", c.delegated), ("反", c.contradicted), ("？", c.undetermined)];
    let rest = rest.iter().filter(|(_, n)| *n > 0).map(|(w, n)| format!("，{w}{n}"));
    format!("{}/{}{}", c.present, c.of, rest.collect::<String>())
}

pub fn groups(title: &str, groups: &[Group], provisions: &[Provision]) -> Sheet {
    let mut sheet = Sheet::new(format!("{title}：有规定／收录"), &["规定要素"]);
    sheet.head.extend(groups.iter().map(|g| g.name.clone()));
    for (i, p) in provisions.iter().enumerate() {
        sheet.row(std::iter::once(named(p)).chain(groups.iter().map(|g| share(&g.counts[i]))));
    }
    sheet
}

pub fn adoption(list: &[Adoption], provisions: &[Provision]) -> Sheet {
    let head = ["规定要素", "最早", "地区", "文本", "条款", "此后各年新增文本", "最早的征求意见稿"];
    let mut sheet = Sheet::new("各规定要素的最早出处（按印发日期；征求意见稿另列）", &head);
    for (a, p) in list.iter().zip(provisions) {
        let join = |f: &dyn Fn(&Adopter) -> String| a.first().iter().map(f).collect::<Vec<_>>().join("\n");
        let mut day = a.first().first().and_then(|x| x.date).map_or("—".into(), |d| d.to_string());
        if a.open > 0 {
            day += &format!("\n（另有{}件更早或同日的文本无法判定）", a.open);
        }
        let drafts: Vec<String> = a
            .first_drafts()
            .iter()
            .map(|x| format!("{} {}", date(x), x.region.clone().unwrap_or_default()))
            .collect();
        sheet.row([
            named(p),
            day,
            join(&|x| x.region.clone().unwrap_or("地区不明".into())),
            join(&|x| x.title.clone()),
            join(&|x| x.label.clone()),
            years(a),
            if drafts.is_empty() { "—".into() } else { drafts.join("\n") },
        ]);
    }
    let of = list.first().map_or(0, |a| a.of);
    sheet.note(format!("范围：收录的 {of} 件正式文本（含已失效、已废止的）；未收录的文本可能更早"));
    let undated: usize = list.iter().map(|a| a.undated).max().unwrap_or(0);
    if undated > 0 {
        sheet.note(format!("有规定而未写明日期、未参与排序的文本：至多 {undated} 件"));
    }
    sheet
}

fn date(a: &Adopter) -> String {
    a.date.map_or("日期不明".into(), |d| d.to_string())
}

/// 2023年1，2025年4
fn years(a: &Adoption) -> String {
    let years: Vec<u16> = a.adopters.iter().filter_map(|x| x.date).map(|d| d.year).collect();
    years.chunk_by(|a, b| a == b).map(|y| format!("{}年{}", y[0], y.len())).collect::<Vec<_>>().join("，")
}

pub fn indicators(rows: &[RegionValue]) -> Sheet {
    let mut sheet = Sheet::new("指标与维度（0—5分）", &["指标"]);
    sheet.head.extend(rows.iter().map(|r| r.name.clone()));
    let Some(first) = rows.first() else { return sheet };
    let shown = |v: Option<f64>, supplied: bool| match v {
        None if supplied => "待补充".into(),
        v => value(v),
    };
    for (d, dimension) in first.dimensions.iter().enumerate() {
        for (i, one) in first.indicators.iter().enumerate().filter(|(_, i)| i.dimension == dimension.id) {
            let cell =
                |r: &RegionValue| r.indicators.get(i).map_or("—".into(), |v| shown(v.value, v.is_supplied));
            sheet.row(std::iter::once(one.name.clone()).chain(rows.iter().map(cell)));
        }
        let cell = |r: &RegionValue| {
            r.dimensions.get(d).map_or("—".into(), |v| match v.value {
                Some(n) => format!("{n:.2}（{:.0}%）", v.determined * 100.0),
                None => "无法判定".into(),
            })
        };
        let name = format!("〔{}〕 权重{:.0}%", dimension.name, dimension.weight * 100.0);
        sheet.row(std::iter::once(name).chain(rows.iter().map(cell)));
    }
    let total = |r: &RegionValue| match r.composite {
        Some(n) => format!("{n:.2}（{:.0}%）", r.determined * 100.0),
        None => "无法判定".into(),
    };
    sheet.row(std::iter::once("〔综合指数〕".to_owned()).chain(rows.iter().map(total)));
    sheet.note("括号内为已判定的权重；权重为首列地区的权重，调整过权重的地区：".to_owned() + &shifted(rows));
    sheet
}

fn shifted(rows: &[RegionValue]) -> String {
    let said: Vec<String> =
        rows.iter().filter_map(|r| r.weighting.as_ref().map(|w| format!("{}（{w}）", r.name))).collect();
    if said.is_empty() { "无".into() } else { said.join("；") }
}

pub fn side(provision: &Provision, rows: &[SideRow]) -> Sheet {
    let mut slots: Vec<&str> = Vec::new();
    for name in rows.iter().flat_map(|r| r.slots.keys()) {
        if !slots.contains(&name.as_str()) {
            slots.push(name);
        }
    }
    slots.sort_unstable();
    let mut sheet = Sheet::new(format!("{}：各地条款对照", named(provision)), &["地区", "状态"]);
    sheet.head.extend(slots.iter().map(|s| slot_name(s).to_owned()));
    sheet.head.extend(["条款".into(), "原文".into(), "文本".into()]);
    for r in rows {
        let state = match (r.state, r.standing) {
            (None, _) => "—".to_owned(),
            (Some(s), Some(crate::model::Standing::Draft)) => format!("{}（征）", s.zh()),
            (Some(s), _) => s.zh().to_owned(),
        };
        let cell = |s: &&str| r.slots.get(*s).map_or(String::new(), slot_value);
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
    sheet.note(format!("{regions} 地中 {} 地有规定；—＝基准日没有计入的文本", with.len()));
    sheet
}
