//! 指标: the table that is handed in. Each value is the cell of 计算 that it comes from.

use super::Book;
use super::calculation::{Block, DETERMINED, HIGH, LOW, VALUE, blocks};
use super::grid::{Grid, at, exact, range};
use crate::compare::{place, texts};
use crate::model::{Level, RegionValue, State};
use rust_xlsxwriter::{Worksheet, XlsxError};

type Done = Result<(), XlsxError>;

/// Title, notes and the two rows of headings stand above the first region.
const FIRST: u32 = 4;

pub(super) fn fill(book: &Book, sheet: &mut Worksheet) -> Done {
    let rows = &book.input.analysis.region_values;
    let mut pen = Pen { book, grid: Grid { sheet, style: &book.style } };
    let columns = columns(rows.first());
    pen.titles(columns.len() as u16)?;
    pen.heads(&columns, rows.first())?;
    for ((n, row), block) in (FIRST..).zip(rows).zip(blocks(rows)) {
        pen.region(n, row, &block, &columns)?;
    }
    pen.grid.freeze(FIRST, 1)?;
    // Too wide for one page: the names of the regions are repeated on the second.
    const A3: u8 = 8;
    pen.grid.sheet.set_paper_size(A3).set_print_fit_to_pages(2, 0).set_repeat_columns(0, 0)?;
    pen.statistics(rows, &columns)
}

/// Name, function of the spreadsheet, and the same function here.
type Statistic = (&'static str, &'static str, fn(&[f64]) -> f64);

/// What a column shows of a region; indices into its dimensions and indicators.
#[derive(Clone, Copy)]
enum Column {
    Name,
    Composite(u16),
    Dimension(usize, u16),
    Indicator(usize),
    Weighting,
    Texts,
}

fn columns(first: Option<&RegionValue>) -> Vec<Column> {
    let mut out = vec![Column::Name];
    out.extend([VALUE, LOW, HIGH, DETERMINED].map(Column::Composite));
    if let Some(row) = first {
        for (d, dimension) in row.dimensions.iter().enumerate() {
            out.extend([VALUE, DETERMINED].map(|c| Column::Dimension(d, c)));
            let own = row.indicators.iter().enumerate().filter(|(_, i)| i.dimension == dimension.id);
            out.extend(own.map(|(i, _)| Column::Indicator(i)));
        }
    }
    out.extend([Column::Weighting, Column::Texts]);
    out
}

struct Pen<'b, 's> {
    book: &'b Book<'b>,
    grid: Grid<'s>,
}

impl Pen<'_, '_> {
    fn titles(&mut self, columns: u16) -> Done {
        let book = self.book;
        let day = book.input.analysis.reference;
        let title = match book.lang {
            super::Lang::Zh => format!("各地区公共数据授权运营政策指标（0—5分，基准日{day}）"),
            super::Lang::En => format!(
                "Indicators of public-data authorised operation by region (0 to 5, reference date {day})"
            ),
        };
        self.grid.put(0, 0, &title, &book.style.title)?;
        let note = book.pick(
            "各值均引自“计算”表，可逐级查到评分项；权重在“权重”表，改动后各表重算。无法判定的值后附可能的区间；合计只计已判定的权重。",
            "Each value is a cell of the sheet Calculation, where it can be followed down to its parts; weights stand in the sheet Weights and can be changed. What is undetermined shows its bounds; totals count the determined weight only.",
        );
        self.grid.sheet.merge_range(1, 0, 1, columns.clamp(2, 14) - 1, note, &book.style.note)?;
        self.grid.sheet.set_row_height(1, 32)?;
        Ok(())
    }

