//! Organisations: finding, adding and changing them, and who belongs to each.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;

use super::organisation_facts::{
    OneOrganisation, OrganisationLine, OrganisationMember, OrganisationNew, Organisations, TrainedIn,
};
use crate::{
    app::App,
    domain::{
        accounts::{mail_domain, organisation_name},
        ids::{Organisation, OrganisationId},
        people::fold,
        times,
        words::{OrganisationKind, Word},
    },
    ports::Random,
    store::{
        error::Error,
        read::people::{
            memberships::{self, MembershipQuery},
            organisation_list as rows,
            organisation_training::{self, OrganisationTraining},
            organisations::OrganisationRecord,
            profile::MembershipView,
        },
    },
    usecases::{Failure, Refused, people::edit_organisation::EditOrganisation},
    web::{
        error::ApiResult,
        extract::{Listed, Member, MembersForm, Paging, Params, PathId, Posted, Visit},
        forms::{Field, Form},
        pages::{
            form_parts::{once, refusals::stale, typed::Typed},
            wording,
        },
        render::{Page, see},
    },
};

/// Members shown at most.
const MEMBERS: i64 = 500;

/// What to look for.
#[derive(Deserialize)]
pub struct Asked {
    q: Option<String>,
    cursor: Option<String>,
}

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// All of them by name.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let Asked { q, cursor } = asked.0;
    let q = q.unwrap_or_default();
    let paging = Paging::read(None, cursor.as_deref())?;
    let (typed, after) = (q.clone(), paging.after.clone());
    let limit = i64::try_from(paging.limit + 1).unwrap_or(i64::MAX);
    let now = app.clock.now();
    let kept = app.reads.run(move |c| rows::list(c, Some(&typed), after.as_deref(), limit, now)).await?;
    let listed = Listed::cut(kept, &paging, rows::position);
    let next = listed.next.map(|cursor| {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &q)
            .append_pair("cursor", &cursor)
            .finish();
        format!("/manage/organisations?{query}")
    });
    let organisations = listed
        .items
        .into_iter()
        .map(|kept| OrganisationLine {
            address: address(kept.record.id),
            name: kept.record.name,
            kind: wording::organisation(kept.record.kind),
            listed: kept.record.listed,
            members: wording::people(kept.members),
        })
        .collect();
    Page::of(&member.visit, "Organisations", &Organisations { q, organisations, next })?
        .back("/work", "Work board")
        .here("/manage/people")
        .answer(&app)
}

fn address(id: OrganisationId) -> String {
    format!("/manage/organisations/{id}")
}

fn fields(form: Form, stands: Option<&OrganisationRecord>) -> Form {
    let kinds = OrganisationKind::ALL.iter().fold(Field::select("kind", "Kind"), |field, kind| {
        field.choice(kind.as_str(), wording::organisation(*kind))
    });
    let kind = stands.map_or(OrganisationKind::School, |record| record.kind);
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    form.field(Field::text("name", "Name").value(text(stands.map(|record| &record.name))))
        .field(kinds.value(kind.as_str()))
        .field(
            Field::text("domain", "Mail domain")
                .optional()
                .hint("Such as hillside.example: an address under it confirms a membership by itself.")
                .value(text(stands.and_then(|record| record.domain.as_ref()))),
        )
        .field(
            Field::boxes("needs_approval", "")
                .choice("yes", "Bookings ask for a manager’s yes")
                .ticked(if stands.is_some_and(|record| record.needs_approval) { &["yes"] } else { &[] }),
        )
}

fn read(form: &mut Form, posted: &Posted) -> Option<(String, OrganisationKind, Option<String>)> {
    let mut typed = Typed::of(posted);
    let name = typed.errors.keep(organisation_name("name", posted.get("name")));
    let kind = typed.word("kind", "what kind of body it is");
    let domain = posted.optional("domain").map(|domain| typed.errors.keep(mail_domain("domain", &domain)));
    match typed.errors.finish(()) {
        Ok(()) => Some((name?, kind?, domain.flatten())),
        Err(errors) => {
            form.refuse_all(&errors);
            None
        }
    }
}

fn new_form(random: &Random) -> Form {
    fields(Form::new("/manage/organisations/new", "Add this organisation"), None).field(once::field(random))
}

fn new_page(visit: &Visit, form: Form) -> ApiResult<Page<'_>> {
    Ok(Page::of(visit, "Add an organisation", &OrganisationNew {})?
        .form(form)
        .back("/manage/organisations", "Organisations")
        .here("/manage/people"))
}

/// The form that adds one.
pub async fn new(app: Data<App>, random: Data<Random>, member: Member) -> ApiResult<HttpResponse> {
    new_page(&member.visit, new_form(&random))?.answer(&app)
}

