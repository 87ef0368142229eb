//! Reads the house's own sources, as files and as flat lists of tokens.

use std::{
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Spacing, TokenStream, TokenTree};

/// One file of the house.
pub struct Source {
    /// From the top of the checkout, with forward slashes: `src/web/api/bookings.rs`.
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The file as tokens: comments gone, groups opened, `::` kept as one.
    pub fn tokens(&self) -> Vec<String> {
        let stream: TokenStream =
            self.text.parse().unwrap_or_else(|error| panic!("{} does not parse: {error}", self.path));
        flat(stream)
    }

    /// The modules that lead to this file: `["web", "api", "bookings"]`.
    pub fn module(&self) -> Vec<String> {
        let inner = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
        if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
            module.pop();
        }
        module
    }

    /// The room a file stands in: its folder, or its own name directly under `src/`.
    pub fn room(&self) -> String {
        let inner = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        inner.split('/').next().unwrap_or_default().to_owned()
    }
}

/// A token stream as text, one token an entry.
pub fn flat(stream: TokenStream) -> Vec<String> {
    let mut out = Vec::new();
    flatten(stream, &mut out);
    out
}

fn flatten(stream: TokenStream, out: &mut Vec<String>) {
    let mut colon_waits = false;
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                out.push(open.to_owned());
                flatten(group.stream(), out);
                out.push(close.to_owned());
            }
            TokenTree::Ident(ident) => out.push(ident.to_string().trim_start_matches("r#").to_owned()),
            TokenTree::Literal(literal) => out.push(literal.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                if colon_waits {
                    out.push("::".to_owned());
                    colon_waits = false;
                } else if punct.spacing() == Spacing::Joint {
                    colon_waits = true;
                } else {
                    out.push(":".to_owned());
                }
                continue;
            }
            TokenTree::Punct(punct) => out.push(punct.as_char().to_string()),
        }
        colon_waits = false;
    }
}

/// The top of the checkout.
pub fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under a folder of the checkout, in a steady order; none when the folder is not there.
pub fn rust_files(folder: &str) -> Vec<Source> {
    files(&top().join(folder))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| Source {
            text: fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            path: path
                .strip_prefix(top())
                .expect("a file below the top")
                .to_string_lossy()
                .replace('\\', "/"),
        })
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
