//! What happens around every request: its id, its line in the log, its figures, and the headers every answer has.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderName, HeaderValue},
    middleware::Next,
    web::Data,
};
use tracing::Instrument;

use crate::{app::App, domain::ids::RowId, ports::Random};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request, kept with it: a page that says that something went wrong names it.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Upper bounds of the latency histogram, in milliseconds.
const BOUNDS: [u64; 8] = [5, 10, 25, 50, 100, 250, 1_000, 5_000];

/// Counters of this copy, shown at `/metrics`.
#[derive(Default)]
pub struct Figures {
    by_status: [AtomicU64; 5],
    by_duration: [AtomicU64; BOUNDS.len() + 1],
    total_micros: AtomicU64,
}

impl Figures {
    fn count(&self, status: u16, took: Duration) {
        if let Some(class) = self.by_status.get(usize::from(status / 100).wrapping_sub(1)) {
            class.fetch_add(1, Ordering::Relaxed);
        }
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.iter().position(|bound| millis <= *bound).unwrap_or(BOUNDS.len());
        self.by_duration[bucket].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(0);
        self.total_micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// The figures in Prometheus' text format, version 0.0.4.
    #[must_use]
    pub fn prometheus(&self) -> String {
        let mut out = String::from(
            "# HELP ladder_http_requests_total Requests answered, by class of status.\n\
             # TYPE ladder_http_requests_total counter\n",
        );
        for (index, count) in self.by_status.iter().enumerate() {
            let count = count.load(Ordering::Relaxed);
            out.push_str(&format!("ladder_http_requests_total{{status=\"{}xx\"}} {count}\n", index + 1));
        }
        out.push_str(
            "# HELP ladder_http_request_duration_seconds Time to answer.\n\
             # TYPE ladder_http_request_duration_seconds histogram\n",
        );
        let mut sum = 0;
        for (index, count) in self.by_duration.iter().enumerate() {
            sum += count.load(Ordering::Relaxed);
            let bound = BOUNDS.get(index).map_or("+Inf".to_owned(), |ms| seconds(*ms * 1_000));
            out.push_str(&format!("ladder_http_request_duration_seconds_bucket{{le=\"{bound}\"}} {sum}\n"));
        }
        let total = seconds(self.total_micros.load(Ordering::Relaxed));
        out.push_str(&format!("ladder_http_request_duration_seconds_sum {total}\n"));
        out.push_str(&format!("ladder_http_request_duration_seconds_count {sum}\n"));
        out
    }
}

fn seconds(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// What routes take in their addresses that may stand in a log: names of records, which open nothing.
const HARMLESS: [&str; 4] = ["{id}", "{slug}", "{file}", "{name}"];

/// Where addresses begin that end with a code.
#[derive(Default)]
pub struct BeforeCodes(Vec<&'static str>);

impl BeforeCodes {
    /// Among the paths of all routes.
    #[must_use]
    pub fn among(paths: impl Iterator<Item = &'static str>) -> Self {
        let is_code = |path: &str, at: usize| !HARMLESS.iter().any(|word| path[at..].starts_with(word));
        let before = |path: &'static str| {
            let (at, _) = path.match_indices('{').find(|(at, _)| is_code(path, *at))?;
            Some(&path[..at])
        };
        Self(paths.filter_map(before).collect())
    }

    /// The path as it may stand in a log: a code, mistyped or not, is left out.
    fn without_codes(&self, path: &str) -> String {
        match self.0.iter().find(|before| path.len() > before.len() && path.starts_with(**before)) {
            Some(before) => format!("{before}…"),
            None => path.to_owned(),
        }
    }
}

/// Gives each request an id, a line in the log and the headers that every answer has. Query strings are not
/// logged: links that sign in carry their secret there; nor are codes that stand in the path.
///
/// # Errors
/// What the request's own handling gives.
pub async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = request_id(&request);
    let method = request.method().clone();
    let codes = request.app_data::<Data<BeforeCodes>>();
    let path = codes.map_or_else(String::new, |codes| codes.without_codes(request.path()));
    request.extensions_mut().insert(RequestId(id.clone()));
    let started = Instant::now();
    let span = tracing::info_span!("request", id = %id, %method, path);
    let figures = request.app_data::<Data<Figures>>().cloned();
    let app = request.app_data::<Data<App>>();
    let encrypted = app.filter(|app| app.settings.base_url.starts_with("https://"));
    let https_alone = encrypted.map(|app| {
        if app.hsts_subdomains { "max-age=31536000; includeSubDomains" } else { "max-age=31536000" }
    });
    let mut response = next.call(request).instrument(span.clone()).await?;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    if let Some(figures) = figures {
        figures.count(status, took);
    }
    span.in_scope(|| {
        tracing::info!(status, micros = u64::try_from(took.as_micros()).unwrap_or(0), "answered");
    });
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::CROSS_ORIGIN_OPENER_POLICY, HeaderValue::from_static("same-origin"));
    if let Some(https_alone) = https_alone {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(https_alone));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                 connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            ),
        );
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

/// The id a proxy gave the request if it is harmless, else a fresh one.
fn request_id(request: &ServiceRequest) -> String {
    let given = request.headers().get(&REQUEST_ID).and_then(|value| value.to_str().ok());
    let harmless = |id: &&str| {
        (8..=64).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if let Some(id) = given.filter(harmless) {
        return id.to_owned();
    }
    let (Some(app), Some(random)) = (request.app_data::<Data<App>>(), request.app_data::<Data<Random>>())
    else {
        return "unknown".to_owned();
    };
    let millis = u64::try_from(app.clock.now().timestamp_millis()).unwrap_or(0);
    RowId::from_parts(millis, &random.bytes()).to_string()
}
