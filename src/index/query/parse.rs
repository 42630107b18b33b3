use super::lex::{Placed, Token, lex};
use super::{Node, Query, QueryError, Text};

/// Longest query in characters: a clause may be pasted whole.
const LONGEST: usize = 20_000;
/// Most parts (words, phrases, filters) of a query.
pub(super) const PARTS: usize = 256;
/// Deepest nesting of groups.
const DEEPEST: usize = 32;

/// Reads a query. Words stand side by side for all of them; `OR`, `NOT` or a leading `-`,
/// brackets, `NEAR/10`; "quotes" “of” 「any」 《kind》 for text as it stands; `field:value`, of which
/// [`FIELDS`](super::FIELDS) lists the names. Full-width signs mean the same. An empty query means
/// every clause.
///
/// # Errors
/// What cannot be meant: an operator without what it works on, an unknown field that is a slip of
/// a known one, a value the field does not have. Searching tries such a query as plain text first.
pub fn parse_query(query: &str) -> Result<Query, QueryError> {
    let length = query.chars().count();
    let mut parser = Parser { query, tokens: Vec::new(), at: 0, end: length as u32 + 1 };
    if length > LONGEST {
        return Err(parser.error(
            LONGEST as u32 + 1,
            format!("the query has {length} characters"),
            format!("at most {LONGEST} are read"),
        ));
    }
    parser.tokens = lex(query)?;
    if parser.tokens.len() > PARTS {
        let column = parser.tokens[PARTS].1;
        return Err(parser.error(
            column,
            format!("the query has more than {PARTS} parts"),
            "put a long text in quotes".into(),
        ));
    }
    let root = if parser.tokens.is_empty() { Node::All } else { parser.or(0)? };
    match parser.tokens.get(parser.at) {
        Some((_, column)) => Err(parser.error(
            *column,
            "a group ends that did not begin".into(),
            "remove the bracket, or put it in quotes".into(),
        )),
        None => Ok(Query { raw: query.into(), root }),
    }
}

struct Parser<'a> {
    query: &'a str,
    tokens: Vec<Placed>,
    at: usize,
    /// Column behind the last character.
    end: u32,
}

impl Parser<'_> {
    fn error(&self, column: u32, message: String, help: String) -> QueryError {
        QueryError { query: self.query.into(), column, message, help }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|t| &t.0)
    }

    fn next(&mut self) -> Option<Placed> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn or(&mut self, depth: usize) -> Result<Node, QueryError> {
        let mut parts = vec![self.and(depth)?];
        while self.peek() == Some(&Token::Or) {
            self.at += 1;
            parts.push(self.and(depth)?);
        }
        Ok(one_or(parts, Node::Or))
    }

    fn and(&mut self, depth: usize) -> Result<Node, QueryError> {
        let mut parts = vec![self.not(depth)?];
        loop {
            match self.peek() {
                None | Some(Token::Or | Token::Close) => break,
                Some(Token::And) => self.at += 1,
                _ => {}
            }
            parts.push(self.not(depth)?);
        }
        Ok(one_or(parts, Node::And))
    }

    fn not(&mut self, depth: usize) -> Result<Node, QueryError> {
        let mut negative = false;
        while self.peek() == Some(&Token::Not) {
            self.at += 1;
            negative = !negative;
        }
        let node = self.near(depth)?;
        Ok(if negative { Node::Not(Box::new(node)) } else { node })
    }

    fn near(&mut self, depth: usize) -> Result<Node, QueryError> {
        let left = self.atom(depth)?;
        let Some(Token::Near(distance)) = self.peek().cloned() else { return Ok(left) };
        let column = self.tokens[self.at].1;
        self.at += 1;
        let right = self.atom(depth)?;
        match (left, right) {
            (Node::Text(left) | Node::Phrase(left), Node::Text(right) | Node::Phrase(right)) => {
                Ok(Node::Near { left, right, distance })
            }
            _ => Err(self.error(
                column,
                "NEAR stands between two words or phrases".into(),
                "write it as (写作) 数据 NEAR/10 删除".into(),
            )),
        }
    }

    fn atom(&mut self, depth: usize) -> Result<Node, QueryError> {
        let at = self.tokens.get(self.at).map_or(self.end, |t| t.1);
        match self.next() {
            Some((Token::Text(text), _)) => Ok(Node::Text(text)),
            Some((Token::Phrase(text), _)) => Ok(Node::Phrase(trimmed(text))),
            Some((Token::Filter(filter), _)) => Ok(Node::Filter(filter)),
            Some((Token::Open, _)) if depth < DEEPEST => {
                let inside = self.or(depth + 1)?;
                match self.next() {
                    Some((Token::Close, _)) => Ok(inside),
                    _ => Err(self.error(at, "this group does not end".into(), "close the bracket".into())),
                }
            }
            Some((Token::Open, column)) => Err(self.error(
                column,
                format!("groups are nested more than {DEEPEST} deep"),
                "take some away".into(),
            )),
            other => {
                let found = other.map_or("the query ends", |(t, _)| match t {
                    Token::Or => "OR stands",
                    Token::And => "AND stands",
                    Token::Near(_) => "NEAR stands",
                    _ => "a bracket stands",
                });
                Err(self.error(
                    at,
                    format!("{found} where a word is wanted"),
                    "add a word (缺少检索词), or put the sign in quotes to search for it".into(),
                ))
            }
        }
    }
}

