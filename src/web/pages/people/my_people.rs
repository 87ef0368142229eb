//! Where each of one's people stands: who waits for a yes, and everybody on every step.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    my_people_facts::{Claim, Lacking, LedOrganisation, MyPeople, Sorting},
    my_people_file,
    team_standing::{Judged, steps, tables},
    waiting::{self, Waiting},
};
use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        ids::PersonId,
        team_order::TeamOrder,
        times::{self, day_in},
        words::{ManagerCopies, Word as _},
    },
    store::{
        error::Error,
        read::{
            catalogue::teams::Team,
            people::{
                managed_people::{self, Managed, ManagedQuery},
                memberships::{self, MembershipQuery},
                organisation_ahead::{self, OrganisationAhead},
                organisation_training::{self, OrganisationTraining},
                person,
                profile::MembershipView,
                relations,
            },
        },
    },
    usecases::people::edit_me::EditMe,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params},
        files::tables::{TableForm, file},
        forms::{Field, Form},
        page_facts::{Link, TakeAway},
        pages::wording,
        render::{Page, see},
    },
};

/// Its address.
const ADDRESS: &str = "/my-people";
/// How many people one page shows: as many as a page of modest weight holds.
const SHOWN: usize = 25;
/// How many people are looked at one by one, for an order or a file.
const LOOKED_AT: usize = 2000;
/// How many claims of membership are shown at once.
const CLAIMS: i64 = 20;

/// Which people, in what order, and what was just done.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
    /// The slug of a course that they have not done.
    lacks: Option<String>,
    sort: Option<String>,
    page: Option<usize>,
    done: Option<String>,
}

impl Asked {
    fn order(&self) -> TeamOrder {
        self.sort.as_deref().and_then(TeamOrder::from_word).unwrap_or(TeamOrder::Name)
    }

    fn lacking(&self) -> Option<&str> {
        self.lacks.as_deref().filter(|slug| !slug.is_empty())
    }

    /// The page's number, from 0.
    fn number(&self) -> usize {
        self.page.unwrap_or(1).clamp(1, LOOKED_AT) - 1
    }

    /// The same people in this order, as the address says it.
    fn query(&self, order: TeamOrder, page: Option<usize>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let order = (order != TeamOrder::Name).then(|| order.as_str());
        for (name, value) in [("q", self.q.as_deref()), ("lacks", self.lacking()), ("sort", order)] {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                query.append_pair(name, value);
            }
        }
        if let Some(page) = page {
            query.append_pair("page", &page.to_string());
        }
        query.finish()
    }

    fn address(&self, order: TeamOrder, page: Option<usize>) -> String {
        match self.query(order, page).as_str() {
            "" => ADDRESS.to_owned(),
            query => format!("{ADDRESS}?{query}"),
        }
    }
}

fn notice(word: Option<&str>) -> Option<&'static str> {
    match word? {
        "invited" => Some(
            "Asked. They get an e-mail with a link. Once they say yes they stand here, and you can book for them.",
        ),
        "confirmed" => Some("Confirmed: they belong to your organisation."),
        "ended" => Some("Done: they do not belong to your organisation any more."),
        "copies" => Some("Kept. From now on you hear of bookings that way."),
        _ => None,
    }
}

/// The people who are asked for: those of one page, the first being 0, or all, up to a bound.
fn query_of(manager: PersonId, asked: &Asked, page: Option<usize>) -> ManagedQuery {
    ManagedQuery {
        manager,
        q: asked.q.clone(),
        by_organisation: asked.order() == TeamOrder::Organisation,
        skip: page.unwrap_or(0) * SHOWN,
        most: if page.is_some() { SHOWN } else { LOOKED_AT },
    }
}

/// What the page shows beside the people, in a constant number of statements.
struct Loaded {
    found: Managed,
    claims: Vec<MembershipView>,
    ahead: Vec<OrganisationAhead>,
    can_be_trained: bool,
    trained: Vec<OrganisationTraining>,
    copies: String,
}

