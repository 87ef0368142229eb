//! Whom a request is for: picked from one's people, or pasted as a list.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{address, load, title};
use crate::{
    app::App,
    domain::{
        access::Action,
        booking_states::shown,
        commissions::{ListAnswer, is_open},
        grammar::sentence_case,
        ids::{Commission, PersonId},
        words::CommissionState,
    },
    sheets::as_text,
    store::{
        error::Error,
        read::{
            bookings::booking,
            commissions::{
                commission::CommissionView,
                commission_people::{self, MemberView},
            },
            people::relations,
        },
    },
    usecases::commissions::name_people::NamePeople,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        page_facts::{Link, PageFacts},
        render::{Page, see},
    },
};

/// More people than any list holds.
const ALL: i64 = 1_000;

/// The list, and those who could be put on it.
struct Shown {
    view: CommissionView,
    members: Vec<MemberView>,
    pickable: Vec<(PersonId, String)>,
}

async fn prepare(app: &App, member: &Member, view: CommissionView) -> ApiResult<Shown> {
    let (actor, now, id) = (member.caller.actor, app.clock.now(), view.id);
    let (members, mine) = app
        .reads
        .run(move |c| {
            let mut mine = relations::managed_by(c, actor.person_id, now)?;
            mine.push(actor.person_id);
            let seen = (!actor.is_coordinator).then_some(mine.as_slice());
            let members = commission_people::people(c, id, seen, None, ALL)?;
            Ok::<_, Error>((members, booking::named(c, &mine)?))
        })
        .await?;
    let named = |id: PersonId| members.iter().any(|one| one.person.id == id);
    let mut pickable: Vec<(PersonId, String)> =
        mine.into_iter().filter(|one| !named(one.id)).map(|one| (one.id, one.name)).collect();
    pickable.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(Shown { view, members, pickable })
}

fn blank(shown: &Shown) -> Form {
    let form = Form::new(format!("{}/people", address(shown.view.id)), "Put them on the list");
    let pick =
        shown.pickable.iter().fold(Field::boxes("person", "Your people").optional(), |field, (id, name)| {
            field.choice(id.to_string(), name.clone())
        });
    let form = if shown.pickable.is_empty() { form } else { form.field(pick) };
    form.field(Field::lines("text", "Paste or type the rest", 8).optional().hint(
        "One person a line: Sam Okoro <sam.okoro@school.example>. Lists from Outlook and spreadsheets are \
             understood. For whole-school training a name alone is enough.",
    ))
    .field(
        Field::file("file", "Or send a file").optional().hint("A CSV or text file with names and addresses."),
    )
}

/// The facts of `commissions/people`.
#[derive(Serialize)]
pub(in crate::web) struct CommissionPeople {
    /// The request's page.
    at: String,
    people: Vec<PersonOnList>,
    /// Whether people can be taken off the list.
    open: bool,
    /// Whether people can be put on it.
    can_add: bool,
    /// Whether everybody on it is booked.
    scheduled: bool,
}

/// Somebody a request is for.
#[derive(Serialize)]
struct PersonOnList {
    id: PersonId,
    name: String,
    /// Whether they have no e-mail address.
    alone: bool,
    /// Whether they have left the organisation.
    left: bool,
    /// What they have said, where there is no booking to show.
    answer: Option<&'static str>,
    booking: Option<Link>,
}

impl PageFacts for CommissionPeople {
    const TEMPLATE: &'static str = "commissions/people";

