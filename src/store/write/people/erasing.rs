//! Everything by which a person is known, taken out of the rows that are about them. The rows stay where something
//! counts on them: as those of a person without a name.

use chrono::TimeDelta;
use diesel::{dsl::exists, prelude::*, select};

use crate::{
    domain::{
        erasures::{KnownAs, NO_NAME},
        ids::{AddressId, BookingId, PersonId},
        people::{Folded, NOBODY},
    },
    store::{
        AnyConnection, Row,
        error::Error,
        schema::{
            access_needs, addresses, asked_addresses, attendance_import_decisions, attendance_import_lines,
            booking_events, bookings, certificates, check_ins, commission_events, commission_people,
            commissions, complaints, completions, credentials, declarations, disputes, domain_answers,
            erasures, factor_challenges, hand_overs, idempotency_keys, invites, logins, manager_asks,
            memberships, on_demand_answers, outbox, passkeys, people, provider_accounts, recovery_codes,
            refresh_tokens, session_invitations, tokens, totp_apps, trainer_invites, training_claims,
            waivers,
        },
        write::{
            certificates::{claim_evidence, reflections},
            feedback,
            practice::action_plans,
            practitioners::erasing,
            reports::refused_attempts,
            sessions::zoom,
        },
        write_tx::WriteTx,
    },
};

/// What stands where words stood that must not be missing.
pub const NO_WORDS: &str = "Removed";
/// Where learning came from that was not said by a register, once its words are gone.
const NO_SOURCE: &str = "erased";
/// Where learning came from that a register said.
const REGISTER: &str = "register";

