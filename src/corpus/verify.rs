use super::{Held, Lock};
use crate::diag::{Diagnostic, Place};
use crate::model::{Evidence, fold};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Where a quote stands in a text read anew (law 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// At one place, told by the quote alone or by what stands around it.
    Found,
    /// At several places that nothing tells apart.
    Ambiguous,
    /// Nowhere.
    Orphaned,
}

impl Anchor {
    pub fn zh(self) -> &'static str {
        match self {
            Self::Found => "已定位",
            Self::Ambiguous => "有歧义",
            Self::Orphaned => "无法定位",
        }
    }
}

/// Anchors evidence in the canonical text `text`: the quote first, then, where it stands more than
/// once, the characters in front and behind. Compared in the matching form.
pub fn anchor(evidence: &Evidence, text: &str) -> Anchor {
    let squeeze = |s: &str| fold(s).text;
    let (text, quote) = (squeeze(text), squeeze(&evidence.quote));
    if quote.is_empty() {
        return Anchor::Orphaned;
    }
    let (prefix, suffix) = (squeeze(&evidence.prefix), squeeze(&evidence.suffix));
    let mut at = Vec::new();
    let mut from = 0;
    while let Some(i) = text[from..].find(&quote) {
        at.push(from + i);
        from += i + quote.chars().next().map_or(1, char::len_utf8);
    }
    match at.len() {
        0 => return Anchor::Orphaned,
        1 => return Anchor::Found,
        _ => {}
    }
    let before = |i: &usize| text[..*i].ends_with(&prefix);
    let behind = |i: &usize| text[i + quote.len()..].starts_with(&suffix);
    let both = at.iter().filter(|i| before(i) && behind(i)).count();
    let either =
        at.iter().filter(|i| (!prefix.is_empty() && before(i)) || (!suffix.is_empty() && behind(i))).count();
    if both == 1 || (both == 0 && either == 1) { Anchor::Found } else { Anchor::Ambiguous }
}

/// The hash that the lock file keeps: lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Checks that the bytes of a source are those of the lock file.
///
/// # Errors
/// L007 when the file is missing, cannot be read, or has other bytes.
pub fn intact(lock: &Lock, held: &Held) -> Result<(), Box<Diagnostic>> {
    let path = lock.path(held);
    let fault = |why: String| {
        let shown = path.to_string_lossy().replace('\\', "/");
        let message = format!("{shown}: {why} (语料文件缺失或被改动)");
        Box::new(Diagnostic::new("L007", Place::file(shown), message))
    };
    let bytes = std::fs::read(&path).map_err(|e| fault(e.to_string()))?;
    let seen = sha256(&bytes);
    if seen == held.sha256 { Ok(()) } else { Err(fault(format!("hash is {seen}, not {}", held.sha256))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Span, State};

    fn evidence(quote: &str, prefix: &str, suffix: &str) -> Evidence {
        Evidence {
            label: "第一条".into(),
            quote: quote.into(),
            span: Span::default(),
            prefix: prefix.into(),
            suffix: suffix.into(),
            clause: 0,
            page: None,
            rule: "r/a".into(),
            state: State::Present,
        }
    }

    #[test]
    fn quotes_are_found_ambiguous_or_orphaned() {
        let text = "第一条 应当删除数据。第二条 退出时应当删除数据，并移交。";
        assert_eq!(anchor(&evidence("并移交", "", ""), text), Anchor::Found);
        assert_eq!(anchor(&evidence("应当删除数据", "退出时", "，并"), text), Anchor::Found);
        assert_eq!(anchor(&evidence("应当删除数据", "第一条", "，改了"), text), Anchor::Found);
        assert_eq!(anchor(&evidence("应当删除数据", "", ""), text), Anchor::Ambiguous);
        assert_eq!(anchor(&evidence("应当封存数据", "第一条", ""), text), Anchor::Orphaned);
        assert_eq!(anchor(&evidence("", "", ""), text), Anchor::Orphaned);
    }
}
