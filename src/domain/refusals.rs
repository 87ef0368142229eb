//! Why not, in plain words, and what to do next.

use chrono::{DateTime, Utc};

use super::{
    booking_facts::{Audience, BookingFacts, SessionFacts},
    grammar::{Voice, listed, sentence_case},
    ids::{CourseId, GroupId, SessionId},
    prerequisite_words::shortfall_message,
    prerequisites::{Group, Shortfall, Target},
    sessions::{Span, any_overlap, first_start},
    times::{ZoneNote, day, day_in, moment, range},
    words::{BookingState, OrganisationKind, RefusalCode},
};

/// A session to book next.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NextStep {
    /// The session.
    pub session_id: SessionId,
    /// The slug of its course.
    pub course_slug: String,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
}

/// One reason against a booking.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refusal {
    /// Stable, for clients.
    pub code: RefusalCode,
    /// A plain sentence, for people.
    pub message: String,
    /// The prerequisite group that is not met.
    pub requirement: Option<GroupId>,
    /// What can be booked instead or before; `None` only if there is nothing.
    pub next_step: Option<NextStep>,
}

/// A session a next step may be chosen from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The session.
    pub session: SessionId,
    /// Its course.
    pub course: CourseId,
    /// The slug of its course.
    pub course_slug: String,
    /// Its dates that are not cancelled.
    pub dates: Vec<Span>,
    /// Published, open, with a place (see [`super::places::Window::bookable`]).
    pub bookable: bool,
}

impl Candidate {
    fn step(&self) -> Option<NextStep> {
        let starts_at = first_start(&self.dates)?;
        Some(NextStep { session_id: self.session, course_slug: self.course_slug.clone(), starts_at })
    }
}

/// Why nobody is added before a session's start.
pub const TOO_EARLY_TO_COME: &str =
    "People who come without a booking can be added once the course has started.";

/// The earliest bookable session that meets a requirement of the group, even after the session asked for.
#[must_use]
pub fn step_for_group(group: &Group, candidates: &[Candidate]) -> Option<NextStep> {
    let wanted = |candidate: &&Candidate| {
        group.any_of.iter().any(|requirement| requirement.target == Target::Course(candidate.course))
    };
    earliest(candidates.iter().filter(wanted))
}

/// The earliest other bookable session of the course: one at a free time of the person's, if there is one.
#[must_use]
pub fn other_date(
    course: CourseId,
    not: SessionId,
    busy: &[Span],
    candidates: &[Candidate],
) -> Option<NextStep> {
    let others = || candidates.iter().filter(|other| other.course == course && other.session != not);
    earliest(others().filter(|other| !any_overlap(&other.dates, busy))).or_else(|| earliest(others()))
}

/// The earliest bookable session of the course that starts once this moment has come.
#[must_use]
pub fn date_after(course: CourseId, moment: DateTime<Utc>, candidates: &[Candidate]) -> Option<NextStep> {
    let starts_after =
        |other: &&Candidate| first_start(&other.dates).is_some_and(|starts_at| starts_at >= moment);
    earliest(candidates.iter().filter(|other| other.course == course).filter(starts_after))
}

fn earliest<'a>(candidates: impl Iterator<Item = &'a Candidate>) -> Option<NextStep> {
    candidates
        .filter(|candidate| candidate.bookable)
        .filter_map(Candidate::step)
        .min_by_key(|step| (step.starts_at, step.session_id))
}

/// Says refusals to a reader about a course.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speaker<'a> {
    pub(super) voice: Voice<'a>,
    pub(super) course_title: &'a str,
}

