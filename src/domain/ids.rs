//! Typed identifiers: a booking's id cannot be passed where a session's is wanted.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The identifier of a `T`: a `UUIDv7`, so ids sort by the time they were made.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// Wraps a UUID read from a row or a request.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// Makes a `UUIDv7` from a moment in milliseconds since 1970 and ten random bytes (RFC 9562 §5.7).
    #[must_use]
    pub fn from_parts(unix_millis: u64, random: &[u8; 10]) -> Self {
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(unix_millis, random).into_uuid())
    }

    /// The UUID itself.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// The sixteen bytes, as they are stored.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self::from_uuid)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}

macro_rules! markers {
    ($($(#[$meta:meta])* $marker:ident => $alias:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $marker {}
        #[doc = concat!("The identifier of a [`", stringify!($marker), "`].")]
        pub type $alias = Id<$marker>;
    )+};
}

markers! {
    /// Somebody with a record.
    Person => PersonId,
    /// An e-mail address of a person.
    Address => AddressId,
    /// A council, school, health body, police force or voluntary body.
    Organisation => OrganisationId,
    /// A person's belonging to an organisation for a time.
    Membership => MembershipId,
    /// An ordered list of rungs.
    Ladder => LadderId,
    /// A named step of a ladder.
    Rung => RungId,
    /// What is taught, apart from when.
    Course => CourseId,
    /// A set of requirements of which any one is enough.
    PrerequisiteGroup => GroupId,
    /// One way to meet a prerequisite group.
    Requirement => RequirementId,
    /// A qualification gained elsewhere, such as a retired course.
    CredentialKind => CredentialKindId,
    /// A person's holding of a credential.
    Credential => CredentialId,
    /// A statement people can declare, such as having practised lately.
    Declaration => DeclarationId,
    /// A body that accredits a provider's courses for a period.
    Accreditation => AccreditationId,
    /// One scheduled run of a course.
    Session => SessionId,
    /// One sitting of a session.
    SessionDate => DateId,
    /// A person's claim on a place in a session.
    Booking => BookingId,
    /// An offer of a freed place to somebody waiting.
    Offer => OfferId,
    /// A place offered to a colleague by whoever has it.
    HandOver => HandOverId,
    /// A person's completion of a course.
    Completion => CompletionId,
    /// A certificate as issued.
    Certificate => CertificateId,
    /// A decision to let a person attend although a group is unmet.
    Waiver => WaiverId,
    /// A signed-in device; heads the family of its refresh tokens.
    Login => LoginId,
    /// An account with a sign-in provider that a person signs in with.
    ProviderAccount => ProviderAccountId,
    /// A single-use secret that was mailed.
    Token => TokenId,
    /// A mail waiting to be sent, or sent.
    OutboxMail => MailId,
    /// A request for training for a group.
    Commission => CommissionId,
    /// A version of what we propose for a commission.
    Proposal => ProposalId,
    /// An organisation's invitation to a private session.
    Invitation => InvitationId,
    /// What the partnership says of itself; there is one.
    Site => SiteId,
    /// One action of somebody's plan.
    PlannedAction => PlannedActionId,
    /// A key that signs access tokens.
    SigningKey => KeyId,
    /// A row of the audit trail, or any other row nothing refers to by type.
    Row => RowId,
}
