//! Which problems an operation can answer with.

use serde_json::Value;

use crate::{
    domain::{
        access::{Access, Action, Actor, Relation, Who, may},
        ids::PersonId,
        second_factors::open_to_every_login,
    },
    web::{problems::meaning, route_table::Route},
};

/// What can stand in the way of an operation, and what is its own to refuse; what follows from its shape is not here.
const OWN: &[(&str, &[&str])] = &[
    ("accept_hand_over", &["booking_refused", "hand_over_ended", "wrong_state"]),
    ("accept_invitation", &["booking_refused", "session_started", "too_many_people", "wrong_state"]),
    ("accept_offer", &["booking_refused", "offer_expired", "wrong_state"]),
    ("accept_proposal", &["another_version", "nobody_named", "not_everybody_ready", "wrong_state"]),
    (
        "add_address",
        &[
            "address_yours",
            "current_password_needed",
            "second_factor_required",
            "sign_in_again",
            "too_many_requests",
        ],
    ),
    ("add_credential_kind", &["slug_taken"]),
    ("add_declaration_kind", &["slug_taken"]),
    ("add_evidence", &["claim_decided", "evidence_not_taken"]),
    ("add_walk_in", &["booking_refused", "session_full"]),
    ("answer_dispute", &["dispute_answered"]),
    ("answer_impact", &["impact_answered", "impact_not_due"]),
    (
        "apply_attendance_import",
        &["not_published", "session_cancelled", "session_delivered", "undecided", "wrong_state"],
    ),
    ("approve_booking", &["wrong_state"]),
    ("arrange_access_needs", &["no_access_needs"]),
    ("ask_for_change", &["wrong_state"]),
    ("ask_for_erasure", &["last_coordinator"]),
    ("ask_for_reissue", &["certificate_revoked", "certificate_superseded"]),
    (
        "begin_app",
        &["current_password_needed", "second_factor_exists", "second_factor_required", "sign_in_again"],
    ),
    ("book_missing", &["booking_refused", "no_course", "nobody_helped", "too_few_places"]),
    ("book_place", &["booking_refused", "session_full"]),
    (
        "bring_attendance_report",
        &["not_published", "session_cancelled", "session_delivered", "stale", "unreadable_report"],
    ),
    (
        "bring_session_terms",
        &[
            "not_published",
            "register_incomplete",
            "session_cancelled",
            "session_not_finished",
            "terms_are_todays",
        ],
    ),
    ("begin_on_demand", &["booking_refused", "not_on_demand"]),
    ("cancel_booking", &["session_started", "wrong_state"]),
    ("cancel_session", &["session_cancelled", "session_delivered"]),
    (
        "check_in",
        &["code_expired", "invalid_token", "no_place", "second_factor_required", "too_many_requests"],
    ),
    ("close_commission", &["wrong_state"]),
    (
        "close_register",
        &[
            "not_published",
            "register_incomplete",
            "session_cancelled",
            "session_delivered",
            "session_not_finished",
        ],
    ),
    (
        "complete_booking",
        &["not_published", "session_cancelled", "session_delivered", "session_not_started", "wrong_state"],
    ),
    (
        "confirm_address",
        &["invalid_link", "second_factor_needed", "single_sign_on_required", "too_many_requests"],
    ),
    ("confirm_app", &["app_not_begun", "second_factor_exists"]),
    ("confirm_membership", &["membership_ended"]),
    ("confirm_training_claim", &["claim_decided"]),
    ("correct_date_length", &["not_published", "session_cancelled", "session_delivered"]),
    ("create_course", &["slug_taken"]),
    ("create_ladder", &["slug_taken"]),
    ("create_series", &["course_retired"]),
    ("create_session", &["course_retired"]),
    ("decline_booking", &["wrong_state"]),
    ("decline_commission", &["wrong_state"]),
    ("decline_hand_over", &["hand_over_ended"]),
    ("decline_invitation", &["wrong_state"]),
    ("decline_offer", &["offer_expired", "wrong_state"]),
    ("decline_replacement", &["no_replacement_offered", "session_started", "wrong_state"]),
    ("decline_training_claim", &["claim_decided"]),
    ("dispute_result", &["dispute_open", "nothing_to_object_to", "too_late_to_object"]),
    ("edit_access_needs", &["wrong_state"]),
    ("edit_commission", &["too_many_people", "wrong_state"]),
    ("edit_ladder", &["rung_in_use"]),
    ("edit_on_demand_course", &["course_retired"]),
    ("edit_person", &["address_confirmed", "address_known", "own_account"]),
    ("edit_session", &["capacity_below_held", "session_cancelled", "session_delivered"]),
    ("edit_talks", &["session_cancelled", "session_delivered"]),
    ("edit_waiting", &["wrong_state"]),
    ("end_membership", &["membership_ended"]),
    ("erase_person", &["own_account"]),
    ("give_feedback", &["feedback_not_open", "feedback_over"]),
    ("finish_on_demand", &["wrong_state"]),
    ("invite_organisations", &["not_private", "not_published", "session_cancelled", "session_delivered"]),
    ("list_sessions", &["invalid_token", "second_factor_required", "too_many_requests"]),
    ("list_talks", &["invalid_token", "second_factor_required", "too_many_requests"]),
    ("make_address_primary", &["address_unconfirmed"]),
    (
        "make_up_date",
        &["not_made_up", "not_published", "session_cancelled", "session_delivered", "session_full"],
    ),
    ("mark_talks", &["no_talks", "not_published", "session_cancelled", "session_delivered"]),
    ("merge_people", &["account_closed", "bookings_clash", "own_account", "same_person"]),
    (
        "move_booking",
        &[
            "booking_refused",
            "other_course",
            "same_session",
            "session_full",
            "session_started",
            "wrong_state",
        ],
    ),
    (
        "name_people",
        &[
            "booking_refused",
            "not_a_member",
            "organisation_wanted",
            "session_started",
            "too_many_people",
            "wrong_state",
        ],
    ),
    ("preview_merge", &["same_person"]),
    ("print_certificate", &["name_not_printable"]),
    ("print_commission_certificates", &["name_not_printable", "no_certificates"]),
    ("propose_training", &["too_many_people", "trainer_busy", "wrong_state"]),
    ("publish_course", &["already_published"]),
    ("publish_ladder", &["already_published"]),
    (
        "publish_session",
        &[
            "already_published",
            "course_retired",
            "course_unpublished",
            "session_cancelled",
            "session_delivered",
            "session_started",
            "session_without_dates",
        ],
    ),
    ("read_check_in", &["check_in_closed"]),
    ("read_course", &["invalid_token", "second_factor_required", "too_many_requests"]),
    ("read_feedback_form", &["invalid_token", "second_factor_required", "too_many_requests"]),
    ("read_ladder", &["invalid_token", "second_factor_required", "too_many_requests"]),
    ("read_session", &["invalid_token", "second_factor_required", "too_many_requests"]),
    ("read_session_feedback", &["too_few_answers"]),
    ("record_attendance", &["not_published", "session_cancelled", "session_delivered"]),
    (
        "redeem_sign_in_link",
        &["invalid_link", "second_factor_needed", "single_sign_on_required", "too_many_requests"],
    ),
    ("refresh_login", &["invalid_refresh_token"]),
    ("register", &["not_found", "single_sign_on_required", "too_many_requests"]),
    ("remove_address", &["last_address"]),
    (
        "remove_app",
        &["current_password_needed", "no_second_factor", "second_factor_required", "sign_in_again"],
    ),
    ("remove_passkey", &["current_password_needed", "second_factor_required", "sign_in_again"]),
    ("remove_evidence", &["claim_decided"]),
    ("remove_people", &["wrong_state"]),
    ("reissue_certificate", &["certificate_revoked", "certificate_superseded"]),
    (
        "renew_recovery_codes",
        &["current_password_needed", "no_second_factor", "second_factor_required", "sign_in_again"],
    ),
    ("reopen_register", &["not_published", "register_open", "session_cancelled"]),
    ("reorder_waitlist", &["waitlist_changed"]),
    ("resend_mail", &["mail_not_failed", "mail_overtaken", "mail_purged", "mail_unaddressed"]),
    ("revoke_certificate", &["certificate_revoked", "certificate_superseded"]),
    (
        "schedule_commission",
        &["booking_refused", "nobody_named", "too_many_people", "trainer_busy", "wrong_state"],
    ),
    ("send_joining_again", &["no_joining", "nobody_to_write_to"]),
    ("send_sign_in_link", &["single_sign_on_required", "too_many_requests"]),
    ("set_password", &["current_password_needed", "second_factor_required"]),
    ("show_second_factor", &["challenge_over", "too_many_requests", "wrong_code"]),
    (
        "sign_in",
        &["invalid_credentials", "second_factor_needed", "single_sign_on_required", "too_many_requests"],
    ),
    ("substitute_booking", &["booking_refused", "session_started", "wrong_state"]),
    ("take_back_hand_over", &["wrong_state"]),
    ("end_logins_of_person", &["own_account"]),
    ("take_second_factor_away", &["no_second_factor", "own_account"]),
    ("undo_marks", &["not_published", "nothing_to_undo", "session_cancelled", "session_delivered"]),
    ("undo_attendance_import", &["not_published", "session_cancelled", "session_delivered"]),
    ("verify_certificate", &["too_many_requests"]),
    ("waive_requirement", &["already_waived", "session_cancelled", "session_delivered"]),
    ("withdraw_commission", &["wrong_state"]),
    ("withdraw_invitation", &["wrong_state"]),
    ("write_action_plan", &["wrong_state"]),
    ("write_to_session", &["nobody_to_write_to"]),
];

