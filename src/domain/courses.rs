//! Courses: what a coordinator may type, and what an edited prerequisite comes to.

use std::collections::HashSet;

use super::{
    attendance::AttendanceRule,
    ids::{CourseId, GroupId},
    input::{FieldError, FieldErrors, long_text, optional_long_text, short_text},
    people::fold,
    prerequisites::{Group, Target},
    sessions::parse_capacity,
    words::Delivery,
};

/// The longest slug.
pub const MAX_SLUG: usize = 60;
/// The longest title.
pub const MAX_TITLE: usize = 200;
/// The longest summary, and the longest words about the audience.
pub const MAX_SUMMARY: usize = 4000;
/// The most outcomes.
pub const MAX_OUTCOMES: usize = 20;
/// The longest outcome.
pub const MAX_OUTCOME: usize = 500;
/// The longest course in minutes, and the most CPD: twenty working weeks.
pub const MAX_MINUTES: i64 = 60_000;
/// The longest notice for giving up a place, in working days.
pub const MAX_NOTICE_DAYS: i64 = 30;
/// The most people that a course may ask for before their organisation counts as trained by an open date.
pub const MAX_TO_TRAIN: i64 = 1000;
/// Places of a course unless it says otherwise.
pub const DEFAULT_CAPACITY: i32 = 20;
/// How much of a date's minutes is enough unless a course says otherwise, in per cent.
pub const DEFAULT_ENOUGH_PERCENT: i32 = 80;
/// Notice for giving up a place without consequence unless a course says otherwise, in working days.
pub const DEFAULT_NOTICE_DAYS: i32 = 3;
/// How a course takes place unless it says otherwise.
pub const DEFAULT_DELIVERY: Delivery = Delivery::Zoom;
/// The most groups of a prerequisite.
pub const MAX_GROUPS: usize = 10;
/// The most requirements of a group.
pub const MAX_REQUIREMENTS: usize = 20;
/// The longest currency window in months.
pub const MAX_WINDOW_MONTHS: i64 = 600;

/// A course as a coordinator types it, its prerequisite apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseInput {
    /// The name in addresses.
    pub slug: String,
    /// The title.
    pub title: String,
    /// What it is.
    pub summary: String,
    /// Whom it is for, in words.
    pub audience: String,
    /// What it leaves people able to do.
    pub outcomes: Vec<String>,
    /// Zoom, a room or on site.
    pub delivery: Delivery,
    /// Length of a date in minutes.
    pub duration_minutes: i64,
    /// CPD in minutes of active learning without breaks.
    pub cpd_minutes: i64,
    /// Places of a session unless it says otherwise.
    pub capacity: i64,
    /// Per cent of a date's minutes that count as having attended it.
    pub enough_percent: i64,
    /// How many dates must be attended; all when `None`.
    pub enough_dates: Option<i64>,
    /// Working days before the first date until which a place can be given up without consequence.
    pub notice_days: i64,
}

/// The same, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseDetails {
    /// The name in addresses.
    pub slug: String,
    /// The title.
    pub title: String,
    /// What it is.
    pub summary: String,
    /// Whom it is for, in words.
    pub audience: String,
    /// What it leaves people able to do.
    pub outcomes: Vec<String>,
    /// Zoom, a room or on site.
    pub delivery: Delivery,
    /// Length of a date in minutes.
    pub duration_minutes: i32,
    /// CPD in minutes.
    pub cpd_minutes: i32,
    /// Places of a session unless it says otherwise.
    pub capacity: i32,
    /// How much attendance is enough.
    pub enough: AttendanceRule,
    /// Working days of notice.
    pub notice_days: i32,
}

/// Checks what was typed about a course.
///
/// # Errors
/// Every broken rule.
pub fn check_course(input: &CourseInput) -> Result<CourseDetails, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    let slug = errors.keep(parse_slug("slug", &input.slug));
    let title = errors.keep(short_text("title", &input.title, MAX_TITLE));
    let summary = errors.keep(optional_long_text("summary", Some(&input.summary), MAX_SUMMARY));
    let audience = errors.keep(optional_long_text("audience", Some(&input.audience), MAX_SUMMARY));
    if input.outcomes.len() > MAX_OUTCOMES {
        errors.add("outcomes", format!("A course can have at most {MAX_OUTCOMES} outcomes."));
    }
    let outcomes: Vec<String> = input
        .outcomes
        .iter()
        .take(MAX_OUTCOMES)
        .enumerate()
        .filter_map(|(index, outcome)| {
            errors.keep(long_text(&format!("outcomes[{index}]"), outcome, MAX_OUTCOME))
        })
        .collect();
    let duration = errors.keep(number("duration_minutes", input.duration_minutes, 1, MAX_MINUTES, "minutes"));
    let cpd = errors.keep(number("cpd_minutes", input.cpd_minutes, 0, MAX_MINUTES, "minutes"));
    let capacity = errors.keep(parse_capacity("capacity", input.capacity));
    let percent = errors.keep(number("enough_percent", input.enough_percent, 1, 100, "per cent"));
    let dates = input.enough_dates.map(|dates| errors.keep(number("enough_dates", dates, 1, 60, "dates")));
    let notice = errors.keep(number("notice_days", input.notice_days, 0, MAX_NOTICE_DAYS, "working days"));
    // Whatever is missing below left an error, so the defaults are never handed out.
    errors.finish(CourseDetails {
        slug: slug.unwrap_or_default(),
        title: title.unwrap_or_default(),
        summary: summary.flatten().unwrap_or_default(),
        audience: audience.flatten().unwrap_or_default(),
        outcomes,
        delivery: input.delivery,
        duration_minutes: duration.unwrap_or_default(),
        cpd_minutes: cpd.unwrap_or_default(),
        capacity: capacity.unwrap_or_default(),
        enough: AttendanceRule {
            minutes_percent: percent.unwrap_or_default(),
            dates_needed: dates.flatten(),
        },
        notice_days: notice.unwrap_or_default(),
    })
}

