use crate::diag::{Diagnostic, Place};
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/corpus/sample/sources");

/// Files larger than this are refused: a policy text has no use for it.
pub const MAX_BYTES: u64 = 256 << 20;

/// Where the bytes of a source lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bytes {
    File(PathBuf),
    /// Built into the program (the sample corpus).
    Embedded(&'static [u8]),
}

/// A source to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// File name without folders.
    pub name: String,
    /// The path as given, with `/`.
    pub path: String,
    pub bytes: Bytes,
}

impl SourceFile {
    /// True when the bytes begin so; looks at no more than that.
    pub fn starts_with(&self, magic: &[u8]) -> bool {
        match &self.bytes {
            Bytes::Embedded(bytes) => bytes.starts_with(magic),
            Bytes::File(path) => {
                let mut head = vec![0; magic.len()];
                let read =
                    std::fs::File::open(path).and_then(|mut f| std::io::Read::read_exact(&mut f, &mut head));
                read.is_ok() && head == magic
            }
        }
    }

    /// The bytes.
    ///
    /// # Errors
    /// I001 when the file cannot be read, I015 when it is too large.
    pub fn load(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        match &self.bytes {
            Bytes::Embedded(bytes) => Ok(bytes.to_vec()),
            Bytes::File(path) => {
                let fault = |e: std::io::Error| {
                    Box::new(Diagnostic::new(
                        "I001",
                        Place::file(&self.path),
                        format!("{} cannot be read: {e} (无法打开文件)", self.path),
                    ))
                };
                let size = std::fs::metadata(path).map_err(fault)?.len();
                if size > MAX_BYTES {
                    let message = format!("{} has {size} bytes (文件过大)", self.path);
                    return Err(Box::new(Diagnostic::new("I015", Place::file(&self.path), message)));
                }
                std::fs::read(path).map_err(fault)
            }
        }
    }
}

/// The sample corpus that is built into the program, sorted by name.
pub fn sample() -> Vec<SourceFile> {
    let mut out: Vec<SourceFile> = SAMPLE
        .files()
        .map(|f| {
            let name = f.path().to_string_lossy().into_owned();
            SourceFile { path: format!("sample/{name}"), name, bytes: Bytes::Embedded(f.contents()) }
        })
        .collect();
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out
}

/// The local store below a corpus folder.
pub fn store_dir(corpus: &Path) -> PathBuf {
    corpus.join("store")
}

/// Files named, and all files below folders named, in the order of their paths whatever the order
/// given; hidden files are left out. A path that does not exist gives a diagnostic.
pub fn find(paths: &[PathBuf]) -> (Vec<SourceFile>, Vec<Diagnostic>) {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for path in paths {
        walk(path, &mut files, &mut faults);
    }
    files.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
    files.dedup_by(|a, b| a.path == b.path);
    (files, faults)
}

fn walk(top: &Path, files: &mut Vec<SourceFile>, faults: &mut Vec<Diagnostic>) {
    let mut todo = vec![(top.to_path_buf(), true)];
    while let Some((path, named)) = todo.pop() {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if !named && name.starts_with('.') {
            continue;
        }
        let shown = path.to_string_lossy().replace('\\', "/");
        let fault = |e: std::io::Error| {
            Diagnostic::new(
                "I001",
                Place::file(&shown),
                format!("{shown} cannot be read: {e} (无法打开文件)"),
            )
        };
        match std::fs::metadata(&path) {
            Err(e) => faults.push(fault(e)),
            Ok(meta) if meta.is_dir() => match std::fs::read_dir(&path) {
                Err(e) => faults.push(fault(e)),
                Ok(entries) => todo.extend(entries.flatten().filter_map(|e| {
                    // A link to a folder could lead round in a circle.
                    let link = e.file_type().is_ok_and(|t| t.is_symlink()) && e.path().is_dir();
                    (!link).then(|| (e.path(), false))
                })),
            },
            Ok(_) => files.push(SourceFile { name, path: shown, bytes: Bytes::File(path) }),
        }
    }
}
