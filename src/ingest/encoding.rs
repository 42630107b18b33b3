//! Bytes to text, told by the bytes: byte order mark, NUL pattern, validity, then what reads as
//! Chinese. What a file declares is a hint that is checked, never believed.

use crate::model::{Census, is_common};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes looked at to choose among encodings.
const SAMPLE: usize = 1 << 16;

/// A decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// Name of the encoding the bytes are in.
    pub encoding: &'static str,
    /// True when the file declared another one.
    pub declared_wrong: bool,
    /// Sequences that are no characters in that encoding; `U+FFFD` stands for each.
    pub malformed: usize,
    /// True when the last character is cut in two: the file is truncated.
    pub cut: bool,
}

/// Decodes `bytes`; `declared` is the charset the file names, if any. `None` when the bytes are no
/// text in any known encoding.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Option<Decoded> {
    let named = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let (encoding, skip) = choose(bytes, named)?;
    let body = bytes.get(skip..).unwrap_or_default();
    let (text, lossy) = encoding.decode_without_bom_handling(body);
    let text = text.into_owned();
    let malformed = if lossy { text.matches('\u{fffd}').count() } else { 0 };
    // One bad byte in two hundred is damage; more is another encoding, or no text at all.
    if malformed > 2 + body.len() / 200 || too_many_controls(&text, encoding) {
        return None;
    }
    let cut = malformed > 0 && text.ends_with('\u{fffd}');
    let declared_wrong = named.is_some_and(|n| n != encoding && !same_for(n, encoding, body));
    Some(Decoded { text, encoding: encoding.name(), declared_wrong, malformed, cut })
}

/// The encoding, and the length of its byte order mark.
fn choose(bytes: &[u8], named: Option<&'static Encoding>) -> Option<(&'static Encoding, usize)> {
    if let Some(found) = Encoding::for_bom(bytes) {
        return Some(found);
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if sample.contains(&0) {
        return utf16(sample).map(|e| (e, 0));
    }
    if utf8_errors(bytes) <= 1 + bytes.len() / 1000 {
        return Some((UTF_8, 0));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len());
    let guess = detector.guess(None, Utf8Detection::Deny);
    let candidates = [Some(GB18030), Some(BIG5), named, Some(guess)];
    let best = candidates.into_iter().flatten().map(|e| (e, chinese_score(e, sample))).fold(
        None::<(&'static Encoding, f64)>,
        |best, next| match best {
            Some(b) if b.1 >= next.1 => Some(b),
            _ => Some(next),
        },
    )?;
    (best.1 > 0.25).then_some((best.0, 0))
}

/// How much of the decoded sample reads as Chinese: common characters among all that are not
/// ASCII, less the malformed ones. Text of Latin letters and signs scores by its letters.
fn chinese_score(encoding: &'static Encoding, sample: &[u8]) -> f64 {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let beyond: Vec<char> = text.chars().filter(|c| !c.is_ascii()).take(20_000).collect();
    let census = Census::of(beyond.iter().copied());
    let bad = beyond.iter().filter(|c| **c == '\u{fffd}').count();
    let fine = census.common as f64 - 4.0 * bad as f64;
    fine / census.total.saturating_sub(punctuation(&beyond)).max(1) as f64
}

fn punctuation(chars: &[char]) -> usize {
    chars
        .iter()
        .filter(|c| matches!(c, '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff20}'))
        .count()
}

/// The byte order in which text with NULs reads as UTF-16; `None` when it does in neither. (The
/// place of the NULs alone does not tell: 一 is U+4E00.)
fn utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let even = &sample[..sample.len() & !1];
    let score = |e: &'static Encoding| {
        let (text, _) = e.decode_without_bom_handling(even);
        let fine =
            text.chars().filter(|c| matches!(c, '\n' | '\r' | '\t' | ' '..='~') || is_common(*c)).count();
        fine as f64 / text.chars().count().max(1) as f64
    };
    let (le, be) = (score(UTF_16LE), score(UTF_16BE));
    let best = if le >= be { UTF_16LE } else { UTF_16BE };
    (le.max(be) > 0.5).then_some(best)
}

/// Number of places where the bytes are not UTF-8; stops counting beyond what is tolerated.
fn utf8_errors(bytes: &[u8]) -> usize {
    let (mut rest, mut errors) = (bytes, 0);
    while let Err(e) = std::str::from_utf8(rest) {
        errors += 1;
        let skip = e.valid_up_to() + e.error_len().unwrap_or(rest.len());
        rest = rest.get(skip..).unwrap_or_default();
        // Text without one valid multi-byte character is not UTF-8 either, whatever its length.
        if rest.is_empty() || errors > 1 + bytes.len() / 1000 {
            break;
        }
    }
    let wide = bytes.iter().filter(|b| **b >= 0x80).count();
    if errors > 0 && wide < 12 * errors { usize::MAX } else { errors }
}

/// Valid UTF-8 is text even with some controls (damaged text layers have them); in other encodings
/// any bytes decode to something, and controls tell that they are none.
fn too_many_controls(text: &str, encoding: &'static Encoding) -> bool {
    let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c) || *b == 0x7f;
    let share = if encoding == UTF_8 { 10 } else { 100 };
    text.bytes().filter(control).count() > 4 + text.len() / share
}

/// True when both encodings read these bytes alike (GBK and GB18030, or plain ASCII).
fn same_for(a: &'static Encoding, b: &'static Encoding, bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    sample.is_ascii() || a.decode_without_bom_handling(sample).0 == b.decode_without_bom_handling(sample).0
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "第一条 为规范甲市公共数据授权运营，制定本办法。运营机构应当依法履行安全责任。";

    #[test]
    fn encodings_are_told_from_the_bytes() {
        let traditional = "第一條 為規範甲市公共資料授權營運，制定本辦法。機構應當履行安全責任。";
        for (text, encoding) in [(TEXT, UTF_8), (TEXT, GB18030), (traditional, BIG5)] {
            let (bytes, _, _) = encoding.encode(text);
            let got = decode(&bytes, Some("utf-8")).unwrap();
            assert_eq!((got.text.as_str(), got.encoding), (text, encoding.name()));
            assert_eq!(got.declared_wrong, encoding != UTF_8);
        }
    }

    #[test]
    fn utf16_is_told_with_and_without_its_mark() {
        let text = format!("{TEXT}\n{TEXT}\n");
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(le.iter().copied()).collect();
        for bytes in [le, be, marked] {
            assert_eq!(decode(&bytes, None).unwrap().text, text);
        }
    }

    #[test]
    fn gbk_declared_as_such_is_no_lie_and_a_cut_end_is_seen() {
        let (bytes, _, _) = GB18030.encode(TEXT);
        assert!(!decode(&bytes, Some("gb2312")).unwrap().declared_wrong);
        let cut = &TEXT.as_bytes()[..TEXT.len() - 1];
        assert!(decode(cut, None).unwrap().cut);
    }

    #[test]
    fn noise_is_no_text() {
        let noise: Vec<u8> = (0u32..4000).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decode(&noise, None), None);
    }
}
