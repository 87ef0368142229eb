//! Booking somebody onto a date, and the order of its waiting list.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{
    known_session::{address, name_of},
    session_words::each_date,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{BookingId, PersonId, Session, SessionId},
        words::BookingState,
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            people::person_views,
            registers::rosters::{self, RosterView},
            sessions::session::{self, SessionView},
        },
    },
    usecases::{
        Failure, Refused,
        bookings::{book_session::BookSession, reorder_waitlist::ReorderWaitlist},
    },
    web::{
        error::{ApiError, ApiResult},
        extract::{Member, MembersForm, Params, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::{
            form_parts::once,
            people::pick::{Found, Picking, found},
        },
        render::{Page, see},
    },
};

/// Booking somebody: whom, then what is said with it.
#[derive(Serialize)]
pub(in crate::web) struct BookSomebodyFacts {
    /// The dates.
    when: Vec<String>,
    /// Where it is chosen who is booked.
    action: String,
    /// How many places are left.
    places_left: i32,
    /// The name of whoever is booked, once that is chosen.
    person: Option<String>,
    /// The search for them, until then.
    found: Option<Found>,
    /// Where they can be let in all the same, once they were refused.
    refused: Option<String>,
}

impl BookSomebodyFacts {
    fn of(session: &SessionView) -> Self {
        Self {
            when: each_date(session),
            action: format!("{}/book", address(session.id)),
            places_left: session.places_left,
            person: None,
            found: None,
            refused: None,
        }
    }
}

impl PageFacts for BookSomebodyFacts {
    const TEMPLATE: &'static str = "sessions/date_book";

    fn samples() -> Vec<Self> {
        let of = |places_left| Self {
            when: vec!["Tuesday 12 January 2027, 10am to 1pm".to_owned()],
            action: "/manage/dates/1/book".to_owned(),
            places_left,
            person: None,
            found: None,
            refused: None,
        };
        let person = || Some("Amira Khan".to_owned());
        let refused = Some("/manage/dates/1/waivers?person=2".to_owned());
        let mut all: Vec<Self> =
            Found::samples().into_iter().map(|found| Self { found: Some(found), ..of(6) }).collect();
        all.extend(Found::samples().into_iter().map(|found| Self { found: Some(found), ..of(0) }));
        all.extend([Self { person: person(), ..of(6) }, Self { person: person(), refused, ..of(6) }]);
        all
    }

    fn form_sample() -> Option<Form> {
        let (id, person) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
        let (id, person) = (SessionId::from_uuid(id), PersonId::from_uuid(person));
        Some(book_form(&Random::seeded(0), id, 6, person, "Amira Khan"))
    }
}

/// The order of a waiting list.
#[derive(Serialize)]
pub(in crate::web) struct WaitingListFacts {
    /// The date's name.
    date: String,
    /// How many wait.
    waiting: usize,
}

impl PageFacts for WaitingListFacts {
    const TEMPLATE: &'static str = "sessions/waiting_list";

    fn samples() -> Vec<Self> {
        let date = || "Action learning sets, Tuesday 9 February 2027".to_owned();
        vec![Self { date: date(), waiting: 2 }, Self { date: date(), waiting: 0 }]
    }

    fn form_sample() -> Option<Form> {
        let line = [(BookingId::from_uuid(uuid::Uuid::from_u128(3)), "Amira Khan".to_owned())];
        Some(order_form(SessionId::from_uuid(uuid::Uuid::from_u128(1)), &line))
    }
}

fn book_form(random: &Random, session: SessionId, places_left: i32, person: PersonId, name: &str) -> Form {
    let button =
        if places_left > 0 { format!("Book {name}") } else { format!("Put {name} on the waiting list") };
    Form::new(format!("{}/book", address(session)), button)
        .field(Field::hidden("person", person.to_string()))
        .field(Field::lines("note", "A word to them", 2).optional().hint("They read it in their mail."))
        .field(
            Field::lines("access_needs", "What they need to take part", 2)
                .optional()
                .hint("Seen by the trainers of this date and the coordinators alone."),
        )
        .field(once::field(random))
}

