use super::element::{Atom, Element, SeqItem, parse_element, parse_item};
use super::file::{PatternFile, RuleFile};
use super::load::{Parsed, RuleSource};
use crate::diag::{Diagnostic, Place};
use std::collections::{BTreeMap, BTreeSet};

/// The 35 provisions of the codebook, in its order.
pub const PROVISIONS: [&str; 35] = [
    "exit.close_access",
    "exit.delete_data",
    "exit.retain_logs",
    "exit.handover",
    "fair.competitive_selection",
    "fair.operator_eligibility",
    "fair.developer_access",
    "fair.nondiscrimination",
    "fair.fair_supply",
    "fair.antimonopoly",
    "fair.role_separation",
    "tolerance.exemption",
    "incentive.supply",
    "term.operating_limit",
    "term.reselect_on_expiry",
    "exit.mechanism",
    "evaluation.operator",
    "public.principle",
    "public.free_use",
    "public.priority_support",
    "price.guided",
    "security.consent",
    "security.raw_data_stays",
    "security.deidentification",
    "security.personnel",
    "security.traceability",
    "security.incident_response",
    "security.responsibility",
    "security.assessment",
    "disclosure.authorisation",
    "disclosure.products",
    "supply.catalogue",
    "supply.sample",
    "mode",
    "validity",
];

/// Line, column and excerpt of a byte offset of a rule file.
pub(super) fn place(source: &RuleSource, at: usize) -> Place {
    let mut at = at.min(source.text.len());
    while !source.text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &source.text[..at];
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    Place {
        file: Some(format!("rules/{}", source.path)),
        page: None,
        line: Some(before.matches('\n').count() as u32 + 1),
        column: Some(source.text[start..at].chars().count() as u32 + 1),
        excerpt: Some(source.text[start..].lines().next().unwrap_or("").to_owned()),
    }
}

/// Where `needle` stands in the file, looked for behind the pattern `after` when given.
fn find(source: &RuleSource, needle: &str, after: &str) -> Place {
    let from = source.text.find(&format!("\"{after}\"")).unwrap_or(0);
    let at = source.text[from..].find(needle).map(|i| i + from).or_else(|| source.text.find(needle));
    place(source, at.unwrap_or(from))
}

/// Finds all faults of all files; reports each with its place and a suggestion.
pub(super) fn check(parsed: &Parsed, faults: &mut Vec<Diagnostic>) {
    let lists = check_lexicon(parsed, faults);
    let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
    for (source, rule) in &parsed.rules {
        if seen.insert(&rule.id, ()).is_some() {
            faults.push(Diagnostic::new(
                "R005",
                find(source, &rule.id, ""),
                format!("the rule id `{}` is used twice", rule.id),
            ));
        }
        if !PROVISIONS.contains(&rule.id.as_str()) {
            let near = nearest(&rule.id, PROVISIONS);
            faults.push(
                Diagnostic::new(
                    "R006",
                    find(source, &rule.id, ""),
                    format!("`{}` is no provision of the codebook", rule.id),
                )
                .with_help(format!("did you mean `{near}`?")),
            );
        }
        check_rule(source, rule, &lists, faults);
    }
}

/// Provisions of the codebook for which no rule is loaded.
pub fn missing_provisions<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'static str> {
    let have: BTreeSet<&str> = ids.collect();
    PROVISIONS.iter().copied().filter(|p| !have.contains(p)).collect()
}

fn check_lexicon<'a>(parsed: &'a Parsed, faults: &mut Vec<Diagnostic>) -> BTreeSet<&'a str> {
    let mut lists = BTreeSet::new();
    for (source, file) in &parsed.lexicon {
        for list in &file.list {
            if !lists.insert(list.id.as_str()) {
                faults.push(Diagnostic::new(
                    "R005",
                    find(source, &list.id, ""),
                    format!("the list id `{}` is used twice", list.id),
                ));
            }
            for term in list.terms.iter().chain(&list.not_in) {
                if crate::model::fold(term).is_empty() {
                    faults.push(Diagnostic::new(
                        "R006",
                        find(source, "\"\"", &list.id),
                        format!("list `{}` holds an empty term", list.id),
                    ));
                }
            }
        }
    }
    for (source, file) in &parsed.lexicon {
        for list in &file.list {
            for other in &list.include {
                unknown_list(source, other, &list.id, &lists, faults);
            }
        }
    }
    lists
}

