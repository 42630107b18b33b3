//! A saved analysis against a new one of the same request: what changed, by name.

use crate::model::{Analysis, DocumentRecord, Finding, ReadState};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a change is of. The first five are causes, the others follow from them — or, when there
/// is no cause, from a hand that changed the saved file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeOf {
    Program,
    /// A file below `rules/`.
    Rule,
    /// A weight, share, point or other number of the rubric.
    Rubric,
    Document,
    Request,
    Finding,
    Value,
    Record,
}

impl ChangeOf {
    pub fn is_cause(self) -> bool {
        self <= ChangeOf::Request
    }

    pub fn zh(self) -> &'static str {
        match self {
            ChangeOf::Program => "程序",
            ChangeOf::Rule => "规则文件",
            ChangeOf::Rubric => "评分标准",
            ChangeOf::Document => "来源文件",
            ChangeOf::Request => "运行参数",
            ChangeOf::Finding => "编码结果",
            ChangeOf::Value => "指标数值",
            ChangeOf::Record => "其他记录",
        }
    }
}

/// One thing that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub of: ChangeOf,
    /// The thing by name, with the path of the field behind it.
    pub name: String,
    pub recorded: String,
    pub now: String,
}

/// All changes, causes first; empty when the two are the same in every field.
pub fn changes(recorded: &Analysis, now: &Analysis) -> Vec<Change> {
    let mut out = Vec::new();
    let mut list = Changes(&mut out);
    list.words(ChangeOf::Program, "", &recorded.program, &now.program);
    files(recorded, now, &mut list);
    if !recorded.rubric.is_null() {
        list.values(ChangeOf::Rubric, "", &recorded.rubric, &now.rubric);
    }
    let ids = renamed(recorded, now);
    documents(recorded, now, &ids, &mut list);
    list.values(ChangeOf::Request, "", &value(&recorded.request), &value(&now.request));
    list.words(ChangeOf::Request, "reference", &recorded.reference.to_string(), &now.reference.to_string());
    findings(recorded, now, &ids, &mut list);
    let rows = [
        ("", &recorded.region_values, &now.region_values),
        ("文本", &recorded.instrument_values, &now.instrument_values),
    ];
    for (class, a, b) in rows {
        let titled = |v: Value| -> Value { restore(v, &ids) };
        let (a, b) = (keyed(a.iter().map(value)), keyed(b.iter().map(|r| titled(value(r)))));
        list.maps(ChangeOf::Value, class, &a, &b);
    }
    list.values(ChangeOf::Record, "diagnostics", &value(&recorded.diagnostics), &value(&now.diagnostics));
    let counts = |a: &Analysis| format!("{} / {} / {}", a.rules.rules, a.rules.patterns, a.rules.terms);
    list.words(ChangeOf::Record, "rules", &counts(recorded), &counts(now));
    // The hash over all files says nothing that the files do not say, where they are recorded.
    if recorded.rules.files.is_empty() || out.iter().all(|c| c.of != ChangeOf::Rule) {
        Changes(&mut out).words(ChangeOf::Rule, "rules", &recorded.rules.sha256, &now.rules.sha256);
    }
    out.sort_by_key(|c| c.of);
    out
}

fn value(v: impl serde::Serialize) -> Value {
    serde_json::to_value(v).unwrap_or_default()
}

struct Changes<'c>(&'c mut Vec<Change>);

const NONE: &str = "（无）";

impl Changes<'_> {
    fn words(&mut self, of: ChangeOf, name: &str, recorded: &str, now: &str) {
        if recorded != now {
            self.0.push(Change { of, name: name.into(), recorded: recorded.into(), now: now.into() });
        }
    }

    /// Walks both down to the fields that differ.
    fn values(&mut self, of: ChangeOf, name: &str, a: &Value, b: &Value) {
        match (a, b) {
            _ if a == b => {}
            (Value::Object(x), Value::Object(y)) => {
                for key in x.keys().chain(y.keys().filter(|k| !x.contains_key(*k))) {
                    let at = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                    self.values(
                        of,
                        &at,
                        x.get(key).unwrap_or(&Value::Null),
                        y.get(key).unwrap_or(&Value::Null),
                    );
                }
            }
            (Value::Array(x), Value::Array(y)) if x.iter().chain(y).all(Value::is_object) => {
                self.maps(of, name, &keyed(x.iter().cloned()), &keyed(y.iter().cloned()));
            }
            _ => self.words(of, name, &shown(a), &shown(b)),
        }
    }

    fn maps(&mut self, of: ChangeOf, name: &str, a: &BTreeMap<String, Value>, b: &BTreeMap<String, Value>) {
        for key in a.keys().chain(b.keys().filter(|k| !a.contains_key(*k))) {
            let at = format!("{name}[{key}]");
            match (a.get(key), b.get(key)) {
                (Some(x), Some(y)) => self.values(of, &at, x, y),
                (x, y) => self.words(of, &at, &there(x), &there(y)),
            }
        }
    }
}

fn there(v: Option<&Value>) -> String {
    if v.is_some() { "有".into() } else { NONE.into() }
}

fn shown(v: &Value) -> String {
    match v {
        Value::Null => NONE.into(),
        Value::String(s) => s.clone(),
        other => other.to_string(),
    }
}

