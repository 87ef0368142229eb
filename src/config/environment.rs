//! The environment: the only place that reads it.

use std::collections::BTreeMap;
use std::fmt;

/// Names that begin so are ours.
const PREFIX: &str = "LADDER_";
/// Names that begin so belong to the test runner, which starts this program in its own environment.
const TESTS: &str = "LADDER_TEST_";
/// The one name that is shared with other programs.
const DATABASE_URL: &str = "DATABASE_URL";

/// The variables that concern us, as they were at the start. Debug shows their names alone.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, Option<String>>);

impl Environment {
    /// What this process was started with.
    #[must_use]
    pub fn of_process() -> Self {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            let ours = name == DATABASE_URL || (name.starts_with(PREFIX) && !name.starts_with(TESTS));
            ours.then(|| (name, value.into_string().ok()))
        });
        Self(variables.collect())
    }

    /// These variables and no others.
    #[must_use]
    pub fn of(variables: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), Some((*value).to_owned()));
        Self(variables.iter().map(owned).collect())
    }

    /// A variable's text; one that is empty counts as not given, as a compose file leaves those nobody filled in.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref().filter(|value| !value.is_empty())
    }

    /// The names that were given, empty ones aside.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, value)| value.as_deref() != Some("")).map(|(name, _)| name.as_str())
    }

    /// The names whose values are not UTF-8.
    pub fn unreadable(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name.as_str())
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}
