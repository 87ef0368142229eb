//! Sign-in providers: the directories of councils and others through which people may sign in (`OpenID` Connect).

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
    &FIRST.name.about,
    &FIRST.issuer.about,
    &FIRST.client_id.about,
    &FIRST.client_secret.about,
    &FIRST.client_secret_file.about,
    &FIRST.tenants.about,
    &FIRST.trusted_domains.about,
    &FIRST.required_domains.about,
    &SECOND.name.about,
    &SECOND.issuer.about,
    &SECOND.client_id.about,
    &SECOND.client_secret.about,
    &SECOND.client_secret_file.about,
    &SECOND.tenants.about,
    &SECOND.trusted_domains.about,
    &SECOND.required_domains.about,
    &THIRD.name.about,
    &THIRD.issuer.about,
    &THIRD.client_id.about,
    &THIRD.client_secret.about,
    &THIRD.client_secret_file.about,
    &THIRD.tenants.about,
    &THIRD.trusted_domains.about,
    &THIRD.required_domains.about,
];

/// The settings of one provider.
struct Slot {
    name: Setting<String>,
    issuer: Setting<Url>,
    client_id: Setting<String>,
    client_secret: Setting<SecretText>,
    client_secret_file: Setting<PathBuf>,
    tenants: Setting<Vec<String>>,
    trusted_domains: Setting<Vec<String>>,
    required_domains: Setting<Vec<String>>,
}

impl Slot {
    fn all(&'static self) -> [&'static About; 8] {
        [
            &self.name.about,
            &self.issuer.about,
            &self.client_id.about,
            &self.client_secret.about,
            &self.client_secret_file.about,
            &self.tenants.about,
            &self.trusted_domains.about,
            &self.required_domains.about,
        ]
    }
}

macro_rules! setting {
    ($number:literal, $key:literal, $flag:literal, $env:literal, $shown:expr, $parse:expr, $meaning:literal, $right:literal) => {
        Setting {
            about: About {
                name: concat!("sso_", $number, "_", $key),
                flag: concat!("sso-", $number, "-", $flag),
                env: concat!("LADDER_SSO_", $number, "_", $env),
                default: None,
                meaning: $meaning,
                right: $right,
                shown: $shown,
            },
            parse: $parse,
        }
    };
}

macro_rules! slot {
    ($number:literal) => {
        Slot {
            name: setting!(
                $number, "name", "name", "NAME", plainly, one_line,
                "What people call this sign-in provider, as it stands on the sign-in page.",
                "a few words such as City Council account"
            ),
            issuer: setting!(
                $number, "issuer", "issuer", "ISSUER", plainly, issuer,
                "The provider's address, below which its /.well-known/openid-configuration stands.",
                "an https address such as https://accounts.google.com or \
                 https://login.microsoftonline.com/TENANT/v2.0 (http for this machine only)"
            ),
            client_id: setting!(
                $number, "client_id", "client-id", "CLIENT_ID", plainly, one_line,
                "What this service is called at the provider.",
                "the client id (Entra: application id) that the provider gave"
            ),
            client_secret: setting!(
                $number, "client_secret", "client-secret", "CLIENT_SECRET", not_at_all, secret,
                "What this service proves itself with at the provider; none for a public client.",
                "the client secret that the provider gave"
            ),
            client_secret_file: setting!(
                $number, "client_secret_file", "client-secret-file", "CLIENT_SECRET_FILE", plainly, path,
                "A file that holds the client secret, in its place.",
                "the path of a file this user may read"
            ),
            tenants: setting!(
                $number, "tenants", "tenants", "TENANTS", plainly, tenants,
                "Whose people may sign in where the provider's address serves many tenants, as Entra's \
                 /organizations/v2.0 does.",
                "tenant ids apart by commas, such as 8eaef023-2b34-4da1-9baa-8bc8c9d6a490"
            ),
            trusted_domains: setting!(
                $number, "trusted_domains", "trusted-domains", "TRUSTED_DOMAINS", plainly, domains,
                "Domains whose addresses are believed when the provider names them without saying that it confirmed \
                 them: only those that the provider's own directory hands out.",
                "domains apart by commas, such as council.gov.uk"
            ),
            required_domains: setting!(
                $number, "required_domains", "required-domains", "REQUIRED_DOMAINS", plainly, domains,
                "Domains whose addresses sign in with this provider alone, neither by password nor by link; they are \
                 trusted too.",
                "domains apart by commas, such as council.gov.uk"
            ),
        }
    };
}

static FIRST: Slot = slot!("1");
static SECOND: Slot = slot!("2");
static THIRD: Slot = slot!("3");

fn issuer(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|why| format!("it is not a web address: {why}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it holds a user name or password".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("it has a query or a fragment, which no issuer has".to_owned());
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_this_machine(&url) => Ok(url),
        _ => Err("it is not https, without which anybody on the way could sign in as anybody".to_owned()),
    }
}

fn secret(text: &str) -> Result<SecretText, String> {
    let text = text.trim();
    if text.is_empty() { Err("it is empty".to_owned()) } else { Ok(SecretText::new(text)) }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(|item| item.trim().to_ascii_lowercase()).filter(|item| !item.is_empty()).collect()
}