fn copies_form(chosen: &str) -> Form {
    Form::new("/my-people/copies", "Keep this setting").field(
        Field::radios("copies", "How you hear of your people’s bookings")
            .choice(ManagerCopies::Weekly.as_str(), "Once a week, all together")
            .choice(ManagerCopies::Each.as_str(), "Each time, at once")
            .choice(ManagerCopies::None.as_str(), "Not at all")
            .value(chosen),
    )
}

async fn page(app: &App, member: &Member, asked: Asked, refused: Option<Form>) -> ApiResult<HttpResponse> {
    member.caller.may(Action::ListPeople, &Relation::default())?;
    let (actor, now) = (member.caller.actor, app.clock.now());
    // Who is shown depends on how everybody stands, for this order and for what is lacking.
    let everybody = asked.order() == TeamOrder::Next || asked.lacking().is_some();
    let query = query_of(actor.person_id, &asked, (!everybody).then(|| asked.number()));
    let loaded = app
        .reads
        .run(move |c| {
            let found = managed_people::managed(c, &query, now)?;
            let led = relations::led_by(c, actor.person_id, now)?;
            let ahead = organisation_ahead::ahead(c, &led, now)?;
            let trained = organisation_training::of(c, &led, now)?;
            let claims =
                MembershipQuery { unconfirmed: true, organisations: Some(led), after: None, limit: CLAIMS };
            Ok::<_, Error>(Loaded {
                found,
                claims: memberships::list(c, &claims, now)?,
                ahead,
                can_be_trained: organisation_ahead::can_be_trained(c)?,
                trained,
                copies: person::manager_copies(c, actor.person_id)?,
            })
        })
        .await?;
    let waiting = waiting::for_caller(app, &member.caller).await?;
    let facts = facts(&loaded, &asked, everybody, waiting, now);
    Page::of(&member.visit, "My people", &facts)?
        .form(refused.unwrap_or_else(|| copies_form(&loaded.copies)))
        .notice(notice(asked.done.as_deref()))
        .here(ADDRESS)
        .answer(app)
}

fn facts(loaded: &Loaded, asked: &Asked, everybody: bool, waiting: Waiting, now: DateTime<Utc>) -> MyPeople {
    let (found, order) = (&loaded.found, asked.order());
    let mut people = Judged::all(&found.team, &found.views, asked.lacking(), order, now);
    let (skipped, count) = if everybody { (asked.number() * SHOWN, people.len()) } else { (0, found.count) };
    people = people.into_iter().skip(skipped).take(SHOWN).collect();
    let more = (asked.number() + 1) * SHOWN < count;
    let sorting = Sorting {
        name: asked.address(TeamOrder::Name, None),
        next: asked.address(TeamOrder::Next, None),
        by_name: order == TeamOrder::Name,
        by_next: order == TeamOrder::Next,
    };
    let lacks = lacks(&found.team, asked.lacking());
    let lacking = lacks.iter().find(|one| one.chosen && !one.value.is_empty());
    let too_many = everybody && found.count > LOOKED_AT;
    MyPeople {
        waiting,
        claims: loaded.claims.iter().map(claim).collect(),
        nobody: found.managed == 0,
        q: asked.q.clone().filter(|q| !q.is_empty()),
        sort: (order != TeamOrder::Name).then(|| order.to_string()),
        orders: orders(asked),
        lacking: lacking.map(|one| one.label.clone()),
        searched: asked.q.as_ref().is_some_and(|q| !q.is_empty()) || lacking.is_some(),
        lacks,
        too_many: too_many.then(|| {
            "Only the first 2,000 by name are looked at. Find somebody by name to see the others.".to_owned()
        }),
        file: TakeAway::of("Take this away", ADDRESS, &asked.query(order, None)),
        tables: if people.is_empty() { Vec::new() } else { tables(&found.team, &people, &sorting) },
        // Where there is no ladder there is still a team.
        names: if found.team.ladders.is_empty() {
            people.iter().map(|one| Link::to(format!("/people/{}", one.view.id), &one.view.name)).collect()
        } else {
            Vec::new()
        },
        found: !people.is_empty(),
        next: more.then(|| asked.address(order, Some(asked.number() + 2))),
        led: loaded.ahead.iter().map(|one| led(one, loaded)).collect(),
    }
}

