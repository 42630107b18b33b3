//! The web page around a text: what the reader knows to be such, navigation before the text,
//! footers behind it, buttons and counters beside it.

use super::Draft;
use super::label;
use super::lines::Lines;
use crate::model::CutReason;

/// Words that only a web page has. A line of them is no line of a document.
const WORDS: &[&str] = &[
    "首页",
    "网站首页",
    "返回首页",
    "政务公开",
    "政府信息公开",
    "政务服务",
    "政民互动",
    "要闻动态",
    "要闻发布",
    "互动交流",
    "政策服务",
    "用户登录",
    "登录",
    "注册",
    "无障碍",
    "无障碍浏览",
    "长者模式",
    "适老化",
    "关怀版",
    "繁体",
    "简体",
    "繁体版",
    "简体版",
    "繁體",
    "繁體版",
    "ENGLISH",
    "English",
    "EN",
    "RSS",
    "手机版",
    "移动版",
    "微信",
    "微博",
    "官方微博",
    "微信公众号",
    "官方公众号",
    "扫码",
    "扫一扫",
    "分享",
    "分享到",
    "分享：",
    "分享到：",
    "打印",
    "打印本页",
    "打印此页",
    "关闭",
    "关闭窗口",
    "收藏",
    "加入收藏",
    "设为首页",
    "字号",
    "字体",
    "大",
    "中",
    "小",
    "【大",
    "中小】",
    "相关解读",
    "政策解读",
    "一图读懂",
    "相关阅读",
    "相关链接",
    "相关推荐",
    "热点推荐",
    "热门搜索",
    "推荐阅读",
    "上一篇",
    "下一篇",
    "网站地图",
    "站点地图",
    "联系我们",
    "关于我们",
    "关于平台",
    "加入我们",
    "版权声明",
    "法律声明",
    "服务条款",
    "隐私声明",
    "意见建议",
    "网站建议",
    "友情链接",
    "网站声明",
    "使用帮助",
    "网站纠错",
    "我要纠错",
    "纠错或建议",
    "【下载】",
    "【打印】",
    "PDF格式下载",
    "PDF下载",
    "下载",
    "智能问答",
    "搜索",
    "专题",
    "资讯",
    "更多",
    "市民服务热线：12345",
    "政务新媒体",
    "标签",
    "公示公告",
    "新闻动态",
    "|",
    "｜",
    "·",
    ">",
    ">>",
    "»",
    "/",
    "A+",
    "A-",
    "T",
    "【",
    "】",
    "[",
    "]",
    "无",
];

/// Beginnings of lines behind a text, from which on all is portal.
const TAIL: &[&str] = &[
    "分享到",
    "分享：",
    "打印此页",
    "打印本页",
    "扫一扫",
    "扫码",
    "【关闭",
    "【打印",
    "关闭窗口",
    "[关闭",
    "[打印",
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "相关阅读",
    "相关链接",
    "相关推荐",
    "相关文章",
    "相关稿件",
    "相关解读",
    "热点推荐",
    "推荐阅读",
    "主办单位",
    "主办：",
    "主办:",
    "版权所有",
    "Copyright",
    "COPYRIGHT",
    "©",
    "友情链接",
    "网站地图",
    "站点地图",
    "关于我们",
    "关于平台",
    "联系我们",
    "网站标识码",
    "政府网站标识码",
    "政府网站找错",
    "国家部委网站",
    "中国政府网",
    "责任编辑",
    "【我要纠错】",
    "我要纠错",
    "查看对应政策文件",
    "附件下载",
    "全文下载",
];

/// Signs that a line is portal wherever it stands.
const SURE: &[&str] = &[
    "ICP备",
    "ICP 备",
    "公网安备",
    "网站标识码",
    "当前位置",
    "您的位置",
    "您当前的位置",
    "所在位置：",
    "扫一扫在手机打开",
    "Produced By",
    "All Rights Reserved",
    "版权所有：",
    "版权所有:",
    "Copyright ©",
    "Copyright©",
    "分享到：",
    "技术支持：",
    "技术支持:",
];