    fn heads(&mut self, columns: &[Column], first: Option<&RegionValue>) -> Done {
        let book = self.book;
        let head = &book.style.head;
        for (col, column) in (0..).zip(columns) {
            let (name, width) = self.named(*column, first);
            self.grid.put(3, col, &name, head)?;
            self.grid.put(2, col, "", head)?;
            self.grid.sheet.set_column_width(col, width)?;
        }
        self.grid.sheet.set_row_height(3, 48)?;
        let span = |keep: &dyn Fn(&Column) -> bool| -> Option<(u16, u16)> {
            let at = columns.iter().position(keep)?;
            Some((at as u16, (at + columns[at..].iter().take_while(|c| keep(c)).count() - 1) as u16))
        };
        if let Some((from, to)) = span(&|c| matches!(c, Column::Composite(_))) {
            self.grid.sheet.merge_range(2, from, 2, to, book.pick("综合指数", "Composite index"), head)?;
        }
        for (d, dimension) in first.iter().flat_map(|r| r.dimensions.iter().enumerate()) {
            let own = |c: &Column| match c {
                Column::Dimension(n, _) => *n == d,
                Column::Indicator(i) => {
                    first.and_then(|r| r.indicators.get(*i)).is_some_and(|i| i.dimension == dimension.id)
                }
                _ => false,
            };
            if let Some((from, to)) = span(&own).filter(|(from, to)| from < to) {
                let name = book.lang.name(&dimension.name, &dimension.name_en);
                self.grid.sheet.merge_range(2, from, 2, to, name, head)?;
            }
        }
        Ok(())
    }

    fn named(&self, column: Column, first: Option<&RegionValue>) -> (String, f64) {
        let book = self.book;
        let of = |col| match col {
            VALUE => book.pick("值", "Value"),
            LOW => book.pick("下限", "Low"),
            HIGH => book.pick("上限", "High"),
            _ => book.pick("已判定权重", "Determined"),
        };
        match column {
            Column::Name => (book.pick("地区", "Region").into(), 16.0),
            Column::Composite(VALUE) => (book.pick("综合指数", "Composite").into(), 10.0),
            Column::Dimension(d, VALUE) => {
                let d = first.and_then(|r| r.dimensions.get(d));
                (d.map_or(String::new(), |d| book.lang.name(&d.name, &d.name_en).into()), 11.0)
            }
            Column::Composite(col) | Column::Dimension(_, col) => (of(col).into(), 9.0),
            Column::Indicator(i) => {
                let i = first.and_then(|r| r.indicators.get(i));
                (i.map_or(String::new(), |i| book.lang.name(&i.name, &i.name_en).into()), 12.0)
            }
            Column::Weighting => (book.pick("权重说明", "On the weights").into(), 30.0),
            Column::Texts => (book.pick("计入文本", "Instruments counted").into(), 60.0),
        }
    }

    fn region(&mut self, n: u32, row: &RegionValue, block: &Block, columns: &[Column]) -> Done {
        let book = self.book;
        let titles = || {
            let title = |id: &String| {
                let own = book.input.analysis.instruments().find(|(_, i)| i.id == *id);
                own.map_or(id.clone(), |(_, i)| i.title.clone())
            };
            row.instruments.iter().map(title).collect::<Vec<_>>().join("；")
        };
        for (col, column) in (0..).zip(columns) {
            match *column {
                Column::Name => self.grid.put(n, col, &row.name, &book.style.strong)?,
                Column::Composite(of) => {
                    let (from, value) =
                        (block.composite, whole(of, row.composite, row.low, row.high, row.determined));
                    self.cell(n, col, from, of, value, (row.low, row.high))?;
                }
                Column::Dimension(d, of) => {
                    let Some((from, d)) = block.dimensions.get(d).copied().zip(row.dimensions.get(d)) else {
                        continue;
                    };
                    let value = whole(of, d.value, d.low, d.high, d.determined);
                    self.cell(n, col, from, of, value, (d.low, d.high))?;
                }
                Column::Indicator(i) => {
                    let Some((from, i)) = block.indicators.get(i).copied().zip(row.indicators.get(i)) else {
                        continue;
                    };
                    if i.is_supplied && i.value.is_none() {
                        let source = format!("='{}'!{}", book.calculation(), at(from, VALUE));
                        let open = book.pick("待补充", "to be supplied");
                        self.grid.formula(n, col, &source, open, &book.style.open)?;
                    } else {
                        self.cell(n, col, from, VALUE, i.value, (i.low, i.high))?;
                    }
                }
                Column::Weighting => self.grid.words(n, col, row.weighting.as_deref().unwrap_or_default())?,
                Column::Texts => self.grid.words(n, col, &titles())?,
            }
        }
        Ok(())
    }

