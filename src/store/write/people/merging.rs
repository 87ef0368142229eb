//! Everything of one person given to another.

use diesel::prelude::*;

use crate::{
    domain::ids::{BookingId, CommissionId, GroupId, PersonId, SessionId},
    store::{
        AnyConnection,
        error::Error,
        schema::{
            addresses, answer_links, asked_addresses, booking_conditions, bookings, certificates,
            commission_people, commissions, completions, credentials, declarations, disputes, domain_answers,
            hand_overs, impact_mails_off, manager_asks, memberships, outbox, passkeys, people,
            provider_accounts, session_trainers, tokens, totp_apps as apps, training_claims, waivers,
        },
        write::{
            certificates::reflections,
            people::{factor_challenges, totp_apps},
            practice::action_plans,
            practitioners::erasing,
            reports::refused_attempts,
        },
        write_tx::WriteTx,
    },
};

/// The sessions on which a person has, or had, a booking, and those they run.
///
/// # Errors
/// When the database fails.
pub fn sessions_of(connection: &mut AnyConnection, of: PersonId) -> Result<Vec<SessionId>, Error> {
    let mut all: Vec<SessionId> =
        bookings::table.filter(bookings::person_id.eq(of)).select(bookings::session_id).load(connection)?;
    let runs: Vec<SessionId> = session_trainers::table
        .filter(session_trainers::person_id.eq(of))
        .select(session_trainers::session_id)
        .load(connection)?;
    all.extend(runs);
    Ok(all)
}

/// How many bookings and certificates would move from a person's record to another.
///
/// # Errors
/// When the database fails.
pub fn held(connection: &mut AnyConnection, of: PersonId) -> Result<(usize, usize), Error> {
    let bookings: i64 = bookings::table.filter(bookings::person_id.eq(of)).count().get_result(connection)?;
    let certificates: i64 =
        certificates::table.filter(certificates::person_id.eq(of)).count().get_result(connection)?;
    let counted = |count| usize::try_from(count).unwrap_or(0);
    Ok((counted(bookings), counted(certificates)))
}

/// Lets what hangs on one booking hang on another.
///
/// # Errors
/// When the database fails.
pub fn hang_on(tx: &mut WriteTx<'_>, from: BookingId, into: BookingId) -> Result<(), Error> {
    diesel::update(
        booking_conditions::table
            .filter(booking_conditions::depends_on.eq(from))
            .filter(booking_conditions::ended_at.is_null()),
    )
    .set(booking_conditions::depends_on.eq(into))
    .execute(tx.conn())?;
    action_plans::carry(tx, from, into)?;
    reflections::carry(tx, from, into)
}

/// Lets what rested on the result of one booking rest on that of another: conditions, met ones too, and objections.
///
/// # Errors
/// When the database fails.
pub fn rest_on(tx: &mut WriteTx<'_>, from: BookingId, into: BookingId) -> Result<(), Error> {
    diesel::update(booking_conditions::table.filter(booking_conditions::depends_on.eq(from)))
        .set(booking_conditions::depends_on.eq(into))
        .execute(tx.conn())?;
    diesel::update(disputes::table.filter(disputes::booking_id.eq(from)))
        .set(disputes::booking_id.eq(into))
        .execute(tx.conn())?;
    action_plans::carry(tx, from, into)?;
    reflections::carry(tx, from, into)?;
    crate::store::write::feedback::merging::give(tx, from, into)
}

/// Gives bookings, learning, memberships, addresses and relations of one person to another. The two may have no
/// active booking on one session any more.
///
/// # Errors
/// When the database fails.
pub fn give_everything(tx: &mut WriteTx<'_>, from: PersonId, into: PersonId) -> Result<(), Error> {
    macro_rules! give {
        ($($table:ident.$column:ident),+ $(,)?) => {$(
            diesel::update($table::table.filter($table::$column.eq(from)))
                .set($table::$column.eq(into))
                .execute(tx.conn())?;
        )+};
    }
    give_waivers(tx, from, into)?;
    give_sessions(tx, from, into)?;
    give_lists(tx, from, into)?;
    refused_attempts::give(tx, from, into)?;
    give_factors(tx, from, into)?;
    give_links(tx, from, into)?;
    erasing::give(tx, from, into)?;
    // What somebody asked for under a record that is no more can be asked for again.
    diesel::delete(asked_addresses::table.filter(asked_addresses::person_id.eq(from))).execute(tx.conn())?;
    diesel::update(addresses::table.filter(addresses::person_id.eq(from)))
        .set(addresses::is_primary.eq(false))
        .execute(tx.conn())?;
    give!(
        bookings.person_id,
        completions.person_id,
        credentials.person_id,
        declarations.person_id,
        certificates.person_id,
        disputes.person_id,
        hand_overs.made_by,
        domain_answers.person_id,
        manager_asks.person_id,
        manager_asks.manager_id,
        training_claims.person_id,
        commissions.asked_by,
        commission_people.person_id,
        memberships.person_id,
        addresses.person_id,
        provider_accounts.person_id,
        tokens.person_id,
        outbox.person_id,
    );
    diesel::update(people::table.filter(people::line_manager_id.eq(from)).filter(people::id.ne(into)))
        .set(people::line_manager_id.eq(into))
        .execute(tx.conn())?;
    Ok(())
}

