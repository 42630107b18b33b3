//! Which punctuation marks end what, in canonical and in folded text.

/// Ends a sentence: 。；！？ in full and half width, and the line break.
pub fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '；' | '！' | '？' | '｡' | ';' | '!' | '?' | '\n')
}

/// Parts a sentence: ，：and everything that ends one.
pub fn parts_subclause(c: char) -> bool {
    matches!(c, '，' | '：' | ',' | ':' | '﹐' | '︰') || ends_sentence(c)
}

/// The mark that closes what `c` opens, for marks that hold a title or a quotation together.
pub fn closer(c: char) -> Option<char> {
    Some(match c {
        '《' => '》',
        '〈' => '〉',
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '"' => '"',
        _ => return None,
    })
}

/// Closing marks that still belong to the sentence whose end they follow.
pub fn is_closing(c: char) -> bool {
    matches!(c, '》' | '〉' | '”' | '’' | '」' | '』' | '）' | ')' | '】' | '"')
}
