//! What must be behind a person before a course: all-of groups, each any-of requirements.
//!
//! Judged at the session's first date, in the session's own day, never at the booking date. Completed means that
//! attendance was enough; a booking alone proves nothing, but an earlier *booked* session that ends in time makes a
//! group planned: the place is then booked on that condition.

use chrono::{DateTime, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::{
    ids::{BookingId, CourseId, CredentialKindId, DeclarationId, GroupId, OrganisationId, RequirementId},
    words::{BookingState, RequirementKind},
};

/// What one requirement asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// The person completed this course.
    Course(CourseId),
    /// The person holds this credential.
    Credential(CredentialKindId),
    /// The person's organisation completed this course.
    OrganisationCourse(CourseId),
    /// The person makes this declaration.
    Declaration(DeclarationId),
}

impl Target {
    /// The target of a stored requirement.
    #[must_use]
    pub const fn from_parts(kind: RequirementKind, reference: Uuid) -> Self {
        match kind {
            RequirementKind::Course => Self::Course(CourseId::from_uuid(reference)),
            RequirementKind::Credential => Self::Credential(CredentialKindId::from_uuid(reference)),
            RequirementKind::OrganisationCourse => Self::OrganisationCourse(CourseId::from_uuid(reference)),
            RequirementKind::Declaration => Self::Declaration(DeclarationId::from_uuid(reference)),
        }
    }

    /// The kind, as it is stored.
    #[must_use]
    pub const fn kind(self) -> RequirementKind {
        match self {
            Self::Course(_) => RequirementKind::Course,
            Self::Credential(_) => RequirementKind::Credential,
            Self::OrganisationCourse(_) => RequirementKind::OrganisationCourse,
            Self::Declaration(_) => RequirementKind::Declaration,
        }
    }

    /// The id of what is asked for, as it is stored beside the kind.
    #[must_use]
    pub const fn reference(self) -> Uuid {
        match self {
            Self::Course(id) | Self::OrganisationCourse(id) => id.uuid(),
            Self::Credential(id) => id.uuid(),
            Self::Declaration(id) => id.uuid(),
        }
    }
}

/// One way to meet a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Its id.
    pub id: RequirementId,
    /// What it asks for.
    pub target: Target,
    /// Only what lies within this many calendar months before the session's first date counts, that day of the
    /// month included.
    pub within_months: Option<u32>,
    /// The course's title, the credential's name or the declaration's statement.
    pub label: String,
}

/// Requirements of which any one is enough. Edited, it gets a new id, so that waivers and conditions keep their
/// meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// The ways to meet it.
    pub any_of: Vec<Requirement>,
}

/// A course completed by the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompletedCourse {
    /// Which course.
    pub course: CourseId,
    /// The day, unless nobody knows it.
    pub completed_on: Option<NaiveDate>,
}

/// A course completed by a whole organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrganisationCourse {
    /// Which organisation.
    pub organisation: OrganisationId,
    /// Which course.
    pub course: CourseId,
    /// The day, unless nobody knows it.
    pub completed_on: Option<NaiveDate>,
}

/// A credential the person holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldCredential {
    /// Which credential.
    pub kind: CredentialKindId,
    /// Since when, unless nobody knows it.
    pub held_since: Option<NaiveDate>,
}

/// A declaration the person made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeDeclaration {
    /// Which statement.
    pub declaration: DeclarationId,
    /// The day it was made.
    pub declared_on: NaiveDate,
}

/// What a person and their organisations have behind them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LearningRecord {
    /// Courses completed.
    pub completions: Vec<CompletedCourse>,
    /// Courses completed by the organisations the person belongs to, or claims to.
    pub organisation_completions: Vec<OrganisationCourse>,
    /// Credentials held.
    pub credentials: Vec<HeldCredential>,
    /// Declarations made.
    pub declarations: Vec<MadeDeclaration>,
}

/// Another booking of the person, which may make a group planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierBooking {
    /// The booking.
    pub booking: BookingId,
    /// Its course.
    pub course: CourseId,
    /// Where it stands; only *booked* can plan anything.
    pub state: BookingState,
    /// The end of its session's last date.
    pub ends_at: DateTime<Utc>,
    /// The zone of its session.
    pub timezone: Tz,
}

/// The moment a prerequisite is judged at: the session's first date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstDate {
    /// Its start.
    pub starts_at: DateTime<Utc>,
    /// Its day in the session's zone.
    pub day: NaiveDate,
}

impl FirstDate {
    /// The first date of a session that starts at `starts_at` in `timezone`.
    #[must_use]
    pub fn new(starts_at: DateTime<Utc>, timezone: Tz) -> Self {
        Self { starts_at, day: starts_at.with_timezone(&timezone).date_naive() }
    }
}

/// All that speaks for a person when a prerequisite is judged.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// What is behind them.
    pub record: &'a LearningRecord,
    /// The organisation whose training counts for them.
    pub organisation: Option<OrganisationId>,
    /// Organisations they claim to belong to, unconfirmed: their training counts once that is confirmed.
    pub claimed: &'a [OrganisationId],
    /// Groups waived for this person and session.
    pub waived: &'a [GroupId],
    /// The person's other bookings.
    pub earlier: &'a [EarlierBooking],
}

/// Why a group is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortfall {
    /// None of it was ever done.
    Unmet,
    /// It was done, but too long ago, or nobody knows when.
    Lapsed,
    /// It would be met by an organisation the person's membership of which is not confirmed yet.
    Unconfirmed(OrganisationId),
}

