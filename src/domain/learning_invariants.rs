//! What must be true of the records of learning: CPD, completions, certificates, trained organisations.

use std::collections::{HashMap, HashSet};

use super::{
    attendance::ScheduledDate,
    certificates::CertificateSnapshot,
    ids::{BookingId, CompletionId, DateId, OrganisationId, PersonId, SessionId},
    invariants::{Finding, KnownBooking, KnownSession},
    kept_terms::KeptTerms,
    words::{BookingState, SessionState},
};

/// A completion that stands, not withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownCompletion {
    /// Its id.
    pub id: CompletionId,
    /// Whose it is.
    pub person: PersonId,
    /// The booking it comes from; none for what was brought in from before.
    pub booking: Option<BookingId>,
    /// The CPD minutes it counts.
    pub cpd_minutes: i32,
}

/// What a register came to for a booking when it was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownResult {
    /// The booking.
    pub booking: BookingId,
    /// Minutes there.
    pub attended_minutes: i32,
    /// CPD minutes given.
    pub cpd_minutes: i32,
}

/// A certificate in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCertificate {
    /// What is printed on it.
    pub number: String,
    /// The booking it is for.
    pub booking: BookingId,
    /// The completion it states.
    pub completion: CompletionId,
}

/// A certificate in force of a session whose register is closed, with what it must agree with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPaper {
    /// What it says.
    pub paper: CertificateSnapshot,
    /// The CPD minutes its completion counts.
    pub counted: i32,
    /// What the session keeps of its course.
    pub terms: KeptTerms,
}

/// An organisation that counts as trained by a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownTraining {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The session.
    pub session: SessionId,
}

/// The register as far as it is closed: the sessions, bookings and results it is made of.
#[derive(Debug, Clone, Copy)]
pub struct Registers<'k> {
    /// Sessions with their dates.
    pub sessions: &'k [KnownSession],
    /// Bookings with their marks.
    pub bookings: &'k [KnownBooking],
    /// What closing came to.
    pub results: &'k [KnownResult],
    /// How long dates really ran, where that is not what was planned.
    pub ran: &'k HashMap<DateId, ScheduledDate>,
}

impl Registers<'_> {
    /// The minutes each booking's holder was there: by the marks while the register is closed, else as it was closed.
    fn attended(&self) -> HashMap<BookingId, i32> {
        let mut attended: HashMap<BookingId, i32> =
            self.results.iter().map(|result| (result.booking, result.attended_minutes)).collect();
        let known: HashMap<SessionId, &KnownSession> =
            self.sessions.iter().map(|session| (session.id, session)).collect();
        for booking in self.bookings {
            let Some(session) = known.get(&booking.session) else { continue };
            if session.state == SessionState::Delivered {
                let of = |date| booking.marks.iter().find(|mark| mark.date == date);
                let dates = session.dates.iter().map(|date| self.ran.get(&date.id).unwrap_or(date));
                let there = dates.filter_map(|date| Some(of(date.id)?.attended_minutes(date)));
                attended.insert(booking.id, there.sum());
            }
        }
        attended
    }

    fn reference(&self, id: BookingId) -> &str {
        let found = self.bookings.iter().find(|booking| booking.id == id);
        found.map_or("that is not there", |booking| booking.reference.as_str())
    }
}

/// Nobody's CPD is more than the minutes they were there. What was brought in from before has no booking and is apart.
#[must_use]
pub fn too_much_cpd(registers: Registers<'_>, completions: &[KnownCompletion]) -> Vec<Finding> {
    let attended = registers.attended();
    let there = |booking| attended.get(&booking).copied().unwrap_or_default();
    let mut findings = Vec::new();
    for one in completions {
        let Some(booking) = one.booking.filter(|booking| one.cpd_minutes > there(*booking)) else { continue };
        let (reference, minutes) = (registers.reference(booking), there(booking));
        findings.push(Finding::new(
            "cpd_above_attended",
            format!(
                "completion {} of booking {reference} counts {} CPD minutes of {minutes} attended: reopen the \
                 register and close it again",
                one.id, one.cpd_minutes
            ),
        ));
    }
    let states: HashMap<BookingId, BookingState> =
        registers.bookings.iter().map(|booking| (booking.id, booking.state)).collect();
    for result in registers.results {
        let partly = states.get(&result.booking) == Some(&BookingState::PartlyAttended);
        if partly && result.cpd_minutes > there(result.booking) {
            let (reference, minutes) = (registers.reference(result.booking), there(result.booking));
            findings.push(Finding::new(
                "cpd_above_attended",
                format!(
                    "the result of booking {reference} counts {} CPD minutes of {minutes} attended: reopen the \
                     register and close it again",
                    result.cpd_minutes
                ),
            ));
        }
    }
    findings
}

