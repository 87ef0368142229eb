//! Who is coming to a session: for its trainers and the coordinators, on the page, as a file, and on paper.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::Deserialize;

use super::who_is_coming::{MayDo, RosterFacts};
use crate::{
    app::App,
    crypto::tokens::Token,
    documents::sign_in_sheet::{self, SignInSheet},
    domain::{
        access::{Access, Action, Actor, Relation, may},
        ids::{Booking, BookingId, Session, SessionId},
    },
    ports::Random,
    store::{
        error::Error as StoreError,
        read::{
            bookings::conditions,
            people::relations,
            practice::shared_plans,
            registers::rosters::{self, RosterView},
            sessions::zoom,
        },
    },
    usecases::{
        error::{Failure, Refused},
        sessions::send_joining::SendJoining,
    },
    web::{
        access::{may_for_booking, may_for_session},
        error::{ApiError, ApiResult},
        extract::{Member, MembersForm, Params, PathId},
        files::{self, tables::TableForm},
        page_facts::Link,
        pages::{form_parts::once, sessions::session_words::people},
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
    /// How many were mailed.
    sent: Option<usize>,
    q: Option<String>,
}

/// The roster and how the caller stands to its session, if they may do this to it.
async fn load(
    app: &App,
    member: &Member,
    id: SessionId,
    action: Action,
) -> ApiResult<(RosterView, Relation)> {
    member.caller.could(action)?;
    let actor = member.caller.id();
    let relation = app.reads.run(move |c| relations::to_session(c, actor, id)).await?;
    member.caller.may(action, &relation)?;
    Ok((app.reads.run(move |c| rosters::roster(c, id)).await?, relation))
}

fn done(word: Option<&str>) -> Option<&'static str> {
    match word? {
        "arranged" => Some("Marked as arranged. They read so on their booking."),
        "waived" => Some("They may attend anyway. Your reason stays on record."),
        "waived-if-known" => Some(
            "If somebody here has this address, they may attend anyway, and your reason stays on record. If nobody has \
             yet, ask them to create an account, and do this again.",
        ),
        "not-sent" => Some("Nothing was sent: the place or the joining details have changed meanwhile."),
        "added" => Some("Added. Mark them in the attendance list like everybody else."),
        _ => None,
    }
}

/// Who is coming.
pub async fn show(
    app: Data<App>,
    random: Data<Random>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let (mut roster, relation) = load(&app, &member, session.0, Action::ReadRoster).await?;
    let ids: Vec<BookingId> = roster.entries.iter().map(|entry| entry.booking_id).collect();
    let now = app.clock.now();
    let found = app.reads.run(move |c| {
        let conditions = conditions::of_bookings(c, &ids)?;
        zoom::as_hosts_see_them(c, [&mut roster.session], now)?;
        Ok::<_, StoreError>((conditions, roster))
    });
    let (conditions, roster) = found.await?;
    let Asked { done: what, sent, q } = asked.0;
    let actor = &member.caller.actor;
    let can = |action| may(Some(actor), action, &relation) == Access::Yes;
    let may_do = MayDo {
        attendance: can(Action::WriteRegister),
        walk_in: can(Action::AddWalkIn),
        waive: can(Action::Waive),
    };
    let key = Token::new(&random);
    let q = q.unwrap_or_default();
    let mut facts = RosterFacts::of(&roster, &conditions, q, (may_do, key.as_str()), now);
    facts.plans = if can(Action::ReadSharedPlans) { shared_with(&app, session.0).await? } else { None };
    let sent = sent.map(|count| format!("How to join goes once more to {}.", people(count)));
    Page::of(&member.visit, "Who is coming", &facts)?
        .notice(sent.or_else(|| done(what.as_deref()).map(str::to_owned)))
        .back(back_of(actor).0, back_of(actor).1)
        .here(back_of(actor).0)
        .answer(&app)
        .map(private)
}

/// Where those who run the session read what its people share of their action plans, if anybody does.
async fn shared_with(app: &App, session: SessionId) -> ApiResult<Option<Link>> {
    let shared = app.reads.run(move |c| shared_plans::with_trainers(c, session)).await?.len();
    Ok((shared > 0).then(|| {
        let label = match shared {
            1 => "1 action plan is shared with you".to_owned(),
            many => format!("{many} action plans are shared with you"),
        };
        Link::to(format!("/sessions/{session}/action-plans"), label)
    }))
}

