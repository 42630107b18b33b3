use crate::model::{ClauseKind, Date, Instrument, Span, fold_char};

/// A text as reuse sees it: its clauses one after the other, and their letters and digits alone.
/// Positions are UTF-16 units of those letters (a character but for the rarest Han).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReuseText {
    pub id: String,
    pub title: String,
    /// Path of the source as given.
    pub source: String,
    /// Day of issue, or the nearest thing to it that the text tells.
    pub date: Option<Date>,
    pub region: Option<String>,
    text: String,
    labels: String,
    clauses: Vec<Start>,
    key: Vec<u16>,
}

/// Where a clause begins: in `text`, in the canonical text, in `labels`, in `key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Start {
    text: u32,
    canon: u32,
    label: u32,
    key: u32,
}

/// A stretch of a text for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Labels of the first and the last clause that it touches.
    pub from: String,
    pub to: String,
    /// In the canonical text.
    pub span: Span,
    /// As it stands; clauses separated by a line end.
    pub text: String,
}

impl ReuseText {
    pub fn new(id: &str, title: &str, source: &str, date: Option<Date>) -> Self {
        Self { id: id.into(), title: title.into(), source: source.into(), date, ..Self::default() }
    }

    /// The clauses of an instrument, those of the covering notice left out.
    pub fn of(canonical: &str, source: &str, instrument: &Instrument) -> Self {
        let facts = &instrument.facts;
        let date = facts.signed.or(facts.published).or(facts.effective);
        let mut out = Self::new(&instrument.id, &instrument.title, source, date);
        out.region = facts.region.as_ref().map(|r| r.name.clone()).filter(|n| !n.is_empty());
        for c in instrument.clauses.iter().filter(|c| c.kind != ClauseKind::Notice) {
            out.push(&c.label, c.span.of(canonical), c.span.start);
        }
        out.text.shrink_to_fit();
        out.labels.shrink_to_fit();
        out.clauses.shrink_to_fit();
        out.key.shrink_to_fit();
        out
    }

    /// Adds a clause that begins at the byte `canon` of the canonical text.
    pub fn push(&mut self, label: &str, words: &str, canon: usize) {
        let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.clauses.push(Start {
            text: at(self.text.len()),
            canon: at(canon),
            label: at(self.labels.len()),
            key: at(self.key.len()),
        });
        self.labels.push_str(label);
        self.text.push_str(words);
        self.text.push('\n');
        let key = &mut self.key;
        words.chars().for_each(|c| letters(c, &mut |u| key.push(u)));
    }

    /// Letters and digits, folded.
    pub fn key(&self) -> &[u16] {
        &self.key
    }

    /// Units of the key.
    pub fn len(&self) -> u32 {
        self.key.len() as u32
    }

    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }

    /// The order in which texts are held: by date, those without one last.
    pub(super) fn order(&self) -> (bool, Option<Date>, &str, &str, &[u16]) {
        (self.date.is_none(), self.date, &self.id, &self.source, &self.key)
    }

    /// The words of a stretch of the key, with closing marks.
    pub fn stretch(&self, start: u32, end: u32) -> Stretch {
        if start >= end || end > self.len() {
            return Stretch {
                from: String::new(),
                to: String::new(),
                span: Span::new(0, 0),
                text: String::new(),
            };
        }
        let (first, last) = (self.clause_at(start), self.clause_at(end - 1));
        let begin = self.byte_of(first, start).0;
        let mut close = self.byte_of(last, end - 1).1;
        close +=
            self.text[close..].chars().take_while(|c| "。；".contains(*c)).map(char::len_utf8).sum::<usize>();
        let canon = |clause: usize, byte: usize| {
            (self.clauses[clause].canon as usize) + byte - self.clauses[clause].text as usize
        };
        Stretch {
            from: self.label(first).into(),
            to: self.label(last).into(),
            span: Span::new(canon(first, begin), canon(last, close)),
            text: self.text[begin..close].into(),
        }
    }

    fn clause_at(&self, key: u32) -> usize {
        self.clauses.partition_point(|c| c.key <= key).saturating_sub(1)
    }

    fn label(&self, clause: usize) -> &str {
        let end = self.clauses.get(clause + 1).map_or(self.labels.len(), |c| c.label as usize);
        &self.labels[self.clauses[clause].label as usize..end]
    }

    /// Bytes in `text` of the character that a unit of the key came from.
    fn byte_of(&self, clause: usize, key: u32) -> (usize, usize) {
        let from = self.clauses[clause].text as usize;
        let mut seen = self.clauses[clause].key;
        for (i, c) in self.text[from..].char_indices() {
            letters(c, &mut |_| seen += 1);
            if seen > key {
                return (from + i, from + i + c.len_utf8());
            }
        }
        (self.text.len(), self.text.len())
    }
}

/// The letters and digits of a character in matching form.
fn letters(c: char, out: &mut impl FnMut(u16)) {
    fold_char(c, &mut |f: char| {
        if f.is_alphanumeric() {
            f.encode_utf16(&mut [0; 2]).iter().for_each(|u| out(*u));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_gives_back_its_words_and_labels() {
        let mut t = ReuseText::new("x", "示例市办法", "x.txt", None);
        t.push("第一条", "为了规范ＡＢ，制定本办法。", 100);
        t.push("第二条", "运营机构应当备案；期限为3年。", 200);
        let at = |w: &str| {
            let units: Vec<u16> = w.encode_utf16().collect();
            t.key().windows(units.len()).position(|k| k == units).expect("the words stand in it") as u32
        };
        let s = t.stretch(at("ab"), at("期限"));
        assert_eq!((s.from.as_str(), s.to.as_str()), ("第一条", "第二条"));
        assert_eq!(s.text, "ＡＢ，制定本办法。\n运营机构应当备案；");
        // 为了规范 is twelve bytes; 运营机构应当备案； is twenty-seven.
        assert_eq!(s.span, Span::new(112, 227));
    }
}
