//! A place is taken, asked for, or waited for: the rows, the mails, and the end of other waiting.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    ask_for_approval::ask_for_yes,
    calendar_invites,
    change_state::enter,
    conditions::review::review_places,
    keep_commission_list::joined,
    waitlist::{hand_out, line},
};
use crate::{
    domain::{
        approvals::needed,
        eligibility::{Booker, Eligibility},
        ids::{BookingId, PersonId},
        invites::Invite,
        places::{FreePlace, position},
        references::booking_reference,
        words::{BookingOrigin, BookingState},
    },
    mail::message::{
        self, Booked, BookedDate, CourseDate, Day, Message, NoticeEvent, Place, PlaceReceived, Waitlisted,
    },
    store::{
        WriteTx,
        read::{
            bookings::booking::displaced,
            people::{
                organisations,
                person::{self, Recipient},
            },
        },
        write::{
            bookings::{
                access_needs,
                booking::{self, BookingRow},
            },
            service::audit,
        },
    },
    usecases::{
        Settings,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{Letter, booking_ref, letter, post, post_to_person, tell_managers, who_is_told},
    },
};

/// Somebody who may have a place.
pub(crate) struct Arrival<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) person: PersonId,
    pub(crate) answer: &'a Eligibility,
    pub(crate) by: PersonId,
    pub(crate) booker: Booker,
    pub(crate) origin: BookingOrigin,
    pub(crate) note: Option<&'a str>,
    pub(crate) access_needs: Option<&'a str>,
    pub(crate) auto_book_until: Option<NaiveDate>,
    /// Who had the place before, when it was handed over.
    pub(crate) received_from: Option<&'a str>,
}

impl Arrival<'_> {
    /// Who is named in mails, when it was not the person themselves.
    fn booked_by(&self, tx: &mut WriteTx<'_>) -> Result<Option<String>, Failure> {
        if self.by == self.person {
            return Ok(None);
        }
        Ok(Some(person::name(tx.conn(), self.by)?))
    }
}

/// Stores the booking in the state the rules give it, and mails whoever is to know.
pub(crate) fn arrive(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    arrival: &Arrival<'_>,
    waiting: Option<BookingRow>,
    full: bool,
) -> Result<BookingId, Failure> {
    let asks_yes = !full && approval_needed(tx, arrival)?;
    let state = match (full, asks_yes) {
        (true, _) => BookingState::Waitlisted,
        (false, true) => BookingState::Requested,
        (false, false) => BookingState::Booked,
    };
    let mut booking = match waiting {
        Some(mut row) => {
            row.organisation_id = arrival.answer.organisation;
            mark_requested(tx.now(), &mut row, asks_yes);
            enter(tx, &mut row, state, Some(arrival.by), None)?;
            row
        }
        None => insert(tx, arrival, state)?,
    };
    if let Some(needs) = arrival.access_needs {
        access_needs::keep(tx, booking.id, needs, false)?;
    }
    settle_in(tx, settings, arrival, &mut booking)?;
    joined(tx, arrival.scene, arrival.person, arrival.by)?;
    Ok(booking.id)
}

/// Adds the booking's row and the first line of its history.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    arrival: &Arrival<'_>,
    state: BookingState,
) -> Result<BookingRow, Failure> {
    let now = tx.now().naive_utc();
    let mut row = BookingRow {
        id: tx.new_id(),
        reference: booking_reference(&tx.random().bytes()),
        session_id: arrival.scene.id(),
        course_id: arrival.scene.session.course_id,
        person_id: arrival.person,
        organisation_id: arrival.answer.organisation,
        state,
        origin: arrival.origin,
        made_by: Some(arrival.by),
        note: arrival.note.map(str::to_owned),
        joined_at: (state == BookingState::Waitlisted).then_some(now),
        line_rank: None,
        displaced: state == BookingState::Waitlisted
            && displaced(tx.conn(), arrival.person, arrival.scene.session.course_id)?,
        unanswered_offers: 0,
        skipped: false,
        told_open_at: None,
        auto_book_until: arrival.auto_book_until,
        requested_at: None,
        approval_with: None,
        approval_since: None,
        approval_reminded_at: None,
        short_notice: false,
        give_up_reason: None,
        completion_reason: None,
        completion_by: None,
        created_at: now,
        updated_at: now,
    };
    mark_requested(tx.now(), &mut row, state == BookingState::Requested);
    booking::add(tx, &row, Some(arrival.by))?;
    audit::record(tx, Some(arrival.by), &format!("booking_{state}"), ("booking", row.id), None)?;
    Ok(row)
}

fn mark_requested(now: DateTime<Utc>, row: &mut BookingRow, requested: bool) {
    if requested {
        row.requested_at = Some(now.naive_utc());
        row.approval_since = Some(now.naive_utc());
    }
}

/// What follows from the state a booking has just entered: conditions, the end of other waiting, mails.
pub(crate) fn settle_in(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    arrival: &Arrival<'_>,
    booking: &mut BookingRow,
) -> Result<(), Failure> {
    if booking.state != BookingState::Waitlisted {
        for condition in &arrival.answer.conditions {
            booking::add_condition(tx, booking.id, condition.group, condition.depends_on)?;
        }
        end_other_waiting(tx, settings, arrival.scene, booking)?;
        review_places(tx, settings, booking.person_id)?;
    }
    let event = match booking.state {
        BookingState::Waitlisted => {
            mail_waitlisted(tx, settings, arrival.scene, booking)?;
            NoticeEvent::Waitlisted
        }
        BookingState::Requested => {
            let requested_by = arrival.booked_by(tx)?;
            ask_for_yes(tx, settings, arrival.scene, booking, requested_by)?;
            NoticeEvent::Requested
        }
        _ => {
            let booked_by = arrival.booked_by(tx)?;
            // What a person writes for themselves is for the trainer; what somebody else writes is for the person.
            let note = booked_by.as_ref().and(arrival.note).map(str::to_owned);
            let told = who_is_told(tx, booking.person_id)?;
            let received_from = arrival.received_from.map(str::to_owned);
            send_place(tx, settings, arrival.scene, booking, |place| match received_from {
                Some(colleague) => Message::PlaceReceived(PlaceReceived { place, colleague }),
                None => Message::Booked(Booked { place, booked_by, note, told }),
            })?;
            NoticeEvent::Booked
        }
    };
    // The request itself goes to whoever may say yes; a copy of it would say the same twice.
    if event != NoticeEvent::Requested {
        tell_managers(tx, settings, arrival.scene, (booking.person_id, Some(arrival.by)), event)?;
    }
    Ok(())
}