/// Facts of a document: a line with one of these stays, at most its buttons are cut.
const FACTS: &[&str] = &[
    "文号",
    "发文字号",
    "发文机关",
    "发布机构",
    "发文机构",
    "发布机关",
    "索引号",
    "成文日期",
    "发布日期",
    "发文日期",
    "生成日期",
    "印发日期",
    "公布日期",
    "施行日期",
    "实施日期",
    "生效日期",
    "有效性",
    "失效日期",
    "废止日期",
    "主题分类",
    "来源：",
    "来源:",
    "发布时间",
    "时间：",
    "信息来源",
];

/// Buttons and counters on a line of facts or behind a title; cut from there to the end.
const BUTTONS: &[&str] = &[
    "字体大小",
    "字号：",
    "字号:",
    "字体：",
    "浏览次数",
    "阅读次数",
    "浏览量",
    "访问量",
    "点击数",
    "点击率",
    "【字体",
    "[字体",
    "打印本页",
    "分享到",
    "分享：",
    "收藏 打印",
];

/// A line this long in characters is a sentence, whatever words are in it.
const LONG: usize = 90;

pub fn pass(draft: &mut Draft<'_>) {
    known(draft);
    let view = draft.lines();
    let (first, last) = body(&view);
    let head_end = breadcrumb(&view, first);
    let tail_start = tail(&view, last);
    for i in 0..view.lines.len() {
        let line = view.str(i).trim();
        if line.is_empty() {
            continue;
        }
        let inside = i >= first && i <= last;
        let in_tail = tail_start.is_some_and(|t| i >= t);
        let around = head_end.is_some_and(|h| i <= h) || in_tail;
        if !inside && around && !is_kept(line, in_tail) || is_sure(line) || is_menu(line) {
            draft.cut_line(&view, i, CutReason::Portal);
        } else if !inside {
            buttons(draft, &view, i);
        }
    }
}

/// True for a line of facts beside a document: 索引号：… 发布机构：…
pub fn is_fact(line: &str) -> bool {
    FACTS.iter().any(|f| line.contains(f)) && !line.contains('。') && line.contains(['：', ':', ']', '】'])
}

/// What the reader of the page told.
fn known(draft: &mut Draft<'_>) {
    let mut spans = draft.raw.portal.iter().peekable();
    for cell in &mut draft.cells {
        while spans.next_if(|s| s.end <= cell.raw.start).is_some() {}
        if spans.peek().is_some_and(|s| s.start <= cell.raw.start) && cell.cut.is_none() {
            cell.cut = Some(CutReason::Portal);
        }
    }
}

/// First and last line that surely belong to the document: marked units and sentences.
fn body(view: &Lines) -> (usize, usize) {
    let sure = |i: &usize| {
        let line = view.str(*i).trim();
        let marked = label::of(line).is_some_and(|l| {
            matches!(
                l.kind,
                label::Kind::Article | label::Kind::Chapter | label::Kind::Heading | label::Kind::Sub
            )
        });
        let sentence = line.ends_with(['。', '；']) && line.chars().count() > 12;
        (marked || sentence) && !is_sure(line)
    };
    let first = (0..view.lines.len()).find(sure).unwrap_or(view.lines.len());
    let last = (0..view.lines.len()).rev().find(sure).unwrap_or(0);
    (first, last)
}

/// The line of the breadcrumb in front of the document; what is above it is the site's head.
fn breadcrumb(view: &Lines, first: usize) -> Option<usize> {
    let end = first.min(80).min(view.lines.len());
    (0..end).rev().find(|i| {
        let line = view.str(*i);
        ["当前位置", "您的位置", "您当前的位置", "所在位置"].iter().any(|s| line.contains(s)) || is_path(line)
    })
}

/// 首页 > 政务公开 > 政策文件: short steps and nothing else.
fn is_path(line: &str) -> bool {
    let steps = line.split(['>', '»', '›']);
    steps.clone().count() > 2
        && steps.into_iter().all(|s| s.trim().chars().count() <= 14)
        && !line.contains(['《', '〈', '<', '。', '，'])
}

/// The line from which on all is portal, behind the last line of the document.
fn tail(view: &Lines, last: usize) -> Option<usize> {
    (last + 1..view.lines.len()).find(|i| {
        let line = view.str(*i).trim();
        let compact: String = line.chars().filter(|c| !c.is_whitespace()).take(40).collect();
        TAIL.iter().any(|t| compact.starts_with(t)) || is_sure(line)
    })
}

