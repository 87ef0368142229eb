//! The addresses and organisations of one's account.

use actix_web::{HttpResponse, web::Data};

use super::{
    account::{ADDRESS, form_page},
    account_sign_in::has_password,
    prove_again::{current_password, myself, refused_for_now},
};
use crate::{
    app::App,
    crypto::tokens::Token,
    domain::{
        access::Action,
        accounts::{NamedOrganisation, organisation_name, personal_address},
        ids::{Address, Membership, OrganisationId},
        people::fold,
    },
    ports::Random,
    store::read::people::organisations::{self, OrganisationView},
    usecases::error::Failure,
    web::{
        access::may_for_membership,
        attempts::count_mail_to,
        error::{ApiError, ApiResult},
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        limits::Limits,
        pages::form_parts::once,
        render::see,
    },
};

/// How many organisations are offered to choose from.
const OFFERED: i64 = 8;

const ADDRESS_LINES: [&str; 2] = [
    "You can sign in with any of your addresses once it is confirmed, and what was booked for you under it becomes yours.",
    "Give one that only you read: a mailbox like office@ cannot sign in.",
];

fn address_form(has_password: bool) -> Form {
    let form = Form::new("/account/addresses", "Send a mail to confirm it")
        .field(Field::email("email", "E-mail address"));
    if has_password { form.field(current_password()) } else { form }
}

/// Asks for a further address.
pub async fn address(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let form = address_form(has_password(&app, &member).await?);
    form_page(&member.visit, "Add an address", &ADDRESS_LINES, form)?.answer(&app)
}

/// Adds it, to be confirmed.
pub async fn add_address(app: Data<App>, limits: Data<Limits>, form: MembersForm) -> ApiResult<HttpResponse> {
    let shown = address_form(has_password(&app, &form.member()).await?);
    let MembersForm { visit, caller, posted, .. } = form;
    let mut shown = shown.keep(&posted);
    if posted.again() {
        return form_page(&visit, "Add an address", &ADDRESS_LINES, shown)?.answer(&app);
    }
    match personal_address("email", posted.get("email")) {
        Ok(email) => {
            count_mail_to(&app, &limits, &email)?;
            match app.usecases.add_own_address(myself(&caller, &posted), email).await {
                Ok(()) => return see(format!("{ADDRESS}?done=address")),
                Err(failure) => refused_for_now(&mut shown, failure)?,
            }
        }
        Err(wrong) => shown.refuse_all(&[wrong]),
    }
    form_page(&visit, "Add an address", &ADDRESS_LINES, shown)?.answer(&app)
}

/// Goes back to the account with what was done; a state that forbids it changes nothing, as on a stale page.
fn back_with(done: &str, result: Result<(), Failure>) -> ApiResult<HttpResponse> {
    match result {
        Ok(()) => see(format!("{ADDRESS}?done={done}")),
        Err(failure) => {
            let error = ApiError::from(failure);
            if error.problem().status().as_u16() == 409 {
                return see(format!("{ADDRESS}?done=nothing"));
            }
            Err(error)
        }
    }
}

/// Sends mail to this address from now on.
pub async fn make_primary(app: Data<App>, id: PathId<Address>, form: MembersForm) -> ApiResult<HttpResponse> {
    if form.posted.again() {
        return see(ADDRESS);
    }
    let result = app.usecases.make_address_primary(form.caller.id(), id.0).await;
    back_with("primary", result.map(|_| ()))
}

/// Removes an address.
pub async fn remove(app: Data<App>, id: PathId<Address>, form: MembersForm) -> ApiResult<HttpResponse> {
    if form.posted.again() {
        return see(ADDRESS);
    }
    back_with("removed", app.usecases.remove_own_address(form.caller.id(), id.0).await)
}

const MEMBERSHIP_LINES: [&str; 2] = [
    "Say where you work or whom you serve, such as a school you are a governor of. You can belong to several.",
    "It counts for what a course asks of your organisation once it is confirmed: by your address there, by whoever leads it, or by the training team.",
];

fn membership_form(key: &str, found: &[OrganisationView], typed: &str) -> Form {
    let button = if found.is_empty() { "Find my organisation" } else { "I belong there" };
    let name = Field::text("name", "Name of the organisation").autocomplete("organization").value(typed);
    let mut form = Form::new("/account/memberships", button).field(name);
    if !found.is_empty() {
        let mut field = Field::radios("organisation", "Is it one of these?");
        for one in found {
            field = field.choice(one.id.to_string(), one.name.clone());
        }
        form = form.field(field.choice("none", format!("None of these: it is “{typed}”")));
    }
    // The name these choices were found for: with another one they are found anew.
    form.field(once::carrying(key)).field(Field::hidden("asked", if found.is_empty() { "" } else { typed }))
}

/// Asks where somebody belongs.
pub async fn membership(app: Data<App>, random: Data<Random>, member: Member) -> ApiResult<HttpResponse> {
    let form = membership_form(Token::new(&random).as_str(), &[], "");
    form_page(&member.visit, "Add an organisation", &MEMBERSHIP_LINES, form)?.answer(&app)
}

/// Claims the membership: of the one chosen, of the one of exactly this name, or after asking which is meant.
pub async fn claim(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let typed = posted.get("name").to_owned();
    let page = |form: Form| form_page(&visit, "Add an organisation", &MEMBERSHIP_LINES, form)?.answer(&app);
    let name = organisation_name("name", &typed);
    let found = match &name {
        Ok(name) => {
            let q = name.clone();
            app.reads.run(move |c| organisations::list(c, Some(&q), None, OFFERED)).await?
        }
        Err(_) => Vec::new(),
    };
    let asked = !found.is_empty() && posted.get("asked") == typed;
    let shown_found: &[OrganisationView] = if asked { &found } else { &[] };
    let mut shown = membership_form(posted.get("key"), shown_found, &typed);
    if posted.again() {
        return page(shown);
    }
    let name = match name {
        Ok(name) => name,
        Err(wrong) => {
            shown.refuse_all(&[wrong]);
            return page(shown);
        }
    };
    let exact = found.iter().find(|one| fold(&one.name) == fold(&name));
    let chosen = posted.get("organisation");
    let named = if let (true, Ok(id)) = (asked, chosen.parse::<OrganisationId>()) {
        NamedOrganisation::Listed(id)
    } else if let Some(exact) = exact {
        NamedOrganisation::Listed(exact.id)
    } else if found.is_empty() || (asked && chosen == "none") {
        NamedOrganisation::Unlisted(name)
    } else {
        let mut shown = membership_form(posted.get("key"), &found, &typed);
        if asked {
            shown.refuse("organisation", "Choose one of them, or “None of these”.");
        }
        return page(shown);
    };
    let key = once::key_whatever_it_says(caller.id(), &posted, "/account/memberships");
    match app.usecases.claim_membership(caller.id(), named, key).await {
        Ok(_) => see(format!("{ADDRESS}?done=claimed")),
        Err(failure) => {
            shown.refused(failure)?;
            page(shown)
        }
    }
}

/// Ends a membership.
pub async fn end_membership(
    app: Data<App>,
    id: PathId<Membership>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    may_for_membership(&app, &form.caller, id.0, Action::EndMembership).await?;
    if form.posted.again() {
        return see(ADDRESS);
    }
    let result = app.usecases.end_membership(form.caller.id(), id.0).await;
    back_with("ended", result.map(|_| ()))
}
