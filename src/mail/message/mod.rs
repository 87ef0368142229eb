//! Every mail the program sends, as a typed value.
//!
//! A use-case makes a [`Message`] from the facts it has just written and stores [`Message::to_payload`] in the
//! outbox within the same write. Delivery reads it back and renders it; it never looks a fact up again, so a mail
//! says what was true when it was caused. To whom it goes, and which calendar invite travels with it, stands
//! beside the payload.

mod action_plans;
mod approvals;
mod bookings;
mod certificates;
mod changes;
mod commissions;
mod facts;
mod hand_overs;
mod impact;
mod managers;
mod on_demand;
mod people;
mod personal_data;
mod practice;
pub mod samples;
mod sessions;
mod trainers;
mod unconfirmed;
mod waiting;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::ids::MailId;

pub use self::{
    action_plans::*, approvals::*, bookings::*, certificates::*, changes::*, commissions::*, facts::*,
    hand_overs::*, impact::*, managers::*, on_demand::*, people::*, personal_data::*, practice::*,
    sessions::*, trainers::*, waiting::*,
};

/// The version written into every payload; a reader refuses any other.
const VERSION: u64 = 1;

/// The templates of one kind of mail, as written.
pub(super) struct Template {
    pub kind: &'static str,
    pub subject: &'static str,
    pub text: &'static str,
    pub html: &'static str,
}

/// A file of a mail's templates.
macro_rules! template {
    ($kind:literal, $part:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/mails/", $kind, "/", $part, ".hbs"))
    };
}

macro_rules! messages {
    ($($(#[$doc:meta])* $variant:ident($facts:ty) = $kind:literal),+ $(,)?) => {
        /// One mail, with all it says.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub enum Message { $($(#[$doc])* #[serde(rename = $kind)] $variant($facts)),+ }

        impl Message {
            /// The word for each kind of mail, which also names its folder of templates.
            pub const KINDS: &'static [&'static str] = &[$($kind),+];

            /// The word for this kind of mail.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind),+ }
            }
        }

        /// The sources of every mail's templates, compiled in.
        pub(super) const TEMPLATES: &[Template] = &[$(Template {
            kind: $kind,
            subject: template!($kind, "subject"),
            text: template!($kind, "text"),
            html: template!($kind, "html"),
        }),+];
    };
}

/// Mails that somebody waits for at the screen: they leave before all others.
pub const AWAITED: [&str; 4] = ["sign_in_link", "confirm_address", "address_already_known", "shared_mailbox"];

