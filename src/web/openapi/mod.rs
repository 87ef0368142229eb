//! The API as an OpenAPI 3.1 document, from the same code that answers.

mod limits;
mod older_form;
mod operations;
mod problem_codes;
mod problem_schemas;
mod schemas;
mod words;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::{
    OpenApi, PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr, Schema, Type,
        schema::{KnownFormat, SchemaFormat, SchemaType},
    },
};

pub use self::older_form::older_form;
use self::problem_schemas::{FieldErrorSchema, ProblemSchema};
use super::{
    api::{
        bookings::{access_needs, attending, booking, booking_changes, hand_overs, on_demand, waitlists},
        catalogue::{courses, ladders, on_demand as on_demand_courses},
        certificates::{certificate, claim_evidence, cpd, reissue, training_claims},
        commissions::{commission, commission_papers, commission_people, commission_steps, invitations},
        feedback::{answers, forms, impact, session_feedback},
        mail::mails,
        people::{
            auth, me, merging, organisations, own_data, own_logins, person, registration, second_factor,
            sign_in_links,
        },
        practice::action_plans,
        practitioners::register as practitioners,
        registers::{
            attendance_imports, badges, check_ins, date_lengths, disputes, make_ups, register, terms,
        },
        reports::{evidence_packs, short_notice},
        reports::{lists, uptake},
        service::{health, site, trail},
        sessions::{joining, messages, series, session, settings, talks},
    },
    api_document::{ApiDocument, Call},
    problems::{PROBLEMS, STATES},
    routes::routes,
};
use crate::{
    domain::{ids::Id, times::Zone},
    web::api::bookings::attending::RefusalAnswer,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "training-ladder", description = "Course ladders, bookings, registers and certificates."),
    tags(
        (name = "Bookings", description = "Places: booked, waited for, offered, moved, handed over, given up."),
        (name = "Catalogue", description = "Ladders, courses and sessions, and what prerequisites refer to."),
        (name = "Certificates", description = "Certificates, their verification, and CPD records."),
        (name = "Cohorts", description = "Organisations invited to a private session, and their answers."),
        (name = "Commissions", description = "Training asked for by a group: proposed, agreed, scheduled, delivered."),
        (name = "Feedback", description = "What people say of a course, at once and later, and what is shown of it."),
        (name = "Me", description = "One's own record: addresses, memberships, declarations, password."),
        (name = "Organisations", description = "Organisations, and who belongs to them."),
        (name = "People", description = "People, for whoever manages them and for coordinators."),
        (name = "Practice", description = "What people mean to do with a course, and what became of it."),
        (name = "Register", description = "Who comes, who was there, and what it came to."),
        (name = "Reports", description = "Figures: how many, of whom, where they stop, what is wanted; evidence for an accreditation."),
        (name = "Service", description = "The service about itself: health, figures, keys, this document."),
        (name = "Sessions", description = "What happens to a session as a whole."),
        (name = "Signing in", description = "Registering, signing in and out."),
        (name = "Trail", description = "Who did what, from where and when, for coordinators."),
        (name = "Work board", description = "Mails that did not arrive, for coordinators."),
    ),
    paths(
        health::healthz,
        health::readyz,
        health::metrics,
        health::jwks,
        health::openapi_document,
        health::older_openapi_document,
        health::problem_page,
        auth::login,
        second_factor::finish,
        auth::refresh,
        auth::logout,
        sign_in_links::send,
        sign_in_links::redeem,
        registration::register,
        registration::verify_email,
        person::list,
        person::invite,
        person::read,
        person::edit,
        person::add_membership,
        merging::preview,
        merging::merge,
        me::read,
        me::edit,
        me::read_profile,
        me::addresses,
        me::add_address,
        me::make_primary,
        me::remove_address,
        me::claim,
        training_claims::own,
        training_claims::claim,
        training_claims::list,
        training_claims::confirm,
        training_claims::decline,
        claim_evidence::add,
        claim_evidence::read,
        claim_evidence::remove,
        me::declarations,
        me::declare,
        me::set_password,
        me::sign_out_everywhere,
        second_factor::read,
        second_factor::start_app,
        second_factor::confirm_app,
        second_factor::remove_app,
        second_factor::remove_passkey,
        second_factor::renew_codes,
        second_factor::take_away,
        own_data::ask_for_erasure,
        own_data::cancel_erasure,
        own_data::erase,
        own_data::export,
        organisations::list,
        organisations::add,
        organisations::edit,
        organisations::training,
        organisations::list_memberships,
        organisations::confirm_membership,
        organisations::end_membership,
        ladders::list,
        ladders::create,
        ladders::read,
        ladders::edit,
        ladders::publish,
        ladders::list_credential_kinds,
        ladders::add_credential_kind,
        ladders::list_declaration_kinds,
        ladders::add_declaration_kind,
        ladders::list_accreditations,
        ladders::add_accreditation,
        courses::list,
        courses::create,
        courses::read,
        courses::edit,
        courses::publish,
        on_demand_courses::read,
        on_demand_courses::edit,
        session::create,
        series::create,
        session::list,
        session::read,
        session::edit,
        session::publish,
        joining::send,
        messages::write,
        messages::list,
        talks::list,
        talks::edit,
        talks::mark,
        settings::course,
        settings::session,
        attending::eligibility,
        attending::calendar,
        attending::cancel_session,
        booking::book,
        booking::list,
        booking::read,
        on_demand::begin,
        on_demand::read,
        on_demand::finish,
        booking_changes::cancel,
        booking_changes::accept_offer,
        booking_changes::decline_offer,
        booking_changes::decline_replacement,
        booking_changes::edit_waiting,
        booking_changes::move_to,
        booking_changes::substitute,
        booking_changes::take_back,
        hand_overs::accept,
        hand_overs::decline,
        booking_changes::approve,
        booking_changes::decline,
        attendance_imports::bring,
        attendance_imports::read,
        attendance_imports::apply,
        attendance_imports::undo,
        register::roster,
        badges::print,
        register::record,
        check_ins::screen,
        check_ins::check_in,
        register::undo,
        register::close,
        register::reopen,
        register::add_walk_in,
        register::waive,
        register::complete,
        forms::read,
        forms::edit,
        answers::read,
        answers::give,
        session_feedback::read,
        impact::read,
        impact::answer,
        make_ups::record,
        invitations::of_session,
        invitations::invite,
        invitations::list,
        invitations::read,
        invitations::accept,
        invitations::decline,
        invitations::withdraw,
        commission::list,
        commission::ask,
        commission::read,
        commission::edit,
        commission_people::people,
        commission_people::name,
        commission_people::remove,
        commission::timeline,
        commission::write,
        commission_people::eligibility,
        commission_people::book_missing,
        commission_steps::proposals,
        commission_steps::propose,
        commission_steps::accept,
        commission_steps::ask_for_change,
        commission_steps::decline,
        commission_steps::withdraw,
        commission_steps::schedule,
        commission_steps::close,
        commission_papers::outcome,
        commission_papers::outcome_pdf,
        commission_papers::quote_pdf,
        commission_papers::statement_pdf,
        commission_papers::certificates_pdf,
        date_lengths::correct,
        terms::read,
        terms::bring,
        disputes::list,
        disputes::open,
        disputes::answer,
        certificate::list,
        certificate::pdf,
        certificate::read,
        certificate::revoke,
        reissue::reissue,
        reissue::ask,
        certificate::verify,
        cpd::own,
        cpd::of_person,
        own_logins::list,
        own_logins::end,
        own_logins::end_all,
        mails::list,
        mails::resend,
        site::read,
        site::edit,
        trail::list,
        waitlists::reorder,
        access_needs::read,
        access_needs::edit,
        access_needs::arrange,
        action_plans::read,
        action_plans::write,
        uptake::read,
        lists::ladder_flow,
        lists::blocked,
        lists::waiting,
        lists::organisations,
        lists::demand,
        practitioners::read,
        short_notice::read,
        evidence_packs::make,
        evidence_packs::download,
    )
)]
struct Paths;

