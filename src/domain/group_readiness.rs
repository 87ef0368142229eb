//! How a whole group stands towards what a course asks for, and what would make it ready.

use super::{
    ids::{CourseId, GroupId, PersonId, SessionId},
    prerequisites::{Group, GroupJudgement, Judgement, Target},
    sessions::{Span, any_overlap, first_start, last_end},
};

/// How one member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Readiness {
    /// Meets all of it.
    Ready,
    /// Will meet it by something that is booked.
    Planned,
    /// Lacks something.
    Lacking,
}

impl Readiness {
    /// The word in database and API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Planned => "planned",
            Self::Lacking => "lacking",
        }
    }

    /// The value a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Ready, Self::Planned, Self::Lacking].into_iter().find(|value| value.as_str() == word)
    }
}

/// How somebody stands, by how they stand to each group of the prerequisite.
#[must_use]
pub fn readiness(groups: &[GroupJudgement]) -> Readiness {
    let of = |judgement: &Judgement| match judgement {
        Judgement::Met { .. } | Judgement::Waived => Readiness::Ready,
        Judgement::Planned { .. } => Readiness::Planned,
        Judgement::Unmet(_) => Readiness::Lacking,
    };
    groups.iter().map(|group| of(&group.judgement)).max().unwrap_or(Readiness::Ready)
}

/// What becomes of an agreement on condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everybody meets what the course asks for.
    Met,
    /// Somebody is still to.
    Waiting,
    /// These will not meet it as planned.
    Failed(Vec<PersonId>),
}

/// Judges an agreement on condition: `before` is how each stood when it was last looked at, if it was.
#[must_use]
pub fn review(members: &[(PersonId, Option<Readiness>, Readiness)]) -> Verdict {
    let fell = |(_, before, now): &&(PersonId, Option<Readiness>, Readiness)| {
        *now == Readiness::Lacking && before.is_some_and(|before| before != Readiness::Lacking)
    };
    let failed: Vec<PersonId> = members.iter().filter(fell).map(|(person, ..)| *person).collect();
    if !failed.is_empty() {
        return Verdict::Failed(failed);
    }
    let met = members.iter().all(|(.., now)| *now == Readiness::Ready);
    if met { Verdict::Met } else { Verdict::Waiting }
}

/// A member who lacks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// Who.
    pub person: PersonId,
    /// The groups they do not meet.
    pub groups: Vec<GroupId>,
    /// What they are booked on.
    pub busy: Vec<Span>,
}

/// A session that may help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helping {
    /// The session.
    pub session: SessionId,
    /// Its course.
    pub course: CourseId,
    /// Its dates.
    pub dates: Vec<Span>,
    /// Places that are free.
    pub places_left: i32,
}

/// A session that would make members ready before their own course starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The session.
    pub session: SessionId,
    /// The group of the prerequisite it meets.
    pub group: GroupId,
    /// Whom it would help, in the order of the list.
    pub people: Vec<PersonId>,
    /// Whether all of them would find a place.
    pub enough_places: bool,
}

/// The sessions that would help: over before `first` and at no time the member is booked elsewhere; the earliest
/// first, those with room for all before those without.
#[must_use]
pub fn fixes(groups: &[Group], lacking: &[Lacking], sessions: &[Helping], dates: &[Span]) -> Vec<Fix> {
    let Some(first) = first_start(dates) else { return Vec::new() };
    let mut found: Vec<(Fix, &Helping)> = Vec::new();
    for session in sessions.iter().filter(|session| last_end(&session.dates).is_some_and(|end| end <= first))
    {
        let meets = |group: &&Group| {
            group.any_of.iter().any(|requirement| requirement.target == Target::Course(session.course))
        };
        for group in groups.iter().filter(meets) {
            let helped = |member: &&Lacking| {
                member.groups.contains(&group.id) && !any_overlap(&member.busy, &session.dates)
            };
            let people: Vec<PersonId> = lacking.iter().filter(helped).map(|member| member.person).collect();
            if people.is_empty() || session.places_left <= 0 {
                continue;
            }
            let enough_places = usize::try_from(session.places_left).is_ok_and(|left| left >= people.len());
            found.push((Fix { session: session.session, group: group.id, people, enough_places }, session));
        }
    }
    found.sort_by_key(|(fix, session)| (!fix.enough_places, first_start(&session.dates), fix.session));
    found.into_iter().map(|(fix, _)| fix).collect()
}
