//! Loads and checks `rules/indicators`. Pure: the files come as text.

use super::join::{Found, Index, Placed, join};
use super::read::{Fields, File, nearest, number};
use super::rubric::*;
use crate::diag::Diagnostic;
use crate::model::InstrumentKind;
use std::collections::BTreeMap;
use std::ops::Range;

const KINDS: [InstrumentKind; 7] = [
    InstrumentKind::Law,
    InstrumentKind::AdministrativeRegulation,
    InstrumentKind::LocalRegulation,
    InstrumentKind::GovernmentRule,
    InstrumentKind::Measures,
    InstrumentKind::Policy,
    InstrumentKind::Other,
];

impl Rubric {
    /// Reads all files (path for messages, text) in any order. `provisions` are the ids that the
    /// rules know. A file may hold `[index]`, `[dimension]` and any number of `[[indicator]]`;
    /// an indicator belongs to the dimension of its file unless it names another.
    ///
    /// # Errors
    /// All faults of all files, by path and place: R001, R005, R006, R009.
    pub fn load<S: AsRef<str>>(
        files: &[(String, String)],
        provisions: &[S],
    ) -> Result<Rubric, Vec<Diagnostic>> {
        let mut order: Vec<&(String, String)> = files.iter().collect();
        order.sort();
        let readers: Vec<File> = order.iter().map(|(path, text)| File::new(path, text)).collect();
        let known: Vec<&str> = provisions.iter().map(AsRef::as_ref).collect();
        let mut found = Found::default();
        for (i, file) in readers.iter().enumerate() {
            read_file(file, i, &known, &mut found);
        }
        let rubric = join(found, &readers);
        let faults: Vec<Diagnostic> = readers.into_iter().flat_map(File::into_faults).collect();
        match rubric {
            Some(rubric) if faults.is_empty() => Ok(rubric),
            _ if faults.is_empty() => Err(vec![nothing_there()]),
            _ => Err(sorted(faults)),
        }
    }
}

fn nothing_there() -> Diagnostic {
    let place = crate::diag::Place::file("rules/indicators");
    Diagnostic::new("R006", place, "no [index] table in any file (缺少综合指数)")
}

fn sorted(mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    faults.sort_by(|a, b| {
        let key = |d: &Diagnostic| (d.place.file.clone(), d.place.line, d.place.column, d.code.clone());
        key(a).cmp(&key(b))
    });
    faults
}

fn read_file(file: &File, i: usize, known: &[&str], found: &mut Found) {
    let top = file.parse();
    let fields = Fields::new(file, top.get_ref(), 0..0, "the file");
    if let Some(f) = fields.table("index", "[index]") {
        let at = f.at.clone();
        found.index.extend(read_index(f, known).map(|value| Placed { value, file: i, at }));
    }
    let mut home = None;
    if let Some(f) = fields.table("dimension", "[dimension]") {
        let at = f.at.clone();
        match read_dimension(f) {
            Some(value) => {
                home = Some(value.id.clone());
                found.dimensions.push(Placed { value, file: i, at });
            }
            None => found.dropped.push(i),
        }
    }
    for f in fields.tables("indicator", "[[indicator]]") {
        let at = f.at.clone();
        let dimension = f.text("dimension").or_else(|| home.clone());
        // Where the file's own [dimension] could not be read, that has been told already.
        let dimension = if found.dropped.contains(&i) { dimension } else { f.need("dimension", dimension) };
        match (dimension, read_indicator(f, known)) {
            (Some(d), Some(value)) => found.indicators.push((d, Placed { value, file: i, at })),
            _ => found.dropped.push(i),
        }
    }
    fields.done();
}

fn read_index(f: Fields, known: &[&str]) -> Option<Index> {
    let scale = f.need("scale", f.number("scale", 1e-3..=1e6));
    let delegated = f.need("delegated", f.number("delegated", 0.0..=1.0));
    let drafts = one_of(&f, "drafts", &[("without_final", Drafts::WithoutFinal), ("never", Drafts::Never)]);
    ground(&f);
    let shifts =
        f.tables("shift", "[[index.shift]]").into_iter().filter_map(|s| read_shift(s, known)).collect();
    let index = Index { scale: scale?, delegated: delegated?, drafts: drafts?, shifts };
    f.done();
    Some(index)
}

fn read_shift(f: Fields, known: &[&str]) -> Option<(Shift, Range<usize>)> {
    let at = f.at.clone();
    let says = f.need("says", f.text("says"));
    let (from, to) = (f.need("from", f.text("from")), f.need("to", f.text("to")));
    ground(&f);
    let when = f.need("when", f.table("when", "`when`"));
    f.done();
    let when = when?;
    let provision = when.need("provision", when.text("provision"));
    if let (Some(p), Some(v)) = (&provision, when.table.get("provision")) {
        check_provision(when.file, p, v.span(), known);
    }
    let (slot, only) = (when.need("slot", when.text("slot")), when.need("only", when.text("only")));
    when.done();
    Some((Shift { says: says?, provision: provision?, slot: slot?, only: only?, from: from?, to: to? }, at))
}

/// Every entry carries its source and reason.
fn ground(f: &Fields) -> (Option<String>, Option<String>) {
    (f.need("source", f.text("source")), f.need("reason", f.text("reason")))
}

fn read_dimension(f: Fields) -> Option<Dimension> {
    let (source, reason) = ground(&f);
    let id = f.need("id", f.text("id"));
    let name = f.need("name", f.text("name"));
    let name_en = f.need("name_en", f.text("name_en"));
    let order = f.need("order", f.number("order", 0.0..=1e6));
    let weight = f.need("weight", f.number("weight", 0.0..=1.0));
    f.done();
    Some(Dimension {
        id: id?,
        name: name?,
        name_en: name_en?,
        order: order?,
        weight: weight?,
        source: source?,
        reason: reason?,
        indicators: Vec::new(),
    })
}