impl Speaker<'_> {
    pub(super) fn about_session(
        code: RefusalCode,
        session: &SessionFacts,
        next_step: Option<NextStep>,
    ) -> Refusal {
        let at = |at: Option<DateTime<Utc>>| {
            at.map(|at| moment(at, session.timezone, ZoneNote::WhenElsewhere)).unwrap_or_default()
        };
        let message = match code {
            RefusalCode::SessionCancelled => "This date was cancelled.".to_owned(),
            RefusalCode::PrivateSession => {
                "This date is for a group that was invited; it cannot be booked here.".to_owned()
            }
            RefusalCode::SessionStarted => {
                "This course has started. If a place is still wanted, ask the training team.".to_owned()
            }
            RefusalCode::SessionNotStarted => TOO_EARLY_TO_COME.to_owned(),
            RefusalCode::BookingNotOpen => {
                format!("Booking for this date opens on {}.", at(session.booking_opens_at))
            }
            RefusalCode::BookingClosed => {
                format!("Booking for this date closed on {}.", at(session.booking_closes_at))
            }
            _ => "This date is not open for booking.".to_owned(),
        };
        Refusal { code, message, requirement: None, next_step }
    }

    pub(super) fn disabled(self) -> Refusal {
        let message = match self.voice {
            Voice::You => "Your account is switched off. Ask the training team.".to_owned(),
            Voice::Of(name) => format!("The account of {name} is switched off."),
        };
        plain(RefusalCode::PersonDisabled, message)
    }

    pub(super) fn runs_session(self, next_step: Option<NextStep>) -> Refusal {
        let message = match self.voice {
            Voice::You => "You run this date, so you cannot have a place on it.".to_owned(),
            Voice::Of(name) => format!("{name} runs this date, so they cannot have a place on it."),
        };
        Refusal { code: RefusalCode::RunsSession, message, requirement: None, next_step }
    }

    pub(super) fn not_a_member(self) -> Refusal {
        let message = match self.voice {
            Voice::You => "You do not belong to the organisation named for this booking.".to_owned(),
            Voice::Of(name) => format!("{name} does not belong to the organisation named for this booking."),
        };
        plain(RefusalCode::NotAMember, message)
    }

    pub(super) fn already_booked(self, booking: &BookingFacts) -> Refusal {
        let (who, are, have) = (self.voice.who(), self.voice.are(), self.voice.have());
        let message = match booking.state {
            BookingState::Waitlisted => format!("{who} {are} on the waiting list for this date already."),
            BookingState::Offered => {
                format!(
                    "A place on this date has come up for {} already: it can be taken now.",
                    self.voice.whom()
                )
            }
            BookingState::Requested => format!("{who} {have} asked for a place on this date already."),
            _ => format!("{who} {are} booked on this date already."),
        };
        plain(RefusalCode::AlreadyBooked, message)
    }

    pub(super) fn already_booked_course(self, booking: &BookingFacts) -> Refusal {
        let on =
            first_start(&booking.dates).map(|start| day(day_in(start, booking.timezone))).unwrap_or_default();
        let (who, are, have, title) =
            (self.voice.who(), self.voice.are(), self.voice.have(), self.course_title);
        let message = if booking.state == BookingState::Requested {
            format!(
                "{who} {have} asked for a place on {title} on {on} already. To come on this date, give that up."
            )
        } else {
            format!(
                "{who} {are} booked on {title} on {on} already. To come on this date instead, move that booking."
            )
        };
        plain(RefusalCode::AlreadyBookedCourse, message)
    }

    pub(super) fn overlapping(
        self,
        booking: &BookingFacts,
        asked: &[Span],
        next_step: Option<NextStep>,
    ) -> Refusal {
        let clash = booking.dates.iter().find(|date| asked.iter().any(|other| date.overlaps(*other)));
        let when = clash
            .map(|date| range(date.starts_at, date.ends_at, booking.timezone, ZoneNote::WhenElsewhere))
            .unwrap_or_default();
        let message = format!(
            "This is at the same time as {} booking for {} on {when}.",
            self.voice.their(),
            booking.course_title
        );
        Refusal { code: RefusalCode::Overlapping, message, requirement: None, next_step }
    }

    pub(super) fn audience(self, audience: &Audience, awaited: Option<&str>) -> Refusal {
        let mut whom: Vec<String> = audience.organisations.iter().map(|(_, name)| name.clone()).collect();
        whom.extend(audience.kinds.iter().map(|kind| kind_words(*kind).to_owned()));
        let whom = listed(&whom, "and");
        match awaited {
            None => plain(RefusalCode::Audience, format!("{} is for people from {whom}.", self.course_title)),
            Some(organisation) => plain(
                RefusalCode::AudienceUnconfirmed,
                format!(
                    "{} is for people from {whom}. {} membership of {organisation} is not confirmed yet.",
                    self.course_title,
                    sentence_case(self.voice.their())
                ),
            ),
        }
    }

    pub(super) fn prerequisite(
        self,
        group: &Group,
        shortfall: Shortfall,
        organisation: &str,
        next_step: Option<NextStep>,
    ) -> Refusal {
        let code = match shortfall {
            Shortfall::Unmet => RefusalCode::PrerequisiteUnmet,
            Shortfall::Lapsed => RefusalCode::PrerequisiteLapsed,
            Shortfall::Unconfirmed(_) => RefusalCode::PrerequisiteUnconfirmed,
        };
        let message = shortfall_message(group, shortfall, organisation, self.voice);
        Refusal { code, message, requirement: Some(group.id), next_step }
    }

    /// Somebody is booked on what the group asks for, but only later than the date they ask about.
    pub(super) fn before_own_booking(
        self,
        group: &Group,
        booking: &BookingFacts,
        next_step: Option<NextStep>,
    ) -> Refusal {
        let whose = match self.voice {
            Voice::You => "your".to_owned(),
            Voice::Of(name) => format!("{name}’s"),
        };
        let on =
            first_start(&booking.dates).map(|start| day(day_in(start, booking.timezone))).unwrap_or_default();
        let then = match next_step {
            Some(_) => "A date after it can be booked now.",
            None => "No date after it has places at the moment.",
        };
        Refusal {
            code: RefusalCode::PrerequisiteUnmet,
            message: format!("This is before {whose} {} on {on}. {then}", booking.course_title),
            requirement: Some(group.id),
            next_step,
        }
    }
}

fn plain(code: RefusalCode, message: String) -> Refusal {
    Refusal { code, message, requirement: None, next_step: None }
}

/// A kind of organisation as people say it, in the plural.
#[must_use]
pub const fn kind_words(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Council => "councils",
        OrganisationKind::School => "schools",
        OrganisationKind::Health => "health services",
        OrganisationKind::Police => "the police",
        OrganisationKind::Voluntary => "voluntary organisations",
        OrganisationKind::Other => "other organisations",
    }
}