fn book_page<'v>(visit: &'v Visit, session: &SessionView, facts: &BookSomebodyFacts) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, format!("Book somebody on {}", name_of(session)?), facts)?
        .back(address(session.id), "Back to the date")
        .here("/manage/dates"))
}

async fn chosen(app: &App, id: SessionId, person: PersonId) -> ApiResult<(SessionView, String)> {
    let now = app.clock.now();
    Ok(app
        .reads
        .run(move |c| {
            Ok::<_, Error>((session::session(c, id)?.view, person_views::view(c, person, now)?.name))
        })
        .await?)
}

/// The search for somebody to book, then what is said with the booking.
pub async fn booking(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    id: PathId<Session>,
    asked: Params<Picking>,
) -> ApiResult<HttpResponse> {
    let id = id.0;
    if let Some(person) = asked.0.person {
        let (session, name) = chosen(&app, id, person).await?;
        let form = book_form(&random, id, session.places_left, person, &name);
        let facts = BookSomebodyFacts { person: Some(name), ..BookSomebodyFacts::of(&session) };
        return book_page(&member.visit, &session, &facts)?.form(form).answer(&app);
    }
    let session = app.reads.run(move |c| session::session(c, id)).await?.view;
    let found =
        found(&app, asked.0.q.as_deref(), |person| format!("{}/book?person={person}", address(id))).await?;
    let facts = BookSomebodyFacts { found: Some(found), ..BookSomebodyFacts::of(&session) };
    book_page(&member.visit, &session, &facts)?.answer(&app)
}

/// Books somebody, after the start too.
pub async fn book(
    app: Data<App>,
    random: Data<Random>,
    id: PathId<Session>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    form.caller.could(Action::BookPlace)?;
    let id = id.0;
    let Ok(person) = form.posted.get("person").parse::<PersonId>() else {
        return see(format!("{}/book", address(id)));
    };
    let (session, name) = chosen(&app, id, person).await?;
    let mut shown = book_form(&random, id, session.places_left, person, &name).keep(&form.posted);
    let mut refused = None;
    if !form.posted.again() {
        let ask = BookSession {
            sees: true,
            actor: form.caller.actor,
            person,
            session: id,
            organisation: None,
            join_waitlist: session.places_left <= 0,
            auto_book_until: None,
            note: form.posted.optional("note"),
            declares: Vec::new(),
            access_needs: form.posted.optional("access_needs"),
        };
        let key = once::key(form.caller.id(), &form.posted, &format!("{}/book", address(id)));
        match app.usecases.book_session(ask, key).await {
            Ok(booked) => {
                let waits = booked.value.state == BookingState::Waitlisted;
                let done = if waits { "waiting" } else { "booked" };
                return see(format!("{}?done={done}", address(id)));
            }
            Err(Failure::Refused(Refused::SessionFull)) => {
                shown.refuse("", "The last place has just been taken. You can put them on the waiting list.");
                return fresh(&app, &random, &form, id, person, shown).await;
            }
            Err(failure) => {
                if let Failure::Refused(Refused::BookingRefused(reasons)) = &failure {
                    let waivable = reasons.iter().any(|reason| reason.requirement.is_some());
                    refused = waivable.then(|| format!("{}/waivers?person={person}", address(id)));
                }
                shown.refused(failure)?;
            }
        }
    }
    let facts = BookSomebodyFacts { person: Some(name), refused, ..BookSomebodyFacts::of(&session) };
    book_page(&form.visit, &session, &facts)?.form(shown).answer(&app)
}

/// The page again with the session as it is by now.
async fn fresh(
    app: &Data<App>,
    random: &Random,
    form: &MembersForm,
    id: SessionId,
    person: PersonId,
    wrong: Form,
) -> ApiResult<HttpResponse> {
    let (session, name) = chosen(app, id, person).await?;
    let mut shown = book_form(random, id, session.places_left, person, &name).keep(&form.posted);
    shown.take_errors(wrong);
    let facts = BookSomebodyFacts { person: Some(name), ..BookSomebodyFacts::of(&session) };
    book_page(&form.visit, &session, &facts)?.form(shown).answer(app)
}

