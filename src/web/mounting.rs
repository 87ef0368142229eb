//! The routes put into a server: the methods of a path together, and answers for what is not there.

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    guard::{Guard, fn_guard},
    web,
};

use super::{
    body_pace::MayBeLong,
    error::{ApiError, ApiResult},
    problems::Problem,
    route_table::{Matched, Route},
    routes::routes,
};

/// Mounts every route, the methods of one path together, so that any other method there is a 405 that names them.
pub fn mount(config: &mut web::ServiceConfig) {
    let mut paths: Vec<&str> = Vec::new();
    for route in routes() {
        if !paths.contains(&route.path) {
            paths.push(route.path);
        }
    }
    for path in paths {
        let resource =
            routes().filter(|route| route.path == path).fold(Resource::new(path), |resource, route| {
                resource.route((route.handler)().guard(takes(route)))
            });
        config.service(
            resource.default_service(web::route().to(move || std::future::ready(wrong_method(path)))),
        );
    }
}

/// Whether a request has a method that the route answers; if so it is told what it does, for those who ask who may.
fn takes(route: &'static Route) -> impl Guard {
    fn_guard(move |request| {
        let taken = route.methods().contains(&request.head().method.as_str());
        if taken {
            let mut said = request.req_data_mut();
            if let Some(long) = said.get::<MayBeLong>().filter(|_| route.takes_files) {
                long.allow();
            }
            said.insert(Matched {
                action: route.action,
                takes_files: route.takes_files,
                takes_large_files: route.takes_large_files,
                takes_evidence: route.takes_evidence,
            });
        }
        taken
    })
}

fn wrong_method(path: &'static str) -> ApiResult<HttpResponse> {
    let here = routes().filter(|route| route.path == path);
    let allowed: Vec<&str> = here.flat_map(Route::methods).copied().collect();
    let allowed = allowed.join(", ");
    let problem = Problem::new("method_not_allowed", format!("This address takes {allowed}."));
    Err(problem.with_header(actix_web::http::header::ALLOW, allowed).into())
}

/// The answer at addresses that do not exist.
///
/// # Errors
/// Always: 404.
pub async fn nothing_here(_: HttpRequest) -> ApiResult<HttpResponse> {
    Err(ApiError::not_there())
}
