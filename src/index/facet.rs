use super::opened::Part;
use std::collections::BTreeMap;
use tantivy::DocId;
use tantivy::columnar::Column;

/// Clauses read at once.
const BLOCK: usize = 512;

/// A column whose values are counted.
pub struct FacetColumn {
    column: Option<Column<u64>>,
    /// The value of each slot.
    names: Vec<String>,
    first: u64,
}

impl FacetColumn {
    fn open(part: &Part, name: &str) -> tantivy::Result<Self> {
        let columns = part.reader.fast_fields();
        if name == "year" {
            let column = columns.column_opt::<u64>(name)?;
            let (first, last) = column.as_ref().map_or((0, 0), |c| (c.min_value(), c.max_value()));
            // Years are of two bytes.
            let last = last.min(first + u64::from(u16::MAX));
            return Ok(Self { column, names: (first..=last).map(|y| y.to_string()).collect(), first });
        }
        let Some(texts) = columns.str(name)? else {
            return Ok(Self { column: None, names: Vec::new(), first: 0 });
        };
        let mut names = Vec::with_capacity(texts.num_terms());
        let mut stream = texts.dictionary().stream()?;
        while stream.advance() {
            names.push(String::from_utf8_lossy(stream.key()).into_owned());
        }
        Ok(Self { column: Some(texts.ords().clone()), names, first: 0 })
    }

    fn count(&self, docs: &[DocId], block: &mut Block) -> Vec<u64> {
        let mut slots = vec![0u64; self.names.len()];
        let Some(column) = &self.column else { return slots };
        for docs in docs.chunks(BLOCK) {
            for value in block.read(column, docs) {
                if let Some(slot) = slots.get_mut(value.wrapping_sub(self.first) as usize) {
                    *slot += 1;
                }
            }
        }
        slots
    }
}

/// Adds the values that these clauses have in the named columns to `sums`.
pub fn count(
    part: &Part,
    names: &[&str],
    docs: &[DocId],
    sums: &mut [BTreeMap<String, u64>],
) -> tantivy::Result<()> {
    let columns = match part.facets.get() {
        Some(columns) => columns,
        None => {
            let opened = names.iter().map(|n| FacetColumn::open(part, n)).collect::<tantivy::Result<_>>()?;
            part.facets.get_or_init(|| opened)
        }
    };
    let mut block = Block::default();
    for (column, sum) in columns.iter().zip(sums) {
        for (name, n) in column.names.iter().zip(column.count(docs, &mut block)) {
            if n > 0 {
                match sum.get_mut(name) {
                    Some(all) => *all += n,
                    None => drop(sum.insert(name.clone(), n)),
                }
            }
        }
    }
    Ok(())
}

/// The values of a column for some clauses, read at once.
#[derive(Default)]
struct Block {
    docs: Vec<DocId>,
    rows: Vec<u32>,
    values: Vec<u64>,
}

impl Block {
    fn read(&mut self, column: &Column<u64>, docs: &[DocId]) -> &[u64] {
        self.docs.clear();
        self.rows.clear();
        column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
        self.values.resize(self.rows.len(), 0);
        column.values.get_vals(&self.rows, &mut self.values);
        &self.values
    }
}
