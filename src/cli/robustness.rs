//! `robustness`: how far the ranking of a saved analysis rests on its assumptions.

use super::common::{RulesArg, print_all};
use super::saved;
use super::sheets::SheetsArg;
use crate::diag::{Diagnostic, Place};
use crate::indicator::{Assumption, LeftOut, Leverage, Robustness, Rubric, Setting, robustness};
use crate::model::{Analysis, Date, Level, State};
use crate::pipeline::Rulebook;
use crate::report::{Lang, Sheet};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct RobustnessArgs {
    /// A saved analysis.json (已保存的分析)
    #[arg(default_value = "out/analysis.json")]
    analysis: PathBuf,
    /// Same seed, same result (随机种子)
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Rounds drawn (轮数)
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    rounds: u32,
    /// What is varied (变动的假设)
    #[arg(long, value_delimiter = ',', value_parser = ["weights", "parts", "delegated", "normalisation", "findings"],
          default_values = ["weights", "parts", "delegated", "normalisation", "findings"])]
    vary: Vec<String>,
    /// Units that weights are dealt out in: more of them keep closer to the given weights (集中度)
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(10..=10_000))]
    units: u32,
    /// How often a finding is taken for wrong: as often as the codebook's two readers differed (编码差错率)
    #[arg(long, default_value_t = READERS_DIFFER, value_parser = share)]
    error: f64,
    /// Only regions of this level; all but the national one when not given (层级)
    #[arg(long, value_parser = ["province", "city", "county"])]
    level: Option<String>,
    /// Rank by this dimension, by id or Chinese name, instead of the composite index (维度)
    #[arg(long, value_name = "DIMENSION")]
    dimension: Option<String>,
    /// Changes listed for each region
    #[arg(long, default_value_t = 3)]
    most: usize,
    #[command(flatten)]
    sheets: SheetsArg,
    #[command(flatten)]
    rules: RulesArg,
}

/// The codebook: two readers agreed in 0.976 of 595 pairs before their differences were settled.
const READERS_DIFFER: f64 = 0.024;

fn share(s: &str) -> Result<f64, String> {
    let n: f64 = s.parse().map_err(|_| "no number".to_owned())?;
    if (0.0..=1.0).contains(&n) { Ok(n) } else { Err("not within 0 and 1".into()) }
}

pub fn run(args: &RobustnessArgs) -> ExitCode {
    match tested(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(code) => ExitCode::from(code),
    }
}

/// A saved analysis with the rubric that filled it; the rules' own when it kept none.
pub fn open(path: &std::path::Path, rules: &RulesArg) -> Result<(Analysis, Rubric, Rulebook), u8> {
    let (analysis, _) = saved::open(path).map_err(|fault| {
        print_all(&[*fault]);
        2
    })?;
    let book = rules.load().map_err(|_| 2)?;
    let rubric = Rubric::of(&analysis).unwrap_or_else(|| book.rubric.clone());
    Ok((analysis, rubric, book))
}

fn tested(args: &RobustnessArgs) -> Result<(), u8> {
    let (analysis, rubric, _) = open(&args.analysis, &args.rules)?;
    let setting = setting(args, &rubric)?;
    let found = robustness(&analysis, &rubric, &setting);
    let named = rubric.dimensions.iter().find(|d| Some(&d.id) == setting.dimension.as_ref());
    let lang = args.sheets.lang;
    let composite = lang.pick("综合指数", "composite index");
    let what = named.map_or(composite, |d| lang.name(&d.name, &d.name_en));
    let sheets = [
        intervals(lang, &found, &setting, what, analysis.reference),
        alone(lang, &found),
        left_out(lang, &found, &rubric),
        rules_out(lang, &found, args.most),
        leverage(lang, &found, &analysis),
    ];
    let names: Vec<&Assumption> = setting.vary.iter().collect();
    let json = json!({
        "reference": analysis.reference.to_string(),
        "seed": setting.seed, "rounds": setting.rounds, "vary": names, "units": setting.units,
        "error": setting.error, "level": setting.level, "dimension": setting.dimension,
        "result": found,
    });
    args.sheets.put(&sheets, &json)
}

