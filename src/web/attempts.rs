//! What anyone may try only so often, for API and pages: signing in, having mails sent, guessing codes.

use actix_web::{HttpRequest, http::header};
use chrono::{DateTime, Utc};

use super::{
    error::{ApiError, ApiResult},
    extract::{Caller, client_address},
    limits::{
        FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS, GUESSES_PER_ADDRESS, Limit, Limits, MAILS_PER_ACCOUNT,
        MAILS_PER_ADDRESS, OFFERS_PER_PERSON, OFFERS_TO_ADDRESS,
    },
    problems::Problem,
};
use crate::{
    app::App,
    domain::{certificates::parse_code, people::EmailAddress},
    store::read::certificates::certificate::{Verified, verify},
    usecases::error::Failure,
};

/// 429 with the time to wait, once a limit is reached.
fn refuse_if_reached(
    limits: &Limits,
    what: &'static str,
    key: &str,
    limit: Limit,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let Some(seconds) = limits.wait(what, key, limit, now) else { return Ok(()) };
    let minutes = (seconds + 59) / 60;
    let problem = Problem::new(
        "too_many_requests",
        format!("There were too many attempts. Try again in {minutes} minutes."),
    );
    Err(ApiError::from(problem.with_header(header::RETRY_AFTER, seconds.to_string())))
}

/// What failed sign-ins are counted by: the network address and the account.
fn failure_keys(request: &HttpRequest, email: &str) -> [(&'static str, String, Limit); 2] {
    [
        ("failures from", client_address(request), FAILURES_PER_ADDRESS),
        ("failures of", email.trim().to_ascii_lowercase(), FAILURES_PER_ACCOUNT),
    ]
}

/// 429 once there were too many failed sign-ins from here or against this account.
pub(in crate::web) fn refuse_failures(
    request: &HttpRequest,
    app: &App,
    limits: &Limits,
    email: &str,
) -> ApiResult<()> {
    let now = app.clock.now();
    failure_keys(request, email)
        .iter()
        .try_for_each(|(what, key, limit)| refuse_if_reached(limits, what, key, *limit, now))
}

/// Counts a failed sign-in.
pub(in crate::web) fn count_failure(request: &HttpRequest, app: &App, limits: &Limits, email: &str) {
    let now = app.clock.now();
    for (what, key, limit) in failure_keys(request, email) {
        limits.count(what, &key, limit, now);
    }
}

/// Counts a mail that is asked for, and refuses once there were too many for one network address or account.
pub(in crate::web) fn count_mail(
    request: &HttpRequest,
    app: &App,
    limits: &Limits,
    email: &EmailAddress,
) -> ApiResult<()> {
    let (now, address) = (app.clock.now(), client_address(request));
    let keys = [
        ("mails from", address.as_str(), MAILS_PER_ADDRESS),
        ("mails to", email.folded(), MAILS_PER_ACCOUNT),
    ];
    for (what, key, limit) in keys {
        refuse_if_reached(limits, what, key, limit, now)?;
    }
    for (what, key, limit) in keys {
        limits.count(what, key, limit, now);
    }
    Ok(())
}

/// Counts a place that is offered to an address, which mails somebody who may not be the caller's own, and refuses once
/// there were too many.
pub(in crate::web) fn count_offer(
    app: &App,
    limits: &Limits,
    caller: &Caller,
    email: &EmailAddress,
) -> ApiResult<()> {
    let (now, by) = (app.clock.now(), caller.id().to_string());
    let keys =
        [("offers of", by.as_str(), OFFERS_PER_PERSON), ("offers to", email.folded(), OFFERS_TO_ADDRESS)];
    for (what, key, limit) in keys {
        refuse_if_reached(limits, what, key, limit, now)?;
    }
    for (what, key, limit) in keys {
        limits.count(what, key, limit, now);
    }
    Ok(())
}

/// Counts something that one person may do only so often, and refuses once it was too often.
pub(in crate::web) fn count_act(
    app: &App,
    limits: &Limits,
    (what, limit): (&'static str, Limit),
    caller: &Caller,
) -> ApiResult<()> {
    let (now, by) = (app.clock.now(), caller.id().to_string());
    refuse_if_reached(limits, what, &by, limit, now)?;
    limits.count(what, &by, limit, now);
    Ok(())
}

/// Runs what proves an identity, and counts it against the network address when it fails.
pub(in crate::web) async fn guarded<T>(
    request: &HttpRequest,
    app: &App,
    limits: &Limits,
    proof: impl Future<Output = Result<T, Failure>>,
) -> ApiResult<T> {
    let (now, address) = (app.clock.now(), client_address(request));
    refuse_if_reached(limits, "failures from", &address, FAILURES_PER_ADDRESS, now)?;
    let result = proof.await;
    if result.is_err() {
        limits.count("failures from", &address, FAILURES_PER_ADDRESS, now);
    }
    Ok(result?)
}

/// What stands behind a code as it was typed; each unknown one counts against whoever guesses.
///
/// # Errors
/// 429 once there were too many.
pub(in crate::web) async fn find_by_code(
    request: &HttpRequest,
    app: &App,
    limits: &Limits,
    typed: &str,
) -> ApiResult<Option<Verified>> {
    let (address, now) = (client_address(request), app.clock.now());
    refuse_if_reached(limits, "guesses from", &address, GUESSES_PER_ADDRESS, now)?;
    let found = match parse_code(typed) {
        Some(code) => app.reads.run(move |c| verify(c, &code)).await?,
        None => None,
    };
    if found.is_none() {
        limits.count("guesses from", &address, GUESSES_PER_ADDRESS, now);
    }
    Ok(found)
}
