//! Where somebody stands with a course date: what its page answers when they ask "can I come?".

use serde::Serialize;

use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        cancellations::may_still_change,
        grammar::Voice,
        ids::{OrganisationId, SessionId},
        prerequisite_words::planned_message,
        refusals::Refusal,
        talks::Talk,
        times::{LONDON, day, day_in},
        words::{BookingState, RefusalCode, RequirementKind},
    },
    store::{
        error::Error,
        read::{
            bookings::{
                booking,
                own_place::{OwnBooking, own_bookings},
            },
            catalogue::{
                course::{self, CourseView, Standpoint},
                courses::{self, CourseRow},
            },
            people::relations,
            sessions::{
                session::{self, SessionView},
                talks,
            },
        },
    },
    web::{
        access::shown_to,
        error::ApiResult,
        extract::{Caller, Visit},
        page_facts::Link,
        pages::sessions::date_words::{Room, room, short_day},
        resting::{sentences, timed},
    },
};

/// A date with its course.
pub struct Date {
    /// The session.
    pub session: SessionView,
    /// Its course as everybody sees it.
    pub course: CourseView,
    /// Its course's terms.
    pub terms: CourseRow,
    /// How the visitor stands to the session.
    pub relation: Relation,
    /// What the visitor has on the course.
    pub own: Vec<OwnBooking>,
    /// Its talks, where it is a conference day.
    pub talks: Vec<Talk>,
}

/// Loads a date for whoever may see it.
///
/// # Errors
/// 404 for a date that is not there, or not theirs to see.
pub async fn date(app: &App, visit: &Visit, id: SessionId) -> ApiResult<Date> {
    let actor = visit.signed_in.as_ref().map(|somebody| somebody.caller.actor);
    let (settings, today) = (app.settings.clone(), day_in(app.clock.now(), LONDON));
    let found = app.reads.run(move |c| {
        let mut session = session::session(c, id)?;
        let relation = match &actor {
            Some(actor) => relations::to_session(c, actor.person_id, id)?,
            None => Relation::default(),
        };
        if !shown_to(&mut session, actor.as_ref(), relation) {
            return Err(Error::Missing);
        }
        let mut session = session.view;
        session.zoom_meeting &= settings.zoom;
        let from = Standpoint { provider: &settings.provider(), today };
        let course = course::course(c, &session.course.slug, from)?.view;
        let terms = courses::row(c, course.id)?;
        let own = match &actor {
            Some(actor) => own_bookings(c, actor.person_id, course.id)?,
            None => Vec::new(),
        };
        let talks = talks::of_session(c, id)?;
        Ok(Date { session, course, terms, relation, own, talks })
    });
    Ok(found.await?)
}

/// A statement that stands in for what is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its name in requests.
    pub slug: String,
    /// What is declared.
    pub words: String,
    /// What else would do: said to whoever cannot declare it.
    pub otherwise: String,
}

/// The answer to "can I come?".
pub enum Standing {
    /// They have a booking here.
    Here(OwnBooking),
    /// They can.
    Yes {
        /// What the place hangs on, in sentences.
        conditions: Vec<String>,
        /// What they have to declare for it.
        statements: Vec<Statement>,
        /// The organisation it would be made under.
        organisation: Option<OrganisationId>,
        /// The place in the line they have while a place is open to all.
        waits: bool,
    },
    /// They cannot, for these reasons.
    No(Vec<Reason>),
}

/// Why not, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// In a sentence.
    pub words: String,
    /// Where the way goes on.
    pub way: Option<Link>,
    /// The booking that can be moved to this date at once.
    pub moves: Option<MoveHere>,
}

/// A booking on another date of the course that can be moved to this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoveHere {
    /// Where it is moved.
    pub address: String,
    /// This date.
    pub session: SessionId,
    /// What rests on it, a sentence each.
    pub resting: Vec<String>,
}