/// What is said of people here is for whoever asked and no cache on the way.
fn private(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    answer
}

/// The list that leads to a session.
pub(in crate::web::pages) fn back_of(actor: &Actor) -> (&'static str, &'static str) {
    if actor.is_trainer { ("/my-dates", "My dates") } else { ("/manage/dates", "Dates") }
}

/// The roster for a spreadsheet, without access needs.
pub async fn csv(app: Data<App>, session: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    let (roster, _) = load(&app, &member, session.0, Action::ReadRoster).await?;
    files::roster::table(&app, &roster, TableForm::Csv).await
}

/// The roster as a workbook, without access needs.
pub async fn workbook(app: Data<App>, session: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    let (roster, _) = load(&app, &member, session.0, Action::ReadRoster).await?;
    files::roster::table(&app, &roster, TableForm::Workbook).await
}

/// The sheet that goes round the room.
pub async fn sheet(app: Data<App>, session: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    let (roster, _) = load(&app, &member, session.0, Action::ReadRoster).await?;
    let view = &roster.session;
    let sheet = SignInSheet {
        course_title: view.course.title.clone(),
        dates: view.dates.iter().map(|date| (date.starts_at, date.ends_at)).collect(),
        timezone: view.timezone,
        place: view.location.clone(),
        trainers: view.trainers.iter().map(|trainer| trainer.name.clone()).collect(),
        people: roster
            .entries
            .iter()
            .map(|entry| (entry.person.name.clone(), entry.person.organisation.clone().unwrap_or_default()))
            .collect(),
        reference: view.id.to_string(),
        made_at: app.clock.now(),
    };
    let name = format!("inline; filename=\"sign-in-sheet-{}.pdf\"", view.course.slug);
    let broken = |e: String| StoreError::Broken(format!("a sign-in sheet cannot be printed: {e}"));
    let file = actix_web::web::block(move || sign_in_sheet::render(&sheet, &app.fonts))
        .await
        .map_err(|e| broken(e.to_string()))?
        .map_err(|e| broken(e.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}

/// The badges they wear.
pub async fn badges(app: Data<App>, session: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    let (roster, _) = load(&app, &member, session.0, Action::ReadRoster).await?;
    files::badges::pdf(&app, &roster).await
}

/// Sends once more how to join, to one of them or to all.
pub async fn send_joining(
    app: Data<App>,
    session: PathId<Session>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let (caller, posted) = (&form.caller, &form.posted);
    may_for_session(&app, caller, session.0, Action::WriteToSession).await?;
    let back = format!("/sessions/{}/roster", session.0);
    if posted.again() {
        return see(back);
    }
    let booking = posted.optional("booking").map(|id| id.parse::<BookingId>());
    let Ok(booking) = booking.transpose() else { return Err(ApiError::not_there()) };
    let ask = SendJoining { by: caller.id(), session: session.0, booking };
    let path = format!("/sessions/{}/joining", session.0);
    match app.usecases.send_joining(ask, once::key(caller.id(), posted, &path)).await {
        Ok(sent) => see(format!("{back}?sent={}", sent.value.recipients)),
        Err(Failure::Refused(Refused::Forbidden { .. } | Refused::Invalid(_))) => {
            see(format!("{back}?done=not-sent"))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Marks what somebody needs as arranged.
pub async fn arrange(app: Data<App>, booking: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let caller = &form.caller;
    may_for_booking(&app, caller, booking.0, Action::ArrangeAccessNeeds).await?;
    let id = booking.0;
    let session = app.reads.run(move |c| rosters::session_of(c, id)).await?;
    if form.posted.again() {
        return see(format!("/sessions/{session}/roster"));
    }
    app.usecases.arrange_access_needs(caller.actor, id).await?;
    see(format!("/sessions/{session}/roster?done=arranged"))
}

/// Goes on only if the caller may do this to the session; says which roster it leads back to.
pub(in crate::web::pages) async fn allowed(
    app: &App,
    member: &Member,
    session: SessionId,
    action: Action,
) -> ApiResult<String> {
    may_for_session(app, &member.caller, session, action).await?;
    Ok(format!("/sessions/{session}/roster"))
}
