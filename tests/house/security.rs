//! The table of `docs/security.md` is held to the tree: every requirement of OWASP ASVS 5.0 of levels 1 and 2 stands there
//! once, and each test, file, setting and section it names is there.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::LazyLock,
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Attribute, Item};

use super::sources::{Source, flat, rust_files, top};

const DOCUMENT: &str = "docs/security.md";

/// How many requirements of level 1 or 2 each section of the standard (5.0.0) has, chapter by chapter: they come first in
/// their section. A section of level 3 alone has none.
const ASKED: [&[usize]; 17] = [
    &[2, 9, 11, 3, 2],
    &[3, 3, 4, 1],
    &[0, 2, 4, 6, 5, 0, 2],
    &[3, 1, 2, 4],
    &[1, 3, 2, 3],
    &[3, 12, 4, 4, 5, 3, 0, 4],
    &[3, 4, 2, 5, 2, 2],
    &[2, 3, 1, 1],
    &[3, 4],
    &[2, 2, 4, 11, 5, 2, 3],
    &[2, 3, 3, 4, 1, 1],
    &[3, 2, 4],
    &[1, 5, 2, 5],
    &[2, 4, 3],
    &[3, 3, 7],
    &[1, 5, 4, 3, 3],
    &[1, 4, 2],
];
/// Sections that ask for something written down: there a section of the document is enough.
const WRITTEN_DOWN: [&str; 10] =
    ["V2.1", "V5.1", "V6.1", "V7.1", "V8.1", "V11.1", "V13.1", "V14.1", "V15.1", "V16.1"];
/// How a requirement can stand, and whether it takes a test or a file rather than a sentence.
const STANDINGS: [(&str, bool); 4] =
    [("shown", true), ("operator", false), ("not here", false), ("open", false)];

/// One line of the table.
struct Row {
    number: String,
    asked: String,
    standing: String,
    shown_by: String,
}

fn rows(document: &str) -> Vec<Result<Row, String>> {
    let lines = document.lines().filter(|line| line.starts_with("| V"));
    lines
        .map(|line| {
            let cells: Vec<String> = line.split('|').map(|cell| cell.trim().to_owned()).collect();
            match cells.as_slice() {
                [_, number, asked, standing, shown_by, _] => Ok(Row {
                    number: number.clone(),
                    asked: asked.clone(),
                    standing: standing.clone(),
                    shown_by: shown_by.clone(),
                }),
                _ => Err(format!("{line}: it has no four cells")),
            }
        })
        .collect()
}

/// The tests there are; reading them all takes a second.
static TESTS: LazyLock<BTreeSet<String>> = LazyLock::new(|| tests_in(&rust_files("tests")));

/// What a document may name besides tests and files.
struct Known {
    settings: BTreeSet<&'static str>,
    sections: BTreeSet<String>,
}

impl Known {
    fn to(document: &str) -> Self {
        let headings = document.lines().filter_map(|line| line.strip_prefix('#'));
        Self {
            settings: training_ladder::config::all().map(|about| about.env).collect(),
            sections: headings.map(|heading| anchor(heading.trim_start_matches('#').trim())).collect(),
        }
    }
}

