//! What the page of one booking shows.

use serde::Serialize;

use super::{booking_lines::ConditionLine, booking_words::HistoryFacts};
use crate::web::{
    page_facts::{Link, PageFacts, State},
    pages::{feedback::afterwards::AfterwardsFacts, sessions::joining::JoiningFacts},
};

/// One booking.
#[derive(Serialize)]
pub(in crate::web) struct BookingFacts {
    /// Whose it is, unless it is the reader's own.
    pub(super) whose: Option<String>,
    /// For which organisation they come.
    pub(super) organisation: Option<String>,
    pub(super) reference: String,
    pub(super) state: State,
    /// What happens next, said once after booking.
    pub(super) next: &'static [&'static str],
    /// Where to go on from a booking that has just ended, the most useful first.
    pub(super) onward: Vec<Link>,
    pub(super) dates: Vec<BookedDate>,
    pub(super) one_date: bool,
    pub(super) place: String,
    pub(super) trainers: String,
    /// Whether the reader may join.
    pub(super) joins: bool,
    pub(super) on_zoom: bool,
    pub(super) joining: Option<JoiningFacts>,
    /// Its dates as a calendar file.
    pub(super) calendar: Option<String>,
    /// How one stands in the line.
    pub(super) waiting: Option<String>,
    /// To whom the place is on offer.
    pub(super) handed_to: Option<String>,
    /// What the place hangs on.
    pub(super) conditions: Vec<ConditionLine>,
    /// What giving the place up would mean.
    pub(super) cancelling: Option<String>,
    /// Whether it was given up at short notice.
    pub(super) short_notice: bool,
    /// The course's page.
    pub(super) course: String,
    pub(super) result: Option<Outcome>,
    /// The certificate's page.
    pub(super) certificate: Option<String>,
    /// Where its person writes and reads what they mean to do with it.
    pub(super) plan: Option<Link>,
    /// What was said to be wrong with the result.
    pub(super) disputes: Vec<Dispute>,
    /// What its holder can do after the course.
    pub(super) afterwards: Option<AfterwardsFacts>,
    /// What somebody needs to take part, for those who may know.
    pub(super) needs: Option<Needs>,
    /// What the reader may do to it now.
    pub(super) actions: Vec<Link>,
    pub(super) history: Vec<HistoryFacts>,
}

/// One of its dates.
#[derive(Serialize)]
pub(super) struct BookedDate {
    /// "Date 2 of 6", where there are several.
    pub(super) part: Option<String>,
    pub(super) when: String,
    pub(super) over: bool,
}

/// What attendance came to.
#[derive(Serialize)]
pub(super) struct Outcome {
    pub(super) cpd: Option<String>,
    /// How it was worked out.
    pub(super) basis: String,
}

/// What somebody says is wrong with a result.
#[derive(Serialize)]
pub(super) struct Dispute {
    pub(super) words: String,
    /// On which day.
    pub(super) at: String,
    pub(super) answer: Option<String>,
}

/// What somebody needs to take part.
#[derive(Serialize)]
pub(super) struct Needs {
    pub(super) words: String,
    pub(super) arranged: bool,
}

impl PageFacts for BookingFacts {
    const TEMPLATE: &'static str = "bookings/booking";

    fn samples() -> Vec<Self> {
        let line = |by: Option<&str>, reason: Option<&str>| HistoryFacts {
            at: "Monday 4 January 2027, 9am".to_owned(),
            what: "Booked".to_owned(),
            by: by.map(str::to_owned),
            reason: reason.map(str::to_owned),
        };
        let date = |part: Option<&str>, over| BookedDate {
            part: part.map(str::to_owned),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            over,
        };
        let dispute = |answer: Option<&str>| Dispute {
            words: "I was there until the end.".to_owned(),
            at: "Wednesday 13 January 2027".to_owned(),
            answer: answer.map(str::to_owned),
        };
        let fresh = |joining| Self {
            whose: None,
            organisation: None,
            reference: "BK-7Q4M2".to_owned(),
            state: State::of("yours", "booked"),
            next: &["We remind you a week and a day before."],
            onward: Vec::new(),
            dates: vec![date(None, false)],
            one_date: true,
            place: "On Zoom".to_owned(),
            trainers: "Chris Straker".to_owned(),
            joins: true,
            on_zoom: true,
            joining,
            calendar: Some("/sessions/01930000-0000-7000-8000-000000000001/calendar.ics".to_owned()),
            waiting: None,
            handed_to: None,
            conditions: ConditionLine::samples(),
            cancelling: Some("You can give up the place freely until Friday.".to_owned()),
            short_notice: false,
            course: "/courses/introduction".to_owned(),
            result: None,
            certificate: None,
            plan: None,
            disputes: Vec::new(),
            afterwards: None,
            needs: Some(Needs { words: "Large print".to_owned(), arranged: false }),
            actions: vec![Link::to(
                "/bookings/01930000-0000-7000-8000-000000000001/cancel",
                "Give up the place",
            )],
            history: vec![line(Some("you"), None)],
        };
        let mut samples: Vec<Self> =
            JoiningFacts::samples().into_iter().map(|joining| fresh(Some(joining))).collect();
        samples.push(Self { next: &[], cancelling: None, calendar: None, ..fresh(None) });
        samples.push(Self { next: &[], ..fresh(None) });
        samples.push(Self { calendar: None, ..fresh(None) });
        let over = |cpd: Option<&str>, certificate: Option<&str>| Self {
            whose: Some("Amira Khan".to_owned()),
            organisation: Some("Hillside School".to_owned()),
            state: State::of("good", "attended"),
            next: &[],
            dates: vec![date(Some("Date 1 of 2"), true), date(Some("Date 2 of 2"), false)],
            one_date: false,
            trainers: String::new(),
            joins: false,
            calendar: None,
            waiting: Some("Number 2 in line.".to_owned()),
            handed_to: Some("On offer to Zoë Brontë until 5pm, Wednesday 6 January.".to_owned()),
            conditions: Vec::new(),
            short_notice: true,
            result: Some(Outcome {
                cpd: cpd.map(str::to_owned),
                basis: "180 minutes without breaks".to_owned(),
            }),
            certificate: certificate.map(str::to_owned),
            plan: Some(Link::to("/bookings/1/action-plan", "Write my action plan")),
            disputes: vec![dispute(None), dispute(Some("That is put right."))],
            needs: Some(Needs { words: "Large print".to_owned(), arranged: true }),
            actions: Vec::new(),
            onward: vec![
                Link::to("/courses/introduction", "See other dates"),
                Link::to("/my-ladder", "Your ladder"),
            ],
            history: vec![line(None, Some("Illness"))],
            ..fresh(None)
        };
        samples
            .push(over(Some("3 hours of CPD"), Some("/certificates/01930000-0000-7000-8000-000000000002")));
        samples.push(Self { organisation: None, needs: None, ..over(None, None) });
        samples.extend(
            AfterwardsFacts::samples()
                .into_iter()
                .map(|afterwards| Self { afterwards: Some(afterwards), ..over(None, None) }),
        );
        samples
    }
}
