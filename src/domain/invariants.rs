//! What must be true of the records as a whole, whatever happened at the same moment or broke half-way.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{
    attendance::{AttendanceRule, Mark, ScheduledDate, judge},
    booking_states::{active, holds_place},
    ids::{BookingId, CourseId, DateId, PersonId, SessionId},
    sessions::{Span, any_overlap, last_end},
    words::{BookingState, CommissionState, SessionState},
};

/// A broken invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule, stable, for programs.
    pub rule: &'static str,
    /// What breaks it, by ids and references; never a name.
    pub detail: String,
}

impl Finding {
    /// A broken rule.
    #[must_use]
    pub fn new(rule: &'static str, detail: impl Into<String>) -> Self {
        Self { rule, detail: detail.into() }
    }
}

/// A session with its dates that are not cancelled.
#[derive(Debug, Clone)]
pub struct KnownSession {
    /// Its id.
    pub id: SessionId,
    /// Where it stands.
    pub state: SessionState,
    /// Places.
    pub capacity: i32,
    /// Its dates.
    pub dates: Vec<ScheduledDate>,
    /// When we last moved a date of it.
    pub dates_changed_at: Option<DateTime<Utc>>,
}

impl KnownSession {
    fn spans(&self) -> Vec<Span> {
        self.dates.iter().map(|date| Span { starts_at: date.starts_at, ends_at: date.ends_at }).collect()
    }
}

/// A booking with what its register says.
#[derive(Debug, Clone)]
pub struct KnownBooking {
    /// Its id.
    pub id: BookingId,
    /// What people quote.
    pub reference: String,
    /// Its session.
    pub session: SessionId,
    /// Its course.
    pub course: CourseId,
    /// Whose it is.
    pub person: PersonId,
    /// Where it stands.
    pub state: BookingState,
    /// Made by a coordinator or with a roster: bars no second one on the course.
    pub beside_the_limit: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// A trainer completed it with a reason.
    pub by_reason: bool,
    /// What the register says.
    pub marks: Vec<Mark>,
}

/// No session holds more than its capacity.
#[must_use]
pub fn overbooked(sessions: &[KnownSession], bookings: &[KnownBooking]) -> Vec<Finding> {
    let mut held: HashMap<SessionId, i32> = HashMap::new();
    for booking in bookings.iter().filter(|booking| holds_place(booking.state)) {
        *held.entry(booking.session).or_default() += 1;
    }
    sessions
        .iter()
        .filter_map(|session| {
            let held = held.get(&session.id).copied().unwrap_or(0);
            (held > session.capacity).then(|| {
                Finding::new(
                    "overbooked",
                    format!("session {} holds {held} of {}", session.id, session.capacity),
                )
            })
        })
        .collect()
}

/// Nobody has two active bookings on a session, two upcoming ones on a course, or two places at one time.
#[must_use]
pub fn doubled(sessions: &[KnownSession], bookings: &[KnownBooking], now: DateTime<Utc>) -> Vec<Finding> {
    let known: HashMap<SessionId, &KnownSession> =
        sessions.iter().map(|session| (session.id, session)).collect();
    let mut of_person: HashMap<PersonId, Vec<&KnownBooking>> = HashMap::new();
    for booking in bookings.iter().filter(|booking| active(booking.state)) {
        of_person.entry(booking.person).or_default().push(booking);
    }
    let mut findings = Vec::new();
    for own in of_person.values() {
        for (index, one) in own.iter().enumerate() {
            for other in &own[index + 1..] {
                let (Some(here), Some(there)) = (known.get(&one.session), known.get(&other.session)) else {
                    continue;
                };
                findings.extend(doubled_pair((one, here), (other, there), now));
            }
        }
    }
    findings.sort_by(|a, b| a.detail.cmp(&b.detail));
    findings
}

fn doubled_pair(
    (one, here): (&KnownBooking, &KnownSession),
    (other, there): (&KnownBooking, &KnownSession),
    now: DateTime<Utc>,
) -> Option<Finding> {
    let both = format!("bookings {} and {}", one.reference, other.reference);
    if one.session == other.session {
        return Some(Finding::new("double_booking", format!("{both} are active on one session")));
    }
    let takes = |booking: &KnownBooking| booking.state != BookingState::Waitlisted;
    if !takes(one) || !takes(other) {
        return None;
    }
    let upcoming = |session: &KnownSession| last_end(&session.spans()).is_some_and(|end| end > now);
    let free = one.beside_the_limit || other.beside_the_limit;
    // Whoever is offered a place may hold one elsewhere until they take it.
    let offered = one.state == BookingState::Offered || other.state == BookingState::Offered;
    if one.course == other.course && upcoming(here) && upcoming(there) && !free && !offered {
        return Some(Finding::new("two_upcoming", format!("{both} are both upcoming on one course")));
    }
    let later = one.created_at.max(other.created_at);
    let moved_since = |session: &KnownSession| session.dates_changed_at.is_some_and(|at| at > later);
    let same_course_offer = offered && one.course == other.course;
    let excused = moved_since(here) || moved_since(there) || same_course_offer;
    (any_overlap(&here.spans(), &there.spans()) && !excused)
        .then(|| Finding::new("overlapping", format!("{both} are at the same time")))
}

