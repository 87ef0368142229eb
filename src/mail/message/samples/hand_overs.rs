//! Mails about what somebody else means for the reader: a place offered by a colleague or booked from a list, a manager.

use super::{Sample, SecretLink, action_learning, booking, introduction, moment, place, sample};
use crate::{
    domain::ids::TokenId,
    mail::message::{Booked, HandOverNotTakenUp, HandOverOffered, LinkTo, ManagerAsked, Message, Page},
};

pub(super) fn hand_overs() -> Vec<Sample> {
    let token = TokenId::from_uuid(uuid::Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0021));
    let offered = HandOverOffered {
        session: introduction(),
        giver: "Łukasz Żółć".to_owned(),
        link: SecretLink::new(token, LinkTo::HandOver),
        until: moment(2027, 1, 7, 17),
    };
    let not_taken_up = HandOverNotTakenUp {
        session: introduction(),
        booking: booking(),
        whose: None,
        colleague: "Zoë Brontë".to_owned(),
        offered_at: moment(2027, 1, 6, 9),
    };
    vec![
        sample(
            "booked_from_a_list",
            Message::Booked(Booked {
                place: place(introduction()),
                booked_by: Some("Cora Dinator".to_owned()),
                asked_by: Some("Maureen Clarke".to_owned()),
                say_no: Some(SecretLink::new(token, LinkTo::NotComing)),
                note: None,
                told: vec![],
            }),
        ),
        sample(
            "manager_asked",
            Message::ManagerAsked(ManagerAsked {
                manager: "Maureen Clarke".to_owned(),
                asked_by: "Cora Dinator".to_owned(),
                page: Page::at("/account/who-sees"),
            }),
        ),
        sample("hand_over_offered", Message::HandOverOffered(offered.clone())),
        sample(
            "hand_over_offered_set",
            Message::HandOverOffered(HandOverOffered { session: action_learning(), ..offered }),
        ),
        sample("hand_over_not_taken_up", Message::HandOverNotTakenUp(not_taken_up.clone())),
        sample(
            "hand_over_not_taken_up_by_manager",
            Message::HandOverNotTakenUp(HandOverNotTakenUp {
                whose: Some("Amira Khan".to_owned()),
                ..not_taken_up
            }),
        ),
    ]
}