fn read_indicator(f: Fields, known: &[&str]) -> Option<Indicator> {
    let (source, reason) = ground(&f);
    let id = f.need("id", f.text("id"));
    let name = f.need("name", f.text("name"));
    let name_en = f.need("name_en", f.text("name_en"));
    let share = f.need("share", f.number("share", 0.0..=1.0));
    let parts = f.tables("part", "[[indicator.part]]");
    let scalings = [
        ("points", Scaling::Points),
        ("min_max", Scaling::MinMax),
        ("min_max_falling", Scaling::MinMaxFalling),
    ];
    let kind = match (parts.is_empty(), f.table.contains_key("supplied")) {
        (true, true) => one_of(&f, "supplied", &scalings).map(Kind::Supplied),
        (false, false) => {
            let wanted = parts.len();
            let read: Vec<Part> = parts.into_iter().filter_map(|p| read_part(p, known)).collect();
            (read.len() == wanted).then_some(Kind::Parts(read))
        }
        _ => {
            f.get("supplied");
            f.file.fault("R006", f.at.clone(), "[[indicator]] wants either parts or `supplied` (缺少字段)");
            None
        }
    };
    f.done();
    Some(Indicator {
        id: id?,
        name: name?,
        name_en: name_en?,
        share: share?,
        kind: kind?,
        source: source?,
        reason: reason?,
    })
}

fn read_part(f: Fields, known: &[&str]) -> Option<Part> {
    if f.table.contains_key("kind") {
        return read_kind_part(f).map(Part::Kind);
    }
    let any_of = f.need("any_of", f.texts("any_of"));
    for (id, at) in any_of.iter().flatten() {
        check_provision(f.file, id, at.clone(), known);
    }
    if any_of.as_ref().is_some_and(Vec::is_empty) {
        f.file.fault("R006", f.at.clone(), "`any_of` names no provision (取值无效)");
    }
    let points = f.need("points", f.number("points", 0.0..=1e6));
    let most = points.unwrap_or(1e6);
    let cases = f.tables("case", "[[indicator.part.case]]");
    let wanted = cases.len();
    let cases: Vec<Case> = cases.into_iter().filter_map(|c| read_case(c, most)).collect();
    f.done();
    let any_of = any_of?.into_iter().map(|(id, _)| id).collect();
    (cases.len() == wanted).then_some(Part::Provision(ProvisionPart { any_of, points: points?, cases }))
}

fn read_case(f: Fields, most: f64) -> Option<Case> {
    let points = f.need("points", f.number("points", 0.0..=most));
    let says = f.need("says", f.text("says"));
    let when = f.need("when", f.table("when", "`when`"));
    f.done();
    let when = when?;
    let slot = when.need("slot", when.text("slot"));
    let tests = [
        when.number("below", -1e9..=1e9).map(Test::Below),
        when.number("above", -1e9..=1e9).map(Test::Above),
        when.flag("missing").and_then(|m| m.then_some(Test::Missing)),
    ];
    let mut tests = tests.into_iter().flatten();
    let test = match (tests.next(), tests.next()) {
        (Some(test), None) => Some(test),
        _ => {
            let message = "`when` wants one of `below`, `above`, `missing = true` (取值无效)";
            when.file.fault("R006", when.at.clone(), message);
            None
        }
    };
    when.done();
    Some(Case { slot: slot?, test: test?, points: points?, says: says? })
}

fn read_kind_part(f: Fields) -> Option<KindPart> {
    let draft = f.need("draft", f.number("draft", 0.0..=1e6));
    let lapsed = f.need("lapsed", f.number("lapsed", 0.0..=1e6));
    let table = f.table("kind", "`kind`");
    f.done();
    let table = table?;
    let mut points = BTreeMap::new();
    for (key, value) in table.table.iter() {
        let kind = KINDS.iter().find(|k| k.name() == key.get_ref().as_ref());
        match (kind, number(value.get_ref())) {
            (Some(kind), Some(n)) if n >= 0.0 => {
                points.insert(*kind, n);
            }
            (Some(_), _) => {
                table.wrong::<()>(key.get_ref(), value, "a number of points");
            }
            (None, _) => {
                let names: Vec<&str> = KINDS.iter().map(|k| k.name()).collect();
                let message = format!("unknown kind of instrument `{}` (未知文种)", key.get_ref());
                let help = Some(format!("kinds are {}", names.join(" ")));
                table.file.fault_with_help("R006", key.span(), message, help);
            }
        }
    }
    Some(KindPart { points, draft: draft?, lapsed: lapsed? })
}

fn one_of<T: Copy>(f: &Fields, key: &'static str, allowed: &[(&str, T)]) -> Option<T> {
    let word = f.need(key, f.text(key))?;
    let hit = allowed.iter().find(|(name, _)| *name == word).map(|(_, v)| *v);
    if let (None, Some(value)) = (hit, f.table.get(key)) {
        let names: Vec<&str> = allowed.iter().map(|(n, _)| *n).collect();
        let message = format!("`{key}` must not be `{word}` (取值无效)");
        let help = Some(format!("allowed: {}", names.join(", ")));
        f.file.fault_with_help("R006", value.span(), message, help);
    }
    hit
}

fn check_provision(file: &File, id: &str, at: Range<usize>, known: &[&str]) {
    if !known.contains(&id) {
        let help = nearest(id, known.iter().copied()).map(|n| format!("did you mean `{n}`?"));
        file.fault_with_help("R009", at, format!("no provision `{id}` (未知规定要素)"), help);
    }
}
