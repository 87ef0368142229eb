//! Booking for one's people, one or several at once: each has their own answer before, and their own result after.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;

use super::{
    booking_words::of_state,
    team_booking_facts::{
        Booked, Candidate, Hindrance, TeamBookedFacts, TeamBookingFacts, TeamCourse, TeamDate, TeamDatesFacts,
    },
};
use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        eligibility::{Booker, Eligibility, PersonFacts, Request, decide},
        ids::{PersonId, SessionId},
        refusals::{NextStep, Refusal},
        times::{self, LONDON, day_in},
        words::{BookingState, SessionState},
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            bookings::team_dates::{self, DateForTeam},
            catalogue::teams,
            people::{
                person_views::{self, PeopleQuery, Seen},
                relations,
            },
            sessions::session::{self, SessionFilter, SessionView, Viewer},
        },
    },
    usecases::{
        bookings::book_session::BookSession,
        error::{Failure, Refused},
    },
    web::{
        error::{ApiError, ApiResult},
        extract::{Member, MembersForm, Params, Posted},
        forms::{Field, Form},
        page_facts::{Link, State},
        pages::{
            form_parts::once,
            sessions::{
                joining::ZOOM_IS_TOLD_OF_THEM,
                session_words::{self as words, people},
            },
        },
        render::{Page, see},
    },
};

/// How many people are offered at once; others are found by name.
const SHOWN: usize = 60;
/// How many coming dates are offered.
const DATES: i64 = 80;

/// Which date, for whom, and whom to look for.
#[derive(Deserialize)]
pub struct Asked {
    session: Option<SessionId>,
    person: Option<PersonId>,
    q: Option<String>,
}

fn places(view: &SessionView) -> String {
    match view.places_left {
        0 => "full".to_owned(),
        1 => "1 place left".to_owned(),
        left => format!("{left} places left"),
    }
}

/// The choice of a date, by course.
async fn choose_date(app: &App, member: &Member, person: Option<PersonId>) -> ApiResult<HttpResponse> {
    let (actor, now) = (member.caller.id(), app.clock.now());
    let filter = SessionFilter {
        viewer: Viewer::Public,
        course: None,
        from: now,
        to: None,
        bookable_at: None,
        after: None,
        limit: DATES,
    };
    let (found, name) = app
        .reads
        .run(move |c| {
            let managed = relations::managed_by(c, actor, now)?;
            let known = person.filter(|person| managed.contains(person));
            let name = known.map(|person| person_views::view(c, person, now)).transpose()?;
            Ok::<_, Error>((session::sessions(c, &filter)?, name.map(|person| (person.id, person.name))))
        })
        .await?;
    let mut courses: Vec<TeamCourse> = Vec::new();
    let open = found.into_iter().map(|session| session.view).filter(|view| {
        view.state == SessionState::Published
            && view.booking_closes_at > now
            && view.booking_opens_at.is_none_or(|opens| opens <= now)
    });
    for view in open {
        let for_whom = name.as_ref().map(|(id, _)| format!("&person={id}")).unwrap_or_default();
        let date = TeamDate {
            address: format!("/my-people/book?session={}{for_whom}", view.id),
            when: words::dates(&view),
            places: State::of(if view.places_left > 0 { "open" } else { "waiting" }, places(&view)),
        };
        match courses.iter_mut().find(|course| course.title == view.course.title) {
            Some(course) => course.dates.push(date),
            None => courses.push(TeamCourse { title: view.course.title, dates: vec![date] }),
        }
    }
    let title = match &name {
        Some((_, name)) => format!("Book for {name}"),
        None => "Book for my people".to_owned(),
    };
    Page::of(&member.visit, title, &TeamDatesFacts { courses })?
        .back("/my-people", "My people")
        .here("/my-people")
        .answer(app)
}

/// A date with the people of whoever books: those looked for, and whoever was chosen already.
async fn load(
    app: &App,
    member: &Member,
    id: SessionId,
    q: Option<String>,
    also: Vec<PersonId>,
) -> ApiResult<DateForTeam> {
    let (actor, now) = (member.caller.actor, app.clock.now());
    let date = app
        .reads
        .run(move |c| {
            let managed = relations::managed_by(c, actor.person_id, now)?;
            let seen = Seen::Only(managed.clone());
            let limit = i64::try_from(managed.len().max(1)).unwrap_or(i64::MAX);
            let found = person_views::list(c, &PeopleQuery { q, seen, after: None, limit }, now)?;
            let mut ids: Vec<PersonId> = found.into_iter().map(|person| person.id).collect();
            // Whoever has not done it yet needs it most.
            let done = teams::have_done(c, &ids, id)?;
            ids.sort_by_key(|person| done.contains(person));
            ids.truncate(SHOWN);
            ids.extend(also.into_iter().filter(|person| managed.contains(person)));
            ids.dedup();
            team_dates::date_for_team(c, id, &ids, now)
        })
        .await?;
    // Drafts and sessions for named people are not theirs to know of.
    if date.view.private || date.view.state == SessionState::Draft {
        return Err(ApiError::not_there());
    }
    Ok(date)
}

