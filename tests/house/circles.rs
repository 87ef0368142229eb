//! No circle of files inside a room, and how much of the use-cases one must know to change a verb.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    imports::{Named, names},
    sources::{Source, rust_files},
};

/// Which files of its own room each file names; lists of modules (`mod.rs`) apart, since they only hold them together.
type Arrows = BTreeMap<String, BTreeSet<String>>;

fn arrows(sources: &[Source]) -> Arrows {
    let files: BTreeMap<Vec<String>, &Source> =
        sources.iter().map(|source| (source.module(), source)).collect();
    let mut arrows = Arrows::new();
    for source in sources.iter().filter(|source| !is_list(source)) {
        let found = names(source, &BTreeSet::new());
        let named = found.all.iter().filter_map(|named| match named {
            Named::Ours(path) => {
                let file = (1..=path.len()).rev().find_map(|length| files.get(&path[..length]))?;
                let inside = file.room() == source.room() && file.path != source.path && !is_list(file);
                inside.then(|| file.path.clone())
            }
            Named::Foreign(_) => None,
        });
        arrows.insert(source.path.clone(), named.collect());
    }
    arrows
}

fn is_list(source: &Source) -> bool {
    source.path.ends_with("/mod.rs") || source.path == "src/lib.rs"
}

/// Every file that can be reached from this one, itself apart.
fn reachable(arrows: &Arrows, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(file) = open.pop() {
        for next in arrows.get(&file).into_iter().flatten() {
            if found.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    found
}

/// Sets of files each of which reaches all others of its set.
fn circles(arrows: &Arrows) -> Vec<BTreeSet<String>> {
    let reach: BTreeMap<&String, BTreeSet<String>> =
        arrows.keys().map(|file| (file, reachable(arrows, file))).collect();
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for (file, reached) in &reach {
        if !reached.contains(*file) || found.iter().any(|circle| circle.contains(*file)) {
            continue;
        }
        let back = |other: &&String| reach.get(other).is_some_and(|theirs| theirs.contains(*file));
        found.push(reached.iter().filter(back).cloned().collect());
    }
    found
}

#[test]
fn no_files_of_a_room_name_each_other_in_a_circle() {
    let circles = circles(&arrows(&rust_files("src")));
    let told: Vec<String> =
        circles.iter().map(|circle| circle.iter().cloned().collect::<Vec<_>>().join(" ↔ ")).collect();
    assert!(told.is_empty(), "circles of files:\n{}", told.join("\n"));
}

#[test]
fn a_circle_is_found_however_long_it_is() {
    let file = |path: &str, text: &str| Source::new(path, text);
    let three = [
        file("src/usecases/a.rs", "use super::b::f;"),
        file("src/usecases/b.rs", "fn f() { crate::usecases::sub::c::g(); }"),
        file("src/usecases/sub/c.rs", "use crate::usecases::a;"),
        file("src/usecases/sub/mod.rs", "pub mod c;"),
        file("src/usecases/mod.rs", "pub mod a; pub mod b; pub mod sub; use a::X;"),
    ];
    assert_eq!(circles(&arrows(&three)).iter().map(BTreeSet::len).collect::<Vec<_>>(), [3]);
    let two_rooms = [
        file("src/usecases/a.rs", "use crate::store::b;"),
        file("src/store/b.rs", "use crate::usecases::a;"),
        file("src/usecases/c.rs", "use super::a::X;"),
    ];
    assert!(circles(&arrows(&two_rooms)).is_empty(), "walls between rooms are another test's");
}

/// How many other files of the use-cases stand behind a verb; what follows from events hangs on none of them.
const MUST_BE_KNOWN: [(&str, usize); 3] = [
    ("src/usecases/registers/record_attendance.rs", 9),
    ("src/usecases/bookings/cancel_booking.rs", 11),
    ("src/usecases/people/merge_people.rs", 15),
];

#[test]
fn a_verb_can_be_changed_knowing_few_other_files() {
    let arrows = arrows(&rust_files("src/usecases"));
    let mut too_many = Vec::new();
    for (verb, at_most) in MUST_BE_KNOWN {
        assert!(arrows.contains_key(verb), "{verb} is not where it was");
        let known = reachable(&arrows, verb);
        println!("{verb}: {} other files", known.len());
        if known.len() > at_most {
            let list: Vec<&str> = known.iter().map(String::as_str).collect();
            too_many.push(format!("{verb}: {} > {at_most}:\n  {}", known.len(), list.join("\n  ")));
        }
    }
    assert!(too_many.is_empty(), "{}", too_many.join("\n"));
}
