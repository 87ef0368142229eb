//! Every address as data: method, path, who may, handler. The router, the API document's test and the permission
//! matrix all read this one list.

use actix_web::{Route as ActixRoute, web};

use super::{api, assets, pages};
use crate::domain::access::Action;

/// One method at one address.
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// The path, ids in braces.
    pub path: &'static str,
    /// What it does, and with it who may.
    pub action: Action,
    /// Its name among all of them, such as `api_bookings_read`: the rooms and the function that answer.
    pub name: fn() -> String,
    /// Its handler.
    pub handler: fn() -> ActixRoute,
}

macro_rules! routes {
    ($($method:ident $path:literal $action:ident => $($handler:ident)::+;)+) => {
        /// All of them. Where two patterns fit one path, the first wins.
        pub const ROUTES: &[Route] = &[$(Route {
            method: stringify!($method),
            path: $path,
            action: Action::$action,
            name: || [$(stringify!($handler)),+].join("_"),
            handler: || routes!(@ $method).to($($handler)::+),
        }),+];
    };
    (@ GET) => { web::get() };
    (@ POST) => { web::post() };
    (@ PUT) => { web::put() };
    (@ PATCH) => { web::patch() };
    (@ DELETE) => { web::delete() };
}

routes! {
    GET "/" ReadCatalogue => pages::courses::home;
    GET "/courses" ReadCatalogue => pages::courses::list;
    GET "/courses/{slug}" ReadCatalogue => pages::courses::show;
    GET "/sessions/{id}" ReadCatalogue => pages::sessions::show;
    GET "/sessions/{id}/book" BookOwnPlace => pages::book::form;
    POST "/sessions/{id}/book" BookOwnPlace => pages::book::book;
    GET "/register" Register => pages::registering::form;
    POST "/register" Register => pages::registering::register;
    GET "/confirm" Register => pages::registering::confirm_form;
    POST "/confirm" Register => pages::registering::confirm;
    GET "/join" Register => pages::registering::join_form;
    POST "/join" Register => pages::registering::confirm;
    GET "/accessibility" ReadService => pages::about::accessibility;
    GET "/privacy" ReadService => pages::about::privacy;
    GET "/contact" ReadService => pages::about::contact;

    GET "/assets/{file}" ReadService => assets::asset;
    GET "/display" ReadService => pages::display::form;
    POST "/display" ReadService => pages::display::keep;
    GET "/sign-in" SignIn => pages::sign_in::form;
    POST "/sign-in" SignIn => pages::sign_in::sign_in;
    POST "/sign-in/redeem" SignIn => pages::sign_in::redeem;
    GET "/sign-in/link" SignIn => pages::sign_in::link;
    POST "/sign-in/link" SignIn => pages::sign_in::send_link;
    POST "/sign-out" ReadMe => pages::sign_in::sign_out;
    GET "/ladder" ReadMe => pages::my_ladder::moved;
    GET "/my-ladder" ReadMe => pages::my_ladder::show;
    GET "/my-bookings" ListBookings => pages::my_bookings::show;
    GET "/sessions/{id}/calendar.ics" ReadCalendar => pages::my_bookings::calendar;
    GET "/bookings/{id}" ReadBooking => pages::booking::show;
    GET "/bookings/{id}/cancel" CancelBooking => pages::booking_changes::cancel;
    POST "/bookings/{id}/cancel" CancelBooking => pages::booking_changes::cancel_now;
    GET "/bookings/{id}/move" MoveBooking => pages::booking_changes::other_dates;
    POST "/bookings/{id}/move" MoveBooking => pages::booking_changes::move_now;
    GET "/bookings/{id}/hand-over" SubstituteBooking => pages::booking_changes::hand_over;
    POST "/bookings/{id}/hand-over" SubstituteBooking => pages::booking_changes::hand_over_now;
    GET "/bookings/{id}/offer" AcceptOffer => pages::booking_answers::offer;
    POST "/bookings/{id}/offer" AcceptOffer => pages::booking_answers::answer_offer;
    GET "/bookings/{id}/approval" ApproveBooking => pages::booking_answers::approval;
    POST "/bookings/{id}/approval" ApproveBooking => pages::booking_answers::answer_request;
    GET "/bookings/{id}/wrong" Dispute => pages::booking_answers::wrong;
    POST "/bookings/{id}/wrong" Dispute => pages::booking_answers::say_wrong;
    GET "/bookings/{id}/replacement" DeclineReplacement => pages::booking_answers::replacement;
    POST "/bookings/{id}/replacement" DeclineReplacement => pages::booking_answers::turn_down;
    GET "/bookings/{id}/access-needs" EditAccessNeeds => pages::booking_wishes::needs;
    POST "/bookings/{id}/access-needs" EditAccessNeeds => pages::booking_wishes::keep_needs;
    GET "/bookings/{id}/waiting" EditWaiting => pages::booking_wishes::waiting;
    POST "/bookings/{id}/waiting" EditWaiting => pages::booking_wishes::keep_waiting;
    GET "/certificates" ListCertificates => pages::my_certificates::moved;
    GET "/my-certificates" ListCertificates => pages::my_certificates::show;
    GET "/my-certificates/record.pdf" ListCertificates => pages::my_certificates::record_pdf;
    GET "/account" ReadMe => pages::account::show;
    GET "/account/name" EditMe => pages::account::name;
    POST "/account/name" EditMe => pages::account::keep_name;
    GET "/account/manager" EditMe => pages::account::manager;
    POST "/account/manager" EditMe => pages::account::keep_manager;
    GET "/account/addresses" EditMe => pages::account_addresses::address;
    POST "/account/addresses" EditMe => pages::account_addresses::add_address;
    POST "/account/addresses/{id}/primary" EditMe => pages::account_addresses::make_primary;
    POST "/account/addresses/{id}/remove" EditMe => pages::account_addresses::remove;
    GET "/account/memberships" EditMe => pages::account_addresses::membership;
    POST "/account/memberships" EditMe => pages::account_addresses::claim;
    POST "/account/memberships/{id}/end" EndMembership => pages::account_addresses::end_membership;
    GET "/account/password" EditMe => pages::account_sign_in::password;
    POST "/account/password" EditMe => pages::account_sign_in::set_password;
    GET "/account/sign-out-everywhere" EditMe => pages::account_sign_in::everywhere;
    POST "/account/sign-out-everywhere" EditMe => pages::account_sign_in::sign_out_everywhere;
    POST "/account/declarations" EditMe => pages::account_sign_in::declare;
    GET "/my-training" ReadMe => pages::my_training::show;
    POST "/my-training" EditMe => pages::my_training::claim;
    GET "/certificates/{id}.pdf" ReadCertificate => pages::my_certificates::pdf;
    GET "/certificates/{id}" ReadCertificate => pages::my_certificates::one;

    GET "/api/docs" ReadService => pages::about::api_docs;
    GET "/verify" VerifyCertificate => pages::verify::form;
    GET "/verify/{code}" VerifyCertificate => pages::verify::answer;
    GET "/demo/mail" ReadService => pages::demo_mail::list;
    GET "/demo/mail/{name}" ReadService => pages::demo_mail::one;
    GET "/demo/mail/{name}/html" ReadService => pages::demo_mail::html;
    GET "/demo/mail/{name}/source" ReadService => pages::demo_mail::source;

    GET "/my-dates" ListTrainedSessions => pages::my_dates::list;
    GET "/sessions/{id}/roster" ReadRoster => pages::roster::show;
    GET "/sessions/{id}/roster.csv" ReadRoster => pages::roster::csv;
    GET "/sessions/{id}/sign-in-sheet.pdf" ReadRoster => pages::roster::sheet;
    POST "/bookings/{id}/access-needs/arranged" ArrangeAccessNeeds => pages::roster::arrange;
    GET "/sessions/{id}/walk-ins" AddWalkIn => pages::walk_ins::form;
    POST "/sessions/{id}/walk-ins" AddWalkIn => pages::walk_ins::add;
    GET "/sessions/{id}/waive" Waive => pages::waivers::form;
    POST "/sessions/{id}/waive" Waive => pages::waivers::waive;
    GET "/sessions/{id}/attendance" WriteRegister => pages::attendance::show;
    POST "/sessions/{id}/attendance" WriteRegister => pages::attendance::save;
    GET "/sessions/{id}/attendance/finish" CloseRegister => pages::finishing::show;
    POST "/sessions/{id}/attendance/finish" CloseRegister => pages::finishing::finish;
    GET "/sessions/{id}/attendance/reopen" ReopenRegister => pages::exceptions::reopen_ask;
    POST "/sessions/{id}/attendance/reopen" ReopenRegister => pages::exceptions::reopen;
    GET "/bookings/{id}/complete" WriteRegister => pages::exceptions::complete_form;
    POST "/bookings/{id}/complete" WriteRegister => pages::exceptions::complete;
    GET "/bookings/{id}/make-up" WriteRegister => pages::make_ups::form;
    POST "/bookings/{id}/make-up" WriteRegister => pages::make_ups::record;
    GET "/sessions/{id}/disputes" AnswerDispute => pages::disputes::list;
    GET "/disputes/{id}/answer" AnswerDispute => pages::disputes::form;
    POST "/disputes/{id}/answer" AnswerDispute => pages::disputes::answer;
    GET "/work" ReadWorkBoard => pages::manage::work::board;
    GET "/manage/dates" EditSession => pages::manage::dates::list;
    GET "/manage/dates/{id}" EditSession => pages::manage::date::show;
    POST "/manage/dates/{id}/publish" EditSession => pages::manage::date::publish;
    GET "/manage/dates/{id}/edit" EditSession => pages::manage::date_edit::edit;
    POST "/manage/dates/{id}/edit" EditSession => pages::manage::date_edit::change;
    GET "/manage/dates/{id}/cancel" EditSession => pages::manage::date::cancelling;
    POST "/manage/dates/{id}/cancel" EditSession => pages::manage::date::cancel;
    GET "/manage/dates/{id}/book" EditSession => pages::manage::date_people::booking;
    POST "/manage/dates/{id}/book" EditSession => pages::manage::date_people::book;
    GET "/manage/dates/{id}/waiting-list" EditSession => pages::manage::date_people::waiting_list;
    POST "/manage/dates/{id}/waiting-list" EditSession => pages::manage::date_people::reorder;
    GET "/manage/dates/{id}/waivers" EditSession => pages::manage::waivers::form;
    POST "/manage/dates/{id}/waivers" EditSession => pages::manage::waivers::waive;
    GET "/manage/people" EditPerson => pages::manage::people::list;
    GET "/manage/people/new" EditPerson => pages::manage::people::new;
    POST "/manage/people/new" EditPerson => pages::manage::people::invite;
    GET "/manage/people/{id}" EditPerson => pages::manage::person::show;
    POST "/manage/people/{id}" EditPerson => pages::manage::person::edit;
    GET "/manage/people/{id}/memberships" EditPerson => pages::manage::person::joining;
    POST "/manage/people/{id}/memberships" EditPerson => pages::manage::person::join;
    GET "/manage/people/{id}/merge" EditPerson => pages::manage::merge::form;
    POST "/manage/people/{id}/merge" EditPerson => pages::manage::merge::merge;
    GET "/manage/organisations" EditOrganisation => pages::manage::organisations::list;
    GET "/manage/organisations/new" EditOrganisation => pages::manage::organisations::new;
    POST "/manage/organisations/new" EditOrganisation => pages::manage::organisations::add;
    GET "/manage/organisations/{id}" EditOrganisation => pages::manage::organisations::show;
    POST "/manage/organisations/{id}" EditOrganisation => pages::manage::organisations::edit;
    GET "/manage/memberships" EditOrganisation => pages::manage::memberships::list;
    POST "/manage/memberships/{id}/confirm" EditOrganisation => pages::manage::memberships::confirm;
    POST "/manage/memberships/{id}/end" EditOrganisation => pages::manage::memberships::end;
    GET "/manage/courses/{slug}/dates/series" CreateSession => pages::manage::series::new;
    POST "/manage/courses/{slug}/dates/series" CreateSession => pages::manage::series::create;
    GET "/manage/ladders" EditCourse => pages::manage::ladders::list;
    GET "/manage/ladders/new" CreateCourse => pages::manage::ladders::new;
    POST "/manage/ladders/new" CreateCourse => pages::manage::ladders::create;
    GET "/manage/ladders/{slug}" EditCourse => pages::manage::ladders::edit;
    POST "/manage/ladders/{slug}" EditCourse => pages::manage::ladders::change;
    GET "/manage/kinds" CreateCourse => pages::manage::kinds::list;
    POST "/manage/kinds" CreateCourse => pages::manage::kinds::add;
    GET "/manage/accreditations" CreateCourse => pages::manage::accreditations::list;
    POST "/manage/accreditations" CreateCourse => pages::manage::accreditations::add;
    GET "/manage/approvals" ReadWorkBoard => pages::manage::approvals::list;
    GET "/manage/claims" DecideClaims => pages::manage::claims::list;
    GET "/manage/claims/{id}" DecideClaims => pages::manage::claims::show;
    POST "/manage/claims/{id}" DecideClaims => pages::manage::claims::decide;
    GET "/manage/disputes" ReadWorkBoard => pages::manage::disputes::list;
    GET "/manage/certificates" RevokeCertificate => pages::manage::certificates::list;
    GET "/manage/certificates/{id}" RevokeCertificate => pages::manage::certificates::show;
    POST "/manage/certificates/{id}" RevokeCertificate => pages::manage::certificates::withdraw;
    GET "/manage/imports" EditPerson => pages::manage::imports::form;
    POST "/manage/imports" EditPerson => pages::manage::imports::bring_in;
    GET "/manage/mails" ReadWorkBoard => pages::manage::mails::list;
    GET "/manage/mails/{id}" ReadWorkBoard => pages::manage::mails::show;
    POST "/manage/mails/{id}/resend" ReadWorkBoard => pages::manage::mails::resend;
    GET "/manage/courses" EditCourse => pages::manage::courses::list;
    GET "/manage/courses/new" CreateCourse => pages::manage::courses::new;
    POST "/manage/courses/new" CreateCourse => pages::manage::courses::create;
    GET "/manage/courses/{slug}" EditCourse => pages::manage::courses::edit;
    POST "/manage/courses/{slug}" EditCourse => pages::manage::courses::change;
    GET "/manage/courses/{slug}/dates/new" CreateSession => pages::manage::date_edit::new;
    POST "/manage/courses/{slug}/dates/new" CreateSession => pages::manage::date_edit::create;

    GET "/my-people" ListPeople => pages::my_people::list;
    POST "/my-people/copies" ListPeople => pages::my_people::copies;
    GET "/my-people/add" ListPeople => pages::adding_people::form;
    POST "/my-people/add" ListPeople => pages::adding_people::add;
    GET "/my-people/book" ListPeople => pages::team_booking::form;
    POST "/my-people/book" ListPeople => pages::team_booking::book;
    GET "/my-people/certificates" ListPeople => pages::adding_people::certificates;
    GET "/people/{id}" ReadPerson => pages::person::show;
    POST "/memberships/{id}/confirm" ConfirmMembership => pages::adding_people::confirm;
    POST "/memberships/{id}/refuse" EndMembership => pages::adding_people::refuse;

    GET "/invitations/{id}" AnswerInvitation => pages::invitations::show;
    POST "/invitations/{id}" AnswerInvitation => pages::invitations::accept;
    POST "/invitations/{id}/decline" AnswerInvitation => pages::invitations::decline;
    GET "/manage/dates/{id}/invitations" InviteOrganisations => pages::manage::invitations::show;
    POST "/manage/dates/{id}/invitations" InviteOrganisations => pages::manage::invitations::invite;
    GET "/commissions" ListCommissions => pages::commissions::list::show;
    GET "/commissions/new" AskForTraining => pages::commissions::ask::form;
    POST "/commissions/new" AskForTraining => pages::commissions::ask::ask;
    GET "/commissions/{id}" ReadCommission => pages::commissions::request::show;
    POST "/commissions/{id}/messages" EditCommission => pages::commissions::request::write;
    GET "/commissions/{id}/details" EditCommission => pages::commissions::details::form;
    POST "/commissions/{id}/details" EditCommission => pages::commissions::details::save;
    GET "/commissions/{id}/people" EditCommission => pages::commissions::people::show;
    POST "/commissions/{id}/people" EditCommission => pages::commissions::people::name;
    POST "/commissions/{id}/people/remove" EditCommission => pages::commissions::people::remove;
    GET "/commissions/{id}/readiness" ReadCommission => pages::commissions::readiness::show;
    POST "/commissions/{id}/readiness" EditCommission => pages::commissions::readiness::book;
    GET "/commissions/{id}/propose" ProposeTraining => pages::manage::commission_propose::propose_form;
    POST "/commissions/{id}/propose" ProposeTraining => pages::manage::commission_propose::propose;
    POST "/commissions/{id}/accept" AnswerProposal => pages::commissions::answer::accept;
    GET "/commissions/{id}/change" AnswerProposal => pages::commissions::answer::change_form;
    POST "/commissions/{id}/change" AnswerProposal => pages::commissions::answer::change;
    GET "/commissions/{id}/decline" EditCommission => pages::commissions::answer::decline_form;
    POST "/commissions/{id}/decline" EditCommission => pages::commissions::answer::decline;
    GET "/commissions/{id}/withdraw" AnswerProposal => pages::commissions::answer::withdraw_form;
    POST "/commissions/{id}/withdraw" AnswerProposal => pages::commissions::answer::withdraw;
    GET "/commissions/{id}/schedule" ScheduleCommission => pages::manage::commission_schedule::form;
    POST "/commissions/{id}/schedule" ScheduleCommission => pages::manage::commission_schedule::schedule;
    POST "/commissions/{id}/close" ScheduleCommission => pages::commissions::answer::close;
    GET "/commissions/{id}/outcome" ReadCommission => pages::commissions::outcome::show;
    GET "/commissions/{id}/outcome.pdf" ReadCommission => pages::commissions::outcome::outcome_pdf;
    GET "/commissions/{id}/quote.pdf" ReadCommission => pages::commissions::outcome::quote_pdf;
    GET "/commissions/{id}/statement.pdf" ReadCommission => pages::commissions::outcome::statement_pdf;

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
