//! Words that people allow to be quoted, for a coordinator's yes.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::ids::{BookingId, RowId},
    store::read::feedback::quotes::{self, QuotableWords},
    usecases::feedback::choose_quote::ChooseQuote,
    web::{
        error::{ApiError, ApiResult},
        extract::{Member, MembersForm, Params},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

const ADDRESS: &str = "/manage/quotes";

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// Words that people allow to be quoted.
#[derive(Serialize)]
pub(in crate::web) struct QuotesFacts {
    /// Those nobody has looked at.
    new: Vec<QuoteFacts>,
    /// Those on their course's page.
    shown: Vec<QuoteFacts>,
    /// Those that were left.
    left: Vec<QuoteFacts>,
}

/// What somebody wrote.
#[derive(Clone, Serialize)]
struct QuoteFacts {
    course: String,
    words: String,
    role: String,
    booking: BookingId,
    question: RowId,
}

impl PageFacts for QuotesFacts {
    const TEMPLATE: &'static str = "feedback/quotes";

    fn samples() -> Vec<Self> {
        let one = QuoteFacts {
            course: "Introduction to restorative practice".to_owned(),
            words: "Ask first, then listen.".to_owned(),
            role: "Secondary school teacher".to_owned(),
            booking: BookingId::from_uuid(uuid::Uuid::from_u128(1)),
            question: RowId::from_uuid(uuid::Uuid::from_u128(2)),
        };
        vec![
            Self { new: vec![one.clone()], shown: vec![one.clone()], left: vec![one] },
            Self { new: Vec::new(), shown: Vec::new(), left: Vec::new() },
        ]
    }
}

fn facts(all: &[QuotableWords]) -> QuotesFacts {
    let of = |chosen: Option<bool>| {
        all.iter()
            .filter(|one| one.chosen == chosen)
            .map(|one| QuoteFacts {
                course: one.course_title.clone(),
                words: one.words.clone(),
                role: one.role.clone(),
                booking: one.booking,
                question: one.question,
            })
            .collect()
    };
    QuotesFacts { new: of(None), shown: of(Some(true)), left: of(Some(false)) }
}

/// All of them.
pub async fn list(app: Data<App>, member: Member, done: Params<Done>) -> ApiResult<HttpResponse> {
    let all = app.reads.run(quotes::quotable).await?;
    let notice = match done.0.done.as_deref() {
        Some("shown") => Some("It stands on the course’s page."),
        Some("left") => Some("It does not stand on the course’s page."),
        _ => None,
    };
    Page::of(&member.visit, "Words people let us quote", &facts(&all))?
        .notice(notice)
        .here("/work")
        .answer(&app)
}

/// Says yes or no to one.
pub async fn choose(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    if form.posted.again() {
        return see(ADDRESS);
    }
    let ids = form.posted.get("booking").parse().ok().zip(form.posted.get("question").parse().ok());
    let Some((booking, question)) = ids else {
        return Err(ApiError::new("malformed_request", "Choose one of the texts on the page."));
    };
    let chosen = form.posted.get("answer") == "show";
    app.usecases.choose_quote(ChooseQuote { by: form.caller.id(), booking, question, chosen }).await?;
    see(format!("{ADDRESS}?done={}", if chosen { "shown" } else { "left" }))
}
