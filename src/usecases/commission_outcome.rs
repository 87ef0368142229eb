//! What became of training that was asked for: for the page, the API, and the papers.

use chrono::{DateTime, Utc};

use super::{UseCases, error::Failure};
use crate::{
    domain::{
        access::Actor,
        ids::{CommissionId, PersonId},
        own_steps::Step,
        proposals::Terms,
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection, Error,
        read::{
            bookings::CourseBrief,
            commissions::named,
            courses, organisations,
            outcomes::{NextView, OutcomeView, lines},
            own_ladder::own_ladders,
            proposals::{self, ProposedDateView},
            relations, session_rows,
        },
        write::commissions::{self, CommissionRow},
    },
};

/// What the papers of a request are made of.
#[derive(Debug, Clone)]
pub struct PaperFacts {
    /// What became of it, as this caller may see it.
    pub outcome: OutcomeView,
    /// Who asked.
    pub asked_by: String,
    /// What is proposed, or agreed.
    pub terms: Option<Terms>,
    /// Which version that is.
    pub version: i32,
    /// It was accepted.
    pub agreed: bool,
    /// Who runs it.
    pub trainers: Vec<String>,
    /// How many are on the list.
    pub people: usize,
    /// Under which budget code.
    pub budget_code: Option<String>,
    /// The number of the purchase order.
    pub purchase_order: Option<String>,
}

impl UseCases {
    /// What became of a request. Whoever has left those the caller manages is counted and not named.
    ///
    /// # Errors
    /// No such request.
    pub async fn commission_outcome(&self, actor: Actor, id: CommissionId) -> Result<OutcomeView, Failure> {
        let now = self.db.clock().now();
        self.db
            .read(move |c| {
                let row = commissions::load(c, id)?;
                Ok::<_, Failure>(outcome(c, &actor, &row, now)?)
            })
            .await
    }

    /// What the papers of a request are made of.
    ///
    /// # Errors
    /// No such request.
    pub async fn commission_papers(&self, actor: Actor, id: CommissionId) -> Result<PaperFacts, Failure> {
        let now = self.db.clock().now();
        self.db.read(move |c| Ok::<_, Failure>(papers(c, &actor, id, now)?)).await
    }
}

fn papers(
    connection: &mut AnyConnection,
    actor: &Actor,
    id: CommissionId,
    now: DateTime<Utc>,
) -> Result<PaperFacts, Error> {
    let row = commissions::load(connection, id)?;
    let latest = proposals::latest(connection, id)?;
    let trainers = match &latest {
        Some((_, terms)) => named(connection, &terms.trainers)?,
        None => Vec::new(),
    };
    Ok(PaperFacts {
        outcome: outcome(connection, actor, &row, now)?,
        asked_by: named(connection, &[row.asked_by])?.pop().map(|person| person.name).unwrap_or_default(),
        version: latest.as_ref().map_or(0, |(proposal, _)| proposal.version),
        agreed: latest.as_ref().is_some_and(|(proposal, _)| proposal.accepted_at.is_some()),
        terms: latest.map(|(_, terms)| terms),
        trainers: trainers.into_iter().map(|person| person.name).collect(),
        people: commissions::members_of(connection, id)?.len(),
        budget_code: row.budget_code,
        purchase_order: row.purchase_order,
    })
}

fn outcome(
    connection: &mut AnyConnection,
    actor: &Actor,
    row: &CommissionRow,
    now: DateTime<Utc>,
) -> Result<OutcomeView, Error> {
    let title = match row.course_id {
        Some(course) => courses::row(connection, course)?.title,
        None => "Training for a team".to_owned(),
    };
    let organisation = row.organisation_id.map(|of| organisations::name(connection, of)).transpose()?;
    let mut view = OutcomeView {
        reference: row.reference.clone(),
        title,
        organisation,
        delivered: false,
        dates: Vec::new(),
        timezone: "Europe/London".to_owned(),
        attended: 0,
        left_early: 0,
        did_not_attend: 0,
        cpd_minutes: 0,
        not_named: 0,
        people: Vec::new(),
    };
    let Some(session) = row.session_id else { return Ok(view) };
    let of_session = session_rows::session(connection, session)?;
    view.delivered = of_session.state == SessionState::Delivered;
    view.timezone = of_session.timezone;
    view.dates = session_rows::dates(connection, &[session])?
        .iter()
        .map(|date| ProposedDateView { starts_at: date.starts_at.and_utc(), ends_at: date.ends_at.and_utc() })
        .collect();
    if !view.delivered {
        return Ok(view);
    }
    let mut mine = relations::managed_by(connection, actor.person_id, now)?;
    mine.push(actor.person_id);
    for mut line in lines(connection, session)? {
        match line.outcome {
            BookingState::Attended => view.attended += 1,
            BookingState::PartlyAttended => view.left_early += 1,
            _ => view.did_not_attend += 1,
        }
        view.cpd_minutes += i64::from(line.cpd_minutes);
        if !actor.is_coordinator && !mine.contains(&line.person.id) {
            view.not_named += 1;
            continue;
        }
        line.next = next_step(connection, line.person.id, now)?;
        view.people.push(line);
    }
    Ok(view)
}

/// The first step of their ladders that a person can book now, with its first date.
fn next_step(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<NextView>, Error> {
    let own = own_ladders(connection, person, now)?;
    for brief in own.ladders.iter().flat_map(|ladder| &ladder.rungs).flat_map(|rung| &rung.courses) {
        let Some(course) = own.courses.iter().find(|course| course.slug == brief.slug) else { continue };
        let Step::Open(dates) = own.standing.step(course, &own.courses, now) else { continue };
        let first = dates
            .first()
            .and_then(|date| own.standing.sessions.iter().find(|session| session.facts.id == date.session));
        let Some(session) = first else { continue };
        let Some(starts_at) = crate::domain::sessions::first_start(&session.facts.dates) else { continue };
        return Ok(Some(NextView {
            course: CourseBrief { slug: brief.slug.clone(), title: brief.title.clone() },
            session_id: session.facts.id,
            starts_at,
            timezone: session.facts.timezone.name().to_owned(),
        }));
    }
    Ok(None)
}
