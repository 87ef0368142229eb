//! Who runs the service, and under which address people reach it.

use std::{io::Read as _, net::SocketAddr, path::PathBuf};

use chrono_tz::Tz;
use url::Url;

use super::{
    database::{DatabaseConfig, DatabaseUrl},
    http::HttpConfig,
    reading::Reader,
    setting::{About, Setting, address, one_line, plainly},
    this_machine::is_this_machine,
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[
    &BASE_URL.about,
    &PROVIDER_NAME.about,
    &CONTACT_EMAIL.about,
    &CONTACT_PHONE.about,
    &TIMEZONE.about,
    &FONT_FILES.about,
];

static BASE_URL: Setting<Url> = Setting {
    about: About {
        name: "base_url",
        flag: "base-url",
        env: "LADDER_BASE_URL",
        default: None,
        meaning: "The address people reach the service under, as it stands in mails and certificates; without it, \
                  where it listens.",
        right: "an https address without a path, such as https://training.example.gov.uk (http for this machine only)",
        shown: plainly,
    },
    parse: base_url,
};

static PROVIDER_NAME: Setting<String> = Setting {
    about: About {
        name: "provider_name",
        flag: "provider-name",
        env: "LADDER_PROVIDER_NAME",
        default: Some("Training ladder"),
        meaning: "The name of the training provider, as it stands on pages, mails and certificates.",
        right: "a line of text such as City Council Restorative Practice Team",
        shown: plainly,
    },
    parse: one_line,
};

static CONTACT_EMAIL: Setting<String> = Setting {
    about: About {
        name: "contact_email",
        flag: "contact-email",
        env: "LADDER_CONTACT_EMAIL",
        default: None,
        meaning: "The address people write to when they need help.",
        right: "an e-mail address such as training@example.gov.uk",
        shown: plainly,
    },
    parse: address,
};

static CONTACT_PHONE: Setting<String> = Setting {
    about: About {
        name: "contact_phone",
        flag: "contact-phone",
        env: "LADDER_CONTACT_PHONE",
        default: None,
        meaning: "The number people ring when they need help.",
        right: "a telephone number as people write it, such as 0113 496 0000",
        shown: plainly,
    },
    parse: |text| {
        let text = one_line(text)?;
        let fits = text.chars().any(|c| c.is_ascii_digit()) && text.chars().count() <= 60;
        if fits { Ok(text) } else { Err("it is no telephone number".to_owned()) }
    },
};

static TIMEZONE: Setting<Tz> = Setting {
    about: About {
        name: "timezone",
        flag: "timezone",
        env: "LADDER_TIMEZONE",
        default: Some("Europe/London"),
        meaning: "The time zone of sessions that name none.",
        right: "an IANA time zone such as Europe/London",
        shown: plainly,
    },
    parse: |text| text.trim().parse().map_err(|_| "there is no such time zone".to_owned()),
};

static FONT_FILES: Setting<Vec<PathBuf>> = Setting {
    about: About {
        name: "font_files",
        flag: "font-files",
        env: "LADDER_FONT_FILES",
        default: None,
        meaning: "Fonts for names in other scripts than Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Bengali, \
                  Gurmukhi, Gujarati and Tamil, which are built in; paths apart by commas. What no font draws is not \
                  printed: the person is asked for another form of their name.",
        right: "paths of TrueType or OpenType files, such as /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
        shown: plainly,
    },
    parse: font_files,
};

fn font_files(text: &str) -> Result<Vec<PathBuf>, String> {
    const MOST: usize = 20;
    let files: Vec<PathBuf> =
        text.split(',').map(str::trim).filter(|path| !path.is_empty()).map(PathBuf::from).collect();
    if files.len() > MOST {
        return Err(format!("it names {} files, and {MOST} are the most", files.len()));
    }
    for file in &files {
        let mut start = [0_u8; 4];
        std::fs::File::open(file)
            .and_then(|mut font| font.read_exact(&mut start))
            .map_err(|why| format!("{} cannot be read: {why}", file.display()))?;
        if ![*b"\0\x01\0\0", *b"OTTO", *b"true", *b"ttcf"].contains(&start) {
            return Err(format!("{} is no TrueType or OpenType font", file.display()));
        }
    }
    Ok(files)
}

fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|why| format!("it is not a web address: {why}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("{}: is not the scheme of a web address", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it holds a user name or password, which everybody would see".to_owned());
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err("it has a path, and the service must stand at the top of its address".to_owned());
    }
    if url.scheme() == "http" && !is_this_machine(&url) {
        return Err(
            "it is not https, without which browsers neither keep people signed in nor their data private"
                .to_owned(),
        );
    }
    Ok(url)
}

