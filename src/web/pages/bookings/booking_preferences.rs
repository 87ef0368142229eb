//! What somebody needs to take part, and how they want to wait.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;

use super::{
    booking::{Opened, open},
    booking_changes::too_late,
    booking_form::form_page,
};
use crate::{
    app::App,
    domain::{access::Action, booking_states::active, ids::Booking, times, words::BookingState},
    store::read::bookings::access_needs::{AccessNeedsView, of_booking},
    usecases::bookings::{access_needs::EditAccessNeeds, answer_offer::EditWaiting},
    web::{
        error::ApiResult,
        extract::{Caller, Member, MembersForm, PathId, Visit},
        forms::{Field, Form},
        render::{Page, see},
    },
};

fn needs_form(opened: &Opened, now: &AccessNeedsView, reads: bool) -> Form {
    let field = Field::boxes("keep", "").choice_with(
        "yes",
        "Keep this after the course",
        Some("Otherwise it is deleted 30 days after it.".to_owned()),
    );
    let ticked: &[&str] = if now.keep { &["yes"] } else { &[] };
    Form::new(format!("{}/access-needs", opened.address()), "Keep what I need")
        .field(
            Field::lines("needs", "What do you need to take part?", 4)
                .optional()
                .hint(if reads {
                    "For instance captions, large print, breaks, or that you cannot use Zoom. Leave it empty to take back what you said."
                } else {
                    "For instance captions, large print, breaks, or that they cannot use Zoom."
                })
                .value(now.needs.clone().unwrap_or_default()),
        )
        .field(field.ticked(ticked))
}

fn needs_page<'v>(visit: &'v Visit, opened: &Opened, reads: bool, form: Form) -> ApiResult<Page<'v>> {
    let mut lines = vec![
        "Only the trainers of this course date and the training team see it, so that they can arrange it. It is in no \
         mail, calendar or list."
            .to_owned(),
    ];
    if !reads {
        lines.push(
            "What was said before, if anything, is not shown to you; what you write is added to it."
                .to_owned(),
        );
    }
    let own = &opened.own;
    let cannot =
        (!active(own.state)).then(|| "This booking has ended: nothing has to be arranged for it.".to_owned());
    form_page(visit, opened, "What you need to take part", lines, form, cannot)
}

/// What is known already, for those who may read it.
async fn needs_now(app: &App, caller: &Caller, opened: &Opened) -> ApiResult<(AccessNeedsView, bool)> {
    let id = opened.own.id;
    if !opened.may(caller, Action::ReadAccessNeeds) {
        return Ok((AccessNeedsView::default(), false));
    }
    Ok((app.reads.run(move |c| of_booking(c, id)).await?, true))
}

/// Asks what somebody needs.
pub async fn needs(app: Data<App>, id: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let opened = open(&app, &member.caller, id.0, Action::EditAccessNeeds).await?;
    let (now, reads) = needs_now(&app, &member.caller, &opened).await?;
    needs_page(&member.visit, &opened, reads, needs_form(&opened, &now, reads))?.answer(&app)
}

/// Keeps it.
pub async fn keep_needs(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let opened = open(&app, &caller, id.0, Action::EditAccessNeeds).await?;
    let (now, reads) = needs_now(&app, &caller, &opened).await?;
    let mut shown = needs_form(&opened, &now, reads).keep(&posted);
    if posted.again() {
        return needs_page(&visit, &opened, reads, shown)?.answer(&app);
    }
    let ask = EditAccessNeeds {
        actor: caller.actor,
        booking: id.0,
        needs: posted.optional("needs"),
        keep: Some(posted.has("keep")),
        reads,
    };
    match app.usecases.edit_access_needs(ask).await {
        Ok(_) => see(format!("{}?done=needs", opened.address())),
        Err(failure) => {
            shown.refused(failure)?;
            needs_page(&visit, &opened, reads, shown)?.answer(&app)
        }
    }
}

fn waiting_form(opened: &Opened) -> Form {
    let own = &opened.own;
    let mut form = Form::new(format!("{}/waiting", opened.address()), "Keep how I wait");
    if own.skipped {
        form = form.field(Field::boxes("wanted", "").choice_with(
            "yes",
            "I still want a place",
            Some("You join the line again at its end.".to_owned()),
        ));
    }
    let until = own.auto_book_until;
    form.field(
        Field::radios("auto", "When a place comes up")
            .choice("ask", "Ask me: it is kept for me until I answer")
            .choice("book", "Book it for me without asking, until the day below")
            .value(if until.is_some() { "book" } else { "ask" }),
    )
    .field(
        Field::date("until", "Until")
            .optional()
            .hint("The last day on which a place may be booked for you.")
            .value(until.map(|day| day.to_string()).unwrap_or_default()),
    )
}

fn waiting_page<'v>(visit: &'v Visit, caller: &Caller, opened: &Opened, form: Form) -> ApiResult<Page<'v>> {
    let lines: Vec<String> = opened
        .own
        .waitlist_position
        .filter(|_| !opened.own.skipped)
        .map(|position| format!("Number {position} in line."))
        .into_iter()
        .collect();
    form_page(
        visit,
        opened,
        "Waiting for a place",
        lines,
        form,
        too_late(opened, caller, &[BookingState::Waitlisted]),
    )
}

/// Asks how somebody wants to wait.
pub async fn waiting(app: Data<App>, id: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let opened = open(&app, &member.caller, id.0, Action::EditWaiting).await?;
    waiting_page(&member.visit, &member.caller, &opened, waiting_form(&opened))?.answer(&app)
}

/// Keeps it.
pub async fn keep_waiting(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let opened = open(&app, &caller, id.0, Action::EditWaiting).await?;
    let mut shown = waiting_form(&opened).keep(&posted);
    if posted.again() {
        return waiting_page(&visit, &caller, &opened, shown)?.answer(&app);
    }
    let auto_book_until = match posted.get("auto") {
        "ask" => Some(None),
        "book" => {
            let day = posted.get("until").parse::<NaiveDate>().ok();
            let today = times::day_in(opened.now, opened.own.timezone);
            let day = day.filter(|day| *day >= today);
            if day.is_none() {
                shown.refuse(
                    "until",
                    "Give the last day on which a place may be booked for you: today or later.",
                );
            }
            Some(day)
        }
        _ => {
            shown.refuse("auto", "Choose what happens when a place comes up.");
            None
        }
    };
    if shown.is_wrong() {
        return waiting_page(&visit, &caller, &opened, shown)?.answer(&app);
    }
    let ask = EditWaiting {
        actor: caller.actor,
        booking: id.0,
        auto_book_until,
        still_wanted: posted.get("wanted") == "yes",
    };
    match app.usecases.edit_waiting(ask).await {
        Ok(_) => see(format!("{}?done=waiting", opened.address())),
        Err(failure) => {
            shown.refused(failure)?;
            waiting_page(&visit, &caller, &opened, shown)?.answer(&app)
        }
    }
}
