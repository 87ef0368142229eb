//! The closed word lists of the domain, as they stand in the database and the API.

/// A value that is one of a fixed list of words.
pub trait Word: Sized + Copy + 'static {
    /// Every value, in the order the domain names them.
    const ALL: &'static [Self];

    /// The word in code, database and API.
    fn as_str(self) -> &'static str;

    /// The value a word stands for.
    #[must_use]
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.as_str() == word)
    }
}

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant),+ }

        impl $crate::domain::words::Word for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::domain::words::Word::as_str(*self))
            }
        }
    )+};
}
pub(crate) use words;

words! {
    /// Where a booking stands.
    BookingState {
        /// Waits for the manager's yes; holds a place.
        Requested = "requested",
        /// Has a place.
        Booked = "booked",
        /// Waits for a place.
        Waitlisted = "waitlisted",
        /// A freed place is held for this person until the offer ends.
        Offered = "offered",
        /// The manager said no.
        Declined = "declined",
        /// Nobody answered the request in time.
        Lapsed = "lapsed",
        /// Given up, or called off.
        Cancelled = "cancelled",
        /// We gave up the place because a condition failed.
        Released = "released",
        /// Attended enough: the course is completed.
        Attended = "attended",
        /// Attended some, but not enough.
        PartlyAttended = "partly_attended",
        /// Was not there.
        NoShow = "no_show",
    }
    /// Where a session stands.
    SessionState {
        /// Only coordinators and its trainers see it.
        Draft = "draft",
        /// Open to booking within its window.
        Published = "published",
        /// Called off by us.
        Cancelled = "cancelled",
        /// Its register is closed.
        Delivered = "delivered",
    }
    /// How a session takes place.
    Delivery {
        /// On Zoom.
        Zoom = "zoom",
        /// In a room.
        Room = "room",
        /// At the school or organisation that asked for it.
        OnSite = "on_site",
    }
    /// What kind of body an organisation is.
    OrganisationKind {
        /// A council.
        Council = "council",
        /// A school or academy.
        School = "school",
        /// A health body.
        Health = "health",
        /// A police force.
        Police = "police",
        /// A voluntary or community body.
        Voluntary = "voluntary",
        /// Anything else.
        Other = "other",
    }
    /// What a person may do beyond being a delegate.
    Role {
        /// Everyone.
        Delegate = "delegate",
        /// Runs the sessions assigned to them.
        Trainer = "trainer",
        /// Manages at least one person (a relation, shown among the roles).
        Manager = "manager",
        /// Runs the training offer.
        Coordinator = "coordinator",
    }
    /// What was seen of a person at one date.
    Outcome {
        /// There for all of it.
        Present = "present",
        /// There for some of it.
        Partly = "partly",
        /// Not there.
        Absent = "absent",
    }
    /// The program an attendance report is from.
    ReportSource {
        /// Zoom.
        Zoom = "zoom",
        /// Microsoft Teams.
        Teams = "teams",
        /// Google Meet.
        Meet = "meet",
    }
    /// What an attendance report tells of the time.
    ReportEvidence {
        /// From when to when.
        Intervals = "intervals",
        /// How long in all.
        Totals = "totals",
    }
    /// How somebody in an attendance report is known.
    ReportMatch {
        /// By an address that is theirs.
        Email = "email",
        /// By their name alone, which somebody has to confirm.
        Proposed = "proposed",
        /// They may be one of several, or two of them one.
        Ambiguous = "ambiguous",
        /// Not at all.
        Unknown = "unknown",
    }
    /// What a requirement asks for.
    RequirementKind {
        /// The person completed a course.
        Course = "course",
        /// The person holds a credential.
        Credential = "credential",
        /// The person's organisation completed a course.
        OrganisationCourse = "organisation_course",
        /// The person declares a statement.
        Declaration = "declaration",
    }
    /// Whether a certificate still speaks for its holder.
    CertificateState {
        /// Genuine and in force.
        Valid = "valid",
        /// Replaced by a newer one.
        Superseded = "superseded",
        /// Withdrawn.
        Revoked = "revoked",
    }
    /// Why a person cannot book a place; stable, for clients.
    RefusalCode {
        /// A prerequisite was never met.
        PrerequisiteUnmet = "prerequisite_unmet",
        /// A prerequisite was met too long ago.
        PrerequisiteLapsed = "prerequisite_lapsed",
        /// A prerequisite would be met by an organisation whose membership is not confirmed yet.
        PrerequisiteUnconfirmed = "prerequisite_unconfirmed",
        /// The course is for other organisations or kinds of organisation.
        Audience = "audience",
        /// The course is for an organisation whose membership is not confirmed yet.
        AudienceUnconfirmed = "audience_unconfirmed",
        /// The organisation asked for is not one of the person's.
        NotAMember = "not_a_member",
        /// The person has an active booking on this session.
        AlreadyBooked = "already_booked",
        /// The person has an upcoming booking on another date of the course.
        AlreadyBookedCourse = "already_booked_course",
        /// Another booking is at the same time.
        Overlapping = "overlapping",
        /// Booking opens later.
        BookingNotOpen = "booking_not_open",
        /// Booking has closed.
        BookingClosed = "booking_closed",
        /// The first date has started.
        SessionStarted = "session_started",
        /// People who came without a booking can be added from the start on.
        SessionNotStarted = "session_not_started",
        /// The session was called off.
        SessionCancelled = "session_cancelled",
        /// The session is a draft, or finished.
        NotPublished = "not_published",
        /// The session is for named people.
        PrivateSession = "private_session",
        /// The person's account is switched off.
        PersonDisabled = "person_disabled",
        /// The person runs this session.
        RunsSession = "runs_session",
    }
    /// What becomes of the coming dates of a course that is retired.
    ComingDates {
        /// They take place.
        Run = "run",
        /// They are called off.
        CallOff = "call_off",
    }
    /// How a booking came about.
    BookingOrigin {
        /// The person made it.
        Self_ = "self",
        /// Whoever manages them made it.
        Manager = "manager",
        /// A coordinator made it.
        Coordinator = "coordinator",
        /// It came with a commission's roster.
        Commission = "commission",
        /// They came without one and a trainer added them.
        WalkIn = "walk_in",
        /// A colleague handed the place over.
        Substitute = "substitute",
    }
    /// Why somebody gave up a place, where it matters for the record.
    CancelReason {
        /// No particular reason.
        Other = "other",
        /// Illness: never counted as short notice.
        Illness = "illness",
        /// An emergency: never counted as short notice.
        Emergency = "emergency",
        /// We called the session off: never counted as short notice.
        CalledOff = "called_off",
        /// The place was handed to a colleague: never counted as short notice.
        HandedOver = "handed_over",
    }
    /// Where a claim of training already done stands.
    ClaimState {
        /// Nobody has decided yet.
        Open = "open",
        /// It counts.
        Confirmed = "confirmed",
        /// It does not.
        Declined = "declined",
    }
    /// What a mailed secret is good for; also the purpose it is derived for.
    TokenKind {
        /// Signs its reader in.
        SignIn = "sign_in",
        /// Shows that an address is its reader's.
        ConfirmAddress = "confirm_address",
        /// Leads to a place that a colleague offers.
        HandOver = "hand_over",
        /// Says no to a place that somebody else booked.
        NotComing = "not_coming",
        /// Leads to what is asked after a course.
        Feedback = "feedback",
        /// Leads to what is asked some time later.
        Impact = "impact",
    }
    /// Where a request for training stands.
    CommissionState {
        /// Asked for; waits for a proposal.
        Enquiry = "enquiry",
        /// A proposal waits for the answer of whoever asked.
        Proposed = "proposed",
        /// The proposal was accepted; waits to be scheduled.
        Agreed = "agreed",
        /// One side said no.
        Declined = "declined",
        /// Whoever asked took it back.
        Withdrawn = "withdrawn",
        /// Its session is made and the people are booked.
        Scheduled = "scheduled",
        /// The session's register is closed.
        Delivered = "delivered",
        /// Nothing is left to do.
        Closed = "closed",
    }
    /// What can be done with a request for training.
    CommissionStep {
        /// Propose content, dates and trainer; again for a new version.
        Propose = "propose",
        /// Ask for another proposal.
        AskForChange = "ask_for_change",
        /// Say yes to the proposal.
        Accept = "accept",
        /// Say no.
        Decline = "decline",
        /// Take the request back.
        Withdraw = "withdraw",
        /// Make the session and book the people.
        Schedule = "schedule",
        /// The session's register was closed.
        Deliver = "deliver",
        /// The register was opened again.
        Reopen = "reopen",
        /// The session was called off.
        CallOff = "call_off",
        /// Put it away.
        Close = "close",
    }
    /// A line of the timeline of a request for training.
    CommissionEvent {
        /// Asked for.
        Asked = "asked",
        /// What is asked for was changed.
        Edited = "edited",
        /// People were put on the list.
        PeopleNamed = "people_named",
        /// People were taken off the list.
        PeopleRemoved = "people_removed",
        /// People were booked on what they still lack.
        Prepared = "prepared",
        /// A message.
        Message = "message",
        /// A proposal.
        Proposed = "proposed",
        /// Another proposal was asked for.
        ChangeAsked = "change_asked",
        /// The proposal was accepted.
        Accepted = "accepted",
        /// The proposal was accepted on condition that some people do something first.
        AcceptedOnCondition = "accepted_on_condition",
        /// Everybody meets what the course asks for.
        ConditionMet = "condition_met",
        /// Somebody will not meet it as planned.
        ConditionFailed = "condition_failed",
        /// One side said no.
        Declined = "declined",
        /// Taken back.
        Withdrawn = "withdrawn",
        /// Scheduled.
        Scheduled = "scheduled",
        /// We moved a date of its session.
        DatesMoved = "dates_moved",
        /// The session was called off.
        CalledOff = "called_off",
        /// The register was closed.
        Delivered = "delivered",
        /// The register was opened again.
        Reopened = "reopened",
        /// Put away.
        Closed = "closed",
    }
    /// How an organisation answered an invitation to a private session.
    InvitationState {
        /// Not yet.
        Open = "open",
        /// It named its people, who are booked.
        Accepted = "accepted",
        /// It said no.
        Declined = "declined",
        /// We took the invitation back.
        Withdrawn = "withdrawn",
    }
    /// How a manager hears of their people's bookings.
    ManagerCopies {
        /// In one mail a week.
        Weekly = "weekly",
        /// Of each at once.
        Each = "each",
        /// Not at all.
        None = "none",
    }
    /// What became of a mail.
    MailState {
        /// Waits for its turn.
        Queued = "queued",
        /// Somebody is handing it to the mail server.
        Sending = "sending",
        /// The mail server took it.
        Sent = "sent",
        /// It could not be sent; a coordinator may send it again.
        Failed = "failed",
        /// A newer state of the same invite went instead.
        Superseded = "superseded",
        /// No longer needed, so it was not sent.
        Suppressed = "suppressed",
    }
    /// How a membership came to be believed.
    MembershipProof {
        /// An address under the organisation's domain.
        Domain = "domain",
        /// Somebody who leads the organisation said so.
        Lead = "lead",
        /// A coordinator said so.
        Coordinator = "coordinator",
        /// A list that was brought in said so.
        Import = "import",
    }
}
