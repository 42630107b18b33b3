//! Values from a given coding beside those from the program's, with the findings behind each difference.

use super::tables::value;
use crate::model::{RegionValue, Slots};
use crate::pipeline::{FindingDifference, Recoded, RegionDifference};
use crate::report::words::{slot_name_in, slot_value_in};
use crate::report::{Lang, Sheet};

pub fn sheet(lang: Lang, r: &Recoded, found: &[RegionDifference], rows: &[RegionValue]) -> Sheet {
    let head = lang.pick(
        ["地区", "指标", "所给编码", "程序编码", "评分项", "起因（所给编码 ← 程序编码）"],
        ["Region", "Indicator", "Given coding", "Program", "Parts", "Causes (given coding ← program)"],
    );
    let title =
        lang.pick("指标差异：所给编码与程序编码", "Differing values: the given coding and the program's");
    let mut sheet = Sheet::new(title, &head);
    let cause = |f: &FindingDifference| cause(lang, f);
    for d in found {
        for v in &d.values {
            let parts =
                v.causes.iter().map(|c| format!("{}：{}←{}", c.part, points(c.coded), points(c.program)));
            let causes = v.causes.iter().flat_map(|c| &c.findings).map(&cause);
            sheet.row([
                d.region.clone(),
                v.name.clone(),
                value(lang, v.coded),
                value(lang, v.program),
                parts.collect::<Vec<_>>().join("\n"),
                causes.collect::<Vec<_>>().join("\n"),
            ]);
        }
        if let Some(findings) = &d.weighting {
            let causes: Vec<String> = findings.iter().map(&cause).collect();
            let cells = [
                d.region.clone(),
                lang.pick("维度权重", "weights").into(),
                value(lang, d.coded),
                value(lang, d.program),
                String::new(),
            ];
            sheet.row(cells.into_iter().chain([causes.join("\n")]));
        }
        for f in &d.idle {
            let cells = [
                d.region.clone(),
                lang.pick("（不影响数值）", "(no value moved)").into(),
                "—".into(),
                "—".into(),
                String::new(),
            ];
            sheet.row(cells.into_iter().chain([cause(f)]));
        }
    }
    let moved = found.iter().filter(|d| !d.values.is_empty() || d.weighting.is_some()).count();
    let (all, same) = (rows.len(), rows.len() - moved);
    sheet.note(match lang {
        Lang::Zh => format!(
            "{all} 地中 {same} 地的指标数值与程序编码完全相同，{moved} 地不同；表中列出全部差异及其起因"
        ),
        Lang::En => format!(
            "{same} of {all} regions have the same values by both, {moved} others; all differences are listed"
        ),
    });
    if !r.uncoded.is_empty() {
        let fate = if r.left_out {
            lang.pick("两边都不计入", "left out on both sides")
        } else {
            lang.pick("两边都用程序编码", "the program's coding on both sides")
        };
        let (n, list) = (r.uncoded.len(), r.uncoded.join("；"));
        sheet.note(match lang {
            Lang::Zh => format!("所给编码未包含的文本 {n} 件（{fate}）：{list}"),
            Lang::En => format!("{n} texts are not in the given coding ({fate}): {list}"),
        });
    }
    if !r.unused.is_empty() {
        let (n, list) = (r.unused.len(), r.unused.join("；"));
        sheet.note(match lang {
            Lang::Zh => format!("所给编码中没有对应文本的 {n} 件：{list}"),
            Lang::En => format!("{n} of the given coding have no text here: {list}"),
        });
    }
    sheet
}

fn points(v: Option<f64>) -> String {
    v.map_or_else(|| "？".into(), |v| format!("{v}"))
}

fn cause(lang: Lang, f: &FindingDifference) -> String {
    let side = |state: crate::model::State, slots: &Slots| {
        let words: Vec<String> = slots
            .iter()
            .map(|(k, v)| {
                format!("{}{}{}", slot_name_in(lang, k), lang.pick("", " "), slot_value_in(lang, v))
            })
            .collect();
        if words.is_empty() {
            lang.state(state).to_owned()
        } else {
            format!("{}（{}）", lang.state(state), words.join("，"))
        }
    };
    let (a, b) = (side(f.coded, &f.coded_slots), side(f.program, &f.program_slots));
    format!("《{}》{}：{a} ← {b}", f.title, f.provision)
}
