//! Saying more about a request, as it is known.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;

use super::{address, ask::offered, load, title};
use crate::{
    app::App,
    domain::{
        access::Action,
        delivery,
        ids::{Commission, CommissionId},
        input::FieldError,
        times::{LONDON, clock},
        words::{Delivery, Word},
    },
    store::read::commissions::commission::CommissionView,
    usecases::{Failure, commissions::ask_for_training::RequestChanges},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, wants_json},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

async fn blank(app: &App, view: &CommissionView) -> ApiResult<Form> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut course = Field::select("course", "What is it for?").choice("", "Not sure yet");
    for (slug, name, _) in offered(app).await? {
        course = course.choice(slug, name);
    }
    let course = course.value(view.course.as_ref().map(|course| course.slug.clone()).unwrap_or_default());
    let how = Delivery::ALL
        .iter()
        .fold(Field::select("delivery", "How?").choice("", "Does not matter"), |field, one| {
            field.choice(one.as_str(), delivery::how(*one))
        })
        .value(view.delivery.map(Word::as_str).unwrap_or_default());
    Ok(Form::new(format!("{}/details", address(view.id)), "Save")
        .field(course)
        .field(Field::lines("aims", "What do you want to achieve?", 4).value(view.aims.clone()))
        .field(
            Field::number("group_size", "About how many people?")
                .optional()
                .value(view.group_size.map(|size| size.to_string()).unwrap_or_default()),
        )
        .field(
            Field::lines("preferred", "When would it suit?", 3)
                .optional()
                .hint("Such as: Tuesday or Wednesday mornings in March")
                .value(text(&view.preferred)),
        )
        .field(how)
        .field(Field::text("place", "Where?").optional().value(text(&view.place)))
        .field(
            Field::lines("access", "What does the group need to take part?", 3)
                .optional()
                .hint(
                    "Such as a room without steps, or captions. We use it to prepare, and delete it 30 days \
                     after the training. What one person needs, they say with their own booking.",
                )
                .value(text(&view.access)),
        )
        .field(
            Field::text("phone", "Telephone number")
                .optional()
                .autocomplete("tel")
                .width("medium")
                .value(text(&view.phone)),
        )
        .field(
            Field::text("budget_code", "Budget code")
                .optional()
                .width("medium")
                .value(text(&view.budget_code)),
        )
        .field(
            Field::text("purchase_order", "Purchase order number")
                .optional()
                .width("medium")
                .value(text(&view.purchase_order)),
        ))
}

/// The facts of `commissions/details`.
#[derive(Serialize)]
pub(in crate::web) struct CommissionDetails {
    /// What the request is called.
    about: String,
}

impl PageFacts for CommissionDetails {
    const TEMPLATE: &'static str = "commissions/details";

    fn samples() -> Vec<Self> {
        vec![Self { about: "Introduction for schools".to_owned() }]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/commissions/1/details", "Save").field(Field::text("place", "Where?").optional()))
    }
}

/// What a script that saves as one types is told.
#[derive(Serialize)]
struct Saved {
    /// The time of day.
    saved: String,
}

fn page<'v>(member: &'v Member, view: &CommissionView, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::of(&member.visit, "Add details", &CommissionDetails { about: title(view) })?
        .form(form)
        .back(address(view.id), title(view))
        .here("/commissions"))
}

/// The form.
pub async fn form(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    let view = load(&app, &member, id.0, Action::EditCommission).await?;
    let form = blank(&app, &view).await?;
    page(&member, &view, form)?.answer(&app)
}

/// Saves it.
pub async fn save(
    request: HttpRequest,
    app: Data<App>,
    id: PathId<Commission>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let view = load(&app, &member, id.0, Action::EditCommission).await?;
    let mut shown = blank(&app, &view).await?.keep(posted);
    if posted.again() {
        return page(&member, &view, shown)?.answer(&app);
    }
    let size = posted.optional("group_size");
    let group_size = size.as_ref().and_then(|typed| typed.parse::<i64>().ok());
    if size.is_some() && group_size.is_none() {
        let wrong = FieldError::new("group_size", "Enter a whole number, such as 12.");
        if wants_json(&request) {
            return Err(Failure::from(wrong).into());
        }
        shown.refuse_all(&[wrong]);
        return page(&member, &view, shown)?.answer(&app);
    }
    let changes = RequestChanges {
        course: Some(posted.optional("course")),
        organisation: None,
        aims: Some(posted.get("aims").to_owned()),
        group_size: Some(group_size),
        ring_me: None,
        phone: Some(posted.optional("phone")),
        preferred: Some(posted.optional("preferred")),
        delivery: Some(Delivery::from_word(posted.get("delivery"))),
        place: Some(posted.optional("place")),
        access: Some(posted.optional("access")),
        budget_code: Some(posted.optional("budget_code")),
        purchase_order: Some(posted.optional("purchase_order")),
    };
    let id: CommissionId = id.0;
    let result = app.usecases.edit_commission(form.caller.actor, id, None, changes).await;
    if wants_json(&request) {
        result?;
        let saved = clock(app.clock.now().with_timezone(&LONDON).time());
        return Ok(HttpResponse::Ok().json(Saved { saved }));
    }
    match result {
        Ok(_) => see(format!("{}?done=saved", address(id))),
        Err(failure) => {
            shown.refused(failure)?;
            page(&member, &view, shown)?.answer(&app)
        }
    }
}