messages! {
    /// A link to sign in with.
    SignInLink(SignInLink) = "sign_in_link",
    /// Is this address yours?
    ConfirmAddress(ConfirmAddress) = "confirm_address",
    /// You are registered already.
    AddressAlreadyKnown(AddressAlreadyKnown) = "address_already_known",
    /// A shared mailbox cannot sign in.
    SharedMailbox(SharedMailbox) = "shared_mailbox",
    /// You were added by somebody.
    InvitedToJoin(InvitedToJoin) = "invited_to_join",
    /// Is this your line manager?
    ManagerAsked(ManagerAsked) = "manager_asked",
    /// What you show beside your password changed.
    SecondFactorNews(SecondFactorNews) = "second_factor_news",

    /// Booked; with the invite.
    Booked(Booked) = "booked",
    /// A further date of a set; with its invite.
    BookedDate(BookedDate) = "booked_date",
    /// Moved to another date; with the updated invite.
    Moved(Moved) = "moved",
    /// We changed the date; with the updated invite.
    DateChanged(DateChanged) = "date_changed",
    /// We changed the dates that somebody asks or waits for.
    DatesChanged(DatesChanged) = "dates_changed",
    /// We changed the dates that somebody says or said yes to.
    ApprovalDatesChanged(ApprovalDatesChanged) = "approval_dates_changed",
    /// Cancelled by the delegate or who manages them; takes the date out of the calendar.
    BookingCancelled(BookingCancelled) = "booking_cancelled",
    /// One date of a set is off; takes it out of the calendar.
    DateCancelled(DateCancelled) = "date_cancelled",
    /// Mail goes to another address: to the old one, takes the date out of its calendar.
    InviteMovedAway(InviteMovedAway) = "invite_moved_away",
    /// Mail goes to another address: to the new one, with the invite.
    InviteMovedHere(InviteMovedHere) = "invite_moved_here",
    /// You handed your place over; takes the date out of the calendar.
    PlaceHandedOver(PlaceHandedOver) = "place_handed_over",
    /// A colleague's place is yours; with the invite.
    PlaceReceived(PlaceReceived) = "place_received",
    /// A colleague offers you their place.
    HandOverOffered(HandOverOffered) = "hand_over_offered",
    /// Nobody took up the place you offered.
    HandOverNotTakenUp(HandOverNotTakenUp) = "hand_over_not_taken_up",
    /// A condition failed: two working days to put it right.
    ConditionFailed(ConditionFailed) = "condition_failed",
    /// A condition failed through us: the place is kept.
    ConditionKept(ConditionKept) = "condition_kept",
    /// A place in doubt is safe.
    PlaceSafe(PlaceSafe) = "place_safe",
    /// We have had to give up your place; takes the date out of the calendar.
    PlaceReleased(PlaceReleased) = "place_released",

    /// On the waiting list.
    Waitlisted(Waitlisted) = "waitlisted",
    /// A place has come up for you.
    OfferMade(OfferMade) = "offer_made",
    /// The offer went on to the next person.
    OfferPassedOn(OfferPassedOn) = "offer_passed_on",
    /// A place is open: first to book has it.
    PlaceOpen(PlaceOpen) = "place_open",
    /// "Book me automatically" could not book.
    AutoBookRefused(AutoBookRefused) = "auto_book_refused",
    /// The session began without a place for you.
    NoPlaceCameUp(NoPlaceCameUp) = "no_place_came_up",

    /// Your request is with whoever may say yes.
    Requested(Requested) = "requested",
    /// Somebody asks for your yes.
    ApprovalWanted(ApprovalWanted) = "approval_wanted",
    /// Somebody still waits for your yes.
    ApprovalReminder(ApprovalWanted) = "approval_reminder",
    /// Yes; with the invite.
    Approved(Approved) = "approved",
    /// No.
    Declined(Declined) = "declined",
    /// Nobody answered.
    ApprovalLapsed(ApprovalLapsed) = "approval_lapsed",

    /// We called the session off; takes the date out of the calendar.
    SessionCancelled(SessionCancelled) = "session_cancelled",
    /// A week to go.
    ReminderWeek(ReminderWeek) = "reminder_week",
    /// Tomorrow.
    ReminderDay(ReminderDay) = "reminder_day",
    /// How to join, once more.
    JoiningAgain(JoiningAgain) = "joining_again",
    /// A trainer or coordinator writes to everybody on a session.
    WrittenToSession(WrittenToSession) = "written_to_session",
    /// Joining details are missing.
    JoiningDetailsMissing(JoiningDetailsMissing) = "joining_details_missing",
    /// Who is coming tomorrow.
    RosterTomorrow(RosterTomorrow) = "roster_tomorrow",
    /// The day of an action one planned has come.
    ActionDue(ActionDue) = "action_due",
    /// New network dates.
    NetworkInvitation(NetworkInvitation) = "network_invitation",

    /// Asked to run a session; with the invite for its first date.
    RunSession(RunSession) = "run_session",
    /// A further date to run; with its invite.
    RunDate(RunDate) = "run_date",
    /// A date to run has changed; with the updated invite.
    RunDateChanged(RunDateChanged) = "run_date_changed",
    /// A date need no longer be run; takes it out of the calendar.
    RunDateOff(RunDateOff) = "run_date_off",
    /// A session is no longer theirs to run; takes its first date out of the calendar.
    RunEnded(RunEnded) = "run_ended",
    /// A session they were to run is called off; takes its first date out of the calendar.
    RunCalledOff(RunCalledOff) = "run_called_off",
    /// A register is to be finished.
    RegisterWanted(RegisterWanted) = "register_wanted",
    /// A register has been open for too long.
    RegisterOverdue(RegisterOverdue) = "register_overdue",

    /// Attended; with the certificate.
    ResultAttended(ResultAttended) = "result_attended",
    /// There for part of it.
    ResultPartly(ResultPartly) = "result_partly",
    /// Did not attend.
    ResultNoShow(ResultNoShow) = "result_no_show",
    /// A certificate was replaced; with the new one.
    CertificateReplaced(CertificateReplaced) = "certificate_replaced",
    /// A certificate was withdrawn.
    CertificateWithdrawn(CertificateWithdrawn) = "certificate_withdrawn",
    /// Somebody says that a result is wrong.
    ResultDisputed(ResultDisputed) = "result_disputed",
    /// What we answer to that.
    DisputeAnswered(DisputeAnswered) = "dispute_answered",

    /// What became of a course?
    ImpactAsked(ImpactAsked) = "impact_asked",
    /// The same, to the line manager of whoever was on it.
    ImpactAskedManager(ImpactAskedManager) = "impact_asked_manager",

    /// Training done before counts from now on.
    ClaimConfirmed(ClaimConfirmed) = "claim_confirmed",
    /// Training done before does not count.
    ClaimDeclined(ClaimDeclined) = "claim_declined",
    /// Somebody asks for training.
    CommissionAsked(CommissionAsked) = "commission_asked",
    /// One side of a request for training writes to the other.
    CommissionMessage(CommissionMessage) = "commission_message",
    /// What we propose.
    CommissionProposed(CommissionProposed) = "commission_proposed",
    /// Something happened to a request for training.
    CommissionNews(CommissionNews) = "commission_news",
    /// Training asked for is scheduled, and everybody is booked.
    CommissionScheduled(CommissionScheduled) = "commission_scheduled",
    /// Training asked for has taken place.
    CommissionDelivered(CommissionDelivered) = "commission_delivered",
    /// An organisation may name people for a cohort.
    OrganisationInvited(OrganisationInvited) = "organisation_invited",

    /// A course that may be taken at any time was begun for you.
    OnDemandBegun(OnDemandBegun) = "on_demand_begun",

    /// Everything held about you is to be erased, as you asked.
    ErasureAsked(ErasureAsked) = "erasure_asked",
    /// That is put off.
    ErasurePutOff(ErasurePutOff) = "erasure_put_off",
    /// It is erased.
    DataErased(DataErased) = "data_erased",
    /// Nobody uses your record: it is to be erased.
    RecordUnused(RecordUnused) = "record_unused",
    /// A complaint about the use of data has come in.
    ComplaintReceived(ComplaintReceived) = "complaint_received",
    /// What it is answered.
    ComplaintAnswered(ComplaintAnswered) = "complaint_answered",

    /// Somebody asks for a practitioner.
    PractitionerWanted(PractitionerWanted) = "practitioner_wanted",
    /// What they are answered.
    PractitionerAnswered(PractitionerAnswered) = "practitioner_answered",
    /// A colleague asks for support in practice.
    SupportAsked(SupportAsked) = "support_asked",
    /// Somebody will soon no longer be current.
    PracticeLapses(PracticeLapses) = "practice_lapses",
    /// Places of an organisation's people that nobody came to.
    ShortNoticeLetter(ShortNoticeLetter) = "short_notice_letter",

    /// A copy of one event.
    ManagerNotice(ManagerNotice) = "manager_notice",
    /// A week's events.
    ManagerDigest(ManagerDigest) = "manager_digest",
}

