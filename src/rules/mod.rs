//! Load, check and compile `rules/`: term lists, provisions with their patterns, examples.
//! All faults of all files are told in one run.

mod check;
mod compile;
mod element;
mod file;
mod idle;
mod literals;
mod load;
mod mutate;

pub use check::{PROVISIONS, missing_provisions};
pub use compile::{Class, ClassId, Pattern, PatternId, Rule, RuleSet, Seek, Step, Term, TermSet, Unlike};
pub use element::{Atom, Element, Typed};
pub use file::{
    ContextKind, EvidenceWidth, Example, ListFile, PatternFile, RoleKind, RuleFile, Scope, SlotKind,
    Strength, UnlikePlace,
};
pub use literals::{Coded, Literals, Occurrence};
pub use load::{RuleSource, embedded, from_dir, hash, idle_patterns, load};
pub use mutate::{Alone, Mutant, MutantKind, Variants, Workshop};
