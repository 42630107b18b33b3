use super::Span;
use serde::{Deserialize, Serialize};

/// The kind of a source file, told by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Txt,
    Markdown,
    Html,
    Mhtml,
    Pdf,
    Docx,
    Doc,
    Ofd,
    Rtf,
    /// A picture file, read by OCR.
    Image,
    Unknown,
}

/// A page begins at byte `at` of the raw text; `page` counts from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageStart {
    pub page: u32,
    pub at: usize,
}

/// What a reader took out of the bytes of one source, in reading order, nothing repaired yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawText {
    pub text: String,
    pub format: Format,
    /// Name and version of the reader that was believed, e.g. `hayro-interpret 0.9`.
    pub reader: String,
    /// Empty for formats without pages; else ascending in both fields.
    pub pages: Vec<PageStart>,
    /// True when the reader knows that something of the document is not in `text`
    /// (a page without text, a truncated stream): what is not found then is undetermined.
    pub partial: bool,
    /// True when line breaks are the layout's (a printed page), not the author's.
    pub wrapped: bool,
    /// Stretches that the reader knows to be the page around the document (navigation, link
    /// lists), in order, not overlapping. They stay in `text` so that what is cut can be shown.
    #[serde(default)]
    pub portal: Vec<Span>,
    /// True when some of `text` was read from pictures.
    #[serde(default)]
    pub ocr: bool,
    /// Words that OCR read with low confidence, in order.
    #[serde(default)]
    pub doubts: Vec<Doubt>,
}

/// A stretch of text that may be read wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    pub span: Span,
    /// Confidence of OCR in per cent; 0 for a glyph that was not restored.
    pub confidence: u8,
}

impl RawText {
    /// Text without pages, breaks as the author set them.
    pub fn new(text: String, format: Format, reader: impl Into<String>) -> Self {
        Self {
            text,
            format,
            reader: reader.into(),
            pages: Vec::new(),
            partial: false,
            wrapped: false,
            portal: Vec::new(),
            ocr: false,
            doubts: Vec::new(),
        }
    }

    /// Cuts the text to its first `lines` lines and `bytes` bytes at most, and marks it as partly
    /// read when something is lost by that; says whether it is.
    pub fn shorten(&mut self, lines: usize, bytes: usize) -> bool {
        let by_lines = match lines.checked_sub(1) {
            Some(n) => self.text.match_indices('\n').nth(n).map(|(at, _)| at + 1),
            None => Some(0),
        };
        let end = self.text.floor_char_boundary(by_lines.unwrap_or(self.text.len()).min(bytes));
        if end == self.text.len() {
            return false;
        }
        self.text.truncate(end);
        self.text.shrink_to_fit();
        self.pages.retain(|p| p.at < end);
        let inside = |s: Span| Span::new(s.start, s.end.min(end));
        self.portal.retain(|s| s.start < end);
        self.portal.iter_mut().for_each(|s| *s = inside(*s));
        self.doubts.retain(|d| d.span.start < end);
        self.doubts.iter_mut().for_each(|d| d.span = inside(d.span));
        self.partial = true;
        true
    }

    /// The page on which byte `at` of the raw text lies.
    pub fn page_of(&self, at: usize) -> Option<u32> {
        let i = self.pages.partition_point(|p| p.at <= at);
        i.checked_sub(1).map(|i| self.pages[i].page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_cut_keeps_what_lies_in_it() {
        let mut raw = RawText::new("甲\n乙丙\n丁\n".into(), Format::Txt, "x");
        assert!(!raw.shorten(3, 100) && !raw.partial);
        raw.pages = vec![PageStart { page: 1, at: 0 }, PageStart { page: 2, at: 11 }];
        raw.portal = vec![Span::new(0, 3), Span::new(4, 14)];
        assert!(raw.shorten(2, 100) && raw.partial);
        assert_eq!((raw.text.as_str(), raw.pages.len()), ("甲\n乙丙\n", 1));
        assert_eq!(raw.portal, [Span::new(0, 3), Span::new(4, 11)]);
        // Never inside a character.
        assert!(raw.shorten(9, 9));
        assert_eq!((raw.text.as_str(), raw.portal[1]), ("甲\n乙", Span::new(4, 7)));
    }
}