fn unknown_list(
    source: &RuleSource,
    list: &str,
    after: &str,
    lists: &BTreeSet<&str>,
    faults: &mut Vec<Diagnostic>,
) {
    if lists.contains(list) {
        return;
    }
    let near = nearest(list, lists.iter().copied());
    faults.push(
        Diagnostic::new("R002", find(source, list, after), format!("no term list is called `{list}`"))
            .with_help(format!("did you mean `@{near}`? Lists stand in rules/lexicon")),
    );
}

fn check_rule(source: &RuleSource, rule: &RuleFile, lists: &BTreeSet<&str>, faults: &mut Vec<Diagnostic>) {
    for (have, name) in
        [(rule.fires.len(), "fires"), (rule.near_miss.len(), "near_miss"), (rule.excluded.len(), "excluded")]
    {
        if have == 0 {
            let message = format!("rule `{}` has no [[{name}]] example", rule.id);
            faults.push(Diagnostic::new("R003", find(source, &rule.id, ""), message));
        }
    }
    let mut ids = BTreeSet::new();
    for pattern in &rule.pattern {
        if !ids.insert(pattern.id.as_str()) {
            let message = format!("the pattern id `{}` is used twice in `{}`", pattern.id, rule.id);
            faults.push(Diagnostic::new("R005", find(source, &pattern.id, ""), message));
        }
        check_pattern(source, pattern, lists, faults);
    }
    for example in rule.fires.iter().chain(&rule.excluded).chain(&rule.near_miss) {
        if let Some(p) = example.pattern.as_deref().filter(|p| !ids.contains(p)) {
            let near = nearest(p, ids.iter().copied());
            faults.push(
                Diagnostic::new(
                    "R006",
                    find(source, &example.text, ""),
                    format!("the example names an unknown pattern `{p}`"),
                )
                .with_help(format!("did you mean `{near}`?")),
            );
        }
    }
    let words = rule.seek.iter().map(|s| &s.words).chain(rule.unlike.iter().map(|u| &u.words));
    for text in words {
        match parse_element(text) {
            Ok(element) => unknown_lists(source, &element, text, lists, faults),
            Err(e) => faults.push(Diagnostic::new("R006", find(source, text, ""), e)),
        }
    }
    if rule.pattern.is_empty() {
        faults.push(Diagnostic::new(
            "R006",
            find(source, &rule.id, ""),
            format!("rule `{}` has no pattern", rule.id),
        ));
    }
}

fn check_pattern(source: &RuleSource, p: &PatternFile, lists: &BTreeSet<&str>, faults: &mut Vec<Diagnostic>) {
    let mut bad = |text: &str, message: String| {
        faults.push(Diagnostic::new("R006", find(source, text, &p.id), message))
    };
    let mut elements = Vec::new();
    let mut gap_allowed = false;
    for item in &p.seq {
        match parse_item(item) {
            Ok(SeqItem::Element(e)) => {
                elements.push(e);
                gap_allowed = true;
            }
            Ok(SeqItem::Gap(_)) if gap_allowed => gap_allowed = false,
            Ok(SeqItem::Gap(_)) => bad(item, "a distance stands between two terms".into()),
            Err(e) => bad(item, e),
        }
    }
    if elements.is_empty() {
        bad(&p.id, format!("pattern `{}` has an empty `seq`", p.id));
    } else if !gap_allowed {
        bad(&p.id, format!("`seq` of pattern `{}` ends with a distance", p.id));
    }
    if elements.len() > 8 {
        bad(&p.id, format!("`seq` of pattern `{}` has more than 8 terms", p.id));
    }
    for text in conditions(p) {
        match parse_element(text) {
            Ok(e) => elements.push(e),
            Err(e) => bad(text, e),
        }
    }
    elements.iter().for_each(|e| unknown_lists(source, e, &p.id, lists, faults));
}

fn unknown_lists(
    source: &RuleSource,
    element: &Element,
    after: &str,
    lists: &BTreeSet<&str>,
    faults: &mut Vec<Diagnostic>,
) {
    for atom in &element.0 {
        if let Atom::List(list) = atom {
            unknown_list(source, list, after, lists, faults);
        }
    }
}

fn conditions(p: &PatternFile) -> impl Iterator<Item = &String> {
    [
        &p.sentence,
        &p.stem,
        &p.heading,
        &p.article,
        &p.title,
        &p.around,
        &p.not,
        &p.not_sentence,
        &p.not_stem,
        &p.not_heading,
        &p.not_title,
    ]
    .into_iter()
    .flatten()
}

/// The candidate with the smallest edit distance.
fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> &'a str {
    candidates.into_iter().min_by_key(|c| edit_distance(word, c)).unwrap_or("")
}

fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let cost = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}
