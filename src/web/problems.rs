//! Problem details for HTTP APIs (RFC 9457), and the one table that gives each code its status and title.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;
use serde_json::Value;

use crate::domain::{
    input::FieldError,
    refusals::Refusal,
    second_factors::{Owed, SecondFactor},
};

/// Every code a problem answer can carry: code, status, title. The document at `/api/openapi.json` lists them too.
pub const PROBLEMS: &[(&str, u16, &str)] = &[
    ("malformed_request", 400, "The request cannot be read"),
    ("invalid_cursor", 400, "The cursor is not one of ours"),
    ("invalid_header", 400, "A header cannot be read"),
    ("unauthenticated", 401, "You are not signed in"),
    ("invalid_token", 401, "The access token is not valid"),
    ("invalid_credentials", 401, "The e-mail address or the password is wrong"),
    ("invalid_refresh_token", 401, "The refresh token is not valid"),
    ("invalid_link", 401, "The link or code is not valid"),
    ("second_factor_needed", 401, "A second factor is needed"),
    ("wrong_code", 401, "The code is wrong"),
    ("challenge_over", 401, "The sign-in has to begin again"),
    ("forbidden", 403, "Your roles do not allow this"),
    ("second_factor_required", 403, "A second factor has to be set up first"),
    ("single_sign_on_required", 403, "This address signs in with its own provider"),
    ("form_expired", 403, "This form has to be sent again"),
    ("not_found", 404, "There is nothing here"),
    ("method_not_allowed", 405, "This address does not take that method"),
    ("request_timeout", 408, "The request came too slowly"),
    ("booking_refused", 409, "The place cannot be booked"),
    ("session_full", 409, "No place is left"),
    ("in_progress", 409, "The same request is still being answered"),
    ("stale", 412, "It has been changed meanwhile"),
    ("too_large", 413, "The request is too large"),
    ("unsupported_media_type", 415, "The request is not JSON"),
    ("invalid_input", 422, "Something in the request is wrong"),
    ("unreadable_report", 422, "The report cannot be read"),
    ("undecided", 422, "Somebody in the report is not decided yet"),
    ("idempotency_mismatch", 422, "The idempotency key was used for another request"),
    ("too_many_requests", 429, "Too many attempts"),
    ("internal_error", 500, "Something went wrong on our side"),
    ("unavailable", 503, "The service is not available right now"),
];

/// The codes of a 409 that say which state stands in the way, and their titles.
pub const STATES: &[(&str, &str)] = &[
    ("account_closed", "The record that is to stay is switched off"),
    ("address_confirmed", "The address is confirmed already"),
    ("address_known", "The address is known already"),
    ("address_unconfirmed", "The address is not confirmed yet"),
    ("address_yours", "The address is yours already"),
    ("already_published", "The session is published already"),
    ("already_waived", "That is waived for this person already"),
    ("app_not_begun", "No app is being set up"),
    ("another_version", "There is a newer proposal"),
    ("bookings_clash", "Both people hold bookings that cannot stand side by side"),
    ("capacity_below_held", "More places are taken than that"),
    ("certificate_revoked", "The certificate was withdrawn"),
    ("certificate_superseded", "The certificate was replaced"),
    ("check_in_closed", "Nobody can check in now"),
    ("claim_decided", "The claim is decided already"),
    ("code_expired", "The code is over"),
    ("course_retired", "The course is no longer given"),
    ("course_unpublished", "The course is not published yet"),
    ("current_password_needed", "The present password is needed"),
    ("dispute_answered", "This was answered already"),
    ("dispute_open", "This is being looked into already"),
    ("evidence_not_taken", "No files are taken here"),
    ("feedback_not_open", "There is nothing to say of the course yet"),
    ("feedback_over", "The time to say how it was is over"),
    ("hand_over_ended", "The place is no longer on offer"),
    ("impact_answered", "This is answered already"),
    ("impact_not_due", "This is not asked now"),
    ("last_address", "This is the only address"),
    ("last_coordinator", "Nobody else runs the training offer"),
    ("mail_not_failed", "The mail did not fail"),
    ("mail_overtaken", "A later mail says something else"),
    ("mail_purged", "The mail's words are no longer kept"),
    ("mail_unaddressed", "The mail has nobody to go to"),
    ("membership_ended", "The membership has ended"),
    ("name_not_printable", "No font draws the name"),
    ("no_access_needs", "No access needs are on record"),
    ("no_certificates", "There are no certificates yet"),
    ("no_course", "No course is chosen yet"),
    ("no_second_factor", "There is no second factor"),
    ("no_joining", "There is nothing to join"),
    ("no_place", "There is no place on this date"),
    ("no_replacement_offered", "No other dates are offered"),
    ("no_talks", "The session has no talks"),
    ("nobody_helped", "The date helps nobody on the list"),
    ("nobody_named", "Nobody is named yet"),
    ("nobody_to_write_to", "Nobody on this date would get it"),
    ("not_a_member", "Somebody is not one of your people"),
    ("not_everybody_ready", "Somebody lacks what the course asks for"),
    ("not_made_up", "The date cannot be made up for there"),
    ("not_on_demand", "The course cannot be begun at any time"),
    ("not_private", "The session is open to everybody"),
    ("not_published", "The session is not published yet"),
    ("nothing_to_object_to", "There is no result yet"),
    ("nothing_to_undo", "There is nothing to take back"),
    ("offer_expired", "The offer has ended"),
    ("organisation_wanted", "It has to be said for which organisation"),
    ("other_course", "The session is of another course"),
    ("own_account", "That is your own account"),
    ("passkeys_unavailable", "There are no passkeys at this site"),
    ("register_incomplete", "The register is not complete"),
    ("register_open", "The register is still open"),
    ("rung_in_use", "Courses stand on this rung"),
    ("same_person", "Both are the same person"),
    ("same_session", "It is the same session"),
    ("second_factor_exists", "An app is set up already"),
    ("session_cancelled", "The session was called off"),
    ("session_delivered", "The session is over and its register closed"),
    ("session_not_finished", "The session is not over yet"),
    ("session_not_started", "The session has not started yet"),
    ("session_started", "The session has started"),
    ("session_without_dates", "The session has no dates"),
    ("sign_in_again", "The sign-in is too long ago"),
    ("slug_taken", "The name in addresses is taken"),
    ("terms_are_todays", "The session goes by the course's present terms"),
    ("too_few_answers", "Too few people have answered"),
    ("too_few_places", "There are too few places for all of them"),
    ("too_late_to_object", "The time to object is over"),
    ("too_many_people", "These are more people than there are places for"),
    ("too_many_passkeys", "These are as many passkeys as one may have"),
    ("trainer_busy", "A trainer has something else at that time"),
    ("waitlist_changed", "The waiting list has changed meanwhile"),
    ("wrong_state", "What it is about stands somewhere else"),
];

