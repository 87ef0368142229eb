//! What the pages of organisations show.

use serde::Serialize;

use crate::{
    domain::ids::MembershipId,
    web::{
        forms::{Field, Form},
        page_facts::PageFacts,
    },
};

/// The facts of `people/organisations`.
#[derive(Serialize)]
pub(in crate::web) struct Organisations {
    /// What was typed.
    pub(super) q: String,
    /// Those of this page.
    pub(super) organisations: Vec<OrganisationLine>,
    /// Where the list goes on.
    pub(super) next: Option<String>,
}

/// An organisation in a list.
#[derive(Serialize)]
pub(super) struct OrganisationLine {
    pub(super) address: String,
    pub(super) name: String,
    /// What kind of body it is.
    pub(super) kind: &'static str,
    /// Whether people can choose it.
    pub(super) listed: bool,
    /// How many people belong to it.
    pub(super) members: String,
}

impl PageFacts for Organisations {
    const TEMPLATE: &'static str = "people/organisations";

    fn samples() -> Vec<Self> {
        let line = |name: &str, listed| OrganisationLine {
            address: "/manage/organisations/1".to_owned(),
            name: name.to_owned(),
            kind: "School",
            listed,
            members: "14 people".to_owned(),
        };
        vec![
            Self {
                q: String::new(),
                organisations: vec![line("Hillside Primary School", true), line("Hill side", false)],
                next: Some("/manage/organisations?q=&cursor=1".to_owned()),
            },
            Self { q: "zzz".to_owned(), organisations: Vec::new(), next: None },
        ]
    }
}

/// The facts of `people/organisation_new`: its form is all.
#[derive(Serialize)]
pub(in crate::web) struct OrganisationNew {}

impl PageFacts for OrganisationNew {
    const TEMPLATE: &'static str = "people/organisation_new";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }

    fn form_sample() -> Option<Form> {
        Some(
            Form::new("/manage/organisations/new", "Add this organisation")
                .field(Field::text("name", "Name"))
                .field(Field::select("kind", "Kind").choice("school", "School")),
        )
    }
}

/// The facts of `people/organisation`.
#[derive(Serialize)]
pub(in crate::web) struct OneOrganisation {
    /// Its page.
    pub(super) address: String,
    /// What kind of body it is.
    pub(super) kind: &'static str,
    /// Whether people can choose it.
    pub(super) listed: bool,
    /// Its people, whoever leads it first.
    pub(super) members: Vec<OrganisationMember>,
    /// What it was trained in as a whole.
    pub(super) trained: Vec<TrainedIn>,
    /// All it has come to, on one page.
    pub(super) way: String,
    /// Places of its people that nobody came to.
    pub(super) short_notice: String,
}

/// Somebody who belongs to an organisation.
#[derive(Serialize)]
pub(super) struct OrganisationMember {
    /// The membership.
    pub(super) id: MembershipId,
    pub(super) name: String,
    pub(super) address: String,
    pub(super) is_lead: bool,
    pub(super) confirmed: bool,
}

/// What an organisation was trained in as a whole.
#[derive(Serialize)]
pub(super) struct TrainedIn {
    pub(super) course: String,
    /// Who was there, where that is known.
    pub(super) address: Option<String>,
    pub(super) on: Option<String>,
    /// How many people, where that is known.
    pub(super) people: Option<String>,
}

impl PageFacts for OneOrganisation {
    const TEMPLATE: &'static str = "people/organisation";

    fn samples() -> Vec<Self> {
        let member = |name: &str, is_lead, confirmed| OrganisationMember {
            id: MembershipId::from_uuid(uuid::Uuid::from_u128(1)),
            name: name.to_owned(),
            address: "/manage/people/1".to_owned(),
            is_lead,
            confirmed,
        };
        let trained = |known: bool| TrainedIn {
            course: "Introduction for schools".to_owned(),
            address: known.then(|| "/sessions/1/roster".to_owned()),
            on: known.then(|| "Thursday 11 March 2027".to_owned()),
            people: known.then(|| "11 people".to_owned()),
        };
        let full = Self {
            address: "/manage/organisations/1".to_owned(),
            kind: "School",
            listed: true,
            members: vec![
                member("Maureen Clarke", true, true),
                member("Amira Khan", false, true),
                member("Sam Okoro", false, false),
            ],
            trained: vec![trained(true), trained(false)],
            way: "/organisations/1/way".to_owned(),
            short_notice: "/organisations/1/short-notice".to_owned(),
        };
        let bare = Self {
            address: "/manage/organisations/2".to_owned(),
            kind: "Other",
            listed: false,
            members: Vec::new(),
            trained: Vec::new(),
            way: "/organisations/2/way".to_owned(),
            short_notice: "/organisations/2/short-notice".to_owned(),
        };
        vec![full, bare]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/manage/organisations/1", "Save").field(Field::text("name", "Name")))
    }
}
