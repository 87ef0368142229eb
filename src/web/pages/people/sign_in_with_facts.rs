//! What is shown on the way to a provider and back.

use serde::Serialize;

use crate::{
    domain::single_sign_on::{NotSignedIn, SignInProvider},
    web::page_facts::{Link, PageFacts},
};

/// The facts of `people/sign_in_with`: why nobody is signed in, and how to go on.
#[derive(Serialize)]
pub(in crate::web) struct SignInWithFacts {
    /// What happened.
    pub(super) what: String,
    /// What to do about it.
    pub(super) todo: String,
    /// The one next step.
    pub(super) next: Option<Link>,
    /// The other ways to sign in are open.
    pub(super) other_ways: bool,
}

impl PageFacts for SignInWithFacts {
    const TEMPLATE: &'static str = "people/sign_in_with";

    fn samples() -> Vec<Self> {
        let page = |next: Option<Link>, other_ways| Self {
            what: "City Council account does not answer.".to_owned(),
            todo: "Try again in a minute.".to_owned(),
            next,
            other_ways,
        };
        vec![page(Some(Link::to("/sign-in/with/1", "Try again")), true), page(None, false)]
    }
}

/// The facts of `people/signed_out`: signed out here, and where to sign out of the provider too.
#[derive(Serialize)]
pub(in crate::web) struct SignedOutFacts {
    /// What people call the provider.
    pub(super) provider: Option<String>,
    /// Where one signs out there.
    pub(super) there: Option<String>,
}

impl PageFacts for SignedOutFacts {
    const TEMPLATE: &'static str = "people/signed_out";

    fn samples() -> Vec<Self> {
        let provider = Some("City Council account".to_owned());
        vec![
            Self {
                provider: provider.clone(),
                there: Some("https://login.example/logout?client_id=ladder".to_owned()),
            },
            Self { provider, there: None },
            Self { provider: None, there: None },
        ]
    }
}

/// Why a sign-in came to nothing.
pub(super) enum Ended {
    /// It did not begin in this browser, or too long ago, or another one began after it.
    NotBegunHere,
    /// Its holder turned back.
    Cancelled,
    /// The provider did not want to, or said what cannot be believed.
    Refused,
    /// The provider does not answer.
    Away,
    /// What it said does not sign anybody in here.
    NotSignedIn(NotSignedIn),
}

impl Ended {
    /// The status, the title, what happened and what to do.
    pub(super) fn words(&self, provider: &SignInProvider) -> (u16, &'static str, String, String) {
        let name = &provider.name;
        let again = || "Begin again. If it happens again, tell the training team.".to_owned();
        match self {
            Self::NotBegunHere => (
                401,
                "Please begin again",
                format!(
                    "This sign-in with {name} was not begun in this browser, or more than 15 minutes ago, or another one was begun after it."
                ),
                "For your safety nobody is signed in by it. Begin again here, and stay in one tab.".to_owned(),
            ),
            Self::Cancelled => (
                401,
                "You are not signed in",
                format!("You turned back at {name}, so nobody is signed in."),
                "Begin again when you like, or sign in another way.".to_owned(),
            ),
            Self::Refused => (
                401,
                "You are not signed in",
                format!("{name} did not say who you are in a way that we can rely on."),
                again(),
            ),
            Self::Away => (
                503,
                "You cannot sign in this way right now",
                format!("{name} does not answer."),
                "Nothing you did is lost. Try again in a minute.".to_owned(),
            ),
            Self::NotSignedIn(NotSignedIn::Used) => (
                401,
                "Please begin again",
                "This sign-in was used already: each works once.".to_owned(),
                again(),
            ),
            Self::NotSignedIn(NotSignedIn::Unproved) => (
                403,
                "You are not signed in",
                format!("{name} knows you, but does not say that it has checked your e-mail address, and we know you by that."),
                format!(
                    "Sign in with a password or a mailed link, and add {name} on your account’s page. Or ask those who run {name} to have your address confirmed."
                ),
            ),
            Self::NotSignedIn(NotSignedIn::Shared(address)) => (
                403,
                "You are not signed in",
                format!("{address} looks like a mailbox that several people read."),
                "Training records and certificates belong to one person. Sign in with an account that is yours alone.".to_owned(),
            ),
            Self::NotSignedIn(NotSignedIn::Elsewhere(_)) => (
                403,
                "Sign in with your organisation’s own account",
                format!("Addresses like yours sign in with their organisation’s own account, not with {name}."),
                "Use that one.".to_owned(),
            ),
            Self::NotSignedIn(NotSignedIn::Closed) => (
                403,
                "Your account here is closed",
                format!("{name} knows you, but your account here was closed."),
                "If it should be open, ask the training team.".to_owned(),
            ),
            Self::NotSignedIn(NotSignedIn::Taken) => (
                403,
                "It signs in to another record",
                format!("That account with {name} signs in to another record here already."),
                "If both records are yours, ask the training team to put them together.".to_owned(),
            ),
            Self::NotSignedIn(NotSignedIn::Stale) => (
                403,
                "Please sign in again first",
                "How somebody signs in is changed within 15 minutes of signing in alone.".to_owned(),
                "Sign out and in again, then add the account.".to_owned(),
            ),
        }
    }
}
