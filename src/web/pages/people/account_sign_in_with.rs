//! Accounts at providers that sign in to one's own record: added and taken away.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;

use super::{account::ADDRESS, begun_sign_in::began_on_account, sign_in_with::lead_there};
use crate::{
    app::App,
    domain::ids::ProviderAccount,
    ports::Random,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, PathProvider},
        render::see,
    },
};

/// What shows that the link came from the account's page.
#[derive(Deserialize)]
pub struct Asked {
    proof: Option<String>,
}

/// Leads to the provider, to add the account there.
pub async fn begin(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    provider: PathProvider,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let (login, provider) = (member.caller.login, provider.0);
    if !began_on_account(&app, login, provider.number, asked.0.proof.as_deref().unwrap_or_default()) {
        return see(ADDRESS);
    }
    lead_there(&app, &random, &member.visit, &provider, ADDRESS, Some(login)).await
}

/// Takes an account away: it signs in no more.
pub async fn unlink(
    app: Data<App>,
    id: PathId<ProviderAccount>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    if form.posted.again() {
        return see(ADDRESS);
    }
    app.usecases.unlink_provider_account(form.caller.id(), id.0).await?;
    see(format!("{ADDRESS}?done=unlinked"))
}
