//! The words of the trail: what its lines are called, and the kinds in which people look for them.

use super::words::words;

/// Somebody read what somebody needs to take part.
pub const ACCESS_NEEDS_READ: &str = "access_needs_read";
/// Somebody read the whole of somebody's record.
pub const PERSON_READ: &str = "person_read";
/// Somebody read who is coming.
pub const ROSTER_READ: &str = "roster_read";
/// Somebody took a list of people away as a file.
pub const PEOPLE_EXPORTED: &str = "people_exported";
/// Somebody read a file that shows training somebody has already done.
pub const EVIDENCE_READ: &str = "evidence_read";
/// Somebody searched the trail.
pub const TRAIL_READ: &str = "trail_read";
/// Somebody took the trail away as a file.
pub const TRAIL_EXPORTED: &str = "trail_exported";
/// Nobody was signed in, or not any more.
pub const REFUSED_SIGNED_OUT: &str = "refused_signed_out";
/// No role of the caller's allows it.
pub const REFUSED_BY_ROLE: &str = "refused_by_role";
/// It is somebody else's, or not there.
pub const REFUSED_NOT_THEIRS: &str = "refused_not_theirs";
/// Too many attempts.
pub const LIMITED: &str = "limited";
/// Somebody did not prove who they are.
pub const SIGN_IN_FAILED: &str = "sign_in_failed";

words! {
    /// What kind of thing a line of the trail tells.
    TrailKind {
        /// Who may do what, who manages whom, who leads where.
        Rights = "rights",
        /// Accounts added, closed, merged, and what changed of them.
        Accounts = "accounts",
        /// What somebody read of others that is sensitive, and took away.
        Reads = "reads",
        /// Signing in, failing to, signing out.
        SignIns = "sign_ins",
        /// Calls that were refused, and limits reached.
        Refusals = "refusals",
        /// All else: bookings, dates, registers, certificates and so on.
        Changes = "changes",
    }
}

