//! Problems as pages: whoever asks for a page gets a page, also when it says what went wrong.

use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::Next,
    web::Data,
};
use serde::Serialize;

use super::{
    error::{ApiError, ApiResult},
    extract::{Posted, Visit},
    page_facts::PageFacts,
    pages::people::{second_step, sign_in, sign_in_with},
    problems::Problem,
    render::{Page, see},
    trace::RequestId,
};
use crate::app::App;

/// What went wrong.
#[derive(Serialize)]
pub(in crate::web) struct ProblemFacts {
    /// What to do about it, in words for every problem of its kind.
    what: &'static str,
    /// What is said of this one.
    detail: Option<String>,
    /// The number of the request, to be told to whoever looks into it.
    number: Option<String>,
}

impl PageFacts for ProblemFacts {
    const TEMPLATE: &'static str = "service/problem";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                what: "Please wait a little before you try again.",
                detail: Some("There were ten attempts within a minute.".to_owned()),
                number: None,
            },
            Self { what: "", detail: None, number: Some("01930000-0000-7000-8000-000000000001".to_owned()) },
        ]
    }
}

/// Addresses that programs ask: their problems stay JSON.
const FOR_PROGRAMS: [&str; 6] = ["/api", "/healthz", "/readyz", "/metrics", "/.well-known", "/problems"];

/// Turns a problem at a page's address into a page.
///
/// # Errors
/// What the request's own handling gives.
pub async fn dress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?;
    let problem = response
        .response()
        .error()
        .and_then(|error| error.as_error::<ApiError>())
        .map(|error| error.problem().clone())
        .filter(|_| wants_a_page(response.request()));
    let Some(problem) = problem else { return Ok(response.map_into_boxed_body()) };
    let request = response.request().clone();
    let answer = match in_words(&request, &problem).await {
        Ok(answer) => answer,
        Err(error) => error.problem().response(),
    };
    Ok(ServiceResponse::new(request, answer))
}

fn wants_a_page(request: &HttpRequest) -> bool {
    let path = request.path();
    let inside = |prefix: &&str| {
        path.strip_prefix(*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if path != "/api/docs" && FOR_PROGRAMS.iter().any(inside) {
        return false;
    }
    let accepted =
        request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.contains("text/html") || !accepted.contains("json")
}

async fn in_words(request: &HttpRequest, problem: &Problem) -> ApiResult<HttpResponse> {
    let app = request.app_data::<Data<App>>().ok_or_else(|| ApiError::from(problem.clone()))?;
    let visit = match Visit::of(request).await {
        Ok(visit) => visit,
        Err(_) => Visit::of_nobody(request, app),
    };
    match problem.code() {
        "unauthenticated" => {
            // A form goes back to where it was shown, with its words; a page is simply asked for again.
            let typed = request.extensions().get::<Posted>().cloned();
            return match typed.filter(|_| request.method() == Method::POST) {
                Some(typed) => sign_in::to_go_on(&visit, app, request.path(), &typed),
                None => Ok(sign_in::first(&visit.address)),
            };
        }
        "second_factor_required" => {
            let back: String = url::form_urlencoded::byte_serialize(visit.address.as_bytes()).collect();
            return see(format!("/account/second-factor?return_to={back}"));
        }
        "second_factor_needed" => {
            // Whatever page took the first step goes on with the second, and with what was to be done then.
            let typed = request.extensions().get::<Posted>().cloned().unwrap_or_default();
            return match problem.owed() {
                Some(owed) => second_step::ask(&visit, app, owed, &typed).await,
                None => Ok(sign_in::first("/")),
            };
        }
        "single_sign_on_required" => {
            let typed = request.extensions().get::<Posted>().cloned().unwrap_or_default();
            return sign_in_with::instead(&visit, app, problem, typed.get("return_to"));
        }
        "form_expired" => {
            let typed = request.extensions().get::<Posted>().cloned().unwrap_or_default();
            return sign_in::again(&visit, app, request.path(), &typed.to_keep(), true);
        }
        _ => {}
    }
    let (title, what) = match problem.status().as_u16() {
        404 => (
            "Page not found",
            "If you typed the address, check it. If you followed a link, what it led to may have been removed, or it may not be yours to see.",
        ),
        403 => (
            "This page is not for you",
            "Your role does not include it. If it should, ask the training team.",
        ),
        405 => ("This page cannot be used like that", "Go back to the page before and use its buttons."),
        429 => ("Too many attempts", "Please wait a little before you try again."),
        503 => (
            "The service is away for a moment",
            "Nothing you did is lost, and nothing was changed. Please try again in a minute.",
        ),
        500 => (
            "Something went wrong on our side",
            "Nothing was changed. Please try again; if it happens again, tell us the number below.",
        ),
        _ => ("This did not work", ""),
    };
    let said = !matches!(problem.status().as_u16(), 403..=405 | 500 | 503);
    let number = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let facts = ProblemFacts {
        what,
        detail: said.then(|| problem.detail().to_owned()),
        number: number.filter(|_| problem.status().as_u16() == 500),
    };
    let mut answer = Page::of(&visit, title, &facts)?.status(problem.status()).answer(app)?;
    for (name, value) in problem.headers() {
        if let Ok(value) = header::HeaderValue::from_str(value) {
            answer.headers_mut().insert(name.clone(), value);
        }
    }
    Ok(answer)
}
