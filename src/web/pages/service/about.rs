//! What the service says about itself: how it can be used, what it keeps, whom to ask; and what programs can ask.

use actix_web::{HttpResponse, web::Data};
use chrono::TimeDelta;
use serde::Serialize;

use crate::{
    app::App,
    domain::retention::Retention,
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
            provider: app.settings.provider(),
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
}

/// What is kept, and for how long.
#[derive(Serialize)]
pub(in crate::web) struct PrivacyFacts {
    #[serde(flatten)]
    team: Team,
    keep: Kept,
    /// Whether Zoom makes meetings.
    zoom: bool,
}

/// How long each kind is kept, in words: "30 days", "3 years".
#[derive(Serialize)]
struct Kept {
    unconfirmed: String,
    mail: String,
    needs: String,
    logins: String,
    evidence: String,
    complaints: String,
    /// A record without learning that nobody uses; none: until its holder asks.
    unused: Option<String>,
    /// A record of learning that nobody uses; none: until its holder asks.
    learning: Option<String>,
}

impl Kept {
    fn of(keep: &Retention) -> Self {
        let days = |length: TimeDelta| match length.num_days() {
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        };
        Self {
            unconfirmed: days(keep.unconfirmed),
            mail: days(keep.mail_content),
            needs: days(keep.access_needs),
            logins: days(keep.logins),
            evidence: days(keep.evidence),
            complaints: months(keep.complaint_months),
            unused: keep.unused_months.map(months),
            learning: keep.learning_months.map(months),
        }
    }
}

/// "18 months", "3 years".
fn months(months: u32) -> String {
    match (months / 12, months % 12) {
        (1, 0) => "1 year".to_owned(),
        (years, 0) if years > 0 => format!("{years} years"),
        (0, 1) => "1 month".to_owned(),
        _ => format!("{months} months"),
    }
}

impl PageFacts for PrivacyFacts {
    const TEMPLATE: &'static str = "service/privacy";

    fn samples() -> Vec<Self> {
        let keeps = [
            Retention::default(),
            Retention { unused_months: None, learning_months: Some(120), ..Retention::default() },
        ];
        let of = |(team, keep): (Team, Retention)| Self {
            zoom: keep.learning_months.is_some(),
            team,
            keep: Kept::of(&keep),
        };
        Team::samples().into_iter().zip(keeps).map(of).collect()
    }
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
    let (team, keep) = (Team::of(&app), Kept::of(&app.settings.retention));
    let facts = PrivacyFacts { team, keep, zoom: app.settings.zoom };
    Page::of(&visit, "Privacy notice", &facts)?.answer(&app)
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
