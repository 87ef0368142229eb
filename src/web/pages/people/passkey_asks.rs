//! What a page has the browser ask for: a passkey to be made or shown.

use serde::Serialize;

use crate::{usecases::people::add_passkey::Asked, web::assets};

/// What the browser is asked; a hidden part of a page's form.
#[derive(Serialize)]
pub(in crate::web) struct AskBrowser {
    /// `create` or `get`.
    what: &'static str,
    /// What its script is given, as JSON.
    options: String,
    /// The script's address.
    script: &'static str,
    /// What the button says.
    button: &'static str,
    /// Where the answer goes.
    action: &'static str,
    /// What goes with it.
    hidden: Vec<Hidden>,
}

/// A hidden field.
#[derive(Serialize)]
pub(in crate::web) struct Hidden {
    name: String,
    value: String,
}

impl AskBrowser {
    pub(super) fn to_show(options: String, action: &'static str, hidden: Vec<(String, String)>) -> Self {
        let hidden = hidden.into_iter().map(|(name, value)| Hidden { name, value }).collect();
        let script = assets::address_of("passkeys.js");
        Self { what: "get", options, script, button: "Use my passkey", action, hidden }
    }

    pub(super) fn to_make(asked: Asked, name: &str) -> Self {
        let hidden = [("challenge", asked.challenge.as_str()), ("name", name)];
        let hidden = hidden.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Self {
            what: "create",
            button: "Make the passkey",
            ..Self::to_show(asked.options, "/account/second-factor/passkeys/add", hidden)
        }
    }

    pub(super) fn sample() -> Self {
        let hidden = vec![("challenge".to_owned(), "a1b2c3".to_owned())];
        Self::to_show("{\"publicKey\":{}}".to_owned(), "/sign-in/passkey/answer", hidden)
    }
}
