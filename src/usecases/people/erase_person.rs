//! Erasing what is held about a person: their places are freed first, then everything they are known by goes. What is
//! left is the record of somebody without a name, on which counts and others' papers rest.

use chrono::{DateTime, Utc};

use super::{
    ask_for_erasure::refuse_last_coordinator,
    close_account::{self, KeptPlaces},
};
use crate::{
    domain::{
        erasures::{ErasureCause, LONGEST_REASON},
        hand_overs::HandOverEnd,
        ids::PersonId,
        input::long_text,
    },
    mail::message::{DataErased, Message, Page},
    store::{
        read::{bookings::hand_overs as offered, people::person as people},
        write::{
            bookings::hand_overs,
            mail::erased::note_mails,
            people::{
                addresses, erasing,
                erasures::{self, ErasureRow},
                free_text, logins, person,
            },
        },
    },
    usecases::{
        UseCases,
        bookings::hand_over_place::not_taken_up,
        change::Change,
        error::{Failure, Refused, forbidden},
        events::{AccountClosed, Event},
        queue_mail::{Letter, post_to_person},
    },
};

impl UseCases {
    /// Erases what is held about a person at once, as a coordinator decides; says when that was.
    ///
    /// # Errors
    /// No reason; 409 `own_account`; [`Refused::NotThere`] when it is erased already.
    pub async fn erase_person(
        &self,
        by: PersonId,
        person: PersonId,
        reason: &str,
    ) -> Result<DateTime<Utc>, Failure> {
        let reason = long_text("reason", reason, LONGEST_REASON)?;
        if by == person {
            return forbidden(
                "own_account",
                "This is your own data: ask for its erasure on your account's page, or have another coordinator \
                 erase it.",
            );
        }
        self.change(move |change| {
            close_account::lock(change, person)?;
            let now = change.now();
            let mut row = match erasures::open_of(change.conn(), person)? {
                Some(open) => open,
                None => erasures::add(change.tx, person, ErasureCause::Decided, now)?,
            };
            row.decided_by = Some(by);
            row.reason = Some(reason.clone());
            erase(change, row)?;
            Ok(change.now())
        })
        .await
    }
}

/// Carries an erasure out; the person and whatever it touches is locked.
pub(super) fn erase(change: &mut Change<'_, '_>, mut erasure: ErasureRow) -> Result<(), Failure> {
    let person = erasure.person_id;
    let mut row = person::load_person(change.conn(), person)?;
    if row.erased_at.is_some() || row.merged_into.is_some() {
        return Err(Refused::NotThere.into());
    }
    refuse_last_coordinator(change, person)?;
    let by = erasure.decided_by;
    // Who decided it did it; what was asked for is done by whoever asked.
    let actor = by.unwrap_or(person);
    close_account::take_leave(change, actor, person, &KeptPlaces::None)?;
    let records = erasing::records(change.conn(), person)?;
    turn_down_offers(change, &records)?;
    let mail = DataErased {
        decided: by.is_some(),
        reason: by.and(erasure.reason.clone()),
        verify: Page::at("/verify"),
    };
    post_to_person(change, person, |to| Letter::new(to, Message::DataErased(mail)))?;
    let was_open = row.disabled_at.is_none();
    row.disabled_at = row.disabled_at.or(Some(change.now().naive_utc()));
    person::store_person(change.tx, &row)?;
    logins::end_all(change.tx, person, "erased")?;
    for record in &records {
        change.note(by, "person_erased", ("person", *record), None);
    }
    if was_open {
        change.say(Event::AccountClosed(AccountClosed { person, by: actor }));
    }
    change.follow()?;
    erasure.done_at = Some(change.now().naive_utc());
    erasures::store(change.tx, &erasure)?;
    forget(change, &records)
}

/// Places that others offer to their address are not taken up.
fn turn_down_offers(change: &mut Change<'_, '_>, records: &[PersonId]) -> Result<(), Failure> {
    for record in records {
        for address in addresses::of_person(change.conn(), *record)? {
            for id in offered::open_to_address(change.conn(), &address.email.to_ascii_lowercase())? {
                if let Some(open) = hand_overs::find(change.conn(), id)? {
                    not_taken_up(change, &open, HandOverEnd::Declined)?;
                }
            }
        }
    }
    change.follow()
}

/// Takes them out of every row.
fn forget(change: &mut Change<'_, '_>, records: &[PersonId]) -> Result<(), Failure> {
    let known = erasing::known_as(change.conn(), records)?;
    let shared = erasing::shared_names(change.conn(), records, &known)?;
    // Within words that are about nobody in particular a name is theirs only if it is nobody else's.
    let known = known.without_names(&shared);
    let own_bookings = erasing::bookings_of(change.conn(), records)?;
    note_mails(change.tx, records, &own_bookings, &known)?;
    erasing::erase_rows(change.tx, records, &own_bookings)?;
    free_text::take_out(change.tx, &known)?;
    Ok(())
}

/// Whether somebody is there who could go on when this person is gone.
pub(super) fn is_last_coordinator(change: &mut Change<'_, '_>, person: PersonId) -> Result<bool, Failure> {
    Ok(people::coordinators(change.conn())? == [person])
}
