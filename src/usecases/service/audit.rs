//! Proving the records sound: reads everything, judges it by the invariants, changes nothing.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        attendance::{AttendanceRule, Mark, ScheduledDate},
        booking_states::active,
        ids::{BookingId, DateId, SessionId},
        invariants::{
            Finding, KnownBooking, KnownCommission, KnownSession, doubled, falling_sequences,
            missing_invites, overbooked, wrong_commissions, wrong_results,
        },
        invites::InviteMethod,
        learning_invariants::{
            KnownCertificate, KnownCompletion, KnownResult, KnownTraining, Registers, counted_twice,
            papers_against_terms, too_much_cpd, trained_by_claims, wrong_certificates,
        },
        place_invariants::{
            KnownEntry, closed_accounts, strange_calendars, trainers_with_place, waits_beside_place,
        },
        words::{
            BookingOrigin, BookingState, CertificateState, SessionState, {MailState, Word},
        },
    },
    mail::message::Message,
    store::{
        Db,
        read::service::audit::{AuditedBooking, AuditedDate, Everything, everything},
    },
    usecases::{Failure, UseCases},
};

/// What an audit looked at, and what it found.
#[derive(Debug, Clone)]
pub struct AuditReport {
    /// Rows looked at: sessions, bookings, certificates, mails.
    pub looked_at: [usize; 4],
    /// What is broken; nothing when all is well.
    pub findings: Vec<Finding>,
}

impl UseCases {
    /// Audits the records.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(&self) -> Result<AuditReport, Failure> {
        audit(&self.db).await
    }
}

/// Audits the records of a database.
///
/// # Errors
/// When the database fails.
pub async fn audit(db: &Db) -> Result<AuditReport, Failure> {
    let now = db.clock().now();
    let all = db.read(everything).await?;
    let (sessions, bookings) = (sessions(&all), bookings(&all));
    let rules: HashMap<SessionId, AttendanceRule> = all
        .rules
        .iter()
        .map(|(id, percent, dates)| (*id, AttendanceRule { minutes_percent: *percent, dates_needed: *dates }))
        .collect();
    let invited = all.invites.iter().filter(|invite| invite.last_method == InviteMethod::Request);
    let mut requested: HashSet<_> = invited.map(|invite| (invite.booking, invite.date)).collect();
    requested.extend(over_before(&all));
    let with_address: HashSet<_> = all.holders.addresses.iter().map(|(person, _)| *person).collect();
    let mut findings = overbooked(&sessions, &bookings);
    findings.extend(doubled(&sessions, &bookings, now));
    let lengths = all.lengths.iter().map(|(id, from, to)| {
        (*id, ScheduledDate { id: *id, starts_at: from.and_utc(), ends_at: to.and_utc() })
    });
    let ran = lengths.collect();
    findings.extend(wrong_results(&sessions, &bookings, &rules, &ran));
    findings.extend(missing_invites(&sessions, &bookings, &requested, &with_address));
    let sequences =
        all.mails.iter().filter_map(|mail| Some((mail.invite_uid.as_deref()?, mail.invite_sequence?)));
    findings.extend(falling_sequences(sequences));
    findings.extend(wrong_commissions(&commissions(&all), &sessions, &bookings));
    findings.extend(certificates(&all, &sessions));
    findings.extend(learning(&all, &sessions, &bookings, &ran));
    findings.extend(holders(&all, &sessions, &bookings, now));
    findings.extend(histories(&all));
    findings.extend(offers_and_conditions(&all));
    findings.extend(mails(&all));
    let looked_at = [all.sessions.len(), all.bookings.len(), all.certificates.len(), all.mails.len()];
    Ok(AuditReport { looked_at, findings })
}

/// Dates that were over when a booking came to its session: nobody is invited to them.
fn over_before(all: &Everything) -> Vec<(BookingId, DateId)> {
    let since: HashMap<_, _> = all.there_since.iter().copied().collect();
    let mut over: HashMap<SessionId, Vec<&AuditedDate>> = HashMap::new();
    for date in &all.dates {
        over.entry(date.session).or_default().push(date);
    }
    let of = |booking: &AuditedBooking| {
        let since = since.get(&booking.id).copied();
        let dates = over.get(&booking.session).into_iter().flatten();
        let before = dates.filter(move |date| since.is_some_and(|at| date.ends_at <= at));
        before.map(|date| (booking.id, date.id)).collect::<Vec<_>>()
    };
    all.bookings.iter().flat_map(of).collect()
}

