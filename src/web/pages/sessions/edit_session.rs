//! Making and changing a course date. What a change mails to whom is said before it is made.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::{
    confirm_change,
    known_session::{address, name_of},
    session_date_rows::{self, DateRow, Row},
    session_form::{self, Stands},
    trainers_follow::trainers_follow,
};
use crate::{
    app::App,
    domain::{
        grammar,
        ids::{DateId, Session, SessionId},
        session_dates::plan_date_changes,
        sessions::{DateInput, SessionInput, Span, check_details},
        times::{LONDON, ZoneNote, range},
        words::{BookingState, SessionState},
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            catalogue::course::{self, CourseView, Standpoint},
            registers::rosters::{self, RosterView},
            sessions::{
                date_list,
                session::{CollisionView, JoiningView, SessionView},
                settings::{self, SessionSettings},
            },
        },
    },
    usecases::{
        Failure, Refused,
        sessions::{create_session::CreateSession, edit_session::EditSession, session_terms::SessionTerms},
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, PathSlug, Visit},
        forms::Form,
        page_facts::PageFacts,
        pages::{
            form_parts::{
                once,
                refusals::{renamed, stale},
            },
            wording,
        },
        render::{Page, see},
    },
};

/// The course, and everybody who can run a date of it.
pub async fn of_course(app: &App, slug: String) -> ApiResult<(CourseView, Stands)> {
    let (settings, today) = (app.settings.clone(), crate::domain::times::day_in(app.clock.now(), LONDON));
    Ok(app
        .reads
        .run(move |c| {
            let from = Standpoint { provider: &settings.provider(), today };
            let course = course::course(c, &slug, from)?.view;
            let trainers = date_list::trainers(c, &[])?;
            let zone = settings.timezone;
            let zoom = settings.zoom.then_some(true);
            let stands =
                Stands { capacity: course.capacity, delivery: course.delivery, trainers, zone, zoom };
            Ok::<_, Error>((course, stands))
        })
        .await?)
}

/// The form of a course date, beside what the form itself says.
#[derive(Serialize)]
pub(in crate::web) struct DateFormFacts {
    /// The dates' own fields.
    rows: Vec<DateRow>,
    /// Whom a change would tell, where somebody is booked.
    note: Option<String>,
    /// Whether Zoom can make the meetings.
    zoom: bool,
}

impl PageFacts for DateFormFacts {
    const TEMPLATE: &'static str = "sessions/date_form";

    fn samples() -> Vec<Self> {
        let rows = |count: usize| {
            let form = session_date_rows::with_dates(Form::new("", ""), &vec![Row::default(); count]);
            session_date_rows::shown_dates(&form, count)
        };
        vec![
            Self { rows: rows(1), note: None, zoom: false },
            Self { rows: rows(2), note: Some(mailed_note(8)), zoom: true },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(new_form(&Random::seeded(0), "introduction", &Stands::sample()))
    }
}

fn date_page(
    visit: &Visit,
    title: String,
    form: Form,
    dates: usize,
    note: Option<String>,
) -> ApiResult<Page<'_>> {
    let rows = session_date_rows::shown_dates(&form, dates);
    let zoom = form.has("zoom_meeting");
    Ok(Page::of(visit, title, &DateFormFacts { rows, note, zoom })?.form(form).here("/manage/dates"))
}

fn new_form(random: &Random, slug: &str, stands: &Stands) -> Form {
    let action = format!("/manage/courses/{slug}/dates/new");
    session_form::form(&action, "Save as a draft", stands).field(once::field(random))
}

/// The form of a new date.
pub async fn new(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    slug: PathSlug,
) -> ApiResult<HttpResponse> {
    let (course, stands) = of_course(&app, slug.0).await?;
    let form = new_form(&random, &course.slug, &stands);
    let rows = session_date_rows::rows_of_new(&course);
    let form = session_date_rows::with_dates(form, &rows);
    date_page(&member.visit, format!("Add a date of {}", course.title), form, rows.len(), None)?
        .back(format!("/manage/courses/{}", course.slug), course.title)
        .answer(&app)
}

