//! What one's own record shows.

use serde::Serialize;

use crate::web::page_facts::{Link, PageFacts};

/// The facts of `people/account`.
#[derive(Serialize)]
pub(in crate::web) struct Account {
    /// The name they go by.
    pub(super) name: String,
    /// The name on certificates, where it is another.
    pub(super) certificate_name: Option<String>,
    /// The letters of it that cannot be printed.
    pub(super) cannot_print: Option<String>,
    /// Their line manager's name, or the address they named.
    pub(super) line_manager: Option<String>,
    /// Whether they can sign in with a password.
    pub(super) has_password: bool,
    /// Their addresses.
    pub(super) addresses: Vec<AddressLine>,
    /// Where they belong now.
    pub(super) memberships: Vec<MembershipLine>,
    /// Where they are signed in.
    pub(super) logins: Vec<LoginLine>,
    /// The accounts elsewhere that sign them in.
    pub(super) linked: Vec<LinkedLine>,
    /// Where further ones are added.
    pub(super) link: Vec<Link>,
    /// They could be, after signing in again.
    pub(super) link_later: bool,
    /// What they can declare.
    pub(super) declarations: Vec<DeclarationLine>,
}

/// One address of an account.
#[derive(Serialize)]
pub(super) struct AddressLine {
    pub(super) email: String,
    pub(super) primary: bool,
    pub(super) confirmed: bool,
    /// Where it is made the one that mail goes to, if it can be.
    pub(super) make_primary: Option<String>,
    /// Where it is removed, if it can be.
    pub(super) remove: Option<String>,
}

/// One membership of an account.
#[derive(Serialize)]
pub(super) struct MembershipLine {
    pub(super) name: String,
    pub(super) confirmed: bool,
    pub(super) lead: bool,
    /// Where it is ended.
    pub(super) end: String,
}

/// One place where somebody is signed in.
#[derive(Serialize)]
pub(super) struct LoginLine {
    /// Whether it is this one.
    pub(super) here: bool,
    pub(super) what: &'static str,
    pub(super) since: String,
    pub(super) last_seen: String,
    /// Where it is ended, if it is another one.
    pub(super) end: Option<String>,
}

/// One account elsewhere.
#[derive(Serialize)]
pub(super) struct LinkedLine {
    /// What people call the provider.
    pub(super) name: String,
    pub(super) since: String,
    pub(super) last_used: String,
    /// Where it is taken away.
    pub(super) unlink: String,
}

/// One statement that can be declared.
#[derive(Serialize)]
pub(super) struct DeclarationLine {
    pub(super) slug: String,
    pub(super) statement: String,
    /// The day it was last declared.
    pub(super) on: Option<String>,
}

impl PageFacts for Account {
    const TEMPLATE: &'static str = "people/account";

    fn samples() -> Vec<Self> {
        let address = |email: &str, primary, confirmed, at: Option<&str>| AddressLine {
            email: email.to_owned(),
            primary,
            confirmed,
            make_primary: at.filter(|_| confirmed && !primary).map(|at| format!("{at}/primary")),
            remove: at.map(|at| format!("{at}/remove")),
        };
        let membership = |name: &str, confirmed, lead| MembershipLine {
            name: name.to_owned(),
            confirmed,
            lead,
            end: "/account/memberships/1/end".to_owned(),
        };
        let login = |here, what| LoginLine {
            here,
            what,
            since: "Monday 4 January 2027, 9am".to_owned(),
            last_seen: "Tuesday 5 January 2027, 4:30pm".to_owned(),
            end: (!here).then(|| "/account/logins/1/end".to_owned()),
        };
        let declaration = |slug: &str, on: Option<&str>| DeclarationLine {
            slug: slug.to_owned(),
            statement: "I have read the safeguarding policy.".to_owned(),
            on: on.map(str::to_owned),
        };
        let full = Self {
            name: "Amira Khan".to_owned(),
            certificate_name: Some("Dr Amira Khan".to_owned()),
            cannot_print: None,
            line_manager: Some("Maureen Clarke".to_owned()),
            has_password: true,
            addresses: vec![
                address("amira.khan@school.example", true, true, Some("/account/addresses/1")),
                address("amira@home.example", false, true, Some("/account/addresses/2")),
                address("a.khan@town.example", false, false, Some("/account/addresses/3")),
            ],
            memberships: vec![
                membership("Hillside Primary School", true, true),
                membership("Riverside Council", true, false),
                membership("Town Mediation", false, false),
            ],
            logins: vec![login(true, "A browser"), login(false, "A program")],
            linked: vec![LinkedLine {
                name: "City Council account".to_owned(),
                since: "Monday 4 January 2027, 9am".to_owned(),
                last_used: "Tuesday 5 January 2027, 4:30pm".to_owned(),
                unlink: "/account/provider-accounts/1/unlink".to_owned(),
            }],
            link: vec![Link::to("/account/sign-in-with/1?proof=a1", "Add City Council account")],
            link_later: false,
            declarations: vec![
                declaration("safeguarding", Some("Monday 4 January 2027")),
                declaration("first-aid", None),
            ],
        };
        let bare = Self {
            name: "王 Sam Okoro".to_owned(),
            certificate_name: None,
            cannot_print: Some("王".to_owned()),
            line_manager: None,
            has_password: false,
            addresses: vec![address("sam.okoro@school.example", true, true, None)],
            memberships: Vec::new(),
            logins: vec![login(true, "A browser")],
            linked: Vec::new(),
            link: Vec::new(),
            link_later: true,
            declarations: Vec::new(),
        };
        vec![full, bare]
    }
}