/// What a heading is linked by.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// What is wrong with a row's last cell, after what it names has been looked for.
fn faults_of(row: &Row, known: &Known) -> Vec<String> {
    let mut faults = Vec::new();
    let (mut proofs, mut sections) = (0, 0);
    for name in row.shown_by.split('`').skip(1).step_by(2) {
        let is_there = if name.contains("::") {
            TESTS.contains(name)
        } else if name.starts_with("LADDER_") {
            known.settings.contains(name)
        } else {
            name.contains(['/', '.']) && top().join(name).exists()
        };
        proofs += usize::from(!name.starts_with("LADDER_"));
        if !is_there {
            faults.push(format!("there is no {name}"));
        }
    }
    for link in row.shown_by.split("](").skip(1) {
        let to = link.split(')').next().unwrap_or_default();
        sections += 1;
        if !to.strip_prefix('#').is_some_and(|section| known.sections.contains(section)) {
            faults.push(format!("there is no section {to}"));
        }
    }
    if row.shown_by.matches('`').count() % 2 == 1 {
        faults.push("a backtick too many".to_owned());
    }
    if row.asked.split_whitespace().count() < 2 {
        faults.push("it does not say what is asked".to_owned());
    }
    let words: Vec<&str> = row.shown_by.split('`').step_by(2).flat_map(str::split_whitespace).collect();
    let section = row.number.rsplit_once('.').map_or("", |(section, _)| section);
    match STANDINGS.iter().find(|(name, _)| *name == row.standing) {
        None => faults.push(format!("it stands as {:?}", row.standing)),
        Some((_, true)) if proofs == 0 && !(sections > 0 && WRITTEN_DOWN.contains(&section)) => {
            faults.push("neither a test nor a file shows it".to_owned());
        }
        Some((_, false)) if words.len() < 5 || !row.shown_by.ends_with('.') => {
            faults.push("no sentence says why".to_owned());
        }
        _ => {}
    }
    faults.into_iter().map(|fault| format!("{}: {fault}", row.number)).collect()
}

fn faults(document: &str, known: &Known) -> Vec<String> {
    let mut faults = Vec::new();
    for row in rows(document) {
        match row {
            Ok(row) => faults.extend(faults_of(&row, known)),
            Err(fault) => faults.push(fault),
        }
    }
    faults
}

/// The numbers of all requirements, in the standard's order.
fn asked() -> Vec<String> {
    let mut numbers = Vec::new();
    for (chapter, sections) in (1..).zip(ASKED) {
        for (section, count) in (1..).zip(sections) {
            numbers.extend((1..=*count).map(|one| format!("V{chapter}.{section}.{one}")));
        }
    }
    numbers
}

/// Every test of these files, by the name libtest prints; of one that runs on both databases, what stands before its two
/// endings. A file that no `mod` leads to has none.
fn tests_in(sources: &[Source]) -> BTreeSet<String> {
    let by_path: BTreeMap<&str, &Source> =
        sources.iter().map(|source| (source.path.as_str(), source)).collect();
    let mut found = BTreeSet::new();
    let items = by_path.get("tests/main.rs").map(|main| items_of(main)).unwrap_or_default();
    walk(&items, "tests", "", &by_path, &mut found);
    found
}

fn items_of(source: &Source) -> Vec<Item> {
    syn::parse_file(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.path)).items
}

fn walk(
    items: &[Item],
    folder: &str,
    module: &str,
    files: &BTreeMap<&str, &Source>,
    out: &mut BTreeSet<String>,
) {
    for item in items {
        match item {
            Item::Mod(inner) => {
                let (folder, module) =
                    (format!("{folder}/{}", inner.ident), format!("{module}{}::", inner.ident));
                let beside = [format!("{folder}.rs"), format!("{folder}/mod.rs")];
                let file = beside.iter().find_map(|path| files.get(path.as_str()));
                match (&inner.content, file) {
                    (Some((_, items)), _) => walk(items, &folder, &module, files, out),
                    (None, Some(file)) => walk(&items_of(file), &folder, &module, files, out),
                    (None, None) => {}
                }
            }
            Item::Fn(function) if function.attrs.iter().any(is_test) => {
                out.insert(format!("{module}{}", function.sig.ident));
            }
            Item::Macro(called) => {
                let on_both = called.mac.path.segments.last().is_some_and(|of| of.ident == "both_databases");
                let names = functions_in(called.mac.tokens.clone(), on_both);
                out.extend(names.into_iter().map(|name| format!("{module}{name}")));
            }
            _ => {}
        }
    }
}

fn is_test(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "test")
}