    /// The cell of 计算; with its bounds when there is no value.
    fn cell(&mut self, n: u32, col: u16, from: u32, of: u16, value: Option<f64>, bounds: (f64, f64)) -> Done {
        let book = self.book;
        let source = |c| format!("'{}'!{}", book.calculation(), at(from, c));
        let format = match (of, value) {
            (DETERMINED, _) => &book.style.percent,
            (_, None) => &book.style.open,
            _ => &book.style.two,
        };
        match value {
            Some(v) => self.grid.formula(n, col, &format!("={}", source(of)), &exact(v), format),
            None => {
                let formula = format!(
                    "={v}&IF(ISNUMBER({v}),\"\",\" \"&TEXT({},\"0.00\")&\"–\"&TEXT({},\"0.00\"))",
                    source(LOW),
                    source(HIGH),
                    v = source(of)
                );
                let open = book.lang.state(State::Undetermined);
                let result = format!("{open} {:.2}–{:.2}", bounds.0, bounds.1);
                self.grid.formula(n, col, &formula, &result, format)
            }
        }
    }

    /// Means and ranges below the table, the national text left out.
    fn statistics(&mut self, rows: &[RegionValue], columns: &[Column]) -> Done {
        let book = self.book;
        let all = texts(book.input.analysis);
        let national = |r: &&RegionValue| place(r, &all).is_some_and(|p| p.level == Level::National);
        // Rows stand by level: the national one, where there is one, comes first.
        let skip = rows.iter().take_while(national).count();
        if rows.len() - skip < 2 || rows[skip..].iter().any(|r| national(&r)) {
            return Ok(());
        }
        let (from, to) = (FIRST + skip as u32, FIRST + rows.len() as u32 - 1);
        let kinds: [Statistic; 4] = [
            (book.pick("平均值（不含国家）", "Mean (regions only)"), "AVERAGE", |v| {
                v.iter().sum::<f64>() / v.len() as f64
            }),
            (book.pick("最高", "Highest"), "MAX", |v| v.iter().copied().fold(f64::MIN, f64::max)),
            (book.pick("最低", "Lowest"), "MIN", |v| v.iter().copied().fold(f64::MAX, f64::min)),
            (book.pick("已判定地区数", "Regions determined"), "COUNT", |v| v.len() as f64),
        ];
        for (n, (name, function, made)) in (to + 2..).zip(kinds) {
            self.grid.put(n, 0, name, &book.style.strong)?;
            for (col, column) in (0..).zip(columns) {
                let values: Option<Vec<f64>> = rows[skip..]
                    .iter()
                    .map(|r| measured(r, *column))
                    .collect::<Option<Vec<_>>>()
                    .map(|v| v.into_iter().flatten().collect());
                let Some(values) = values else { continue };
                let cells = range(from, to, col);
                let (formula, result) = match (function, values.is_empty()) {
                    ("COUNT", _) => (format!("=COUNT({cells})"), exact(made(&values))),
                    (_, true) => (format!("=IF(COUNT({cells})>0,{function}({cells}),\"—\")"), "—".into()),
                    _ => (format!("=IF(COUNT({cells})>0,{function}({cells}),\"—\")"), exact(made(&values))),
                };
                let format = if function == "COUNT" { &book.style.whole } else { &book.style.strong_two };
                self.grid.formula(n, col, &formula, &result, format)?;
            }
        }
        Ok(())
    }
}

/// The number that a column of a total shows.
fn whole(of: u16, value: Option<f64>, low: f64, high: f64, determined: f64) -> Option<f64> {
    match of {
        VALUE => value,
        LOW => Some(low),
        HIGH => Some(high),
        _ => Some(determined),
    }
}

/// The number in a column; `None` outside when the column holds no values at all.
#[allow(clippy::option_option)]
fn measured(row: &RegionValue, column: Column) -> Option<Option<f64>> {
    match column {
        Column::Composite(VALUE) => Some(row.composite),
        Column::Dimension(d, VALUE) => row.dimensions.get(d).map(|d| d.value),
        Column::Indicator(i) => row.indicators.get(i).map(|i| i.value),
        _ => None,
    }
}
