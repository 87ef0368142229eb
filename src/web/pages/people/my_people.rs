//! Where each of one's people stands: who waits for a yes, and everybody on every step.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    my_people_facts::{Claim, LedOrganisation, MyPeople, NextStep, TeamCell, TeamRow, TeamTable},
    waiting,
};
use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        ids::PersonId,
        own_steps::{OwnStanding, Step, StepCourse},
        sessions::first_start,
        times::{self, day_in},
        words::{BookingState, ManagerCopies, Word as _},
    },
    store::{
        error::Error,
        read::{
            catalogue::{
                ladders::LadderView,
                teams::{self, Team},
            },
            people::{
                memberships::{self, MembershipQuery},
                organisation_ahead::{self, OrganisationAhead},
                organisation_training::{self, OrganisationTraining},
                person,
                person_views::{self, PeopleQuery, PersonView, Seen},
                profile::MembershipView,
                relations,
            },
        },
    },
    usecases::people::edit_me::EditMe,
    web::{
        error::ApiResult,
        extract::{Listed, Member, MembersForm, Paging, Params},
        forms::{Field, Form},
        page_facts::{Link, State},
        pages::wording,
        render::{Page, see},
    },
};

/// How many people one page shows: as many as a page of modest weight holds.
const SHOWN: usize = 25;
/// How many claims of membership are shown at once.
const CLAIMS: i64 = 20;

/// Which people, and what was just done.
#[derive(Deserialize)]
pub struct Asked {
    q: Option<String>,
    cursor: Option<String>,
    done: Option<String>,
}

/// The state of one step, with its date.
pub(in crate::web::pages) fn state(standing: &OwnStanding, step: &Step) -> (State, Option<String>) {
    let on = |on: Option<chrono::NaiveDate>| on.map(|on| on.format("%-d %b %Y").to_string());
    match step {
        Step::Done(done) => (State::of("good", "done"), on(done.on)),
        Step::CountedBy(_) => (State::of("good", "done in another way"), None),
        Step::Has { booking, state, .. } => {
            let own = standing.person.bookings.iter().find(|own| own.id == *booking);
            let starts = own.and_then(|own| Some(day_in(first_start(&own.dates)?, own.timezone)));
            let (kind, word) = match state {
                BookingState::Booked => ("yours", "booked"),
                BookingState::Requested => ("waiting", "waiting for a yes"),
                BookingState::Offered => ("open", "a place has come up"),
                _ => ("waiting", "on the waiting list"),
            };
            (State::of(kind, word), on(starts))
        }
        Step::Open(dates) if dates.iter().all(|date| date.places_left == 0) => {
            (State::of("waiting", "every date is full"), None)
        }
        Step::Open(_) => (State::of("open", "can book now"), None),
        Step::NoDates => (State::of("quiet", "no dates yet"), None),
        Step::ByArrangement => (State::of("quiet", "by arrangement"), None),
        Step::NotYet { .. } => (State::of("quiet", "not yet"), None),
        Step::NotThen { .. } => (State::of("quiet", "not on these dates"), None),
    }
}

/// The steps of a ladder: the name of each, and the course on it.
pub(in crate::web::pages) fn steps<'t>(
    ladder: &'t LadderView,
    courses: &'t [StepCourse],
) -> Vec<(&'t str, &'t StepCourse)> {
    let mut steps = Vec::new();
    for rung in &ladder.rungs {
        for brief in &rung.courses {
            let Some(course) = courses.iter().find(|course| course.slug == brief.slug) else { continue };
            let name = if rung.courses.len() == 1 { &rung.name } else { &brief.title };
            steps.push((name.as_str(), course));
        }
    }
    steps
}

/// What somebody can do next on a ladder, with the way there.
fn next(standing: &OwnStanding, judged: &[(&str, Step)]) -> Option<NextStep> {
    judged.iter().find_map(|(name, step)| match step {
        Step::Open(dates) => {
            let date = dates.first()?;
            let session = standing.sessions.iter().find(|session| session.facts.id == date.session)?;
            let starts = first_start(&session.facts.dates)?;
            Some(NextStep {
                address: format!("/my-people/book?session={}&person={}", date.session, standing.person.id),
                step: (*name).to_owned(),
                when: times::day_without_year(day_in(starts, session.facts.timezone)),
            })
        }
        _ => None,
    })
}

