//! Giving up a place, moving it, handing it to a colleague.

use std::collections::HashSet;

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{
    booking::{Opened, open},
    booking_form::form_page,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        cancellations::{consequence, last_moment, may_still_change},
        delivery,
        eligibility::Booker,
        ids::{Booking, SessionId},
        times::{self, ZoneNote},
        words::{BookingState, CancelReason, Word as _},
    },
    store::{
        error::Error,
        read::{catalogue::own_ladder::standing_for, sessions::zoom},
    },
    usecases::{
        bookings::{cancel_booking::CancelBooking, move_booking::MoveBooking},
        error::{Failure, Refused},
    },
    web::{
        error::ApiResult,
        extract::{Caller, Member, MembersForm, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::sessions::joining::ZOOM_IS_TOLD_THEN,
        render::{Page, see},
    },
};

/// Why nobody but the training team changes this booking any more; nothing while it can be changed.
pub(in crate::web::pages) fn too_late(
    opened: &Opened,
    caller: &Caller,
    wanted: &[BookingState],
) -> Option<String> {
    let own = &opened.own;
    if !wanted.contains(&own.state) {
        let said = crate::domain::booking_states::shown(own.state);
        return Some(format!("That is not possible for this booking now. It says: {said}."));
    }
    let changeable = may_still_change(own.starts_at, opened.now, caller.actor.is_coordinator);
    (!changeable).then(|| {
        "The course has started. From here on the training team makes changes: please ask them.".to_owned()
    })
}

const CANCELLABLE: [BookingState; 3] =
    [BookingState::Booked, BookingState::Requested, BookingState::Waitlisted];

fn cancel_form(opened: &Opened) -> Form {
    let own = &opened.own;
    let button = match own.state {
        BookingState::Waitlisted => "Leave the waiting list",
        BookingState::Requested => "Withdraw the request",
        _ if opened.relation.own => "Give up my place",
        _ => "Give up the place",
    };
    let mut form = Form::new(format!("{}/cancel", opened.address()), button);
    if is_short_notice(opened) {
        form = form.field(
            Field::radios("because", "Why?")
                .choice(CancelReason::Illness.as_str(), "Illness")
                .choice(CancelReason::Emergency.as_str(), "An emergency")
                .choice(CancelReason::Other.as_str(), "Another reason"),
        );
    }
    form.field(
        Field::lines("reason", "Anything you want to say", 3)
            .optional()
            .hint("The training team can read it; it stays with the booking."),
    )
}

fn is_short_notice(opened: &Opened) -> bool {
    let own = &opened.own;
    own.state == BookingState::Booked && opened.judged_at >= last_moment(own.starts_at, own.notice_days)
}

fn cancel_page<'v>(visit: &'v Visit, caller: &Caller, opened: &Opened, form: Form) -> ApiResult<Page<'v>> {
    let own = &opened.own;
    let mut lines = opened.resting();
    let title = match own.state {
        BookingState::Waitlisted => {
            lines
                .push("You lose your place in the line. You can join it again later, at its end.".to_owned());
            "Leave the waiting list"
        }
        BookingState::Requested => "Withdraw the request",
        _ => {
            let last = last_moment(own.starts_at, own.notice_days);
            lines.push(consequence(last, own.timezone, opened.judged_at));
            lines.push("The place goes to whoever is next in line, so it cannot be kept for you.".to_owned());
            lines.push(
                "If only the date does not suit, you can move the booking, or hand the place to a colleague."
                    .to_owned(),
            );
            if opened.relation.own { "Give up your place" } else { "Give up the place" }
        }
    };
    form_page(visit, opened, title, lines, form, too_late(opened, caller, &CANCELLABLE))
}

/// Asks before a place is given up.
pub async fn cancel(app: Data<App>, id: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let opened = open(&app, &member.caller, id.0, Action::CancelBooking).await?;
    cancel_page(&member.visit, &member.caller, &opened, cancel_form(&opened))?.answer(&app)
}

