//! Of two results on one session, those of one person's two records, the better one counts, once.

use crate::{
    domain::{
        booking_states::merged,
        ids::{BookingId, PersonId, SessionId},
        merging::{FinishedBooking, results_that_go},
        words::{BookingState, CancelReason, CertificateState},
    },
    store::{
        AnyConnection,
        write::{
            bookings::booking,
            certificates::{
                certificate::{self, CertificateRow},
                completions,
            },
            people::merging,
            registers::register,
        },
    },
    usecases::{
        bookings::change_state::said, change::Change, error::Failure, events::Happened, loaded_session::Scene,
    },
};

/// Why the lesser result goes, as its booking's history says.
const MERGED: &str = "merged";

/// The bookings of a person that have a result.
pub(super) fn finished(
    connection: &mut AnyConnection,
    person: PersonId,
) -> Result<Vec<FinishedBooking>, Failure> {
    let mut all = Vec::new();
    for row in booking::of_person(connection, person, BookingState::FINISHED)? {
        all.push(FinishedBooking {
            certified: in_force(connection, row.id)?.is_some(),
            cpd_minutes: register::result_of(connection, row.id)?.map_or(0, |result| result.cpd_minutes),
            id: row.id,
            reference: row.reference,
            session: row.session_id,
            state: row.state,
        });
    }
    Ok(all)
}

/// The sessions on which both records have a result.
pub(super) fn sessions_of_both(
    connection: &mut AnyConnection,
    (from, into): (PersonId, PersonId),
) -> Result<Vec<SessionId>, Failure> {
    let theirs = booking::of_person(connection, into, BookingState::FINISHED)?;
    let mut shared: Vec<SessionId> = booking::of_person(connection, from, BookingState::FINISHED)?
        .iter()
        .map(|row| row.session_id)
        .collect();
    shared.retain(|session| theirs.iter().any(|row| row.session_id == *session));
    Ok(shared)
}

/// Takes the lesser of two results on one session back, for each such session; the sessions must be locked.
pub(super) fn merge_results(
    change: &mut Change<'_, '_>,
    (from, into): (PersonId, PersonId),
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let (theirs, others) = (finished(change.conn(), from)?, finished(change.conn(), into)?);
    for (goes, counts) in results_that_go(&theirs, &others) {
        take_back(change, goes, counts, by)?;
    }
    Ok(())
}

fn take_back(
    change: &mut Change<'_, '_>,
    goes: BookingId,
    counts: BookingId,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let mut row = booking::load(change.conn(), goes)?;
    let from = row.state;
    // Not a step of a booking's own life, which `change_state::enter` checks.
    let Some(to) = merged(from) else { return Ok(()) };
    row.state = to;
    row.give_up_reason = Some(CancelReason::Other);
    booking::store(change.tx, &row)?;
    booking::add_event(change.tx, row.id, row.session_id, to, by, Some(MERGED))?;
    completions::withdraw_of_bookings(change.tx, &[goes])?;
    register::reopen_result(change.tx, goes, None)?;
    merging::rest_on(change.tx, goes, counts)?;
    let paper = supersede(change, goes, counts, by)?;
    let scene = Scene::load(change.conn(), row.session_id)?;
    let paper = paper.map(Box::new);
    said(change, &scene, &row, (Some(from), by), Happened::ResultMerged { counts, paper });
    Ok(())
}

/// Lets the certificate of the booking that counts take the place of the other one; gives both.
fn supersede(
    change: &mut Change<'_, '_>,
    goes: BookingId,
    counts: BookingId,
    by: Option<PersonId>,
) -> Result<Option<(CertificateRow, CertificateRow)>, Failure> {
    let Some(old) = in_force(change.conn(), goes)? else { return Ok(None) };
    let Some(new) = in_force(change.conn(), counts)? else {
        let why = "The better result of the same person does not carry a certificate.";
        certificate::end(change.tx, old.id, CertificateState::Revoked, None, why)?;
        change.note(by, "certificate_revoked", ("certificate", old.id), None);
        return Ok(None);
    };
    let why = "Two records of one person were put together.";
    certificate::end(change.tx, old.id, CertificateState::Superseded, Some(new.id), why)?;
    change.note(by, "certificate_superseded", ("certificate", old.id), None);
    Ok(Some((old, new)))
}

fn in_force(connection: &mut AnyConnection, booking: BookingId) -> Result<Option<CertificateRow>, Failure> {
    let row = certificate::of_booking(connection, booking)?;
    Ok(row.filter(|row| row.state == CertificateState::Valid))
}