    fn samples() -> Vec<Self> {
        let person = |name: &str, alone, left, booking| PersonOnList {
            id: PersonId::from_uuid(uuid::Uuid::from_u128(1)),
            name: name.to_owned(),
            alone,
            left,
            answer: None,
            booking,
        };
        let list = |people, open, can_add| Self {
            at: "/commissions/1".to_owned(),
            people,
            open,
            can_add,
            scheduled: !open,
        };
        let booked = person("Amira Khan", false, false, Some(Link::to("/bookings/1", "Booked")));
        let named = vec![
            person("Amira Khan", false, false, None),
            person("Sam Okoro", true, false, None),
            person("Maureen Clarke", false, true, None),
            PersonOnList { answer: Some("asked"), ..person("Jo Bell", false, false, None) },
        ];
        vec![
            list(named, true, true),
            list(vec![booked], false, true),
            list(Vec::new(), true, true),
            list(Vec::new(), false, false),
            Self { scheduled: false, ..list(Vec::new(), false, false) },
        ]
    }

    fn form_sample() -> Option<Form> {
        let text = Field::lines("text", "Paste or type the rest", 8).optional();
        Some(Form::new("/commissions/1/people", "Put them on the list").field(text))
    }
}

fn line(one: &MemberView) -> PersonOnList {
    PersonOnList {
        id: one.person.id,
        name: one.person.name.clone(),
        alone: !one.has_address,
        left: one.left,
        answer: one.booking.is_none().then_some(match one.answer {
            ListAnswer::Asked => "asked",
            ListAnswer::Agreed => "agreed",
            ListAnswer::NotComing => "not coming",
        }),
        booking: one.booking.as_ref().map(|booking| {
            Link::to(format!("/bookings/{}", booking.id), sentence_case(shown(booking.state)))
        }),
    }
}

fn page<'v>(member: &'v Member, shown: &Shown, form: Form) -> ApiResult<Page<'v>> {
    let open = is_open(shown.view.state);
    let facts = CommissionPeople {
        at: address(shown.view.id),
        people: shown.members.iter().map(line).collect(),
        open,
        can_add: open || shown.view.state == CommissionState::Scheduled,
        scheduled: !open,
    };
    Ok(Page::of(&member.visit, "Who it is for", &facts)?
        .form(form)
        .back(facts.at, title(&shown.view))
        .here("/commissions"))
}

/// The list and the form.
pub async fn show(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    let view = load(&app, &member, id.0, Action::EditCommission).await?;
    let shown = prepare(&app, &member, view).await?;
    page(&member, &shown, blank(&shown))?.answer(&app)
}

/// Puts people on it.
pub async fn name(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let view = load(&app, &member, id.0, Action::EditCommission).await?;
    let shown = prepare(&app, &member, view).await?;
    let mut kept = blank(&shown).keep(posted);
    if posted.again() {
        return page(&member, &shown, kept)?.answer(&app);
    }
    let file = match posted.file("file").map(as_text).transpose() {
        Ok(text) => text,
        Err(problem) => {
            kept.refuse("file", format!("Line {}: {}", problem.line, problem.said()));
            return page(&member, &shown, kept)?.answer(&app);
        }
    };
    let text = [posted.optional("text"), file].into_iter().flatten().collect::<Vec<_>>().join("\n");
    let ask = NamePeople {
        actor: form.caller.actor,
        commission: id.0,
        people: posted.all("person").iter().filter_map(|id| id.parse().ok()).collect(),
        text: Some(text).filter(|text| !text.is_empty()),
    };
    if ask.people.is_empty() && ask.text.is_none() {
        kept.refuse("text", "Choose or write at least one person.");
        return page(&member, &shown, kept)?.answer(&app);
    }
    match app.usecases.name_people(ask, None).await {
        Ok(_) => see(format!("{}?done=named", address(id.0))),
        Err(failure) => {
            kept.refused(failure)?;
            page(&member, &shown, kept)?.answer(&app)
        }
    }
}

/// Takes somebody off it.
pub async fn remove(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    load(&app, &form.member(), id.0, Action::EditCommission).await?;
    let who: Vec<PersonId> = form.posted.all("person").iter().filter_map(|id| id.parse().ok()).collect();
    app.usecases.remove_people(form.caller.actor, id.0, who).await?;
    see(format!("{}/people", address(id.0)))
}
