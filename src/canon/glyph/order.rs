//! The orders in which fonts number their glyphs: a glyph id is a rank in one of them plus an offset.

use encoding_rs::GBK;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// One order of characters.
pub struct Order {
    /// For the diagnostics.
    pub name: &'static str,
    pub chars: Vec<char>,
}

/// The orders of ideographs that are tried.
pub static IDEOGRAPHS: LazyLock<Vec<Order>> = LazyLock::new(|| {
    // By code: also the order of the two levels in Adobe-GB1.
    let gb2312 = by_code(0xb0..=0xf7, 0xa1..=0xfe);
    let gbk = by_code(0x81..=0xfe, 0x40..=0xfe);
    let mut sorted = gb2312.clone();
    sorted.sort_unstable();
    vec![
        Order { name: "GB 2312 by Unicode", chars: sorted },
        Order { name: "GB 2312 by code", chars: gb2312 },
        Order { name: "GBK by code", chars: gbk },
        Order { name: "Unicode", chars: ('一'..='\u{9fa5}').collect() },
    ]
});

/// The quotation marks and dashes, a stretch of their own in a font.
pub static QUOTES: LazyLock<Order> =
    LazyLock::new(|| Order { name: "quotes", chars: vec!['—', '―', '‖', '‘', '’', '“', '”'] });

/// The orders of other signs, each a stretch of its own.
pub static SIGNS: LazyLock<Vec<Order>> = LazyLock::new(|| {
    vec![
        Order { name: "CJK signs", chars: ('\u{3000}'..='\u{3015}').filter(|c| *c != '\u{3004}').collect() },
        Order { name: "full width", chars: ('\u{ff01}'..='\u{ff5e}').collect() },
    ]
});

/// Glyphs that fonts of the first order keep apart, by their distance from the first ideograph;
/// read off damaged texts whose words leave one choice. Taken only where neighbours agree.
pub const APART: &[(i32, char)] = &[
    (0xa07f - 1246, '庭'),
    (0xa08a - 1246, '艇'),
    (0xa9ca - 1246, '值'),
    (0xa9cb - 1246, '允'),
    (0xa9cc - 1246, '充'),
    (0xa9d2 - 1246, '镇'),
];

fn by_code(high: RangeInclusive<u8>, low: RangeInclusive<u8>) -> Vec<char> {
    let mut out = Vec::new();
    for h in high {
        for l in low.clone().filter(|l| *l != 0x7f) {
            let bytes = [h, l];
            let (text, _, bad) = GBK.decode(&bytes);
            out.extend(text.chars().filter(|c| !bad && matches!(c, '一'..='\u{9fa5}')));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orders_have_the_sizes_of_the_standards() {
        let sizes: Vec<usize> = IDEOGRAPHS.iter().map(|o| o.chars.len()).collect();
        assert_eq!(sizes, [6763, 6763, 20902, 20902]);
        assert_eq!(IDEOGRAPHS[0].chars[0], '一');
        assert_eq!((IDEOGRAPHS[1].chars[0], IDEOGRAPHS[1].chars[3755]), ('啊', '亍'));
    }
}
