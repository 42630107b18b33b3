use regex::Regex;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

const RADICALS: [(char, char); 26] = [
    ('⺠', '民'),
    ('⻅', '见'),
    ('⻔', '门'),
    ('⻓', '长'),
    ('⻄', '西'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻢', '马'),
    ('⻋', '车'),
    ('⻉', '贝'),
    ('⻆', '角'),
    ('⻰', '龙'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻤', '鬼'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻝', '食'),
    ('⻘', '青'),
    ('⻣', '骨'),
    ('⻨', '麦'),
    ('⻮', '齿'),
    ('⻙', '韦'),
    ('⻁', '虎'),
    ('⻑', '长'),
];

/// The folding in which gold quotes are anchored: radicals, NFKC, no white space. Kept apart from
/// the matching form (`model::fold`), because the scorer's definition must not change with it.
pub fn fold_quote(s: &str) -> String {
    s.chars()
        .map(|c| RADICALS.iter().find(|r| r.0 == c).map_or(c, |r| r.1))
        .nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{1c}'..='\u{1f}'))
        .collect()
}

static TITLE_NOISE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[《》〈〉（）()\\[\\]【】“”\"]|试行|征求意见稿").expect("pattern is valid"));

fn strip_title(t: &str) -> String {
    let folded = fold_quote(t);
    let t = TITLE_NOISE.replace_all(&folded, "");
    // 暂行 goes, but not from 暂行办法.
    let mut out = String::new();
    let mut rest = t.as_ref();
    while let Some(at) = rest.find("暂行") {
        let behind = &rest[at + "暂行".len()..];
        out.push_str(&rest[..at]);
        if behind.starts_with("办法") {
            out.push_str("暂行");
        }
        rest = behind;
    }
    out + rest
}

/// One title holds the other, brackets and 试行 aside.
pub fn same_title(gold: &str, seen: &str) -> bool {
    let (g, s) = (strip_title(gold), strip_title(seen));
    s.contains(&g) || (!seen.is_empty() && g.contains(&s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_meet_through_brackets_and_trial_marks() {
        assert!(same_title("甲市数据办法（试行）", "关于印发《甲市数据办法》的通知"));
        assert!(same_title("甲市数据暂行办法", "甲市数据暂行办法"));
        assert!(!same_title("甲市数据办法", "乙市数据办法"));
    }
}
