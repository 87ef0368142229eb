//! Every address as data: method, path, who may, handler. The router, the API document's test and the permission
//! matrix all read this one table, whose parts stand in [`page_routes`](super::page_routes),
//! [`report_routes`](super::report_routes) and [`api_routes`](super::api_routes).

use super::{api_routes, page_routes, report_routes, route_table::Route};

/// All of them. Where two patterns fit one path, the first wins.
pub fn routes() -> impl Iterator<Item = &'static Route> + Clone {
    page_routes::ROUTES.iter().chain(report_routes::ROUTES).chain(api_routes::ROUTES)
}
