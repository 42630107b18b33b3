//! Reads a workbook back and works out its formulas, sharing no code with the program: only the
//! functions that the workbook uses, and a panic on all else.

use calamine::{Data, Reader, Xlsx};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Cursor;

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Empty,
    Number(f64),
    Words(String),
    Truth(bool),
}

use Value::{Empty, Number, Truth, Words};

pub struct Book {
    pub values: BTreeMap<(String, u32, u32), Value>,
    pub formulas: BTreeMap<(String, u32, u32), String>,
    pub sheets: Vec<String>,
    /// What was worked out already.
    known: RefCell<BTreeMap<(String, u32, u32), Value>>,
}

impl Book {
    pub fn open(bytes: Vec<u8>) -> Self {
        let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheets = file.sheet_names();
        let (mut values, mut formulas) = (BTreeMap::new(), BTreeMap::new());
        for sheet in &sheets {
            let range = file.worksheet_range(sheet).unwrap();
            let (r0, c0) = range.start().unwrap_or_default();
            for (r, c, v) in range.used_cells() {
                let value = match v {
                    Data::Float(n) => Number(*n),
                    Data::Int(n) => Number(*n as f64),
                    Data::String(s) => Words(s.clone()),
                    other => panic!("{other:?}"),
                };
                values.insert((sheet.clone(), r0 + r as u32, c0 + c as u32), value);
            }
            let range = file.worksheet_formula(sheet).unwrap();
            let (r0, c0) = range.start().unwrap_or_default();
            for (r, c, f) in range.used_cells().filter(|(_, _, f)| !f.is_empty()) {
                formulas.insert((sheet.clone(), r0 + r as u32, c0 + c as u32), f.clone());
            }
        }
        Self { values, formulas, sheets, known: RefCell::default() }
    }

    /// The value of a cell: its formula worked out, down to cells that have none.
    pub fn work_out(&self, sheet: &str, row: u32, col: u32) -> Value {
        let key = (sheet.to_owned(), row, col);
        let Some(f) = self.formulas.get(&key) else {
            return self.values.get(&key).cloned().unwrap_or(Empty);
        };
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let value = Parser { book: self, sheet, left: f.trim_start_matches('=') }.whole();
        self.known.borrow_mut().insert(key, value.clone());
        value
    }

    /// Puts another number into a cell that has no formula.
    pub fn put(&mut self, sheet: &str, row: u32, col: u32, number: f64) {
        let there = self.values.insert((sheet.to_owned(), row, col), Number(number));
        assert!(matches!(there, Some(Number(_))));
        self.known.borrow_mut().clear();
    }

    /// The value of each cell of a column below a heading in its first or fourth row.
    pub fn column(&self, sheet: &str, heading: &str) -> Option<u32> {
        let found = self
            .values
            .iter()
            .find(|((s, r, _), v)| s == sheet && (*r == 0 || *r == 3) && **v == Words(heading.to_owned()))?;
        Some(found.0.2)
    }
}

struct Parser<'b> {
    book: &'b Book,
    sheet: &'b str,
    left: &'b str,
}

