//! What the booking rules need to know, as the store fills it from rows.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{
    ids::{BookingId, CourseId, GroupId, OrganisationId, PersonId, SessionId},
    prerequisites::{EarlierBooking, Group, LearningRecord},
    sessions::{Span, last_end},
    words::{BookingState, OrganisationKind, SessionState},
};

/// Whom a course is for; with both lists empty, everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audience {
    /// Members of these organisations, with their names.
    pub organisations: Vec<(OrganisationId, String)>,
    /// Members of organisations of these kinds.
    pub kinds: Vec<OrganisationKind>,
}

impl Audience {
    /// Whether everybody may come.
    #[must_use]
    pub const fn everybody(&self) -> bool {
        self.organisations.is_empty() && self.kinds.is_empty()
    }

    /// Whether members of this organisation may come.
    #[must_use]
    pub fn admits(&self, organisation: OrganisationId, kind: OrganisationKind) -> bool {
        self.everybody()
            || self.kinds.contains(&kind)
            || self.organisations.iter().any(|(id, _)| *id == organisation)
    }
}

/// What the rules need to know of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseFacts {
    /// The course.
    pub id: CourseId,
    /// Its title.
    pub title: String,
    /// Whom it is for.
    pub audience: Audience,
    /// Its prerequisite: all of these groups.
    pub groups: Vec<Group>,
}

/// What the rules need to know of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFacts {
    /// The session.
    pub id: SessionId,
    /// Where it stands.
    pub state: SessionState,
    /// For named people only.
    pub private: bool,
    /// Its zone.
    pub timezone: Tz,
    /// Its dates that are not cancelled.
    pub dates: Vec<Span>,
    /// Booking opens; at once when `None`.
    pub booking_opens_at: Option<DateTime<Utc>>,
    /// Booking closes; at the first date's start when `None`.
    pub booking_closes_at: Option<DateTime<Utc>>,
}

/// A current membership of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipFacts {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: OrganisationKind,
    /// Confirmed, not only claimed.
    pub confirmed: bool,
}

/// A booking of the person, on any session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingFacts {
    /// The booking.
    pub id: BookingId,
    /// Its session.
    pub session: SessionId,
    /// Its course.
    pub course: CourseId,
    /// The course's title.
    pub course_title: String,
    /// Where it stands.
    pub state: BookingState,
    /// Made by a coordinator or with a commission's roster: it bars no second booking on the course.
    pub beside_the_limit: bool,
    /// The zone of its session.
    pub timezone: Tz,
    /// The dates of its session that are not cancelled.
    pub dates: Vec<Span>,
}

/// What the rules need to know of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// The person.
    pub id: PersonId,
    /// The name a refusal uses towards somebody else.
    pub name: String,
    /// Their account is switched off.
    pub disabled: bool,
    /// Current memberships, oldest first.
    pub memberships: Vec<MembershipFacts>,
    /// What is behind them and the organisations above.
    pub learning: LearningRecord,
    /// Groups waived for them on this session.
    pub waived: Vec<GroupId>,
    /// Their active bookings (attendance not recorded yet included).
    pub bookings: Vec<BookingFacts>,
    /// The sessions they run.
    pub runs: Vec<SessionId>,
}

impl PersonFacts {
    /// When what they have booked is behind them: the end of the last date of each booking.
    #[must_use]
    pub fn free_from(&self) -> Vec<DateTime<Utc>> {
        self.bookings.iter().filter_map(|booking| last_end(&booking.dates)).collect()
    }
}

/// Who makes the booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Booker {
    /// The person themselves.
    Themselves,
    /// Whoever manages them.
    Manager,
    /// A trainer of the session, adding somebody who came.
    Trainer,
    /// A coordinator.
    Coordinator,
    /// A commission's roster, or another of our own jobs that a coordinator set going.
    Commission,
}

impl Booker {
    /// Whether the training team itself makes the booking: bound by no booking window and no limit a course.
    #[must_use]
    pub const fn is_office(self) -> bool {
        matches!(self, Self::Coordinator | Self::Commission)
    }
}

impl BookingFacts {
    /// The booking as what may make a group planned.
    #[must_use]
    pub fn as_earlier(&self) -> Option<EarlierBooking> {
        last_end(&self.dates).map(|ends_at| EarlierBooking {
            booking: self.id,
            course: self.course,
            state: self.state,
            ends_at,
            timezone: self.timezone,
        })
    }
}
