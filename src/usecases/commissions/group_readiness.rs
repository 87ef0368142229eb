//! How the people of a request stand towards what its course asks for.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, CourseFacts, Eligibility, Request, SessionFacts, decide},
        group_readiness::{Fix, Lacking, Readiness, fixes, readiness},
        ids::{BookingId, CommissionId, CourseId, PersonId, SessionId},
        prerequisite_words::group_phrase,
        prerequisites::{Group, Judgement, Target},
        sessions::{Span, first_start},
        times::LONDON,
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        read::{
            bookings::booking::PersonBrief,
            commissions::{
                groups::{
                    CellView, FixView, GroupRequirementView, GroupStandingView, Offered, StandingView,
                    offered,
                },
                proposals,
            },
            facts::{course_facts, people_facts, session_facts},
            people::relations,
            sessions::session_rows,
        },
        write::{
            bookings::booking,
            commissions::commission::{self, CommissionRow, MemberRow},
        },
    },
    usecases::{UseCases, bookings::judge_eligibility::candidates, error::Failure},
};

/// How far ahead a group is judged while no dates are proposed.
const AHEAD: TimeDelta = TimeDelta::days(90);

/// One member.
pub(crate) struct MemberStanding {
    pub(crate) member: MemberRow,
    pub(crate) answer: Eligibility,
    pub(crate) readiness: Readiness,
    /// What they are booked on.
    busy: Vec<Span>,
}

/// The whole group.
pub(crate) struct GroupStanding {
    pub(crate) course: CourseFacts,
    pub(crate) dates: Vec<Span>,
    assumed: bool,
    pub(crate) members: Vec<MemberStanding>,
}

/// Judges everybody on the list; once it is scheduled, everybody who holds a place. `None` while no course is chosen.
pub(crate) fn stand(
    connection: &mut AnyConnection,
    row: &CommissionRow,
    now: DateTime<Utc>,
) -> Result<Option<GroupStanding>, Failure> {
    let Some(course) = row.course_id else { return Ok(None) };
    let course = course_facts::course(connection, course)?;
    let (session, assumed) = session_of(connection, row, now)?;
    let booked: Vec<(PersonId, BookingId)> = match row.session_id {
        Some(id) => booking::of_session(connection, id, &[BookingState::Booked])?
            .into_iter()
            .map(|booking| (booking.person_id, booking.id))
            .collect(),
        None => Vec::new(),
    };
    let mut standing = Vec::new();
    for member in commission::members_of(connection, row.id)? {
        let own = booked.iter().find(|(person, _)| *person == member.person_id).map(|(_, booking)| *booking);
        if row.session_id.is_some() && own.is_none() {
            continue;
        }
        let person = people_facts::person(connection, member.person_id, Some(session.id), now)?;
        standing.push((member, own, person));
    }
    let free_from: Vec<DateTime<Utc>> = standing.iter().flat_map(|(.., person)| person.free_from()).collect();
    let candidates = candidates(connection, &course, (now, &free_from))?;
    let mut members = Vec::new();
    for (member, own, person) in standing {
        let request = Request {
            now,
            by: Booker::Commission,
            organisation: row.organisation_id,
            own,
            joins_waitlist: false,
        };
        let answer = decide(&course, &session, &person, &request, &candidates);
        let busy = person.bookings.iter().flat_map(|booking| booking.dates.clone()).collect();
        members.push(MemberStanding { readiness: readiness(&answer.groups), member, answer, busy });
    }
    Ok(Some(GroupStanding { course, dates: session.dates, assumed, members }))
}

/// The session that is, or would be: the one made, else the one proposed, else one some months ahead.
fn session_of(
    connection: &mut AnyConnection,
    row: &CommissionRow,
    now: DateTime<Utc>,
) -> Result<(SessionFacts, bool), Failure> {
    if let Some(id) = row.session_id {
        let session = session_rows::session(connection, id)?;
        let dates = session_rows::dates(connection, &[id])?;
        return Ok((session_facts::session(&session, &dates)?, false));
    }
    let (dates, timezone, assumed) = match proposals::latest(connection, row.id)? {
        Some((_, terms)) => (terms.spans(), terms.timezone.tz(), false),
        None => (vec![Span { starts_at: now + AHEAD, ends_at: now + AHEAD }], LONDON, true),
    };
    let session = SessionFacts {
        // No session has this id, so nothing is booked or waived on it.
        id: SessionId::from_uuid(uuid::Uuid::nil()),
        state: SessionState::Published,
        private: true,
        timezone,
        dates,
        booking_opens_at: None,
        booking_closes_at: None,
    };
    Ok((session, assumed))
}

impl GroupStanding {
    /// Everybody once, however many lines of the list are theirs.
    fn each(&self) -> impl Iterator<Item = &MemberStanding> {
        let first = |at: usize, person| !self.members[..at].iter().any(|one| one.member.person_id == person);
        let numbered = self.members.iter().enumerate();
        numbered.filter(move |(at, one)| first(*at, one.member.person_id)).map(|(_, one)| one)
    }

    /// Members who lack something, of these people alone where they are named.
    fn lacking(&self, of: Option<&[PersonId]>) -> Vec<Lacking> {
        let unmet = |standing: &MemberStanding| {
            let groups = standing.answer.groups.iter();
            groups.filter(|one| matches!(one.judgement, Judgement::Unmet(_))).map(|one| one.group).collect()
        };
        self.each()
            .filter(|standing| standing.readiness == Readiness::Lacking)
            .filter(|standing| of.is_none_or(|of| of.contains(&standing.member.person_id)))
            .map(|standing| Lacking {
                person: standing.member.person_id,
                groups: unmet(standing),
                busy: standing.busy.clone(),
            })
            .collect()
    }

