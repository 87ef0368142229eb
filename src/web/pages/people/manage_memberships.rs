//! Memberships that wait to be confirmed.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        ids::{Membership, MembershipId},
        times,
    },
    store::read::people::memberships::{self, MembershipQuery},
    usecases::{Failure, error::Refused},
    web::{
        error::ApiResult,
        extract::{Listed, Member, MembersForm, Paging, Params, PathId},
        page_facts::PageFacts,
        render::{Page, see, within_the_site},
    },
};

/// Where in the list to begin, and what was just done.
#[derive(Deserialize)]
pub struct Asked {
    cursor: Option<String>,
    done: Option<String>,
}

/// The facts of `people/memberships`.
#[derive(Serialize)]
pub(in crate::web) struct Memberships {
    /// Those of this page.
    memberships: Vec<WaitingMembership>,
    /// Where the list goes on.
    next: Option<String>,
}

/// A membership that waits to be confirmed.
#[derive(Serialize)]
struct WaitingMembership {
    id: MembershipId,
    /// Whose it is.
    name: String,
    person_address: String,
    organisation: String,
    organisation_address: String,
    /// The day from which it is said to hold.
    since: Option<String>,
    /// The person says that it is wrong: it has ended until this is answered.
    disputed: bool,
}

impl PageFacts for Memberships {
    const TEMPLATE: &'static str = "people/memberships";

    fn samples() -> Vec<Self> {
        let waiting = |name: &str, since: Option<&str>| WaitingMembership {
            id: MembershipId::from_uuid(uuid::Uuid::from_u128(1)),
            name: name.to_owned(),
            person_address: "/manage/people/1".to_owned(),
            organisation: "Hillside Primary School".to_owned(),
            organisation_address: "/manage/organisations/1".to_owned(),
            since: since.map(str::to_owned),
            disputed: since.is_none(),
        };
        vec![
            Self {
                memberships: vec![
                    waiting("Amira Khan", Some("Monday 4 January 2027")),
                    waiting("Sam Okoro", None),
                ],
                next: Some("/manage/memberships?cursor=1".to_owned()),
            },
            Self { memberships: Vec::new(), next: None },
        ]
    }
}

/// Those nobody has confirmed, oldest first.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let paging = Paging::read(None, asked.0.cursor.as_deref())?;
    let after: Option<MembershipId> = paging.after.as_deref().and_then(|id| id.parse().ok());
    let (now, limit) = (app.clock.now(), i64::try_from(paging.limit + 1).unwrap_or(i64::MAX));
    let query = MembershipQuery { unconfirmed: true, organisations: None, after, limit };
    let found = app.reads.run(move |c| memberships::list(c, &query, now)).await?;
    let listed = Listed::cut(found, &paging, |of| of.id.to_string());
    let memberships = listed
        .items
        .into_iter()
        .map(|of| WaitingMembership {
            id: of.id,
            name: of.person.name,
            person_address: format!("/manage/people/{}", of.person.id),
            organisation: of.organisation.name,
            organisation_address: format!("/manage/organisations/{}", of.organisation.id),
            since: of.from_on.map(times::day),
            disputed: of.disputed,
        })
        .collect();
    let notice = match asked.0.done.as_deref() {
        Some("confirmed") => Some("Confirmed: it counts from now on."),
        Some("ended") => Some("Ended."),
        Some("gone") => Some("It had ended already, so nothing was changed."),
        _ => None,
    };
    let next = listed.next.map(|cursor| format!("/manage/memberships?cursor={cursor}"));
    Page::of(&member.visit, "Memberships to confirm", &Memberships { memberships, next })?
        .notice(notice)
        .back("/work", "Work board")
        .here("/work")
        .answer(&app)
}

fn back(form: &MembersForm, done: &str) -> ApiResult<HttpResponse> {
    match form.posted.optional("back") {
        Some(address) if within_the_site(&address) == address => see(address),
        _ => see(format!("/manage/memberships?done={done}")),
    }
}

/// Confirms one; with it whether they lead the organisation, where that is said.
pub async fn confirm(app: Data<App>, id: PathId<Membership>, form: MembersForm) -> ApiResult<HttpResponse> {
    if form.posted.again() {
        return see("/manage/memberships");
    }
    let is_lead = form.posted.optional("is_lead").map(|said| said == "yes");
    match app.usecases.confirm_membership(form.caller.actor, id.0, is_lead).await {
        Ok(_) => back(&form, "confirmed"),
        Err(Failure::Refused(Refused::Forbidden { .. })) => back(&form, "gone"),
        Err(failure) => Err(failure.into()),
    }
}

/// Ends one.
pub async fn end(app: Data<App>, id: PathId<Membership>, form: MembersForm) -> ApiResult<HttpResponse> {
    if form.posted.again() {
        return see("/manage/memberships");
    }
    match app.usecases.end_membership(form.caller.id(), id.0).await {
        Ok(_) => back(&form, "ended"),
        Err(Failure::Refused(Refused::Forbidden { .. })) => back(&form, "gone"),
        Err(failure) => Err(failure.into()),
    }
}