/// Gives a place up.
pub async fn cancel_now(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let opened = open(&app, &caller, id.0, Action::CancelBooking).await?;
    let mut shown = cancel_form(&opened).keep(&posted);
    if posted.again() {
        return cancel_page(&visit, &caller, &opened, shown)?.answer(&app);
    }
    if opened.own.state == BookingState::Cancelled {
        // Sent twice: it is done.
        return see(opened.address());
    }
    let because = match posted.get("because") {
        "" if is_short_notice(&opened) => {
            shown.refuse("because", "Say why: illness and emergencies are never counted.");
            CancelReason::Other
        }
        word => CancelReason::from_word(word).unwrap_or(CancelReason::Other),
    };
    if shown.is_wrong() {
        return cancel_page(&visit, &caller, &opened, shown)?.answer(&app);
    }
    let reason = posted.optional("reason");
    let ask = CancelBooking { actor: caller.actor, booking: id.0, reason, because };
    match app.usecases.cancel_booking(ask).await {
        Ok(_) => {
            let done = match opened.own.state {
                BookingState::Waitlisted => "left",
                BookingState::Requested => "withdrawn",
                _ => "cancelled",
            };
            see(format!("{}?done={done}", opened.address()))
        }
        Err(failure) => {
            shown.refused(failure)?;
            cancel_page(&visit, &caller, &opened, shown)?.answer(&app)
        }
    }
}

const MOVABLE: [BookingState; 2] = [BookingState::Booked, BookingState::Requested];

/// Moving a booking.
#[derive(Serialize)]
pub(in crate::web) struct MoveFacts {
    /// The date it is on now.
    about: String,
    /// What rests on it.
    resting: Vec<String>,
    /// Dates that are not possible.
    closed: Vec<ClosedDate>,
    /// Why there is no form.
    cannot: Option<String>,
}

/// A date one cannot move to.
#[derive(Serialize)]
struct ClosedDate {
    when: String,
    why: String,
    address: String,
}

impl PageFacts for MoveFacts {
    const TEMPLATE: &'static str = "bookings/booking_move";

    fn samples() -> Vec<Self> {
        let about = || "Introduction, Tuesday 12 January 2027, 10am to 1pm".to_owned();
        let closed = ClosedDate {
            when: "Tuesday 9 February 2027, 10am to 1pm".to_owned(),
            why: "It is full.".to_owned(),
            address: "/sessions/01930000-0000-7000-8000-000000000001".to_owned(),
        };
        vec![
            Self {
                about: about(),
                resting: vec!["Development on 17 February rests on this.".to_owned()],
                closed: vec![closed],
                cannot: None,
            },
            Self {
                about: about(),
                resting: Vec::new(),
                closed: Vec::new(),
                cannot: Some("The course has started.".to_owned()),
            },
        ]
    }

    fn form_sample() -> Option<Form> {
        let dates = Field::radios("session", "Which date instead?");
        let dates = dates.choice_with("1", "Tuesday 9 March 2027", Some("On Zoom. 1 place left.".to_owned()));
        Some(
            Form::new("/bookings/01930000-0000-7000-8000-000000000001/move", "Move the booking").field(dates),
        )
    }
}

