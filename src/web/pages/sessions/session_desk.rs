//! Everything about one course date, as coordinators see it.

use serde::Serialize;

use super::{
    known_session::{Known, address, publish_form},
    session_words::each_date,
};
use crate::{
    domain::{
        delivery,
        ids::SessionId,
        times::{self, ZoneNote},
        words::{BookingState, Delivery, SessionState},
    },
    store::read::{
        registers::rosters::{RosterEntry, WaitingEntry},
        sessions::{date_list::Waived, session::JoiningView, zoom::ZoomMeetingView},
    },
    web::{
        forms::Form,
        page_facts::{Link, PageFacts, State},
        pages::{bookings::booking_words, wording},
    },
};

/// Everything about one course date.
#[derive(Serialize)]
pub(in crate::web) struct DeskFacts {
    /// Its id.
    id: SessionId,
    /// Its page.
    address: String,
    /// Its course.
    course: Link,
    /// Where it stands.
    state: State,
    /// Its dates.
    when: Vec<String>,
    /// How it takes place.
    how: &'static str,
    /// Where, if that is said.
    location: Option<String>,
    /// Whether it is on Zoom.
    zoom: bool,
    /// Who runs it; empty while nobody is named.
    trainers: String,
    /// How many places are taken.
    taken: i32,
    /// How many there are.
    capacity: i32,
    /// Whether it is for named people only.
    private: bool,
    /// When booking opens, unless it is open from the first.
    opens: Option<String>,
    /// When booking closes.
    closes: String,
    /// How to join, line by line; nothing while nothing is known.
    joining: Vec<JoiningLine>,
    /// Whether Zoom makes the meetings.
    by_zoom: bool,
    /// What it has made, date by date.
    meetings: Vec<MeetingLine>,
    /// Who has a place.
    people: Vec<OnTheDate>,
    /// Who has none yet.
    waiting: Vec<OnTheDate>,
    /// How many stand in the line.
    in_line: usize,
    /// Whether that line can be put in another order.
    can_reorder: bool,
    /// Who may attend anyway.
    waived: Vec<WaivedFacts>,
    /// Whether it is not published yet.
    draft: bool,
    /// Whether it can still be changed.
    open: bool,
    /// Whether people can be booked on it.
    can_book: bool,
    /// The request it was scheduled for.
    commission: Option<Link>,
    /// Why it was called off.
    cancelled_because: Option<String>,
    /// That it is longer or shorter than its course, and what that does.
    length_note: Option<String>,
}

/// Something that is needed to join.
#[derive(Clone, Serialize)]
struct JoiningLine {
    /// What it is.
    label: &'static str,
    /// The thing itself.
    value: String,
}

/// The meeting of a date.
#[derive(Clone, Serialize)]
struct MeetingLine {
    /// When it is.
    when: String,
    /// Its number, once it is made.
    number: Option<String>,
    /// Its passcode.
    passcode: Option<String>,
    /// How whoever runs it gets in.
    address: Option<String>,
    /// What Zoom did not do, and why.
    trouble: Option<String>,
}

impl MeetingLine {
    /// Made with a passcode and without, and not made.
    fn samples() -> Vec<Self> {
        let made = Self {
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            number: Some("94112233445".to_owned()),
            passcode: Some("circle".to_owned()),
            address: Some("https://zoom.example/j/94112233445".to_owned()),
            trouble: None,
        };
        let bare = Self { passcode: None, ..made.clone() };
        let missing = Self {
            number: None,
            passcode: None,
            address: None,
            trouble: Some("Zoom is away: it answers 503".to_owned()),
            ..made.clone()
        };
        vec![made, bare, missing]
    }
}

fn meeting(known: &Known, of: &ZoomMeetingView) -> Option<MeetingLine> {
    let session = &known.roster.session;
    let index = session.dates.iter().position(|date| date.id == of.date_id)?;
    Some(MeetingLine {
        when: each_date(session).into_iter().nth(index)?,
        number: of.meeting_id.clone(),
        passcode: of.passcode.clone(),
        address: of.url.clone(),
        trouble: of.trouble.clone(),
    })
}

