//! Zoom: the server-to-server app by which the service makes meetings. Off unless it is set.

use std::path::PathBuf;

use url::Url;

use super::{
    reading::Reader,
    secrets::SecretText,
    setting::{About, Setting, not_at_all, one_line, path, plainly},
    this_machine::is_this_machine,
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[
    &ACCOUNT_ID.about,
    &CLIENT_ID.about,
    &CLIENT_SECRET.about,
    &CLIENT_SECRET_FILE.about,
    &USER.about,
    &API.about,
];

static ACCOUNT_ID: Setting<String> = Setting {
    about: About {
        name: "zoom_account_id",
        flag: "zoom-account-id",
        env: "LADDER_ZOOM_ACCOUNT_ID",
        default: None,
        meaning: "The Zoom account in which meetings are made; none are unless this is set.",
        right: "the account id that Zoom shows with the server-to-server app",
        shown: plainly,
    },
    parse: one_line,
};

static CLIENT_ID: Setting<String> = Setting {
    about: About {
        name: "zoom_client_id",
        flag: "zoom-client-id",
        env: "LADDER_ZOOM_CLIENT_ID",
        default: None,
        meaning: "What the server-to-server app is called at Zoom.",
        right: "the client id that Zoom shows with the app",
        shown: plainly,
    },
    parse: one_line,
};

static CLIENT_SECRET: Setting<SecretText> = Setting {
    about: About {
        name: "zoom_client_secret",
        flag: "zoom-client-secret",
        env: "LADDER_ZOOM_CLIENT_SECRET",
        default: None,
        meaning: "What the app proves itself with at Zoom.",
        right: "the client secret that Zoom shows with the app",
        shown: not_at_all,
    },
    parse: secret,
};

static CLIENT_SECRET_FILE: Setting<PathBuf> = Setting {
    about: About {
        name: "zoom_client_secret_file",
        flag: "zoom-client-secret-file",
        env: "LADDER_ZOOM_CLIENT_SECRET_FILE",
        default: None,
        meaning: "A file that holds the app’s secret, in its place.",
        right: "the path of a file this user may read",
        shown: plainly,
    },
    parse: path,
};

static USER: Setting<String> = Setting {
    about: About {
        name: "zoom_user",
        flag: "zoom-user",
        env: "LADDER_ZOOM_USER",
        default: Some("me"),
        meaning: "Whose meetings they are: a licensed user of the Zoom account, who starts them as host.",
        right: "the address with which that user signs in to Zoom, or me for the owner of the app",
        shown: plainly,
    },
    parse: one_line,
};

static API: Setting<Url> = Setting {
    about: About {
        name: "zoom_api",
        flag: "zoom-api",
        env: "LADDER_ZOOM_API",
        default: Some("https://api.zoom.us/v2"),
        meaning: "Where Zoom’s API is asked: another cluster keeps what it is told in its own region.",
        right: "an https address such as https://api-eu.zoom.us/v2 (http for this machine only)",
        shown: plainly,
    },
    parse: address,
};

fn secret(text: &str) -> Result<SecretText, String> {
    let text = text.trim();
    if text.is_empty() { Err("it is empty".to_owned()) } else { Ok(SecretText::new(text)) }
}

fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|why| format!("it is not a web address: {why}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it holds a user name or password".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("it has a query or a fragment".to_owned());
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_this_machine(&url) => Ok(url),
        _ => Err("it is not https, without which anybody on the way could read who comes".to_owned()),
    }
}

/// The app at Zoom.
#[derive(Debug, Clone)]
pub struct ZoomConfig {
    /// The account.
    pub account_id: String,
    /// The app.
    pub client_id: String,
    /// What it proves itself with.
    pub client_secret: SecretText,
    /// Whose meetings they are.
    pub user: String,
    /// Where the API is, without a slash at the end.
    pub api: String,
    /// Where tokens are given out.
    pub tokens: String,
}

impl ZoomConfig {
    /// The app; `Some(None)` where none of its settings is given.
    pub(super) fn read(reader: &mut Reader) -> Option<Option<Self>> {
        let given = SETTINGS.iter().any(|about| reader.is_given(about));
        let account_id = reader.optional(&ACCOUNT_ID);
        let client_id = reader.optional(&CLIENT_ID);
        let client_secret = reader.optional(&CLIENT_SECRET);
        let file = reader.optional(&CLIENT_SECRET_FILE);
        let user = reader.required(&USER);
        let api = reader.required(&API);
        if !given {
            return Some(None);
        }
        let (account_id, client_id) = (account_id?, client_id?);
        let (client_secret, file) = (client_secret?, file?);
        let no_secret = client_secret.is_none() && file.is_none();
        for (missing, about) in [
            (account_id.is_none(), &ACCOUNT_ID.about),
            (client_id.is_none(), &CLIENT_ID.about),
            (no_secret, &CLIENT_SECRET.about),
        ] {
            if missing {
                reader.wrong(about, "it is not set, and other settings of Zoom are");
            }
        }
        let client_secret = match (client_secret, file) {
            (Some(_), Some(_)) => {
                reader.wrong(&CLIENT_SECRET_FILE.about, "the client secret itself is set too");
                return None;
            }
            (None, Some(file)) => {
                let read = std::fs::read_to_string(&file).map_err(|why| why.to_string());
                match read.and_then(|text| secret(&text)) {
                    Ok(secret) => secret,
                    Err(why) => {
                        reader.wrong(&CLIENT_SECRET_FILE.about, format!("it cannot be used: {why}"));
                        return None;
                    }
                }
            }
            (given, None) => given?,
        };
        let api = api?;
        Some(Some(Self {
            account_id: account_id?,
            client_id: client_id?,
            client_secret,
            user: user?,
            tokens: tokens(&api),
            api: api.as_str().trim_end_matches('/').to_owned(),
        }))
    }
}

/// Where the API's tokens are given out: at the site itself, of which the API's host is a part (`api-eu.zoom.us` of
/// `zoom.us`).
fn tokens(api: &Url) -> String {
    let mut at = api.clone();
    let site = api.host_str().and_then(|host| host.split_once('.'));
    if let Some((_, site)) = site.filter(|(first, _)| first.starts_with("api")) {
        // Only a host that is none could be refused.
        let _ = at.set_host(Some(site));
    }
    at.set_path("/oauth/token");
    at.to_string()
}
