//! One person, for whoever manages them.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::team_standing::{state, steps};
use crate::{
    app::App,
    domain::{
        access::Action,
        booking_states::{active, shown},
        ids::Person,
        own_steps::Step,
        times::{self, ZoneNote, moment},
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
            practice::shared_plans::{self, SharedPlan},
        },
    },
    web::{
        error::ApiResult,
        extract::{Member, PathId},
        page_facts::{Link, PageFacts, State},
        pages::catalogue::rail::{Rail, RailStep},
        render::Page,
    },
};

/// How many bookings and certificates are shown.
const SHOWN: i64 = 100;

/// The facts of `people/person`.
#[derive(Serialize)]
pub(in crate::web) struct OnePerson {
    name: String,
    email: Option<String>,
    /// Where they belong, in one line.
    organisations: String,
    disabled: bool,
    /// Where they are booked for, for whoever may.
    book: Option<String>,
    ladders: Vec<Rail>,
    current: Vec<BookingLine>,
    past: Vec<BookingLine>,
    /// All their CPD time.
    cpd: String,
    years: Vec<YearLine>,
    certificates: Vec<CertificateLine>,
    /// What they share of their action plans with whoever manages them.
    plans: Vec<Link>,
}

/// One of their bookings.
#[derive(Serialize)]
struct BookingLine {
    course: String,
    when: String,
    state: State,
    address: String,
}

/// The CPD time of one year.
#[derive(Serialize)]
struct YearLine {
    year: String,
    length: String,
}

/// A certificate in a list: what it is for, and where its paper is.
#[derive(Debug, Clone, Serialize)]
pub struct CertificateLine {
    /// Whose it is; none once the name was removed.
    pub person: Option<String>,
    /// The course it is for.
    pub course: String,
    /// The day it was completed.
    pub on: String,
    /// Its CPD time.
    pub cpd: String,
    /// Its number.
    pub number: String,
    /// Where its paper is.
    pub pdf: String,
}

impl CertificateLine {
    /// The line of a certificate.
    #[must_use]
    pub fn of(view: &CertificateView) -> Self {
        Self {
            person: view.person_name.clone(),
            course: view.course_title.clone(),
            on: times::day(view.completed_on),
            cpd: times::cpd_length(view.cpd_minutes),
            number: view.number.clone(),
            pdf: format!("/certificates/{}.pdf", view.id),
        }
    }

    /// One with a name, and one whose name was removed.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let named = Self {
            person: Some("Amira Khan".to_owned()),
            course: "Introduction to restorative practice".to_owned(),
            on: "Tuesday 12 January 2027".to_owned(),
            cpd: "3 hours of CPD".to_owned(),
            number: "2027-000123".to_owned(),
            pdf: "/certificates/1.pdf".to_owned(),
        };
        vec![named.clone(), Self { person: None, ..named }]
    }
}

impl PageFacts for OnePerson {
    const TEMPLATE: &'static str = "people/person";

    fn samples() -> Vec<Self> {
        let booking = || BookingLine {
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am".to_owned(),
            state: State::of("yours", "booked"),
            address: "/bookings/1".to_owned(),
        };
        let bare = || Self {
            name: "Sam Okoro".to_owned(),
            email: None,
            organisations: String::new(),
            disabled: true,
            book: None,
            ladders: Vec::new(),
            current: Vec::new(),
            past: Vec::new(),
            cpd: "no CPD".to_owned(),
            years: Vec::new(),
            certificates: Vec::new(),
            plans: Vec::new(),
        };
        let full = Self {
            name: "Amira Khan".to_owned(),
            email: Some("amira.khan@school.example".to_owned()),
            organisations: "Hillside Primary School".to_owned(),
            disabled: false,
            book: Some("/my-people/book?person=1".to_owned()),
            ladders: vec![Rail::sample()],
            current: vec![booking()],
            past: vec![booking()],
            cpd: "3 hours of CPD".to_owned(),
            years: vec![YearLine { year: "2027".to_owned(), length: "3 hours of CPD".to_owned() }],
            certificates: CertificateLine::samples(),
            plans: vec![Link::to("/bookings/1/action-plan", "After Introduction, Tuesday 12 January 2027")],
        };
        let unlisted = Self { email: Some("sam.okoro@school.example".to_owned()), ..bare() };
        vec![full, unlisted, bare()]
    }
}

