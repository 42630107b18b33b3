//! One diagnostic type: stable code, severity, place, message, help. Everything that goes wrong
//! with an input is said through it, by every room.

mod codes;
mod render;

pub use codes::{CODES, CodeInfo, lookup};
pub use render::render;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing could be done with the input.
    Error,
    /// Done, but something is lost or doubtful.
    Warning,
    /// Done; a person may want to know.
    Note,
}

/// Where in the input it is. All counted from 1; fields are `None` where they mean nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    pub file: Option<String>,
    pub page: Option<u32>,
    pub line: Option<u32>,
    pub column: Option<u32>,
    /// The line of the file, or a stretch of the text, to show.
    pub excerpt: Option<String>,
}

impl Place {
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: Some(file.into()), ..Self::default() }
    }
}

/// One thing to tell. `code` stands in [`CODES`]; messages are English with the Chinese term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    pub code: String,
    pub severity: Severity,
    pub place: Place,
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Diagnostic {
    /// A diagnostic with the severity and help that [`CODES`] gives for `code`.
    ///
    /// # Panics
    /// When `code` is not listed: a mistake of the program, caught by its tests.
    pub fn new(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        let info = lookup(code).expect("diagnostic code is listed");
        Self {
            code: code.into(),
            severity: info.severity,
            place,
            message: message.into(),
            help: info.help.into(),
        }
    }

    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}
