//! Agreement with gold codings: the floors that the project has promised.

use crate::common::{POLICIES, SAMPLE, sample_gold};
use tiaokuan::model::Finding;
use tiaokuan::review::{Coded, Gold, Quote, measures, score};

fn coded(f: &Finding) -> Coded {
    Coded {
        source: f.source.clone(),
        title: f.title.clone(),
        provision: f.provision.clone(),
        state: f.state,
        evidence: f
            .evidence
            .iter()
            .map(|e| Quote { label: e.label.clone(), quote: e.quote.clone() })
            .collect(),
        slots: f.slots.clone(),
    }
}

#[test]
fn a_gold_scored_against_itself_is_perfect() {
    let gold = Gold::open(&sample_gold()).unwrap();
    let own: Vec<Coded> = gold
        .documents
        .iter()
        .flat_map(|d| d.rows.iter().map(move |r| (d, r)))
        .map(|(d, r)| Coded {
            source: d.source.clone(),
            title: d.title.clone(),
            provision: r.provision.clone(),
            state: r.state,
            evidence: r.evidence.clone(),
            slots: r.slots.clone(),
        })
        .collect();
    let m = measures(score(&gold, &own).iter());
    assert_eq!((m.presence_f1, m.passage_f1, m.span_f1, m.loose_quotes), (1.0, 1.0, 1.0, 0));
}

#[test]
fn the_sample_corpus_is_coded_as_its_gold() {
    let gold = Gold::open(&sample_gold()).unwrap();
    let m = measures(score(&gold, &SAMPLE.analysis.findings.iter().map(coded).collect::<Vec<_>>()).iter());
    assert!(m.presence_f1 >= 0.92 && m.kappa >= 0.80 && m.passage_f1 >= 0.80, "{m:?}");
    assert!(m.label_accuracy.unwrap() >= 0.95 && m.loose_quotes == 0, "{m:?}");
}

#[test]
fn the_policies_are_coded_as_two_readers_did() {
    let (Some(shared), Some(outcome)) = (crate::shared(), POLICIES.as_ref()) else { return };
    let gold = Gold::open(&shared.join("gold")).unwrap();
    let m = measures(score(&gold, &outcome.analysis.findings.iter().map(coded).collect::<Vec<_>>()).iter());
    assert!(m.presence_f1 >= 0.92 && m.kappa >= 0.80 && m.passage_f1 >= 0.80, "{m:?}");
    assert!(m.label_accuracy.unwrap() >= 0.95 && m.loose_quotes == 0, "{m:?}");
}

/// What only one text bears out is left out when that text is coded, and nothing else; the rules
/// are the same afterwards.
#[test]
fn leaving_one_out_takes_only_what_that_text_bears_out() {
    use tiaokuan::pipeline::{leave_one_out, load_rulebook};
    let read = |texts: &[(&str, &str)]| {
        let dir = tempfile::tempdir().unwrap();
        for (name, body) in texts {
            let title = format!("{name}公共数据授权运营管理办法");
            let text = format!("{title}\n\n第一条 {body}\n第二条 本办法由数据局解释。\n");
            std::fs::write(dir.path().join(format!("{name}.txt")), text).unwrap();
        }
        let (sources, faults) = tiaokuan::corpus::find(&[dir.path().to_path_buf()]);
        assert!(faults.is_empty(), "{faults:?}");
        crate::common::read(&sources)
    };
    let mut set = load_rulebook(&tiaokuan::rules::embedded()).unwrap().set;
    let term = "授权运营期限原则上不超过三年。";
    let state = |set: &mut tiaokuan::rules::RuleSet, texts: &[(&str, &str)]| {
        let out = leave_one_out(set, &read(texts), &[]);
        let of = |name: &str| {
            let one = out.iter().find(|o| o.source.starts_with(name)).unwrap();
            one.findings.iter().find(|f| f.provision == "term.operating_limit").unwrap().state
        };
        (of("甲市"), out.iter().map(|o| o.patterns).sum::<usize>())
    };
    use tiaokuan::model::State::{Absent, Present};
    let (alone, left_out) = state(&mut set, &[("甲市", term), ("乙市", "数据局负责监督。")]);
    assert_eq!(alone, Absent);
    assert!(left_out > 0);
    assert_eq!(state(&mut set, &[("甲市", term), ("乙市", term)]).0, Present);
    // Again the first question: nothing of the rules was lost.
    assert_eq!(state(&mut set, &[("甲市", term), ("乙市", "数据局负责监督。")]), (alone, left_out));
}
