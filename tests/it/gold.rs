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