/// The form with the dates that are possible, and those that are not, each with its reason.
async fn move_form(app: &App, caller: &Caller, opened: &Opened) -> ApiResult<(Form, Vec<ClosedDate>, bool)> {
    let (person, course, now) = (opened.own.person_id, opened.own.course_id, opened.now);
    let has_zoom = app.settings.zoom;
    let found = app.reads.run(move |c| {
        let by_zoom = if has_zoom { zoom::left_to_it(c, course, now)? } else { HashSet::new() };
        Ok::<_, Error>((standing_for(c, person, course, now)?, by_zoom))
    });
    let ((course, standing), by_zoom) = found.await?;
    let by = if opened.relation.own {
        Booker::Themselves
    } else if caller.actor.is_coordinator {
        Booker::Coordinator
    } else {
        Booker::Manager
    };
    let moved = (opened.own.id, opened.own.session_id);
    let mut field = Field::radios("session", "Which date instead?");
    let (mut closed, mut any) = (Vec::new(), false);
    for (session, answer) in standing.dates_to_move_to(&course, moved, by, now) {
        let Some(first) = session.facts.dates.first() else { continue };
        let when =
            times::range(first.starts_at, first.ends_at, session.facts.timezone, ZoneNote::WhenElsewhere);
        let where_ = delivery::place(session.delivery, session.location.as_deref());
        if answer.eligible && session.places_left > 0 {
            any = true;
            let left = session.places_left;
            let places = if left == 1 { "1 place left".to_owned() } else { format!("{left} places left") };
            let told = if by_zoom.contains(&session.facts.id) { ZOOM_IS_TOLD_THEN } else { "" };
            let hint = format!("{where_}. {places}.{told}");
            field = field.choice_with(session.facts.id.to_string(), when, Some(hint));
        } else {
            let reasons = if answer.eligible {
                vec!["It is full.".to_owned()]
            } else {
                answer.refusals.into_iter().map(|refusal| refusal.message).collect()
            };
            closed.push(ClosedDate {
                when,
                why: reasons.join(" "),
                address: format!("/sessions/{}", session.facts.id),
            });
        }
    }
    Ok((Form::new(format!("{}/move", opened.address()), "Move the booking").field(field), closed, any))
}

async fn move_page<'v>(
    app: &App,
    visit: &'v Visit,
    caller: &Caller,
    opened: &Opened,
    fill: impl FnOnce(Form) -> ApiResult<Form>,
) -> ApiResult<Page<'v>> {
    let (form, closed, any) = move_form(app, caller, opened).await?;
    let cannot = too_late(opened, caller, &MOVABLE).or_else(|| {
        (!any).then(|| {
            "There is no other date with a place just now. You keep the one you have; look again later."
                .to_owned()
        })
    });
    let facts = MoveFacts { about: opened.title_and_date(), resting: opened.resting(), closed, cannot };
    Ok(Page::of(visit, "Move to another date", &facts)?
        .form(fill(form)?)
        .here(if opened.relation.own { "/my-bookings" } else { "" })
        .back(opened.address(), "The booking"))
}

/// The other dates, with this person's answer for each.
pub async fn other_dates(app: Data<App>, id: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let opened = open(&app, &member.caller, id.0, Action::MoveBooking).await?;
    move_page(&app, &member.visit, &member.caller, &opened, Ok).await?.answer(&app)
}

/// Moves the booking.
pub async fn move_now(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let opened = open(&app, &caller, id.0, Action::MoveBooking).await?;
    let chosen = posted.get("session").parse::<SessionId>().ok();
    if posted.again() {
        let page = move_page(&app, &visit, &caller, &opened, |form| Ok(form.keep(&posted))).await?;
        return page.answer(&app);
    }
    if chosen == Some(opened.own.session_id) {
        // Sent twice: it is done.
        return see(opened.address());
    }
    let failure = match chosen {
        None => None,
        Some(to) => {
            crate::web::access::may_see(&app, Some(&caller), to).await?;
            let ask = MoveBooking { actor: caller.actor, booking: id.0, to };
            match app.usecases.move_booking(ask).await {
                Ok(_) => return see(format!("{}?done=moved", opened.address())),
                Err(failure) => Some(failure),
            }
        }
    };
    let refuse = |form: Form| {
        let mut form = form.keep(&posted);
        match failure {
            None => form.refuse("session", "Choose one of the dates."),
            Some(Failure::Refused(Refused::SessionFull)) => {
                form.refuse("session", "That date has just become full. Choose another one.");
            }
            Some(failure) => form.refused(failure)?,
        }
        Ok(form)
    };
    move_page(&app, &visit, &caller, &opened, refuse).await?.answer(&app)
}
