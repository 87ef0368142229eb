//! Every page's template, held to the facts of every sample.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use handlebars::{Handlebars, Template};
use serde_json::json;
use training_ladder::web::{
    page_samples::{PageSamples, page_samples},
    page_templates::TEMPLATES,
};

use crate::support::template_walk::Walk;

/// What stands in a page unescaped: data for search engines, escaped for where it stands as it is made.
const UNESCAPED: &[&str] = &["json_ld"];

fn templates() -> BTreeMap<String, Template> {
    let compiled = |(name, text): &(&str, &str)| {
        let template = Template::compile(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        ((*name).to_owned(), template)
    };
    TEMPLATES.iter().map(compiled).collect()
}

#[test]
fn every_template_in_the_tree_is_compiled_in() {
    let mut found = BTreeSet::new();
    for room in ["layouts", "partials", "pages"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(room);
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().with_extension("");
                    let name = name.to_str().unwrap().replace('\\', "/");
                    // Mails have templates of their own.
                    if !name.starts_with("mails/") && !name.starts_with("mail.") {
                        found.insert(name);
                    }
                }
            }
        }
    }
    let listed = TEMPLATES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, listed);
}

#[test]
fn every_page_has_typed_facts_and_no_two_share_a_template() {
    let names: Vec<_> = page_samples().unwrap().iter().map(|page| page.template).collect();
    let typed: BTreeSet<_> = names.iter().copied().collect();
    assert_eq!(typed.len(), names.len(), "two pages share a template");
    let pages: BTreeSet<_> = TEMPLATES
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| *name != "page" && !name.starts_with("pages/"))
        .collect();
    assert_eq!(&pages - &typed, BTreeSet::new(), "templates without typed facts");
    assert_eq!(&typed - &pages, BTreeSet::new(), "typed facts without a template");
}

#[test]
fn every_path_a_page_names_is_a_fact_of_every_sample() {
    let templates = templates();
    let mut walk = Walk::new(&templates, UNESCAPED);
    for PageSamples { template, facts } in page_samples().unwrap() {
        assert!(!facts.is_empty(), "{template} has no samples");
        for (at, facts) in facts.into_iter().enumerate() {
            walk.through(template, &format!("sample {at} of {template}"), facts);
        }
    }
    assert!(walk.problems().is_empty(), "{:#?}", walk.problems());
    assert_eq!(walk.never_filled(), [] as [&str; 0], "no sample has a value for these");
    let sides = walk.one_sided();
    assert!(sides.is_empty(), "samples do not show every side: {sides:#?}");
    assert_eq!(walk.unused(), [] as [&str; 0], "unused templates");
}

#[test]
fn every_sample_renders() {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    for (name, text) in TEMPLATES {
        registry.register_template_string(name, text).unwrap();
    }
    for PageSamples { template, facts } in page_samples().unwrap() {
        for (at, facts) in facts.iter().enumerate() {
            let html = registry.render(template, facts);
            let html = html.unwrap_or_else(|error| panic!("sample {at} of {template}: {error}"));
            assert!(html.trim_end().ends_with("</html>"), "sample {at} of {template} is no whole page");
        }
    }
}

#[test]
fn the_walk_follows_lists_steps_up_and_lookups() {
    let templates = compiled(&[(
        "right",
        "{{#each list}}{{@index}}{{#unless @last}}{{../name}}{{/unless}}{{else}}{{name}}{{/each}}\
         {{#with (lookup by \"a.b\")}}{{of}}{{/with}}{{by.[a.b].of}}{{#if (or name (not list))}}{{/if}}",
    )]);
    let mut walk = Walk::new(&templates, &[]);
    for list in [json!([1, 2]), json!([])] {
        walk.through("right", "right", json!({"list": list, "name": "n", "by": {"a.b": {"of": 1}}}));
    }
    assert_eq!(walk.problems(), [] as [&str; 0]);
    assert_eq!(walk.one_sided(), ["right: {{#if (or name (not list))}} in line 1 is never passed by"]);
}

#[test]
fn the_walk_notices_what_a_page_can_get_wrong() {
    let wrong = [
        ("{{@index}}", "names @index outside a list"),
        ("{{#each list}}{{../there}}{{/each}}", "names ../there"),
        ("{{#each list}}{{name}}{{/each}}", "names name"),
        ("{{#with (lookup by \"c\")}}{{/with}}", "names (lookup … c)"),
        ("{{#each list}}{{> inner}}{{/each}}", "inner names ../name"),
        ("{{#each none}}{{/each}}", "names none"),
        ("{{#if (or name gone)}}{{/if}}", "names gone"),
        ("{{> nowhere}}", "no template nowhere"),
        ("{{> plain gone}}", "names gone"),
        ("{{> plain words=gone}}", "names gone"),
        ("{{#unless name}}{{gone}}{{/unless}}", "names gone"),
    ];
    for (text, what) in wrong {
        let templates = compiled(&[("page", text), ("inner", "{{../name}}"), ("plain", "x")]);
        let mut walk = Walk::new(&templates, &[]);
        walk.through("page", "the sample", json!({"list": [{"x": 1}], "name": "n", "by": {"b": 1}}));
        assert_eq!(walk.problems().len(), 1, "{text}: {:?}", walk.problems());
        assert!(walk.problems()[0].contains(what), "{text}: {:?}", walk.problems());
    }
}

#[test]
fn the_walk_notices_what_no_sample_shows() {
    let sides = [
        ("{{#if name}}{{/if}}", "{{#if name}} in line 1 is never passed by"),
        ("{{#unless name}}{{/unless}}", "{{#unless name}} in line 1 is never entered"),
        ("{{#each empty}}{{/each}}", "{{#each empty}} in line 1 is never entered"),
        ("{{#each list}}{{else}}{{/each}}", "{{#each list}} in line 1 is never passed by"),
        ("{{#with nothing}}{{/with}}", "{{#with nothing}} in line 1 is never entered"),
    ];
    for (text, what) in sides {
        let templates = compiled(&[("page", text)]);
        let mut walk = Walk::new(&templates, &[]);
        walk.through("page", "", json!({"list": [1], "empty": [], "name": "n", "nothing": null}));
        assert_eq!(walk.problems(), [] as [&str; 0], "{text}");
        assert_eq!(walk.one_sided(), [format!("page: {what}")], "{text}");
    }
}

fn compiled(templates: &[(&str, &str)]) -> BTreeMap<String, Template> {
    let compile = |(name, text): &(&str, &str)| ((*name).to_owned(), Template::compile(text).unwrap());
    templates.iter().map(compile).collect()
}
