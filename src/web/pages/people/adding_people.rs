//! Adding people to one's organisation, saying who belongs to it, and the certificates of all of them.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::person::CertificateLine;
use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        accounts::personal_address,
        ids::{CertificateId, Membership, OrganisationId},
        input::FieldErrors,
        people::PersonName,
        words::CertificateState,
    },
    store::read::{
        certificates::certificate::{self as certificates, CertificateFilter},
        facts::people_facts,
        people::relations,
    },
    usecases::people::invite_person::InvitePerson,
    web::{
        access::may_for_membership,
        attempts::count_mail_to,
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId},
        forms::{Field, Form},
        limits::Limits,
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// How many certificates one page shows.
const SHOWN: usize = 50;

/// The organisations somebody may add people to: those they are confirmed to belong to.
async fn organisations(app: &App, member: &Member) -> ApiResult<Vec<(OrganisationId, String)>> {
    member.caller.may(Action::ListPeople, &Relation::default())?;
    let (actor, now) = (member.caller.id(), app.clock.now());
    let own = app.reads.run(move |c| people_facts::memberships_of(c, actor, now)).await?;
    Ok(own.into_iter().filter(|one| one.confirmed).map(|one| (one.organisation, one.name)).collect())
}

fn add_form(own: &[(OrganisationId, String)]) -> Form {
    let form = Form::new("/my-people/add", "Add this person")
        .field(Field::text("name", "Their name").autocomplete("off"))
        .field(
            Field::email("email", "Their e-mail address")
                .hint("One that only they read, not a shared mailbox.")
                .autocomplete("off"),
        );
    match own {
        [(id, _)] => form.field(Field::hidden("organisation", id.to_string())),
        own => {
            let field =
                own.iter().fold(Field::radios("organisation", "Their organisation"), |field, (id, name)| {
                    field.choice(id.to_string(), name.clone())
                });
            form.field(field)
        }
    }
}

/// The facts of `people/add_person`.
#[derive(Serialize)]
pub(in crate::web) struct AddPerson {
    /// Whether there is no organisation to add anybody to.
    none: bool,
    /// The one they will belong to, where there is only one.
    organisation: Option<String>,
}

impl PageFacts for AddPerson {
    const TEMPLATE: &'static str = "people/add_person";

    fn samples() -> Vec<Self> {
        vec![
            Self { none: false, organisation: Some("Hillside Primary School".to_owned()) },
            Self { none: false, organisation: None },
            Self { none: true, organisation: None },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(add_form(&[]))
    }
}

fn add_page<'v>(member: &'v Member, own: &[(OrganisationId, String)], form: Form) -> ApiResult<Page<'v>> {
    let organisation = match own {
        [(_, name)] => Some(name.clone()),
        _ => None,
    };
    let facts = AddPerson { none: own.is_empty(), organisation };
    Ok(Page::of(&member.visit, "Add somebody", &facts)?
        .form(form)
        .back("/my-people", "My people")
        .here("/my-people"))
}

/// The form that adds somebody.
pub async fn form(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let own = organisations(&app, &member).await?;
    add_page(&member, &own, add_form(&own))?.answer(&app)
}

/// Adds somebody.
pub async fn add(app: Data<App>, limits: Data<Limits>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let own = organisations(&app, &member).await?;
    let mut shown = add_form(&own).keep(posted);
    if posted.again() {
        return add_page(&member, &own, shown)?.answer(&app);
    }
    let mut errors = FieldErrors::new();
    let name = errors.keep(PersonName::parse("name", posted.get("name")));
    let email = errors.keep(personal_address("email", posted.get("email")));
    let organisation = own.iter().map(|(id, _)| *id).find(|id| id.to_string() == posted.get("organisation"));
    if organisation.is_none() {
        errors.add("organisation", "Choose the organisation they belong to.");
    }
    shown.refuse_all(&errors.into_vec());
    let (Some(name), Some(email), Some(organisation), false) = (name, email, organisation, shown.is_wrong())
    else {
        return add_page(&member, &own, shown)?.answer(&app);
    };
    let (actor, now) = (member.caller.id(), app.clock.now());
    let relation = app.reads.run(move |c| relations::to_organisation(c, actor, organisation, now)).await?;
    member.caller.may(Action::InvitePerson, &relation)?;
    if !member.caller.actor.is_coordinator {
        count_mail_to(&app, &limits, &email)?;
    }
    let ask = InvitePerson { actor: member.caller.actor, leads: relation.leads, name, email, organisation };
    match app.usecases.invite_person(ask, None).await {
        Ok(_) => see("/my-people?done=invited"),
        Err(failure) => {
            shown.refused(failure)?;
            add_page(&member, &own, shown)?.answer(&app)
        }
    }
}

/// Confirms that somebody belongs to one's organisation.
pub async fn confirm(app: Data<App>, id: PathId<Membership>, form: MembersForm) -> ApiResult<HttpResponse> {
    let member = form.member();
    may_for_membership(&app, &member.caller, id.0, Action::ConfirmMembership).await?;
    if form.posted.again() {
        return see("/my-people");
    }
    app.usecases.confirm_membership(member.caller.actor, id.0, None).await?;
    see("/my-people?done=confirmed")
}

/// Says that somebody does not belong to one's organisation.
pub async fn refuse(app: Data<App>, id: PathId<Membership>, form: MembersForm) -> ApiResult<HttpResponse> {
    let member = form.member();
    may_for_membership(&app, &member.caller, id.0, Action::EndMembership).await?;
    if form.posted.again() {
        return see("/my-people");
    }
    app.usecases.end_membership(member.caller.id(), id.0).await?;
    see("/my-people?done=ended")
}

/// Where the list goes on.
#[derive(Deserialize)]
pub struct Asked {
    before: Option<CertificateId>,
}

/// The facts of `people/team_certificates`.
#[derive(Serialize)]
pub(in crate::web) struct TeamCertificates {
    /// The certificates of this page.
    certificates: Vec<CertificateLine>,
    /// Where the list goes on.
    next: Option<String>,
}

impl PageFacts for TeamCertificates {
    const TEMPLATE: &'static str = "people/team_certificates";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                certificates: CertificateLine::samples(),
                next: Some("/my-people/certificates?before=1".to_owned()),
            },
            Self { certificates: CertificateLine::samples(), next: None },
            Self { certificates: Vec::new(), next: None },
        ]
    }
}

/// The certificates of everybody one manages, the newest first.
pub async fn certificates(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    member.caller.may(Action::ListPeople, &Relation::default())?;
    let (actor, now, before) = (member.caller.id(), app.clock.now(), asked.0.before);
    let mut found = app
        .reads
        .run(move |c| {
            let filter = CertificateFilter {
                people: Some(relations::managed_by(c, actor, now)?),
                state: Some(CertificateState::Valid),
                before,
                limit: i64::try_from(SHOWN + 1).unwrap_or(i64::MAX),
                ..CertificateFilter::default()
            };
            certificates::list(c, &filter)
        })
        .await?;
    let more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let next =
        found.last().filter(|_| more).map(|last| format!("/my-people/certificates?before={}", last.id));
    let facts = TeamCertificates { certificates: found.iter().map(CertificateLine::of).collect(), next };
    Page::of(&member.visit, "My people’s certificates", &facts)?
        .back("/my-people", "My people")
        .here("/my-people")
        .answer(&app)
}
