//! Putting two records of one person together: bookings, certificates and history follow.

use crate::{
    domain::{
        ids::{BookingId, PersonId, SessionId},
        merging::{ActiveBooking, plan},
        words::{BookingState, CancelReason},
    },
    store::{
        AnyConnection,
        read::{
            people::person_views::{self, PersonView},
            sessions::session_rows::{self, spans},
        },
        write::{
            bookings::booking::{self, BookingRow},
            people::{logins, merging, person},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        bookings::{end_booking::end, waitlist::settle},
        change::Change,
        error::{Failure, Refused, forbidden},
        events::{Ending, Event, PeopleMerged},
        loaded_session::Scene,
    },
};
use chrono::{DateTime, Utc};

/// Why the second booking of one session goes, as its holder is told.
const BECAUSE: &str = "You had two records with us, which are one now, and both had this date.";

/// What putting two records together would do.
#[derive(Debug, Clone)]
pub struct MergePreview {
    /// The record that goes.
    pub goes: PersonView,
    /// The record that stays.
    pub stays: PersonView,
    /// Bookings that move across.
    pub bookings: usize,
    /// Certificates that move across.
    pub certificates: usize,
    /// References of bookings that would be cancelled, each with the one on the same date that stays.
    pub cancelled: Vec<(String, String)>,
    /// References of bookings that one person cannot hold: as long as there are any, it is refused.
    pub clashes: Vec<(String, String)>,
}

impl UseCases {
    /// What putting the record `from` into `into` would do; changes nothing.
    ///
    /// # Errors
    /// 409 `same_person`; one of them is not there.
    pub async fn preview_merge(&self, from: PersonId, into: PersonId) -> Result<MergePreview, Failure> {
        if from == into {
            return forbidden("same_person", "This is one record already.");
        }
        let now = self.db.clock().now();
        self.db.read(move |c| preview(c, (from, into), now)).await
    }

    /// Puts the record `from` into `into`, which stays.
    ///
    /// # Errors
    /// 409 `same_person`, `own_account`, `bookings_clash`; one of them is not there.
    pub async fn merge_people(
        &self,
        by: PersonId,
        from: PersonId,
        into: PersonId,
    ) -> Result<PersonView, Failure> {
        if from == by {
            return forbidden(
                "own_account",
                "You are signed in with this record: put the other one into it, not the other way round.",
            );
        }
        self.change(move |change| {
            merge(change, (from, into), Some(by))?;
            change.follow()?;
            let now = change.now();
            Ok(person_views::view(change.conn(), into, now)?)
        })
        .await
    }
}

/// Puts one record into another; `by` is `None` when its holder claims it by confirming its address.
pub(crate) fn merge(
    change: &mut Change<'_, '_>,
    (from, into): (PersonId, PersonId),
    by: Option<PersonId>,
) -> Result<(), Failure> {
    if from == into {
        return forbidden("same_person", "This is one record already.");
    }
    locks::lock_people(change.tx, &[from, into])?;
    let mut goes = person::load_person(change.tx.conn(), from)?;
    let mut stays = person::load_person(change.tx.conn(), into)?;
    if [&goes, &stays].iter().any(|row| row.erased_at.is_some() || row.merged_into.is_some()) {
        return Err(Refused::NotThere.into());
    }
    end_doubles(change, (from, into), by)?;
    // Whoever is told of it is told at the address they had.
    change.follow()?;
    merging::give_everything(change.tx, from, into)?;
    stays.password_hash = stays.password_hash.take().or(goes.password_hash.take());
    stays.is_trainer |= goes.is_trainer;
    stays.is_coordinator |= goes.is_coordinator;
    if stays.line_manager_id.is_none() && stays.line_manager_email.is_none() {
        stays.line_manager_id = goes.line_manager_id;
        stays.line_manager_email.clone_from(&goes.line_manager_email);
    }
    stays.line_manager_id = stays.line_manager_id.filter(|manager| *manager != into && *manager != from);
    person::store_person(change.tx, &stays)?;
    goes.merged_into = Some(into);
    (goes.is_trainer, goes.is_coordinator) = (false, false);
    (goes.line_manager_id, goes.line_manager_email) = (None, None);
    person::store_person(change.tx, &goes)?;
    logins::end_all(change.tx, from, "merged")?;
    change.say(Event::PeopleMerged(PeopleMerged { from, into, by }));
    Ok(())
}

/// Ends one of two active bookings on one session, for each such session.
fn end_doubles(
    change: &mut Change<'_, '_>,
    (from, into): (PersonId, PersonId),
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let theirs = booking::of_person(change.tx.conn(), into, BookingState::ACTIVE)?;
    let mut shared: Vec<SessionId> = booking::of_person(change.tx.conn(), from, BookingState::ACTIVE)?
        .iter()
        .map(|row| row.session_id)
        .collect();
    shared.retain(|session| theirs.iter().any(|row| row.session_id == *session));
    locks::lock_sessions(change.tx, &shared)?;
    for session in shared {
        let scene = Scene::load(change.tx.conn(), session)?;
        settle(change, &scene)?;
    }
    let now = change.tx.now();
    let (from, into) = (active(change.tx.conn(), from)?, active(change.tx.conn(), into)?);
    let plan = plan(&from, &into, now);
    if let Some((one, other)) = plan.clashes.first() {
        return forbidden(
            "bookings_clash",
            format!(
                "Bookings {one} and {other} are on one course or at one time, which one person cannot hold. \
                 Cancel one of them, then put the records together."
            ),
        );
    }
    for (goes, stays) in plan.cancel {
        cancel_for(change, goes, stays, by)?;
    }
    Ok(())
}

fn preview(
    connection: &mut AnyConnection,
    (from, into): (PersonId, PersonId),
    now: DateTime<Utc>,
) -> Result<MergePreview, Failure> {
    let (theirs, others) = (active(connection, from)?, active(connection, into)?);
    let plan = plan(&theirs, &others, now);
    let reference = |id: BookingId| {
        let of = theirs.iter().chain(&others).find(|booking| booking.id == id);
        of.map(|booking| booking.reference.clone()).unwrap_or_default()
    };
    let (bookings, certificates) = merging::held(connection, from)?;
    Ok(MergePreview {
        goes: person_views::view(connection, from, now)?,
        stays: person_views::view(connection, into, now)?,
        bookings,
        certificates,
        cancelled: plan.cancel.iter().map(|(goes, stays)| (reference(*goes), reference(*stays))).collect(),
        clashes: plan.clashes,
    })
}

fn active(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<ActiveBooking>, Failure> {
    let rows = booking::of_person(connection, person, BookingState::ACTIVE)?;
    let sessions: Vec<SessionId> = rows.iter().map(|row| row.session_id).collect();
    let dates = session_rows::dates(connection, &sessions)?;
    let active = |row: BookingRow| ActiveBooking {
        id: row.id,
        reference: row.reference,
        session: row.session_id,
        course: row.course_id,
        state: row.state,
        origin: row.origin,
        dates: spans(dates.iter().filter(|date| date.session_id == row.session_id)),
    };
    Ok(rows.into_iter().map(active).collect())
}

/// Cancels a booking whose holder keeps another one on the same session.
fn cancel_for(
    change: &mut Change<'_, '_>,
    goes: BookingId,
    stays: BookingId,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    merging::hang_on(change.tx, goes, stays)?;
    let mut booking = booking::load(change.tx.conn(), goes)?;
    let scene = Scene::load(change.tx.conn(), booking.session_id)?;
    booking.give_up_reason = Some(CancelReason::Other);
    let how = Ending::Merged { stays, because: BECAUSE };
    end(change, &scene, &mut booking, BookingState::Cancelled, (by, Some(BECAUSE)), how)
}