/// Somebody who has a place or waits for one.
#[derive(Clone, Serialize)]
struct OnTheDate {
    /// Their name.
    person: String,
    /// Their record.
    address: String,
    /// The organisation they come from.
    organisation: Option<String>,
    /// Where their booking stands.
    state: State,
    /// Whether the place hangs on an earlier booking.
    conditional: bool,
    /// Where they stand in the line.
    position: Option<i32>,
    /// Their booking.
    booking: String,
}

/// Somebody who may attend anyway.
#[derive(Serialize)]
struct WaivedFacts {
    /// Their name.
    person: String,
    /// Why.
    reason: String,
    /// When that was decided.
    on: String,
}

fn joining_lines(joining: &JoiningView) -> Vec<JoiningLine> {
    [
        ("Link", &joining.url),
        ("Meeting ID", &joining.meeting_id),
        ("Passcode", &joining.passcode),
        ("Dial in", &joining.dial_in),
        ("When it fails", &joining.help),
        ("Try it beforehand", &joining.test_url),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(JoiningLine { label, value: value.clone()? }))
    .collect()
}

fn placed(entry: &RosterEntry) -> OnTheDate {
    OnTheDate {
        person: entry.person.name.clone(),
        address: format!("/manage/people/{}", entry.person.id),
        organisation: entry.person.organisation.clone(),
        state: booking_words::of_state(entry.state),
        conditional: entry.conditional,
        position: None,
        booking: format!("/bookings/{}", entry.booking_id),
    }
}

fn waiting(entry: &WaitingEntry) -> OnTheDate {
    OnTheDate {
        person: entry.person.name.clone(),
        address: format!("/manage/people/{}", entry.person.id),
        organisation: entry.person.organisation.clone(),
        state: booking_words::of_state(entry.state),
        conditional: false,
        position: entry.position,
        booking: format!("/bookings/{}", entry.booking_id),
    }
}

impl DeskFacts {
    /// What is known of a date.
    pub(super) fn of(known: &Known) -> Self {
        let (roster, session) = (&known.roster, &known.roster.session);
        let zone = session.timezone.tz();
        let moment = |at| times::moment(at, zone, ZoneNote::WhenElsewhere);
        let in_line = roster.waitlist.iter().filter(|entry| entry.state == BookingState::Waitlisted).count();
        let joining = session.joining.as_ref().and_then(Option::as_ref);
        let waived = |waived: &Waived| WaivedFacts {
            person: waived.person.1.clone(),
            reason: waived.reason.clone(),
            on: moment(waived.at),
        };
        let open = matches!(session.state, SessionState::Draft | SessionState::Published);
        let names: Vec<&str> = session.trainers.iter().map(|trainer| trainer.name.as_str()).collect();
        Self {
            id: session.id,
            address: address(session.id),
            course: Link::to(
                format!("/manage/courses/{}", session.course.slug),
                session.course.title.clone(),
            ),
            state: wording::of_session(session.state),
            when: each_date(session),
            how: delivery::how(session.delivery),
            location: session.location.clone(),
            zoom: session.delivery == Delivery::Zoom,
            trainers: names.join(", "),
            taken: session.capacity - session.places_left,
            capacity: session.capacity,
            private: session.private,
            opens: session.booking_opens_at.map(moment),
            closes: moment(session.booking_closes_at),
            joining: joining.map(joining_lines).unwrap_or_default(),
            by_zoom: session.zoom_meeting,
            meetings: known.meetings.iter().filter_map(|of| meeting(known, of)).collect(),
            people: roster.entries.iter().map(placed).collect(),
            waiting: roster.waitlist.iter().map(waiting).collect(),
            in_line,
            can_reorder: open && in_line > 1,
            waived: known.waived.iter().map(waived).collect(),
            draft: session.state == SessionState::Draft,
            open,
            can_book: session.state == SessionState::Published,
            commission: known.commission.as_ref().map(|(id, reference)| {
                Link::to(format!("/commissions/{id}"), format!("Request {reference}"))
            }),
            cancelled_because: known.cancelled_because.clone(),
            length_note: known.length_note.clone(),
        }
    }
}

