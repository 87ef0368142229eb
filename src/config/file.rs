//! The optional TOML file: the same names as keys, no tables.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::setting::Problem;

/// What a settings file says, each value as text.
#[derive(Default)]
pub struct SettingsFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its keys and values.
    pub values: BTreeMap<String, String>,
}

const RIGHT: &str =
    "lines such as `port = 8080` or `provider_name = \"City Training\"`; `ladder check` names all keys";

impl SettingsFile {
    /// Reads it.
    ///
    /// # Errors
    /// Everything in it that is no setting's value, or that it cannot be read.
    pub fn read(path: &Path) -> Result<Self, Vec<Problem>> {
        let wrong = |setting: String, why: String, right: &str| Problem {
            setting,
            value: None,
            why,
            right: right.to_owned(),
        };
        let file = || format!("the settings file {}", path.display());
        let text = std::fs::read_to_string(path).map_err(|why| {
            vec![wrong(
                file(),
                format!("it cannot be read: {why}"),
                "the path of a TOML file this user may read",
            )]
        })?;
        let table: toml::Table = text.parse().map_err(|why: toml::de::Error| {
            // The error's own text quotes the line, which may hold a password.
            let line = why.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
            vec![wrong(file(), format!("line {line} is no TOML: {}", why.message()), RIGHT)]
        })?;
        let mut problems = Vec::new();
        let mut values = BTreeMap::new();
        for (key, value) in table {
            match as_text(&value) {
                Some(text) => {
                    values.insert(key, text);
                }
                None => problems.push(wrong(
                    format!("{key} in {}", path.display()),
                    format!("a setting cannot be a {}", value.type_str()),
                    RIGHT,
                )),
            }
        }
        if problems.is_empty() { Ok(Self { path: path.to_owned(), values }) } else { Err(problems) }
    }
}

fn as_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(yes) => Some(yes.to_string()),
        toml::Value::Array(items) => {
            let items: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
            items.map(|items| items.join(","))
        }
        _ => None,
    }
}