/// Who runs the service, and under which address.
#[derive(Debug, Clone)]
pub struct SiteConfig {
    /// The address people reach the service under, without a path.
    pub base_url: Url,
    base_url_is_given: bool,
    /// The training provider's name.
    pub provider_name: String,
    /// Where people write for help.
    pub contact_email: String,
    /// Where people ring for help.
    pub contact_phone: Option<String>,
    /// The zone of sessions that name none.
    pub timezone: Tz,
    /// Font files for what the built-in fonts do not draw, in the order in which they are tried.
    pub font_files: Vec<PathBuf>,
    /// Whether this is the demo, which shows everybody its mail; no setting switches it on.
    pub demo: bool,
    /// A folder whose page templates are read in place of those compiled in; for work on pages.
    pub templates: Option<PathBuf>,
}

impl SiteConfig {
    pub(super) fn read(reader: &mut Reader, http: Option<&HttpConfig>) -> Option<Self> {
        let given = reader.optional(&BASE_URL);
        let provider_name = reader.required(&PROVIDER_NAME);
        let contact_email = reader.optional(&CONTACT_EMAIL);
        let contact_phone = reader.optional(&CONTACT_PHONE);
        let timezone = reader.required(&TIMEZONE);
        let font_files = reader.optional(&FONT_FILES);
        let given = given?;
        let base_url_is_given = given.is_some();
        let base_url = match given {
            Some(url) => url,
            None => own_address(reader, http?)?,
        };
        let contact_email = match contact_email? {
            Some(address) => address,
            None if is_this_machine(&base_url) => {
                reader.worked_out(&CONTACT_EMAIL.about, "training@localhost");
                "training@localhost".to_owned()
            }
            None => {
                reader.wrong(&CONTACT_EMAIL.about, "people could ask nobody for help");
                return None;
            }
        };
        Some(Self {
            base_url,
            base_url_is_given,
            provider_name: provider_name?,
            contact_email,
            contact_phone: contact_phone?,
            timezone: timezone?,
            font_files: font_files?.unwrap_or_default(),
            demo: false,
            templates: None,
        })
    }

    /// Several copies can only be run on one PostgreSQL, and each that has no address given takes its own port for it:
    /// the tokens of one would then be refused by the others.
    pub(super) fn warn_of_copies(&self, reader: &mut Reader, database: &DatabaseConfig) {
        if !self.base_url_is_given && matches!(database.url, DatabaseUrl::Postgres(_)) {
            reader.warn(format!(
                "{} is not set: a further copy on this PostgreSQL would refuse the access tokens of this one, and this one \
                 those of the other; set it to the one address people reach all copies under",
                BASE_URL.about.env
            ));
        }
    }

    /// Whether people reach the service from other machines.
    #[must_use]
    pub fn is_public(&self) -> bool {
        !is_this_machine(&self.base_url)
    }

    /// Takes the port that was bound into an address that was worked out from it.
    pub(super) fn settle_port(&mut self, port: u16) {
        if !self.base_url_is_given && self.base_url.port_or_known_default() != Some(port) {
            // An http address with a host takes every port.
            let _ = self.base_url.set_port(Some(port));
        }
    }

    /// The address of a path of ours, which begins with a slash.
    #[must_use]
    pub fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }
}

fn own_address(reader: &mut Reader, http: &HttpConfig) -> Option<Url> {
    if !http.host.is_loopback() {
        reader.wrong(
            &BASE_URL.about,
            format!("the service listens on {} and cannot know under which name people reach it", http.host),
        );
        return None;
    }
    let url = Url::parse(&format!("http://{}/", SocketAddr::new(http.host, http.port))).ok()?;
    reader.worked_out(&BASE_URL.about, url.as_str().trim_end_matches('/'));
    Some(url)
}
