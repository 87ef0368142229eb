//! Prerequisites in plain words: what a course page, a refusal and a mail say.

use super::{
    grammar::{Voice, listed, sentence_case},
    prerequisites::{Group, Requirement, Shortfall, Target},
};

/// A group as a phrase inside a sentence: "any of Introduction, the 2-day course or the 4-day course".
#[must_use]
pub fn group_phrase(group: &Group) -> String {
    // Neighbours with the same window share it, so that it is said once.
    let parts: Vec<String> = group
        .any_of
        .chunk_by(|one, next| one.within_months == next.within_months)
        .map(|same| {
            let names: Vec<String> = same.iter().map(bare).collect();
            with_window(&listed(&names, "or"), same[0].within_months)
        })
        .collect();
    let phrase = parts.join(", or ");
    if group.any_of.len() > 2 { format!("any of {phrase}") } else { phrase }
}

/// The whole prerequisite as a sentence: "Any of Introduction, the 2-day course or the 4-day course, and Development."
#[must_use]
pub fn sentence(groups: &[Group]) -> String {
    if groups.is_empty() {
        return "No earlier training is needed.".to_owned();
    }
    let phrases: Vec<String> = groups.iter().map(group_phrase).collect();
    format!("{}.", sentence_case(&phrases.join(", and ")))
}

/// Why a group is not met and what would meet it; `organisation` names the one whose membership is unconfirmed.
#[must_use]
pub fn shortfall_message(
    group: &Group,
    shortfall: Shortfall,
    organisation: &str,
    voice: Voice<'_>,
) -> String {
    let phrase = group_phrase(group);
    match shortfall {
        Shortfall::Unmet => format!("{} can book this after {phrase}.", voice.who()),
        Shortfall::Lapsed => format!("Refresh first: {phrase}."),
        Shortfall::Unconfirmed(_) => format!(
            "{} membership of {organisation} is not confirmed yet. This can be booked once it is, or after {phrase}.",
            sentence_case(voice.their())
        ),
    }
}

/// "Booked, as long as you attend Introduction on Tuesday 12 January 2027.", `day` in people's words.
#[must_use]
pub fn planned_message(course_title: &str, day: &str, voice: Voice<'_>) -> String {
    format!("Booked, as long as {} {} {course_title} on {day}.", voice.whom(), voice.attend())
}

fn bare(requirement: &Requirement) -> String {
    let label = &requirement.label;
    match requirement.target {
        Target::Course(_) | Target::Credential(_) => label.clone(),
        Target::OrganisationCourse(_) => format!("{label} (done by the organisation)"),
        Target::Declaration(_) => format!("declaring “{label}”"),
    }
}

fn with_window(phrase: &str, within_months: Option<u32>) -> String {
    match within_months {
        None => phrase.to_owned(),
        Some(1) => format!("{phrase} in the month before the course date"),
        Some(months) => format!("{phrase} in the {months} months before the course date"),
    }
}
