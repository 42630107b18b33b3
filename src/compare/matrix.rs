//! Coverage: regions x provisions, and how many of those held lay a provision down.

use super::texts::{Text, of_row, place, texts};
use crate::model::{Analysis, Level, Standing, State};
use serde::Serialize;
use std::collections::BTreeMap;

/// One region x provision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// `None` when texts of the region are held, but none counts at the reference day.
    pub state: Option<State>,
    /// Id of the instrument that decided, where one did.
    pub instrument: Option<String>,
}

/// One region with a cell per provision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatrixRow {
    pub region: String,
    pub province: String,
    pub level: Level,
    /// Only drafts count for it.
    pub draft: bool,
    pub cells: Vec<Cell>,
}

/// Regions of which a text is held, by the provisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    pub provisions: Vec<String>,
    pub rows: Vec<MatrixRow>,
}

/// How often each state stands in a column, out of `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    pub present: usize,
    pub delegated: usize,
    pub contradicted: usize,
    pub absent: usize,
    pub undetermined: usize,
    /// Held, but no text in force.
    pub none: usize,
    pub of: usize,
}

impl Count {
    fn add(&mut self, state: Option<State>) {
        self.of += 1;
        *match state {
            Some(State::Present) => &mut self.present,
            Some(State::Delegated) => &mut self.delegated,
            Some(State::Contradicted) => &mut self.contradicted,
            Some(State::Absent) => &mut self.absent,
            Some(State::Undetermined) => &mut self.undetermined,
            None => &mut self.none,
        } += 1;
    }
}

/// Counts of a group of regions or texts, one per provision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    pub name: String,
    pub counts: Vec<Count>,
}

/// What the counts are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Province,
    Level,
    /// Year of issue; the unit is the text, drafts apart.
    Year,
}

/// The coverage matrix at the reference day of the analysis. The strongest text of a region
/// decides; a text that could not be read leaves open whatever no other text lays down.
pub fn matrix(analysis: &Analysis, provisions: &[String]) -> Matrix {
    let all = texts(analysis);
    let row = |r: &crate::model::RegionValue| {
        let place = place(r, &all)?;
        let own = of_row(r, &all);
        Some(MatrixRow {
            region: r.name.clone(),
            province: place.province.clone(),
            level: place.level,
            draft: !own.is_empty() && own.iter().all(|t| t.record.status.standing == Standing::Draft),
            cells: provisions.iter().map(|p| cell(&own, p)).collect(),
        })
    };
    Matrix { provisions: provisions.to_vec(), rows: analysis.region_values.iter().filter_map(row).collect() }
}

fn cell(own: &[&Text], provision: &str) -> Cell {
    let rank = |s: State| match s {
        State::Present => 0,
        State::Undetermined => 1,
        State::Delegated => 2,
        State::Contradicted => 3,
        State::Absent => 4,
    };
    let best = own.iter().min_by_key(|t| rank(t.state(provision)));
    Cell {
        state: best.map(|t| t.state(provision)),
        instrument: best.filter(|t| t.state(provision) != State::Absent).map(|t| t.record.id.clone()),
    }
}

impl Matrix {
    /// One count per provision over all regions held.
    pub fn counts(&self) -> Vec<Count> {
        counts(self.provisions.len(), self.rows.iter())
    }

    /// The counts by province or level; [`by_year`] has those by year.
    pub fn grouped(&self, by: By) -> Vec<Group> {
        let key = |r: &MatrixRow| match by {
            By::Province if r.province.is_empty() => (0, r.region.clone()),
            By::Province => (1, r.province.clone()),
            _ => (r.level as usize, level(r.level).into()),
        };
        let mut groups: Vec<((usize, String), Vec<&MatrixRow>)> = Vec::new();
        for row in &self.rows {
            let key = key(row);
            match groups.iter_mut().find(|(k, _)| *k == key) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((key, vec![row])),
            }
        }
        let n = self.provisions.len();
        groups
            .into_iter()
            .map(|((_, name), rows)| Group { name, counts: counts(n, rows.into_iter()) })
            .collect()
    }
}

fn counts<'r>(n: usize, rows: impl Iterator<Item = &'r MatrixRow>) -> Vec<Count> {
    let mut out = vec![Count::default(); n];
    for row in rows {
        out.iter_mut().zip(&row.cells).for_each(|(c, cell)| c.add(cell.state));
    }
    out
}

/// Counts of texts by their year of issue, drafts apart from final texts; whether a text is still
/// in force makes no difference here.
pub fn by_year(analysis: &Analysis, provisions: &[String]) -> Vec<Group> {
    let mut groups: BTreeMap<(bool, Option<u16>), Vec<Count>> = BTreeMap::new();
    for text in texts(analysis) {
        let key = (text.record.facts.draft, text.issued().map(|d| d.year));
        let counts = groups.entry(key).or_insert_with(|| vec![Count::default(); provisions.len()]);
        counts.iter_mut().zip(provisions).for_each(|(c, p)| c.add(Some(text.state(p))));
    }
    let name = |(draft, year): (bool, Option<u16>)| {
        let year = year.map_or("日期不明".to_owned(), |y| format!("{y}年"));
        if draft { year + "（征求意见稿）" } else { year }
    };
    groups.into_iter().map(|(key, counts)| Group { name: name(key), counts }).collect()
}

/// The same in English.
pub fn level_en(level: Level) -> &'static str {
    match level {
        Level::National => "national",
        Level::Province => "province",
        Level::City => "city",
        Level::County => "county",
    }
}

/// 国家, 省, 市, 县区
pub fn level(level: Level) -> &'static str {
    match level {
        Level::National => "国家",
        Level::Province => "省级",
        Level::City => "市级",
        Level::County => "县区级",
    }
}