/// Why a stored payload cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    /// It was written by another version of the program.
    #[error("the mail's payload is of version {0}, not {VERSION}")]
    Version(u64),
    /// It is not one of our payloads.
    #[error("the mail's payload cannot be read: {0}")]
    Malformed(#[from] serde_json::Error),
}

/// A fact holds a character that has no place in a mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the fact {fact} holds a control character")]
pub struct ControlCharacter {
    /// The path of the fact, such as `place.session.course`.
    pub fact: String,
}

impl Message {
    /// The mail as it is stored in the outbox: `{"v":1,"kind":…}`.
    ///
    /// # Panics
    ///
    /// Never: every fact is plain data with text for keys.
    #[must_use]
    pub fn to_payload(&self) -> String {
        let mut value = self.to_value();
        value["v"] = VERSION.into();
        value.to_string()
    }

    /// Reads a stored payload back.
    ///
    /// # Errors
    ///
    /// If it is of another version, or not a payload.
    pub fn from_payload(payload: &str) -> Result<Self, PayloadError> {
        let mut value: Value = serde_json::from_str(payload)?;
        let version = value.as_object_mut().and_then(|object| object.remove("v"));
        match version.as_ref().and_then(Value::as_u64) {
            Some(VERSION) => Ok(serde_json::from_value(value)?),
            other => Err(PayloadError::Version(other.unwrap_or_default())),
        }
    }

    /// The facts as JSON, for rendering.
    pub(super) fn to_value(&self) -> Value {
        serde_json::to_value(self).expect("facts are plain data with text for keys")
    }

    /// The same mail with a way in that it could not tell when it was queued; none for a mail that tells none.
    #[must_use]
    pub fn with_way_in(&self, joining: &Joining) -> Option<Self> {
        let mut value = self.to_value();
        let way = serde_json::to_value(joining).ok()?;
        set_way_in(&mut value, &way).then(|| serde_json::from_value(value).ok()).flatten()
    }

    /// Refuses facts with control characters; line breaks are allowed, since reasons and notes have them.
    ///
    /// Input is refused at the door; this is the second lock, and a use-case may ask it before queueing.
    ///
    /// # Errors
    ///
    /// Names the first such fact.
    pub fn check(&self) -> Result<(), ControlCharacter> {
        find_control(&self.to_value(), &mut String::new())
            .map_or(Ok(()), |fact| Err(ControlCharacter { fact }))
    }
}

/// Sets the way in wherever a mail says that it follows.
fn set_way_in(value: &mut Value, way: &Value) -> bool {
    let Value::Object(map) = value else { return false };
    if map.contains_key("joining") && map.contains_key("joining_follows") {
        map.insert("joining".to_owned(), way.clone());
        map.insert("joining_follows".to_owned(), Value::Bool(false));
        return true;
    }
    map.values_mut().any(|inner| set_way_in(inner, way))
}

fn find_control(value: &Value, path: &mut String) -> Option<String> {
    let mut below = |key: &str, value: &Value| {
        let length = path.len();
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
        let found = find_control(value, path);
        path.truncate(length);
        found
    };
    match value {
        Value::String(text) => {
            text.replace("\r\n", "\n").contains(|c: char| c.is_control() && c != '\n').then(|| path.clone())
        }
        Value::Array(items) => items.iter().enumerate().find_map(|(n, item)| below(&n.to_string(), item)),
        Value::Object(map) => map.iter().find_map(|(key, item)| below(key, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The Message-ID of a mail, fixed when it is queued: `<ID@DOMAIN>`.
#[must_use]
pub fn message_id(id: MailId, domain: &str) -> String {
    format!("<{id}@{domain}>")
}