fn in_line(roster: &RosterView) -> Vec<(BookingId, String)> {
    let waits = roster.waitlist.iter().filter(|entry| entry.state == BookingState::Waitlisted);
    waits.map(|entry| (entry.booking_id, entry.person.name.clone())).collect()
}

fn order_form(session: SessionId, in_line: &[(BookingId, String)]) -> Form {
    let form = Form::new(format!("{}/waiting-list", address(session)), "Put them in this order");
    let form = in_line.iter().zip(1..).fold(form, |form, ((booking, name), place)| {
        form.field(Field::number(&format!("place-{booking}"), name).value(place.to_string()))
    });
    form.field(Field::lines("reason", "Why?", 2).hint(
        "It stays in the history of everybody who moves, such as: She starts in a post that needs this.",
    ))
}

fn order_page<'v>(visit: &'v Visit, roster: &RosterView, form: Form) -> ApiResult<Page<'v>> {
    let facts = WaitingListFacts { date: name_of(&roster.session)?, waiting: in_line(roster).len() };
    Ok(Page::of(visit, "Change the order of the waiting list", &facts)?
        .form(form)
        .back(address(roster.session.id), "Back to the date")
        .here("/manage/dates"))
}

/// The waiting list, each with its place.
pub async fn waiting_list(app: Data<App>, member: Member, id: PathId<Session>) -> ApiResult<HttpResponse> {
    let roster = app.reads.run(move |c| rosters::roster(c, id.0)).await?;
    order_page(&member.visit, &roster, order_form(id.0, &in_line(&roster)))?.answer(&app)
}

/// Brings it into another order.
pub async fn reorder(app: Data<App>, id: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let id = id.0;
    let roster = app.reads.run(move |c| rosters::roster(c, id)).await?;
    let mut shown = order_form(id, &in_line(&roster)).keep(&form.posted);
    if !form.posted.again() {
        let mut places = Vec::new();
        for (booking, _) in in_line(&roster) {
            let name = format!("place-{booking}");
            match form.posted.get(&name).parse::<u32>() {
                Ok(place) => places.push((place, booking)),
                Err(_) => shown.refuse(&name, "Enter their place in the line, such as 1."),
            }
        }
        places.sort_by_key(|(place, _)| *place);
        if places.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            shown.refuse("", "Two people have the same place. Give each a place of their own.");
        }
        if form.posted.get("reason").is_empty() {
            shown.refuse("reason", "Say why: it stays on record.");
        }
        if !shown.is_wrong() {
            let ask = ReorderWaitlist {
                actor: form.caller.actor,
                session: id,
                order: places.into_iter().map(|(_, booking)| booking).collect(),
                reason: form.posted.get("reason").to_owned(),
            };
            match app.usecases.reorder_waitlist(ask).await {
                Ok(_) => return see(format!("{}?done=ordered", address(id))),
                Err(Failure::Refused(Refused::Forbidden { code: "waitlist_changed", .. })) => {
                    shown.refuse(
                        "",
                        "Somebody joined or left the waiting list meanwhile. It is shown as it stands now.",
                    );
                }
                Err(Failure::Refused(Refused::Invalid(wrong)))
                    if wrong.iter().any(|error| error.field == "order") =>
                {
                    shown.refuse(
                        "",
                        "Those whose place we took away come first, whatever the order: put them in front.",
                    );
                }
                Err(failure) => shown.refused(failure)?,
            }
        }
    }
    order_page(&form.visit, &roster, shown)?.answer(&app)
}

/// What a chosen person is called, or 404.
pub async fn name(app: &App, person: PersonId) -> ApiResult<String> {
    let now = app.clock.now();
    app.reads
        .run(move |c| person_views::view(c, person, now))
        .await
        .map(|view| view.name)
        .map_err(ApiError::from)
}
