//! Conference days: the talks of a date, who was at which, and what that earns.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{
    attendance::{Mark, ScheduledDate},
    cpd::CpdAward,
    ids::{DateId, RowId},
    input::{FieldError, FieldErrors, optional_short_text, short_text},
    sessions::Span,
    times::length,
    words::Outcome,
};

/// The most talks of one session.
pub const MOST_TALKS: usize = 60;
/// The longest title of a talk, in characters.
pub const LONGEST_TITLE: usize = 200;

/// A talk as a coordinator types it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkInput {
    /// Which one it is, if it was there before.
    pub id: Option<RowId>,
    /// What it is called.
    pub title: String,
    /// Who speaks.
    pub speaker: Option<String>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// How long it lasts.
    pub minutes: i32,
}

/// A talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// Its id.
    pub id: RowId,
    /// The date it is on.
    pub date: DateId,
    /// What it is called.
    pub title: String,
    /// Who speaks.
    pub speaker: Option<String>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// How long it lasts.
    pub minutes: i32,
}

impl Talk {
    /// From its start to its end.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { starts_at: self.starts_at, ends_at: self.starts_at + TimeDelta::minutes(self.minutes.into()) }
    }
}

/// A talk as a certificate lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkAttended {
    /// What it is called.
    pub title: String,
    /// Who spoke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// How long it lasted.
    pub minutes: i32,
}

/// Checks the talks of a session against its dates; gives each with the date it is on, earliest first.
///
/// # Errors
/// Every broken rule, named `talks[N].…`.
pub fn check(
    talks: &[TalkInput],
    dates: &[ScheduledDate],
) -> Result<Vec<(TalkInput, DateId)>, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    if talks.len() > MOST_TALKS {
        errors.add("talks", format!("Name at most {MOST_TALKS} talks."));
    }
    let mut checked: Vec<(TalkInput, DateId)> = Vec::new();
    for (at, talk) in talks.iter().enumerate() {
        let field = |name: &str| format!("talks[{at}].{name}");
        if talk.id.is_some() && talks[..at].iter().any(|other| other.id == talk.id) {
            errors.add(field("id"), "Name each talk once.");
        }
        let title = errors.keep(short_text(&field("title"), &talk.title, LONGEST_TITLE));
        let speaker =
            errors.keep(optional_short_text(&field("speaker"), talk.speaker.as_deref(), LONGEST_TITLE));
        if talk.minutes < 1 {
            errors.add(field("minutes"), "Enter how many minutes it lasts, at least 1.");
            continue;
        }
        let ends_at =
            TimeDelta::try_minutes(talk.minutes.into()).and_then(|it| talk.starts_at.checked_add_signed(it));
        let within = |date: &&ScheduledDate| {
            date.starts_at <= talk.starts_at && ends_at.is_some_and(|end| end <= date.ends_at)
        };
        let Some(date) = dates.iter().find(within) else {
            let message = "Enter a start and a length within one of this session’s dates.";
            errors.add(field("starts_at"), message);
            continue;
        };
        let talk = TalkInput { title: title.unwrap_or_default(), speaker: speaker.flatten(), ..talk.clone() };
        checked.push((talk, date.id));
    }
    checked.sort_by_key(|(talk, _)| (talk.starts_at, talk.id));
    errors.finish(checked)
}

/// Checks which talks of a date somebody was at: nobody is at two at one time. `field` is their place in the input,
/// such as `marks[3]`.
///
/// # Errors
/// A talk of another date, or two at one time.
pub fn check_attended<'t>(
    field: &str,
    talks: &'t [Talk],
    date: DateId,
    attended: &[RowId],
) -> Result<Vec<&'t Talk>, FieldError> {
    let mut there: Vec<&Talk> = Vec::new();
    for id in attended {
        let Some(talk) = talks.iter().find(|talk| talk.id == *id && talk.date == date) else {
            return Err(FieldError::new(format!("{field}.talk_ids"), "This date has no talk with this id."));
        };
        if there.iter().any(|other| other.id == talk.id) {
            continue;
        }
        if let Some(other) = there.iter().find(|other| other.span().overlaps(talk.span())) {
            let message = format!("“{}” and “{}” are at the same time: choose one.", other.title, talk.title);
            return Err(FieldError::new(format!("{field}.talk_ids"), message));
        }
        there.push(talk);
    }
    Ok(there)
}