/// Makes a draft.
pub async fn create(
    app: Data<App>,
    random: Data<Random>,
    form: MembersForm,
    slug: PathSlug,
) -> ApiResult<HttpResponse> {
    let (course, stands) = of_course(&app, slug.0).await?;
    let rows = session_date_rows::rows_typed(&form.posted);
    let shown = new_form(&random, &course.slug, &stands).keep(&form.posted);
    let mut shown = session_date_rows::with_dates(shown, &rows);
    if !form.posted.again()
        && !form.posted.has("_step")
        && let Some((dates, terms)) = session_form::read(&mut shown, &form.posted, &rows, &stands, &[])
    {
        let dates = dates.iter().map(|date| (date.starts_at, date.ends_at)).collect();
        let ask = CreateSession { by: form.caller.id(), course: course.slug.clone(), dates, terms };
        let key =
            once::key(form.caller.id(), &form.posted, &format!("/manage/courses/{}/dates/new", course.slug));
        match app.usecases.create_session(ask, key).await {
            Ok(made) => return see(format!("{}?done=made", address(made.value.view.id))),
            Err(failure) => shown.refused(renamed(failure, session_form::field_named))?,
        }
    }
    date_page(&form.visit, format!("Add a date of {}", course.title), shown, rows.len(), None)?
        .back(format!("/manage/courses/{}", course.slug), course.title)
        .answer(&app)
}

/// A session as its form needs it.
struct Standing {
    revision: i32,
    session: SessionView,
    settings: SessionSettings,
    roster: RosterView,
    trainers: Vec<(crate::domain::ids::PersonId, String)>,
    zone: Tz,
    /// Whether Zoom is set up.
    has_zoom: bool,
}

async fn standing(app: &App, id: SessionId) -> ApiResult<Standing> {
    let has_zoom = app.settings.zoom;
    Ok(app
        .reads
        .run(move |c| {
            let settings = settings::session(c, id)?;
            let roster = rosters::roster(c, id)?;
            let trainers = date_list::trainers(c, &settings.view.trainer_ids)?;
            let zone = roster.session.timezone.tz();
            Ok::<_, Error>(Standing {
                revision: settings.revision,
                session: roster.session.clone(),
                settings: settings.view,
                roster,
                trainers,
                zone,
                has_zoom,
            })
        })
        .await?)
}

fn stands_of(standing: &Standing) -> Stands {
    Stands {
        capacity: standing.session.capacity,
        delivery: standing.session.delivery,
        trainers: standing.trainers.clone(),
        zone: standing.zone,
        zoom: standing.has_zoom.then_some(standing.settings.zoom_meeting),
    }
}

fn edit_form(standing: &Standing) -> Form {
    let (session, stands) = (&standing.session, stands_of(standing));
    let form = session_form::form(&format!("{}/edit", address(session.id)), "Save", &stands);
    session_form::fill(form.revised(standing.revision), session, &standing.settings, standing.zone)
}

fn note(standing: &Standing) -> Option<String> {
    let booked = booked(&standing.roster);
    (standing.session.state == SessionState::Published && booked > 0).then(|| mailed_note(booked))
}

fn mailed_note(booked: i64) -> String {
    let are = if booked == 1 { "is" } else { "are" };
    format!(
        "{} {are} booked. A new time, place or way to join is mailed to them; you will see to how many before it \
         is saved.",
        wording::people(booked)
    )
}

/// The form of a date that stands.
pub async fn edit(app: Data<App>, member: Member, id: PathId<Session>) -> ApiResult<HttpResponse> {
    let standing = standing(&app, id.0).await?;
    let rows = session_date_rows::rows_of(&standing.session, standing.zone);
    let title = format!("Change {}", name_of(&standing.session)?);
    let form = session_date_rows::with_dates(edit_form(&standing), &rows);
    date_page(&member.visit, title, form, rows.len(), note(&standing))?
        .back(address(id.0), "Back to the date")
        .answer(&app)
}

/// Changes a date.
pub async fn change(app: Data<App>, id: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let standing = standing(&app, id.0).await?;
    let stands = session_date_rows::rows_of(&standing.session, standing.zone);
    let met = session_date_rows::with_dates(edit_form(&standing), &stands).meet(&form.posted);
    let posted = &met.posted;
    let rows = session_date_rows::rows_typed(posted);
    let shown = edit_form(&standing).keep(posted);
    let mut shown = session_date_rows::with_dates(shown, &rows);
    let title = format!("Change {}", name_of(&standing.session)?);
    if !posted.again() && !posted.has("_step") && !met.tell(&mut shown, &stale("this date")) {
        let read =
            session_form::read(&mut shown, posted, &rows, &stands_of(&standing), &standing.session.dates);
        if let Some((dates, terms)) = read {
            let spans = dates.iter().map(|date| date.span()).collect();
            let collisions = app.usecases.find_collisions(id.0, spans).await?;
            let follows = what_follows(&standing, &dates, &terms, (app.clock.now(), collisions.as_slice()));
            if let Some(follows) = follows.filter(|_| !confirm_change::is_sure(posted)) {
                let action = format!("{}/edit", address(id.0));
                let words = (follows.title.as_str(), "Save and tell them", action.as_str());
                return confirm_change::page(&app, &form.visit, words, follows.lines, posted);
            }
            let revision = Some(posted.get("revision").parse().unwrap_or(-1));
            let ask =
                EditSession { by: form.caller.id(), session: id.0, revision, dates: Some(dates), terms };
            match app.usecases.edit_session(ask).await {
                Ok(_) => return see(format!("{}?done=changed", address(id.0))),
                Err(Failure::Refused(Refused::Stale)) => shown.refuse("", stale("this date")),
                Err(failure) => shown.refused(renamed(failure, session_form::field_named))?,
            }
        }
    }
    date_page(&form.visit, title, shown, rows.len(), note(&standing))?
        .back(address(id.0), "Back to the date")
        .answer(&app)
}

