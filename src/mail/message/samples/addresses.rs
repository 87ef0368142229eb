//! Mails about what goes with a person to another address.

use super::{Sample, action_learning, booking, date, sample};
use crate::mail::message::{InviteMovedAway, InviteMovedHere, Joining, Message};

pub(super) fn addresses() -> Vec<Sample> {
    let here = |joining: Option<Joining>| {
        let joining_follows = joining.is_none();
        let date = date(&action_learning(), 2);
        Message::InviteMovedHere(InviteMovedHere { date, joining, joining_follows, booking: booking() })
    };
    let link = Joining { url: Some("https://zoom.example/j/98765432100".to_owned()), ..Joining::default() };
    let away = InviteMovedAway { date: date(&action_learning(), 2), booking: booking() };
    vec![
        sample("invite_moved_away", Message::InviteMovedAway(away)),
        sample("invite_moved_here", here(Some(link))),
        sample("invite_moved_here_without_joining", here(None)),
    ]
}
