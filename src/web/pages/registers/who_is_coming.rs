//! Who is coming to a session, as its page shows it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{check_in_words::check_in_address, send_again::SendAgain};
use crate::{
    domain::{
        booking_states::{has_result, shown},
        ids::SessionId,
        people::Folded,
        times::{self, day_in},
        words::{BookingState, SessionState},
    },
    store::read::{
        bookings::conditions::HangsOn,
        registers::{
            rosters::{RosterEntry, RosterView, WaitingEntry},
            steps::StepDoneView,
        },
        sessions::session::SessionView,
    },
    web::{
        page_facts::{Link, PageFacts, State, TakeAway},
        pages::sessions::{
            joining::JoiningFacts,
            session_words::{each_date, people},
        },
    },
};

/// Who is coming to a session.
#[derive(Clone, Serialize)]
pub(in crate::web) struct RosterFacts {
    /// The course's title.
    course: String,
    /// The dates.
    dates: Vec<String>,
    /// Where it takes place.
    location: Option<String>,
    /// How to join it.
    joining: Option<JoiningFacts>,
    /// How many come and wait, in words.
    summary: String,
    /// Whom to look for.
    q: String,
    /// Whether anybody comes at all.
    anybody: bool,
    /// Those looked for.
    entries: Vec<Comer>,
    /// Those without a place.
    waiting: Vec<Waiting>,
    /// The list as a file.
    file: TakeAway,
    /// The sheet that goes round the room.
    sheet: String,
    /// The badges they wear.
    badges: String,
    /// Where how to join is sent to all of them once more, as long as it can be.
    send_all: Option<SendAgain>,
    /// Where everybody here is written to.
    write: String,
    /// What was said of it, once its register is closed.
    feedback: Option<String>,
    /// The attendance list.
    attendance: Option<String>,
    /// The screen by which people check in, while they can.
    check_in: Option<String>,
    /// Where somebody is added who came without a booking.
    walk_in: Option<String>,
    /// Where somebody is let in without what comes before.
    waive: Option<String>,
    /// Results said to be wrong.
    disputes: Option<Link>,
    /// What they share of their action plans with whoever looks.
    pub(super) plans: Option<Link>,
    /// Whether it was called off.
    cancelled: bool,
}

/// Somebody with a place.
#[derive(Clone, Serialize)]
struct Comer {
    /// Their name.
    name: String,
    /// Where they can be written to.
    email: Option<String>,
    /// The organisation they come from.
    organisation: Option<String>,
    /// Their booking's reference.
    reference: String,
    /// What it came to.
    result: Option<State>,
    /// What the place hangs on.
    conditions: Vec<ConditionFacts>,
    /// What they have done before, in a sentence.
    done: Option<String>,
    /// Where how to join is sent to them once more, as long as it can be.
    joining: Option<SendAgain>,
    /// What they wrote when they booked.
    note: Option<String>,
    /// What they need to take part.
    needs: Option<String>,
    /// Whether that is arranged.
    arranged: bool,
    /// Where it is marked as arranged.
    arrange: String,
}

/// What somebody's place hangs on.
#[derive(Clone, Serialize)]
struct ConditionFacts {
    /// In a sentence.
    words: String,
    /// Whether it has failed.
    failed: bool,
    /// Where it is waived.
    waive: Option<String>,
}

/// Somebody without a place.
#[derive(Clone, Serialize)]
struct Waiting {
    /// Their name.
    name: String,
    /// The organisation they come from.
    organisation: Option<String>,
    /// Where they stand.
    label: &'static str,
    /// Their number in the line.
    position: Option<i32>,
}

/// What whoever looks may do, as far as the session lets anybody.
#[derive(Clone, Copy)]
pub(super) struct MayDo {
    /// Mark attendance.
    pub attendance: bool,
    /// Add somebody who came without a booking.
    pub walk_in: bool,
    /// Let somebody in without what comes before.
    pub waive: bool,
}