/// A person's records: theirs, and those that were put into it.
///
/// # Errors
/// When the database fails.
pub fn records(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<PersonId>, Error> {
    let mut all = vec![person];
    let mut newest = vec![person];
    while !newest.is_empty() {
        newest = people::table
            .filter(people::merged_into.eq_any(&newest))
            .filter(people::id.ne_all(&all))
            .order(people::id)
            .select(people::id)
            .load(connection)?;
        all.extend(&newest);
    }
    Ok(all)
}

/// By what these records are known: every name they have or had on paper, and every address.
///
/// # Errors
/// When the database fails.
pub fn known_as(connection: &mut AnyConnection, records: &[PersonId]) -> Result<KnownAs, Error> {
    let rows: Vec<(String, Option<String>)> = people::table
        .filter(people::id.eq_any(records))
        .select((people::name, people::certificate_name))
        .load(connection)?;
    let papers: Vec<Option<String>> = certificates::table
        .filter(certificates::person_id.eq_any(records))
        .select(certificates::person_name)
        .distinct()
        .load(connection)?;
    let lists: Vec<String> = commission_people::table
        .filter(commission_people::person_id.eq_any(records))
        .select(commission_people::name)
        .distinct()
        .load(connection)?;
    let own: Vec<String> = addresses::table
        .filter(addresses::person_id.eq_any(records))
        .select(addresses::email)
        .load(connection)?;
    // As others wrote to them, and as they were called before.
    let written_to: Vec<String> = outbox::table
        .filter(outbox::person_id.eq_any(records).or(outbox::to_email.eq_any(&own)))
        .select(outbox::to_name)
        .distinct()
        .load(connection)?;
    let mut names: Vec<String> = lists;
    names.extend(written_to);
    for (name, other) in rows {
        names.push(name);
        names.extend(other);
    }
    names.extend(papers.into_iter().flatten());
    Ok(KnownAs::new(names, own))
}

/// Those of these names that somebody else goes by as well.
///
/// # Errors
/// When the database fails.
pub fn shared_names(
    connection: &mut AnyConnection,
    records: &[PersonId],
    known: &KnownAs,
) -> Result<Vec<String>, Error> {
    let mut shared = Vec::new();
    for name in known.names() {
        let folded = Folded::of(name);
        let others =
            people::table.filter(people::name_folded.eq(folded.as_str())).filter(people::id.ne_all(records));
        if select(exists(others)).get_result::<bool>(connection)? {
            shared.push(name.clone());
        }
    }
    Ok(shared)
}

/// Their bookings.
///
/// # Errors
/// When the database fails.
pub fn bookings_of(connection: &mut AnyConnection, records: &[PersonId]) -> Result<Vec<BookingId>, Error> {
    Ok(bookings::table.filter(bookings::person_id.eq_any(records)).select(bookings::id).load(connection)?)
}

/// Erases the rows that are about these records. Their places, sessions and requests to answer are somebody else's or
/// nobody's already.
///
/// # Errors
/// When the database fails.
pub fn erase_rows(
    tx: &mut WriteTx<'_>,
    records: &[PersonId],
    own_bookings: &[BookingId],
) -> Result<(), Error> {
    let folded: Vec<String> = addresses::table
        .filter(addresses::person_id.eq_any(records))
        .select(addresses::email_folded)
        .load(tx.conn())?;
    zoom::erase(tx, own_bookings, &folded)?;
    of_bookings(tx, own_bookings)?;
    feedback::erasing::erase(tx, records, own_bookings)?;
    of_learning(tx, records)?;
    of_requests(tx, records)?;
    of_others(tx, records, &folded)?;
    of_complaints(tx, records, &folded)?;
    erasing::erase(tx, records)?;
    of_access(tx, records)?;
    of_people(tx, records)
}

fn of_bookings(tx: &mut WriteTx<'_>, own: &[BookingId]) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    // A statement takes so many values at most.
    for own in own.chunks(500) {
        diesel::delete(access_needs::table.filter(access_needs::booking_id.eq_any(own)))
            .execute(tx.conn())?;
        action_plans::erase(tx, own)?;
        reflections::erase(tx, own)?;
        // What they wrote at the end of a course is theirs; that they finished it stays on record.
        diesel::delete(on_demand_answers::table.filter(on_demand_answers::booking_id.eq_any(own)))
            .execute(tx.conn())?;
        // What counts is the mark; at which minute somebody came through a door says more of them than is needed.
        diesel::delete(check_ins::table.filter(check_ins::booking_id.eq_any(own))).execute(tx.conn())?;
        diesel::update(bookings::table.filter(bookings::id.eq_any(own)))
            .set(bookings::note.eq(None::<String>))
            .execute(tx.conn())?;
        // That there was a reason counts: the result rests on it.
        let reasoned = bookings::id.eq_any(own).and(bookings::completion_reason.is_not_null());
        diesel::update(bookings::table.filter(reasoned))
            .set(bookings::completion_reason.eq(Some(NO_WORDS)))
            .execute(tx.conn())?;
        diesel::update(booking_events::table.filter(booking_events::booking_id.eq_any(own)))
            .set(booking_events::reason.eq(None::<String>))
            .execute(tx.conn())?;
        diesel::update(invites::table.filter(invites::booking_id.eq_any(own)))
            .set(invites::email.eq(""))
            .execute(tx.conn())?;
        let decided = attendance_import_decisions::table
            .filter(attendance_import_decisions::booking_id.eq_any(own))
            .select(attendance_import_decisions::line_id);
        diesel::update(attendance_import_lines::table.filter(
            attendance_import_lines::booking_id.eq_any(own).or(attendance_import_lines::id.eq_any(decided)),
        ))
        .set((attendance_import_lines::name.eq(NO_WORDS), attendance_import_lines::email.eq(None::<String>)))
        .execute(tx.conn())?;
        let open = disputes::booking_id.eq_any(own).and(disputes::closed_at.is_null());
        diesel::update(disputes::table.filter(open))
            .set((disputes::closed_at.eq(Some(now)), disputes::answer.eq(Some(NO_WORDS))))
            .execute(tx.conn())?;
        diesel::update(disputes::table.filter(disputes::booking_id.eq_any(own)))
            .set((disputes::words.eq(NO_WORDS), disputes::answer.eq(Some(NO_WORDS))))
            .execute(tx.conn())?;
    }
    Ok(())
}

fn of_learning(tx: &mut WriteTx<'_>, records: &[PersonId]) -> Result<(), Error> {
    macro_rules! no_source {
        ($($table:ident),+) => {$(
            diesel::update(
                $table::table.filter($table::person_id.eq_any(records)).filter($table::source.ne(REGISTER)),
            )
            .set($table::source.eq(NO_SOURCE))
            .execute(tx.conn())?;
        )+};
    }
    no_source!(completions, credentials, declarations);
    diesel::update(certificates::table.filter(certificates::person_id.eq_any(records)))
        .set((
            certificates::person_name.eq(None::<String>),
            certificates::end_reason.eq(None::<String>),
            certificates::reissue_asked_at.eq(None::<chrono::NaiveDateTime>),
            certificates::reissue_words.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    claim_evidence::remove_of(tx, records)?;
    diesel::delete(training_claims::table.filter(training_claims::person_id.eq_any(records)))
        .execute(tx.conn())?;
    diesel::update(waivers::table.filter(waivers::person_id.eq_any(records)))
        .set(waivers::reason.eq(NO_WORDS))
        .execute(tx.conn())?;
    refused_attempts::erase(tx, records)?;
    Ok(())
}

/// Requests for training: what they asked for is their organisation's, how to reach them and what they wrote is theirs.
fn of_requests(tx: &mut WriteTx<'_>, records: &[PersonId]) -> Result<(), Error> {
    diesel::update(commissions::table.filter(commissions::asked_by.eq_any(records)))
        .set(commissions::phone.eq(None::<String>))
        .execute(tx.conn())?;
    diesel::update(commission_events::table.filter(commission_events::by_person.eq_any(records)))
        .set(commission_events::words.eq(None::<String>))
        .execute(tx.conn())?;
    diesel::update(session_invitations::table.filter(session_invitations::answered_by.eq_any(records)))
        .set(session_invitations::words.eq(None::<String>))
        .execute(tx.conn())?;
    // Where nothing is scheduled yet nobody without a name may be booked.
    let open = commissions::table.filter(commissions::session_id.is_null()).select(commissions::id);
    diesel::delete(
        commission_people::table
            .filter(commission_people::person_id.eq_any(records))
            .filter(commission_people::commission_id.eq_any(open)),
    )
    .execute(tx.conn())?;
    diesel::update(commission_people::table.filter(commission_people::person_id.eq_any(records)))
        .set((commission_people::name.eq(NO_NAME), commission_people::readiness.eq(None::<String>)))
        .execute(tx.conn())?;
    Ok(())
}

/// What others typed: whom a place was offered to, who somebody's line manager is.
fn of_others(tx: &mut WriteTx<'_>, records: &[PersonId], folded: &[String]) -> Result<(), Error> {
    let theirs = hand_overs::made_by.eq_any(records).or(hand_overs::email_folded.eq_any(folded));
    diesel::update(hand_overs::table.filter(theirs))
        .set((
            hand_overs::name.eq(None::<String>),
            hand_overs::email.eq(None::<String>),
            hand_overs::email_folded.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    diesel::delete(asked_addresses::table.filter(asked_addresses::email_folded.eq_any(folded)))
        .execute(tx.conn())?;
    diesel::update(people::table.filter(people::line_manager_email.eq_any(folded)))
        .set((people::line_manager_email.eq(None::<String>), people::revision.eq(people::revision + 1)))
        .execute(tx.conn())?;
    diesel::update(people::table.filter(people::line_manager_id.eq_any(records)))
        .set((people::line_manager_id.eq(None::<PersonId>), people::revision.eq(people::revision + 1)))
        .execute(tx.conn())?;
    let asks = manager_asks::person_id.eq_any(records).or(manager_asks::manager_id.eq_any(records));
    diesel::delete(manager_asks::table.filter(asks)).execute(tx.conn())?;
    diesel::delete(domain_answers::table.filter(domain_answers::person_id.eq_any(records)))
        .execute(tx.conn())?;
    Ok(())
}

/// Complaints end: an answer reaches nobody any more.
fn of_complaints(tx: &mut WriteTx<'_>, records: &[PersonId], folded: &[String]) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    let mut theirs: Vec<crate::domain::ids::RowId> = complaints::table
        .filter(complaints::person_id.eq_any(records))
        .select(complaints::id)
        .load(tx.conn())?;
    let typed: Vec<(crate::domain::ids::RowId, Option<String>)> = complaints::table
        .filter(complaints::email.is_not_null())
        .select((complaints::id, complaints::email))
        .load(tx.conn())?;
    let is_theirs = |email: &Option<String>| {
        email.as_ref().is_some_and(|email| folded.contains(&email.to_ascii_lowercase()))
    };
    theirs.extend(typed.into_iter().filter(|(_, email)| is_theirs(email)).map(|(id, _)| id));
    diesel::update(complaints::table.filter(complaints::id.eq_any(&theirs)))
        .set((
            complaints::name.eq(None::<String>),
            complaints::email.eq(None::<String>),
            complaints::words.eq(None::<String>),
            complaints::answer.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    let open = complaints::id.eq_any(&theirs).and(complaints::answered_at.is_null());
    diesel::update(complaints::table.filter(open))
        .set(complaints::answered_at.eq(Some(now)))
        .execute(tx.conn())?;
    diesel::update(erasures::table.filter(erasures::person_id.eq_any(records)))
        .set(erasures::put_off_reason.eq(None::<String>))
        .execute(tx.conn())?;
    Ok(())
}

/// How they sign in, what they were answered, where mail reaches them.
fn of_access(tx: &mut WriteTx<'_>, records: &[PersonId]) -> Result<(), Error> {
    let theirs = logins::table.filter(logins::person_id.eq_any(records)).select(logins::id);
    diesel::delete(refresh_tokens::table.filter(refresh_tokens::login_id.eq_any(theirs)))
        .execute(tx.conn())?;
    diesel::delete(logins::table.filter(logins::person_id.eq_any(records))).execute(tx.conn())?;
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::person_id.eq_any(records)))
        .execute(tx.conn())?;
    macro_rules! delete_theirs {
        ($($table:ident),+) => {$(
            diesel::delete($table::table.filter($table::person_id.eq_any(records))).execute(tx.conn())?;
        )+};
    }
    // What they wanted to add and did not confirm stands in a record that is nobody's.
    let asked: Vec<String> = asked_addresses::table
        .filter(asked_addresses::person_id.eq_any(records))
        .select(asked_addresses::email_folded)
        .load(tx.conn())?;
    let unclaimed: Vec<AddressId> = addresses::table
        .inner_join(people::table)
        .filter(addresses::email_folded.eq_any(&asked))
        .filter(addresses::confirmed_at.is_null())
        .filter(people::name.eq(NOBODY))
        .select(addresses::id)
        .load(tx.conn())?;
    diesel::delete(tokens::table.filter(tokens::address_id.eq_any(&unclaimed))).execute(tx.conn())?;
    diesel::delete(addresses::table.filter(addresses::id.eq_any(&unclaimed))).execute(tx.conn())?;
    delete_theirs!(tokens, totp_apps, passkeys, recovery_codes, provider_accounts, asked_addresses);
    diesel::delete(
        factor_challenges::table.filter(factor_challenges::person_id.assume_not_null().eq_any(records)),
    )
    .execute(tx.conn())?;
    diesel::delete(addresses::table.filter(addresses::person_id.eq_any(records))).execute(tx.conn())?;
    diesel::update(trainer_invites::table.filter(trainer_invites::person_id.eq_any(records)))
        .set(trainer_invites::email.eq(""))
        .execute(tx.conn())?;
    Ok(())
}

fn of_people(tx: &mut WriteTx<'_>, records: &[PersonId]) -> Result<(), Error> {
    let now = tx.now();
    let yesterday = now.date_naive() - TimeDelta::days(1);
    let theirs = memberships::person_id.eq_any(records);
    diesel::delete(memberships::table.filter(theirs.and(memberships::confirmed_at.is_null())))
        .execute(tx.conn())?;
    // A confirmed one stays, ended, as of somebody without a name: an organisation that counts as trained rests on it.
    let lasts = memberships::to_on.is_null().or(memberships::to_on.gt(yesterday));
    diesel::update(memberships::table.filter(memberships::person_id.eq_any(records)).filter(lasts))
        .set(memberships::to_on.eq(Some(yesterday)))
        .execute(tx.conn())?;
    diesel::update(memberships::table.filter(memberships::person_id.eq_any(records)))
        .set(memberships::is_lead.eq(false))
        .execute(tx.conn())?;
    diesel::update(people::table.filter(people::id.eq_any(records)))
        .set((
            people::name.eq(NO_NAME),
            people::name_folded.eq(Folded::of(NO_NAME).as_str()),
            people::certificate_name.eq(None::<String>),
            people::password_hash.eq(None::<String>),
            people::is_trainer.eq(false),
            people::is_coordinator.eq(false),
            people::line_manager_id.eq(None::<PersonId>),
            people::line_manager_email.eq(None::<String>),
            people::source.eq(NO_SOURCE),
            people::erased_at.eq(Some(now.naive_utc())),
            people::revision.eq(people::revision + 1),
        ))
        .execute(tx.conn())?;
    for record in records {
        tx.changed(Row::Person(record.uuid()));
    }
    Ok(())
}
