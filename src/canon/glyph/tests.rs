use super::*;
use crate::canon::tests::{canonicalised, laws};
use crate::model::{Format, RawText, Span};

/// Own writing, about an invented province.
const SOUND: &str = "甲省公共数据资源授权运营暂行办法
甲政办〔2025〕12号
第一条 为规范甲省公共数据资源授权运营活动，促进数据合规高效利用，根据有关法律、行政法规，制定本办法。
第二条 本省行政区域内公共数据的授权运营及其监督管理，适用本办法。
第三条 运营机构应当按照协议约定开展运营活动，不得泄露国家秘密、商业秘密和个人隐私。
第四条 数据主管部门负责本行政区域内授权运营的组织实施、指导协调和监督检查工作；有关部门按照职责做好相关工作。
第五条 授权运营期限届满或者协议解除的，运营机构应当在20个工作日内停止使用数据，并按照要求删除留存的数据。
第六条 县级以上人民政府应当加强对公共数据授权运营工作的领导，建立健全工作机制（含专家咨询机制），保障工作经费。
第七条 运营机构应当建立安全管理制度，采取加密、脱敏等技术措施，保障数据安全，防止数据被篡改、破坏或者非法获取。
第八条 违反本办法规定的，由主管部门责令限期改正；情节严重的，终止授权；构成犯罪的，依法追究刑事责任。
第九条 实施机构应当于2025年12月31日前公布运营情况，每年至少评估1次，评估结果作为续期的依据。
第十条 授权运营协议的期限不超过3年；期限届满前6个月，运营机构可以申请续期，续期不超过3年。
第十一条 收益的30%用于公共数据的治理，具体办法由财政部门会同数据主管部门于2026年6月30日前制定。
第十二条 省级平台通过API方式提供服务，数据产品应当标明来源和更新时间，每季度至少更新1次。
第十三条 本办法所称“原始数据”，是指未经加工的数据；所称“数据产品”，是指加工后形成的产品和服务。
第十四条 本办法自2026年1月1日起施行，有效期至2030年12月31日。
";

/// How a font numbers its glyphs.
#[derive(Clone, Copy)]
struct Font {
    order: usize,
    first: u32,
    signs: u32,
    wide: u32,
    quotes: u32,
    ascii: i32,
}

const FONT: Font = Font { order: 0, first: 1246, signs: 0x334, wide: 0x47a, quotes: 0x144, ascii: 29 };

/// The text as the font numbers it; every fifth run of four is turned round.
fn damaged(text: &str, font: Font, turn: bool) -> String {
    let list = &order::IDEOGRAPHS[font.order].chars;
    let code = |c: char| {
        let to = match c {
            '\n' => return c,
            ' '..='~' => (c as i32 - font.ascii) as u32,
            '\u{3000}'..='\u{3003}' => c as u32 - 0x3000 + font.signs,
            '\u{3005}'..='\u{3015}' => c as u32 - 0x3001 + font.signs,
            '\u{ff01}'..='\u{ff5e}' => c as u32 - 0xff01 + font.wide,
            '“' => font.quotes + 5,
            '”' => font.quotes + 6,
            _ => list.iter().position(|x| *x == c).map_or(c as u32, |rank| rank as u32 + font.first),
        };
        char::from_u32(to).unwrap()
    };
    let mut out = String::new();
    for line in text.lines() {
        let codes: Vec<char> = line.chars().map(code).collect();
        for (i, piece) in codes.chunks(4).enumerate() {
            if turn && i % 5 == 2 {
                out.push('\u{202b}');
                out.extend(piece.iter().rev());
                out.push('\u{202c}');
            } else {
                out.extend(piece);
            }
        }
        out.push('\n');
    }
    out
}

#[test]
fn glyph_ids_become_the_characters_they_stand_for() {
    let fonts = [
        (FONT, true),
        (Font { first: 1307, signs: 0x301, wide: 0x4b0, quotes: 0x120, ascii: 31, ..FONT }, false),
        (Font { order: 1, first: 1410, ..FONT }, true),
        (Font { order: 3, first: 1311, ..FONT }, false),
    ];
    for (i, (font, turn)) in fonts.into_iter().enumerate() {
        let text = damaged(SOUND, font, turn);
        let out = canonicalised(&text);
        assert!(!out.damaged && out.repaired, "{i}: {:?}", out.diagnostics);
        assert_eq!(out.canonical.text, SOUND, "{i}");
        assert!(out.diagnostics.iter().any(|d| d.code == "C004" && d.message.contains("留出检验")));
        laws(&RawText::new(text, Format::Txt, "test")).unwrap();
    }
}

#[test]
fn a_reversed_run_maps_to_its_raw_stretch_as_a_whole() {
    let text = damaged(SOUND, FONT, true);
    let out = canonicalised(&text).canonical;
    let start = text.find('\u{202b}').unwrap() + '\u{202b}'.len_utf8();
    let run = Span::new(start, text.find('\u{202c}').unwrap());
    // Characters 9 to 12 of the first line are the first run.
    let at = |n: usize| SOUND.char_indices().nth(n).unwrap().0;
    assert_eq!(out.map.to_raw(Span::new(at(8), at(12))), run);
    assert_eq!(out.map.to_raw(Span::new(at(9), at(10))), run);
    let before = out.map.to_raw(Span::new(at(6), at(7)));
    assert_eq!(before.of(&text).chars().count(), 1);
}

fn refused(text: &str) -> String {
    let out = canonicalised(text);
    assert!(out.damaged && !out.repaired, "{:?}", out.diagnostics);
    out.diagnostics.into_iter().find(|d| d.code == "C003").unwrap().message
}

#[test]
fn a_cipher_without_order_is_refused() {
    let stirred = |c: char| match c as u32 {
        n @ 1246..=8008 => char::from_u32(1246 + (n - 1246) * 4001 % 6763).unwrap(),
        _ => c,
    };
    let said = refused(&damaged(SOUND, FONT, false).chars().map(stirred).collect::<String>());
    assert!(said.contains("字形顺序无法证明"), "{said}");
}

#[test]
fn characters_in_disorder_are_refused() {
    let text = damaged(SOUND, FONT, false);
    let chars: Vec<char> = text.chars().filter(|c| *c != '\n').collect();
    let n = chars.len();
    // 7919 is prime: every character once.
    let mixed: String = (0..n).map(|i| chars[i * 7919 % n]).collect();
    let lines: Vec<String> =
        mixed.chars().collect::<Vec<_>>().chunks(40).map(|l| l.iter().collect()).collect();
    refused(&lines.join("\n"));
}

#[test]
fn digits_at_no_single_shift_are_refused() {
    // The digits of the font stand in another order: no shift makes dates of them.
    let digits = ['7', '3', '9', '0', '5', '1', '8', '2', '6', '4'];
    let text: String = SOUND.chars().map(|c| c.to_digit(10).map_or(c, |d| digits[d as usize])).collect();
    refused(&damaged(&text, FONT, false));
}

#[test]
fn sound_text_is_no_damaged_layer() {
    let out = canonicalised(SOUND);
    assert!(!out.damaged && !out.repaired);
    assert_eq!(out.canonical.text, SOUND);
}
