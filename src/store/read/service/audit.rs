//! The facts `ladder audit` judges: read whole, since it looks at everything once and changes nothing.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{
    audited_holders::{Holders, holders},
    audited_papers::papers,
};
use crate::{
    domain::{
        ids::{
            BookingId, CertificateId, CommissionId, CompletionId, CourseId, DateId, MailId, OfferId,
            OrganisationId, PersonId, SessionId,
        },
        invites::InviteMethod,
        learning_invariants::KnownPaper,
        words::{BookingOrigin, BookingState, CertificateState, CommissionState, Outcome, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::sessions::dated::has_dates,
        schema::{
            attendance_marks, booking_conditions, booking_events, bookings, certificates, commission_people,
            commissions, completions, courses, date_lengths, invites, offers, outbox, results, session_dates,
            session_terms, sessions,
        },
    },
};

/// Everything the audit looks at.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Everything {
    pub sessions: Vec<AuditedSession>,
    pub dates: Vec<AuditedDate>,
    pub bookings: Vec<AuditedBooking>,
    /// The state in the last line of each booking's history.
    pub last_events: Vec<(BookingId, BookingState)>,
    /// Since when each booking is on the session it is on now.
    pub there_since: Vec<(BookingId, NaiveDateTime)>,
    pub marks: Vec<(BookingId, DateId, Outcome, Option<i32>)>,
    /// How much attendance is enough on each session: by its course, then by the terms it keeps.
    pub rules: Vec<(SessionId, i32, Option<i32>)>,
    /// How long dates really ran, where that is not what was planned; of one date the newest last.
    pub lengths: Vec<(DateId, NaiveDateTime, NaiveDateTime)>,
    pub completions: Vec<AuditedCompletion>,
    pub results: Vec<AuditedResult>,
    pub certificates: Vec<AuditedCertificate>,
    pub papers: Vec<KnownPaper>,
    pub invites: Vec<AuditedInvite>,
    pub mails: Vec<AuditedMail>,
    pub open_offers: Vec<(OfferId, BookingId)>,
    pub open_conditions: Vec<(BookingId, BookingId)>,
    pub holders: Holders,
    pub commissions: Vec<AuditedCommission>,
}

/// A request for training.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AuditedCommission {
    pub reference: String,
    pub state: CommissionState,
    pub session: Option<SessionId>,
    pub most: Option<i32>,
    pub listed: i64,
}

/// A session.
#[derive(Debug, Queryable)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AuditedSession {
    pub id: SessionId,
    pub state: SessionState,
    pub capacity: i32,
    pub dates_changed_at: Option<NaiveDateTime>,
    /// The standing session of a course that may be taken at any time.
    pub on_demand: bool,
}

/// A date that is not cancelled.
#[derive(Debug, Queryable)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AuditedDate {
    pub id: DateId,
    pub session: SessionId,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
}

/// A booking.
#[derive(Debug, Queryable)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AuditedBooking {
    pub id: BookingId,
    pub reference: String,
    pub session: SessionId,
    pub course: CourseId,
    pub person: PersonId,
    pub organisation: Option<OrganisationId>,
    pub state: BookingState,
    pub origin: BookingOrigin,
    pub created_at: NaiveDateTime,
    pub completion_reason: Option<String>,
}

/// A completion that stands.
#[derive(Debug, Queryable)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AuditedCompletion {
    pub id: CompletionId,
    pub person: PersonId,
    pub booking: Option<BookingId>,
    pub cpd_minutes: i32,
}

/// What closing a register came to for a booking.
#[derive(Debug, Queryable)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AuditedResult {
    pub booking: BookingId,
    pub attended_minutes: i32,
    pub cpd_minutes: i32,
}

/// A certificate.
#[derive(Debug, Queryable)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AuditedCertificate {
    pub id: CertificateId,
    pub number: String,
    pub state: CertificateState,
    pub person: PersonId,
    pub booking: BookingId,
    pub completion: CompletionId,
}

/// An invite.
#[derive(Debug, Queryable)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AuditedInvite {
    pub booking: BookingId,
    pub date: DateId,
    pub uid: String,
    pub sequence: i32,
    pub last_method: InviteMethod,
    pub email: String,
}

/// A mail in the outbox.
#[derive(Debug, Queryable)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AuditedMail {
    pub id: MailId,
    pub kind: String,
    pub state: String,
    pub has_payload: bool,
    pub invite_uid: Option<String>,
    pub invite_sequence: Option<i32>,
    pub sent_at: Option<NaiveDateTime>,
}

