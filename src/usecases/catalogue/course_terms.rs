//! What a coordinator says about a course, laid over what is there already.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        courses::{
            CourseDetails, CourseInput, GroupChanges, RequirementInput, check_course, check_groups,
            check_number_to_train, diff_groups,
        },
        ids::{Id, RungId},
        input::FieldError,
        people::fold,
        practice::check_months,
        prerequisites::Target,
        times::{LONDON, day_in},
        words::{Delivery, RequirementKind},
    },
    store::{
        Error, WriteTx,
        read::{
            catalogue::{
                course::{Restriction, Standpoint},
                courses::{self, CourseRow},
            },
            facts::course_facts,
            people::organisations,
        },
        write::catalogue::course,
    },
    usecases::error::Failure,
};

/// What is said about a course; what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as domain::courses::CourseInput and the columns of the same names")]
pub struct CourseTerms {
    pub slug: Option<String>,
    pub title: Option<String>,
    /// The ladder's slug.
    pub ladder: Option<Option<String>>,
    /// From 1.
    pub rung: Option<Option<i64>>,
    pub summary: Option<String>,
    pub audience: Option<String>,
    pub outcomes: Option<Vec<String>>,
    pub delivery: Option<Delivery>,
    pub duration_minutes: Option<i64>,
    pub cpd_minutes: Option<i64>,
    pub capacity: Option<i64>,
    pub enough_percent: Option<i64>,
    pub enough_dates: Option<Option<i64>>,
    pub notice_days: Option<i64>,
    pub needs_approval: Option<bool>,
    pub by_commission: Option<bool>,
    pub trains_organisation: Option<bool>,
    pub trains_organisation_from: Option<Option<i64>>,
    pub invites_trained_organisations: Option<bool>,
    pub badges_show_organisation: Option<bool>,
    pub current_months: Option<Option<i64>>,
    /// The declaration's slug.
    pub renewed_by: Option<Option<String>>,
    pub retired: Option<bool>,
    pub prerequisites: Option<Vec<Vec<RequirementTerms>>>,
    pub restricted_to: Option<Restriction>,
}

/// A requirement as a coordinator names it.
#[derive(Debug, Clone)]
pub struct RequirementTerms {
    /// What kind of thing is asked for.
    pub kind: RequirementKind,
    /// The slug of the course, credential or declaration.
    pub slug: Option<String>,
    /// The currency window.
    pub within_months: Option<i64>,
}

/// How courses are looked at in an answer.
pub(crate) fn standpoint(provider: &str, now: DateTime<Utc>) -> Standpoint<'_> {
    Standpoint { provider, today: day_in(now, LONDON) }
}

/// What the terms come to, beside the changed row.
pub(crate) struct Agreed {
    groups: Option<GroupChanges>,
    restriction: Option<Restriction>,
}

/// Lays the terms over a row; `is_new` says that it is not stored yet.
///
/// # Errors
/// Every broken rule at once.
pub(crate) fn agree(
    tx: &mut WriteTx<'_>,
    row: &mut CourseRow,
    (current_place, is_new): (Option<(String, i32)>, bool),
    terms: &CourseTerms,
) -> Result<Agreed, Failure> {
    let mut errors = Vec::new();
    match check_course(&input(row, terms)?) {
        Ok(details) => take_over(row, details)?,
        Err(broken) => errors.extend(broken),
    }
    match rung(tx, current_place, terms)? {
        Ok(rung) => row.rung_id = rung,
        Err(broken) => errors.push(broken),
    }
    row.needs_approval = terms.needs_approval.unwrap_or(row.needs_approval);
    row.by_commission = terms.by_commission.unwrap_or(row.by_commission);
    row.trains_organisation = terms.trains_organisation.unwrap_or(row.trains_organisation);
    if let Some(from) = terms.trains_organisation_from {
        match check_number_to_train(from) {
            Ok(from) => row.trains_organisation_from = from,
            Err(broken) => errors.push(broken),
        }
    }
    row.invites_trained_organisations =
        terms.invites_trained_organisations.unwrap_or(row.invites_trained_organisations);
    row.badges_show_organisation = terms.badges_show_organisation.unwrap_or(row.badges_show_organisation);
    errors.extend(practice(tx, row, terms)?);
    // A draft is published by a verb of its own, and was never given: there is nothing to retire.
    row.retired_at = match terms.retired.filter(|_| !row.draft) {
        Some(true) => row.retired_at.or(Some(tx.now().naive_utc())),
        Some(false) => None,
        None => row.retired_at,
    };
    let mut groups = None;
    if let Some(wanted) = &terms.prerequisites {
        match requirements(tx, wanted)? {
            Err(broken) => errors.extend(broken),
            Ok(wanted) => match check_groups((!is_new).then_some(row.id), &wanted) {
                Err(broken) => errors.extend(broken),
                Ok(wanted) => {
                    let existing = course_facts::groups(tx.conn(), row.id)?;
                    groups = Some(diff_groups(&existing, &wanted));
                }
            },
        }
    }
    if let Some(restriction) = &terms.restricted_to {
        errors.extend(unknown_organisations(tx, restriction)?);
    }
    if errors.is_empty() {
        Ok(Agreed { groups, restriction: terms.restricted_to.clone() })
    } else {
        Err(errors.into())
    }
}