fn commissions(all: &Everything) -> Vec<KnownCommission> {
    all.commissions
        .iter()
        .map(|row| KnownCommission {
            reference: row.reference.clone(),
            state: row.state,
            session: row.session,
            most: row.most,
            listed: row.listed,
        })
        .collect()
}

fn sessions(all: &Everything) -> Vec<KnownSession> {
    let mut dates: HashMap<SessionId, Vec<ScheduledDate>> = HashMap::new();
    for date in &all.dates {
        dates.entry(date.session).or_default().push(ScheduledDate {
            id: date.id,
            starts_at: date.starts_at.and_utc(),
            ends_at: date.ends_at.and_utc(),
        });
    }
    all.sessions
        .iter()
        .map(|session| KnownSession {
            id: session.id,
            state: session.state,
            // What has no places cannot have too few.
            capacity: if session.on_demand { i32::MAX } else { session.capacity },
            dates: dates.remove(&session.id).unwrap_or_default(),
            dates_changed_at: session.dates_changed_at.map(|at| at.and_utc()),
        })
        .collect()
}

fn bookings(all: &Everything) -> Vec<KnownBooking> {
    let mut marks: HashMap<BookingId, Vec<Mark>> = HashMap::new();
    for (booking, date, outcome, minutes) in &all.marks {
        let mark = Mark::seen(*date, *outcome, *minutes);
        marks.entry(*booking).or_default().push(mark);
    }
    all.bookings
        .iter()
        .map(|booking| KnownBooking {
            id: booking.id,
            reference: booking.reference.clone(),
            session: booking.session,
            course: booking.course,
            person: booking.person,
            state: booking.state,
            beside_the_limit: matches!(
                booking.origin,
                BookingOrigin::Coordinator | BookingOrigin::Commission
            ),
            created_at: booking.created_at.and_utc(),
            by_reason: booking.completion_reason.is_some(),
            marks: marks.remove(&booking.id).unwrap_or_default(),
        })
        .collect()
}

/// A certificate in force stands on a completion, unless its register is open again and will decide.
fn certificates(all: &Everything, sessions: &[KnownSession]) -> Vec<Finding> {
    let completed: HashSet<_> =
        all.completions.iter().filter_map(|row| Some((row.booking?, row.person))).collect();
    let session_of: HashMap<_, _> = all.bookings.iter().map(|row| (row.id, row.session)).collect();
    let reopened = |booking| {
        let session = session_of.get(booking);
        sessions.iter().any(|s| Some(&s.id) == session && s.state == SessionState::Published)
    };
    let in_force = all.certificates.iter().filter(|row| row.state == CertificateState::Valid);
    let mut holders = HashSet::new();
    let mut findings = Vec::new();
    for row in in_force {
        if !holders.insert(row.booking) {
            findings.push(Finding::new(
                "two_certificates",
                format!("{} is one of two for one booking", row.number),
            ));
        }
        if !completed.contains(&(row.booking, row.person)) && !reopened(&row.booking) {
            findings
                .push(Finding::new("certificate_without_completion", format!("certificate {}", row.number)));
        }
    }
    let attended: HashSet<_> =
        all.bookings.iter().filter(|row| row.state == BookingState::Attended).map(|row| row.id).collect();
    for row in &all.completions {
        if let Some(booking) = row.booking
            && !attended.contains(&booking)
        {
            findings.push(Finding::new("completion_without_result", format!("completion {}", row.id)));
        }
    }
    findings
}

