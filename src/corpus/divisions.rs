use crate::model::{Level, Region};

const TABLE: &str = include_str!("../../corpus/divisions.tsv");
const SAMPLE: &str = include_str!("../../corpus/sample/divisions.tsv");

/// Names of provinces and cities with their levels and GB/T 2260 codes.
#[derive(Debug, Clone)]
pub struct Divisions {
    /// Longest names first.
    rows: Vec<Region>,
}

impl Default for Divisions {
    /// The real divisions and the invented ones of the sample corpus.
    fn default() -> Self {
        Self::parse(&[TABLE, SAMPLE])
    }
}

impl Divisions {
    fn parse(tables: &[&str]) -> Self {
        let mut rows: Vec<Region> = tables.iter().flat_map(|t| t.lines().skip(1)).filter_map(row).collect();
        rows.sort_by(|a, b| b.name.chars().count().cmp(&a.name.chars().count()).then(a.name.cmp(&b.name)));
        Self { rows }
    }

    /// The region whose full name is `name`, or begins or ends it (示例省甲市, 甲市人民政府). The most
    /// specific place wins: a city before the province named in front of it.
    pub fn region(&self, name: &str) -> Option<Region> {
        let level = |r: &&Region| std::cmp::Reverse(r.level);
        let exact = self.rows.iter().find(|r| r.name == name);
        exact.or_else(|| self.rows.iter().filter(|r| leads(name, &r.name)).min_by_key(level)).cloned()
    }
}

/// `place` opens `name`, or follows the name of the province in front of it.
fn leads(name: &str, place: &str) -> bool {
    name.match_indices(place)
        .any(|(at, _)| at == 0 || (at <= 36 && ["省", "自治区"].iter().any(|end| name[..at].ends_with(end))))
}

fn row(line: &str) -> Option<Region> {
    let mut it = line.split('\t');
    let (code, name, level, province) = (it.next()?, it.next()?, it.next()?, it.next()?);
    let level = match level {
        "national" => Level::National,
        "province" => Level::Province,
        "city" => Level::City,
        _ => Level::County,
    };
    let code = (!code.is_empty()).then(|| code.to_owned());
    Some(Region { name: name.into(), province: province.into(), level, code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_city_behind_its_province_is_meant() {
        let d = Divisions::default();
        assert_eq!(d.region("示例省甲市人民政府办公室").unwrap().name, "甲市");
        assert_eq!(d.region("示例省数据局").unwrap().name, "示例省");
        assert_eq!(d.region("甲市").unwrap().province, "示例省");
        assert_eq!(d.region("某部门关于示例省的通知"), None);
    }
}
