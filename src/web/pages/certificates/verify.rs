//! Is this certificate real? For anyone with the paper in hand.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        certificates::{format_code, parse_code},
        delivery, times,
        words::CertificateState,
    },
    store::read::certificates::certificate::Verified,
    web::{
        attempts::find_by_code,
        error::ApiResult,
        extract::{Params, Visit},
        limits::Limits,
        page_facts::{PageFacts, State},
        render::{Page, see},
    },
};

const TITLE: &str = "Check a certificate";

/// The code, when the form is sent.
#[derive(Deserialize)]
pub struct Asked {
    code: Option<String>,
}

/// What is known of a code.
#[derive(Serialize)]
pub(in crate::web) struct VerifyFacts {
    /// The certificate of that code.
    found: Option<Paper>,
    /// A code that is of none; empty when none was typed.
    asked: String,
}

/// A certificate as anyone may see it.
#[derive(Clone, Serialize)]
struct Paper {
    /// Whether it still holds.
    state: State,
    /// That in a sentence.
    note: String,
    /// What stands on it, line by line.
    lines: Vec<PaperLine>,
}

/// A line of a certificate.
#[derive(Clone, Serialize)]
struct PaperLine {
    /// What it is.
    label: &'static str,
    /// What it says.
    value: String,
}

impl PageFacts for VerifyFacts {
    const TEMPLATE: &'static str = "certificates/verify";

    fn samples() -> Vec<Self> {
        let valid = Paper {
            state: State::of("good", "Valid"),
            note: "It is valid.".to_owned(),
            lines: vec![PaperLine { label: "Name", value: "Amira Khan".to_owned() }],
        };
        let replaced = Paper {
            state: State::of("waiting", "Replaced"),
            note: "It was replaced on Monday 1 February 2027.".to_owned(),
            ..valid.clone()
        };
        vec![
            Self { found: None, asked: String::new() },
            Self { found: None, asked: "ABCD-EFGH".to_owned() },
            Self { found: Some(valid), asked: String::new() },
            Self { found: Some(replaced), asked: String::new() },
        ]
    }
}

/// The form, or straight to the answer when a code came with it.
pub async fn form(app: Data<App>, visit: Visit, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let Some(typed) = asked.0.code else {
        return Page::of(&visit, TITLE, &VerifyFacts { found: None, asked: String::new() })?.answer(&app);
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
        Some(found) => {
            let facts = VerifyFacts { found: Some(paper(&found)), asked: String::new() };
            Page::of(&visit, TITLE, &facts)?.answer(&app)
        }
        None => unknown(&app, &visit, &typed),
    }
}

fn unknown(app: &App, visit: &Visit, typed: &str) -> ApiResult<HttpResponse> {
    let shown: String = typed.chars().filter(|c| !c.is_control()).take(60).collect();
    let facts = VerifyFacts { found: None, asked: shown };
    Page::of(visit, TITLE, &facts)?.status(StatusCode::NOT_FOUND).answer(app)
}

fn paper(found: &Verified) -> Paper {
    let paper = &found.paper;
    let name = paper.person_name.clone().unwrap_or_else(|| "Removed at the holder's request".to_owned());
    // Of one that was replaced the name is not said: it may be a former one.
    let name = (found.state != CertificateState::Superseded).then_some(("Name", name));
    let mut lines: Vec<(&str, String)> = name.into_iter().collect();
    lines.extend([
        ("Course", paper.course_title.clone()),
        ("Completed on", times::day(paper.completed_on)),
        ("CPD", times::cpd_length(paper.cpd_minutes)),
        ("Given by", paper.provider.clone()),
    ]);
    if let Some(accreditation) = &paper.accreditation {
        lines.push(("Accredited by", format!("{} ({})", accreditation.body, accreditation.reference)));
    }
    if paper.on_demand {
        lines.push(("How", delivery::ON_DEMAND.to_owned()));
    }
    for talk in &paper.talks {
        lines.push(("Talk", format!("{} ({})", talk.title, times::length(talk.minutes))));
    }
    lines.push(("Certificate number", paper.number.clone()));
    lines.push(("Code", format_code(&paper.verification_code)));
    let (state, kind) = match found.state {
        CertificateState::Valid => ("Valid", "good"),
        CertificateState::Superseded => ("Replaced", "waiting"),
        CertificateState::Revoked => ("Withdrawn", "bad"),
    };
    Paper {
        state: State::of(kind, state),
        note: found.in_words(),
        lines: lines.into_iter().map(|(label, value)| PaperLine { label, value }).collect(),
    }
}
