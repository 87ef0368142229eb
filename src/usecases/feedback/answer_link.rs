//! The link by which somebody answers without signing in, as a mail carries it.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        feedback::{LinkKind, Opening},
        ids::{BookingId, PersonId, RowId, TokenId},
    },
    mail::message::{LinkTo, SecretLink},
    store::{
        read::{feedback::answer_links as links, registers::closing_facts::ClosingFacts},
        write::{bookings::booking::BookingRow, feedback::answer_links},
    },
    usecases::{change::Change, error::Failure},
};

/// The link by which the holder of a booking says how the course was, for the mail that tells the result: the one they
/// were sent before, where they were; none where they took it back.
pub(crate) fn feedback_link(
    change: &mut Change<'_, '_>,
    booking: &BookingRow,
    known: Option<&ClosingFacts>,
) -> Result<Option<SecretLink>, Failure> {
    let until = Opening::since(change.now()).until();
    let own = |link: &links::LinkRow| link.kind == LinkKind::Feedback && link.person_id == booking.person_id;
    let before = match known {
        Some(known) => known.links.iter().find(|&link| link.booking_id == booking.id && own(link)).cloned(),
        None => links::of_booking(change.conn(), booking.id)?.into_iter().find(own),
    };
    let id = match before {
        Some(link) if link.is_withdrawn() => return Ok(None),
        Some(link) => {
            answer_links::set_end(change.tx, link.id, until)?;
            link.id
        }
        None => new_link(change, (booking.id, booking.person_id), LinkKind::Feedback, until)?,
    };
    Ok(Some(carried(id, LinkTo::Feedback)))
}

/// A link that asks until then.
pub(crate) fn new_link(
    change: &mut Change<'_, '_>,
    of: (BookingId, PersonId),
    kind: LinkKind,
    until: DateTime<Utc>,
) -> Result<RowId, Failure> {
    Ok(answer_links::add(change.tx, of, kind, until)?)
}

/// A link as a mail carries it: by its id alone.
pub(crate) fn carried(id: RowId, to: LinkTo) -> SecretLink {
    SecretLink::new(TokenId::from_uuid(id.uuid()), to)
}
