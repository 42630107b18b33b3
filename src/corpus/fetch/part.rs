//! A download that is not whole yet: its bytes and what is needed to go on with them.

use super::Fault;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What tells that the rest still belongs to the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    address: String,
    validator: Option<String>,
}

/// Bytes of one address on disk; they outlive the run.
#[derive(Debug)]
pub struct Part {
    path: PathBuf,
    note: Note,
    file: Option<File>,
    pub len: u64,
}

impl Part {
    /// Opens what an earlier run left, or nothing.
    pub fn open(folder: &Path, address: &str) -> Self {
        let key: String = Sha256::digest(address).iter().take(8).map(|b| format!("{b:02x}")).collect();
        let path = folder.join(format!("{key}.part"));
        let empty = Note { address: address.into(), validator: None };
        let note = std::fs::read_to_string(path.with_extension("toml"))
            .ok()
            .and_then(|t| toml::from_str::<Note>(&t).ok())
            .filter(|n| n.address == address);
        let len = std::fs::metadata(&path).map(|m| m.len()).unwrap_or(0);
        match note {
            Some(note) if note.validator.is_some() && len > 0 => Self { path, note, file: None, len },
            _ => Self { path, note: empty, file: None, len: 0 },
        }
    }

    /// The headers that ask for the rest, when there is a beginning that can be gone on with.
    pub fn headers(&self) -> Option<[(&'static str, String); 2]> {
        let validator = self.note.validator.clone().filter(|_| self.len > 0)?;
        Some([("range", format!("bytes={}-", self.len)), ("if-range", validator)])
    }

    /// Starts anew. `validator` (a strong ETag, else a day of change) lets it be gone on with.
    pub fn restart(&mut self, validator: Option<String>) -> Result<(), Fault> {
        self.note.validator = validator;
        self.len = 0;
        let text = toml::to_string(&self.note).map_err(fault)?;
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(fault)?;
        }
        self.file = Some(File::create(&self.path).map_err(fault)?);
        std::fs::write(self.path.with_extension("toml"), text).map_err(fault)
    }

    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(OpenOptions::new().append(true).open(&self.path).map_err(fault)?),
        };
        file.write_all(bytes).map_err(fault)?;
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// Forgets the bytes: nothing on disk is left.
    pub fn discard(&mut self) {
        self.file = None;
        self.len = 0;
        self.note.validator = None;
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(self.path.with_extension("toml"));
    }

    /// The whole bytes.
    pub fn take(&mut self) -> Result<Vec<u8>, Fault> {
        self.file = None;
        // Nothing came at all: an empty document.
        let bytes = if self.len == 0 { Vec::new() } else { std::fs::read(&self.path).map_err(fault)? };
        self.discard();
        Ok(bytes)
    }
}

fn fault(e: impl std::fmt::Display) -> Fault {
    Fault::Store(format!("{e} (语料库无法读写)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_gone_on_with_only_when_it_can_be_proved_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let mut part = Part::open(dir.path(), "http://a.cn/甲");
        assert!(part.headers().is_none());
        part.restart(Some("\"e1\"".into())).unwrap();
        part.append("第一".as_bytes()).unwrap();
        drop(part);
        let mut again = Part::open(dir.path(), "http://a.cn/甲");
        assert_eq!(again.headers().unwrap()[0].1, "bytes=6-");
        again.append("条".as_bytes()).unwrap();
        assert_eq!(again.take().unwrap(), "第一条".as_bytes());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        let mut part = Part::open(dir.path(), "http://a.cn/甲");
        part.restart(None).unwrap();
        part.append(b"x").unwrap();
        drop(part);
        assert!(Part::open(dir.path(), "http://a.cn/甲").headers().is_none());
    }
}
