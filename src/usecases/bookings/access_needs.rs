//! What somebody needs to take part, and that it is arranged. Health data: it stands in its own row alone, and neither
//! audit lines nor mails nor stored answers repeat it.

use crate::{
    domain::{
        access::Actor,
        booking_states::{active, has_result},
        ids::BookingId,
        input::optional_long_text,
    },
    store::{
        WriteTx,
        read::bookings::access_needs::{AccessNeedsView, of_booking},
        write::{
            bookings::{
                access_needs,
                booking::{self, BookingRow},
            },
            service::{audit, locks},
        },
    },
    usecases::{
        UseCases,
        error::{Failure, forbidden},
    },
};

/// The most that can be said at once, in characters.
pub const LONGEST: usize = 1_000;
/// The most that stands for one booking where others have added to what the person said.
const LONGEST_TOGETHER: usize = 8 * LONGEST;

/// What somebody needs.
#[derive(Debug, Clone)]
pub struct EditAccessNeeds {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// For which booking.
    pub booking: BookingId,
    /// In words; nothing takes back what was said before.
    pub needs: Option<String>,
    /// Keep it past the thirty days after the session; unchanged when `None`.
    pub keep: Option<bool>,
    /// Whether they may read what was said before. Whoever may not adds to it, and neither changes it nor learns
    /// whether there is any.
    pub reads: bool,
}

impl UseCases {
    /// Stores what somebody needs for a booking. Other words have to be arranged anew.
    ///
    /// # Errors
    /// `wrong_state` for a booking that was given up; words that are too long.
    pub async fn edit_access_needs(&self, ask: EditAccessNeeds) -> Result<AccessNeedsView, Failure> {
        self.change(move |change| edit(change.tx, &ask)).await
    }

    /// Marks what somebody needs as arranged; marked again it stays as it is.
    ///
    /// # Errors
    /// `no_access_needs` where nothing was asked for.
    pub async fn arrange_access_needs(
        &self,
        actor: Actor,
        booking: BookingId,
    ) -> Result<AccessNeedsView, Failure> {
        self.change(move |change| {
            lock(change.tx, booking)?;
            let kept = of_booking(change.tx.conn(), booking)?;
            if kept.needs.is_none() {
                return forbidden("no_access_needs", "Nothing was asked for that could be arranged.");
            }
            if kept.arranged {
                return Ok(kept);
            }
            let by = Some(actor.person_id);
            access_needs::set_arranged(change.tx, booking, by)?;
            change.note(by, "access_needs_arranged", ("booking", booking), None);
            Ok(of_booking(change.tx.conn(), booking)?)
        })
        .await
    }
}

fn lock(tx: &mut WriteTx<'_>, id: BookingId) -> Result<BookingRow, Failure> {
    let person = booking::load(tx.conn(), id)?.person_id;
    locks::lock_people(tx, &[person])?;
    Ok(booking::load(tx.conn(), id)?)
}

fn edit(tx: &mut WriteTx<'_>, ask: &EditAccessNeeds) -> Result<AccessNeedsView, Failure> {
    let words = optional_long_text("needs", ask.needs.as_deref(), LONGEST)?;
    let booking = lock(tx, ask.booking)?;
    if !active(booking.state) && !has_result(booking.state) {
        let detail = format!("This booking is {}: nothing needs to be arranged for it.", booking.state);
        return forbidden("wrong_state", detail);
    }
    let before = of_booking(tx.conn(), ask.booking)?;
    if !ask.reads {
        return add_unseen(tx, ask, words, &before);
    }
    let keep = ask.keep.unwrap_or(before.keep);
    match words {
        None => access_needs::forget(tx, ask.booking)?,
        Some(words) if before.needs.as_ref() == Some(&words) => {
            access_needs::set_keep(tx, ask.booking, keep)?;
        }
        Some(words) => access_needs::keep(tx, ask.booking, &words, keep)?,
    }
    audit::record(tx, Some(ask.actor.person_id), "access_needs_changed", ("booking", ask.booking), None)?;
    Ok(of_booking(tx.conn(), ask.booking)?)
}

/// Adds words below those that the caller may not read; the answer says no more than they typed.
fn add_unseen(
    tx: &mut WriteTx<'_>,
    ask: &EditAccessNeeds,
    words: Option<String>,
    before: &AccessNeedsView,
) -> Result<AccessNeedsView, Failure> {
    let keep = ask.keep.unwrap_or_default();
    if let Some(added) = &words {
        let told = before.needs.as_deref().is_some_and(|kept| kept.split(BETWEEN).any(|part| part == added));
        let together = match &before.needs {
            Some(kept) => format!("{kept}{BETWEEN}{added}"),
            None => added.clone(),
        };
        if !told && together.chars().count() <= LONGEST_TOGETHER {
            access_needs::keep(tx, ask.booking, &together, before.keep || keep)?;
            let by = Some(ask.actor.person_id);
            audit::record(tx, by, "access_needs_added", ("booking", ask.booking), None)?;
        }
    }
    Ok(AccessNeedsView { needs: words, keep, ..AccessNeedsView::default() })
}

/// Stands between what a person said and what others added.
const BETWEEN: &str = "\n\n";
