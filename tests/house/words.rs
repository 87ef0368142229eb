//! Words that were found to puzzle people: neither pages nor mails nor the program's own sentences say them again.

use std::{fs, path::Path};

use super::sources::{rust_files, top};

/// What was said, and what is said instead.
const PUZZLING: [(&str, &str); 16] = [
    ("without consequence", "freely"),
    ("without any consequence", "freely"),
    ("What came of it", "what the page is about"),
    ("rite to the other side", "whom it is written to"),
    ("The other side", "who reads it"),
    ("Say more about it", "Add details"),
    ("say more below", "add details below"),
    ("CPD of all", "CPD altogether"),
    ("as a paper", "Download this page (PDF)"),
    ("ook into your", "Check your inbox"),
    ("ook into the junk", "check your junk folder"),
    ("ook into its inbox", "check its inbox"),
    (">Words<", "Search"),
    ("None waits", "Nobody is waiting"),
    ("CPD hours {", "2 hours 45 minutes of CPD"),
    ("{{cpd_hours", "2 hours 45 minutes of CPD"),
];

/// What is shown of a source: everything but its comments.
fn without_comments(source: &str) -> String {
    source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn templates(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of templates") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            templates(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "hbs") {
            let text = fs::read_to_string(&path).expect("a template");
            found.push((path.display().to_string(), text));
        }
    }
}

fn puzzling((path, text): &(String, String)) -> Vec<String> {
    let said = PUZZLING.iter().filter(|(said, _)| text.contains(said));
    said.map(|(said, instead)| format!("{path}: \"{said}\"; say {instead}")).collect()
}

#[test]
fn nothing_puzzling_is_said_again() {
    let mut all: Vec<(String, String)> =
        rust_files("src").into_iter().map(|source| (source.path, without_comments(&source.text))).collect();
    let sources = all.len();
    templates(&top().join("templates"), &mut all);
    assert!(sources > 100 && all.len() > sources + 100, "the sources are not where they were");
    let found: Vec<String> = all.iter().flat_map(puzzling).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_puzzling_word_is_found() {
    let said = |text: &str| puzzling(&("a page".to_owned(), text.to_owned())).len();
    assert_eq!(said("You can give it up without consequence until Friday."), 1);
    assert_eq!(said("Check your inbox"), 0);
    assert!(!without_comments("// Look into your inbox\nlet a = 1;").contains("Look"));
}
