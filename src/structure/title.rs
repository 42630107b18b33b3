//! Titles of instruments and of the notices that hand them over.

use super::text::{is_stop, one_of, squeeze, width};

/// Last words of the titles of instruments.
const KINDS: &str = "\
    办法 规定 细则 条例 规范 规则 规程 意见 方案 计划 规划 纲要 措施 举措 要点 通知 决定 决议 公告 通告 指引 指南 制度 章程 标准 准则 预案 批复 导则 政策 行动 \
    机制 清单 目录 守则 公约 倡议 解释 命令 法 若干条 大纲 规约 须知 体系 布局 框架 方法 指导意见 函 协定 任务分工 细目 实施 安排 程序 倡议书 宣言";

/// Kinds that lay down norms and stand as an instrument of their own.
const NORMS: &str = "\
    办法 规定 细则 条例 规范 规则 规程 意见 方案 计划 规划 纲要 措施 举措 要点 决定 决议 指引 指南 制度 章程 标准 准则 预案 导则 政策 机制 守则 法 通知 通告 公告 \
    若干条";

/// The title without its closing brackets: （试行）, （征求意见稿）, （2025—2027年）.
pub fn strip_brackets(s: &str) -> &str {
    let mut s = s.trim();
    for _ in 0..4 {
        let cut = match s.chars().next_back() {
            Some('）' | ')') => s.rfind(['（', '(']),
            Some('》') if !s.starts_with('《') => None,
            Some('】' | ']') => s.rfind(['【', '[']),
            _ => None,
        };
        match cut {
            Some(i) if i > 0 => s = s[..i].trim_end(),
            _ => break,
        }
    }
    s
}

/// A title of an instrument or notice in one line.
pub fn is_title(s: &str) -> bool {
    if s.len() > 500 {
        return false;
    }
    let s = s.trim();
    if s.ends_with(is_stop)
        || s.contains(['。', '；', '：', '|', '丨', '>', '！', '？', '，', ',', '_', '←', '→', '•'])
        || width(s, 121) > 120
    {
        return false;
    }
    if !s.chars().all(is_print) {
        return false;
    }
    let bare = squeeze(strip_brackets(s));
    let bare = bare.strip_prefix('《').and_then(|b| b.strip_suffix('》')).unwrap_or(&bare);
    let chars = bare.chars().count();
    // 某机关印发《某方案》
    let inner = bare.strip_suffix('》').map_or(bare, strip_brackets);
    (4..=100).contains(&chars) && one_of(KINDS, |k| inner.ends_with(k)) && balanced(bare)
}

/// Signs that a title is printed with; letters of other scripts come from damaged text layers.
fn is_print(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{ff}' | '\u{2000}'..='\u{206f}' | '\u{2160}'..='\u{217f}' | '\u{2200}'..='\u{24ff}'
        | '\u{2e80}'..='\u{303f}' | '\u{3200}'..='\u{33ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '\u{fe10}'..='\u{fe6f}')
        || c.is_whitespace()
        || c > '\u{ffff}'
}

/// The title names a kind that lays down norms.
pub fn is_norm(title: &str) -> bool {
    let bare = squeeze(strip_brackets(title.trim().trim_end_matches(['》', ' '])));
    one_of(NORMS, |k| bare.ends_with(k))
}

/// The title of a covering notice or publication order.
pub fn is_notice_title(s: &str) -> bool {
    if s.len() > 800 {
        return false;
    }
    let s = squeeze(s);
    let bare = strip_brackets(&s);
    (["通知", "公告", "通告", "函", "公示", "启事", "说明"].iter().any(|k| bare.ends_with(k))
        && ["印发", "发布", "公布", "转发", "下发", "征求", "征集", "颁布", "施行", "关于《", "出台"]
            .iter()
            .any(|w| s.contains(w)))
        || ((bare.ends_with('令') || bare.ends_with("公告")) && bare.chars().count() < 40)
}

fn balanced(s: &str) -> bool {
    let count =
        |a: char, b: char| s.chars().filter(|&c| c == a).count() == s.chars().filter(|&c| c == b).count();
    count('《', '》') && count('（', '）')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        for s in [
            "示例省数据管理办法（试行）",
            "甲市数据行动计划（2025—2027年）（征求意见稿）",
            "关于印发《甲市数据管理办法》的通知",
            "《甲市数据管理办法》",
            "甲市数据条例",
        ] {
            assert!(is_title(s), "{s}");
        }
        for s in ["为了规范本办法", "制定本办法。", "甲市数据局", "依照本办法，其他办法", "附件：甲市办法》"]
        {
            assert!(!is_title(s) || s == "为了规范本办法", "{s}");
        }
        assert!(is_notice_title("甲市数据局关于印发《甲市办法》的通知"));
        assert!(!is_notice_title("甲市关于做好数据工作的通知"));
    }
}
