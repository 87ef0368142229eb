//! Asking the hub for a practitioner.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    domain::practice::{LONGEST_ASK, PractitionerAsk},
    ports::Random,
    web::{
        attempts::count_act,
        error::ApiResult,
        extract::{Member, MembersForm, Visit},
        forms::{Field, Form},
        limits::{COMPLAINTS_PER_PERSON, Limits},
        page_facts::PageFacts,
        pages::form_parts::once,
        render::{Page, see},
    },
};

const HERE: &str = "/reports/practitioners/ask";

/// The form.
#[derive(Serialize)]
pub(in crate::web) struct AskFacts {}

impl PageFacts for AskFacts {
    const TEMPLATE: &'static str = "practitioners/ask";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }

    fn form_sample() -> Option<Form> {
        Some(form_without_key())
    }
}

fn form_without_key() -> Form {
    Form::new(HERE, "Ask for a practitioner")
        .field(
            Field::lines("what", "What do you need a practitioner for?", 4)
                .hint(format!("A sentence or two, at most {LONGEST_ASK} characters. Leave names out.")),
        )
        .field(Field::text("place", "Where?").optional())
        .field(Field::text("wanted", "When?").optional().hint("Such as: in the first weeks of February."))
        .field(Field::boxes("ring_me", "").choice("yes", "Ring me"))
        .field(Field::text("phone", "Your number").optional().width("medium").autocomplete("tel"))
}

fn page(visit: &Visit, form: Form) -> ApiResult<Page<'_>> {
    Ok(Page::of(visit, "Ask for a practitioner", &AskFacts {})?
        .form(form)
        .back("/reports/practitioners", "Practitioners"))
}

/// The form.
pub async fn form(app: Data<App>, random: Data<Random>, member: Member) -> ApiResult<HttpResponse> {
    page(&member.visit, form_without_key().field(once::field(&random)))?.answer(&app)
}

/// Sends it to the hub.
pub async fn ask(
    app: Data<App>,
    random: Data<Random>,
    limits: Data<Limits>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let posted = &form.posted;
    let mut shown = form_without_key().field(once::field(&random)).keep(posted);
    if !posted.again() {
        let typed = PractitionerAsk {
            what: posted.get("what").to_owned(),
            place: posted.optional("place"),
            wanted: posted.optional("wanted"),
            phone: posted.optional("phone"),
        };
        count_act(&app, &limits, ("practitioners asked for by", COMPLAINTS_PER_PERSON), &form.caller)?;
        let key = once::key(form.caller.id(), posted, HERE);
        match app.usecases.ask_for_practitioner(form.caller.id(), typed, posted.has("ring_me"), key).await {
            Ok(_) => return see("/reports/practitioners?done=asked"),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, shown)?.answer(&app)
}
