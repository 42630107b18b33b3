//! The tiers that the 2025 report printed, to set beside what texts say.

use crate::model::{Level, Region};
use serde::Deserialize;
use std::collections::BTreeMap;

const FILE: &str = include_str!("../../corpus/report-2025.toml");

/// Tiers from best to worst; a place that is not listed comes after all of them.
pub const TIERS: [&str; 5] = ["A+", "A", "A-", "B+", "B"];

type Tables = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// Tables 1 and 2 of the report.
#[derive(Debug, Clone, Deserialize)]
pub struct Published {
    province: Tables,
    city: Tables,
}

/// Where the report put a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// As printed; 其他 for a place that is not listed.
    pub name: &'static str,
    /// The higher the better; 0 for 其他.
    pub rank: u8,
}

impl Published {
    /// # Errors
    /// When the file built into the program is not of the form.
    pub fn load() -> Result<Self, String> {
        toml::from_str(FILE).map_err(|e| e.to_string())
    }

    /// Names that the report lists in a dimension at a level, by their tier.
    pub fn listed(&self, level: Level, dimension: &str) -> Vec<(&str, Tier)> {
        let Some(tables) = self.tables(level).and_then(|t| t.get(dimension)) else { return Vec::new() };
        let tiers = TIERS.iter().enumerate().filter_map(|(i, name)| Some((i, *name, tables.get(*name)?)));
        let tier = |i: usize, name| Tier { name, rank: (TIERS.len() - i) as u8 };
        tiers.flat_map(|(i, name, places)| places.iter().map(move |p| (p.as_str(), tier(i, name)))).collect()
    }

    /// The tier of a place; `None` at levels that the report does not rate.
    pub fn tier(&self, region: &Region, dimension: &str) -> Option<Tier> {
        self.tables(region.level)?.get(dimension)?;
        let listed = self.listed(region.level, dimension);
        let own = listed.iter().find(|(name, _)| region.name.starts_with(name));
        Some(own.map_or(Tier { name: "其他", rank: 0 }, |(_, tier)| *tier))
    }

    fn tables(&self, level: Level) -> Option<&Tables> {
        match level {
            Level::Province => Some(&self.province),
            Level::City => Some(&self.city),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str, level: Level) -> Region {
        Region { name: name.into(), province: String::new(), level, code: None }
    }

    /// Read off the printed tables.
    #[test]
    fn tiers_are_those_of_the_tables() {
        let p = Published::load().unwrap();
        let tier = |name, level, dimension| p.tier(&place(name, level), dimension).map(|t| (t.name, t.rank));
        assert_eq!(tier("浙江省", Level::Province, "安全可控"), Some(("A+", 5)));
        assert_eq!(tier("广西壮族自治区", Level::Province, "安全可控"), Some(("A-", 3)));
        assert_eq!(tier("山西省", Level::Province, "公平长效"), Some(("其他", 0)));
        assert_eq!(tier("盐城市", Level::City, "composite"), Some(("B", 1)));
        // A city of a listed province's beginning is not that province.
        assert_eq!(tier("山东省", Level::City, "安全可控"), Some(("其他", 0)));
        assert_eq!(tier("全国", Level::National, "安全可控"), None);
        assert_eq!(p.listed(Level::Province, "公平长效").len(), 6);
    }
}
