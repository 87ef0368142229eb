//! Writing to people who are not one's own: how many within an hour. Asked where the mail is made, so that no door can
//! forget it.

use crate::{
    domain::{
        ids::PersonId,
        strangers::{HOUR, MOST_AN_HOUR, wait_for_one_more},
    },
    store::read::people::strangers::written_to,
    usecases::{
        change::Change,
        error::{Failure, Refused},
    },
};

/// Goes on only if one more may be written to; whoever runs the training writes to as many as they have to.
///
/// # Errors
/// [`Refused::Later`] with the time to wait.
pub(crate) fn check_one_more(
    change: &mut Change<'_, '_>,
    by: PersonId,
    is_coordinator: bool,
) -> Result<(), Failure> {
    if is_coordinator {
        return Ok(());
    }
    // What was said before in this very change counts too: a list is one change.
    change.follow()?;
    let now = change.now();
    let written = written_to(change.conn(), by, now - HOUR, MOST_AN_HOUR)?;
    let Some(wait) = wait_for_one_more(&written, now) else { return Ok(()) };
    let seconds = wait.num_seconds().max(1);
    let minutes = (seconds + 59) / 60;
    Err(Refused::Later {
        code: "too_many_requests",
        detail: format!(
            "At most {MOST_AN_HOUR} people an hour can be invited, named or offered a place who are not yours yet: \
             each of them gets a mail. Nothing of this was sent or changed. Go on in {minutes} minutes, with a shorter \
             list where it is long, or ask the training team to add it."
        ),
        seconds,
    }
    .into())
}