/// One person's attendance of one session counts once.
#[must_use]
pub fn counted_twice(bookings: &[KnownBooking], completions: &[KnownCompletion]) -> Vec<Finding> {
    let session_of: HashMap<BookingId, SessionId> =
        bookings.iter().map(|booking| (booking.id, booking.session)).collect();
    let mut first: HashMap<(PersonId, SessionId), CompletionId> = HashMap::new();
    let mut findings = Vec::new();
    for one in completions {
        let Some(session) = one.booking.and_then(|booking| session_of.get(&booking)) else { continue };
        match first.get(&(one.person, *session)) {
            None => {
                first.insert((one.person, *session), one.id);
            }
            Some(other) => findings.push(Finding::new(
                "two_completions",
                format!(
                    "completions {other} and {} count one session, {session}, twice for one person: withdraw the \
                     lesser one",
                    one.id
                ),
            )),
        }
    }
    findings
}

/// A certificate in force states a completion that counts, and no other in force states the same. While a register is
/// open again its certificates stay as they are.
#[must_use]
pub fn wrong_certificates(
    registers: Registers<'_>,
    certificates: &[KnownCertificate],
    completions: &[KnownCompletion],
) -> Vec<Finding> {
    let standing: HashSet<CompletionId> = completions.iter().map(|one| one.id).collect();
    let open: HashSet<SessionId> = registers
        .sessions
        .iter()
        .filter(|session| session.state == SessionState::Published)
        .map(|session| session.id)
        .collect();
    let reopened: HashSet<BookingId> = registers
        .bookings
        .iter()
        .filter(|booking| open.contains(&booking.session))
        .map(|booking| booking.id)
        .collect();
    let mut stated: HashMap<CompletionId, &str> = HashMap::new();
    let mut findings = Vec::new();
    for one in certificates {
        if let Some(other) = stated.insert(one.completion, &one.number) {
            findings.push(Finding::new(
                "completion_certified_twice",
                format!(
                    "certificates {other} and {} are both valid for completion {}: withdraw one of them",
                    one.number, one.completion
                ),
            ));
        }
        if !standing.contains(&one.completion) && !reopened.contains(&one.booking) {
            findings.push(Finding::new(
                "certificate_of_withdrawn_completion",
                format!(
                    "certificate {} is valid, its completion {} is withdrawn: withdraw the certificate, or reopen \
                     the register and close it again",
                    one.number, one.completion
                ),
            ));
        }
    }
    findings
}

/// A certificate in force says what its session keeps of the course, and the CPD that its completion counts. Terms
/// without a provider were taken from the course of today when sessions began to keep theirs: papers older than that say
/// rightly what the course was before.
#[must_use]
pub fn papers_against_terms(papers: &[KnownPaper]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for KnownPaper { paper, counted, terms } in papers {
        let kept = terms.provider.is_some();
        let differs = [
            ("title", kept && paper.course_title != terms.title),
            ("step", kept && paper.ladder != terms.ladder),
            ("outcomes", kept && paper.outcomes != terms.outcomes),
            ("provider", kept && terms.provider.as_deref() != Some(&paper.provider)),
            ("CPD", paper.cpd_minutes != *counted || kept && paper.cpd_minutes > terms.cpd_minutes),
        ];
        let differs: Vec<&str> =
            differs.iter().filter(|(_, differs)| *differs).map(|(what, _)| *what).collect();
        if !differs.is_empty() {
            findings.push(Finding::new(
                "certificate_against_terms",
                format!(
                    "certificate {} does not say what its session was ({}), so one of the two was changed past the program: \
                     put the record right from a backup, or withdraw the certificate",
                    paper.number,
                    differs.join(", ")
                ),
            ));
        }
    }
    findings
}

/// No organisation counts as trained by people alone who only claim to belong to it. One that asked for the session
/// itself counts by that.
#[must_use]
pub fn trained_by_claims(
    trainings: &[KnownTraining],
    attended: &HashSet<(SessionId, OrganisationId, PersonId)>,
    confirmed: &HashSet<(OrganisationId, PersonId)>,
    asked_for: &HashSet<(SessionId, OrganisationId)>,
) -> Vec<Finding> {
    let by_a_member = |training: &KnownTraining| {
        attended.iter().any(|(session, organisation, person)| {
            *session == training.session
                && *organisation == training.organisation
                && confirmed.contains(&(*organisation, *person))
        })
    };
    trainings
        .iter()
        .filter(|training| !asked_for.contains(&(training.session, training.organisation)))
        .filter(|training| !by_a_member(training))
        .map(|training| {
            Finding::new(
                "organisation_trained_by_claims",
                format!(
                    "organisation {} counts as trained by session {}, where nobody was whose membership is \
                     confirmed: confirm one, or reopen the register and close it again",
                    training.organisation, training.session
                ),
            )
        })
        .collect()
}
