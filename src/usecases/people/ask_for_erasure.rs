//! Asking for everything that is held about oneself to be erased, and changing one's mind.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        erasures::{ErasureCause, WAIT},
        ids::PersonId,
        times::Zone,
    },
    mail::message::{ErasureAsked, Message, Moment, Page},
    store::{
        read::people::person as people,
        write::{
            people::{erasures, person},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
        queue_mail::{Letter, post_to_person},
    },
};

/// Where a person sees what is held about them and what becomes of it.
pub(super) const PAGE: &str = "/account/data";

impl UseCases {
    /// Asks for a person's data to be erased, seven days from now; says when. Asked again, it says the same.
    ///
    /// # Errors
    /// 409 `last_coordinator`.
    pub async fn ask_for_erasure(&self, person: PersonId) -> Result<DateTime<Utc>, Failure> {
        self.change(move |change| ask(change, person)).await
    }

    /// Takes that back; where nothing is to be erased, nothing is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cancel_erasure(&self, person: PersonId) -> Result<(), Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let Some(mut row) = erasures::open_of(change.conn(), person)? else { return Ok(()) };
            row.cancelled_at = Some(change.now().naive_utc());
            erasures::store(change.tx, &row)?;
            change.note(Some(person), "erasure_cancelled", ("person", person), None);
            Ok(())
        })
        .await
    }
}

fn ask(change: &mut Change<'_, '_>, person: PersonId) -> Result<DateTime<Utc>, Failure> {
    locks::lock_people(change.tx, &[person])?;
    let row = person::load_person(change.conn(), person)?;
    if row.erased_at.is_some() || row.merged_into.is_some() {
        return Err(Refused::NotThere.into());
    }
    refuse_last_coordinator(change, person)?;
    let now = change.now();
    if let Some(mut open) = erasures::open_of(change.conn(), person)? {
        if open.cause == ErasureCause::Asked {
            return Ok(open.due_at.and_utc());
        }
        // It would have been erased because nobody used it; now somebody wants it.
        open.cancelled_at = Some(now.naive_utc());
        erasures::store(change.tx, &open)?;
    }
    let due_at = now + WAIT;
    erasures::add(change.tx, person, ErasureCause::Asked, due_at)?;
    let mail = ErasureAsked { due: Moment { at: due_at, timezone: Zone::LONDON }, page: Page::at(PAGE) };
    post_to_person(change, person, |to| Letter::new(to, Message::ErasureAsked(mail)))?;
    change.note(Some(person), "erasure_asked", ("person", person), None);
    Ok(due_at)
}

/// Refuses what would leave nobody who runs the training offer.
pub(super) fn refuse_last_coordinator(change: &mut Change<'_, '_>, person: PersonId) -> Result<(), Failure> {
    if people::coordinators(change.conn())? == [person] {
        return forbidden(
            "last_coordinator",
            "Nobody else runs the training offer. Make somebody else a coordinator first; then your data can be \
             erased.",
        );
    }
    Ok(())
}
