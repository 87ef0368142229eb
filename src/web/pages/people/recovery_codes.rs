//! Recovery codes: shown once, made anew.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{
    prove_again::{myself, prove_form, prove_page_with, refused_for_now},
    second_factor::ADDRESS,
};
use crate::{
    app::App,
    web::{
        error::ApiResult,
        extract::{Caller, Member, MembersForm, Visit},
        navigation::home_of,
        page_facts::PageFacts,
        render::{Page, see},
    },
};

const TITLE: &str = "Make new recovery codes";
const AT: &str = "/account/second-factor/recovery-codes";
const LINE: &str = "You get ten new codes. The codes you have now no longer work then.";

/// The facts of `people/recovery_codes`.
#[derive(Serialize)]
pub(in crate::web) struct RecoveryCodes {
    /// The codes, in groups.
    codes: Vec<String>,
    /// Where one goes on.
    go_on: String,
}

impl PageFacts for RecoveryCodes {
    const TEMPLATE: &'static str = "people/recovery_codes";

    fn samples() -> Vec<Self> {
        let codes = ["7KQ2-9XWD-M4TE", "0B8F-VZ3H-1CRN"].map(str::to_owned).to_vec();
        vec![Self { codes, go_on: "/work".to_owned() }]
    }
}

/// Shows them, once; where there are none to show, what one has.
pub(super) fn codes_page(
    visit: &Visit,
    app: &App,
    caller: &Caller,
    codes: Option<Vec<String>>,
) -> ApiResult<HttpResponse> {
    let Some(codes) = codes else { return see(ADDRESS) };
    let facts = RecoveryCodes { codes, go_on: home_of(&caller.actor).to_owned() };
    let mut answer = Page::of(visit, "Your recovery codes", &facts)?.answer(app)?;
    // Neither the browser nor anything on the way may keep them.
    answer.headers_mut().insert(
        actix_web::http::header::CACHE_CONTROL,
        actix_web::http::header::HeaderValue::from_static("no-store"),
    );
    Ok(answer)
}

/// Asks before the codes of now are void.
pub async fn form(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    prove_page_with(&member.visit, TITLE, Some(LINE), prove_form(AT, TITLE))?.answer(&app)
}

/// Makes new ones.
pub async fn renew(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = prove_form(AT, TITLE);
    if !form.posted.again() {
        match app.usecases.renew_recovery_codes(myself(&form.caller, &form.posted)).await {
            Ok(codes) => return codes_page(&form.visit, &app, &form.caller, Some(codes)),
            Err(failure) => refused_for_now(&mut shown, failure)?,
        }
    }
    prove_page_with(&form.visit, TITLE, Some(LINE), shown)?.answer(&app)
}