    /// The sessions that would help these people, or everybody, and what is shown of them.
    pub(crate) fn help(
        &self,
        connection: &mut AnyConnection,
        of: Option<&[PersonId]>,
        now: DateTime<Utc>,
    ) -> Result<(Vec<Fix>, Vec<Offered>), Failure> {
        let lacking = self.lacking(of);
        if lacking.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let courses = courses_of(&self.course.groups);
        let offered = offered(connection, &courses, now)?;
        let helping: Vec<_> = offered.iter().map(|one| one.helping.clone()).collect();
        Ok((fixes(&self.course.groups, &lacking, &helping, &self.dates), offered))
    }

    /// Why not everybody of these is ready, a sentence a person.
    pub(crate) fn shortfalls(&self, of: &[PersonId]) -> Vec<String> {
        let mut told = Vec::new();
        for standing in self.each().filter(|one| of.contains(&one.member.person_id)) {
            let unmet: Vec<String> = self
                .course
                .groups
                .iter()
                .filter(|group| {
                    let one = standing.answer.groups.iter().find(|one| one.group == group.id);
                    one.is_some_and(|one| matches!(one.judgement, Judgement::Unmet(_)))
                })
                .map(group_phrase)
                .collect();
            if !unmet.is_empty() {
                told.push(format!("{} lacks {}.", standing.member.name, unmet.join(", and ")));
            }
        }
        told
    }
}

/// The courses by which the groups of a prerequisite can be met.
fn courses_of(groups: &[Group]) -> Vec<CourseId> {
    let requirements = groups.iter().flat_map(|group| &group.any_of);
    let course = |target| match target {
        Target::Course(id) => Some(id),
        _ => None,
    };
    requirements.filter_map(|requirement| course(requirement.target)).collect()
}

impl UseCases {
    /// How the group of a request stands, as this caller may see it: of somebody they do not manage it says nothing,
    /// which is the training team's to see. Nobody is judged while no course is chosen.
    ///
    /// # Errors
    /// No such request.
    pub async fn group_standing(&self, actor: Actor, id: CommissionId) -> Result<GroupStandingView, Failure> {
        let now = self.db.clock().now();
        self.db.read(move |c| view(c, &actor, id, now)).await
    }
}

fn view(
    connection: &mut AnyConnection,
    actor: &Actor,
    id: CommissionId,
    now: DateTime<Utc>,
) -> Result<GroupStandingView, Failure> {
    let row = commission::load(connection, id)?;
    let Some(group) = stand(connection, &row, now)? else {
        return Ok(GroupStandingView {
            judged_for: now + AHEAD,
            dates_assumed: true,
            requirements: Vec::new(),
            people: Vec::new(),
            fixes: Vec::new(),
            not_shown: 0,
        });
    };
    let mut mine = relations::managed_by(connection, actor.person_id, now)?;
    mine.push(actor.person_id);
    let seen = |person: &PersonId| actor.is_coordinator || mine.contains(person);
    let (fixes, offered) = group.help(connection, (!actor.is_coordinator).then_some(&*mine), now)?;
    let people = group
        .each()
        .filter(|standing| seen(&standing.member.person_id))
        .map(|standing| {
            let person = standing.member.person_id;
            let cells = standing.answer.groups.iter().map(|one| CellView {
                requirement: one.group,
                standing: word(&one.judgement).to_owned(),
                booking_id: match one.judgement {
                    Judgement::Planned { depends_on, .. } => Some(depends_on),
                    _ => None,
                },
            });
            let reasons = standing.answer.refusals.iter().map(|refusal| refusal.message.clone());
            StandingView {
                person: PersonBrief { id: person, name: standing.member.name.clone() },
                readiness: standing.readiness.as_str().to_owned(),
                details: true,
                requirements: cells.collect(),
                reasons: reasons.collect(),
            }
        })
        .collect();
    let requirement = |group: &Group| GroupRequirementView { id: group.id, label: group_phrase(group) };
    Ok(GroupStandingView {
        judged_for: first_start(&group.dates).unwrap_or(now),
        dates_assumed: group.assumed,
        requirements: group.course.groups.iter().map(requirement).collect(),
        people,
        fixes: fixes.into_iter().filter_map(|fix| fix_view(fix, &offered)).collect(),
        not_shown: i32::try_from(group.members.iter().filter(|one| !seen(&one.member.person_id)).count())
            .unwrap_or(i32::MAX),
    })
}

fn fix_view(fix: Fix, offered: &[Offered]) -> Option<FixView> {
    let shown = offered.iter().find(|one| one.helping.session == fix.session)?;
    let first = shown.helping.dates.iter().min()?;
    Some(FixView {
        session_id: fix.session,
        course: shown.course.clone(),
        starts_at: first.starts_at,
        ends_at: first.ends_at,
        timezone: shown.timezone,
        requirement: fix.group,
        people: fix.people,
        places_left: shown.helping.places_left,
        enough_places: fix.enough_places,
    })
}

fn word(judgement: &Judgement) -> &'static str {
    match judgement {
        Judgement::Met { .. } => "met",
        Judgement::Waived => "waived",
        Judgement::Planned { .. } => "planned",
        Judgement::Unmet(_) => "lacking",
    }
}
