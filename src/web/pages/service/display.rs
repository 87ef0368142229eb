//! How pages are shown: as the device is set, light, dark, or in high contrast.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    store::error::Error,
    web::{
        error::ApiResult,
        extract::{AnyonesForm, DISPLAYS, Params, Visit, display_cookie},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see, within_the_site},
    },
};

/// What leads here.
#[derive(Deserialize)]
pub struct Asked {
    return_to: Option<String>,
}

/// How pages look.
#[derive(Serialize)]
pub(in crate::web) struct DisplayFacts {}

impl PageFacts for DisplayFacts {
    const TEMPLATE: &'static str = "service/display";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }

    fn form_sample() -> Option<Form> {
        Some(display_form("dark", "/courses"))
    }
}

fn display_form(chosen: &str, return_to: &str) -> Form {
    let field = DISPLAYS
        .iter()
        .fold(Field::radios("display", "Colours"), |field, (value, label)| field.choice(*value, *label));
    Form::new("/display", "Keep this setting")
        .field(field.value(chosen))
        .field(Field::hidden("return_to", within_the_site(return_to)))
}

fn page(visit: &Visit, form: Form) -> ApiResult<Page<'_>> {
    Ok(Page::of(visit, "How pages look", &DisplayFacts {})?.form(form))
}

/// The choices.
pub async fn form(app: Data<App>, visit: Visit, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let form = display_form(visit.display, asked.0.return_to.as_deref().unwrap_or("/"));
    page(&visit, form)?.answer(&app)
}

/// Keeps a choice in this browser.
pub async fn keep(app: Data<App>, form: AnyonesForm) -> ApiResult<HttpResponse> {
    let (chosen, return_to) = (form.posted.get("display"), form.posted.get("return_to"));
    let Some((value, _)) = DISPLAYS.iter().find(|(value, _)| *value == chosen) else {
        let mut shown = display_form(form.visit.display, return_to);
        shown.refuse("display", "Choose one of the settings.");
        return page(&form.visit, shown)?.answer(&app);
    };
    let mut answer = see(return_to)?;
    answer.add_cookie(&display_cookie(value)).map_err(|why| Error::Broken(why.to_string()))?;
    Ok(answer)
}
