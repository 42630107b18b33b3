//! The language of a screen or an export: Chinese first, English by a switch.

use crate::model::State;

/// Language of screens and exports; words of documents stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// 简体中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// The one of two that this language wants.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A name in this language; the Chinese one when there is no English one.
    pub fn name<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        if self == Lang::En && !en.is_empty() { en } else { zh }
    }

    pub fn state(self, state: State) -> &'static str {
        self.pick(state.zh(), state.en())
    }
}

/// `zh` or `en`, as it is given on the command line.
impl std::str::FromStr for Lang {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        match s {
            "zh" => Ok(Lang::Zh),
            "en" => Ok(Lang::En),
            _ => Err("zh or en (中文或英文)".into()),
        }
    }
}
