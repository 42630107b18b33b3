//! 计算: for each region its parts, indicators, dimensions and composite, each tier below the one
//! that it is made of, with the formulas that make it.

use super::Book;
use super::grid::{Grid, exact, range};
use crate::model::{DimensionValue, IndicatorValue, RegionValue};
use rust_xlsxwriter::{Worksheet, XlsxError};
use std::collections::BTreeMap;

const WEIGHT: u16 = 5;
pub(super) const VALUE: u16 = 6;
pub(super) const LOW: u16 = 7;
pub(super) const HIGH: u16 = 8;
pub(super) const DETERMINED: u16 = 9;
/// Weight that counts, and that weight times the value.
const COUNTED: u16 = 10;
const WEIGHED: u16 = 11;
const STATE: u16 = 12;
const WHY: u16 = 13;
const TEXT: u16 = 14;

/// The rows of one region, counted from 0; each range holds both of its ends.
#[derive(Debug, PartialEq)]
pub(super) struct Block {
    /// By indicator; `None` when it has no parts.
    pub parts: Vec<Option<(u32, u32)>>,
    pub indicators: Vec<u32>,
    pub dimensions: Vec<u32>,
    pub composite: u32,
}

/// Where each region stands, one below the other.
pub(super) fn blocks(rows: &[RegionValue]) -> Vec<Block> {
    let mut next = 1;
    let mut take = |n: usize| {
        let from = next;
        next += n as u32;
        from
    };
    let block = |r: &RegionValue| Block {
        parts: r
            .indicators
            .iter()
            .map(|i| Some(i.parts.len()).filter(|n| *n > 0).map(|n| (take(n), n as u32)))
            .map(|found| found.map(|(from, n)| (from, from + n - 1)))
            .collect(),
        indicators: r.indicators.iter().map(|_| take(1)).collect(),
        dimensions: r.dimensions.iter().map(|_| take(1)).collect(),
        composite: take(1),
    };
    rows.iter().map(block).collect()
}

pub(super) fn fill(book: &Book, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let head = [
        (book.pick("地区", "Region"), 16.0),
        (book.pick("层次", "Tier"), 10.0),
        (book.pick("维度", "Dimension"), 18.0),
        (book.pick("指标", "Indicator"), 22.0),
        (book.pick("评分项", "Part"), 42.0),
        (book.pick("满分／份额／权重", "Points, share or weight"), 12.0),
        (book.pick("值", "Value"), 11.0),
        (book.pick("下限", "Low"), 8.0),
        (book.pick("上限", "High"), 8.0),
        (book.pick("已判定份额", "Determined"), 10.0),
        (book.pick("计入权重", "Weight counted"), 10.0),
        (book.pick("加权值", "Weight × value"), 10.0),
        (book.pick("编码", "Coding"), 10.0),
        (book.pick("评分依据", "Rubric line"), 34.0),
        (book.pick("计入文本", "Instrument"), 44.0),
    ];
    let rows = &book.input.analysis.region_values;
    let titles = book.input.analysis.instruments().map(|(_, i)| (i.id.as_str(), i.title.as_str())).collect();
    let names = book.input.provisions.iter().map(|p| (p.id.as_str(), book.lang.name(&p.title, &p.title_en)));
    let mut pen = Pen { book, grid: Grid { sheet, style: &book.style }, titles, names: names.collect() };
    pen.grid.head(0, &head)?;
    pen.grid.sheet.set_row_height(0, 32)?;
    pen.grid.freeze(1, 1)?;
    let mut last = 0;
    for (row, block) in rows.iter().zip(blocks(rows)) {
        pen.region(row, &block)?;
        last = block.composite;
    }
    sheet.autofilter(0, 0, last.max(1), TEXT)?;
    Ok(())
}

struct Pen<'b, 's> {
    book: &'b Book<'b>,
    grid: Grid<'s>,
    titles: BTreeMap<&'b str, &'b str>,
    names: BTreeMap<&'b str, &'b str>,
}

impl Pen<'_, '_> {
    fn region(&mut self, row: &RegionValue, block: &Block) -> Result<(), XlsxError> {
        for (i, parts) in row.indicators.iter().zip(&block.parts) {
            self.parts(row, i, *parts)?;
        }
        for ((i, at), parts) in row.indicators.iter().zip(&block.indicators).zip(&block.parts) {
            self.indicator(row, i, *at, *parts)?;
        }
        for (d, at) in row.dimensions.iter().zip(&block.dimensions) {
            let own = row.indicators.iter().zip(&block.indicators).filter(|(i, _)| i.dimension == d.id);
            let own: Vec<u32> = own.map(|(_, at)| *at).collect();
            self.dimension(row, d, *at, &own)?;
        }
        self.composite(row, block)
    }

