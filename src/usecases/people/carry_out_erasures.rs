//! Erasures that are due, and records that nobody uses any more.

use super::{
    close_account,
    erase_person::{erase, is_last_coordinator},
};
use crate::{
    domain::{
        erasures::ErasureCause,
        ids::PersonId,
        retention::{NOTICE, Retention, months_before},
        times::{LONDON, day_in},
    },
    mail::message::{Day, Message, Page, RecordUnused},
    store::{
        read::people::{
            erasures as coming,
            unused::{self, UnusedSince},
        },
        write::{mail::erased, people::erasures, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::Failure,
        queue_mail::{Letter, post_to_person},
    },
};
use chrono::{DateTime, Utc};

impl UseCases {
    /// How long what is held about people is kept.
    #[must_use]
    pub fn retention(&self) -> Retention {
        self.settings.retention
    }

    /// Announces the erasure of records that nobody uses, and erases what is due; gives how many that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn carry_out_erasures(&self) -> Result<usize, Failure> {
        let now = self.db.clock().now();
        let since = unused_since(&self.settings.retention, now);
        let mut done = 0;
        for person in self.db.read(move |c| unused::unused(c, since)).await? {
            self.change(move |change| announce(change, person)).await?;
            done += 1;
        }
        for person in self.db.read(move |c| coming::due(c, now)).await? {
            done += usize::from(self.change(move |change| carry_out(change, person)).await?);
        }
        Ok(done)
    }

    /// Empties mails that named somebody who is erased, once they have left; gives their Message-IDs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_erased_mails(&self) -> Result<Vec<String>, Failure> {
        Ok(self.db.write(erased::settle).await?)
    }
}

fn unused_since(keep: &Retention, now: DateTime<Utc>) -> UnusedSince {
    UnusedSince {
        without_learning: keep.unused_months.map(|months| months_before(now, months)),
        with_learning: keep.learning_months.map(|months| months_before(now, months)),
    }
}

fn announce(change: &mut Change<'_, '_>, person: PersonId) -> Result<(), Failure> {
    locks::lock_people(change.tx, &[person])?;
    let now = change.now();
    let since = unused_since(&change.settings.retention, now);
    if erasures::open_of(change.conn(), person)?.is_some()
        || !unused::is_unused(change.conn(), since, person)?
    {
        return Ok(());
    }
    let due_at = now + NOTICE;
    erasures::add(change.tx, person, ErasureCause::Unused, due_at)?;
    let mail = RecordUnused {
        on: Day { day: day_in(due_at, LONDON) },
        sign_in: Page::at("/sign-in"),
        privacy: Page::at("/privacy"),
    };
    post_to_person(change, person, |to| Letter::new(to, Message::RecordUnused(mail)))?;
    change.note(None, "erasure_announced", ("person", person), None);
    Ok(())
}

/// Erases one that is still due; false when it has to wait for somebody.
fn carry_out(change: &mut Change<'_, '_>, person: PersonId) -> Result<bool, Failure> {
    close_account::lock(change, person)?;
    let now = change.now();
    let due = erasures::open_of(change.conn(), person)?.filter(|row| row.due_at.and_utc() <= now);
    let Some(mut row) = due else { return Ok(true) };
    if row.cause == ErasureCause::Unused {
        let since = unused_since(&change.settings.retention, now);
        if !unused::is_unused(change.conn(), since, person)? {
            row.cancelled_at = Some(now.naive_utc());
            erasures::store(change.tx, &row)?;
            change.note(None, "erasure_cancelled", ("person", person), None);
            return Ok(true);
        }
    }
    // It stands on the work board until there is another one.
    if is_last_coordinator(change, person)? {
        return Ok(false);
    }
    erase(change, row)?;
    Ok(true)
}
