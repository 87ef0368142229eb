//! What a booking asks somebody: take the place? say yes to it? is something wrong? the other date?

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{
    booking::{Opened, open},
    booking_changes::too_late,
    booking_form::form_page,
    booking_lines::conditions,
    booking_words as words,
};
use crate::{
    app::App,
    domain::{access::Action, delivery, ids::Booking, times, words::BookingState},
    store::read::bookings::own_bookings::{self, OwnBooking},
    usecases::registers::dispute_result::DisputeResult,
    web::{
        error::ApiResult,
        extract::{Caller, Member, MembersForm, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::sessions::joining::ZOOM_IS_TOLD,
        render::{Page, see},
    },
};

/// A place that has come up.
#[derive(Serialize)]
pub(in crate::web) struct OfferFacts {
    /// The course's title.
    about: String,
    /// Whose booking it is, unless it is the reader's own.
    whose: Option<String>,
    dates: Vec<OfferedDate>,
    place: String,
    /// How long it is kept.
    until: Option<String>,
    /// Waiting that ends when it is taken.
    replaced: Vec<String>,
    /// Why it cannot be answered.
    cannot: Option<String>,
    /// What Zoom is told of whoever has it.
    zoom: Option<&'static str>,
    /// The booking's page.
    address: String,
}

/// One date of the place.
#[derive(Serialize)]
struct OfferedDate {
    /// "Date 2 of 6", where there are several.
    part: Option<String>,
    when: String,
}

impl PageFacts for OfferFacts {
    const TEMPLATE: &'static str = "bookings/booking_offer";

    fn samples() -> Vec<Self> {
        let when = || "Tuesday 12 January 2027, 10am to 1pm".to_owned();
        let one = || Self {
            about: "Circles and meetings".to_owned(),
            whose: None,
            dates: vec![OfferedDate { part: None, when: when() }],
            place: "On Zoom".to_owned(),
            until: Some("until 5pm, Wednesday 6 January".to_owned()),
            replaced: vec![when()],
            cannot: None,
            zoom: Some(ZOOM_IS_TOLD),
            address: "/bookings/01930000-0000-7000-8000-000000000001".to_owned(),
        };
        let part = Some("Date 1 of 2".to_owned());
        vec![
            one(),
            Self { until: None, replaced: Vec::new(), zoom: None, ..one() },
            Self {
                whose: Some("Amira Khan".to_owned()),
                dates: vec![OfferedDate { part, when: when() }],
                cannot: Some("The place is taken: it is booked.".to_owned()),
                ..one()
            },
        ]
    }

    fn form_sample() -> Option<Form> {
        let form = Form::new("/bookings/01930000-0000-7000-8000-000000000001/offer", "Take this place");
        Some(form.field(Field::hidden("answer", "")))
    }
}

fn offer_form(opened: &Opened) -> Form {
    Form::new(format!("{}/offer", opened.address()), "Take this place").field(Field::hidden("answer", ""))
}

async fn offer_page<'v>(
    app: &App,
    visit: &'v Visit,
    caller: &Caller,
    opened: &Opened,
    form: Form,
) -> ApiResult<Page<'v>> {
    let own = &opened.own;
    let person = own.person_id;
    let others = app.reads.run(move |c| own_bookings::active_of(c, person)).await?;
    // Taking a place ends the person's other waiting for the course.
    let ends = |other: &&OwnBooking| {
        other.course_id == own.course_id
            && other.id != own.id
            && matches!(other.state, BookingState::Waitlisted | BookingState::Offered)
    };
    let replaced: Vec<String> = others
        .iter()
        .filter(ends)
        .map(|other| words::when(other, words::next_date(other, opened.now)))
        .collect();
    let offered = own.state == BookingState::Offered;
    let cannot = match own.state {
        BookingState::Booked => Some("The place is taken: it is booked.".to_owned()),
        BookingState::Waitlisted => Some(
            "The offer was not answered in time and went on to the next person. The place in the line is kept."
                .to_owned(),
        ),
        _ => too_late(opened, caller, &[BookingState::Offered]),
    };
    let facts = OfferFacts {
        about: own.course_title.clone(),
        whose: (!opened.relation.own).then(|| own.person_name.clone()),
        dates: own
            .dates
            .iter()
            .map(|date| OfferedDate { part: words::part(own, *date), when: words::when(own, *date) })
            .collect(),
        place: delivery::place(own.delivery, own.location.as_deref()),
        until: own.offer_expires_at.filter(|_| offered).map(|at| times::until(at, times::LONDON)),
        replaced,
        cannot,
        zoom: (own.left_to_zoom && app.settings.zoom).then_some(ZOOM_IS_TOLD),
        address: opened.address(),
    };
    Ok(Page::of(visit, "A place has come up", &facts)?
        .form(form)
        .here(if opened.relation.own { "/my-bookings" } else { "" })
        .back(opened.address(), "The booking"))
}

