//! The README speaks only of what there is.

use std::collections::BTreeSet;

use super::sources::top;

#[test]
fn the_readme_names_only_settings_there_are() {
    let readme = std::fs::read_to_string(top().join("README.md")).expect("README.md");
    let known: BTreeSet<&str> = training_ladder::config::all().map(|about| about.env).collect();
    let named: BTreeSet<&str> = readme
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .filter(|word| *word == "DATABASE_URL" || word.starts_with("LADDER_"))
        .collect();
    let unknown: Vec<_> = named.difference(&known).collect();
    assert!(named.len() > 5, "the README names hardly any setting: {named:?}");
    assert!(unknown.is_empty(), "the README names settings there are not: {unknown:?}");
}
