//! What a coordinator is told of mail that the mail server keeps waiting, and what helps.

use crate::{
    domain::times::{LONDON, ZoneNote, moment},
    store::read::mail::due::HeldUp,
};

/// What there is, and what to do about it; mail comes from the address `sender`.
pub(super) fn words(held_up: &HeldUp, sender: &str) -> (String, String) {
    let what = match held_up.waiting {
        1 => "1 mail waits for the mail server".to_owned(),
        some => format!("{some} mails wait for the mail server"),
    };
    let since = moment(held_up.since, LONDON, ZoneNote::WhenElsewhere);
    let note = format!(
        "Since {since} it does not take them. It says: “{}”. Ask whoever runs the mail server to take mail of this \
         service, which sends as {sender}. Nothing is lost: it is tried again by itself every few minutes, and all of it \
         leaves once it is let.",
        held_up.said
    );
    (what, note)
}
