//! Pages of lists as the document describes them: what [`Listed`](crate::web::extract::Listed) answers, of each kind.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema, Type, schema::SchemaType},
};

use super::practitioners::practitioner_view::PractitionerView;
use crate::store::read::{
    bookings::booking::BookingView,
    catalogue::{
        course::CourseView,
        ladders::{AccreditationView, CredentialKindView, DeclarationKindView, LadderView},
    },
    certificates::{certificate::CertificateView, training_claims::ClaimView},
    commissions::{
        commission::{CommissionView, TimelineView},
        commission_people::MemberView,
        invitations::InvitationView,
        proposals::ProposalView,
    },
    mail::outbox::MailView,
    people::{
        organisation_training::OrganisationTraining,
        organisations::OrganisationView,
        own_logins::LoginView,
        person_views::PersonView,
        profile::{AddressView, DeclarationView, MembershipView},
    },
    registers::register_answers::DisputeView,
    service::trail::TrailLine,
    sessions::{session::SessionView, session_messages::SessionMessageView, talks::TalkView},
};
use crate::usecases::reports::{
    read_blocked::BlockedRow, read_demand::DemandRow, read_flow::FlowRow, read_waiting::WaitingRow,
};

/// The schema of a page whose items are described under this name.
fn page_of(item: &str) -> Schema {
    let items = ArrayBuilder::new().items(Ref::from_schema_name(item)).description(Some("The items."));
    let next = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some("The cursor of the next page; null on the last one."));
    ObjectBuilder::new()
        .description(Some("A page of a list."))
        .property("items", items)
        .property("next", next)
        .required("items")
        .required("next")
        .into()
}

macro_rules! pages {
    ($($page:ident of $item:ident;)+) => {$(
        /// A page of a list.
        pub struct $page;

        impl PartialSchema for $page {
            fn schema() -> RefOr<Schema> {
                page_of(&<$item as ToSchema>::name()).into()
            }
        }

        impl ToSchema for $page {
            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                schemas.push((<$item as ToSchema>::name().into_owned(), $item::schema()));
                $item::schemas(schemas);
            }
        }
    )+};
}

pages! {
    AccreditationPage of AccreditationView;
    AddressPage of AddressView;
    BlockedPage of BlockedRow;
    BookingPage of BookingView;
    CertificatePage of CertificateView;
    ClaimPage of ClaimView;
    CommissionPage of CommissionView;
    CoursePage of CourseView;
    CredentialKindPage of CredentialKindView;
    DeclarationKindPage of DeclarationKindView;
    DeclarationPage of DeclarationView;
    DemandPage of DemandRow;
    DisputePage of DisputeView;
    FlowPage of FlowRow;
    InvitationPage of InvitationView;
    LadderPage of LadderView;
    LoginPage of LoginView;
    MailPage of MailView;
    MemberPage of MemberView;
    MembershipPage of MembershipView;
    OrganisationPage of OrganisationView;
    OrganisationTrainingPage of OrganisationTraining;
    PersonPage of PersonView;
    PractitionerPage of PractitionerView;
    ProposalPage of ProposalView;
    SessionMessagePage of SessionMessageView;
    SessionPage of SessionView;
    TalkPage of TalkView;
    TimelinePage of TimelineView;
    TrailPage of TrailLine;
    WaitingPage of WaitingRow;
}
