//! Deleting what is kept only for a time.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};

use crate::{
    domain::{
        ids::{BookingId, LoginId, PersonId},
        retention::Retention,
        words::{BookingState, CommissionState, MailState},
    },
    store::{
        error::Error,
        schema::{
            access_needs, addresses, audit_log, booking_conditions, booking_events, bookings,
            commission_people, commissions, complaints, completions, credentials, idempotency_keys, logins,
            manager_asks, memberships, offers, outbox, people, refresh_tokens, sessions, tokens, waivers,
        },
        write::{
            certificates::claim_evidence,
            imports::files,
            registers::{attendance_imports, attendance_steps},
            sessions::zoom,
        },
        write_tx::WriteTx,
    },
};

/// An answer is replayed under its key for so long.
const IDEMPOTENCY_KEYS: TimeDelta = TimeDelta::days(2);
/// A mailed link that is used or over is told apart from an unknown one for so long.
const MAILED_LINKS: TimeDelta = TimeDelta::days(7);
/// A refresh token is remembered so long after its end, so that its reuse is noticed.
const REFRESH_TOKENS: TimeDelta = TimeDelta::days(30);
/// What a meeting's report said of people who are nobody on the list, so that its marking can still be mended.
const UNKNOWN_JOINERS: TimeDelta = TimeDelta::days(30);
/// What was marked by hand can be taken back for so long.
const UNDOABLE: TimeDelta = TimeDelta::days(30);
/// A line of the trail is kept so long: a year, and time to look back at it.
const TRAIL: TimeDelta = TimeDelta::days(400);

/// Deletes all of it that is old enough; gives how many rows that were.
///
/// # Errors
/// When the database fails.
pub fn purge(tx: &mut WriteTx<'_>, keep: &Retention) -> Result<usize, Error> {
    let now = tx.now().naive_utc();
    Ok(mail_content(tx, (now, now - keep.mail_content))?
        + access_needs_of_the_past(tx, now - keep.access_needs)?
        + needs_of_groups(tx, now - keep.access_needs)?
        + ended_logins(tx, now - keep.logins)?
        + answered_complaints(tx, keep)?
        + claim_evidence::remove_decided(tx, now - keep.evidence)?
        + diesel::delete(
            idempotency_keys::table.filter(idempotency_keys::created_at.le(now - IDEMPOTENCY_KEYS)),
        )
        .execute(tx.conn())?
        + diesel::delete(
            tokens::table.filter(
                tokens::expires_at
                    .le(now - MAILED_LINKS)
                    .or(tokens::used_at.is_not_null().and(tokens::used_at.le(now - MAILED_LINKS))),
            ),
        )
        .execute(tx.conn())?
        + diesel::delete(refresh_tokens::table.filter(refresh_tokens::expires_at.le(now - REFRESH_TOKENS)))
            .execute(tx.conn())?
        + diesel::delete(audit_log::table.filter(audit_log::at.le(now - TRAIL))).execute(tx.conn())?
        + files::remove_expired(tx)?
        + attendance_imports::forget_unknown(tx, UNKNOWN_JOINERS)?
        + attendance_steps::forget_old(tx, UNDOABLE)?
        + zoom::purge(tx)?
        + unconfirmed_registrations(tx, now - keep.unconfirmed)?)
}

/// Deletes that somebody was signed in, once it has been over so long; the last time stays: by it is known whether a
/// record is used.
fn ended_logins(tx: &mut WriteTx<'_>, until: NaiveDateTime) -> Result<usize, Error> {
    let later = diesel::alias!(logins as later);
    let newer = later
        .filter(later.field(logins::person_id).eq(logins::person_id))
        .filter(later.field(logins::id).gt(logins::id));
    let kept = refresh_tokens::table.filter(refresh_tokens::login_id.eq(logins::id));
    let over: Vec<LoginId> = logins::table
        .filter(logins::ended_at.le(until).or(logins::expires_at.le(until)))
        .filter(exists(newer))
        .filter(not(exists(kept)))
        .order(logins::id)
        .select(logins::id)
        .limit(10_000)
        .load(tx.conn())?;
    let mut deleted = 0;
    for some in over.chunks(500) {
        deleted += diesel::delete(logins::table.filter(logins::id.eq_any(some))).execute(tx.conn())?;
    }
    Ok(deleted)
}

/// Deletes complaints that have been answered for so long.
fn answered_complaints(tx: &mut WriteTx<'_>, keep: &Retention) -> Result<usize, Error> {
    let until = keep.complaints_until(tx.now()).naive_utc();
    Ok(diesel::delete(complaints::table.filter(complaints::answered_at.le(until))).execute(tx.conn())?)
}

