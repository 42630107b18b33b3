//! Reading of one TOML file, field by field, so that one run tells every fault with its place.

use crate::diag::{Diagnostic, Place};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A rule file under reading, with the faults found so far.
pub(super) struct File<'a> {
    path: &'a str,
    text: &'a str,
    faults: RefCell<Vec<Diagnostic>>,
}

impl<'a> File<'a> {
    pub fn new(path: &'a str, text: &'a str) -> Self {
        Self { path, text, faults: RefCell::default() }
    }

    /// The top table; what cannot be read of it is told and left out.
    pub fn parse(&self) -> Spanned<DeTable<'a>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for e in errors {
            self.fault("R001", e.span().unwrap_or(0..0), e.message());
        }
        table
    }

    pub fn fault(&self, code: &'static str, at: Range<usize>, message: impl Into<String>) {
        self.faults.borrow_mut().push(Diagnostic::new(code, self.place(at.start), message));
    }

    pub fn fault_with_help(
        &self,
        code: &'static str,
        at: Range<usize>,
        message: String,
        help: Option<String>,
    ) {
        let d = Diagnostic::new(code, self.place(at.start), message);
        self.faults.borrow_mut().push(match help {
            Some(help) => d.with_help(help),
            None => d,
        });
    }

    pub fn into_faults(self) -> Vec<Diagnostic> {
        self.faults.into_inner()
    }

    /// Line and column (characters) of a byte, both from 1, with the line.
    fn place(&self, at: usize) -> Place {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let start = self.text[..at].rfind('\n').map_or(0, |i| i + 1);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |i| at + i);
        Place {
            line: u32::try_from(self.text[..at].matches('\n').count() + 1).ok(),
            column: u32::try_from(self.text[start..at].chars().count() + 1).ok(),
            excerpt: Some(self.text[start..end].trim_end_matches('\r').to_string()),
            ..Place::file(self.path)
        }
    }
}

/// The fields of one table. Each is taken once; [`Fields::done`] tells what nobody asked for.
pub(super) struct Fields<'f, 'a> {
    pub file: &'f File<'a>,
    pub table: &'f DeTable<'a>,
    pub at: Range<usize>,
    /// What the table is called in messages, e.g. `[dimension]`.
    name: &'static str,
    taken: RefCell<BTreeSet<&'static str>>,
}

impl<'f, 'a> Fields<'f, 'a> {
    pub fn new(file: &'f File<'a>, table: &'f DeTable<'a>, at: Range<usize>, name: &'static str) -> Self {
        Self { file, table, at, name, taken: RefCell::default() }
    }

    /// The value of `key` when it is there; its type is the caller's to check.
    pub fn get(&self, key: &'static str) -> Option<&'f Spanned<DeValue<'a>>> {
        self.taken.borrow_mut().insert(key);
        self.table.get(key)
    }

    pub fn text(&self, key: &'static str) -> Option<String> {
        let value = self.get(key)?;
        match value.get_ref().as_str() {
            Some(s) if !s.trim().is_empty() => Some(s.to_string()),
            _ => self.wrong(key, value, "words in quotes"),
        }
    }

    /// A number within `range`.
    pub fn number(&self, key: &'static str, range: std::ops::RangeInclusive<f64>) -> Option<f64> {
        let value = self.get(key)?;
        match number(value.get_ref()) {
            Some(n) if range.contains(&n) => Some(n),
            _ => self.wrong(key, value, &format!("a number from {} to {}", range.start(), range.end())),
        }
    }

    pub fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        value.get_ref().as_bool().or_else(|| self.wrong(key, value, "true or false"))
    }

    pub fn need<T>(&self, key: &'static str, found: Option<T>) -> Option<T> {
        if found.is_none() && !self.table.contains_key(key) {
            self.file.fault("R006", self.at.clone(), format!("{} wants `{key}` (缺少字段)", self.name));
        }
        found
    }

    /// A table under `key`.
    pub fn table(&self, key: &'static str, name: &'static str) -> Option<Fields<'f, 'a>> {
        let value = self.get(key)?;
        match value.get_ref().as_table() {
            Some(t) => Some(Fields::new(self.file, t, value.span(), name)),
            None => self.wrong(key, value, "a table"),
        }
    }

    /// The tables under `[[key]]`.
    pub fn tables(&self, key: &'static str, name: &'static str) -> Vec<Fields<'f, 'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong::<()>(key, value, "a list of tables");
            return Vec::new();
        };
        let one = |v: &'f Spanned<DeValue<'a>>| match v.get_ref().as_table() {
            Some(t) => Some(Fields::new(self.file, t, v.span(), name)),
            None => self.wrong(key, v, "a table"),
        };
        list.iter().filter_map(one).collect()
    }

    /// Strings of a list, each with its place.
    pub fn texts(&self, key: &'static str) -> Option<Vec<(String, Range<usize>)>> {
        let value = self.get(key)?;
        let list = value.get_ref().as_array().or_else(|| self.wrong(key, value, "a list of words"))?;
        let one = |v: &Spanned<DeValue>| match v.get_ref().as_str() {
            Some(s) => Some((s.to_string(), v.span())),
            None => self.wrong(key, v, "words in quotes"),
        };
        Some(list.iter().filter_map(one).collect())
    }

    pub fn wrong<T>(&self, key: &str, value: &Spanned<DeValue>, wanted: &str) -> Option<T> {
        let found = value.get_ref().type_str();
        let message = format!("`{key}` of {} must be {wanted}, this is {found} (取值无效)", self.name);
        self.file.fault("R006", value.span(), message);
        None
    }

    /// Tells every key that was not asked for.
    pub fn done(self) {
        let taken = self.taken.borrow();
        for key in self.table.keys().filter(|k| !taken.contains(k.get_ref().as_ref())) {
            let help = nearest(key.get_ref(), taken.iter().copied()).map(|n| format!("did you mean `{n}`?"));
            let message = format!("{} has no field `{}` (未知字段)", self.name, key.get_ref());
            self.file.fault_with_help("R006", key.span(), message, help);
        }
    }
}

pub(super) fn number(value: &DeValue) -> Option<f64> {
    let n = match value {
        DeValue::Float(f) => f.as_str().parse().ok()?,
        DeValue::Integer(i) if i.radix() == 10 => i.as_str().parse().ok()?,
        _ => return None,
    };
    f64::is_finite(n).then_some(n)
}

/// The candidate most like `word`, when one is like enough to be meant.
pub(super) fn nearest<'c>(word: &str, among: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    among
        .map(|c| (strsim::jaro_winkler(word, c), c))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, c)| c)
}
