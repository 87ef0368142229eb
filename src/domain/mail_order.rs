//! In which order mails about one date leave. Calendars ignore what comes too late (RFC 5546 §2.1.5), so of one UID only
//! the lowest unfinished SEQUENCE may leave; older mails to the same address that certainly never left are overtaken.
//! To whichever addresses they go, they leave in order: one mailbox may receive them all.

use super::{ids::MailId, words::MailState};

/// A mail that carries an invite, as far as its turn goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteMail {
    /// Its id.
    pub id: MailId,
    /// The UID of the date in calendars.
    pub uid: String,
    /// Its place among the mails about that date.
    pub sequence: i32,
    /// The address it goes to.
    pub to: String,
    /// What became of it.
    pub state: MailState,
    /// An attempt ended without a clear answer.
    pub possibly_sent: bool,
    /// Its Message-ID.
    pub message_id: String,
    /// The Message-ID of the mail it answers.
    pub in_reply_to: Option<String>,
}

impl InviteMail {
    fn certainly_unsent(&self) -> bool {
        self.state == MailState::Queued && !self.possibly_sent
    }

    fn unfinished(&self) -> bool {
        matches!(self.state, MailState::Queued | MailState::Sending)
    }

    fn may_have_left(&self) -> bool {
        self.state == MailState::Sent || self.possibly_sent
    }
}

/// What may happen to mails that are to leave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Turns {
    /// These may leave now.
    pub go: Vec<Going>,
    /// A newer mail about the same date says all that matters now.
    pub overtaken: Vec<MailId>,
}

/// A mail whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Going {
    /// Which.
    pub id: MailId,
    /// An earlier invite of this UID went out to this address, or may have: its date may stand in that calendar.
    pub invited_before: bool,
    /// The mail this one answers to went out, or may have.
    pub thread_began: bool,
}

impl Turns {
    /// Which of the `wanted` mails may leave, and which mails they take the place of; the others wait. `all` are all
    /// mails of their UIDs, themselves included.
    #[must_use]
    pub fn of(wanted: &[MailId], mut all: Vec<InviteMail>) -> Self {
        all.sort_by(|a, b| (&a.uid, a.sequence, a.id).cmp(&(&b.uid, b.sequence, b.id)));
        let mut turns = Self::default();
        for of_one in all.chunk_by_mut(|a, b| a.uid == b.uid) {
            for at in 0..of_one.len() {
                if wanted.contains(&of_one[at].id) {
                    turn(of_one, at, &mut turns);
                }
            }
        }
        turns
    }
}

/// The turn of the mail at this place among all of its UID, which stand by SEQUENCE.
fn turn(all: &mut [InviteMail], at: usize, turns: &mut Turns) {
    let this = all[at].clone();
    if !this.unfinished() {
        return;
    }
    for earlier in all.iter_mut().filter(|mail| mail.sequence < this.sequence && mail.to == this.to) {
        if earlier.certainly_unsent() {
            earlier.state = MailState::Superseded;
            turns.overtaken.push(earlier.id);
        }
    }
    let before = || all.iter().filter(|mail| mail.sequence < this.sequence);
    if before().any(InviteMail::unfinished) {
        return;
    }
    let mut after = all.iter().filter(|mail| mail.sequence > this.sequence && mail.to == this.to);
    if this.certainly_unsent() && after.any(|mail| mail.state == MailState::Queued) {
        all[at].state = MailState::Superseded;
        turns.overtaken.push(this.id);
        return;
    }
    let invited_before = before().any(|mail| mail.to == this.to && mail.may_have_left());
    let began =
        |mail: &InviteMail| Some(&mail.message_id) == this.in_reply_to.as_ref() && mail.may_have_left();
    let thread_began = all.iter().any(began);
    turns.go.push(Going { id: this.id, invited_before, thread_began });
    all[at].state = MailState::Sending;
}
