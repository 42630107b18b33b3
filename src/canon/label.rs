//! Marks at the start of a line that say a new unit begins there.

use crate::model::{is_han, parse_chinese};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 第一编, 第一章, 第一节
    Chapter,
    /// 第一条
    Article,
    /// 一、
    Heading,
    /// （一）
    Sub,
    /// 1. 1、
    Item,
    /// （1） ① ⑴
    Point,
    /// 附件1
    Annex,
    /// ● · ——
    Bullet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    pub kind: Kind,
    /// 0 when the mark has no number.
    pub number: u32,
    /// Bytes of the mark.
    pub len: usize,
    /// What the mark counts: 章 and 节 are told apart by it.
    pub unit: char,
}

/// The mark that `line` begins with, if any. White space before and inside the mark is passed
/// over, since print layers put it there.
pub fn of(line: &str) -> Option<Label> {
    let body = line.trim_start();
    let indent = line.len() - body.len();
    let first = body.chars().next()?;
    let mut label = match first {
        '第' => ordinal(body),
        '（' | '(' | '〔' => bracketed(body),
        '①'..='⑳' => Some(Label {
            kind: Kind::Point,
            number: first as u32 - '①' as u32 + 1,
            len: first.len_utf8(),
            unit: '①',
        }),
        '⑴'..='⒇' => Some(Label {
            kind: Kind::Point,
            number: first as u32 - '⑴' as u32 + 1,
            len: first.len_utf8(),
            unit: '⑴',
        }),
        '⒈'..='⒛' => Some(Label {
            kind: Kind::Item,
            number: first as u32 - '⒈' as u32 + 1,
            len: first.len_utf8(),
            unit: '⒈',
        }),
        '附' => annex(body),
        '●' | '■' | '◆' | '▪' | '•' | '◎' | '★' | '➢' => bullet(first),
        '—' if body.starts_with("——") => bullet(first),
        _ => counted(body),
    }?;
    label.len += indent;
    Some(label)
}

fn bullet(first: char) -> Option<Label> {
    Some(Label { kind: Kind::Bullet, number: 0, len: first.len_utf8(), unit: first })
}

/// The number of a heading that white space alone sets off: 一 总体要求. Only a run of such lines
/// makes them headings.
pub fn spaced(line: &str) -> Option<u32> {
    let body = line.trim();
    let (numeral, words) = body.split_once([' ', '　'])?;
    let good = numeral.chars().all(|c| "一二三四五六七八九十".contains(c))
        && words.chars().count() <= 24
        && words.trim_start().starts_with(is_han)
        && !words.contains(['。', '；', '：', '，', ' ']);
    parse_chinese(numeral).filter(|n| good && *n < 30)
}

/// 第N条, 第N章 …
fn ordinal(body: &str) -> Option<Label> {
    let rest = &body['第'.len_utf8()..];
    let (number, len) = numeral(rest)?;
    let after = rest[len..].trim_start_matches([' ', '　']);
    let unit = after.chars().next()?;
    let kind = match unit {
        '条' => Kind::Article,
        '章' | '节' | '编' | '篇' => Kind::Chapter,
        _ => return None,
    };
    Some(Label { kind, number, len: body.len() - after.len() + unit.len_utf8(), unit })
}

/// A number at the start with spaces inside, its value and its bytes.
fn numeral(text: &str) -> Option<(u32, usize)> {
    let mut digits = String::new();
    let mut end = 0;
    for (i, c) in text.char_indices().take(16) {
        if "一二三四五六七八九十百千零〇○0123456789０１２３４５６７８９".contains(c)
        {
            digits.push(c);
            end = i + c.len_utf8();
        } else if !matches!(c, ' ' | '　') {
            break;
        }
    }
    Some((parse_chinese(&digits)?, end))
}

/// （一） (1)
fn bracketed(body: &str) -> Option<Label> {
    let open = body.chars().next()?.len_utf8();
    let rest = body[open..].trim_start_matches(' ');
    let (number, len) = numeral(rest)?;
    let chinese = !rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '０'..='９'));
    let after = rest[len..].trim_start_matches(' ');
    let close = after.chars().next().filter(|c| matches!(c, '）' | ')' | '〕'))?;
    let len = body.len() - after.len() + close.len_utf8();
    let (kind, unit) = if chinese { (Kind::Sub, '（') } else { (Kind::Point, '(') };
    (number < 200).then_some(Label { kind, number, len, unit })
}