fn tenants(text: &str) -> Result<Vec<String>, String> {
    let tenants = list(text);
    let plain = |tenant: &String| tenant.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    match tenants.iter().find(|tenant| !plain(tenant)) {
        Some(wrong) => Err(format!("{wrong} is no tenant's id")),
        None => Ok(tenants),
    }
}

fn domains(text: &str) -> Result<Vec<String>, String> {
    let domains: Vec<String> =
        list(text).into_iter().map(|domain| domain.trim_start_matches('@').to_owned()).collect();
    let sound = |domain: &String| {
        domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            })
    };
    match domains.iter().find(|domain| !sound(domain)) {
        Some(wrong) => Err(format!("{wrong} is no domain, which is what stands behind the @")),
        None => Ok(domains),
    }
}

/// One provider.
#[derive(Debug, Clone)]
pub struct ProviderConfig {
    /// Its number, which stands in the address that it sends people back to.
    pub number: u8,
    /// What people call it.
    pub name: String,
    /// Its address, as it was given: it has to be the provider's own spelling.
    pub issuer: String,
    /// What we are called there.
    pub client_id: String,
    /// What we prove ourselves with.
    pub client_secret: Option<SecretText>,
    /// Whose people may sign in, where it serves many tenants.
    pub tenants: Vec<String>,
    /// Domains it is believed about.
    pub trusted_domains: Vec<String>,
    /// Domains whose addresses sign in with it alone.
    pub required_domains: Vec<String>,
}

/// The providers that are set up.
#[derive(Debug, Clone, Default)]
pub struct SingleSignOnConfig {
    /// In the order of their numbers.
    pub providers: Vec<ProviderConfig>,
}

impl SingleSignOnConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let slots = [(1, &FIRST), (2, &SECOND), (3, &THIRD)];
        let read: Vec<Option<Option<ProviderConfig>>> =
            slots.into_iter().map(|(number, slot)| read_slot(reader, number, slot)).collect();
        let providers: Vec<ProviderConfig> =
            read.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
        for (at, provider) in providers.iter().enumerate() {
            let elsewhere = |domain: &&String| {
                providers[..at].iter().any(|other| other.required_domains.contains(domain))
            };
            if let Some(domain) = provider.required_domains.iter().find(elsewhere) {
                let slot = slots.iter().find(|(number, _)| *number == provider.number)?.1;
                reader.wrong(
                    &slot.required_domains.about,
                    format!("{domain} signs in with another provider already, and with that one alone"),
                );
                return None;
            }
        }
        Some(Self { providers })
    }
}

/// One provider; `Some(None)` where none of its settings is given.
fn read_slot(reader: &mut Reader, number: u8, slot: &'static Slot) -> Option<Option<ProviderConfig>> {
    let given = slot.all().into_iter().any(|about| reader.is_given(about));
    let name = reader.optional(&slot.name);
    let issuer = reader.optional(&slot.issuer);
    let client_id = reader.optional(&slot.client_id);
    let client_secret = reader.optional(&slot.client_secret);
    let client_secret_file = reader.optional(&slot.client_secret_file);
    let tenants = reader.optional(&slot.tenants);
    let trusted = reader.optional(&slot.trusted_domains);
    let required = reader.optional(&slot.required_domains);
    if !given {
        return Some(None);
    }
    let (name, issuer, client_id) = (name?, issuer?, client_id?);
    for (missing, about) in [
        (name.is_none(), &slot.name.about),
        (issuer.is_none(), &slot.issuer.about),
        (client_id.is_none(), &slot.client_id.about),
    ] {
        if missing {
            reader.wrong(about, "it is not set, and the other settings of this provider are");
        }
    }
    let tenants = tenants?.unwrap_or_default();
    let issuer = issuer?;
    let serves_many = issuer.path_segments().is_some_and(|mut parts| {
        parts.any(|part| matches!(part, "common" | "organizations") || part.contains("tenantid"))
    });
    if serves_many && tenants.is_empty() {
        let why = "it is not set, and everybody who has any account there could sign in";
        reader.wrong(&slot.tenants.about, why);
        return None;
    }
    let client_secret = match (client_secret?, client_secret_file?) {
        (Some(_), Some(_)) => {
            reader.wrong(&slot.client_secret_file.about, "the client secret itself is set too");
            return None;
        }
        (None, Some(file)) => {
            match std::fs::read_to_string(&file).map_err(|why| why.to_string()).and_then(|text| secret(&text))
            {
                Ok(secret) => Some(secret),
                Err(why) => {
                    reader.wrong(&slot.client_secret_file.about, format!("it cannot be used: {why}"));
                    return None;
                }
            }
        }
        (given, None) => given,
    };
    let required_domains = required?.unwrap_or_default();
    let mut trusted_domains = trusted?.unwrap_or_default();
    trusted_domains.extend(required_domains.iter().cloned());
    Some(Some(ProviderConfig {
        number,
        name: name?,
        issuer: issuer.as_str().to_owned(),
        client_id: client_id?,
        client_secret,
        tenants,
        trusted_domains,
        required_domains,
    }))
}