impl RosterFacts {
    /// A roster, those found by `q` alone.
    pub(super) fn of(
        roster: &RosterView,
        conditions: &[HangsOn],
        q: String,
        (may_do, key): (MayDo, &str),
        now: DateTime<Utc>,
    ) -> Self {
        let view = &roster.session;
        let again = SendAgain::of(view, key, now);
        let open = view.state == SessionState::Published;
        let started = view.dates.first().is_some_and(|first| first.starts_at <= now);
        let may_waive = may_do.waive && open && !started;
        let address = |rest: &str| format!("/sessions/{}/{rest}", view.id);
        let disputes = roster.entries.iter().filter(|entry| entry.dispute.is_some()).count();
        let found = roster.entries.iter().filter(|entry| is_named(entry, &q));
        let writable = open || view.state == SessionState::Delivered;
        Self {
            course: view.course.title.clone(),
            dates: each_date(view),
            location: view.location.clone(),
            joining: JoiningFacts::of_session(view),
            summary: summary(roster),
            anybody: !roster.entries.is_empty(),
            entries: found
                .map(|entry| Comer {
                    joining: again.as_ref().filter(|_| entry.person.email.is_some()).map(|all| all.to(entry)),
                    ..comer(entry, view.id, conditions, may_waive)
                })
                .collect(),
            waiting: roster.waitlist.iter().map(waiting).collect(),
            file: TakeAway::of("Take the list away", &address("roster"), ""),
            sheet: address("sign-in-sheet.pdf"),
            badges: address("badges.pdf"),
            send_all: again.filter(|_| roster.entries.iter().any(|entry| entry.person.email.is_some())),
            write: address("messages"),
            feedback: (view.state == SessionState::Delivered).then(|| address("feedback")),
            attendance: (may_do.attendance && writable && started).then(|| address("attendance")),
            check_in: may_do.attendance.then(|| check_in_now(view, now)).flatten(),
            walk_in: (may_do.walk_in && open && started).then(|| address("walk-ins")),
            waive: may_waive.then(|| address("waive")),
            disputes: (disputes > 0).then(|| {
                let say = if disputes == 1 { "says" } else { "say" };
                let label = format!("{} {say} “This is wrong” about their result", people(disputes));
                Link::to(address("disputes"), label)
            }),
            plans: None,
            cancelled: view.state == SessionState::Cancelled,
            q,
        }
    }
}

impl PageFacts for RosterFacts {
    const TEMPLATE: &'static str = "registers/roster";

    fn samples() -> Vec<Self> {
        let empty = Self {
            course: "Introduction to restorative practice".to_owned(),
            dates: vec!["Tuesday 12 January 2027, 10am to 1pm".to_owned()],
            location: None,
            joining: None,
            summary: "Nobody is booked yet".to_owned(),
            q: String::new(),
            anybody: false,
            entries: Vec::new(),
            waiting: Vec::new(),
            file: TakeAway::of("Take the list away", "/sessions/1/roster", ""),
            sheet: "/sessions/1/sign-in-sheet.pdf".to_owned(),
            badges: "/sessions/1/badges.pdf".to_owned(),
            send_all: None,
            write: "/sessions/1/messages".to_owned(),
            feedback: None,
            attendance: None,
            check_in: None,
            walk_in: None,
            waive: None,
            disputes: None,
            plans: None,
            cancelled: true,
        };
        let condition = |failed, waive: Option<&str>| ConditionFacts {
            words: "Booked, as long as they attend Introduction on Tuesday 12 January 2027.".to_owned(),
            failed,
            waive: waive.map(str::to_owned),
        };
        let amira = Comer {
            name: "Amira Khan".to_owned(),
            email: Some("amira.khan@school.example".to_owned()),
            organisation: Some("Hillside Primary School".to_owned()),
            reference: "TL-K7QM2F".to_owned(),
            done: Some("Introduction (March 2025)".to_owned()),
            joining: Some(SendAgain::sample("1")),
            result: Some(State::of("good", shown(BookingState::Attended))),
            conditions: vec![condition(true, None), condition(false, Some("/sessions/1/waive?person=1"))],
            note: Some("I come by bus.".to_owned()),
            needs: Some("Large print".to_owned()),
            arranged: false,
            arrange: "/bookings/1/access-needs/arranged".to_owned(),
        };
        let ben = Comer {
            name: "Ben Okoro".to_owned(),
            email: None,
            organisation: None,
            done: None,
            joining: None,
            result: None,
            conditions: Vec::new(),
            note: None,
            needs: None,
            ..amira.clone()
        };
        let in_line = Waiting {
            name: "Dee Walsh".to_owned(),
            organisation: Some("Riverside Council".to_owned()),
            label: shown(BookingState::Waitlisted),
            position: Some(1),
        };
        let offered =
            Waiting { organisation: None, label: "a place is offered", position: None, ..in_line.clone() };
        let full = Self {
            summary: "3 of 12 places taken, 1 on the waiting list".to_owned(),
            anybody: true,
            entries: vec![Comer { arranged: true, ..amira.clone() }, amira, ben],
            waiting: vec![in_line, offered],
            send_all: Some(SendAgain::sample("")),
            attendance: Some("/sessions/1/attendance".to_owned()),
            check_in: Some("/sessions/1/check-in?date=2".to_owned()),
            walk_in: Some("/sessions/1/walk-ins".to_owned()),
            waive: Some("/sessions/1/waive".to_owned()),
            feedback: Some("/sessions/1/feedback".to_owned()),
            disputes: Some(Link::to(
                "/sessions/1/disputes",
                "1 person says “This is wrong” about their result",
            )),
            plans: Some(Link::to("/sessions/1/action-plans", "3 action plans are shared with you")),
            cancelled: false,
            ..empty.clone()
        };
        let nobody_found = Self { q: "zoe".to_owned(), anybody: true, ..empty.clone() };
        let placed = JoiningFacts::samples().into_iter().map(|joining| Self {
            location: Some("Civic Centre, room 4".to_owned()),
            joining: Some(joining),
            ..full.clone()
        });
        placed.chain([empty, nobody_found]).collect()
    }
}