/// Reads everything.
///
/// # Errors
/// When the database fails.
pub fn everything(connection: &mut AnyConnection) -> Result<Everything, Error> {
    let (last_events, there_since) = histories(connection)?;
    Ok(Everything {
        commissions: audited_commissions(connection)?,
        sessions: sessions::table
            .select((
                sessions::id,
                sessions::state,
                sessions::capacity,
                sessions::dates_changed_at,
                sessions::on_demand,
            ))
            .load(connection)?,
        dates: session_dates::table
            .filter(session_dates::cancelled_at.is_null())
            .select((
                session_dates::id,
                session_dates::session_id,
                session_dates::starts_at,
                session_dates::ends_at,
            ))
            .load(connection)?,
        bookings: audited_bookings(connection)?,
        last_events,
        there_since,
        marks: attendance_marks::table
            .select((
                attendance_marks::booking_id,
                attendance_marks::date_id,
                attendance_marks::outcome,
                attendance_marks::minutes,
            ))
            .load(connection)?,
        rules: rules(connection)?,
        lengths: date_lengths::table
            .order((date_lengths::at, date_lengths::id))
            .select((date_lengths::date_id, date_lengths::starts_at, date_lengths::ends_at))
            .load(connection)?,
        completions: completions::table
            .filter(completions::withdrawn_at.is_null())
            .order(completions::id)
            .select((
                completions::id,
                completions::person_id,
                completions::booking_id,
                completions::cpd_minutes,
            ))
            .load(connection)?,
        results: results::table
            .order(results::booking_id)
            .select((results::booking_id, results::attended_minutes, results::cpd_minutes))
            .load(connection)?,
        certificates: certificates::table
            .select((
                certificates::id,
                certificates::number,
                certificates::state,
                certificates::person_id,
                certificates::booking_id,
                certificates::completion_id,
            ))
            .load(connection)?,
        papers: papers(connection)?,
        invites: invites::table
            .select((
                invites::booking_id,
                invites::date_id,
                invites::uid,
                invites::sequence,
                invites::last_method,
                invites::email,
            ))
            .load(connection)?,
        mails: outbox::table
            // Of one moment the rising order counts: copies of the program number their ids apart.
            .order((outbox::queued_at, outbox::invite_sequence, outbox::id))
            .select((
                outbox::id,
                outbox::kind,
                outbox::state,
                outbox::payload.is_not_null(),
                outbox::invite_uid,
                outbox::invite_sequence,
                outbox::sent_at,
            ))
            .load(connection)?,
        open_offers: offers::table
            .filter(offers::ended_at.is_null())
            .select((offers::id, offers::booking_id))
            .load(connection)?,
        open_conditions: booking_conditions::table
            .filter(booking_conditions::ended_at.is_null())
            .select((booking_conditions::booking_id, booking_conditions::depends_on))
            .load(connection)?,
        holders: holders(connection)?,
    })
}

fn audited_bookings(connection: &mut AnyConnection) -> Result<Vec<AuditedBooking>, Error> {
    Ok(bookings::table
        .order(bookings::id)
        .select((
            bookings::id,
            bookings::reference,
            bookings::session_id,
            bookings::course_id,
            bookings::person_id,
            bookings::organisation_id,
            bookings::state,
            bookings::origin,
            bookings::created_at,
            bookings::completion_reason,
        ))
        .load(connection)?)
}

fn rules(connection: &mut AnyConnection) -> Result<Vec<(SessionId, i32, Option<i32>)>, Error> {
    let mut rules: Vec<(SessionId, i32, Option<i32>)> = sessions::table
        .inner_join(courses::table)
        .filter(has_dates())
        .select((sessions::id, courses::enough_percent, courses::enough_dates))
        .load(connection)?;
    let kept: Vec<(SessionId, i32, Option<i32>)> = session_terms::table
        .select((session_terms::session_id, session_terms::enough_percent, session_terms::enough_dates))
        .load(connection)?;
    rules.extend(kept);
    Ok(rules)
}

/// Where each booking's history ends, and since when it is on its session.
type Histories = (Vec<(BookingId, BookingState)>, Vec<(BookingId, NaiveDateTime)>);

fn histories(connection: &mut AnyConnection) -> Result<Histories, Error> {
    let events: Vec<(BookingId, BookingState, SessionId, NaiveDateTime)> = booking_events::table
        .order((booking_events::booking_id, booking_events::number))
        .select((
            booking_events::booking_id,
            booking_events::state,
            booking_events::session_id,
            booking_events::at,
        ))
        .load(connection)?;
    let mut last_events: Vec<(BookingId, BookingState)> = Vec::new();
    let mut there_since: Vec<(BookingId, SessionId, NaiveDateTime)> = Vec::new();
    for (booking, state, session, at) in events {
        match last_events.last_mut() {
            Some(last) if last.0 == booking => last.1 = state,
            _ => last_events.push((booking, state)),
        }
        match there_since.last_mut() {
            Some(last) if last.0 == booking && last.1 == session => {}
            Some(last) if last.0 == booking => *last = (booking, session, at),
            _ => there_since.push((booking, session, at)),
        }
    }
    let there_since = there_since.into_iter().map(|(booking, _, at)| (booking, at)).collect();
    Ok((last_events, there_since))
}

fn audited_commissions(connection: &mut AnyConnection) -> Result<Vec<AuditedCommission>, Error> {
    type Row = (CommissionId, String, CommissionState, Option<SessionId>, Option<i32>);
    let rows: Vec<Row> = commissions::table
        .left_join(courses::table)
        .order(commissions::id)
        .select((
            commissions::id,
            commissions::reference,
            commissions::state,
            commissions::session_id,
            courses::capacity.nullable(),
        ))
        .load(connection)?;
    let listed: Vec<(CommissionId, i64)> = commission_people::table
        .group_by(commission_people::commission_id)
        .select((commission_people::commission_id, diesel::dsl::count_star()))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, reference, state, session, most)| AuditedCommission {
            reference,
            state,
            session,
            most,
            listed: listed.iter().find(|(of, _)| *of == id).map_or(0, |(_, count)| *count),
        })
        .collect())
}
