//! What the coordinators' pages call things.

use crate::{
    domain::words::MailState,
    domain::words::{CertificateState, OrganisationKind, Role, SessionState},
    web::page_facts::State,
};

/// Where a course date stands: the kind of its mark, and the word.
#[must_use]
pub fn of_session(state: SessionState) -> State {
    let (kind, label) = match state {
        SessionState::Draft => ("waiting", "draft"),
        SessionState::Published => ("good", "published"),
        SessionState::Cancelled => ("bad", "cancelled"),
        SessionState::Delivered => ("quiet", "finished"),
    };
    State::of(kind, label)
}

/// Whether a certificate still speaks for its holder.
#[must_use]
pub fn of_certificate(state: CertificateState) -> State {
    let (kind, label) = match state {
        CertificateState::Valid => ("good", "valid"),
        CertificateState::Superseded => ("quiet", "replaced"),
        CertificateState::Revoked => ("bad", "withdrawn"),
    };
    State::of(kind, label)
}

/// What became of a mail.
#[must_use]
pub fn of_mail(state: MailState) -> State {
    let (kind, label) = match state {
        MailState::Queued => ("waiting", "waiting to be sent"),
        MailState::Sending => ("open", "being sent"),
        MailState::Sent => ("good", "sent"),
        MailState::Failed => ("bad", "failed"),
        MailState::Superseded => ("quiet", "overtaken by a newer mail"),
        MailState::Suppressed => ("quiet", "not sent: no longer needed"),
    };
    State::of(kind, label)
}

/// What kind of body an organisation is.
#[must_use]
pub const fn organisation(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Council => "Council",
        OrganisationKind::School => "School",
        OrganisationKind::Health => "Health",
        OrganisationKind::Police => "Police",
        OrganisationKind::Voluntary => "Voluntary or community",
        OrganisationKind::Other => "Other",
    }
}

/// What somebody is, besides a delegate.
#[must_use]
pub fn roles(roles: &[Role]) -> String {
    let words: Vec<&str> = roles
        .iter()
        .filter_map(|role| match role {
            Role::Delegate => None,
            Role::Trainer => Some("trainer"),
            Role::Manager => Some("manager"),
            Role::Coordinator => Some("coordinator"),
        })
        .collect();
    words.join(", ")
}

/// `1 person`, `14 people`.
#[must_use]
pub fn people(count: i64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// `1 place`, `14 places`.
#[must_use]
pub fn places(count: i32) -> String {
    if count == 1 { "1 place".to_owned() } else { format!("{count} places") }
}

/// What a mail is about.
#[must_use]
pub fn mail(kind: &str) -> String {
    let words = match kind {
        "action_due" => "The day of what somebody planned",
        "address_already_known" => "Your address is known already",
        "approval_dates_changed" => "To whoever says yes: the dates have changed",
        "approval_lapsed" => "Nobody answered the request",
        "approval_reminder" => "Reminder: a request waits for a yes",
        "approval_wanted" => "A request waits for a yes",
        "approved" => "Request approved: booked",
        "auto_book_refused" => "Could not be booked automatically",
        "booked" => "Booked",
        "booked_date" => "Booked: a further date",
        "invite_moved_away" => "Calendar entry moves to another address",
        "invite_moved_here" => "Calendar entry at the new address",
        "booking_cancelled" => "Booking cancelled",
        "certificate_replaced" => "Certificate replaced",
        "certificate_withdrawn" => "Certificate withdrawn",
        "claim_confirmed" => "Training already done counts",
        "claim_declined" => "Training already done does not count",
        "complaint_answered" => "Our answer to your complaint",
        "complaint_received" => "We have your complaint",
        "condition_failed" => "A place is in doubt",
        "condition_kept" => "A place is kept",
        "confirm_address" => "Confirm your address",
        "data_erased" => "Your data is erased",
        "date_cancelled" => "One date cancelled",
        "date_changed" => "A date has changed",
        "dates_changed" => "The dates asked or waited for have changed",
        "declined" => "Request declined",
        "dispute_answered" => "Answer to “This is wrong”",
        "erasure_asked" => "Your data will be erased",
        "erasure_put_off" => "Your data is erased later",
        "impact_asked" => "What became of a course?",
        "impact_asked_manager" => "What became of a course, to a line manager",
        "invited_to_join" => "Added by the training team or a colleague",
        "joining_details_missing" => "Joining details are missing",
        "written_to_session" => "Written to everybody on a date",
        "manager_digest" => "Weekly digest for a manager",
        "manager_notice" => "Notice to a manager",
        "moved" => "Moved to another date",
        "joining_again" => "How to join, once more",
        "network_invitation" => "Invitation to a network meeting",
        "no_place_came_up" => "No place came up",
        "offer_made" => "A place has come up",
        "offer_passed_on" => "Place passed on",
        "place_handed_over" => "Place handed over",
        "place_open" => "A place is open",
        "place_received" => "Place received from a colleague",
        "place_released" => "Place given up",
        "place_safe" => "Place is safe",
        "practice_lapses" => "Practice soon no longer current",
        "practitioner_answered" => "Answer about a practitioner",
        "practitioner_wanted" => "A practitioner is asked for",
        "short_notice_letter" => "Places nobody came to: letter to an organisation",
        "support_asked" => "A colleague asks for support",
        "reminder_day" => "Reminder: tomorrow",
        "reminder_week" => "Reminder: in a week",
        "record_unused" => "An unused record will be erased",
        "register_overdue" => "Attendance long overdue",
        "register_wanted" => "Attendance to be finished",
        "requested" => "Place asked for",
        "result_attended" => "Attended, with certificate",
        "result_disputed" => "A result is said to be wrong",
        "result_no_show" => "Did not attend",
        "result_partly" => "There for part of it",
        "roster_tomorrow" => "Who is coming tomorrow",
        "run_called_off" => "Course date cancelled, to its trainer",
        "run_date" => "A further date to run",
        "run_date_changed" => "A date to run has changed",
        "run_date_off" => "A date to run is off",
        "run_ended" => "No longer asked to run a date",
        "run_session" => "Asked to run a date",
        "session_cancelled" => "Course date cancelled",
        "shared_mailbox" => "A shared mailbox cannot sign in",
        "sign_in_link" => "Sign-in link",
        "waitlisted" => "On the waiting list",
        other => return other.replace('_', " "),
    };
    words.to_owned()
}