/// Stores what stands beside the row.
pub(crate) fn store_agreed(tx: &mut WriteTx<'_>, row: &CourseRow, agreed: &Agreed) -> Result<(), Failure> {
    if let Some(groups) = &agreed.groups {
        course::set_groups(tx, row.id, groups)?;
    }
    if let Some(restriction) = &agreed.restriction {
        course::set_audience(tx, row.id, &restriction.organisations, &restriction.kinds)?;
    }
    Ok(())
}

/// How long the course keeps people current, and by what they stay so.
fn practice(
    tx: &mut WriteTx<'_>,
    row: &mut CourseRow,
    terms: &CourseTerms,
) -> Result<Vec<FieldError>, Failure> {
    let mut errors = Vec::new();
    if let Some(months) = terms.current_months {
        match check_months(months) {
            Ok(months) => row.current_months = months,
            Err(broken) => errors.push(broken),
        }
    }
    match &terms.renewed_by {
        None => {}
        Some(None) => row.renewed_by = None,
        Some(Some(slug)) => match courses::target(tx.conn(), RequirementKind::Declaration, slug)? {
            Some(id) => row.renewed_by = Some(Id::from_uuid(id)),
            None => errors.push(FieldError::new("renewed_by", "There is no declaration of this slug.")),
        },
    }
    Ok(errors)
}

fn input(row: &CourseRow, terms: &CourseTerms) -> Result<CourseInput, Error> {
    let outcomes = match &terms.outcomes {
        Some(outcomes) => outcomes.clone(),
        None => serde_json::from_str(&row.outcomes).map_err(|e| Error::Broken(e.to_string()))?,
    };
    let text = |said: &Option<String>, stands: &str| said.clone().unwrap_or_else(|| stands.to_owned());
    Ok(CourseInput {
        slug: text(&terms.slug, &row.slug),
        title: text(&terms.title, &row.title),
        summary: text(&terms.summary, &row.summary),
        audience: text(&terms.audience, &row.audience),
        outcomes,
        delivery: terms.delivery.unwrap_or(row.delivery),
        duration_minutes: terms.duration_minutes.unwrap_or_else(|| row.duration_minutes.into()),
        cpd_minutes: terms.cpd_minutes.unwrap_or_else(|| row.cpd_minutes.into()),
        capacity: terms.capacity.unwrap_or_else(|| row.capacity.into()),
        enough_percent: terms.enough_percent.unwrap_or_else(|| row.enough_percent.into()),
        enough_dates: terms.enough_dates.unwrap_or_else(|| row.enough_dates.map(i64::from)),
        notice_days: terms.notice_days.unwrap_or_else(|| row.notice_days.into()),
    })
}

fn take_over(row: &mut CourseRow, details: CourseDetails) -> Result<(), Error> {
    row.title_folded = fold(&details.title);
    row.outcomes = serde_json::to_string(&details.outcomes).map_err(|e| Error::Broken(e.to_string()))?;
    row.slug = details.slug;
    row.title = details.title;
    row.summary = details.summary;
    row.audience = details.audience;
    row.delivery = details.delivery;
    row.duration_minutes = details.duration_minutes;
    row.cpd_minutes = details.cpd_minutes;
    row.capacity = details.capacity;
    row.enough_percent = details.enough.minutes_percent;
    row.enough_dates = details.enough.dates_needed;
    row.notice_days = details.notice_days;
    Ok(())
}