fn rails(team: &Team, now: chrono::DateTime<chrono::Utc>) -> Vec<Rail> {
    let Some(standing) = team.members.first() else { return Vec::new() };
    let mut ladders: Vec<(bool, Rail)> = team
        .ladders
        .iter()
        .map(|ladder| {
            let mut begun = false;
            let steps = steps(ladder, &team.courses)
                .into_iter()
                .map(|(name, course)| {
                    let step = standing.step(course, &team.courses, now);
                    begun |= matches!(step, Step::Done(_) | Step::Has { .. } | Step::CountedBy(_));
                    let (state, date) = state(standing, &step);
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
                    RailStep {
                        kind,
                        name: name.to_owned(),
                        address: None,
                        state: state.label,
                        note,
                        here: false,
                    }
                })
                .collect();
            (begun, Rail { name: ladder.name.clone(), steps })
        })
        .collect();
    ladders.retain(|(_, ladder)| !ladder.steps.is_empty());
    // While they climb one ladder the others say little.
    if ladders.iter().any(|(begun, _)| *begun) {
        ladders.retain(|(begun, _)| *begun);
    }
    ladders.into_iter().map(|(_, ladder)| ladder).collect()
}

fn booking(view: &BookingView) -> BookingLine {
    let zone = view.timezone.tz();
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
    BookingLine {
        course: view.course.title.clone(),
        when: moment(view.starts_at, zone, ZoneNote::WhenElsewhere),
        state: State::of(kind, label),
        address: format!("/bookings/{}", view.id),
    }
}

fn years(record: &CpdRecord) -> Vec<YearLine> {
    record
        .years
        .iter()
        .map(|year| YearLine {
            year: year.year.map_or_else(|| "No known date".to_owned(), |year| year.to_string()),
            length: times::cpd_length(year.cpd_minutes),
        })
        .collect()
}

/// "After Introduction, Tuesday 12 January 2027".
fn plan(shared: &SharedPlan) -> Link {
    let on = times::day(times::day_in(shared.starts_at, shared.timezone.tz()));
    Link::to(format!("/bookings/{}/action-plan", shared.booking), format!("After {}, {on}", shared.course))
}

/// Everything the page shows.
type Loaded = (PersonView, Team, Vec<BookingView>, Vec<CertificateView>, CpdRecord, Vec<SharedPlan>);

/// The person.
pub async fn show(app: Data<App>, person: PathId<Person>, member: Member) -> ApiResult<HttpResponse> {
    let (actor, id, now) = (member.caller.id(), person.0, app.clock.now());
    let relation = app.reads.run(move |c| relations::to_person(c, actor, id, now)).await?;
    member.caller.may(Action::ReadPerson, &relation)?;
    let (view, team, booked, papers, record, plans): Loaded = app
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
                if relation.manages { shared_plans::with_managers(c, id)? } else { Vec::new() },
            ))
        })
        .await?;
    let (current, mut past): (Vec<&BookingView>, Vec<&BookingView>) =
        booked.iter().partition(|view| active(view.state));
    past.reverse();
    let places: Vec<String> = view.organisations.iter().map(|place| place.name.clone()).collect();
    let facts = OnePerson {
        name: view.name,
        email: view.email,
        organisations: places.join(", "),
        disabled: view.disabled,
        book: relation.manages.then(|| format!("/my-people/book?person={id}")),
        ladders: rails(&team, now),
        current: current.into_iter().map(booking).collect(),
        past: past.into_iter().map(booking).collect(),
        cpd: times::cpd_length(record.cpd_minutes),
        years: years(&record),
        certificates: papers.iter().map(CertificateLine::of).collect(),
        plans: plans.iter().map(plan).collect(),
    };
    let (back, label) =
        if relation.manages { ("/my-people", "My people") } else { ("/manage/people", "People") };
    Page::of(&member.visit, facts.name.clone(), &facts)?.back(back, label).here(back).answer(&app)
}