    fn parts(
        &mut self,
        row: &RegionValue,
        i: &IndicatorValue,
        at: Option<(u32, u32)>,
    ) -> Result<(), XlsxError> {
        let style = &self.book.style;
        for (p, n) in i.parts.iter().zip(at.map_or(0..=0, |(from, to)| from..=to)) {
            self.start(n, row, self.book.pick("评分项", "part"), Some(&i.dimension), Some(i))?;
            let one = |id: &String| match self.names.get(id.as_str()) {
                Some(name) => format!("{name} {id}"),
                None => self.book.pick("文种与效力", "Kind and standing").to_owned(),
            };
            let ids = if p.any_of.is_empty() { std::slice::from_ref(&p.provision) } else { &p.any_of };
            let name = ids.iter().map(one).collect::<Vec<_>>().join(self.book.pick("或", " or "));
            self.grid.words(n, 4, &name)?;
            self.grid.number(n, WEIGHT, p.points, &style.two)?;
            match p.value {
                Some(v) => self.grid.number(n, VALUE, v, &style.two)?,
                None => self.grid.words(n, VALUE, self.book.lang.state(crate::model::State::Undetermined))?,
            }
            self.grid.number(n, LOW, p.low, &style.two)?;
            self.grid.number(n, HIGH, p.high, &style.two)?;
            self.grid.words(n, STATE, self.book.lang.state(p.state))?;
            self.grid.words(n, WHY, &p.rubric)?;
            let title = p.instrument.as_deref().map(|id| self.titles.get(id).copied().unwrap_or(id));
            self.grid.words(n, TEXT, title.unwrap_or_default())?;
        }
        Ok(())
    }

    fn indicator(
        &mut self,
        row: &RegionValue,
        i: &IndicatorValue,
        n: u32,
        parts: Option<(u32, u32)>,
    ) -> Result<(), XlsxError> {
        let style = &self.book.style;
        self.start(n, row, self.book.pick("指标", "indicator"), Some(&i.dimension), Some(i))?;
        match self.book.share_cell(&i.id, i.share) {
            Some(cell) => self.grid.formula(n, WEIGHT, &format!("={cell}"), &exact(i.share), &style.two)?,
            None => self.grid.number(n, WEIGHT, i.share, &style.two)?,
        }
        let open = self.open(i);
        match parts {
            Some((from, to)) => {
                let of = |col| range(from, to, col);
                let value = format!("=IF(COUNT({v})=ROWS({v}),ROUND(SUM({v}),9),\"{open}\")", v = of(VALUE));
                self.grid.formula(n, VALUE, &value, &shown(i.value, open), &style.two)?;
                for (col, result) in [(LOW, i.low), (HIGH, i.high)] {
                    let sum = format!("=ROUND(SUM({}),9)", of(col));
                    self.grid.formula(n, col, &sum, &exact(result), &style.two)?;
                }
            }
            None => {
                match i.value {
                    Some(v) => self.grid.number(n, VALUE, v, &style.two)?,
                    None => self.grid.words(n, VALUE, open)?,
                }
                self.grid.number(n, LOW, i.low, &style.two)?;
                self.grid.number(n, HIGH, i.high, &style.two)?;
                let source = match &i.supplied {
                    Some(s) => {
                        format!("{} {}（{}）", self.book.pick("外部数据", "supplied"), s.value, s.source)
                    }
                    None => self
                        .book
                        .pick("政策文本不能反映，待补充", "not in policy texts, to be supplied")
                        .into(),
                };
                self.grid.words(n, WHY, &source)?;
            }
        }
        let determined = format!("=IF(ISNUMBER({}),1,0)", super::grid::at(n, VALUE));
        let share = f64::from(u8::from(i.value.is_some()));
        self.grid.formula(n, DETERMINED, &determined, &exact(share), &style.percent)?;
        self.counted(n, i.share * share, i.value)
    }

