//! The addresses of the API and the service's own, for programs.

use super::{
    api,
    route_table::{Route, route_table},
};
use crate::domain::access::Action;

route_table! {
    GET "/healthz" ReadService => api::service::health::healthz as check_alive;
    GET "/readyz" ReadService => api::service::health::readyz as check_ready;
    GET "/metrics" ReadService => api::service::health::metrics as read_metrics;
    GET "/.well-known/jwks.json" ReadService => api::service::health::jwks as read_keys;
    GET "/api/openapi.json" ReadService => api::service::health::openapi_document as read_api_document;
    GET "/api/openapi-3.0.json" ReadService => api::service::health::older_openapi_document as read_older_api_document;
    GET "/problems/{code}" ReadService => api::service::health::problem_page as read_problem_meaning;

    POST "/api/v1/people" Register => api::people::registration::register as register;
    POST "/api/v1/people/verify-email" Register => api::people::registration::verify_email as confirm_address;
    GET "/api/v1/people" ListPeople => api::people::person::list as list_people;
    POST "/api/v1/people/invite" InvitePerson => api::people::person::invite as invite_person;
    GET "/api/v1/people/{id}" ReadPerson => api::people::person::read as read_person;
    PATCH "/api/v1/people/{id}" EditPerson => api::people::person::edit as edit_person;
    POST "/api/v1/people/{id}/memberships" EditPerson => api::people::person::add_membership as add_membership;
    GET "/api/v1/people/{id}/merge" EditPerson => api::people::merging::preview as preview_merge;
    POST "/api/v1/people/{id}/merge" EditPerson => api::people::merging::merge as merge_people;
    POST "/api/v1/people/{id}/erase" EditPerson => api::people::own_data::erase as erase_person;
    POST "/api/v1/auth/login" SignIn => api::people::auth::login as sign_in;
    POST "/api/v1/auth/second-factor" SignIn => api::people::second_factor::finish as show_second_factor;
    POST "/api/v1/auth/refresh" SignIn => api::people::auth::refresh as refresh_login;
    POST "/api/v1/auth/logout" SignIn => api::people::auth::logout as sign_out;
    POST "/api/v1/auth/sign-in-links" SignIn => api::people::sign_in_links::send as send_sign_in_link;
    POST "/api/v1/auth/sign-in-links/redeem" SignIn => api::people::sign_in_links::redeem as redeem_sign_in_link;

    GET "/api/v1/me" SeeWhoIAm => api::people::me::read as read_me;
    PATCH "/api/v1/me" EditMe => api::people::me::edit as edit_me;
    GET "/api/v1/me/profile" ReadMe => api::people::me::read_profile as read_profile;
    GET "/api/v1/me/addresses" ReadMe => api::people::me::addresses as list_addresses;
    POST "/api/v1/me/addresses" EditMe => api::people::me::add_address as add_address;
    POST "/api/v1/me/addresses/{id}/make-primary" EditMe => api::people::me::make_primary as make_address_primary;
    DELETE "/api/v1/me/addresses/{id}" EditMe => api::people::me::remove_address as remove_address;
    POST "/api/v1/me/memberships" EditMe => api::people::me::claim as claim_membership;
    GET "/api/v1/me/declarations" ReadMe => api::people::me::declarations as list_declarations;
    POST "/api/v1/me/declarations" EditMe => api::people::me::declare as declare;
    GET "/api/v1/me/training-claims" ReadMe => api::certificates::training_claims::own as list_own_training_claims;
    POST "/api/v1/me/training-claims" EditMe => api::certificates::training_claims::claim as claim_training;
    GET "/api/v1/training-claims" DecideClaims => api::certificates::training_claims::list as list_training_claims;
    POST "/api/v1/training-claims/{id}/confirm" DecideClaims => api::certificates::training_claims::confirm as confirm_training_claim;
    POST "/api/v1/training-claims/{id}/decline" DecideClaims => api::certificates::training_claims::decline as decline_training_claim;
    POST "/api/v1/training-claims/{id}/evidence" EditEvidence => api::certificates::claim_evidence::add as add_evidence with evidence;
    GET "/api/v1/training-claims/{id}/evidence/{evidence_id}" ReadEvidence => api::certificates::claim_evidence::read as read_evidence;
    DELETE "/api/v1/training-claims/{id}/evidence/{evidence_id}" EditEvidence => api::certificates::claim_evidence::remove as remove_evidence;
    POST "/api/v1/me/password" EditMe => api::people::me::set_password as set_password;
    GET "/api/v1/me/export" ReadMe => api::people::own_data::export as download_own_data;
    POST "/api/v1/me/erasure" EditMe => api::people::own_data::ask_for_erasure as ask_for_erasure;
    DELETE "/api/v1/me/erasure" EditMe => api::people::own_data::cancel_erasure as cancel_erasure;
    GET "/api/v1/me/logins" ReadMe => api::people::own_logins::list as list_logins;
    DELETE "/api/v1/me/logins/{id}" EditMe => api::people::own_logins::end as end_login;
    POST "/api/v1/me/sign-out-everywhere" SeeWhoIAm => api::people::me::sign_out_everywhere as sign_out_everywhere;

    GET "/api/v1/me/second-factor" SetUpSecondFactor => api::people::second_factor::read as read_second_factor;
    POST "/api/v1/me/second-factor/app" SetUpSecondFactor => api::people::second_factor::start_app as begin_app;
    POST "/api/v1/me/second-factor/app/confirm" SetUpSecondFactor => api::people::second_factor::confirm_app as confirm_app;
    POST "/api/v1/me/second-factor/app/remove" SetUpSecondFactor => api::people::second_factor::remove_app as remove_app;
    POST "/api/v1/me/second-factor/passkeys/{id}/remove" SetUpSecondFactor => api::people::second_factor::remove_passkey as remove_passkey;
    POST "/api/v1/me/second-factor/recovery-codes" SetUpSecondFactor => api::people::second_factor::renew_codes as renew_recovery_codes;
    POST "/api/v1/people/{id}/logins/end" EditPerson => api::people::own_logins::end_all as end_logins_of_person;
    POST "/api/v1/people/{id}/second-factor/remove" EditPerson => api::people::second_factor::take_away as take_second_factor_away;

    GET "/api/v1/organisations" ListOrganisations => api::people::organisations::list as list_organisations;
    POST "/api/v1/organisations" EditOrganisation => api::people::organisations::add as add_organisation;
    PATCH "/api/v1/organisations/{id}" EditOrganisation => api::people::organisations::edit as edit_organisation;
    GET "/api/v1/organisations/{id}/training" ReadOrganisationTraining => api::people::organisations::training as list_organisation_training;
    GET "/api/v1/memberships" ListMemberships => api::people::organisations::list_memberships as list_memberships;
    POST "/api/v1/memberships/{id}/confirm" ConfirmMembership => api::people::organisations::confirm_membership as confirm_membership;
    POST "/api/v1/memberships/{id}/end" EndMembership => api::people::organisations::end_membership as end_membership;

    GET "/api/v1/ladders" ReadCatalogue => api::catalogue::ladders::list as list_ladders;
    POST "/api/v1/ladders" CreateCourse => api::catalogue::ladders::create as create_ladder;
    GET "/api/v1/ladders/{slug}" ReadCatalogue => api::catalogue::ladders::read as read_ladder;
    POST "/api/v1/ladders/{slug}/publish" EditCourse => api::catalogue::ladders::publish as publish_ladder;
    PATCH "/api/v1/ladders/{slug}" EditCourse => api::catalogue::ladders::edit as edit_ladder;
    GET "/api/v1/credential-kinds" ReadCatalogue => api::catalogue::ladders::list_credential_kinds as list_credential_kinds;
    POST "/api/v1/credential-kinds" CreateCourse => api::catalogue::ladders::add_credential_kind as add_credential_kind;
    GET "/api/v1/declaration-kinds" ReadCatalogue => api::catalogue::ladders::list_declaration_kinds as list_declaration_kinds;
    POST "/api/v1/declaration-kinds" CreateCourse => api::catalogue::ladders::add_declaration_kind as add_declaration_kind;
    GET "/api/v1/accreditations" ReadCatalogue => api::catalogue::ladders::list_accreditations as list_accreditations;
    POST "/api/v1/accreditations" CreateCourse => api::catalogue::ladders::add_accreditation as add_accreditation;
    GET "/api/v1/courses" ReadCatalogue => api::catalogue::courses::list as list_courses;
    POST "/api/v1/courses" CreateCourse => api::catalogue::courses::create as create_course;
    GET "/api/v1/courses/{slug}" ReadCatalogue => api::catalogue::courses::read as read_course;
    POST "/api/v1/courses/{slug}/publish" EditCourse => api::catalogue::courses::publish as publish_course;
    PATCH "/api/v1/courses/{slug}" EditCourse => api::catalogue::courses::edit as edit_course;
    GET "/api/v1/courses/{slug}/settings" EditCourse => api::sessions::settings::course as read_course_settings;
    POST "/api/v1/courses/{slug}/sessions" CreateSession => api::sessions::session::create as create_session;
    POST "/api/v1/courses/{slug}/sessions/series" CreateSession => api::sessions::series::create as create_series;
    GET "/api/v1/sessions" ReadCatalogue => api::sessions::session::list as list_sessions;
    GET "/api/v1/sessions/{id}" ReadCatalogue => api::sessions::session::read as read_session;
    PATCH "/api/v1/sessions/{id}" EditSession => api::sessions::session::edit as edit_session;
    GET "/api/v1/sessions/{id}/settings" EditSession => api::sessions::settings::session as read_session_settings;
    POST "/api/v1/sessions/{id}/publish" EditSession => api::sessions::session::publish as publish_session;

    POST "/api/v1/sessions/{id}/cancel" EditSession => api::bookings::attending::cancel_session as cancel_session;
    PUT "/api/v1/sessions/{id}/waitlist" EditSession => api::bookings::waitlists::reorder as reorder_waitlist;
    GET "/api/v1/sessions/{id}/eligibility" ReadEligibility => api::bookings::attending::eligibility as judge_eligibility;
    GET "/api/v1/sessions/{id}/calendar.ics" ReadCalendar => api::bookings::attending::calendar as read_calendar;
    POST "/api/v1/sessions/{id}/bookings" BookPlace => api::bookings::booking::book as book_place;
    GET "/api/v1/courses/{slug}/on-demand" EditCourse => api::catalogue::on_demand::read as read_on_demand_course;
    PUT "/api/v1/courses/{slug}/on-demand" EditCourse => api::catalogue::on_demand::edit as edit_on_demand_course;
    POST "/api/v1/courses/{slug}/on-demand" BookPlace => api::bookings::on_demand::begin as begin_on_demand;
    GET "/api/v1/bookings/{id}/on-demand" TakeOnDemand => api::bookings::on_demand::read as read_on_demand;
    POST "/api/v1/bookings/{id}/finish" TakeOnDemand => api::bookings::on_demand::finish as finish_on_demand;
    GET "/api/v1/bookings" ListBookings => api::bookings::booking::list as list_bookings;
    GET "/api/v1/bookings/{id}" ReadBooking => api::bookings::booking::read as read_booking;
    POST "/api/v1/bookings/{id}/cancel" CancelBooking => api::bookings::booking_changes::cancel as cancel_booking;
    POST "/api/v1/bookings/{id}/accept-offer" AcceptOffer => api::bookings::booking_changes::accept_offer as accept_offer;
    POST "/api/v1/bookings/{id}/decline-offer" DeclineOffer => api::bookings::booking_changes::decline_offer as decline_offer;
    POST "/api/v1/bookings/{id}/decline-replacement" DeclineReplacement => api::bookings::booking_changes::decline_replacement as decline_replacement;
    PATCH "/api/v1/bookings/{id}/waiting" EditWaiting => api::bookings::booking_changes::edit_waiting as edit_waiting;
    POST "/api/v1/bookings/{id}/move" MoveBooking => api::bookings::booking_changes::move_to as move_booking;
    POST "/api/v1/bookings/{id}/substitute" SubstituteBooking => api::bookings::booking_changes::substitute as substitute_booking;
    POST "/api/v1/bookings/{id}/take-back" SubstituteBooking => api::bookings::booking_changes::take_back as take_back_hand_over;
    POST "/api/v1/hand-overs/accept" BookOwnPlace => api::bookings::hand_overs::accept as accept_hand_over;
    POST "/api/v1/hand-overs/decline" BookOwnPlace => api::bookings::hand_overs::decline as decline_hand_over;
    POST "/api/v1/bookings/{id}/approve" ApproveBooking => api::bookings::booking_changes::approve as approve_booking;
    POST "/api/v1/bookings/{id}/decline" DeclineBooking => api::bookings::booking_changes::decline as decline_booking;

    GET "/api/v1/bookings/{id}/access-needs" ReadAccessNeeds => api::bookings::access_needs::read as read_access_needs;
    PUT "/api/v1/bookings/{id}/access-needs" EditAccessNeeds => api::bookings::access_needs::edit as edit_access_needs;
    POST "/api/v1/bookings/{id}/access-needs/arranged" ArrangeAccessNeeds => api::bookings::access_needs::arrange as arrange_access_needs;

    GET "/api/v1/bookings/{id}/action-plan" ReadActionPlan => api::practice::action_plans::read as read_action_plan;
    PUT "/api/v1/bookings/{id}/action-plan" WriteActionPlan => api::practice::action_plans::write as write_action_plan;

    GET "/api/v1/courses/{slug}/feedback-form" ReadCatalogue => api::feedback::forms::read as read_feedback_form;
    PUT "/api/v1/courses/{slug}/feedback-form" EditCourse => api::feedback::forms::edit as edit_feedback_form;
    GET "/api/v1/bookings/{id}/feedback" AnswerAboutCourse => api::feedback::answers::read as read_feedback;
    POST "/api/v1/bookings/{id}/feedback" AnswerAboutCourse => api::feedback::answers::give as give_feedback;
    GET "/api/v1/sessions/{id}/feedback" ReadFeedback => api::feedback::session_feedback::read as read_session_feedback;
    GET "/api/v1/bookings/{id}/impact" AnswerAboutCourse => api::feedback::impact::read as read_impact;
    POST "/api/v1/bookings/{id}/impact" AnswerAboutCourse => api::feedback::impact::answer as answer_impact;

    POST "/api/v1/sessions/{id}/make-ups" WriteRegister => api::registers::make_ups::record as make_up_date;
    GET "/api/v1/sessions/{id}/invitations" InviteOrganisations => api::commissions::invitations::of_session as list_session_invitations;
    POST "/api/v1/sessions/{id}/invitations" InviteOrganisations => api::commissions::invitations::invite as invite_organisations;
    GET "/api/v1/invitations" ListMemberships => api::commissions::invitations::list as list_invitations;
    GET "/api/v1/invitations/{id}" AnswerInvitation => api::commissions::invitations::read as read_invitation;
    POST "/api/v1/invitations/{id}/accept" AnswerInvitation => api::commissions::invitations::accept as accept_invitation;
    POST "/api/v1/invitations/{id}/decline" AnswerInvitation => api::commissions::invitations::decline as decline_invitation;
    POST "/api/v1/invitations/{id}/withdraw" InviteOrganisations => api::commissions::invitations::withdraw as withdraw_invitation;
    GET "/api/v1/commissions" ListCommissions => api::commissions::commission::list as list_commissions;
    POST "/api/v1/commissions" AskForTraining => api::commissions::commission::ask as ask_for_training;
    GET "/api/v1/commissions/{id}" ReadCommission => api::commissions::commission::read as read_commission;
    PATCH "/api/v1/commissions/{id}" EditCommission => api::commissions::commission::edit as edit_commission;
    GET "/api/v1/commissions/{id}/people" ReadCommission => api::commissions::commission_people::people as list_commission_people;
    POST "/api/v1/commissions/{id}/people" EditCommission => api::commissions::commission_people::name as name_people;
    POST "/api/v1/commissions/{id}/people/remove" EditCommission => api::commissions::commission_people::remove as remove_people;
    GET "/api/v1/commissions/{id}/timeline" ReadCommission => api::commissions::commission::timeline as list_timeline;
    POST "/api/v1/commissions/{id}/messages" EditCommission => api::commissions::commission::write as write_to_commission;
    GET "/api/v1/commissions/{id}/eligibility" ReadCommission => api::commissions::commission_people::eligibility as judge_group;
    POST "/api/v1/commissions/{id}/book-missing" EditCommission => api::commissions::commission_people::book_missing as book_missing;
    GET "/api/v1/commissions/{id}/proposals" ReadCommission => api::commissions::commission_steps::proposals as list_proposals;
    POST "/api/v1/commissions/{id}/proposals" ProposeTraining => api::commissions::commission_steps::propose as propose_training;
    POST "/api/v1/commissions/{id}/accept" AnswerProposal => api::commissions::commission_steps::accept as accept_proposal;
    POST "/api/v1/commissions/{id}/ask-for-change" AnswerProposal => api::commissions::commission_steps::ask_for_change as ask_for_change;
    POST "/api/v1/commissions/{id}/decline" EditCommission => api::commissions::commission_steps::decline as decline_commission;
    POST "/api/v1/commissions/{id}/withdraw" AnswerProposal => api::commissions::commission_steps::withdraw as withdraw_commission;
    POST "/api/v1/commissions/{id}/schedule" ScheduleCommission => api::commissions::commission_steps::schedule as schedule_commission;
    GET "/api/v1/commissions/{id}/outcome" ReadCommission => api::commissions::commission_papers::outcome as read_outcome;
    GET "/api/v1/commissions/{id}/outcome.pdf" ReadCommission => api::commissions::commission_papers::outcome_pdf as print_outcome;
    GET "/api/v1/commissions/{id}/quote.pdf" ReadCommission => api::commissions::commission_papers::quote_pdf as print_quote;
    GET "/api/v1/commissions/{id}/statement.pdf" ReadCommission => api::commissions::commission_papers::statement_pdf as print_statement;
    GET "/api/v1/commissions/{id}/certificates.pdf" ReadCommission => api::commissions::commission_papers::certificates_pdf as print_commission_certificates;
    POST "/api/v1/commissions/{id}/close" ScheduleCommission => api::commissions::commission_steps::close as close_commission;

    GET "/api/v1/site" ReadCatalogue => api::service::site::read as read_site;
    PATCH "/api/v1/site" EditSite => api::service::site::edit as edit_site;
    GET "/api/v1/trail" ReadTrail => api::service::trail::list as list_trail;
    GET "/api/v1/mails" ReadWorkBoard => api::mail::mails::list as list_mails;
    POST "/api/v1/mails/{id}/resend" ReadWorkBoard => api::mail::mails::resend as resend_mail;

    GET "/api/v1/sessions/{id}/talks" ReadCatalogue => api::sessions::talks::list as list_talks;
    PUT "/api/v1/sessions/{id}/talks" EditSession => api::sessions::talks::edit as edit_talks;
    PUT "/api/v1/sessions/{id}/talk-marks" WriteRegister => api::sessions::talks::mark as mark_talks;
    GET "/api/v1/sessions/{id}/messages" WriteToSession => api::sessions::messages::list as list_session_messages;
    POST "/api/v1/sessions/{id}/messages" WriteToSession => api::sessions::messages::write as write_to_session;
    POST "/api/v1/sessions/{id}/attendance-imports" WriteRegister => api::registers::attendance_imports::bring as bring_attendance_report with files;
    GET "/api/v1/attendance-imports/{id}" WriteRegister => api::registers::attendance_imports::read as read_attendance_import;
    POST "/api/v1/attendance-imports/{id}/apply" WriteRegister => api::registers::attendance_imports::apply as apply_attendance_import;
    POST "/api/v1/attendance-imports/{id}/undo" WriteRegister => api::registers::attendance_imports::undo as undo_attendance_import;
    POST "/api/v1/sessions/{id}/joining-mails" WriteToSession => api::sessions::joining::send as send_joining_again;
    GET "/api/v1/sessions/{id}/badges" ReadRoster => api::registers::badges::print as print_badges;
    GET "/api/v1/sessions/{id}/roster" ReadRoster => api::registers::register::roster as read_roster;
    PUT "/api/v1/sessions/{id}/register" WriteRegister => api::registers::register::record as record_attendance;
    GET "/api/v1/sessions/{id}/check-in" WriteRegister => api::registers::check_ins::screen as read_check_in;
    POST "/api/v1/check-ins" CheckIn => api::registers::check_ins::check_in as check_in;
    POST "/api/v1/sessions/{id}/register/undo" WriteRegister => api::registers::register::undo as undo_marks;
    POST "/api/v1/sessions/{id}/register/close" CloseRegister => api::registers::register::close as close_register;
    POST "/api/v1/sessions/{id}/register/reopen" ReopenRegister => api::registers::register::reopen as reopen_register;
    POST "/api/v1/sessions/{id}/date-lengths" WriteRegister => api::registers::date_lengths::correct as correct_date_length;
    GET "/api/v1/sessions/{id}/terms" EditSession => api::registers::terms::read as read_session_terms;
    POST "/api/v1/sessions/{id}/terms" ReopenRegister => api::registers::terms::bring as bring_session_terms;
    POST "/api/v1/sessions/{id}/walk-ins" AddWalkIn => api::registers::register::add_walk_in as add_walk_in;
    POST "/api/v1/sessions/{id}/waivers" Waive => api::registers::register::waive as waive_requirement;
    POST "/api/v1/bookings/{id}/complete" WriteRegister => api::registers::register::complete as complete_booking;
    GET "/api/v1/bookings/{id}/disputes" ReadBooking => api::registers::disputes::list as list_disputes;
    POST "/api/v1/bookings/{id}/dispute" Dispute => api::registers::disputes::open as dispute_result;
    POST "/api/v1/disputes/{id}/answer" AnswerDispute => api::registers::disputes::answer as answer_dispute;

    GET "/api/v1/reports/practitioners" ReadPractitioners => api::practitioners::register::read as read_practitioners;
    GET "/api/v1/reports/short-notice" ReadShortNotice => api::reports::short_notice::read as read_short_notice;
    POST "/api/v1/evidence-packs" MakeEvidencePack => api::reports::evidence_packs::make as make_evidence_pack;
    GET "/api/v1/evidence-packs/{id}.zip" MakeEvidencePack => api::reports::evidence_packs::download as download_evidence_pack;

    GET "/api/v1/certificates" ListCertificates => api::certificates::certificate::list as list_certificates;
    GET "/api/v1/certificates/{id}.pdf" ReadCertificate => api::certificates::certificate::pdf as print_certificate;
    GET "/api/v1/certificates/{id}" ReadCertificate => api::certificates::certificate::read as read_certificate;
    POST "/api/v1/certificates/{id}/revoke" RevokeCertificate => api::certificates::certificate::revoke as revoke_certificate;
    POST "/api/v1/certificates/{id}/reissue" ReissueCertificate => api::certificates::reissue::reissue as reissue_certificate;
    POST "/api/v1/certificates/{id}/ask-for-reissue" AskForReissue => api::certificates::reissue::ask as ask_for_reissue;
    GET "/api/v1/verify/{code}" VerifyCertificate => api::certificates::certificate::verify as verify_certificate;
    GET "/api/v1/me/cpd" ReadMe => api::certificates::cpd::own as read_own_cpd;
    GET "/api/v1/people/{id}/cpd" ReadPerson => api::certificates::cpd::of_person as read_cpd;

    GET "/api/v1/reports/uptake" ReadReports => api::reports::uptake::read as read_uptake;
    GET "/api/v1/reports/ladder-flow" ReadReports => api::reports::lists::ladder_flow as read_ladder_flow;
    GET "/api/v1/reports/blocked" ReadReports => api::reports::lists::blocked as read_blocked;
    GET "/api/v1/reports/waiting" ReadReports => api::reports::lists::waiting as read_waiting;
    GET "/api/v1/reports/organisations" ReadOrganisationReports => api::reports::lists::organisations as read_organisations_report;
    GET "/api/v1/reports/demand" ReadDemand => api::reports::lists::demand as read_demand;
}
