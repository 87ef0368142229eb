//! Is this certificate real? For anyone with the paper in hand.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::{
        certificates::{format_code, parse_code},
        times,
        words::CertificateState,
    },
    store::read::certificates::certificate::Verified,
    web::{
        api::certificates::certificate::find_by_code,
        error::ApiResult,
        extract::{Params, Visit},
        limits::Limits,
        render::{Page, see},
    },
};

const TITLE: &str = "Check a certificate";

/// The code, when the form is sent.
#[derive(Deserialize)]
pub struct Asked {
    code: Option<String>,
}

/// The form, or straight to the answer when a code came with it.
pub async fn form(app: Data<App>, visit: Visit, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let Some(typed) = asked.0.code else {
        return Page::new(&visit, "verify", TITLE).facts(json!({"found": false, "asked": ""})).answer(&app);
    };
    match parse_code(&typed) {
        Some(code) => see(format!("/verify/{code}")),
        None => unknown(&app, &visit, &typed),
    }
}

/// What is known of a code.
pub async fn answer(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    visit: Visit,
) -> ApiResult<HttpResponse> {
    let typed = request.match_info().get("code").unwrap_or_default().to_owned();
    match find_by_code(&request, &app, &limits, &typed).await? {
        Some(found) => Page::new(&visit, "verify", TITLE).facts(facts(&found)).answer(&app),
        None => unknown(&app, &visit, &typed),
    }
}

fn unknown(app: &App, visit: &Visit, typed: &str) -> ApiResult<HttpResponse> {
    let shown: String = typed.chars().filter(|c| !c.is_control()).take(60).collect();
    Page::new(visit, "verify", TITLE)
        .facts(json!({"found": false, "asked": shown}))
        .status(StatusCode::NOT_FOUND)
        .answer(app)
}

fn facts(found: &Verified) -> Value {
    let paper = &found.paper;
    let mut lines = vec![
        ("Name", paper.person_name.clone().unwrap_or_else(|| "Removed at the holder's request".to_owned())),
        ("Course", paper.course_title.clone()),
        ("Completed on", times::day(paper.completed_on)),
        ("CPD", times::cpd_length(paper.cpd_minutes)),
        ("Given by", paper.provider.clone()),
    ];
    if let Some(accreditation) = &paper.accreditation {
        lines.push(("Accredited by", format!("{} ({})", accreditation.body, accreditation.reference)));
    }
    lines.push(("Certificate number", paper.number.clone()));
    lines.push(("Code", format_code(&paper.verification_code)));
    let (state, kind) = match found.state {
        CertificateState::Valid => ("Valid", "good"),
        CertificateState::Superseded => ("Replaced", "waiting"),
        CertificateState::Revoked => ("Withdrawn", "bad"),
    };
    let lines: Vec<Value> =
        lines.into_iter().map(|(label, value)| json!({"label": label, "value": value})).collect();
    json!({
        "found": true, "kind": kind, "state": state, "note": found.in_words(), "facts": lines, "asked": "",
    })
}
