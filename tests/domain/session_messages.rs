//! Whom a message to a date reaches, and what one may be.

use training_ladder::domain::{
    session_messages::{LONGEST_MESSAGE, LONGEST_SUBJECT, Readers, SessionMessage},
    words::{BookingState, Word},
};

#[test]
fn whom_it_reaches() {
    use BookingState as S;
    for state in S::ALL {
        let reaches: Vec<&str> =
            Readers::ALL.iter().filter(|to| to.states().contains(state)).map(|to| to.as_str()).collect();
        let expected: &[&str] = match state {
            S::Booked | S::Attended | S::PartlyAttended => &["booked", "all"],
            S::Requested | S::Offered | S::Waitlisted => &["waiting", "all"],
            S::Declined | S::Lapsed | S::Cancelled | S::Released | S::NoShow => &[],
        };
        assert_eq!(reaches, expected, "{state}");
    }
}

#[test]
fn what_may_be_sent() {
    let fields = |subject: &str, words: &str| -> Vec<String> {
        let read = SessionMessage::read(Readers::All, subject, words);
        read.err().unwrap_or_default().into_iter().map(|error| error.field).collect()
    };
    let (subject, words) = ("s".repeat(LONGEST_SUBJECT), "w".repeat(LONGEST_MESSAGE));
    for (sent, wrong) in [
        ((subject.as_str(), words.as_str()), &[][..]),
        ((&format!("{subject}s"), "w"), &["subject"]),
        (("s", &format!("{words}w")), &["text"]),
        (("two\nlines", "two\nlines"), &["subject"]),
        ((" ", "\n"), &["subject", "text"]),
    ] {
        assert_eq!(fields(sent.0, sent.1), wrong, "{sent:?}");
    }
}
