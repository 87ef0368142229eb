//! One person, for whoever manages them.

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use super::my_people::{state, steps};
use crate::{
    app::App,
    domain::{
        access::Action,
        booking_states::{active, shown},
        ids::Person,
        own_steps::Step,
        times::{self, LONDON, ZoneNote, moment},
        words::{BookingState, CertificateState},
    },
    store::{
        error::Error,
        read::{
            bookings::booking::{self, BookingFilter, BookingView},
            catalogue::teams::{self, Team},
            certificates::{
                certificate::{self, CertificateFilter, CertificateView},
                cpd::{self, CpdRecord},
            },
            people::{
                person_views::{self, PersonView},
                relations,
            },
        },
    },
    web::{
        error::ApiResult,
        extract::{Member, PathId},
        render::Page,
    },
};

/// How many bookings and certificates are shown.
const SHOWN: i64 = 100;

fn rail(team: &Team, now: chrono::DateTime<chrono::Utc>) -> Vec<Value> {
    let Some(standing) = team.members.first() else { return Vec::new() };
    let mut ladders: Vec<(bool, Value)> = team
        .ladders
        .iter()
        .map(|ladder| {
            let mut begun = false;
            let steps: Vec<Value> = steps(ladder, &team.courses)
                .into_iter()
                .map(|(name, course)| {
                    let step = standing.step(course, &team.courses, now);
                    begun |= matches!(step, Step::Done(_) | Step::Has { .. } | Step::CountedBy(_));
                    let (_, label, date) = state(standing, &step);
                    let kind = match &step {
                        Step::Done(_) | Step::CountedBy(_) => "done",
                        Step::Has { .. } => "booked",
                        Step::Open(_) => "open",
                        _ => "later",
                    };
                    let note = match &step {
                        Step::NotYet { refusals, .. } | Step::NotThen { refusals } => {
                            refusals.first().map(|refusal| refusal.message.clone())
                        }
                        _ => date,
                    };
                    json!({
                        "kind": kind, "name": name, "address": null, "state": label, "note": note, "here": false,
                    })
                })
                .collect();
            (begun, json!({"name": ladder.name, "steps": steps}))
        })
        .collect();
    // While they climb one ladder the others say little.
    if ladders.iter().any(|(begun, _)| *begun) {
        ladders.retain(|(begun, _)| *begun);
    }
    ladders.into_iter().map(|(_, ladder)| ladder).collect()
}

fn booking(view: &BookingView) -> Value {
    let zone = view.timezone.parse().unwrap_or(LONDON);
    let kind = match view.state {
        BookingState::Booked => "yours",
        BookingState::Attended => "good",
        BookingState::Requested | BookingState::Waitlisted | BookingState::PartlyAttended => "waiting",
        BookingState::Offered => "open",
        _ => "quiet",
    };
    let label = match view.state {
        BookingState::Offered => "a place has come up",
        other => shown(other),
    };
    json!({
        "course": view.course.title,
        "when": moment(view.starts_at, zone, ZoneNote::WhenElsewhere),
        "kind": kind,
        "label": label,
        "address": format!("/bookings/{}", view.id),
    })
}

/// A certificate in a list: what it is for, and where its paper is.
pub(in crate::web::pages) fn certificate(view: &CertificateView) -> Value {
    json!({
        "person": view.person_name,
        "course": view.course_title,
        "on": times::day(view.completed_on),
        "cpd": times::cpd_length(view.cpd_minutes),
        "number": view.number,
        "pdf": format!("/certificates/{}.pdf", view.id),
    })
}

fn years(record: &CpdRecord) -> Vec<Value> {
    record
        .years
        .iter()
        .map(|year| {
            json!({
                "year": year.year.map_or_else(|| "No known date".to_owned(), |year| year.to_string()),
                "length": times::cpd_length(year.cpd_minutes),
            })
        })
        .collect()
}

/// Everything the page shows.
type Loaded = (PersonView, Team, Vec<BookingView>, Vec<CertificateView>, CpdRecord);

/// The person.
pub async fn show(app: Data<App>, person: PathId<Person>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.could(Action::ReadPerson)?;
    let (actor, id, now) = (member.caller.id(), person.0, app.clock.now());
    let relation = app.reads.run(move |c| relations::to_person(c, actor, id, now)).await?;
    member.caller.may(Action::ReadPerson, &relation)?;
    let (view, team, booked, papers, record): Loaded = app
        .reads
        .run(move |c| {
            let bookings = BookingFilter { person: Some(id), limit: SHOWN, ..BookingFilter::default() };
            let papers = CertificateFilter {
                person: Some(id),
                state: Some(CertificateState::Valid),
                limit: SHOWN,
                ..CertificateFilter::default()
            };
            Ok::<_, Error>((
                person_views::view(c, id, now)?,
                teams::team(c, &[id], now)?,
                booking::list(c, &bookings)?,
                certificate::list(c, &papers)?,
                cpd::record(c, id)?,
            ))
        })
        .await?;
    let (current, mut past): (Vec<&BookingView>, Vec<&BookingView>) =
        booked.iter().partition(|view| active(view.state));
    past.reverse();
    let places: Vec<String> = view.organisations.iter().map(|place| place.name.clone()).collect();
    let facts = json!({
        "email": view.email,
        "organisations": places.join(", "),
        "disabled": view.disabled,
        "book": relation.manages.then(|| format!("/my-people/book?person={id}")),
        "name": view.name,
        "ladders": rail(&team, now),
        "current": current.into_iter().map(booking).collect::<Vec<_>>(),
        "past": past.into_iter().map(booking).collect::<Vec<_>>(),
        "certificates": papers.iter().map(certificate).collect::<Vec<_>>(),
        "cpd": times::cpd_length(record.cpd_minutes),
        "years": years(&record),
    });
    let (back, label) =
        if relation.manages { ("/my-people", "My people") } else { ("/manage/people", "People") };
    Page::new(&member.visit, "person", view.name.clone())
        .facts(facts)
        .back(back, label)
        .here(back)
        .answer(&app)
}
