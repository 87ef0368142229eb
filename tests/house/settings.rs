//! Every setting counts: each field of the configuration is read somewhere outside `src/config/`.

use std::collections::BTreeMap;

use syn::{Fields, Item, Visibility};

use super::sources::{Source, rust_files};

/// Every public field of a configuration struct, as `SiteConfig.timezone`.
fn fields(sources: &[Source]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.room() == "config") {
        let file = syn::parse_file(&source.text).expect("it parses");
        for item in file.items {
            let Item::Struct(item) = item else { continue };
            if !item.ident.to_string().ends_with("Config") {
                continue;
            }
            let Fields::Named(named) = item.fields else { continue };
            for field in named.named.iter().filter(|field| matches!(field.vis, Visibility::Public(_))) {
                let name = field.ident.as_ref().expect("a named field").to_string();
                found.push((item.ident.to_string(), name));
            }
        }
    }
    found
}

/// What each struct is called where it stands in another: `SiteConfig` as `site`.
fn sections(fields: &[(String, String)], sources: &[Source]) -> BTreeMap<String, String> {
    let mut sections = BTreeMap::new();
    for source in sources.iter().filter(|source| source.room() == "config") {
        let tokens = source.tokens();
        for at in 2..tokens.len() {
            let named = fields.iter().any(|(of, _)| *of == tokens[at]) && tokens[at - 1] == ":";
            if named {
                sections.insert(tokens[at].clone(), tokens[at - 2].clone());
            }
        }
    }
    sections
}

/// Whether a field is read outside the configuration: by the name of its section, or in a file that names its struct.
fn is_read(of: &str, field: &str, section: Option<&String>, sources: &[Source]) -> bool {
    // The configuration itself may do something with a field, such as making a folder.
    let does = |source: &Source| {
        let tokens = source.tokens();
        tokens.windows(3).any(|three| three[0] == "self" && three[1] == "." && three[2] == field)
    };
    if sources.iter().filter(|source| source.room() == "config").any(does) {
        return true;
    }
    sources.iter().filter(|source| source.room() != "config").any(|source| {
        let tokens = source.tokens();
        let by_section = section.is_some_and(|section| {
            tokens.windows(3).any(|three| three[0] == *section && three[1] == "." && three[2] == field)
        });
        let names_it = tokens.iter().any(|token| token == of);
        by_section || names_it && tokens.windows(2).any(|two| two[0] == "." && two[1] == field)
    })
}

fn unread(sources: &[Source]) -> Vec<String> {
    let fields = fields(sources);
    let sections = sections(&fields, sources);
    let unread = fields.iter().filter(|(of, name)| !is_read(of, name, sections.get(of), sources));
    unread.map(|(of, name)| format!("{of}.{name}")).collect()
}

#[test]
fn every_field_of_the_configuration_is_read() {
    let sources = rust_files("src");
    assert!(fields(&sources).len() > 20, "the configuration is not where it was");
    assert_eq!(unread(&sources), Vec::<String>::new(), "settings that change nothing");
}

#[test]
fn a_setting_that_nobody_reads_is_found() {
    let sources = [
        Source::new("src/config/site.rs", "pub struct SiteConfig { pub zone: u8, pub name: u8 }"),
        Source::new("src/config/serve.rs", "pub struct ServeConfig { pub site: SiteConfig }"),
        Source::new("src/commands/serve.rs", "fn f(c: ServeConfig, row: Row) { g(c.site.name, row.zone) }"),
    ];
    assert_eq!(unread(&sources), ["SiteConfig.zone"]);
}
