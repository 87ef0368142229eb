//! The two migration folders tell one history.

use std::{fs, path::Path};

use super::sources::top;

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("a readable folder"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn both_databases_have_the_same_migrations_in_the_same_order() {
    let (sqlite, postgres) = (top().join("migrations/sqlite"), top().join("migrations/postgres"));
    assert_eq!(names(&sqlite), names(&postgres));
    for folder in [sqlite, postgres] {
        for name in names(&folder) {
            let up = folder.join(&name).join("up.sql");
            assert!(up.is_file(), "{} is missing", up.display());
        }
    }
}