impl PageFacts for DeskFacts {
    const TEMPLATE: &'static str = "sessions/manage_date";

    fn samples() -> Vec<Self> {
        let id = SessionId::from_uuid(uuid::Uuid::from_u128(1));
        let draft = || Self {
            id,
            address: address(id),
            course: Link::to("/manage/courses/introduction", "Introduction to restorative practice"),
            state: wording::of_session(SessionState::Draft),
            when: vec!["Tuesday 12 January 2027, 10am to 1pm".to_owned()],
            how: delivery::how(Delivery::Zoom),
            location: None,
            zoom: true,
            trainers: String::new(),
            taken: 0,
            capacity: 12,
            private: false,
            opens: None,
            closes: "Tuesday 12 January 2027 at 10am".to_owned(),
            joining: Vec::new(),
            by_zoom: false,
            meetings: Vec::new(),
            people: Vec::new(),
            waiting: Vec::new(),
            in_line: 0,
            can_reorder: false,
            waived: Vec::new(),
            draft: true,
            open: true,
            can_book: false,
            commission: None,
            cancelled_because: None,
            length_note: None,
        };
        let amira = OnTheDate {
            person: "Amira Khan".to_owned(),
            address: "/manage/people/1".to_owned(),
            organisation: Some("Hillside Primary School".to_owned()),
            state: booking_words::of_state(BookingState::Booked),
            conditional: true,
            position: None,
            booking: "/bookings/1".to_owned(),
        };
        let ben = OnTheDate {
            person: "Ben Okoro".to_owned(),
            organisation: None,
            conditional: false,
            ..amira.clone()
        };
        let in_line = |somebody: &OnTheDate, position| OnTheDate {
            state: booking_words::of_state(BookingState::Waitlisted),
            position,
            ..somebody.clone()
        };
        let busy = Self {
            state: wording::of_session(SessionState::Published),
            when: vec![
                "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
                "Tuesday 19 January 2027, 10am to 1pm".to_owned(),
            ],
            trainers: "Chris Straker, Maureen Clarke".to_owned(),
            taken: 2,
            private: true,
            opens: Some("Monday 4 January 2027 at 9am".to_owned()),
            joining: vec![JoiningLine { label: "Link", value: "https://zoom.example/j/987".to_owned() }],
            people: vec![amira.clone(), ben.clone()],
            waiting: vec![in_line(&amira, Some(1)), in_line(&ben, None)],
            in_line: 2,
            can_reorder: true,
            waived: vec![WaivedFacts {
                person: "Ben Okoro".to_owned(),
                reason: "Did the same course elsewhere in 2019.".to_owned(),
                on: "Monday 4 January 2027 at 9am".to_owned(),
            }],
            draft: false,
            can_book: true,
            commission: Some(Link::to("/commissions/1", "Request TR-K7QM2F")),
            length_note: Some("This date lasts 1 hour, and the course lasts 3 hours.".to_owned()),
            ..draft()
        };
        let cancelled = Self {
            state: wording::of_session(SessionState::Cancelled),
            how: delivery::how(Delivery::Room),
            location: Some("Civic Centre, room 4".to_owned()),
            zoom: false,
            waiting: vec![in_line(&ben, None)],
            draft: false,
            open: false,
            cancelled_because: Some("The trainer is ill.".to_owned()),
            ..draft()
        };
        let by_zoom = Self { by_zoom: true, meetings: MeetingLine::samples(), ..draft() };
        let not_yet = Self { by_zoom: true, ..draft() };
        vec![draft(), busy, cancelled, by_zoom, not_yet]
    }

    fn form_sample() -> Option<Form> {
        Some(publish_form(SessionId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}