/// Operations that answer from what the program carries with it: nothing can be away.
const WITHOUT_DATABASE: &[&str] =
    &["check_alive", "read_api_document", "read_older_api_document", "read_problem_meaning"];

/// What a request brings along, each with its own ways to be wrong.
struct Shape {
    body: bool,
    query: bool,
    cursor: bool,
    once: bool,
    if_match: bool,
    if_none_match: bool,
}

impl Shape {
    fn of(operation: &Value) -> Self {
        let parameters = || operation["parameters"].as_array().into_iter().flatten();
        let named = |name: &str| {
            parameters()
                .any(|one| one["$ref"].as_str().is_some_and(|target| target.ends_with(&format!("/{name}"))))
        };
        Self {
            body: operation.get("requestBody").is_some(),
            query: parameters().any(|one| one["in"] == "query"),
            cursor: parameters().any(|one| one["name"] == "cursor"),
            once: named("Idempotency-Key"),
            if_match: named("If-Match"),
            if_none_match: named("If-None-Match"),
        }
    }

    fn codes(&self) -> impl Iterator<Item = &'static str> {
        let groups: [(bool, &[&str]); 6] = [
            (self.body, &["malformed_request", "request_timeout", "too_large", "unsupported_media_type"]),
            (self.body || self.query, &["invalid_input"]),
            (self.cursor, &["invalid_cursor"]),
            (self.once, &["idempotency_mismatch"]),
            (self.if_match, &["stale"]),
            (self.once || self.if_match || self.if_none_match, &["invalid_header"]),
        ];
        groups.into_iter().filter(|(there, _)| *there).flat_map(|(_, codes)| codes.iter().copied())
    }
}