/// The place that has come up: its date, until when, what it replaces.
pub async fn offer(app: Data<App>, id: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let opened = open(&app, &member.caller, id.0, Action::AcceptOffer).await?;
    let form = offer_form(&opened);
    offer_page(&app, &member.visit, &member.caller, &opened, form).await?.answer(&app)
}

/// Takes it, or leaves it to the next.
pub async fn answer_offer(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let opened = open(&app, &caller, id.0, Action::AcceptOffer).await?;
    let mut shown = offer_form(&opened);
    if posted.again() {
        return offer_page(&app, &visit, &caller, &opened, shown).await?.answer(&app);
    }
    if opened.own.state == BookingState::Booked {
        return see(opened.address());
    }
    let done = match posted.get("answer") {
        "take" => app
            .usecases
            .accept_offer(caller.actor, id.0)
            .await
            .map(|booking| if booking.state == BookingState::Requested { "asked" } else { "taken" }),
        "leave" => app.usecases.decline_offer(caller.actor, id.0).await.map(|_| "passed-on"),
        _ => {
            shown.refuse("", "Choose one: take the place, or leave it to the next person.");
            return offer_page(&app, &visit, &caller, &opened, shown).await?.answer(&app);
        }
    };
    match done {
        Ok(done) => see(format!("{}?done={done}", opened.address())),
        Err(failure) => {
            shown.refused(failure)?;
            offer_page(&app, &visit, &caller, &opened, shown).await?.answer(&app)
        }
    }
}

fn approval_form(opened: &Opened) -> Form {
    Form::new(format!("{}/approval", opened.address()), "Send my answer")
        .field(
            Field::radios("answer", "May they go?").choice("yes", "Yes, book the place").choice("no", "No"),
        )
        .field(Field::lines("reason", "If no: why?", 3).optional().hint("They are told, in your words."))
}

fn approval_page<'v>(visit: &'v Visit, caller: &Caller, opened: &Opened, form: Form) -> ApiResult<Page<'v>> {
    let lines = vec![
        format!("{} would like to go. The place is held until you answer.", opened.own.person_name),
        "Without an answer it goes on to the lead of the organisation, and then to the training team."
            .to_owned(),
    ];
    let cannot = too_late(opened, caller, &[BookingState::Requested]);
    form_page(visit, opened, "Your yes or no", lines, form, cannot)
}

/// Asks whoever manages the person for their yes.
pub async fn approval(app: Data<App>, id: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let opened = open(&app, &member.caller, id.0, Action::ApproveBooking).await?;
    approval_page(&member.visit, &member.caller, &opened, approval_form(&opened))?.answer(&app)
}

