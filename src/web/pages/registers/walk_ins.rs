//! Somebody came without a booking.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::roster::allowed;
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Session, SessionId},
        times::{ZoneNote, moment},
        words::SessionState,
    },
    ports::Random,
    store::read::sessions::session::{self, SessionView},
    usecases::bookings::add_walk_in::{AddWalkIn, Comer},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::{form_parts::once, sessions::session_words as words},
        render::{Page, see},
    },
};

/// Adding somebody who came without a booking.
#[derive(Serialize)]
pub(in crate::web) struct WalkInFacts {
    /// The course and its dates.
    lede: String,
    /// Why nobody can be added now, if so.
    not_now: Option<String>,
}

impl PageFacts for WalkInFacts {
    const TEMPLATE: &'static str = "registers/walk_in";

    fn samples() -> Vec<Self> {
        let of = |not_now: Option<&str>| Self {
            lede: "Introduction to restorative practice: Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            not_now: not_now.map(str::to_owned),
        };
        vec![of(None), of(Some("This course date was called off."))]
    }

    fn form_sample() -> Option<Form> {
        Some(walk_in_form(SessionId::from_uuid(uuid::Uuid::from_u128(1)), &Random::seeded(0)))
    }
}

fn walk_in_form(id: SessionId, random: &Random) -> Form {
    Form::new(format!("/sessions/{id}/walk-ins"), "Add this person")
        .field(once::field(random))
        .field(Field::text("name", "Their name").hint("As it should stand on the certificate.").autocomplete("off"))
        .field(
            Field::email("email", "Their e-mail address")
                .hint("Their result and certificate go there. Without one, the certificate is printed for them.")
                .autocomplete("off")
                .optional(),
        )
}

async fn session_of(app: &App, id: SessionId) -> ApiResult<SessionView> {
    Ok(app.reads.run(move |c| session::session(c, id)).await?.view)
}

/// Why nobody can be added now, if so.
fn not_now(view: &SessionView, now: DateTime<Utc>) -> Option<String> {
    match view.state {
        SessionState::Published => {}
        SessionState::Delivered => {
            return Some("Attendance is finished. A coordinator can open it again.".to_owned());
        }
        SessionState::Cancelled => return Some("This course date was called off.".to_owned()),
        SessionState::Draft => return Some("This course date is not published yet.".to_owned()),
    }
    let first = view.dates.first().filter(|first| first.starts_at > now)?;
    Some(format!(
        "People can be added from the start on: {}. Until then they book a place themselves.",
        moment(first.starts_at, view.timezone.tz(), ZoneNote::WhenElsewhere)
    ))
}

fn page<'v>(member: &'v Member, view: &SessionView, form: Form, now: DateTime<Utc>) -> ApiResult<Page<'v>> {
    let facts = WalkInFacts { lede: words::course_and_dates(view), not_now: not_now(view, now) };
    Ok(Page::of(&member.visit, "Somebody came without a booking", &facts)?
        .form(form)
        .back(format!("/sessions/{}/roster", view.id), "Who is coming"))
}

/// The form.
pub async fn form(
    app: Data<App>,
    random: Data<Random>,
    session: PathId<Session>,
    member: Member,
) -> ApiResult<HttpResponse> {
    allowed(&app, &member, session.0, Action::AddWalkIn).await?;
    let view = session_of(&app, session.0).await?;
    page(&member, &view, walk_in_form(session.0, &random), app.clock.now())?.answer(&app)
}

/// Adds them.
pub async fn add(
    app: Data<App>,
    random: Data<Random>,
    session: PathId<Session>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let back = allowed(&app, &member, session.0, Action::AddWalkIn).await?;
    let view = session_of(&app, session.0).await?;
    let now = app.clock.now();
    let mut shown = walk_in_form(session.0, &random).keep(posted);
    if posted.again() {
        return page(&member, &view, shown, now)?.answer(&app);
    }
    if let Some(why) = not_now(&view, now) {
        shown.refuse("", why);
        return page(&member, &view, shown, now)?.answer(&app);
    }
    let comer = Comer::Named { name: posted.get("name").to_owned(), email: posted.optional("email") };
    let ask = AddWalkIn { actor: form.caller.actor, session: session.0, comer };
    match app.usecases.add_walk_in(ask, once::key(form.caller.id(), posted, &form.visit.address)).await {
        Ok(_) => see(format!("{back}?done=added")),
        Err(failure) => {
            shown.refused(failure)?;
            page(&member, &view, shown, now)?.answer(&app)
        }
    }
}
