//! A booking as the lines and panels of pages show it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::booking_words::{is_ahead, next_date, part, state_tag, today, when};
use crate::{
    domain::{
        action_plans::why_not_written,
        booking_states::has_result,
        delivery,
        grammar::Voice,
        prerequisite_words::planned_message,
        times::{self, ZoneNote},
        words::{BookingState, Delivery},
    },
    store::read::bookings::own_bookings::{OpenCondition, OwnBooking},
    web::{page_facts::State, pages::sessions::joining::JoiningFacts},
};

/// A line of a list of bookings: the facts of `templates/partials/pages/booking_line.hbs`.
#[derive(Debug, Clone, Serialize)]
pub struct BookingLine {
    /// The course's title.
    pub title: String,
    /// The next of its dates.
    pub when: String,
    /// "Date 2 of 6", where there are several.
    pub part: Option<String>,
    /// Where it takes place.
    pub place: String,
    /// The booking's reference.
    pub reference: String,
    /// How it stands.
    pub state: State,
    /// Its position in the line, or the CPD it was worth.
    pub note: Option<String>,
    /// Whether it was given up at short notice.
    pub short_notice: bool,
    /// What the place hangs on.
    pub conditions: Vec<ConditionLine>,
    /// The booking's page.
    pub address: String,
    /// The certificate it was worth.
    pub certificate: Option<String>,
    /// What they mean to do with it, once the course has begun for them.
    pub plan: Option<String>,
}

impl BookingLine {
    /// The line of one's own booking.
    #[must_use]
    pub fn of(booking: &OwnBooking, now: DateTime<Utc>) -> Self {
        let next = next_date(booking, now);
        let result = booking.result.as_ref().filter(|_| has_result(booking.state));
        let cpd = result
            .filter(|result| result.cpd_minutes > 0)
            .map(|result| times::cpd_length(result.cpd_minutes));
        let waiting = booking.waitlist_position.map(|position| {
            if booking.skipped {
                "Passed over, since two offers were not answered. Say that you still want a place.".to_owned()
            } else {
                format!("Number {position} in line.")
            }
        });
        Self {
            title: booking.course_title.clone(),
            when: when(booking, next),
            part: part(booking, next),
            place: delivery::place(booking.delivery, booking.location.as_deref()),
            reference: booking.reference.clone(),
            state: state_tag(booking, now),
            note: waiting.or(cpd),
            short_notice: booking.short_notice,
            conditions: if is_ahead(booking, now) { conditions(booking, Voice::You) } else { Vec::new() },
            address: format!("/bookings/{}", booking.id),
            certificate: booking.certificate.map(|id| format!("/certificates/{id}.pdf")),
            plan: why_not_written(booking.state, booking.starts_at, now, false)
                .is_none()
                .then(|| format!("/bookings/{}/action-plan", booking.id)),
        }
    }

    /// One that is booked on a condition, and one that is over.
    #[must_use]
    pub fn samples() -> [Self; 2] {
        let booked = Self {
            title: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            part: Some("Date 2 of 6".to_owned()),
            place: "On Zoom".to_owned(),
            reference: "BK-7Q4M2".to_owned(),
            state: State::of("yours", "booked"),
            note: None,
            short_notice: false,
            conditions: ConditionLine::samples(),
            address: "/bookings/01930000-0000-7000-8000-000000000001".to_owned(),
            certificate: None,
            plan: None,
        };
        let over = Self {
            part: None,
            state: State::of("good", "attended"),
            note: Some("3 hours of CPD".to_owned()),
            short_notice: true,
            conditions: Vec::new(),
            certificate: Some("/certificates/01930000-0000-7000-8000-000000000002.pdf".to_owned()),
            plan: Some("/bookings/01930000-0000-7000-8000-000000000001/action-plan".to_owned()),
            ..booked.clone()
        };
        [booked, over]
    }
}

/// What a place hangs on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConditionLine {
    /// In a sentence, with what is to be done where it has failed.
    pub text: String,
    /// The earlier booking.
    pub address: String,
    /// The earlier course.
    pub title: String,
    /// Whether it has failed.
    pub failed: bool,
}

