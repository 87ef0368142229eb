//! Putting two records of one person together: chosen, looked at, then done.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::pick::{Found, PersonLine, Picking, found};
use crate::{
    app::App,
    domain::ids::{Person, PersonId},
    usecases::{Failure, Refused, people::merge_people::MergePreview},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::sessions::session_people::name,
        render::{Page, see},
    },
};

fn address(id: PersonId) -> String {
    format!("/manage/people/{id}/merge")
}

/// The facts of `people/merge`: first whom the search found, then what would follow.
#[derive(Serialize)]
pub(in crate::web) struct Merge {
    /// Whose record is to go into another.
    name: String,
    /// Where the other record is searched for.
    action: String,
    /// Whom the search found, while the other record is not chosen.
    found: Option<Found>,
    /// What would follow, once it is.
    preview: Option<Preview>,
}

/// What putting two records together would do.
#[derive(Serialize)]
struct Preview {
    goes: PersonLine,
    stays: PersonLine,
    lines: Vec<String>,
    clashes: Vec<Clash>,
}

/// References of two bookings that one person cannot hold.
#[derive(Serialize)]
struct Clash {
    one: String,
    other: String,
}

impl PageFacts for Merge {
    const TEMPLATE: &'static str = "people/merge";

    fn samples() -> Vec<Self> {
        let page = |found, preview| Self {
            name: "Amira Khan".to_owned(),
            action: "/manage/people/1/merge".to_owned(),
            found,
            preview,
        };
        let people = PersonLine::samples();
        let preview = |goes: usize, stays: usize, clashes| {
            Some(Preview {
                goes: people[goes].clone(),
                stays: people[stays].clone(),
                lines: vec!["1 booking moves across.".to_owned()],
                clashes,
            })
        };
        let clash = Clash { one: "BK-7K3Q".to_owned(), other: "BK-9MXA".to_owned() };
        let mut all: Vec<Self> = Found::samples().into_iter().map(|found| page(Some(found), None)).collect();
        all.push(page(None, preview(0, 1, Vec::new())));
        all.push(page(None, preview(1, 0, vec![clash])));
        all.push(page(None, None));
        all
    }

    fn form_sample() -> Option<Form> {
        let id = |number| PersonId::from_uuid(uuid::Uuid::from_u128(number));
        Some(form_of(id(1), id(2)))
    }
}

fn preview_of(preview: &MergePreview) -> Preview {
    let counted = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one} moves across.")),
        count => Some(format!("{count} {many} move across.")),
    };
    let mut lines: Vec<String> = [
        counted(preview.bookings, "booking", "bookings"),
        counted(preview.certificates, "certificate", "certificates"),
    ]
    .into_iter()
    .flatten()
    .collect();
    for (goes, stays) in &preview.cancelled {
        lines.push(format!(
            "Both are on one date: booking {goes} is cancelled, with a mail, and booking {stays} stays."
        ));
    }
    for (goes, stays) in &preview.stop_waiting {
        lines.push(format!(
            "Booking {goes} only waits for a course on which booking {stays} has a place: the waiting ends, with a \
             mail, and the line goes on."
        ));
    }
    for (goes, stays) in &preview.results {
        lines.push(format!(
            "Both have a result of one date: that of booking {stays} counts, once. Booking {goes} is cancelled, its \
             hours count no more, and its certificate is replaced by the other one."
        ));
    }
    if let Some(line) = calendars(preview) {
        lines.push(line);
    }
    lines.push("Addresses, memberships, roles and training already done move across.".to_owned());
    lines.push(
        "The record that goes can no longer sign in by itself: its addresses open the one that stays."
            .to_owned(),
    );
    let clash = |(one, other): &(String, String)| Clash { one: one.clone(), other: other.clone() };
    Preview {
        goes: PersonLine::of(&preview.goes),
        stays: PersonLine::of(&preview.stays),
        lines,
        clashes: preview.clashes.iter().map(clash).collect(),
    }
}

/// What becomes of calendar entries.
fn calendars(preview: &MergePreview) -> Option<String> {
    let to = preview.stays.email.as_deref().unwrap_or("the address that stays");
    match preview.calendar_dates {
        0 => None,
        1 => Some(format!("1 coming date moves to the calendar of {to}, with a mail to each address.")),
        count => {
            Some(format!("{count} coming dates move to the calendar of {to}, with mails to each address."))
        }
    }
}

fn form_of(from: PersonId, into: PersonId) -> Form {
    Form::new(address(from), "Put the two records together").field(Field::hidden("into", into.to_string()))
}

fn page(
    visit: &Visit,
    from: PersonId,
    name: String,
    found: Option<Found>,
    preview: Option<Preview>,
) -> ApiResult<Page<'_>> {
    let facts = Merge { name, action: address(from), found, preview };
    Ok(Page::of(visit, "Put two records together", &facts)?
        .back(format!("/manage/people/{from}"), facts.name)
        .here("/manage/people"))
}

/// The search for the record that stays, then what would follow.
pub async fn form(
    app: Data<App>,
    member: Member,
    id: PathId<Person>,
    asked: Params<Picking>,
) -> ApiResult<HttpResponse> {
    let who = name(&app, id.0).await?;
    if let Some(into) = asked.0.person {
        let mut form = form_of(id.0, into);
        let preview = match app.usecases.preview_merge(id.0, into).await {
            Ok(preview) => Some(preview_of(&preview)),
            Err(failure) => {
                form.refused(failure)?;
                None
            }
        };
        return page(&member.visit, id.0, who, None, preview)?.form(form).answer(&app);
    }
    let to = |person: PersonId| format!("{}?person={person}", address(id.0));
    let found = found(&app, asked.0.q.as_deref(), to).await?;
    page(&member.visit, id.0, who, Some(found), None)?.answer(&app)
}

/// Puts them together.
pub async fn merge(app: Data<App>, id: PathId<Person>, form: MembersForm) -> ApiResult<HttpResponse> {
    let who = name(&app, id.0).await?;
    let Ok(into) = form.posted.get("into").parse::<PersonId>() else { return see(address(id.0)) };
    let mut shown = form_of(id.0, into);
    if !form.posted.again() {
        match app.usecases.merge_people(form.caller.id(), id.0, into).await {
            Ok(_) => return see(format!("/manage/people/{into}?done=merged")),
            Err(failure) => shown.refused(failure)?,
        }
    }
    let preview = match app.usecases.preview_merge(id.0, into).await {
        Ok(preview) => Some(preview_of(&preview)),
        Err(Failure::Refused(Refused::Forbidden { .. })) => None,
        Err(failure) => return Err(failure.into()),
    };
    page(&form.visit, id.0, who, None, preview)?.form(shown).answer(&app)
}
