//! Every mail's templates, held to the facts of every sample.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use handlebars::Template;
use serde_json::Value;
use training_ladder::mail::{
    message::{Message, samples::samples},
    render::{MarkShown, SiteFacts, view},
};

use super::{amira, secrets, site};
use crate::support::template_walk::Walk;

fn templates_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")
}

/// Every template of the mail room by the name it is called by.
fn templates() -> BTreeMap<String, Template> {
    let root = templates_folder();
    let mut found = BTreeMap::new();
    let mut read = |name: String, file: PathBuf| {
        let source = fs::read_to_string(&file).unwrap();
        let template =
            Template::compile(&source).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        found.insert(name, template);
    };
    for layout in ["layouts/mail.text", "layouts/mail.html"] {
        read(layout.to_owned(), root.join(format!("{layout}.hbs")));
    }
    for name in names_in(&root.join("partials/mails")) {
        read(format!("mails/{}", name.trim_end_matches(".hbs")), root.join("partials/mails").join(&name));
    }
    for kind in names_in(&root.join("mails")) {
        for file in names_in(&root.join("mails").join(&kind)) {
            read(
                format!("{kind}/{}", file.trim_end_matches(".hbs")),
                root.join("mails").join(&kind).join(&file),
            );
        }
    }
    found
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn every_kind_has_its_templates_and_at_least_one_sample() {
    let kinds: BTreeSet<String> = Message::KINDS.iter().map(ToString::to_string).collect();
    assert_eq!(kinds.len(), Message::KINDS.len(), "two kinds share a word");
    assert_eq!(names_in(&templates_folder().join("mails")), kinds);
    for kind in &kinds {
        let files: Vec<_> = names_in(&templates_folder().join("mails").join(kind)).into_iter().collect();
        assert_eq!(files, ["html.hbs", "subject.hbs", "text.hbs"], "{kind}");
    }
    let sampled: BTreeSet<String> = samples().iter().map(|sample| sample.message.kind().to_owned()).collect();
    assert_eq!(sampled, kinds);
    let names: BTreeSet<_> = samples().iter().map(|sample| sample.name).collect();
    assert_eq!(names.len(), samples().len(), "two samples share a name");
}

#[test]
fn every_path_a_template_names_is_a_fact_and_every_template_is_used() {
    let templates = templates();
    let mut walk = Walk::new(&templates, &[]);
    let marked = MarkShown { page: "/assets/mark.0123.png".to_owned(), width: 96, height: 48 };
    let marked = SiteFacts { mark: Some(marked), ..site() };
    for (sample, site) in samples().iter().flat_map(|sample| [(sample, site()), (sample, marked.clone())]) {
        let mut facts = view(&sample.message, &amira(), &site, secrets()).unwrap();
        facts.insert("subject".to_owned(), Value::String("A subject".to_owned()));
        for part in ["subject", "text", "html"] {
            let name = format!("{}/{part}", sample.message.kind());
            walk.through(&name, sample.name, Value::Object(facts.clone()));
        }
    }
    assert!(walk.problems().is_empty(), "{:#?}", walk.problems());
    let never = walk.never_filled();
    assert!(never.is_empty(), "no sample has a value for {never:#?}");
    assert!(walk.unused().is_empty(), "unused templates: {:?}", walk.unused());
}
