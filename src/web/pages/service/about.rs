//! What the service says about itself: how it can be used, what it keeps, whom to ask; and what programs can ask.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    web::{
        api_document::{Call, MadeOnce},
        error::ApiResult,
        extract::Visit,
        page_facts::PageFacts,
        render::Page,
    },
};

/// Whom to ask.
#[derive(Debug, Clone, Serialize)]
struct Team {
    /// Who runs the service.
    provider: String,
    email: String,
    phone: Option<String>,
    /// The telephone number as it is dialled.
    dialled: Option<String>,
}

impl Team {
    fn of(app: &App) -> Self {
        let dialled = |phone: &String| phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        Self {
            provider: app.settings.provider.clone(),
            email: app.contact_email.clone(),
            phone: app.contact_phone.clone(),
            dialled: app.contact_phone.as_ref().map(dialled),
        }
    }

    /// With a telephone and without.
    fn samples() -> [Self; 2] {
        let written = Self {
            provider: "Riverside Restorative Partnership".to_owned(),
            email: "training@riverside.example".to_owned(),
            phone: None,
            dialled: None,
        };
        let rung = Self {
            phone: Some("0191 498 0123".to_owned()),
            dialled: Some("01914980123".to_owned()),
            ..written.clone()
        };
        [written, rung]
    }
}

/// A page that names the training team.
macro_rules! pages_of_the_team {
    ($($(#[$doc:meta])* $page:ident = $template:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Serialize)]
        pub(in crate::web) struct $page(Team);

        impl PageFacts for $page {
            const TEMPLATE: &'static str = $template;

            fn samples() -> Vec<Self> {
                Team::samples().map(Self).into()
            }
        }
    )*};
}

pages_of_the_team! {
    /// Whom to ask.
    ContactFacts = "service/contact",
    /// How far the pages can be used by everybody.
    AccessibilityFacts = "service/accessibility",
    /// What is kept.
    PrivacyFacts = "service/privacy",
}

/// Whom to ask.
pub async fn contact(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    Page::of(&visit, "Contact the training team", &ContactFacts(Team::of(&app)))?.answer(&app)
}

/// How far the pages can be used by everybody, and what to do where they cannot.
pub async fn accessibility(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    Page::of(&visit, "Accessibility statement", &AccessibilityFacts(Team::of(&app)))?.answer(&app)
}

/// What is kept, why and for how long.
pub async fn privacy(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    Page::of(&visit, "Privacy notice", &PrivacyFacts(Team::of(&app)))?.answer(&app)
}

/// What programs can ask, subject by subject.
#[derive(Serialize)]
pub(in crate::web) struct ApiDocsFacts {
    groups: Vec<Group>,
}

/// The calls of one subject.
#[derive(Serialize)]
struct Group {
    name: String,
    calls: Vec<Call>,
}

impl PageFacts for ApiDocsFacts {
    const TEMPLATE: &'static str = "service/api_docs";

    fn samples() -> Vec<Self> {
        let call = Call {
            method: "GET",
            path: "/api/v1/courses/{slug}",
            summary: "A course".to_owned(),
            statuses: "200 404".to_owned(),
        };
        vec![Self { groups: vec![Group { name: "Courses".to_owned(), calls: vec![call] }] }]
    }
}

/// The API for people to read, from the same document that programs read.
pub async fn api_docs(app: Data<App>, document: Data<MadeOnce>, visit: Visit) -> ApiResult<HttpResponse> {
    let groups = document.outline.iter();
    let groups = groups.map(|(name, calls)| Group { name: name.clone(), calls: calls.clone() }).collect();
    Page::of(&visit, "What programs can ask", &ApiDocsFacts { groups })?.answer(&app)
}
