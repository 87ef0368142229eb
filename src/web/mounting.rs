//! The routes put into a server: the methods of a path together, and answers for what is not there.

use actix_web::{
    HttpRequest, HttpResponse, Resource, Scope,
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
///
/// Paths that begin alike stand together, and so do those among them that go on alike: a request is compared with the few
/// dozen beginnings at each step and not with every path there is.
pub fn mount(config: &mut web::ServiceConfig) {
    let mut paths: Vec<&str> = Vec::new();
    for route in routes() {
        if !paths.contains(&route.path) {
            paths.push(route.path);
        }
    }
    for mounted in mounted(&paths, 0) {
        match mounted {
            Mounted::Path(resource) => config.service(resource),
            Mounted::Beginning(scope) => config.service(scope),
        };
    }
}

enum Mounted {
    Path(Resource),
    Beginning(Scope),
}

/// What to mount for paths whose first `known` bytes were dealt with, in their order.
fn mounted(paths: &[&'static str], known: usize) -> Vec<Mounted> {
    // A part that takes anything, with others after it, would not be tried once a fixed part had been entered.
    let together = !paths.iter().any(|path| {
        let part = first_part(&path[known..]);
        part.contains('{') && part.len() < path.len() - known
    });
    let mut beginnings: Vec<(&str, Vec<&'static str>)> = Vec::new();
    for path in paths {
        let part = if together { first_part(&path[known..]) } else { &path[known..] };
        match beginnings.iter_mut().find(|(beginning, _)| *beginning == part) {
            Some((_, among)) => among.push(path),
            None => beginnings.push((part, vec![path])),
        }
    }
    let mount = |(beginning, among): (&str, Vec<&'static str>)| {
        if let [path] = among.as_slice() {
            return Mounted::Path(resource(path, &path[known..]));
        }
        let scope = Scope::new(beginning);
        let inside = mounted(&among, known + beginning.len());
        Mounted::Beginning(inside.into_iter().fold(scope, |scope, inner| match inner {
            Mounted::Path(resource) => scope.service(resource),
            Mounted::Beginning(inner) => scope.service(inner),
        }))
    };
    beginnings.into_iter().map(mount).collect()
}

/// The first part of a path with its slash: `/courses` of `/courses/{slug}`.
fn first_part(path: &str) -> &str {
    let end = path.char_indices().skip(1).find(|(_, letter)| *letter == '/').map_or(path.len(), |(at, _)| at);
    &path[..end]
}

/// Every method of a path, of which this is the rest.
fn resource(path: &'static str, rest: &str) -> Resource {
    let here = routes().filter(|route| route.path == path);
    here.fold(Resource::new(rest), |resource, route| resource.route((route.handler)().guard(takes(route))))
        .default_service(web::route().to(move || std::future::ready(wrong_method(path))))
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
