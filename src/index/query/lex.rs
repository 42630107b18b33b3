use super::field::{FieldInfo, Filter};
use super::parse::PARTS;
use super::{QueryError, Text};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Text(Text),
    Phrase(Text),
    Filter(Filter),
    Open,
    Close,
    Or,
    And,
    Not,
    Near(u32),
}

/// A token and the column it begins at.
pub type Placed = (Token, u32);

/// Distance of NEAR without a number.
const NEAR: u32 = 10;

/// Cuts a query into tokens. Punctuation that does not clearly belong to the query language is
/// text: an unclosed quote, a bracket inside a word, a colon behind what is no field.
pub fn lex(query: &str) -> Result<Vec<Placed>, QueryError> {
    let chars: Vec<char> = query.chars().collect();
    let mut lexer = Lexer { query, chars: &chars, at: 0, closes: Vec::new(), out: Vec::new() };
    // The parser refuses more: no need to read on.
    while lexer.at < chars.len() && lexer.out.len() <= PARTS {
        lexer.step()?;
    }
    Ok(lexer.out)
}

struct Lexer<'a> {
    query: &'a str,
    chars: &'a [char],
    at: usize,
    /// Places of the brackets that close an open group.
    closes: Vec<usize>,
    out: Vec<Placed>,
}

impl Lexer<'_> {
    fn step(&mut self) -> Result<(), QueryError> {
        let c = self.chars[self.at];
        if c.is_whitespace() {
            self.at += 1;
        } else if self.closes.last() == Some(&self.at) {
            self.closes.pop();
            self.push(Token::Close, 1);
        } else if let Some(close) = self.group_end() {
            self.closes.push(close);
            self.push(Token::Open, 1);
        } else if matches!(c, '-' | '－' | '−') && self.at_start() && self.attached() {
            self.push(Token::Not, 1);
        } else if let Some(end) = self.quote_end() {
            let text: String = self.chars[self.at + 1..end].iter().collect();
            let column = self.at as u32 + 2;
            self.push(Token::Phrase(Text { text, column }), end + 1 - self.at);
        } else {
            return self.word();
        }
        Ok(())
    }

    fn push(&mut self, token: Token, width: usize) {
        self.out.push((token, self.at as u32 + 1));
        self.at += width;
    }

    /// Nothing but white space, a bracket or an operator sign stands directly before.
    fn at_start(&self) -> bool {
        let before = self.at.checked_sub(1).map(|i| self.chars[i]);
        before.is_none_or(|c| c.is_whitespace())
            || self.out.last().is_some_and(|(t, column)| {
                matches!(t, Token::Open | Token::Not) && *column as usize == self.at
            })
    }

    /// Something follows that is neither white space nor another dash.
    fn attached(&self) -> bool {
        self.chars.get(self.at + 1).is_some_and(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '−'))
    }

    /// The bracket that closes the group opening here; `None` when the bracket is text.
    fn group_end(&self) -> Option<usize> {
        if !matches!(self.chars[self.at], '(' | '（') || !self.at_start() {
            return None;
        }
        let mut depth = 0usize;
        for (i, c) in self.chars.iter().enumerate().skip(self.at) {
            match c {
                '(' | '（' => depth += 1,
                ')' | '）' if depth > 1 => depth -= 1,
                ')' | '）' => {
                    let next = self.chars.get(i + 1);
                    let ends = next.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '）'));
                    let empty = self.chars[self.at + 1..i].iter().all(|c| c.is_whitespace());
                    return (ends && !empty).then_some(i);
                }
                _ => {}
            }
        }
        None
    }

    /// The quote that closes the one opening here, with something between.
    fn quote_end(&self) -> Option<usize> {
        let close: &[char] = match self.chars[self.at] {
            '"' | '＂' => &['"', '＂'],
            '“' => &['”', '“'],
            '「' => &['」'],
            '『' => &['』'],
            '《' => &['》'],
            _ => return None,
        };
        let inside = &self.chars[self.at + 1..];
        let width = inside.iter().position(|c| close.contains(c))?;
        (!inside[..width].iter().all(|c| c.is_whitespace())).then_some(self.at + 1 + width)
    }

    /// A run up to white space, a quotation or the end of the group; an operator or a filter.
    fn word(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        while self.at < self.chars.len() {
            let c = self.chars[self.at];
            let quoted = self.at > start && self.quote_end().is_some();
            if c.is_whitespace() || self.closes.contains(&self.at) || quoted {
                break;
            }
            if matches!(c, ':' | '：') && self.filter(start)? {
                return Ok(());
            }
            self.at += 1;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        let column = start as u32 + 1;
        let token = match text.as_str() {
            "OR" | "|" | "||" | "｜" => Token::Or,
            "AND" | "&&" => Token::And,
            "NOT" => Token::Not,
            "NEAR" => Token::Near(NEAR),
            near if near.starts_with("NEAR/") => Token::Near(self.distance(&near[5..], column)?),
            _ => Token::Text(Text { text, column }),
        };
        self.out.push((token, column));
        Ok(())
    }

    fn distance(&self, digits: &str, column: u32) -> Result<u32, QueryError> {
        digits.parse().ok().filter(|n| *n <= 1000).ok_or_else(|| QueryError {
            query: self.query.into(),
            column: column + 5,
            message: format!("NEAR/{digits} has no distance"),
            help: "write a number of characters (字数) up to 1000, as in 数据 NEAR/10 删除".into(),
        })
    }

    /// Reads a filter whose colon is here and whose name begins at `start`; false when it is text.
    fn filter(&mut self, start: usize) -> Result<bool, QueryError> {
        let name: String = self.chars[start..self.at].iter().collect();
        let error = |column: usize, message: String, help: String| QueryError {
            query: self.query.into(),
            column: column as u32 + 1,
            message,
            help,
        };
        let Some(field) = FieldInfo::by_name(&name) else {
            let like = FieldInfo::like(&name).filter(|_| name.chars().all(|c| c.is_ascii_alphabetic()));
            return like.map_or(Ok(false), |f| {
                let help = format!("did you mean {}: or {}: (检索字段)", f.names[0], f.names[1]);
                Err(error(start, format!("there is no field `{name}`"), help))
            });
        };
        let mut from = self.at + 1;
        while self.chars.get(from).is_some_and(|c| c.is_whitespace()) {
            from += 1;
        }
        let (value, end) = self.value(from);
        let filter =
            field.read(value.trim_end_matches(['，', '。', '；', ',', ';', '、'])).ok_or_else(|| {
                let message = if value.is_empty() {
                    format!("{name}: has no value")
                } else {
                    format!("`{value}` is no value of {name}:")
                };
                error(from.min(self.chars.len()), message, format!("it takes (可取值) {}", field.values))
            })?;
        self.out.push((Token::Filter(filter), start as u32 + 1));
        self.at = end;
        Ok(true)
    }

    /// The value that begins at `from`, quoted or up to white space, and the place behind it.
    fn value(&mut self, from: usize) -> (String, usize) {
        self.at = from;
        if from < self.chars.len()
            && let Some(end) = self.quote_end()
        {
            return (self.chars[from + 1..end].iter().collect(), end + 1);
        }
        let stop = |i: &usize| self.chars[*i].is_whitespace() || self.closes.contains(i);
        let end = (from..self.chars.len()).find(stop).unwrap_or(self.chars.len());
        (self.chars[from..end].iter().collect(), end)
    }
}