impl PartialSchema for Zone {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::String))
            .description(Some("A zone of the IANA database"))
            .examples([json!("Europe/London")])
            .into()
    }
}

impl ToSchema for Zone {
    fn name() -> std::borrow::Cow<'static, str> {
        "Zone".into()
    }
}

impl<T> PartialSchema for Id<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::String))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .into()
    }
}

impl<T> ToSchema for Id<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}

/// The whole document, of a service at this address. What follows from a route is added here, so that no handler has
/// to say it: who may, the headers, the problems.
#[must_use]
pub fn document(server: &str) -> Value {
    // What utoipa builds is always JSON; nothing at all would show in every test of the document.
    let mut document = serde_json::to_value(Paths::openapi()).unwrap_or_default();
    document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    document["info"]["license"] = json!({"name": "MIT", "url": "https://opensource.org/license/mit"});
    document["servers"] = json!([{"url": server, "description": "This service"}]);
    let components = &mut document["components"];
    components["securitySchemes"] = json!({"bearer": {
        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
        "description": "The access token of POST /api/v1/auth/login or any other way to sign in.",
    }});
    components["parameters"] = operations::parameters();
    components["headers"] = operations::headers();
    let codes = PROBLEMS.iter().map(|(code, ..)| *code).chain(STATES.iter().map(|(code, _)| *code));
    components["examples"] = operations::examples(codes.filter(|code| !OF_NO_OPERATION.contains(code)));
    let schemas = &mut components["schemas"];
    for (name, schema) in [
        ("Problem", ProblemSchema::schema()),
        ("FieldError", FieldErrorSchema::schema()),
        ("RefusalAnswer", RefusalAnswer::schema()),
        ("Id", Id::<()>::schema()),
    ] {
        schemas[name] = serde_json::to_value(schema).unwrap_or_default();
    }
    words::add(schemas);
    limits::add(schemas);
    for route in routes() {
        operations::describe(&mut document, route);
    }
    schemas::require_what_is_sent(&mut document);
    schemas::drop_unused(&mut document);
    document
}

/// Codes that no operation of the document answers: those of pages, and of methods that an address does not take.
const OF_NO_OPERATION: &[&str] =
    &["form_expired", "method_not_allowed", "passkeys_unavailable", "too_many_passkeys"];

/// The document as it is handed out by a service at this address.
#[must_use]
pub fn handed_out(server: &str) -> ApiDocument {
    let document = document(server);
    let mut outline: BTreeMap<String, Vec<Call>> = BTreeMap::new();
    for route in routes() {
        let operation = &document["paths"][route.path][route.method.to_ascii_lowercase()];
        if operation.is_null() {
            continue;
        }
        let tag = operation["tags"][0].as_str().unwrap_or("Others");
        let answers = operation["responses"].as_object();
        let statuses: Vec<&str> =
            answers.into_iter().flat_map(|all| all.keys()).map(String::as_str).collect();
        outline.entry(tag.to_owned()).or_default().push(Call {
            method: route.method,
            path: route.path,
            summary: operation["summary"].as_str().unwrap_or_default().to_owned(),
            statuses: statuses.join(" "),
        });
    }
    let older_json = older_form(&document).to_string().into();
    ApiDocument { json: document.to_string().into(), older_json, outline }
}