fn setting(args: &RobustnessArgs, rubric: &Rubric) -> Result<Setting, u8> {
    let dimension = match &args.dimension {
        None => None,
        Some(name) => match rubric.dimensions.iter().find(|d| d.id == *name || d.name == *name) {
            Some(d) => Some(d.id.clone()),
            None => {
                let all: Vec<&str> = rubric.dimensions.iter().map(|d| d.name.as_str()).collect();
                let message = format!("no dimension `{name}` (未知维度); there are {}", all.join("、"));
                print_all(&[Diagnostic::new("M006", Place::default(), message)]);
                return Err(2);
            }
        },
    };
    let wanted = |a: &Assumption| {
        let name = serde_json::to_value(a).ok();
        args.vary.iter().any(|v| name.as_ref().and_then(|n| n.as_str()) == Some(v))
    };
    Ok(Setting {
        rounds: args.rounds as usize,
        seed: args.seed,
        units: args.units,
        error: args.error,
        vary: Assumption::ALL.into_iter().filter(wanted).collect(),
        level: args.level.as_ref().map(|l| match l.as_str() {
            "province" => Level::Province,
            "city" => Level::City,
            _ => Level::County,
        }),
        dimension,
        most: args.most,
    })
}

fn or_dash<T: ToString>(v: Option<T>) -> String {
    v.map_or("—".into(), |v| v.to_string())
}

fn intervals(lang: Lang, r: &Robustness, s: &Setting, what: &str, reference: Date) -> Sheet {
    let (seed, rounds) = (s.seed, s.rounds);
    let title = match lang {
        Lang::Zh => format!("名次区间（{what}；基准日 {reference}；种子 {seed}，{rounds} 轮）"),
        Lang::En => {
            format!("Rank intervals ({what}; reference date {reference}; seed {seed}, {rounds} rounds)")
        }
    };
    let head = lang.pick(
        ["地区", "得分", "名次", "中位名次", "95%区间", "居首的轮次"],
        ["Region", "Score", "Rank", "Median rank", "95% interval", "Came first"],
    );
    let mut sheet = Sheet::new(title, &head);
    let mut rows: Vec<_> = r.regions.iter().collect();
    rows.sort_by_key(|x| (x.rank.is_none(), x.rank));
    for x in rows {
        sheet.row([
            x.region.clone(),
            x.score.map_or(lang.state(State::Undetermined).into(), |v| format!("{v:.2}")),
            or_dash(x.rank),
            or_dash(x.median),
            x.low.zip(x.high).map_or("—".into(), |(l, h)| format!("{l}—{h}")),
            format!("{:.1}%", x.first * 100.0),
        ]);
    }
    let varied: Vec<&str> = s.vary.iter().map(|a| lang.pick(a.zh(), a.en())).collect();
    let (units, error) = (s.units, s.error);
    sheet.note(lang.pick("变动的假设：", "varied: ").to_owned() + &varied.join(lang.pick("、", ", ")));
    sheet.note(match lang {
        Lang::Zh => format!(
            "权重、份额、分值按狄利克雷分布抽取（以给定值为均值，集中度 {units}）；转授计分在给定值上下0.2内均匀抽取；\
             半数轮次按地区间极差标准化；每项编码以 {error} 的概率视为有误"
        ),
        Lang::En => format!(
            "weights, shares and points are drawn from Dirichlet distributions (the given ones are their means, \
             concentration {units}); credit for delegated matters evenly within 0.2 of the given one; half of the \
             rounds scale by the range over regions; each finding is wrong with probability {error}"
        ),
    });
    sheet.note(lang.pick(
        "同分者名次相同；仅按文本已能判定的权重计算，全国性文本不参与排名",
        "equal scores share a rank; only the determined weight counts; the national text is not ranked",
    ));
    sheet
}

