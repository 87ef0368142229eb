//! In which order mails about one date leave.

use proptest::prelude::*;
use training_ladder::domain::{
    ids::MailId,
    mail_order::{InviteMail, Turns},
    words::MailState::{self, Failed, Queued, Sending, Sent, Superseded},
};
use uuid::Uuid;

fn id(number: u128) -> MailId {
    MailId::from_uuid(Uuid::from_u128(number))
}

fn mail(number: u128, sequence: i32, to: &str, state: MailState) -> InviteMail {
    InviteMail {
        id: id(number),
        uid: "date".to_owned(),
        sequence,
        to: to.to_owned(),
        state,
        possibly_sent: false,
        message_id: format!("<{number}@example.org>"),
        in_reply_to: (number > 1).then(|| "<1@example.org>".to_owned()),
    }
}

#[test]
fn of_several_to_one_address_that_never_left_the_newest_goes() {
    let all = vec![mail(1, 0, "a", Queued), mail(2, 1, "a", Queued), mail(3, 2, "a", Queued)];
    let turns = Turns::of(&[id(1), id(2), id(3)], all);
    assert_eq!(turns.go.iter().map(|going| going.id).collect::<Vec<_>>(), [id(3)]);
    assert_eq!(turns.overtaken, [id(1), id(2)]);
    assert!(!turns.go[0].thread_began && !turns.go[0].invited_before);
}

#[test]
fn to_another_address_each_waits_for_the_one_before() {
    let all = vec![mail(1, 0, "a", Queued), mail(2, 1, "b", Queued)];
    let turns = Turns::of(&[id(1), id(2)], all);
    assert_eq!((turns.go.len(), turns.go[0].id, turns.overtaken.len()), (1, id(1), 0));
}

#[test]
fn what_may_have_left_goes_before_all_that_follow() {
    let first = InviteMail { possibly_sent: true, ..mail(1, 0, "a", Queued) };
    let all = vec![first, mail(2, 1, "a", Queued)];
    assert_eq!(Turns::of(&[id(2)], all.clone()).go, []);
    assert_eq!(Turns::of(&[id(1), id(2)], all).go[0].id, id(1));
}

#[test]
fn a_mail_knows_what_went_before_it() {
    let all = vec![
        mail(1, 0, "a", Sent),
        mail(2, 1, "b", Failed),
        mail(3, 2, "a", Queued),
        mail(4, 3, "b", Queued),
    ];
    let turns = Turns::of(&[id(3)], all);
    assert!(turns.go[0].invited_before && turns.go[0].thread_began);
}

fn any_mail(number: u128) -> impl Strategy<Value = InviteMail> {
    let states = prop::sample::select(vec![Queued, Sending, Sent, Failed, Superseded]);
    (0..4, prop::sample::select(vec!["a", "b"]), states, any::<bool>()).prop_map(
        move |(sequence, to, state, possibly_sent)| InviteMail {
            possibly_sent,
            ..mail(number, sequence, to, state)
        },
    )
}

proptest! {
    #[test]
    fn no_mail_leaves_before_one_with_a_lower_sequence_is_finished(
        all in (1_u128..8).map(any_mail).collect::<Vec<_>>(),
        wanted in prop::collection::vec(1_u128..8, 0..8),
    ) {
        let wanted: Vec<MailId> = wanted.into_iter().map(id).collect();
        let turns = Turns::of(&wanted, all.clone());
        for going in &turns.go {
            let this = all.iter().find(|mail| mail.id == going.id).expect("one of them");
            prop_assert!(wanted.contains(&going.id) && matches!(this.state, Queued | Sending));
            let before = all.iter().filter(|mail| mail.sequence < this.sequence);
            for mail in before.filter(|mail| matches!(mail.state, Queued | Sending)) {
                prop_assert!(turns.overtaken.contains(&mail.id));
            }
        }
        for overtaken in &turns.overtaken {
            let this = all.iter().find(|mail| mail.id == *overtaken).expect("one of them");
            prop_assert!(this.state == Queued && !this.possibly_sent);
            prop_assert!(all.iter().any(|mail| mail.to == this.to && mail.sequence > this.sequence));
        }
    }
}
