use super::*;
use crate::model::Format;
use proptest::prelude::*;

pub fn canonicalised(text: &str) -> Canonicalised {
    canonicalise(&RawText::new(text.into(), Format::Txt, "test"))
}

pub fn canon(text: &str) -> String {
    canonicalised(text).canonical.text
}

/// Law 1 and 2 for one text.
pub fn laws(raw: &RawText) -> Result<(), String> {
    let out = canonicalise(raw);
    let c = &out.canonical;
    if c.map.restore(&c.text, &raw.text).as_deref() != Some(raw.text.as_str()) {
        return Err("the raw text does not come back".into());
    }
    let (mut canon_at, mut raw_at) = (0, 0);
    for p in c.map.pieces() {
        if (p.canon.start, p.raw.start) != (canon_at, raw_at) {
            return Err(format!("a gap before {p:?}"));
        }
        (canon_at, raw_at) = (p.canon.end, p.raw.end);
    }
    if (canon_at, raw_at) != (c.text.len(), raw.text.len()) {
        return Err("the pieces do not tile the texts".into());
    }
    if !c.text.is_empty() && !c.text.ends_with('\n') || c.text.contains("\n\n") || c.text.contains(" \n") {
        return Err("lines are not tidy".into());
    }
    let bad = c.cropped.iter().any(|s| !s.is_empty() || !c.text.is_char_boundary(s.start));
    if bad { Err("a cropped place is no boundary".into()) } else { Ok(()) }
}

const PARTS: &[&str] = &[
    "第一条",
    "第二条",
    "第十二条 ",
    "第一章 总则",
    "（一）",
    "1.",
    "一、",
    "附件1",
    "\n",
    "\n\n",
    "  ",
    " ",
    "\u{3000}",
    "\t",
    "。",
    "；",
    "：",
    "》",
    "《",
    "为规范公共数据资源授权运营活动促进数据要素合规高效流通使用根据有关规定",
    "管 理 促 进",
    "— 2 —",
    "http://a.example/b 页码：1/5",
    "甲市 6/5/25 下午5:33",
    "首页 政务公开 登录",
    "当前位置：首页>甲",
    "分享到",
    "甲ICP备1号",
    "⼈⺠",
    "ᗝғḒᶭ",
    "\u{feff}",
    "\r\n",
    "\r",
    "**",
    "# ",
    "2025年",
    "a b",
    "𠮷",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_on_any_text(text in "\\PC{0,200}") {
        laws(&RawText::new(text, Format::Txt, "test")).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn laws_hold_on_texts_of_the_genre(
        parts in prop::collection::vec(prop::sample::select(PARTS), 0..80),
        format in prop::sample::select(vec![Format::Txt, Format::Markdown, Format::Html, Format::Pdf]),
        portal in prop::collection::vec((0usize..300, 0usize..40), 0..3),
    ) {
        let mut raw = RawText::new(parts.concat(), format, "test");
        raw.wrapped = format == Format::Pdf;
        let mut at = 0;
        for (gap, len) in portal {
            let start = raw.text.floor_char_boundary(at + gap);
            let end = raw.text.floor_char_boundary(start + len);
            if end > start {
                raw.portal.push(Span::new(start, end));
            }
            at = end;
        }
        laws(&raw).map_err(TestCaseError::fail)?;
    }

    /// Canonical text is canonical: going through the passes again changes no character but white
    /// space.
    #[test]
    fn nothing_but_cuts_and_look_alikes(parts in prop::collection::vec(prop::sample::select(PARTS), 0..60)) {
        let raw = RawText::new(parts.concat(), Format::Txt, "test");
        let out = canonicalise(&raw).canonical;
        let kept = |s: &str| crate::model::fold(s).text;
        let whole = kept(&raw.text);
        // Every line of the result is made of characters of the source in their order.
        let mut source = whole.chars();
        for c in kept(&out.text).chars() {
            prop_assert!(source.any(|s| s == c));
        }
    }
}
