//! Who may import whom: no arrow that the table of `map.rs` does not have.

use std::collections::BTreeSet;

use super::{
    imports::{Named, names},
    map::{Reach, Walls, read_map, walls},
    sources::{Source, rust_files, top},
};

/// Every arrow of these files that the walls forbid, as `file: what is wrong`.
fn broken(sources: &[Source], walls: &Walls, crates: &BTreeSet<String>) -> Vec<String> {
    let modules: BTreeSet<Vec<String>> = sources
        .iter()
        .flat_map(|source| {
            let module = source.module();
            (1..=module.len()).map(move |length| module[..length].to_vec())
        })
        .collect();
    let mut out = Vec::new();
    for source in sources {
        for wrong in broken_in(source, walls, crates, &modules) {
            out.push(format!("{}: {wrong}", source.path));
        }
    }
    out
}

fn broken_in(
    source: &Source,
    walls: &Walls,
    crates: &BTreeSet<String>,
    modules: &BTreeSet<Vec<String>>,
) -> Vec<String> {
    let room = source.room();
    let found = names(source, crates);
    if room == "lib" {
        return found
            .handed_on
            .iter()
            .map(|named| format!("the root hands on {named:?}; rooms are asked by name"))
            .collect();
    }
    let Some(reach) = walls.rooms.get(&room) else {
        return vec![format!("`{room}` is no room of the table")];
    };
    let mut out = Vec::new();
    for named in &found.all {
        match named {
            Named::Ours(path) if !may(&room, reach, path, walls) => {
                out.push(format!("{room} may not import {}", shown(path)));
            }
            Named::Ours(path) if room == "store" && !is_type(path, modules) => {
                out.push(format!("store may name types of the domain, not {}", shown(path)));
            }
            Named::Foreign(path) if room == "domain" => {
                let name = if ["core", "alloc"].contains(&path[0].as_str()) { "std" } else { &path[0] };
                if !walls.domain_crates.iter().any(|allowed| allowed == name) {
                    out.push(format!("domain may not use the crate {}", path[0]));
                }
            }
            _ => {}
        }
    }
    for named in &found.handed_on {
        if let Named::Ours(path) = named
            && path.first() != Some(&room)
        {
            out.push(format!(
                "{room} hands on {}: whoever needs it imports it from its own room",
                shown(path)
            ));
        }
    }
    out
}

fn may(room: &str, reach: &Reach, path: &[String], walls: &Walls) -> bool {
    let Some(target) = path.first() else { return *reach == Reach::Everything };
    if target == room || (target == "ports" && room != "domain") {
        return true;
    }
    if !walls.rooms.contains_key(target) {
        return false;
    }
    match reach {
        Reach::Everything => true,
        Reach::AllBut(closed) => !closed.contains(target),
        Reach::Only(open) => open
            .iter()
            .any(|entry| path.starts_with(&entry.split("::").map(str::to_owned).collect::<Vec<_>>())),
    }
}

/// Whether a path into the domain ends at a module or passes through a type; any other path is let through.
fn is_type(path: &[String], modules: &BTreeSet<Vec<String>>) -> bool {
    if path.first().is_none_or(|room| room != "domain") {
        return true;
    }
    let inside = (1..=path.len()).rev().find(|length| modules.contains(&path[..*length])).unwrap_or(1);
    path.get(inside).is_none_or(|name| name.starts_with(|letter: char| letter.is_uppercase()))
}

fn shown(path: &[String]) -> String {
    if path.is_empty() { "the whole crate".to_owned() } else { format!("`{}`", path.join("::")) }
}

/// The crates a path may lead into: what `Cargo.toml` names.
fn crates() -> BTreeSet<String> {
    let manifest = std::fs::read_to_string(top().join("Cargo.toml")).expect("Cargo.toml");
    let manifest: toml::Table = manifest.parse().expect("Cargo.toml reads as TOML");
    manifest["dependencies"]
        .as_table()
        .expect("dependencies")
        .keys()
        .map(|name| name.replace('-', "_"))
        .collect()
}

/// Parts of one room that never name each other; what both need stands beside them.
const APART: [[&str; 2]; 2] = [["web::pages", "web::api"], ["web::api", "web::pages"]];

