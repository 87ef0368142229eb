//! Removing an app or a passkey.

use actix_web::{HttpResponse, web::Data};

use super::{
    prove_again::{myself, prove_form, prove_page_with, refused_for_now},
    second_factor::ADDRESS,
};
use crate::{
    app::App,
    domain::ids::{Row, RowId},
    store::read::people::second_factors::factors,
    usecases::people::remove_factor::OwnFactor,
    web::{
        error::{ApiError, ApiResult},
        extract::{Member, MembersForm, PathId},
        render::see,
    },
};

const APP: &str = "/account/second-factor/app/remove";
const APP_TITLE: &str = "Remove the app";
const PASSKEY_TITLE: &str = "Remove the passkey";
const LINE: &str = "If nothing else is set up, your recovery codes end with it. If your role asks for a second step, \
     you set up another one next.";

/// Asks before the app is removed.
pub async fn app_form(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    prove_page_with(&member.visit, APP_TITLE, Some(LINE), prove_form(APP, APP_TITLE))?.answer(&app)
}

/// Removes it.
pub async fn remove_app(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    remove(&app, &form, OwnFactor::App, (APP, APP_TITLE), "app-removed").await
}

fn passkey_address(id: RowId) -> String {
    format!("{ADDRESS}/passkeys/{id}/remove")
}

/// Asks before a passkey is removed.
pub async fn passkey_form(app: Data<App>, id: PathId<Row>, member: Member) -> ApiResult<HttpResponse> {
    let (person, wanted) = (member.caller.id(), id.0);
    let has = app.reads.run(move |c| factors(c, person)).await?;
    if !has.passkeys.iter().any(|passkey| passkey.id == wanted) {
        return Err(ApiError::not_there());
    }
    let form = prove_form(&passkey_address(wanted), PASSKEY_TITLE);
    prove_page_with(&member.visit, PASSKEY_TITLE, Some(LINE), form)?.answer(&app)
}

/// Removes it.
pub async fn remove_passkey(app: Data<App>, id: PathId<Row>, form: MembersForm) -> ApiResult<HttpResponse> {
    let address = passkey_address(id.0);
    remove(&app, &form, OwnFactor::Passkey(id.0), (&address, PASSKEY_TITLE), "passkey-removed").await
}

async fn remove(
    app: &App,
    form: &MembersForm,
    which: OwnFactor,
    (action, title): (&str, &str),
    done: &str,
) -> ApiResult<HttpResponse> {
    let mut shown = prove_form(action, title);
    if !form.posted.again() {
        match app.usecases.remove_factor(myself(&form.caller, &form.posted), which).await {
            Ok(()) => return see(format!("{ADDRESS}?done={done}")),
            Err(failure) => refused_for_now(&mut shown, failure)?,
        }
    }
    prove_page_with(&form.visit, title, Some(LINE), shown)?.answer(app)
}
