//! What a file names of the house and of other crates: `use` trees, inline paths, macro arguments, attributes.

use std::collections::{BTreeSet, HashMap, HashSet};

use syn::{
    Attribute, ItemExternCrate, ItemMacro, ItemMod, ItemUse, Macro, Path, UseTree, VisRestricted, Visibility,
    ext::IdentExt,
    visit::{self, Visit},
};

use super::sources::{Source, flat};

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// Inside this house, from the crate's root; empty means the root as a whole.
    Ours(Vec<String>),
    /// Into another crate, its name first.
    Foreign(Vec<String>),
}

/// Everything one file names.
#[derive(Default)]
pub struct Names {
    pub all: BTreeSet<Named>,
    /// What it hands on with `pub use`.
    pub handed_on: BTreeSet<Named>,
}

/// Reads a file; `crates` are the names a path may begin with to lead outside without a `use`.
pub fn names(source: &Source, crates: &BTreeSet<String>) -> Names {
    let file = syn::parse_file(&source.text)
        .unwrap_or_else(|error| panic!("{} does not parse: {error}", source.path));
    let mut reader = Reader {
        module: source.module(),
        binary: source.path == "src/main.rs",
        crates,
        imports: HashMap::new(),
        modules: HashSet::new(),
        macros: HashSet::new(),
        found: Names::default(),
    };
    // The first reading learns what the imports are called, the second follows paths through those names.
    reader.visit_file(&file);
    reader.found = Names::default();
    reader.visit_file(&file);
    reader.found
}

struct Reader<'a> {
    module: Vec<String>,
    binary: bool,
    crates: &'a BTreeSet<String>,
    imports: HashMap<String, Named>,
    modules: HashSet<Vec<String>>,
    macros: HashSet<String>,
    found: Names,
}

