//! Whom a request is for: picked from one's people, or pasted as a list.

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use super::{address, load, title};
use crate::{
    app::App,
    domain::{
        access::Action,
        booking_states::shown,
        commissions::is_open,
        ids::{Commission, PersonId},
        words::CommissionState,
    },
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

fn page<'v>(member: &'v Member, shown: &Shown, form: Form) -> Page<'v> {
    let (at, open) = (address(shown.view.id), is_open(shown.view.state));
    let line = |one: &MemberView| {
        let booking = one.booking.as_ref().map(|booking| {
            json!({"label": crate::domain::grammar::sentence_case(self::shown(booking.state)),
                "address": format!("/bookings/{}", booking.id)})
        });
        json!({
            "id": one.person.id, "name": one.person.name, "left": one.left,
            "alone": !one.has_address, "booking": booking,
        })
    };
    let can_add = open || shown.view.state == CommissionState::Scheduled;
    Page::new(&member.visit, "commissions/people", "Who it is for")
        .facts(json!({
            "at": at,
            "people": shown.members.iter().map(line).collect::<Vec<Value>>(),
            "open": open,
            "can_add": can_add,
            "scheduled": !open,
        }))
        .form(form)
        .back(at.clone(), title(&shown.view))
        .here("/commissions")
}

/// The list and the form.
pub async fn show(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    let view = load(&app, &member, id.0, Action::EditCommission).await?;
    let shown = prepare(&app, &member, view).await?;
    page(&member, &shown, blank(&shown)).answer(&app)
}

/// Puts people on it.
pub async fn name(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let view = load(&app, &member, id.0, Action::EditCommission).await?;
    let shown = prepare(&app, &member, view).await?;
    let mut kept = blank(&shown).keep(posted);
    if posted.again() {
        return page(&member, &shown, kept).answer(&app);
    }
    let lists = [posted.optional("text"), posted.optional("file")];
    let text = lists.into_iter().flatten().collect::<Vec<_>>().join("\n");
    let ask = NamePeople {
        actor: form.caller.actor,
        commission: id.0,
        people: posted.all("person").iter().filter_map(|id| id.parse().ok()).collect(),
        text: Some(text).filter(|text| !text.is_empty()),
    };
    if ask.people.is_empty() && ask.text.is_none() {
        kept.refuse("text", "Choose or write at least one person.");
        return page(&member, &shown, kept).answer(&app);
    }
    match app.usecases.name_people(ask, None).await {
        Ok(_) => see(format!("{}?done=named", address(id.0))),
        Err(failure) => {
            kept.refused(failure)?;
            page(&member, &shown, kept).answer(&app)
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
