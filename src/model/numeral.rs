/// The value of a Chinese or Arabic cardinal below one hundred million: `第` and `百分之` are not
/// part of it. Reads 十二, 二十, 廿三, 一百零五, 两, 〇, full-width and ASCII digits, and digit
/// strings such as 二〇二六. `None` for anything else.
pub fn parse_chinese(s: &str) -> Option<u32> {
    if s.is_empty() || s.chars().count() > 12 {
        return None;
    }
    if s.chars().all(|c| digit(c).is_some() && c != '两') {
        return s.chars().try_fold(0u32, |n, c| n.checked_mul(10)?.checked_add(digit(c)?));
    }
    let (mut total, mut section, mut current, mut last_unit) = (0u32, 0u32, None::<u32>, u32::MAX);
    for c in s.chars() {
        if let Some(d) = digit(c) {
            if current.replace(d).is_some_and(|before| before != 0) {
                return None;
            }
            continue;
        }
        let (unit, implied) = match c {
            '十' | '拾' => (10, 1),
            '廿' => (10, 2),
            '卅' => (10, 3),
            '百' | '佰' => (100, 1),
            '千' | '仟' => (1000, 1),
            '万' | '萬' => (10_000, 0),
            _ => return None,
        };
        if unit == 10_000 {
            total =
                total.checked_add(section.checked_add(current.take().unwrap_or(0))?)?.checked_mul(unit)?;
            (section, last_unit) = (0, u32::MAX);
            continue;
        }
        if unit >= last_unit {
            return None;
        }
        last_unit = unit;
        // 零十 is no number, but 零 before a unit-less digit is.
        let n = match current.take() {
            None | Some(0) => implied,
            Some(d) if implied > 1 => d.checked_mul(implied)?,
            Some(d) => d,
        };
        section = section.checked_add(n * unit)?;
    }
    total.checked_add(section)?.checked_add(current.unwrap_or(0))
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => c as u32 - '0' as u32,
        '０'..='９' => c as u32 - '０' as u32,
        '〇' | '零' | '○' | 'Ｏ' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The Chinese form of `n` as laws number their articles: 十二, 二十, 一百零五. Up to 9999.
pub fn format_chinese(n: u32) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if n == 0 {
        return "零".into();
    }
    let mut out = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let d = (n / unit) % 10;
        if d == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        if !(unit == 10 && d == 1 && out.is_empty()) {
            out.push(DIGITS[d as usize]);
        }
        out.push_str(name);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for n in 1..10_000 {
            assert_eq!(parse_chinese(&format_chinese(n)), Some(n), "{}", format_chinese(n));
        }
    }

    #[test]
    fn the_ways_laws_write_numbers() {
        for (s, n) in [
            ("十", 10),
            ("廿三", 23),
            ("二十", 20),
            ("一百零五", 105),
            ("一百一十", 110),
            ("二〇二六", 2026),
            ("２０２５", 2025),
            ("三十六", 36),
            ("两", 2),
            ("一万二千", 12_000),
            ("卅", 30),
        ] {
            assert_eq!(parse_chinese(s), Some(n), "{s}");
        }
        for s in ["", "条", "十百", "一二十", "第三"] {
            assert_eq!(parse_chinese(s), None, "{s}");
        }
    }
}
