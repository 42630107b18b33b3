use crate::rules::ClassId;

/// A set of classes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    pub fn add(&mut self, class: ClassId) {
        let at = class as usize / 64;
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        self.0[at] |= 1 << (class % 64);
    }

    pub fn has(&self, class: ClassId) -> bool {
        self.0.get(class as usize / 64).is_some_and(|w| w & (1 << (class % 64)) != 0)
    }

    pub fn add_all(&mut self, other: &Bits) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a |= b;
        }
    }

    /// A condition list holds when it is empty or any of its classes is here.
    pub fn any(&self, classes: &[ClassId]) -> bool {
        classes.iter().any(|c| self.has(*c))
    }
}