fn minutes_of<'t>(talks: impl IntoIterator<Item = &'t Talk>) -> i32 {
    talks.into_iter().map(|talk| talk.minutes).fold(0, i32::saturating_add)
}

/// The mark of a date that these of its talks come to: all of them is all of the date, some are their minutes.
#[must_use]
pub fn mark(date: &ScheduledDate, talks: &[Talk], there: &[&Talk]) -> (Outcome, Option<i32>) {
    let of_date = talks.iter().filter(|talk| talk.date == date.id).count();
    let minutes = minutes_of(there.iter().copied());
    match minutes {
        0 => (Outcome::Absent, None),
        _ if there.len() == of_date || minutes >= date.minutes() => (Outcome::Present, None),
        _ => (Outcome::Partly, Some(minutes)),
    }
}

/// The talks somebody was at: those that were ticked; where none was ticked on a date, all of it for whoever was there
/// for all of it. `None` where their marks name no talks, so that their time counts and not talks.
#[must_use]
pub fn attended<'t>(talks: &'t [Talk], ticked: &[RowId], marks: &[Mark]) -> Option<Vec<&'t Talk>> {
    if talks.is_empty() {
        return None;
    }
    let mut there = Vec::new();
    for mark in marks {
        let of_date: Vec<&Talk> = talks.iter().filter(|talk| talk.date == mark.date).collect();
        let chosen: Vec<&Talk> = of_date.iter().copied().filter(|talk| ticked.contains(&talk.id)).collect();
        match (mark.outcome, chosen.is_empty()) {
            (Outcome::Absent, _) => {}
            (_, false) => there.extend(chosen),
            (Outcome::Present, true) if !of_date.is_empty() => there.extend(of_date),
            _ => return None,
        }
    }
    there.sort_by_key(|talk| (talk.starts_at, talk.id));
    Some(there)
}

/// What being at these talks earns: their minutes together, never more than the course's CPD nor than the minutes
/// somebody was there.
#[must_use]
pub fn award(cpd_minutes: i32, there: &[&Talk], of: usize, attended_minutes: i32) -> CpdAward {
    let sum = minutes_of(there.iter().copied());
    let most = cpd_minutes.max(0).min(attended_minutes.max(0));
    let minutes = sum.min(most);
    if there.is_empty() {
        return CpdAward {
            minutes: 0,
            basis: "Was at none of the talks, so no CPD time was earned.".to_owned(),
        };
    }
    let cut = if minutes < sum { format!(", counted up to {}", length(minutes)) } else { String::new() };
    let which = if there.len() == of { format!("all {of}") } else { format!("{} of {of}", there.len()) };
    let basis = format!("Was at {which} talks, {} together{cut}.", length(sum));
    CpdAward { minutes, basis }
}

/// What a register says beside its marks of who was at which talk, as words that are the same exactly while nothing of
/// it changes.
#[must_use]
pub fn judged_from(talks: &[Talk], ticked: &[RowId]) -> String {
    if talks.is_empty() {
        return String::new();
    }
    let mut parts: Vec<String> = talks
        .iter()
        .map(|talk| {
            let was = if ticked.contains(&talk.id) { " there" } else { "" };
            format!("{} {} {}{was}", talk.id, talk.starts_at.timestamp(), talk.minutes)
        })
        .collect();
    parts.sort_unstable();
    format!(";talks {}", parts.join(";"))
}