/// The lines that are told apart, by kind, with what they are called. All others are [`TrailKind::Changes`].
const CALLED: &[(TrailKind, &str, &str)] = &[
    (TrailKind::Rights, "roles_changed", "Roles changed"),
    (TrailKind::Rights, "manager_made", "Line manager made"),
    (TrailKind::Rights, "manager_ended", "Line manager ended"),
    (TrailKind::Rights, "lead_made", "Made lead of an organisation"),
    (TrailKind::Rights, "lead_ended", "No longer lead of an organisation"),
    (TrailKind::Rights, "membership_added", "Membership added"),
    (TrailKind::Rights, "membership_confirmed", "Membership confirmed"),
    (TrailKind::Rights, "membership_ended", "Membership ended"),
    (TrailKind::Rights, "membership_disputed", "Membership said to be wrong"),
    (TrailKind::Rights, "line_manager_agreed", "Agreed to a line manager"),
    (TrailKind::Rights, "line_manager_refused", "Refused a line manager"),
    (TrailKind::Accounts, "account_closed", "Account closed"),
    (TrailKind::Accounts, "account_opened", "Account opened again"),
    (TrailKind::Accounts, "person_added", "Person added"),
    (TrailKind::Accounts, "person_imported", "Person brought in"),
    (TrailKind::Accounts, "person_invited", "Person invited"),
    (TrailKind::Accounts, "person_edited", "Record changed"),
    (TrailKind::Accounts, "person_merged", "Record put into another"),
    (TrailKind::Accounts, "person_confirmed", "Registration confirmed"),
    (TrailKind::Accounts, "registered", "Registered"),
    (TrailKind::Accounts, "address_added", "Address added"),
    (TrailKind::Accounts, "address_changed", "Main address changed"),
    (TrailKind::Accounts, "address_confirmed", "Address confirmed"),
    (TrailKind::Accounts, "address_corrected", "Address corrected"),
    (TrailKind::Accounts, "address_made_primary", "Mail goes to another address"),
    (TrailKind::Accounts, "address_removed", "Address removed"),
    (TrailKind::Accounts, "address_asked_for", "Somebody else's address asked for"),
    (TrailKind::Accounts, "second_factor_app_begun", "App for codes begun"),
    (TrailKind::Accounts, "second_factor_app_added", "App for codes added"),
    (TrailKind::Accounts, "second_factor_app_removed", "App for codes removed"),
    (TrailKind::Accounts, "second_factor_taken_away", "Second step taken away"),
    (TrailKind::Accounts, "passkey_added", "Passkey added"),
    (TrailKind::Accounts, "passkey_removed", "Passkey removed"),
    (TrailKind::Accounts, "recovery_codes_made", "Recovery codes made"),
    (TrailKind::Accounts, "provider_account_linked", "Account with a provider linked"),
    (TrailKind::Accounts, "provider_account_unlinked", "Account with a provider taken away"),
    (TrailKind::Accounts, "erasure_asked", "Erasure asked for"),
    (TrailKind::Accounts, "erasure_announced", "Erasure announced"),
    (TrailKind::Accounts, "erasure_put_off", "Erasure put off"),
    (TrailKind::Accounts, "erasure_cancelled", "Erasure taken back"),
    (TrailKind::Accounts, "person_erased", "Data erased"),
    (TrailKind::Reads, ACCESS_NEEDS_READ, "Read access needs"),
    (TrailKind::Reads, PERSON_READ, "Read a record"),
    (TrailKind::Reads, ROSTER_READ, "Read who is coming"),
    (TrailKind::Reads, EVIDENCE_READ, "Read evidence of training already done"),
    (TrailKind::Reads, PEOPLE_EXPORTED, "Took away a list of people"),
    (TrailKind::Reads, "evidence_made_with_names", "Made evidence with names"),
    (TrailKind::Reads, "data_handed_out", "Took away their own data"),
    (TrailKind::Reads, TRAIL_READ, "Searched the trail"),
    (TrailKind::Reads, TRAIL_EXPORTED, "Took away the trail"),
    (TrailKind::SignIns, "signed_in", "Signed in"),
    (TrailKind::SignIns, SIGN_IN_FAILED, "Failed to sign in"),
    (TrailKind::SignIns, "second_factor_wrong", "Wrong second step"),
    (TrailKind::SignIns, "recovery_code_used", "Recovery code used"),
    (TrailKind::SignIns, "sign_in_link_not_sent", "Sign-in link asked for that leads nowhere"),
    (TrailKind::SignIns, "signed_out", "Signed out"),
    (TrailKind::SignIns, "signed_out_everywhere", "Signed out everywhere"),
    (TrailKind::Changes, "session_written_to", "Wrote to everybody on a date"),
    (TrailKind::Changes, "joining_sent_again", "Sent how to join once more"),
    (TrailKind::SignIns, "login_ended", "Login ended"),
    (TrailKind::Accounts, "logins_ended", "Every login ended"),
    (TrailKind::SignIns, "password_set", "Password set"),
    (TrailKind::SignIns, "password_hashed_anew", "Password kept more safely"),
    (TrailKind::Refusals, REFUSED_SIGNED_OUT, "Refused: not signed in"),
    (TrailKind::Refusals, REFUSED_BY_ROLE, "Refused: no role for it"),
    (TrailKind::Refusals, REFUSED_NOT_THEIRS, "Refused: not theirs, or not there"),
    (TrailKind::Refusals, LIMITED, "Too many attempts"),
    (TrailKind::Refusals, "evidence_infected", "Sent a file with a virus, which was not kept"),
];

impl TrailKind {
    /// The kind of a line.
    #[must_use]
    pub fn of(action: &str) -> Self {
        CALLED.iter().find(|(_, word, _)| *word == action).map_or(Self::Changes, |(kind, ..)| *kind)
    }

    /// The lines of this kind; of [`TrailKind::Changes`], which has no list, those that are not of it.
    pub fn told_apart(self) -> impl Iterator<Item = &'static str> {
        CALLED
            .iter()
            .filter(move |(kind, ..)| *kind == self || self == Self::Changes)
            .map(|(_, word, _)| *word)
    }

    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Rights => "Roles, managers and leads",
            Self::Accounts => "Accounts and addresses",
            Self::Reads => "Sensitive things read or taken away",
            Self::SignIns => "Signing in",
            Self::Refusals => "Refused calls",
            Self::Changes => "Bookings and everything else",
        }
    }
}

/// What a line is called.
#[must_use]
pub fn called(action: &str) -> String {
    match CALLED.iter().find(|(_, word, _)| *word == action) {
        Some((.., called)) => (*called).to_owned(),
        None => spoken(action),
    }
}

/// A word as it is read: `booking_booked` as "Booking booked".
fn spoken(word: &str) -> String {
    let text = in_words(word);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Words of a line's detail as they are read.
#[must_use]
pub fn in_words(detail: &str) -> String {
    detail.replace("->", "→").replace('_', " ")
}
