//! Putting off an erasure that somebody asked for, with a reason that they are told.

use chrono::{DateTime, NaiveDate, Utc};

use super::ask_for_erasure::PAGE;
use crate::{
    domain::{
        erasures::{LONGEST_REASON, latest},
        ids::PersonId,
        input::{FieldError, FieldErrors, long_text},
        times::{self, LONDON, Zone, day_in, start_of_day},
    },
    mail::message::{ErasurePutOff, Message, Moment, Page},
    store::write::{people::erasures, service::locks},
    usecases::{
        UseCases,
        error::{Failure, Refused, forbidden},
        queue_mail::{Letter, post_to_person},
    },
};

/// Putting an erasure off.
#[derive(Debug, Clone)]
pub struct PutOffErasure {
    /// The coordinator.
    pub by: PersonId,
    /// Whose data it is.
    pub person: PersonId,
    /// The day on which it is done instead.
    pub until: NaiveDate,
    /// Why, as the person is told.
    pub reason: String,
}

impl UseCases {
    /// Puts it off; says to when.
    ///
    /// # Errors
    /// No reason, a day that is not later, or one more than a month after it was first due; 409 `own_account`;
    /// [`Refused::NotThere`] when nothing is to be erased.
    pub async fn put_off_erasure(&self, ask: PutOffErasure) -> Result<DateTime<Utc>, Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[ask.person])?;
            let Some(mut row) = erasures::open_of(change.conn(), ask.person)? else {
                return Err(Refused::NotThere.into());
            };
            if ask.by == ask.person {
                return forbidden(
                    "own_account",
                    "This is your own data: keep your record on your account's page, or ask another coordinator.",
                );
            }
            let due_at = start_of_day(ask.until, LONDON);
            let latest = latest(row.first_due_at.and_utc());
            let mut errors = FieldErrors::new();
            let reason = errors.keep(long_text("reason", &ask.reason, LONGEST_REASON));
            if due_at <= row.due_at.and_utc() || due_at > latest {
                errors.keep::<()>(Err(FieldError::new(
                    "until",
                    format!(
                        "Give a day after {}, and at the latest {}: an erasure can be put off by a month.",
                        times::day(day_in(row.due_at.and_utc(), LONDON)),
                        times::day(day_in(latest, LONDON)),
                    ),
                )));
            }
            let reason = errors.finish(reason.unwrap_or_default())?;
            row.due_at = due_at.naive_utc();
            row.put_off_at = Some(change.now().naive_utc());
            row.put_off_by = Some(ask.by);
            row.put_off_reason = Some(reason.clone());
            erasures::store(change.tx, &row)?;
            let due = Moment { at: due_at, timezone: Zone::LONDON };
            let mail = ErasurePutOff { due, reason, page: Page::at(PAGE) };
            post_to_person(change, ask.person, |to| Letter::new(to, Message::ErasurePutOff(mail)))?;
            change.note(Some(ask.by), "erasure_put_off", ("person", ask.person), None);
            Ok(due_at)
        })
        .await
    }
}
