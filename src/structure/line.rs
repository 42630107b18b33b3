//! What a line without a number is: date, 文号, addressees, signature, field of the page.

use super::facts::{date, number};
use super::text::{one_of, squeeze, tidy, width};

/// Words that end the names of issuing bodies.
pub const BODIES: &str = "\
    人民政府 办公厅 办公室 委员会 管委会 局 厅 部 署 院 委 办 中心 总局 银行 集团 公司 会 领导小组 政府 法院 检察院 行 专班 处 学院 大学 协会 指挥部";

/// Labels of fields: a colon, a bracket or a space follows.
const LABELS: &str = "\
    来源 发布时间 发布日期 索引号 发文机关 发文机构 发文字号 成文日期 主题分类 主题词 文件编号 文件来源 有效性 生效日期 实施日期 \
    施行日期 废止日期 失效日期 浏览 浏览次数 浏览量 字号 字体 字体大小 信息来源 信息公开 公开方式 公开属性 制发单位 联合发文单位 \
    发文日期 发布机构 发布单位 发布部门 发布文号 标题 名称 效力状态 时效状态 文件标题 责任编辑 编辑 时间 公开时间 组配分类 作者";

/// Words that begin a line of the page, whatever follows.
const STARTS: &str = "抄送 主送 当前位置 首页 分享 扫一扫 打印 <!--";

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
    number::find(&t).is_some_and(|n| n.span.len() + 6 >= t.len())
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
        && one_of(BODIES, |b| t.ends_with(b))
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
            || one_of(BODIES, |b| t.trim_end_matches(['：', ':']).ends_with(b))
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
    let t = s.trim_start_matches(['[', '【', '(', '（', ' ', '\u{3000}']);
    if t.starts_with("此件") || t.starts_with("依申请公开") || t.starts_with("主动公开") {
        return width(t, 31) <= 30;
    }
    if s.len() > 800 {
        return false;
    }
    let labelled = one_of(LABELS, |l| {
        t.strip_prefix(l).is_some_and(|r| r.starts_with(['：', ':', ']', '】', ' ', '\u{3000}']))
    });
    let copies = t.starts_with("抄送") || t.starts_with("主送");
    labelled
        || (one_of(STARTS, |w| t.starts_with(w)) && (copies || !t.ends_with(['。', '；'])))
        || is_printed(s)
}

/// 某办公室 2025年5月27日印发
fn is_printed(s: &str) -> bool {
    let t = s.trim_end();
    t.ends_with("印发") && width(t, 61) <= 60 && t.contains('日') && t.contains('年')
}

/// Below a title: 甲市人民政府印发）, the rest of a broken bracket, or the whole of it.
pub fn is_issued(s: &str) -> bool {
    let t = s.trim_end_matches(['）', ')', ' ']);
    let name = ["印发", "发布", "公布"].iter().find_map(|w| t.strip_suffix(w));
    t.len() < s.len() && name.is_some_and(is_body)
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
        && ["通过", "修正", "修订", "批准", "公布", "发布", "修改", "施行", "废止", "令", "印发"]
            .iter()
            .any(|w| t.ends_with(w))
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
