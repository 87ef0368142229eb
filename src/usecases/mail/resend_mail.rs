//! Sending a failed mail again.

use crate::{
    domain::{access::Actor, ids::MailId, people::reads_as_a_name, words::MailState},
    store::{
        WriteTx,
        read::{
            mail::outbox::{self as board, MailView},
            people::person,
        },
        write::{
            mail::outbox::{self, MailRow},
            service::audit,
        },
    },
    usecases::{
        UseCases,
        error::{Failure, forbidden},
    },
};

/// Mails about an address itself. They carry what only its owner may have, so they go to no other.
const OF_ONE_ADDRESS: [&str; 5] =
    ["sign_in_link", "confirm_address", "address_already_known", "shared_mailbox", "invited_to_join"];

impl UseCases {
    /// Puts a failed mail back into the queue, to the address its reader has now.
    ///
    /// # Errors
    /// `mail_not_failed`, `mail_overtaken` when a newer mail says otherwise, `mail_purged` when its content is gone.
    pub async fn resend_mail(&self, actor: Actor, mail: MailId) -> Result<MailView, Failure> {
        self.change(move |change| resend(change.tx, &actor, mail)).await
    }
}

fn resend(tx: &mut WriteTx<'_>, actor: &Actor, id: MailId) -> Result<MailView, Failure> {
    let mut row = outbox::load(tx, id)?;
    if row.state != MailState::Failed {
        return forbidden("mail_not_failed", format!("This mail has not failed; it is {}.", row.state));
    }
    if row.payload.is_none() {
        return forbidden(
            "mail_purged",
            "What this mail said has been deleted, as happens 30 days after it failed.",
        );
    }
    if let (Some(uid), Some(sequence)) = (&row.invite_uid, row.invite_sequence)
        && outbox::has_newer(tx, uid, sequence)?
    {
        return forbidden(
            "mail_overtaken",
            "A newer mail about the same date was queued after this one. Send that one again instead.",
        );
    }
    readdress(tx, &mut row)?;
    if !outbox::queue_again(tx, &row)? {
        return forbidden("mail_not_failed", "This mail has just been sent again.");
    }
    audit::record(tx, Some(actor.person_id), "mail_resent", ("mail", id), Some(&row.kind))?;
    Ok(board::view(tx.conn(), id)?)
}

/// Takes in an address that was put right since. What carries an invite goes to the calendar that has the date, or was
/// to have it: when mail to its reader moved to another address, newer mails moved the date there.
fn readdress(tx: &mut WriteTx<'_>, row: &mut MailRow) -> Result<(), Failure> {
    let Some(person) = row.person_id.filter(|_| !OF_ONE_ADDRESS.contains(&row.kind.as_str())) else {
        return Ok(());
    };
    let Some(mut to) = person::recipient(tx.conn(), person)? else {
        return forbidden("mail_unaddressed", "This person has no address, or their record is closed.");
    };
    if row.invite.is_some() {
        return Ok(());
    }
    if !person::is_confirmed_address(tx.conn(), &to.email)? && !reads_as_a_name(&to.name) {
        to.name.clear();
    }
    (row.to_name, row.to_email) = (to.name, to.email);
    Ok(())
}