/// Where everybody stands on one ladder, and whether anybody has begun it.
fn table(ladder: &LadderView, team: &Team, now: DateTime<Utc>) -> (bool, TeamTable) {
    let steps = steps(ladder, &team.courses);
    let mut begun = false;
    let rows = team
        .members
        .iter()
        .map(|standing| {
            let judged: Vec<(&str, Step)> = steps
                .iter()
                .map(|(name, course)| (*name, standing.step(course, &team.courses, now)))
                .collect();
            begun |= judged
                .iter()
                .any(|(_, step)| matches!(step, Step::Done(_) | Step::Has { .. } | Step::CountedBy(_)));
            TeamRow {
                name: standing.person.name.clone(),
                address: format!("/people/{}", standing.person.id),
                cells: judged
                    .iter()
                    .map(|(_, step)| {
                        let (state, note) = state(standing, step);
                        TeamCell { state, note }
                    })
                    .collect(),
                next: next(standing, &judged),
            }
        })
        .collect();
    let steps = steps.iter().map(|(name, _)| (*name).to_owned()).collect();
    (begun, TeamTable { name: ladder.name.clone(), steps, rows, folded: false })
}

/// The ladders on which somebody has begun come first; if nobody has begun any, all are shown.
fn tables(team: &Team, now: DateTime<Utc>) -> Vec<TeamTable> {
    let mut tables: Vec<(bool, TeamTable)> =
        team.ladders.iter().map(|ladder| table(ladder, team, now)).collect();
    let any_begun = tables.iter().any(|(begun, _)| *begun);
    tables.sort_by_key(|(begun, _)| !begun);
    tables.into_iter().map(|(begun, table)| TeamTable { folded: any_begun && !begun, ..table }).collect()
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

/// What the page shows, in a constant number of statements.
struct Loaded {
    managed: usize,
    page: Listed<PersonView>,
    team: Team,
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
    let Asked { q, cursor, done } = asked;
    let paging = Paging::read(Some(SHOWN), cursor.as_deref())?;
    let (actor, now, after) = (member.caller.actor, app.clock.now(), paging.after.clone());
    let look_for = q.clone();
    let loaded = app
        .reads
        .run(move |c| {
            let managed = relations::managed_by(c, actor.person_id, now)?;
            let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
            let seen = Seen::Only(managed.clone());
            let found = person_views::list(c, &PeopleQuery { q: look_for, seen, after, limit }, now)?;
            let page = Listed::cut(found, &paging, person_views::position);
            let ids: Vec<PersonId> = page.items.iter().map(|person| person.id).collect();
            let led = relations::led_by(c, actor.person_id, now)?;
            let ahead = organisation_ahead::ahead(c, &led, now)?;
            let trained = organisation_training::of(c, &led, now)?;
            let claims =
                MembershipQuery { unconfirmed: true, organisations: Some(led), after: None, limit: CLAIMS };
            Ok::<_, Error>(Loaded {
                managed: managed.len(),
                team: teams::team(c, &ids, now)?,
                claims: memberships::list(c, &claims, now)?,
                ahead,
                can_be_trained: organisation_ahead::can_be_trained(c)?,
                trained,
                copies: person::manager_copies(c, actor.person_id)?,
                page,
            })
        })
        .await?;
    let more = loaded.page.next.as_ref().map(|next| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(q) = &q {
            query.append_pair("q", q);
        }
        format!("/my-people?{}", query.append_pair("cursor", next).finish())
    });
    let facts = MyPeople {
        waiting: waiting::for_caller(app, &member.caller).await?,
        claims: loaded.claims.iter().map(claim).collect(),
        nobody: loaded.managed == 0,
        q,
        tables: if loaded.team.members.is_empty() { Vec::new() } else { tables(&loaded.team, now) },
        // Where there is no ladder there is still a team.
        names: if loaded.team.ladders.is_empty() {
            loaded.page.items.iter().map(|one| Link::to(format!("/people/{}", one.id), &one.name)).collect()
        } else {
            Vec::new()
        },
        found: !loaded.team.members.is_empty(),
        next: more,
        led: loaded.ahead.iter().map(|one| led(one, &loaded)).collect(),
    };
    Page::of(&member.visit, "My people", &facts)?
        .form(refused.unwrap_or_else(|| copies_form(&loaded.copies)))
        .notice(notice(done.as_deref()))
        .here("/my-people")
        .answer(app)
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
        let asked = Asked { q: None, cursor: None, done: None };
        return page(&app, &member, asked, Some(shown)).await;
    };
    let ask = EditMe { manager_copies: Some(chosen), ..EditMe::default() };
    app.usecases.edit_me(member.caller.id(), ask).await?;
    see("/my-people?done=copies")
}
