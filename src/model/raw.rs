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

    /// The page on which byte `at` of the raw text lies.
    pub fn page_of(&self, at: usize) -> Option<u32> {
        let i = self.pages.partition_point(|p| p.at <= at);
        i.checked_sub(1).map(|i| self.pages[i].page)
    }
}
