use super::{Bytes, SourceFile};
use crate::diag::{Diagnostic, Place};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

const FILE: &str = "lock.toml";
/// Version of the file's form.
const FORM: u32 = 1;

/// An instrument of a source held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldInstrument {
    pub title: String,
    /// Number in the catalogue; `None` beyond it.
    pub entry: Option<u32>,
}

/// Where and when a source was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fetched {
    /// The address after redirects; the one asked for is the origin.
    pub address: String,
    /// The page that it is attached to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<String>,
    /// First and last time that these bytes came, or the server said it has no others (UTC).
    pub first: String,
    pub last: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_modified: Option<String>,
}

/// A source in the store, as it was when it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub sha256: String,
    pub bytes: u64,
    /// File name without the hash in front.
    pub name: String,
    /// Address or file name that it came from; a later source of the same origin supersedes it.
    pub origin: String,
    /// 1 for the first of this origin.
    pub version: u32,
    pub format: String,
    pub reader: String,
    /// Version of this program that read it.
    pub program: String,
    /// read, partial, unreadable
    pub state: String,
    /// Hash of the newer source of the same origin.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub superseded_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fetched: Option<Fetched>,
    #[serde(default, rename = "instrument")]
    pub instruments: Vec<HeldInstrument>,
}

impl Held {
    /// Name of its file below `sources/`.
    pub fn file(&self) -> String {
        format!("{}-{}", &self.sha256.get(..12).unwrap_or(&self.sha256), self.name)
    }
}

/// What [`Lock::lay`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Laid {
    New,
    /// The same bytes were held already.
    Known,
    /// A new version beside an older one of the same origin.
    Version(u32),
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct File {
    form: u32,
    #[serde(default, rename = "source")]
    sources: Vec<Held>,
}

/// The store and its lock file: which bytes are held, and what was read out of them.
#[derive(Debug)]
pub struct Lock {
    store: PathBuf,
    pub sources: Vec<Held>,
}

impl Lock {
    /// Opens the store; one that does not exist is empty.
    ///
    /// # Errors
    /// L006 when the lock file cannot be read, is broken, or names a file outside the store.
    pub fn open(store: &Path) -> Result<Self, Box<Diagnostic>> {
        let path = store.join(FILE);
        let fault = |why: String| fault(&path, &why);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self { store: store.into(), sources: Vec::new() });
            }
            Err(e) => return Err(fault(e.to_string())),
        };
        let file: File = toml::from_str(&text).map_err(|e| fault(e.to_string()))?;
        if file.form != FORM {
            return Err(fault(format!("form {} is not known to this program", file.form)));
        }
        for held in &file.sources {
            if held.sha256.len() != 64 || !held.sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(fault(format!("{} is no hash", held.sha256)));
            }
            if safe_name(&held.name) != held.name {
                return Err(fault(format!("{} is no file name", held.name)));
            }
        }
        Ok(Self { store: store.into(), sources: file.sources })
    }

    /// Where the bytes of a source lie.
    pub fn path(&self, held: &Held) -> PathBuf {
        self.store.join("sources").join(held.file())
    }

    /// The sources to read: all held but those superseded.
    pub fn current(&self) -> Vec<SourceFile> {
        let live = self.sources.iter().filter(|h| h.superseded_by.is_none());
        let mut out: Vec<SourceFile> = live
            .map(|h| {
                let path = self.path(h);
                let shown = path.to_string_lossy().replace('\\', "/");
                SourceFile { name: h.name.clone(), path: shown, bytes: Bytes::File(path) }
            })
            .collect();
        out.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
        out
    }

    /// Lays `bytes` into the store. Nothing is overwritten: other bytes of the same origin become a
    /// new version beside the old one.
    ///
    /// # Errors
    /// L006 when the store cannot be written.
    pub fn lay(&mut self, mut held: Held, bytes: &[u8]) -> Result<Laid, Box<Diagnostic>> {
        held.name = safe_name(&held.name);
        if let Some(at) = self.sources.iter().position(|h| h.sha256 == held.sha256) {
            let old = &mut self.sources[at];
            let same = old.origin == held.origin;
            let back = same && old.superseded_by.is_some() && held.fetched.is_some();
            let fetched = match (old.fetched.take(), held.fetched.take()) {
                (Some(old), Some(new)) if same => Some(Fetched { first: old.first, ..new }),
                (old, new) => old.or(new),
            };
            let keep = (old.name.clone(), old.origin.clone(), old.version, old.superseded_by.clone());
            *old = Held { fetched, ..held };
            (old.name, old.origin, old.version, old.superseded_by) = keep;
            if back {
                self.bring_back(at);
            }
            let old = &self.sources[at];
            let path = self.store.join("sources").join(old.file());
            if !path.is_file() {
                write_whole(&path, bytes).map_err(|e| fault(&path, &e.to_string()))?;
            }
            return Ok(Laid::Known);
        }
        let path = self.path(&held);
        write_whole(&path, bytes).map_err(|e| fault(&path, &e.to_string()))?;
        let older = self.sources.iter_mut().filter(|h| h.origin == held.origin);
        let mut last = 0;
        for old in older {
            last = last.max(old.version);
            old.superseded_by.get_or_insert_with(|| held.sha256.clone());
        }
        held.version = last + 1;
        self.sources.push(held);
        Ok(if last == 0 { Laid::New } else { Laid::Version(last + 1) })
    }

    /// The page has its earlier bytes again: they are the ones to read.
    fn bring_back(&mut self, at: usize) {
        let (hash, origin) = (self.sources[at].sha256.clone(), self.sources[at].origin.clone());
        for other in self.sources.iter_mut().filter(|h| h.origin == origin) {
            other.superseded_by.get_or_insert_with(|| hash.clone());
        }
        self.sources[at].superseded_by = None;
    }

    /// Keeps what a server said about a source; what was kept before stays.
    ///
    /// # Errors
    /// L006 when the store cannot be written.
    pub fn lay_heads(&self, sha256: &str, heads: &str) -> Result<(), Box<Diagnostic>> {
        let Some(held) = self.sources.iter().find(|h| h.sha256 == sha256) else { return Ok(()) };
        let path = self.store.join("headers").join(format!("{}.txt", held.file()));
        if path.is_file() {
            return Ok(());
        }
        write_whole(&path, heads.as_bytes()).map_err(|e| fault(&path, &e.to_string()))
    }

    /// Keeps every other program out of the store until the file is dropped.
    ///
    /// # Errors
    /// L006 when another one is at work in it, or it cannot be written.
    pub fn reserve(&self) -> Result<std::fs::File, Box<Diagnostic>> {
        let path = self.store.join(".busy");
        let tell = |e: std::io::Error| fault(&path, &e.to_string());
        std::fs::create_dir_all(&self.store).map_err(tell)?;
        let file = std::fs::File::create(&path).map_err(tell)?;
        file.try_lock().map_err(|e| fault(&path, &format!("another run is at work here: {e}")))?;
        Ok(file)
    }

    /// Writes the lock file, whole or not at all.
    ///
    /// # Errors
    /// L006 when it cannot be written.
    pub fn save(&mut self) -> Result<(), Box<Diagnostic>> {
        self.sources.sort_by(|a, b| (&a.name, a.version, &a.sha256).cmp(&(&b.name, b.version, &b.sha256)));
        let path = self.store.join(FILE);
        let text = toml::to_string(&File { form: FORM, sources: self.sources.clone() })
            .map_err(|e| fault(&path, &e.to_string()))?;
        write_whole(&path, text.as_bytes()).map_err(|e| fault(&path, &e.to_string()))
    }
}

