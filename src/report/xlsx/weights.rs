//! 权重: the weights of the rubric, in cells that the formulas of 计算 refer to.

use super::Book;
use super::grid::{Grid, at};
use crate::indicator::Rubric;
use rust_xlsxwriter::{Worksheet, XlsxError};

const WEIGHT: u16 = 3;

pub(super) fn fill(book: &Book, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let head = [
        (book.pick("层次", "Level"), 10.0),
        (book.pick("维度", "Dimension"), 22.0),
        (book.pick("指标", "Indicator"), 28.0),
        (book.pick("权重／份额", "Weight or share"), 12.0),
        (book.pick("来源", "Source"), 48.0),
        (book.pick("理由", "Reason"), 60.0),
    ];
    let mut grid = Grid { sheet, style: &book.style };
    grid.head(0, &head)?;
    grid.freeze(1, 0)?;
    let Some(rubric) = &book.rubric else {
        return grid.put(
            1,
            0,
            book.pick("该分析未保存评分标准", "The analysis kept no rubric"),
            &book.style.note,
        );
    };
    for line in lines(rubric) {
        let (level, indicator, weight, source, reason) = match line.of {
            Of::Dimension => {
                let d = &rubric.dimensions[line.dimension];
                (book.pick("维度", "Dimension"), "", d.weight, &d.source, &d.reason)
            }
            Of::Indicator(i) => {
                let i = &rubric.dimensions[line.dimension].indicators[i];
                let name = book.lang.name(&i.name, &i.name_en);
                (book.pick("指标", "Indicator"), name, i.share, &i.source, &i.reason)
            }
        };
        let d = &rubric.dimensions[line.dimension];
        grid.words(line.row, 0, level)?;
        grid.words(line.row, 1, book.lang.name(&d.name, &d.name_en))?;
        grid.words(line.row, 2, indicator)?;
        grid.number(line.row, WEIGHT, weight, &book.style.percent)?;
        grid.fit(line.row, &[(source, 48.0), (reason, 60.0)])?;
        grid.wrapped(line.row, 4, source)?;
        grid.wrapped(line.row, 5, reason)?;
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Of {
    Dimension,
    Indicator(usize),
}

struct Line {
    row: u32,
    dimension: usize,
    of: Of,
}

/// Each dimension, then its indicators.
fn lines(rubric: &Rubric) -> impl Iterator<Item = Line> + '_ {
    let of = |(n, d): (usize, &crate::indicator::Dimension)| {
        let own = (0..d.indicators.len()).map(Of::Indicator);
        std::iter::once(Of::Dimension).chain(own).map(move |of| (n, of)).collect::<Vec<_>>()
    };
    rubric.dimensions.iter().enumerate().flat_map(of).zip(1..).map(|((dimension, of), row)| Line {
        row,
        dimension,
        of,
    })
}

impl Book<'_> {
    /// The cell of an indicator's share, when the share is the rubric's own.
    pub(super) fn share_cell(&self, id: &str, share: f64) -> Option<String> {
        let rubric = self.rubric.as_ref()?;
        let line = lines(rubric).find(|l| match l.of {
            Of::Indicator(i) => rubric.dimensions[l.dimension].indicators[i].id == id,
            Of::Dimension => false,
        })?;
        let Of::Indicator(i) = line.of else { return None };
        let same = rubric.dimensions[line.dimension].indicators[i].share == share;
        same.then(|| self.weight_cell(line.row))
    }

    /// The weight of a dimension as a sum of cells: its own, and those that the rubric moves to
    /// it; `None` when no such sum gives the weight.
    pub(super) fn dimension_cells(&self, id: &str, weight: f64) -> Option<String> {
        let rubric = self.rubric.as_ref()?;
        let row = |id: &str| {
            let line = lines(rubric)
                .find(|l| matches!(l.of, Of::Dimension) && rubric.dimensions[l.dimension].id == id)?;
            Some((line.row, rubric.dimensions[line.dimension].weight))
        };
        let (own, mut sum) = row(id)?;
        let mut cells = self.weight_cell(own);
        if sum == weight {
            return Some(cells);
        }
        for shift in rubric.shifts.iter().filter(|s| s.to == id) {
            let (from, moved) = row(&shift.from)?;
            sum += moved;
            cells += &format!("+{}", self.weight_cell(from));
        }
        ((sum - weight).abs() < 1e-9).then_some(cells)
    }

    fn weight_cell(&self, row: u32) -> String {
        format!("'{}'!{}", self.weights(), at(row, WEIGHT))
    }
}