fn booked(roster: &RosterView) -> i64 {
    let of = roster
        .entries
        .iter()
        .filter(|entry| entry.state == BookingState::Booked && entry.person.email.is_some());
    i64::try_from(of.count()).unwrap_or(i64::MAX)
}

fn without_place(roster: &RosterView) -> i64 {
    let of = roster.waitlist.iter().filter(|entry| entry.person.email.is_some());
    i64::try_from(of.count()).unwrap_or(i64::MAX)
}

/// Whom the new times bring into collision, in words.
fn collision(of: &CollisionView) -> String {
    let when = range(of.starts_at, of.ends_at, of.timezone.tz(), ZoneNote::WhenElsewhere);
    format!("{} has another booking at that time: {}, {when}. The mail says so.", of.person.name, of.course)
}

/// What is said before a change is made.
struct Follows {
    title: String,
    lines: Vec<String>,
}

/// Whom a change mails, in words; nothing when it mails nobody, or is wrong and will be refused.
fn what_follows(
    standing: &Standing,
    dates: &[DateInput],
    terms: &SessionTerms,
    (now, collisions): (DateTime<Utc>, &[CollisionView]),
) -> Option<Follows> {
    let session = &standing.session;
    if session.state != SessionState::Published {
        return None;
    }
    let existing: Vec<(DateId, Span)> = session
        .dates
        .iter()
        .map(|date| (date.id, Span { starts_at: date.starts_at, ends_at: date.ends_at }))
        .collect();
    let input = SessionInput {
        timezone: terms.timezone.clone().unwrap_or_default(),
        capacity: terms.capacity.unwrap_or_default(),
        delivery: terms.delivery.unwrap_or(session.delivery),
        location: terms.location.clone().flatten(),
        joining: terms.joining.clone().flatten(),
        booking_opens_at: terms.booking_opens_at.flatten(),
        booking_closes_at: terms.booking_closes_at.flatten(),
    };
    let first = dates.iter().map(|date| date.starts_at).min();
    let (Ok(changes), Ok(details)) = (plan_date_changes(&existing, dates, now), check_details(&input, first))
    else {
        return None;
    };
    let mut changed = Vec::new();
    if !changes.is_empty() {
        changed.push("the new dates and times");
    }
    let location = details.location != session.location || details.delivery != session.delivery;
    if location {
        changed.push("the new place");
    }
    let joining: Option<JoiningView> = details.joining.map(Into::into);
    if joining != session.joining.clone().flatten() {
        changed.push("how to join");
    }
    let (mut lines, mut mailed) = (Vec::new(), 0);
    let booked = booked(&standing.roster);
    if !changed.is_empty() && booked > 0 {
        mailed += booked;
        let what = grammar::listed(&changed, "and");
        lines.push(format!("{booked} booked: {what}. The invite in the mail updates their calendars."));
        if !changes.is_empty() {
            lines.push(
                "Places that depend on this date are judged again: whoever can no longer come in time is told."
                    .to_owned(),
            );
        }
    }
    let told = without_place(&standing.roster);
    if told > 0 && (!changes.is_empty() || location) {
        mailed += told;
        lines.push(format!("{told} without a place yet, who asked, wait or have an offer: what it is now."));
        if !changes.is_empty() {
            lines.push(
                "“Book me automatically” was said for another day: it ends, and the mail asks for it again."
                    .to_owned(),
            );
        }
    }
    lines.extend(collisions.iter().map(collision));
    let waiting =
        standing.roster.waitlist.iter().filter(|entry| entry.state == BookingState::Waitlisted).count();
    let waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
    let offered = waiting.min(i64::from(details.capacity - session.capacity));
    if offered > 0 {
        mailed += if changes.is_empty() && !location { offered } else { 0 };
        lines.push(format!("{offered} on the waiting list: a place has come up."));
    }
    let run = trainers_follow(
        &standing.roster,
        (&standing.settings.trainer_ids, terms.trainer_ids.as_deref()),
        &standing.trainers,
        &changed,
    );
    lines.extend(run.lines);
    mailed += run.mailed;
    (mailed > 0).then(|| Follows { title: format!("This will mail {}", wording::people(mailed)), lines })
}