/// Entries of a list by what names them; the place in the list where nothing does, or twice.
fn keyed(list: impl Iterator<Item = Value>) -> BTreeMap<String, Value> {
    let mut out = BTreeMap::new();
    for (n, v) in list.enumerate() {
        let field = |k: &str| v.get(k).and_then(Value::as_str).map(str::to_owned);
        let inner = v.as_object().filter(|o| o.len() == 1).and_then(|o| o.values().next());
        let any_of = |v: &Value| v.get("any_of")?.get(0)?.as_str().map(str::to_owned);
        let key = field("id").or_else(|| field("provision")).or_else(|| field("path"));
        let key =
            key.or_else(|| any_of(inner?)).or_else(|| any_of(&v)).unwrap_or_else(|| (n + 1).to_string());
        let key = if out.contains_key(&key) { format!("{key}#{}", n + 1) } else { key };
        out.insert(key, v);
    }
    out
}

fn files(recorded: &Analysis, now: &Analysis, list: &mut Changes) {
    let map = |a: &Analysis| -> BTreeMap<String, String> {
        a.rules.files.iter().map(|f| (f.path.clone(), f.sha256.clone())).collect()
    };
    let (a, b) = (map(recorded), map(now));
    if a.is_empty() {
        return;
    }
    let none = NONE.to_owned();
    for path in a.keys().chain(b.keys().filter(|k| !a.contains_key(*k))) {
        list.words(ChangeOf::Rule, path, a.get(path).unwrap_or(&none), b.get(path).unwrap_or(&none));
    }
}

/// New instrument ids -> recorded ones: an id holds the hash of its file, and a changed file is
/// told once, not with every number that names it.
fn renamed(recorded: &Analysis, now: &Analysis) -> BTreeMap<String, String> {
    let old: BTreeMap<&str, &DocumentRecord> =
        recorded.documents.iter().map(|d| (d.source.path.as_str(), d)).collect();
    let pairs = now.documents.iter().filter_map(|d| Some((d, *old.get(d.source.path.as_str())?)));
    pairs
        .flat_map(|(d, o)| d.instruments.iter().zip(&o.instruments))
        .map(|(new, old)| (new.id.clone(), old.id.clone()))
        .collect()
}

/// Puts recorded ids in the place of new ones, wherever they stand.
fn restore(v: Value, ids: &BTreeMap<String, String>) -> Value {
    match v {
        Value::String(s) => Value::String(ids.get(&s).cloned().unwrap_or(s)),
        Value::Array(list) => list.into_iter().map(|v| restore(v, ids)).collect(),
        Value::Object(o) => o.into_iter().map(|(k, v)| (k, restore(v, ids))).collect(),
        other => other,
    }
}

fn documents(recorded: &Analysis, now: &Analysis, ids: &BTreeMap<String, String>, list: &mut Changes) {
    let map = |a: &Analysis| -> BTreeMap<String, DocumentRecord> {
        a.documents.iter().map(|d| (d.source.path.clone(), d.clone())).collect()
    };
    let (a, b) = (map(recorded), map(now));
    for (path, old) in &a {
        let Some(new) = b.get(path) else {
            list.words(ChangeOf::Document, path, &old.source.sha256, NONE);
            continue;
        };
        let gone = new.state == ReadState::Unreadable && new.source.sha256.is_empty();
        let hash = if gone { NONE } else { &new.source.sha256 };
        list.words(ChangeOf::Document, path, &old.source.sha256, hash);
        if old.source.sha256 == new.source.sha256 {
            // The same bytes, read otherwise: no cause of its own, but a trace of the program's.
            let (old, new) = (value(old), restore(value(new), ids));
            list.values(ChangeOf::Record, path, &old, &new);
        }
    }
    for path in b.keys().filter(|p| !a.contains_key(*p)) {
        list.words(ChangeOf::Document, path, NONE, &b[path].source.sha256);
    }
}

fn findings(recorded: &Analysis, now: &Analysis, ids: &BTreeMap<String, String>, list: &mut Changes) {
    let id = |f: &Finding| ids.get(&f.instrument).unwrap_or(&f.instrument).clone();
    let a: BTreeMap<(String, &str), &Finding> =
        recorded.findings.iter().map(|f| ((f.instrument.clone(), f.provision.as_str()), f)).collect();
    let b: BTreeMap<(String, &str), &Finding> =
        now.findings.iter().map(|f| ((id(f), f.provision.as_str()), f)).collect();
    let keys: BTreeSet<_> = a.keys().chain(b.keys()).collect();
    for key in keys {
        let (old, new) = (a.get(key), b.get(key));
        let title = old.or(new).map_or("", |f| f.title.as_str());
        let name = format!("《{title}》{}", key.1);
        match (old, new) {
            (Some(old), Some(new)) if old != new => {
                list.values(ChangeOf::Finding, &name, &value(old), &restore(value(new), ids));
            }
            (Some(_), Some(_)) => {}
            _ => list.words(ChangeOf::Finding, &name, &state(old), &state(new)),
        }
    }
}

fn state(f: Option<&&Finding>) -> String {
    f.map_or(NONE.into(), |f| f.state.zh().into())
}
