//! Findings -> points of the rubric's parts.

use super::rubric::{Case, KindPart, Part, ProvisionPart, Rubric, Test};
use crate::model::{Facts, Finding, InstrumentKind, PartValue, Standing, State, Status};
use std::collections::BTreeMap;

/// An instrument that counts for a row of the table.
#[derive(Clone)]
pub(super) struct Candidate<'a> {
    pub id: &'a str,
    pub facts: &'a Facts,
    pub status: &'a Status,
    pub findings: BTreeMap<&'a str, &'a Finding>,
}

/// What stands behind the row: nothing at all (undetermined) or texts, none of which may count.
#[derive(Clone, Copy)]
pub(super) struct Held<'c, 'a> {
    pub candidates: &'c [Candidate<'a>],
    /// False when no text of the region is held: nothing can be said then.
    pub any_text: bool,
}

/// Points that one instrument gives for one part.
struct Points {
    low: f64,
    high: f64,
    state: State,
    says: String,
    provision: String,
    instrument: Option<String>,
}

pub(super) fn fill_part(rubric: &Rubric, part: &Part, held: Held) -> PartValue {
    let most = part.points();
    let provision = match part {
        Part::Provision(p) => p.any_of.first().cloned().unwrap_or_default(),
        Part::Kind(_) => "kind".into(),
    };
    let mut all: Vec<Points> = match part {
        Part::Provision(p) => held.candidates.iter().flat_map(|c| of_provisions(rubric, p, c)).collect(),
        Part::Kind(k) => held.candidates.iter().map(|c| of_kind(k, most, c)).collect(),
    };
    if all.is_empty() {
        all.push(of_nothing(held.any_text, most, provision));
    }
    let any_of = match part {
        Part::Provision(p) if p.any_of.len() > 1 => p.any_of.clone(),
        _ => Vec::new(),
    };
    strongest(all, most, any_of)
}

/// The strongest counts; what is undetermined may still be stronger, up to its upper bound.
fn strongest(all: Vec<Points>, most: f64, any_of: Vec<String>) -> PartValue {
    let low = all.iter().map(|p| p.low).fold(0.0, f64::max);
    let high = all.iter().map(|p| p.high).fold(0.0, f64::max);
    let determined = high <= low;
    // Earlier ones win ties: candidates come with the strongest instrument first.
    let better = |a: &Points, b: &Points| {
        if determined { (b.low > a.low) || (b.low == a.low && b.state < a.state) } else { b.high > a.high }
    };
    let mut best: Option<Points> = None;
    for p in all {
        if best.as_ref().is_none_or(|b| better(b, &p)) {
            best = Some(p);
        }
    }
    let (provision, instrument, state, says) = match best {
        Some(p) => (p.provision, p.instrument, p.state, p.says),
        None => (String::new(), None, State::Undetermined, String::new()),
    };
    PartValue {
        provision,
        points: most,
        value: determined.then_some(low),
        state: if determined { state } else { State::Undetermined },
        rubric: if determined { says } else { format!("无法判定：{}至{}分", plain(low), plain(high)) },
        instrument,
        low,
        high,
        any_of,
    }
}

fn of_nothing(any_text: bool, most: f64, provision: String) -> Points {
    let (high, state, says) = if any_text {
        (0.0, State::Absent, "参考日没有可计入的文本：0分")
    } else {
        (most, State::Undetermined, "没有收录文本")
    };
    Points { low: 0.0, high, state, says: says.into(), provision, instrument: None }
}

fn of_provisions<'p>(
    rubric: &'p Rubric,
    part: &'p ProvisionPart,
    c: &'p Candidate,
) -> impl Iterator<Item = Points> + 'p {
    part.any_of.iter().map(move |id| {
        let finding = c.findings.get(id.as_str());
        // A provision that was never coded is no absent one.
        let state = finding.map_or(State::Undetermined, |f| f.state);
        let (low, high, says) = match state {
            State::Present => {
                let (points, says) = of_present(part, finding);
                (points, points, says)
            }
            State::Delegated => {
                let points = round(part.points * rubric.delegated);
                let says = format!("转授，计{}%：{}分", plain(rubric.delegated * 100.0), plain(points));
                (points, points, says)
            }
            State::Contradicted => (0.0, 0.0, "相反规定：0分".into()),
            State::Absent => (0.0, 0.0, "未规定：0分".into()),
            State::Undetermined => (0.0, part.points, String::new()),
        };
        Points { low, high, state, says, provision: id.clone(), instrument: Some(c.id.to_string()) }
    })
}

fn of_present(part: &ProvisionPart, finding: Option<&&Finding>) -> (f64, String) {
    match part.cases.iter().find(|case| holds(case, finding)) {
        Some(case) => (case.points, format!("有规定，{}：{}分", case.says, plain(case.points))),
        None => (part.points, format!("有规定：{}分", plain(part.points))),
    }
}

fn holds(case: &Case, finding: Option<&&Finding>) -> bool {
    let value = finding.and_then(|f| f.slots.get(&case.slot)).and_then(serde_json::Value::as_f64);
    match case.test {
        Test::Below(n) => value.is_some_and(|v| v < n),
        Test::Above(n) => value.is_some_and(|v| v > n),
        Test::Missing => value.is_none(),
    }
}

fn of_kind(part: &KindPart, most: f64, c: &Candidate) -> Points {
    let table = c.facts.kind.and_then(|k| Some((k, *part.points.get(&k)?)));
    let (low, high, says) = match (c.status.standing, table) {
        (Standing::Draft, _) => (part.draft, part.draft, format!("征求意见稿：{}分", plain(part.draft))),
        (Standing::Expired | Standing::Repealed, _) => {
            (part.lapsed, part.lapsed, format!("{}：{}分", c.status.standing.zh(), plain(part.lapsed)))
        }
        (_, Some((kind, n))) => (n, n, format!("{}：{}分", InstrumentKind::name(kind), plain(n))),
        (_, None) => (0.0, most, String::new()),
    };
    let state = match (low < high, low > 0.0) {
        (true, _) => State::Undetermined,
        (false, true) => State::Present,
        (false, false) => State::Absent,
    };
    Points { low, high, state, says, provision: "kind".into(), instrument: Some(c.id.to_string()) }
}

/// Keeps sums of decimal fractions free of binary dust.
pub(super) fn round(x: f64) -> f64 {
    (x * 1e9).round() / 1e9
}

/// A number as people write it: 2.5, 0.75, 5.
fn plain(x: f64) -> String {
    format!("{}", round(x))
}