/// Clears what a group said it needs to take part, once the request has been over, or its session delivered, so long.
fn needs_of_groups(tx: &mut WriteTx<'_>, until: NaiveDateTime) -> Result<usize, Error> {
    let over = [
        CommissionState::Declined,
        CommissionState::Withdrawn,
        CommissionState::Delivered,
        CommissionState::Closed,
    ];
    Ok(diesel::update(
        commissions::table
            .filter(commissions::access.is_not_null())
            .filter(commissions::state.eq_any(over))
            .filter(commissions::state_since.le(until)),
    )
    .set(commissions::access.eq(None::<String>))
    .execute(tx.conn())?)
}

/// Deletes registrations whose address was never confirmed, with the place that was held for a while and the mail that
/// asked for it: the address may be somebody else's. Somebody who was imported or invited, or of whom anything else is
/// known, stays.
fn unconfirmed_registrations(tx: &mut WriteTx<'_>, until: NaiveDateTime) -> Result<usize, Error> {
    let confirmed = addresses::table
        .filter(addresses::person_id.eq(people::id))
        .filter(addresses::confirmed_at.is_not_null());
    let asked_again = tokens::table.filter(tokens::person_id.eq(people::id));
    let named = commission_people::table.filter(commission_people::person_id.eq(people::id));
    let asks = commissions::table.filter(commissions::asked_by.eq(people::id));
    let known = (
        memberships::table.filter(memberships::person_id.eq(people::id)),
        logins::table.filter(logins::person_id.eq(people::id)),
        completions::table.filter(completions::person_id.eq(people::id)),
        credentials::table.filter(credentials::person_id.eq(people::id)),
        waivers::table.filter(waivers::person_id.eq(people::id)),
        bookings::table
            .filter(bookings::person_id.eq(people::id))
            .filter(bookings::state.ne(BookingState::Cancelled).or(bookings::joined_at.is_not_null())),
    );
    let gone: Vec<PersonId> = people::table
        .filter(people::source.eq("registration"))
        .filter(people::created_at.le(until))
        .filter(
            people::disabled_at.is_null().and(people::erased_at.is_null()).and(people::merged_into.is_null()),
        )
        .filter(not(exists(confirmed)))
        .filter(not(exists(named)).and(not(exists(asks))))
        .filter(not(exists(asked_again)))
        .filter(not(exists(known.0)).and(not(exists(known.1))).and(not(exists(known.2))))
        .filter(not(exists(known.3)).and(not(exists(known.4))).and(not(exists(known.5))))
        .order(people::id)
        .select(people::id)
        .limit(100)
        .load(tx.conn())?;
    if gone.is_empty() {
        return Ok(0);
    }
    let held: Vec<BookingId> =
        bookings::table.filter(bookings::person_id.eq_any(&gone)).select(bookings::id).load(tx.conn())?;
    let of_them = outbox::person_id.eq_any(&gone).or(outbox::booking_id.eq_any(&held));
    diesel::delete(outbox::table.filter(of_them)).execute(tx.conn())?;
    diesel::delete(booking_conditions::table.filter(booking_conditions::booking_id.eq_any(&held)))
        .execute(tx.conn())?;
    diesel::delete(offers::table.filter(offers::booking_id.eq_any(&held))).execute(tx.conn())?;
    diesel::delete(booking_events::table.filter(booking_events::booking_id.eq_any(&held)))
        .execute(tx.conn())?;
    diesel::delete(bookings::table.filter(bookings::id.eq_any(&held))).execute(tx.conn())?;
    diesel::delete(manager_asks::table.filter(manager_asks::person_id.eq_any(&gone))).execute(tx.conn())?;
    diesel::delete(addresses::table.filter(addresses::person_id.eq_any(&gone))).execute(tx.conn())?;
    Ok(diesel::delete(people::table.filter(people::id.eq_any(&gone))).execute(tx.conn())?)
}

/// The rows stay: that a mail was sent, to whom and when, is part of the record.
fn mail_content(tx: &mut WriteTx<'_>, (now, until): (NaiveDateTime, NaiveDateTime)) -> Result<usize, Error> {
    let finished = outbox::state.eq_any([
        MailState::Sent,
        MailState::Failed,
        MailState::Superseded,
        MailState::Suppressed,
    ]);
    Ok(diesel::update(
        outbox::table
            .filter(outbox::purged_at.is_null())
            .filter(outbox::next_attempt_at.le(until))
            .filter(finished),
    )
    .set((
        outbox::payload.eq(None::<String>),
        outbox::invite.eq(None::<String>),
        outbox::purged_at.eq(Some(now)),
    ))
    .execute(tx.conn())?)
}

fn access_needs_of_the_past(tx: &mut WriteTx<'_>, until: NaiveDateTime) -> Result<usize, Error> {
    let past: Vec<BookingId> = access_needs::table
        .inner_join(bookings::table)
        .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
        .filter(access_needs::keep.eq(false))
        .filter(sessions::ends_at.le(until))
        .select(access_needs::booking_id)
        .limit(10_000)
        .load(tx.conn())?;
    if past.is_empty() {
        return Ok(0);
    }
    Ok(diesel::delete(access_needs::table.filter(access_needs::booking_id.eq_any(past)))
        .execute(tx.conn())?)
}