impl ConditionLine {
    fn of(condition: &OpenCondition, voice: Voice<'_>) -> Self {
        let day = times::day(times::day_in(condition.starts_at, condition.timezone));
        let title = &condition.course_title;
        let until = |at| times::until(at, times::LONDON);
        let text = match (condition.failed, condition.answer_by, condition.release_at) {
            (false, ..) => planned_message(title, &day, voice),
            (true, Some(by), _) => format!(
                "We changed {title} on {day}, which this place depends on. Another date is kept open {}: book it, or \
                 move to it.",
                until(by)
            ),
            (true, None, Some(at)) => format!(
                "{title} on {day}, which this place depends on, was not attended. The place is kept {}: book another \
                 date of {title} before it, move this booking, or say that this is wrong.",
                until(at)
            ),
            (true, None, None) => format!(
                "{title} on {day}, which this place depends on, did not take place. The place is kept for now."
            ),
        };
        Self {
            text,
            address: format!("/bookings/{}", condition.depends_on),
            title: title.clone(),
            failed: condition.failed,
        }
    }

    /// One that has failed.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        vec![Self {
            text: "Introduction on 12 January 2027, which this place depends on, did not take place."
                .to_owned(),
            address: "/bookings/01930000-0000-7000-8000-000000000003".to_owned(),
            title: "Introduction to restorative practice".to_owned(),
            failed: true,
        }]
    }
}

/// What the place hangs on, and what is to be done where it has failed.
#[must_use]
pub fn conditions(booking: &OwnBooking, voice: Voice<'_>) -> Vec<ConditionLine> {
    booking.conditions.iter().map(|condition| ConditionLine::of(condition, voice)).collect()
}

/// A booked date that is today: the facts of `templates/partials/pages/today.hbs`.
#[derive(Debug, Clone, Serialize)]
pub struct TodayPanel {
    /// The course's title.
    pub title: String,
    /// `Today, 10am to 1pm`.
    pub when: String,
    /// "Date 2 of 6", where there are several.
    pub part: Option<String>,
    /// Where it takes place.
    pub place: String,
    /// Whether that is on Zoom.
    pub on_zoom: bool,
    /// How to join, once it is known.
    pub joining: Option<JoiningFacts>,
    /// The booking's page.
    pub address: String,
}

impl TodayPanel {
    /// All that is needed to take part; nothing where no booked date is today.
    #[must_use]
    pub fn of(booking: &OwnBooking, now: DateTime<Utc>) -> Option<Self> {
        let date = today(booking, now)?;
        let clock =
            times::clock_range(date.starts_at, date.ends_at, booking.timezone, ZoneNote::WhenElsewhere);
        Some(Self {
            title: booking.course_title.clone(),
            when: format!("Today, {clock}"),
            part: part(booking, date),
            place: delivery::place(booking.delivery, booking.location.as_deref()),
            on_zoom: booking.delivery == Delivery::Zoom,
            joining: booking.joining_at(date).as_ref().map(JoiningFacts::from),
            address: format!("/bookings/{}", booking.id),
        })
    }

    /// With everything one needs to join, with nothing yet, and in a room.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let on = |joining: Option<JoiningFacts>, on_zoom: bool, part: Option<&str>| Self {
            title: "Introduction to restorative practice".to_owned(),
            when: "Today, 10am to 1pm".to_owned(),
            part: part.map(str::to_owned),
            place: if on_zoom { "On Zoom" } else { "Town Hall" }.to_owned(),
            on_zoom,
            joining,
            address: "/bookings/01930000-0000-7000-8000-000000000001".to_owned(),
        };
        let mut samples: Vec<Self> = JoiningFacts::samples()
            .into_iter()
            .map(|joining| on(Some(joining), true, Some("Date 2 of 6")))
            .collect();
        samples.extend([on(None, true, None), on(None, false, None)]);
        samples
    }
}

/// A place that has come up: the facts of `templates/partials/pages/offers.hbs`.
#[derive(Debug, Clone, Serialize)]
pub struct OfferPanel {
    /// The course's title.
    pub title: String,
    /// Its next date.
    pub when: String,
    /// How long it is kept.
    pub until: String,
    /// Where it is answered.
    pub address: String,
}

impl OfferPanel {
    /// The place with its deadline; nothing where none has come up.
    #[must_use]
    pub fn of(booking: &OwnBooking, now: DateTime<Utc>) -> Option<Self> {
        let until = booking.offer_expires_at.filter(|_| booking.state == BookingState::Offered)?;
        Some(Self {
            title: booking.course_title.clone(),
            when: when(booking, next_date(booking, now)),
            until: times::until(until, times::LONDON),
            address: format!("/bookings/{}/offer", booking.id),
        })
    }

    /// One.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        vec![Self {
            title: "Circles and meetings".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            until: "until 5pm, Wednesday 6 January".to_owned(),
            address: "/bookings/01930000-0000-7000-8000-000000000001/offer".to_owned(),
        }]
    }
}
