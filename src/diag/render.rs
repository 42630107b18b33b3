use super::{Diagnostic, Severity};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// A diagnostic for a person at a terminal: one headline, the place with an excerpt, the help.
pub fn render(d: &Diagnostic) -> String {
    let word = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut out = format!("{word}[{}]: {}\n", d.code, d.message);
    let p = &d.place;
    if let Some(file) = &p.file {
        let _ = write!(out, "  --> {file}");
        for (mark, n) in [(":", p.line), (":", p.column)] {
            if let Some(n) = n {
                let _ = write!(out, "{mark}{n}");
            }
        }
        if let Some(page) = p.page {
            let _ = write!(out, " (page {page})");
        }
        out.push('\n');
    }
    if let Some(excerpt) = &p.excerpt {
        let _ = writeln!(out, "   | {excerpt}");
        if let Some(column) = p.column {
            let before: String = excerpt.chars().take(column.saturating_sub(1) as usize).collect();
            let _ = writeln!(out, "   | {}^", " ".repeat(before.width()));
        }
    }
    if !d.help.is_empty() {
        let _ = writeln!(out, "   = help: {}", d.help);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Diagnostic, Place};

    #[test]
    fn the_caret_stands_under_a_chinese_character() {
        let place = Place {
            file: Some("规则.toml".into()),
            line: Some(3),
            column: Some(3),
            excerpt: Some("退出词".into()),
            ..Place::default()
        };
        let text = super::render(&Diagnostic::new("R002", place, "unknown list"));
        assert!(text.contains("   |     ^"), "{text}");
    }
}
