//! Asking for a mailed link that signs in.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    domain::people::EmailAddress,
    web::{
        attempts::count_mail,
        error::ApiResult,
        extract::{AnyonesForm, Visit},
        forms::{Field, Form},
        limits::Limits,
        page_facts::PageFacts,
        render::Page,
    },
};

fn link_form() -> Form {
    Form::new("/sign-in/link", "Send me a link").field(
        Field::email("email", "E-mail address")
            .hint("We mail you a link that signs you in once, without a password."),
    )
}

/// The facts of `people/sign_in_sent`.
#[derive(Serialize)]
pub(in crate::web) struct SignInSent {
    /// The address a link was asked for; none while it is still to be typed.
    sent: Option<String>,
}

impl PageFacts for SignInSent {
    const TEMPLATE: &'static str = "people/sign_in_sent";

    fn samples() -> Vec<Self> {
        vec![Self { sent: Some("amira.khan@school.example".to_owned()) }, Self { sent: None }]
    }

    fn form_sample() -> Option<Form> {
        Some(link_form())
    }
}

/// The form that asks for a sign-in link.
pub async fn link(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    Page::of(&visit, "Get a sign-in link", &SignInSent { sent: None })?
        .form(link_form())
        .back("/sign-in", "Sign in with a password")
        .answer(&app)
}

/// Mails a sign-in link; says the same whether or not anybody has the address.
pub async fn send_link(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let typed = form.posted.get("email");
    let mut shown = link_form().keep(&form.posted);
    match EmailAddress::parse("email", typed) {
        Ok(email) => {
            count_mail(&request, &app, &limits, &email)?;
            app.usecases.send_sign_in_link(email).await?;
        }
        Err(wrong) => shown.refuse_all(&[wrong]),
    }
    let sent = (!shown.is_wrong()).then(|| typed.to_owned());
    let title = if sent.is_some() { "Check your inbox" } else { "Get a sign-in link" };
    Page::of(&form.visit, title, &SignInSent { sent })?
        .form(shown)
        .back("/sign-in", "Sign in with a password")
        .answer(&app)
}