/// Every result is what the register and the session's rule come to, its dates as they took place where `ran` says.
#[must_use]
pub fn wrong_results(
    sessions: &[KnownSession],
    bookings: &[KnownBooking],
    rules: &HashMap<SessionId, AttendanceRule>,
    ran: &HashMap<DateId, ScheduledDate>,
) -> Vec<Finding> {
    let known: HashMap<SessionId, &KnownSession> =
        sessions.iter().map(|session| (session.id, session)).collect();
    let mut findings = Vec::new();
    for booking in bookings {
        let (Some(session), Some(rule)) = (known.get(&booking.session), rules.get(&booking.session)) else {
            continue;
        };
        if booking.state != BookingState::Attended || booking.by_reason {
            continue;
        }
        let dates: Vec<ScheduledDate> =
            session.dates.iter().map(|date| ran.get(&date.id).copied().unwrap_or(*date)).collect();
        let judged = judge(*rule, &dates, &booking.marks, false);
        if judged.outcome != BookingState::Attended {
            findings.push(Finding::new(
                "completed_without_attendance",
                format!(
                    "booking {} counts as attended; its register says {}",
                    booking.reference, judged.outcome
                ),
            ));
        }
    }
    findings
}

/// Every date of a booked place is in its holder's calendar.
#[must_use]
pub fn missing_invites(
    sessions: &[KnownSession],
    bookings: &[KnownBooking],
    requested: &HashSet<(BookingId, DateId)>,
    with_address: &HashSet<PersonId>,
) -> Vec<Finding> {
    let known: HashMap<SessionId, &KnownSession> =
        sessions.iter().map(|session| (session.id, session)).collect();
    let mut findings = Vec::new();
    for booking in bookings {
        if booking.state != BookingState::Booked || !with_address.contains(&booking.person) {
            continue;
        }
        let Some(session) = known.get(&booking.session) else { continue };
        for date in session.dates.iter().filter(|date| !requested.contains(&(booking.id, date.id))) {
            findings.push(Finding::new(
                "no_invite",
                format!("booking {} has no invite for date {}", booking.reference, date.id),
            ));
        }
    }
    findings
}

/// The SEQUENCE of each UID only rises, in the order its mails were queued.
#[must_use]
pub fn falling_sequences<'m>(mails: impl IntoIterator<Item = (&'m str, i32)>) -> Vec<Finding> {
    let mut reached: HashMap<&str, i32> = HashMap::new();
    let mut findings = Vec::new();
    for (uid, sequence) in mails {
        if let Some(before) = reached.get(uid)
            && sequence <= *before
        {
            findings
                .push(Finding::new("sequence_falls", format!("UID {uid} went from {before} to {sequence}")));
        }
        reached.insert(uid, sequence);
    }
    findings
}

/// A request for training with its session.
#[derive(Debug, Clone)]
pub struct KnownCommission {
    /// What people quote.
    pub reference: String,
    /// Where it stands.
    pub state: CommissionState,
    /// Its session.
    pub session: Option<SessionId>,
    /// How many its course takes.
    pub most: Option<i32>,
    /// How many are on its list.
    pub listed: i64,
}

/// A request has a session exactly while one stands for it, in the state that says so, and nobody above its limit.
#[must_use]
pub fn wrong_commissions(
    commissions: &[KnownCommission],
    sessions: &[KnownSession],
    bookings: &[KnownBooking],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in commissions {
        let session = one.session.and_then(|id| sessions.iter().find(|session| session.id == id));
        let fits = match one.state {
            CommissionState::Scheduled => session.is_some_and(|s| s.state == SessionState::Published),
            CommissionState::Delivered | CommissionState::Closed => {
                session.is_some_and(|s| s.state == SessionState::Delivered)
            }
            _ => one.session.is_none(),
        };
        if !fits {
            let detail = format!("request {} is {}, its session otherwise", one.reference, one.state);
            findings.push(Finding::new("commission_differs", detail));
        }
        let held = one.session.map_or(0, |id| {
            bookings.iter().filter(|booking| booking.session == id && holds_place(booking.state)).count()
        });
        let listed = if one.session.is_none() { one.listed } else { 0 };
        let most = i64::from(one.most.unwrap_or(i32::MAX));
        let count = listed.max(i64::try_from(held).unwrap_or(i64::MAX));
        if count > most {
            let detail = format!("request {} is for {count} of at most {most}", one.reference);
            findings.push(Finding::new("commission_over_limit", detail));
        }
    }
    findings
}
