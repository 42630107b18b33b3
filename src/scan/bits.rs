use crate::rules::ClassId;

/// A set of classes: as many bits as the rules have classes, or none for the empty set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

/// Words that hold a bit for each of `classes`.
pub fn words(classes: usize) -> usize {
    classes.div_ceil(64)
}

/// Sets the bit of a class in a row of words.
pub fn set(row: &mut [u64], class: ClassId) {
    row[class as usize / 64] |= 1 << (class % 64);
}

/// Whether the bit of a class is set; no row holds nothing.
pub fn has(row: &[u64], class: ClassId) -> bool {
    row.get(class as usize / 64).is_some_and(|w| w & (1 << (class % 64)) != 0)
}

impl Bits {
    pub fn has(&self, class: ClassId) -> bool {
        has(&self.0, class)
    }

    pub fn row(&self) -> &[u64] {
        &self.0
    }

    /// Adds a class; the set has `words` words from then on.
    pub fn set(&mut self, words: usize, class: ClassId) {
        if self.0.is_empty() {
            self.0.resize(words, 0);
        }
        set(&mut self.0, class);
    }

    pub fn add_all(&mut self, other: &[u64]) {
        if self.0.len() < other.len() {
            self.0.resize(other.len(), 0);
        }
        for (a, b) in self.0.iter_mut().zip(other) {
            *a |= b;
        }
    }

    /// A condition list holds when any of its classes is here.
    pub fn any(&self, classes: &[ClassId]) -> bool {
        classes.iter().any(|c| self.has(*c))
    }
}