/// Where one of two such parts names the other.
fn crossings(sources: &[Source], crates: &BTreeSet<String>) -> Vec<String> {
    let inside = |path: &[String], part: &str| {
        let part: Vec<String> = part.split("::").map(str::to_owned).collect();
        path.starts_with(&part)
    };
    let mut out = Vec::new();
    for source in sources {
        for [here, there] in APART.iter().filter(|[here, _]| inside(&source.module(), here)) {
            for named in names(source, crates).all {
                if let Named::Ours(path) = named
                    && inside(&path, there)
                {
                    out.push(format!("{}: {here} may not name {}", source.path, shown(&path)));
                }
            }
        }
    }
    out
}

#[test]
fn the_api_and_the_pages_do_not_name_each_other() {
    let crossings = crossings(&rust_files("src"), &crates());
    assert!(crossings.is_empty(), "{}", crossings.join("\n"));
}

#[test]
fn every_way_across_between_the_api_and_the_pages_is_found() {
    for (path, text) in [
        ("src/web/pages/people/account.rs", "use crate::web::api::people::me;"),
        ("src/web/pages/people/account.rs", "use super::super::super::api;"),
        ("src/web/pages/mod.rs", "fn f() { crate::web::api::done(); }"),
        ("src/web/api/people/me.rs", "use crate::web::{error::ApiResult, pages::wording};"),
    ] {
        assert_eq!(crossings(&[Source::new(path, text)], &crates()).len(), 1, "unseen in {path}: {text}");
    }
    for (path, text) in [
        ("src/web/pages/people/account.rs", "use crate::web::{access, api_document, pages::wording};"),
        ("src/web/api/people/me.rs", "use crate::web::{access, api::answers, page_routes};"),
        ("src/web/routes.rs", "use super::{api, pages};"),
    ] {
        assert_eq!(crossings(&[Source::new(path, text)], &crates()), Vec::<String>::new(), "{path}: {text}");
    }
}

