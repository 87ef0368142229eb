//! What anyone may try only so often, for API and pages: signing in, having mails sent, guessing codes.

use actix_web::{HttpMessage, HttpRequest, HttpResponse, http::header};

use super::{
    error::{ApiError, ApiResult},
    extract::{Caller, client_network},
    limits::{
        ANSWERS_PER_LINK, CHECK_INS_PER_ADDRESS, CHECK_INS_PER_REFERENCE, Counted, Entry,
        FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS, GUESSES_PER_ADDRESS, LINKS_PER_ADDRESS, Limit, Limits,
        MAILS_PER_ACCOUNT, MAILS_PER_ADDRESS, OFFERS_TO_ADDRESS, PASSKEYS_PER_ADDRESS, Reached,
    },
    problems::Problem,
};
use crate::{
    app::App,
    domain::{certificates::parse_code, people::EmailAddress, references::parse_reference},
    store::read::certificates::certificate::{Verified, verify},
    usecases::error::{Failure, Refused},
};

const FAILURES_FROM: &str = "failures from";
const FAILURES_OF: &str = "failures of";
const MAILS_FROM: &str = "mails from";
const MAILS_TO: &str = "mails to";
const OFFERS_TO: &str = "offers to";
const GUESSES_FROM: &str = "guesses from";
const PASSKEYS_FROM: &str = "passkeys from";
const CHECK_INS_FROM: &str = "check-ins from";
const CHECK_INS_OF: &str = "check-ins of";
const LINKS_FROM: &str = "links from";
const ANSWERS_BY: &str = "answers by";

/// 429 with the time to wait and the way to go on.
fn too_many(reached: Reached) -> ApiError {
    let Reached { what, seconds } = reached;
    let wait = match seconds {
        ..60 => format!("{seconds} seconds"),
        60..120 => "a minute".to_owned(),
        _ => format!("{} minutes", (seconds + 59) / 60),
    };
    let detail = match what {
        FAILURES_FROM => format!(
            "There were too many attempts from your network, which others may share. Try again in {wait}, or use \
             another connection, such as a mobile phone's."
        ),
        FAILURES_OF => format!(
            "There were too many attempts to sign in with this address. Try again in {wait}, or ask for a sign-in link."
        ),
        MAILS_FROM => format!(
            "Very many mails were asked for from your network, which others may share. Try again in {wait}, or use \
             another connection, such as a mobile phone's. The training team can add people as well."
        ),
        MAILS_TO | OFFERS_TO => format!(
            "Several mails have gone to this address already: check its inbox and its junk folder. Another one can \
             be sent in {wait}."
        ),
        _ => format!("There were too many attempts. Try again in {wait}."),
    };
    Problem::new("too_many_requests", detail).with_header(header::RETRY_AFTER, seconds.to_string()).into()
}

/// The address that somebody tries to sign in with, or asks for a mail to; stands in the request, for the trail.
#[derive(Debug, Clone)]
pub(in crate::web) struct Tried(pub(in crate::web) String);

fn enter(app: &App, limits: &Limits, counted: &[Counted<'_>]) -> ApiResult<Entry> {
    limits.enter(counted, app.clock.now()).map_err(too_many)
}

/// Whether it was judged and found wrong. What could not be judged, since the service is busy, counts for nobody, and a
/// challenge that is over cannot be guessed.
fn is_wrong(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(Refused::Credentials(code)) if *code != "challenge_over")
}

/// Judges a sign-in with an address and a password: counted against both the network and the account as it comes in,
/// and taken back unless it was wrong.
///
/// # Errors
/// 429 once there were too many; the failure itself stands inside.
pub(in crate::web) async fn judge_sign_in<T>(
    request: &HttpRequest,
    (app, limits): (&App, &Limits),
    email: &str,
    proof: impl Future<Output = Result<T, Failure>>,
) -> ApiResult<Result<T, Failure>> {
    request.extensions_mut().insert(Tried(email.to_owned()));
    let (network, account) = (client_network(request), email.trim().to_ascii_lowercase());
    let counted = [
        Counted { what: FAILURES_FROM, key: &network, limit: FAILURES_PER_ADDRESS },
        Counted { what: FAILURES_OF, key: &account, limit: FAILURES_PER_ACCOUNT },
    ];
    let entry = enter(app, limits, &counted)?;
    let result = proof.await;
    if !result.as_ref().is_err_and(is_wrong) {
        entry.take_back();
    }
    Ok(result)
}

/// Counts a mail that is asked for by somebody nobody knows, and refuses once there were too many for one network or
/// account.
pub(in crate::web) fn count_mail(
    request: &HttpRequest,
    app: &App,
    limits: &Limits,
    email: &EmailAddress,
) -> ApiResult<()> {
    request.extensions_mut().insert(Tried(email.folded().to_owned()));
    let network = client_network(request);
    let counted = [
        Counted { what: MAILS_FROM, key: &network, limit: MAILS_PER_ADDRESS },
        Counted { what: MAILS_TO, key: email.folded(), limit: MAILS_PER_ACCOUNT },
    ];
    enter(app, limits, &counted).map(drop)
}

