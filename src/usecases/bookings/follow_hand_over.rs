//! Follower: the colleague is asked, whoever offered the place is told when nobody took it up, and an offer ends with
//! the place it is about.

use super::hand_over_events::{HandOverHappened, HandOverStep};
use crate::{
    domain::{
        hand_overs::HandOverEnd,
        ids::{PersonId, TokenId},
    },
    mail::message::{HandOverNotTakenUp, HandOverOffered, LinkTo, Message, SecretLink},
    store::{
        read::people::person::{self, Recipient},
        write::bookings::hand_overs,
    },
    usecases::{
        change::Change,
        error::Failure,
        events::{Event, Happened},
        queue_mail::{Letter, booking_ref, letter, post, post_to_person},
    },
};

/// Tells them, and ends what has lost its ground.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    match event {
        Event::HandOver(step) => {
            match step.what {
                HandOverHappened::Made => ask(change, step)?,
                HandOverHappened::NotTakenUp => tell(change, step)?,
            }
            Ok(true)
        }
        Event::Booking(step) if matches!(step.what, Happened::Ended { .. } | Happened::Moved { .. }) => {
            let open = hand_overs::open_of(change.conn(), step.booking.id)?;
            let Some(open) = open else { return Ok(false) };
            hand_overs::end(change.tx, open.id, HandOverEnd::Withdrawn)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

fn ask(change: &mut Change<'_, '_>, step: &HandOverStep) -> Result<(), Failure> {
    let row = &step.hand_over;
    let (Some(name), Some(email)) = (row.name.clone(), row.email.clone()) else { return Ok(()) };
    let mail = HandOverOffered {
        session: step.scene.facts(),
        giver: person::name(change.conn(), step.booking.person_id)?,
        link: SecretLink::new(TokenId::from_uuid(row.id.uuid()), LinkTo::HandOver),
        until: step.scene.moment(row.open_until.and_utc()),
    };
    // As it was typed: nothing is looked up about whose address it is.
    let to = Recipient { person: None, name, email };
    post(change, Letter::new(to, Message::HandOverOffered(mail)).about_session(step.scene.id()))?;
    Ok(())
}

fn tell(change: &mut Change<'_, '_>, step: &HandOverStep) -> Result<(), Failure> {
    let holder = step.booking.person_id;
    let mut told: Vec<PersonId> = vec![holder, step.hand_over.made_by];
    told.dedup();
    let name = person::name(change.conn(), holder)?;
    for person in told {
        let mail = HandOverNotTakenUp {
            session: step.scene.facts(),
            booking: booking_ref(&step.booking),
            whose: (person != holder).then(|| name.clone()),
            colleague: step.hand_over.name.clone().unwrap_or_default(),
            offered_at: step.scene.moment(step.hand_over.made_at.and_utc()),
        };
        post_to_person(change, person, |to| {
            letter(&to, Message::HandOverNotTakenUp(mail), &step.scene, &step.booking)
        })?;
    }
    Ok(())
}