impl Parser<'_> {
    fn whole(mut self) -> Value {
        let value = one(self.compared());
        assert!(self.left.is_empty(), "not understood: {}", self.left);
        value
    }

    fn take(&mut self, sign: &str) -> bool {
        match self.left.strip_prefix(sign) {
            Some(rest) => {
                self.left = rest;
                true
            }
            None => false,
        }
    }

    fn compared(&mut self) -> Vec<Value> {
        let a = self.joined();
        if self.take(">") {
            let b = self.joined();
            return vec![Truth(number(&one(a)) > number(&one(b)))];
        }
        if self.take("=") {
            let b = self.joined();
            return vec![Truth(one(a) == one(b))];
        }
        a
    }

    fn joined(&mut self) -> Vec<Value> {
        let mut a = self.sum();
        while self.take("&") {
            let b = self.sum();
            a = vec![Words(words(&one(a)) + &words(&one(b)))];
        }
        a
    }

    fn sum(&mut self) -> Vec<Value> {
        let mut a = self.product();
        loop {
            if self.take("+") {
                let b = self.product();
                a = vec![Number(number(&one(a)) + number(&one(b)))];
            } else if self.take("-") {
                let b = self.product();
                a = vec![Number(number(&one(a)) - number(&one(b)))];
            } else {
                return a;
            }
        }
    }

    fn product(&mut self) -> Vec<Value> {
        let mut a = self.atom();
        loop {
            if self.take("*") {
                let b = self.atom();
                a = vec![Number(number(&one(a)) * number(&one(b)))];
            } else if self.take("/") {
                let b = self.atom();
                a = vec![Number(number(&one(a)) / number(&one(b)))];
            } else {
                return a;
            }
        }
    }

    fn atom(&mut self) -> Vec<Value> {
        if self.take("\"") {
            let end = self.left.find('"').unwrap();
            let text = self.left[..end].to_owned();
            self.left = &self.left[end + 1..];
            return vec![Words(text)];
        }
        let digits = self.left.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.left.len());
        if digits > 0 {
            let n = self.left[..digits].parse().unwrap();
            self.left = &self.left[digits..];
            return vec![Number(n)];
        }
        let mut sheet = self.sheet.to_owned();
        if self.take("'") {
            let end = self.left.find("'!").unwrap();
            sheet = self.left[..end].to_owned();
            assert!(self.book.sheets.contains(&sheet), "no sheet {sheet}");
            self.left = &self.left[end + 2..];
        }
        let name = self.left.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(self.left.len());
        let name = self.left[..name].to_owned();
        self.left = &self.left[name.len()..];
        if self.take("(") {
            return vec![self.called(&name)];
        }
        let (row, col) = cell(&name);
        if !self.take(":") {
            return vec![self.book.work_out(&sheet, row, col)];
        }
        let end = self.left.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(self.left.len());
        let (last, right) = cell(&self.left[..end]);
        self.left = &self.left[end..];
        let cells = (row..=last).flat_map(|r| (col..=right).map(move |c| (r, c)));
        cells.map(|(r, c)| self.book.work_out(&sheet, r, c)).collect()
    }

    fn called(&mut self, name: &str) -> Value {
        let mut given = Vec::new();
        loop {
            given.push(self.compared());
            if self.take(")") {
                break;
            }
            assert!(self.take(","), "{}", self.left);
        }
        let numbers = |list: &[Value]| -> Vec<f64> {
            list.iter().filter_map(|v| if let Number(n) = v { Some(*n) } else { None }).collect()
        };
        let all = numbers(&given.concat());
        match name {
            "SUM" => Number(all.iter().sum()),
            "COUNT" => Number(all.len() as f64),
            "COUNTA" => Number(given[0].iter().filter(|v| **v != Empty).count() as f64),
            "COUNTIF" => {
                let wanted = words(&given[1][0]).replace('~', "");
                Number(given[0].iter().filter(|v| **v == Words(wanted.clone())).count() as f64)
            }
            "ROWS" => Number(given[0].len() as f64),
            "MIN" => Number(all.iter().copied().fold(f64::INFINITY, f64::min)),
            "MAX" => Number(all.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
            "AVERAGE" => Number(all.iter().sum::<f64>() / all.len() as f64),
            "SUMPRODUCT" => {
                assert_eq!(given[0].len(), given[1].len());
                Number(given[0].iter().zip(&given[1]).map(|(a, b)| number(a) * number(b)).sum())
            }
            "ROUND" => {
                let by = 10f64.powf(number(&given[1][0]));
                Number((number(&given[0][0]) * by).round() / by)
            }
            "ISNUMBER" => Truth(matches!(given[0][0], Number(_))),
            "IF" => given[if given[0][0] == Truth(true) { 1 } else { 2 }][0].clone(),
            "TEXT" => Words(format!("{:.2}", number(&given[0][0]))),
            other => panic!("no function {other}"),
        }
    }
}

fn one(mut list: Vec<Value>) -> Value {
    assert_eq!(list.len(), 1, "a range where one value is wanted");
    list.remove(0)
}

/// Division by nothing and words in sums must not occur where they count.
fn number(v: &Value) -> f64 {
    match v {
        Number(n) => *n,
        Empty => 0.0,
        // Both branches of IF are worked out here; a spreadsheet works out one.
        _ => f64::NAN,
    }
}

fn words(v: &Value) -> String {
    match v {
        Number(n) => n.to_string(),
        Words(s) => s.clone(),
        _ => String::new(),
    }
}

/// `G5` -> row 4, column 6.
fn cell(name: &str) -> (u32, u32) {
    let letters = name.chars().take_while(char::is_ascii_uppercase).count();
    let col = name[..letters].bytes().fold(0, |n, b| n * 26 + u32::from(b - b'A') + 1);
    (name[letters..].parse::<u32>().unwrap() - 1, col - 1)
}
