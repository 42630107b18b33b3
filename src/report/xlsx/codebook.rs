//! 编码手册: what was asked for, by which rules it is found, and what it gives points to.

use super::Book;
use super::grid::Grid;
use crate::indicator::{Kind, Part};
use rust_xlsxwriter::{Worksheet, XlsxError};

pub(super) fn fill(book: &Book, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let head = [
        (book.pick("章节", "Section"), 20.0),
        (book.pick("编号", "Id"), 26.0),
        (book.pick("规定要素", "Name (Chinese)"), 20.0),
        (book.pick("英文名", "Name (English)"), 28.0),
        (book.pick("认定标准", "What counts"), 64.0),
        (book.pick("来源", "Source"), 16.0),
        (book.pick("规则版本", "Rule version"), 10.0),
        (book.pick("写法数", "Patterns"), 9.0),
        (book.pick("计入的指标（满分）", "Gives points to (at most)"), 34.0),
    ];
    let mut grid = Grid { sheet, style: &book.style };
    grid.head(0, &head)?;
    grid.freeze(1, 3)?;
    for (n, p) in (1..).zip(book.input.provisions) {
        grid.words(n, 0, book.lang.name(&p.section, &p.section_en))?;
        grid.words(n, 1, &p.id)?;
        grid.words(n, 2, &p.title)?;
        grid.words(n, 3, &p.title_en)?;
        grid.wrapped(n, 4, &p.reason)?;
        grid.words(n, 5, &p.source)?;
        grid.number(n, 6, f64::from(p.version), &book.style.whole)?;
        grid.number(n, 7, p.patterns as f64, &book.style.whole)?;
        let used = used(book, &p.id);
        grid.fit(n, &[(&p.reason, 64.0), (&used, 34.0)])?;
        grid.wrapped(n, 8, &used)?;
    }
    let last = book.input.provisions.len() as u32;
    states(book, &mut grid, last + 2)?;
    sheet.autofilter(0, 0, last.max(1), 8)?;
    Ok(())
}

/// 退出后数据处置（2.5）
fn used(book: &Book, provision: &str) -> String {
    let Some(rubric) = &book.rubric else { return String::new() };
    let mut out = Vec::new();
    for (_, i) in rubric.indicators() {
        let Kind::Parts(parts) = &i.kind else { continue };
        for part in parts {
            if let Part::Provision(p) = part
                && p.any_of.iter().any(|id| id == provision)
            {
                out.push(format!("{}（{}）", book.lang.name(&i.name, &i.name_en), p.points));
            }
        }
    }
    out.join("\n")
}

/// What each coding means, below the table.
fn states(book: &Book, grid: &mut Grid, from: u32) -> Result<(), XlsxError> {
    use crate::model::State;
    for (n, s) in (from..).zip(State::ALL) {
        let means = match s {
            State::Present => book.pick("文本自身作出规定", "the text itself lays it down"),
            State::Delegated => {
                book.pick("点到事项，内容交由其他文件", "named, its content left to another instrument")
            }
            State::Contradicted => book.pick("作出相反规定", "the opposite is laid down"),
            State::Absent => book.pick("完整检索后未见", "searched throughout, not found"),
            State::Undetermined => {
                book.pick("文本未读到或未读全，不作判断", "not or not wholly read, no judgement")
            }
        };
        grid.put(n, 0, book.lang.state(s), book.style.state(s))?;
        grid.words(n, 1, means)?;
    }
    Ok(())
}
