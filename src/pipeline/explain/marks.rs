use crate::model::{Folded, bare_word, fold};
use crate::rules::{ClassId, Pattern, RuleSet, Typed};
use crate::scan::typed_values;

/// A stretch of a text that is one of a pattern's words, in characters of the folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    start: usize,
    end: usize,
}

/// The text with the words of these classes in 【】, and the classes that it holds.
pub(super) fn marked(set: &RuleSet, text: &str, classes: &[ClassId]) -> (String, Vec<ClassId>) {
    let folded = fold(text);
    let (mut marks, mut held) = (Vec::new(), Vec::new());
    for class in classes {
        let mut own = of_class(set, &folded, *class);
        if own.is_empty() {
            continue;
        }
        held.push(*class);
        // One character (的, 对) tells nothing to the eye.
        own.retain(|m| m.end - m.start > 1);
        marks.extend(own);
    }
    (with_brackets(text, &folded, longest(marks)), held)
}

fn of_class(set: &RuleSet, folded: &Folded, class: ClassId) -> Vec<Mark> {
    let mut out = Vec::new();
    set.find(&folded.text, |term, start, end| {
        if set.terms[term].classes.contains(&class) {
            out.push(Mark { start: folded.char_at(start), end: folded.char_at(end) });
        }
    });
    let typed: &[Typed] = &set.classes[class as usize].typed;
    let values = typed_values(&folded.text);
    out.extend(
        values
            .into_iter()
            .filter(|v| typed.contains(&v.0))
            .map(|v| Mark { start: folded.char_at(v.1), end: folded.char_at(v.2) }),
    );
    out
}

/// Marks that overlap are one.
fn longest(mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.sort();
    let mut out: Vec<Mark> = Vec::new();
    for mark in marks {
        match out.last_mut().filter(|last| mark.start < last.end) {
            Some(last) => last.end = last.end.max(mark.end),
            None => out.push(mark),
        }
    }
    out
}

fn with_brackets(text: &str, folded: &Folded, marks: Vec<Mark>) -> String {
    let mut out = String::new();
    let mut at = 0;
    for mark in marks {
        let span = folded.source(mark.start, mark.end);
        let word = &text[span.start..span.end];
        let core = bare_word(word);
        if core.is_empty() {
            continue;
        }
        let from = span.start + word.find(core).unwrap_or(0);
        out += &text[at..from];
        out += &format!("【{core}】");
        at = from + core.len();
    }
    out + &text[at..]
}

/// The classes that a pattern asks for: its steps, and what must stand in the sentence.
pub(super) fn asked(pattern: &Pattern) -> Vec<ClassId> {
    let mut out: Vec<ClassId> = pattern.steps.iter().map(|s| s.class).collect();
    out.extend(&pattern.sentence);
    out.dedup();
    out
}