fn approval_needed(tx: &mut WriteTx<'_>, arrival: &Arrival<'_>) -> Result<bool, Failure> {
    let organisation_asks = match arrival.answer.organisation {
        Some(id) => organisations::needs_approval(tx.conn(), id)?,
        None => false,
    };
    let could_approve = arrival.booker != Booker::Themselves;
    Ok(needed(arrival.scene.course.needs_approval, organisation_asks, could_approve))
}

/// Ends the person's waiting and offers for the course elsewhere; places that were held by an offer are handed on.
pub(crate) fn end_other_waiting(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    taken: &BookingRow,
) -> Result<(), Failure> {
    let waiting = [BookingState::Waitlisted, BookingState::Offered];
    for mut other in booking::of_person(tx.conn(), taken.person_id, &waiting)? {
        if other.course_id != scene.session.course_id || other.id == taken.id {
            continue;
        }
        let offer = booking::open_offer(tx.conn(), other.id)?;
        if let Some(offer) = &offer {
            booking::end_offer(tx, offer.id, "withdrawn")?;
        }
        enter(tx, &mut other, BookingState::Cancelled, None, Some("A place on another date was taken."))?;
        if let Some(offer) = offer {
            let elsewhere = Scene::load(tx.conn(), other.session_id)?;
            hand_out(tx, settings, &elsewhere, &[FreePlace::Passed(offer.place_id)])?;
        }
    }
    Ok(())
}

fn mail_waitlisted(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    booking: &BookingRow,
) -> Result<(), Failure> {
    let now = tx.now();
    let place = position(&line(tx, scene, now)?, booking.id).unwrap_or(1);
    let mail = Waitlisted {
        session: scene.facts(),
        booking: booking_ref(booking),
        position: u32::try_from(place).unwrap_or(u32::MAX),
        automatic_until: booking.auto_book_until.map(|day| Day { day }),
    };
    post_to_person(tx, settings, booking.person_id, |to| {
        Letter::new(to, Message::Waitlisted(mail)).about_booking(booking.id).about_session(scene.id())
    })
}

/// The place as its holder's mail describes it.
pub(crate) fn place(tx: &mut WriteTx<'_>, scene: &Scene, booking: &BookingRow) -> Result<Place, Failure> {
    let mut conditions = Vec::new();
    for condition in booking::conditions_of(tx.conn(), booking.id)? {
        let earlier = booking::load(tx.conn(), condition.depends_on)?;
        let earlier: CourseDate = Scene::load(tx.conn(), earlier.session_id)?.course_date();
        if !conditions.contains(&earlier) {
            conditions.push(earlier);
        }
    }
    Ok(Place {
        session: scene.facts(),
        booking: booking_ref(booking),
        conditions,
        joining: scene.joining()?,
        joining_follows: scene.joining_follows()?,
        cancel_until: scene.cancel_until(tx.now()),
    })
}

/// Mails a place to its holder with the invites for all its dates: the first travels with `message`, each further
/// date of a set has a short mail of its own (RFC 5546 §3.2.2: one UID a REQUEST).
pub(crate) fn send_place(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    booking: &BookingRow,
    message: impl FnOnce(Place) -> Message,
) -> Result<(), Failure> {
    let Some(to) = person::recipient(tx.conn(), booking.person_id)? else { return Ok(()) };
    let place = place(tx, scene, booking)?;
    let (joining, joining_follows) = (place.joining.clone(), place.joining_follows);
    let (requests, withdrawn) = calendar_invites::request(tx, settings, scene, booking, &to)?;
    let mut requests = requests.into_iter();
    let first = letter(&to, message(place), scene, booking).with_invite(requests.next());
    post(tx, settings, first)?;
    for (index, invite) in requests.enumerate() {
        let mail = BookedDate {
            date: scene.date_facts(index + 1),
            before: None,
            joining: joining.clone(),
            joining_follows,
            booking: booking_ref(booking),
        };
        post(tx, settings, letter(&to, Message::BookedDate(mail), scene, booking).with_invite(Some(invite)))?;
    }
    for invite in withdrawn {
        send_withdrawn(tx, settings, scene, booking, &to, invite, "the date you moved to has fewer dates")?;
    }
    Ok(())
}

fn send_withdrawn(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    booking: &BookingRow,
    to: &Recipient,
    invite: Invite,
    because: &str,
) -> Result<(), Failure> {
    let when = message::When {
        starts_at: invite.starts_at,
        ends_at: invite.ends_at,
        timezone: scene.session.timezone.clone(),
    };
    let date = message::DateFacts { when, part: None, ..scene.date_facts(0) };
    let mail = message::DateCancelled { date, because: because.to_owned(), booking: booking_ref(booking) };
    let letter = letter(to, Message::DateCancelled(mail), scene, booking).with_invite(Some(invite));
    post(tx, settings, letter)?;
    Ok(())
}