/// 一、 and 1. 1、
fn counted(body: &str) -> Option<Label> {
    let (number, len) = numeral(body)?;
    let after = body[len..].trim_start_matches(' ');
    let mut next = after.chars();
    let sign = next.next()?;
    let follows = next.next();
    let chinese = !body.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '０'..='９'));
    let len = body.len() - after.len() + sign.len_utf8();
    match sign {
        // 一、二级 and 1、2号 count things, not sections.
        '、' if chinese && number < 100 && !counts_things(&body[len..]) => {
            Some(Label { kind: Kind::Heading, number, len, unit: '、' })
        }
        '.' | '．' | '、'
            if !chinese
                && number < 200
                && !follows.is_some_and(|c| c.is_ascii_digit() || matches!(c, '０'..='９')) =>
        {
            Some(Label { kind: Kind::Item, number, len, unit: '.' })
        }
        '.' | '．' if chinese && number < 100 => {
            Some(Label { kind: Kind::Heading, number, len, unit: '、' })
        }
        _ => None,
    }
}

/// A second numeral with what it counts: 二级, 三季度, 二、三次产业; not 一体化.
fn counts_things(rest: &str) -> bool {
    const COUNTED: &str = "、级类批等号两档期款项条章节季线产次月日年个层";
    numeral(rest).is_some_and(|(_, len)| rest[len..].starts_with(|c| COUNTED.contains(c)))
        && rest.starts_with(|c| "一二三四五六七八九十".contains(c))
}

/// 附件, 附件1, 附件：, 附：, 附录A; not a word such as 附则 or 附加.
fn annex(body: &str) -> Option<Label> {
    let words = ["附件", "附录", "附表", "附 件"];
    let word = words.iter().find(|w| body.starts_with(**w));
    let after = match word {
        Some(word) => &body[word.len()..],
        None => body.strip_prefix('附').filter(|rest| rest.starts_with(['：', ':']))?,
    };
    let rest = after.trim_start_matches(' ');
    let (number, len) = numeral(rest).unwrap_or((0, 0));
    let after = rest[len..].trim_start_matches(' ');
    let ends = after
        .chars()
        .next()
        .is_none_or(|c| matches!(c, '：' | ':' | '.' | '、' | '\n') || after.len() < rest.len());
    (ends || len > 0).then_some(Label {
        kind: Kind::Annex,
        number,
        len: body.len() - after.len(),
        unit: '附',
    })
}

/// True when an article mark in running text is a reference (按照第八条第二款) and no beginning.
pub fn is_reference(after_mark: &str) -> bool {
    let next = after_mark.trim_start_matches([' ', '　']);
    const GOES_ON: [&str; 24] = [
        "第",
        "的",
        "规定",
        "所",
        "、",
        "，",
        "。",
        "；",
        "）",
        ")",
        "》",
        "和",
        "或",
        "至",
        "到",
        "之",
        "以及",
        "及",
        "中",
        "列",
        "款",
        "项",
        "（一）项",
        "内容",
    ];
    // Words that only begin like these: 第六条 项目申报.
    const OPENS: [&str; 8] = ["项目", "款项", "中小", "中央", "中国", "中华", "中介", "中标"];
    GOES_ON.iter().any(|w| next.starts_with(w)) && !OPENS.iter().any(|w| next.starts_with(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: &str) -> Option<(Kind, u32)> {
        of(line).map(|l| (l.kind, l.number))
    }

    #[test]
    fn marks_of_the_two_layouts() {
        for (line, kind, number) in [
            ("第十四条 运营机构", Kind::Article, 14),
            ("　　第 二十 条为", Kind::Article, 20),
            ("第3条 甲", Kind::Article, 3),
            ("第二章 总则", Kind::Chapter, 2),
            ("一、总体要求", Kind::Heading, 1),
            ("五、一体化推进", Kind::Heading, 5),
            ("（十二）甲", Kind::Sub, 12),
            ("( 一) 甲", Kind::Sub, 1),
            ("1.甲", Kind::Item, 1),
            ("２．甲", Kind::Item, 2),
            ("（3）甲", Kind::Point, 3),
            ("③甲", Kind::Point, 3),
            ("附件1", Kind::Annex, 1),
            ("附件：", Kind::Annex, 0),
            ("附件", Kind::Annex, 0),
        ] {
            assert_eq!(seen(line), Some((kind, number)), "{line}");
        }
        for line in [
            "一、二级主体",
            "二、三季度",
            "3.5亿元",
            "2025年",
            "附则",
            "第一时间",
            "附件所列事项",
            "（试行）",
            "十分重要",
        ] {
            assert_eq!(seen(line), None, "{line}");
        }
    }

    #[test]
    fn references_are_no_beginnings() {
        assert!(
            is_reference("第二款规定")
                && is_reference("的规定")
                && !is_reference(" 本办法")
                && !is_reference("为促进")
                && !is_reference(" 项目申报")
                && is_reference("项规定")
        );
    }
}
