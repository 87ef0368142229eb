//! Where each of one's people stands: who waits for a yes, and everybody on every step.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        ids::PersonId,
        own_steps::{OwnStanding, Step, StepCourse},
        sessions::first_start,
        times::{self, LONDON, ZoneNote, day_in, moment},
        words::{BookingState, ManagerCopies, Word as _},
    },
    store::{
        error::Error,
        read::{
            catalogue::{
                ladders::LadderView,
                teams::{self, Team, Wanted},
            },
            commissions::invitations::{self, InvitationView},
            people::{
                memberships::{self, MembershipQuery},
                organisation_training::{self, OrganisationTraining},
                person,
                person_views::{self, PeopleQuery, PersonView, Seen},
                profile::MembershipView,
                relations,
            },
            sessions::session_rows,
        },
    },
    usecases::people::edit_me::EditMe,
    web::{
        error::ApiResult,
        extract::{Listed, Member, MembersForm, Paging, Params},
        forms::{Field, Form},
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

/// The state of one step as a word, a shape and a date.
pub(in crate::web::pages) fn state(
    standing: &OwnStanding,
    step: &Step,
) -> (&'static str, String, Option<String>) {
    let on = |on: Option<chrono::NaiveDate>| on.map(|on| on.format("%-d %b %Y").to_string());
    match step {
        Step::Done(done) => ("good", "done".to_owned(), on(done.on)),
        Step::CountedBy(_) => ("good", "done in another way".to_owned(), None),
        Step::Has { booking, state, .. } => {
            let own = standing.person.bookings.iter().find(|own| own.id == *booking);
            let starts = own.and_then(|own| Some(day_in(first_start(&own.dates)?, own.timezone)));
            let (kind, word) = match state {
                BookingState::Booked => ("yours", "booked"),
                BookingState::Requested => ("waiting", "waiting for a yes"),
                BookingState::Offered => ("open", "a place has come up"),
                _ => ("waiting", "on the waiting list"),
            };
            (kind, word.to_owned(), on(starts))
        }
        Step::Open(dates) if dates.iter().all(|date| date.places_left == 0) => {
            ("waiting", "every date is full".to_owned(), None)
        }
        Step::Open(_) => ("open", "can book now".to_owned(), None),
        Step::NoDates => ("quiet", "no dates yet".to_owned(), None),
        Step::ByArrangement => ("quiet", "by arrangement".to_owned(), None),
        Step::NotYet { .. } => ("quiet", "not yet".to_owned(), None),
        Step::NotThen { .. } => ("quiet", "not on these dates".to_owned(), None),
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
fn next(standing: &OwnStanding, judged: &[(&str, Step)]) -> Value {
    let open = judged.iter().find_map(|(name, step)| match step {
        Step::Open(dates) => {
            let date = dates.first()?;
            let session = standing.sessions.iter().find(|session| session.facts.id == date.session)?;
            let starts = first_start(&session.facts.dates)?;
            Some((name, date.session, starts, session.facts.timezone))
        }
        _ => None,
    });
    match open {
        Some((name, session, starts, zone)) => json!({
            "address": format!("/my-people/book?session={session}&person={}", standing.person.id),
            "words": name,
            "when": times::day_without_year(day_in(starts, zone)),
        }),
        None => Value::Null,
    }
}

fn table(ladder: &LadderView, team: &Team, now: DateTime<Utc>) -> Value {
    let steps = steps(ladder, &team.courses);
    let mut begun = false;
    let rows: Vec<Value> = team
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
            json!({
                "name": standing.person.name,
                "address": format!("/people/{}", standing.person.id),
                "cells": judged.iter().map(|(_, step)| {
                    let (kind, label, note) = state(standing, step);
                    json!({"kind": kind, "label": label, "note": note})
                }).collect::<Vec<_>>(),
                "next": next(standing, &judged),
            })
        })
        .collect();
    json!({
        "name": ladder.name,
        "steps": steps.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        "rows": rows,
        "begun": begun,
    })
}

fn wanted(wanted: &Wanted) -> Value {
    let zone = wanted.timezone.parse().unwrap_or(LONDON);
    json!({
        "person": wanted.person,
        "course": wanted.course,
        "when": moment(wanted.starts_at, zone, ZoneNote::WhenElsewhere),
        "address": format!("/bookings/{}/approval", wanted.booking),
    })
}

fn notice(word: Option<&str>) -> Option<&'static str> {
    match word? {
        "invited" => Some("Added. They get an e-mail with a link that opens their account."),
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
    wanted: Vec<Wanted>,
    claims: Vec<MembershipView>,
    invitations: Vec<InvitationView>,
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
            let invitations = invitations::unanswered(c, &led, now)?;
            let trained = organisation_training::of(c, &led, now)?;
            let claims =
                MembershipQuery { unconfirmed: true, organisations: Some(led), after: None, limit: CLAIMS };
            Ok::<_, Error>(Loaded {
                managed: managed.len(),
                team: teams::team(c, &ids, now)?,
                wanted: teams::wanted_by(c, &managed, now)?,
                claims: memberships::list(c, &claims, now)?,
                invitations,
                trained,
                copies: person::manager_copies(c, actor.person_id)?,
                page,
            })
        })
        .await?;
    let more = loaded.page.next.map(|next| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(q) = &q {
            query.append_pair("q", q);
        }
        format!("/my-people?{}", query.append_pair("cursor", &next).finish())
    });
    let mut tables: Vec<Value> =
        loaded.team.ladders.iter().map(|ladder| table(ladder, &loaded.team, now)).collect();
    // The ladders on which somebody has begun come first; if nobody has begun any, all are shown.
    let any_begun = tables.iter().any(|table| table["begun"] == true);
    tables.sort_by_key(|table| table["begun"] != true);
    for table in &mut tables {
        table["folded"] = json!(any_begun && table["begun"] != true);
    }
    // Where there is no ladder there is still a team.
    let names: Vec<Value> = match tables.as_slice() {
        [] => loaded
            .page
            .items
            .iter()
            .map(|person| json!({"name": person.name, "address": format!("/people/{}", person.id)}))
            .collect(),
        _ => Vec::new(),
    };
    let facts = json!({
        "names": names,
        "nobody": loaded.managed == 0,
        "found": !loaded.team.members.is_empty(),
        "q": q,
        "wanted": loaded.wanted.iter().map(wanted).collect::<Vec<_>>(),
        "trained": loaded.trained.iter().map(trained).collect::<Vec<_>>(),
        "invitations": loaded.invitations.iter().map(invited).collect::<Vec<_>>(),
        "claims": loaded.claims.iter().map(|claim| json!({
            "person": claim.person.name,
            "organisation": claim.organisation.name,
            "confirm": format!("/memberships/{}/confirm", claim.id),
            "refuse": format!("/memberships/{}/refuse", claim.id),
        })).collect::<Vec<_>>(),
        "tables": if loaded.team.members.is_empty() { Vec::new() } else { tables },
        "next": more,
    });
    Page::new(&member.visit, "my_people", "My people")
        .facts(facts)
        .form(refused.unwrap_or_else(|| copies_form(&loaded.copies)))
        .notice(notice(done.as_deref()))
        .here("/my-people")
        .answer(app)
}

/// "Hillside Primary School: Introduction for schools, Thursday 11 March 2027, with 11 people."
fn trained(one: &OrganisationTraining) -> Value {
    json!({
        "organisation": one.organisation,
        "course": one.course.title,
        "on": one.completed_on.map(times::day),
        "people": one.people_count,
    })
}

fn invited(one: &InvitationView) -> Value {
    let zone = session_rows::zone(&one.timezone).unwrap_or(LONDON);
    json!({
        "organisation": one.organisation.name,
        "course": one.course.title,
        "when": one.dates.first().map(|date| moment(date.starts_at, zone, ZoneNote::WhenElsewhere)),
        "address": format!("/invitations/{}", one.id),
    })
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