/// The rung a course stands on from now on; a ladder and a rung are named together.
fn rung(
    tx: &mut WriteTx<'_>,
    current: Option<(String, i32)>,
    terms: &CourseTerms,
) -> Result<Result<Option<RungId>, FieldError>, Failure> {
    let (ladder, number) = match current {
        Some((ladder, number)) => (Some(ladder), Some(i64::from(number))),
        None => (None, None),
    };
    // A course that is taken off its ladder need not be taken off its rung as well.
    let leaves = terms.ladder == Some(None);
    let ladder = terms.ladder.clone().unwrap_or(ladder);
    let number = if leaves { terms.rung.flatten() } else { terms.rung.unwrap_or(number) };
    let wrong = |field: &str, message: String| Ok(Err(FieldError::new(field, message)));
    match (ladder, number) {
        (None, None) => Ok(Ok(None)),
        (Some(ladder), None) => {
            wrong("rung", format!("Say on which rung of {ladder} the course stands, from 1."))
        }
        (None, Some(_)) => wrong("ladder", "Say on which ladder the rung is.".to_owned()),
        (Some(ladder), Some(number)) => {
            let rungs = courses::rungs_of(tx.conn(), &ladder)?;
            let Some(rungs) = rungs else {
                return wrong("ladder", "There is no ladder of this name.".to_owned());
            };
            match rungs.iter().find(|(position, _)| i64::from(*position) == number) {
                Some((_, id)) => Ok(Ok(Some(*id))),
                None => wrong("rung", format!("This ladder has rungs from 1 to {}.", rungs.len())),
            }
        }
    }
}

type Asked = Vec<Vec<RequirementInput>>;

/// Looks up what the requirements name.
fn requirements(
    tx: &mut WriteTx<'_>,
    wanted: &[Vec<RequirementTerms>],
) -> Result<Result<Asked, Vec<FieldError>>, Failure> {
    let mut errors = Vec::new();
    let mut asked = Vec::with_capacity(wanted.len());
    for (index, group) in wanted.iter().enumerate() {
        let mut found = Vec::with_capacity(group.len());
        for (at, one) in group.iter().enumerate() {
            let name = match one.kind {
                RequirementKind::Course | RequirementKind::OrganisationCourse => "course",
                RequirementKind::Credential => "credential",
                RequirementKind::Declaration => "declaration",
            };
            let field = format!("prerequisites[{index}].any_of[{at}].{name}");
            let Some(slug) = &one.slug else {
                errors.push(FieldError::new(field, format!("Name the {name} by its slug.")));
                continue;
            };
            match courses::target(tx.conn(), one.kind, slug)? {
                Some(reference) => found.push(RequirementInput {
                    target: Target::from_parts(one.kind, reference),
                    within_months: one.within_months,
                }),
                None => errors.push(FieldError::new(field, format!("There is no {name} of this slug."))),
            }
        }
        asked.push(found);
    }
    Ok(if errors.is_empty() { Ok(asked) } else { Err(errors) })
}

fn unknown_organisations(
    tx: &mut WriteTx<'_>,
    restriction: &Restriction,
) -> Result<Vec<FieldError>, Failure> {
    let known = organisations::known(tx.conn(), &restriction.organisations)?;
    let mut errors = Vec::new();
    for (index, id) in restriction.organisations.iter().enumerate() {
        let field = format!("restricted_to.organisations[{index}]");
        if !known.contains(id) {
            errors.push(FieldError::new(field, "There is no organisation with this id."));
        } else if restriction.organisations.iter().take(index).any(|before| before == id) {
            errors.push(FieldError::new(field, "This organisation is named twice."));
        }
    }
    for (index, kind) in restriction.kinds.iter().enumerate() {
        if restriction.kinds.iter().take(index).any(|before| before == kind) {
            let field = format!("restricted_to.kinds[{index}]");
            errors.push(FieldError::new(field, "This kind is named twice."));
        }
    }
    Ok(errors)
}
