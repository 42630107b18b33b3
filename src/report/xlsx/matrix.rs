//! 矩阵: regions x provisions, with counts as formulas.

use super::Book;
use super::grid::{Grid, at};
use crate::compare::{self, Count, Matrix, MatrixRow, matrix};
use crate::model::State;
use crate::report::words::{letter, letter_en};
use rust_xlsxwriter::{Worksheet, XlsxError};

type Done = Result<(), XlsxError>;

const FIRST: u32 = 4;
const LEFT: u16 = 3;

pub(super) fn fill(book: &Book, sheet: &mut Worksheet) -> Done {
    let ids: Vec<String> = book.input.provisions.iter().map(|p| p.id.clone()).collect();
    let found = matrix(book.input.analysis, &ids);
    let mut grid = Grid { sheet, style: &book.style };
    heads(book, &mut grid, ids.len() as u16)?;
    for (n, row) in (FIRST..).zip(&found.rows) {
        region(book, &mut grid, n, row)?;
    }
    counts(book, &mut grid, &found)?;
    grid.freeze(FIRST, LEFT)
}

/// The letter of a state, in the language of the book.
fn mark(book: &Book, state: Option<State>) -> &'static str {
    match state {
        None => "—",
        Some(s) => book.lang.pick(letter(s), letter_en(s)),
    }
}

fn heads(book: &Book, grid: &mut Grid, many: u16) -> Done {
    let day = book.input.analysis.reference;
    let title = match book.lang {
        super::Lang::Zh => format!("覆盖矩阵：地区 × 规定要素（基准日{day}）"),
        super::Lang::En => format!("Coverage: regions x provisions (reference date {day})"),
    };
    grid.put(0, 0, &title, &book.style.title)?;
    let one = |s: State| format!("{}＝{}", mark(book, Some(s)), book.lang.state(s));
    let marks: Vec<String> = State::ALL.into_iter().map(one).collect();
    let rest = book
        .pick("—＝收录的文本在基准日均不计入", "— = texts are held, but none counts at the reference date");
    grid.put(
        1,
        0,
        &format!("{}，{rest}", marks.join("，")),
        &book.style.title.clone().set_font_size(10).unset_bold(),
    )?;
    let fixed = [
        (book.pick("地区", "Region"), 16.0),
        (book.pick("层级", "Level"), 9.0),
        (book.pick("备注", "Note"), 11.0),
    ];
    grid.head(3, &fixed)?;
    for col in 0..LEFT {
        grid.put(2, col, "", &book.style.head)?;
    }
    let mut from = LEFT;
    for run in book.input.provisions.chunk_by(|a, b| a.section == b.section) {
        let (to, p) = (from + run.len() as u16 - 1, &run[0]);
        let name = book.lang.name(&p.section, &p.section_en);
        if from < to {
            grid.sheet.merge_range(2, from, 2, to, name, &book.style.head)?;
        } else {
            grid.put(2, from, name, &book.style.head)?;
        }
        from = to + 1;
    }
    for (col, p) in (LEFT..).zip(book.input.provisions) {
        grid.put(3, col, book.lang.name(&p.title, &p.title_en), &book.style.upright)?;
        grid.sheet.set_column_width(col, 4.6)?;
    }
    grid.put(2, LEFT + many, "", &book.style.head)?;
    grid.put(3, LEFT + many, book.pick("有规定项数", "Present"), &book.style.head)?;
    grid.sheet.set_column_width(LEFT + many, 9)?;
    grid.sheet.set_row_height(2, 32)?.set_row_height(3, 150)?;
    Ok(())
}

fn region(book: &Book, grid: &mut Grid, n: u32, row: &MatrixRow) -> Done {
    grid.put(n, 0, &row.region, &book.style.strong)?;
    grid.words(n, 1, book.lang.pick(compare::level(row.level), compare::level_en(row.level)))?;
    grid.words(n, 2, if row.draft { book.pick("征求意见稿", "draft only") } else { "" })?;
    for (col, cell) in (LEFT..).zip(&row.cells) {
        let format = cell.state.map_or(&book.style.none, |s| book.style.state(s));
        grid.put(n, col, mark(book, cell.state), format)?;
    }
    let many = row.cells.len() as u16;
    if many > 0 {
        let cells = format!("{}:{}", at(n, LEFT), at(n, LEFT + many - 1));
        let present = row.cells.iter().filter(|c| c.state == Some(State::Present)).count();
        let formula = format!("=COUNTIF({cells},\"{}\")", mark(book, Some(State::Present)));
        grid.formula(n, LEFT + many, &formula, &present.to_string(), &book.style.whole)?;
    }
    Ok(())
}

/// How often each state stands in a column, and of how many regions held.
fn counts(book: &Book, grid: &mut Grid, found: &Matrix) -> Done {
    if found.rows.is_empty() {
        return Ok(());
    }
    let (from, to) = (FIRST, FIRST + found.rows.len() as u32 - 1);
    let of = |c: &Count, s: Option<State>| match s {
        Some(State::Present) => c.present,
        Some(State::Delegated) => c.delegated,
        Some(State::Contradicted) => c.contradicted,
        Some(State::Absent) => c.absent,
        Some(State::Undetermined) => c.undetermined,
        None => c.none,
    };
    let columns = found.counts();
    let kinds = State::ALL.into_iter().map(Some).chain([None]);
    for (n, kind) in (to + 1..).zip(kinds) {
        let name = kind.map_or(book.pick("无计入文本", "none counts"), |s| book.lang.state(s));
        grid.put(n, 0, &format!("{name}（{}）", book.pick("地区数", "regions")), &book.style.strong)?;
        for (col, count) in (LEFT..).zip(&columns) {
            // A question mark alone would stand for any one character.
            let sign = mark(book, kind).replace('?', "~?");
            let formula = format!("=COUNTIF({}:{},\"{sign}\")", at(from, col), at(to, col));
            grid.formula(n, col, &formula, &of(count, kind).to_string(), &book.style.whole)?;
        }
    }
    let n = to + 7;
    grid.put(n, 0, book.pick("收录地区数", "Regions held"), &book.style.strong)?;
    for (col, count) in (LEFT..).zip(&columns) {
        let formula = format!("=COUNTA({}:{})", at(from, col), at(to, col));
        grid.formula(n, col, &formula, &count.of.to_string(), &book.style.whole)?;
    }
    Ok(())
}
