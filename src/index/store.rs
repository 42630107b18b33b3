//! The folder of an index: `CURRENT` names the generation that readers open, `.lock` keeps writers
//! apart. A change of clauses is one commit inside a generation; a change of format, normaliser or
//! dictionary is a new generation, and readers see it when `CURRENT` is swapped, in one rename.

use super::error::IndexError;
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

const CURRENT: &str = "CURRENT";
const LOCK: &str = ".lock";
const PREFIX: &str = "gen-";

/// Held while writing; the system releases it when the process ends, however it ends.
#[derive(Debug)]
pub struct WriteLock {
    file: File,
}

/// Said aloud: closing the file is not enough while a child that is just being started still
/// holds a copy of it.
impl Drop for WriteLock {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

/// Creates the folder and takes the lock, or says that another writer has it.
pub fn lock(dir: &Path) -> Result<WriteLock, IndexError> {
    fs::create_dir_all(dir).map_err(IndexError::io(dir))?;
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir.join(LOCK))
        .map_err(IndexError::io(dir))?;
    match file.try_lock() {
        Ok(()) => Ok(WriteLock { file }),
        Err(TryLockError::WouldBlock) => Err(IndexError::Busy(dir.into())),
        Err(TryLockError::Error(e)) => Err(IndexError::io(dir)(e)),
    }
}

/// The generation that readers open; `None` when nothing was ever built here.
pub fn current(dir: &Path) -> Result<Option<PathBuf>, IndexError> {
    match fs::read_to_string(dir.join(CURRENT)) {
        Ok(name) => {
            let name = name.trim();
            let sound = name.starts_with(PREFIX) && !name.contains(['/', '\\', '.']);
            Ok(sound.then(|| dir.join(name)))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(IndexError::io(dir)(e)),
    }
}

/// An empty folder for the next generation. Only the holder of the lock calls it.
pub fn next_generation(dir: &Path) -> Result<PathBuf, IndexError> {
    let last = generations(dir)?.iter().filter_map(|p| number(p)).max().unwrap_or(0);
    let path = dir.join(format!("{PREFIX}{}", last + 1));
    fs::create_dir(&path).map_err(IndexError::io(&path))?;
    Ok(path)
}

/// Lets readers see `generation` from now on, and removes the others as far as the system lets.
pub fn publish(dir: &Path, generation: &Path) -> Result<(), IndexError> {
    let name = generation.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    write_atomic(&dir.join(CURRENT), name.as_bytes())?;
    sweep(dir)
}

/// Removes generations that `CURRENT` does not name: left by a crash or by a new generation.
pub fn sweep(dir: &Path) -> Result<(), IndexError> {
    let keep = current(dir)?;
    for old in generations(dir)?.into_iter().filter(|p| Some(p) != keep.as_ref()) {
        // A reader on a system that cannot unlink open files keeps it until the next build.
        let _ = fs::remove_dir_all(old);
    }
    for entry in fs::read_dir(dir).map_err(IndexError::io(dir))?.flatten() {
        if entry.path().extension().is_some_and(|e| e == "tmp") {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// Writes a whole file or nothing.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), IndexError> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::Builder::new().suffix(".tmp").tempfile_in(dir)?;
        file.write_all(bytes)?;
        file.as_file().sync_data()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(IndexError::io(path))
}

fn generations(dir: &Path) -> Result<Vec<PathBuf>, IndexError> {
    let entries = fs::read_dir(dir).map_err(IndexError::io(dir))?;
    Ok(entries.flatten().map(|e| e.path()).filter(|p| number(p).is_some()).collect())
}

fn number(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.strip_prefix(PREFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let first = lock(dir.path()).unwrap();
        assert!(matches!(lock(dir.path()), Err(IndexError::Busy(_))));
        drop(first);
        assert!(lock(dir.path()).is_ok());
    }

    #[test]
    fn readers_see_what_was_published_last() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(current(dir.path()).unwrap(), None);
        let first = next_generation(dir.path()).unwrap();
        assert_eq!(current(dir.path()).unwrap(), None);
        publish(dir.path(), &first).unwrap();
        let second = next_generation(dir.path()).unwrap();
        assert_eq!(current(dir.path()).unwrap(), Some(first.clone()));
        publish(dir.path(), &second).unwrap();
        assert_eq!(current(dir.path()).unwrap(), Some(second));
        assert!(!first.exists());
    }
}
