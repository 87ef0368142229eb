//! The table of walls, and the same table as the map in the crate's documentation tells it.

use std::collections::BTreeMap;

/// What a room may import of the house, itself and `ports` aside.
#[derive(Debug, PartialEq, Eq)]
pub enum Reach {
    Everything,
    AllBut(Vec<String>),
    /// Rooms, or modules of rooms (`store::read`).
    Only(Vec<String>),
}

/// The rooms, in the order of the map.
pub struct Walls {
    pub rooms: BTreeMap<String, Reach>,
    /// The only crates `domain` may use; the standard library's three names stand in `std`.
    pub domain_crates: Vec<String>,
}

/// The one table. `src/lib.rs` draws it for readers; a test holds the two together.
pub fn walls() -> Walls {
    let all: &[(&str, &[&str])] = &[
        ("main", &["commands"]),
        (
            "web",
            &[
                "app",
                "usecases",
                "store::read",
                "store::error",
                "mail::message",
                "mail::render",
                "mail::inbound",
                "calendar",
                "documents",
                "sheets",
                "crypto",
                "config",
                "outbound",
                "domain",
            ],
        ),
        (
            "jobs",
            &["usecases", "store", "mail", "calendar", "documents", "crypto", "config", "outbound", "domain"],
        ),
        ("usecases", &["domain", "store", "mail::message", "crypto"]),
        ("store", &["domain"]),
        ("mail", &["domain"]),
        ("calendar", &["domain"]),
        ("documents", &["domain"]),
        ("sheets", &["domain"]),
        ("outbound", &["domain"]),
        ("crypto", &[]),
        ("config", &[]),
        ("ports", &[]),
        ("domain", &[]),
    ];
    let mut rooms: BTreeMap<String, Reach> =
        all.iter().map(|(room, only)| ((*room).to_owned(), Reach::Only(owned(only)))).collect();
    rooms.insert("commands".to_owned(), Reach::Everything);
    rooms.insert("app".to_owned(), Reach::AllBut(owned(&["web", "commands"])));
    Walls {
        rooms,
        domain_crates: owned(&[
            "std",
            "chrono",
            "chrono_tz",
            "serde",
            "uuid",
            "thiserror",
            "unicode_normalization",
            "url",
        ]),
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Reads the walls out of the drawing: each arrow's line, and the indented lines that go on with it.
pub fn read_map(documentation: &str) -> Walls {
    let mut walls = Walls { rooms: BTreeMap::new(), domain_crates: Vec::new() };
    for (rooms, reach) in sentences(documentation) {
        for room in rooms.split(',').map(str::trim) {
            if room == "domain" {
                walls.rooms.insert(room.to_owned(), Reach::Only(Vec::new()));
                walls.domain_crates = list(&reach.replace('/', ", ").replace('-', "_"));
            } else {
                walls.rooms.insert(room.to_owned(), read_reach(&reach));
            }
        }
    }
    walls
}

fn sentences(documentation: &str) -> Vec<(String, String)> {
    let drawing = documentation.split("```text").find(|block| block.contains("main → commands"));
    let drawing = drawing.expect("a map of the rooms").split("```").next().unwrap_or_default();
    let mut sentences: Vec<(String, String)> = Vec::new();
    for line in drawing.lines().map(|line| line.trim_start_matches("//!")) {
        // Columns are set apart by wide gaps: two sentences may share a line, and an arrow may stand off its room.
        for part in columns(line) {
            match part.split_once('→') {
                Some((rooms, reach)) => {
                    // `main → commands → everything` is two sentences.
                    if let Some((middle, end)) = reach.split_once('→') {
                        sentences.push((rooms.trim().to_owned(), middle.trim().to_owned()));
                        sentences.push((middle.trim().to_owned(), end.trim().to_owned()));
                    } else {
                        sentences.push((rooms.trim().to_owned(), reach.trim().to_owned()));
                    }
                }
                None if part.trim().is_empty() => {}
                None => {
                    let (_, reach) = sentences.last_mut().expect("an arrow before what goes on with it");
                    reach.push(' ');
                    reach.push_str(part.trim());
                }
            }
        }
    }
    sentences
}

fn columns(line: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for piece in line.split("    ").filter(|piece| !piece.trim().is_empty()) {
        match parts.last_mut() {
            Some(last) if piece.trim_start().starts_with('→') => last.push_str(piece),
            _ => parts.push(piece.to_owned()),
        }
    }
    parts
}

fn read_reach(text: &str) -> Reach {
    let text = text.split(';').next().unwrap_or_default().replace("(types only)", "");
    if text.trim() == "everything" {
        Reach::Everything
    } else if text.trim() == "nothing of ours" {
        Reach::Only(Vec::new())
    } else if let Some(but) = text.trim().strip_prefix("all but ") {
        Reach::AllBut(list(&but.replace(" and ", ", ")))
    } else {
        Reach::Only(list(&text))
    }
}

/// `a, b::{c, d}` as `a`, `b::c`, `b::d`.
fn list(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut group: Option<String> = None;
    for item in text.split(',').map(str::trim) {
        let (name, ends) = item.strip_suffix('}').map_or((item, false), |name| (name, true));
        if let Some((room, first)) = name.split_once("::{") {
            out.push(format!("{room}::{first}"));
            group = Some(room.to_owned());
        } else if let Some(room) = &group {
            out.push(format!("{room}::{name}"));
        } else {
            out.push(name.to_owned());
        }
        if ends {
            group = None;
        }
    }
    out
}
