//! What became of training that was asked for: for the page, the API, and the papers.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        access::Actor,
        certificates::CertificateSnapshot,
        ids::{CertificateId, CommissionId, CourseId, PersonId},
        own_steps::{OwnStanding, Step, StepCourse},
        proposals::Terms,
        sessions::first_start,
        times::Zone,
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection, Error,
        read::{
            bookings::booking::{CourseBrief, named},
            catalogue::{courses, ladders::LadderView, teams},
            certificates::certificate,
            commissions::{
                outcomes::{NextView, OutcomeLine, OutcomeView, lines},
                proposals::{self, ProposedDateView},
            },
            people::{organisations, relations},
            sessions::session_rows,
        },
        write::commissions::commission::{self, CommissionRow},
    },
    usecases::{
        UseCases,
        error::{Failure, forbidden},
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
                let row = commission::load(c, id)?;
                Ok::<_, Failure>(outcome(c, &actor, &row, now)?)
            })
            .await
    }

    /// The certificates of the people named to the caller, or of those alone whom mail does not reach.
    ///
    /// # Errors
    /// No such request; `no_certificates`.
    pub async fn commission_certificates(
        &self,
        actor: Actor,
        id: CommissionId,
        to_print: bool,
    ) -> Result<Vec<CertificateSnapshot>, Failure> {
        let now = self.db.clock().now();
        self.db
            .read(move |c| {
                let row = commission::load(c, id)?;
                let named = outcome(c, &actor, &row, now)?.people;
                let wanted = named.iter().filter(|line: &&OutcomeLine| line.to_print || !to_print);
                let ids: Vec<CertificateId> =
                    wanted.filter_map(|line| line.certificate.as_ref()).map(|paper| paper.id).collect();
                if ids.is_empty() {
                    return forbidden(
                        "no_certificates",
                        "There are no certificates here yet. They come once attendance is finished.",
                    );
                }
                Ok(certificate::papers(c, &ids)?)
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
    let row = commission::load(connection, id)?;
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
        people: commission::members_of(connection, id)?.len(),
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
        timezone: Zone::LONDON,
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
    for line in lines(connection, session)? {
        match line.outcome {
            BookingState::Attended => view.attended += 1,
            BookingState::PartlyAttended => view.left_early += 1,
            _ => view.did_not_attend += 1,
        }
        view.cpd_minutes += i64::from(line.cpd_minutes);
        // Whoever has a name alone is somebody only this list knows; whoever asked prints their certificate for them.
        if !actor.is_coordinator && !mine.contains(&line.person.id) && !line.to_print {
            view.not_named += 1;
            continue;
        }
        view.people.push(line);
    }
    let named: Vec<PersonId> = view.people.iter().map(|line| line.person.id).collect();
    let next = next_steps(connection, &named, row.course_id, now)?;
    for line in &mut view.people {
        line.next = next.iter().find(|(person, _)| *person == line.person.id).map(|(_, next)| next.clone());
    }
    Ok(view)
}

/// The first step that each of these people can book now, with its first date: on the ladder of the course they
/// attended before any other. What a team asks for is no step for one person to book.
fn next_steps(
    connection: &mut AnyConnection,
    people: &[PersonId],
    attended: Option<CourseId>,
    now: DateTime<Utc>,
) -> Result<Vec<(PersonId, NextView)>, Error> {
    let team = teams::team(connection, people, now)?;
    let on = |ladder: &&LadderView| {
        let slug =
            team.courses.iter().find(|course| Some(course.facts.id) == attended).map(|course| &course.slug);
        let mut briefs = ladder.rungs.iter().flat_map(|rung| &rung.courses);
        !briefs.any(|brief| Some(&brief.slug) == slug)
    };
    let mut ladders: Vec<&LadderView> = team.ladders.iter().collect();
    ladders.sort_by_key(on);
    let steps: Vec<(&CourseBrief, &StepCourse)> = ladders
        .iter()
        .flat_map(|ladder| &ladder.rungs)
        .flat_map(|rung| &rung.courses)
        .filter_map(|brief| Some((brief, team.courses.iter().find(|course| course.slug == brief.slug)?)))
        .filter(|(_, course)| !course.by_commission)
        .collect();
    let first = |standing: &OwnStanding| {
        steps.iter().find_map(|(brief, course)| {
            let Step::Open(dates) = standing.step(course, &team.courses, now) else { return None };
            let date = dates.first()?;
            let session = standing.sessions.iter().find(|session| session.facts.id == date.session)?;
            Some(NextView {
                course: CourseBrief { slug: brief.slug.clone(), title: brief.title.clone() },
                session_id: session.facts.id,
                starts_at: first_start(&session.facts.dates)?,
                timezone: session.facts.timezone.into(),
            })
        })
    };
    Ok(team.members.iter().filter_map(|member| Some((member.person.id, first(member)?))).collect())
}
