//! Putting two records of one person together: chosen, looked at, then done.

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use super::pick::{self, Picking, found};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Person, PersonId},
    },
    usecases::{Failure, Refused, people::merge_people::MergePreview},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        forms::{Field, Form},
        pages::sessions::session_people::name,
        render::{Page, see},
    },
};

fn address(id: PersonId) -> String {
    format!("/manage/people/{id}/merge")
}

fn preview_facts(preview: &MergePreview) -> Value {
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
    lines.push("Addresses, memberships, roles and training already done move across.".to_owned());
    lines.push(
        "The record that goes can no longer sign in by itself: its addresses open the one that stays."
            .to_owned(),
    );
    json!({
        "goes": pick::line(&preview.goes),
        "stays": pick::line(&preview.stays),
        "lines": lines,
        "clashes": preview.clashes.iter().map(|(one, other)| json!({"one": one, "other": other})).collect::<Vec<_>>(),
    })
}

fn form_of(from: PersonId, into: PersonId) -> Form {
    Form::new(address(from), "Put the two records together").field(Field::hidden("into", into.to_string()))
}

fn page<'v>(visit: &'v Visit, from: PersonId, who: &str, facts: Value) -> Page<'v> {
    let mut facts = facts;
    facts["name"] = json!(who);
    facts["action"] = json!(address(from));
    Page::new(visit, "manage/merge", "Put two records together")
        .facts(facts)
        .back(format!("/manage/people/{from}"), who)
        .here("/manage/people")
}

/// The search for the record that stays, then what would follow.
pub async fn form(
    app: Data<App>,
    member: Member,
    id: PathId<Person>,
    asked: Params<Picking>,
) -> ApiResult<HttpResponse> {
    member.caller.could(Action::EditPerson)?;
    let who = name(&app, id.0).await?;
    if let Some(into) = asked.0.person {
        let mut form = form_of(id.0, into);
        let preview = match app.usecases.preview_merge(id.0, into).await {
            Ok(preview) => preview_facts(&preview),
            Err(failure) => {
                form.refused(failure)?;
                Value::Null
            }
        };
        return page(&member.visit, id.0, &who, json!({"preview": preview, "found": null}))
            .form(form)
            .answer(&app);
    }
    let to = |person: PersonId| format!("{}?person={person}", address(id.0));
    let found = found(&app, asked.0.q.as_deref(), to).await?;
    page(&member.visit, id.0, &who, json!({"preview": null, "found": found})).answer(&app)
}

/// Puts them together.
pub async fn merge(app: Data<App>, id: PathId<Person>, form: MembersForm) -> ApiResult<HttpResponse> {
    form.caller.could(Action::EditPerson)?;
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
        Ok(preview) => preview_facts(&preview),
        Err(Failure::Refused(Refused::Forbidden { .. })) => Value::Null,
        Err(failure) => return Err(failure.into()),
    };
    page(&form.visit, id.0, &who, json!({"preview": preview, "found": null})).form(shown).answer(&app)
}
