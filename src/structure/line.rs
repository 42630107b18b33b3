//! What a line without a number is: title, date, 文号, addressees, signature, page field.

use super::facts::date;
use super::text::{is_stop, plain, squeeze, tidy, width};

/// Last words of the titles of instruments.
const KINDS: [&str; 58] = [
    "办法",
    "规定",
    "细则",
    "条例",
    "规范",
    "规则",
    "规程",
    "意见",
    "方案",
    "计划",
    "规划",
    "纲要",
    "措施",
    "举措",
    "要点",
    "通知",
    "决定",
    "决议",
    "公告",
    "通告",
    "指引",
    "指南",
    "制度",
    "章程",
    "标准",
    "准则",
    "预案",
    "批复",
    "导则",
    "政策",
    "行动",
    "机制",
    "清单",
    "目录",
    "守则",
    "公约",
    "倡议",
    "解释",
    "命令",
    "法",
    "若干条",
    "大纲",
    "规约",
    "须知",
    "体系",
    "布局",
    "框架",
    "方法",
    "指导意见",
    "函",
    "协定",
    "任务分工",
    "细目",
    "实施",
    "安排",
    "程序",
    "倡议书",
    "宣言",
];

/// Kinds that lay down norms and stand as an instrument of their own.
const NORMS: [&str; 33] = [
    "办法",
    "规定",
    "细则",
    "条例",
    "规范",
    "规则",
    "规程",
    "意见",
    "方案",
    "计划",
    "规划",
    "纲要",
    "措施",
    "举措",
    "要点",
    "决定",
    "决议",
    "指引",
    "指南",
    "制度",
    "章程",
    "标准",
    "准则",
    "预案",
    "导则",
    "政策",
    "机制",
    "守则",
    "法",
    "通知",
    "通告",
    "公告",
    "若干条",
];

/// Words that end the names of issuing bodies.
pub const BODIES: [&str; 29] = [
    "人民政府",
    "办公厅",
    "办公室",
    "委员会",
    "管委会",
    "局",
    "厅",
    "部",
    "署",
    "院",
    "委",
    "办",
    "中心",
    "总局",
    "银行",
    "集团",
    "公司",
    "会",
    "领导小组",
    "政府",
    "法院",
    "检察院",
    "行",
    "专班",
    "处",
    "学院",
    "大学",
    "协会",
    "指挥部",
];

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
    (4..=100).contains(&chars) && KINDS.iter().any(|k| inner.ends_with(k)) && balanced(bare)
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
    NORMS.iter().any(|k| bare.ends_with(k))
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

/// Nothing but a date, in brackets or not.
pub fn is_date(s: &str) -> bool {
    if s.len() > 120 {
        return false;
    }
    if !s.contains(['日', '号', '-', '/', '.']) {
        return false;
    }
    let t = squeeze(s);
    let t = t.trim_matches(['（', '）', '(', ')']);
    !t.is_empty() && t.chars().count() <= 16 && date::whole(t)
}

/// Nothing but a 文号.
pub fn is_number(s: &str) -> bool {
    if s.len() > 240 {
        return false;
    }
    if !s.contains('号') {
        return false;
    }
    let t = squeeze(s);
    if t.chars().count() > 40 {
        return false;
    }
    super::facts::number::find(&t).is_some_and(|n| n.span.len() + 6 >= t.len())
        || (t.starts_with('第') && t.ends_with('号') && t.chars().count() <= 8)
}

/// Nothing but names of bodies: a line of a signature or of the head.
pub fn is_body(s: &str) -> bool {
    if s.len() > 300 {
        return false;
    }
    let t = tidy(s);
    let n = t.chars().count();
    (3..=60).contains(&n)
        && t.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}' | '、' | '·' | ' ' | '\u{3000}'))
        && BODIES.iter().any(|b| t.ends_with(b))
        && !t.starts_with(['第', '各'])
}

/// Addressees of a notice: 各市人民政府，各有关单位：
pub fn is_addressee(s: &str) -> bool {
    if s.len() > 1500 {
        return false;
    }
    let t = s.trim_end();
    let n = width(t, 301);
    t.ends_with(['：', ':'])
        && (3..=300).contains(&n)
        && !t.contains(['。', '；'])
        && !["下列", "以下", "如下", "包括", "事项", "条件", "要求", "附件"].iter().any(|w| t.contains(w))
        && (t.starts_with('各')
            || BODIES.iter().any(|b| t.trim_end_matches(['：', ':']).ends_with(b))
            || [
                "单位", "企业", "机构", "部门", "市", "区", "县", "同志", "院校", "组织", "街道", "镇",
                "处室", "公众",
            ]
            .iter()
            .any(|b| t.trim_end_matches(['：', ':']).ends_with(b)))
}