/// CPD, completions, certificates and trained organisations.
fn learning(
    all: &Everything,
    sessions: &[KnownSession],
    bookings: &[KnownBooking],
    ran: &HashMap<DateId, ScheduledDate>,
) -> Vec<Finding> {
    let completions: Vec<KnownCompletion> = all
        .completions
        .iter()
        .map(|row| KnownCompletion {
            id: row.id,
            person: row.person,
            booking: row.booking,
            cpd_minutes: row.cpd_minutes,
        })
        .collect();
    let results: Vec<KnownResult> = all
        .results
        .iter()
        .map(|row| KnownResult {
            booking: row.booking,
            attended_minutes: row.attended_minutes,
            cpd_minutes: row.cpd_minutes,
        })
        .collect();
    let in_force: Vec<KnownCertificate> = all
        .certificates
        .iter()
        .filter(|row| row.state == CertificateState::Valid)
        .map(|row| KnownCertificate {
            number: row.number.clone(),
            booking: row.booking,
            completion: row.completion,
        })
        .collect();
    let trained: Vec<KnownTraining> = all
        .holders
        .trained
        .iter()
        .map(|(organisation, session)| KnownTraining { organisation: *organisation, session: *session })
        .collect();
    let attended = all
        .bookings
        .iter()
        .filter(|row| row.state == BookingState::Attended)
        .filter_map(|row| Some((row.session, row.organisation?, row.person)))
        .collect();
    let confirmed = all.holders.confirmed.iter().copied().collect();
    let asked_for = all.holders.asked_for.iter().copied().collect();
    let registers = Registers { sessions, bookings, results: &results, ran };
    let mut findings = too_much_cpd(registers, &completions);
    // What is taken at any time can be taken again.
    let again: HashSet<SessionId> =
        all.sessions.iter().filter(|session| session.on_demand).map(|session| session.id).collect();
    let dated: Vec<KnownBooking> =
        bookings.iter().filter(|booking| !again.contains(&booking.session)).cloned().collect();
    findings.extend(counted_twice(&dated, &completions));
    findings.extend(wrong_certificates(registers, &in_force, &completions));
    findings.extend(papers_against_terms(&all.papers));
    findings.extend(trained_by_claims(&trained, &attended, &confirmed, &asked_for));
    findings
}

/// Places by whom they belong to.
fn holders(
    all: &Everything,
    sessions: &[KnownSession],
    bookings: &[KnownBooking],
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let closed = all.holders.closed.iter().copied().collect();
    let kept = all.holders.kept_places.iter().copied().collect();
    let trainers = all.holders.trainers.iter().copied().collect();
    let addresses = all.holders.addresses.iter().cloned().collect();
    let entries: Vec<KnownEntry> = all
        .invites
        .iter()
        .filter(|row| row.last_method == InviteMethod::Request)
        .map(|row| KnownEntry {
            booking: row.booking,
            date: row.date,
            uid: row.uid.clone(),
            email: row.email.clone(),
        })
        .collect();
    let mut findings = closed_accounts(sessions, bookings, &closed, &kept, now);
    findings.extend(waits_beside_place(sessions, bookings, now));
    findings.extend(trainers_with_place(bookings, &trainers));
    findings.extend(strange_calendars(sessions, bookings, &entries, &addresses, now));
    findings
}

fn histories(all: &Everything) -> Vec<Finding> {
    let last: HashMap<_, _> = all.last_events.iter().copied().collect();
    all.bookings
        .iter()
        .filter(|booking| last.get(&booking.id) != Some(&booking.state))
        .map(|booking| {
            let detail =
                format!("booking {} is {}, its history ends otherwise", booking.reference, booking.state);
            Finding::new("history_differs", detail)
        })
        .collect()
}

fn offers_and_conditions(all: &Everything) -> Vec<Finding> {
    let open: HashSet<_> = all.open_offers.iter().map(|(_, booking)| *booking).collect();
    let mut findings = Vec::new();
    for booking in &all.bookings {
        if (booking.state == BookingState::Offered) != open.contains(&booking.id) {
            let detail = format!("booking {} is {}", booking.reference, booking.state);
            findings.push(Finding::new("offer_differs", detail));
        }
    }
    let states: HashMap<_, _> = all.bookings.iter().map(|row| (row.id, row.state)).collect();
    for (booking, _) in &all.open_conditions {
        if !states.get(booking).copied().is_some_and(active) {
            findings.push(Finding::new("condition_of_ended_booking", format!("booking {booking}")));
        }
    }
    findings
}

/// Every mail that is still to go out can go out, and every one that went says when.
fn mails(all: &Everything) -> Vec<Finding> {
    let mut findings = Vec::new();
    for mail in &all.mails {
        // Read as text: a state that does not exist is a finding here, not a failure.
        let state = MailState::from_word(&mail.state);
        let waits = matches!(state, Some(MailState::Queued | MailState::Sending));
        let why = if state.is_none() {
            Some("is in no known state")
        } else if !Message::KINDS.contains(&mail.kind.as_str()) {
            Some("is of no known kind")
        } else if waits && !mail.has_payload {
            Some("waits without anything to say")
        } else if state == Some(MailState::Sent) && mail.sent_at.is_none() {
            Some("was sent at no time")
        } else {
            None
        };
        findings.extend(why.map(|why| Finding::new("orphan_mail", format!("mail {} {why}", mail.id))));
    }
    findings
}