/// The screen of the date that people can check in to now.
fn check_in_now(view: &SessionView, now: DateTime<Utc>) -> Option<String> {
    view.dates.iter().find_map(|date| check_in_address(view, date, now))
}

fn summary(roster: &RosterView) -> String {
    let view = &roster.session;
    let count = roster.entries.len();
    let mut parts = vec![match count {
        0 => "Nobody is booked yet".to_owned(),
        count => format!("{} of {} places taken", count, view.capacity),
    }];
    let line = roster.waitlist.iter().filter(|entry| entry.state == BookingState::Waitlisted).count();
    if line > 0 {
        parts.push(format!("{line} on the waiting list"));
    }
    parts.join(", ")
}

/// Whether somebody is among those looked for.
fn is_named(entry: &RosterEntry, q: &str) -> bool {
    let wanted = Folded::of(q);
    let person = &entry.person;
    let name = Folded::of(&person.name);
    wanted.words().iter().all(|word| name.as_str().contains(*word))
        || [person.email.as_ref(), person.organisation.as_ref()]
            .into_iter()
            .flatten()
            .any(|text| Folded::of(text).as_str().contains(wanted.as_str()))
}

/// "as long as they attend Introduction on Tuesday 12 January 2027".
fn as_long_as(condition: &HangsOn) -> String {
    let zone = condition.timezone.tz();
    let on = times::day(day_in(condition.starts_at, zone));
    if condition.failed {
        format!("In doubt: they have not done {} ({on}).", condition.course)
    } else {
        format!("Booked, as long as they attend {} on {on}.", condition.course)
    }
}

fn comer(entry: &RosterEntry, session: SessionId, conditions: &[HangsOn], may_waive: bool) -> Comer {
    let hangs_on = conditions.iter().filter(|condition| condition.booking == entry.booking_id);
    let hangs_on = hangs_on.map(|condition| ConditionFacts {
        words: as_long_as(condition),
        failed: condition.failed,
        waive: may_waive.then(|| {
            format!("/sessions/{session}/waive?person={}&requirement={}", entry.person.id, condition.group)
        }),
    });
    // Everybody is booked until there is a result: that needs no word of its own.
    let result = has_result(entry.state).then(|| {
        let kind = match entry.state {
            BookingState::Attended => "good",
            BookingState::PartlyAttended => "waiting",
            _ => "quiet",
        };
        State::of(kind, shown(entry.state))
    });
    Comer {
        name: entry.person.name.clone(),
        email: entry.person.email.clone(),
        organisation: entry.person.organisation.clone(),
        reference: entry.reference.clone(),
        done: done_words(&entry.steps_done),
        joining: None,
        result,
        conditions: hangs_on.collect(),
        note: entry.note.clone(),
        needs: entry.access_needs.clone(),
        arranged: entry.access_needs_arranged,
        arrange: format!("/bookings/{}/access-needs/arranged", entry.booking_id),
    }
}

/// "Introduction (March 2025), Development (June 2025)".
fn done_words(steps: &[StepDoneView]) -> Option<String> {
    let step = |step: &StepDoneView| match step.completed_on {
        Some(on) => format!("{} ({})", step.course_title, on.format("%B %Y")),
        None => step.course_title.clone(),
    };
    let words: Vec<String> = steps.iter().map(step).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn waiting(entry: &WaitingEntry) -> Waiting {
    Waiting {
        name: entry.person.name.clone(),
        organisation: entry.person.organisation.clone(),
        label: match entry.state {
            BookingState::Offered => "a place is offered",
            other => shown(other),
        },
        position: entry.position,
    }
}
