//! What coordinators see of one person's record.

use serde::Serialize;

use crate::{
    domain::ids::MembershipId,
    web::{
        forms::{Field, Form},
        page_facts::{PageFacts, State},
    },
};

/// The facts of `people/manage_person`.
#[derive(Serialize)]
pub(in crate::web) struct PersonRecord {
    /// The record's page.
    pub(super) address: String,
    pub(super) disabled: bool,
    /// What they are, besides delegates.
    pub(super) roles: String,
    pub(super) bookings: Vec<BookingOnRecord>,
    pub(super) certificates: Vec<CertificateOnRecord>,
    pub(super) memberships: Vec<MembershipOnRecord>,
    pub(super) addresses: Vec<AddressOnRecord>,
    /// Whether they can sign in with a password.
    pub(super) has_password: bool,
    /// The name on certificates, where it is another.
    pub(super) certificate_name: Option<String>,
    /// The letters of the name on certificates that cannot be printed.
    pub(super) cannot_print: Option<String>,
}

/// One of their bookings.
#[derive(Serialize)]
pub(super) struct BookingOnRecord {
    pub(super) address: String,
    /// The date's page.
    pub(super) date: String,
    pub(super) course: String,
    pub(super) when: String,
    pub(super) reference: String,
    pub(super) state: State,
}

/// One of their certificates.
#[derive(Serialize)]
pub(super) struct CertificateOnRecord {
    pub(super) pdf: String,
    pub(super) course: String,
    pub(super) on: String,
    pub(super) number: String,
    pub(super) state: State,
}

/// One of their memberships.
#[derive(Serialize)]
pub(super) struct MembershipOnRecord {
    pub(super) id: MembershipId,
    pub(super) organisation: String,
    pub(super) address: String,
    pub(super) is_lead: bool,
    pub(super) confirmed: bool,
    /// Since when, or until when.
    pub(super) dates: String,
    pub(super) ended: bool,
}

/// One of their addresses.
#[derive(Serialize)]
pub(super) struct AddressOnRecord {
    pub(super) email: String,
    pub(super) primary: bool,
    pub(super) confirmed: bool,
}

impl PersonRecord {
    fn sample() -> Self {
        let membership = |confirmed, is_lead, dates: &str, ended| MembershipOnRecord {
            id: MembershipId::from_uuid(uuid::Uuid::from_u128(1)),
            organisation: "Hillside Primary School".to_owned(),
            address: "/manage/organisations/1".to_owned(),
            is_lead,
            confirmed,
            dates: dates.to_owned(),
            ended,
        };
        let address =
            |email: &str, primary, confirmed| AddressOnRecord { email: email.to_owned(), primary, confirmed };
        Self {
            address: "/manage/people/1".to_owned(),
            disabled: false,
            roles: "trainer".to_owned(),
            bookings: vec![BookingOnRecord {
                address: "/bookings/1".to_owned(),
                date: "/manage/dates/1".to_owned(),
                course: "Introduction to restorative practice".to_owned(),
                when: "Tuesday 12 January 2027, 10am".to_owned(),
                reference: "BK-7K3Q".to_owned(),
                state: State::of("yours", "booked"),
            }],
            certificates: vec![CertificateOnRecord {
                pdf: "/certificates/1.pdf".to_owned(),
                course: "Introduction to restorative practice".to_owned(),
                on: "Tuesday 12 January 2027".to_owned(),
                number: "2027-000123".to_owned(),
                state: State::of("good", "valid"),
            }],
            memberships: vec![
                membership(true, true, "since Monday 4 January 2027", false),
                membership(false, false, "", false),
                membership(true, false, "until Friday 1 January 2027", true),
            ],
            addresses: vec![
                address("amira.khan@school.example", true, true),
                address("amira@home.example", false, false),
                address("amira.khan@scool.example", true, false),
            ],
            has_password: true,
            certificate_name: Some("Dr Amira Khan".to_owned()),
            cannot_print: None,
        }
    }
}

impl PageFacts for PersonRecord {
    const TEMPLATE: &'static str = "people/manage_person";

    fn samples() -> Vec<Self> {
        let bare = Self {
            address: "/manage/people/2".to_owned(),
            disabled: true,
            roles: String::new(),
            bookings: Vec::new(),
            certificates: Vec::new(),
            memberships: Vec::new(),
            addresses: Vec::new(),
            has_password: false,
            certificate_name: None,
            cannot_print: Some("王 and 明".to_owned()),
        };
        vec![Self::sample(), bare]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/manage/people/1", "Save").field(Field::text("name", "Name")))
    }
}

/// The facts of `people/membership_new`: its form is all.
#[derive(Serialize)]
pub(in crate::web) struct MembershipNew {}

impl PageFacts for MembershipNew {
    const TEMPLATE: &'static str = "people/membership_new";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }

    fn form_sample() -> Option<Form> {
        let organisation = Field::text("organisation_id", "Organisation");
        Some(Form::new("/manage/people/1/memberships", "Add this membership").field(organisation))
    }
}
