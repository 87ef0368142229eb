//! How somebody signs in, where they are signed in, and what they declare.

use actix_web::{HttpResponse, web::Data};

use super::{
    account::{ADDRESS, form_page},
    prove_again::{current_password, myself, refused_for_now},
};
use crate::{
    app::App,
    domain::ids::Login,
    store::{error::Error, read::people::profile},
    usecases::{
        error::{Failure, Refused},
        people::passwords::SetPassword,
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, no_session_cookie},
        forms::{Field, Form},
        render::see,
    },
};

const PASSWORD_LINES: [&str; 2] = [
    "8 to 128 characters. Three or four words that only you would put together make a good one.",
    "Setting it signs you out everywhere else.",
];

fn password_form(has_one: bool) -> Form {
    let mut form = Form::new("/account/password", "Set my password");
    if has_one {
        form = form.field(current_password());
    }
    form.field(Field::password("password", "Your new password", "new-password"))
}

pub(super) async fn has_password(app: &App, member: &Member) -> ApiResult<bool> {
    let (person, now) = (member.caller.id(), app.clock.now());
    Ok(app.reads.run(move |c| profile::profile(c, person, now)).await?.0.has_password)
}

/// Asks for a new password.
pub async fn password(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let form = password_form(has_password(&app, &member).await?);
    form_page(&member.visit, "Your password", &PASSWORD_LINES, form)?.answer(&app)
}

/// Sets it.
pub async fn set_password(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let member = form.member();
    let mut shown = password_form(has_password(&app, &member).await?);
    if form.posted.again() {
        return form_page(&member.visit, "Your password", &PASSWORD_LINES, shown)?.answer(&app);
    }
    let ask = SetPassword {
        me: myself(&member.caller, &form.posted),
        password: form.posted.as_typed("password").to_owned(),
    };
    match app.usecases.set_password(ask).await {
        Ok(()) => see(format!("{ADDRESS}?done=password")),
        Err(failure) => {
            refused_for_now(&mut shown, failure)?;
            form_page(&member.visit, "Your password", &PASSWORD_LINES, shown)?.answer(&app)
        }
    }
}

const EVERYWHERE_LINES: [&str; 1] = [
    "Every browser and program you are signed in with is signed out, this one too. Do this if you left a computer signed in, or lost a phone.",
];

/// Asks before signing out everywhere.
pub async fn everywhere(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let form = Form::new("/account/sign-out-everywhere", "Sign me out everywhere");
    form_page(&member.visit, "Sign out everywhere", &EVERYWHERE_LINES, form)?.answer(&app)
}

/// Signs out everywhere.
pub async fn sign_out_everywhere(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    if form.posted.again() {
        return see("/account/sign-out-everywhere");
    }
    app.usecases.sign_out_everywhere(form.caller.id()).await?;
    let mut answer = see("/sign-in")?;
    answer.add_cookie(&no_session_cookie()).map_err(|why| Error::Broken(why.to_string()))?;
    Ok(answer)
}

/// Ends one of one's own logins.
pub async fn end_login(app: Data<App>, id: PathId<Login>, form: MembersForm) -> ApiResult<HttpResponse> {
    if form.posted.again() {
        return see(ADDRESS);
    }
    app.usecases.end_own_login(form.caller.id(), id.0).await?;
    see(format!("{ADDRESS}?done=login-ended"))
}

/// Declares a statement as of today.
pub async fn declare(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let declaration = form.posted.get("declaration").to_owned();
    if form.posted.again() {
        return see(ADDRESS);
    }
    match app.usecases.declare(form.caller.id(), declaration, None).await {
        Ok(_) => see(format!("{ADDRESS}?done=declared")),
        Err(Failure::Refused(Refused::Invalid(_))) => see(format!("{ADDRESS}?done=nothing")),
        Err(failure) => Err(failure.into()),
    }
}