/// Says yes or no.
pub async fn answer_request(
    app: Data<App>,
    id: PathId<Booking>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let opened = open(&app, &caller, id.0, Action::ApproveBooking).await?;
    let mut shown = approval_form(&opened).keep(&posted);
    if posted.again() {
        return approval_page(&visit, &caller, &opened, shown)?.answer(&app);
    }
    let done = match posted.get("answer") {
        "yes" => app.usecases.approve_booking(caller.actor, id.0).await.map(|_| "approved"),
        "no" => {
            let Some(reason) = posted.optional("reason") else {
                shown.refuse("reason", "Say why not: they are told in your words.");
                return approval_page(&visit, &caller, &opened, shown)?.answer(&app);
            };
            app.usecases.decline_booking(caller.actor, id.0, reason).await.map(|_| "declined")
        }
        _ => {
            shown.refuse("answer", "Say yes or no.");
            return approval_page(&visit, &caller, &opened, shown)?.answer(&app);
        }
    };
    match done {
        Ok(done) => see(format!("{}?done={done}", opened.address())),
        Err(failure) => {
            shown.refused(failure)?;
            approval_page(&visit, &caller, &opened, shown)?.answer(&app)
        }
    }
}

fn wrong_form(opened: &Opened) -> Form {
    Form::new(format!("{}/wrong", opened.address()), "Tell them").field(Field::lines(
        "words",
        "What is wrong, and what would be right?",
        5,
    ))
}

fn wrong_page<'v>(visit: &'v Visit, opened: &Opened, form: Form) -> ApiResult<Page<'v>> {
    let said = crate::domain::booking_states::shown(opened.own.state);
    let lines = vec![
        format!("What is recorded: {said}."),
        "What you write goes to the trainer and the training team, who put it right or answer you."
            .to_owned(),
    ];
    form_page(visit, opened, "This is wrong", lines, form, None)
}

/// Asks what is wrong.
pub async fn wrong(app: Data<App>, id: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let opened = open(&app, &member.caller, id.0, Action::Dispute).await?;
    wrong_page(&member.visit, &opened, wrong_form(&opened))?.answer(&app)
}

/// Says that it is wrong.
pub async fn say_wrong(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let opened = open(&app, &caller, id.0, Action::Dispute).await?;
    let mut shown = wrong_form(&opened).keep(&posted);
    if posted.again() {
        return wrong_page(&visit, &opened, shown)?.answer(&app);
    }
    if posted.get("words").is_empty() {
        shown.refuse("words", "Say in your words what is wrong.");
        return wrong_page(&visit, &opened, shown)?.answer(&app);
    }
    let words = posted.get("words").to_owned();
    match app.usecases.dispute_result(DisputeResult { actor: caller.actor, booking: id.0, words }, None).await
    {
        Ok(_) => see(format!("{}?done=said", opened.address())),
        Err(failure) => {
            shown.refused(failure)?;
            wrong_page(&visit, &opened, shown)?.answer(&app)
        }
    }
}

fn replacement_form(opened: &Opened) -> Form {
    Form::new(format!("{}/replacement", opened.address()), "Turn the other date down")
}

fn replacement_page<'v>(visit: &'v Visit, opened: &Opened, form: Form) -> ApiResult<Page<'v>> {
    let mut lines: Vec<String> =
        conditions(&opened.own, opened.voice()).into_iter().map(|line| line.text).collect();
    lines.push(
        "Booking one of the other dates makes this place safe. If none of them suits, turn them down: you then have \
         two working days to find another way."
            .to_owned(),
    );
    let open = opened.own.conditions.iter().any(|condition| condition.answer_by.is_some());
    let cannot = (!open).then(|| "No other date waits for an answer here.".to_owned());
    form_page(visit, opened, "The other date", lines, form, cannot)
}

/// The date that was offered for an earlier one which we changed.
pub async fn replacement(app: Data<App>, id: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let opened = open(&app, &member.caller, id.0, Action::DeclineReplacement).await?;
    replacement_page(&member.visit, &opened, replacement_form(&opened))?.answer(&app)
}

/// Turns it down.
pub async fn turn_down(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let opened = open(&app, &caller, id.0, Action::DeclineReplacement).await?;
    let mut shown = replacement_form(&opened);
    if posted.again() {
        return replacement_page(&visit, &opened, shown)?.answer(&app);
    }
    match app.usecases.decline_replacement(caller.actor, id.0).await {
        Ok(_) => see(format!("{}?done=turned-down", opened.address())),
        Err(failure) => {
            shown.refused(failure)?;
            replacement_page(&visit, &opened, shown)?.answer(&app)
        }
    }
}