/// Where a caller stands with a date.
///
/// # Errors
/// When the database fails.
pub async fn standing(app: &App, caller: &Caller, date: &Date) -> ApiResult<Standing> {
    let (person, session) = (caller.id(), date.session.id);
    let here = date.own.iter().find(|booking| booking.session == session);
    let open = matches!(room(&date.session, app.clock.now()), Room::Places(_));
    if let Some(here) = here
        && !(open && here.state == BookingState::Waitlisted)
    {
        return Ok(Standing::Here(here.clone()));
    }
    let answer = app.usecases.judge_eligibility(caller.actor, person, session).await?;
    let (statements, refusals) = statements(&date.course, answer.refusals);
    if refusals.is_empty() {
        let on = answer.conditional_on;
        let on = match on.as_slice() {
            [] => Vec::new(),
            _ => app.reads.run(move |c| booking::views(c, &on)).await?,
        };
        let conditions = on
            .iter()
            .map(|on| {
                let zone = on.timezone.tz();
                planned_message(&on.course.title, &day(day_in(on.starts_at, zone)), Voice::You)
            })
            .collect();
        let organisation = answer.organisation;
        return Ok(Standing::Yes { conditions, statements, organisation, waits: here.is_some() });
    }
    if let Some(here) = here {
        return Ok(Standing::Here(here.clone()));
    }
    let mut all = refusals;
    all.extend(statements.into_iter().map(|statement| statement_refusal(&statement)));
    let mut reasons = reasons(app, all, &date.own).await?;
    if let [only] = reasons.as_mut_slice() {
        only.moves = moves_here(app, caller, date, open).await?;
    }
    Ok(Standing::No(reasons))
}

/// The booking on another date of this course that stands in the way, if it can be moved here: whoever wants to come on
/// this date does so by one press.
async fn moves_here(app: &App, caller: &Caller, date: &Date, open: bool) -> ApiResult<Option<MoveHere>> {
    let movable = |own: &&OwnBooking| matches!(own.state, BookingState::Booked | BookingState::Requested);
    let Some(own) = date.own.iter().find(movable).filter(|_| open) else { return Ok(None) };
    let (id, to, now) = (own.id, date.session.id, app.clock.now());
    let view = app.reads.run(move |c| Ok::<_, Error>(timed(booking::view(c, id)?, now))).await?;
    if !may_still_change(view.starts_at, now, false) {
        return Ok(None);
    }
    let answer = app.usecases.judge_move(caller.actor, id, to).await?;
    Ok(answer.eligible.then(|| MoveHere {
        address: format!("/bookings/{id}/move"),
        session: to,
        resting: sentences(&view.depends),
    }))
}

/// Takes out of the refusals those that declaring something would answer.
pub(super) fn statements(course: &CourseView, refusals: Vec<Refusal>) -> (Vec<Statement>, Vec<Refusal>) {
    let mut statements = Vec::new();
    let mut rest = Vec::new();
    for refusal in refusals {
        let prerequisite = matches!(
            refusal.code,
            RefusalCode::PrerequisiteUnmet
                | RefusalCode::PrerequisiteLapsed
                | RefusalCode::PrerequisiteUnconfirmed
        );
        let group = course.prerequisites.iter().find(|group| Some(group.id) == refusal.requirement);
        let declared = group.filter(|_| prerequisite).and_then(|group| {
            let one = group.any_of.iter().find(|one| one.kind == RequirementKind::Declaration)?;
            Some((one.declaration.clone()?, one.label.clone()))
        });
        match declared {
            Some((slug, words)) => {
                statements.push(Statement { slug, words, otherwise: refusal.message.clone() });
            }
            None => rest.push(refusal),
        }
    }
    (statements, rest)
}

fn statement_refusal(statement: &Statement) -> Refusal {
    Refusal {
        code: RefusalCode::PrerequisiteUnmet,
        message: format!("You will also be asked to declare: “{}”.", statement.words),
        requirement: None,
        next_step: None,
    }
}

/// Each refusal as a sentence with the way on.
pub(super) async fn reasons(app: &App, refusals: Vec<Refusal>, own: &[OwnBooking]) -> ApiResult<Vec<Reason>> {
    let mut ids: Vec<SessionId> =
        refusals.iter().filter_map(|refusal| Some(refusal.next_step.as_ref()?.session_id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let next = app.reads.run(move |c| session::of_ids(c, &ids)).await?;
    Ok(refusals
        .into_iter()
        .map(|refusal| {
            let booked = own.first().filter(|_| refusal.code == RefusalCode::AlreadyBookedCourse);
            let way = booked
                .map(|booking| Link::to(format!("/bookings/{}", booking.id), "See that booking"))
                .or_else(|| {
                    let step = refusal.next_step.as_ref()?;
                    let date = &next.iter().find(|next| next.view.id == step.session_id)?.view;
                    let label = format!("Book {} on {}", date.course.title, short_day(date));
                    Some(Link::to(format!("/sessions/{}", date.id), label))
                });
            Reason { words: refusal.message, way, moves: None }
        })
        .collect())
}

/// Whether the visitor sees who is coming.
#[must_use]
pub fn sees_roster(visit: &Visit, date: &Date) -> bool {
    let caller = visit.signed_in.as_ref().map(|somebody| &somebody.caller);
    caller.is_some_and(|caller| caller.may(Action::ReadRoster, &date.relation).is_ok())
}
