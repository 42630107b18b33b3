//! What the printer or the page put between the lines: page numbers, addresses, print headers.

use super::text::plain;

/// Page numbers, addresses and print headers: — 3 —, 第3页, 2025/12/18 11:03 某网, https://….
pub fn is_furniture(s: &str) -> bool {
    let marked = s.contains(['/', ':']) || s.starts_with(['h', 'w']);
    if s.len() > 600 || !(marked || s.len() <= 40) {
        return false;
    }
    let head: String = s.chars().take(200).filter(|c| !c.is_whitespace()).collect();
    if s.len() <= 40 && is_page_number(&head) {
        return true;
    }
    (head.starts_with("http") || head.starts_with("www.") || head.contains("://"))
        && !head.contains(['。', '；'])
        || (has_clock(&head)
            && !head.contains("。")
            && (head.contains("://") || starts_or_ends_with_clock(&head)))
}

fn is_page_number(t: &str) -> bool {
    let bare = t.trim_matches(|c: char| {
        matches!(
            c,
            '-' | '—'
                | '–'
                | '―'
                | '－'
                | '─'
                | '_'
                | '·'
                | '第'
                | '页'
                | '码'
                | '：'
                | ':'
                | '共'
                | '/'
                | '⻚'
        )
    });
    let dashed = bare.len() < t.len();
    let digits = !bare.is_empty()
        && bare.chars().all(|c| plain(c).is_ascii_digit() || matches!(c, '/' | '共' | '页' | '第'));
    digits && (dashed || bare.contains('/')) && bare.chars().count() <= 10
}

/// A clock time: 11:03.
fn clock_at(t: &str) -> Option<usize> {
    t.match_indices(':').map(|x| x.0).find(|&i| {
        let before = t[..i].chars().rev().take_while(char::is_ascii_digit).count();
        let after = t[i + 1..].chars().take_while(char::is_ascii_digit).count();
        (1..=4).contains(&before) && after >= 2
    })
}

fn has_clock(t: &str) -> bool {
    clock_at(t).is_some() && t.contains('/')
}

/// 2025/12/18 11:03 in front, or 7/8/25 下午5:21 in front or at the end.
fn starts_or_ends_with_clock(t: &str) -> bool {
    let slashed = |x: &str| {
        x.bytes().filter(|b| *b == b'/').count() == 2
            && x.bytes().all(|b| b.is_ascii_digit() || b == b'/' || b == b':')
    };
    let Some(i) = clock_at(t) else { return false };
    let lead: String = t[..i].chars().filter(|c| !matches!(c, '上' | '下' | '午')).collect();
    let tail_start = lead
        .char_indices()
        .rev()
        .take_while(|c| c.1.is_ascii_digit() || c.1 == '/')
        .last()
        .map_or(lead.len(), |c| c.0);
    let stamp = &lead[tail_start..];
    slashed(stamp) && (tail_start == 0 || t[i..].chars().count() <= 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_no_text() {
        for s in [
            "— 12 —",
            "-3-",
            "第3页 共5页",
            "2/7",
            "https://www.example.gov.cn/a.html 1/4",
            "2025/12/18 11:03 某网 _ 政策",
            "某网 6/5/25 下午5:33",
        ] {
            assert!(is_furniture(s), "{s}");
        }
        for s in ["12", "第三条 为了", "网址为https://a.cn。", "自2025/1/1起：", "3:00", "一、总则"]
        {
            assert!(!is_furniture(s), "{s}");
        }
    }
}
