//! The HTTP server: one composition for the real server and for tests.

use std::{net::TcpListener, time::Duration};

use actix_web::{
    App as ActixApp, Error, HttpServer,
    body::MessageBody,
    dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::from_fn,
    web::{self, Data},
};

use super::{
    api_document::MadeOnce,
    body_pace::{Pace, in_good_time},
    extract::LARGEST_BODY,
    kept::Kept,
    limits::Limits,
    mounting::{mount, nothing_here},
    openapi,
    problem_pages::dress,
    routes::routes,
    trace::{BeforeCodes, Figures, around},
    witness::witness,
};
use crate::{app::App, ports::Random};

/// What all threads of one copy share.
#[derive(Clone)]
pub struct Shared {
    app: Data<App>,
    limits: Data<Limits>,
    figures: Data<Figures>,
    random: Data<Random>,
    document: Data<MadeOnce>,
    kept: Data<Kept>,
    pace: Data<Pace>,
    codes: Data<BeforeCodes>,
}

impl Shared {
    /// Around an application.
    #[must_use]
    pub fn new(app: App, random: Random) -> Self {
        let server = app.settings.base_url.clone();
        let document = MadeOnce::new(Box::new(move || openapi::handed_out(&server)));
        Self {
            app: Data::new(app),
            limits: Data::new(Limits::default()),
            figures: Data::new(Figures::default()),
            random: Data::new(random),
            document: Data::new(document),
            kept: Data::new(Kept::default()),
            pace: Data::new(Pace::default()),
            codes: Data::new(BeforeCodes::among(routes().map(|route| route.path))),
        }
    }

    /// The same with another patience for what comes in slowly.
    #[must_use]
    pub fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = Data::new(pace);
        self
    }
}

/// The whole service: every route, with what happens around each request.
#[must_use]
pub fn service(
    shared: Shared,
) -> ActixApp<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    ActixApp::new()
        .app_data(shared.app)
        .app_data(shared.limits)
        .app_data(shared.figures)
        .app_data(shared.random)
        .app_data(shared.document)
        .app_data(shared.kept)
        .app_data(shared.pace)
        .app_data(shared.codes)
        .app_data(web::PayloadConfig::new(LARGEST_BODY))
        .configure(mount)
        .default_service(web::route().to(nothing_here))
        .wrap(from_fn(witness))
        .wrap(from_fn(dress))
        .wrap(from_fn(in_good_time))
        .wrap(from_fn(around))
}

/// Serves on a bound listener until it is stopped; requests under way then have `stop_within` to finish.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(
    shared: Shared,
    listener: TcpListener,
    workers: usize,
    stop_within: Duration,
) -> std::io::Result<Server> {
    let head = shared.pace.head;
    Ok(HttpServer::new(move || service(shared.clone()))
        .workers(workers)
        .client_request_timeout(head)
        .shutdown_timeout(stop_within.as_secs())
        .disable_signals()
        .listen(listener)?
        .run())
}
