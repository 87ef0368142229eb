//! The API as an OpenAPI 3.1 document, from the same code that answers.

use std::collections::BTreeMap;

use utoipa::{
    OpenApi, PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, ObjectBuilder, OpenApi as Document, PathItem, RefOr, ResponseBuilder, Schema, Type,
        path::Operation,
        schema::{KnownFormat, SchemaFormat, SchemaType},
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use super::{
    api::{
        bookings::{access_needs, attending, booking, booking_changes, waitlists},
        catalogue::{courses, ladders},
        certificates::{certificate, cpd, training_claims},
        commissions::{commission, commission_papers, commission_people, commission_steps, invitations},
        mail::mails,
        people::{auth, me, organisations, person, registration, sign_in_links},
        registers::{disputes, make_ups, register},
        service::health,
        sessions::{series, session, settings},
    },
    api_document::{ApiDocument, Call},
    problems::PROBLEMS,
    route_table::Route,
    routes::routes,
};
use crate::domain::{access::Who, ids::Id};

#[derive(OpenApi)]
#[openapi(
    info(title = "training-ladder", description = "Course ladders, bookings, registers and certificates."),
    paths(
        health::healthz,
        health::readyz,
        health::metrics,
        health::jwks,
        health::openapi_document,
        health::problem_page,
        auth::login,
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
        person::merge,
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
        me::declarations,
        me::declare,
        me::set_password,
        me::sign_out_everywhere,
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
        session::create,
        series::create,
        session::list,
        session::read,
        session::edit,
        session::publish,
        settings::course,
        settings::session,
        attending::eligibility,
        attending::calendar,
        attending::cancel_session,
        booking::book,
        booking::list,
        booking::read,
        booking_changes::cancel,
        booking_changes::accept_offer,
        booking_changes::decline_offer,
        booking_changes::decline_replacement,
        booking_changes::edit_waiting,
        booking_changes::move_to,
        booking_changes::substitute,
        booking_changes::approve,
        booking_changes::decline,
        register::roster,
        register::record,
        register::close,
        register::reopen,
        register::add_walk_in,
        register::waive,
        register::complete,
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
        disputes::list,
        disputes::open,
        disputes::answer,
        certificate::list,
        certificate::pdf,
        certificate::read,
        certificate::revoke,
        certificate::verify,
        cpd::own,
        cpd::of_person,
        mails::list,
        mails::resend,
        waitlists::reorder,
        access_needs::read,
        access_needs::edit,
        access_needs::arrange,
    )
)]
struct Paths;

/// A problem answer as the document describes it (RFC 9457).
#[derive(ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "describes what problems::Problem writes")]
struct ProblemSchema {
    /// `/problems/CODE`.
    r#type: String,
    /// What kind of problem it is, in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened, why, and what to do.
    detail: String,
    /// Stable, for programs.
    code: String,
    /// The fields that are wrong.
    errors: Option<Vec<FieldErrorSchema>>,
    /// Every reason why a booking is refused.
    refusals: Option<Vec<serde_json::Value>>,
}

/// One field that is wrong.
#[derive(ToSchema)]
#[schema(as = FieldError)]
#[expect(dead_code, reason = "describes domain::input::FieldError")]
struct FieldErrorSchema {
    /// Its path in the request.
    field: String,
    /// What would be right.
    message: String,
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

/// The whole document. Problem answers are added to each operation from what its route asks for, so that no
/// handler has to list them.
#[must_use]
pub fn document() -> Document {
    let mut document = Paths::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert(
        "bearer".to_owned(),
        SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build())
            .into(),
    );
    for (name, schema) in [
        ("Problem", ProblemSchema::schema()),
        ("FieldError", FieldErrorSchema::schema()),
        ("Id", Id::<()>::schema()),
    ] {
        components.schemas.insert(name.to_owned(), schema);
    }
    for route in routes() {
        describe(&mut document, route);
    }
    document
}

fn describe(document: &mut Document, route: &Route) {
    let Some(item) = document.paths.paths.get_mut(route.path) else { return };
    let operation = match route.method {
        "GET" => &mut item.get,
        "POST" => &mut item.post,
        "PUT" => &mut item.put,
        "PATCH" => &mut item.patch,
        _ => &mut item.delete,
    };
    let Some(operation) = operation.as_mut() else { return };
    operation.operation_id = route.operation.map(str::to_owned);
    // An empty list says that nothing is asked for; a missing one would say nothing.
    operation.security = Some(if route.action.who().contains(&Who::Anyone) {
        Vec::new()
    } else {
        vec![SecurityRequirement::new("bearer", Vec::<String>::new())]
    });
    for status in problem_statuses(route, operation.request_body.is_some()) {
        let codes: Vec<&str> =
            PROBLEMS.iter().filter(|(_, known, _)| *known == status).map(|(code, ..)| *code).collect();
        let content =
            ContentBuilder::new().schema(Some(utoipa::openapi::Ref::from_schema_name("Problem"))).build();
        let response = ResponseBuilder::new()
            .description(codes.join(", "))
            .content("application/problem+json", content)
            .build();
        operation.responses.responses.entry(status.to_string()).or_insert_with(|| response.into());
    }
}

/// The statuses a route can answer besides its successes.
fn problem_statuses(route: &Route, has_body: bool) -> Vec<u16> {
    let mut statuses = vec![400, 401, 404, 422, 429, 500, 503];
    if !route.action.who().contains(&Who::Anyone) {
        statuses.push(403);
    }
    if has_body {
        statuses.extend([413, 415]);
    }
    if route.method != "GET" {
        statuses.push(409);
    }
    if route.method == "PATCH" {
        statuses.push(412);
    }
    statuses
}

/// The document as it is handed out.
#[must_use]
pub fn handed_out() -> ApiDocument {
    let document = document();
    let mut outline: BTreeMap<String, Vec<Call>> = BTreeMap::new();
    for route in routes() {
        let Some(operation) =
            document.paths.paths.get(route.path).and_then(|item| operation(item, route.method))
        else {
            continue;
        };
        let tag = operation.tags.as_ref().and_then(|tags| tags.first()).map_or("Others", String::as_str);
        let statuses: Vec<&str> = operation.responses.responses.keys().map(String::as_str).collect();
        outline.entry(tag.to_owned()).or_default().push(Call {
            method: route.method,
            path: route.path,
            summary: operation.summary.clone().unwrap_or_default(),
            statuses: statuses.join(" "),
        });
    }
    // What utoipa builds is always JSON; an empty answer would show in every test of the document.
    let json = document.to_json().unwrap_or_default();
    ApiDocument { json: json.into(), outline }
}

fn operation<'d>(item: &'d PathItem, method: &str) -> Option<&'d Operation> {
    match method {
        "GET" => item.get.as_ref(),
        "POST" => item.post.as_ref(),
        "PUT" => item.put.as_ref(),
        "PATCH" => item.patch.as_ref(),
        _ => item.delete.as_ref(),
    }
}
