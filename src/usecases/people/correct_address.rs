//! Putting right an address that nobody has confirmed: it was mistyped, and mail to it reaches nobody, or a stranger.

use super::{
    claim_membership::called_in_mails,
    main_address::{main_address, say_if_moved},
    sign_up::{REGISTERED, has_confirmed_address, send_confirmation},
};
use crate::{
    domain::{
        accounts::{INVITATION, Waiting},
        ids::{AddressId, PersonId},
        people::EmailAddress,
        times::Zone,
        words::TokenKind,
    },
    mail::message::{InvitedToJoin, LinkTo, Message, Moment, SecretLink},
    store::{
        Error,
        read::people::person::{self as people, Recipient},
        write::people::{
            addresses::{self, AddressRow},
            organisations as organisation_rows,
            person::{self, PersonRow},
            tokens,
        },
    },
    usecases::{
        change::Change,
        error::{Failure, forbidden},
        queue_mail::{Letter, post},
    },
};

/// Corrects a person's address, or gives one to somebody who has none. What was mailed to the old one opens nothing
/// any more; what waited for its confirmation waits for that of the new one, and the record with its history with it.
/// The person must be locked.
pub(super) fn correct(
    change: &mut Change<'_, '_>,
    by: PersonId,
    row: &PersonRow,
    email: &EmailAddress,
) -> Result<(), Failure> {
    let own = addresses::of_person(change.conn(), row.id)?;
    let wrong = own.first();
    if wrong.is_some_and(|address| address.email == email.as_str()) {
        return Ok(());
    }
    if wrong.is_some_and(|address| address.confirmed_at.is_some()) {
        return forbidden(
            "address_confirmed",
            "This address is confirmed, so it is its holder's to change: they add the new one on their account page, \
             confirm it, and make it their main one.",
        );
    }
    let before = main_address(change, row.id)?;
    make_free(change, row.id, email)?;
    let waiting = match wrong {
        Some(wrong) => what_waits(change, wrong)?,
        None => None,
    };
    let address = match wrong {
        Some(wrong) => {
            tokens::end_all_of(change.tx, wrong.id)?;
            addresses::correct(change.tx, wrong.id, email)?;
            wrong.id
        }
        None => person::add_address(change.tx, row.id, email, false)?,
    };
    change.note(Some(by), "address_corrected", ("address", address), None);
    ask_to_confirm(change, row, (address, email), waiting)?;
    say_if_moved(change, row.id, before, Some(by))
}

/// Goes on only if the address is nobody's. A registration that was never confirmed gives no right to it.
fn make_free(change: &mut Change<'_, '_>, person: PersonId, email: &EmailAddress) -> Result<(), Failure> {
    let Some(known) = addresses::find(change.conn(), email)? else { return Ok(()) };
    if known.person_id == person {
        let own = addresses::of_person(change.conn(), person)?;
        if own.first().is_some_and(|first| first.id == known.id) {
            return Ok(());
        }
        return forbidden("address_known", "This address stands in this record already.");
    }
    let owner = person::load_person(change.conn(), known.person_id)?;
    if owner.source == REGISTERED && !has_confirmed_address(change.tx, owner.id)? {
        tokens::delete_all_of(change.tx, known.id)?;
        addresses::remove(change.tx, known.id)?;
        return Ok(());
    }
    forbidden(
        "address_known",
        "Another record has this address. If both are of one person, put the two records together instead.",
    )
}

/// What waited for the wrong address to be confirmed, first of all an invitation.
fn what_waits(change: &mut Change<'_, '_>, wrong: &AddressRow) -> Result<Option<Waiting>, Failure> {
    let mut waiting: Vec<Waiting> = Vec::new();
    for token in tokens::hold_unused_of(change.tx, wrong.id, TokenKind::ConfirmAddress)? {
        if token.person_id != wrong.person_id {
            continue;
        }
        if let Some(payload) = &token.payload {
            waiting.push(serde_json::from_str(payload).map_err(|e| Error::Broken(e.to_string()))?);
        }
    }
    let invited = waiting.iter().position(|one| matches!(one, Waiting::Invitation { .. }));
    Ok(invited.or(if waiting.is_empty() { None } else { Some(0) }).map(|at| waiting.swap_remove(at)))
}

fn ask_to_confirm(
    change: &mut Change<'_, '_>,
    row: &PersonRow,
    (address, email): (AddressId, &EmailAddress),
    waiting: Option<Waiting>,
) -> Result<(), Failure> {
    let to = Recipient { person: Some(row.id), name: row.name.clone(), email: email.as_str().to_owned() };
    let waiting = waiting.unwrap_or(Waiting::FurtherAddress);
    let Waiting::Invitation { organisation, by: inviter, .. } = &waiting else {
        return send_confirmation(change, to, (row.id, address), &waiting, None);
    };
    let payload = serde_json::to_string(&waiting).map_err(|e| Error::Broken(e.to_string()))?;
    let until = change.now() + INVITATION;
    let token = tokens::add(change.tx, TokenKind::ConfirmAddress, (row.id, address), Some(payload), until)?;
    let message = Message::InvitedToJoin(InvitedToJoin {
        inviter: people::name(change.conn(), *inviter)?,
        organisation: called_in_mails(&organisation_rows::load(change.conn(), *organisation)?),
        link: SecretLink::new(token, LinkTo::Join),
        until: Moment { at: until, timezone: Zone::LONDON },
        booked: None,
    });
    post(change, Letter::new(to, message))?;
    Ok(())
}
