//! Setting up an app that shows codes: its picture and secret, its first code, the recovery codes.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{
    prove_again::{myself, prove_form, prove_page, refused_for_now},
    recovery_codes::codes_page,
    second_factor::ADDRESS,
};
use crate::{
    app::App,
    usecases::people::set_up_app::AppSecret,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::qr_picture,
        render::{Page, see},
    },
};

const TITLE: &str = "Set up an app";
const START: &str = "/account/second-factor/app";

/// The facts of `people/second_factor_app`.
#[derive(Serialize)]
pub(in crate::web) struct AppSetUp {
    /// The secret, in groups of four.
    secret: String,
    /// What the picture stands on.
    view_box: String,
    /// Its dark modules.
    modules: String,
    /// The same for an app on this device.
    address: String,
}

impl PageFacts for AppSetUp {
    const TEMPLATE: &'static str = "people/second_factor_app";

    fn samples() -> Vec<Self> {
        let address = "otpauth://totp/Site:amira%40school.example?secret=JBSWY3DPEHPK3PXP".to_owned();
        vec![Self {
            secret: "JBSW Y3DP EHPK 3PXP".to_owned(),
            view_box: "0 0 9 9".to_owned(),
            modules: "M4 4h1v1h-1z".to_owned(),
            address,
        }]
    }

    fn form_sample() -> Option<Form> {
        Some(code_form())
    }
}

fn code_form() -> Form {
    Form::new(format!("{START}/confirm"), "Finish setting up").field(
        Field::text("code", "Code")
            .autocomplete("one-time-code")
            .width("short")
            .hint("The six digits the app shows now."),
    )
}

fn groups_of_four(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn page<'v>(visit: &'v Visit, secret: &AppSecret, form: Form) -> ApiResult<Page<'v>> {
    let (view_box, modules) = qr_picture::of(&secret.address)?;
    let facts =
        AppSetUp { secret: groups_of_four(&secret.text), view_box, modules, address: secret.address.clone() };
    Ok(Page::of(visit, TITLE, &facts)?.form(form).back(ADDRESS, "Your second step"))
}

/// The picture and the secret of the app that is being set up.
pub async fn show(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    match app.usecases.app_secret(member.caller.id()).await? {
        Some(secret) => page(&member.visit, &secret, code_form())?.answer(&app),
        None => prove_page(&member.visit, TITLE, prove_form(START, TITLE))?.answer(&app),
    }
}

/// Makes the secret.
pub async fn start(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = prove_form(START, TITLE);
    if form.posted.again() {
        return prove_page(&form.visit, TITLE, shown)?.answer(&app);
    }
    match app.usecases.start_app(myself(&form.caller, &form.posted)).await {
        Ok(()) => see(START),
        Err(failure) => {
            refused_for_now(&mut shown, failure)?;
            prove_page(&form.visit, TITLE, shown)?.answer(&app)
        }
    }
}

/// Takes its first code and shows the recovery codes, once.
pub async fn confirm(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let caller = &form.caller;
    let Some(secret) = app.usecases.app_secret(caller.id()).await? else { return see(ADDRESS) };
    let mut shown = code_form();
    if form.posted.again() {
        return page(&form.visit, &secret, shown)?.answer(&app);
    }
    match app.usecases.confirm_app(caller.id(), caller.login, form.posted.get("code")).await {
        Ok(added) => codes_page(&form.visit, &app, caller, added.recovery_codes),
        Err(failure) => {
            shown.refused(failure)?;
            page(&form.visit, &secret, shown)?.answer(&app)
        }
    }
}
