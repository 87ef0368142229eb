//! Every address as data: method, path, who may, handler. The router, the API document's test and the permission
//! matrix all read this one table, whose two halves stand in [`page_routes`](super::page_routes) and
//! [`api_routes`](super::api_routes).

use actix_web::Route as ActixRoute;

use super::{api_routes, page_routes};
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

/// All of them. Where two patterns fit one path, the first wins.
pub fn routes() -> impl Iterator<Item = &'static Route> + Clone {
    page_routes::ROUTES.iter().chain(api_routes::ROUTES)
}

/// One half of the table.
macro_rules! route_table {
    ($($method:ident $path:literal $action:ident => $($handler:ident)::+;)+) => {
        /// These addresses.
        pub const ROUTES: &[Route] = &[$(Route {
            method: stringify!($method),
            path: $path,
            action: Action::$action,
            name: || [$(stringify!($handler)),+].join("_"),
            handler: || route_table!(@ $method).to($($handler)::+),
        }),+];
    };
    (@ GET) => { ::actix_web::web::get() };
    (@ POST) => { ::actix_web::web::post() };
    (@ PUT) => { ::actix_web::web::put() };
    (@ PATCH) => { ::actix_web::web::patch() };
    (@ DELETE) => { ::actix_web::web::delete() };
}

pub(super) use route_table;