/// The place of （此件公开发布） in a line, as a byte range.
pub fn release_note(s: &str) -> Option<(usize, usize)> {
    let from = s.find("（此件").or_else(|| s.find("(此件"))?;
    let end = s[from..].char_indices().take(16).find(|c| matches!(c.1, '）' | ')'))?;
    Some((from, from + end.0 + end.1.len_utf8()))
}

/// A field of the page or of the file that is no norm: 索引号, 来源, 抄送, （此件公开发布）.
pub fn is_field(s: &str) -> bool {
    const STARTS: [&str; 44] = [
        "抄送",
        "主送",
        "来源",
        "发布时间",
        "发布日期",
        "索引号",
        "发文机关",
        "发文机构",
        "发文字号",
        "成文日期",
        "主题分类",
        "主题词",
        "文件编号",
        "有效性",
        "生效日期",
        "实施日期",
        "施行日期",
        "废止日期",
        "失效日期",
        "浏览",
        "字号",
        "分享",
        "打印",
        "当前位置",
        "首页",
        "信息来源",
        "信息公开",
        "公开方式",
        "公开属性",
        "制发单位",
        "联合发文",
        "发文日期",
        "发布机构",
        "发布单位",
        "标题：",
        "标 题",
        "名称：",
        "名 称",
        "效力状态",
        "时效状态",
        "文件标题",
        "责任编辑",
        "扫一扫",
        "<!--",
    ];
    let t = s.trim_start_matches(['[', '【', '(', '（', ' ', '\u{3000}']);
    if t.starts_with("此件") || (t.starts_with("依申请公开") || t.starts_with("主动公开")) {
        return width(t, 31) <= 30;
    }
    width(s, 201) <= 200 && STARTS.iter().any(|w| t.starts_with(w)) || is_printed(s)
}

/// 某办公室 2025年5月27日印发
fn is_printed(s: &str) -> bool {
    let t = s.trim_end();
    t.ends_with("印发") && width(t, 61) <= 60 && t.contains('日') && t.contains('年')
}

/// A line of passing or amending in front of a law: 2021年6月23日 …会议通过.
pub fn is_adoption(s: &str) -> bool {
    if s.len() > 1200 {
        return false;
    }
    let t = squeeze(s);
    let t = t.trim_start_matches(['（', '(']).trim_end_matches(['）', ')', '。']);
    let n = t.chars().count();
    n <= 220
        && (t.starts_with(|c: char| c.is_ascii_digit())
            || t.starts_with(['一', '二', '根', '经'])
            || t.starts_with("（"))
        && t.contains('年')
        && ["通过", "修正", "修订", "批准", "公布", "发布", "修改", "施行", "废止", "令"]
            .iter()
            .any(|w| t.ends_with(w) || t.contains(&format!("{w}　")))
}

/// A line of a table of contents: 目录, or words with leaders and a page number.
pub fn is_contents(s: &str) -> bool {
    if s.len() > 400 {
        return false;
    }
    if !(s.starts_with('目') || s.contains("…") || s.contains("..") || s.contains("··")) {
        return false;
    }
    let t = squeeze(s);
    matches!(t.as_str(), "目录" | "目次")
        || ((t.contains("……") || t.contains("....") || t.contains("····"))
            && t.ends_with(|c: char| c.is_ascii_digit()))
}

/// The head of an official paper: 某市人民政府文件.
pub fn is_letterhead(s: &str) -> bool {
    s.len() < 200 && squeeze(s).strip_suffix("文件").is_some_and(|b| b.chars().count() >= 3 && is_body(b))
}

/// The name of a body and a date in one line: 甲市数据局 2025年5月29日.
pub fn is_signed(s: &str) -> bool {
    if s.len() > 300 || !s.contains(['日', '号']) {
        return false;
    }
    let t = squeeze(s);
    date::all(&t)
        .last()
        .is_some_and(|f| f.span.end == t.len() && f.span.start > 0 && is_body(&t[..f.span.start]))
}

/// The line stands by itself: it is never the continuation of a wrapped paragraph.
pub fn is_own(s: &str) -> bool {
    is_date(s) || is_number(s) || is_field(s) || is_contents(s) || is_letterhead(s) || is_signed(s)
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

    #[test]
    fn lines_of_the_head_and_the_tail() {
        assert!(is_date("2025 年 5 月 29 日") && is_date("二〇二五年三月一日") && !is_date("2025年"));
        assert!(is_number("甲数发〔2025〕4 号") && is_number("甲政办[2025]12号") && !is_number("第三方"));
        assert!(is_body("甲市数据局 甲市财政局") && !is_body("各市人民政府"));
        assert!(is_addressee("各区人民政府，市政府各部门：") && !is_addressee("应当符合下列条件："));
        assert!(is_field("（此件公开发布）") && is_field("抄送：市委办公厅"));
        assert!(is_adoption("2021年6月23日 示例省人民代表大会常务委员会第三次会议通过"));
        assert!(is_contents("目 录") && is_contents("一、总体要求……3"));
    }
}
