//! Booking somebody onto a date, and the order of its waiting list.

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use super::{
    manage_session::{address, name_of},
    manage_sessions::in_words,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{BookingId, PersonId, Session, SessionId},
        input::optional_long_text,
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
        pages::{
            form_parts::once,
            people::pick::{Picking, found},
        },
        render::{Page, see},
        typed_text::LONGEST_NOTE,
    },
};

fn book_form(random: &Random, session: &SessionView, person: PersonId, name: &str) -> Form {
    let button = if session.places_left > 0 {
        format!("Book {name}")
    } else {
        format!("Put {name} on the waiting list")
    };
    Form::new(format!("{}/book", address(session.id)), button)
        .field(Field::hidden("person", person.to_string()))
        .field(Field::lines("note", "A word to them", 2).optional().hint("They read it in their mail."))
        .field(
            Field::lines("access_needs", "What they need to take part", 2)
                .optional()
                .hint("Seen by the trainers of this date and the coordinators alone."),
        )
        .field(once::field(random))
}

fn book_page<'v>(visit: &'v Visit, session: &SessionView, facts: Value) -> ApiResult<Page<'v>> {
    let mut facts = facts;
    facts["when"] = json!(in_words(session)?);
    facts["action"] = json!(format!("{}/book", address(session.id)));
    facts["places_left"] = json!(session.places_left);
    facts["waivers"] = json!(format!("{}/waivers", address(session.id)));
    Ok(Page::new(visit, "manage/date_book", format!("Book somebody on {}", name_of(session)?))
        .facts(facts)
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
    member.caller.could(Action::EditSession)?;
    let id = id.0;
    if let Some(person) = asked.0.person {
        let (session, name) = chosen(&app, id, person).await?;
        let form = book_form(&random, &session, person, &name);
        return book_page(&member.visit, &session, json!({"person": name, "found": null, "refused": null}))?
            .form(form)
            .answer(&app);
    }
    let session = app.reads.run(move |c| session::session(c, id)).await?.view;
    let found =
        found(&app, asked.0.q.as_deref(), |person| format!("{}/book?person={person}", address(id))).await?;
    book_page(&member.visit, &session, json!({"person": null, "found": found, "refused": null}))?.answer(&app)
}

/// Books somebody, after the start too.
pub async fn book(
    app: Data<App>,
    random: Data<Random>,
    id: PathId<Session>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    form.caller.could(Action::BookPlace)?;
    form.caller.could(Action::EditSession)?;
    let id = id.0;
    let Ok(person) = form.posted.get("person").parse::<PersonId>() else {
        return see(format!("{}/book", address(id)));
    };
    let (session, name) = chosen(&app, id, person).await?;
    let mut shown = book_form(&random, &session, person, &name).keep(&form.posted);
    let mut refused = Value::Null;
    if !form.posted.again() {
        let text = |field: &str| optional_long_text(field, Some(form.posted.get(field)), LONGEST_NOTE);
        match (text("note"), text("access_needs")) {
            (Ok(note), Ok(access_needs)) => {
                let ask = BookSession {
                    actor: form.caller.actor,
                    person,
                    session: id,
                    organisation: None,
                    join_waitlist: session.places_left <= 0,
                    auto_book_until: None,
                    note,
                    declares: Vec::new(),
                    access_needs,
                };
                let key = once::key(&form, &format!("{}/book", address(id)));
                match app.usecases.book_session(ask, key).await {
                    Ok(booked) => {
                        let waits = booked.value.state == BookingState::Waitlisted;
                        let done = if waits { "waiting" } else { "booked" };
                        return see(format!("{}?done={done}", address(id)));
                    }
                    Err(Failure::Refused(Refused::SessionFull)) => {
                        shown.refuse(
                            "",
                            "The last place has just been taken. You can put them on the waiting list.",
                        );
                        return fresh(&app, &random, &form, id, person, shown).await;
                    }
                    Err(failure) => {
                        if let Failure::Refused(Refused::BookingRefused(reasons)) = &failure {
                            let waivable = reasons.iter().any(|reason| reason.requirement.is_some());
                            refused =
                                json!(waivable.then(|| format!("{}/waivers?person={person}", address(id))));
                        }
                        shown.refused(failure)?;
                    }
                }
            }
            (note, needs) => {
                shown.refuse_all(&[note.err(), needs.err()].into_iter().flatten().collect::<Vec<_>>());
            }
        }
    }
    book_page(&form.visit, &session, json!({"person": name, "found": null, "refused": refused}))?
        .form(shown)
        .answer(&app)
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
    let mut shown = book_form(random, &session, person, &name).keep(&form.posted);
    shown.take_errors(wrong);
    book_page(&form.visit, &session, json!({"person": name, "found": null, "refused": null}))?
        .form(shown)
        .answer(app)
}

fn in_line(roster: &RosterView) -> Vec<(BookingId, String)> {
    let waits = roster.waitlist.iter().filter(|entry| entry.state == BookingState::Waitlisted);
    waits.map(|entry| (entry.booking_id, entry.person.name.clone())).collect()
}

fn order_form(roster: &RosterView) -> Form {
    let form = Form::new(format!("{}/waiting-list", address(roster.session.id)), "Put them in this order");
    let form = in_line(roster).into_iter().zip(1..).fold(form, |form, ((booking, name), place)| {
        form.field(Field::number(&format!("place-{booking}"), &name).value(place.to_string()))
    });
    form.field(Field::lines("reason", "Why?", 2).hint(
        "It stays in the history of everybody who moves, such as: She starts in a post that needs this.",
    ))
}

fn order_page<'v>(visit: &'v Visit, roster: &RosterView, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::new(visit, "manage/waiting_list", "Change the order of the waiting list")
        .facts(json!({"date": name_of(&roster.session)?, "waiting": in_line(roster).len()}))
        .form(form)
        .back(address(roster.session.id), "Back to the date")
        .here("/manage/dates"))
}

/// The waiting list, each with its place.
pub async fn waiting_list(app: Data<App>, member: Member, id: PathId<Session>) -> ApiResult<HttpResponse> {
    member.caller.could(Action::EditSession)?;
    let roster = app.reads.run(move |c| rosters::roster(c, id.0)).await?;
    order_page(&member.visit, &roster, order_form(&roster))?.answer(&app)
}

/// Brings it into another order.
pub async fn reorder(app: Data<App>, id: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    form.caller.could(Action::EditSession)?;
    let id = id.0;
    let roster = app.reads.run(move |c| rosters::roster(c, id)).await?;
    let mut shown = order_form(&roster).keep(&form.posted);
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