fn fault(path: &Path, why: &str) -> Box<Diagnostic> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let message = format!("{shown}: {} (语料库无法读写)", why.trim());
    Box::new(Diagnostic::new("L006", Place::file(shown), message))
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut file, bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// A name that stays inside its folder on any machine: no separators, no controls, not hidden, at
/// most 60 characters (the end, with the extension, is kept).
fn safe_name(name: &str) -> String {
    let bad = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let clean: Vec<char> = name.chars().map(|c| if bad(c) { '_' } else { c }).collect();
    let from = clean.len().saturating_sub(60);
    let out: String = clean[from..].iter().collect();
    let out = out.trim_start_matches(['.', ' ']);
    if out.is_empty() { "source".into() } else { out.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(hash: char, origin: &str) -> Held {
        Held {
            sha256: hash.to_string().repeat(64),
            bytes: 3,
            name: "../甲.txt".into(),
            origin: origin.into(),
            version: 1,
            format: "text".into(),
            reader: "text".into(),
            program: "0".into(),
            state: "read".into(),
            superseded_by: None,
            fetched: None,
            instruments: vec![HeldInstrument { title: "甲".into(), entry: Some(1) }],
        }
    }

    #[test]
    fn a_new_version_lies_beside_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let mut lock = Lock::open(dir.path()).unwrap();
        assert_eq!(lock.lay(held('a', "x"), b"one").unwrap(), Laid::New);
        assert_eq!(lock.lay(held('a', "x"), b"one").unwrap(), Laid::Known);
        assert_eq!(lock.lay(held('b', "x"), b"two").unwrap(), Laid::Version(2));
        assert_eq!(lock.lay(held('c', "y"), b"six").unwrap(), Laid::New);
        lock.save().unwrap();
        let again = Lock::open(dir.path()).unwrap();
        assert_eq!(again.sources, lock.sources);
        let old = again.sources.iter().find(|h| h.sha256.starts_with('a')).unwrap();
        assert_eq!(old.superseded_by.as_deref(), Some(&*"b".repeat(64)));
        assert_eq!(std::fs::read(again.path(old)).unwrap(), b"one");
        assert_eq!(again.current().len(), 2);
        assert!(again.sources.iter().all(|h| again.path(h).starts_with(dir.path().join("sources"))));
    }

    #[test]
    fn a_broken_lock_file_is_refused_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        for text in ["form = 1\n[[source", "form = 99\n"] {
            std::fs::write(dir.path().join(FILE), text).unwrap();
            assert_eq!(Lock::open(dir.path()).unwrap_err().code, "L006");
            assert_eq!(std::fs::read_to_string(dir.path().join(FILE)).unwrap(), text);
        }
    }
}
