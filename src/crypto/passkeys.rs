//! Passkeys (`WebAuthn`, level 3): what browsers are asked, and whether what they answer was signed by the passkey.
//!
//! What is asked, what is to be remembered until the answer comes, and a passkey's public half stand as text, so that
//! nobody else has to know the library.

use serde_json::{Value, json};
use url::{Host, Url};
use uuid::Uuid;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Webauthn, WebauthnBuilder,
};

/// Why a site has no passkeys, or one is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyProblem {
    /// A passkey belongs to a name, and the site is reached under a number.
    #[error(
        "passkeys belong to a site's name, and this site is reached under the number {0}; they are offered once it \
         is reached under a name"
    )]
    NoName(String),
    /// The library cannot use the address at all.
    #[error("the site's address cannot have passkeys: {0}")]
    Address(String),
    /// It was not signed by the passkey, not for this site, not for this question, or cannot be read.
    #[error("the answer is not the passkey's: {0}")]
    NotIts(String),
}

/// A question to a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What its script is given, as JSON.
    pub options: String,
    /// What is to be remembered until it answers.
    pub state: String,
}

/// Passkeys at one site.
pub struct Passkeys(Webauthn);

fn not_its(why: impl ToString) -> PasskeyProblem {
    PasskeyProblem::NotIts(why.to_string())
}

fn text(value: &impl serde::Serialize) -> Result<String, PasskeyProblem> {
    serde_json::to_string(value).map_err(not_its)
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, PasskeyProblem> {
    serde_json::from_str(text).map_err(not_its)
}

fn all(kept: &[String]) -> Result<Vec<Passkey>, PasskeyProblem> {
    kept.iter().map(|one| read(one)).collect()
}

impl Passkeys {
    /// Passkeys at the site with this address and name.
    ///
    /// # Errors
    /// [`PasskeyProblem::NoName`] where the address is a number, [`PasskeyProblem::Address`].
    pub fn at(address: &str, name: &str) -> Result<Self, PasskeyProblem> {
        let cannot = PasskeyProblem::Address;
        let url = Url::parse(address).map_err(|why| cannot(why.to_string()))?;
        let host = match url.host() {
            Some(Host::Domain(host)) => host.to_owned(),
            Some(number) => return Err(PasskeyProblem::NoName(number.to_string())),
            None => return Err(cannot("it has no host".to_owned())),
        };
        let made = WebauthnBuilder::new(&host, &url).and_then(|builder| builder.rp_name(name).build());
        made.map(Self).map_err(|why| cannot(why.to_string()))
    }

    /// Asks a browser to make a passkey for somebody who has these already.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn ask_to_make(
        &self,
        person: Uuid,
        (address, name): (&str, &str),
        have: &[String],
    ) -> Result<Question, PasskeyProblem> {
        let have: Vec<CredentialID> = all(have)?.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let (asked, state) =
            self.0.start_passkey_registration(person, address, name, Some(have)).map_err(not_its)?;
        let mut options = serde_json::to_value(asked).map_err(not_its)?;
        // A passkey that knows whose it is signs them in without an address.
        options["publicKey"]["authenticatorSelection"]["residentKey"] = json!("preferred");
        Ok(Question { options: options.to_string(), state: text(&state)? })
    }

    /// The passkey that a browser made: its id, and its public half to be kept.
    ///
    /// # Errors
    /// [`PasskeyProblem::NotIts`].
    pub fn made(&self, answer: &str, state: &str) -> Result<(Vec<u8>, String), PasskeyProblem> {
        let (answer, state): (RegisterPublicKeyCredential, PasskeyRegistration) =
            (read(answer)?, read(state)?);
        let passkey = self.0.finish_passkey_registration(&answer, &state).map_err(not_its)?;
        let id: &[u8] = passkey.cred_id().as_ref();
        Ok((id.to_vec(), text(&passkey)?))
    }

    /// Asks a browser to sign with one of these passkeys.
    ///
    /// # Errors
    /// When the library refuses, as it does where there are none.
    pub fn ask_to_show(&self, have: &[String]) -> Result<Question, PasskeyProblem> {
        let (asked, state) = self.0.start_passkey_authentication(&all(have)?).map_err(not_its)?;
        Ok(Question { options: text(&asked)?, state: text(&state)? })
    }

    /// The id of the passkey that signed.
    ///
    /// # Errors
    /// [`PasskeyProblem::NotIts`].
    pub fn shown(&self, answer: &str, state: &str) -> Result<Shown, PasskeyProblem> {
        let (answer, state): (PublicKeyCredential, PasskeyAuthentication) = (read(answer)?, read(state)?);
        let result = self.0.finish_passkey_authentication(&answer, &state).map_err(not_its)?;
        Ok(Shown { result })
    }

    /// Asks a browser to sign with a passkey of whomever it belongs to.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn ask_anybody(&self) -> Result<Question, PasskeyProblem> {
        let (asked, state) = self.0.start_discoverable_authentication().map_err(not_its)?;
        let mut options = serde_json::to_value(asked).map_err(not_its)?;
        // The button asks now, and not while somebody types an address.
        if let Some(options) = options.as_object_mut() {
            options.remove("mediation");
        }
        Ok(Question { options: options.to_string(), state: text(&state)? })
    }

    /// The id of the passkey that a browser says it signed with.
    ///
    /// # Errors
    /// [`PasskeyProblem::NotIts`].
    pub fn which(&self, answer: &str) -> Result<Vec<u8>, PasskeyProblem> {
        let answer: PublicKeyCredential = read(answer)?;
        let (_, id) = self.0.identify_discoverable_authentication(&answer).map_err(not_its)?;
        Ok(id.to_vec())
    }

    /// Whether the passkey with this public half signed.
    ///
    /// # Errors
    /// [`PasskeyProblem::NotIts`].
    pub fn shown_alone(&self, answer: &str, state: &str, kept: &str) -> Result<Shown, PasskeyProblem> {
        let (answer, state): (PublicKeyCredential, DiscoverableAuthentication) =
            (read(answer)?, read(state)?);
        let passkey: Passkey = read(kept)?;
        let result =
            self.0.finish_discoverable_authentication_v2(&answer, state, &passkey).map_err(not_its)?;
        Ok(Shown { result })
    }
}

/// What came of a question that was answered rightly.
pub struct Shown {
    result: webauthn_rs::prelude::AuthenticationResult,
}

impl Shown {
    /// The id of the passkey that signed.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        self.result.cred_id().as_ref()
    }

    /// What is to be kept of the passkey from now on: its counter may have moved.
    ///
    /// # Errors
    /// [`PasskeyProblem::NotIts`].
    pub fn kept_from_now_on(&self, kept: &str) -> Result<String, PasskeyProblem> {
        let mut passkey: Passkey = read(kept)?;
        passkey.update_credential(&self.result);
        text(&passkey)
    }
}

/// What a challenge remembers of a question: what was asked, to be shown again, and the library's own.
impl Question {
    /// As one text.
    #[must_use]
    pub fn to_text(&self) -> String {
        json!({"options": self.options, "state": self.state}).to_string()
    }

    /// Read back.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let kept: Value = serde_json::from_str(text).ok()?;
        let part = |name: &str| kept[name].as_str().map(str::to_owned);
        Some(Self { options: part("options")?, state: part("state")? })
    }
}
