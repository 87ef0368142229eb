//! An organisation's answer to an invitation: who comes, or nobody.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Invitation, InvitationId, PersonId},
        times::{ZoneNote, range},
        words::InvitationState,
    },
    store::{
        error::Error,
        read::{
            bookings::booking::named,
            commissions::invitations::{self as views, InvitationView},
            people::relations,
        },
    },
    usecases::commissions::invite_organisations::InvitationAnswer,
    web::{
        access::may_for_invitation,
        error::ApiResult,
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// The invitation and those who could be named.
async fn load(
    app: &App,
    member: &Member,
    id: InvitationId,
) -> ApiResult<(InvitationView, Vec<(PersonId, String)>)> {
    may_for_invitation(app, &member.caller, id, Action::AnswerInvitation).await?;
    let now = app.clock.now();
    let loaded = app.reads.run(move |c| {
        let view = views::view(c, id)?;
        let members = relations::members_of(c, view.organisation.id, now)?;
        let mut names: Vec<(PersonId, String)> =
            named(c, &members)?.into_iter().map(|person| (person.id, person.name)).collect();
        names.sort_by(|one, other| one.1.cmp(&other.1));
        Ok::<_, Error>((view, names))
    });
    Ok(loaded.await?)
}

fn blank(view: &InvitationView, members: &[(PersonId, String)]) -> Form {
    let whom = members.iter().fold(
        Field::boxes("person", "Who comes?").hint(format!("At most {}.", view.places)),
        |field, (id, name)| field.choice(id.to_string(), name.clone()),
    );
    Form::new(format!("/invitations/{}", view.id), "Book these people").field(whom)
}

/// The facts of `commissions/invitation`.
#[derive(Serialize)]
pub(in crate::web) struct InvitationFacts {
    course: String,
    dates: Vec<String>,
    /// How many people may be named.
    places: i32,
    /// How many are.
    named: i64,
    /// What was answered, in a sentence.
    answered: Option<&'static str>,
    /// Whether there is nobody who could be named.
    nobody: bool,
    /// Where one says that nobody comes.
    decline: String,
}

impl PageFacts for InvitationFacts {
    const TEMPLATE: &'static str = "commissions/invitation";

    fn samples() -> Vec<Self> {
        let invited = |named, answered, nobody| Self {
            course: "Introduction for schools".to_owned(),
            dates: vec![
                "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
                "Tuesday 19 January 2027, 10am to 1pm".to_owned(),
            ],
            places: 2,
            named,
            answered,
            nobody,
            decline: "/invitations/1/decline".to_owned(),
        };
        vec![
            invited(0, None, false),
            invited(0, None, true),
            invited(2, Some("Your people are named and booked."), false),
        ]
    }

    fn form_sample() -> Option<Form> {
        let whom = Field::boxes("person", "Who comes?").choice("1", "Amira Khan");
        Some(Form::new("/invitations/1", "Book these people").field(whom))
    }
}

fn page<'v>(member: &'v Member, view: &InvitationView, form: Form, members: usize) -> ApiResult<Page<'v>> {
    let zone = view.timezone.tz();
    let dates: Vec<String> = view
        .dates
        .iter()
        .map(|date| range(date.starts_at, date.ends_at, zone, ZoneNote::WhenElsewhere))
        .collect();
    let answered = match view.state {
        InvitationState::Open => None,
        InvitationState::Accepted => Some("Your people are named and booked."),
        InvitationState::Declined => Some("You have said no."),
        InvitationState::Withdrawn => Some("This invitation has been taken back."),
    };
    let facts = InvitationFacts {
        course: view.course.title.clone(),
        dates,
        places: view.places,
        named: view.named,
        answered,
        nobody: members == 0,
        decline: format!("/invitations/{}/decline", view.id),
    };
    Ok(Page::of(&member.visit, format!("{} is invited", view.organisation.name), &facts)?
        .form(form)
        .back("/my-people", "My people"))
}

/// The page.
pub async fn show(app: Data<App>, id: PathId<Invitation>, member: Member) -> ApiResult<HttpResponse> {
    let (view, members) = load(&app, &member, id.0).await?;
    page(&member, &view, blank(&view, &members), members.len())?.answer(&app)
}

/// Names who comes.
pub async fn accept(app: Data<App>, id: PathId<Invitation>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let (view, members) = load(&app, &member, id.0).await?;
    let mut shown = blank(&view, &members).keep(posted);
    if posted.again() {
        return page(&member, &view, shown, members.len())?.answer(&app);
    }
    let people: Vec<PersonId> = posted.all("person").iter().filter_map(|id| id.parse().ok()).collect();
    if people.is_empty() {
        shown.refuse("person", "Choose at least one person, or say no below.");
        return page(&member, &view, shown, members.len())?.answer(&app);
    }
    let answer = InvitationAnswer::Accept(people);
    match app.usecases.answer_invitation(form.caller.actor, id.0, answer).await {
        Ok(_) => see(format!("/invitations/{}", id.0)),
        Err(failure) => {
            shown.refused(failure)?;
            page(&member, &view, shown, members.len())?.answer(&app)
        }
    }
}

/// Says that nobody comes.
pub async fn decline(app: Data<App>, id: PathId<Invitation>, form: MembersForm) -> ApiResult<HttpResponse> {
    let member = form.member();
    load(&app, &member, id.0).await?;
    let answer = InvitationAnswer::Decline(form.posted.optional("words"));
    app.usecases.answer_invitation(form.caller.actor, id.0, answer).await?;
    see(format!("/invitations/{}", id.0))
}