#[test]
fn no_room_imports_what_the_table_closes_to_it() {
    let broken = broken(&rust_files("src"), &walls(), &crates());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_map_in_the_crate_documentation_says_the_same_as_the_table() {
    let documentation = std::fs::read_to_string(top().join("src/lib.rs")).expect("src/lib.rs");
    let (drawn, table) = (read_map(&documentation), walls());
    assert_eq!(drawn.rooms, table.rooms);
    assert_eq!(drawn.domain_crates, table.domain_crates);
}

#[test]
fn a_map_that_draws_another_wall_is_found() {
    let documentation = std::fs::read_to_string(top().join("src/lib.rs")).expect("src/lib.rs");
    for (drawn, changed) in [
        ("domain, store, mail::message, crypto", "domain, store, mail, crypto"),
        ("nothing of ours", "domain"),
        ("web and commands", "commands"),
        ("thiserror", "anyhow"),
    ] {
        assert!(documentation.contains(drawn), "the map no longer says {drawn:?}");
        let read = read_map(&documentation.replacen(drawn, changed, 1));
        let table = walls();
        assert!(
            read.rooms != table.rooms || read.domain_crates != table.domain_crates,
            "{changed} went unseen"
        );
    }
}

/// What the checker says of one file that stands alone beside a small domain.
fn said(path: &str, text: &str) -> Vec<String> {
    let sources = [
        Source::new(path, text),
        Source::new("src/domain/eligibility.rs", ""),
        Source::new("src/domain/ids.rs", ""),
        Source::new("src/domain/sub/mod.rs", ""),
    ];
    broken(&sources, &walls(), &crates())
}

#[test]
fn every_way_of_naming_a_closed_room_is_found() {
    let ways = [
        "use crate::store::write::bookings;",
        "use crate::{domain::ids::Id, store::write_tx};",
        "use crate::store;",
        "use crate::store::*;",
        "use crate::store as drawers;",
        "use crate::store::{self as drawers, read};",
        "use crate as house;",
        "use crate::*;",
        "use crate::{self as house};",
        "use super::super::super::store::write;",
        "use training_ladder::store::write;",
        "use ::training_ladder::store::write;",
        "extern crate self as house;",
        "fn f() { crate::store::write::insert(); }",
        "fn f(x: Vec<crate::store::Db>) {}",
        "fn f() { super::super::super::store::write::insert(); }",
        "mod inner { fn f() { super::super::super::super::store::write::insert(); } }",
        "impl crate::store::Rows for T {}",
        "fn f() { println!(\"{}\", crate::store::count()); }",
        "fn f() { assert!(matches!(x, Some(crate::store::Db::Open))); }",
        "macro_rules! m { () => { $crate::store::count() } }",
        "#[derive(crate::store::Row)] struct S;",
        "#[serde(with = \"crate::store::types\")] struct S;",
        "use crate::domain as d; fn f() { crate::jobs::run(); }",
        "use crate::mail::transport::Smtp;",
        "use crate::house_macro;",
    ];
    for way in ways {
        assert!(!said("src/web/api/bookings.rs", way).is_empty(), "web reached out unseen: {way}");
    }
}

#[test]
fn open_doors_stay_open() {
    for (path, text) in [
        ("src/web/api/bookings.rs", "use crate::{app::App, store::{error, read::bookings}, ports::Clock};"),
        (
            "src/web/api/bookings.rs",
            "use crate::mail::message::Mail; use super::paging; use crate::web::error;",
        ),
        ("src/web/mod.rs", "mod api; pub use api::Scope; pub(crate) fn f() {} use std::fmt;"),
        (
            "src/usecases/book_session.rs",
            "use crate::{domain::eligibility::judge, store::write, crypto::tokens};",
        ),
        ("src/commands/serve.rs", "use crate::{web, jobs, app, store};"),
        ("src/app.rs", "use crate::{store::Db, config::Config, jobs::Runner, mail::Mailer};"),
        ("src/main.rs", "mod local; use training_ladder::commands; use crate::local;"),
        ("src/store/write/bookings.rs", "use crate::domain::{ids::Id, eligibility, eligibility::Refusal};"),
        ("src/store/write/bookings.rs", "fn f() { crate::domain::eligibility::Refusal::all(); }"),
        ("src/domain/terms.rs", "use chrono::Utc; use std::fmt; fn f() { fmt::Arguments::x(); Utc::y(); }"),
        ("src/domain/terms.rs", "use super::words::State; use State::*; enum E { A } use E::A;"),
        ("src/domain/mod.rs", "pub mod words; pub use words::State; mod sub { use core::mem; }"),
    ] {
        assert_eq!(said(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}

#[test]
fn each_room_is_held_to_its_own_line() {
    for (path, text) in [
        ("src/usecases/book_session.rs", "use crate::mail::render::Renderer;"),
        ("src/usecases/book_session.rs", "use crate::config::Config;"),
        ("src/jobs/table.rs", "use crate::app::App;"),
        ("src/app.rs", "use crate::web::routes;"),
        ("src/main.rs", "use training_ladder::store::Db;"),
        ("src/ports.rs", "use crate::domain::ids::Id;"),
        ("src/config/mail.rs", "use crate::mail::transport::Transport;"),
        ("src/calendar/invite.rs", "use crate::documents::certificate;"),
        ("src/domain/terms.rs", "use crate::ports::Clock;"),
        ("src/domain/terms.rs", "use serde_json::Value;"),
        ("src/domain/terms.rs", "fn f() { serde_json::from_str::<u8>(\"1\"); }"),
        ("src/domain/terms.rs", "use chrono::{self, Utc}; use tokio::sync;"),
        ("src/domain/terms.rs", "#[derive(diesel::Queryable)] struct S;"),
        ("src/store/write/bookings.rs", "use crate::domain::eligibility::judge;"),
        ("src/store/write/bookings.rs", "use crate::domain::eligibility; fn f() { eligibility::judge(); }"),
        ("src/store/mod.rs", "pub use crate::domain::ids::Id;"),
        ("src/lib.rs", "pub mod web; pub use web::start;"),
        ("src/attic/mod.rs", ""),
        ("src/attic.rs", ""),
    ] {
        assert!(!said(path, text).is_empty(), "unseen in {path}: {text}");
    }
}