fn one_or(mut parts: Vec<Node>, many: fn(Vec<Node>) -> Node) -> Node {
    if parts.len() == 1 { parts.swap_remove(0) } else { many(parts) }
}

fn trimmed(text: Text) -> Text {
    Text { text: text.text.trim().into(), column: text.column }
}

#[cfg(test)]
mod tests {
    use super::super::field::Filter;
    use super::*;
    use proptest::prelude::*;

    fn show(node: &Node) -> String {
        let all = |parts: &[Node], sep: &str| parts.iter().map(show).collect::<Vec<_>>().join(sep);
        match node {
            Node::All => "*".into(),
            Node::Text(t) => t.text.clone(),
            Node::Phrase(t) => format!("\"{}\"", t.text),
            Node::Near { left, right, distance } => format!("{}~{distance}~{}", left.text, right.text),
            Node::Filter(f) => format!("{f:?}"),
            Node::Not(n) => format!("!{}", show(n)),
            Node::And(p) => format!("({})", all(p, " & ")),
            Node::Or(p) => format!("({})", all(p, " | ")),
        }
    }

    fn read(query: &str) -> String {
        parse_query(query).map_or_else(|e| format!("{}@{}", e.message, e.column), |q| show(&q.root))
    }

    #[test]
    fn the_language() {
        assert_eq!(read("数据 安全"), "(数据 & 安全)");
        assert_eq!(read("“数据 安全” OR 「退出」 《甲条例》"), "(\"数据 安全\" | (\"退出\" & \"甲条例\"))");
        assert_eq!(read("数据 -个人 NOT 隐私"), "(数据 & !个人 & !隐私)");
        assert_eq!(read("（数据 OR 信息）（删除）"), "(（数据 | 信息）（删除）)");
        assert_eq!(read("（数据 OR 信息） 删除"), "((数据 | 信息) & 删除)");
        assert_eq!(read("数据 NEAR/5 删除"), "数据~5~删除");
        assert_eq!(read("-(甲 OR 乙) 丙"), "(!(甲 | 乙) & 丙)");
        assert_eq!(read(""), "*");
        assert_eq!(read(" 　"), "*");
        assert_eq!(
            parse_query("层级：省级").unwrap().root,
            Node::Filter(Filter::Level(vec![crate::model::Level::Province]))
        );
        assert_eq!(read("年份： 2024 数据"), "(Year(2024, 2024) & 数据)");
    }

    #[test]
    fn punctuation_of_a_text_is_text() {
        for text in [
            "（一）运营机构",
            "第（三）项",
            "数据：",
            "“数据",
            "数据”，是指",
            "——",
            "a-b",
            "-",
            "甲:乙",
            "》",
            "()",
        ] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn errors_say_where_and_what() {
        assert_eq!(read("数据 OR"), "the query ends where a word is wanted@6");
        assert_eq!(read("OR 数据"), "OR stands where a word is wanted@1");
        assert_eq!(read("数据 year:去年"), "`去年` is no value of year:@9");
        assert_eq!(read("reigon:甲市"), "there is no field `reigon`@1");
        assert_eq!(read("region:"), "region: has no value@8");
        assert_eq!(read("甲 NEAR/x 乙"), "NEAR/x has no distance@8");
        assert_eq!(read("甲 NEAR (乙 OR 丙)"), "NEAR stands between two words or phrases@3");
        assert!(read(&"(甲 ".repeat(40)).contains("甲"));
        assert!(read(&format!("{}甲{}", "(".repeat(40), ")".repeat(40))).contains("nested"));
    }

    proptest! {
        #[test]
        fn nothing_panics(query in "\\PC{0,60}|[甲乙 ()（）\"“”:：-]{0,40}|(OR |NOT |NEAR/3 |region:|year:20|甲 |\\(|\\)){0,20}") {
            if let Err(e) = parse_query(&query) {
                prop_assert!(e.column >= 1 && e.column as usize <= query.chars().count() + 1);
                prop_assert!(!e.help.is_empty());
            }
        }
    }
}
