//! What a mail says to an address that nobody has confirmed: anybody can have typed it, so the mail carries no words of
//! anybody's choice, and of names only those that read as one.

use super::Message;
use crate::domain::people::reads_as_a_name;

/// Stands for a name that cannot be said.
const SOMEBODY: &str = "somebody";
/// Stands for words that are not repeated.
const NOT_REPEATED: &str = "It stands on your page, once you have confirmed your address.";

fn plain(name: &mut String) {
    if !reads_as_a_name(name) {
        SOMEBODY.clone_into(name);
    }
}

fn plain_if_any(name: &mut Option<String>) {
    if let Some(name) = name {
        plain(name);
    }
}

impl Message {
    /// The same mail for an address that nobody has confirmed.
    #[must_use]
    pub fn to_unconfirmed(mut self) -> Self {
        match &mut self {
            Self::InvitedToJoin(facts) => plain(&mut facts.inviter),
            Self::ManagerAsked(facts) => {
                plain(&mut facts.manager);
                plain(&mut facts.asked_by);
            }
            Self::Booked(facts) => {
                plain_if_any(&mut facts.booked_by);
                plain_if_any(&mut facts.asked_by);
                facts.note = None;
                facts.told.retain(|name| reads_as_a_name(name));
            }
            Self::Moved(facts) => plain_if_any(&mut facts.moved_by),
            Self::BookingCancelled(facts) => {
                plain_if_any(&mut facts.cancelled_by);
                facts.reason = None;
            }
            Self::PlaceHandedOver(facts) => {
                plain(&mut facts.colleague);
                plain_if_any(&mut facts.handed_over_by);
            }
            Self::PlaceReceived(facts) => plain(&mut facts.colleague),
            Self::OnDemandBegun(facts) => plain(&mut facts.begun_by),
            Self::HandOverOffered(facts) => plain(&mut facts.giver),
            Self::HandOverNotTakenUp(facts) => {
                plain_if_any(&mut facts.whose);
                plain(&mut facts.colleague);
            }
            Self::Requested(facts) => {
                plain(&mut facts.asked);
                plain_if_any(&mut facts.requested_by);
            }
            Self::Approved(facts) => plain(&mut facts.approved_by),
            Self::Declined(facts) => {
                plain(&mut facts.declined_by);
                NOT_REPEATED.clone_into(&mut facts.reason);
            }
            Self::DisputeAnswered(facts) => {
                plain_if_any(&mut facts.about);
                plain_if_any(&mut facts.said_by);
                NOT_REPEATED.clone_into(&mut facts.says);
            }
            Self::ImpactAskedManager(facts) => plain(&mut facts.person),
            Self::ReminderWeek(facts) => plain(&mut facts.certificate_name),
            _ => {}
        }
        self
    }
}
