//! Requests nobody has answered: one reminder, then the next who can say yes.

use chrono::{DateTime, Utc};

use super::{
    ask_for_approval::{approval_wanted, ask_approvers, request_facts, voice, who_is_asked},
    open_booking::open_booking,
};
use crate::{
    domain::{
        approvals::{Asked, asked},
        ids::BookingId,
        words::{BookingState, Word},
    },
    mail::message::Message,
    store::{
        AnyConnection,
        read::bookings::sweeps,
        write::bookings::booking::{self, BookingRow},
    },
    usecases::{
        UseCases,
        change::Change,
        error::Failure,
        queue_mail::{letter, post_to_person},
    },
};

/// What time asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Nothing,
    Remind,
    PassOn,
}

impl UseCases {
    /// Reminds whoever is asked for a yes, and passes unanswered requests on; each in a write of its own. Gives how
    /// many it acted on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn escalate_approvals(&self) -> Result<usize, Failure> {
        let now = self.db.clock().now();
        let due = self
            .db
            .read(move |c| {
                let mut due = Vec::new();
                for id in sweeps::open_requests(c, now)? {
                    let booking = booking::load(c, id)?;
                    if next_step(c, &booking, now)?.0 != Step::Nothing {
                        due.push(id);
                    }
                }
                Ok::<_, Failure>(due)
            })
            .await?;
        let count = due.len();
        for id in due {
            self.change(move |change| bring_on(change, id)).await?;
        }
        Ok(count)
    }
}

fn next_step(
    connection: &mut AnyConnection,
    booking: &BookingRow,
    now: DateTime<Utc>,
) -> Result<(Step, Asked), Failure> {
    let (facts, ..) = request_facts(connection, booking, now)?;
    let asked = asked(facts, now);
    let reminded_at = booking.approval_reminded_at.map(|at| at.and_utc());
    let step = if booking.approval_with != Some(asked.approver) {
        Step::PassOn
    } else if asked.reminder_due(now, reminded_at) {
        Step::Remind
    } else {
        Step::Nothing
    };
    Ok((step, asked))
}

/// Does what is due about a request: nothing, the one reminder, or passing it on.
pub(crate) fn bring_on(change: &mut Change<'_, '_>, id: BookingId) -> Result<(), Failure> {
    let open = open_booking(change, id, &[], &[])?;
    let (scene, mut booking) = (open.scene, open.booking);
    if booking.state != BookingState::Requested {
        return Ok(());
    }
    let now = change.tx.now();
    let (step, asked) = next_step(change.tx.conn(), &booking, now)?;
    match step {
        Step::Nothing => {}
        Step::PassOn => {
            ask_approvers(change, &scene, &mut booking)?;
            let to = booking.approval_with.map(Word::as_str);
            change.note(None, "approval_passed_on", ("booking", id), to);
        }
        Step::Remind => {
            booking.approval_reminded_at = Some(now.naive_utc());
            booking::store(change.tx, &booking)?;
            change.note(None, "approval_reminded", ("booking", id), None);
            let until = asked.until.unwrap_or(scene.starts_at()).min(scene.starts_at());
            let answer_by = scene.moment(until);
            let wanted = approval_wanted(change.tx, &scene, &booking, voice(asked.approver), answer_by)?;
            for person in who_is_asked(change.tx, &booking, asked.approver)? {
                let wanted = wanted.clone();
                post_to_person(change, person, |to| {
                    letter(&to, Message::ApprovalReminder(wanted), &scene, &booking)
                })?;
            }
        }
    }
    Ok(())
}
