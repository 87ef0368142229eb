//! Handing a place to a colleague, and taking the offer of it back.

use actix_web::{HttpResponse, web::Data};

use super::{
    booking::{Opened, open},
    booking_changes::too_late,
    booking_form::form_page,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::Booking,
        input::FieldErrors,
        people::{EmailAddress, PersonName},
        words::BookingState,
    },
    usecases::bookings::substitute_booking::{Colleague, SubstituteBooking},
    web::{
        attempts::count_offer,
        error::ApiResult,
        extract::{Caller, Member, MembersForm, PathId, Visit},
        forms::{Field, Form},
        limits::Limits,
        render::{Page, see},
    },
};

fn hand_over_form(opened: &Opened) -> Form {
    Form::new(format!("{}/hand-over", opened.address()), "Hand over the place")
        .field(Field::text("name", "Your colleague’s name").autocomplete("off"))
        .field(
            Field::email("email", "Their e-mail address")
                .autocomplete("off")
                .hint("A personal work address, not a shared mailbox. We tell them by e-mail."),
        )
}

fn hand_over_page<'v>(visit: &'v Visit, caller: &Caller, opened: &Opened, form: Form) -> ApiResult<Page<'v>> {
    let mut lines = opened.resting();
    lines.push(
        "Somebody you manage gets the place at once, if they meet what the course asks for. Anybody else is asked by \
         e-mail: the place stays where it is until they say yes, at the latest until 5pm on the next working day."
            .to_owned(),
    );
    lines.push("It is never counted as short notice.".to_owned());
    let cannot = too_late(opened, caller, &[BookingState::Booked]).or_else(|| {
        let to = &opened.view.handed_to.as_ref()?.name;
        Some(format!("The place is on offer to {to} already. Take that back to offer it to somebody else."))
    });
    form_page(visit, opened, "Hand the place to a colleague", lines, form, cannot)
}

/// Asks for the colleague.
pub async fn hand_over(app: Data<App>, id: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let opened = open(&app, &member.caller, id.0, Action::SubstituteBooking).await?;
    hand_over_page(&member.visit, &member.caller, &opened, hand_over_form(&opened))?.answer(&app)
}

/// Hands the place over.
pub async fn hand_over_now(
    app: Data<App>,
    limits: Data<Limits>,
    id: PathId<Booking>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let opened = open(&app, &caller, id.0, Action::SubstituteBooking).await?;
    let mut shown = hand_over_form(&opened).keep(&posted);
    if posted.again() {
        return hand_over_page(&visit, &caller, &opened, shown)?.answer(&app);
    }
    let mut errors = FieldErrors::new();
    let name = errors.keep(PersonName::parse("name", posted.get("name")));
    let email = errors.keep(EmailAddress::parse("email", posted.get("email")));
    let colleague = errors.finish(name.zip(email));
    match colleague {
        Ok(Some((name, email))) => {
            if !caller.actor.is_coordinator {
                count_offer(&app, &limits, &email)?;
            }
            let ask = SubstituteBooking {
                actor: caller.actor,
                booking: id.0,
                colleague: Colleague::Named(name, email),
            };
            match app.usecases.substitute_booking(ask).await {
                Ok(booking) if booking.handed_to.is_some() => {
                    return see(format!("{}?done=offered-on", opened.address()));
                }
                Ok(_) => return see(format!("{}?done=handed-over", opened.address())),
                Err(failure) => shown.refused(failure)?,
            }
        }
        Ok(None) => {}
        Err(errors) => shown.refuse_all(&errors),
    }
    hand_over_page(&visit, &caller, &opened, shown)?.answer(&app)
}

fn take_back_form(opened: &Opened) -> Form {
    Form::new(format!("{}/take-back", opened.address()), "Take the offer back")
}

fn take_back_page<'v>(visit: &'v Visit, opened: &Opened, form: Form) -> ApiResult<Page<'v>> {
    let (lines, cannot) = match &opened.view.handed_to {
        Some(to) => (
            vec![format!("The place is on offer to {}. Take it back, and it stays where it is.", to.name)],
            None,
        ),
        None => (Vec::new(), Some("The place is not on offer to anybody, so it stays as it is.".to_owned())),
    };
    form_page(visit, opened, "Take the offer back", lines, form, cannot)
}

/// Asks before an offer is taken back.
pub async fn take_back(app: Data<App>, id: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let opened = open(&app, &member.caller, id.0, Action::SubstituteBooking).await?;
    take_back_page(&member.visit, &opened, take_back_form(&opened))?.answer(&app)
}

/// Takes an offer back.
pub async fn take_back_now(
    app: Data<App>,
    id: PathId<Booking>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let opened = open(&app, &caller, id.0, Action::SubstituteBooking).await?;
    let mut shown = take_back_form(&opened);
    if posted.again() {
        return take_back_page(&visit, &opened, shown)?.answer(&app);
    }
    match app.usecases.take_back_hand_over(caller.actor, id.0).await {
        Ok(_) => see(format!("{}?done=kept", opened.address())),
        Err(failure) => {
            shown.refused(failure)?;
            take_back_page(&visit, &opened, shown)?.answer(&app)
        }
    }
}
