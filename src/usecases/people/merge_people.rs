//! Putting two records of one person together: bookings, certificates and history follow.

use super::{
    main_address::main_address,
    merge_results::{finished, merge_results, sessions_of_both},
    say_rights::say_rights,
};
use crate::{
    domain::{
        ids::{BookingId, PersonId, SessionId},
        merging::{ActiveBooking, MergePlan, plan, results_that_go},
        words::{BookingState, CancelReason},
    },
    store::{
        AnyConnection,
        read::{
            people::{
                person as people,
                person_views::{self, PersonView},
            },
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
        bookings::end_booking::end,
        change::Change,
        error::{Failure, Refused, forbidden},
        events::{AddressChanged, Ending, Event, PeopleMerged},
        loaded_session::Scene,
    },
};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// Why the second booking of one session goes, as its holder is told.
const BECAUSE: &str = "You had two records with us, which are one now, and both had this date.";
/// Why waiting ends for the sake of a place on another date.
const HAS_A_PLACE: &str =
    "You had two records with us, which are one now, and you have a place on another date of this course.";

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
    /// Coming dates whose calendar entries move to the address of the record that stays.
    pub calendar_dates: usize,
    /// References of bookings that would be cancelled, each with the one on the same date that stays.
    pub cancelled: Vec<(String, String)>,
    /// References of bookings that wait or have an offer and would end, each with the place on the same course.
    pub stop_waiting: Vec<(String, String)>,
    /// References of results that would count no more, each with the one on the same date that counts.
    pub results: Vec<(String, String)>,
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
    /// 409 `same_person`, `own_account`, `account_closed`, `bookings_clash`; one of them is not there.
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
    let (went, stood) = (goes.clone(), stays.clone());
    if [&goes, &stays].iter().any(|row| row.erased_at.is_some() || row.merged_into.is_some()) {
        return Err(Refused::NotThere.into());
    }
    if stays.disabled_at.is_some() && goes.disabled_at.is_none() {
        return forbidden(
            "account_closed",
            "The record that is to stay is switched off. Switch it on first, or put it into the other one.",
        );
    }
    end_doubles(change, (from, into), by)?;
    merge_results(change, (from, into), by)?;
    // Whoever is told of it is told at the address they had.
    change.follow()?;
    let (left, before) = (main_address(change, from)?, main_address(change, into)?);
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
    say_rights(change, &stood, &stays, by);
    say_rights(change, &went, &goes, by);
    logins::end_all(change.tx, from, "merged")?;
    change.say(Event::PeopleMerged(PeopleMerged { from, into, by }));
    let new = main_address(change, into)?;
    if new != before || new != left {
        // What stood in the calendar of the record that goes follows as well.
        let old = left.or(before);
        change.say(Event::AddressChanged(AddressChanged { person: into, old, new, by }));
    }
    Ok(())
}

/// Ends what one person cannot have twice: of two active bookings on one session the lesser, and waiting for a course
/// on which the other record has a place.
fn end_doubles(
    change: &mut Change<'_, '_>,
    (from, into): (PersonId, PersonId),
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let mut open: Vec<SessionId> = Vec::new();
    for person in [from, into] {
        let rows = booking::of_person(change.tx.conn(), person, BookingState::ACTIVE)?;
        open.extend(rows.iter().map(|row| row.session_id));
    }
    let mut all = open.clone();
    all.extend(sessions_of_both(change.conn(), (from, into))?);
    // What is counted of a session is known to be out of date by its row: whose bookings they are changes.
    all.extend(merging::sessions_of(change.conn(), from)?);
    locks::lock_sessions(change.tx, &all)?;
    open.sort();
    open.dedup();
    for session in open {
        let scene = Scene::load(change.tx.conn(), session)?;
        change.settle(&scene)?;
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
        merging::hang_on(change.tx, goes, stays)?;
        cancel_for(change, goes, (stays, BECAUSE), by)?;
    }
    for (waits, place) in plan.stop_waiting {
        cancel_for(change, waits, (place, HAS_A_PLACE), by)?;
    }
    Ok(())
}

fn preview(
    connection: &mut AnyConnection,
    (from, into): (PersonId, PersonId),
    now: DateTime<Utc>,
) -> Result<MergePreview, Failure> {
    let (theirs, others) = (active(connection, from)?, active(connection, into)?);
    let MergePlan { cancel, stop_waiting, clashes } = plan(&theirs, &others, now);
    let (ended, counting) = (finished(connection, from)?, finished(connection, into)?);
    let results = results_that_go(&ended, &counting);
    let mut known: HashMap<BookingId, &str> = HashMap::new();
    known.extend(theirs.iter().chain(&others).map(|booking| (booking.id, booking.reference.as_str())));
    known.extend(ended.iter().chain(&counting).map(|booking| (booking.id, booking.reference.as_str())));
    let references = |pairs: &[(BookingId, BookingId)]| -> Vec<(String, String)> {
        let of = |id: &BookingId| known.get(id).map_or_else(String::new, |known| (*known).to_owned());
        pairs.iter().map(|(goes, stays)| (of(goes), of(stays))).collect()
    };
    let mail = |connection: &mut AnyConnection, person| people::recipient(connection, person);
    let moves = mail(connection, from)?.map(|to| to.email) != mail(connection, into)?.map(|to| to.email);
    let coming = |booking: &&ActiveBooking| {
        moves && booking.state == BookingState::Booked && !cancel.iter().any(|(goes, _)| *goes == booking.id)
    };
    let dates = theirs.iter().filter(coming).flat_map(|booking| &booking.dates);
    let (bookings, certificates) = merging::held(connection, from)?;
    Ok(MergePreview {
        calendar_dates: dates.filter(|date| date.ends_at > now).count(),
        goes: person_views::view(connection, from, now)?,
        stays: person_views::view(connection, into, now)?,
        bookings,
        certificates,
        cancelled: references(&cancel),
        stop_waiting: references(&stop_waiting),
        results: references(&results),
        clashes,
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

/// Cancels a booking whose holder keeps another one.
fn cancel_for(
    change: &mut Change<'_, '_>,
    goes: BookingId,
    (stays, because): (BookingId, &'static str),
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let mut booking = booking::load(change.tx.conn(), goes)?;
    let scene = Scene::load(change.tx.conn(), booking.session_id)?;
    booking.give_up_reason = Some(CancelReason::Other);
    let how = Ending::Merged { stays, because };
    end(change, &scene, &mut booking, BookingState::Cancelled, (by, Some(because)), how)
}