/// Counts a mail to an address that somebody signed in has sent to it. How many people they may write to who are not
/// their own stands in the use-cases.
pub(in crate::web) fn count_mail_to(app: &App, limits: &Limits, email: &EmailAddress) -> ApiResult<()> {
    let counted = Counted { what: MAILS_TO, key: email.folded(), limit: MAILS_PER_ACCOUNT };
    enter(app, limits, &[counted]).map(drop)
}

/// Counts a place that is offered to an address, which mails somebody who may not be the caller's own.
pub(in crate::web) fn count_offer(app: &App, limits: &Limits, email: &EmailAddress) -> ApiResult<()> {
    let counted = Counted { what: OFFERS_TO, key: email.folded(), limit: OFFERS_TO_ADDRESS };
    enter(app, limits, &[counted]).map(drop)
}

/// Counts something that one person may do only so often, and refuses once it was too often.
pub(in crate::web) fn count_act(
    app: &App,
    limits: &Limits,
    (what, limit): (&'static str, Limit),
    caller: &Caller,
) -> ApiResult<()> {
    let by = caller.id().to_string();
    enter(app, limits, &[Counted { what, key: &by, limit }]).map(drop)
}

/// Runs what proves an identity, counted against the network and taken back unless it was wrong.
pub(in crate::web) async fn guarded<T>(
    request: &HttpRequest,
    app: &App,
    limits: &Limits,
    proof: impl Future<Output = Result<T, Failure>>,
) -> ApiResult<T> {
    let network = client_network(request);
    let counted = Counted { what: FAILURES_FROM, key: &network, limit: FAILURES_PER_ADDRESS };
    let entry = enter(app, limits, &[counted])?;
    let result = proof.await;
    if !result.as_ref().is_err_and(is_wrong) {
        entry.take_back();
    }
    Ok(result?)
}

/// Counts a passkey that is asked for by nobody in particular, since each such question is kept for a while.
///
/// # Errors
/// 429 once there were too many from one network.
pub(in crate::web) fn count_passkey(request: &HttpRequest, app: &App, limits: &Limits) -> ApiResult<()> {
    let network = client_network(request);
    let counted = Counted { what: PASSKEYS_FROM, key: &network, limit: PASSKEYS_PER_ADDRESS };
    enter(app, limits, &[counted]).map(drop)
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
    let network = client_network(request);
    let counted = Counted { what: GUESSES_FROM, key: &network, limit: GUESSES_PER_ADDRESS };
    let entry = enter(app, limits, &[counted])?;
    let found = match parse_code(typed) {
        Some(code) => app.reads.run(move |c| verify(c, &code)).await,
        None => Ok(None),
    };
    if !matches!(found, Ok(None)) {
        entry.take_back();
    }
    Ok(found?)
}

/// Judges a check-in, or the code alone: counted against the network and against the booking's reference as it comes in,
/// and taken back unless something was wrong with it. A code that is over is none of those.
///
/// # Errors
/// 429 once there were too many; the failure itself stands inside.
pub(in crate::web) async fn judge_check_in<T>(
    request: &HttpRequest,
    (app, limits): (&App, &Limits),
    reference: Option<&str>,
    judged: impl Future<Output = Result<T, Failure>>,
) -> ApiResult<Result<T, Failure>> {
    let network = client_network(request);
    let reference = reference.map(|typed| parse_reference(typed).unwrap_or_default());
    let mut counted = vec![Counted { what: CHECK_INS_FROM, key: &network, limit: CHECK_INS_PER_ADDRESS }];
    if let Some(key) = reference.as_deref().filter(|read| !read.is_empty()) {
        counted.push(Counted { what: CHECK_INS_OF, key, limit: CHECK_INS_PER_REFERENCE });
    }
    let entry = enter(app, limits, &counted)?;
    let result = judged.await;
    if !matches!(result, Err(Failure::Refused(Refused::Invalid(_)))) {
        entry.take_back();
    }
    Ok(result)
}

/// What a mailed link leads to that needs no sign-in; each that leads nowhere counts against whoever tries it.
///
/// # Errors
/// 429 once there were too many.
pub(in crate::web) async fn follow_link<T>(
    request: &HttpRequest,
    (app, limits): (&App, &Limits),
    found: impl Future<Output = Result<Option<T>, Failure>>,
) -> ApiResult<Option<T>> {
    let network = client_network(request);
    let counted = Counted { what: LINKS_FROM, key: &network, limit: LINKS_PER_ADDRESS };
    let entry = enter(app, limits, &[counted])?;
    let found = found.await;
    if !matches!(found, Ok(None)) {
        entry.take_back();
    }
    Ok(found?)
}

/// Counts an answer that is sent by a mailed link.
///
/// # Errors
/// 429 once there were too many by one link.
pub(in crate::web) fn count_answer(app: &App, limits: &Limits, token: &str) -> ApiResult<()> {
    enter(app, limits, &[Counted { what: ANSWERS_BY, key: token, limit: ANSWERS_PER_LINK }]).map(drop)
}

/// A page that shows a limit beside what was typed, with its status and the time to wait.
pub(in crate::web) fn limited(mut page: HttpResponse, limit: &ApiError) -> HttpResponse {
    *page.status_mut() = limit.problem().status();
    for (name, value) in limit.problem().headers() {
        if let Ok(value) = header::HeaderValue::from_str(value) {
            page.headers_mut().insert(name.clone(), value);
        }
    }
    page
}
