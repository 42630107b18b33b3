use super::Span;
use unicode_normalization::char::decompose_compatible;

/// Radicals of the CJK supplement that NFKC leaves alone, with the unified character each looks
/// like (Unicode `EquivalentUnifiedIdeograph`; the simplified forms seen in extracted PDFs).
const RADICALS: &[(char, char)] = &[
    ('⺁', '厂'),
    ('⺄', '乙'),
    ('⺇', '几'),
    ('⺈', '刀'),
    ('⺊', '卜'),
    ('⺋', '卩'),
    ('⺌', '小'),
    ('⺍', '小'),
    ('⺎', '兀'),
    ('⺏', '尣'),
    ('⺐', '尢'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺔', '彑'),
    ('⺕', '彐'),
    ('⺖', '忄'),
    ('⺗', '心'),
    ('⺘', '扌'),
    ('⺙', '攵'),
    ('⺛', '旡'),
    ('⺜', '日'),
    ('⺝', '月'),
    ('⺞', '歺'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺡', '氵'),
    ('⺢', '氺'),
    ('⺣', '灬'),
    ('⺤', '爫'),
    ('⺥', '爫'),
    ('⺦', '丬'),
    ('⺧', '牛'),
    ('⺨', '犭'),
    ('⺩', '王'),
    ('⺪', '疋'),
    ('⺫', '目'),
    ('⺬', '示'),
    ('⺭', '礻'),
    ('⺮', '竹'),
    ('⺯', '糹'),
    ('⺰', '纟'),
    ('⺱', '罓'),
    ('⺲', '罒'),
    ('⺳', '羊'),
    ('⺴', '网'),
    ('⺵', '羊'),
    ('⺶', '羊'),
    ('⺷', '羊'),
    ('⺸', '芈'),
    ('⺹', '耂'),
    ('⺺', '肀'),
    ('⺻', '聿'),
    ('⺼', '肉'),
    ('⺽', '臼'),
    ('⺾', '艹'),
    ('⺿', '艹'),
    ('⻀', '艹'),
    ('⻁', '虎'),
    ('⻂', '衤'),
    ('⻃', '西'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻇', '角'),
    ('⻈', '讠'),
    ('⻉', '贝'),
    ('⻊', '足'),
    ('⻋', '车'),
    ('⻌', '辶'),
    ('⻍', '辶'),
    ('⻎', '辶'),
    ('⻏', '阝'),
    ('⻐', '钅'),
    ('⻑', '长'),
    ('⻒', '镸'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻕', '阜'),
    ('⻖', '阝'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻞', '食'),
    ('⻟', '飠'),
    ('⻠', '饣'),
    ('⻡', '首'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻪', '黾'),
    ('⻫', '齐'),
    ('⻬', '齐'),
    ('⻭', '齿'),
    ('⻮', '齿'),
    ('⻯', '龙'),
    ('⻰', '龙'),
    ('⻱', '龟'),
    ('⻲', '龟'),
    ('⻳', '龟'),
];

/// True for characters that carry no meaning for matching: white space, controls, zero width.
pub fn is_dropped(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}')
}

/// The matching form of one character, pushed to `out`: width, compatibility forms and
/// look-alike radicals folded, Latin lower-cased, quotes and dashes made one; nothing for a
/// dropped character.
pub fn fold_char(c: char, out: &mut impl FnMut(char)) {
    match c {
        // The common case first: unified ideographs and ASCII stand for themselves.
        '\u{4e00}'..='\u{9fff}' => out(c),
        'A'..='Z' => out(c.to_ascii_lowercase()),
        '!'..='~' => out(c),
        _ if is_dropped(c) => {}
        '\u{2e80}'..='\u{2eff}' => {
            let at = RADICALS.binary_search_by_key(&c, |r| r.0);
            out(at.map_or(c, |i| RADICALS[i].1));
        }
        '“' | '”' | '„' | '‟' | '〝' | '〞' | '＂' | '「' | '」' | '『' | '』' => out('"'),
        '‘' | '’' | '‚' | '‛' | '＇' => out('\''),
        '〈' | '＜' => out('《'),
        '〉' | '＞' => out('》'),
        '—' | '–' | '―' | '－' | '─' | '‐' | '‑' | '−' => out('-'),
        '。' | '｡' => out('。'),
        '、' | '､' => out('、'),
        _ => {
            // One step of decomposition or lower-casing at a time: what comes out may itself be a
            // quote, a dash or a radical with a mapping above.
            let mut one = |d: char| if d == c { out(d) } else { fold_one(d, out) };
            let mut parts = 0;
            let mut same = true;
            decompose_compatible(c, |d| {
                parts += 1;
                same &= d == c;
            });
            if same && parts == 1 {
                c.to_lowercase().for_each(&mut one);
            } else {
                decompose_compatible(c, &mut one);
            }
        }
    }
}

/// [`fold_char`] behind one function pointer, so that its recursion has a finite type.
fn fold_one(c: char, out: &mut dyn FnMut(char)) {
    fold_char(c, &mut |f| out(f));
}

/// A word without the commas and stops at its ends; term lists hold joints such as 或者、.
pub fn bare_word(word: &str) -> &str {
    word.trim_matches(['，', ',', '、', '；', ';', '。', '：', ':'])
}

/// A text in matching form, with the way back: the same normaliser serves rules, index and query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folded {
    pub text: String,
    /// For every character of `text`, its byte offset there and the source span it came from.
    chars: Vec<FoldedChar>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FoldedChar {
    at: u32,
    src: u32,
    src_len: u8,
}

/// Folds a whole text. Length in characters of the result may differ from the source's.
pub fn fold(source: &str) -> Folded {
    let mut text = String::with_capacity(source.len());
    let mut chars = Vec::with_capacity(source.len() / 3 + 1);
    for (src, c) in source.char_indices() {
        fold_char(c, &mut |f| {
            chars.push(FoldedChar { at: text.len() as u32, src: src as u32, src_len: c.len_utf8() as u8 });
            text.push(f);
        });
    }
    Folded { text, chars }
}

impl Folded {
    /// Number of characters.
    pub fn len(&self) -> usize {
        self.chars.len()
    }
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }
    /// Index of the character that starts at byte `at` of the folded text (or its length).
    pub fn char_at(&self, at: usize) -> usize {
        self.chars.partition_point(|c| (c.at as usize) < at)
    }
    /// Byte offset in the folded text of character `i` (or its length in bytes).
    pub fn byte_at(&self, i: usize) -> usize {
        self.chars.get(i).map_or(self.text.len(), |c| c.at as usize)
    }
    /// Source span of the characters `start..end`.
    pub fn source(&self, start: usize, end: usize) -> Span {
        if start >= end || start >= self.chars.len() {
            let at = self.chars.get(start).map_or_else(
                || self.chars.last().map_or(0, |c| c.src as usize + c.src_len as usize),
                |c| c.src as usize,
            );
            return Span::new(at, at);
        }
        let last = self.chars[end.min(self.chars.len()) - 1];
        Span::new(self.chars[start].src as usize, last.src as usize + last.src_len as usize)
    }
    /// Index of the first folded character whose source starts at or after source byte `at`.
    pub fn char_of_source(&self, at: usize) -> usize {
        self.chars.partition_point(|c| (c.src as usize) < at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn radicals_are_sorted() {
        assert!(RADICALS.windows(2).all(|w| w[0].0 < w[1].0));
    }

    #[test]
    fn look_alikes_meet() {
        assert_eq!(fold("⼈⺠政府（试⾏）").text, fold("人民政府(试行)").text);
        assert_eq!(fold("ＡＢＣ １２").text, "abc12");
        assert_eq!(fold("“数 据”").text, fold("「数\u{200b}据」").text);
    }

    proptest! {
        #[test]
        fn folding_is_idempotent_and_maps_back(s in "\\PC{0,80}") {
            let once = fold(&s);
            prop_assert_eq!(&fold(&once.text).text, &once.text);
            for i in 0..once.len() {
                let span = once.source(i, i + 1);
                prop_assert!(s.get(span.start..span.end).is_some());
                let c = once.text[once.byte_at(i)..].chars().next().unwrap();
                prop_assert!(fold(span.of(&s)).text.contains(c));
                prop_assert_eq!(once.char_at(once.byte_at(i)), i);
            }
        }
    }
}
