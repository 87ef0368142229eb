//! What the pages show on which an account is created and its address confirmed.

use serde::Serialize;

use crate::{
    domain::ids::SessionId,
    web::{
        forms::{Field, Form},
        page_facts::{Link, PageFacts},
    },
};

/// The date somebody chose before registering.
#[derive(Serialize)]
pub(super) struct ChosenDate {
    pub(super) id: SessionId,
    pub(super) course: String,
    pub(super) when: Option<String>,
    pub(super) place: String,
}

impl ChosenDate {
    fn sample() -> Self {
        Self {
            id: SessionId::from_uuid(uuid::Uuid::from_u128(1)),
            course: "Introduction to restorative practice".to_owned(),
            when: Some("Tuesday 12 January 2027, 10am to 1pm".to_owned()),
            place: "On Zoom".to_owned(),
        }
    }
}

/// The facts of `people/register_organisation`.
#[derive(Serialize)]
pub(in crate::web) struct RegisterOrganisation {
    /// What was typed.
    pub(super) q: String,
    /// The organisations to choose from.
    pub(super) items: Vec<Link>,
    /// Whether there are more of them.
    pub(super) more: bool,
    /// Whether anything was looked for.
    pub(super) searched: bool,
    /// Where somebody goes on who belongs to none.
    pub(super) alone: String,
    /// The date chosen before.
    pub(super) session: Option<ChosenDate>,
}

impl PageFacts for RegisterOrganisation {
    const TEMPLATE: &'static str = "people/register_organisation";

    fn samples() -> Vec<Self> {
        let page = |q: &str, found: bool, more, session| Self {
            q: q.to_owned(),
            items: if found { vec![Link::to("/register?organisation_id=1", "Hillside")] } else { Vec::new() },
            more,
            searched: !q.is_empty(),
            alone: "/register?alone=yes".to_owned(),
            session,
        };
        vec![
            page("", true, false, Some(ChosenDate::sample())),
            page("hill", true, true, None),
            page("zzz", false, false, None),
            page("", false, false, None),
        ]
    }
}

/// The facts of `people/register`.
#[derive(Serialize)]
pub(in crate::web) struct RegisterDetails {
    /// The organisation chosen or typed.
    pub(super) organisation: Option<String>,
    /// Where another one is chosen.
    pub(super) again: String,
    /// The date chosen before.
    pub(super) session: Option<ChosenDate>,
}

impl PageFacts for RegisterDetails {
    const TEMPLATE: &'static str = "people/register";

    fn samples() -> Vec<Self> {
        let again = "/register".to_owned();
        vec![
            Self {
                organisation: Some("Hillside Primary School".to_owned()),
                again: again.clone(),
                session: Some(ChosenDate::sample()),
            },
            Self { organisation: None, again, session: None },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/register", "Create my account").field(Field::text("name", "Your name")))
    }
}
