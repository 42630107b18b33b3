use super::query::QueryError;
use std::path::PathBuf;
use thiserror::Error;

/// What can go wrong with an index. [`code`](IndexError::code) is the diagnostic code.
#[derive(Debug, Error)]
pub enum IndexError {
    #[error("there is no index in {0} (没有索引)")]
    Missing(PathBuf),
    #[error("the index in {path} has format {found}, this program reads {wanted} (索引版本不符)")]
    Version { path: PathBuf, found: u32, wanted: u32 },
    #[error("{0}")]
    Query(QueryError),
    #[error("no clause of the index has the key {0} (没有此条款)")]
    NoClause(String),
    #[error("another process is writing the index in {0} (索引正被写入)")]
    Busy(PathBuf),
    #[error("the index in {path} cannot be read or written (索引读写失败): {source}")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("the index is damaged or cannot be written (索引损坏或无法写入): {0}")]
    Engine(#[from] tantivy::TantivyError),
}

impl IndexError {
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// The code under which the diagnostics list it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "X001",
            Self::Version { .. } => "X002",
            Self::Query(_) => "X003",
            Self::Busy(_) => "X004",
            Self::NoClause(_) => "X006",
            Self::Io { .. } | Self::Engine(_) => "X005",
        }
    }
}

impl From<QueryError> for IndexError {
    fn from(e: QueryError) -> Self {
        Self::Query(e)
    }
}