/// The orders there are, each with its address; the one that holds has none.
fn orders(asked: &Asked) -> Vec<Link> {
    let order = |(order, label): &(TeamOrder, &str)| {
        let address = if asked.order() == *order { String::new() } else { asked.address(*order, None) };
        Link::to(address, *label)
    };
    [(TeamOrder::Name, "Name"), (TeamOrder::Organisation, "Organisation"), (TeamOrder::Next, "Next step")]
        .iter()
        .map(order)
        .collect()
}

/// The steps that somebody may not have done, and which of them is asked about.
fn lacks(team: &Team, asked: Option<&str>) -> Vec<Lacking> {
    let mut all =
        vec![Lacking { value: String::new(), label: "Everybody".to_owned(), chosen: asked.is_none() }];
    for ladder in &team.ladders {
        for (name, course) in steps(ladder, &team.courses) {
            all.push(Lacking {
                value: course.slug.clone(),
                label: format!("Who has not done {name}"),
                chosen: asked == Some(course.slug.as_str()),
            });
        }
    }
    all
}

/// Everybody found, as a file.
async fn taken_away(app: &App, member: &Member, asked: Asked, form: TableForm) -> ApiResult<HttpResponse> {
    member.caller.may(Action::ListPeople, &Relation::default())?;
    let (query, now) = (query_of(member.caller.id(), &asked, None), app.clock.now());
    let found = app.reads.run(move |c| managed_people::managed(c, &query, now)).await?;
    let people = Judged::all(&found.team, &found.views, asked.lacking(), asked.order(), now);
    file(app, my_people_file::table(&found.team, &people), "my-people", form).await
}

/// Everybody found, as text for programs.
pub async fn csv(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, asked.0, TableForm::Csv).await
}

/// Everybody found, as a workbook.
pub async fn workbook(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, asked.0, TableForm::Workbook).await
}

/// What the head of an organisation wants to know: what comes next, and whether it is trained as a whole.
fn led(one: &OrganisationAhead, loaded: &Loaded) -> LedOrganisation {
    let next = one.next.as_ref().map(|next| {
        let on = times::day_without_year(day_in(next.starts_at, next.timezone.tz()));
        format!("{} on {on}, {}.", next.course, wording::people(next.people))
    });
    let trained: Vec<String> =
        loaded.trained.iter().filter(|training| training.organisation == one.name).map(trained).collect();
    LedOrganisation {
        name: one.name.clone(),
        next,
        not_yet: trained.is_empty() && loaded.can_be_trained,
        trained,
        way: format!("/organisations/{}/way", one.id),
    }
}

/// "Introduction for schools, Thursday 11 March 2027, 11 people".
fn trained(training: &OrganisationTraining) -> String {
    let mut words = training.course.title.clone();
    if let Some(on) = training.completed_on {
        words = format!("{words}, {}", times::day(on));
    }
    match i64::try_from(training.people_count) {
        Ok(count) if count > 0 => format!("{words}, {}", wording::people(count)),
        _ => words,
    }
}

fn claim(claim: &MembershipView) -> Claim {
    Claim {
        person: claim.person.name.clone(),
        email: claim.email.clone(),
        organisation: claim.organisation.name.clone(),
        confirm: format!("/memberships/{}/confirm", claim.id),
        refuse: format!("/memberships/{}/refuse", claim.id),
    }
}

/// The people one manages.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    page(&app, &member, asked.0, None).await
}

/// Keeps how a manager hears of bookings.
pub async fn copies(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let member = form.member();
    member.caller.may(Action::ListPeople, &Relation::default())?;
    let chosen = ManagerCopies::from_word(form.posted.get("copies"));
    let Some(chosen) = chosen.filter(|_| !form.posted.again()) else {
        let mut shown = copies_form("").keep(&form.posted);
        if !form.posted.again() {
            shown.refuse("copies", "Choose how you want to hear of bookings.");
        }
        return page(&app, &member, Asked::default(), Some(shown)).await;
    };
    let ask = EditMe { manager_copies: Some(chosen), ..EditMe::default() };
    app.usecases.edit_me(member.caller.id(), ask).await?;
    see("/my-people?done=copies")
}