/// What a code of either table means: status and title.
#[must_use]
pub fn meaning(code: &str) -> Option<(u16, &'static str)> {
    let problem =
        PROBLEMS.iter().find(|(known, ..)| *known == code).map(|(_, status, title)| (*status, *title));
    problem.or_else(|| STATES.iter().find(|(known, _)| *known == code).map(|(_, title)| (409, *title)))
}

/// An answer that says what happened, why, and what to do.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    title: &'static str,
    code: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    refusals: Vec<Refusal>,
    owed: Option<Owed>,
    line: Option<u64>,
    headers: Vec<(header::HeaderName, String)>,
    sign_in_at: Option<String>,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(skip_serializing_if = "Option::is_none")]
    refusals: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    methods: Option<&'a [SecondFactor]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_in_at: Option<&'a str>,
}

impl Problem {
    /// A problem with a code of the tables.
    #[must_use]
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        let (status, title) = meaning(code).unwrap_or((409, "The present state does not allow this"));
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            title,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            refusals: Vec::new(),
            owed: None,
            line: None,
            headers: Vec::new(),
            sign_in_at: None,
        }
    }

    /// With the fields that are wrong.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    /// With every reason why a booking is refused.
    #[must_use]
    pub fn with_refusals(mut self, refusals: Vec<Refusal>) -> Self {
        self.refusals = refusals;
        self
    }

    /// With what is still to be shown before a login opens.
    #[must_use]
    pub fn with_owed(mut self, owed: Owed) -> Self {
        self.owed = Some(owed);
        self
    }

    /// What is still to be shown before a login opens.
    #[must_use]
    pub fn owed(&self) -> Option<&Owed> {
        self.owed.as_ref()
    }

    /// With the line of a file that it is about; its detail is what is wrong there.
    #[must_use]
    pub fn with_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// With the address where somebody signs in who may do so nowhere else.
    #[must_use]
    pub fn with_sign_in_at(mut self, path: impl Into<String>) -> Self {
        self.sign_in_at = Some(path.into());
        self
    }

    /// Where they sign in.
    #[must_use]
    pub fn sign_in_at(&self) -> Option<&str> {
        self.sign_in_at.as_deref()
    }

    /// With a header of the answer.
    #[must_use]
    pub fn with_header(mut self, name: header::HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What happened, why, and what to do.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// The headers of its answer.
    #[must_use]
    pub fn headers(&self) -> &[(header::HeaderName, String)] {
        &self.headers
    }

    /// The answer itself.
    #[must_use]
    pub fn response(&self) -> HttpResponse {
        let body = Body {
            r#type: format!("/problems/{}", self.code),
            title: self.title,
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            errors: &self.errors,
            refusals: (self.code == "booking_refused")
                .then(|| serde_json::to_value(&self.refusals).unwrap_or_default()),
            line: self.line,
            reason: self.line.map(|_| self.detail.as_str()),
            challenge: self.owed.as_ref().map(|owed| owed.challenge.as_str()),
            methods: self.owed.as_ref().map(|owed| owed.methods.as_slice()),
            sign_in_at: self.sign_in_at.as_deref(),
        };
        let mut answer = HttpResponse::build(self.status);
        answer.content_type("application/problem+json");
        for (name, value) in &self.headers {
            answer.insert_header((name.clone(), value.as_str()));
        }
        answer.body(serde_json::to_string(&body).unwrap_or_default())
    }
}
