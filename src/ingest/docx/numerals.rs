//! The number formats of Word (`w:numFmt`).

use crate::model::format_chinese;

/// The number as the format shows it; formats that are not known are shown in Arabic digits.
pub fn show(n: u32, format: &str) -> String {
    match format {
        "none" | "bullet" => String::new(),
        "decimalZero" => format!("{n:02}"),
        "upperRoman" => roman(n),
        "lowerRoman" => roman(n).to_lowercase(),
        "upperLetter" => letters(n),
        "lowerLetter" => letters(n).to_lowercase(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting" => format_chinese(n),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            digits(n, "〇一二三四五六七八九")
        }
        "chineseLegalSimplified" | "ideographLegalTraditional" => legal(n),
        "ideographTraditional" => nth(n, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => nth(n, "子丑寅卯辰巳午未申酉戌亥"),
        "decimalFullWidth" | "decimalFullWidth2" => digits(n, "０１２３４５６７８９"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed(n, '①', 20),
        "decimalEnclosedParen" => enclosed(n, '⑴', 20),
        "decimalEnclosedFullstop" => enclosed(n, '⒈', 20),
        "ideographEnclosedCircle" => enclosed(n, '㊀', 10),
        "numberInDash" => format!("- {n} -"),
        _ => n.to_string(),
    }
}

fn digits(n: u32, table: &str) -> String {
    n.to_string().bytes().filter_map(|b| table.chars().nth(usize::from(b - b'0'))).collect()
}

fn nth(n: u32, table: &str) -> String {
    let count = table.chars().count() as u32;
    table.chars().nth((n.wrapping_sub(1) % count) as usize).map(String::from).unwrap_or_default()
}

fn enclosed(n: u32, first: char, count: u32) -> String {
    if (1..=count).contains(&n) {
        char::from_u32(first as u32 + n - 1).map(String::from).unwrap_or_default()
    } else {
        n.to_string()
    }
}

fn legal(n: u32) -> String {
    let from = "零一二三四五六七八九十百千万";
    let to = "零壹贰叁肆伍陆柒捌玖拾佰仟万";
    let full = if (10..20).contains(&n) { format!("一{}", format_chinese(n)) } else { format_chinese(n) };
    full.chars()
        .map(|c| from.chars().position(|f| f == c).and_then(|i| to.chars().nth(i)).unwrap_or(c))
        .collect()
}

fn letters(n: u32) -> String {
    if n == 0 {
        return String::new();
    }
    let letter = char::from(b'A' + ((n - 1) % 26) as u8);
    letter.to_string().repeat(((n - 1) / 26 + 1).min(9) as usize)
}

fn roman(mut n: u32) -> String {
    const UNITS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if n == 0 || n > 3999 {
        return n.to_string();
    }
    let mut out = String::new();
    for (value, word) in UNITS {
        while n >= value {
            out.push_str(word);
            n -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::show;

    #[test]
    fn formats_of_the_standard() {
        for (n, format, shown) in [
            (12, "chineseCountingThousand", "十二"),
            (105, "chineseCountingThousand", "一百零五"),
            (20, "chineseCounting", "二十"),
            (10, "ideographDigital", "一〇"),
            (3, "decimalEnclosedCircle", "③"),
            (21, "decimalEnclosedCircle", "21"),
            (12, "chineseLegalSimplified", "壹拾贰"),
            (2, "ideographTraditional", "乙"),
            (28, "lowerLetter", "bb"),
            (4, "upperRoman", "IV"),
            (7, "decimalZero", "07"),
            (15, "decimalFullWidth", "１５"),
            (8, "unknownFormat", "8"),
        ] {
            assert_eq!(show(n, format), shown, "{format}");
        }
    }
}