impl Reader<'_> {
    fn resolve(&self, path: &[String], outside: bool, in_use: bool) -> Option<Named> {
        let first = path.first()?;
        if outside && first != "training_ladder" {
            return Some(Named::Foreign(path.to_vec()));
        }
        match first.as_str() {
            "crate" if self.binary => None,
            "crate" | "training_ladder" => Some(Named::Ours(path[1..].to_vec())),
            "self" => Some(Named::Ours([&self.module, &path[1..]].concat())),
            "super" => {
                let ups = path.iter().take_while(|segment| *segment == "super").count();
                let kept = self.module.len().saturating_sub(ups);
                Some(Named::Ours([&self.module[..kept], &path[ups..]].concat()))
            }
            _ => self.resolve_bare(path, in_use),
        }
    }

    fn resolve_bare(&self, path: &[String], in_use: bool) -> Option<Named> {
        let (first, rest) = path.split_first()?;
        // A macro of the file's own, handed on.
        if in_use && rest.is_empty() && self.macros.contains(first) {
            return None;
        }
        let here = [self.module.as_slice(), std::slice::from_ref(first)].concat();
        if self.modules.contains(&here) {
            return Some(Named::Ours([here.as_slice(), rest].concat()));
        }
        match self.imports.get(first) {
            Some(Named::Ours(base)) => return Some(Named::Ours([base.as_slice(), rest].concat())),
            Some(Named::Foreign(base)) if base.len() > 1 || base.first() != Some(first) => {
                return Some(Named::Foreign([base.as_slice(), rest].concat()));
            }
            _ => {}
        }
        let lower = first.starts_with(|letter: char| letter.is_lowercase());
        let outside = ["std", "core", "alloc"].contains(&first.as_str()) || self.crates.contains(first);
        ((in_use && lower) || outside).then(|| Named::Foreign(path.to_vec()))
    }

    fn note(&mut self, path: &[String], outside: bool) {
        if let Some(named) = self.resolve(path, outside, false) {
            self.found.all.insert(named);
        }
    }

    fn read_tree(&mut self, prefix: &[String], tree: &UseTree, item: &ItemUse) {
        match tree {
            UseTree::Path(step) => {
                let prefix = [prefix, &[step.ident.unraw().to_string()]].concat();
                self.read_tree(&prefix, &step.tree, item);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.read_tree(prefix, tree, item);
                }
            }
            UseTree::Glob(_) => self.import(prefix, None, item),
            UseTree::Name(name) => {
                let name = name.ident.unraw().to_string();
                self.import_as(prefix, &name, &name, item);
            }
            UseTree::Rename(rename) => {
                let (name, known_as) = (rename.ident.unraw().to_string(), rename.rename.unraw().to_string());
                self.import_as(prefix, &name, &known_as, item);
            }
        }
    }

    fn import_as(&mut self, prefix: &[String], name: &str, known_as: &str, item: &ItemUse) {
        if name == "self" {
            let known_as =
                if known_as == "self" { prefix.last().cloned() } else { Some(known_as.to_owned()) };
            self.import(prefix, known_as, item);
        } else {
            let path = [prefix, &[name.to_owned()]].concat();
            self.import(&path, Some(known_as.to_owned()), item);
        }
    }

    fn import(&mut self, path: &[String], known_as: Option<String>, item: &ItemUse) {
        let Some(named) = self.resolve(path, item.leading_colon.is_some(), true) else { return };
        if let Some(known_as) = known_as {
            self.imports.insert(known_as, named.clone());
        }
        let widely = match &item.vis {
            Visibility::Public(_) => true,
            Visibility::Restricted(limit) => limit.path.is_ident("crate"),
            Visibility::Inherited => false,
        };
        if widely {
            self.found.handed_on.insert(named.clone());
        }
        self.found.all.insert(named);
    }

    /// Paths in tokens that syn leaves unread: the arguments of macros and attributes.
    fn scan(&mut self, tokens: &[String]) {
        let mut at = 0;
        while at < tokens.len() {
            if tokens[at].starts_with('"') {
                self.scan_text(tokens[at].trim_matches('"'));
            }
            let follows = at > 0 && ["::", "."].contains(&tokens[at - 1].as_str());
            if follows || !is_name(&tokens[at]) {
                at += 1;
                continue;
            }
            let mut path = vec![tokens[at].clone()];
            at += 1;
            let mut goes_on = false;
            while tokens.get(at).is_some_and(|token| token == "::") {
                goes_on = true;
                let Some(next) = tokens.get(at + 1).filter(|token| is_name(token)) else { break };
                path.push(next.clone());
                at += 2;
            }
            if goes_on {
                self.note(&path, false);
            }
        }
    }

    /// A path written as text, as in `#[serde(with = "crate::…")]`.
    fn scan_text(&mut self, text: &str) {
        let path: Vec<String> = text.split("::").map(str::to_owned).collect();
        if path.len() > 1 && path.iter().all(|segment| is_name(segment)) {
            self.note(&path, false);
        }
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
        && token.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.read_tree(&[], &item.tree, item);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        let name = item.ident.unraw().to_string();
        let named = match name.as_str() {
            "self" | "training_ladder" => Named::Ours(Vec::new()),
            _ => Named::Foreign(vec![name.clone()]),
        };
        let known_as = item.rename.as_ref().map_or(name, |(_, rename)| rename.unraw().to_string());
        self.imports.insert(known_as, named.clone());
        self.found.all.insert(named);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.module.push(item.ident.unraw().to_string());
        self.modules.insert(self.module.clone());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let segments: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
        if segments.len() > 1 {
            self.note(&segments, path.leading_colon.is_some());
        }
        visit::visit_path(self, path);
    }

    fn visit_item_macro(&mut self, item: &'ast ItemMacro) {
        self.macros.extend(item.ident.as_ref().map(|name| name.unraw().to_string()));
        visit::visit_item_macro(self, item);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.scan(&flat(call.tokens.clone()));
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        match &attribute.meta {
            syn::Meta::List(list) => self.scan(&flat(list.tokens.clone())),
            syn::Meta::NameValue(pair) if !pair.path.is_ident("doc") => {
                self.visit_expr(&pair.value);
            }
            _ => {}
        }
        self.visit_path(attribute.path());
    }

    /// `pub(crate)` says who may see, it reaches for nothing.
    fn visit_vis_restricted(&mut self, _: &'ast VisRestricted) {}
}