fn judge(app: &App, member: &Member, date: &DateForTeam, person: &PersonFacts) -> Eligibility {
    let by = if member.caller.actor.is_coordinator { Booker::Coordinator } else { Booker::Manager };
    let waits = person.bookings.iter().find(|own| {
        own.session == date.session.id && own.state == BookingState::Waitlisted && date.view.places_left > 0
    });
    let request = Request {
        now: app.clock.now(),
        by,
        organisation: None,
        own: waits.map(|own| own.id),
        joins_waitlist: date.view.places_left == 0,
    };
    decide(&date.course, &date.session, person, &request, &date.candidates)
}

/// A refusal in words, with the way there for the same person.
fn reason(refusal: &Refusal, person: PersonId) -> Hindrance {
    let link = |next: &NextStep| {
        let address = format!("/my-people/book?session={}&person={person}", next.session_id);
        Link::to(address, times::day_without_year(day_in(next.starts_at, LONDON)))
    };
    Hindrance { words: refusal.message.clone(), next: refusal.next_step.as_ref().map(link) }
}

/// "as long as they attend Introduction on Tuesday 12 January 2027" for what a place would hang on.
fn condition(person: &PersonFacts, told: &Eligibility) -> Option<String> {
    let on = told.conditional_on.first()?;
    let earlier = person.bookings.iter().find(|own| own.id == *on)?;
    let day = times::day(day_in(earlier.dates.first()?.starts_at, earlier.timezone));
    Some(format!("as long as they attend {} on {day}", earlier.course_title))
}

fn done_before(date: &DateForTeam, person: &PersonFacts) -> Option<String> {
    let done = person.learning.completions.iter().filter(|done| done.course == date.course.id);
    let on = done.map(|done| done.completed_on).max()?;
    Some(on.map_or_else(
        || "did this course before".to_owned(),
        |on| format!("did this course on {}", times::day(on)),
    ))
}

fn booking_form(id: SessionId, random: &Random, view: &SessionView) -> Form {
    let full = view.places_left == 0;
    let button = if full { "Put them on the waiting list" } else { "Book the people ticked" };
    let form = Form::new("/my-people/book", button)
        .field(once::field(random))
        .field(Field::hidden("session", id.to_string()))
        .field(Field::boxes("person", "Whom to book"));
    if full {
        return form.field(Field::hidden("waitlist", "yes"));
    }
    form.field(
        Field::boxes("waitlist", "")
            .choice("yes", "If there are fewer places than people, put the others on the waiting list"),
    )
}

fn page<'v>(
    app: &App,
    member: &'v Member,
    date: &DateForTeam,
    ticked: &[PersonId],
    q: &str,
    form: Form,
) -> ApiResult<Page<'v>> {
    let (mut can, mut cannot) = (Vec::new(), Vec::new());
    for person in &date.people {
        let told = judge(app, member, date, person);
        let candidate = Candidate {
            id: person.id.to_string(),
            name: person.name.clone(),
            ticked: ticked.contains(&person.id),
            condition: condition(person, &told),
            before: done_before(date, person),
            reasons: told.refusals.iter().map(|refusal| reason(refusal, person.id)).collect(),
        };
        if told.eligible { &mut can } else { &mut cannot }.push(candidate);
    }
    // Whoever has not done it comes first.
    can.sort_by_key(|candidate: &Candidate| candidate.before.is_some());
    let facts = TeamBookingFacts {
        when: date.view.dates.iter().map(|one| words::date(one, date.view.timezone.tz())).collect(),
        course: date.view.course.title.clone(),
        location: date.view.location.clone(),
        places: places(&date.view),
        full: date.view.places_left == 0,
        can,
        cannot,
        session: date.view.id.to_string(),
        q: q.to_owned(),
        nobody: date.people.is_empty(),
        wrong: form.error_of("person").map(str::to_owned),
        zoom: (date.view.zoom_meeting && app.settings.zoom).then_some(ZOOM_IS_TOLD_OF_THEM),
    };
    Ok(Page::of(&member.visit, "Book for my people", &facts)?
        .form(form)
        .back("/my-people/book", "Choose another date")
        .here("/my-people"))
}