/// Gives what is shown beside the password, which may go across too: the record that stays is as well guarded as either
/// was. Recovery codes are one person's own.
fn give_factors(tx: &mut WriteTx<'_>, from: PersonId, into: PersonId) -> Result<(), Error> {
    let has_app = totp_apps::find(tx.conn(), into)?.is_some_and(|app| app.confirmed_at.is_some());
    totp_apps::remove(tx, if has_app { from } else { into })?;
    diesel::update(apps::table.filter(apps::person_id.eq(from)))
        .set(apps::person_id.eq(into))
        .execute(tx.conn())?;
    diesel::update(passkeys::table.filter(passkeys::person_id.eq(from)))
        .set(passkeys::person_id.eq(into))
        .execute(tx.conn())?;
    totp_apps::forget_recovery_codes(tx, from)?;
    factor_challenges::end_all_of(tx, from)
}

/// Gives the links by which somebody answers, and that they want no more mail about what became of courses.
fn give_links(tx: &mut WriteTx<'_>, from: PersonId, into: PersonId) -> Result<(), Error> {
    diesel::update(answer_links::table.filter(answer_links::person_id.eq(from)))
        .set(answer_links::person_id.eq(into))
        .execute(tx.conn())?;
    if diesel::delete(impact_mails_off::table.find(from)).execute(tx.conn())? > 0 {
        crate::store::write::feedback::impacts::set_mails_off(tx, into, true)?;
    }
    Ok(())
}

/// Takes one of two records off the lists that name both.
fn give_lists(tx: &mut WriteTx<'_>, from: PersonId, into: PersonId) -> Result<(), Error> {
    let has: Vec<CommissionId> = commission_people::table
        .filter(commission_people::person_id.eq(into))
        .select(commission_people::commission_id)
        .load(tx.conn())?;
    diesel::delete(
        commission_people::table
            .filter(commission_people::person_id.eq(from))
            .filter(commission_people::commission_id.eq_any(has)),
    )
    .execute(tx.conn())?;
    Ok(())
}

fn give_waivers(tx: &mut WriteTx<'_>, from: PersonId, into: PersonId) -> Result<(), Error> {
    let has: Vec<(SessionId, GroupId)> = waivers::table
        .filter(waivers::person_id.eq(into))
        .select((waivers::session_id, waivers::group_id))
        .load(tx.conn())?;
    for (session, group) in has {
        diesel::delete(
            waivers::table
                .filter(waivers::person_id.eq(from))
                .filter(waivers::session_id.eq(session))
                .filter(waivers::group_id.eq(group)),
        )
        .execute(tx.conn())?;
    }
    diesel::update(waivers::table.filter(waivers::person_id.eq(from)))
        .set(waivers::person_id.eq(into))
        .execute(tx.conn())?;
    Ok(())
}

fn give_sessions(tx: &mut WriteTx<'_>, from: PersonId, into: PersonId) -> Result<(), Error> {
    let has: Vec<SessionId> = session_trainers::table
        .filter(session_trainers::person_id.eq(into))
        .select(session_trainers::session_id)
        .load(tx.conn())?;
    diesel::delete(
        session_trainers::table
            .filter(session_trainers::person_id.eq(from))
            .filter(session_trainers::session_id.eq_any(has)),
    )
    .execute(tx.conn())?;
    diesel::update(session_trainers::table.filter(session_trainers::person_id.eq(from)))
        .set(session_trainers::person_id.eq(into))
        .execute(tx.conn())?;
    Ok(())
}