fn alone(lang: Lang, r: &Robustness) -> Sheet {
    let title = lang.pick(
        "各项假设单独变动时名次区间的平均宽度",
        "Mean width of the rank intervals when one assumption alone varies",
    );
    let mut sheet = Sheet::new(title, &lang.pick(["假设", "平均宽度"], ["Assumption", "Mean width"]));
    for (a, width) in &r.alone {
        sheet.row([lang.pick(a.zh(), a.en()).to_owned(), format!("{width:.2}")]);
    }
    sheet
}

fn left_out(lang: Lang, r: &Robustness, rubric: &Rubric) -> Sheet {
    let title =
        lang.pick("去掉一项指标后的名次变化（负数为上升）", "Ranks without one indicator (below 0: better)");
    let mut sheet = Sheet::new(title, &[lang.pick("去掉的指标", "Left out")]);
    let named = |l: &LeftOut| {
        let own = rubric.indicators().find(|(_, i)| i.id == l.indicator);
        own.map_or(l.name.clone(), |(_, i)| lang.name(&i.name, &i.name_en).to_owned())
    };
    sheet.head.extend(r.regions.iter().map(|x| x.region.clone()));
    for l in &r.left_out {
        sheet.row(std::iter::once(named(l)).chain(l.shifts.iter().map(shift)));
    }
    sheet
}

fn shift(s: &Option<i64>) -> String {
    match s {
        None => "—".to_owned(),
        Some(0) => "·".to_owned(),
        Some(n) => format!("{n:+}"),
    }
}

fn rules_out(lang: Lang, r: &Robustness, most: usize) -> Sheet {
    let title = lang.pick(
        "规则少一种写法后的名次变化（负数为上升）",
        "Ranks were one pattern of the rules missing (below 0: better)",
    );
    let head = lang.pick(["写法", "失去的编码"], ["Pattern", "Findings lost"]);
    let mut sheet = Sheet::new(title, &head);
    sheet.head.extend(r.regions.iter().map(|x| x.region.clone()));
    // A long list tells nobody which matter; all of them stand in the JSON.
    let shown = r.rules_out.len().min(most * 5);
    for x in &r.rules_out[..shown] {
        let start = [x.rule.clone(), x.findings.to_string()];
        sheet.row(start.into_iter().chain(x.shifts.iter().map(shift)));
    }
    let all = r.rules_out.len();
    sheet.note(match lang {
        Lang::Zh => format!("能改变名次的写法共 {all} 种，列出变化最大的 {shown} 种；仅凭该写法成立的编码按未规定计"),
        Lang::En => format!("{all} patterns can move a rank, the {shown} that move most are listed; findings that rest on the pattern alone count as absent"),
    });
    sheet
}

fn leverage(lang: Lang, r: &Robustness, analysis: &Analysis) -> Sheet {
    let head = lang.pick(
        ["地区", "规定要素", "现状→假设", "得分变化", "名次", "文本"],
        ["Region", "Provision", "Now → supposed", "Score", "Rank", "Instrument"],
    );
    let title = lang.pick(
        "单独一项编码改变时影响最大的（按名次变化，再按得分变化）",
        "Single findings that would move most (by rank, then by score)",
    );
    let mut sheet = Sheet::new(title, &head);
    let title = |l: &Leverage| {
        let own = analysis.instruments().find(|(_, i)| i.id == l.instrument);
        own.map_or(l.instrument.clone(), |(_, i)| i.title.clone())
    };
    for l in &r.leverage {
        sheet.row([
            l.region.clone(),
            l.provision.clone(),
            format!("{}→{}", lang.state(l.from), lang.state(l.to)),
            format!("{:+.2}", l.gain),
            format!("{}→{}", l.rank as i64 - l.shift, l.rank),
            title(l),
        ]);
    }
    sheet.note(lang.pick(
        "假设本地区计入的文本在该规定要素上的结论改变，其他地区不变；改为“有规定”时不带数值（如期限、留存月数）",
        "supposed: the region's texts that count say otherwise on this provision, all other regions the same; a supposed `present` carries no number (years, months)",
    ));
    sheet
}
