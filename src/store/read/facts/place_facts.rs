//! All that is asked before somebody has a place on a session, and all that their mail says, in one question.

use std::rc::Rc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;

use super::place_question::{Columns, Kind, PLACE};
use crate::{
    domain::{
        eligibility::{Audience, BookingFacts, CourseFacts, MembershipFacts, PersonFacts},
        ids::{BookingId, CourseId, Id, OrganisationId, PersonId, RowId, SessionId},
        prerequisites::{
            CompletedCourse, Group, HeldCredential, LearningRecord, MadeDeclaration, OrganisationCourse,
            Requirement, Target,
        },
        sessions::Span,
        words::{BookingOrigin, BookingState, OrganisationKind, RequirementKind, Word},
    },
    store::{
        AnyConnection,
        error::Error,
        prepared::Bound,
        read::{
            people::{
                belonging::london_day,
                managers::{Manager, Managers},
                person::Recipient,
            },
            sessions::session_rows::DateRow,
        },
    },
};

/// What is known of a person and a session once both are locked.
#[derive(Debug, Clone)]
pub struct PlaceFacts {
    /// The session's dates that are not cancelled, earliest first.
    pub dates: Vec<DateRow>,
    /// Who runs it, in the order they are named.
    pub trainers: Vec<(PersonId, String)>,
    /// How many bookings of it stand in each state.
    pub places: Vec<(BookingState, i32)>,
    /// Offers of its places have run out that nobody has passed on yet.
    pub overdue: bool,
    /// What the rules need to know of its course.
    pub course: CourseFacts,
    /// What the rules need to know of the person; the sessions they run are this one or none.
    pub person: PersonFacts,
    /// Those of their organisations that ask for a manager's yes.
    pub asking_approval: Vec<OrganisationId>,
    /// They have a place whose condition has failed.
    pub in_doubt: bool,
    /// They had a place on the session, with a result.
    pub came_back: bool,
    /// Who manages them.
    pub managers: Managers,
    /// Where mail to them goes, and whether they have shown that address to be theirs.
    pub to: Option<(Recipient, bool)>,
}

impl PlaceFacts {
    /// Whether the person belongs to this organisation today.
    #[must_use]
    pub fn knows_member_of(&self, organisation: OrganisationId) -> bool {
        self.person.memberships.iter().any(|membership| membership.organisation == organisation)
    }

    /// How many bookings of the session stand in one of these states.
    #[must_use]
    pub fn count(&self, states: &[BookingState]) -> i32 {
        self.places.iter().filter(|(state, _)| states.contains(state)).map(|(_, count)| count).sum()
    }
}

/// What is known of a booking that the change under way added, so that nobody asks for it again.
#[derive(Debug, Clone)]
pub struct Fresh {
    /// What it was decided on.
    pub facts: Rc<PlaceFacts>,
    /// The place hangs on earlier ones.
    pub hangs: bool,
}

impl Fresh {
    /// Whether the person waits for a course, or has an offer of it, with another booking than this one.
    #[must_use]
    pub fn waits_elsewhere(&self, course: CourseId, booking: BookingId) -> bool {
        self.facts.person.bookings.iter().any(|other| {
            other.course == course
                && other.id != booking
                && matches!(other.state, BookingState::Waitlisted | BookingState::Offered)
        })
    }
}

/// A fact of any kind.
#[derive(Queryable)]
struct Fact {
    kind: i32,
    a: Option<RowId>,
    b: Option<RowId>,
    c: Option<RowId>,
    t: Option<String>,
    u: Option<String>,
    v: Option<String>,
    w: Option<String>,
    n: Option<i32>,
    m: Option<i32>,
    k: Option<i32>,
    from: Option<NaiveDateTime>,
    to: Option<NaiveDateTime>,
    day: Option<NaiveDate>,
}

fn missing() -> Error {
    Error::Broken("a fact came without what it is about".to_owned())
}

fn id<T>(of: Option<RowId>) -> Result<Id<T>, Error> {
    of.map(|id| Id::from_uuid(id.uuid())).ok_or_else(missing)
}

fn word<W: Word>(text: Option<&String>) -> Result<W, Error> {
    text.and_then(|text| W::from_word(text)).ok_or_else(missing)
}

