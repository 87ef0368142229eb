//! A browser on its way to a provider and back.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    app::{Answer, TestApp},
    hostile_provider::HostileProvider,
    pages::Browser,
};

/// What a provider is asked for: the parameters of the address people are led to.
pub struct AskedFor(HashMap<String, String>);

impl AskedFor {
    /// One of them.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// Follows the link that begins a sign-in, as far as the provider.
pub async fn begin(browser: &Browser<'_>, path: &str) -> AskedFor {
    let answer = browser.open(path).await.expect(303);
    let address = url::Url::parse(&answer.header("location")).expect("the provider's address");
    AskedFor(address.query_pairs().into_owned().collect())
}

/// The claims of somebody who has just signed in there.
pub fn claims(app: &TestApp, provider: &HostileProvider, asked: &AskedFor, email: &str) -> Value {
    let now = app.clock.now().timestamp();
    json!({
        "iss": provider.issuer, "aud": "ladder", "sub": format!("subject of {email}"), "nonce": asked.get("nonce"),
        "iat": now, "exp": now + 300, "email": email, "email_verified": true, "name": "Ada Adviser",
    })
}

/// Comes back with what the provider sent along.
pub async fn come_back(browser: &Browser<'_>, asked: &AskedFor) -> Answer {
    let path = url::Url::parse(asked.get("redirect_uri")).expect("an address").path().to_owned();
    browser.open(&format!("{path}?code=the-code&state={}", asked.get("state"))).await
}

/// The whole way: the provider says these claims, changed as the test wants.
pub async fn sign_in(
    app: &TestApp,
    provider: &HostileProvider,
    browser: &Browser<'_>,
    email: &str,
    change: impl FnOnce(&mut Value),
) -> Answer {
    sign_in_from(app, provider, browser, ("/sign-in/with/1", email), change).await
}

/// The same, begun at another link.
pub async fn sign_in_from(
    app: &TestApp,
    provider: &HostileProvider,
    browser: &Browser<'_>,
    (link, email): (&str, &str),
    change: impl FnOnce(&mut Value),
) -> Answer {
    let asked = begin(browser, link).await;
    let mut said = claims(app, provider, &asked, email);
    change(&mut said);
    provider.says(|says| {
        says.claims = said;
        asked.get("code_challenge").clone_into(&mut says.challenge);
    });
    come_back(browser, &asked).await
}
