use super::{PROVISIONS, rubric, shipped};
use crate::indicator::{Kind, Rubric};
use proptest::prelude::*;

/// The codebook names 31 provisions in its rubric; `mode` is asked by the rule on weights and
/// `validity` by the standing of the text.
#[test]
fn the_shipped_rubric_uses_every_provision_once() {
    let mut used: Vec<String> = Vec::new();
    for (_, i) in rubric().indicators() {
        if let Kind::Parts(parts) = &i.kind {
            for p in parts {
                if let crate::indicator::Part::Provision(p) = p {
                    used.extend(p.any_of.iter().cloned());
                }
            }
        }
    }
    used.sort();
    let mut wanted: Vec<String> =
        PROVISIONS.iter().filter(|p| !["mode", "validity"].contains(p)).map(|p| p.to_string()).collect();
    wanted.sort();
    assert_eq!(used, wanted);
    let weights: Vec<(String, f64)> =
        rubric().dimensions.iter().map(|d| (d.name.clone(), d.weight)).collect();
    let report = [
        ("资源供给", 0.28),
        ("产品/服务开发", 0.12),
        ("场景落地", 0.30),
        ("安全可控", 0.08),
        ("信息披露", 0.12),
        ("公平长效", 0.10),
    ];
    assert_eq!(weights, report.map(|(n, w)| (n.to_string(), w)));
}

/// Replaces `from` in the file `name`; the text must be there.
fn spoil(files: &mut [(String, String)], name: &str, from: &str, to: &str) {
    let text = &mut files.iter_mut().find(|f| f.0 == name).unwrap().1;
    assert!(text.contains(from), "{name} has no {from}");
    *text = text.replacen(from, to, 1);
}

#[test]
fn all_faults_of_all_files_are_told_at_once_with_their_places() {
    let mut files = shipped();
    spoil(&mut files, "security.toml", "\"exit.delete_data\"", "\"exit.delete_date\"");
    spoil(&mut files, "security.toml", "months\", below = 6", "months\", bellow = 6");
    spoil(&mut files, "fairness.toml", "\"专门规范\" = 4", "\"专门规定\" = 4");
    spoil(&mut files, "fairness.toml", "share = 0.25", "share = \"a quarter\"");
    spoil(&mut files, "supply.toml", "points = 3", "points = 2.5");
    spoil(&mut files, "scenarios.toml", "weight = 0.30", "weight = ");
    let faults = Rubric::load(&files, &PROVISIONS).unwrap_err();
    let said: Vec<String> = faults
        .iter()
        .map(|f| {
            let place = format!("{}:{}", f.place.file.as_deref().unwrap(), f.place.line.unwrap());
            format!("{} {place} {}", f.code, f.message)
        })
        .collect();
    let told = |code: &str, file: &str, word: &str| {
        assert!(
            said.iter().any(|s| s.starts_with(code) && s.contains(file) && s.contains(word)),
            "{code} {file} {word}: {said:#?}"
        );
    };
    told("R009", "security.toml", "exit.delete_date");
    told("R006", "security.toml", "`bellow`");
    told("R006", "fairness.toml", "专门规定");
    told("R006", "fairness.toml", "share");
    told("R006", "supply.toml", "4.5, not 5");
    told("R001", "scenarios.toml", "");
    let unknown = faults.iter().find(|f| f.code == "R009").unwrap();
    assert!(unknown.help.contains("exit.delete_data"), "{}", unknown.help);
    assert!(unknown.place.excerpt.as_deref().unwrap().contains("exit.delete_date"));
    assert_eq!(unknown.place.column, Some(11));
}

#[test]
fn sums_and_names_are_checked_across_files() {
    let told = |name: &str, from: &str, to: &str, code: &str, word: &str| {
        let mut files = shipped();
        spoil(&mut files, name, from, to);
        let faults = Rubric::load(&files, &PROVISIONS).unwrap_err();
        assert!(faults.iter().any(|f| f.code == code && f.message.contains(word)), "{word}: {faults:#?}");
    };
    told("security.toml", "share = 0.30", "share = 0.31", "R006", "份额之和");
    told("supply.toml", "weight = 0.28", "weight = 0.27", "R006", "权重之和");
    told("index.toml", "from = \"products\"", "from = \"product\"", "R006", "未知维度");
    told("disclosure.toml", "id = \"disclosure_rules\"", "id = \"raw_data\"", "R005", "raw_data");
    told("products.toml", "source = ", "# source = ", "R006", "source");
    told("index.toml", "drafts = \"without_final\"", "drafts = \"always\"", "R006", "always");
    assert!(Rubric::load(&[], &PROVISIONS).is_err());
    assert!(Rubric::load(&[("x.toml".into(), "[index\n".into())], &PROVISIONS).is_err());
}

#[test]
fn an_indicator_may_come_in_a_file_of_its_own() {
    let mut files = shipped();
    let text = "[[indicator]]\ndimension = \"security\"\nid = \"audits\"\nname = \"审计次数\"\nname_en = \"Audits\"\n\
                share = 0.25\nsupplied = \"min_max\"\nsource = \"示例\"\nreason = \"示例\"\n";
    files.push(("audits.toml".into(), text.into()));
    let rubric = Rubric::load(&files, &PROVISIONS).unwrap();
    assert!(rubric.indicators().any(|(d, i)| d.id == "security" && i.id == "audits"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever is cut out of or put into a file, loading ends with a rubric or with faults.
    #[test]
    fn loading_never_panics(which in 0usize..7, at in 0usize..4000, len in 0usize..60, put in "[\\[\\]\"='{}0-9a-z\\n安 ]{0,8}") {
        let mut files = shipped();
        let n = files.len();
        let text = &mut files[which % n].1;
        let chars: Vec<char> = text.chars().collect();
        let at = at.min(chars.len());
        let end = (at + len).min(chars.len());
        *text = chars[..at].iter().collect::<String>() + &put + &chars[end..].iter().collect::<String>();
        if let Err(faults) = Rubric::load(&files, &PROVISIONS) {
            prop_assert!(!faults.is_empty());
        }
    }
}