/// The functions at the top of what a macro is given: all of them, or those that are marked as tests.
fn functions_in(tokens: TokenStream, all: bool) -> Vec<String> {
    let mut found = Vec::new();
    let (mut marked, mut named) = (false, false);
    for tree in tokens {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                marked |= flat(group.stream()).last().is_some_and(|last| last == "test");
            }
            TokenTree::Ident(ident) if named => {
                if all || marked {
                    found.push(ident.to_string());
                }
                (marked, named) = (false, false);
            }
            TokenTree::Ident(ident) => named = ident == "fn",
            _ => {}
        }
    }
    found
}

/// The one place that starts a program: what a setting names, to look for viruses.
const STARTS_A_PROGRAM: &str = "src/outbound/virus_scanner.rs";
/// What would make a program read words as commands.
const SHELLS: [&str; 4] = ["\"sh\"", "/sh\"", "bash", "\"-c\""];

/// What a program started from here, or markup written by a script, would be.
fn opens_a_door(path: &str, text: &str) -> Option<String> {
    if Path::new(path).extension().is_some_and(|extension| extension == "rs") {
        let tokens = Source::new(path, text).tokens();
        let after = |at: usize| tokens[at..].iter().take_while(|token| ![";", "}"].contains(&token.as_str()));
        let starts = (0..tokens.len())
            .any(|at| tokens[at] == "process" && after(at).take(12).any(|token| token == "Command"));
        let as_it_may = path == STARTS_A_PROGRAM && !SHELLS.iter().any(|shell| text.contains(shell));
        return (starts && !as_it_may).then(|| format!("{path} starts a program"));
    }
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "postMessage"]
        .into_iter()
        .find(|word| text.contains(word))
        .map(|word| format!("{path}: {word}"))
}

fn document() -> String {
    std::fs::read_to_string(top().join(DOCUMENT)).expect("the table of requirements")
}

#[test]
fn every_requirement_stands_in_the_table_once() {
    let document = document();
    let numbers: Vec<String> = rows(&document).into_iter().flatten().map(|row| row.number).collect();
    assert_eq!(asked().len(), 253, "the standard's own count of levels 1 and 2");
    assert_eq!(numbers, asked());
    for chapter in 1..=ASKED.len() {
        let heading = format!("### V{chapter} ");
        assert!(document.lines().any(|line| line.starts_with(&heading)), "{heading}");
    }
}