/// Adds one.
pub async fn add(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = new_form(&random).keep(&form.posted);
    if !form.posted.again()
        && let Some((name, kind, domain)) = read(&mut shown, &form.posted)
    {
        let edit = EditOrganisation {
            domain: Some(domain),
            needs_approval: Some(form.posted.has("needs_approval")),
            ..EditOrganisation::default()
        };
        let key = once::key(form.caller.id(), &form.posted, "/manage/organisations/new");
        match app.usecases.add_organisation(form.caller.id(), (name, kind), edit, key).await {
            Ok(made) => return see(format!("{}?done=added", address(made.value.id))),
            Err(failure) => shown.refused(failure)?,
        }
    }
    new_page(&form.visit, shown)?.answer(&app)
}

struct Known {
    record: OrganisationRecord,
    revision: i32,
    members: Vec<MembershipView>,
    trained: Vec<OrganisationTraining>,
}

async fn known(app: &App, id: OrganisationId) -> ApiResult<Known> {
    let now = app.clock.now();
    Ok(app
        .reads
        .run(move |c| {
            let (record, revision) = rows::record(c, id)?;
            let query = MembershipQuery {
                unconfirmed: false,
                organisations: Some(vec![id]),
                after: None,
                limit: MEMBERS,
            };
            let mut members = memberships::list(c, &query, now)?;
            members.sort_by_key(|of| (!of.is_lead, fold(&of.person.name)));
            let trained = organisation_training::of(c, &[id], now)?;
            Ok::<_, Error>(Known { record, revision, members, trained })
        })
        .await?)
}

fn edit_form(known: &Known) -> Form {
    fields(Form::new(address(known.record.id), "Save"), Some(&known.record))
        .field(
            Field::boxes("listed", "")
                .choice_with(
                    "yes",
                    "People can choose it",
                    Some("Leave it out for a name somebody typed because theirs was not listed.".to_owned()),
                )
                .ticked(if known.record.listed { &["yes"] } else { &[] }),
        )
        .revised(known.revision)
}

fn member(of: &MembershipView) -> OrganisationMember {
    OrganisationMember {
        id: of.id,
        name: of.person.name.clone(),
        address: format!("/manage/people/{}", of.person.id),
        is_lead: of.is_lead,
        confirmed: of.confirmed,
    }
}

fn trained_in(training: &OrganisationTraining) -> TrainedIn {
    TrainedIn {
        course: training.course.title.clone(),
        address: training.session_id.map(|session| format!("/sessions/{session}/roster")),
        on: training.completed_on.map(times::day),
        people: (training.people_count > 0)
            .then(|| wording::people(i64::try_from(training.people_count).unwrap_or(i64::MAX))),
    }
}

fn page<'v>(visit: &'v Visit, known: &Known, form: Form) -> ApiResult<Page<'v>> {
    let facts = OneOrganisation {
        address: address(known.record.id),
        kind: wording::organisation(known.record.kind),
        listed: known.record.listed,
        members: known.members.iter().map(member).collect(),
        trained: known.trained.iter().map(trained_in).collect(),
        way: format!("/organisations/{}/way", known.record.id),
        short_notice: format!("/organisations/{}/short-notice", known.record.id),
    };
    Ok(Page::of(visit, known.record.name.clone(), &facts)?
        .form(form)
        .back("/manage/organisations", "Organisations")
        .here("/manage/people"))
}

/// One organisation with its people.
pub async fn show(
    app: Data<App>,
    member: Member,
    id: PathId<Organisation>,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    let known = known(&app, id.0).await?;
    let notice = match done.0.done.as_deref() {
        Some("added") => Some("Added."),
        Some("saved") => Some("Saved."),
        _ => None,
    };
    page(&member.visit, &known, edit_form(&known))?.notice(notice).answer(&app)
}

/// Changes it.
pub async fn edit(app: Data<App>, id: PathId<Organisation>, form: MembersForm) -> ApiResult<HttpResponse> {
    let known = known(&app, id.0).await?;
    let met = edit_form(&known).meet(&form.posted);
    let posted = &met.posted;
    let mut shown = edit_form(&known).keep(posted);
    if !posted.again()
        && !met.tell(&mut shown, &stale("this organisation"))
        && let Some((name, kind, domain)) = read(&mut shown, posted)
    {
        let ask = EditOrganisation {
            name: Some(name),
            kind: Some(kind),
            domain: Some(domain),
            needs_approval: Some(posted.has("needs_approval")),
            listed: Some(posted.has("listed")),
            revision: Some(posted.get("revision").parse().unwrap_or(-1)),
        };
        match app.usecases.edit_organisation(form.caller.id(), id.0, ask).await {
            Ok(_) => return see(format!("{}?done=saved", address(id.0))),
            Err(Failure::Refused(Refused::Stale)) => shown.refuse("", stale("this organisation")),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, &known, shown)?.answer(&app)
}