impl Fact {
    fn said(&self) -> bool {
        self.n == Some(1)
    }

    fn text(&self) -> String {
        self.t.clone().unwrap_or_default()
    }

    fn span(&self) -> Result<Span, Error> {
        let (from, to) = (self.from.ok_or_else(missing)?, self.to.ok_or_else(missing)?);
        Ok(Span { starts_at: from.and_utc(), ends_at: to.and_utc() })
    }

    fn date(&self, session: SessionId) -> Result<DateRow, Error> {
        Ok(DateRow {
            id: id(self.a)?,
            session_id: session,
            position: self.n.unwrap_or_default(),
            starts_at: self.from.ok_or_else(missing)?,
            ends_at: self.to.ok_or_else(missing)?,
            cancelled_at: None,
        })
    }

    fn booking(&self) -> Result<BookingFacts, Error> {
        let origin: BookingOrigin = word(self.v.as_ref())?;
        let zone: Tz = self.w.as_deref().and_then(|name| name.parse().ok()).ok_or_else(missing)?;
        Ok(BookingFacts {
            id: id(self.a)?,
            session: id(self.b)?,
            course: id(self.c)?,
            course_title: self.text(),
            state: word(self.u.as_ref())?,
            beside_the_limit: matches!(origin, BookingOrigin::Coordinator | BookingOrigin::Commission),
            timezone: zone,
            dates: Vec::new(),
        })
    }

    fn manager(&self, line: bool) -> Result<(Option<RowId>, Manager), Error> {
        let manager = Manager {
            id: id(self.a)?,
            name: self.text(),
            copies: self.u.clone().unwrap_or_default(),
            open: self.said(),
            line,
        };
        Ok((self.b, manager))
    }

    fn membership(&self) -> Result<MembershipFacts, Error> {
        Ok(MembershipFacts {
            organisation: id(self.a)?,
            name: self.text(),
            kind: word::<OrganisationKind>(self.u.as_ref())?,
            confirmed: self.said(),
        })
    }

    fn requirement(&self) -> Result<Requirement, Error> {
        let kind: RequirementKind = word(self.u.as_ref())?;
        Ok(Requirement {
            id: id(self.b)?,
            target: Target::from_parts(kind, self.c.ok_or_else(missing)?.uuid()),
            within_months: self.n.and_then(|months| u32::try_from(months).ok()),
            label: self.text(),
        })
    }

    fn learned(&self, kind: Kind, record: &mut LearningRecord) -> Result<(), Error> {
        match kind {
            Kind::Completion => {
                record.completions.push(CompletedCourse { course: id(self.a)?, completed_on: self.day });
            }
            Kind::OrganisationCompletion => record.organisation_completions.push(OrganisationCourse {
                organisation: id(self.b)?,
                course: id(self.a)?,
                completed_on: self.day,
            }),
            Kind::Credential => {
                record.credentials.push(HeldCredential { kind: id(self.a)?, held_since: self.day });
            }
            _ => record.declarations.push(MadeDeclaration {
                declaration: id(self.a)?,
                declared_on: self.day.ok_or_else(missing)?,
            }),
        }
        Ok(())
    }
}

/// The facts about a person and a session of this course.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn place_facts(
    connection: &mut AnyConnection,
    person: PersonId,
    (session, course): (SessionId, CourseId),
    now: DateTime<Utc>,
) -> Result<PlaceFacts, Error> {
    let bound = [
        ("person", person.into()),
        ("session", session.into()),
        ("course", course.into()),
        ("now", Bound::Moment(now.naive_utc())),
        ("today", Bound::Day(london_day(now))),
    ];
    let mut facts: Vec<Fact> = PLACE.with::<Columns>(&bound).load(connection)?;
    // Those of one kind come in the order in which they count.
    facts.sort_by_key(|fact| (fact.kind, fact.k, fact.m, fact.from, fact.b));
    sorted_out(person, session, course, &facts)
}