#[test]
fn what_the_table_names_is_there() {
    let document = document();
    let known = Known::to(&document);
    assert!(TESTS.len() > 900, "the tests are not where they were: {}", TESTS.len());
    let faults = faults(&document, &known);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_document_counts_right_and_names_settings_and_files_there_are() {
    let document = document();
    let known = Known::to(&document);
    let count =
        |standing: &str| rows(&document).iter().flatten().filter(|row| row.standing == standing).count();
    let [shown, operator, not_here, open] = STANDINGS.map(|(standing, _)| count(standing));
    let said = format!(
        "{shown} are shown, {operator} fall to whoever runs the site, {not_here} do not apply here, {open} are open"
    );
    assert!(document.contains(&said), "it does not say: {said}");
    let named = document.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let unknown: Vec<&str> =
        named.filter(|word| word.starts_with("LADDER_") && !known.settings.contains(word)).collect();
    assert!(unknown.is_empty(), "settings there are not: {unknown:?}");
    let spans = document.split('`').skip(1).step_by(2);
    let paths = spans.filter(|span| ["src/", "tests/", "docs/"].iter().any(|room| span.starts_with(room)));
    let gone: Vec<&str> = paths.filter(|path| !top().join(path).exists()).collect();
    assert!(gone.is_empty(), "files there are not: {gone:?}");
}

#[test]
fn a_test_that_is_made_up_is_found_out() {
    let known = Known::to("# Keys and algorithms");
    let faults = |cells: &str| faults(&format!("| V6.2.1 | at least eight characters | {cells} |"), &known);
    let real = "house::security::a_test_that_is_made_up_is_found_out";
    assert_eq!(faults(&format!("shown | `{real}`, `deny.toml`")), Vec::<String>::new());
    for (cells, fault) in [
        (
            "shown | `house::security::a_test_nobody_wrote`",
            "there is no house::security::a_test_nobody_wrote",
        ),
        (
            "shown | `house::databases::a_test_database_is_its_own::sqlite`",
            "a_test_database_is_its_own::sqlite",
        ),
        ("shown | `src/web/nowhere.rs`", "there is no src/web/nowhere.rs"),
        ("shown | `a_test_without_its_path`", "there is no a_test_without_its_path"),
        ("shown | [Keys](#keys-and-algorithms)", "neither a test nor a file shows it"),
        ("shown | It is so, everybody knows that.", "neither a test nor a file shows it"),
        ("shown | `LADDER_NO_SUCH_SETTING`, `deny.toml`", "there is no LADDER_NO_SUCH_SETTING"),
        ("shown | `deny.toml", "a backtick too many"),
        ("open | later", "no sentence says why"),
        ("perhaps | `deny.toml`", "it stands as \"perhaps\""),
        ("not here", "it has no four cells"),
        ("not here | Nothing of the kind is [here](#nowhere).", "there is no section #nowhere"),
    ] {
        let found = faults(cells);
        assert!(found.len() == 1 && found[0].contains(fault), "{cells}: {found:?}");
    }
}

#[test]
fn tests_of_every_kind_are_found_and_nothing_else() {
    let sources = [
        Source::new("tests/main.rs", "mod web; mod inside { #[test] fn a() {} }"),
        Source::new("tests/web/mod.rs", "mod people; #[tokio::test] async fn b() {} fn no() {}"),
        Source::new(
            "tests/web/people.rs",
            "both_databases! { /// Said.\n async fn c(app: App) { async fn no(x: u8) {} } async fn d(app: App) {} }
             proptest! { #[test] fn e(x in 0..9u8) { f(x) } fn no(x in 0..9u8) {} }
             const NO: &str = \"#[test] fn no() {}\"; // #[test] fn no() {}\n #[actix_web::test] async fn f() {}",
        ),
        Source::new("tests/web/left_behind.rs", "#[test] fn no() {}"),
    ];
    let found: Vec<String> = tests_in(&sources).into_iter().collect();
    assert_eq!(
        found,
        ["inside::a", "web::b", "web::people::c", "web::people::d", "web::people::e", "web::people::f"]
    );
}

#[test]
fn no_shell_is_started_and_no_script_writes_markup() {
    let mut texts: Vec<(String, String)> =
        rust_files("src").into_iter().map(|source| (source.path, source.text)).collect();
    for asset in std::fs::read_dir(top().join("templates/assets")).expect("the assets") {
        let path = asset.expect("an asset").path();
        if path.extension().is_some_and(|extension| extension == "js") {
            texts.push((path.display().to_string(), std::fs::read_to_string(&path).expect("a script")));
        }
    }
    assert!(texts.iter().any(|(path, _)| path.ends_with("site.js")), "the script is not where it was");
    let doors: Vec<String> = texts.iter().filter_map(|(path, text)| opens_a_door(path, text)).collect();
    assert!(doors.is_empty(), "{}", doors.join("\n"));
    for (path, text) in [
        ("src/jobs/a.rs", "fn f() { std::process::Command::new(\"sh\"); }"),
        ("src/jobs/a.rs", "use std::process::{ExitCode, Command};"),
        (STARTS_A_PROGRAM, "use std::process::Command; fn f() { Command::new(\"/bin/sh\").arg(\"-c\"); }"),
        ("templates/assets/a.js", "list.innerHTML = words;"),
        ("templates/assets/a.js", "addEventListener(\"message\", f); frame.postMessage(words);"),
    ] {
        assert!(opens_a_door(path, text).is_some(), "unseen: {text}");
    }
    assert_eq!(opens_a_door("src/a.rs", "use std::process::ExitCode; enum Command { Serve }"), None);
}