/// Lines around the document that stay all the same: facts, and what an annex may begin with.
fn is_kept(line: &str, in_tail: bool) -> bool {
    let fact = FACTS.iter().any(|f| line.contains(f)) && !is_sure(line);
    let annex = in_tail && label::of(line).is_some_and(|l| l.kind == label::Kind::Annex);
    fact && !in_tail || annex || is_number(line)
}

/// 文号: 甲数发〔2025〕3号
fn is_number(line: &str) -> bool {
    let open = line.find(['〔', '[', '［']);
    let close = line.find(['〕', ']', '］']);
    matches!((open, close), (Some(o), Some(c)) if o < c && line[o..c].chars().filter(char::is_ascii_digit).count() == 4)
        && line.trim_end().ends_with('号')
        && line.chars().count() < 30
}

fn is_sure(line: &str) -> bool {
    line.chars().count() < LONG * 2 && SURE.iter().any(|s| line.contains(s)) && !line.ends_with('。')
        || is_weather(line)
}

/// A date with the weather.
fn is_weather(line: &str) -> bool {
    (line.contains('℃') || line.contains("°C"))
        && line.chars().count() < LONG
        && (line.contains("星期") || line.contains('~'))
}

/// Mostly words of menus and buttons, and nothing that reads as a sentence.
fn is_menu(line: &str) -> bool {
    if line.chars().count() > LONG || line.contains(['。', '；']) || label::of(line).is_some() {
        return false;
    }
    let tokens: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, '|' | '｜'))
        .filter(|t| !t.is_empty())
        .collect();
    if FACTS.iter().any(|f| line.contains(f)) {
        return false;
    }
    let known: usize = tokens.iter().filter(|t| WORDS.contains(t)).map(|t| t.chars().count()).sum();
    let whole: usize = tokens.iter().map(|t| t.chars().count()).sum();
    // One short word alone could be a cell of a table.
    let enough = tokens.len() > 1 || whole >= 3;
    enough && known * 2 > whole
}

/// Cuts buttons and counters at the end of a line of facts or of a title.
fn buttons(draft: &mut Draft<'_>, view: &Lines, i: usize) {
    let line = view.str(i);
    // 发文字号：… tells a number, 字号：大 中 小 offers sizes.
    let at = BUTTONS.iter().filter_map(|b| line.find(b)).filter(|at| !line[..*at].ends_with('文')).min();
    let aside = [" 相关解读", " 一图读懂", " 政策解读", " 分享", " 打印", "  分享"]
        .iter()
        .filter_map(|b| line.find(b))
        .min();
    if let Some(at) = at.into_iter().chain(aside).min() {
        draft.cut_part(view, i, at..line.len(), CutReason::Portal);
    }
}

#[cfg(test)]
mod tests {
    use crate::canon::tests::canon;

    #[test]
    fn the_page_around_is_cut_and_facts_stay() {
        let text = "\
首页 政务公开 政务服务 政民互动
2025年5月6日 星期二 乙市 12℃~20℃
当前位置：首页> 政务公开> 规范性文件
索引号: 1137/2025-00027 发布机构: 数据处
发布日期：2025-04-10 浏览次数： 1833 字体大小：【 大 中 小 】
发文字号：甲数规〔2025〕27号
甲市数据管理办法
第一条 为规范管理，制定本办法。
第二条 本办法自印发之日起施行。
甲市数据局
分享到 打印此页
媒体解读 | 事关数据
版权所有：甲市数据局
甲ICP备00000000号
";
        assert_eq!(
            canon(text),
            "索引号: 1137/2025-00027 发布机构: 数据处\n发布日期：2025-04-10\n发文字号：甲数规〔2025〕27号\n甲市数据管理办法\n第一条 为规范管理，制定本办法。\n第二条 本办法自印发之日起施行。\n甲市数据局\n"
        );
    }

    #[test]
    fn brackets_in_a_head_are_no_path() {
        let text =
            "（根据关于修改<甲市办法>和<乙市办法>的决定修正）\n甲市办法\n第一条 为规范管理，制定本办法。\n";
        assert_eq!(canon(text), text);
    }

    #[test]
    fn a_document_that_speaks_of_portals_stays() {
        let text = "第一条 网站首页应当标明主办单位，公布联系我们等栏目。\n（一）在政府网站首页公开；\n（二）版权所有人同意。\n";
        assert_eq!(canon(text), text);
    }
}
