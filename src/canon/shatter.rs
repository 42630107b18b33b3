//! Texts in which every change of font began a line (现将 / 《 / 某办法 / 》 / 印发): some print layers
//! are read run by run. Signs and figures that stand alone on their lines go back to their words;
//! lines of words are left to the joining of wrapped lines.

use super::Draft;
use super::label;
use super::lines::Lines;
use crate::model::CutReason;

const CLOSING: &str = "、，；：。）》”’〉】〕？！;:,)";
const OPENING: &str = "（《“‘(〔【〈";
/// Fewest lines of signs alone that tell a shattered text, and their share of all lines in percent.
const FEWEST: (usize, usize) = (20, 5);

pub fn pass(draft: &mut Draft<'_>) {
    let view = draft.lines();
    let lines: Vec<usize> = (0..view.lines.len()).filter(|&i| !view.str(i).trim().is_empty()).collect();
    let words: Vec<&str> = lines.iter().map(|&i| view.str(i).trim()).collect();
    let alone = words.iter().filter(|w| is_sign(w)).count();
    if alone < FEWEST.0 || alone * 100 < words.len() * FEWEST.1 {
        return;
    }
    for k in 1..words.len() {
        let before = k.checked_sub(2).map_or("", |p| words[p]);
        if joins(before, words[k - 1], words[k]) {
            close(draft, &view, lines[k - 1], lines[k]);
        }
    }
}

/// Cuts what stands between the words of two lines.
fn close(draft: &mut Draft<'_>, view: &Lines, i: usize, n: usize) {
    let tail = view.str(i).trim_end().chars().count();
    let head = view.str(n).chars().take_while(|c| c.is_whitespace()).count();
    draft.cut_chars(
        view,
        view.lines[i].chars.start + tail..view.lines[n].chars.start + head,
        CutReason::Layout,
    );
}

fn is_sign(s: &str) -> bool {
    s.chars().count() <= 2 && s.chars().all(|c| CLOSING.contains(c) || OPENING.contains(c))
}

/// Figures of a sentence: 2025, 10, Ⅱ, IV.
fn is_figure(s: &str) -> bool {
    let roman = |c: char| ('Ⅰ'..='Ⅻ').contains(&c) || matches!(c, 'I' | 'V' | 'X');
    s.chars().count() <= 6 && (s.chars().all(|c| c.is_ascii_digit()) || s != "XX" && s.chars().all(roman))
}

fn is_dash(s: &str) -> bool {
    matches!(s, "—" | "-" | "–" | "－")
}

/// Nothing but a mark: 1. (1) 4.4.2.
fn is_mark(s: &str) -> bool {
    let decimal = s.contains('.') && s.chars().all(|c| c.is_ascii_digit() || c == '.');
    decimal || label::of(s).is_some_and(|l| l.len == s.len() && l.kind != label::Kind::Annex)
}

/// Whether line `b` goes on where line `a` behind line `before` breaks off.
fn joins(before: &str, a: &str, b: &str) -> bool {
    if is_dash(a) || is_dash(b) {
        // — / 7 / —
        return is_dash(a) && is_figure(b) || is_figure(a) && is_dash(b) && is_dash(before);
    }
    if is_mark(a) {
        return !is_mark(b);
    }
    if b.starts_with(|c| CLOSING.contains(c)) {
        return true;
    }
    if matches!(a, "附件" | "附表") && b.starts_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    if is_mark(b) || label::of(b).is_some() || a.ends_with(['。', '！', '？', '：', ':']) {
        return false;
    }
    if is_figure(a) {
        return !matches!(before, "附件" | "附表");
    }
    // …的 / ； / （二 / ） / …: the next item.
    if a.ends_with(['；', ';']) && b.starts_with(['（', '(']) {
        return false;
    }
    let open = a.ends_with(|c| OPENING.contains(c));
    open || is_figure(b) || b.chars().count() == 1 && OPENING.contains(b) || is_sign(a) && !b.ends_with('：')
}

#[cfg(test)]
mod tests {
    use crate::canon::tests::canon;

    #[test]
    fn signs_and_figures_go_back_to_their_words() {
        let item =
            "（二\n）\n发生重大损害\n，\n影响\n10\n万人以上\n、\n持续\n2\n日\n（\n含\n）\n以上的\n；\n";
        let text = format!(
            "甲省数据局\n20\n25\n年\n2\n月\n21\n日\n—\n2\n—\n甲省应急预案\n（\n试行\n）\n1.\n总则\n1.1\n编制目的\n{item}{item}{item}{item}现将\n《\n甲省应急预案\n》\n印发\n给你们。\n附件\n1\n事件分级\n（1）\n特别重大\n：\n略。\n"
        );
        let got = canon(&text);
        let one = "\n（二）发生重大损害，影响10万人以上、持续2日（含）以上的；\n";
        for part in [
            "甲省数据局2025年2月21日\n甲省应急预案（试行）\n1.总则\n1.1编制目的\n",
            one,
            "现将《甲省应急预案》印发",
            "\n附件1\n事件分级\n（1）特别重大：\n",
        ] {
            assert!(got.contains(part), "{part} in {got}");
        }
    }

    #[test]
    fn a_text_with_few_of_them_stays() {
        let text = "甲市办法\n第一条 甲。\n、\n第二条 乙。\n";
        assert!(canon(text).contains("\n、\n"), "{}", canon(text));
    }
}
