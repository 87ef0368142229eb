//! Setting up an app that shows codes: its picture and secret, its first code, the recovery codes.

use actix_web::{HttpResponse, web::Data};
use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

use super::{
    prove_again::{myself, prove_form, prove_page, refused_for_now},
    recovery_codes::codes_page,
    second_factor::ADDRESS,
};
use crate::{
    app::App,
    store::error::Error,
    usecases::people::set_up_app::AppSecret,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

const TITLE: &str = "Set up an app";
const START: &str = "/account/second-factor/app";
/// Modules around the picture that readers need blank (ISO/IEC 18004).
const QUIET: usize = 4;

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

/// A QR code as the box and the path of a picture that needs no style.
fn picture(text: &str) -> Result<(String, String), Error> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|why| Error::Broken(format!("an app's address does not fit a QR code: {why}")))?;
    let (width, colours) = (code.width(), code.to_colors());
    let dark = colours.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark);
    let modules = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET));
    let side = width + 2 * QUIET;
    Ok((format!("0 0 {side} {side}"), modules.collect()))
}

fn page<'v>(visit: &'v Visit, secret: &AppSecret, form: Form) -> ApiResult<Page<'v>> {
    let (view_box, modules) = picture(&secret.address)?;
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
