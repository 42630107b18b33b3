//! Values from a given coding beside those from the program's, with the findings behind each difference.

use super::tables::value;
use crate::model::{RegionValue, Slots};
use crate::pipeline::{FindingDifference, Recoded, RegionDifference};
use crate::report::Sheet;
use crate::report::words::{slot_name, slot_value};

pub fn sheet(r: &Recoded, found: &[RegionDifference], rows: &[RegionValue]) -> Sheet {
    let head = ["地区", "指标", "所给编码", "程序编码", "评分项", "起因（所给编码 ← 程序编码）"];
    let mut sheet = Sheet::new("指标差异：所给编码与程序编码", &head);
    for d in found {
        for v in &d.values {
            let parts =
                v.causes.iter().map(|c| format!("{}：{}←{}", c.part, points(c.coded), points(c.program)));
            let causes = v.causes.iter().flat_map(|c| &c.findings).map(cause);
            sheet.row([
                d.region.clone(),
                v.name.clone(),
                value(v.coded),
                value(v.program),
                parts.collect::<Vec<_>>().join("\n"),
                causes.collect::<Vec<_>>().join("\n"),
            ]);
        }
        if let Some(findings) = &d.weighting {
            let causes: Vec<String> = findings.iter().map(cause).collect();
            let cells =
                [d.region.clone(), "维度权重".into(), value(d.coded), value(d.program), String::new()];
            sheet.row(cells.into_iter().chain([causes.join("\n")]));
        }
        for f in &d.idle {
            let cells = [d.region.clone(), "（不影响数值）".into(), "—".into(), "—".into(), String::new()];
            sheet.row(cells.into_iter().chain([cause(f)]));
        }
    }
    let moved = found.iter().filter(|d| !d.values.is_empty() || d.weighting.is_some()).count();
    sheet.note(format!(
        "{} 地中 {} 地的指标数值与程序编码完全相同，{moved} 地不同；表中列出全部差异及其起因",
        rows.len(),
        rows.len() - moved
    ));
    if !r.uncoded.is_empty() {
        let fate = if r.left_out { "两边都不计入" } else { "两边都用程序编码" };
        sheet.note(format!(
            "所给编码未包含的文本 {} 件（{fate}）：{}",
            r.uncoded.len(),
            r.uncoded.join("；")
        ));
    }
    if !r.unused.is_empty() {
        sheet.note(format!("所给编码中没有对应文本的 {} 件：{}", r.unused.len(), r.unused.join("；")));
    }
    sheet
}

fn points(v: Option<f64>) -> String {
    v.map_or_else(|| "？".into(), |v| format!("{v}"))
}

fn cause(f: &FindingDifference) -> String {
    let side = |state: crate::model::State, slots: &Slots| {
        let words: Vec<String> =
            slots.iter().map(|(k, v)| format!("{}{}", slot_name(k), slot_value(v))).collect();
        if words.is_empty() {
            state.zh().to_owned()
        } else {
            format!("{}（{}）", state.zh(), words.join("，"))
        }
    };
    let (a, b) = (side(f.coded, &f.coded_slots), side(f.program, &f.program_slots));
    format!("《{}》{}：{a} ← {b}", f.title, f.provision)
}