/// What was found, kind by kind.
fn sorted_out(
    person: PersonId,
    session: SessionId,
    course: CourseId,
    facts: &[Fact],
) -> Result<PlaceFacts, Error> {
    let of = |kind: Kind| facts.iter().filter(move |fact| fact.kind == kind as i32);
    let whole = of(Kind::Person).next().ok_or(Error::Missing)?;
    let memberships = of(Kind::Membership).map(Fact::membership).collect::<Result<Vec<_>, _>>()?;
    let mut learning = LearningRecord::default();
    for kind in [Kind::Completion, Kind::OrganisationCompletion, Kind::Credential, Kind::Declaration] {
        for fact in of(kind) {
            fact.learned(kind, &mut learning)?;
        }
    }
    let mut bookings = of(Kind::Booking).map(Fact::booking).collect::<Result<Vec<_>, _>>()?;
    bookings.sort_by_key(|booking| booking.id);
    for booking in &mut bookings {
        let session = Some(booking.session.uuid());
        let own = of(Kind::BookedDate).filter(|date| date.a.map(Id::uuid) == session);
        booking.dates = own.map(Fact::span).collect::<Result<_, _>>()?;
    }
    let mut trainers = Vec::new();
    for fact in of(Kind::Trainer) {
        trainers.push((id(fact.a)?, fact.text()));
    }
    let mut places = Vec::new();
    for fact in of(Kind::Places) {
        places.push((word(fact.t.as_ref())?, fact.n.unwrap_or_default()));
    }
    let line = of(Kind::LineManager).map(|fact| fact.manager(true));
    let leads = of(Kind::Lead).map(|fact| fact.manager(false));
    let found = line.chain(leads).collect::<Result<Vec<_>, _>>()?;
    let mut asking_approval = Vec::new();
    for fact in of(Kind::Membership).filter(|fact| fact.v.is_some()) {
        asking_approval.push(id(fact.a)?);
    }
    Ok(PlaceFacts {
        dates: of(Kind::Date).map(|fact| fact.date(session)).collect::<Result<_, _>>()?,
        places,
        overdue: of(Kind::Overdue).next().is_some(),
        course: course_facts(course, facts)?,
        person: PersonFacts {
            id: person,
            name: whole.text(),
            disabled: whole.said(),
            memberships,
            learning,
            waived: of(Kind::Waiver).map(|fact| id(fact.a)).collect::<Result<_, _>>()?,
            bookings,
            runs: trainers.iter().filter(|(who, _)| *who == person).map(|_| session).collect(),
        },
        trainers,
        asking_approval,
        in_doubt: of(Kind::InDoubt).next().is_some(),
        came_back: of(Kind::CameBack).next().is_some(),
        managers: Managers::of(person, found, whole.u.clone()),
        to: recipient(person, whole, of(Kind::Address)),
    })
}

fn course_facts(course: CourseId, facts: &[Fact]) -> Result<CourseFacts, Error> {
    let of = |kind: Kind| facts.iter().filter(move |fact| fact.kind == kind as i32);
    let mut known = CourseFacts {
        id: course,
        title: of(Kind::Course).next().map(Fact::text).ok_or(Error::Missing)?,
        audience: Audience::default(),
        groups: Vec::new(),
    };
    for fact in of(Kind::Audience) {
        if let Some(organisation) = fact.a {
            let organisation = OrganisationId::from_uuid(organisation.uuid());
            known.audience.organisations.push((organisation, fact.text()));
        }
        if fact.u.is_some() {
            known.audience.kinds.push(word(fact.u.as_ref())?);
        }
    }
    for fact in of(Kind::Requirement) {
        let (group, requirement) = (id(fact.a)?, fact.requirement()?);
        match known.groups.last_mut() {
            Some(last) if last.id == group => last.any_of.push(requirement),
            _ => known.groups.push(Group { id: group, any_of: vec![requirement] }),
        }
    }
    Ok(known)
}

/// Where mail goes: as [`person::recipient`](crate::store::read::people::person::recipient) says of those whose account
/// is open.
fn recipient<'f>(
    person: PersonId,
    whole: &Fact,
    addresses: impl Iterator<Item = &'f Fact>,
) -> Option<(Recipient, bool)> {
    if whole.said() {
        return None;
    }
    // A confirmed one before others, then their main one.
    let best = addresses.min_by_key(|address| (!address.said(), address.m != Some(1), address.b))?;
    let to = Recipient { person: Some(person), name: whole.text(), email: best.text() };
    Some((to, best.said()))
}
