use super::error::IndexError;
use super::norm::normalise;
use super::stamp::hex;
use super::store::write_atomic;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;

/// Of zstd; written once for each rule set.
const LEVEL: i32 = 19;
/// Bytes of an unpacked lexicon that are read at most.
const LARGEST: u64 = 1 << 28;

/// Domain terms and synonyms, kept beside the index that was built with them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lexicon {
    /// Terms that stay whole when text is cut into words, and that a near miss is measured at.
    pub terms: Vec<String>,
    /// Groups of terms that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Groups by the normal form of their terms.
    #[serde(skip)]
    groups: OnceLock<BTreeMap<String, Vec<usize>>>,
}

impl Lexicon {
    /// Terms and synonyms, each once, in order of their characters.
    pub fn new(terms: &[String], synonyms: &[Vec<String>]) -> Self {
        let mut all: Vec<String> = terms.iter().chain(synonyms.iter().flatten()).cloned().collect();
        all.sort();
        all.dedup();
        Self { terms: all, synonyms: synonyms.to_vec(), groups: OnceLock::new() }
    }

    /// What means the same as a normalised word, in order.
    pub(super) fn synonyms_of(&self, word: &str) -> Vec<String> {
        let groups = self.groups.get_or_init(|| {
            let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (i, group) in self.synonyms.iter().enumerate() {
                for term in group {
                    groups.entry(normalise(term).text()).or_default().push(i);
                }
            }
            groups
        });
        let Some(of) = groups.get(word) else { return Vec::new() };
        let others = of.iter().flat_map(|i| &self.synonyms[*i]).filter(|t| normalise(t).text() != word);
        let mut found: Vec<String> = others.cloned().collect();
        found.sort();
        found.dedup();
        found
    }

    /// Writes it under a name made of its content, so that the commit that names it finds it whole.
    pub(super) fn save(&self, generation: &Path) -> Result<String, IndexError> {
        let json = serde_json::to_vec(self).unwrap_or_default();
        let name = format!("lexicon-{}.json.zst", hex(&Sha256::digest(&json)[..8]));
        let path = generation.join(&name);
        if !path.exists() {
            let packed = zstd::encode_all(json.as_slice(), LEVEL).map_err(IndexError::io(&path))?;
            write_atomic(&path, &packed)?;
        }
        Ok(name)
    }

    /// Reads it back; an index without it still answers, without synonyms and near misses.
    pub(super) fn load(generation: &Path, name: &str) -> Self {
        let sound = !name.contains(['/', '\\']);
        let packed = sound.then(|| fs::File::open(generation.join(name)).ok()).flatten();
        let reader = packed.and_then(|file| zstd::Decoder::new(file).ok());
        let mut json = Vec::new();
        let read = reader.and_then(|r| r.take(LARGEST).read_to_end(&mut json).ok());
        read.and_then(|_| serde_json::from_slice(&json).ok()).unwrap_or_default()
    }

    /// Removes the lexicons of earlier commits.
    pub(super) fn sweep(generation: &Path, keep: &str) {
        for entry in fs::read_dir(generation).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("lexicon-") && name != keep {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}
