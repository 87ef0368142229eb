//! What a provider says of itself: its addresses and its keys.

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    IssuerUrl, JsonWebKeySet, ProviderMetadataWithLogout,
    core::{CoreJsonWebKey, CoreJsonWebKeySet},
};
use serde::Deserialize;
use serde_json::Value;
use url::{Host, Url};

use super::http_client::HttpClient;

/// How long what was read is good without being read again.
pub(super) const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long it is used at most while the provider does not answer.
pub(super) const USABLE: TimeDelta = TimeDelta::hours(24);
/// How long nobody asks again after a failure, so that many sign-ins do not wait for one that is away.
pub(super) const AWAY: TimeDelta = TimeDelta::seconds(15);

/// Where the tenant's id stands in the name of a provider that serves many.
const TENANT: &str = "{tenantid}";

/// What was read.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) metadata: ProviderMetadataWithLogout,
    keys: Vec<Key>,
    pub(super) read_at: DateTime<Utc>,
}

/// A key, and whose it is where the provider says so: Entra lists the keys of several issuers in one document.
#[derive(Debug, Clone)]
struct Key {
    issuer: Option<String>,
    key: CoreJsonWebKey,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Value>,
}

impl Known {
    /// Reads the provider's documents.
    pub(super) async fn read(http: &HttpClient, issuer: &str, now: DateTime<Utc>) -> Result<Self, String> {
        let at = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let document = http.document(&at).await?;
        let metadata: ProviderMetadataWithLogout = serde_json::from_slice(&document)
            .map_err(|why| format!("{at} is no provider's document: {why}"))?;
        let said = metadata.issuer().as_str();
        // RFC 8414 §3.3; the name of a provider that serves many tenants has their place in it.
        let same = said.trim_end_matches('/') == issuer.trim_end_matches('/');
        let many = said.contains(TENANT) && same_host(said, issuer);
        if !same && !many {
            return Err(format!("{at} speaks of another provider, {said}"));
        }
        let asked = [
            Some(metadata.authorization_endpoint().url()),
            metadata.token_endpoint().map(openidconnect::TokenUrl::url),
            metadata.userinfo_endpoint().map(openidconnect::UserInfoUrl::url),
            Some(metadata.jwks_uri().url()),
        ];
        if let Some(open) = asked.into_iter().flatten().find(|address| !is_safe(address, issuer)) {
            return Err(format!("{at} names an address that is not https: {open}"));
        }
        let keys = read_keys(http, metadata.jwks_uri().as_str()).await?;
        Ok(Self { metadata, keys, read_at: now })
    }

    /// The name this provider signs under for somebody of a tenant; none if nobody of that tenant may sign in.
    pub(super) fn issuer_for(&self, tenant: Option<&str>, allowed: &[String]) -> Option<IssuerUrl> {
        let issuer = self.metadata.issuer();
        if !issuer.as_str().contains(TENANT) {
            return Some(issuer.clone());
        }
        let tenant = tenant.map(str::to_ascii_lowercase).filter(|tenant| allowed.contains(tenant))?;
        IssuerUrl::new(issuer.as_str().replace(TENANT, &tenant)).ok()
    }

    /// The keys that may sign under this name.
    pub(super) fn keys_of(&self, issuer: &IssuerUrl, tenant: Option<&str>) -> CoreJsonWebKeySet {
        let signs = |key: &&Key| {
            key.issuer.as_deref().is_none_or(|of| {
                let of = tenant.map_or_else(|| of.to_owned(), |tenant| of.replace(TENANT, tenant));
                of == issuer.as_str()
            })
        };
        JsonWebKeySet::new(self.keys.iter().filter(signs).map(|key| key.key.clone()).collect())
    }
}

async fn read_keys(http: &HttpClient, address: &str) -> Result<Vec<Key>, String> {
    let document = http.document(address).await?;
    let read: Keys =
        serde_json::from_slice(&document).map_err(|why| format!("{address} holds no keys: {why}"))?;
    // A key of a kind we do not know is left out: nothing signed with it is taken.
    let keys = read.keys.into_iter().filter_map(|key| {
        let issuer = key.get("issuer").and_then(Value::as_str).map(str::to_owned);
        serde_json::from_value(key).ok().map(|key| Key { issuer, key })
    });
    Ok(keys.collect())
}

fn same_host(one: &str, other: &str) -> bool {
    let host = |address: &str| Url::parse(address).ok()?.host_str().map(str::to_owned);
    host(one).is_some_and(|of| Some(of) == host(other))
}

/// Whether nobody on the way can read or change what is sent there: https, or a provider on this machine.
fn is_safe(address: &Url, issuer: &str) -> bool {
    let here = match address.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    address.scheme() == "https" || address.scheme() == "http" && here && issuer.starts_with("http:")
}