/// How a group stands for a person at a session's first date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Met by this requirement.
    Met {
        /// The requirement that meets it, the first in the group's order.
        by: RequirementId,
    },
    /// A trainer of the session or a coordinator lets this person attend anyway.
    Waived,
    /// Met as long as an earlier booked session is attended.
    Planned {
        /// The booking it hangs on: of several the one that ends first.
        depends_on: BookingId,
        /// The requirement that booking will meet.
        by: RequirementId,
    },
    /// Not met.
    Unmet(Shortfall),
}

/// One group's judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupJudgement {
    /// The group.
    pub group: GroupId,
    /// How it stands.
    pub judgement: Judgement,
}

/// Judges every group of a prerequisite, in order.
#[must_use]
pub fn judge(groups: &[Group], standing: &Standing<'_>, first: FirstDate) -> Vec<GroupJudgement> {
    groups
        .iter()
        .map(|group| GroupJudgement { group: group.id, judgement: judge_group(group, standing, first) })
        .collect()
}

/// Judges one group: met, else waived, else planned, else the reason it is not met.
#[must_use]
pub fn judge_group(group: &Group, standing: &Standing<'_>, first: FirstDate) -> Judgement {
    let fits: Vec<(RequirementId, Fit)> =
        group.any_of.iter().map(|requirement| (requirement.id, fit(requirement, standing, first))).collect();
    if let Some((by, _)) = fits.iter().find(|(_, fit)| *fit == Fit::Meets) {
        return Judgement::Met { by: *by };
    }
    if standing.waived.contains(&group.id) {
        return Judgement::Waived;
    }
    if let Some((earlier, by)) = planned(group, standing.earlier, first) {
        return Judgement::Planned { depends_on: earlier.booking, by };
    }
    let unconfirmed = fits.iter().find_map(|(_, fit)| match fit {
        Fit::Unconfirmed(organisation) => Some(*organisation),
        _ => None,
    });
    Judgement::Unmet(match unconfirmed {
        Some(organisation) => Shortfall::Unconfirmed(organisation),
        None if fits.iter().any(|(_, fit)| *fit == Fit::TooLongAgo) => Shortfall::Lapsed,
        None => Shortfall::Unmet,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Meets,
    TooLongAgo,
    Unconfirmed(OrganisationId),
    Misses,
}

fn fit(requirement: &Requirement, standing: &Standing<'_>, first: FirstDate) -> Fit {
    let within = requirement.within_months;
    let record = standing.record;
    match requirement.target {
        Target::Course(course) => best(
            record.completions.iter().filter(|done| done.course == course).map(|done| done.completed_on),
            within,
            first.day,
        ),
        Target::Credential(kind) => best(
            record.credentials.iter().filter(|held| held.kind == kind).map(|held| held.held_since),
            within,
            first.day,
        ),
        Target::Declaration(declaration) => {
            let made = record.declarations.iter().filter(|made| made.declaration == declaration);
            best(made.map(|made| Some(made.declared_on)), within, first.day)
        }
        Target::OrganisationCourse(course) => organisation_fit(course, within, standing, first.day),
    }
}

fn organisation_fit(course: CourseId, within: Option<u32>, standing: &Standing<'_>, day: NaiveDate) -> Fit {
    let by = |organisation: OrganisationId| {
        let done = standing.record.organisation_completions.iter();
        let done = done.filter(move |done| done.course == course && done.organisation == organisation);
        best(done.map(|done| done.completed_on), within, day)
    };
    let own = standing.organisation.map_or(Fit::Misses, by);
    if own == Fit::Meets {
        return own;
    }
    let claimed = standing.claimed.iter().find(|organisation| by(**organisation) == Fit::Meets);
    claimed.map_or(own, |organisation| Fit::Unconfirmed(*organisation))
}

/// The best that any of these days does for a requirement with this window.
fn best(days: impl Iterator<Item = Option<NaiveDate>>, within: Option<u32>, judged_on: NaiveDate) -> Fit {
    let mut best = Fit::Misses;
    for day in days {
        // What lies after the first date cannot have been behind anybody on it.
        if day.is_some_and(|day| day > judged_on) {
            continue;
        }
        if within_window(day, within, judged_on) {
            return Fit::Meets;
        }
        best = Fit::TooLongAgo;
    }
    best
}

/// Whether a day lies within the window that ends on `judged_on`: calendar months, both ends included. An unknown day
/// meets no window.
fn within_window(day: Option<NaiveDate>, within: Option<u32>, judged_on: NaiveDate) -> bool {
    let Some(months) = within else { return true };
    let earliest = judged_on.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN);
    day.is_some_and(|day| day >= earliest)
}

fn planned<'a>(
    group: &Group,
    earlier: &'a [EarlierBooking],
    first: FirstDate,
) -> Option<(&'a EarlierBooking, RequirementId)> {
    let in_time = |booking: &&EarlierBooking| {
        booking.state == BookingState::Booked && booking.ends_at <= first.starts_at
    };
    let meets = |booking: &'a EarlierBooking| {
        let day = booking.ends_at.with_timezone(&booking.timezone).date_naive();
        let requirement = group.any_of.iter().find(|requirement| {
            requirement.target == Target::Course(booking.course)
                && within_window(Some(day), requirement.within_months, first.day)
        });
        requirement.map(|requirement| (booking, requirement.id))
    };
    earlier
        .iter()
        .filter(in_time)
        .filter_map(meets)
        .min_by_key(|(booking, _)| (booking.ends_at, booking.booking))
}
