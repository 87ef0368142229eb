//! The guide leads where it says.

use std::fs;

use super::sources::top;

/// The rows of the table: what is to be changed, and every path named for it.
fn rows(guide: &str) -> Vec<(String, Vec<String>)> {
    let table = guide.lines().skip_while(|line| !line.starts_with("| to change")).skip(2);
    table
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let change = line.split('|').nth(1).unwrap_or_default().trim().to_owned();
            let paths = line.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            (change, paths)
        })
        .collect()
}

#[test]
fn every_path_of_the_guides_table_is_there() {
    let guide = fs::read_to_string(top().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    let rows = rows(&guide);
    assert!(rows.len() >= 10, "the table is not where it was");
    for (change, paths) in rows {
        assert!(!paths.is_empty(), "{change}: nowhere to begin");
        for path in paths {
            assert!(top().join(&path).exists(), "{change}: {path} is not there");
        }
    }
}

#[test]
fn the_guide_names_the_subjects_that_the_rooms_have() {
    let guide = fs::read_to_string(top().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    for entry in fs::read_dir(top().join("src/usecases")).expect("the use-cases") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let subject = path.file_name().expect("a name").to_string_lossy().into_owned();
            assert!(
                guide.contains(&format!("`{subject}`")),
                "{subject} is a subject the guide does not name"
            );
        }
    }
}