/// Every code that the operation at this route can answer, with its status, in their order.
pub fn of(route: &Route, operation: &Value) -> Vec<(u16, &'static str)> {
    let name = route.operation.unwrap_or_default();
    let mut codes: Vec<&str> = Shape::of(operation).codes().collect();
    if !route.action.who().contains(&Who::Anyone) {
        codes.extend(["unauthenticated", "invalid_token", "too_many_requests"]);
        if !open_to_every_login(route.action) {
            codes.push("second_factor_required");
        }
    }
    if can_be_forbidden(route.action) {
        codes.push("forbidden");
    }
    // What a body or a query names may not be there either, or not be the caller's to see.
    if route.path.contains('{') || !route.action.who().contains(&Who::Anyone) {
        codes.push("not_found");
    }
    if route.method != "GET" {
        codes.push("in_progress");
    }
    if !WITHOUT_DATABASE.contains(&name) {
        codes.extend(["internal_error", "unavailable"]);
    }
    codes.extend(
        OWN.iter().find(|(of, _)| *of == name).into_iter().flat_map(|(_, codes)| codes.iter().copied()),
    );
    let mut found: Vec<(u16, &str)> =
        codes.into_iter().map(|code| (meaning(code).map_or(409, |(status, _)| status), code)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether there is anybody whose roles never allow this: asked of the access table itself, for every caller and
/// every way in which they can stand to the object.
fn can_be_forbidden(action: Action) -> bool {
    (0_u16..1 << 10).any(|bits| {
        let bit = |at: u16| bits & (1 << at) != 0;
        let actor = Actor {
            person_id: PersonId::from_parts(0, &[0; 10]),
            is_coordinator: bit(0),
            is_trainer: bit(1),
            manages_anyone: bit(2),
            leads_anywhere: bit(3),
        };
        let relation = Relation {
            own: bit(4),
            manages: bit(5),
            trains: bit(6),
            booked: bit(7),
            leads: bit(8),
            member: bit(9),
        };
        may(Some(&actor), action, &relation) == Access::NeverYourRole
    })
}
