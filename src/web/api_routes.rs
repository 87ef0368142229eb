//! The addresses of the API and the service's own, for programs.

use super::{
    api,
    routes::{Route, route_table},
};
use crate::domain::access::Action;

route_table! {
    GET "/healthz" ReadService => api::service::healthz;
    GET "/readyz" ReadService => api::service::readyz;
    GET "/metrics" ReadService => api::service::metrics;
    GET "/.well-known/jwks.json" ReadService => api::service::jwks;
    GET "/api/openapi.json" ReadService => api::service::openapi_document;
    GET "/problems/{code}" ReadService => api::service::problem_page;

    POST "/api/v1/people" Register => api::registration::register;
    POST "/api/v1/people/verify-email" Register => api::registration::verify_email;
    GET "/api/v1/people" ListPeople => api::people::list;
    POST "/api/v1/people/invite" InvitePerson => api::people::invite;
    GET "/api/v1/people/{id}" ReadPerson => api::people::read;
    PATCH "/api/v1/people/{id}" EditPerson => api::people::edit;
    POST "/api/v1/people/{id}/memberships" EditPerson => api::people::add_membership;
    POST "/api/v1/people/{id}/merge" EditPerson => api::people::merge;
    POST "/api/v1/auth/login" SignIn => api::auth::login;
    POST "/api/v1/auth/refresh" SignIn => api::auth::refresh;
    POST "/api/v1/auth/logout" SignIn => api::auth::logout;
    POST "/api/v1/auth/sign-in-links" SignIn => api::sign_in_links::send;
    POST "/api/v1/auth/sign-in-links/redeem" SignIn => api::sign_in_links::redeem;


    GET "/api/v1/me" ReadMe => api::me::read;
    PATCH "/api/v1/me" EditMe => api::me::edit;
    GET "/api/v1/me/profile" ReadMe => api::me::read_profile;
    GET "/api/v1/me/addresses" ReadMe => api::me::addresses;
    POST "/api/v1/me/addresses" EditMe => api::me::add_address;
    POST "/api/v1/me/addresses/{id}/make-primary" EditMe => api::me::make_primary;
    DELETE "/api/v1/me/addresses/{id}" EditMe => api::me::remove_address;
    POST "/api/v1/me/memberships" EditMe => api::me::claim;
    GET "/api/v1/me/declarations" ReadMe => api::me::declarations;
    POST "/api/v1/me/declarations" EditMe => api::me::declare;
    GET "/api/v1/me/training-claims" ReadMe => api::training_claims::own;
    POST "/api/v1/me/training-claims" EditMe => api::training_claims::claim;
    GET "/api/v1/training-claims" DecideClaims => api::training_claims::list;
    POST "/api/v1/training-claims/{id}/confirm" DecideClaims => api::training_claims::confirm;
    POST "/api/v1/training-claims/{id}/decline" DecideClaims => api::training_claims::decline;
    POST "/api/v1/me/password" EditMe => api::me::set_password;
    POST "/api/v1/me/sign-out-everywhere" EditMe => api::me::sign_out_everywhere;

    GET "/api/v1/organisations" ListOrganisations => api::organisations::list;
    POST "/api/v1/organisations" EditOrganisation => api::organisations::add;
    PATCH "/api/v1/organisations/{id}" EditOrganisation => api::organisations::edit;
    GET "/api/v1/organisations/{id}/training" ReadOrganisationTraining => api::organisations::training;
    GET "/api/v1/memberships" ListMemberships => api::organisations::list_memberships;
    POST "/api/v1/memberships/{id}/confirm" ConfirmMembership => api::organisations::confirm_membership;
    POST "/api/v1/memberships/{id}/end" EndMembership => api::organisations::end_membership;

    GET "/api/v1/ladders" ReadCatalogue => api::ladders::list;
    POST "/api/v1/ladders" CreateCourse => api::ladders::create;
    GET "/api/v1/ladders/{slug}" ReadCatalogue => api::ladders::read;
    PATCH "/api/v1/ladders/{slug}" EditCourse => api::ladders::edit;
    GET "/api/v1/credential-kinds" ReadCatalogue => api::ladders::list_credential_kinds;
    POST "/api/v1/credential-kinds" CreateCourse => api::ladders::add_credential_kind;
    GET "/api/v1/declaration-kinds" ReadCatalogue => api::ladders::list_declaration_kinds;
    POST "/api/v1/declaration-kinds" CreateCourse => api::ladders::add_declaration_kind;
    GET "/api/v1/accreditations" ReadCatalogue => api::ladders::list_accreditations;
    POST "/api/v1/accreditations" CreateCourse => api::ladders::add_accreditation;
    GET "/api/v1/courses" ReadCatalogue => api::courses::list;
    POST "/api/v1/courses" CreateCourse => api::courses::create;
    GET "/api/v1/courses/{slug}" ReadCatalogue => api::courses::read;
    PATCH "/api/v1/courses/{slug}" EditCourse => api::courses::edit;
    GET "/api/v1/courses/{slug}/settings" EditCourse => api::settings::course;
    POST "/api/v1/courses/{slug}/sessions" CreateSession => api::sessions::create;
    POST "/api/v1/courses/{slug}/sessions/series" CreateSession => api::series::create;
    GET "/api/v1/sessions" ReadCatalogue => api::sessions::list;
    GET "/api/v1/sessions/{id}" ReadCatalogue => api::sessions::read;
    PATCH "/api/v1/sessions/{id}" EditSession => api::sessions::edit;
    GET "/api/v1/sessions/{id}/settings" EditSession => api::settings::session;
    POST "/api/v1/sessions/{id}/publish" EditSession => api::sessions::publish;

    POST "/api/v1/sessions/{id}/cancel" EditSession => api::attending::cancel_session;
    PUT "/api/v1/sessions/{id}/waitlist" EditSession => api::waitlists::reorder;
    GET "/api/v1/sessions/{id}/eligibility" ReadEligibility => api::attending::eligibility;
    GET "/api/v1/sessions/{id}/calendar.ics" ReadCalendar => api::attending::calendar;
    POST "/api/v1/sessions/{id}/bookings" BookPlace => api::bookings::book;
    GET "/api/v1/bookings" ListBookings => api::bookings::list;
    GET "/api/v1/bookings/{id}" ReadBooking => api::bookings::read;
    POST "/api/v1/bookings/{id}/cancel" CancelBooking => api::booking_changes::cancel;
    POST "/api/v1/bookings/{id}/accept-offer" AcceptOffer => api::booking_changes::accept_offer;
    POST "/api/v1/bookings/{id}/decline-offer" DeclineOffer => api::booking_changes::decline_offer;
    POST "/api/v1/bookings/{id}/decline-replacement" DeclineReplacement => api::booking_changes::decline_replacement;
    PATCH "/api/v1/bookings/{id}/waiting" EditWaiting => api::booking_changes::edit_waiting;
    POST "/api/v1/bookings/{id}/move" MoveBooking => api::booking_changes::move_to;
    POST "/api/v1/bookings/{id}/substitute" SubstituteBooking => api::booking_changes::substitute;
    POST "/api/v1/bookings/{id}/approve" ApproveBooking => api::booking_changes::approve;
    POST "/api/v1/bookings/{id}/decline" DeclineBooking => api::booking_changes::decline;

    GET "/api/v1/bookings/{id}/access-needs" ReadAccessNeeds => api::access_needs::read;
    PUT "/api/v1/bookings/{id}/access-needs" EditAccessNeeds => api::access_needs::edit;
    POST "/api/v1/bookings/{id}/access-needs/arranged" ArrangeAccessNeeds => api::access_needs::arrange;

    POST "/api/v1/sessions/{id}/make-ups" WriteRegister => api::make_ups::record;
    GET "/api/v1/sessions/{id}/invitations" InviteOrganisations => api::invitations::of_session;
    POST "/api/v1/sessions/{id}/invitations" InviteOrganisations => api::invitations::invite;
    GET "/api/v1/invitations" ListMemberships => api::invitations::list;
    GET "/api/v1/invitations/{id}" AnswerInvitation => api::invitations::read;
    POST "/api/v1/invitations/{id}/accept" AnswerInvitation => api::invitations::accept;
    POST "/api/v1/invitations/{id}/decline" AnswerInvitation => api::invitations::decline;
    POST "/api/v1/invitations/{id}/withdraw" InviteOrganisations => api::invitations::withdraw;
    GET "/api/v1/commissions" ListCommissions => api::commissions::list;
    POST "/api/v1/commissions" AskForTraining => api::commissions::ask;
    GET "/api/v1/commissions/{id}" ReadCommission => api::commissions::read;
    PATCH "/api/v1/commissions/{id}" EditCommission => api::commissions::edit;
    GET "/api/v1/commissions/{id}/people" ReadCommission => api::commission_people::people;
    POST "/api/v1/commissions/{id}/people" EditCommission => api::commission_people::name;
    POST "/api/v1/commissions/{id}/people/remove" EditCommission => api::commission_people::remove;
    GET "/api/v1/commissions/{id}/timeline" ReadCommission => api::commissions::timeline;
    POST "/api/v1/commissions/{id}/messages" EditCommission => api::commissions::write;
    GET "/api/v1/commissions/{id}/eligibility" ReadCommission => api::commission_people::eligibility;
    POST "/api/v1/commissions/{id}/book-missing" EditCommission => api::commission_people::book_missing;
    GET "/api/v1/commissions/{id}/proposals" ReadCommission => api::commission_steps::proposals;
    POST "/api/v1/commissions/{id}/proposals" ProposeTraining => api::commission_steps::propose;
    POST "/api/v1/commissions/{id}/accept" AnswerProposal => api::commission_steps::accept;
    POST "/api/v1/commissions/{id}/ask-for-change" AnswerProposal => api::commission_steps::ask_for_change;
    POST "/api/v1/commissions/{id}/decline" EditCommission => api::commission_steps::decline;
    POST "/api/v1/commissions/{id}/withdraw" AnswerProposal => api::commission_steps::withdraw;
    POST "/api/v1/commissions/{id}/schedule" ScheduleCommission => api::commission_steps::schedule;
    GET "/api/v1/commissions/{id}/outcome" ReadCommission => api::commission_papers::outcome;
    GET "/api/v1/commissions/{id}/outcome.pdf" ReadCommission => api::commission_papers::outcome_pdf;
    GET "/api/v1/commissions/{id}/quote.pdf" ReadCommission => api::commission_papers::quote_pdf;
    GET "/api/v1/commissions/{id}/statement.pdf" ReadCommission => api::commission_papers::statement_pdf;
    GET "/api/v1/commissions/{id}/certificates.pdf" ReadCommission => api::commission_papers::certificates_pdf;
    POST "/api/v1/commissions/{id}/close" ScheduleCommission => api::commission_steps::close;

    GET "/api/v1/mails" ReadWorkBoard => api::mails::list;
    POST "/api/v1/mails/{id}/resend" ReadWorkBoard => api::mails::resend;

    GET "/api/v1/sessions/{id}/roster" ReadRoster => api::register::roster;
    PUT "/api/v1/sessions/{id}/register" WriteRegister => api::register::record;
    POST "/api/v1/sessions/{id}/register/close" CloseRegister => api::register::close;
    POST "/api/v1/sessions/{id}/register/reopen" ReopenRegister => api::register::reopen;
    POST "/api/v1/sessions/{id}/walk-ins" AddWalkIn => api::register::add_walk_in;
    POST "/api/v1/sessions/{id}/waivers" Waive => api::register::waive;
    POST "/api/v1/bookings/{id}/complete" WriteRegister => api::register::complete;
    GET "/api/v1/bookings/{id}/disputes" ReadBooking => api::disputes::list;
    POST "/api/v1/bookings/{id}/dispute" Dispute => api::disputes::open;
    POST "/api/v1/disputes/{id}/answer" AnswerDispute => api::disputes::answer;

    GET "/api/v1/certificates" ListCertificates => api::certificates::list;
    GET "/api/v1/certificates/{id}.pdf" ReadCertificate => api::certificates::pdf;
    GET "/api/v1/certificates/{id}" ReadCertificate => api::certificates::read;
    POST "/api/v1/certificates/{id}/revoke" RevokeCertificate => api::certificates::revoke;
    GET "/api/v1/verify/{code}" VerifyCertificate => api::certificates::verify;
    GET "/api/v1/me/cpd" ReadMe => api::cpd::own;
    GET "/api/v1/people/{id}/cpd" ReadPerson => api::cpd::of_person;
}