/// The name of a course or ladder in addresses: lower-case letters, digits and single hyphens between them.
///
/// # Errors
/// Anything else, or too long.
pub fn parse_slug(field: &str, typed: &str) -> Result<String, FieldError> {
    let fits = (2..=MAX_SLUG).contains(&typed.len())
        && typed.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
    if fits {
        Ok(typed.to_owned())
    } else {
        Err(FieldError::new(
            field,
            format!(
                "Use 2 to {MAX_SLUG} lower-case letters, digits and hyphens, such as circles-and-meetings."
            ),
        ))
    }
}

/// A slug made from a title, for a course that is given none: `Circles and meetings` becomes `circles-and-meetings`.
/// It may come out too short to be one.
#[must_use]
pub fn suggest_slug(title: &str) -> String {
    let mut slug = String::new();
    for word in fold(title).split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if slug.len() + 1 + word.len() > MAX_SLUG {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

fn number(field: &str, value: i64, least: i64, most: i64, unit: &str) -> Result<i32, FieldError> {
    i32::try_from(value)
        .ok()
        .filter(|_| (least..=most).contains(&value))
        .ok_or_else(|| FieldError::new(field, format!("Enter a number from {least} to {most} ({unit}).")))
}

/// Reads from how many people an organisation counts as trained by an open date; `None` for never.
///
/// # Errors
/// Out of range.
pub fn check_number_to_train(from: Option<i64>) -> Result<Option<i32>, FieldError> {
    from.map(|from| number("trains_organisation_from", from, 1, MAX_TO_TRAIN, "people")).transpose()
}

/// A requirement as a coordinator gives it, its reference looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequirementInput {
    /// What it asks for.
    pub target: Target,
    /// The currency window.
    pub within_months: Option<i64>,
}

/// A requirement, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NewRequirement {
    /// What it asks for.
    pub target: Target,
    /// The currency window, 1 to [`MAX_WINDOW_MONTHS`].
    pub within_months: Option<u32>,
}

/// Checks the groups of a course's prerequisite, each a list of any-of requirements; `course` is `None` for a new one.
///
/// # Errors
/// Every broken rule, the fields named as in `prerequisites[0].any_of[1].within_months`.
pub fn check_groups(
    course: Option<CourseId>,
    groups: &[Vec<RequirementInput>],
) -> Result<Vec<Vec<NewRequirement>>, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    if groups.len() > MAX_GROUPS {
        errors.add("prerequisites", format!("A prerequisite can have at most {MAX_GROUPS} groups."));
        return Err(errors.into_vec());
    }
    let mut checked = Vec::with_capacity(groups.len());
    for (index, group) in groups.iter().enumerate() {
        let field = format!("prerequisites[{index}].any_of");
        if group.is_empty() || group.len() > MAX_REQUIREMENTS {
            errors.add(
                &field,
                format!("Name 1 to {MAX_REQUIREMENTS} requirements, of which any one is enough."),
            );
            continue;
        }
        if course.is_some_and(|own| group.iter().all(|one| one.target == Target::Course(own))) {
            errors.add(&field, "A course cannot be needed before itself.");
        }
        let mut seen = HashSet::new();
        let mut requirements = Vec::with_capacity(group.len());
        for (at, requirement) in group.iter().enumerate() {
            let months = requirement.within_months.map(|months| {
                let field = format!("{field}[{at}].within_months");
                errors.keep(number(&field, months, 1, MAX_WINDOW_MONTHS, "months"))
            });
            let within_months = months.flatten().and_then(|months| u32::try_from(months).ok());
            if !seen.insert(*requirement) {
                errors.add(format!("{field}[{at}]"), "This requirement is named twice.");
            }
            requirements.push(NewRequirement { target: requirement.target, within_months });
        }
        checked.push(requirements);
    }
    errors.finish(checked)
}

/// Where a group of the new prerequisite comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedGroup {
    /// Nothing about it changed, so it keeps its id, and waivers and conditions stand.
    Kept(GroupId),
    /// New, or edited: a new id.
    New(Vec<NewRequirement>),
}

/// What an edited prerequisite comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupChanges {
    /// The groups that stand from now on, in order.
    pub groups: Vec<PlannedGroup>,
    /// The groups to retire.
    pub retired: Vec<GroupId>,
}

/// Compares the groups a course has with those it is to have. Two groups are the same when they ask for the same
/// things, in whatever order.
#[must_use]
pub fn diff_groups(existing: &[Group], wanted: &[Vec<NewRequirement>]) -> GroupChanges {
    let mut left: Vec<(GroupId, Vec<NewRequirement>)> = existing
        .iter()
        .map(|group| {
            let asks = group.any_of.iter().map(|requirement| NewRequirement {
                target: requirement.target,
                within_months: requirement.within_months,
            });
            (group.id, sorted(asks.collect()))
        })
        .collect();
    let groups = wanted
        .iter()
        .map(|group| {
            let asks = sorted(group.clone());
            match left.iter().position(|(_, has)| *has == asks) {
                Some(at) => PlannedGroup::Kept(left.remove(at).0),
                None => PlannedGroup::New(group.clone()),
            }
        })
        .collect();
    GroupChanges { groups, retired: left.into_iter().map(|(id, _)| id).collect() }
}

fn sorted(mut requirements: Vec<NewRequirement>) -> Vec<NewRequirement> {
    requirements.sort_unstable();
    requirements
}
