use crate::diag::Diagnostic;
use crate::indicator::Rubric;
use crate::report::Provision;
use crate::rules::{RuleSet, RuleSource, load, missing_provisions};

/// Everything below `rules/`, loaded.
#[derive(Debug)]
pub struct Rulebook {
    pub set: RuleSet,
    pub rubric: Rubric,
    pub warnings: Vec<Diagnostic>,
}

/// Loads rules and rubric together; all faults of all files come at once.
///
/// # Errors
/// Every diagnostic, when at least one is an error.
pub fn load_rulebook(sources: &[RuleSource]) -> Result<Rulebook, Vec<Diagnostic>> {
    let indicators: Vec<(String, String)> = sources
        .iter()
        .filter(|s| s.path.starts_with("indicators/"))
        .map(|s| (format!("rules/{}", s.path), s.text.clone()))
        .collect();
    let rules = load(sources);
    let ids: Vec<String> = match &rules {
        Ok((set, _)) => set.rules.iter().map(|r| r.id.clone()).collect(),
        Err(_) => crate::rules::PROVISIONS.iter().map(|p| (*p).to_owned()).collect(),
    };
    let rubric = Rubric::load(&indicators, &ids);
    match (rules, rubric) {
        (Ok((set, warnings)), Ok(rubric)) => {
            let missing = missing_provisions(ids.iter().map(String::as_str));
            if !missing.is_empty() {
                let place = crate::diag::Place::file("rules/provisions");
                let message = format!("no rule for {} (缺少规定要素)", missing.join(", "));
                return Err(vec![Diagnostic::new("R008", place, message)]);
            }
            Ok(Rulebook { set, rubric, warnings })
        }
        (rules, rubric) => {
            let mut faults = rules.err().unwrap_or_default();
            faults.extend(rubric.err().unwrap_or_default());
            Err(faults)
        }
    }
}

/// Chinese and English names of the codebook's sections.
const SECTIONS: [(&str, &str, &str); 8] = [
    ("A", "退出与数据销毁", "Exit and data destruction"),
    ("B", "公平准入与竞争", "Fair access and competition"),
    ("C", "容错与激励", "Fault tolerance and incentives"),
    ("D", "期限、评价与退出", "Term, evaluation, exit"),
    ("E", "公共利益与定价", "Public interest and pricing"),
    ("F", "数据安全", "Data security"),
    ("G", "信息披露与供给", "Disclosure and supply"),
    ("H", "事实", "Facts"),
];

impl Rulebook {
    /// Names of the provisions, in codebook order.
    pub fn provisions(&self) -> Vec<Provision> {
        let section =
            |id: &str| SECTIONS.iter().find(|s| s.0 == id).copied().unwrap_or((" ", "其他", "Other"));
        self.set
            .rules
            .iter()
            .map(|r| Provision {
                id: r.id.clone(),
                title: r.title.clone(),
                title_en: r.title_en.clone(),
                section: section(&r.section).1.into(),
                section_en: section(&r.section).2.into(),
                reason: r.reason.clone(),
                source: r.source.clone(),
                version: r.version,
                patterns: r.patterns.len(),
            })
            .collect()
    }
}
