//! What the partnership says of itself: its name, its mark, its first sentence, its colour.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    documents::read_mark,
    domain::{
        colours::Colour,
        site::{LARGEST_MARK, MarkKind, WIDEST_MARK},
    },
    store::read::{
        revised::Revised,
        service::site::{self as rows, SiteView},
    },
    usecases::{Failure, Refused, service::edit_site::SiteEdit},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        page_frame::MarkFacts,
        pages::form_parts::refusals::stale,
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

const HERE: &str = "/manage/site";

/// How the site stands, beside what its form says.
#[derive(Serialize)]
pub(in crate::web) struct SiteFormFacts {
    /// The mark as it stands.
    mark: Option<MarkFacts>,
    /// Whether papers and mails show it too.
    mark_on_papers: bool,
}

impl SiteFormFacts {
    fn of(view: &SiteView) -> Self {
        Self {
            mark: view.mark.as_ref().map(MarkFacts::of),
            mark_on_papers: view.mark.as_ref().is_some_and(|mark| mark.mark.kind == MarkKind::Png),
        }
    }
}

impl PageFacts for SiteFormFacts {
    const TEMPLATE: &'static str = "service/site";

    fn samples() -> Vec<Self> {
        vec![
            Self { mark: None, mark_on_papers: false },
            Self { mark: Some(MarkFacts::sample()), mark_on_papers: true },
            Self { mark: Some(MarkFacts::sample()), mark_on_papers: false },
        ]
    }

    fn form_sample() -> Option<Form> {
        let view = SiteView { name: None, sentence: None, accent: None, mark: None };
        Some(form_of(&Revised { revision: 1, view }, "Training ladder"))
    }
}

fn form_of(stands: &Revised<SiteView>, set_up: &str) -> Form {
    let view = &stands.view;
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    let form = Form::new(HERE, "Save")
        .revised(stands.revision)
        .field(
            Field::text("name", "The partnership’s name")
                .optional()
                .hint(format!(
                    "On every page, mail and paper from now on; “{set_up}” if you leave it empty. Certificates that were \
                     issued and dates that have people on them keep the name they have. An accreditation counts for the \
                     name it was given to: add it anew for another name."
                ))
                .value(text(view.name.as_ref())),
        )
        .field(
            Field::lines("sentence", "The first sentence of the front page", 2)
                .optional()
                .hint("What this is, for somebody who has never heard of it. Two lines on a phone are enough.")
                .value(text(view.sentence.as_ref())),
        )
        .field(
            Field::text("accent", "Colour of links and buttons")
                .optional()
                .hint(
                    "As # and six of 0 to 9 and a to f, such as #0b4f5c. It is checked: words in it must be easy to read. \
                     Dark pages use a lighter one made of it.",
                )
                .width("short")
                .value(view.accent.map(Colour::shown).unwrap_or_default()),
        )
        .field(
            Field::file("mark", if view.mark.is_some() { "Another mark" } else { "Mark" }).optional().hint(format!(
                "PNG or SVG, at most {} KB and {WIDEST_MARK} times as wide as high. Certificates, CPD records and mails \
                 show a PNG; beside an SVG they show the name alone.",
                LARGEST_MARK / 1024
            )),
        );
    if view.mark.is_none() {
        return form;
    }
    form.field(Field::boxes("without_mark", "The mark that stands").optional().choice("yes", "Take it away"))
}

async fn standing(app: &App) -> ApiResult<Revised<SiteView>> {
    Ok(app.reads.run(rows::site).await?)
}

fn page<'v>(visit: &'v Visit, stands: &Revised<SiteView>, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, "Name, mark and colour", &SiteFormFacts::of(&stands.view))?
        .form(form)
        .back("/work", "Work board")
        .here("/work"))
}

/// The form.
pub async fn form(app: Data<App>, member: Member, done: Params<Done>) -> ApiResult<HttpResponse> {
    let stands = standing(&app).await?;
    let form = form_of(&stands, app.settings.site.set_up_name());
    let saved = done.0.done.filter(|done| done == "saved").map(|_| "Saved. This page shows it already.");
    page(&member.visit, &stands, form)?.notice(saved).answer(&app)
}

/// Changes it.
pub async fn change(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let stands = standing(&app).await?;
    let opened = form_of(&stands, app.settings.site.set_up_name());
    let met = opened.meet(&form.posted);
    let posted = &met.posted;
    let mut shown = opened.keep(posted);
    if !posted.again() && !met.tell(&mut shown, &stale("this page")) {
        let mark = match posted.file("mark").map(read_mark) {
            Some(Ok(mark)) => Some(Some(mark)),
            Some(Err(why)) => {
                shown.refuse("mark", why);
                None
            }
            None if posted.has("without_mark") => Some(None),
            None => None,
        };
        // What is wrong with the other fields is said together with what is wrong with the file.
        let edit = SiteEdit {
            name: Some(posted.get("name").to_owned()),
            // Typed in a box of several lines, said in one.
            sentence: Some(posted.get("sentence").split_whitespace().collect::<Vec<_>>().join(" ")),
            accent: Some(posted.get("accent").to_owned()),
            mark,
        };
        let revision = Some(posted.get("revision").parse().unwrap_or(-1));
        let kept = if shown.is_wrong() {
            app.usecases.check_site(&edit).map(|()| false)
        } else {
            app.usecases.edit_site(form.caller.id(), revision, edit).await.map(|_| true)
        };
        match kept {
            Ok(true) => return see("/manage/site?done=saved"),
            Ok(false) => {}
            Err(Failure::Refused(Refused::Stale)) => shown.refuse("", stale("this page")),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, &stands, shown)?.answer(&app)
}
