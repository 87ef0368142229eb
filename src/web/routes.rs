//! Every address as data: method, path, who may, handler. The router, the API document's test and the permission
//! matrix all read this one list.

use actix_web::{HttpRequest, HttpResponse, Resource, ResponseError, Route as ActixRoute, web};

use super::{api, error::ApiError, problems::Problem};
use crate::domain::access::Action;

/// One method at one address.
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// The path, ids in braces.
    pub path: &'static str,
    /// What it does, and with it who may.
    pub action: Action,
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
            handler: || routes!(@ $method).to(api::$($handler)::+),
        }),+];
    };
    (@ GET) => { web::get() };
    (@ POST) => { web::post() };
    (@ PUT) => { web::put() };
    (@ PATCH) => { web::patch() };
    (@ DELETE) => { web::delete() };
}

routes! {
    GET "/healthz" ReadService => service::healthz;
    GET "/readyz" ReadService => service::readyz;
    GET "/metrics" ReadService => service::metrics;
    GET "/.well-known/jwks.json" ReadService => service::jwks;
    GET "/api/openapi.json" ReadService => service::openapi_document;
    GET "/problems/{code}" ReadService => service::problem_page;

    POST "/api/v1/auth/login" SignIn => auth::login;
    POST "/api/v1/auth/refresh" SignIn => auth::refresh;
    POST "/api/v1/auth/logout" SignIn => auth::logout;
    POST "/api/v1/auth/sign-in-links" SignIn => sign_in_links::send;
    POST "/api/v1/auth/sign-in-links/redeem" SignIn => sign_in_links::redeem;

    POST "/api/v1/people" Register => registration::register;
    POST "/api/v1/people/verify-email" Register => registration::verify_email;
    GET "/api/v1/people" ListPeople => people::list;
    POST "/api/v1/people/invite" InvitePerson => people::invite;
    GET "/api/v1/people/{id}" ReadPerson => people::read;
    PATCH "/api/v1/people/{id}" EditPerson => people::edit;
    POST "/api/v1/people/{id}/memberships" EditPerson => people::add_membership;
    POST "/api/v1/people/{id}/merge" EditPerson => people::merge;

    GET "/api/v1/me" ReadMe => me::read;
    PATCH "/api/v1/me" EditMe => me::edit;
    GET "/api/v1/me/profile" ReadMe => me::read_profile;
    GET "/api/v1/me/addresses" ReadMe => me::addresses;
    POST "/api/v1/me/addresses" EditMe => me::add_address;
    POST "/api/v1/me/addresses/{id}/make-primary" EditMe => me::make_primary;
    DELETE "/api/v1/me/addresses/{id}" EditMe => me::remove_address;
    POST "/api/v1/me/memberships" EditMe => me::claim;
    GET "/api/v1/me/declarations" ReadMe => me::declarations;
    POST "/api/v1/me/declarations" EditMe => me::declare;
    POST "/api/v1/me/password" EditMe => me::set_password;
    POST "/api/v1/me/sign-out-everywhere" EditMe => me::sign_out_everywhere;

    GET "/api/v1/organisations" ListOrganisations => organisations::list;
    POST "/api/v1/organisations" EditOrganisation => organisations::add;
    PATCH "/api/v1/organisations/{id}" EditOrganisation => organisations::edit;
    GET "/api/v1/memberships" ListMemberships => organisations::list_memberships;
    POST "/api/v1/memberships/{id}/confirm" ConfirmMembership => organisations::confirm_membership;
    POST "/api/v1/memberships/{id}/end" EndMembership => organisations::end_membership;

    GET "/api/v1/ladders" ReadCatalogue => ladders::list;
    POST "/api/v1/ladders" CreateCourse => ladders::create;
    GET "/api/v1/ladders/{slug}" ReadCatalogue => ladders::read;
    PATCH "/api/v1/ladders/{slug}" EditCourse => ladders::edit;
    GET "/api/v1/credential-kinds" ReadCatalogue => ladders::list_credential_kinds;
    POST "/api/v1/credential-kinds" CreateCourse => ladders::add_credential_kind;
    GET "/api/v1/declaration-kinds" ReadCatalogue => ladders::list_declaration_kinds;
    POST "/api/v1/declaration-kinds" CreateCourse => ladders::add_declaration_kind;
    GET "/api/v1/accreditations" ReadCatalogue => ladders::list_accreditations;
    POST "/api/v1/accreditations" CreateCourse => ladders::add_accreditation;
    GET "/api/v1/courses" ReadCatalogue => courses::list;
    POST "/api/v1/courses" CreateCourse => courses::create;
    GET "/api/v1/courses/{slug}" ReadCatalogue => courses::read;
    PATCH "/api/v1/courses/{slug}" EditCourse => courses::edit;
    GET "/api/v1/courses/{slug}/settings" EditCourse => settings::course;
    POST "/api/v1/courses/{slug}/sessions" CreateSession => sessions::create;
    POST "/api/v1/courses/{slug}/sessions/series" CreateSession => series::create;
    GET "/api/v1/sessions" ReadCatalogue => sessions::list;
    GET "/api/v1/sessions/{id}" ReadCatalogue => sessions::read;
    PATCH "/api/v1/sessions/{id}" EditSession => sessions::edit;
    GET "/api/v1/sessions/{id}/settings" EditSession => settings::session;
    POST "/api/v1/sessions/{id}/publish" EditSession => sessions::publish;

    POST "/api/v1/sessions/{id}/cancel" EditSession => attending::cancel_session;
    GET "/api/v1/sessions/{id}/eligibility" ReadEligibility => attending::eligibility;
    GET "/api/v1/sessions/{id}/calendar.ics" ReadCalendar => attending::calendar;
    POST "/api/v1/sessions/{id}/bookings" BookPlace => bookings::book;
    GET "/api/v1/bookings" ListBookings => bookings::list;
    GET "/api/v1/bookings/{id}" ReadBooking => bookings::read;
    POST "/api/v1/bookings/{id}/cancel" CancelBooking => booking_changes::cancel;
    POST "/api/v1/bookings/{id}/accept-offer" AcceptOffer => booking_changes::accept_offer;
    POST "/api/v1/bookings/{id}/decline-offer" DeclineOffer => booking_changes::decline_offer;
    PATCH "/api/v1/bookings/{id}/waiting" EditWaiting => booking_changes::edit_waiting;
    POST "/api/v1/bookings/{id}/move" MoveBooking => booking_changes::move_to;
    POST "/api/v1/bookings/{id}/substitute" SubstituteBooking => booking_changes::substitute;
    POST "/api/v1/bookings/{id}/approve" ApproveBooking => booking_changes::approve;
    POST "/api/v1/bookings/{id}/decline" DeclineBooking => booking_changes::decline;

    GET "/api/v1/mails" ReadWorkBoard => mails::list;
    POST "/api/v1/mails/{id}/resend" ReadWorkBoard => mails::resend;

    GET "/api/v1/sessions/{id}/roster" ReadRoster => register::roster;
    PUT "/api/v1/sessions/{id}/register" WriteRegister => register::record;
    POST "/api/v1/sessions/{id}/register/close" CloseRegister => register::close;
    POST "/api/v1/sessions/{id}/register/reopen" ReopenRegister => register::reopen;
    POST "/api/v1/sessions/{id}/walk-ins" AddWalkIn => register::add_walk_in;
    POST "/api/v1/sessions/{id}/waivers" Waive => register::waive;
    POST "/api/v1/bookings/{id}/complete" WriteRegister => register::complete;
    GET "/api/v1/bookings/{id}/disputes" ReadBooking => disputes::list;
    POST "/api/v1/bookings/{id}/dispute" Dispute => disputes::open;
    POST "/api/v1/disputes/{id}/answer" AnswerDispute => disputes::answer;

    GET "/api/v1/certificates" ListCertificates => certificates::list;
    GET "/api/v1/certificates/{id}.pdf" ReadCertificate => certificates::pdf;
    GET "/api/v1/certificates/{id}" ReadCertificate => certificates::read;
    POST "/api/v1/certificates/{id}/revoke" RevokeCertificate => certificates::revoke;
    GET "/api/v1/verify/{code}" VerifyCertificate => certificates::verify;
    GET "/api/v1/me/cpd" ReadMe => cpd::own;
    GET "/api/v1/people/{id}/cpd" ReadPerson => cpd::of_person;
}

/// Mounts every route, the methods of one path together, so that any other method there is a 405 that names them.
pub fn mount(config: &mut web::ServiceConfig) {
    let mut paths: Vec<&str> = Vec::new();
    for route in ROUTES {
        if !paths.contains(&route.path) {
            paths.push(route.path);
        }
    }
    for path in paths {
        let resource = ROUTES
            .iter()
            .filter(|route| route.path == path)
            .fold(Resource::new(path), |resource, route| resource.route((route.handler)()));
        config.service(resource.default_service(web::route().to(move || wrong_method(path))));
    }
}

async fn wrong_method(path: &'static str) -> HttpResponse {
    let allowed: Vec<&str> =
        ROUTES.iter().filter(|route| route.path == path).map(|route| route.method).collect();
    let allowed = allowed.join(", ");
    Problem::new("method_not_allowed", format!("This address takes {allowed}."))
        .with_header(actix_web::http::header::ALLOW, allowed)
        .response()
}

/// The answer at addresses that do not exist.
pub async fn nothing_here(_: HttpRequest) -> HttpResponse {
    ApiError::not_there().error_response()
}