    /// The mean of the rows `own` over their determined weight, kept within its bounds.
    fn dimension(
        &mut self,
        row: &RegionValue,
        d: &DimensionValue,
        n: u32,
        own: &[u32],
    ) -> Result<(), XlsxError> {
        self.start(n, row, self.book.pick("维度", "dimension"), Some(&d.id), None)?;
        let style = &self.book.style;
        match self.book.dimension_cells(&d.id, d.weight) {
            Some(cells) => {
                self.grid.formula(n, WEIGHT, &format!("={cells}"), &exact(d.weight), &style.two)?
            }
            None => self.grid.number(n, WEIGHT, d.weight, &style.two)?,
        }
        self.total(n, own, [d.value.unwrap_or(f64::NAN), d.low, d.high, d.determined])?;
        self.counted(n, d.weight * d.determined, d.value)
    }

    fn composite(&mut self, row: &RegionValue, block: &Block) -> Result<(), XlsxError> {
        let n = block.composite;
        self.start(n, row, self.book.pick("综合指数", "composite"), None, None)?;
        let results = [row.composite.unwrap_or(f64::NAN), row.low, row.high, row.determined];
        self.total(n, &block.dimensions, results)?;
        self.grid.words(n, WHY, row.weighting.as_deref().unwrap_or_default())
    }

    /// Value, bounds and determined share over the rows `own`, which lie side by side; `results`
    /// in this order, a value that is none as no number.
    fn total(&mut self, n: u32, own: &[u32], results: [f64; 4]) -> Result<(), XlsxError> {
        let style = &self.book.style;
        let (Some(from), Some(to)) = (own.first(), own.last()) else { return Ok(()) };
        let of = |col| range(*from, *to, col);
        let (weights, counted) = (of(WEIGHT), of(COUNTED));
        let open = self.book.lang.state(crate::model::State::Undetermined);
        let (low, high) = (super::grid::at(n, LOW), super::grid::at(n, HIGH));
        let value = format!(
            "=IF(SUM({counted})>0,MIN(MAX(ROUND(SUM({})/SUM({counted}),9),{low}),{high}),\"{open}\")",
            of(WEIGHED)
        );
        let value_result = if results[0].is_nan() { open.to_owned() } else { exact(results[0]) };
        self.grid.formula(n, VALUE, &value, &value_result, &style.strong_two)?;
        for (col, result) in [(LOW, results[1]), (HIGH, results[2])] {
            let bound =
                format!("=IF(SUM({weights})>0,ROUND(SUMPRODUCT({weights},{})/SUM({weights}),9),0)", of(col));
            self.grid.formula(n, col, &bound, &exact(result), &style.strong_two)?;
        }
        let share = format!("=IF(SUM({weights})>0,ROUND(SUM({counted})/SUM({weights}),9),0)");
        self.grid.formula(n, DETERMINED, &share, &exact(results[3]), &style.percent)
    }

    fn counted(&mut self, n: u32, weight: f64, value: Option<f64>) -> Result<(), XlsxError> {
        let at = |col| super::grid::at(n, col);
        let style = &self.book.style;
        let counted = format!("={}*{}", at(WEIGHT), at(DETERMINED));
        self.grid.formula(n, COUNTED, &counted, &exact(weight), &style.two)?;
        let weighed = format!("=IF(ISNUMBER({v}),{}*{v},0)", at(COUNTED), v = at(VALUE));
        self.grid.formula(n, WEIGHED, &weighed, &exact(weight * value.unwrap_or(0.0)), &style.two)
    }

    /// What a row is of.
    fn start(
        &mut self,
        n: u32,
        row: &RegionValue,
        tier: &str,
        dimension: Option<&str>,
        indicator: Option<&IndicatorValue>,
    ) -> Result<(), XlsxError> {
        let lang = self.book.lang;
        let d = dimension.and_then(|id| row.dimensions.iter().find(|d| d.id == id));
        let words = [
            row.name.as_str(),
            tier,
            d.map_or("", |d| lang.name(&d.name, &d.name_en)),
            indicator.map_or("", |i| lang.name(&i.name, &i.name_en)),
            "",
        ];
        // Totals stand out from what they are made of.
        let total = indicator.is_none();
        for (col, words) in (0..).zip(words) {
            if total {
                self.grid.put(n, col, words, &self.book.style.strong)?;
            } else {
                self.grid.words(n, col, words)?;
            }
        }
        Ok(())
    }

    fn open(&self, i: &IndicatorValue) -> &'static str {
        if i.is_supplied {
            self.book.pick("待补充", "to be supplied")
        } else {
            self.book.lang.state(crate::model::State::Undetermined)
        }
    }
}

fn shown(value: Option<f64>, open: &str) -> String {
    value.map_or_else(|| open.to_owned(), exact)
}