/// The dates, or one of them with the people.
pub async fn form(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    member.caller.may(Action::ListPeople, &Relation::default())?;
    let Asked { session, person, q } = asked.0;
    let Some(session) = session else { return choose_date(&app, &member, person).await };
    let date = load(&app, &member, session, q.clone(), person.into_iter().collect()).await?;
    let form = booking_form(session, &random, &date.view);
    let ticked: Vec<PersonId> = person.into_iter().collect();
    page(&app, &member, &date, &ticked, &q.unwrap_or_default(), form)?.answer(&app)
}

/// Books everybody who is ticked, each for themselves: one who is refused stops nobody else.
pub async fn book(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    member.caller.may(Action::ListPeople, &Relation::default())?;
    let Ok(session) = posted.get("session").parse::<SessionId>() else { return see("/my-people/book") };
    let ticked: Vec<PersonId> = posted.all("person").into_iter().filter_map(|id| id.parse().ok()).collect();
    let date = load(&app, &member, session, None, ticked.clone()).await?;
    let mut shown = booking_form(session, &random, &date.view).keep(posted);
    if ticked.is_empty() && !posted.again() {
        shown.refuse("person", "Tick whom you want to book.");
    }
    if posted.again() || shown.is_wrong() {
        return page(&app, &member, &date, &ticked, "", shown)?.answer(&app);
    }
    let mut results = Vec::new();
    let mut placed = 0;
    // Everybody who may be booked here was loaded as somebody this manager manages.
    for person in date.people.iter().filter(|person| ticked.contains(&person.id)) {
        let (result, has_place) = book_one(&app, &member, &date, person, posted).await?;
        placed += usize::from(has_place);
        results.push(result);
    }
    let lede = match (placed, results.len()) {
        (placed, all) if placed == all => format!("{} booked.", people(placed)),
        (0, _) => "Nobody got a place.".to_owned(),
        (placed, all) => format!("{placed} of {} booked.", people(all)),
    };
    let facts = TeamBookedFacts {
        lede,
        course: date.view.course.title.clone(),
        when: words::dates(&date.view),
        results,
        again: format!("/my-people/book?session={session}"),
    };
    Page::of(&member.visit, "Who is booked", &facts)?
        .back("/my-people", "My people")
        .here("/my-people")
        .answer(&app)
}

/// Books one; the line that says what came of it, and whether they have a place.
async fn book_one(
    app: &App,
    member: &Member,
    date: &DateForTeam,
    person: &PersonFacts,
    posted: &Posted,
) -> ApiResult<(Booked, bool)> {
    let ask = BookSession {
        sees: true,
        actor: member.caller.actor,
        person: person.id,
        session: date.session.id,
        organisation: None,
        join_waitlist: posted.get("waitlist") == "yes",
        auto_book_until: None,
        note: None,
        access_needs: None,
        declares: Vec::new(),
    };
    let key = once::key(member.caller.id(), posted, &format!("/my-people/book/{}", person.id));
    let line = |state: State, address: Option<String>, reasons: Vec<Hindrance>| Booked {
        name: person.name.clone(),
        state,
        address,
        reasons,
    };
    let reasons = match app.usecases.book_session(ask, key).await {
        Ok(answer) => {
            let booking = answer.value;
            let address = Some(format!("/bookings/{}", booking.id));
            let (more, placed) = match booking.state {
                BookingState::Waitlisted => {
                    (format!(", number {}", booking.waitlist_position.unwrap_or(1)), false)
                }
                BookingState::Requested => (String::new(), true),
                _ => (format!(", reference {}", booking.reference), true),
            };
            let mut state = of_state(booking.state);
            state.label.push_str(&more);
            return Ok((line(state, address, Vec::new()), placed));
        }
        Err(Failure::Refused(Refused::BookingRefused(refusals))) => {
            refusals.iter().map(|refusal| reason(refusal, person.id)).collect()
        }
        Err(Failure::Refused(Refused::SessionFull)) => {
            let address = format!("/my-people/book?session={}&person={}", date.session.id, person.id);
            vec![Hindrance {
                words: "The date is full. They can join its waiting list.".to_owned(),
                next: Some(Link::to(address, "the waiting list")),
            }]
        }
        Err(failure) => {
            // What no form can mend ends here; asked again with the same key, nobody is booked twice.
            let mut mended = Form::new("", "");
            mended.refused(failure)?;
            let words = mended.errors().next().unwrap_or_default().to_owned();
            vec![Hindrance { words, next: None }]
        }
    };
    Ok((line(State::of("bad", "not booked"), None, reasons), false))
}
