//! The addresses of the API and the service's own, for programs.

use super::{
    api,
    route_table::{Route, route_table},
};
use crate::domain::access::Action;

route_table! {
    GET "/healthz" ReadService => api::service::health::healthz;
    GET "/readyz" ReadService => api::service::health::readyz;
    GET "/metrics" ReadService => api::service::health::metrics;
    GET "/.well-known/jwks.json" ReadService => api::service::health::jwks;
    GET "/api/openapi.json" ReadService => api::service::health::openapi_document;
    GET "/problems/{code}" ReadService => api::service::health::problem_page;

    POST "/api/v1/people" Register => api::people::registration::register;
    POST "/api/v1/people/verify-email" Register => api::people::registration::verify_email;
    GET "/api/v1/people" ListPeople => api::people::person::list;
    POST "/api/v1/people/invite" InvitePerson => api::people::person::invite;
    GET "/api/v1/people/{id}" ReadPerson => api::people::person::read;
    PATCH "/api/v1/people/{id}" EditPerson => api::people::person::edit;
    POST "/api/v1/people/{id}/memberships" EditPerson => api::people::person::add_membership;
    POST "/api/v1/people/{id}/merge" EditPerson => api::people::person::merge;
    POST "/api/v1/auth/login" SignIn => api::people::auth::login;
    POST "/api/v1/auth/refresh" SignIn => api::people::auth::refresh;
    POST "/api/v1/auth/logout" SignIn => api::people::auth::logout;
    POST "/api/v1/auth/sign-in-links" SignIn => api::people::sign_in_links::send;
    POST "/api/v1/auth/sign-in-links/redeem" SignIn => api::people::sign_in_links::redeem;


    GET "/api/v1/me" ReadMe => api::people::me::read;
    PATCH "/api/v1/me" EditMe => api::people::me::edit;
    GET "/api/v1/me/profile" ReadMe => api::people::me::read_profile;
    GET "/api/v1/me/addresses" ReadMe => api::people::me::addresses;
    POST "/api/v1/me/addresses" EditMe => api::people::me::add_address;
    POST "/api/v1/me/addresses/{id}/make-primary" EditMe => api::people::me::make_primary;
    DELETE "/api/v1/me/addresses/{id}" EditMe => api::people::me::remove_address;
    POST "/api/v1/me/memberships" EditMe => api::people::me::claim;
    GET "/api/v1/me/declarations" ReadMe => api::people::me::declarations;
    POST "/api/v1/me/declarations" EditMe => api::people::me::declare;
    GET "/api/v1/me/training-claims" ReadMe => api::certificates::training_claims::own;
    POST "/api/v1/me/training-claims" EditMe => api::certificates::training_claims::claim;
    GET "/api/v1/training-claims" DecideClaims => api::certificates::training_claims::list;
    POST "/api/v1/training-claims/{id}/confirm" DecideClaims => api::certificates::training_claims::confirm;
    POST "/api/v1/training-claims/{id}/decline" DecideClaims => api::certificates::training_claims::decline;
    POST "/api/v1/me/password" EditMe => api::people::me::set_password;
    POST "/api/v1/me/sign-out-everywhere" EditMe => api::people::me::sign_out_everywhere;

    GET "/api/v1/organisations" ListOrganisations => api::people::organisations::list;
    POST "/api/v1/organisations" EditOrganisation => api::people::organisations::add;
    PATCH "/api/v1/organisations/{id}" EditOrganisation => api::people::organisations::edit;
    GET "/api/v1/organisations/{id}/training" ReadOrganisationTraining => api::people::organisations::training;
    GET "/api/v1/memberships" ListMemberships => api::people::organisations::list_memberships;
    POST "/api/v1/memberships/{id}/confirm" ConfirmMembership => api::people::organisations::confirm_membership;
    POST "/api/v1/memberships/{id}/end" EndMembership => api::people::organisations::end_membership;

    GET "/api/v1/ladders" ReadCatalogue => api::catalogue::ladders::list;
    POST "/api/v1/ladders" CreateCourse => api::catalogue::ladders::create;
    GET "/api/v1/ladders/{slug}" ReadCatalogue => api::catalogue::ladders::read;
    PATCH "/api/v1/ladders/{slug}" EditCourse => api::catalogue::ladders::edit;
    GET "/api/v1/credential-kinds" ReadCatalogue => api::catalogue::ladders::list_credential_kinds;
    POST "/api/v1/credential-kinds" CreateCourse => api::catalogue::ladders::add_credential_kind;
    GET "/api/v1/declaration-kinds" ReadCatalogue => api::catalogue::ladders::list_declaration_kinds;
    POST "/api/v1/declaration-kinds" CreateCourse => api::catalogue::ladders::add_declaration_kind;
    GET "/api/v1/accreditations" ReadCatalogue => api::catalogue::ladders::list_accreditations;
    POST "/api/v1/accreditations" CreateCourse => api::catalogue::ladders::add_accreditation;
    GET "/api/v1/courses" ReadCatalogue => api::catalogue::courses::list;
    POST "/api/v1/courses" CreateCourse => api::catalogue::courses::create;
    GET "/api/v1/courses/{slug}" ReadCatalogue => api::catalogue::courses::read;
    PATCH "/api/v1/courses/{slug}" EditCourse => api::catalogue::courses::edit;
    GET "/api/v1/courses/{slug}/settings" EditCourse => api::sessions::settings::course;
    POST "/api/v1/courses/{slug}/sessions" CreateSession => api::sessions::session::create;
    POST "/api/v1/courses/{slug}/sessions/series" CreateSession => api::sessions::series::create;
    GET "/api/v1/sessions" ReadCatalogue => api::sessions::session::list;
    GET "/api/v1/sessions/{id}" ReadCatalogue => api::sessions::session::read;
    PATCH "/api/v1/sessions/{id}" EditSession => api::sessions::session::edit;
    GET "/api/v1/sessions/{id}/settings" EditSession => api::sessions::settings::session;
    POST "/api/v1/sessions/{id}/publish" EditSession => api::sessions::session::publish;

    POST "/api/v1/sessions/{id}/cancel" EditSession => api::bookings::attending::cancel_session;
    PUT "/api/v1/sessions/{id}/waitlist" EditSession => api::bookings::waitlists::reorder;
    GET "/api/v1/sessions/{id}/eligibility" ReadEligibility => api::bookings::attending::eligibility;
    GET "/api/v1/sessions/{id}/calendar.ics" ReadCalendar => api::bookings::attending::calendar;
    POST "/api/v1/sessions/{id}/bookings" BookPlace => api::bookings::booking::book;
    GET "/api/v1/bookings" ListBookings => api::bookings::booking::list;
    GET "/api/v1/bookings/{id}" ReadBooking => api::bookings::booking::read;
    POST "/api/v1/bookings/{id}/cancel" CancelBooking => api::bookings::booking_changes::cancel;
    POST "/api/v1/bookings/{id}/accept-offer" AcceptOffer => api::bookings::booking_changes::accept_offer;
    POST "/api/v1/bookings/{id}/decline-offer" DeclineOffer => api::bookings::booking_changes::decline_offer;
    POST "/api/v1/bookings/{id}/decline-replacement" DeclineReplacement => api::bookings::booking_changes::decline_replacement;
    PATCH "/api/v1/bookings/{id}/waiting" EditWaiting => api::bookings::booking_changes::edit_waiting;
    POST "/api/v1/bookings/{id}/move" MoveBooking => api::bookings::booking_changes::move_to;
    POST "/api/v1/bookings/{id}/substitute" SubstituteBooking => api::bookings::booking_changes::substitute;
    POST "/api/v1/bookings/{id}/approve" ApproveBooking => api::bookings::booking_changes::approve;
    POST "/api/v1/bookings/{id}/decline" DeclineBooking => api::bookings::booking_changes::decline;

    GET "/api/v1/bookings/{id}/access-needs" ReadAccessNeeds => api::bookings::access_needs::read;
    PUT "/api/v1/bookings/{id}/access-needs" EditAccessNeeds => api::bookings::access_needs::edit;
    POST "/api/v1/bookings/{id}/access-needs/arranged" ArrangeAccessNeeds => api::bookings::access_needs::arrange;

    POST "/api/v1/sessions/{id}/make-ups" WriteRegister => api::registers::make_ups::record;
    GET "/api/v1/sessions/{id}/invitations" InviteOrganisations => api::commissions::invitations::of_session;
    POST "/api/v1/sessions/{id}/invitations" InviteOrganisations => api::commissions::invitations::invite;
    GET "/api/v1/invitations" ListMemberships => api::commissions::invitations::list;
    GET "/api/v1/invitations/{id}" AnswerInvitation => api::commissions::invitations::read;
    POST "/api/v1/invitations/{id}/accept" AnswerInvitation => api::commissions::invitations::accept;
    POST "/api/v1/invitations/{id}/decline" AnswerInvitation => api::commissions::invitations::decline;
    POST "/api/v1/invitations/{id}/withdraw" InviteOrganisations => api::commissions::invitations::withdraw;
    GET "/api/v1/commissions" ListCommissions => api::commissions::commission::list;
    POST "/api/v1/commissions" AskForTraining => api::commissions::commission::ask;
    GET "/api/v1/commissions/{id}" ReadCommission => api::commissions::commission::read;
    PATCH "/api/v1/commissions/{id}" EditCommission => api::commissions::commission::edit;
    GET "/api/v1/commissions/{id}/people" ReadCommission => api::commissions::commission_people::people;
    POST "/api/v1/commissions/{id}/people" EditCommission => api::commissions::commission_people::name;
    POST "/api/v1/commissions/{id}/people/remove" EditCommission => api::commissions::commission_people::remove;
    GET "/api/v1/commissions/{id}/timeline" ReadCommission => api::commissions::commission::timeline;
    POST "/api/v1/commissions/{id}/messages" EditCommission => api::commissions::commission::write;
    GET "/api/v1/commissions/{id}/eligibility" ReadCommission => api::commissions::commission_people::eligibility;
    POST "/api/v1/commissions/{id}/book-missing" EditCommission => api::commissions::commission_people::book_missing;
    GET "/api/v1/commissions/{id}/proposals" ReadCommission => api::commissions::commission_steps::proposals;
    POST "/api/v1/commissions/{id}/proposals" ProposeTraining => api::commissions::commission_steps::propose;
    POST "/api/v1/commissions/{id}/accept" AnswerProposal => api::commissions::commission_steps::accept;
    POST "/api/v1/commissions/{id}/ask-for-change" AnswerProposal => api::commissions::commission_steps::ask_for_change;
    POST "/api/v1/commissions/{id}/decline" EditCommission => api::commissions::commission_steps::decline;
    POST "/api/v1/commissions/{id}/withdraw" AnswerProposal => api::commissions::commission_steps::withdraw;
    POST "/api/v1/commissions/{id}/schedule" ScheduleCommission => api::commissions::commission_steps::schedule;
    GET "/api/v1/commissions/{id}/outcome" ReadCommission => api::commissions::commission_papers::outcome;
    GET "/api/v1/commissions/{id}/outcome.pdf" ReadCommission => api::commissions::commission_papers::outcome_pdf;
    GET "/api/v1/commissions/{id}/quote.pdf" ReadCommission => api::commissions::commission_papers::quote_pdf;
    GET "/api/v1/commissions/{id}/statement.pdf" ReadCommission => api::commissions::commission_papers::statement_pdf;
    GET "/api/v1/commissions/{id}/certificates.pdf" ReadCommission => api::commissions::commission_papers::certificates_pdf;
    POST "/api/v1/commissions/{id}/close" ScheduleCommission => api::commissions::commission_steps::close;

    GET "/api/v1/mails" ReadWorkBoard => api::mail::mails::list;
    POST "/api/v1/mails/{id}/resend" ReadWorkBoard => api::mail::mails::resend;

    GET "/api/v1/sessions/{id}/roster" ReadRoster => api::registers::register::roster;
    PUT "/api/v1/sessions/{id}/register" WriteRegister => api::registers::register::record;
    POST "/api/v1/sessions/{id}/register/close" CloseRegister => api::registers::register::close;
    POST "/api/v1/sessions/{id}/register/reopen" ReopenRegister => api::registers::register::reopen;
    POST "/api/v1/sessions/{id}/walk-ins" AddWalkIn => api::registers::register::add_walk_in;
    POST "/api/v1/sessions/{id}/waivers" Waive => api::registers::register::waive;
    POST "/api/v1/bookings/{id}/complete" WriteRegister => api::registers::register::complete;
    GET "/api/v1/bookings/{id}/disputes" ReadBooking => api::registers::disputes::list;
    POST "/api/v1/bookings/{id}/dispute" Dispute => api::registers::disputes::open;
    POST "/api/v1/disputes/{id}/answer" AnswerDispute => api::registers::disputes::answer;

    GET "/api/v1/certificates" ListCertificates => api::certificates::certificate::list;
    GET "/api/v1/certificates/{id}.pdf" ReadCertificate => api::certificates::certificate::pdf;
    GET "/api/v1/certificates/{id}" ReadCertificate => api::certificates::certificate::read;
    POST "/api/v1/certificates/{id}/revoke" RevokeCertificate => api::certificates::certificate::revoke;
    GET "/api/v1/verify/{code}" VerifyCertificate => api::certificates::certificate::verify;
    GET "/api/v1/me/cpd" ReadMe => api::certificates::cpd::own;
    GET "/api/v1/people/{id}/cpd" ReadPerson => api::certificates::cpd::of_person;
}
