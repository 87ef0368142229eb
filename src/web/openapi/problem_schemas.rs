//! How problem answers stand in the document (RFC 9457).

use utoipa::ToSchema;

use crate::{domain::second_factors::SecondFactor, web::api::bookings::attending::RefusalAnswer};

/// A problem answer as the document describes it (RFC 9457).
#[derive(ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "describes what problems::Problem writes")]
pub(super) struct ProblemSchema {
    /// `/problems/CODE`.
    r#type: String,
    /// What kind of problem it is, in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened, why, and what to do.
    detail: String,
    /// Stable, for programs.
    code: String,
    /// The fields that are wrong.
    errors: Option<Vec<FieldErrorSchema>>,
    /// Every reason why a booking is refused.
    refusals: Option<Vec<RefusalAnswer>>,
    /// What is sent back with the second factor.
    challenge: Option<String>,
    /// With what the challenge can be answered.
    methods: Option<Vec<SecondFactor>>,
    /// Where a browser begins the sign-in that this address needs, on this site.
    sign_in_at: Option<String>,
    /// The line of a report that cannot be read, from 1.
    line: Option<u64>,
    /// What is wrong with it.
    reason: Option<String>,
}

/// One field that is wrong.
#[derive(ToSchema)]
#[schema(as = FieldError)]
#[expect(dead_code, reason = "describes domain::input::FieldError")]
pub(super) struct FieldErrorSchema {
    /// Its path in the request.
    field: String,
    /// What would be right.
    message: String,
}
