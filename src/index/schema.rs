use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// Names of the tokenizers, registered in `tokens`.
pub const PAIRS: &str = "pairs";
pub const WORDS: &str = "words";
pub const HIDDEN: &str = "hidden";

/// The fields of the index. Filters are exact terms; what is counted as facet is also a column.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// Pairs of neighbouring characters with positions: finds every contiguous piece. Those that
    /// begin with a character find a piece of that one character.
    pub pairs: Field,
    /// Words of the clause: ranks.
    pub words: Field,
    /// Long words of the dictionary that stand in the clause but are not among its words, since it
    /// was cut otherwise: with `words` they tell all clauses that hold such a word.
    pub hidden: Field,
    /// Words of title, headings, stem: what the clause hangs under.
    pub context: Field,
    pub label: Field,
    pub region: Field,
    pub province: Field,
    pub level: Field,
    pub kind: Field,
    pub year: Field,
    pub draft: Field,
    pub provision: Field,
    /// `=present` and `exit.delete_data=present`.
    pub state: Field,
    pub modality: Field,
    pub actor: Field,
    /// Instrument id and the hash of its clauses, parted by a tab.
    pub unit: Field,
    /// Orders equals: instrument, then ordinal.
    pub key: Field,
    pub date: Field,
    /// The clause, as `stored` writes it.
    pub doc: Field,
}

pub fn schema() -> (Schema, Fields) {
    let mut b = Schema::builder();
    let text = |tokenizer: &str, record: IndexRecordOption, norms: bool| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(record)
                .set_fieldnorms(norms),
        )
    };
    let term = || text("raw", IndexRecordOption::Basic, false);
    let counted = || term().set_fast("raw");
    let fields = Fields {
        pairs: b.add_text_field("pairs", text(PAIRS, IndexRecordOption::WithFreqsAndPositions, true)),
        words: b.add_text_field("words", text(WORDS, IndexRecordOption::WithFreqs, true)),
        hidden: b.add_text_field("hidden", text(HIDDEN, IndexRecordOption::WithFreqs, false)),
        context: b.add_text_field("context", text(WORDS, IndexRecordOption::Basic, true)),
        label: b.add_text_field("label", term()),
        region: b.add_text_field("region", counted()),
        province: b.add_text_field("province", term()),
        level: b.add_text_field("level", counted()),
        kind: b.add_text_field("kind", counted()),
        year: b.add_u64_field("year", INDEXED | FAST),
        draft: b.add_text_field("draft", term()),
        provision: b.add_text_field("provision", counted()),
        state: b.add_text_field("state", term()),
        modality: b.add_text_field("modality", counted()),
        actor: b.add_text_field("actor", term()),
        unit: b.add_text_field("unit", STRING),
        key: b.add_u64_field("key", FAST),
        date: b.add_u64_field("date", FAST),
        doc: b.add_bytes_field("doc", STORED),
    };
    (b.build(), fields)
}
